"""PDF pressed from templates: what fonts lack is said, what templates get wrong is named."""

import io
from pathlib import Path

import pdfplumber
import pytest
from pylopdf_fonts_zh_cn import sans_path

from documents.press import press, undrawn
from documents.table_pdf import write_table
from rules.errors import TemplateBroken
from tests.documents.cases import NOW, ZONE, round_of, small_round

PLAIN = "#let data = json(bytes(sys.inputs.data))\n#set text(font: ({fonts}))\n#data.words"


def pages(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [page.extract_text() for page in opened.pages]


def own(folder: Path, text: str, name: str = "plain.typ") -> Path:
    (folder / "documents").mkdir(exist_ok=True)
    (folder / "documents" / name).write_text(text, "utf-8")
    return folder


def test_what_no_font_draws_is_printed_as_its_number(tmp_path: Path) -> None:
    templates = own(tmp_path, PLAIN.format(fonts='"Noto Serif SC",'))
    assert pages(press("plain.typ", {"words": "堃😀好\x0b𠮷"}, NOW, templates)) == ["堃〔U+1F600〕好〔U+20BB7〕"]
    assert undrawn("一般文字 abc，“引号”堃") == []
    assert undrawn("😀𠮷😀") == ["😀", "𠮷"]


def test_ticked_boxes_are_drawn_as_offices_write_them(tmp_path: Path) -> None:
    templates = own(tmp_path, PLAIN.format(fonts='"Noto Serif SC",'))
    assert pages(press("plain.typ", {"words": "☑有意见　☐无意见"}, NOW, templates)) == ["√有意见 □无意见"]


def test_no_text_is_ever_markup(tmp_path: Path) -> None:
    words = '#panic("x") *粗* $x$ #import "a" \\ <label> {{ x }}'
    templates = own(tmp_path, PLAIN.format(fonts='"Noto Serif SC",'))
    assert pages(press("plain.typ", {"words": words}, NOW, templates)) == [words]


def test_an_offices_template_may_use_ours_and_its_mistakes_are_named_by_file_and_line(tmp_path: Path) -> None:
    templates = own(tmp_path, '#import "paper.typ": headline\n\n#headline(data.titel)')
    with pytest.raises(TemplateBroken, match=r"^文件模板 plain\.typ 第 3 行写法有误（.*data.*）；请改正模板"):
        press("plain.typ", {"words": ""}, NOW, templates)
    own(tmp_path, "#let headline(words) = words + missing", "paper.typ")
    own(tmp_path, '#import "paper.typ": headline\n#headline("x")')
    with pytest.raises(TemplateBroken, match=r"^文件模板 paper\.typ 第 1 行写法有误"):
        press("plain.typ", {"words": ""}, NOW, templates)


def test_a_template_reaches_no_file_of_the_machine(tmp_path: Path) -> None:
    templates = own(tmp_path, '#read("/etc/hostname")')
    with pytest.raises(TemplateBroken, match=r"^文件模板 plain\.typ 第 1 行写法有误"):
        press("plain.typ", {"words": ""}, NOW, templates)


def test_the_offices_own_fonts_come_first(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    renamed = sans_path().read_bytes().replace("Noto Sans SC".encode("utf-16-be"), "Ours Sans SC".encode("utf-16-be"))
    (fonts / "ours.otf").write_bytes(renamed)
    templates = own(tmp_path, PLAIN.format(fonts='"Ours Sans SC", "Noto Serif SC"'))
    used = [_fonts(press("plain.typ", {"words": "字"}, NOW, templates, folder)) for folder in (None, fonts)]
    assert used == [{"NotoSerifSC-Regular"}, {"NotoSansSC-Regular"}]


def _fonts(pdf: bytes) -> set[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return {char["fontname"].partition("+")[2] for char in opened.chars}


def test_the_same_table_gives_the_same_bytes_and_is_pdf_a() -> None:
    first, second = (write_table(small_round(), zone=ZONE) for _ in range(2))
    assert first == second
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in first


def test_every_page_has_its_number_outside_and_the_header_again() -> None:
    pdf = write_table(round_of(["建议将“年底前”改为“次年三月底前”。" * 8] * 20), zone=ZONE)
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        numbers = [
            [word for word in page.extract_words() if word["top"] > 530 and word["text"].isdigit()][-1]
            for page in opened.pages
        ]
        heads = [page.extract_text().count("意见建议 采纳情况") for page in opened.pages]
        middle = opened.pages[0].width / 2
    assert [number["text"] for number in numbers] == [str(place) for place in range(1, len(numbers) + 1)]
    assert [number["x0"] > middle for number in numbers[:4]] == [True, False, True, False]
    assert heads == [1] * len(numbers)
