"""The public notice as a page of its own."""

from pathlib import Path

from documents.notice import Notice
from documents.ooxml import clean
from documents.template_html import fill_html


def write_notice(notice: Notice, templates: Path | None = None) -> bytes:
    """The page of a notice; `templates` is the office's own template root.

    Raises:
        TemplateBroken: the office's template has a mistake.
    """
    day = notice.ledger.as_of.astimezone(notice.zone)
    context = {
        "office": notice.office,
        "heading": notice.heading,
        "mark": notice.mark,
        "introduction": notice.introduction,
        "columns": notice.columns,
        "groups": [
            {"clause": group.clause, "rows": [[clean(text) for text in notice.cells(row)] for row in group.rows]}
            for group in notice.groups
        ],
        "day": f"{day.year}年{day.month}月{day.day}日",
    }
    return fill_html("notice.html", context, templates)
