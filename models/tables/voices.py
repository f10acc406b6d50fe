"""Opinions that come from nobody who was asked: leaders, meetings, legal review, experts, the public."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.types import Moment, explained_verdict, from_one, one_of, there
from rules.words import Stage, Verdict, VoiceKind


class Voice(SQLModel, table=True):
    """One opinion heard beside the round: from whom, when and where; `number` counts within the round."""

    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        from_one("number"),
        one_of("kind", VoiceKind),
        there("name"),
        there("text"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    number: int
    kind: str
    name: str
    occasion: str = ""
    text: str
    clause: str = ""
    heard: datetime = Field(sa_type=Moment)
    by: str = ""
    at: datetime = Field(sa_type=Moment)


class VoiceOutcome(SQLModel, table=True):
    """What became of a voice's opinion; rows are only added, the last version counts."""

    __tablename__ = "voice_outcome"
    __table_args__ = (
        UniqueConstraint("voice_id", "version"),
        from_one("version"),
        one_of("verdict", Verdict),
        one_of("stage", Stage),
        *explained_verdict(),
    )

    id: int | None = Field(default=None, primary_key=True)
    voice_id: int = Field(foreign_key="voice.id", index=True)
    version: int
    verdict: str
    stage: str
    reason: str = ""
    condition: str = ""
    final_text: str = ""
    by: str = ""
    at: datetime = Field(sa_type=Moment)
