"""From a unit's word to its end: silence stays silence, what is maintained is negotiated, what remains is written."""

from datetime import datetime

import pytest

from desk import filing, telling
from desk.acts import record
from desk.case import read_case
from desk.disputing import dispute, negotiate, reactions, standing_disputes
from desk.filing import Entered
from desk.noting import note_of
from desk.office import Desk
from desk.rejoining import rejoin
from models import outcomes
from models.rejoinders import Word
from rules.disputes import Form, Negotiated, Parts, Reaction
from rules.errors import OpinionUnknown, ReasonMissing, Refused
from rules.filing import opinions_of
from rules.policy import Policy
from rules.settling import Outcome
from rules.words import Accord, Channel, Stage, Verdict
from tests.desk.office import DAY, FINANCE, HOUR, PLANNING, ROUND, day, open_round

MONDAY, TOLD, LATER = day(10, 12), day(10, 14), day(10, 21)
REJECTED = Outcome(Verdict.REJECTED, Stage.APPROVED, "上位法有明确要求。")
YES, NO = Word(Accord.ACCEPTED), Word(Accord.MAINTAINED, "汛期不能施工。")
FAILED = Negotiated(Form.MEETING, TOLD + DAY, "双方分管负责同志", "未达成一致", agreed=False)
AGREED = Negotiated(Form.PHONE, TOLD + 2 * DAY, "王工、李科长", "同意另行发文", agreed=True)
PARTS = Parts("工期是否避开汛期", "", "", "《防洪法》第二十七条")


@pytest.fixture(autouse=True)
def _told(desk: Desk) -> None:
    """Opinions 1 and 2 are one unit's, 3 another's; all are settled, and the first unit was told."""
    open_round(desk, policy=Policy(rejoin_within=3))
    for unit, texts in ((FINANCE, ["甲", "乙"]), (PLANNING, ["丙"])):
        filing.enter_reply(desk, ROUND, unit, Entered(MONDAY, Channel.PAPER, opinions_of(texts)), MONDAY)
    settle(desk, {1: REJECTED, 2: REJECTED, 3: REJECTED}, MONDAY)
    telling.tell(desk, ROUND, TOLD, [FINANCE])


def settle(desk: Desk, given: dict[int, Outcome], now: datetime, reopen: str = "") -> None:
    with desk.store.write() as session:
        outcomes.settle(session, ROUND, given, now, reopen=reopen)


def stands(desk: Desk, now: datetime = LATER) -> list[Reaction]:
    return [one.reaction for one in reactions(desk, ROUND, now)]


def test_no_answer_is_no_answer_once_the_policys_days_are_over(desk: Desk) -> None:
    assert stands(desk, TOLD) == [Reaction.WAITING, Reaction.WAITING, Reaction.UNTOLD]
    assert stands(desk, day(10, 19, 23)) == [Reaction.WAITING, Reaction.WAITING, Reaction.UNTOLD]
    assert stands(desk, day(10, 20)) == [Reaction.SILENT, Reaction.SILENT, Reaction.UNTOLD]


def test_a_unit_that_speaks_late_has_spoken(desk: Desk) -> None:
    rejoin(desk, ROUND, 1, YES, LATER)
    rejoin(desk, ROUND, 2, NO, LATER)
    first, second, _ = reactions(desk, ROUND, LATER)
    assert (first.reaction, second.reaction, second.why) == (Reaction.ACCEPTED, Reaction.MAINTAINED, NO.why)


def test_an_outcome_that_changed_since_has_to_be_told_again(desk: Desk) -> None:
    rejoin(desk, ROUND, 1, NO, TOLD + HOUR)
    settle(desk, {1: Outcome(Verdict.ADOPTED, Stage.APPROVED)}, TOLD + DAY, "再研究")
    assert stands(desk) == [Reaction.UNTOLD, Reaction.SILENT, Reaction.UNTOLD]
    telling.tell(desk, ROUND, TOLD + DAY + HOUR, [FINANCE])
    assert stands(desk, TOLD + 2 * DAY)[0] is Reaction.WAITING


def test_what_is_maintained_is_negotiated_and_may_end_in_agreement(desk: Desk) -> None:
    rejoin(desk, ROUND, 1, NO, TOLD + HOUR)
    assert negotiate(desk, ROUND, 1, FAILED, LATER) == FINANCE
    assert stands(desk)[0] is Reaction.MAINTAINED
    negotiate(desk, ROUND, 1, AGREED, LATER + HOUR)
    one = reactions(desk, ROUND, LATER)[0]
    assert (one.reaction, one.history.negotiations) == (Reaction.AGREED, (FAILED, AGREED))


def test_a_dispute_has_four_parts_and_takes_two_of_them_from_the_record(desk: Desk) -> None:
    rejoin(desk, ROUND, 1, NO, TOLD + HOUR)
    negotiate(desk, ROUND, 1, FAILED, LATER)
    whole = Parts("工期是否避开汛期", "汛期不能施工。", "不采纳。上位法有明确要求。", "《防洪法》第二十七条")
    assert dispute(desk, ROUND, 1, PARTS, LATER) == whole
    (one,) = standing_disputes(desk, ROUND, LATER)
    assert (one.number, one.unit, one.history.dispute) == (1, FINANCE, whole)
    assert [(done.who, done.what) for done in record(desk, ROUND).acts][:2] == [("命令行", "分歧"), ("命令行", "协商")]


