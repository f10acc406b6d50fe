"""The papers that show what became of the draft: revised, clean, and old and new wording side by side."""

from datetime import datetime

from desk.case import Case, read_case
from desk.editing import RoundEdits, edits_of
from desk.office import Desk
from documents.comparison import write_comparison
from documents.outline import Gap, outline_of
from documents.redline import Revision, write_revision
from rules.edits import changes_of
from rules.summary import numbers_of

OFFICE = "起草单位"


def edits_in(case: Case) -> RoundEdits:
    """The edits of the opinions a round's documents are written from."""
    return edits_of(case.desk, case.name, case.opinions)


def revision(case: Case) -> Revision:
    """The revised draft and its clean copy, from what was confirmed so far.

    Raises:
        Refused: two confirmed edits overlap, or one does not fit the draft.
    """
    return _revised(case, edits_in(case))


def comparison(case: Case) -> bytes:
    """The table of old and new wording, from the same edits as the revised draft; raises as `revision` does."""
    edits = edits_in(case)
    clean = outline_of(_revised(case, edits).clean)
    return write_comparison(case.title, edits.outline, clean, changes_of(edits.decided), numbers_of(case.opinions))


def new_gaps(desk: Desk, name: str, now: datetime) -> tuple[Gap, ...]:
    """Where the confirmed edits leave typed numbers that do not follow one another; raises as `revision` does."""
    case = read_case(desk, name, now)
    edits = edits_in(case)
    before = {gap.sentence for gap in edits.outline.lint()}
    clean = outline_of(_revised(case, edits).clean)
    return tuple(gap for gap in clean.lint() if gap.sentence not in before)


def _revised(case: Case, edits: RoundEdits) -> Revision:
    office = case.desk.settings.office_name or OFFICE
    return write_revision(case.draft(), edits.outline, edits.decided, office, case.desk.local(case.now))
