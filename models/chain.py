"""Sealing the record: every fact not yet in the chain is added to it, and the chain is held against the record."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, String, cast, exists, insert
from sqlmodel import Session, SQLModel, col, select

from models.races import one_at_a_time
from models.tables import (
    Act,
    Blob,
    ChosenProcedure,
    Dispute,
    Edit,
    Extension,
    Head,
    Invitation,
    Letter,
    Link,
    Message,
    Negotiation,
    Opinion,
    Outcome,
    Rejoinder,
    Remark,
    Removal,
    Reply,
    Round,
    StepTaken,
    Voice,
    VoiceOutcome,
)
from rules.chain import SM3, START, Tip, digest_of, linked

AT_ONCE, FEW = 200, 20
TEXTS = {"sha256", "letter_key"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: its table, its key there, the columns that never change, and what an office calls it."""

    table: type[SQLModel]
    key: str
    columns: tuple[str, ...]
    word: str

    @property
    def name(self) -> str:
        """Its name in the chain: the table's."""
        return str(self.table.__tablename__)


@dataclass(frozen=True, slots=True)
class Broken:
    """The first fact that is not what the chain says: its number there, its kind in words, its key, what is wrong."""

    number: int
    word: str
    key: str
    wrong: str


def _whole(table: type[SQLModel]) -> tuple[str, ...]:
    return tuple(column.name for column in table.__table__.columns)  # type: ignore[attr-defined]


def _but(table: type[SQLModel], *changing: str) -> tuple[str, ...]:
    return tuple(name for name in _whole(table) if name not in changing)


KINDS = (
    Kind(Blob, "sha256", ("sha256", "content"), "文件"),
    Kind(Round, "id", ("id", "name", "title", "draft_name", "draft_sha256", "opened", "number"), "征求意见"),
    Kind(Invitation, "id", ("id", "round_id", "unit_id", "unit_name", "number", "token_hash"), "发函对象"),
    Kind(Extension, "id", _whole(Extension), "延期"),
    Kind(
        Letter,
        "id",
        ("id", "key", "round_id", "kind", "turn", "sender", "recipients", "subject", "message_id", "written"),
        "函件",
    ),
    Kind(Head, "letter_key", _whole(Head), "函件正文"),
    Kind(Message, "id", ("id", "sha256", "source", "arrived"), "来信"),
    Kind(Reply, "id", _but(Reply, "withdrawn", "formality", "scan_sha256"), "反馈"),
    Kind(Opinion, "id", _but(Opinion, "clause", "joined"), "意见"),
    Kind(Outcome, "id", _whole(Outcome), "采纳情况"),
    Kind(Remark, "outcome_id", _whole(Remark), "退回意见"),
    Kind(Edit, "id", _whole(Edit), "修改"),
    Kind(Rejoinder, "id", _whole(Rejoinder), "单位回复"),
    Kind(Negotiation, "id", _whole(Negotiation), "协商记录"),
    Kind(Dispute, "id", _whole(Dispute), "分歧"),
    Kind(ChosenProcedure, "id", _whole(ChosenProcedure), "程序"),
    Kind(StepTaken, "id", _whole(StepTaken), "程序步骤"),
    Kind(Voice, "id", _but(Voice, "clause"), "其他方面的意见"),
    Kind(VoiceOutcome, "id", _whole(VoiceOutcome), "其他方面意见的采纳情况"),
    Kind(Act, "id", _whole(Act), "操作记录"),
    Kind(Removal, "id", _whole(Removal), "清除记录"),
)
# Their bytes may go: the chain holds the hashes, and a removal says when they went.
BYTES = {"blob", "head"}
_BY_NAME = {kind.name: kind for kind in KINDS}


def rows_of(kind: Kind) -> Any:  # noqa: ANN401 - a select of columns only known here
    """The query for every fact of a kind: its key and the columns that never change."""
    return select(*(getattr(kind.table, name) for name in dict.fromkeys((kind.key, *kind.columns))))


def values_of(kind: Kind, row: Mapping[Any, Any]) -> dict[str, object]:
    """What the chain holds of a fact."""
    return {name: row[name] for name in kind.columns}


