"""What became of a unit's opinions as a letter on paper, with room for the unit to agree or not and send it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents import official
from documents.ooxml import pack, package, page_numbers, paragraph
from rules.settling import Opinion
from rules.summary import note, numbers_of
from rules.words import Verdict, printed

COLUMNS = ("序号", "意见建议", "采纳情况", "说明", "是否同意\n（坚持的请说明理由）")
_WIDTHS = (760, 2844, 1300, 2040, 1900)


@dataclass(frozen=True, slots=True)
class Result:
    """The outcomes one unit is told.

    title: the draft's title without 《》.  opinions: the unit's own, each with its approved outcome.
    number: how each is printed, by its own number.  code: the reply code of the unit in the round.
    """

    office: str
    title: str
    unit: str
    opinions: tuple[Opinion, ...]
    answer_by: date
    written: date
    code: str

    @property
    def rows(self) -> Sequence[tuple[str, ...]]:
        """The cells of COLUMNS for each opinion; the last is the unit's to fill."""
        numbers = numbers_of(self.opinions)
        return [
            (numbers[one.number], one.text, said, note(one.outcome), "")
            for one in self.opinions
            for said in [printed(one.outcome.verdict if one.outcome else Verdict.PENDING, None)]
        ]


def write_result(result: Result) -> bytes:
    """The .docx of a unit's result."""
    heading = f"关于《{result.title}》意见采纳情况的函"
    by = f"{result.answer_by.year}年{result.answer_by.month}月{result.answer_by.day}日"
    written = f"{result.written.year}年{result.written.month}月{result.written.day}日"
    body = "".join(
        (
            paragraph("Small", f"编号 {result.code}"),
            paragraph("Heading", heading),
            paragraph("Plain", f"{result.unit}："),
            paragraph("Prose", f"你单位对《{result.title}》提出的意见建议已研究，采纳情况如下："),
            official.table(_WIDTHS, COLUMNS, result.rows, frozenset({0, 2})),
            paragraph(
                "Prose",
                f"请于{by}前告知你单位是否同意上述处理；坚持原意见的，请逐条说明理由，以便进一步沟通。逾期未告知的，记为未回应。",
            ),
            paragraph("Right", result.office),
            paragraph("Right", written),
            paragraph("Small", "反馈单位（盖章）：　　　　　　　　联系人、电话：　　　　　　　　日期："),
            official.PAGE,
        )
    )
    return pack(package(body, official.styles(), page_numbers(), heading, result.code))
