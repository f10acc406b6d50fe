"""The outcomes sheet: every opinion with room for its verdict, out to be filled in and back in."""

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from documents.ooxml import BODY_FONT, HEAD_FONT
from documents.sheets import Line, lines_under
from documents.workbook import A4, TEXT_ONLY, fitting, height, write_row
from rules.errors import RowRefused
from rules.settling import Opinion, Outcome
from rules.words import VERDICT_WORDS, Stage, Verdict, printed

_HEAD = ("序号", "单位", "条款", "意见建议", "采纳情况", "理由", "条件", "调整后表述", "状态")
_WIDTHS = (6, 14, 18, 60, 16, 30, 24, 30, 10)
_GIVEN = 4
_COLUMNS = {
    "序号": ("编号", "意见序号", "number", "no", "no."),
    "单位": (),
    "意见建议": (),
    "采纳情况": ("处理意见", "是否采纳", "采纳意见", "采纳与否", "verdict"),
    "理由": ("说明", "原因", "采纳理由", "不采纳理由", "未采纳理由", "理由说明", "备注", "reason"),
    "条件": ("采纳条件", "condition"),
    "调整后表述": ("调整后的表述", "最终表述", "修改后表述", "调整后", "final_text", "text"),
}
_REQUIRED = ("序号", "采纳情况")
_DECIDING = (*_REQUIRED, "理由", "条件", "调整后表述")
_OTHER_WORDS = {
    "同意采纳": Verdict.ADOPTED,
    "已采纳": Verdict.ADOPTED,
    "未采纳": Verdict.REJECTED,
    "不予采纳": Verdict.REJECTED,
    "调整采纳": Verdict.ADOPTED_WITH_CHANGES,
    "解释": Verdict.EXPLAINED,
    "已收回": Verdict.WITHDRAWN,
}
_VERDICTS = {word: verdict for verdict, word in VERDICT_WORDS.items()} | _OTHER_WORDS | {v.value: v for v in Verdict}
_STAGE_WORDS = {Stage.PROPOSED: "建议", Stage.APPROVED: "已审定"}
_NUMBER = re.compile(r"第?\s*([0-9]{1,6})\s*[条.、号]?")


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What one row of a returned sheet decides; `stage` is proposed where the word began with 建议, else unsaid.

    unit, text: whose opinion the sheet says this is, and its words; empty where the sheet has no such column.
    """

    number: int
    verdict: Verdict
    stage: Stage | None
    reason: str
    condition: str
    final_text: str
    line: int
    unit: str = field(default="", compare=False)
    text: str = field(default="", compare=False)


def write_outcomes(opinions: Sequence[Opinion], title: str) -> bytes:
    """The sheet of a round's opinions; what is given is grey, what is to be decided white, the verdict a drop-down."""
    buffer = io.BytesIO()
    with Workbook(buffer, TEXT_ONLY) as book:
        sheet = book.add_worksheet("采纳情况")
        look = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_name": BODY_FONT, "font_size": 12}
        given, own = book.add_format(look | {"bg_color": "#EFEFEF"}), book.add_format(look)
        heading = book.add_format(look | {"font_name": HEAD_FONT, "align": "center"})
        sheet.write_string(0, 0, fitting(title), book.add_format({"font_name": HEAD_FONT, "font_size": 14}))
        write_row(sheet, 1, _HEAD, [heading] * len(_HEAD))
        looks = [given] * _GIVEN + [own] * (len(_HEAD) - _GIVEN)
        for at, opinion in enumerate(opinions, 2):
            texts = _texts(opinion)
            write_row(sheet, at, texts, looks)
            sheet.set_row(at, height(texts, _WIDTHS))
        _lay_out(sheet, last=max(2, len(opinions) + 1))
    return buffer.getvalue()


def read_outcomes(blob: bytes, name: str) -> tuple[OutcomeRow, ...]:
    """The verdicts of a returned sheet, its columns moved or renamed as they may be; undecided rows are left out.

    Raises:
        SheetUnreadable, ColumnsMissing, SheetEmpty: see `documents.sheets.lines_under`; two columns for one thing, too.
        RowRefused: an unknown verdict, a number that is none or comes twice, a reason without a verdict.
    """
    rows, refused = sift_outcomes(blob, name)
    for error in refused:
        raise error
    return rows


def sift_outcomes(blob: bytes, name: str) -> tuple[tuple[OutcomeRow, ...], tuple[RowRefused, ...]]:
    """The rows that decide something, and what is wrong with each that cannot be read.

    Raises:
        SheetUnreadable, ColumnsMissing, SheetEmpty: as of `read_outcomes`.
    """
    seen: dict[int, int] = {}
    rows, refused = list[OutcomeRow](), list[RowRefused]()
    for line in lines_under(blob, name, _COLUMNS, _REQUIRED, _DECIDING):
        try:
            row = _row(line)
            if row is not None:
                _refuse_second(row, line, seen)
                rows.append(row)
        except RowRefused as error:
            refused.append(error)
    return tuple(rows), tuple(refused)


def _refuse_second(row: OutcomeRow, line: Line, seen: dict[int, int]) -> None:
    first = seen.setdefault(row.number, line.number)
    if first != line.number:
        raise RowRefused(f"{line.place}的序号 {row.number} 与第 {first} 行重复；请删去其中一行。")


def _row(line: Line) -> OutcomeRow | None:
    rest = (line["理由"], line["条件"], line["调整后表述"])
    if not line["采纳情况"]:
        if any(rest):
            raise RowRefused(f"{line.place}写了理由、条件或表述，但“采纳情况”是空的；请选定采纳情况后再导入。")
        return None
    number = _NUMBER.fullmatch(unicodedata.normalize("NFKC", line["序号"]))
    if number is None:
        raise RowRefused(f"{line.place}的序号“{line['序号']}”不是意见的编号；请按导出的序号改正后再导入。")
    verdict, stage = _verdict(line)
    return OutcomeRow(int(number[1]), verdict, stage, *rest, line.number, line["单位"], line["意见建议"])


def verdict_named(text: str) -> tuple[Verdict, Stage | None] | None:
    """The verdict people mean by a word, Chinese or ours; proposed where it begins with 建议. None where it is none."""
    word = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    bare = word.removeprefix("建议")
    verdict = _VERDICTS.get(bare)
    return (verdict, Stage.PROPOSED if bare != word else None) if verdict else None


def _verdict(line: Line) -> tuple[Verdict, Stage | None]:
    found = verdict_named(line["采纳情况"])
    if found is None:
        known = "、".join(VERDICT_WORDS.values())
        raise RowRefused(f"{line.place}的采纳情况“{line['采纳情况']}”无法识别；请从这些词中选一个：{known}。")
    return found


def _texts(opinion: Opinion) -> tuple[str, ...]:
    given = (str(opinion.number), opinion.unit, opinion.clause, opinion.text)
    outcome = opinion.outcome
    return given + (_decided(outcome) if outcome else ("",) * (len(_HEAD) - _GIVEN))


def _decided(outcome: Outcome) -> tuple[str, ...]:
    word = printed(outcome.verdict, outcome.stage)
    return word, outcome.reason, outcome.condition, outcome.final_text, _STAGE_WORDS[outcome.stage]


def _lay_out(sheet: Worksheet, last: int) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    words = list(VERDICT_WORDS.values())
    # “information” lets 建议采纳 and the like through: the reader knows more words than the list shows.
    sheet.data_validation(2, _GIVEN, last, _GIVEN, {"validate": "list", "source": words, "error_type": "information"})
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
