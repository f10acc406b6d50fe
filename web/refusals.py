"""What the floors below refuse with, in the language of the page: each sentence is known by its fixed words."""

import re
from functools import cache

from web.language import CHINESE, _, language, speaking

PLACE = re.compile(r"%\((\w+)\)s")
ALSO = "；也可以在网页上直接填写意见。"


def translated(sentence: str) -> str:
    """A refusal in the language spoken now; as it is where nobody has put it into that language."""
    if language() == CHINESE:
        return sentence
    if sentence.endswith(ALSO):
        return translated(sentence.removesuffix(ALSO) + "。") + _("也可以在网页上直接填写意见。")
    for known, wanted in _pairs(language()):
        if match := known.fullmatch(sentence):
            return wanted % {name: _(value) for name, value in match.groupdict().items()}
    return sentence


@cache
def _pairs(spoken: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    with speaking(CHINESE):
        known = sentences()
    with speaking(spoken):
        return tuple(zip(map(_pattern, known), sentences(), strict=True))


def _pattern(sentence: str) -> re.Pattern[str]:
    fixed, named = PLACE.split(sentence)[::2], PLACE.split(sentence)[1::2]
    groups = [*(f"(?P<{name}>.+?)" for name in named), ""]
    return re.compile("".join(re.escape(text) + group for text, group in zip(fixed, groups, strict=True)), re.DOTALL)


def sentences() -> tuple[str, ...]:
    """What a unit meets on its page and a clerk who opens a round or signs in, as `web.sentences` leaves it."""
    return (*_of_pages(), *_of_files(), *_of_rounds(), *_of_people())


def _of_pages() -> tuple[str, ...]:
    return (
        _("网址不对或已失效；请核对函件中的网址是否完整，或与联系人（%(who)s）联系。"),
        _("关于《%(title)s》，不再征求%(unit)s的意见，不必反馈；如有疑问请与联系人（%(who)s）联系。"),
        _("本轮征求意见已过反馈截止时间，且不再收逾期反馈；确需补充意见的，请与联系人联系。"),
        _("本轮征求意见已经办结；确需补充意见的，请与联系人联系。"),
        _("一次最多填写 %(most)s 条意见，现有 %(count)s 条；请合并同类意见，或改用反馈表报送。"),
        _("“填写人、电话”太长；请控制在 %(most)s 字以内。"),
        _(
            "第 %(n)s 条意见的“%(field)s”有 %(count)s 字，超过 %(most)s 字的上限，尚未保存；"
            "请拆成几条，或作为反馈表的附件报送。"
        ),
        _("第 %(n)s 条意见的“%(field)s”里有看不见的控制字符，已替你删去，尚未保存；请核对后再保存一次。"),
        _("“填写人、电话”里有看不见的控制字符，已替你删去，尚未保存；请核对后再保存一次。"),
        _("还没有填写意见；请写明意见后再提交，没有意见的请选“无意见”。"),
        _("这份反馈刚才在另一个窗口或由其他同事修改过；两份都在下面，请选定以哪一份为准。"),
        _("你所回应的意见没有已审定的采纳情况，或已被后来的反馈取代；请刷新页面后再试。"),
        _("理由有 %(count)s 字，超过 %(most)s 字的上限；请写得简短些，或另附书面材料。"),
        _("还没有提交过反馈，没有可以打印的反馈函；请先填写并提交。"),
    )


def _of_files() -> tuple[str, ...]:
    return (
        _("“%(name)s”是空文件；请重新导出或重新发送。"),
        _("“%(name)s”有 %(size)s MB，超过 %(most)s MB 的上限；请压缩其中的图片后再提交。"),
        _("“%(name)s”加了密码；请取消密码后再提交。"),
        _("“%(name)s”已损坏，打不开；请重新导出或重新发送。"),
        _("“%(name)s”不是扫描件；请提供 PDF、JPG、PNG 或 TIFF 格式的文件。"),
        _("“%(name)s”是旧版 Word 文件（.doc 或 .wps）；请用 Word 或 WPS 打开，另存为 .docx 后再提交。"),
        _("“%(name)s”是 PDF；请提供可编辑的 .docx 原稿。"),
        _("“%(name)s”是图片或扫描件；请提供可编辑的 .docx 原稿。"),
        _("“%(name)s”是纯文本；请把内容放进 Word 或 WPS 文档，保存为 .docx 后再提交。"),
        _("“%(name)s”是压缩包；请解压，把其中的文件直接提交。"),
        _("“%(name)s”不是 Word 文档；请用 Word 或 WPS 打开，另存为 .docx 后再提交。"),
        _("“%(name)s”里没有文字；请确认选对了文件（扫描件请换成可编辑的 .docx 原稿）。"),
        _("“%(name)s”里没有找到反馈表；请使用随函所附的征求意见反馈表填写后再提交。"),
        _("“%(name)s”里没有找到反馈表；如果是修改过的征求意见稿，请用 Word 或 WPS 另存为 .docx 后再提交。"),
        _("“%(name)s”里有两个不同的反馈编号；请使用发给本单位的反馈表重新填写。"),
        _("“%(name)s”的反馈编号“%(code)s”有误；请照发给本单位的反馈表改正编号，或重新填写该表。"),
        _("这份反馈表是发给另一家单位或另一轮征求意见的；请使用发给本单位的反馈表，或在网页上直接填写。"),
    )


def _of_rounds() -> tuple[str, ...]:
    return (
        _("没有编号为“%(name)s”的征求意见；最近的是 %(newest)s。"),
        _("没有名为“%(name)s”的单位；是不是“%(near)s”？"),
        _("看不懂日期“%(day)s”；请写成 2026-10-13 或 2026-10-13 17:00。"),
        _("截止日期 %(day)s 在 %(most)s 天以后，疑为笔误；请核对年份。"),
        _("截止时间 %(at)s 已经过去；请给出今后的日期。"),
        _("新的截止时间 %(at)s 已经过去；请给出今后的日期。"),
        _("“%(unit)s”的截止时间本来就晚于 %(at)s；延期只能往后延，请核对日期。"),
        _("这份文稿已经以“%(title)s”发出过，就是 %(name)s；请到“各轮”查看进展。"),
        _("文件标题是空的；请写明征求意见的文件名称。"),
        _("“%(units)s”没有登记邮箱，无法发函；请先在“单位名册”中补上。"),
        _("没有选中任何单位，无法发函；请先在“单位名册”中补上。"),
        _("撤回对一家单位的征求须写明原因，例如发错了单位。"),
        _("“%(unit)s”已有反馈，不能撤回征求；确实发错的，请先收回它的反馈。"),
        _("“%(email)s”不是邮箱地址；请写成 name@example.gov.cn 的样子。"),
        _("%(name)s 已办结，不能再做这项操作。"),
        _("%(name)s 已取消，不能再做这项操作。"),
    )


def _of_people() -> tuple[str, ...]:
    return (
        _("登录名或密码不对，或因多次输错暂时不能登录；请核对后过几分钟再试，忘记密码请找管理员重置。"),
        _("原密码不对，密码没有改；请再输一次。"),
    )
