"""The papers that show what became of the draft: revised, clean, and old and new wording side by side."""

from desk.case import Case
from desk.editing import RoundEdits, edits_of
from documents.redline import Revision, write_revision

OFFICE = "起草单位"


def edits_in(case: Case) -> RoundEdits:
    """The edits of the opinions a round's documents are written from."""
    return edits_of(case.desk, case.name, case.opinions)


def revision(case: Case) -> Revision:
    """The revised draft and its clean copy, from what was confirmed so far.

    Raises:
        Refused: two confirmed edits overlap, or one does not fit the draft.
    """
    edits = edits_in(case)
    office = case.desk.settings.office_name or OFFICE
    return write_revision(case.draft(), edits.outline, edits.decided, office, case.desk.local(case.now))
