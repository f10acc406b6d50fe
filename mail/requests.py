"""What a mail asks of the office instead of answering: more time, a file that opens, another unit, a question."""

import re

MORE_TIME = "这封邮件像是申请延期，不像意见；同意的话可单独为该单位延期，再登记其意见。"
BROKEN_FILE = "这封邮件像是说附件打不开或没有收到，不像意见；请重发或另发附件。"
NOT_OURS = (
    "这封邮件像是说此事与该单位职责无关、应征求别的单位，不像意见；请核实，发错的可不再征求该单位，改发应征求的单位。"
)
QUESTION = "这封邮件像是提问，不像意见；请答复对方，待收到意见再登记。"

_SECRET = re.compile(r"(?:绝\s*密|机\s*密|秘\s*密)\s*[★☆]")
_TITLE = re.compile(r"《[^》]*》")
_SENTENCE = re.compile(r"[^。；;！!？?\n]+[？?]?")
# An opinion may itself speak of time limits: then it names its clause, quotes, or proposes.
_OF_THE_DRAFT = re.compile(r"第.{1,4}[条章款项]|[“”《]|建议|修改|改为|删|增加")
_LATER = r"(?:延期|延长|推迟|宽限|顺延|延后|延迟|缓[几一两]|晚[几一两些])"
_ASKING = r"(?:申请|恳请|恳求|请求|请|希望|望|能否|能不能|可否|可不可以|是否可以?|想)"
_MORE_TIME = re.compile(
    rf"(?:{_ASKING}.{{0,24}}|(?:拟|需要?).{{0,6}}){_LATER}(?!的)|{_LATER}.{{0,16}}(?:反馈|回复|答复|报送|提交|上报)"
    rf"|(?:反馈|回复|答复|报送|提交|上报).{{0,12}}{_LATER}"
)
_FILE = r"(?:附件|文件|文档|征求意见稿|意见稿|反馈表|链接|网页|压缩包)"
_BROKEN_FILE = re.compile(
    rf"{_FILE}.{{0,12}}(?:打不开|打开不了|(?:无法|不能|没法)(?:正常)?(?:打开|下载|查看)|打开.{{0,6}}(?:失败|空白|乱码)|乱码|下载不了|看不到|(?:没有?|未)收到)"
    rf"|(?:没有?|未)(?:收到|看到).{{0,6}}{_FILE}"
    r"|(?:请|麻烦|烦请|能否|可否|劳烦).{0,12}(?:重发|重新发|再发|补发|另发)"
)
_DUTY = r"(?:我|本)(?:局|委|办|厅|单位|部门|中心|处|科|区|县|校|院)?.{0,4}(?:职责|职能|职权|业务|工作|管辖|主管)"
_NOT_OURS = re.compile(
    rf"(?:不属于?|不在|不涉及|并?非|超出|与).{{0,2}}{_DUTY}(?!.{{0,6}}有关)|{_DUTY}.{{0,4}}(?:无关|不相关)"
)
# 建议征求市住建局意见 names whom to ask; any other 建议 is an opinion on who shall be responsible.
_ASK_ANOTHER = re.compile(
    r"(?:建议|请)(?:贵.{1,3}?)?(?:另行|直接|径)?(?:征求|征询|商请?|转(?:送|交|请|发)?|函询|联系|咨询)[^，,。；;！!？?\n]{2,30}"
)
_OF_ITS_DUTIES = re.compile(
    r"责任单位|成员单位|牵头|配合单位|负责|承担|去掉|剔除|取消|移[出除]|划[出归]|调整|完善|应[当由为]"
)
_QUESTION = re.compile(r"[？?]$|请问|请教|咨询一?下|想问|问一下|询问")


def request_in(text: str) -> str:
    """What a text asks for, as a sentence for whoever has to look at it; empty where it asks for nothing.

    More time and another file count wherever they stand; a question only where the text is nothing but questions, and
    that it is no business of the unit only where nothing is proposed for the draft.
    """
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(text)]
    about_us = [sentence for sentence in sentences if not _OF_THE_DRAFT.search(sentence)]
    if any(_MORE_TIME.search(sentence) for sentence in about_us):
        return MORE_TIME
    if any(_BROKEN_FILE.search(sentence) for sentence in about_us):
        return BROKEN_FILE
    if _NOT_OURS.search(text) and not _is_proposed_for(_ASK_ANOTHER.sub("", _TITLE.sub("", text))):
        return NOT_OURS
    return QUESTION if about_us == sentences and any(map(_QUESTION.search, sentences)) else ""


def _is_proposed_for(text: str) -> bool:
    return bool(_OF_THE_DRAFT.search(text) or _OF_ITS_DUTIES.search(text))


def secret_mark(*texts: str) -> str:
    """What to do about a mail that bears a mark of secrecy (机密★), in a sentence; empty where it bears none.

    State secrets must not be on the internet (保守国家秘密法 29): nobody but a person deals with such a mail.
    """
    marked = next(filter(None, map(_SECRET.search, texts)), None)
    return f"这封邮件标有密级（{marked[0]}），没有读取；请立即按保密规定处置，不要登记、转发。" if marked else ""
