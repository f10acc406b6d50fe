"""Chasing and addresses: never one that came back, again the one that was mended."""

from desk import chasing, opening, sheets
from desk.office import Desk
from desk.view import view
from rules.words import LetterKind, Standing
from tests.desk.office import (
    DAY,
    FEW,
    FINANCE,
    HOUR,
    OPENED,
    PLANNING,
    ROUND,
    address,
    asking,
    bounce,
    caught,
    day,
    letters,
    open_round,
    send,
    take_in,
    units_sheet,
    written,
)
from tests.desk.reminding import LADDER, answers, chase, days_of, mend


def test_a_bounced_unit_is_undeliverable_and_gets_no_reminder(desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(PLANNING))[0]))
    assert view(desk, ROUND, OPENED + HOUR).standing({Standing.UNDELIVERABLE}) == (PLANNING,)
    for after in range(1, 40):
        chase(desk, OPENED + after * DAY)
    assert days_of(desk, PLANNING) == [LADDER[0]]
    assert days_of(desk, FINANCE) == LADDER


def test_a_mended_address_is_invited_once_more_and_chased_again(desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(PLANNING))[0]))
    assert chasing.invite_again(desk, OPENED + HOUR) == 0
    mend(desk, PLANNING, "mended@unit.test")
    assert [chasing.invite_again(desk, day(9, 29)), chasing.invite_again(desk, day(9, 29))] == [1, 0]
    send(desk, day(9, 29))
    assert written(desk, LetterKind.INVITATION)[-1] == ("mended@unit.test", 2)
    assert view(desk, ROUND, day(9, 29)).standing({Standing.AWAITING}) == FEW
    assert chase(desk, day(10, 10)) == 3
    first, second = caught(desk, "mended@unit.test")
    assert (first["References"], second["References"].split()[-1]) == (
        caught(desk, address(PLANNING))[0]["Message-ID"],
        caught(desk, address(PLANNING))[0]["Message-ID"],
    )


def test_a_mended_address_that_bounces_too_waits_for_a_third(desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(PLANNING))[0]))
    mend(desk, PLANNING, "second@unit.test")
    chase(desk, day(9, 29))
    take_in(desk, day(9, 29, 10), bounce(caught(desk, "second@unit.test")[0]))
    assert chase(desk, day(9, 29, 11)) == 0
    mend(desk, PLANNING, address(PLANNING))
    assert chase(desk, day(9, 29, 12)) == 0
    mend(desk, PLANNING, "third@unit.test")
    assert chase(desk, day(9, 29, 13)) == 1
    assert written(desk, LetterKind.INVITATION)[-1] == ("third@unit.test", 3)


def test_a_bounced_reminder_shows_and_stops_the_chasing_until_the_address_is_mended(desk: Desk) -> None:
    open_round(desk)
    chase(desk, day(10, 10))
    take_in(desk, day(10, 10, 11), bounce(caught(desk, address(PLANNING))[1]))
    shown = {unit.unit: (unit.standing, unit.bounced) for unit in view(desk, ROUND, day(10, 12)).units}
    assert (shown[FINANCE], shown[PLANNING]) == ((Standing.AWAITING, False), (Standing.AWAITING, True))
    assert [chase(desk, day(10, 13)), chase(desk, day(10, 14))] == [2, 2]
    mend(desk, PLANNING, "mended@unit.test")
    assert chasing.invite_again(desk, day(10, 14, 20)) == 1, "at any hour"
    send(desk, day(10, 14, 20))
    chase(desk, day(10, 15))
    assert written(desk, LetterKind.REMINDER, day(10, 15)) == []
    assert chase(desk, day(10, 16)) == 3
    assert len(caught(desk, "mended@unit.test")) == 2


def test_of_several_contacts_the_one_whose_address_is_good_is_written_to_next(desk: Desk) -> None:
    several = f"{address(PLANNING)}、Second@unit.test"
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW, **{PLANNING: several}))
    opening.open_round(desk, asking(desk, FEW), OPENED)
    send(desk, OPENED)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(PLANNING))[0]))
    assert chase(desk, OPENED + 2 * HOUR) == 1
    again = letters(desk)[-1]
    assert (again.kind, again.turn, again.recipients) == ("invitation", 2, "Second@unit.test")
    chase(desk, day(10, 10))
    assert letters(desk)[-2].recipients == "Second@unit.test"
    take_in(desk, day(10, 10, 11), bounce(caught(desk, "Second@unit.test")[-1]))
    assert chase(desk, day(10, 12)) == 0, "both have come back"


def test_an_address_added_beside_the_bad_one_is_enough(desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(PLANNING))[0]))
    mend(desk, PLANNING, f"{address(PLANNING)}、new@unit.test")
    assert chase(desk, OPENED + 2 * HOUR) == 1
    assert letters(desk)[-1].recipients == "new@unit.test"
    assert len(caught(desk, address(PLANNING))) == 1


def test_a_unit_that_answered_from_elsewhere_is_not_invited_again(desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(PLANNING))[0]))
    answers(desk, PLANNING, OPENED + HOUR)
    mend(desk, PLANNING, "mended@unit.test")
    assert chase(desk, OPENED + 2 * HOUR) == 0
