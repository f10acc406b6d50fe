"""The drafting note of a round: what the record, the draft and the checklist know; the rest is for a person."""

from sqlmodel import Session

from desk.anchoring import draft_of
from desk.case import Case, case_of
from desk.disputing import reactions_in
from documents.note import DraftingNote
from documents.note_docx import write_note
from models.procedures import procedure_of, taken_of
from models.queries import round_named
from models.rejoinders import called_in, without_comment
from models.rounds import round_before
from models.tables import Round
from rules.anchors import ClauseKind
from rules.disputes import OPPOSED, Reaction
from rules.procedures import Checked, StepState, checklist
from rules.summary import plain_title

TITLE = "起草说明"
_MAIN_PARTS = (ClauseKind.CHAPTER, ClauseKind.PART, ClauseKind.FIRST)
_ANNEX = "附件"


def note_of(case: Case) -> DraftingNote:
    """The drafting note of a round as it was read, with what is to be told of the rounds before it."""
    with case.desk.store.read() as session:
        return _noted(session, case)


def _noted(session: Session, case: Case, content: frozenset[int] = frozenset()) -> DraftingNote:
    """The same; the units with these ids have no comment on a later draft, and so oppose nothing any more."""
    asked = round_named(session, case.name)
    before, quiet = round_before(session, asked), content | without_comment(session, asked)
    procedure = procedure_of(session, asked)
    steps = checklist(procedure, taken_of(session, asked)) if procedure else ()
    towards = reactions_in(case.desk, session, asked, case.now)
    clauses = draft_of(session, asked).outline.clauses
    named = called_in(session, asked, content)
    opposed = tuple(one for one in towards if one.reaction in OPPOSED and one.unit not in named)
    headings = {
        kind: tuple(c.title for c in clauses if c.kind is kind and c.title and not c.anchor.startswith(_ANNEX))
        for kind in _MAIN_PARTS
    }
    office = case.desk.settings
    return DraftingNote(
        office=office.office_name,
        contact=office.office_contact,
        phone=office.office_phone,
        title=plain_title(case.title),
        parts=next((titles for titles in headings.values() if len(titles) > 1), ()),
        opened=case.opened,
        ledger=case.ledger,
        silence=case.table.heading.silence,
        units=tuple(fact.unit for fact in case.facts),
        opinions=case.opinions,
        reactions=tuple(one.reaction for one in towards),
        maintained=tuple((one.number, one.why) for one in opposed),
        steps=tuple(said for step in steps if (said := _done(step))),
        facts=case.policy.note,
        zone=case.zone,
        disputed=tuple(
            (one.number, one.history.dispute)
            for one in opposed
            if one.reaction is Reaction.DISPUTED and one.history.dispute
        ),
        before=_noted(session, _as_it_ended(case, session, before), quiet) if before else None,
    )


def write(case: Case) -> bytes:
    """The note as a .docx."""
    return write_note(note_of(case), case.templates)


def _as_it_ended(case: Case, session: Session, before: Round) -> Case:
    return case_of(case.desk, session, before, min(before.closed or case.now, case.now))


def _done(step: Checked) -> str:
    if step.taken is None or step.state is StepState.OPEN:
        return ""
    done = "已办理" if step.state is StepState.DONE else "不适用"
    return f"{step.step.words}：{done}（{step.taken.evidence.rstrip('。')}）。"
