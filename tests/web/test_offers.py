"""Whoever looks is offered only what they may do: no link and no form of any page is refused for their duty."""

import re
from html import unescape

import pytest

from desk import approving
from rules.settling import Outcome
from rules.words import Duty, Stage, Verdict
from tests.desk.office import OPENED, ROUND, take_in
from tests.web.browser import Browser, Site
from tests.web.test_inbox import stray
from tests.web.work import LATER, with_opinions

LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
FORM = re.compile(r'<form [^>]*method="post" action="([^"]*)"')
SECOND = re.compile(r'formaction="([^"]*)"')


@pytest.mark.parametrize("duty", [Duty.CLERK, Duty.LEADER])
def test_no_link_and_no_form_is_refused_to_whom_it_is_shown(site: Site, duty: Duty) -> None:
    with_opinions(site.desk)
    approving.settle(site.desk, ROUND, {1: Outcome(Verdict.ADOPTED, Stage.PROPOSED)}, "李经办", LATER)
    take_in(site.desk, OPENED, stray("建议。"))
    site.clock.now = LATER
    browser = site.signed_in(duty)
    links, forms, refused = followed(browser)
    assert (f"/rounds/{ROUND}/leader" in links, f"/rounds/{ROUND}/units/1" in links, refused) == (True, True, [])
    browser.get("/account")
    mark = browser.csrf
    shown = sorted(forms - {"/sign-out"})
    assert (len(shown) > 1, [path for path in shown if post(browser, path, mark) == 403]) == (True, [])


def followed(browser: Browser) -> tuple[set[str], set[str], list[str]]:
    """Every link from the rounds on, every form on the way, and the links that are refused."""
    waiting, links, forms, refused = ["/rounds"], {"/rounds"}, set[str](), list[str]()
    while waiting:
        path = waiting.pop()
        page = browser.get(path)
        if page.status_code == 403:
            refused.append(path)
        if "html" not in page.headers.get("content-type", ""):
            continue
        forms |= {unescape(one) for find in (FORM, SECOND) for one in find.findall(page.text)}
        new = {unescape(one) for one in LINK.findall(page.text)} - links
        new = {one for one in new if not one.startswith(("/r/", "/static/", f"/rounds/{ROUND}/documents/"))}
        links |= new
        waiting += new
    return links, forms, refused


def post(browser: Browser, path: str, mark: str) -> int:
    return browser.site.post(path, data={"csrf": mark}).status_code
