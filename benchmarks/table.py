"""The table of 10 000 opinions in Word, Excel and PDF, against the libraries offices would take; and its memory."""

import io
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from html import escape
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from docx import Document
from xlsxwriter import Workbook

from benchmarks.measuring import Comparison, Measured, in_turn, report, say
from documents import table_docx, table_pdf, table_xlsx
from rules.settling import Opinion, Outcome
from rules.standing import InvitationFact, LetterFact, ReplyFact
from rules.summary import Table, table_of
from rules.words import Formality, LetterKind, LetterState, Stage, Stance, Verdict

ROWS, PAGES, ROUNDS, EACH = 10_000, 1_000, 3, 3
PEER_ROWS = 1_000
MOST_SECONDS, MOST_MB = 1.5, 200.0
ZONE = ZoneInfo("Asia/Shanghai")
WHEN = datetime(2026, 10, 21, 9, tzinfo=ZONE)
FORMATS: dict[str, Callable[[Table], bytes]] = {
    "docx": lambda table: table_docx.write_table(table, zone=ZONE),
    "xlsx": lambda table: table_xlsx.write_table(table, zone=ZONE),
    "pdf": lambda table: table_pdf.write_table(table, zone=ZONE),
}


def main() -> None:
    """The line that counts is Word's; a child process that writes one format alone is asked for its memory."""
    if sys.argv[1:2] == ["child"]:
        _child(sys.argv[2])
        return
    large, small = table_of_size(ROWS), table_of_size(PEER_ROWS)
    docx = _seconds(lambda: FORMATS["docx"](large))
    promised = Measured.leaner(Comparison("table, .docx of 10 000", "what is promised", 1.0, "s"), docx, MOST_SECONDS)
    parts = [promised, _xlsx(large), *(_memory(kind) for kind in FORMATS), *_pdf(table_of_size(PAGES))]
    # python-docx merging grows with the square of the rows: both are given so few that it ends.
    ours, theirs = _seconds(lambda: FORMATS["docx"](small)), _once(lambda: add_rows(small))
    report(
        Comparison("table", "python-docx add_row, cells merged", 10.0, "s").measured(ours, theirs, theirs / ours), parts
    )


def table_of_size(rows: int) -> Table:
    """A round with so many opinions, three of each unit."""
    outcome = Outcome(Verdict.REJECTED, Stage.APPROVED, "上位文件对此已有明确规定，实践中也没有困难。")
    text = "建议将“年底前”改为“次年三月底前”，并明确经费来源和责任单位；"
    opinions = [Opinion(n, f"第{n // EACH}单位", f"第{n}条：{text}", outcome=outcome) for n in range(rows)]
    sent = (LetterFact(LetterKind.INVITATION, 1, LetterState.SENT, WHEN),)
    said = (ReplyFact(1, Stance.OPINIONS, Formality.SEALED, WHEN),)
    units = dict.fromkeys(opinion.unit for opinion in opinions)
    return table_of("某某办法", [InvitationFact(unit, WHEN, sent, said) for unit in units], opinions, WHEN)


def add_rows(table: Table) -> bytes:
    """What anyone would write with python-docx."""
    document = Document()
    grid = document.add_table(rows=1, cols=4)
    for run in table.runs():
        first = last = None
        for row in run:
            cells = grid.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
            first, last = first or cells[0], cells[0]
        if first and last and len(run) > 1:
            first.merge(last)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def bare_sheet(table: Table) -> bytes:
    """The same cells, borders and merged units with XlsxWriter alone."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet, look = book.add_worksheet(), book.add_format({"border": 1, "text_wrap": True})
        at = 0
        for run in table.runs():
            for row in run:
                for column, text in enumerate(row):
                    sheet.write_string(at, column, text, look)
                at += 1
            if len(run) > 1:
                sheet.merge_range(at - len(run), 0, at - 1, 0, run[0][0], look)
    return buffer.getvalue()


def page_of(table: Table) -> str:
    """The same table for WeasyPrint."""
    rows = []
    for run in table.runs():
        for at, row in enumerate(run):
            unit = f'<td rowspan="{len(run)}">{escape(row[0])}</td>' if at == 0 else ""
            rows.append(f"<tr>{unit}{''.join(f'<td>{escape(text)}</td>' for text in row[1:])}</tr>")
    looks = "@page{size:A4 landscape}table{border-collapse:collapse;table-layout:fixed}td,th{border:.5pt solid}"
    heads = "".join(f"<th>{heading}</th>" for heading in table.layout.headings)
    return f"<style>{looks}</style><table><thead><tr>{heads}</tr></thead>{''.join(rows)}</table>"


def _xlsx(table: Table) -> Measured:
    sides = {"ours": lambda: _once(lambda: FORMATS["xlsx"](table)), "theirs": lambda: _once(lambda: bare_sheet(table))}
    taken = in_turn(sides, ROUNDS)
    ours, theirs = (statistics.median(taken[side]) for side in ("ours", "theirs"))
    return Comparison("table, .xlsx of 10 000", "bare XlsxWriter", 1 / 1.5, "s").measured(ours, theirs, theirs / ours)


def _pdf(table: Table) -> list[Measured]:
    ours = _once(lambda: FORMATS["pdf"](table))  # typst remembers what it has set once
    if find_spec("weasyprint") is None:
        say("table, .pdf: needs its peer: apt-get install libpango-1.0-0 libpangoft2-1.0-0; pip install weasyprint")
        say(f"table, .pdf of {PAGES}: {ours:.2f} s")
        return []
    from weasyprint import HTML  # type: ignore[import-not-found, unused-ignore]

    theirs = _once(lambda: HTML(string=page_of(table)).write_pdf())
    compared = Comparison(f"table, .pdf of {PAGES}", "WeasyPrint", 10.0, "s")
    return [compared.measured(ours, theirs, theirs / ours)]


def _memory(kind: str) -> Measured:
    command = [sys.executable, "-m", "benchmarks.table", "child", kind]
    peak = float(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    compared = Comparison(f"table, .{kind} of 10 000, memory of the process", "what is allowed", 1.0, "MB")
    return Measured.leaner(compared, peak, MOST_MB)


def _child(kind: str) -> None:
    FORMATS[kind](table_of_size(ROWS))
    # Not ru_maxrss, which a child inherits from the process that started it.
    status = Path("/proc/self/status").read_text("ascii")
    print(next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:")))


def _seconds(work: Callable[[], object]) -> float:
    work()
    return statistics.median(_once(work) for _ in range(ROUNDS))


def _once(work: Callable[[], object]) -> float:
    """Seconds of the processor: what else this machine is doing changes neither side."""
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    main()
