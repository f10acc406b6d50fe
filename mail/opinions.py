"""What the words of a reply say: 无意见, or numbered opinions. Read for a first guess; a person sees the whole text."""

import re
from dataclasses import dataclass

LONGEST_NO_COMMENT = 400
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u3000]+(?=[\u4e00-\u9fff])")
_TITLE = re.compile(r"《[^》]*》|〈[^〉]*〉|〔#\w+〕")
_NO_COMMENT = re.compile(
    r"(?:(?:均|都|暂|尚|也|并)?(?:没有|未有|暂无|并无|无|没)(?:任何|什么|其他|其它|别的|更多|新的|具体|相关)*"
    r"(?:的)?(?:不同|反对|修改|补充|完善|反馈|异议|需修改|需要修改)*(?:的|之处|内容)*"
    r"(?:意见|建议|异议|修改|反馈|补充|之处|内容)(?:(?:和|及|与|或|、|/)?(?:建议|意见|修改|补充|异议))*"
    r"|不提(?:出)?(?:修改)?(?:意见|建议)|(?:无需|不需要?|不作|不做)(?:再)?(?:修改|补充|调整)"
    r"|(?:完全|原则上?|基本|表示)?(?:同意|赞同|认可)"
    r"|no\s+(?:comments?|objections?))",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:不是|并非|不能|不可|难以|不)(?:完全|原则|基本|表示)?(?:同意(?!见)|赞同|认可)|(?:不是|并非)(?:没有|无)|有无意见|是否"
)
_HARMLESS = re.compile(
    r"(?:提出|征求|反馈|书面|回复|答复)?(?:的)?(?:修改|反馈|书面)?意见(?:稿|函|反馈表|的函|的通知|的通告)|征求意见|意见反馈|反馈意见"
    r"|现将.{0,20}(?:反馈|函复|回复|答复)如下|请(?:查收|知悉|知晓|审阅|核收|予接洽|见附件|收悉)|敬请.{0,4}(?:查收|知悉)"
)
_SUBSTANCE = re.compile(
    r"建议|意见|应当|应该|应为|应由|改为|修改|增加|增补|删除|删去|去掉|补充|调整|明确|完善|细化|优化|但|不过|除|另|请|希望"
    r"|不同意|不宜|不妥|不符|不一致|有误|错|反对|保留|有待|需要|暂缓|前提|基础上|条件|第.{1,4}[条章款项页]|疑问|[?？]"
)
# 收到，将尽快反馈 is a courtesy, and 请问几号截止？ a question: taken for opinions they would end the chasing.
_COURTESY = re.compile(
    r"(?:收到|收悉|知悉|已阅|好的|谢谢)[^。；;！!，,\n]{0,12}"
    r"|(?:将|会|尽快|抓紧|正在|待|稍后|近日|随后)[^。；;！!“”\n]{0,20}?"
    r"(?:反馈|回复|答复|报送|研究|提出|提供)[^，,：:。；;！!“”\n]{0,10}"
    r"|请问[^。！!?？\n]{0,60}[?？]?"
)
_GREETING = re.compile(
    r"(?:尊敬的.{0,20}|.{0,20}(?:同志|老师|主任|科长|处长|局长)?[,，]?\s*(?:您|你|大家)们?好.{0,4}|hi|hello|.{2,30}(?:局|委|办|办公室|政府|中心|单位|部门|科|处|会))[:：,，!！。]?",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:此致|敬礼|顺颂.{0,6}|祝.{0,8}|谢谢.{0,6}|感谢.{0,12}|特此(?:函复|回复|反馈|复函|说明)|(?:专)?此复|此函|以上)[。!！.]?"
    r"|(?:发自|来自|从我的|sent from).{0,30}|[-_=—~*]{2,}|.{0,30}[(（]?(?:盖章|公章|签章)[)）]?"
    r"|(?:二〇|20)\S{2}\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|[(（]?(?:联系人|经办人|联系电话|电话|手机|传真|邮箱|地址|电子邮箱|负责人|填表人|科室|职务)\s*[:：].{0,60}",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r".{2,30}(?:局|委|办|厅|办公室|政府|中心|委员会|大队|支队|公司|银行|科|处|院|县|区)")
