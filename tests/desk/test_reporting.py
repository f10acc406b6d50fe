"""The office is told how its rounds stand: on a schedule, at the due moment, and whenever it asks."""

import io
import re
from datetime import datetime
from pathlib import Path

import pdfplumber
import pytest
from docx import Document

from desk import closing, filing, papers, reporting
from desk.case import read_case
from desk.filing import Entered
from desk.office import Desk, open_desk
from documents.status import StatusReport
from models import outcomes, rounds
from models.rounds import NewDue
from office.settings import load
from rules.filing import opinions_of
from rules.policy import Policy
from rules.reporting import Pace
from rules.settling import Outcome
from rules.words import Channel, LetterKind, Stage, Standing, Verdict
from tests.desk.office import (
    DAY,
    DUE,
    FEW,
    FINANCE,
    HOUR,
    INDUSTRY,
    OFFICE,
    PLANNING,
    ROUND,
    attached,
    bounce,
    caught,
    day,
    open_round,
    send,
    take_in,
    written,
)

MONDAY = day(10, 12)
PDF, DOCX = "征求意见进展情况.pdf", "征求意见进展情况.docx"


def answers(desk: Desk, unit: str, *texts: str, now: datetime = MONDAY) -> None:
    filing.enter_reply(desk, ROUND, unit, Entered(now, Channel.PAPER, opinions_of(list(texts)), not texts), now)


def settle(desk: Desk, number: int, outcome: Outcome) -> None:
    with desk.store.write() as session:
        outcomes.settle(session, ROUND, {number: outcome}, MONDAY)


def report(desk: Desk, now: datetime) -> StatusReport:
    return reporting.report_of(read_case(desk, ROUND, now))


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return re.sub(r"\s", "", "".join(page.extract_text() for page in opened.pages))


def test_the_report_is_what_the_record_says(desk: Desk) -> None:
    open_round(desk)
    answers(desk, FINANCE, "一", "二", "三")
    settle(desk, 1, Outcome(Verdict.REJECTED, Stage.PROPOSED, "不妥。"))
    take_in(desk, MONDAY, bounce(caught(desk, "u02@unit.test")[0]))
    told = report(desk, DUE + HOUR)
    assert [(one.unit, one.standing, one.reminders) for one in told.missing] == [(INDUSTRY, Standing.OVERDUE, 0)]
    assert [one.unit for one in told.undeliverable] == [PLANNING]
    assert told.answered == (MONDAY,)
    assert [opinion.number for opinion in told.declined] == [1]
    assert told.blocking == (
        "还有2条意见没有提出处理建议（第2、3条），请逐条处理。",
        "还有1条处理建议没有审定（第1条），请领导审定。",
        "还有1家单位没有反馈，自动催办到10月20日为止。",
        f"还有1家单位没有送达（{PLANNING}），请核对邮箱或改用其他方式送达。",
    )


def test_when_the_letters_are_used_up_the_report_says_so(desk: Desk) -> None:
    open_round(desk)
    assert report(desk, DUE + 30 * DAY).blocking == ("还有3家单位没有反馈，自动催办已经用完，请电话联系。",)


def test_a_long_list_of_what_is_open_is_cut_short(desk: Desk) -> None:
    open_round(desk)
    answers(desk, FINANCE, *(f"意见{n}" for n in range(25)))
    listed = "、".join(map(str, range(1, 21)))
    assert report(desk, MONDAY).blocking[0] == f"还有25条意见没有提出处理建议（第{listed}等条），请逐条处理。"


def test_nothing_blocks_a_round_that_has_ended(desk: Desk) -> None:
    open_round(desk)
    closing.close(desk, ROUND, MONDAY)
    assert report(desk, MONDAY).blocking == ()


def test_the_report_is_among_the_documents_of_a_round(desk: Desk, tmp_path: Path) -> None:
    open_round(desk)
    answers(desk, FINANCE, "一")
    word, pdf = papers.write_documents(desk, ROUND, tmp_path, MONDAY, ("status.docx", "status.pdf"))
    document = Document(str(word))
    assert document.paragraphs[0].text == "《全市河道管护办法》征求意见进展情况"
    assert [row.cells[1].text for row in document.tables[0].rows] == ["单位", PLANNING, INDUSTRY]
    assert report(desk, MONDAY).overview in text_of(pdf.read_bytes())


