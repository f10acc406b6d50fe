"""A further round: on the revised draft, to those concerned, with what is still open at its place in the new draft."""

from dataclasses import replace

import pytest

from desk import again, anchoring, disputing, opening, rejoining
from desk.again import Carried
from desk.case import read_case
from desk.leading import leading
from desk.noting import note_of
from desk.office import Desk
from desk.opening import Request
from desk.view import view
from models.outcomes import settle
from models.queries import invitation_of, round_named
from models.rejoinders import Word
from models.replies import file_reply
from models.rounds import cancel
from rules.disputes import Form, Negotiated, Parts
from rules.errors import Refused
from rules.filing import OpinionEntry, ReplyEntry
from rules.policy import NoteFacts, Policy, policy_of
from rules.settling import Outcome
from rules.words import Accord, Channel, Formality, Silence, Stage, Verdict
from tests.desk.office import DRAFT_NAME, DUE, FEW, HOUR, OPENED, ROUND, TITLE, UNITS, draft, open_round

LATER = OPENED + HOUR
SECOND = "2026-002"
OLD = (
    "全市河道管护办法",
    "第一条 为加强河道管护，制定本办法。",
    "第二条 经费由市财政局落实。",
    "第三条 本办法自印发之日起施行。",
)
NEW = ("全市河道管护办法", "第一条 为加强河道管护，制定本办法。", "第二条 本办法自印发之日起施行。")
PAID = Outcome(Verdict.REJECTED, Stage.APPROVED, "财力有限")
ADOPTED = Outcome(Verdict.ADOPTED, Stage.APPROVED)


@pytest.fixture
def first(desk: Desk) -> Desk:
    """Three units: one refused and not content, one adopted, one whose opinion has no verdict; a fourth silent."""
    open_round(desk, UNITS[:4], content=draft(*OLD))
    for unit, text in zip(FEW, ("第三条建议删去。", "第一条建议保留。", "第二条建议明确数额。"), strict=True):
        with desk.store.write() as session:
            invited = invitation_of(session, round_named(session, ROUND), unit)
            reply = ReplyEntry(Channel.PAPER, Formality.SEALED, LATER, (OpinionEntry(text),))
            file_reply(session, invited, reply, LATER)
    anchoring.confirm_all(desk, ROUND, 0.5)
    with desk.store.write() as session:
        settle(session, ROUND, {1: PAID, 2: ADOPTED}, LATER)
    rejoining.rejoin(desk, ROUND, 1, Word(Accord.MAINTAINED, "施行日期应由政府另定"), LATER)
    return desk


def request(desk: Desk, units: str, title: str = TITLE) -> Request:
    wanted = Request(title, DRAFT_NAME, "", DUE, ())
    return again.ask_again(desk, ROUND, opening.with_draft(desk, wanted, draft(*NEW)), units)


def second(desk: Desk, units: str = "concerned") -> str:
    return opening.open_round(desk, request(desk, units), LATER).name


def test_only_units_not_content_are_asked_again(first: Desk) -> None:
    assert request(first, "concerned").units == (FEW[0], FEW[2])
    assert request(first, "all").units == UNITS[:4]


def test_the_further_round_starts_anew_and_knows_the_one_before(first: Desk) -> None:
    assert (second(first), again.previous(first, SECOND), again.previous(first, ROUND)) == (SECOND, ROUND, "")
    units = view(first, SECOND, LATER).ledger.units
    assert (units.invited, units.with_opinions, view(first, SECOND, LATER).opinions) == (2, 0, ())


def test_open_and_maintained_opinions_travel_along_to_their_clause_in_the_new_draft(first: Desk) -> None:
    second(first)
    assert again.carried(first, SECOND) == (
        Carried(1, FEW[0], "第三条建议删去。", Verdict.REJECTED, "第三条", "第二条", "施行日期应由政府另定"),
        Carried(3, FEW[2], "第二条建议明确数额。", Verdict.PENDING, "第二条", "", ""),
    )
    assert again.carried(first, ROUND) == ()


def test_a_word_taken_back_by_a_new_outcome_no_longer_travels(first: Desk) -> None:
    with first.store.write() as session:
        settle(session, ROUND, {1: ADOPTED}, LATER + HOUR, reopen="单位说明了理由")
    second(first)
    assert [each.number for each in again.carried(first, SECOND)] == [3]


