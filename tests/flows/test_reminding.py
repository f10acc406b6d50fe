"""Reminding through its flow: in hours only, caught up, and a mended address that does not wait for the morning."""

from datetime import datetime

from desk.office import Desk
from desk.opening import Request
from desk.view import view
from flows.collect_replies import collect_replies
from flows.open_round import open_round
from flows.remind import remind
from flows.send_letters import send_letters
from models.register import import_units
from rules.register import ContactEntry, UnitEntry
from rules.words import Role, Standing
from tests.desk.office import bounce, caught, deliver
from tests.flows.conftest import OPENED, SHANGHAI


def at(day: int, hour: int, minute: int = 30) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=SHANGHAI)


def boxes(desk: Desk) -> list[int]:
    """How many letters each of the three units has."""
    return [len(caught(desk, f"unit{number}@units.test")) for number in (1, 2, 3)]


def mend(desk: Desk, email: str) -> None:
    with desk.store.write() as session:
        import_units(session, [UnitEntry("市财政局", (ContactEntry(Role.TO, email),))])


async def test_a_run_outside_hours_is_caught_up_by_the_next_inside(desk: Desk, request_: Request) -> None:
    await open_round(request_, OPENED)
    assert [await remind(now=at(24, hour)) for hour in (7, 18)] == [0, 0]
    assert boxes(desk) == [1, 1, 1]
    assert [await remind(now=at(28, hour)) for hour in (7, 8, 9)] == [0, 3, 0]
    assert boxes(desk) == [2, 2, 2]


async def test_a_mended_address_gets_its_letter_with_the_next_sweep_on_a_sunday_night(
    desk: Desk, request_: Request
) -> None:
    name = await open_round(request_, OPENED)
    deliver(desk, bounce(caught(desk, "unit1@units.test")[0]))
    await collect_replies(now=at(19, 23))
    assert view(desk, name, at(19, 23)).standing({Standing.UNDELIVERABLE}) == ("市财政局",)
    mend(desk, "second@units.test")
    await send_letters(at(27, 23))
    assert len(caught(desk, "second@units.test")) == 1
    deliver(desk, bounce(caught(desk, "second@units.test")[0]))
    mend(desk, "third@units.test")
    await collect_replies(now=at(27, 23, 40))
    assert len(caught(desk, "third@units.test")) == 1, "with the very run that read the bounce"
    assert boxes(desk) == [1, 1, 1]
