"""Answering on a page: sent off once, filed and acknowledged like every reply."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from desk.answering import save_answer, submit
from desk.closing import close
from desk.handing_in import hand_in_scan
from desk.office import Desk
from desk.taking_in import acknowledge
from desk.unit_papers import draft_file, reply_letter
from desk.view import view
from models.tables import Reply
from office.settings import Settings
from rules.answering import Draft
from rules.errors import NotFound, Overtaken, ReplyEmpty, RoundNotOpen
from rules.filing import OpinionEntry
from rules.policy import Policy
from rules.words import Formality, LetterKind, Standing
from tests.desk.office import (
    DRAFT_NAME,
    DUE,
    FINANCE,
    HOUR,
    OPENED,
    ROUND,
    address,
    draft,
    open_round,
    written,
)
from tests.desk.units import FULL, FULL_TEXT, REJECTED, answer, looked_at, proposing, settle, token

PNG = b"\x89PNG\r\n\x1a\n sealed"


def texts(desk: Desk) -> list[tuple[int, str, str]]:
    return [(opinion.number, opinion.unit, opinion.text) for opinion in view(desk, ROUND, DUE).opinions]


def replies(desk: Desk) -> list[Reply]:
    with desk.store.read() as session:
        return list(session.exec(select(Reply).order_by("id")))


def test_an_answer_sent_off_is_a_reply_with_numbered_opinions_and_a_receipt(desk: Desk) -> None:
    open_round(desk)
    kept = save_answer(desk, token(desk), Draft((FULL, OpinionEntry("", proposal="甲\n乙")), "王五 123"), 0, OPENED)
    done = submit(desk, token(desk), kept.version, OPENED + HOUR)
    assert (done.receipt, done.new) == (f"{ROUND}-001-1", True)
    assert texts(desk) == [(1, FINANCE, FULL_TEXT), (2, FINANCE, "甲\n乙")]
    assert written(desk, LetterKind.RECEIPT) == [(address(FINANCE), 1)]
    (reply,) = replies(desk)
    assert (reply.channel, reply.formality, reply.sender) == ("web", "unsealed", "王五 123")
    assert (looked_at(desk).pending, looked_at(desk).kept.draft.filed) == (False, 1)


def test_an_answer_is_filed_though_its_receipt_cannot_be_written_which_is_owed(
    opening_desk: Callable[[], Desk], settings: Settings, tmp_path: Path
) -> None:
    broken = tmp_path / "own" / "email" / LetterKind.RECEIPT / "subject.txt"
    broken.parent.mkdir(parents=True)
    broken.write_text("{{ nothing_like_it }}")
    desk = replace(opening_desk(), settings=settings.model_copy(update={"templates": tmp_path / "own"}))
    open_round(desk)
    assert (answer(desk, "删去第一条").new, written(desk, LetterKind.RECEIPT)) == (True, [])
    broken.unlink()
    acknowledge(opening_desk(), OPENED + HOUR)
    assert written(desk, LetterKind.RECEIPT) == [(address(FINANCE), 1)]


def test_opinions_that_ask_for_nothing_are_not_sent_off(desk: Desk) -> None:
    open_round(desk)
    only_quoted = replace(FULL, proposal="", grounds="")
    kept = save_answer(desk, token(desk), Draft((only_quoted,)), 0, OPENED)
    with pytest.raises(ReplyEmpty, match=r"^还没有填写意见"):
        submit(desk, token(desk), kept.version, OPENED)
    kept = save_answer(desk, token(desk), Draft((only_quoted, FULL)), kept.version, OPENED)
    submit(desk, token(desk), kept.version, OPENED)
    assert texts(desk) == [(1, FINANCE, FULL_TEXT)]


def test_pressed_twice_or_sent_again_after_going_back_it_is_filed_once(desk: Desk) -> None:
    open_round(desk)
    kept = save_answer(desk, token(desk), proposing("甲"), 0, OPENED)
    done = [submit(desk, token(desk), kept.version, OPENED) for _ in range(3)]
    assert [(one.receipt, one.new) for one in done] == [(f"{ROUND}-001-1", new) for new in (True, False, False)]
    again = answer(desk, "甲", now=OPENED + HOUR)
    assert (again.version, again.new, len(replies(desk))) == (1, False, 1)
    assert len(written(desk, LetterKind.RECEIPT)) == 1


def test_saying_twice_that_there_is_no_comment_is_saying_it_once(desk: Desk) -> None:
    open_round(desk)
    assert [answer(desk).new, answer(desk).new, len(replies(desk))] == [True, False, 1]
    assert view(desk, ROUND, OPENED).standing({Standing.NO_COMMENT}) == (FINANCE,)


def test_a_correction_is_another_version_and_counts(desk: Desk) -> None:
    open_round(desk)
    answer(desk, "甲", "乙")
    assert answer(desk, "甲改", now=OPENED + HOUR).version == 2
    assert texts(desk) == [(3, FINANCE, "甲改")]
    assert answer(desk, now=OPENED + 2 * HOUR).version == 3
    assert view(desk, ROUND, DUE).standing({Standing.NO_COMMENT}) == (FINANCE,)


def test_what_somebody_else_saved_meanwhile_is_not_sent_off_unseen(desk: Desk) -> None:
    open_round(desk)
    seen = save_answer(desk, token(desk), proposing("甲"), 0, OPENED).version
    save_answer(desk, token(desk), proposing("甲", "同事加的"), seen, OPENED)
    with pytest.raises(Overtaken):
        submit(desk, token(desk), seen, OPENED)
    assert replies(desk) == []


def test_a_scan_makes_the_reply_formal_and_belongs_to_these_words_only(desk: Desk) -> None:
    open_round(desk)
    answer(desk, "甲")
    hand_in_scan(desk, token(desk), "盖章.png", PNG, OPENED + HOUR)
    assert looked_at(desk).pending
    submit(desk, token(desk), looked_at(desk).kept.version, OPENED + HOUR)
    answer(desk, "乙", now=OPENED + 2 * HOUR)
    assert [(reply.formality, reply.scan_sha256 is not None) for reply in replies(desk)] == [
        ("sealed", True),
        ("unsealed", False),
    ]
    assert texts(desk) == [(1, FINANCE, "甲")]


def test_the_seal_that_comes_later_costs_no_opinion_its_outcome(desk: Desk) -> None:
    open_round(desk)
    answer(desk, "甲", "乙")
    settle(desk, {1: REJECTED})
    hand_in_scan(desk, token(desk), "盖章.png", PNG, OPENED + HOUR)
    done = submit(desk, token(desk), looked_at(desk).kept.version, OPENED + HOUR)
    seen = looked_at(desk)
    assert (done.version, done.new, seen.pending) == (1, True, False)
    assert [one.outcome for one in seen.said] == ["不采纳", ""]
    assert (seen.sent[0].received, seen.sent[0].formality) == (OPENED, Formality.SEALED)
    assert submit(desk, token(desk), 0, OPENED + HOUR).new is False


def test_no_comment_is_sealed_as_well(desk: Desk) -> None:
    open_round(desk)
    hand_in_scan(desk, token(desk), "盖章.png", PNG, OPENED)
    answer(desk)
    assert [(reply.stance, reply.formality) for reply in replies(desk)] == [("no_comment", "sealed")]


@pytest.mark.parametrize(("late", "standing"), [(True, (FINANCE,)), (False, ())])
def test_after_the_due_moment_the_rounds_policy_decides(desk: Desk, late: bool, standing: tuple[str, ...]) -> None:  # noqa: FBT001
    open_round(desk, policy=Policy(accept_late=late))
    after = DUE + timedelta(seconds=1)
    if late:
        answer(desk, "甲", now=after)
        assert looked_at(desk).sent[0].late
    else:
        sentence = "^本轮征求意见已过反馈截止时间，且不再收逾期反馈；确需补充意见的，请与联系人联系。$"
        with pytest.raises(RoundNotOpen, match=sentence):
            answer(desk, "甲", now=after)
    assert view(desk, ROUND, after).standing({Standing.WITH_OPINIONS}) == standing


def test_a_closed_round_takes_no_more(desk: Desk) -> None:
    open_round(desk)
    close(desk, ROUND, DUE)
    with pytest.raises(RoundNotOpen, match=r"^本轮征求意见已经办结；"):
        answer(desk, now=DUE + HOUR)


def test_line_breaks_as_word_has_them_become_usual_ones(desk: Desk) -> None:
    open_round(desk)
    answer(desk, "甲\v乙\f丙\u2028丁")
    assert texts(desk) == [(1, FINANCE, "甲\n乙\n丙\n丁")]


def test_a_unit_takes_the_draft_and_its_reply_away(desk: Desk) -> None:
    open_round(desk)
    assert draft_file(desk, token(desk), OPENED) == (DRAFT_NAME, draft())
    with pytest.raises(NotFound, match=r"^还没有提交过反馈"):
        reply_letter(desk, token(desk), OPENED)
    answer(desk, "甲", "乙")
    letter = reply_letter(desk, token(desk), OPENED)
    assert [opinion.text for opinion in letter.opinions] == ["甲", "乙"]
    assert (letter.unit, letter.receipt, letter.provisional) == (FINANCE, f"{ROUND}-001-1", True)
