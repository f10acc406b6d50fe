"""Forms that other programs saved: filled in, carried through LibreOffice and its formats, and read."""

import shutil
import subprocess
from pathlib import Path

import pytest

from documents.form_code import FormCode
from documents.form_filling import fill_form
from documents.form_reading import FilledForm, FormRow, read_form
from rules.words import Stance
from tests.documents.forms import SECRET, blank

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice: apt-get install libreoffice-writer")
TEXTS = ("“年底前”完成", "次年三月底前\n完成", "汛期不能施工 & 其他")
ROWS = tuple(FormRow(number, f"第{number}条", *TEXTS) for number in range(1, 8))


def resaved(blob: bytes, folder: Path, *formats: str) -> bytes:
    """The document after LibreOffice saved it in each format in turn."""
    path = folder / "form.docx"
    path.write_bytes(blob)
    for step, ending in enumerate(formats):
        out = folder / str(step)
        command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", ending]
        subprocess.run([*command, "--outdir", out, path], check=True, capture_output=True, timeout=120)  # noqa: S603
        path = out / f"form.{ending}"
    return path.read_bytes()


@pytest.mark.parametrize("formats", [("docx",), ("odt", "docx"), ("doc", "docx")])
def test_opinions_and_code_survive_other_programs(formats: tuple[str, ...], tmp_path: Path) -> None:
    filled = fill_form(blank(), rows=ROWS, contact="李四", phone="0371-1")
    form = read_form(resaved(filled, tmp_path, *formats), SECRET)
    assert form == FilledForm(FormCode("2026-001", 7), "市林业局", "李四", "0371-1", Stance.OPINIONS, ROWS)


def test_a_tick_survives_other_programs(tmp_path: Path) -> None:
    form = read_form(resaved(fill_form(blank(), no_comment=True), tmp_path, "odt", "docx"), SECRET)
    assert (form.code, form.stance) == (FormCode("2026-001", 7), Stance.NO_COMMENT)
