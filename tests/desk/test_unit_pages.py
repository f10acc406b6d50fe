"""A unit's page: what it shows, until when, and one sentence for every address that opens none."""

from datetime import timedelta

import pytest

from desk.filing import Entered, enter_reply
from desk.office import Desk
from desk.page_addresses import reissue_pages, revoke_pages
from desk.page_rights import READABLE, Taking
from desk.unit_pages import open_page
from models import rounds
from rules.errors import NotFound
from rules.filing import OpinionEntry
from rules.policy import Policy
from rules.words import Channel, Formality, Stance
from tests.desk.office import DAY, DUE, FINANCE, HOUR, OPENED, PLANNING, ROUND, day, open_round
from tests.desk.units import ADOPTED, REJECTED, answer, looked_at, settle, token

UNKNOWN = "网址不对或已失效；请核对函件中的网址是否完整，或与联系人（市水利局）联系。"


def test_a_page_says_what_is_asked_of_whom_and_until_when(desk: Desk) -> None:
    open_round(desk)
    seen = looked_at(desk, PLANNING, day(10, 9))
    assert (seen.unit, seen.place, seen.title, seen.due) == (PLANNING, 2, "全市河道管护办法", DUE)
    assert (seen.taking, seen.days_left, seen.sent, seen.pending) == (Taking.IN_TIME, 3, (), False)
    assert [clause.label for clause in seen.outline.clauses] == ["全文", "标题", "第一条", "第二条"]


@pytest.mark.parametrize(
    ("now", "left", "taking"),
    [
        (OPENED, 7, Taking.IN_TIME),
        (DUE - DAY, 1, Taking.IN_TIME),
        (DUE, 0, Taking.IN_TIME),
        (DUE + timedelta(seconds=1), 0, Taking.LATE),
    ],
)
def test_working_days_are_counted_to_the_due_moment(desk: Desk, now: object, left: int, taking: Taking) -> None:
    open_round(desk)
    seen = looked_at(desk, now=now)  # type: ignore[arg-type]
    assert (seen.days_left, seen.taking) == (left, taking)


def test_a_round_that_takes_no_late_replies_shows_its_page_but_takes_none(desk: Desk) -> None:
    open_round(desk, policy=Policy(accept_late=False))
    assert looked_at(desk, now=DUE + HOUR).taking is Taking.NO_MORE


def test_a_unit_with_more_time_than_the_others_is_in_time(desk: Desk) -> None:
    open_round(desk, policy=Policy(accept_late=False))
    with desk.store.write() as session:
        rounds.extend(session, ROUND, rounds.NewDue(DUE + DAY, FINANCE), OPENED)
    assert [looked_at(desk, unit, DUE + HOUR).taking for unit in (FINANCE, PLANNING)] == [
        Taking.IN_TIME,
        Taking.NO_MORE,
    ]


def refusals(desk: Desk, *tokens: str) -> list[str]:
    sentences = []
    for each in tokens:
        with pytest.raises(NotFound) as refused:
            open_page(desk, each, OPENED)
        sentences.append(refused.value.sentence)
    return sentences


def test_every_token_that_opens_nothing_gets_the_same_sentence(desk: Desk) -> None:
    open_round(desk)
    taken_back, replaced = token(desk, FINANCE), token(desk, PLANNING)
    revoke_pages(desk, ROUND, FINANCE)
    (new,) = reissue_pages(desk, ROUND, PLANNING)
    forged = ("a" * 16, "", "../../etc/passwd", "' OR 1=1 --", "市财政局", "a" * 100_000, "\udc80")
    assert refusals(desk, taken_back, replaced, *forged) == [UNKNOWN] * 9
    assert open_page(desk, f" {new.token.upper()} ", OPENED).unit == PLANNING


def test_a_cancelled_round_and_one_long_closed_have_no_pages(desk: Desk) -> None:
    open_round(desk)
    opened = token(desk)
    with desk.store.write() as session:
        rounds.close(session, ROUND, DUE)
    assert open_page(desk, opened, DUE + READABLE).taking is Taking.NO_MORE
    with pytest.raises(NotFound, match=f"^{UNKNOWN}$"):
        open_page(desk, opened, DUE + READABLE + HOUR)


def test_a_cancelled_round_has_no_pages(desk: Desk) -> None:
    open_round(desk)
    opened = token(desk)
    with desk.store.write() as session:
        rounds.cancel(session, ROUND, OPENED)
    assert refusals(desk, opened) == [UNKNOWN]


def test_a_page_lists_what_came_by_whichever_way_and_says_what_counts(desk: Desk) -> None:
    open_round(desk)
    paper = Entered(OPENED, Channel.PAPER, (OpinionEntry("删去第二条。"),))
    enter_reply(desk, ROUND, FINANCE, paper, OPENED)
    answer(desk, "删去第一条。", now=OPENED + HOUR)
    assert [
        (sent.receipt, sent.stance, sent.channel, sent.formality, sent.late, sent.counts)
        for sent in looked_at(desk).sent
    ] == [
        (f"{ROUND}-001-1", Stance.OPINIONS, Channel.PAPER, Formality.SEALED, False, True),
        (f"{ROUND}-001-2", Stance.OPINIONS, Channel.WEB, Formality.UNSEALED, False, False),
    ]


def test_a_unit_goes_on_from_the_last_reply_it_sent_off_by_whichever_way(desk: Desk) -> None:
    open_round(desk)
    answer(desk, "删去第一条。")
    enter_reply(desk, ROUND, FINANCE, Entered(OPENED, Channel.PHONE, (OpinionEntry("改第二条。"),)), OPENED + HOUR)
    seen = looked_at(desk)
    assert (seen.kept.draft.opinions, seen.kept.draft.filed) == ((OpinionEntry("", proposal="改第二条。"),), 2)
    assert not seen.pending


def test_a_unit_sees_approved_outcomes_of_its_own_opinions_only(desk: Desk) -> None:
    open_round(desk)
    answer(desk, "删去第一条。", "改第二条。")
    answer(desk, "第一条很好。", unit=PLANNING)
    assert not looked_at(desk).decided
    settle(desk, {1: REJECTED, 3: ADOPTED})
    seen = [(one.number, one.text, one.outcome, one.note) for one in looked_at(desk).said]
    assert seen == [(1, "删去第一条。", "不采纳", "上级文件另有规定。"), (2, "改第二条。", "", "")]
    assert [one.outcome for one in looked_at(desk, PLANNING).said] == ["采纳"]
