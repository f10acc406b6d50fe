"""The pictures of the README, taken anew with `python -m tests.web.pictures`: the demonstration's round half way."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import update

from desk import answering, approving, filing, opening, sheets
from desk.filing import Entered
from desk.office import Desk, open_desk
from desk.opening import Request
from desk.page_addresses import page_addresses
from documents.draft_writing import write_draft
from documents.opinion_text import text_of
from documents.unit_sheet import write_units
from flows.demo.script import FOLDER, Answer, Script, read_script
from models.tables import Letter
from office.settings import load
from rules.answering import Draft
from rules.deadlines import due_moment
from rules.filing import OpinionEntry
from rules.words import Duty, LetterState
from tests.house.ground import ROOT
from tests.web.browser import Clock, serving, staffed
from tests.web.chromium import chromium, looking, sign_in

UNITS_SIDE, DESKS_SIDE = (1280, 690), (1280, 860)
SETTLED = 3


def main() -> None:
    """Write `unit-page.png` and `round-page.png` into the folder named, or into docs."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    script = read_script()
    office = {f"office_{name}": value for name, value in script.office.model_dump().items()}
    with TemporaryDirectory(prefix="pictures") as home:
        desk = open_desk(load(home=Path(home), database="", **office))
        staffed(desk)
        writing, now = _half_way(desk, script)
        with serving(desk, Clock(now)) as site, chromium() as browser:
            with looking(browser, UNITS_SIDE) as page:
                page.goto(f"{site.address}/r/{page_addresses(desk, '2026-001', writing.unit)[0].token}")
                page.screenshot(path=folder / "unit-page.png")
            with looking(browser, DESKS_SIDE) as page:
                sign_in(site, page, Duty.CLERK)
                page.goto(f"{site.address}/rounds/2026-001")
                page.screenshot(path=folder / "round-page.png")
        desk.store.engine.dispose()


def _half_way(desk: Desk, script: Script) -> tuple[Answer, datetime]:
    """The round when the last unit to answer in time is writing; which unit that is, and when."""
    asked = script.round
    due = due_moment(asked.due, desk.calendar, asked.opened, desk.settings.closing_time).moment
    name = _opened(desk, script, due)
    *before, last = sorted((one for one in script.answers if one.on < due), key=lambda one: one.on)
    for one in before:
        entered = Entered(one.on, one.channel, tuple(_entries(one)), no_comment=not one.opinions)
        filing.enter_reply(desk, name, one.unit, entered, one.on)
    outcomes = (said.outcome for one in before for said in one.opinions)
    approving.settle(desk, name, dict(zip(range(1, SETTLED + 1), outcomes, strict=False)), "李经办", last.on)
    token = page_addresses(desk, name, last.unit)[0].token
    typed = tuple(replace(entry, text="") for entry in _entries(last))
    answering.save_answer(desk, token, Draft(typed), 0, last.on)
    return last, last.on


def _opened(desk: Desk, script: Script, due: datetime) -> str:
    """The round sent to every unit; its short name."""
    asked, sheet = script.round, desk.settings.home / "units.xlsx"
    sheet.write_bytes(write_units(unit.entry for unit in script.units))
    sheets.import_units(desk, sheet)
    draft = write_draft((FOLDER / "draft.txt").read_text("utf-8"))
    request = Request(asked.title, asked.file, "", due, opening.choose_units(desk, opening.EVERYONE))
    opened = opening.open_round(desk, opening.with_draft(desk, request, draft), asked.opened)
    with desk.store.write() as session:
        session.exec(update(Letter).values(state=LetterState.SENT, sent=asked.opened, answer="250 2.0.0 Ok"))
    return opened.name


def _entries(answer: Answer) -> Iterator[OpinionEntry]:
    for number, said in enumerate(answer.opinions, 1):
        yield OpinionEntry(text_of(said.row(number)), said.place, said.original, said.proposal, said.grounds)


if __name__ == "__main__":
    main()