def test_the_note_prints_what_stays_in_dispute_and_no_longer_what_was_agreed(desk: Desk) -> None:
    for number in (1, 2):
        rejoin(desk, ROUND, number, NO, TOLD + HOUR)
        negotiate(desk, ROUND, number, FAILED, LATER)
    dispute(desk, ROUND, 1, PARTS, LATER)
    negotiate(desk, ROUND, 2, AGREED, LATER)
    (printed,) = note_of(read_case(desk, ROUND, LATER)).disputes
    assert (printed.issue, printed.units, printed.ours, printed.grounds) == (
        "工期是否避开汛期。",
        f"{FINANCE}：汛期不能施工。",
        "不采纳。上位法有明确要求。",
        "《防洪法》第二十七条。",
    )


def test_agreement_after_all_ends_the_dispute_and_maintaining_anew_ends_the_agreement(desk: Desk) -> None:
    rejoin(desk, ROUND, 1, NO, TOLD + HOUR)
    negotiate(desk, ROUND, 1, FAILED, LATER)
    dispute(desk, ROUND, 1, PARTS, LATER + HOUR)
    negotiate(desk, ROUND, 1, AGREED, LATER + 2 * HOUR)
    assert standing_disputes(desk, ROUND, LATER + DAY) == ()
    with pytest.raises(Refused, match="第 1 条意见已经协商一致"):
        dispute(desk, ROUND, 1, PARTS, LATER + DAY)
    rejoin(desk, ROUND, 1, Word(Accord.MAINTAINED, "又有新情况。"), LATER + DAY)
    assert stands(desk, LATER + 2 * DAY)[0] is Reaction.MAINTAINED


@pytest.fixture
def disputed(desk: Desk) -> Desk:
    """The first opinion is in dispute, as the unit was told its outcome."""
    rejoin(desk, ROUND, 1, NO, TOLD + HOUR)
    negotiate(desk, ROUND, 1, FAILED, LATER)
    dispute(desk, ROUND, 1, PARTS, LATER)
    return desk


def test_a_unit_that_says_yes_after_all_is_in_dispute_no_more(disputed: Desk) -> None:
    rejoin(disputed, ROUND, 1, YES, LATER + HOUR)
    assert (stands(disputed, LATER + DAY)[0], standing_disputes(disputed, ROUND, LATER + DAY)) == (
        Reaction.ACCEPTED,
        (),
    )
    rejoin(disputed, ROUND, 1, NO, LATER + DAY)
    assert stands(disputed, LATER + DAY)[0] is Reaction.DISPUTED


def test_a_dispute_is_about_one_outcome_and_ends_with_it(disputed: Desk) -> None:
    settle(disputed, {1: Outcome(Verdict.ADOPTED, Stage.APPROVED)}, LATER + HOUR, "领导另有意见")
    assert (stands(disputed)[0], note_of(read_case(disputed, ROUND, LATER + DAY)).disputes) == (Reaction.UNTOLD, ())
    telling.tell(disputed, ROUND, LATER + DAY, [FINANCE])
    rejoin(disputed, ROUND, 1, Word(Accord.MAINTAINED, "还是不行。"), LATER + DAY)
    assert stands(disputed, LATER + DAY)[0] is Reaction.MAINTAINED


def test_nobody_is_negotiated_with_who_does_not_maintain(desk: Desk) -> None:
    rejoin(desk, ROUND, 2, YES, TOLD + HOUR)
    for number in (1, 2, 3):
        with pytest.raises(Refused, match=f"第 {number} 条意见的单位没有坚持原意见，无需协商"):
            negotiate(desk, ROUND, number, FAILED, LATER)
    with pytest.raises(OpinionUnknown):
        negotiate(desk, ROUND, 9, FAILED, LATER)


def test_nothing_is_a_dispute_that_nobody_talked_about(desk: Desk) -> None:
    rejoin(desk, ROUND, 1, NO, TOLD + HOUR)
    with pytest.raises(Refused, match="第 1 条意见还没有与该单位协商"):
        dispute(desk, ROUND, 1, PARTS, LATER)


def test_a_negotiation_that_lies_ahead_or_says_nothing_is_not_kept(desk: Desk) -> None:
    rejoin(desk, ROUND, 1, NO, TOLD + HOUR)
    with pytest.raises(Refused, match="协商时间 2026-10-15 还没有到"):
        negotiate(desk, ROUND, 1, FAILED, TOLD + HOUR)
    with pytest.raises(ReasonMissing, match="没有写明参加人员"):
        negotiate(desk, ROUND, 1, Negotiated(Form.VISIT, TOLD, "", "无果", agreed=False), LATER)
    assert reactions(desk, ROUND, LATER)[0].history.negotiations == ()
