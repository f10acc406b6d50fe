"""The 催办单: whom to telephone, and room to write by hand what was answered."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from documents.ooxml import (
    BODY_FONT,
    HEAD_FONT,
    KAI_FONT,
    MM,
    TITLE_FONT,
    cell,
    pack,
    package,
    paragraph,
    style,
    table_open,
)
from documents.wording import moment_text
from rules.calls import Call

TITLE = "催办单"
COLUMNS = ("序号", "单位", "联系人", "电话", "应反馈时间", "已催办", "催办记录\n（时间、方式、答复）")
_WIDTHS = (680, 1900, 1250, 2200, 1500, 900, 4326)
_STYLES = ("Centred",) * 6 + ("Record",)
_ROW, _HEAD = 1020, 680  # twips: a written line wants 9 mm, and a call takes two
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rIdFootdefault"/>'
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    f'<w:pgMar w:top="{28 * MM:.0f}" w:right="{36 * MM:.0f}" w:bottom="{24 * MM:.0f}" w:left="{36 * MM:.0f}" '
    f'w:header="851" w:footer="{14 * MM:.0f}" w:gutter="0"/></w:sectPr>'
)


def write_call_list(name: str, title: str, calls: Sequence[Call], now: datetime, *, zone: tzinfo) -> bytes:
    """The .docx of a 催办单 on A4 turned on its side; the last column is for handwriting.

    Args:
        name: the round's short name.
        title: the draft's title without 《》.
        calls: the units that have not answered, in register order; why a letter does not arrive fills the last column.
        now: the moment the list speaks of.
        zone: the office's zone, in which moments are printed.
    """
    silent = f"尚有{len(calls)}家单位未反馈{_cut_off(calls)}。"
    head = f"《{title}》征求意见（编号 {name}），截至{moment_text(now, zone)}{silent}"
    rows = (_row(_texts(number, call, zone), _STYLES, _ROW) for number, call in enumerate(calls, 1))
    body = "".join(
        (
            paragraph("Heading", TITLE),
            paragraph("Above", head),
            table_open(_WIDTHS),
            _row(COLUMNS, ("Head",) * 7, _HEAD, "<w:tblHeader/>"),
            *rows,
            "</w:tbl>",
            paragraph("Under", "催办人（签字）：　　　　　　　　　　日期：　　　　年　　月　　日"),
            _PAGE,
        )
    )
    return pack(package(body, _styles(), {"default": _footer()}, f"{TITLE} {name}"))


def _texts(number: int, call: Call, zone: tzinfo) -> tuple[str, ...]:
    due = moment_text(call.due, zone).removesuffix("00分").replace("年", "年\n").replace("日", "日\n")
    return (
        str(number),
        call.unit,
        _lines(call.contact),
        _lines(call.phone),
        due,
        f"{call.reminders}次",
        call.why and f"函件未送达：{call.why}",
    )


def _cut_off(calls: Sequence[Call]) -> str:
    count = sum(bool(call.why) for call in calls)
    return f"，其中{count}家函件未送达" if count else ""


def _lines(several: str) -> str:
    return several.replace("、", "\n")


def _row(texts: Sequence[str], styles: Sequence[str], height: int, extra: str = "") -> str:
    cells = (cell(width, paragraph(name, text)) for width, name, text in zip(_WIDTHS, styles, texts, strict=True))
    least = f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{extra}'
    return f"<w:tr><w:trPr>{least}</w:trPr>{''.join(cells)}</w:tr>"


def _footer() -> str:
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return f'<w:p><w:pPr><w:pStyle w:val="Foot"/></w:pPr>{field}</w:p>'


def _styles() -> list[str]:
    centred = '<w:jc w:val="center"/>'
    line = '<w:spacing w:line="320" w:lineRule="exact"/>'
    return [
        style("Heading", TITLE_FONT, 22, f'<w:spacing w:after="160" w:line="600" w:lineRule="exact"/>{centred}'),
        style("Above", KAI_FONT, 14, '<w:spacing w:after="120" w:line="440" w:lineRule="exact"/>'),
        style("Head", HEAD_FONT, 12, f"{line}{centred}"),
        style("Centred", BODY_FONT, 12, f"{line}{centred}"),
        style("Record", BODY_FONT, 12, line),
        style(
            "Under", BODY_FONT, 14, '<w:spacing w:before="360" w:line="440" w:lineRule="exact"/><w:jc w:val="right"/>'
        ),
        style("Foot", BODY_FONT, 12, centred),
    ]
