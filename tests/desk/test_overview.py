"""The lean overview of a round says what the full view says, whatever has happened."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from desk import approving, filing, overview, splitting
from desk.filing import Entered
from desk.office import Desk
from desk.view import view
from models.queries import invitation_of, round_named
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Formality, Stage, Verdict
from tests.desk.office import (
    DAY,
    DUE,
    FEW,
    FINANCE,
    HOUR,
    OPENED,
    PLANNING,
    ROUND,
    address,
    bounce,
    caught,
    open_round,
    take_in,
)

ADOPTED = Outcome(Verdict.ADOPTED, Stage.PROPOSED)


def answers(desk: Desk, unit: str, *texts: str, formality: Formality = Formality.SEALED) -> None:
    entered = Entered(OPENED + HOUR, Channel.PAPER, opinions_of(list(texts)), no_comment=not texts, formality=formality)
    filing.enter_reply(desk, ROUND, unit, entered, OPENED + HOUR)


def same(desk: Desk) -> bool:
    """Whether overview and view agree on the ledger, the units and the work left, now and after the due moment."""
    for now in (OPENED + DAY, DUE + DAY):
        lean, full = overview.overview(desk, ROUND, now), view(desk, ROUND, now)
        assert lean.ledger == full.ledger
        assert [(u.unit, u.standing, u.late, u.reminders, u.bounced) for u in lean.units] == [
            (u.unit, u.standing, u.late, u.reminders, u.bounced) for u in full.units
        ]
        assert (lean.work.undecided, lean.work.done) == (len(full.unsettled), full.settled)
        assert sum(unit.opinions for unit in lean.units) == len(full.opinions)
        ((line, *_none), pages), units = overview.listed(desk), lean.ledger.units
        assert (pages, line.invited, line.answered, line.work) == (1, units.invited, units.answered, lean.work)
        assert (line.name, line.state, line.missing) == (lean.name, lean.state, units.invited - units.answered)
    return True


def test_a_round_without_answers(desk: Desk) -> None:
    open_round(desk)
    assert same(desk)


def test_replies_that_were_replaced_or_count_less_are_left_out(desk: Desk) -> None:
    open_round(desk)
    answers(desk, FINANCE, "一", "二")
    answers(desk, FINANCE, "三", formality=Formality.ORAL)
    answers(desk, PLANNING, "四")
    answers(desk, PLANNING)
    assert same(desk)


def test_a_split_opinion_counts_by_its_parts_and_joined_again_as_one(desk: Desk) -> None:
    open_round(desk)
    answers(desk, FINANCE, "甲。乙")
    approving.settle(desk, ROUND, {1: ADOPTED}, "李经办", OPENED + HOUR)
    splitting.split(desk, ROUND, 1, ["甲", "乙"], "李经办", OPENED + DAY)
    assert same(desk)
    splitting.unsplit(desk, ROUND, 1, "李经办", OPENED + DAY)
    assert same(desk)


def test_bounces_and_invitations_taken_back(desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(FINANCE))[0]))
    with desk.store.write() as session:
        invitation_of(session, round_named(session, ROUND), PLANNING).withdrawn = OPENED + HOUR
    assert same(desk)
    assert [unit.unit for unit in overview.overview(desk, ROUND, OPENED + DAY).units] == [FEW[0], FEW[2]]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    replies=some.lists(some.tuples(some.sampled_from(FEW), some.integers(0, 3)), max_size=5),
    verdicts=some.lists(some.sampled_from([ADOPTED, Outcome(Verdict.PENDING, Stage.PROPOSED)]), max_size=4),
)
def test_whatever_happens(desk: Desk, replies: list[tuple[str, int]], verdicts: list[Outcome]) -> None:
    if not list(desk.settings.home.glob("units.csv")):
        open_round(desk)
    for unit, count in replies:
        answers(desk, unit, *(f"意见{n}" for n in range(count)))
    counting = [opinion.number for opinion in view(desk, ROUND, OPENED + DAY).opinions]
    chosen = dict(zip(counting, verdicts, strict=False))
    approving.settle(desk, ROUND, chosen, "李经办", OPENED + DAY)
    assert same(desk)
