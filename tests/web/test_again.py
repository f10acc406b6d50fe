"""Asking again on a revised draft: the form comes filled in, and both sides see what became of the round before."""

import pytest

from desk import again, anchoring, closing, filing, opening, rejoining
from desk.filing import Entered
from desk.office import Desk
from desk.unit_pages import open_page
from desk.view import view
from models.outcomes import settle
from models.queries import round_named
from models.rejoinders import Word
from rules.errors import RoundUnknown
from rules.filing import opinions_of
from rules.policy import NoteFacts, Policy, policy_of
from rules.reminders import ReminderPolicy
from rules.settling import Outcome
from rules.words import Accord, Channel, Silence, Stage, Verdict
from tests.desk.office import DAY, DUE, FEW, FINANCE, HOUR, INDUSTRY, OPENED, PLANNING, ROUND, asking, draft, open_round
from tests.desk.units import ADOPTED, REJECTED, token
from tests.web.browser import Site, words
from tests.web.units import at_work
from tests.web.work import fields

SECOND = "2026-002"
LATER = OPENED + HOUR
NEW = f"/rounds/new?previous={ROUND}"
DOCX = ("办法（第二稿）.docx", draft("全市河道管护办法", "第一条 本办法自印发之日起施行。"))


@pytest.fixture(autouse=True)
def _first(site: Site) -> None:
    """One unit refused and not content, one whose opinion was adopted, one silent; closed."""
    open_round(site.desk)
    for unit, text in ((FINANCE, "第二条经费“由市财政局落实”应删去。"), (PLANNING, "第一条建议保留。")):
        filing.enter_reply(site.desk, ROUND, unit, Entered(LATER, Channel.PAPER, opinions_of([text])), LATER)
    anchoring.confirm_all(site.desk, ROUND, 0.5)
    with site.desk.store.write() as session:
        settle(session, ROUND, {1: REJECTED, 2: ADOPTED}, LATER)
    rejoining.rejoin(site.desk, ROUND, 1, Word(Accord.MAINTAINED, "财力有限"), LATER)
    closing.close(site.desk, ROUND, LATER)
    site.clock.now = OPENED + DAY


def ask_all_again(desk: Desk) -> None:
    wanted = again.ask_again(desk, ROUND, asking(desk, FEW, content=DOCX[1]), FEW)
    opening.open_round(desk, wanted, LATER)


def test_a_closed_round_leads_to_the_next_with_the_units_concerned_ticked(site: Site) -> None:
    clerk = site.signed_in()
    assert f'href="{NEW}">再次征求意见</a>' in clerk.get(f"/rounds/{ROUND}").text
    clerk.get(NEW)
    assert (fields(clerk)["title"], fields(clerk)["unit"], fields(clerk)["previous"]) == (
        "《全市河道管护办法》",
        "1",
        ROUND,
    )
    clerk.post("/rounds/new", fields(clerk) | {"do": "look"}, {"file": DOCX})
    clerk.post("/rounds/new", fields(clerk) | {"do": "send"})
    assert (clerk.page.url.path, f'<a href="/rounds/{ROUND}">' in clerk.page.text) == (f"/rounds/{SECOND}", True)
    assert again.previous(site.desk, SECOND) == ROUND
    assert [unit.unit for unit in view(site.desk, SECOND, DUE).units] == [FINANCE]


def test_the_form_comes_with_the_policy_of_the_round_before_and_keeps_what_it_does_not_ask_for(site: Site) -> None:
    chasing = ReminderPolicy(before_due=(3, 1), on_due=False, after_due=(2,), escalate_after=None)
    own = Policy(
        chasing, Silence.DEEMED_NO_COMMENT, accept_late=False, rejoin_within=8, note=NoteFacts(("《防洪法》",))
    )
    third = open_round(site.desk, policy=own, content=DOCX[1])
    clerk = site.signed_in()
    clerk.get(f"/rounds/new?previous={third}")
    clerk.post("/rounds/new", fields(clerk) | {"do": "look"}, {"file": ("办法.docx", draft("办法", "第一条 总则。"))})
    clerk.post("/rounds/new", fields(clerk) | {"do": "send"})
    with site.desk.store.read() as session:
        assert policy_of(round_named(session, "2026-003").policy) == own
    assert f"《全市河道管护办法》 在上一轮基础上再次征求意见 {third} 征求中" in words(clerk.get("/rounds"))


def test_nobody_concerned_means_everybody(site: Site) -> None:
    with site.desk.store.write() as session:
        settle(session, ROUND, {1: ADOPTED}, LATER, reopen="重新研究")
    rejoining.rejoin(site.desk, ROUND, 1, Word(Accord.ACCEPTED), LATER)
    assert again.start(site.desk, ROUND).units == FEW


def test_a_round_nobody_knows_cannot_be_followed(site: Site) -> None:
    with pytest.raises(RoundUnknown):
        again.start(site.desk, "2026-009")
    assert site.signed_in().get("/rounds/new?previous=2026-009").status_code == 404


def test_a_unit_sees_what_became_of_its_own_opinions_before(site: Site) -> None:
    ask_all_again(site.desk)
    at = {unit: at_work(site, unit, SECOND) for unit in FEW}
    assert (
        "上一轮《全市河道管护办法》中你单位意见的采纳情况 "
        "1. 第二条经费“由市财政局落实”应删去。 不采纳 上级文件另有规定。" in at[FINANCE].said
    )
    assert "1. 第一条建议保留。 采纳" in at[PLANNING].said
    assert ["上一轮" in at[unit].said for unit in FEW] == [True, True, False]
    assert ["第二条经费" in at[unit].said for unit in (PLANNING, INDUSTRY)] == [False, False]


def test_what_is_only_proposed_is_not_told(site: Site) -> None:
    with site.desk.store.write() as session:
        settle(session, ROUND, {1: Outcome(Verdict.ADOPTED, Stage.PROPOSED)}, LATER, reopen="重新研究")
    ask_all_again(site.desk)
    assert open_page(site.desk, token(site.desk, FINANCE, SECOND), LATER).before is None


def test_the_clerk_sees_what_travels_along_once_and_at_its_new_clause(site: Site) -> None:
    ask_all_again(site.desk)
    clerk = site.signed_in()
    clerk.get(f"/rounds/{SECOND}/opinions")
    carried = (
        "上一轮还有 1 条意见没有了结 上一轮第 1 条 市财政局 不采纳 原第二条，本稿已无此条 "
        "第二条经费“由市财政局落实”应删去。 坚持原意见的理由：财力有限"
    )
    assert carried in clerk.text.replace(" ：", "：").replace("： ", "：")
    assert "上一轮还有" not in clerk.get(f"/rounds/{SECOND}/opinions?only=blocking").text
    assert "上一轮还有" not in clerk.get(f"/rounds/{ROUND}/opinions").text
