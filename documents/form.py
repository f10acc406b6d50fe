"""The feedback form (征求意见反馈表): set once for a round, then printed for each unit in about a millisecond."""

from collections.abc import Iterable

from documents.ooxml import (
    BODY_FONT,
    HEAD_FONT,
    KAI_FONT,
    MM,
    SONG_FONT,
    TITLE_FONT,
    cell,
    pack,
    package,
    paragraph,
    run,
    style,
    table_open,
)

TITLE = "征求意见反馈表"
COLUMNS = ("序号", "条款位置", "原文", "修改建议", "理由和依据")
NO_COMMENT, WITH_OPINIONS = "□无意见", "□有意见"
BLANK_CODE = "（由发函单位填写）"
BLANK_ROWS = 5
_VALUE_WIDTHS = (2100, 2492, 1440, 2812)
_OPINION_WIDTHS = (760, 1500, 2340, 2640, 1604)
# Where a unit's own name and code go: characters that no text which went through `clean` can hold.
_UNIT, _CODE = "\x01", "\x02"
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rIdFootdefault"/><w:pgSz w:w="11906" w:h="16838"/>'
    f'<w:pgMar w:top="{25 * MM:.0f}" w:right="{26 * MM:.0f}" w:bottom="{25 * MM:.0f}" w:left="{28 * MM:.0f}" '
    f'w:header="851" w:footer="{14 * MM:.0f}" w:gutter="0"/></w:sectPr>'
)


class FormPress:
    """The form of one round, all but the unit's name and code already set."""

    def __init__(self, title: str, due: str, office: str, contact: str = "") -> None:
        """Set the form.

        Args:
            title: the draft's title.
            due: the due moment as printed, see `documents.wording.moment_text`.
            office: who asks.
            contact: whom a unit may call, name and telephone in one line; nothing is printed where empty.
        """
        self.title, self.due, self.notes = title, due, tuple(_note_lines(due, office, contact))
        body = (paragraph("Heading", TITLE), _values(title, due), _opinions(), _notes(due, office, contact), _PAGE)
        footer = _own("Small", "反馈编号：", _CODE, "（系统识别用，请勿删改）")
        self._common = package("".join(body), _styles(), {"default": footer}, TITLE, _CODE)
        self._own = {name: text for name, text in self._common.items() if _CODE in text}

    def for_unit(self, unit: str, code: str) -> bytes:
        """One unit's form as .docx, under 12 KB; the same unit and code give the same bytes."""
        name = run(unit)
        own = {part: text.replace(_UNIT, name).replace(_CODE, code) for part, text in self._own.items()}
        return pack(self._common | own)

    def blank(self) -> bytes:
        """The form of nobody in particular, to be printed or passed on; who fills it in writes the unit's name."""
        return self.for_unit("", BLANK_CODE)


def _values(title: str, due: str) -> str:
    stances = f"{NO_COMMENT}　　{WITH_OPINIONS}（请逐条填写下表）"
    rows = (
        _pair("文件名称", paragraph("Value", title)),
        _pair("反馈单位（盖章）", f'<w:p><w:pPr><w:pStyle w:val="Value"/></w:pPr>{_UNIT}</w:p>'),
        _pair("联系人", paragraph("Value", ""), "联系电话", paragraph("Value", "")),
        _pair("反馈编号", _own("Value", "", _CODE)),
        _pair("反馈截止时间", paragraph("Value", due)),
        _pair("反馈结论", paragraph("Value", stances)),
    )
    return f"{table_open(_VALUE_WIDTHS)}{''.join(rows)}</w:tbl>{paragraph('Small', '')}"


def _pair(*texts: str) -> str:
    """A row of labels and values; one pair alone spans the table."""
    span = '<w:gridSpan w:val="3"/>' if len(texts) == 2 else ""  # noqa: PLR2004 - one pair
    widths = (_VALUE_WIDTHS[0], sum(_VALUE_WIDTHS[1:])) if span else _VALUE_WIDTHS
    contents = (text if place % 2 else paragraph("Label", text) for place, text in enumerate(texts))
    extras = ("", span) * 2
    return _row(480, (cell(*each) for each in zip(widths, contents, extras, strict=False)))


def _opinions() -> str:
    head = _row(480, _cells(COLUMNS, ("Label",) * 5), "<w:tblHeader/>")
    numbered = ((str(number), "", "", "", "") for number in range(1, BLANK_ROWS + 1))
    rows = "".join(_row(960, _cells(texts, ("Number", *("Opinion",) * 4))) for texts in numbered)
    return f"{table_open(_OPINION_WIDTHS)}{head}{rows}</w:tbl>"


def _cells(texts: Iterable[str], styles: Iterable[str]) -> Iterable[str]:
    for width, text, name in zip(_OPINION_WIDTHS, texts, styles, strict=True):
        yield cell(width, paragraph(name, text))


def _row(height: int, cells: Iterable[str], extra: str = "") -> str:
    least = f'<w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{extra}'
    return f"<w:tr><w:trPr>{least}</w:trPr>{''.join(cells)}</w:tr>"


def _note_lines(due: str, office: str, contact: str) -> Iterable[str]:
    """What every form explains below its rows, all but the line about its code."""
    call = f"{office}联系人：{contact}。" if contact else ""
    yield "填表说明："
    yield "1.无意见的，将“反馈结论”中“无意见”前的“□”改为“√”，下表不填；有意见的，一条意见填一行，可增加行。"
    yield f"2.请于{due}前将本表（.docx 格式）报送{office}；以正式文件为准的，另附盖章件。{call}"


def _notes(due: str, office: str, contact: str) -> str:
    lines = "".join(paragraph("Note", line) for line in _note_lines(due, office, contact))
    return lines + _own("Note", "3.本表反馈编号：", _CODE, "，仅供贵单位本次反馈使用，请勿删改或转用。")


def _own(name: str, before: str, code: str, after: str = "") -> str:
    text = f"{run(before)}<w:r><w:t>{code}</w:t></w:r>{run(after)}"
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{text}</w:p>'


def _styles() -> list[str]:
    centred, left = '<w:jc w:val="center"/>', '<w:jc w:val="left"/>'
    return [
        style("Heading", TITLE_FONT, 22, f'<w:spacing w:after="200" w:line="600" w:lineRule="exact"/>{centred}'),
        style("Label", HEAD_FONT, 12, centred),
        style("Value", BODY_FONT, 12, left),
        style("Number", BODY_FONT, 12, centred),
        style("Opinion", BODY_FONT, 12, left),
        style("Note", KAI_FONT, 10.5, '<w:spacing w:before="40" w:line="320" w:lineRule="exact"/>'),
        style("Small", SONG_FONT, 9, '<w:jc w:val="right"/>', SONG_FONT),
    ]
