"""What the other floors ask of the record, each query named by its question."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, or_, select

from models.register import unit_named
from models.tables import Invitation, Letter, Opinion, Outcome, Reply, Round
from rules import settling
from rules.errors import OpinionUnknown, RoundUnknown, UnitUnknown
from rules.standing import InvitationFact, LetterFact, ReplyFact, effective_reply
from rules.words import Formality, LetterKind, LetterState, RoundState, Stage, Stance, Verdict


def round_named(session: Session, name: str) -> Round:
    """The round with this short name, or RoundUnknown with the newest names there are."""
    found = session.exec(select(Round).where(Round.name == name.strip())).first()
    if found is None:
        newest = session.exec(select(Round.name).order_by(col(Round.id).desc()).limit(3)).all()
        hint = f"最近的是 {'、'.join(newest)}" if newest else "还没有发出过任何一轮"
        raise RoundUnknown(f"没有编号为“{name}”的征求意见；{hint}，可用 circulate round list 查看。")
    return found


def round_going_out(session: Session, title: str, draft: bytes) -> Round | None:
    """The round that has sent this draft under this title and was not cancelled."""
    sha256 = hashlib.sha256(draft).hexdigest()
    same = select(Round).where(Round.title == title, Round.draft_sha256 == sha256)
    return session.exec(same.where(Round.state != RoundState.CANCELLED)).first()


def open_rounds(session: Session) -> tuple[Round, ...]:
    """Every round still open, oldest first."""
    return tuple(session.exec(select(Round).where(Round.state == RoundState.OPEN).order_by(col(Round.id))))


def all_rounds(session: Session) -> tuple[Round, ...]:
    """Every round, newest first."""
    return tuple(session.exec(select(Round).order_by(col(Round.id).desc())))


def who_was_invited(session: Session, asked: Round) -> tuple[Invitation, ...]:
    """The invitations of a round in the order of the register when it opened."""
    of_round = select(Invitation).where(Invitation.round_id == asked.id)
    return tuple(session.exec(of_round.order_by(col(Invitation.number))))


def invitation_of(session: Session, asked: Round, unit: str) -> Invitation:
    """The invitation of the unit that goes by this name, or UnitUnknown where it was not asked."""
    unit_id = unit_named(session, unit).id
    of_unit = select(Invitation).where(Invitation.round_id == asked.id, Invitation.unit_id == unit_id)
    found = session.exec(of_unit).first()
    if found is None:
        raise UnitUnknown(f"“{unit}”不在 {asked.name} 的发函范围内；可用 circulate status {asked.name} 查看发函单位。")
    return found


def what_happened(session: Session, asked: Round) -> tuple[InvitationFact, ...]:
    """Every unit of a round with its letters and replies, as the rules want it, in three queries."""
    letters: dict[int, list[LetterFact]] = defaultdict(list)
    wanted = (Letter.invitation_id, Letter.kind, Letter.turn, Letter.state, Letter.sent, Letter.written, Letter.bounced)
    for invitation_id, kind, turn, state, sent, written, bounced in session.execute(
        select(*wanted).where(Letter.round_id == asked.id).order_by(col(Letter.id))  # type: ignore[call-overload]
    ):
        fact = LetterFact(LetterKind(kind), turn, LetterState(state), sent or written, bounced is not None)
        letters[invitation_id].append(fact)
    replies: dict[int, list[ReplyFact]] = defaultdict(list)
    for reply in _replies(session, asked):
        replies[reply.invitation_id].append(_fact(reply))
    return tuple(
        InvitationFact(
            unit=row.unit_name,
            due=row.due,
            letters=tuple(letters[row.id or 0]),
            replies=tuple(replies[row.id or 0]),
            withdrawn=row.withdrawn is not None,
            begun=row.begun is not None,
        )
        for row in who_was_invited(session, asked)
    )


def addresses_lost(session: Session, asked: Round) -> dict[int, frozenset[str]]:
    """For each invitation of a round, the addresses in lower case that letters came back from or were refused at."""
    refused = (col(Letter.kind) == LetterKind.INVITATION) & (col(Letter.state) == LetterState.FAILED)
    back = col(Letter.kind).in_((LetterKind.INVITATION, LetterKind.REMINDER)) & col(Letter.bounced).is_not(None)
    rows = session.exec(
        select(Letter.invitation_id, Letter.recipients).where(Letter.round_id == asked.id, or_(refused, back))
    )
    found: dict[int, frozenset[str]] = defaultdict(frozenset)
    for invitation_id, recipients in rows:
        found[invitation_id or 0] |= {recipients.split()[0].lower()}
    return found


def when_office_was_written_to(session: Session, asked: Round, kind: LetterKind) -> tuple[datetime, ...]:
    """When the letters of one kind to the office itself were written in a round, oldest first."""
    own = select(Letter.written).where(
        Letter.round_id == asked.id, Letter.kind == kind, col(Letter.invitation_id).is_(None)
    )
    return tuple(session.exec(own.order_by(col(Letter.id))))


def replies_that_count(session: Session, asked: Round, as_of: datetime | None = None) -> dict[int, Reply]:
    """For each invitation that had answered by `as_of`, the reply that counted then; by default, now."""
    by_invitation: dict[int, list[Reply]] = defaultdict(list)
    for reply in _replies(session, asked):
        if as_of is None or reply.received <= as_of:
            by_invitation[reply.invitation_id].append(reply)
    counting: dict[int, Reply] = {}
    for invitation_id, replies in by_invitation.items():
        chosen = effective_reply(_fact(reply) for reply in replies)
        if chosen is not None:
            counting[invitation_id] = next(reply for reply in replies if reply.id == chosen.id)
    return counting


def opinions_that_count(session: Session, asked: Round, as_of: datetime | None = None) -> tuple[settling.Opinion, ...]:
    """The opinions of the replies that count, each with its latest outcome; a split one's parts stand in its place."""
    units = {row.id: row.unit_name for row in who_was_invited(session, asked) if row.withdrawn is None}
    speaker = {
        reply.id: units[invitation_id]
        for invitation_id, reply in replies_that_count(session, asked, as_of).items()
        if invitation_id in units
    }
    rows = _opinions(session, asked)
    known = {row.id: row for row in rows}
    split = {row.parent_id for row in rows}
    outcomes = latest_outcomes(session, asked)
    found = [
        settling.Opinion(
            number=row.number,
            unit=speaker[row.reply_id],
            text=row.text,
            clause=row.clause or row.place,
            outcome=outcomes.get(row.id),
            parent=_as_received(row, known) if row.parent_id else None,
        )
        for row in rows
        if row.reply_id in speaker and row.id not in split
    ]
    return tuple(sorted(found, key=lambda opinion: opinion.rank))


