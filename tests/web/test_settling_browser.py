"""Settling to the end in a real browser: no page has a fault or is too wide, and all of it is done by clicking."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from desk import approving, disputing, editing, filing, opening, procedures, rejoining, sheets, telling, voices
from desk.filing import Entered
from documents.draft_writing import write_draft
from models.rejoinders import Word
from models.voices import Said
from rules.disputes import Form, Negotiated, Parts
from rules.filing import opinions_of
from rules.procedures import Procedure, StepState, Taken
from rules.settling import Outcome
from rules.words import Accord, Channel, Duty, Stage, Verdict, VoiceKind
from tests.desk.office import DAY, OPENED, PLANNING, ROUND, UNITS, asking, units_sheet
from tests.desk.test_editing import SAID, VERDICTS
from tests.documents.drafts import PLAN
from tests.web.browser import Site
from tests.web.chromium import DESK, PHONE, chromium, faults, looking, sideways, sign_in

HERE = f"/rounds/{ROUND}"
PAGES = (
    *("edits", "edits?only=overlaps", "edits?number=6", "telling", "telling/1", "telling/5", "telling/letter/1"),
    *("procedure", "voices", "notice", "documents", "leader", "addresses", "units/2", "opinions"),
)
DRAFT = write_draft(PLAN.read_text("utf-8"))
NOW, BY = OPENED + DAY, "李经办"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(autouse=True)
def _settled(site: Site) -> None:
    """Seven opinions on the demonstration's draft, all approved, one of them not adopted."""
    sheets.import_units(site.desk, units_sheet(site.desk.settings.home / "units.csv", UNITS[:6]))
    opening.open_round(site.desk, asking(site.desk, UNITS[:6], content=DRAFT), OPENED)
    for unit, said in SAID.items():
        filing.enter_reply(site.desk, ROUND, unit, Entered(OPENED, Channel.PAPER, opinions_of(said)), OPENED)
    approving.settle(site.desk, ROUND, dict(VERDICTS), BY, OPENED)
    site.clock.now = NOW


def followed(site: Site) -> None:
    """One unit is told, maintains its opinion, is talked to in vain; the rest of the pages have something to show."""
    desk = site.desk
    telling.tell(desk, ROUND, OPENED, [PLANNING], BY)
    rejoining.rejoin(desk, ROUND, 5, Word(Accord.MAINTAINED, "省里另有要求。"), OPENED)
    talked = Negotiated(Form.MEETING, OPENED, "双方负责同志", "未达成一致", agreed=False)
    disputing.negotiate(desk, ROUND, 5, talked, OPENED, BY)
    disputing.dispute(desk, ROUND, 5, Parts("税费是否列入", "", "", "《税收征管法》第三条"), OPENED, BY)
    procedures.choose(desk, ROUND, Procedure.DECISION, BY, OPENED)
    procedures.take(desk, ROUND, Taken("public", StepState.DONE, "公告2026年第3号", 20, BY, OPENED))
    voices.hear(desk, ROUND, Said(VoiceKind.LEADER, "刘副市长", "突出底线思维。", OPENED, "专题会议"), BY, OPENED)
    voices.settle(desk, ROUND, 1, Outcome(Verdict.ADOPTED, Stage.APPROVED), BY, OPENED)
    editing.confirm_proposed(desk, ROUND, 1, BY, OPENED)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_no_page_has_a_fault_or_is_wider_than_its_window(
    site: Site, browser: Browser, size: tuple[int, int], language: str
) -> None:
    followed(site)
    with looking(browser, size) as page:
        sign_in(site, page, Duty.ADMINISTRATOR)
        page.goto(f"{site.address}/rounds?lang={language}")
        for path in PAGES:
            page.goto(f"{site.address}{HERE}/{path}")
            page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
            assert (path, faults(page), sideways(page)) == (path, [], 0)


def said(page: Page) -> str:
    return page.inner_text("[role=status]")


def settled_edits(page: Page) -> Iterator[str]:
    page.click("text=修改稿")
    page.click("button[value=sure]")
    yield said(page)
    page.click("#e7 button[value=none]")
    yield said(page)


def told_and_answered(page: Page) -> Iterator[str]:
    page.click(".tabs >> text=告知与回应")
    page.click("text=告知选中的单位")
    yield said(page).partition("。")[0]
    page.click("a[href$='/telling/5'] >> nth=0")
    page.check("[value=maintained]")
    page.fill("#why", "省里另有要求。")
    page.click("button[value=word]")
    yield said(page)


def disputed(page: Page) -> Iterator[str]:
    page.fill("#people", "双方负责同志")
    page.fill("#result", "各执一词")
    page.check("[value=no]")
    page.click("button[value=negotiate]")
    yield said(page)
    page.click("summary:has-text('协商不成')")
    page.fill("#question", "税费是否列入")
    page.fill("#grounds", "《税收征管法》第三条")
    page.click("button[value=dispute]")
    yield said(page)


def published(page: Page) -> Iterator[str]:
    page.click(".tabs >> text=文件")
    page.click("text=审阅公开反馈稿")
    page.click("button:has-text('已审阅，可以公开')")
    yield said(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_round_is_settled_to_the_end_by_clicking_with_a_script_or_without(
    site: Site, browser: Browser, *, script: bool
) -> None:
    with looking(browser, script=script) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(site, page, Duty.CLERK)
        page.goto(f"{site.address}{HERE}")
        told = [words for step in (settled_edits, told_and_answered, disputed, published) for words in step(page)]
    assert told == [
        "已认定 3 条意见的改动。",
        "第 7 条意见：不改动文字。",
        "已告知 5 家",
        f"已登记{PLANNING}的回应。",
        f"已登记与{PLANNING}的协商。",
        "已列为分歧，起草说明和负责人页会写明这四项。",
        "已记为审阅；下载的公开稿不再标注“审阅稿”。",
    ]
    (one,) = disputing.standing_disputes(site.desk, ROUND, NOW)
    assert one.history.dispute == Parts(
        "税费是否列入", "省里另有要求。", "不采纳。与税务部门的意见不一致。", "《税收征管法》第三条"
    )
