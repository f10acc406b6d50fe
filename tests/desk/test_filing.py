"""What a clerk enters by hand: paper with its scan, a form, a telephone call; a wrong form is never filed."""

import pytest

from desk import filing
from desk.filing import Entered, Filed
from desk.office import Desk
from desk.view import view
from documents.form import FormPress
from documents.form_code import code_for
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from models import outcomes, rounds
from models.files import content_of
from models.queries import replies_that_count, round_named
from models.tables import Reply
from rules.errors import BadInput, CirculateError, FormCodeDamaged, FormForeign, ReplyEmpty, RoundNotOpen, UnitUnknown
from rules.filing import OpinionEntry, opinions_of
from rules.policy import Policy
from rules.settling import Outcome
from rules.words import Channel, Formality, Stage, Stance, Standing, Verdict
from tests.desk.office import (
    DAY,
    DUE,
    FINANCE,
    HOUR,
    INDUSTRY,
    OPENED,
    PLANNING,
    ROUND,
    address,
    caught,
    day,
    draft,
    filled,
    form_in,
    open_round,
)

MONDAY = day(10, 12)
ONE = (OpinionEntry("删去“尽快”。"),)


@pytest.fixture(autouse=True)
def _an_open_round(desk: Desk) -> None:
    open_round(desk)


def counting(desk: Desk) -> list[Reply]:
    """The replies that count, in register order."""
    with desk.store.read() as session:
        found = replies_that_count(session, round_named(session, ROUND))
    return [found[number] for number in sorted(found)]


def refused(desk: Desk, kind: type[CirculateError], entered: Entered, unit: str = FINANCE, name: str = ROUND) -> str:
    """The sentence of a refusal, after making sure that nothing was kept."""
    with pytest.raises(kind) as caught_error:
        filing.enter_reply(desk, name, unit, entered, MONDAY)
    assert counting(desk) == []
    return caught_error.value.sentence


def test_paper_with_a_seal_is_kept_with_its_scan(desk: Desk) -> None:
    entered = Entered(MONDAY, Channel.PAPER, opinions_of(["删去“尽快”。", "明确经费。"]), scan=b"%PDF-1.7 scan")
    filed = filing.enter_reply(desk, ROUND, FINANCE, entered, MONDAY + HOUR)
    assert filed == Filed(FINANCE, 1, Stance.OPINIONS, (1, 2))
    (reply,) = counting(desk)
    assert (reply.channel, reply.formality, reply.received, reply.recorded) == (
        Channel.PAPER,
        Formality.SEALED,
        MONDAY,
        MONDAY + HOUR,
    )
    with desk.store.read() as session:
        assert content_of(session, reply.scan_sha256 or "") == b"%PDF-1.7 scan"


def test_a_form_on_paper_typed_in_word_is_read_and_kept(desk: Desk) -> None:
    form = filled(caught(desk, address(PLANNING))[0], "经费列入市级预算。")
    filed = filing.enter_reply(desk, ROUND, PLANNING, Entered(MONDAY, Channel.OA, form=form), MONDAY)
    assert filed == Filed(PLANNING, 1, Stance.OPINIONS, (1,))
    assert [opinion.text for opinion in view(desk, ROUND, DUE).opinions] == ["第1条（建议：经费列入市级预算。）"]
    (reply,) = counting(desk)
    with desk.store.read() as session:
        assert content_of(session, reply.form_sha256 or "") == form


@pytest.mark.parametrize(
    ("channel", "given", "kept"),
    [
        (Channel.PHONE, None, Formality.ORAL),
        (Channel.FAX, None, Formality.SEALED),
        (Channel.MAIL, None, Formality.UNSEALED),
        (Channel.PAPER, Formality.SIGNED, Formality.SIGNED),
    ],
)
def test_how_binding_it_is_follows_the_channel_unless_the_clerk_says(
    desk: Desk, channel: Channel, given: Formality | None, kept: Formality
) -> None:
    filing.enter_reply(desk, ROUND, FINANCE, Entered(MONDAY, channel, no_comment=True, formality=given), MONDAY)
    assert [reply.formality for reply in counting(desk)] == [kept]


def test_a_sealed_answer_outranks_a_later_call(desk: Desk) -> None:
    filing.enter_reply(desk, ROUND, FINANCE, Entered(MONDAY, Channel.PAPER, no_comment=True), MONDAY)
    called = filing.enter_reply(desk, ROUND, FINANCE, Entered(MONDAY + HOUR, Channel.PHONE, ONE), MONDAY + HOUR)
    assert called == Filed(FINANCE, 2, Stance.OPINIONS, (1,))
    assert view(desk, ROUND, DUE).standing({Standing.NO_COMMENT}) == (FINANCE,)
    assert view(desk, ROUND, DUE).opinions == ()


def test_opinions_that_were_replaced_are_settled_no_more(desk: Desk) -> None:
    for moment in (MONDAY, MONDAY + HOUR):
        filing.enter_reply(desk, ROUND, FINANCE, Entered(moment, Channel.PAPER, ONE), moment)
    with pytest.raises(CirculateError, match="第 1 条意见已被该单位后来的反馈取代"), desk.store.write() as session:
        outcomes.settle(session, ROUND, {1: Outcome(Verdict.ADOPTED, Stage.APPROVED)}, DUE)


