"""A long table pressed in parts: page by page what it would be in one, and PDF/A still."""

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import copytree

import pypdfium2 as pdfium
import pytest
from pikepdf import Dictionary, Pdf, pdfa

from documents.table_pdf import write_table
from documents.template_files import TEMPLATES
from rules.summary import Table
from tests.documents.cases import ZONE, round_of

# From one line to more than a page each, so that rows begin and break anywhere.
LENGTHS = (12, 150, 40, 700, 25, 90, 1900, 8, 330, 60, 15, 480, 210)
PART = "第{}条：建议将“年底前”改为“次年三月底前”，并明确经费来源和责任单位；"


@cache
def long_table(each: int) -> Table:
    """A round some three parts long, so many opinions of each unit."""
    return round_of([(PART.format(n) * 60)[: LENGTHS[n % len(LENGTHS)]] for n in range(300)], each)


@cache
def in_parts(each: int) -> bytes:
    return write_table(long_table(each), zone=ZONE)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same layout as an office's own, which is pressed in one."""
    templates = tmp_path_factory.mktemp("own")
    copytree(TEMPLATES / "documents", templates / "documents")
    return templates


def looks(pdf: bytes) -> Iterator[tuple[str, bytes]]:
    """Each page's text and how it looks."""
    for page in pdfium.PdfDocument(pdf):
        yield page.get_textpage().get_text_bounded(), page.render(scale=0.6).to_pil().tobytes()


def findings(pdf: bytes) -> set[tuple[str, str]]:
    return {(one.rule, one.message) for one in pdfa.validate_written(io.BytesIO(pdf), "2b").findings}


@pytest.mark.parametrize("each", [1, 4, 1000], ids=["a unit a row", "a few rows a unit", "one unit"])
def test_every_page_is_what_it_would_be_in_one(each: int, own: Path) -> None:
    whole = write_table(long_table(each), zone=ZONE, templates=own)
    assert [b"/StructTreeRoot" in pdf for pdf in (whole, in_parts(each))] == [True, False]
    differ = [
        n for n, (one, other) in enumerate(zip(looks(whole), looks(in_parts(each)), strict=True), 1) if one != other
    ]
    assert differ == []


def test_it_is_as_much_pdf_a_as_in_one(own: Path) -> None:
    whole = write_table(long_table(4), zone=ZONE, templates=own)
    assert findings(in_parts(4)) == findings(whole)
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in in_parts(4)


def test_it_says_how_many_pages_it_has_and_keeps_only_those() -> None:
    with Pdf.open(io.BytesIO(in_parts(4))) as pdf:
        said = re.findall(rb"NPages>(\d+)<", pdf.Root.Metadata.read_bytes())
        assert said == [str(len(pdf.pages)).encode()]
        kept = [one for one in pdf.objects if isinstance(one, Dictionary) and one.get("/Type") == "/Page"]
        assert len(kept) == len(pdf.pages)
        assert pdf.check_pdf_syntax() == []


def test_the_same_long_table_gives_the_same_bytes() -> None:
    assert write_table(long_table(4), zone=ZONE) == in_parts(4)
