"""The office at its desk and on a telephone: no page has a fault, and a round is run by clicking, script or none."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from desk import approving, filing, opening, sheets
from desk.filing import Entered
from models.tables import Letter
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Duty, LetterKind, Stage, Verdict
from tests.desk.office import DAY, FEW, FINANCE, OPENED, ROUND, address, asking, units_sheet, written
from tests.web.browser import Site
from tests.web.chromium import DESK, PHONE, chromium, faults, looking, sideways, sign_in

HERE = f"/rounds/{ROUND}"
PAGES = (
    *(
        "/rounds",
        HERE,
        f"{HERE}?show=missing&q=财",
        f"{HERE}/remind",
        f"{HERE}/extend",
        f"{HERE}/end",
        f"{HERE}/leader",
    ),
    *(f"{HERE}/record", f"{HERE}/units/1", f"{HERE}/units/2", f"{HERE}/letters/1", "/people", "/account", "/record"),
    *("/nothing", "/sign-in"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(autouse=True)
def _opened(site: Site) -> None:
    """A round sent the day before: not by the catcher, since Chromium's loop runs in this thread."""
    sheets.import_units(site.desk, units_sheet(site.desk.settings.home / "units.csv", FEW))
    opening.open_round(site.desk, asking(site.desk, FEW), OPENED)
    with site.desk.store.write() as session:
        for number in range(1, len(FEW) + 1):
            letter = session.get_one(Letter, number)
            letter.state, letter.sent = "sent", OPENED
    site.clock.now = OPENED + DAY


def answered(site: Site) -> None:
    """One unit has two opinions, both with a proposal."""
    entered = Entered(OPENED, Channel.PAPER, opinions_of(["甲" * 60, "乙"]))
    filing.enter_reply(site.desk, ROUND, FINANCE, entered, OPENED)
    rejected = Outcome(Verdict.REJECTED, Stage.PROPOSED, "与上位法不一致")
    approving.settle(site.desk, ROUND, {1: rejected, 2: rejected}, "李经办", OPENED)


@pytest.mark.parametrize("size", [PHONE, DESK])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_has_a_fault_or_is_wider_than_its_window(
    site: Site, browser: Browser, size: tuple[int, int], language: str
) -> None:
    answered(site)
    with looking(browser, size) as page:
        sign_in(site, page, Duty.ADMINISTRATOR)
        page.goto(f"{site.address}/rounds?lang={language}")
        for path in PAGES:
            page.goto(site.address + path)
            assert (path, faults(page), sideways(page)) == (path, [], 0)


@pytest.mark.parametrize("script", [True, False])
def test_a_clerk_reminds_gives_more_time_and_writes_elsewhere_by_clicking(
    site: Site, browser: Browser, *, script: bool
) -> None:
    with looking(browser, script=script) as page:
        sign_in(site, page, Duty.CLERK)
        page.click("text=《全市河道管护办法》")
        page.click("a:text-is('催办')")
        page.check(f"label:text-is('{FINANCE}')")
        page.click("text=发出催办函")
        assert "已催办 1 家。" in page.inner_text("[role=status]")
        assert written(site.desk, LetterKind.REMINDER) == [(address(FINANCE), 1)]
        page.click("a:text-is('延期')")
        page.fill("#day", "2026-10-20")
        page.click("main button")
        assert "已延期：" in page.inner_text("[role=status]")
        page.click(f"table a:text-is('{FINANCE}')")
        page.fill("#email", "new@unit.test")
        page.click("text=发出征求意见函")
        assert "征求意见函已改发" in page.inner_text("[role=status]")
    assert [what for _, what, _ in site.acts()] == ["催办", "延期", "改发"]


@pytest.mark.parametrize("script", [True, False])
def test_a_leader_sends_one_back_and_approves_the_other_by_clicking(
    site: Site, browser: Browser, *, script: bool
) -> None:
    answered(site)
    with looking(browser, PHONE, script=script) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(site, page, Duty.LEADER)
        page.goto(f"{site.address}{HERE}/leader")
        page.click("summary >> nth=0")
        page.fill("#w1", "请补充依据")
        page.click("text=退回第 1 条")
        assert "已退回第 1 条" in page.inner_text("[role=status]")
        page.click("text=全部审定（1 条）")
        assert "已审定 1 条。" in page.inner_text("[role=status]")
    assert [what for who, what, _ in site.acts() if who == "王局长"] == ["退回", "审定"]


def test_a_form_is_sent_once_however_often_its_button_is_pressed(site: Site, browser: Browser) -> None:
    with looking(browser) as page:
        sign_in(site, page, Duty.CLERK)
        page.goto(f"{site.address}{HERE}/extend")
        page.fill("#day", "2026-10-20")
        page.evaluate("() => { const b = document.querySelector('main button'); b.click(); b.click(); b.click(); }")
        page.wait_for_url(f"**{HERE}")
    assert [what for _, what, _ in site.acts()] == ["延期"]


def test_whoever_says_no_when_asked_does_nothing(site: Site, browser: Browser) -> None:
    answered(site)
    with looking(browser) as page:
        page.on("dialog", lambda dialog: dialog.dismiss())
        sign_in(site, page, Duty.LEADER)
        page.goto(f"{site.address}{HERE}/leader")
        page.click("text=全部审定（2 条）")
        assert page.is_visible("text=等待审定：2 条")
    assert [who for who, _, _ in site.acts() if who == "王局长"] == []
