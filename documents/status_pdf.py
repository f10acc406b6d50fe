"""The status report as PDF/A."""

from pathlib import Path

from documents.press import press
from documents.status import DECLINED_COLUMNS, MISSING_COLUMNS, MOST, StatusReport


def write_status(report: StatusReport, templates: Path | None = None, own_fonts: Path | None = None) -> bytes:
    """The PDF of a status report; `templates` is the office's own template root, `own_fonts` the folder of its fonts.

    Raises:
        TemplateBroken: the office's template has a mistake.
    """
    standing, timeline, verdicts = report.charts()
    data = {
        "office": report.office,
        "heading": report.heading,
        "under": report.under,
        "overview": report.overview,
        "standing": standing,
        "timeline": timeline,
        "verdicts": verdicts if report.opinions else "",
        "missing_columns": MISSING_COLUMNS,
        "missing": report.missing_rows()[:MOST],
        "more_missing": report.more_missing,
        "lost": report.lost,
        "opinions": report.verdicts,
        "declined_columns": DECLINED_COLUMNS,
        "declined": report.declined_rows()[:MOST],
        "more_declined": report.more_declined,
        "accord": report.accord,
        "signed": report.signed,
        "left_to_do": list(report.left_to_do),
    }
    return press("status.typ", data, report.ledger.as_of, templates, own_fonts)
