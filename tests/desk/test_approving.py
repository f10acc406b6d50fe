"""Approving under a name: who proposed, who approved, who sent back and why; and nobody's work is lost unseen."""

import pytest

from desk import approving, filing
from desk.acts import record
from desk.filing import Entered
from desk.office import Desk
from desk.view import view
from rules.errors import Overtaken, Refused
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Stage, Verdict
from tests.desk.office import FINANCE, HOUR, ROUND, day, open_round

MONDAY = day(10, 12)
CLERK, OTHER, LEADER = "王科员", "赵科员", "李局长"
ADOPTED = Outcome(Verdict.ADOPTED, Stage.PROPOSED)
REJECTED = Outcome(Verdict.REJECTED, Stage.PROPOSED, "已有规定。")


@pytest.fixture(autouse=True)
def _three_opinions(desk: Desk) -> None:
    open_round(desk)
    entered = Entered(MONDAY, Channel.PAPER, opinions_of(["一条", "两条", "三条"]))
    filing.enter_reply(desk, ROUND, FINANCE, entered, MONDAY)


def acts(desk: Desk) -> list[tuple[str, str, str]]:
    return [(act.who, act.what, act.words) for act in reversed(record(desk, ROUND).acts)]


def test_the_way_of_an_opinion_is_told_from_the_first_proposal_on(desk: Desk) -> None:
    approving.settle(desk, ROUND, {1: REJECTED}, CLERK, MONDAY)
    approving.send_back(desk, ROUND, 1, "请再研究", LEADER, MONDAY + HOUR)
    approving.settle(desk, ROUND, {1: ADOPTED}, CLERK, MONDAY + 2 * HOUR)
    approving.approve(desk, ROUND, [1], LEADER, MONDAY + 3 * HOUR)
    approving.settle(desk, ROUND, {1: REJECTED}, LEADER, MONDAY + 4 * HOUR, reopen="会上改定")
    told = [
        (g.at - MONDAY, g.by, g.outcome.verdict, g.outcome.stage, g.remark, g.note)
        for g in approving.history(desk, ROUND, 1)
    ]
    assert told == [
        (0 * HOUR, CLERK, "rejected", "proposed", "请再研究", ""),
        (2 * HOUR, CLERK, "adopted", "proposed", "", ""),
        (3 * HOUR, LEADER, "adopted", "approved", "", ""),
        (4 * HOUR, LEADER, "rejected", "proposed", "", "会上改定"),
    ]
    assert acts(desk) == [
        (CLERK, "处理", "第 1 条：建议不采纳"),
        (LEADER, "退回", "退回第 1 条处理建议：请再研究"),
        (CLERK, "处理", "第 1 条：建议采纳"),
        (LEADER, "审定", "审定第 1 条处理建议"),
        (LEADER, "处理", "第 1 条：建议不采纳；重新处理的原因：会上改定"),
    ]


def test_what_was_sent_back_waits_for_the_clerk_while_the_rest_is_approved(desk: Desk) -> None:
    approving.settle(desk, ROUND, {1: ADOPTED, 2: REJECTED}, CLERK, MONDAY)
    approving.send_back(desk, ROUND, 2, "请写明依据", LEADER, MONDAY)
    assert approving.approve(desk, ROUND, [], LEADER, MONDAY) == 1
    stages = {o.number: o.outcome and o.outcome.stage for o in view(desk, ROUND, MONDAY).opinions}
    assert stages == {1: Stage.APPROVED, 2: Stage.PROPOSED, 3: None}
    with pytest.raises(Refused, match=r"已被退回（请写明依据）；重新提出建议后才能审定。$"):
        approving.approve(desk, ROUND, [2], LEADER, MONDAY)


def test_two_clerks_on_one_opinion_do_not_overwrite_one_another_unseen(desk: Desk) -> None:
    approving.settle(desk, ROUND, {1: ADOPTED}, CLERK, MONDAY, seen={1: 0})
    with pytest.raises(Overtaken, match=f"^第 1 条意见在你填写期间已被{CLERK}另作处理；"):
        approving.settle(desk, ROUND, {1: REJECTED, 2: REJECTED}, OTHER, MONDAY, seen={1: 0, 2: 0})
    assert [(o.number, o.outcome) for o in view(desk, ROUND, MONDAY).opinions] == [(1, ADOPTED), (2, None), (3, None)]
    assert approving.settle(desk, ROUND, {1: REJECTED}, OTHER, MONDAY, seen={1: 1}) == 1


def test_an_act_that_changes_nothing_is_not_recorded(desk: Desk) -> None:
    approving.settle(desk, ROUND, {1: ADOPTED}, CLERK, MONDAY)
    assert approving.settle(desk, ROUND, {1: ADOPTED}, OTHER, MONDAY) == 0
    assert approving.approve(desk, ROUND, [1], LEADER, MONDAY) == 1
    assert approving.approve(desk, ROUND, [], LEADER, MONDAY) == 0
    assert acts(desk) == [(CLERK, "处理", "第 1 条：建议采纳"), (LEADER, "审定", "审定第 1 条处理建议")]


def test_many_numbers_are_told_as_one_phrase() -> None:
    assert approving.numbered([3]) == "第 3 条"
    assert approving.numbered(range(1, 31)) == f"第 {'、'.join(map(str, range(1, 21)))}等 30 条"


def test_the_record_names_only_what_changed_in_the_order_of_the_numbers(desk: Desk) -> None:
    approving.settle(desk, ROUND, {1: ADOPTED}, CLERK, MONDAY)
    assert approving.settle(desk, ROUND, {3: ADOPTED, 2: ADOPTED, 1: ADOPTED}, OTHER, MONDAY + HOUR) == 2
    assert acts(desk)[-1] == (OTHER, "处理", "第 2、3 条：建议采纳")
