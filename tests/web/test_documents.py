"""Documents to take away: every one there is, made when it is asked for."""

import io
from urllib.parse import quote

import pytest
from docx import Document

from desk import papers
from desk.office import Desk
from tests.desk.office import ROUND
from tests.web.browser import Browser, Site
from tests.web.work import LATER, OWN, with_opinions

DOCUMENTS = f"/rounds/{ROUND}/documents"


@pytest.fixture
def browser(desk: Desk, site: Site) -> Browser:
    with_opinions(desk)
    site.clock.now = LATER
    return site.signed_in()


def test_every_document_is_listed_or_says_why_it_waits(desk: Desk, browser: Browser) -> None:
    browser.get(DOCUMENTS)
    for paper in papers.available(desk, ROUND, LATER):
        assert (paper.why_not or f'href="{DOCUMENTS}/{paper.file}"') in browser.page.text


def test_a_document_is_made_from_the_record_as_it_is_now(browser: Browser) -> None:
    file = browser.get(f"{DOCUMENTS}/table.docx")
    named = quote(f"{ROUND} 征求意见情况汇总表.docx", safe="")
    assert file.headers["content-disposition"] == (
        f"attachment; filename*=UTF-8''{named}; filename=\"{ROUND}-table.docx\""
    )
    cells = [
        cell.text for table in Document(io.BytesIO(file.content)).tables for row in table.rows for cell in row.cells
    ]
    assert OWN in cells


@pytest.mark.parametrize("name", ["nothing.docx", "..%2F..%2Fsecret.key", "TABLE.DOCX"])
def test_what_is_no_document_is_refused(browser: Browser, name: str) -> None:
    assert browser.get(f"{DOCUMENTS}/{name}").status_code in {404, 422}


def test_whoever_is_not_signed_in_gets_none(site: Site, desk: Desk) -> None:
    with_opinions(desk)
    stranger = site.browser()
    assert [stranger.get(url).url.path for url in (DOCUMENTS, f"{DOCUMENTS}/table.docx")] == ["/sign-in"] * 2
