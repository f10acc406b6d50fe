"""The addresses of units' pages: in every letter, each a unit's own, taken back and given anew."""

from dataclasses import replace

import pytest

from desk import chasing, taking_in
from desk.filing import Entered, enter_reply
from desk.office import Desk
from desk.page_addresses import page_addresses, reissue_pages, revoke_pages
from models import rounds
from office.settings import load
from rules.errors import RoundNotOpen, RoundUnknown, UnitUnknown
from rules.words import Channel
from tests.desk.office import (
    FEW,
    FINANCE,
    HOUR,
    OFFICE,
    OPENED,
    PLANNING,
    ROUND,
    address,
    caught,
    day,
    open_round,
    send,
    words,
)

SITE = "https://yj.example"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """The office, which says where its pages are."""
    settings = load(home=desk.settings.home, office_name="市水利局", office_email=OFFICE, public_url=SITE)
    return replace(desk, settings=settings)


def letters_to(desk: Desk, unit: str) -> list[str]:
    return [words(letter) for letter in caught(desk, address(unit))]


def test_every_unit_has_an_address_of_its_own(desk: Desk) -> None:
    open_round(desk)
    listed = page_addresses(desk, ROUND)
    assert [page.unit for page in listed] == list(FEW)
    assert [page.address for page in listed] == [f"{SITE}/r/{page.token}" for page in listed]
    assert len({page.token for page in listed}) == len(FEW)
    assert page_addresses(desk, ROUND, PLANNING) == listed[1:2]


def test_every_letter_to_a_unit_names_its_own_page_and_no_other(desk: Desk) -> None:
    open_round(desk)
    enter_reply(desk, ROUND, FINANCE, Entered(OPENED + HOUR, Channel.PAPER, no_comment=True), OPENED + HOUR)
    taking_in.acknowledge(desk, OPENED + HOUR)
    chasing.write_reminders(desk, day(10, 10))
    send(desk, day(10, 10))
    for page in page_addresses(desk, ROUND):
        named = [[line for line in letter.splitlines() if "/r/" in line] for letter in letters_to(desk, page.unit)]
        assert named == [[page.address]] * 2


def test_an_office_that_does_not_say_where_its_pages_are_prints_no_address(desk: Desk) -> None:
    bare = replace(desk, settings=load(home=desk.settings.home, office_email=OFFICE))
    open_round(bare)
    assert [letter for letter in letters_to(bare, FINANCE) if "/r/" in letter] == []
    first = page_addresses(bare, ROUND)[0]
    assert first.address == f"/r/{first.token}"


def test_a_new_address_replaces_the_one_before_for_this_unit_alone(desk: Desk) -> None:
    open_round(desk)
    before = page_addresses(desk, ROUND)
    (new,) = reissue_pages(desk, ROUND, PLANNING)
    assert page_addresses(desk, ROUND) == (before[0], new, before[2])
    assert new.token != before[1].token


def test_an_address_taken_back_is_listed_as_none_until_it_is_given_anew(desk: Desk) -> None:
    open_round(desk)
    before = page_addresses(desk, ROUND)
    revoke_pages(desk, ROUND)
    assert [(page.token, page.address) for page in page_addresses(desk, ROUND)] == [("", "")] * len(FEW)
    again = reissue_pages(desk, ROUND)
    assert {page.token for page in again} & {page.token for page in before} == set()


def test_a_round_that_is_over_gives_out_no_address(desk: Desk) -> None:
    open_round(desk)
    with desk.store.write() as session:
        rounds.cancel(session, ROUND, OPENED)
    with pytest.raises(RoundNotOpen, match=f"^{ROUND} 已取消"):
        reissue_pages(desk, ROUND)


def test_a_round_or_unit_nobody_knows_has_no_page(desk: Desk) -> None:
    open_round(desk)
    with pytest.raises(RoundUnknown):
        page_addresses(desk, "2026-009")
    with pytest.raises(UnitUnknown):
        page_addresses(desk, ROUND, "市林业局")