def test_a_late_reply_is_counted_and_marked(desk: Desk) -> None:
    filing.enter_reply(desk, ROUND, FINANCE, Entered(DUE + HOUR, Channel.PAPER, no_comment=True), DUE + HOUR)
    first = view(desk, ROUND, DUE + HOUR).units[0]
    assert (first.standing, first.late) == (Standing.NO_COMMENT, True)


def test_a_reply_may_have_come_at_the_day_of_the_letter_and_not_before(desk: Desk) -> None:
    early = Entered(OPENED - DAY, Channel.PAPER, no_comment=True)
    assert refused(desk, BadInput, early) == (
        f"收到日期 2026-09-27 早于 {ROUND} 的发函日期 2026-09-28；请核对 --received。"
    )
    same_day = Entered(OPENED.replace(hour=0), Channel.PAPER, no_comment=True)
    assert filing.enter_reply(desk, ROUND, FINANCE, same_day, MONDAY).version == 1


def test_a_form_of_another_unit_or_round_is_refused(desk: Desk) -> None:
    theirs = filled(caught(desk, address(PLANNING))[0], "一")
    assert refused(desk, FormForeign, Entered(MONDAY, Channel.PAPER, form=theirs)) == (
        f"这份反馈表的编号属于 {ROUND} 的第 2 号单位，不是 {ROUND} 的“{FINANCE}”；请核对后重新登记。"
    )
    press = FormPress("别的办法", "2025年1月1日", "市水利局", "")
    old = fill_form(press.for_unit(FINANCE, code_for(desk.secret, "2025-009", 1)), rows=[FormRow(1, proposal="一")])
    assert refused(desk, FormForeign, Entered(MONDAY, Channel.PAPER, form=old)) == (
        f"这份反馈表的编号属于 2025-009 的第 1 号单位，不是 {ROUND} 的“{FINANCE}”；请核对后重新登记。"
    )


def test_a_form_that_cannot_be_relied_on_is_refused(desk: Desk) -> None:
    broken = code_for(b"another office's secret", ROUND, 1)
    forged = FormPress("办法", "2026年10月13日", "市水利局", "").for_unit(FINANCE, broken)
    assert refused(desk, FormCodeDamaged, Entered(MONDAY, Channel.PAPER, form=forged)).startswith(
        f"“反馈表”的反馈编号“{broken}”有误"
    )
    for content in (b"%PDF-1.7", b"", draft()):
        assert refused(desk, BadInput, Entered(MONDAY, Channel.PAPER, form=content)).startswith("“反馈表”")
    empty = form_in(caught(desk, address(FINANCE))[0])
    assert refused(desk, BadInput, Entered(MONDAY, Channel.PAPER, form=empty)) == (
        "反馈表既没有填写意见，也没有勾选“无意见”；请与该单位核实。"
    )


@pytest.mark.parametrize(("opinions", "no_comment"), [((), False), (ONE, True)])
def test_a_reply_says_either_something_or_nothing(
    desk: Desk, opinions: tuple[OpinionEntry, ...], *, no_comment: bool
) -> None:
    entered = Entered(MONDAY, Channel.PAPER, opinions, no_comment)
    assert refused(desk, ReplyEmpty, entered).endswith("两者选一。")


def test_a_form_and_words_beside_it_contradict_each_other(desk: Desk) -> None:
    form = filled(caught(desk, address(FINANCE))[0], "一")
    for entered in (
        Entered(MONDAY, Channel.PAPER, no_comment=True, form=form),
        Entered(MONDAY, Channel.PAPER, ONE, form=form),
    ):
        assert refused(desk, ReplyEmpty, entered).startswith("--form 不能与")


def test_a_unit_nobody_knows_or_nobody_asked_is_refused(desk: Desk) -> None:
    entered = Entered(MONDAY, Channel.PAPER, no_comment=True)
    assert refused(desk, UnitUnknown, entered, "市财局") == f"没有名为“市财局”的单位；是不是“{FINANCE}”“{INDUSTRY}”？"
    with pytest.raises(CirculateError, match="没有编号为“2026-007”的征求意见；最近的是 2026-001"):
        filing.enter_reply(desk, "2026-007", INDUSTRY, entered, MONDAY)


def test_a_cancelled_round_takes_no_reply(desk: Desk) -> None:
    with desk.store.write() as session:
        rounds.cancel(session, ROUND, OPENED)
    assert refused(desk, RoundNotOpen, Entered(MONDAY, Channel.PAPER, no_comment=True)).startswith(f"{ROUND} 已取消")


def test_a_round_that_takes_no_late_replies_says_so(desk: Desk) -> None:
    with desk.store.write() as session:
        round_named(session, ROUND).policy = Policy(accept_late=False).to_json()
    late = Entered(DUE + HOUR, Channel.PAPER, no_comment=True)
    assert refused(desk, RoundNotOpen, late).startswith(f"{ROUND} 已过“{FINANCE}”的截止时间，且本轮不收逾期反馈")
