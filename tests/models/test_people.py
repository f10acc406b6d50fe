"""The people of an office: found by their login, counted one by one, never without an administrator."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from models import people
from models.store import Store
from models.tables import Person
from rules.errors import NotFound, Refused
from rules.words import Duty
from tests.models.office import NOW


@pytest.fixture(autouse=True)
def _two_administrators(store: Store) -> None:
    with store.write() as session:
        for login in ("wang", "ＬＩ"):
            session.add(Person(login=login, name=login, duty=Duty.ADMINISTRATOR, password_hash="", created=NOW))


@pytest.mark.parametrize(("login", "number"), [("wang", 1), (" WANG ", 1), ("ＬＩ", 2), ("li", None), ("%", None)])
def test_a_login_is_found_as_it_was_typed_or_in_other_letter_case(store: Store, login: str, number: int | None) -> None:
    with store.read() as session:
        found = people.by_login(session, login)
        assert (found.id if found else None) == number


def test_a_login_is_taken_in_any_letter_case_and_for_good(store: Store) -> None:
    with store.write() as session:
        people.held(session, 1).left = NOW
    for login in ("Wang", "ＬＩ"):
        with store.write() as session, pytest.raises(Refused, match="已被使用"):
            people.free_login(session, login)
    with store.write() as session, pytest.raises(NotFound):
        people.held(session, 1)


def test_failures_at_once_are_counted_one_by_one(store: Store) -> None:
    def fail(_: int) -> None:
        with store.write() as session:
            people.held(session, 1).failures += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fail, range(40)))
    with store.read() as session:
        assert people.person(session, 1).failures == 40


def test_two_who_resign_at_once_leave_one_administrator(store: Store) -> None:
    both_changed = Barrier(2)

    def resign(number: int) -> bool:
        try:
            with store.write() as session:
                people.held(session, number).duty = Duty.CLERK
                session.flush()
                if store.engine.dialect.name == "postgresql":
                    both_changed.wait(10)
                people.refuse_without_administrator(session)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(resign, (1, 2))) == [False, True]
