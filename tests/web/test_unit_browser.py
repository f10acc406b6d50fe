"""A unit's contact at a telephone and at a desk, with a script and without: done by clicking and typing alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from desk import opening, sheets
from desk.view import view
from documents.draft_writing import write_draft
from tests.desk.office import FEW, FINANCE, OPENED, PLANNING, ROUND, asking, units_sheet
from tests.desk.units import ADOPTED, REJECTED, answer, looked_at, settle, token
from tests.web.browser import Site
from tests.web.chromium import DESK, PHONE, chromium, faults, looking, sideways

PATHS = ("", "/none", "/upload", "/receipt", "/letter", "/review")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(autouse=True)
def _opened(site: Site) -> None:
    """Not sent: Chromium's loop runs in this thread, and none runs within another."""
    sheets.import_units(site.desk, units_sheet(site.desk.settings.home / "units.csv", FEW))
    opening.open_round(site.desk, asking(site.desk, FEW), OPENED)


def address(site: Site, unit: str = FINANCE, name: str = ROUND) -> str:
    return f"{site.address}/r/{token(site.desk, unit, name)}"


def texts(site: Site) -> list[str]:
    return [opinion.text for opinion in view(site.desk, ROUND, site.clock.now).opinions]


def typing(page: Page) -> str:
    """The column the cursor is in."""
    name: str = page.evaluate("document.activeElement.name")
    return name


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_clause_is_commented_on_saved_while_typing_and_sent(
    site: Site, browser: Browser, size: tuple[int, int]
) -> None:
    with looking(browser, size) as page:
        page.goto(address(site))
        page.click("#c3 button")
        page.wait_for_selector("#o1 [name=place][value='第二条']")
        assert typing(page) == "proposal"
        with page.expect_response("**/draft-answer"):
            page.keyboard.type("建议删除")
        assert looked_at(site.desk).kept.draft.opinions[0].proposal == "建议删除"
        page.click("text=再加一条")
        page.wait_for_selector("#o2")
        page.keyboard.type("加强检查。")
        page.click("text=核对并提交")
        page.click("text=确认提交")
        assert page.text_content("h1") == "已收到你单位的反馈"
    assert texts(site) == ["第二条“经费由市财政局落实。”（建议删除）", "加强检查。"]


def test_at_a_desk_the_draft_stays_where_it_was_when_a_clause_is_commented_on(site: Site, browser: Browser) -> None:
    content = write_draft("\n".join(f"第{number}条 " + "制定本办法。" * 30 for number in range(1, 61)))
    opening.open_round(site.desk, asking(site.desk, FEW, content=content), OPENED)
    with looking(browser, DESK) as page:
        page.goto(address(site, name="2026-002"))
        page.locator("#c30 button").scroll_into_view_if_needed()
        before = page.evaluate("scrollY")
        page.click("#c30 button")
        page.wait_for_selector("#o1 [name=place][value='第三十条']")
        assert (page.evaluate("scrollY"), typing(page)) == (before, "proposal")


def test_without_a_script_everything_is_done_all_the_same(site: Site, browser: Browser) -> None:
    with looking(browser, PHONE, script=False) as page:
        page.goto(address(site))
        page.click("#c2 button")
        page.fill("#o1 [name=proposal]", "1.删去甲。\n2.删去乙。")
        page.click("text=拆成几条")
        page.click("#o2 >> text=上移")
        page.fill("#o2 [name=grounds]", "无此职责")
        page.click("text=再加一条")
        page.click("#o3 >> text=删除")
        page.click("text=核对并提交")
        page.click("text=确认提交")
    clause = "第一条“为加强河道管护，制定本办法。”"
    assert texts(site) == [f"{clause}（建议：删去乙。）", f"{clause}（建议：删去甲。）理由：无此职责"]


def test_no_comment_is_three_clicks_from_the_letter(site: Site, browser: Browser) -> None:
    with looking(browser, PHONE) as page:
        page.goto(address(site))
        page.click("text=无意见")
        page.click("text=确认无意见")
        assert page.text_content(".receipt .code") == f"{ROUND}-001-1"


def test_two_windows_never_lose_what_either_typed(site: Site, browser: Browser) -> None:
    with looking(browser) as one, looking(browser) as other:
        for page in (one, other):
            page.goto(address(site))
        with one.expect_response("**/draft-answer"):
            one.fill("[name=proposal]", "第一个窗口")
        other.fill("[name=proposal]", "第二个窗口")
        other.click("text=核对并提交")
        assert other.text_content("h1") == "同一份反馈有两份内容"
        other.click("text=两份都要")
        other.wait_for_selector("#o2")
    assert [opinion.proposal for opinion in looked_at(site.desk).kept.draft.opinions] == ["第一个窗口", "第二个窗口"]


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_every_page_can_be_used_by_everyone_and_fits_its_window(
    site: Site, browser: Browser, size: tuple[int, int]
) -> None:
    answer(site.desk, "甲", "乙" * 200)
    answer(site.desk, "丙", unit=PLANNING)
    settle(site.desk, {1: REJECTED, 2: ADOPTED})
    with looking(browser, size) as page:
        wrong = {}
        for path in PATHS:
            page.goto(address(site) + path)
            wrong[path] = (faults(page), sideways(page))
        assert wrong == dict.fromkeys(PATHS, ([], 0))


def test_the_keyboard_alone_writes_an_opinion(site: Site, browser: Browser) -> None:
    with looking(browser) as page:
        page.goto(address(site))
        page.focus("#o1 [name=place]")
        page.keyboard.type("第一条")
        page.keyboard.press("Enter")
        page.wait_for_url("**part=1#opinions")
        assert page.input_value("#o1 [name=place]") == "第一条"
    assert looked_at(site.desk).sent == ()
