"""Splitting an opinion into parts that are settled one by one, and joining them again."""

from collections.abc import Sequence
from datetime import datetime

from desk.acts import note
from desk.approving import numbered, whoever
from desk.office import Desk
from models import splitting
from models.queries import opinion_numbered, round_named
from rules.splitting import cut


def split(desk: Desk, name: str, number: int, parts: Sequence[str], by: str, now: datetime) -> tuple[int, ...]:  # noqa: PLR0913 - what is split how, by whom and when
    """Split an opinion into parts of its own words and return their numbers; the words as received stay as they are.

    Raises:
        RoundUnknown, OpinionUnknown.
        AlreadySettled: its outcome is approved.
        Refused: the parts are not its own words, all of them, in their order; or the round was cancelled.
    """
    with desk.store.write() as session:
        numbers = splitting.split(session, name, number, parts)
        words = f"第 {number} 条意见拆分为{numbered(numbers)}意见"
        note(session, whoever(by), "拆分", words, now, round_named(session, name).id)
    return numbers


def unsplit(desk: Desk, name: str, number: int, by: str, now: datetime) -> tuple[int, ...]:
    """Join the parts of an opinion again and return their numbers, which count no more.

    Raises:
        RoundUnknown, OpinionUnknown.
        Refused: it is not split, or one of its parts has an outcome or is split itself.
    """
    with desk.store.write() as session:
        numbers = splitting.unsplit(session, name, number, now)
        words = f"第 {number} 条意见拆出的{numbered(numbers)}合并回原意见"
        note(session, whoever(by), "合并", words, now, round_named(session, name).id)
    return numbers


def parts_at(desk: Desk, name: str, number: int, marks: Sequence[str]) -> tuple[str, ...]:
    """The parts of an opinion if a new one begins with each of these words.

    Raises:
        RoundUnknown, OpinionUnknown.
        Refused: the opinion does not hold the words in this order.
    """
    with desk.store.read() as session:
        return cut(opinion_numbered(session, round_named(session, name), number).text, marks, number)
