"""The desk's work pages in a real browser: without a fault, no wider than a telephone, worked through by keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from desk import approving, filing, opening, sheets
from desk.filing import Entered
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Duty, Stage, Verdict
from tests.desk.office import DAY, DRAFT_NAME, FEW, FINANCE, OPENED, PLANNING, ROUND, asking, draft, units_sheet
from tests.web.browser import Site
from tests.web.chromium import DESK, PHONE, chromium, faults, looking, sideways, sign_in
from tests.web.work import OPINIONS, OWN, SHARED, TWOFOLD, outcomes

HERE = f"/rounds/{ROUND}"
PAGES = (
    *("/rounds/new", "/units", "/units/1", "/units/new", "/units/import", "/inbox", f"{HERE}/enter"),
    *(OPINIONS, f"{OPINIONS}?order=clause&only=conflicts", f"{OPINIONS}/1", f"{OPINIONS}/sheet", f"{HERE}/documents"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(autouse=True)
def _opinions(site: Site) -> None:
    """Chromium's loop runs in this thread: the round is opened without the catcher's."""
    sheets.import_units(site.desk, units_sheet(site.desk.settings.home / "units.csv", FEW))
    opening.open_round(site.desk, asking(site.desk, FEW), OPENED)
    for unit, *texts in ((FINANCE, OWN, TWOFOLD), (PLANNING, SHARED)):
        filing.enter_reply(site.desk, ROUND, unit, Entered(OPENED, Channel.PAPER, opinions_of(texts)), OPENED)
    approving.settle(site.desk, ROUND, {1: Outcome(Verdict.ADOPTED, Stage.PROPOSED)}, "李经办", OPENED)
    site.clock.now = OPENED + DAY


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_no_work_page_has_a_fault_or_is_wider_than_its_window(
    site: Site, browser: Browser, size: tuple[int, int], language: str
) -> None:
    with looking(browser, size) as page:
        sign_in(site, page, Duty.ADMINISTRATOR)
        page.goto(f"{site.address}/rounds?lang={language}")
        for path in PAGES:
            page.goto(f"{site.address}{path}")
            assert (path, faults(page), sideways(page)) == (path, [], 0)


def test_a_leader_reads_the_opinions_with_no_keys_to_press(site: Site, browser: Browser) -> None:
    with looking(browser) as page:
        sign_in(site, page, Duty.LEADER)
        page.goto(f"{site.address}{OPINIONS}")
        assert page.locator("article.item").count() == 3


def test_opinions_are_settled_without_a_mouse(site: Site, browser: Browser) -> None:
    with looking(browser) as page:
        sign_in(site, page, Duty.CLERK)
        page.goto(site.address + OPINIONS)
        assert not page.is_visible("#condition-1")
        for key in ("j", "j", "5", "r"):
            page.keyboard.press(key)
        page.keyboard.type("另有规定 jk12")
        for key in ("Escape", "j", "4", "k", "x"):
            page.keyboard.press(key)
        assert (page.is_visible("#condition-3"), page.is_checked("#o2 [name=tick]")) == (True, True)
        page.fill("#condition-3", "经费到位")
        page.keyboard.press("Escape")
        page.keyboard.press("s")
        page.wait_for_selector(".notice")
    assert outcomes(site.desk) == {
        1: Outcome(Verdict.ADOPTED, Stage.PROPOSED),
        2: Outcome(Verdict.REJECTED, Stage.PROPOSED, "另有规定 jk12"),
        3: Outcome(Verdict.CONDITIONAL, Stage.PROPOSED, condition="经费到位"),
    }


@pytest.mark.parametrize("script", [True, False])
def test_a_round_is_opened_by_clicking_with_a_script_or_without(
    site: Site, browser: Browser, tmp_path: Path, *, script: bool
) -> None:
    file = tmp_path / DRAFT_NAME
    file.write_bytes(draft("全市湖泊管护办法", "第一条 略。"))
    with looking(browser, script=script) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(site, page, Duty.CLERK)
        page.goto(f"{site.address}/rounds/new")
        page.set_input_files("#file", file)
        page.check("[name=group][value=all]")
        page.click("button[value=look]")
        assert page.input_value("#title") == "全市湖泊管护办法"
        assert (faults(page) if script else []) == []
        page.click("button[value=send]")
        page.wait_for_url("**/rounds/2026-002")
        assert "已向 3 家单位发函。" in page.inner_text("[role=status]")
