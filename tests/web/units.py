"""Units at their pages: each with a browser of its own, typing into the one form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape

import httpx

from rules.answering import COLUMNS
from rules.filing import OpinionEntry
from tests.desk.office import FINANCE, ROUND
from tests.desk.units import token
from tests.web.browser import Browser, Fields, Files, Site, words


@dataclass(slots=True)
class AtWork:
    """Somebody of a unit before its page."""

    browser: Browser
    token: str

    def opens(self, where: str = "") -> httpx.Response:
        return self.browser.get(f"/r/{self.token}{where}")

    def presses(self, button: str, *opinions: OpinionEntry, seen: int | None = None, **more: str) -> httpx.Response:
        """Fill in the form of the page shown last and press a button of it."""
        return self.sends("", typed(*opinions) | {"do": button, "seen": self.seen(seen), **more})

    def sends(self, where: str, fields: Fields, files: Files | None = None) -> httpx.Response:
        return self.browser.post(f"/r/{self.token}{where}", fields, files)

    def proposes(self, *proposals: str) -> httpx.Response:
        """Open the page, write, look it over, send it off."""
        self.opens()
        if proposals:
            self.presses("review", *(OpinionEntry("", proposal=each) for each in proposals))
            return self.sends("/submit", {"seen": self.seen()})
        self.presses("none")
        return self.sends("/submit", {"seen": self.seen(), "no_comment": "1"})

    def seen(self, given: int | None = None) -> str:
        """The version the page shown last was made from."""
        return str(given) if given is not None else (self.hidden("seen") or ["0"])[0]

    def hidden(self, name: str) -> list[str]:
        return re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', self.browser.page.text)

    @property
    def fields(self) -> list[OpinionEntry]:
        """The opinions as they stand in the form of the page shown last, to be seen or carried along."""
        found = re.findall(
            r'<input name="(place)" value="([^"]*)"|<textarea name="(?!why-)(\w+)"[^>]*>\n([^<]*)</textarea>',
            self.browser.page.text,
        )
        values = [
            (place or name, unescape(typed or kept)) for place, typed, name, kept in found if place or name in COLUMNS
        ]
        return [OpinionEntry(**dict(values[start : start + 5])) for start in range(0, len(values), 5)]

    @property
    def said(self) -> str:
        return words(self.browser.page)

    @property
    def error(self) -> str:
        """The sentence the page shown last refuses with."""
        found = re.search(r'class="(?:error|warning)" role="alert">([^<]*)<', self.browser.page.text)
        return unescape(found[1]) if found else ""


def at_work(site: Site, unit: str = FINANCE, name: str = ROUND) -> AtWork:
    """A new browser with the unit's page open."""
    unit_at_work = AtWork(site.browser(), token(site.desk, unit, name))
    unit_at_work.opens()
    return unit_at_work


def typed(*opinions: OpinionEntry) -> dict[str, str | Sequence[str]]:
    return {name: [getattr(opinion, name) for opinion in opinions] for name in COLUMNS}
