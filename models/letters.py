"""What becomes of a letter beyond the server's word: by evidence that it arrived, or because a person says so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select, update

from models.files import refuse_removed
from models.pauses import queue_again
from models.races import hold
from models.rounds import CHASING
from models.tables import Invitation, Letter, Reply, Round
from rules.errors import NoLongerAsked, NotFound, Refused, RoundNotOpen
from rules.words import LETTER_STATE_WORDS, Fault, LetterKind, LetterState, RoundState

TO_THE_UNIT = (LetterKind.INVITATION, LetterKind.REMINDER)
AGAIN = frozenset({LetterState.FAILED, LetterState.UNCERTAIN, LetterState.CANCELLED})
NOBODY = "（本单位）"
UNKNOWN = "没有第 {} 号函件；编号见 circulate letters 列表的第一列。"


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter as the outbox knows it. `unit` is the office itself where the letter goes to no unit.

    at: when it was sent, else when it is tried next, was tried last, or was written.
    """

    id: int
    round: str
    unit: str
    kind: LetterKind
    turn: int
    state: LetterState
    at: datetime
    address: str
    answer: str
    message_id: str
    bounced: bool


@dataclass(frozen=True, slots=True)
class Unreachable:
    """An address of a unit that no letter can reach, in the words of the server that said so."""

    unit: str
    address: str
    words: str


def posted_in(session: Session, round_id: int) -> tuple[Posted, ...]:
    """The letters of a round in the order they were written."""
    return _listed(session, col(Letter.round_id) == round_id)


def posted_to(session: Session, invitations: Collection[int]) -> tuple[Posted, ...]:
    """The letters to these units, in the order they were written."""
    return _listed(session, col(Letter.invitation_id).in_(invitations))


def posted(session: Session, number: int) -> Posted:
    """One letter by its number.

    Raises:
        NotFound: there is no such letter.
    """
    found = _listed(session, col(Letter.id) == number)
    if not found:
        raise NotFound(UNKNOWN.format(number))
    return found[0]


def unreachable(session: Session, round_id: int) -> tuple[Unreachable, ...]:
    """The units whose last letter failed for its address or came back, in the order of the round."""
    last = select(func.max(Letter.id)).where(Letter.round_id == round_id, col(Letter.kind).in_(TO_THE_UNIT))
    rows = session.execute(
        select(Invitation.unit_name, Letter.recipients, Letter.answer)
        .join(Invitation, col(Invitation.id) == col(Letter.invitation_id))
        .where(col(Letter.id).in_(last.group_by(col(Letter.invitation_id))), col(Invitation.withdrawn).is_(None))
        .where(col(Letter.bounced).is_not(None) | col(Letter.fault).in_((Fault.ADDRESS, Fault.PATIENCE)))
        .order_by(col(Invitation.number))
    )
    return tuple(Unreachable(unit, recipients.split()[0], words) for unit, recipients, words in rows)


def arrived(session: Session, message_ids: Collection[str]) -> int | None:
    """Something that names one of these letters proves that it left; returns whose invitation the first is.

    A delivery that was still uncertain is settled; anything else stays as it is.
    """
    ours = col(Letter.message_id).in_(list(message_ids))
    left = func.coalesce(col(Letter.claimed), col(Letter.written))
    uncertain = col(Letter.state) == LetterState.UNCERTAIN
    session.exec(update(Letter).where(ours, uncertain).values(state=LetterState.SENT, sent=left))
    return session.exec(select(Letter.invitation_id).where(ours).order_by(col(Letter.id))).first()


def ours(session: Session, message_ids: Collection[str]) -> frozenset[tuple[str, str]]:
    """Which of these Message-IDs are those of our own letters, each with the address it was sent from."""
    found = select(Letter.message_id, func.lower(Letter.sender)).where(col(Letter.message_id).in_(message_ids))
    return frozenset((message_id, sender) for message_id, sender in session.exec(found))


def send_again(session: Session, number: int) -> LetterState:
    """Queue a letter once more, its bytes and Message-ID unchanged; returns the state it was in.

    Raises:
        NotFound: there is no such letter.
        Refused: it waits or has left, its round is over, or its unit has answered and is chased no more.
    """
    letter = _held(session, number)
    state = LetterState(letter.state)
    if state not in AGAIN:
        come_back = "但被退回；请在单位表中更换邮箱后重新导入，系统会另发新函" if letter.bounced else "不必再发"
        raise Refused(f"第 {number} 号函件{LETTER_STATE_WORDS[state]}，{come_back}。")
    _refuse_unwanted(session, letter)
    refuse_removed(session, "head", letter.key)
    queue_again(letter)
    return state


def sent_after_all(session: Session, number: int) -> None:
    """A person knows that an uncertain letter arrived.

    Raises:
        NotFound: there is no such letter.
        Refused: nothing is uncertain about it.
    """
    letter = _held(session, number)
    if letter.state != LetterState.UNCERTAIN:
        word = LETTER_STATE_WORDS[LetterState(letter.state)]
        raise Refused(f"第 {number} 号函件{word}，只有“结果待核实”的函件才能标为已发。")
    letter.state, letter.sent = LetterState.SENT, letter.claimed or letter.written
    letter.answer = f"人工确认已发；{letter.answer}"


def _held(session: Session, number: int) -> Letter:
    round_id = session.exec(select(Letter.round_id).where(Letter.id == number)).first()
    if round_id is None:
        raise NotFound(UNKNOWN.format(number))
    hold(session, round_id)
    wanted = select(Letter).where(Letter.id == number)
    return session.exec(wanted.with_for_update().execution_options(populate_existing=True)).one()


def _refuse_unwanted(session: Session, letter: Letter) -> None:
    its_round = session.get_one(Round, letter.round_id)
    over = its_round.state == RoundState.CANCELLED or (its_round.state == RoundState.CLOSED and letter.kind in CHASING)
    if over:
        raise RoundNotOpen(f"{its_round.name} 已经结束，第 {letter.id} 号函件不再发出。")
    invited = session.get(Invitation, letter.invitation_id) if letter.invitation_id else None
    if invited and invited.withdrawn is not None:
        raise NoLongerAsked(f"已撤回对“{invited.unit_name}”的征求，第 {letter.id} 号函件不再发出。")
    replied = select(Reply.id).where(Reply.invitation_id == letter.invitation_id, col(Reply.withdrawn).is_(None))
    if letter.kind in CHASING and session.exec(replied).first() is not None:
        raise Refused(f"该单位已经反馈，第 {letter.id} 号函件是催办，不再发出。")


def _listed(session: Session, which: ColumnElement[bool]) -> tuple[Posted, ...]:
    joined = (
        select(Letter, Invitation.unit_name, Round.name)
        .join(Round, col(Round.id) == col(Letter.round_id))
        .join(Invitation, col(Invitation.id) == col(Letter.invitation_id), isouter=True)
    )
    rows = session.exec(joined.where(which).order_by(col(Letter.id)))
    return tuple(_posted(letter, unit or NOBODY, name) for letter, unit, name in rows)


def _posted(letter: Letter, unit: str, name: str) -> Posted:
    return Posted(
        id=letter.id or 0,
        round=name,
        unit=unit,
        kind=LetterKind(letter.kind),
        turn=letter.turn,
        state=LetterState(letter.state),
        at=letter.sent or letter.next_at or letter.claimed or letter.written,
        address=letter.recipients.split()[0],
        answer=letter.answer,
        message_id=letter.message_id,
        bounced=letter.bounced is not None,
    )
