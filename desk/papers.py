"""A round's documents by their names: all of them from one reading of the record, each file whole or not there."""

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desk import lettering, noticing, noting, reporting, revising, telling
from desk.case import Case, read_case
from desk.office import Desk
from documents import notice_docx, notice_html, status_docx, table_docx, table_html, table_pdf, table_xlsx
from rules.errors import BadInput, CirculateError, Refused
from rules.layouts import Columns

_TABLE = "征求意见情况汇总表"


def _at_once(_: Case) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Maker:
    """How a document is made. `waits` says in a clause why it cannot be written yet, or nothing."""

    title: str
    make: Callable[[Case], bytes]
    waits: Callable[[Case], str] = _at_once


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a round: its file name, what offices call it, and why there is none yet, if so."""

    file: str
    title: str
    why_not: str = ""


PAPERS: Mapping[str, Maker] = {
    "table.docx": Maker(
        _TABLE, lambda case: table_docx.write_table(case.table, zone=case.zone, templates=case.templates)
    ),
    "table.xlsx": Maker(f"{_TABLE}（Excel）", lambda case: table_xlsx.write_table(case.table, zone=case.zone)),
    "table.pdf": Maker(
        f"{_TABLE}（PDF）",
        lambda case: table_pdf.write_table(
            case.table, zone=case.zone, templates=case.templates, own_fonts=case.desk.settings.fonts
        ),
    ),
    "table.html": Maker(
        f"{_TABLE}（网页）",
        lambda case: table_html.write_table(case.table, zone=case.zone, templates=case.templates),
    ),
    "note.docx": Maker(noting.TITLE, noting.write),
    "letter.docx": Maker(lettering.LETTER, lettering.letter_docx),
    "letter.pdf": Maker(f"{lettering.LETTER}（PDF）", lettering.letter_pdf),
    "form.docx": Maker(lettering.FORM, lettering.form_docx),
    "form.pdf": Maker(f"{lettering.FORM}（PDF）", lettering.form_as_pdf),
    "status.docx": Maker(reporting.TITLE, lambda case: status_docx.write_status(reporting.report_of(case))),
    "status.pdf": Maker(f"{reporting.TITLE}（PDF）", reporting.pdf_of),
    "notice.docx": Maker(
        noticing.TITLE, lambda case: notice_docx.write_notice(noticing.notice_of(case)), noticing.why_no_notice
    ),
    "notice.html": Maker(
        f"{noticing.TITLE}（网页）",
        lambda case: notice_html.write_notice(noticing.notice_of(case), case.templates),
        noticing.why_no_notice,
    ),
    "results.zip": Maker("各单位意见采纳情况告知（压缩包）", telling.all_papers, telling.why_no_papers),
    "revised.docx": Maker("修改稿（修订模式）", lambda case: revising.revision(case).revised),
    "clean.docx": Maker("修改稿（清稿）", lambda case: revising.revision(case).clean),
    "comparison.docx": Maker("修改对照表", revising.comparison),
}


def available(desk: Desk, name: str, now: datetime) -> tuple[Paper, ...]:
    """Every document a round can have as of `now`, or RoundUnknown."""
    case = read_case(desk, name, now)
    return tuple(Paper(file, maker.title, maker.waits(case)) for file, maker in PAPERS.items())


def make(desk: Desk, name: str, file: str, now: datetime) -> bytes:
    """One document of a round by its file name.

    Raises:
        RoundUnknown.
        BadInput: no document has this file name.
        Refused: it cannot be written yet; the sentence says why.
    """
    return _made(read_case(desk, name, now), file)


def made_whole(desk: Desk, name: str, now: datetime) -> dict[str, bytes]:
    """Every document of a round that can be written, by file name; one that fails keeps back none. Or RoundUnknown."""
    case, made = read_case(desk, name, now), dict[str, bytes]()
    for file in PAPERS:
        with suppress(Refused):
            made[file] = _made(case, file)
    return made


def write_documents(  # noqa: PLR0913 - which documents, and how
    desk: Desk,
    name: str,
    folder: Path,
    now: datetime,
    only: Collection[str] = (),
    columns: Columns | None = None,
) -> tuple[Path, ...]:
    """Write the documents of a round into a folder, those that can be written or `only` these; files are replaced.

    `columns` is the column set of the table for this time, instead of the round's own.

    Raises:
        RoundUnknown.
        Refused: some could not be written, which the others did not wait for; one sentence names each and why.
    """
    case = read_case(desk, name, now)
    if columns:
        case = read_case(desk, name, now, replace(case.policy.table, columns=columns))
    wanted = tuple(only) or tuple(file for file, maker in PAPERS.items() if not maker.waits(case))
    written, failed = list[Path](), dict[str, Exception]()
    for file in wanted:
        try:
            written.append(put(folder / file, _made(case, file)))
        except Exception as error:  # noqa: BLE001 - one document's failure must not lose the others
            failed[file] = error
    if failed:
        raise _refusal(failed, len(written), folder)
    return tuple(written)


def put(path: Path, content: bytes) -> Path:
    """Write a file whole or leave what was there.

    Raises:
        BadInput: the folder cannot be written to, or the file is open elsewhere.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise BadInput(f"文件 {path} 写不进去（{error.strerror}）；请关闭已打开的同名文件，或换一个目录。") from error
    return path


def _made(case: Case, file: str) -> bytes:
    maker = PAPERS.get(file)
    if maker is None:
        raise BadInput(f"没有名为 {file} 的文件；可写出的有 {'、'.join(PAPERS)}。")
    if why := maker.waits(case):
        raise Refused(f"{maker.title} {file} 还不能写出：{why}。")
    return maker.make(case)


def _refusal(failed: Mapping[str, Exception], written: int, folder: Path) -> Exception:
    """One sentence for all that failed; a single reason that stopped everything stands for itself."""
    first = next(iter(failed.values()))
    if not written and isinstance(first, CirculateError):
        return first
    reasons = "；".join(f"{file}：{_why(error)}" for file, error in failed.items())
    refusal = Refused(f"有 {len(failed)} 份文件没有写出（{reasons}）；其余 {written} 份已写到 {folder}。")
    refusal.__cause__ = first
    return refusal


def _why(error: Exception) -> str:
    if isinstance(error, CirculateError):
        return error.sentence.rstrip("。")
    return f"程序出错（{type(error).__name__}: {error}），请转给维护人员"
