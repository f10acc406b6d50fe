"""Whatever can happen in a round, made up at random."""

from datetime import datetime, time, timedelta

from hypothesis import strategies as st

from rules.reminders import ReminderPolicy
from rules.settling import Opinion, Outcome
from rules.standing import InvitationFact, LetterFact, ReplyFact, effective_reply
from rules.words import Formality, LetterKind, LetterState, Stage, Stance, Verdict
from tests.rules.facts import at

START = at("2026-08-17 00:00")
HOURS = 90 * 24

days = st.dates(at("2025-06-01").date(), at("2027-06-30").date())
moments = st.integers(0, HOURS).map(lambda hours: START + timedelta(hours=hours))
letters = st.builds(
    LetterFact,
    st.sampled_from([LetterKind.INVITATION, LetterKind.INVITATION, *LetterKind]),
    st.integers(1, 6),
    st.sampled_from([LetterState.SENT, LetterState.SENT, LetterState.SENT, *LetterState]),
    moments,
    st.sampled_from([False, False, False, True]),
)
replies = st.builds(
    ReplyFact, st.integers(1, 9), st.sampled_from(Stance), st.sampled_from(Formality), moments, st.booleans()
)
outcomes = st.none() | st.builds(Outcome, st.sampled_from(Verdict), st.sampled_from(Stage))
policies = st.builds(
    ReminderPolicy,
    after_sending=st.lists(st.integers(1, 15), max_size=3).map(tuple),
    before_due=st.lists(st.integers(1, 5), max_size=2).map(tuple),
    on_due=st.booleans(),
    after_due=st.lists(st.integers(1, 10), max_size=3).map(tuple),
    cap=st.integers(0, 6),
    gap=st.integers(0, 4),
    escalate_after=st.none() | st.integers(1, 10),
    hours=st.sampled_from([(time(8, 30), time(17, 30)), (time(0), time(23, 59)), (time(11, 50), time(13))]),
)


def invitations(unit: str = "市财政局") -> st.SearchStrategy[InvitationFact]:
    """One unit with any letters and replies, as likely as not to make sense."""
    return st.builds(
        InvitationFact,
        st.just(unit),
        moments,
        st.lists(letters, max_size=5).map(tuple),
        st.lists(replies, max_size=3, unique_by=lambda reply: reply.id).map(tuple),
        st.sampled_from([False, False, False, True]),
    )


def _arrived(due: datetime, hours: int, more: list[LetterFact]) -> InvitationFact:
    invitation = LetterFact(LetterKind.INVITATION, 1, LetterState.SENT, START + timedelta(hours=hours))
    return InvitationFact("市财政局", due, (invitation, *more))


def silent_invitations() -> st.SearchStrategy[InvitationFact]:
    """One unit that was reached in the round's first fortnight and has said nothing since."""
    return st.builds(_arrived, moments, st.integers(0, 14 * 24), st.just([]))


def chased_invitations() -> st.SearchStrategy[InvitationFact]:
    """The same with a past: letters of any kind, some of which bounced or never left."""
    return st.builds(_arrived, moments, st.integers(0, 14 * 24), st.lists(letters, max_size=3))


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[InvitationFact], list[Opinion]]:
    """A round whose units have opinions exactly where the reply that counts says so."""
    units = [draw(invitations(f"单位{place}")) for place in range(draw(st.integers(0, 6)))]
    opinions: list[Opinion] = []
    for fact in units:
        reply = effective_reply(fact.replies)
        if reply is None or reply.stance is Stance.NO_COMMENT or fact.withdrawn:
            continue
        for outcome in draw(st.lists(outcomes, min_size=1, max_size=3)):
            opinions.append(Opinion(len(opinions) + 1, fact.unit, f"意见{len(opinions) + 1}", outcome=outcome))
    return units, draw(st.permutations(opinions))
