"""The draft sent back: a copy with marks is the unit's opinions, one without says nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from documents.any_form import Unread
from documents.marked_draft import marked_in, opinion_of, sent_draft
from models.files import content_of
from models.tables import Invitation, Round
from rules.filing import OpinionEntry

READ = "意见是从送回的征求意见稿的修订、批注和改动中读出的，请核对。"
BESIDE = "除反馈表外，另附的征求意见稿也有修订、批注或改动，请核对其中是否还有意见。"


@dataclass(frozen=True, slots=True)
class Copies:
    """What files that are no forms come to: opinions marked in copies of the draft, and why the others say nothing."""

    opinions: tuple[OpinionEntry, ...] = ()
    unread: tuple[str, ...] = ()


def copies_among(session: Session, invitation: Invitation, files: Sequence[Unread]) -> Copies:
    """Tell the copies of the round's draft from the other files that came with a reply."""
    opinions, unread = list[OpinionEntry](), list[str]()
    for file in files:
        changes = None
        if file.passages:
            asked = session.get_one(Round, invitation.round_id)
            changes = marked_in(file.passages, sent_draft(content_of(session, asked.draft_sha256)))
        if changes is None:
            unread.append(file.why)
        else:
            opinions += map(opinion_of, changes)
    return Copies(tuple(opinions), tuple(unread))


def note_on(copies: Copies, *, has_form: bool) -> str:
    """What a person should know about a reply whose opinions were marked in the draft, or are there as well."""
    return "" if not copies.opinions else BESIDE if has_form else READ
