"""The pages in states that are seldom seen, refusals above all: everybody can use them, none is too wide."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from desk import again, anchoring, approving, closing, filing, opening, rejoining, sheets
from desk.answering import save_answer
from desk.filing import Entered
from desk.posting import account_name
from models import pauses, rounds
from models.outcomes import settle
from models.rejoinders import Word
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Accord, Channel, Duty, Stage, Verdict
from tests.desk.office import (
    DAY,
    DRAFT_NAME,
    FEW,
    FINANCE,
    HOUR,
    INDUSTRY,
    OPENED,
    PLANNING,
    ROUND,
    asking,
    draft,
    take_in,
    units_sheet,
)
from tests.desk.units import ADOPTED, REJECTED, proposing, token
from tests.web.browser import Site
from tests.web.chromium import DESK, PHONE, chromium, faults, looking, sideways, sign_in
from tests.web.test_inbox import stray
from tests.web.work import OWN, SHARED, TWOFOLD

SECOND = "2026-002"
HERE, THERE = f"/rounds/{ROUND}", f"/rounds/{SECOND}"
LATER = OPENED + HOUR


State = Callable[[Page, Site], None]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(autouse=True)
def _busy(site: Site) -> None:
    """A round with nearly everything that can be the matter, and the one before it."""
    desk = site.desk
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    opening.open_round(desk, asking(desk, FEW), OPENED)
    for unit, *texts in ((FINANCE, OWN, TWOFOLD), (PLANNING, SHARED)):
        filing.enter_reply(desk, ROUND, unit, Entered(LATER, Channel.PAPER, opinions_of(texts)), LATER)
    anchoring.confirm_all(desk, ROUND, 0.5)
    with desk.store.write() as session:
        settle(session, ROUND, {1: REJECTED, 3: ADOPTED}, LATER)
        pauses.note_trouble(session, account_name(desk), "535 授权码错误", LATER)
    rejoining.rejoin(desk, ROUND, 1, Word(Accord.MAINTAINED, "财力有限"), LATER)
    approving.settle(desk, ROUND, {2: Outcome(Verdict.ADOPTED, Stage.PROPOSED)}, "李经办", LATER)
    approving.send_back(desk, ROUND, 2, "请分开处理", "王局长", LATER)
    take_in(desk, LATER, stray("建议第二条再斟酌。"))
    wanted = again.ask_again(desk, ROUND, asking(desk, FEW, content=draft("全市河道管护办法", "第一条 略。")), FEW)
    opening.open_round(desk, wanted, LATER)
    site.clock.now = OPENED + DAY


def typed_over(page: Page, site: Site) -> None:
    """A colleague saved something else meanwhile."""
    save_answer(site.desk, token(site.desk, INDUSTRY, SECOND), proposing("别的"), 0, site.clock.now)
    page.fill("#o1 [name=proposal]", "甲")
    page.click("button[value=review]")


def reviewed(page: Page, _site: Site) -> None:
    page.fill("#o1 [name=proposal]", "甲" * 300)
    page.click("button[value=review]")


def sent_off(page: Page, site: Site) -> None:
    reviewed(page, site)
    page.click("main form button")


def wrong_file(field: str, button: str) -> State:
    """A file that is none of those asked for."""

    def choose(page: Page, _site: Site) -> None:
        page.set_input_files(
            field, {"name": "单位.csv", "mimeType": "text/csv", "buffer": "单位,邮箱\n市新局,没有".encode()}
        )
        page.click(f"main {button}")

    return choose


def filled(button: str, **fields: str) -> State:
    """Fill in fields by their id, then press."""

    def fill(page: Page, _site: Site) -> None:
        for name, text in fields.items():
            page.fill(f"#{name.replace('_', '-')}", text)
        page.click(f"main {button}")

    return fill


def looked_over(page: Page, _site: Site) -> None:
    page.set_input_files("#file", {"name": DRAFT_NAME, "mimeType": "", "buffer": draft("新办法", "第一条 略。")})
    page.check("[name=group][value=all]")
    page.click("button[value=look]")


def unfinished(page: Page, _site: Site) -> None:
    page.click("summary >> nth=-1")
    page.click("button[value=look]")


def without_reason(page: Page, _site: Site) -> None:
    page.select_option("#verdict-2", "rejected")
    page.click("button[value=save]")


def ended(page: Page, site: Site) -> None:
    """One round is closed, the other cancelled."""
    with site.desk.store.write() as session:
        settle(session, ROUND, {2: ADOPTED}, LATER)
        rounds.cancel(session, SECOND, LATER)
    closing.close(site.desk, ROUND, LATER)
    page.reload()


def unit_page(unit: str, name: str = SECOND) -> Callable[[Site], str]:
    return lambda site: f"/r/{token(site.desk, unit, name)}"


def shown(_page: Page, _site: Site) -> None:
    """As it opens."""


UNITS_SIDE: tuple[tuple[Callable[[Site], str], State], ...] = (
    (unit_page(FINANCE), shown),
    (unit_page(FINANCE, ROUND), shown),
    (unit_page(PLANNING), reviewed),
    (unit_page(INDUSTRY), typed_over),
    (lambda site: unit_page(PLANNING)(site) + "/upload", wrong_file("#form", "button[value=form]")),
    (unit_page(PLANNING), sent_off),
    (lambda _site: "/r/aaaaaaaaaaaaaaaa", shown),
)
DESKS_SIDE: tuple[tuple[str, State], ...] = (
    *(
        (path, shown)
        for path in (HERE, f"{HERE}/leader?all=1", f"{HERE}/end", f"{HERE}/opinions", f"{HERE}/opinions/1")
    ),
    *((path, shown) for path in (THERE, f"{THERE}/opinions", f"{THERE}/units/1", f"{THERE}/remind", f"{THERE}/extend")),
    *((f"{HERE}/{end}", shown) for end in ("edits", "telling", "procedure", "voices", "notice", "documents")),
    *((path, shown) for path in ("/inbox", "/inbox?show=all", f"/rounds/new?previous={ROUND}")),
    ("/inbox/1", filled("button[value=discard]")),
    ("/units/import", wrong_file("#sheet", "form[enctype] button")),
    ("/units/1", filled("button[value=save]", name="")),
    ("/rounds/new", looked_over),
    ("/rounds/new", unfinished),
    (f"{THERE}/enter", filled("button[value=save]", unit="没有的单位")),
    (f"{HERE}/opinions?numbers=2", without_reason),
    (f"{HERE}/opinions/2", filled("button[value=split]", parts="另外的话\n又一句")),
    (f"{HERE}/opinions/sheet", wrong_file("input[type=file]", "form[enctype] button")),
    ("/people", filled("form[action='/people'] button", login="liu", name="刘某")),
    ("/account", filled("button", old="x", new="一二三四五六七八九十", again="不同")),
    (f"{THERE}/extend", filled("button", day="2020-01-01")),
    (HERE, ended),
    (THERE, shown),
)


@pytest.mark.parametrize(("size", "language"), [(PHONE, "zh"), (DESK, "en")])
def test_a_units_page_has_no_fault_in_any_state(
    site: Site, browser: Browser, size: tuple[int, int], language: str
) -> None:
    wrong = {}
    for path, act in UNITS_SIDE:
        with looking(browser, size) as page:
            wrong[path(site), act] = looked_at(page, site, path(site), act, language)
    assert {where: found for where, found in wrong.items() if found != ([], 0)} == {}


@pytest.mark.parametrize(("size", "language"), [(PHONE, "zh"), (DESK, "en")])
def test_a_desks_page_has_no_fault_in_any_state(
    site: Site, browser: Browser, size: tuple[int, int], language: str
) -> None:
    wrong = {}
    with looking(browser, size) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(site, page, Duty.ADMINISTRATOR)
        for path, act in DESKS_SIDE:
            wrong[path, act] = looked_at(page, site, path, act, language)
    assert {where: found for where, found in wrong.items() if found != ([], 0)} == {}


def looked_at(page: Page, site: Site, path: str, act: State, language: str) -> tuple[list[str], int]:
    page.goto(f"{site.address}{path}{'&' if '?' in path else '?'}lang={language}")
    act(page, site)
    return faults(page), sideways(page)
