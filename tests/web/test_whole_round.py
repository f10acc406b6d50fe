"""A whole round by clicking alone, from an empty register to the table: in both languages, script or none."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page

from desk.office import Desk
from desk.view import view
from models.queries import opinions_that_count, round_named, what_happened
from rules.settling import Outcome
from rules.summary import table_of
from rules.words import Duty, RoundState, Stage, Verdict
from tests.desk.office import (
    AUDIT,
    DRAFT_NAME,
    FINANCE,
    INDUSTRY,
    OPENED,
    PLANNING,
    ROUND,
    STATISTICS,
    TAX,
    UNITS,
    address,
    caught,
    draft,
    filled,
    send,
    state_of,
    units_sheet,
    words,
)
from tests.web.browser import Clock, Site, serving
from tests.web.chromium import chromium, looking, sign_in

PUBLIC = "https://office.test"
HERE = f"/rounds/{ROUND}"
SCAN = b"%PDF-1.7 scan"
TWOFOLD = "一是完善第一条；二是建立考核机制。"
HEADINGS = {
    "zh": ("台账", "负责人页", "已收到你单位的反馈"),
    "en": ("Ledger", "Leader", "Your reply has arrived"),
}


@dataclass(frozen=True, slots=True)
class Clicking:
    """Somebody before a browser at this office's pages."""

    page: Page
    site: Site
    language: str
    folder: Path

    def opens(self, path: str) -> None:
        self.page.goto(f"{self.site.address}{path}{'&' if '?' in path else '?'}lang={self.language}")

    def presses(self, button: str) -> None:
        """Press the button of this value of the page's forms."""
        self.page.click(f"main button[value='{button}']")

    def file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def opens_letter(self, unit: str) -> None:
        """The page whose address stands in the unit's letter."""
        (found,) = set(re.findall(rf"{PUBLIC}(/r/\w+)", words(caught(self.site.desk, address(unit))[0])))
        self.opens(found)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def site(desk: Desk, clock: Clock) -> Iterator[Site]:
    own = replace(desk, settings=desk.settings.model_copy(update={"public_url": PUBLIC}))
    with serving(own, clock) as site:
        yield site


@pytest.mark.parametrize(("language", "script"), [("zh", True), ("en", True), ("zh", False)])
def test_a_whole_round_by_clicking(
    site: Site, browser: Browser, tmp_path: Path, language: str, *, script: bool
) -> None:
    with looking(browser, script=script) as clerk, looking(browser, script=script) as leader:
        for page in (clerk, leader):
            page.on("dialog", lambda dialog: dialog.accept())
        desk, head = (Clicking(page, site, language, tmp_path) for page in (clerk, leader))
        sign_in(site, clerk, Duty.CLERK)
        sign_in(site, leader, Duty.LEADER)
        units_come_in(desk)
        round_goes_out(desk)
        with looking(browser, script=script) as unit:
            units_answer(Clicking(unit, site, language, tmp_path))
        paper_comes(desk)
        proposals(desk)
        one_is_sent_back(head)
        proposed_anew(desk)
        head.opens(f"{HERE}/leader")
        head.page.click("main button[name=all]")
        closed(desk)
        assert table(desk) == ledger_table(site.desk)
    assert outcomes(site.desk) == {
        1: Outcome(Verdict.REJECTED, Stage.APPROVED, "上级文件另有规定。"),
        3: Outcome(Verdict.ADOPTED, Stage.APPROVED),
        4: Outcome(Verdict.CONDITIONAL, Stage.APPROVED, condition="经费到位"),
        5: Outcome(Verdict.ADOPTED_WITH_CHANGES, Stage.APPROVED, final_text="年底前完成。"),
        6: Outcome(Verdict.ADOPTED, Stage.APPROVED),
        7: Outcome(Verdict.EXPLAINED, Stage.APPROVED, "已在其他条款中体现。"),
    }
    assert state_of(site.desk) is RoundState.CLOSED


def units_come_in(desk: Clicking) -> None:
    """First a look, which changes nothing."""
    desk.opens("/units/import")
    desk.page.set_input_files("#sheet", units_sheet(desk.folder / "units.csv", UNITS[:6]))
    desk.page.click("main form[enctype] button")
    assert desk.page.inner_text(".figures li >> nth=0").split()[0] == "6"
    assert desk.page.is_visible(f"text={FINANCE}")
    desk.presses("bring")
    assert desk.page.locator("main tbody tr").count() == 6


def round_goes_out(desk: Clicking) -> None:
    desk.opens("/rounds/new")
    desk.page.set_input_files("#file", desk.file(DRAFT_NAME, draft()))
    desk.page.check("[name=group][value=all]")
    desk.presses("look")
    assert FINANCE in desk.page.inner_text(".quote")
    desk.presses("send")
    assert desk.page.url.endswith(HERE)
    in_a_thread(desk.site)
    desk.opens(HERE)
    assert HEADINGS[desk.language][0] in desk.page.inner_text("main")
    assert desk.page.locator(".names li").count() == 6


