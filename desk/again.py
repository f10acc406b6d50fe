"""A further round on the revised draft: to all or those concerned, with what is still open travelling along."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from desk.anchoring import draft_of
from desk.disputing import opposed_in
from desk.office import Desk
from desk.opening import Request, choose_units
from documents.file_names import safe_name
from documents.finder import Finder
from models.queries import opinions_that_count, round_named, who_was_invited
from models.rejoinders import called_in, without_comment
from models.rounds import round_before
from models.tables import Round
from rules import again
from rules.anchors import CLAUSE_JOIN
from rules.errors import Refused
from rules.policy import Policy, policy_of
from rules.summary import plain_title
from rules.words import RoundState, Verdict

CONCERNED = "concerned"
EVERYONE = "all"
OURS = frozenset({"clean.docx", "revised.docx"})


@dataclass(frozen=True, slots=True)
class Carried:
    """An opinion of the round before that is still open.

    clause: the clause of the new draft it speaks of, empty where that is gone.  before: the clause of the old one.
    why: why the unit maintains it, empty where it has no verdict yet.
    """

    number: int
    unit: str
    text: str
    verdict: Verdict
    before: str
    clause: str
    why: str


def ask_again(desk: Desk, name: str, request: Request, units: str | Sequence[str]) -> Request:
    """The request for a round that follows another: its units chosen, the round before named.

    Args:
        desk: the office.
        name: the round before.
        request: title, draft and due moment of the new round, its policy or nothing for that of the round before; its
            units are replaced.
        units: `all` of the round before, `concerned` alone, a category, or names.

    Raises:
        RoundUnknown, UnitUnknown, NotFound.
        Refused: the round before was cancelled, or nobody is concerned.
    """
    with desk.store.read() as session:
        before = round_named(session, name)
        if before.state == RoundState.CANCELLED:
            raise Refused(f"{name} 已取消，不能在它的基础上再次征求意见；请用 circulate round open 另发一轮。")
        asked = _asked(desk, session, before, units) if isinstance(units, str) else tuple(units)
    if units == CONCERNED and not asked:
        raise Refused(f"{name} 没有意见未被采纳或仍有分歧的单位；如需再发全部单位，请用 --units all。")
    chosen = choose_units(desk, asked or units)
    policy = request.policy or _policy_after(before).to_json()
    return replace(request, draft_name=_own_name(request), units=chosen, policy=policy, previous=name)


def _own_name(request: Request) -> str:
    """No unit is sent a file by the name our own folder of documents has for it."""
    return (
        safe_name(f"{plain_title(request.title)}（修改稿）.docx") if request.draft_name in OURS else request.draft_name
    )


def carried(desk: Desk, name: str) -> tuple[Carried, ...]:
    """The opinions of the round before that are still open, by number, at their clauses of this round's draft.

    Nothing where the round follows none. Raises RoundUnknown or DraftUnreadable.
    """
    with desk.store.read() as session:
        asked = round_named(session, name)
        before = round_before(session, asked)
        if before is None:
            return ()
        old, new = draft_of(session, before), draft_of(session, asked)
        content = called_in(session, before, without_comment(session, asked))
        why = opposed_in(desk, session, before)
        return tuple(
            Carried(o.number, o.unit, o.text, o.verdict, o.clause, _moved(o.clause, old, new), why.get(o.number, ""))
            for o in opinions_that_count(session, before)
            if again.travels(o, why, content)
        )


def previous(desk: Desk, name: str) -> str:
    """The short name of the round whose draft this one revises, empty where there is none."""
    with desk.store.read() as session:
        asked = round_named(session, name)
        before = round_before(session, asked)
        return before.name if before else ""


@dataclass(frozen=True, slots=True)
class Start:
    """What a round that follows another begins from: its name, title and policy, and the units to ask first of all."""

    name: str
    title: str
    units: tuple[str, ...]
    policy: Policy


def start(desk: Desk, name: str) -> Start:
    """Those concerned, or everyone who was asked where nobody is; raises RoundUnknown."""
    with desk.store.read() as session:
        before = round_named(session, name)
        units = _asked(desk, session, before, CONCERNED) or _asked(desk, session, before, EVERYONE)
        return Start(before.name, before.title, units, _policy_after(before))


def _policy_after(before: Round) -> Policy:
    """The same as before, but for the number of its letter."""
    return replace(policy_of(before.policy), number="")


def _asked(desk: Desk, session: Session, before: Round, units: str) -> tuple[str, ...]:
    """Names where the word speaks of the round before; nothing where it is a category of the register."""
    if units == EVERYONE:
        return tuple(row.unit_name for row in who_was_invited(session, before) if row.withdrawn is None)
    if units == CONCERNED:
        return again.concerned(opinions_that_count(session, before), opposed_in(desk, session, before))
    return ()


def _moved(label: str, old: Finder, new: Finder) -> str:
    """The clauses of the new draft that those of the old one have become; labels of both as people cite them."""
    stood = {clause.fingerprint for clause in old.outline.clauses}
    found = []
    for each in label.split(CLAUSE_JOIN):
        was = old.outline.labelled(each)
        now = new.outline.find(was.anchor) if was else None
        # Where another clause's words have moved up into the place, the clause that stood there is gone.
        if was and now and (now.fingerprint == was.fingerprint or now.fingerprint not in stood):
            found.append(now.label)
    return CLAUSE_JOIN.join(found)
