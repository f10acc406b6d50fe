"""The public notice: grouped by clause, people hidden, units as the policy says, the same as .docx and as a page."""

import io
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from lxml import html

from documents.notice import OTHER, UNREVIEWED, Notice
from documents.notice_docx import write_notice as docx_of
from documents.notice_html import write_notice as html_of
from rules.errors import TemplateBroken
from rules.ledger import Ledger, UnitCounts
from rules.naming import Naming
from rules.settling import Opinion, Outcome
from rules.words import Stage, Verdict
from tests.documents.cases import ZONE
from tests.documents.reports import DUE, NOW, OPENED
from tests.documents.schema import faults

ADOPTED = Outcome(Verdict.ADOPTED, Stage.APPROVED)
OPINIONS = (
    Opinion(1, "市财政局", "第二条经费由市、区分担。联系人：张三，电话：23990000。", "第二条", ADOPTED),
    Opinion(2, "市财政局", "请与赵钱孙商议。", "", ADOPTED),
    Opinion(
        3,
        "市发改委",
        "删去第二条，\n并入<附则>。",
        "第二条",
        Outcome(Verdict.REJECTED, Stage.APPROVED, "上位法有明确要求。"),
    ),
)
ROWS = [
    ("第二条", "第二条经费由市、区分担。联系人：张*，电话***。", "市财政局", "采纳", ""),
    ("第二条", "删去第二条，\n并入<附则>。", "市发改委", "不采纳", "上位法有明确要求。"),
    (OTHER, "请与赵**商议。", "市财政局", "采纳", ""),
]


def notice(opinions: tuple[Opinion, ...] = OPINIONS, naming: Naming = Naming.NAMED, no_comment: int = 1) -> Notice:
    speaking = len({one.unit for one in opinions})
    units = UnitCounts(speaking + no_comment + 2, speaking, no_comment, 2, 0, 0, 0)
    tally = Ledger(NOW, units, len(opinions), Counter(one.verdict for one in opinions))
    return Notice(
        "市水利局", "全市河道管护办法", OPENED, DUE, tally, opinions, naming, ZONE, ("赵钱孙",), reviewed=True
    )


def docx_rows(given: Notice) -> list[tuple[str, ...]]:
    (table,) = Document(io.BytesIO(docx_of(given))).tables
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def page(given: Notice) -> html.HtmlElement:
    return html.fromstring(html_of(given).decode())


def page_rows(given: Notice) -> list[tuple[str, ...]]:
    """The rows of the page's table, the clause repeated on each of its rows."""
    found, clause = list[tuple[str, ...]](), ""
    for row in page(given).iterfind(".//tbody/tr"):
        clause = next((_text(head) for head in row.iterfind("th")), clause)
        found.append((clause, *(_text(cell) for cell in row.iterfind("td"))))
    return found


def _text(cell: html.HtmlElement) -> str:
    return "\n".join(str(part) for part in cell.itertext())


def test_opinions_stand_by_clause_with_people_hidden_in_word_and_on_the_page_alike() -> None:
    assert docx_rows(notice()) == [("条款", "意见建议", "提出单位", "采纳情况", "说明"), *ROWS]
    assert page_rows(notice()) == ROWS


@pytest.mark.parametrize(("naming", "unit"), [(Naming.MASKED, "市**局"), (Naming.NAMED, "市财政局")])
def test_units_are_named_as_the_policy_says(naming: Naming, unit: str) -> None:
    assert docx_rows(notice(naming=naming))[1][2] == page_rows(notice(naming=naming))[0][2] == unit


def test_where_units_are_not_named_there_is_no_column_for_them_and_no_trace() -> None:
    given = notice(naming=Naming.UNNAMED)
    assert docx_rows(given)[0] == ("条款", "意见建议", "采纳情况", "说明")
    assert "财政局" not in html_of(given).decode()
    assert [row[2] for row in page_rows(given)] == ["采纳", "不采纳", "采纳"]


def test_the_introduction_counts_what_came_and_what_became_of_it() -> None:
    asked = "2026年9月28日至10月13日，市水利局就《全市河道管护办法》征求了有关单位意见。截至2026年10月15日，"
    assert notice().introduction == (
        f"{asked}共收到3家单位反馈，其中2家提出意见建议3条，1家无意见。经研究，采纳2条、不采纳1条，具体情况如下："
    )
    assert notice(()).introduction == f"{asked}共收到1家单位反馈，均无意见。"
    assert notice((), no_comment=0).introduction == f"{asked}未收到反馈意见。"


def test_a_notice_without_opinions_has_no_table() -> None:
    assert Document(io.BytesIO(docx_of(notice(())))).tables == []
    assert page(notice(())).find(".//table") is None


def test_a_notice_nobody_has_reviewed_says_so_in_both() -> None:
    unread = replace(notice(), reviewed=False)
    assert Document(io.BytesIO(docx_of(unread))).paragraphs[0].text == UNREVIEWED
    assert page(unread).findtext(".//p[@class='mark']") == UNREVIEWED
    assert UNREVIEWED not in html_of(notice()).decode()


def test_the_digest_is_of_the_content_and_not_of_the_day() -> None:
    later = replace(notice(), ledger=replace(notice().ledger, as_of=NOW.replace(day=30)))
    assert (later.digest == notice().digest, later.introduction == notice().introduction) == (True, False)
    other = replace(OPINIONS[0], text="第二条删去。")
    changed = (notice((other, *OPINIONS[1:])), notice(naming=Naming.MASKED), notice(no_comment=2))
    assert len({notice().digest, *(one.digest for one in changed)}) == 4


def test_the_docx_is_valid_and_a_clause_is_one_cell_over_its_opinions() -> None:
    assert faults(docx_of(notice())) == []
    (table,) = Document(io.BytesIO(docx_of(notice()))).tables
    merges = [row._tr.tc_lst[0].vMerge for row in table.rows]  # noqa: SLF001 - python-docx shows merged cells alike
    assert merges == [None, "restart", "continue", "restart"]


def test_the_page_needs_nothing_from_elsewhere() -> None:
    used = {str(name) for node in page(notice()).iter() for name in node.attrib}
    assert not {"src", "href", "onclick"} & used
    assert page(notice()).find(".//script") is None


def test_a_mistake_in_the_offices_own_template_is_named(tmp_path: Path) -> None:
    own = tmp_path / "documents" / "notice.html"
    own.parent.mkdir()
    own.write_text("<h1>{{ heading }}</h1>\n<p>{{ adress }}</p>\n", "utf-8")
    with pytest.raises(TemplateBroken, match=r"文件模板 notice\.html 第 2 行用了不认识的占位符“adress”"):
        html_of(notice(), tmp_path)
    own.write_text("<h1>{{ heading }}</h1>\n{% for row in %}", "utf-8")
    with pytest.raises(TemplateBroken, match=r"文件模板 notice\.html 第 2 行写法有误"):
        html_of(notice(), tmp_path)