def test_what_was_agreed_in_negotiation_travels_no_more(first: Desk) -> None:
    agreed = Negotiated(Form.MEETING, LATER, "双方分管负责同志", "达成一致", agreed=True)
    disputing.negotiate(first, ROUND, 1, agreed, LATER + HOUR)
    second(first)
    assert [each.number for each in again.carried(first, SECOND)] == [3]


def test_who_has_no_comment_on_the_new_draft_maintains_nothing_any_more(first: Desk) -> None:
    second(first)
    assert [one.issue for one in note_of(read_case(first, SECOND, LATER)).disputes] == [
        "关于原第三条：第三条建议删去。"
    ]
    with first.store.write() as session:
        invited = invitation_of(session, round_named(session, SECOND), FEW[0])
        file_reply(session, invited, ReplyEntry(Channel.PAPER, Formality.SEALED, LATER), LATER)
    assert [each.number for each in again.carried(first, SECOND)] == [3]
    assert note_of(read_case(first, SECOND, LATER)).disputes == ()
    assert [one.issue for one in note_of(read_case(first, ROUND, LATER)).disputes] == ["关于第三条：第三条建议删去。"]


def test_a_dispute_of_the_round_before_stands_where_the_further_round_is_decided(first: Desk) -> None:
    failed = Negotiated(Form.MEETING, LATER, "双方分管负责同志", "各执一词", agreed=False)
    disputing.negotiate(first, ROUND, 1, failed, LATER)
    disputing.dispute(first, ROUND, 1, Parts("何时施行", "", "", "《立法法》"), LATER)
    second(first)
    (one,) = disputing.standing_disputes(first, SECOND, LATER)
    assert (one.round, one.label, one.unit, one.history.dispute) == (
        ROUND,
        "1",
        FEW[0],
        Parts("何时施行", "施行日期应由政府另定", "不采纳。财力有限", "《立法法》"),
    )
    assert [one.issue for one in note_of(read_case(first, SECOND, LATER)).disputes] == ["何时施行。"]
    assert leading(first, SECOND, LATER).disputes == (one,)
    rejoining.rejoin(first, ROUND, 1, Word(Accord.ACCEPTED), LATER + HOUR)
    assert disputing.standing_disputes(first, SECOND, LATER + HOUR) == ()


def test_a_clean_copy_of_ours_goes_out_under_the_drafts_own_name(first: Desk) -> None:
    wanted = Request(TITLE, "clean.docx", "", DUE, ())
    assert again.ask_again(first, ROUND, wanted, "all").draft_name == "全市河道管护办法（修改稿）.docx"
    assert request(first, "all").draft_name == DRAFT_NAME


def test_a_further_round_goes_by_the_policy_of_the_one_before_unless_it_is_given_its_own(desk: Desk) -> None:
    own = Policy(silence=Silence.DEEMED_NO_COMMENT, number="市函〔2026〕1号", note=NoteFacts(("《防洪法》",)))
    open_round(desk, policy=own)
    wanted = Request(TITLE, DRAFT_NAME, "", DUE, (), policy="")
    followed = policy_of(again.ask_again(desk, ROUND, wanted, "all").policy)
    assert followed == replace(own, number="") == again.start(desk, ROUND).policy
    given = replace(wanted, policy=Policy().to_json())
    assert policy_of(again.ask_again(desk, ROUND, given, "all").policy) == Policy()


def test_nobody_concerned_is_said(first: Desk) -> None:
    with first.store.write() as session:
        settle(session, ROUND, {1: ADOPTED, 3: ADOPTED}, LATER + HOUR, reopen="重新研究")
    with pytest.raises(Refused, match=r"^2026-001 没有意见未被采纳或仍有分歧的单位；如需再发全部单位，"):
        request(first, "concerned")


def test_a_cancelled_round_has_no_further_one(first: Desk) -> None:
    with first.store.write() as session:
        cancel(session, ROUND, LATER)
    with pytest.raises(Refused, match=r"^2026-001 已取消，不能在它的基础上再次征求意见；"):
        request(first, "all")
