"""What stands around the rows of a table of opinions in every format: title, head, counts, moment and version."""

from datetime import tzinfo

from documents.wording import as_of_text
from rules.summary import Table
from rules.words import Silence

_TITLE_LINE = 28
_STANDARD = "标准征求意见汇总处理表"


def title_of(table: Table) -> str:
    """The title; one too long for a line breaks before its last words, as offices set it. Standards have a form's."""
    if table.layout.standard:
        return _STANDARD
    name, tail, rest = table.title.rpartition("征求意见情况")
    return f"{name}\n{tail}{rest}" if len(table.title) > _TITLE_LINE and name else table.title


def above(table: Table, zone: tzinfo) -> tuple[str, ...]:
    """The lines between title and rows; only the form of standards has any."""
    if not table.layout.standard:
        return ()
    head, local = table.heading, table.ledger.as_of.astimezone(zone)
    project = table.title.removeprefix("关于").removesuffix("征求意见情况")
    filled_in = f"{local.year}年{local.month}月{local.day}日填写"
    who = ("负责起草单位：" + head.office, "承办人：" + head.contact, "电话：" + head.phone, filled_in)
    return f"标准项目名称：{project}", "　　".join(who)


def under(table: Table, zone: tzinfo) -> tuple[str, ...]:
    """The lines below the rows: the counts of standards, 截至 when, how silence is read, which printing this is."""
    units, lines = table.ledger.units, [as_of_text(table.ledger, zone)]
    if table.layout.standard:
        lines.insert(0, _standard_counts(table))
    if units.no_reply and table.heading.silence is Silence.DEEMED_NO_COMMENT:
        lines.append(f"无反馈的 {units.no_reply} 家单位，按征求意见函视为无意见。")
    if table.heading.round:
        lines.append(f"征求意见编号 {table.heading.round}，本表版本 {table.version}。")
    return tuple(lines)


def _standard_counts(table: Table) -> str:
    """The four counts below the form of standards; a letter that came back was sent all the same."""
    units = table.ledger.units
    draft = "“征求意见稿”"
    return (
        f"说明：（1）发送{draft}的单位数：{units.invited - units.unsent} 个；"
        f"（2）收到{draft}后，回函的单位数：{units.answered} 个；"
        f"（3）收到{draft}后，回函并有建议或意见的单位数：{units.with_opinions} 个；"
        f"（4）没有回函的单位数：{units.no_reply + units.undeliverable} 个。"
    )
