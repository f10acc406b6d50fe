"""What came in: messages as they arrived, replies, numbered opinions, and every outcome ever given."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.types import Moment, explained_verdict, from_one, one_of, there
from rules.anchors import Laid
from rules.words import Accord, Channel, Formality, MessageKind, MessageState, Stage, Stance, Verdict


class Message(SQLModel, table=True):
    """A message kept raw before anything else is done with it; the same bytes are kept once.

    `identifier` is its Message-ID and `body_sha256` its body's hash: together they know a copy that came another way.
    """

    __table_args__ = (one_of("state", MessageState), one_of("kind", MessageKind))

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(foreign_key="blob.sha256", unique=True)
    source: str
    arrived: datetime = Field(sa_type=Moment)
    state: str = Field(default=MessageState.NEW, index=True)
    kind: str = MessageKind.UNKNOWN
    sender: str = ""
    subject: str = ""
    note: str = ""
    identifier: str = Field(default="", index=True)
    body_sha256: str = ""
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id", index=True)


class Reply(SQLModel, table=True):
    """What a unit answered, version by version; which one counts is derived, and none is ever deleted."""

    __table_args__ = (
        UniqueConstraint("invitation_id", "version"),
        UniqueConstraint("id", "stance", name="reply_stance"),
        one_of("stance", Stance),
        one_of("channel", Channel),
        one_of("formality", Formality),
        from_one("version"),
    )

    id: int | None = Field(default=None, primary_key=True)
    invitation_id: int = Field(foreign_key="invitation.id", index=True)
    version: int
    stance: str
    channel: str
    formality: str
    received: datetime = Field(sa_type=Moment)
    recorded: datetime = Field(sa_type=Moment)
    withdrawn: datetime | None = Field(default=None, sa_type=Moment)
    sender: str = ""
    message_id: int | None = Field(default=None, foreign_key="message.id")
    form_sha256: str | None = Field(default=None, foreign_key="blob.sha256")
    scan_sha256: str | None = Field(default=None, foreign_key="blob.sha256")


class Opinion(SQLModel, table=True):
    """A numbered opinion. Its stance column ties it to a reply that has opinions: a 无意见 cannot carry any.

    A part of a split opinion has its `parent_id`; `joined` is when the split was taken back: it counts no more.
    """

    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        ForeignKeyConstraint(["reply_id", "stance"], ["reply.id", "reply.stance"], name="opinion_of_an_opinion_reply"),
        CheckConstraint("stance = 'opinions'", name="stance_is_opinions"),
        UniqueConstraint("id", "round_id", name="opinion_round"),
        ForeignKeyConstraint(["parent_id", "round_id"], ["opinion.id", "opinion.round_id"], name="leaf_of_its_round"),
        there("text"),
        from_one("number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    reply_id: int = Field(index=True)
    stance: str = Stance.OPINIONS
    number: int
    parent_id: int | None = None
    joined: datetime | None = Field(default=None, sa_type=Moment)
    text: str
    place: str = ""
    original: str = ""
    proposal: str = ""
    grounds: str = ""
    clause: str = ""


class Outcome(SQLModel, table=True):
    """A verdict with what it needs, and who gave it; rows are only added, the last version counts."""

    __table_args__ = (
        UniqueConstraint("opinion_id", "version"),
        from_one("version"),
        one_of("verdict", Verdict),
        one_of("stage", Stage),
        *explained_verdict(),
    )

    id: int | None = Field(default=None, primary_key=True)
    opinion_id: int = Field(foreign_key="opinion.id", index=True)
    version: int
    verdict: str
    stage: str
    reason: str = ""
    condition: str = ""
    final_text: str = ""
    at: datetime = Field(sa_type=Moment)
    note: str = ""
    by: str = Field(default="", sa_column_kwargs={"server_default": text("''")})


class Remark(SQLModel, table=True):
    """Why a leader sent a proposed outcome back; the outcome it speaks of stays, and is proposed anew."""

    __table_args__ = (there("words"),)

    outcome_id: int = Field(foreign_key="outcome.id", primary_key=True)
    words: str
    by: str = ""
    at: datetime = Field(sa_type=Moment)


class Edit(SQLModel, table=True):
    """What a person confirmed an opinion changes in the draft: `old` at `start` of a clause becomes `new`.

    The edits of the last `version` of an opinion count, all of them; a version whose only edit has kind `none` says
    that the opinion changes nothing.  `start` and `end` count characters of the clause's text.
    """

    __table_args__ = (
        UniqueConstraint("opinion_id", "version", "ordinal"),
        from_one("version"),
        from_one("ordinal"),
        one_of("kind", Laid),
        CheckConstraint('start >= 0 AND "end" >= start', name="edit_has_its_place"),
    )

    id: int | None = Field(default=None, primary_key=True)
    opinion_id: int = Field(foreign_key="opinion.id", index=True)
    version: int
    ordinal: int
    kind: str
    anchor: str = ""
    start: int = 0
    end: int = 0
    old: str = ""
    new: str = ""
    by: str = ""
    at: datetime = Field(sa_type=Moment)


class Rejoinder(SQLModel, table=True):
    """A unit's word on the outcome of its opinion: accepted, or maintained with why; the last version counts."""

    __table_args__ = (
        UniqueConstraint("opinion_id", "version"),
        from_one("version"),
        one_of("word", Accord),
        one_of("channel", Channel),
        CheckConstraint("word <> 'maintained' OR length(trim(why)) > 0", name="why_is_there"),
    )

    id: int | None = Field(default=None, primary_key=True)
    opinion_id: int = Field(foreign_key="opinion.id", index=True)
    outcome_id: int = Field(foreign_key="outcome.id")
    version: int
    word: str
    why: str = ""
    channel: str
    sender: str = ""
    at: datetime = Field(sa_type=Moment)


class Answer(SQLModel, table=True):
    """An answer a unit has begun on its page and not sent off; `content` is its opinions as JSON.

    `version` grows with every saving, so that two browsers never overwrite one another unseen.
    """

    __table_args__ = (from_one("version"),)

    invitation_id: int = Field(foreign_key="invitation.id", primary_key=True)
    version: int
    content: str
    saved: datetime = Field(sa_type=Moment)
