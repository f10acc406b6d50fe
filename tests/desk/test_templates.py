"""An office rewrites its templates: gives them out, tries them, and is told file, place and placeholder."""

from pathlib import Path

import pytest
from docx import Document

from desk import templates
from desk.office import Desk
from desk.templates import Tried
from documents.samples import samples
from rules.errors import BadInput
from tests.desk.office import OPENED


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with every template as delivered."""
    templates.export(tmp_path / "own")
    return tmp_path / "own"


def troubles(desk: Desk, folder: Path) -> list[str]:
    return [tried.trouble for tried in templates.check(desk, folder, OPENED) if tried.trouble]


def test_every_template_is_given_out_and_every_one_of_them_works(desk: Desk, own: Path) -> None:
    assert [str(path.relative_to(own)) for path in sorted(own.rglob("*.*"))] == [
        *templates.delivered(),
        "说明.txt",
    ]
    tried = templates.check(desk, own, OPENED)
    assert [one for one in tried if one.trouble] == []
    assert {one.name for one in tried} >= {f"documents/{name}" for name in samples()}


def test_every_delivered_document_template_is_tried(own: Path) -> None:
    there = {path.name for path in (own / "documents").iterdir()}
    assert there - {"paper.typ"} == set(samples())


def test_what_an_office_has_written_is_never_overwritten(own: Path) -> None:
    (own / "documents" / "table.html").write_text("ours", "utf-8")
    (own / "documents" / "note.docx").unlink()
    given = templates.export(own)
    assert given.written == ("documents/note.docx",)
    assert (own / "documents" / "table.html").read_text("utf-8") == "ours"


def test_an_unknown_placeholder_is_named_with_its_file_and_place(desk: Desk, own: Path) -> None:
    note = Document(str(own / "documents" / "note.docx"))
    note.paragraphs[4].runs[0].text = "{{ backgruond }}"
    note.save(str(own / "documents" / "note.docx"))
    (own / "documents" / "table.html").write_text("<p>\n{{ row }}</p>", "utf-8")
    (own / "documents" / "letter.typ").write_text("#let data = json(bytes(sys.inputs.data))\n#data.nubmer", "utf-8")
    (own / "email" / "receipt" / "body.txt").write_text("{{ unit.nmae }}", "utf-8")
    assert troubles(desk, own) == [
        "函件模板 receipt/body.txt 第 1 行用了不认识的占位符“nmae”；请改成说明中列出的名称。",
        "文件模板 table.html 第 2 行用了不认识的占位符“row”；请改成说明中列出的名称。",
        ("文件模板 note.docx 第 5 段（{{ backgruond }}）用了不认识的占位符“backgruond”；请改成说明中列出的名称。"),
        (
            '文件模板 letter.typ 第 2 行写法有误（dictionary does not contain key "nubmer"）；'
            "请改正模板，或删去它以使用自带的模板。"
        ),
    ]


def test_a_file_no_document_is_made_of_is_pointed_out(desk: Desk, own: Path) -> None:
    (own / "documents" / "tabel.html").write_text("", "utf-8")
    (strange,) = [tried for tried in templates.check(desk, own, OPENED) if tried.trouble]
    assert strange == Tried(
        "documents/tabel.html", "documents/tabel.html 不是本系统使用的模板名称，不会被用到；请核对文件名。"
    )


def test_a_change_in_what_others_are_built_on_tries_them_all(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "paper.typ").write_text("#let biao = ()", "utf-8")
    assert len(troubles(desk, tmp_path)) == sum(1 for name in samples() if name.endswith(".typ"))


def test_a_folder_without_templates_is_refused_with_what_to_do(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match=r"里没有模板；请先用 circulate templates export .* 导出。$"):
        templates.check(desk, tmp_path / "empty", OPENED)


@pytest.mark.parametrize(
    ("name", "file", "begins"),
    [
        ("note.docx", "note.docx", b"PK"),
        ("documents/letter.typ", "letter.pdf", b"%PDF"),
        ("table.html", "table.html", b"<!doctype html>"),
        ("invitation", "invitation.html", b"<!"),
    ],
)
def test_a_template_is_shown_as_what_it_makes(desk: Desk, name: str, file: str, begins: bytes) -> None:
    shown = templates.preview(desk, name, OPENED)
    assert (shown.file, shown.content[: len(begins)].lower()) == (file, begins.lower())


def test_a_template_nobody_knows_is_refused_with_those_there_are(desk: Desk) -> None:
    with pytest.raises(BadInput, match=r"^没有名为 nota\.docx 的模板；可预览的有 table_four\.docx、"):
        templates.preview(desk, "nota.docx", OPENED)


def test_the_guide_lists_what_each_template_may_speak_of(own: Path) -> None:
    guide = dict(line.split("：", 1) for line in (own / "说明.txt").read_text("utf-8").splitlines()[2:])
    assert guide["documents/table_four.docx"] == (
        "title、above、line、rows、row.unit、row.opinion、row.outcome、row.note、under"
    )
    assert guide["documents/letter.typ"] == (
        "again、title、office、number、units、due、silence、email、attachments、signed、contact、phone"
    )
    assert {"note.docx", "notice.html", "form.typ"} <= {name.rpartition("/")[2] for name in guide}