def tip(session: Session) -> Tip:
    """How far the chain has come."""
    last = session.exec(select(Link).order_by(col(Link.number).desc()).limit(1)).first()
    return Tip(last.number, last.sha256, last.sm3) if last else Tip(sm3=START if SM3 else "")


def seal(session: Session, now: datetime) -> int:
    """Add every fact that is not in the chain yet; returns how many there were."""
    one_at_a_time(session, "seal")
    at = before = tip(session)
    for kind in KINDS:
        while unsealed := _unsealed(session, kind):
            rows = []
            for key, digest in unsealed:
                at = linked(at, kind.name, key, digest)
                own = {"kind": kind.name, "row": key, "digest": digest, "at": now}
                rows.append({"number": at.number, "sha256": at.sha256, "sm3": at.sm3, **own})
            session.execute(insert(Link), rows)
    return at.number - before.number


def first_broken(session: Session) -> Broken | None:
    """Hold the whole chain against the record: the first link that is no link, or fact that changed or is gone."""
    at = Tip(sm3=START if SM3 else "")
    for links in _links(session):
        digests = _digests(session, links)
        removed = _removed(session, links)
        for link in links:
            at = linked(at, link.kind, link.row, link.digest)
            fact = link.kind, link.row
            wrong = _wrong(link, at, digests.get(fact), removed.get(fact))
            if wrong:
                return Broken(link.number, _BY_NAME[link.kind].word, link.row, wrong)
        session.expunge_all()
    return None


def _wrong(link: Link, at: Tip, found: str | None, removed: str | None) -> str:
    if link.number != at.number:
        return "链条缺号"
    if link.sha256 != at.sha256 or (SM3 and link.sm3 and link.sm3 != at.sm3):
        return "链条被改动"
    if found is None:
        return "记录不见了"
    return "" if found in {link.digest, removed} else "内容被改动"


def _links(session: Session) -> Iterator[Sequence[Link]]:
    last = 0
    while links := session.exec(select(Link).where(Link.number > last).order_by(col(Link.number)).limit(AT_ONCE)).all():
        last = links[-1].number
        yield links


def _digests(session: Session, links: Sequence[Link]) -> dict[tuple[str, str], str]:
    found = {}
    for name in {link.kind for link in links}:
        kind = _BY_NAME[name]
        keys = [link.row for link in links if link.kind == name]
        wanted = rows_of(kind).where(_key(kind).in_(keys if kind.key in TEXTS else [int(key) for key in keys]))
        for row in _read(session, wanted):
            found[name, str(row[kind.key])] = _digest(kind, row)
    return found


def _removed(session: Session, links: Sequence[Link]) -> dict[tuple[str, str], str]:
    """What a removal names among these, and the digest it has without its bytes."""
    rows = [link.row for link in links if link.kind in BYTES]
    if not rows:
        return {}
    named = session.exec(select(Removal.kind, Removal.row).where(col(Removal.row).in_(rows)))
    return {(name, row): _digest(_BY_NAME[name], {_BY_NAME[name].key: row, "content": b""}) for name, row in named}


def _unsealed(session: Session, kind: Kind) -> list[tuple[str, str]]:
    there = exists().where(col(Link.kind) == kind.name, col(Link.row) == cast(_key(kind), String))
    wanted = rows_of(kind).where(~there).order_by(_key(kind)).limit(AT_ONCE)
    return [(str(row[kind.key]), _digest(kind, row)) for row in _read(session, wanted)]


def _read(session: Session, wanted: Any) -> Iterable[RowMapping]:  # noqa: ANN401 - a select of columns only known here
    # A file may have 30 MB: so few of them lie in memory at once.
    return session.connection().execute(wanted, execution_options={"yield_per": FEW}).mappings()


def _key(kind: Kind) -> Any:  # noqa: ANN401 - a column only known here
    return col(getattr(kind.table, kind.key))


def _digest(kind: Kind, row: Mapping[Any, Any]) -> str:
    if kind.table is Blob:
        # A file is named by its bytes: what counts is that they still have that name.
        return hashlib.sha256(row["content"]).hexdigest()
    return digest_of(values_of(kind, row))
