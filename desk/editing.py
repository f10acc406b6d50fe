"""What opinions change in the draft: proposed by the program, confirmed by a person, before anything is applied."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.anchoring import SURE, anchor_opinions, clause_called, draft_of
from desk.office import Desk
from documents.laying import Proposal, added, check, proposal_of, removed, reworded
from documents.outline import Outline
from models.edits import confirmed_edits, held_for_editing, keep_edits
from models.queries import opinions_that_count, round_named
from rules.anchors import Anchored, Unlaid
from rules.edits import CHANGING, NO_EDIT, Clash, Decided, LaidEdit, changes_of, clashes, refuse_clashes
from rules.errors import OpinionUnknown, Refused
from rules.settling import Opinion, Outcome
from rules.words import VERDICT_WORDS, Stage, Verdict

_LEAVING = frozenset({Verdict.REJECTED, Verdict.EXPLAINED, Verdict.WITHDRAWN})
WHAT = "认定改动"


@dataclass(frozen=True, slots=True)
class OpinionEdits:
    """An opinion with what it is proposed to change and what a person confirmed; `left` is for a person to read."""

    decided: Decided
    proposal: Proposal
    left: tuple[Unlaid, ...] = ()

    @property
    def opinion(self) -> Opinion:
        """The opinion with its outcome."""
        return self.decided.opinion


@dataclass(frozen=True, slots=True)
class RoundEdits:
    """The edits of a round: every opinion that counts, the draft they are laid on, and which of them overlap."""

    opinions: tuple[OpinionEdits, ...]
    outline: Outline

    @property
    def decided(self) -> tuple[Decided, ...]:
        """What the revised draft is written from."""
        return tuple(each.decided for each in self.opinions)

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the adopted opinions that nobody has said the edit of."""
        return tuple(each.opinion.number for each in self.opinions if each.decided.missing)

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """The edits that cannot both be made."""
        return clashes(changes_of(self.decided))

    def label(self, anchor: str) -> str:
        """How people cite a clause."""
        return self.outline.clauses[self.outline.at[anchor]].label if anchor in self.outline.at else anchor


def edits_of(desk: Desk, name: str, opinions: Sequence[Opinion] | None = None) -> RoundEdits:
    """The edits of every opinion that counts, or of these, or RoundUnknown."""
    anchored = {each.number: each for each in anchor_opinions(desk, name)}
    with desk.store.read() as session:
        asked = round_named(session, name)
        outline = draft_of(session, asked).outline
        confirmed = confirmed_edits(session, asked)
        given = opinions_that_count(session, asked) if opinions is None else opinions
    return RoundEdits(tuple(_edits(one, anchored.get(one.number), confirmed, outline) for one in given), outline)


def confirm_edits(  # noqa: PLR0913 - who confirms what, when
    desk: Desk, name: str, number: int, edits: Sequence[LaidEdit], by: str, now: datetime
) -> tuple[LaidEdit, ...]:
    """Keep what an opinion changes; whatever was confirmed before is replaced.

    Raises:
        RoundUnknown, OpinionUnknown, RoundNotOpen.
        Refused: an edit does not fit the draft, overlaps another opinion's, or the verdict leaves the draft alone.
    """
    before = edits_of(desk, name)
    one = _numbered(before, name, number)
    check(edits, before.outline, number)
    if tuple(edits) != NO_EDIT and one.opinion.verdict in _LEAVING:
        word = VERDICT_WORDS[one.opinion.verdict]
        raise Refused(f"第 {number} 条意见的处理是“{word}”，不改动征求意见稿；要改，请先用 circulate settle 更改处理。")
    with desk.store.write() as session:
        asked = held_for_editing(session, round_named(session, name))
        others = _with_confirmed(before.decided, confirmed_edits(session, asked))
        refuse_clashes(changes_of(_if_adopted(others, number, tuple(edits))), before.label)
        keep_edits(session, asked, {number: edits}, by, now)
    return tuple(edits)


def confirm_proposed(desk: Desk, name: str, number: int, by: str, now: datetime) -> tuple[LaidEdit, ...]:
    """Keep what is proposed for an opinion as it is."""
    found = _numbered(edits_of(desk, name), name, number)
    if not found.proposal.edits:
        raise Refused(
            f"第 {number} 条意见里没有读出对文字的修改；请用 --clause、--after 或 --delete 写明，"
            "或用 --none 表示不改动。"
        )
    return confirm_edits(desk, name, number, found.proposal.edits, by, now)


