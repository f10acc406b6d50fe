"""A .docx read in one pass says what it says read part by part, or is left to that."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from documents.docx_contents import by_parts, one_pass
from documents.docx_text import open_docx
from documents.form import FormPress
from documents.form_code import code_for
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from rules.errors import FormUnreadable

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TABS = '<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>'
CELL = f"<w:tc><w:tcPr>{{}}</w:tcPr><w:p>{TABS}<w:r><w:t>{{}}</w:t></w:r></w:p></w:tc>"
SPREAD, BEGINS, GOES_ON = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
RUN = "<w:r><w:rPr><w:rFonts w:ascii='Wingdings 2'/></w:rPr><w:t>R 无意见</w:t><w:tab/><w:t>甲</w:t><w:br/></w:r>"
ODD = [
    "<w:p><w:ins><w:r><w:t>加</w:t></w:r></w:ins></w:p>",
    "<w:p><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>",
    "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    "<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>",
    "<w:p><w:r><w:p><w:r><w:t>框</w:t></w:r></w:p></w:r></w:p>",
    "<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc/></w:tr></w:tbl></w:tc></w:tr></w:tbl>",
    "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc/></w:tr></w:tbl>",
]
# What stands below what, as a rule; one in ten stands anywhere.
BELOW = {
    "body": ("p", "tbl"),
    "tbl": ("tr",),
    "tr": ("tc",),
    "tc": ("tcPr", "p", "p"),
    "tcPr": ("gridSpan", "vMerge"),
    "p": ("r", "r", "pPr"),
    "pPr": ("tabs",),
    "tabs": ("tab",),
    "r": ("t", "t", "tab", "br"),
}
ANYWHERE = tuple(sorted({*BELOW, "t", "gridSpan", "sdt", "del", "hyperlink"}))
Node = tuple[str, tuple["Node", ...]]


def document(body: str) -> etree._Element:
    return etree.fromstring(f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')


def row(*cells: tuple[str, str]) -> str:
    return f"<w:tr>{''.join(CELL.format(*cell) for cell in cells)}</w:tr>"


@st.composite
def nodes(draw: st.DrawFn, name: str = "body", depth: int = 0) -> Node:
    usual = BELOW.get(name, ())
    some = draw(st.integers(0, 3)) if usual and depth < 6 else 0
    names = [draw(st.sampled_from(usual if draw(st.integers(0, 9)) else ANYWHERE)) for _ in range(some)]
    return name, tuple(draw(nodes(each, depth + 1)) for each in names)


def written(node: Node) -> str:
    name, below = node
    return f'<w:{name} w:val="2">{"字" if name == "t" else ""}{"".join(map(written, below))}</w:{name}>'


def test_the_offices_own_form_is_read_in_one_pass() -> None:
    blank = FormPress("实施意见", "10月12日", "市政府办公室", "23991067").for_unit(
        "发改局", code_for(b"k", "2026-001", 7)
    )
    form = fill_form(blank, rows=[FormRow(1, "第1条", "原文", "改为", "理由")], contact="王五", phone="23990000")
    root = open_docx(form, "反馈表", FormUnreadable).root
    assert one_pass(root) == by_parts(root)


def test_merged_cells_ticks_and_tabs_are_read_in_one_pass() -> None:
    merged = row((SPREAD, "宽"), (BEGINS, "高")) + row(("", "左"), ("", "右"), (GOES_ON, "盖住"))
    root = document(f"<w:p>{RUN}</w:p><w:tbl>{merged}</w:tbl><w:p>{RUN}{RUN}</w:p>")
    text, (table,) = one_pass(root) or ("", ())
    assert (text, table) == (by_parts(root)[0], by_parts(root)[1][0])
    assert [[cell.text for cell in cells] for cells in table] == [["宽", "", "高"], ["左", "右", "高"]]
    assert text.splitlines() == ["☑ 无意见\t甲", "宽", "高", "左", "右", "盖住", "☑ 无意见\t甲", "☑ 无意见\t甲"]


@pytest.mark.parametrize("odd", ODD)
def test_what_is_not_usual_is_left_to_the_other_way(odd: str) -> None:
    assert one_pass(document(f"<w:p>{RUN}</w:p>{odd}")) is None


@settings(max_examples=500, deadline=None)
@given(nodes())
def test_whatever_stands_wherever_both_ways_say_the_same(body: Node) -> None:
    root = document("".join(map(written, body[1])))
    assert one_pass(root) in (None, by_parts(root))
