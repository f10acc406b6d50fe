"""The draft as a page shows it: every clause once with its anchor, tables as tables, words never markup."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.outline import Outline, outline_of, outline_of_lines
from rules.anchors import ClauseKind
from tests.documents.drafts import REGULATION, docx, text_lines
from web.draft_view import PART_BYTES, draft_view, original_of
from web.language import ENGLISH, speaking

TAG = re.compile(r"</?(\w+)")


def outline(text: str) -> Outline:
    return outline_of_lines(text_lines(text))


def with_table() -> Outline:
    return outline_of(docx("第一条 职责见下表。", (("单位", "职责"), ("<市财政局>", "经费"))))


def test_every_clause_is_shown_once_in_the_order_of_the_draft() -> None:
    read = outline(REGULATION)
    view = draft_view("regulation", read, asking=True)
    html = "".join(part.html for part in view.parts)
    assert re.findall(r' id="c(\d+)"', html) == [str(place) for place in range(1, len(read.clauses))]
    titles = sum(clause.kind is ClauseKind.TITLE for clause in read.clauses)
    assert html.count("<button") == len(read.clauses) - 1 - titles


def test_the_table_of_contents_leads_to_chapters_and_articles() -> None:
    view = draft_view("regulation", outline(REGULATION), asking=True)
    assert [line.words for line in view.contents][:4] == ["第一章总则", "第一条立法目的", "第二条", "第三条"]
    assert all(view.part_of(line.place) == line.part for line in view.contents)


def test_a_table_is_a_table_and_its_rows_can_be_commented_on() -> None:
    view = draft_view("table", with_table(), asking=True)
    html = view.parts[0].html
    assert (html.count("<table"), html.count("<tr"), html.count("on-")) == (1, 3, 5)
    assert "<td>&lt;市财政局&gt;</td><td>经费</td>" in html


def test_a_view_that_asks_nothing_has_no_button() -> None:
    assert "<button" not in draft_view("regulation", outline(REGULATION), asking=False).parts[0].html


def test_each_language_has_its_own_words_for_the_button() -> None:
    read = outline(REGULATION)
    chinese = draft_view("regulation", read, asking=True).parts[0].html
    with speaking(ENGLISH):
        english = draft_view("regulation", read, asking=True).parts[0].html
    assert ("对此条提意见" in chinese, "Comment on this" in english, "对此条" in english) == (True, True, False)


def test_an_opinion_quotes_a_clause_without_its_number() -> None:
    read = outline(REGULATION)
    quoted = {clause.label: original_of(clause) for clause in read.clauses}
    assert quoted["第二条"] == "本市城市建成区内停车场的规划、建设、使用和监督管理，适用本办法。"


@settings(deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60), max_size=30
    )
)
def test_whatever_a_draft_says_never_becomes_markup(lines: list[str]) -> None:
    view = draft_view(repr(lines), outline("\n".join(lines)), asking=True)
    html = "".join(part.html for part in view.parts)
    assert set(TAG.findall(html)) <= {"p", "h3", "button"}


@settings(deadline=None)
@given(st.integers(1, 400), st.integers(1, 500))
def test_no_part_is_larger_than_a_page_allows(clauses: int, length: int) -> None:
    view = draft_view(
        f"{clauses}x{length}",
        outline("\n".join(f"第{n}条 {'字' * length}" for n in range(1, clauses + 1))),
        asking=True,
    )
    assert max(len(part.html.encode()) for part in view.parts) <= PART_BYTES
    assert [part.first for part in view.parts[1:]] == [part.last + 1 for part in view.parts[:-1]]
