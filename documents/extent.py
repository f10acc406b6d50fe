"""How large a spreadsheet claims to be: calamine lays a sheet out whole, and one stray cell can ask for terabytes."""

import io
import re
import zipfile

from documents.gate import Kind

_MOST_CELLS = 5_000_000
_CELL = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>(.*?)</table:table-row>", re.DOTALL)
_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"')


def is_boundless(blob: bytes, kind: Kind) -> bool:
    """Whether an admitted .xlsx or .ods would be laid out over more than five million cells."""
    if kind not in {Kind.XLSX, Kind.ODS}:
        return False
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        names = archive.namelist()
        if kind is Kind.ODS:
            return "content.xml" in names and _ods_cells(archive.read("content.xml")) > _MOST_CELLS
        sheets = (name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml"))
        return any(_xlsx_cells(archive.read(name)) > _MOST_CELLS for name in sheets)


def _xlsx_cells(sheet: bytes) -> int:
    found = _CELL.findall(sheet)
    rows = max((int(row) for _, row in found), default=0)
    return rows * max((_column(letters) for letters in {letters for letters, _ in found}), default=0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _ods_cells(content: bytes) -> int:
    """Only rows with something in them count; every sheet ends in a million empty ones."""
    filled = (row for row in _ODS_ROW.finditer(content) if b"value-type" in row[2])
    return sum(_largest(_ROWS, row[1]) * _largest(_COLUMNS, row[2]) for row in filled)


def _largest(repeats: re.Pattern[bytes], text: bytes) -> int:
    return max((int(number) for number in repeats.findall(text)), default=1)