def no_edit(desk: Desk, name: str, number: int, by: str, now: datetime) -> None:
    """Keep that an opinion changes no words."""
    confirm_edits(desk, name, number, NO_EDIT, by, now)


def confirm_sure(desk: Desk, name: str, above: float, by: str, now: datetime) -> tuple[int, ...]:
    """Keep the proposals of adopted opinions not confirmed yet that are at least so sure; returns their numbers.

    What needs a person stays: suggestions read only in part, whole clauses that go, edits that overlap others.
    """
    edits = edits_of(desk, name)
    sure = {each.opinion.number: each.proposal.edits for each in edits.opinions if is_sure(each, above)}
    with desk.store.write() as session:
        asked = held_for_editing(session, round_named(session, name))
        confirmed = confirmed_edits(session, asked)
        sure = {number: found for number, found in sure.items() if number not in confirmed}
        while clashing := _clashing(_with_confirmed(edits.decided, {**sure, **confirmed})) & sure.keys():
            sure = {number: found for number, found in sure.items() if number not in clashing}
        keep_edits(session, asked, sure, by, now)
    return tuple(sure)


@dataclass(frozen=True, slots=True)
class Typed:
    """Edits as a clerk types them, clauses as people cite them; each list in step.

    reworded: clause, words, new words.  added: clause, text of the paragraph behind it.  removed: clauses.
    """

    reworded: tuple[tuple[str, str, str], ...] = ()
    added: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()


def typed_edits(desk: Desk, name: str, typed: Typed) -> tuple[LaidEdit, ...]:
    """What a clerk typed as edits of the draft.

    Raises:
        RoundUnknown.
        ClauseUnknown: the draft has no such clause, or several.
        Refused: the clause has no such words, or has them several times.
    """
    with desk.store.read() as session:
        finder = draft_of(session, round_named(session, name))
    edits = [reworded(clause_called(clause, finder), old, new) for clause, old, new in typed.reworded]
    edits += [added(clause_called(clause, finder), text) for clause, text in typed.added]
    gone = [edit for clause in typed.removed for edit in removed(clause_called(clause, finder), finder.outline)]
    return tuple(dict.fromkeys([*edits, *gone]))


def _edits(
    one: Opinion, read: Anchored | None, confirmed: Mapping[int, tuple[LaidEdit, ...]], outline: Outline
) -> OpinionEdits:
    places = read.places if read else ()
    anchors = tuple(dict.fromkeys(place.best.anchor for place in places if place.best.confidence >= SURE))
    final = one.outcome.final_text.strip() if one.outcome else ""
    proposal = proposal_of(read.edits if read else (), final, anchors, outline)
    return OpinionEdits(Decided(one, anchors, confirmed.get(one.number, ())), proposal, read.left if read else ())


def _numbered(edits: RoundEdits, name: str, number: int) -> OpinionEdits:
    for each in edits.opinions:
        if each.opinion.number == number:
            return each
    raise OpinionUnknown(f"{name} 没有第 {number} 条意见，或它已不计入；可用 circulate opinions {name} 查看。")


def is_sure(each: OpinionEdits, above: float) -> bool:
    """Whether an adopted opinion is read wholly and surely, and takes out no clause with all below it."""
    if each.opinion.verdict is not Verdict.ADOPTED or not each.decided.missing or each.left:
        return False
    return bool(each.proposal.edits) and each.proposal.confidence >= above and not each.proposal.whole


def _with_confirmed(decided: Iterable[Decided], confirmed: Mapping[int, tuple[LaidEdit, ...]]) -> tuple[Decided, ...]:
    return tuple(replace(one, edits=confirmed.get(one.opinion.number, ())) for one in decided)


def _clashing(decided: Iterable[Decided]) -> set[int]:
    """The numbers of the opinions whose edits overlap."""
    found = clashes(changes_of(decided))
    return {opinion.number for clash in found for side in (clash.one, clash.other) for opinion in side.opinions}


def _if_adopted(decided: Iterable[Decided], number: int, edits: tuple[LaidEdit, ...]) -> Iterator[Decided]:
    """The opinions as they would be if this one were adopted with these edits."""
    for one in decided:
        if one.opinion.number != number:
            yield one
        elif one.opinion.verdict in CHANGING:
            yield replace(one, edits=edits)
        else:
            adopted = replace(one.opinion, outcome=Outcome(Verdict.ADOPTED, Stage.PROPOSED))
            yield replace(one, opinion=adopted, edits=edits)
