"""Nonsense in every field of every form and in every address: refused with a sentence, never a defect."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from desk import filing
from desk.filing import Entered
from rules.filing import opinions_of
from rules.words import Channel, Duty
from tests.desk.office import FINANCE, OPENED, PLANNING, ROUND, open_round
from tests.desk.units import token
from tests.web.browser import Browser, Site
from web.site import create_app

NONSENSE = (
    *("", " ", "0", "-1", "1", "2", "99999999999999999999", "1:1", "1:", "9" * 5000, "٣", "x" * 20_000),
    *("<script>alert(1)</script>", "'; DROP TABLE act; --", "{{ 7 * 7 }}", "%(num)d%s", "\0", "😀"),
    *("2026-02-30", "2026-10-31", "25:99", "a@b", "a@b.test\nBcc: c@d.test", "../../etc/passwd", "市财政局", "\u202e"),
)
PLACES = ("1", "0", "99999999999999999999", "-1", "x", "%00", "%2e%2e", ROUND)
FIELD = re.compile(r'<(?:input|select|textarea|button)[^>]*\sname="(\w+)"')
ROUNDS = 3


def paths(app: FastAPI, method: str) -> list[str]:
    return sorted({path for path, methods in _routes(app.router, "") if method in methods})


def _routes(router: APIRouter, above: str) -> Iterator[tuple[str, set[str]]]:
    """Every address of a router and of those within it, each below the prefixes of all above it."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield above + route.path, route.methods or set()
        elif isinstance(inner := getattr(route, "original_router", None), APIRouter):
            yield from _routes(inner, above + route.include_context.prefix)  # type: ignore[attr-defined]


def filled_in(path: str, chance: random.Random | None, page: str) -> str:
    """An address with something in each of its places: mostly what is there, sometimes nonsense."""

    def choose(match: re.Match[str]) -> str:
        sensible = {"name": ROUND, "token": page}.get(match[1], "1")
        return sensible if chance is None or chance.random() < 0.7 else chance.choice(PLACES)

    return re.sub(r"\{(\w+)(?::\w+)?\}", choose, path)


@pytest.fixture
def anyone(site: Site) -> Browser:
    open_round(site.desk)
    entered = Entered(OPENED, Channel.PAPER, opinions_of(["甲", "乙"]))
    filing.enter_reply(site.desk, ROUND, FINANCE, entered, OPENED)
    site.clock.now = OPENED + timedelta(days=1)
    return site.signed_in(Duty.ADMINISTRATOR)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_address_and_no_question_is_a_defect(site: Site, anyone: Browser, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - to choose nonsense
    asked, page = paths(create_app(site.desk), "GET"), token(site.desk, PLANNING)
    assert {"/rounds/{name}/units/{number}", "/r/{token}", "/r/{token}/review"} - {*asked} == set()
    for path in asked:
        query = {name: chance.choice(NONSENSE) for name in ("at", "show", "q", "unit", "all", "lang", "next")}
        answer = anyone.site.get(filled_in(path, chance, page), params=query)
        assert answer.status_code < 500, (path, query)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_form_filled_with_nonsense_is_a_defect(site: Site, anyone: Browser, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - to choose nonsense
    app = create_app(site.desk)
    page = token(site.desk, PLANNING)
    seen = [anyone.get(filled_in(path, None, page)).text for path in paths(app, "GET")]
    fields = sorted({name for page in seen for name in FIELD.findall(page)} - {"csrf"})
    posts = [
        path for path in paths(app, "POST") if path not in {"/sign-out", "/account"} and not path.endswith("/leave")
    ]
    assert {"/rounds/{name}/units/{number}/leave-out", "/r/{token}/submit", "/r/{token}/word"} - {*posts} == set()
    assert {"proposal", "verdict", "reason"} - {*fields} == set()
    for path in posts:
        anyone.get(f"/r/{page}" if path.startswith("/r/") else "/account")
        chosen = chance.sample(fields, 12)
        form = {name: [chance.choice(NONSENSE) for _ in range(chance.choice((1, 1, 2)))] for name in chosen}
        answer = anyone.post(filled_in(path, chance, page), form)
        assert answer.status_code < 500, (path, form)
        assert "<script>alert" not in answer.text, (path, form)
