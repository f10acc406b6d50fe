"""The outbox: a row for every letter before it is sent, and what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, LargeBinary
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.types import Moment, addressed, from_one, one_of
from rules.words import Fault, LetterKind, LetterState


class Letter(SQLModel, table=True):
    """A letter, without its own bytes, which are its `Head`; `tail_sha256` the part all letters of the round share.

    `key` is round:unit:kind:turn, so writing it twice is impossible; letters to the office have no invitation.
    `recipients` are the envelope's addresses, separated by blanks, the one that must be accepted first.
    `put_off` is when it was first told to come back later.
    """

    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("message_id"),
        one_of("kind", LetterKind),
        one_of("state", LetterState),
        one_of("fault", Fault),
        CheckConstraint("fault IS NULL OR state = 'failed'", name="fault_of_a_failure"),
        CheckConstraint("state <> 'sent' OR sent IS NOT NULL", name="sent_has_its_moment"),
        CheckConstraint("state <> 'sending' OR worker IS NOT NULL", name="sending_has_its_worker"),
        CheckConstraint("state <> 'retry' OR next_at IS NOT NULL", name="retry_has_its_moment"),
        CheckConstraint("bounced IS NULL OR state = 'sent'", name="bounced_was_sent"),
        ForeignKeyConstraint(
            ["invitation_id", "round_id"], ["invitation.id", "invitation.round_id"], name="letter_of_its_round"
        ),
        addressed("recipients"),
        from_one("turn"),
        Index("outbox", "state", "next_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str
    round_id: int = Field(foreign_key="round.id", index=True)
    invitation_id: int | None = Field(default=None, index=True)
    kind: str
    turn: int
    sender: str
    recipients: str
    subject: str
    message_id: str
    tail_sha256: str = Field(foreign_key="blob.sha256")
    written: datetime = Field(sa_type=Moment)

    state: str = LetterState.QUEUED
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=Moment)
    put_off: datetime | None = Field(default=None, sa_type=Moment)
    worker: str | None = None
    claimed: datetime | None = Field(default=None, sa_type=Moment)
    sent: datetime | None = Field(default=None, sa_type=Moment)
    answer: str = ""
    fault: str | None = None
    bounced: datetime | None = Field(default=None, sa_type=Moment)


class Head(SQLModel, table=True):
    """A letter's own bytes. They never change, and a row is written anew with every change to it."""

    letter_key: str = Field(primary_key=True, foreign_key="letter.key")
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Trouble(SQLModel, table=True):
    """Why an account sends nothing for now, and when it is tried next; gone once a letter has passed."""

    __table_args__ = (from_one("tries"),)

    account: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Moment)
    words: str
    tries: int = 1
    next_at: datetime = Field(sa_type=Moment)
    told: datetime | None = Field(default=None, sa_type=Moment)


class Hold(SQLModel, table=True):
    """Why no letter of a round goes out until a person says so."""

    round_id: int = Field(foreign_key="round.id", primary_key=True)
    since: datetime = Field(sa_type=Moment)
    words: str
    told: datetime | None = Field(default=None, sa_type=Moment)
