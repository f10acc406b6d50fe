"""Whatever happens to a round, in whatever order, its ledger balances, then and looking back."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models import outbox, outcomes, queries, replies, rounds, splitting
from models.store import Store
from models.tables import Opinion, Reply
from rules.errors import CirculateError
from rules.ledger import ledger
from rules.settling import Outcome
from rules.standing import as_of
from rules.words import Formality, LetterState, Stage, Verdict
from tests.models.office import DUE, HOUR, LATER, NOW, UNITS, answer, letter, open_round

Step = Callable[[Session, str], object]
TITLES = count(1)
MOMENTS = st.sampled_from([NOW, NOW + HOUR, DUE, DUE + HOUR, LATER])
UNIT = st.sampled_from(UNITS)
ENDS = st.sampled_from([LetterState.SENT, LetterState.FAILED, LetterState.UNCERTAIN, LetterState.RETRY])


def _write(unit: str, end: LetterState, turn: int) -> Step:
    def step(session: Session, name: str) -> None:
        outbox.queue(session, [letter(session, unit, turn=turn, to=(f"{unit}@localhost",), name=name)], NOW)
        claimed = next(iter(outbox.claim(session, "worker", NOW)), None)
        if claimed:
            outbox.mark(session, [outbox.Word(claimed.id, end, "")], NOW)

    return step


def _withdraw_unit(unit: str) -> Step:
    def step(session: Session, name: str) -> None:
        queries.invitation_of(session, queries.round_named(session, name), unit).withdrawn = NOW

    return step


def _withdraw_reply(place: int) -> Step:
    def step(session: Session, name: str) -> None:
        counting = queries.replies_that_count(session, queries.round_named(session, name))
        for row in list(counting.values())[place : place + 1]:
            row.withdrawn = NOW

    return step


def _file(unit: str, opinions: int, formality: Formality, place: int) -> Step:
    def step(session: Session, name: str) -> Reply:
        row = queries.invitation_of(session, queries.round_named(session, name), unit)
        received = (NOW, NOW + HOUR, DUE + HOUR)[place]
        texts = [f"意见{number}" for number in range(opinions)]
        return replies.file_reply(session, row, answer(*texts, received=received, formality=formality), received)

    return step


def _settle(number: int, verdict: Verdict, stage: Stage) -> Step:
    outcome = Outcome(verdict, stage, "理由", "条件", "表述")
    return lambda session, name: outcomes.settle(session, name, {number: outcome}, NOW)


def _split(number: int) -> Step:
    def step(session: Session, name: str) -> None:
        text = queries.opinion_numbered(session, queries.round_named(session, name), number).text
        splitting.split(session, name, number, (text[:1], text[1:]))

    return step


def _counting(session: Session, reply: Reply) -> int:
    """Each opinion as received, or instead of it each part that is not split itself."""
    rows = [row for row in session.exec(select(Opinion).where(Opinion.reply_id == reply.id)) if row.joined is None]
    return sum(all(row.id != other.parent_id for other in rows) for row in rows)


STEPS = st.one_of(
    st.builds(_write, UNIT, ENDS, st.integers(1, 3)),
    st.builds(lambda unit: lambda session, _: outbox.bounce(session, "", f"{unit}@localhost", "550", NOW), UNIT),
    st.builds(_file, UNIT, st.integers(0, 3), st.sampled_from(Formality), st.integers(0, 2)),
    st.builds(_settle, st.integers(1, 6), st.sampled_from(Verdict), st.sampled_from(Stage)),
    st.builds(_split, st.integers(1, 9)),
    st.builds(lambda n: lambda session, name: splitting.unsplit(session, name, n, NOW), st.integers(1, 9)),
    st.builds(_withdraw_reply, st.integers(0, 2)),
    st.builds(_withdraw_unit, UNIT),
    st.builds(
        lambda unit: lambda session, name: rounds.extend(session, name, rounds.NewDue(LATER, unit), NOW),
        st.none() | UNIT,
    ),
    st.just(lambda session, name: outcomes.approve(session, name, (), NOW)),
    st.just(lambda session, name: rounds.close(session, name, DUE)),
)


@settings(max_examples=25, deadline=None, database=None)
@given(steps=st.lists(STEPS, max_size=14), moment=MOMENTS)
def test_the_ledger_balances_after_any_sequence_of_steps(shared: Store, steps: list[Step], moment: datetime) -> None:
    name = open_round(shared, f"《办法》{next(TITLES)}")
    for step in steps:
        with suppress(CirculateError), shared.write() as session:
            step(session, name)
    with shared.read() as session:
        asked = queries.round_named(session, name)
        facts = queries.what_happened(session, asked)
        for instant, then in ((LATER, None), (moment, moment)):
            seen = [as_of(fact, then) if then else fact for fact in facts]
            tally = ledger(seen, queries.opinions_that_count(session, asked, then), instant)
            asking = {row.id for row in queries.who_was_invited(session, asked) if row.withdrawn is None}
            counting = [row for unit, row in queries.replies_that_count(session, asked, then).items() if unit in asking]
            assert (tally.units.invited, tally.units.answered) == (len(asking), len(counting))
            assert tally.opinions == sum(_counting(session, row) for row in counting)
