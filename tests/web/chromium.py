"""A real browser: Debian's Chromium, as a telephone or a desk sees a page, with its script or without."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, sync_playwright

from rules.words import Duty
from tests.parts import require
from tests.web.browser import PASSWORD, Site

PHONE, DESK = (390, 844), (1280, 900)
FLAGS = (
    *("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a window, until the block ends."""
    found = require(shutil.which("chromium"), "apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def looking(browser: Browser, size: tuple[int, int] = DESK, *, script: bool = True) -> Iterator[Page]:
    """A window of this size that must not complain, until the block ends."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
    page, complaints = context.new_page(), list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # A page that refuses is a page all the same; Chromium notes its status.
    page.on("console", lambda said: complaints.extend([said.text] * (not said.text.startswith("Failed to load"))))
    yield page
    context.close()
    assert complaints == []


def sign_in(site: Site, page: Page, duty: Duty) -> None:
    """By the keyboard alone."""
    page.goto(f"{site.address}/rounds")
    page.fill("#login", duty)
    page.press("#login", "Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/rounds")


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong with the page shown: the rule and where it is broken."""
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


def sideways(page: Page) -> int:
    """By how many pixels the page shown is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return wider
