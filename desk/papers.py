"""Writing a round's documents: every one of them from the same ledger, each file whole or not there."""

import os
from datetime import datetime
from pathlib import Path

from desk.office import Desk
from documents import table_docx, table_xlsx
from models.queries import opinions_that_count, round_named, what_happened
from rules.errors import BadInput
from rules.summary import Table, table_of


def table(desk: Desk, name: str, now: datetime) -> Table:
    """The table of opinions of a round as of `now`."""
    with desk.store.read() as session:
        asked = round_named(session, name)
        return table_of(asked.title, what_happened(session, asked), opinions_that_count(session, asked), now)


def write_documents(desk: Desk, name: str, folder: Path, now: datetime) -> tuple[Path, ...]:
    """Write `table.docx` and `table.xlsx` into a folder; files of those names are replaced.

    Raises:
        RoundUnknown.
        BadInput: the folder cannot be written to.
    """
    rows = table(desk, name, now)
    zone = desk.settings.zone
    written = {
        "table.docx": table_docx.write_table(rows, zone=zone),
        "table.xlsx": table_xlsx.write_table(rows, zone=zone),
    }
    return tuple(put(folder / file, content) for file, content in written.items())


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
