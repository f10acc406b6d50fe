"""Replies: kept version by version, their opinions numbered in the round, and which of them counts derived."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from models import files, outbox, queries, replies, rounds
from models.store import Store
from rules.errors import ReplyEmpty, RoundNotOpen
from rules.filing import OpinionEntry, ReplyEntry
from rules.ledger import Ledger, ledger
from rules.policy import Policy
from rules.words import Channel, Formality, LetterKind, Stance
from tests.models.office import DUE, HOUR, LATER, NOW, ROUND, UNITS, answer, file, letter, open_round

FINANCE, TAX, QIXIAN = UNITS


def counting(store: Store) -> list[tuple[int, str, str]]:
    """Number, unit and text of each opinion that counts."""
    with store.read() as session:
        asked = queries.round_named(session, ROUND)
        return [(o.number, o.unit, o.text) for o in queries.opinions_that_count(session, asked)]


def tally(store: Store) -> Ledger:
    with store.read() as session:
        asked = queries.round_named(session, ROUND)
        return ledger(queries.what_happened(session, asked), queries.opinions_that_count(session, asked), LATER)


def test_opinions_are_numbered_through_the_round_as_they_come_in(store: Store) -> None:
    open_round(store)
    file(store, TAX, answer("一", "二"))
    file(store, FINANCE, answer("三"))
    file(store, QIXIAN, answer("四"))
    assert counting(store) == [(1, TAX, "一"), (2, TAX, "二"), (3, FINANCE, "三"), (4, QIXIAN, "四")]


def test_each_round_numbers_its_own_opinions(store: Store) -> None:
    open_round(store)
    other = open_round(store, "《细则》")
    file(store, TAX, answer("一"))
    file(store, TAX, answer("别的"), other)
    with store.read() as session:
        asked = queries.round_named(session, other)
        assert [o.number for o in queries.opinions_that_count(session, asked)] == [1]


def test_a_reply_keeps_all_that_came_with_it(store: Store) -> None:
    open_round(store)
    with store.write() as session:
        form = files.keep(session, b"form")
        scan = files.keep(session, b"scan")
    opinion = OpinionEntry(" 删去“尽快” \n", "第三条", "尽快办理", "及时办理", "与上位法一致")
    given = ReplyEntry(Channel.FAX, Formality.SIGNED, NOW, (opinion,), "张三", form, scan)
    row = file(store, TAX, given)
    assert (row.version, row.stance, row.channel, row.formality) == (1, Stance.OPINIONS, Channel.FAX, Formality.SIGNED)
    assert (row.received, row.recorded, row.sender, row.form_sha256, row.scan_sha256) == (NOW, NOW, "张三", form, scan)
    with store.read() as session:
        (kept,) = replies.opinions_of_reply(session, row)
        assert (kept.text, kept.place, kept.original, kept.proposal, kept.grounds) == (
            opinion.text,
            opinion.place,
            opinion.original,
            opinion.proposal,
            opinion.grounds,
        )


def test_a_later_reply_replaces_the_earlier_one_and_both_are_kept(store: Store) -> None:
    open_round(store)
    first = file(store, TAX, answer("一", "二"))
    second = file(store, TAX, answer("三", received=NOW + HOUR))
    assert (first.version, second.version) == (1, 2)
    assert counting(store) == [(3, TAX, "三")]
    with store.read() as session:
        assert [o.number for o in replies.opinions_of_reply(session, first)] == [1, 2]
        facts = queries.what_happened(session, queries.round_named(session, ROUND))
        assert [len(fact.replies) for fact in facts] == [0, 2, 0]


def test_a_formal_reply_is_not_replaced_by_a_telephone_call(store: Store) -> None:
    open_round(store)
    file(store, TAX, answer("盖章的意见"))
    file(store, TAX, answer("电话里说的", received=NOW + HOUR, formality=Formality.ORAL))
    assert counting(store) == [(1, TAX, "盖章的意见")]


def test_a_provisional_reply_counts_until_a_formal_one_comes(store: Store) -> None:
    open_round(store)
    file(store, TAX, answer("邮件里的意见", formality=Formality.UNSEALED))
    assert counting(store) == [(1, TAX, "邮件里的意见")]
    file(store, TAX, answer(received=NOW - HOUR))
    assert (counting(store), tally(store).units.no_comment) == ([], 1)


def test_the_reply_that_counts_is_told_for_each_unit_that_answered(store: Store) -> None:
    open_round(store)
    file(store, TAX, answer("一"))
    last = file(store, TAX, answer(received=NOW + HOUR))
    with store.read() as session:
        asked = queries.round_named(session, ROUND)
        tax = queries.invitation_of(session, asked, TAX)
        counts = queries.replies_that_count(session, asked)
        assert {unit: row.id for unit, row in counts.items()} == {tax.id: last.id}


def test_a_withdrawn_reply_no_longer_counts(store: Store) -> None:
    open_round(store)
    file(store, TAX, answer("一"))
    row = file(store, TAX, answer("二", received=NOW + HOUR))
    with store.write() as session:
        session.merge(row).withdrawn = NOW
    assert counting(store) == [(1, TAX, "一")]


def test_a_late_reply_is_taken_and_marked(store: Store) -> None:
    open_round(store)
    file(store, TAX, answer("一", received=DUE + HOUR))
    file(store, FINANCE, answer(received=DUE))
    units = tally(store).units
    assert (units.with_opinions, units.no_comment, units.late) == (1, 1, 1)


def test_a_closed_round_never_suggests_an_extension_it_would_refuse(store: Store) -> None:
    open_round(store, policy=Policy(accept_late=False))
    with store.write() as session:
        rounds.close(session, ROUND, LATER)
    with pytest.raises(RoundNotOpen, match=r"；本轮已办结，不能再延期，原件留作记录；如仍要采用，请在下一轮中征求。$"):
        file(store, TAX, answer(received=DUE + HOUR))


def test_a_round_that_takes_no_late_replies_says_so(store: Store) -> None:
    open_round(store, policy=Policy(accept_late=False))
    file(store, FINANCE, answer(received=DUE))
    with pytest.raises(RoundNotOpen, match=r"^2026-001 已过“市税务局”的截止时间，且本轮不收逾期反馈；"):
        file(store, TAX, answer("一", received=DUE + timedelta(microseconds=1)))
    with store.write() as session:
        rounds.extend(session, ROUND, rounds.NewDue(LATER, TAX), NOW)
    file(store, TAX, answer("一", received=LATER))
    assert counting(store) == [(1, TAX, "一")]


def test_a_cancelled_round_takes_no_replies(store: Store) -> None:
    open_round(store)
    with store.write() as session:
        rounds.cancel(session, ROUND, NOW)
    with pytest.raises(RoundNotOpen, match=r"^2026-001 已取消，不再登记反馈。$"):
        file(store, TAX, answer("一"))


def test_a_closed_round_still_takes_the_record_of_what_came(store: Store) -> None:
    open_round(store)
    with store.write() as session:
        rounds.close(session, ROUND, DUE)
    file(store, TAX, answer("一", received=DUE + HOUR))
    assert counting(store) == [(1, TAX, "一")]


@pytest.mark.parametrize("blank", ["", " ", "\n", "　"])
def test_a_blank_opinion_is_refused_with_its_place(store: Store, blank: str) -> None:
    open_round(store)
    with pytest.raises(ReplyEmpty, match=r"^“市税务局”反馈的第 2 条意见是空白的；"):
        file(store, TAX, answer("一", blank))
    assert (counting(store), tally(store).units.answered) == ([], 0)


def test_units_that_answer_at_once_get_numbers_without_gap_or_clash(opening: Callable[[], Store]) -> None:
    stores = [opening() for _ in UNITS]
    open_round(stores[0])

    def filed(place: int) -> list[int]:
        for _ in range(5):
            file(stores[place], UNITS[place], answer("一", "二"))
        return [place]

    with ThreadPoolExecutor(3) as clerks:
        assert list(clerks.map(filed, range(3))) == [[0], [1], [2]]
    file(stores[0], FINANCE, answer("最后一条", received=NOW + HOUR))
    assert (31, FINANCE, "最后一条") in counting(stores[0])


def test_receipts_are_owed_for_replies_without_one(store: Store) -> None:
    open_round(store)
    file(store, TAX, answer("一"))
    file(store, FINANCE, answer())
    file(store, TAX, answer("二", received=NOW + HOUR))
    with store.read() as session:
        owed = replies.replies_without_receipt(session)
        assert [(row.unit_name, reply.version) for reply, row in owed] == [(TAX, 1), (FINANCE, 1), (TAX, 2)]
    with store.write() as session:
        outbox.queue(session, [letter(session, TAX, LetterKind.RECEIPT)], NOW)
    with store.read() as session:
        owed = replies.replies_without_receipt(session)
        assert [(row.unit_name, reply.version) for reply, row in owed] == [(FINANCE, 1), (TAX, 2)]
    with store.write() as session:
        rounds.cancel(session, ROUND, NOW)
        assert replies.replies_without_receipt(session) == ()


def test_a_split_opinion_counts_by_its_leaves(store: Store) -> None:
    open_round(store)
    row = file(store, TAX, answer("一并二", "一", "二"))
    with store.write() as session:
        for leaf in replies.opinions_of_reply(session, row)[1:]:
            leaf.parent_id = replies.opinions_of_reply(session, row)[0].id
    assert counting(store) == [(2, TAX, "一"), (3, TAX, "二")]
