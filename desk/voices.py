"""Other voices than the units': heard, settled, and never counted among them."""

from datetime import datetime

from desk import acts
from desk.office import Desk
from models import voices
from models.queries import round_named
from models.voices import Heard, Said
from rules.settling import Outcome
from rules.words import VERDICT_WORDS, VOICE_WORDS

WHAT = "其他方面意见"


def hear(desk: Desk, name: str, said: Said, by: str, now: datetime) -> int:
    """Keep what somebody said who was not asked; returns its number.

    Raises:
        RoundUnknown, ReplyEmpty.
    """
    with desk.store.write() as session:
        asked = round_named(session, name)
        number = voices.hear(session, asked, said, by, now)
        acts.note(session, by, WHAT, f"登记{VOICE_WORDS[said.kind]}第 {number} 条（{said.name}）", now, asked.id)
        return number


def settle(  # noqa: PLR0913 - who decides what on which
    desk: Desk,
    name: str,
    number: int,
    outcome: Outcome,
    by: str,
    now: datetime,
    *,
    reopen: bool = False,
    seen: int | None = None,
) -> None:
    """Give a voice's opinion its outcome; `seen` is the version that was shown to whoever does, None for any.

    Raises:
        RoundUnknown, OpinionUnknown, ReasonMissing, ConditionMissing, WordingMissing, AlreadySettled, Overtaken.
    """
    with desk.store.write() as session:
        asked = round_named(session, name)
        voices.settle(session, asked, number, outcome, by, now, reopen=reopen, seen=seen)
        acts.note(session, by, WHAT, f"其他方面的意见第 {number} 条：{VERDICT_WORDS[outcome.verdict]}", now, asked.id)


def heard(desk: Desk, name: str) -> tuple[Heard, ...]:
    """Every voice of a round by number, or RoundUnknown."""
    with desk.store.read() as session:
        return voices.heard(session, round_named(session, name))
