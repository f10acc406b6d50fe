"""A round to work on: three units, their opinions, and a browser's way to fill in what it was shown."""

import re
from html import unescape

from desk import filing
from desk.filing import Entered
from desk.office import Desk
from desk.view import view
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel
from tests.desk.office import FINANCE, HOUR, OPENED, PLANNING, ROUND, open_round
from tests.web.browser import Browser

OPINIONS = f"/rounds/{ROUND}/opinions"
LATER = OPENED + HOUR
OWN = "第二条“经费由市财政局落实”改为“经费由各单位自行落实”。"
SHARED = "第二条“经费由市财政局落实”改为“经费由市财政局统筹落实”。"
TWOFOLD = "一是完善第一条；二是建立考核机制。"


def with_opinions(desk: Desk) -> None:
    """A round with opinions 1 and 2 of one unit, 3 of another; 1 and 3 contradict one another."""
    open_round(desk)
    for unit, *texts in ((FINANCE, OWN, TWOFOLD), (PLANNING, SHARED)):
        filing.enter_reply(desk, ROUND, unit, Entered(LATER, Channel.PAPER, opinions_of(texts)), LATER)


def outcomes(desk: Desk) -> dict[int, Outcome | None]:
    """By number, the outcome of every opinion that counts."""
    return {opinion.number: opinion.outcome for opinion in view(desk, ROUND, LATER).opinions}


def fields(browser: Browser) -> dict[str, str | list[str]]:
    """What the fields of the page hold as it was shown: hidden ones, texts, boxes and lists."""
    found: dict[str, list[str]] = {}
    html = browser.page.text
    for tag in re.findall(r"<input [^>]*>", html):
        told = dict(re.findall(r'([a-z_-]+)="([^"]*)"', tag))
        ticks = told.get("type") in {"checkbox", "radio"}
        if "name" in told and told.get("type") != "file" and (not ticks or " checked" in tag):
            found.setdefault(told["name"], []).append(unescape(told.get("value", "on" if ticks else "")))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', html):
        found.setdefault(name, []).append(unescape(text))
    for name, choices in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', choices)
        first = re.search(r'<option value="([^"]*)"', choices)
        found.setdefault(name, []).append((chosen or first or [""])[1] if (chosen or first) else "")
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