_HEADING = re.compile(
    r"(?:具体|主要|有关|总体)?(?:的)?(?:修改|反馈|补充)?(?:意见|建议)(?:和|与|及|、)?(?:意见|建议)?(?:如下)?[:：]?"
)
_INTRODUCING = re.compile(r"[:：]$|(?:如下|以下|下列).{0,12}$")
_AT_LINE, _IN_LINE = r"^\s*", r"(?<=[:：;；。])\s*"
_DIGITS = "一二三四五六七八九十"
_STYLES = (
    re.compile(r"第\s*([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*条\s*(?:意见|建议)\s*[:：、.．]?\s*"),
    re.compile(r"(?:意见|建议)\s*([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*[:：、.．]\s*"),
    re.compile(r"([一二三四五六七八九十]{1,3})\s*、\s*"),
    re.compile(r"[(（]\s*([一二三四五六七八九十]{1,3})\s*[)）]\s*"),
    re.compile(r"([0-9]{1,3})\s*(?:[、．]|[.](?![0-9])|[)）])\s*"),
    re.compile(r"[(（]\s*([0-9]{1,3})\s*[)）]\s*"),
    re.compile(r"([①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳])\s*"),
)


def is_no_comment(text: str) -> bool:
    """Whether the text says 无意见 and nothing else; 原则同意 with a suggestion is no such thing, nor is a doubt."""
    words = _SPACED.sub("", _TITLE.sub("", "\n".join(_body(text))))
    if len(words) > LONGEST_NO_COMMENT or _DENIED.search(words):
        return False
    rest = _NO_COMMENT.sub("", words)
    return rest != words and not _SUBSTANCE.search(_HARMLESS.sub("", rest))


def opinions_in(text: str) -> tuple[str, ...]:
    """The opinions of a plain text in order, their numbering taken off; () where it is 无意见 or empty.

    Numbered lines divide it (1. 一、（一）① 第1条意见 意见1：), finer numbering stays inside its item; a text without
    numbers is one opinion, which a person may split, unless it proposes nothing at all.
    """
    lines = _body(text)
    if not lines or is_no_comment(text):
        return ()
    items = _numbered("\n".join(lines))
    if items is None:
        whole = "\n".join(lines)
        return (whole,) if _proposes(_COURTESY.sub("", whole)) else ()
    introduction, found = items
    introduction = introduction.strip()
    keeps = _says_something(introduction) and not _INTRODUCING.search(introduction)
    return (introduction, *found) if keeps else found


def _says_something(introduction: str) -> bool:
    plain = _HEADING.sub("", introduction.rpartition("、")[2])
    return bool(plain) and _proposes(introduction)


def _proposes(text: str) -> bool:
    return bool(_SUBSTANCE.search(_HARMLESS.sub("", text)))


@dataclass(frozen=True, slots=True)
class _Mark:
    number: int
    start: int
    end: int


def _numbered(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The words before the first number and the items, by the style that comes first; None without any number."""
    runs = sorted(
        (run for style in _STYLES if (run := _run(style, text, _AT_LINE) or _run(style, text, _IN_LINE))),
        key=lambda run: (run[0].start, -len(run)),
    )
    while len(runs) > 1 and len(runs[0]) == 1 and _HEADING.fullmatch(text[runs[0][0].end : runs[1][0].start].strip()):
        runs.pop(0)
    if not runs:
        return None
    marks = runs[0]
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    items = (text[mark.end : end].strip().rstrip(";；") for mark, end in zip(marks, ends, strict=True))
    return text[: marks[0].start], tuple(item for item in items if item)


def _run(style: re.Pattern[str], text: str, before: str) -> list[_Mark]:
    """Marks of one style counting 1, 2, 3 …; a lone 1 counts only at the beginning of a line."""
    marks: list[_Mark] = []
    for match in re.finditer(f"{before}{style.pattern}", text, re.MULTILINE):
        number = _value(match[1])
        if number == len(marks) + 1:
            marks.append(_Mark(number, match.start(), match.end()))
    return marks if len(marks) > 1 or before == _AT_LINE else []


def _value(digits: str) -> int:
    if digits.isascii():
        return int(digits)
    if "①" <= digits <= "⑳":
        return ord(digits) - ord("①") + 1
    tens, ten, units = digits.rpartition("十")
    unit = _DIGITS.find(units) + 1 if units else 0
    return (_DIGITS.find(tens) + 1 if tens else 1) * 10 + unit if ten else unit


def _body(text: str) -> list[str]:
    """The lines that say something: greeting above and signature below dropped."""
    lines = [line.strip(" \t\u3000\r") for line in text.replace("\r\n", "\n").split("\n")]
    lines = [line for line in lines if line]
    while lines and _GREETING.fullmatch(lines[0]) and not (_NO_COMMENT.search(lines[0]) or _proposes(lines[0])):
        lines.pop(0)
    signed = len(lines)
    while signed > 0 and _closes(lines[signed - 1], first=signed == 1):
        signed -= 1
    return lines[:signed]


def _closes(line: str, *, first: bool) -> bool:
    plain = _SPACED.sub("", line)
    return bool(_CLOSING.fullmatch(plain)) or (
        not first and bool(_SIGNATURE.fullmatch(plain)) and not _SUBSTANCE.search(plain)
    )
