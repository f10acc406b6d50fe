"""The public notice as .docx."""

from documents import official
from documents.notice import Notice
from documents.ooxml import pack, package, page_numbers, paragraph

_NAMED = (1300, 2944, 1400, 1300, 1900)
_UNNAMED = (1300, 3744, 1300, 2500)


def write_notice(notice: Notice) -> bytes:
    """The .docx of a notice: one table, the cell of a clause merged over its opinions."""
    day = notice.ledger.as_of.astimezone(notice.zone)
    body = "".join(
        (
            paragraph("Small", notice.mark) if notice.mark else "",
            paragraph("Heading", notice.heading),
            paragraph("Prose", notice.introduction),
            _table(notice) if notice.opinions else "",
            paragraph("Right", notice.office),
            paragraph("Right", f"{day.year}年{day.month}月{day.day}日"),
            official.PAGE,
        )
    )
    return pack(package(body, official.styles(), page_numbers(), notice.heading))


def _table(notice: Notice) -> str:
    rows = [(group.clause, *notice.cells(row)) for group in notice.groups for row in group.rows]
    widths = _NAMED if len(notice.columns) == len(_NAMED) else _UNNAMED
    middle = frozenset(range(len(widths))) - {1, len(widths) - 1}
    return official.table(widths, notice.columns, rows, middle, [len(group.rows) for group in notice.groups])