def counted(session: Session, asked: Round, number: int, counting: Collection[int]) -> Opinion:
    """The opinion with this number if it is among those that count.

    Raises:
        OpinionUnknown: there is none, it was split or joined, or a later reply has replaced it.
    """
    opinion = opinion_numbered(session, asked, number)
    if number in counting:
        return opinion
    if opinion.joined:
        raise OpinionUnknown(f"{asked.name} 第 {number} 条意见已并回原意见，不再单独处理。")
    parts = select(Opinion.number).where(Opinion.parent_id == opinion.id, col(Opinion.joined).is_(None))
    listed = "、".join(str(part) for part in session.exec(parts.order_by(col(Opinion.number))))
    if listed:
        raise OpinionUnknown(f"{asked.name} 第 {number} 条意见已拆分，请分别处理第 {listed} 条。")
    raise OpinionUnknown(f"{asked.name} 第 {number} 条意见已被该单位后来的反馈取代，不再处理。")


def opinion_numbered(session: Session, asked: Round, number: int) -> Opinion:
    """The opinion with this number in the round, or OpinionUnknown with the numbers there are."""
    found = session.exec(select(Opinion).where(Opinion.round_id == asked.id, Opinion.number == number)).first()
    if found is None:
        last = session.exec(select(func.max(Opinion.number)).where(Opinion.round_id == asked.id)).one()
        hint = f"编号从 1 到 {last}" if last else "这一轮还没有收到意见"
        raise OpinionUnknown(
            f"{asked.name} 没有第 {number} 条意见；{hint}，可用 circulate opinions {asked.name} 查看。"
        )
    return found


class _Row(NamedTuple):
    """What is asked of an opinion for the count; rows of the table's own class would cost three times as much."""

    id: int
    number: int
    reply_id: int
    parent_id: int | None
    text: str
    clause: str
    place: str


def _opinions(session: Session, asked: Round) -> list[_Row]:
    wanted = (getattr(Opinion, name) for name in _Row._fields)
    of_round = select(*wanted).where(Opinion.round_id == asked.id, col(Opinion.joined).is_(None))
    return [_Row(*row) for row in session.execute(of_round.order_by(col(Opinion.number)))]


def _as_received(row: _Row, known: Mapping[int, _Row]) -> int:
    """The number of the opinion as received that a part, or a part's part, belongs to."""
    while row.parent_id:
        row = known[row.parent_id]
    return row.number


def latest_outcomes(session: Session, asked: Round) -> dict[int, settling.Outcome]:
    """The outcome each opinion of a round has now; those never settled are left out."""
    wanted = (Outcome.opinion_id, Outcome.verdict, Outcome.stage, Outcome.reason, Outcome.condition, Outcome.final_text)
    rows = session.execute(
        select(*wanted)  # type: ignore[call-overload]
        .join(Opinion, col(Opinion.id) == col(Outcome.opinion_id))
        .where(Opinion.round_id == asked.id)
        .order_by(col(Outcome.version))
    )
    last = {opinion_id: given for opinion_id, *given in rows}
    return {opinion_id: outcome_of(*given) for opinion_id, given in last.items()}


def outcome_of(verdict: str, stage: str, *words: str) -> settling.Outcome:
    """An outcome as the rules speak of it; the words are its reason, condition and final text."""
    return settling.Outcome(Verdict(verdict), Stage(stage), *words)


@dataclass(frozen=True, slots=True)
class LastLetter:
    """How often a unit was chased, and when it was last written to."""

    reminders: int
    at: datetime | None


def how_often_chased(fact: InvitationFact) -> LastLetter:
    """The reminders a unit was sent and the moment of the last letter that left."""
    left = [letter for letter in fact.letters if letter.state is LetterState.SENT]
    chasing = {LetterKind.REMINDER, LetterKind.ESCALATION}
    return LastLetter(sum(letter.kind in chasing for letter in left), max((letter.at for letter in left), default=None))


def _replies(session: Session, asked: Round) -> list[Reply]:
    joined = select(Reply).join(Invitation, col(Invitation.id) == col(Reply.invitation_id))
    return list(session.exec(joined.where(Invitation.round_id == asked.id).order_by(col(Reply.version))))


def _fact(reply: Reply) -> ReplyFact:
    return ReplyFact(
        id=reply.id or 0,
        stance=Stance(reply.stance),
        formality=Formality(reply.formality),
        received=reply.received,
        withdrawn=reply.withdrawn is not None,
    )
