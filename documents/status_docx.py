"""The status report as .docx."""

from documents import official
from documents.charts_png import pngs_of
from documents.ooxml import pack, package, page_numbers, paragraph
from documents.pictures import picture, with_pictures
from documents.status import DECLINED_COLUMNS, MISSING_COLUMNS, StatusReport

_CHART = 150  # mm
_MISSING = (700, 2000, 1500, 2160, 900, 1584)
_DECLINED = (760, 1500, 2984, 1200, 2400)


def write_status(report: StatusReport) -> bytes:
    """The .docx of a status report: the same words, rows and charts as its PDF."""
    drawn = pngs_of(report.charts())
    said = (report.overview, "反馈进度", report.verdicts)
    standing, timeline, verdicts = (
        picture(number, content, _CHART, words, "Chart")
        for number, (content, words) in enumerate(zip(drawn, said, strict=True), 1)
    )
    body = "".join(
        (
            paragraph("Heading", report.heading),
            paragraph("Under", f"（{report.under}）"),
            paragraph("Section", "一、反馈情况"),
            paragraph("Prose", report.overview),
            standing,
            timeline,
            paragraph("Section", "二、未反馈单位"),
            _missing(report),
            paragraph("Section", "三、意见采纳情况"),
            paragraph("Prose", report.verdicts),
            verdicts if report.opinions else "",
            _declined(report),
            paragraph("Prose", report.accord) if report.accord else "",
            paragraph("Section", "四、办结前尚需办理的事项"),
            *(paragraph("Prose", sentence) for sentence in report.left_to_do),
            paragraph("Right", report.office),
            paragraph("Right", report.signed),
            official.PAGE,
        )
    )
    parts = package(body, official.styles(), page_numbers(), report.heading)
    return pack(with_pictures(parts, drawn))


def _missing(report: StatusReport) -> str:
    rows = report.missing_rows()
    table = official.table(_MISSING, MISSING_COLUMNS, rows, frozenset({0, 2, 3, 4, 5}))
    return (table if rows else paragraph("Prose", "无。")) + (paragraph("Prose", report.lost) if report.lost else "")


def _declined(report: StatusReport) -> str:
    rows = report.declined_rows()
    return official.table(_DECLINED, DECLINED_COLUMNS, rows, frozenset({0, 1, 3})) if rows else ""
