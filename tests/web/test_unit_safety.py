"""What a stranger may try on units' pages: refused with a sentence, and nothing given away."""

import re
from itertools import islice, product

import httpx
import pytest

from desk import closing
from desk.page_addresses import reissue_pages, revoke_pages
from desk.page_rights import READABLE
from models import rounds
from rules.answering import COLUMNS
from rules.filing import OpinionEntry
from tests.desk.office import FINANCE, HOUR, INDUSTRY, OPENED, PLANNING, ROUND, open_round
from tests.desk.units import answer, looked_at, token
from tests.web.browser import Site, words
from tests.web.units import at_work, typed
from web.site import create_app

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
PATHS = ("", "/review", "/none", "/upload", "/receipt", "/letter", "/draft", "/form")
UNKNOWN = "网址不对或已失效；请核对函件中的网址是否完整，或与联系人（市水利局）联系。"


@pytest.fixture(autouse=True)
def _opened(site: Site) -> None:
    open_round(site.desk)


def test_forged_foreign_expired_and_revoked_tokens_are_told_apart_by_nobody(site: Site) -> None:
    revoked, replaced, expired = (token(site.desk, unit) for unit in (FINANCE, PLANNING, INDUSTRY))
    revoke_pages(site.desk, ROUND, FINANCE)
    reissue_pages(site.desk, ROUND, PLANNING)
    closing.close(site.desk, ROUND, OPENED)
    site.clock.now = OPENED + READABLE + HOUR
    tried = (revoked, replaced, expired, "a" * 16, "x", "a" * 2000)
    shown = {body_of(site.browser().get(f"/r/{each}")) for each in tried}
    assert len(shown) == 1
    assert UNKNOWN in shown.pop()[1]


def body_of(page: httpx.Response) -> tuple[int, str]:
    return page.status_code, words(page)


def test_a_cancelled_rounds_page_is_as_unknown_as_any(site: Site) -> None:
    unit = at_work(site)
    with site.desk.store.write() as session:
        rounds.cancel(session, ROUND, OPENED)
    assert [body_of(unit.opens(path))[0] for path in PATHS] == [404] * len(PATHS)
    assert UNKNOWN in unit.said


@pytest.mark.parametrize("where", ["", "/draft-answer", "/submit", "/upload", "/word"])
@pytest.mark.parametrize("mark", ["", "0" * 64, "another's"])
def test_a_form_that_is_not_ours_changes_nothing(site: Site, where: str, mark: str) -> None:
    unit, other = at_work(site), at_work(site, PLANNING)
    csrf = other.browser.csrf if mark == "another's" else mark
    fields = {"csrf": csrf, "do": "save", "seen": "0", "no_comment": "1", **typed(OpinionEntry("甲"))}
    refused = unit.sends(where, fields)
    assert refused.status_code == 403
    assert unit.error.startswith("这次提交没有被接受：页面已过期，或不是从本系统的页面提交的；")
    assert (looked_at(site.desk).kept.version, looked_at(site.desk).sent) == (0, ())


def test_markup_in_every_field_stays_words_on_every_page(site: Site) -> None:
    unit = at_work(site)
    unit.presses("review", OpinionEntry(**dict.fromkeys(COLUMNS, SCRIPT)), contact=SCRIPT)
    pages = [unit.browser.page.text]
    unit.sends("/submit", {"seen": unit.seen()})
    unit.opens()
    assert unit.fields == [OpinionEntry(**dict.fromkeys(COLUMNS, SCRIPT))]
    pages += [unit.opens(path).text for path in ("", "/review", "/none", "/letter", "/receipt")]
    unit.opens()
    other = at_work(site)
    other.presses("save", OpinionEntry(SCRIPT), contact=SCRIPT, seen=0)
    pages.append(other.browser.page.text)
    assert [page for page in pages if "<script>alert" in page or "<img" in page or "{{" not in page] == [pages[5]]


def test_no_page_tells_another_site_where_it_is_or_runs_a_strangers_script(site: Site) -> None:
    page = at_work(site).browser.page
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert re.findall(r"<script(?! src=\"/static/)|\son\w+=|style=\"|https?://", page.text) == []


def test_ten_megabytes_where_little_is_due_are_refused_in_a_sentence(site: Site) -> None:
    unit = at_work(site)
    refused = unit.presses("save", OpinionEntry("字" * (10 << 20)))
    assert refused.status_code == 413
    assert unit.error.startswith("提交的内容太大，没有收下；")
    unit.opens("/upload")
    large = unit.sends("/upload", {"do": "scan"}, {"scan": ("a.pdf", b"%PDF-" + bytes(31 << 20))})
    assert (large.status_code, looked_at(site.desk).kept.version) == (413, 0)


def test_a_unit_sees_its_own_opinions_only(site: Site) -> None:
    answer(site.desk, "财政的秘密")
    answer(site.desk, "发改的秘密", unit=PLANNING)
    seen = {unit: "".join(at_work(site, unit).opens(path).text for path in PATHS[:6]) for unit in (FINANCE, INDUSTRY)}
    secrets = ("财政的秘密", "发改的秘密")
    assert [[secret in page for secret in secrets] for page in seen.values()] == [[True, False], [False, False]]


async def test_ten_thousand_guesses_find_nothing_and_are_soon_not_even_looked_at(site: Site) -> None:
    """In one process with the site: the wire would take longer than the guessing."""
    guesser = httpx.ASGITransport(create_app(site.desk, site.clock), client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=guesser, base_url="http://office.test") as browser:
        guesses = ("".join(guess) for guess in islice(product("abcdefgh", repeat=16), 10_000))
        statuses = [(await browser.get(f"/r/{guess}")).status_code for guess in guesses]
    assert set(statuses) == {404, 429}
    assert statuses.index(429) < 40
    assert statuses.count(404) < 200
    assert at_work(site).browser.page.status_code == 200
