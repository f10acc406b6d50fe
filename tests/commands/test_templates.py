"""`circulate templates` as a clerk uses it: give out, rewrite, try, look."""

from docx import Document

from tests.commands.clerk import Clerk


def test_templates_are_given_out_tried_and_shown(clerk: Clerk) -> None:
    given = clerk.does("templates", "export", "ours").splitlines()
    assert given[0].startswith("已导出 ")
    assert given[-1] == "改好后运行 circulate templates check ours，无误再设置 CIRCULATE_TEMPLATES=ours。"
    tried = clerk.does("templates", "check", "ours").splitlines()
    assert {line.partition("　")[0] for line in tried} == {"可用"}
    assert clerk.does("templates", "preview", "table.typ", "--out", "look") == "look/preview-table.pdf\n"
    assert (clerk.folder / "look" / "preview-table.pdf").read_bytes()[:5] == b"%PDF-"


def test_a_broken_template_is_named_and_the_command_fails(clerk: Clerk) -> None:
    clerk.does("templates", "export", "ours")
    letter = clerk.folder / "ours" / "documents" / "letter.docx"
    document = Document(str(letter))
    document.paragraphs[1].runs[0].text = "{{ nubmer }}"
    document.save(str(letter))
    refused = clerk("templates", "check", "ours")
    assert (refused.code, refused.err) == (1, "1 份模板有误，请照上面所列改正。\n")
    (line,) = [line for line in refused.out.splitlines() if line.startswith("有误")]
    assert line == (
        "有误　documents/letter.docx：文件模板 letter.docx 第 2 段（{{ nubmer }}）用了不认识的占位符“nubmer”；"
        "请改成说明中列出的名称。"
    )


def test_a_template_that_does_not_exist_is_refused_with_those_that_do(clerk: Clerk) -> None:
    refused = clerk("templates", "preview", "tabel.typ")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("没有名为 tabel.typ 的模板；可预览的有 ")
