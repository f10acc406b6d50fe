"""The status report as Markdown, for a dashboard."""

import re
from collections.abc import Iterable, Sequence

from documents.status import DECLINED_COLUMNS, MISSING_COLUMNS, MOST, StatusReport

_MEANING = re.compile(r"([\\`*_{}\[\]<>#|~$!])")


def write_status(report: StatusReport) -> str:
    """The words and rows of a status report; what units wrote never becomes markup."""
    parts = [
        f"# {_plain(report.heading)}",
        _plain(report.under),
        "## 一、反馈情况",
        _plain(report.overview),
        "## 二、未反馈单位",
        _table(MISSING_COLUMNS, report.missing_rows()[:MOST]),
        _plain(report.more_missing),
        _plain(report.lost),
        "## 三、意见采纳情况",
        _plain(report.verdicts),
        _table(DECLINED_COLUMNS, report.declined_rows()[:MOST]) if report.declined else "",
        _plain(report.more_declined),
        _plain(report.accord),
        "## 四、办结前尚需办理的事项",
        *map(_plain, report.left_to_do),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(row) for row in rows]
    return "\n".join([_row(heads), "|" + " --- |" * len(heads), *lines]) if lines else "无。"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(text: str) -> str:
    return " ".join(_MEANING.sub(r"\\\1", text).split())
