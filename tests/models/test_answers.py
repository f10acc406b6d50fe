"""What units write on their pages, and their words on outcomes, kept on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, text

from models import outcomes, pages
from models.answers import Kept, keep_answer, kept_answer
from models.queries import invitation_of, opinion_numbered, round_named
from models.rejoinders import Word, add_words, approved_in, last_words, rejoinders_in
from models.store import Store
from models.tables import Invitation, Round
from rules.answering import Draft
from rules.errors import Overtaken
from rules.filing import OpinionEntry
from rules.tokens import page_token_for, token_hash
from rules.words import Accord
from tests.models.office import ADOPTED, HOUR, NOW, ROUND, SECRET, UNITS, answer, file, open_round

YES, NO = Word(Accord.ACCEPTED), Word(Accord.MAINTAINED, "仍有必要。")

BARE = (
    "INSERT INTO rejoinder (id, opinion_id, outcome_id, version, word, why, channel, sender, at) "
    "SELECT 2, opinion_id, outcome_id, 2, word, '', channel, sender, at FROM rejoinder"
)


def saying(*words: str) -> Draft:
    return Draft(tuple(OpinionEntry(each) for each in words))


def asked_of(session: Session, unit: str = UNITS[0]) -> tuple[Round, Invitation]:
    asked = round_named(session, ROUND)
    return asked, invitation_of(session, asked, unit)


def refused(store: Store, statement: str) -> bool:
    """Whether the database itself refuses a statement."""
    try:
        with store.write() as session:
            session.execute(text(statement))
    except DatabaseError:
        return True
    return False


def saved(store: Store, draft: Draft, seen: int) -> Kept | None:
    """What was kept, or nothing where somebody else was first."""
    try:
        with store.write() as session:
            return keep_answer(session, asked_of(session)[1], draft, seen, NOW)
    except Overtaken:
        return None


@pytest.mark.parametrize("seen", [0, 1])
def test_of_two_who_save_at_once_one_is_told(opening: Callable[[], Store], seen: int) -> None:
    stores = [opening(), opening()]
    open_round(stores[0])
    for version in range(seen):
        saved(stores[0], saying("先有的"), version)
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda at: saved(stores[at], saying(f"第{at}人"), seen), range(2)))
    (kept,) = filter(None, done)
    with stores[0].read() as session:
        assert kept_answer(session, asked_of(session)[1]) == kept
    assert kept.version == seen + 1


def test_a_page_is_opened_by_its_newest_token_alone(store: Store) -> None:
    open_round(store)
    with store.write() as session:
        asked, invitation = asked_of(session)
        assert pages.token_of(asked, invitation, SECRET) == page_token_for(SECRET, ROUND, 1, 1)
        pages.issue(asked, [invitation], SECRET)
    with store.read() as session:
        opened = [pages.page_opened_by(session, page_token_for(SECRET, ROUND, 1, turn)) for turn in (1, 2, 3)]
        assert [found and found[1].unit_name for found in opened] == [None, UNITS[0], None]
        assert asked_of(session)[1].page_hash == token_hash(page_token_for(SECRET, ROUND, 1, 2))


def test_units_without_pages_are_not_told_apart_by_an_empty_one(store: Store) -> None:
    open_round(store)
    with store.write() as session:
        asked = round_named(session, ROUND)
        pages.revoke(invitation_of(session, asked, unit) for unit in UNITS)
    with store.read() as session:
        assert [pages.token_of(*asked_of(session, unit), SECRET) for unit in UNITS] == ["", "", ""]
        assert pages.page_opened_by(session, "") is None


def test_a_word_is_added_to_the_outcome_it_speaks_of(store: Store) -> None:
    open_round(store)
    file(store, UNITS[0], answer("甲", "乙"))
    with store.write() as session:
        outcomes.settle(session, ROUND, {1: ADOPTED, 2: ADOPTED}, NOW)
    with store.write() as session:
        ids = [opinion_numbered(session, round_named(session, ROUND), number).id or 0 for number in (1, 2)]
        settled = approved_in(session, ids)
        assert add_words(session, list(settled.values()), YES, NOW) == 2
        assert add_words(session, list(settled.values()), YES, NOW + HOUR) == 0
        assert add_words(session, [settled[ids[1]]], NO, NOW + HOUR) == 1
        assert [(row.version, row.word) for row in last_words(session, ids).values()] == [
            (1, YES.accord),
            (2, NO.accord),
        ]
    with store.read() as session:
        listed = rejoinders_in(session, round_named(session, ROUND))
    assert [(one.number, one.unit, one.word, one.stale) for one in listed] == [
        (1, UNITS[0], YES, False),
        (2, UNITS[0], NO, False),
    ]


def test_the_database_itself_refuses_a_word_without_why_or_changed_afterwards(store: Store) -> None:
    open_round(store)
    file(store, UNITS[0], answer("甲"))
    with store.write() as session:
        outcomes.settle(session, ROUND, {1: ADOPTED}, NOW)
    with store.write() as session:
        opinion = opinion_numbered(session, round_named(session, ROUND), 1).id or 0
        add_words(session, list(approved_in(session, [opinion]).values()), NO, NOW)
    statements = (BARE, BARE.replace("''", "'因'"), "UPDATE rejoinder SET why = '改'", "DELETE FROM rejoinder")
    assert [refused(store, statement) for statement in statements] == [True, False, True, True]
