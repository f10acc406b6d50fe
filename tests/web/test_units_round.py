"""Nineteen units answering through their pages give the table that a clerk's commands give."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from desk import opening, sheets
from desk.filing import Entered, enter_reply
from desk.office import Desk, open_desk
from desk.view import view
from models.queries import opinions_that_count, round_named, what_happened
from rules.filing import OpinionEntry
from rules.settling import Outcome
from rules.summary import table_of
from rules.words import Channel, Stage, Verdict
from tests.commands.test_users_round import CONDITION, OURS, Case, Said, owners_case
from tests.desk.office import HOUR, OPENED, ROUND, asking, units_sheet
from tests.desk.units import settle
from tests.web.browser import Site
from tests.web.units import at_work


@pytest.fixture(params=["ours", "the owner's"])
def case(request: pytest.FixtureRequest) -> Case:
    return OURS if request.param == "ours" else owners_case()


@pytest.fixture
def clerks(blank: Path, tmp_path: Path, desk: Desk, new_database: Callable[[], str]) -> Iterator[Desk]:
    """The same office over again, where a clerk enters everything."""
    shutil.copytree(blank, tmp_path / "clerk's")
    own = {"home": tmp_path / "clerk's", "database": new_database()}
    desk = open_desk(desk.settings.model_copy(update=own))
    yield desk
    desk.store.engine.dispose()


def open_case(desk: Desk, case: Case) -> None:
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", case.units))
    opening.open_round(desk, replace(asking(desk, case.units), title=case.title), OPENED)


def outcome(said: Said) -> Outcome:
    condition = CONDITION if said.verdict == "conditional" else ""
    return Outcome(Verdict(said.verdict), Stage.APPROVED, said.reason, condition)


def table(desk: Desk, case: Case) -> list[tuple[str, ...]]:
    settle(desk, {number: outcome(said) for number, said in enumerate(case.said, 1)}, OPENED + HOUR)
    with desk.store.read() as session:
        asked = round_named(session, ROUND)
        facts, opinions = what_happened(session, asked), opinions_that_count(session, asked)
    return table_of(asked.title, facts, opinions, OPENED + HOUR).cells()


def test_the_table_is_the_same(site: Site, clerks: Desk, case: Case) -> None:
    for desk in (site.desk, clerks):
        open_case(desk, case)
    for unit, said in groupby(case.said, key=lambda one: one.unit):
        texts = [one.text for one in said]
        at_work(site, unit).proposes(*texts)
        entered = Entered(OPENED, Channel.PAPER, tuple(map(OpinionEntry, texts)))
        enter_reply(clerks, ROUND, unit, entered, OPENED)
    for unit in case.no_comment:
        at_work(site, unit).proposes()
        enter_reply(clerks, ROUND, unit, Entered(OPENED, Channel.FAX, no_comment=True), OPENED)
    assert table(site.desk, case) == table(clerks, case)
    seen = view(site.desk, ROUND, OPENED + HOUR)
    assert [(one.unit, one.text) for one in seen.opinions] == [(said.unit, said.text) for said in case.said]
    assert (seen.ledger.units.invited, seen.ledger.units.with_opinions, seen.ledger.units.no_comment) == (19, 6, 1)
