"""The schema check finds what Word would stumble over, and lets what we write already pass."""

import pytest

from documents.draft_writing import write_draft
from tests.documents.drafts import ANNEXED, PLAN, ROWS, docx
from tests.documents.schema import faults, with_part

BODY = "word/document.xml"


def test_what_is_in_order_has_no_faults() -> None:
    assert [faults(write_draft(PLAN.read_text("utf-8"))), faults(docx(ANNEXED, ROWS))] == [[], []]


@pytest.mark.parametrize(
    ("mark", "fault"),
    [
        ("<w:foo/>", "p[1]: Unexpected element 'foo' found"),
        ('<w:ins w:author="市财政局"/>', "p[1]/ins[1]: Required attribute 'id' is missing"),
        ('<w:del w:id="1"/>', "p[1]/del[1]: Required attribute 'author' is missing"),
        (
            '<w:ins w:id="1" w:author="市财政局" w:date="昨天"/>',
            "p[1]/ins[1]: Invalid value for attribute 'date': Invalid dateTime value: '昨天'",
        ),
        (
            '<w:pPr><w:jc w:val="left"/><w:pStyle w:val="Normal"/></w:pPr>',
            "p[1]/pPr[1]: Unexpected element 'pStyle' found",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(mark: str, fault: str) -> None:
    broken = with_part(docx("一、总则"), BODY, "<w:p>", f"<w:p>{mark}")
    assert faults(broken) == [f"/word/document.xml /document[1]/body[1]/{fault}"]