def units_answer(unit: Clicking) -> None:
    """By the form of the page, by 无意见, by the filled form, with a scan."""
    page = unit.page
    unit.opens_letter(FINANCE)
    page.click("#c3 button")
    page.wait_for_selector("#o1 [name=place][value='第二条']")
    page.fill("#o1 [name=proposal]", "建议删除")
    page.click("#answer button[value=add]")
    page.fill("#o2 [name=proposal]", TWOFOLD)
    page.click("button[value=review]")
    page.click("main form button")
    assert page.inner_text("h1") == HEADINGS[unit.language][2]
    unit.opens_letter(PLANNING)
    page.click("button[value=none] >> visible=true")
    page.click("main form button")
    unit.opens_letter(INDUSTRY)
    page.click("button[value=upload]")
    form = filled(caught(unit.site.desk, address(INDUSTRY))[0], "补充责任单位")
    page.set_input_files("#form", unit.file("反馈表.docx", form))
    unit.presses("form")
    page.click("button[value=review]")
    page.click("main form button")
    unit.opens_letter(AUDIT)
    page.fill("#o1 [name=proposal]", "明确完成时限。")
    page.click("button[value=upload]")
    page.set_input_files("#scan", unit.file("盖章件.pdf", SCAN))
    unit.presses("scan")
    page.click("main form button")
    assert page.inner_text("h1") == HEADINGS[unit.language][2]


def paper_comes(desk: Clicking) -> None:
    desk.opens(f"{HERE}/enter")
    desk.page.fill("#unit", STATISTICS)
    desk.page.fill("#opinion1", "细化奖补标准。")
    desk.page.set_input_files("#scan_file", desk.file("纸质件.pdf", SCAN))
    desk.presses("save")
    assert desk.page.inner_text(".names li") == TAX


def proposals(desk: Clicking) -> None:
    """One opinion is two and is split; every one gets a proposal, chosen from the lists."""
    desk.opens(f"{HERE}/opinions/2")
    desk.page.fill("#parts", TWOFOLD.replace("；", "\n"))
    desk.presses("split")
    desk.opens(f"{HERE}/opinions")
    chosen = {1: "adopted", 3: "adopted", 4: "conditional", 5: "adopted_with_changes", 6: "adopted", 7: "explained"}
    for number, verdict in chosen.items():
        desk.page.select_option(f"#verdict-{number}", verdict)
    desk.page.fill("#condition-4", "经费到位")
    desk.page.fill("#final-5", "年底前完成。")
    desk.page.fill("#reason-7", "已在其他条款中体现。")
    desk.presses("save")
    assert "6" in desk.page.inner_text("[role=status]")


def one_is_sent_back(head: Clicking) -> None:
    head.opens(f"{HERE}/leader")
    assert HEADINGS[head.language][1] in head.page.inner_text(".tabs [aria-current]")
    head.page.click("summary >> nth=0")
    head.page.fill("#w1", "与上级文件不一致")
    head.page.click("button[name=back][value='1']")
    head.page.click("main button[name=all]")
    assert outcomes(head.site.desk)[3] == Outcome(Verdict.ADOPTED, Stage.APPROVED)


def proposed_anew(desk: Clicking) -> None:
    """The round cannot be closed before; what was sent back says why."""
    desk.opens(f"{HERE}/end")
    assert desk.page.locator("button[name=close]").count() == 0
    desk.opens(f"{HERE}/opinions?only=returned")
    assert "与上级文件不一致" in desk.page.inner_text("#o1")
    desk.page.select_option("#verdict-1", "rejected")
    desk.page.fill("#reason-1", "上级文件另有规定。")
    desk.presses("save")


def closed(desk: Clicking) -> None:
    desk.opens(f"{HERE}/end")
    desk.page.click("button[name=close]")
    assert desk.page.url.endswith(HERE)


def table(desk: Clicking) -> list[tuple[str, ...]]:
    """Every row below the header of the table that was downloaded."""
    desk.opens(f"{HERE}/documents")
    with desk.page.expect_download() as download:
        desk.page.click("a[href$='/table.docx']")
    document = Document(io.BytesIO(download.value.path().read_bytes()))
    return [tuple(cell.text for cell in row.cells) for row in document.tables[0].rows][1:]


def ledger_table(desk: Desk) -> list[tuple[str, ...]]:
    """The same from the record."""
    with desk.store.read() as session:
        asked = round_named(session, ROUND)
        facts, opinions = what_happened(session, asked), opinions_that_count(session, asked)
    return table_of(asked.title, facts, opinions, OPENED).cells()


def outcomes(desk: Desk) -> dict[int, Outcome | None]:
    return {opinion.number: opinion.outcome for opinion in view(desk, ROUND, OPENED).opinions}


def in_a_thread(site: Site) -> None:
    """The letters go out; Chromium's loop runs in this thread, and none runs within another."""
    with ThreadPoolExecutor(1) as other:
        other.submit(send, site.desk, OPENED).result()
