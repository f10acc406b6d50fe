"""What a round's page asks of the record, on both databases."""

from models import outcomes
from models.overview import stood_in, tallied
from models.queries import invitation_of, round_named, what_happened
from models.store import Store
from rules.settling import Outcome
from rules.words import Stage, Verdict
from tests.models.office import ADOPTED, HOUR, NOW, ROUND, UNITS, answer, file, open_round, proposed, queue_invitations

REJECTED = Outcome(Verdict.REJECTED, Stage.PROPOSED, "理由")


def test_units_stand_as_everywhere_else_but_for_those_asked_no_more(store: Store) -> None:
    open_round(store)
    queue_invitations(store)
    file(store, UNITS[0], answer("一", "二"))
    file(store, UNITS[0], answer(received=NOW + HOUR))
    with store.write() as session:
        invitation_of(session, round_named(session, ROUND), UNITS[1]).withdrawn = NOW
    with store.read() as session:
        asked = round_named(session, ROUND)
        stood = stood_in(session, asked)
        assert [one.fact for one in stood] == [fact for fact in what_happened(session, asked) if not fact.withdrawn]
        assert [one.number for one in stood] == [1, 3]


def test_opinions_are_counted_by_reply_and_by_their_latest_outcome(store: Store) -> None:
    open_round(store)
    first = file(store, UNITS[0], answer("一", "二", "三", "四"))
    second = file(store, UNITS[1], answer("五"))
    with store.write() as session:
        outcomes.settle(session, ROUND, {1: proposed(ADOPTED), 2: REJECTED, 3: REJECTED, 5: ADOPTED}, NOW)
        outcomes.send_back(session, ROUND, 2, "请补充", NOW)
        outcomes.settle(session, ROUND, {1: REJECTED}, NOW)
    with store.read() as session:
        found = tallied(session, round_named(session, ROUND))
    assert {(one.reply, one.outcome, one.count, one.back) for one in found} == {
        (first.id, Outcome(Verdict.REJECTED, Stage.PROPOSED), 3, 1),
        (first.id, None, 1, 0),
        (second.id, ADOPTED, 1, 0),
    }
    assert len(found) == 3
