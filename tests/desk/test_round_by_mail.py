"""The user's round by mail alone: forms in five file formats and plain words, and the table they make."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from itertools import groupby
from pathlib import Path

import pytest
from docx import Document

from desk import opening, papers, sheets
from desk.office import Desk
from desk.view import view
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from models import outcomes
from rules.settling import Outcome
from rules.words import MessageState, Stage, Verdict
from tests.commands.test_users_round import CONDITION, OURS, Case, Said, owners_case
from tests.desk.office import (
    DUE,
    OPENED,
    ROUND,
    address,
    answer,
    asking,
    caught,
    day,
    form_in,
    send,
    take_in,
    units_sheet,
)
from tests.documents.forms import as_sheet
from tests.documents.office_suite import resaved

MONDAY = day(10, 12)
Saving = Callable[[bytes, Path], bytes]


def as_it_is(form: bytes, _: Path) -> bytes:
    return form


def on_a_sheet(form: bytes, _: Path) -> bytes:
    return as_sheet(form)


def in_office(ending: str, first: Callable[[bytes, Path], bytes] = as_it_is) -> Saving:
    given = "docx" if first is as_it_is else "xlsx"
    return lambda form, folder: resaved({f"表.{given}": first(form, folder)}, folder, ending)["表"]


# How the units that have opinions answer, in the order of the register; the last in the words of its mail.
SAVED: tuple[Saving | None, ...] = (
    as_it_is,
    in_office("doc"),
    on_a_sheet,
    in_office("odt"),
    in_office("ods", on_a_sheet),
    None,
)


@pytest.fixture(params=["ours", "the owner's"])
def case(request: pytest.FixtureRequest) -> Case:
    return OURS if request.param == "ours" else owners_case()


def answers(desk: Desk, case: Case, folder: Path) -> list[EmailMessage]:
    """Every answer of the round, from the last unit of the register to the first."""
    said = {unit: [one.text for one in group] for unit, group in groupby(case.said, key=lambda one: one.unit)}
    mails = []
    for (unit, texts), saving in zip(said.items(), SAVED, strict=True):
        (letter,) = caught(desk, address(unit))
        rows = [FormRow(number, proposal=text) for number, text in enumerate(texts, 1)]
        form = saving(fill_form(form_in(letter), rows=rows), folder / unit) if saving else None
        mails.append(
            answer(letter, "意见见附件。", form) if form else answer(letter, f"我局意见如下：\n1. {texts[0]}\n")
        )
    mails += [answer(caught(desk, address(unit))[0], "经研究，我单位无意见。") for unit in case.no_comment]
    return mails[::-1]


def outcome(said: Said) -> Outcome:
    condition = CONDITION if said.verdict == "conditional" else ""
    return Outcome(Verdict(said.verdict), Stage.APPROVED, said.reason, condition)


def test_seven_units_answer_by_mail_and_the_table_is_that_of_the_round_entered_by_hand(
    desk: Desk, case: Case, tmp_path: Path
) -> None:
    sheets.import_units(desk, units_sheet(tmp_path / "units.csv", case.units))
    opening.open_round(desk, replace(asking(desk, case.units, due=DUE), title=case.title), OPENED)
    send(desk, OPENED)
    assert take_in(desk, MONDAY, *answers(desk, case, tmp_path)) == [MessageState.FILED] * 7
    number_of = {(one.unit, one.text): one.number for one in view(desk, ROUND, MONDAY).opinions}
    assert number_of.keys() == {(said.unit, said.text) for said in case.said}
    chosen = {number_of[said.unit, said.text]: outcome(said) for said in case.said}
    with desk.store.write() as session:
        outcomes.settle(session, ROUND, chosen, MONDAY)
    (table,) = papers.write_documents(desk, ROUND, tmp_path / "out", MONDAY, only=["table.docx"])
    rows = [tuple(cell.text for cell in row.cells) for row in Document(str(table)).tables[0].rows]
    closing = [("无意见", "、".join(case.no_comment), "", ""), ("无反馈", "、".join(case.silent), "", "")]
    assert rows == [("单位", "意见建议", "采纳情况", "说明"), *(said.row for said in case.said), *closing]
