"""A small office to keep records of: three units, one draft, letters and replies in a line each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import outbox, register, replies, rounds
from models.files import keep
from models.queries import invitation_of, round_named
from models.store import Store
from models.tables import Reply
from rules.filing import OpinionEntry, ReplyEntry
from rules.policy import Policy
from rules.register import ContactEntry, UnitEntry
from rules.settling import Outcome
from rules.words import Channel, Formality, LetterKind, Role, Stage, Verdict

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 18, 10, tzinfo=ZONE)
DUE = datetime(2026, 9, 29, 18, tzinfo=ZONE)
LATER = DUE + timedelta(days=7)
HOUR = timedelta(hours=1)
SECRET = bytes(32)
ROUND = "2026-001"
UNITS = ("市财政局", "市税务局", "杞县")
ADOPTED = Outcome(Verdict.ADOPTED, Stage.APPROVED)


def entry(name: str, *aliases: str, line: int = 2, email: str = "office@unit.localhost", short: str = "") -> UnitEntry:
    """A row of a units sheet."""
    return UnitEntry(name, (ContactEntry(Role.TO, email),), short, aliases, "", line)


def add_units(store: Store, *names: str) -> None:
    rows = [entry(name, line=line, email=f"u{line}@unit.localhost") for line, name in enumerate(names or UNITS, 2)]
    with store.write() as session:
        register.import_units(session, rows)


def new_round(
    session: Session, title: str = "《办法》", draft: bytes = b"draft", policy: Policy | None = None
) -> rounds.NewRound:
    """A round of every unit in the register."""
    asked = register.registered(session)
    return rounds.NewRound(title, "办法.docx", draft, DUE, policy or Policy(), asked, SECRET)


def open_round(store: Store, title: str = "《办法》", policy: Policy | None = None) -> str:
    """Open a round of every unit, importing three where there are none, and return its short name."""
    with store.read() as session:
        empty = not register.registered(session)
    if empty:
        add_units(store)
    with store.write() as session:
        return rounds.open_round(session, new_round(session, title, policy=policy), 2026, NOW).name


def head_of(unit: str) -> bytes:
    """The bytes of its own that a letter to a unit has here."""
    return f"head of {unit}".encode()


def letter(  # noqa: PLR0913 - a letter is all of these
    session: Session,
    unit: str = UNITS[0],
    kind: LetterKind = LetterKind.INVITATION,
    *,
    turn: int = 1,
    to: Sequence[str] = ("a@unit.localhost",),
    name: str = ROUND,
) -> outbox.NewLetter:
    """A letter to one unit of a round."""
    asked = round_named(session, name)
    invited = invitation_of(session, asked, unit)
    key = outbox.letter_key(name, invited.number, kind, turn)
    return outbox.NewLetter(
        key=key,
        round_id=asked.id or 0,
        invitation_id=invited.id,
        kind=kind,
        turn=turn,
        sender="office@localhost",
        recipients=tuple(to),
        subject="征求意见",
        message_id=f"<{key}@localhost>",
        head=head_of(unit),
        tail_sha256=keep(session, b"tail"),
    )


def queue_invitations(store: Store, name: str = ROUND, units: Sequence[str] = UNITS) -> None:
    with store.write() as session:
        outbox.queue(session, [letter(session, unit, name=name) for unit in units], NOW)


def answer(*texts: str, received: datetime = NOW, formality: Formality = Formality.SEALED) -> ReplyEntry:
    """A reply with these opinions, or 无意见 without any."""
    return ReplyEntry(Channel.PAPER, formality, received, tuple(OpinionEntry(text) for text in texts))


def file(store: Store, unit: str, reply: ReplyEntry, name: str = ROUND) -> Reply:
    """File a reply on the day it was received."""
    with store.write() as session:
        invited = invitation_of(session, round_named(session, name), unit)
        return replies.file_reply(session, invited, reply, reply.received)


def proposed(outcome: Outcome) -> Outcome:
    return replace(outcome, stage=Stage.PROPOSED)