@pytest.mark.parametrize(
    ("pace", "turns"),
    [
        (Pace.WEEKLY, [20261005, 20261012]),
        (Pace.DAILY, [20260929, 20260930, 20261008, 20261009, 20261010, 20261012, 20261013]),
        (Pace.NEVER, []),
    ],
)
def test_the_office_is_told_at_the_pace_of_the_policy(desk: Desk, pace: Pace, turns: list[int]) -> None:
    open_round(desk, policy=Policy(report=pace))
    for n in range(16):
        reporting.write_reports(desk, day(9, 28) + n * DAY)
    assert [turn for _, turn in written(desk, LetterKind.SUMMARY)] == turns


def test_asking_twice_tells_the_office_once(desk: Desk) -> None:
    open_round(desk)
    assert [reporting.write_reports(desk, MONDAY + n * HOUR) for n in range(3)] == [(ROUND,), (), ()]


def test_a_round_past_its_moment_is_left_to_its_summary(desk: Desk) -> None:
    open_round(desk, policy=Policy(report=Pace.DAILY))
    morning = day(10, 14)
    assert reporting.write_reports(desk, morning) == ()
    closing.close_due(desk, morning)
    assert reporting.write_reports(desk, morning + HOUR) == ()
    assert reporting.write_reports(desk, morning + DAY) == (ROUND,)
    assert [turn for _, turn in written(desk, LetterKind.SUMMARY)] == [1, 20261015]


def test_reports_do_not_take_the_place_of_the_summary(desk: Desk) -> None:
    open_round(desk, policy=Policy(report=Pace.DAILY))
    reporting.write_reports(desk, day(10, 13))
    closing.close_due(desk, DUE)
    with desk.store.write() as session:
        rounds.extend(session, ROUND, NewDue(day(10, 20, 18)), DUE + HOUR)
    closing.close_due(desk, day(10, 20, 18))
    assert [turn for _, turn in written(desk, LetterKind.SUMMARY)] == [20261013, 2, 3]


def test_the_summary_brings_the_report_as_of_the_due_moment(desk: Desk) -> None:
    open_round(desk)
    answers(desk, FINANCE, "一")
    answers(desk, PLANNING, now=DUE + HOUR)
    closing.close_due(desk, DUE + 2 * HOUR)
    send(desk, DUE + 2 * HOUR)
    (letter,) = caught(desk, OFFICE)
    text = text_of(attached(letter, PDF))
    assert "截至2026年10月13日18时00分，已反馈1家（有意见1家、无意见0家）；无反馈2家。" in text


def test_a_broken_template_of_the_office_costs_no_summary(desk: Desk, tmp_path: Path) -> None:
    own = tmp_path / "own" / "documents"
    own.mkdir(parents=True)
    (own / "status.typ").write_text("#let data = json(bytes(sys.inputs.data))\n\n#data.nothing", "utf-8")
    office = open_desk(load(home=desk.settings.home, office_email=OFFICE, templates=tmp_path / "own"))
    open_round(office)
    closing.close_due(office, DUE)
    send(office, DUE)
    (letter,) = caught(office, OFFICE)
    assert Document(io.BytesIO(attached(letter, DOCX))).paragraphs[0].text.startswith("《全市河道管护办法》")
    office.store.engine.dispose()


def test_the_report_reads_as_markdown_and_nothing_units_wrote_is_markup(desk: Desk) -> None:
    open_round(desk)
    answers(desk, FINANCE, "删去|“*尽快*”\n<b>一词</b>")
    settle(desk, 1, Outcome(Verdict.REJECTED, Stage.APPROVED, "不妥。"))
    lines = reporting.as_markdown(desk, ROUND, MONDAY).splitlines()
    assert lines[0] == "# 《全市河道管护办法》征求意见进展情况"
    assert rf"| 1 | {FINANCE} | 删去\|“\*尽快\*” \<b\>一词\</b\> | 不采纳 | 不妥。 |" in lines


def test_everyone_asked_is_in_the_report_once(desk: Desk) -> None:
    open_round(desk)
    answers(desk, FINANCE)
    told = report(desk, MONDAY)
    listed = [one.unit for one in (*told.missing, *told.undeliverable)]
    assert sorted([*listed, FINANCE]) == sorted(FEW)
