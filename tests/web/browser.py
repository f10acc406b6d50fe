"""A browser without a screen: keeps cookies, follows on, fills in the form it was shown."""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

import httpx
import uvicorn
from sqlmodel import select

from desk import passwords
from desk.office import Desk
from models.tables import Act, Person
from rules.words import Duty
from tests.desk.office import OPENED
from web.site import create_app

PASSWORD = "correct-horse-battery"  # noqa: S105 - of throw-away offices
PEOPLE = {Duty.CLERK: "李经办", Duty.LEADER: "王局长", Duty.ADMINISTRATOR: "赵管理"}
Files = Mapping[str, tuple[str, bytes]]
Fields = Mapping[str, str | Sequence[str]]


@dataclass(slots=True)
class Clock:
    """The present of a site: stands still until a test moves it."""

    now: datetime = OPENED

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Browser:
    """One browser at a site; `page` is the last answer."""

    site: httpx.Client
    page: httpx.Response = field(default_factory=lambda: httpx.Response(204))

    def get(self, url: str) -> httpx.Response:
        """Open a page, following on where sent."""
        self.page = self.site.get(url)
        return self.page

    def post(self, url: str, fields: Fields | None = None, files: Files | None = None) -> httpx.Response:
        """Send a form with the mark of the page shown last, following on."""
        form = {"csrf": self.csrf, **(fields or {})}
        self.page = self.site.post(url, data=form, files=files)
        return self.page

    @property
    def csrf(self) -> str:
        """The hidden mark of the page shown last, or nothing."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.page.text)
        return found[1] if found else ""

    @property
    def text(self) -> str:
        """What the page shown last says, without its tags."""
        return words(self.page)


@dataclass(slots=True)
class Site:
    """A served office: its desk, its clock, and browsers to look at it with."""

    address: str
    desk: Desk
    clock: Clock
    browsers: list[httpx.Client] = field(default_factory=list)

    def browser(self, **headers: str) -> Browser:
        """A new browser that has never been here."""
        client = httpx.Client(base_url=self.address, follow_redirects=True, headers=headers, timeout=20)
        self.browsers.append(client)
        return Browser(client)

    def signed_in(self, duty: Duty = Duty.CLERK) -> Browser:
        """A browser somebody with this duty has signed in with; see `staffed`."""
        browser = self.browser()
        browser.get("/sign-in")
        browser.post("/sign-in", {"login": duty, "password": PASSWORD})
        assert browser.page.url.path == "/rounds", browser.text
        return browser

    def acts(self) -> list[tuple[str, str, str]]:
        """Who did what, in which words, oldest first; signing in left out."""
        with self.desk.store.read() as session:
            rows = session.exec(select(Act).order_by("id")).all()
        return [(act.who, act.what, act.words) for act in rows if act.what != "登录"]


def words(page: httpx.Response) -> str:
    """The text of a page, tags and runs of blanks left out."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def staffed(desk: Desk) -> None:
    """Someone of each duty, who signs in under its name; one hash for all, since it takes long."""
    kept = passwords.hashed(PASSWORD)
    with desk.store.write() as session:
        session.add_all(
            Person(login=duty, name=name, duty=duty, password_hash=kept, created=OPENED)
            for duty, name in PEOPLE.items()
        )


@contextmanager
def serving(desk: Desk, clock: Clock) -> Iterator[Site]:
    """The office's pages on a port of their own, until the block ends."""
    config = uvicorn.Config(
        create_app(desk, clock), "127.0.0.1", 0, log_level="critical", lifespan="off", proxy_headers=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive(), "the server ended before it began"
        port = server.servers[0].sockets[0].getsockname()[1]
        site = Site(f"http://127.0.0.1:{port}", desk, clock)
        yield site
        for browser in site.browsers:
            browser.close()
    finally:
        server.should_exit = True
        thread.join()
