"""Telling the units: approved outcomes alone, each unit its own, once, and again where something changed."""

import io
from datetime import datetime
from zipfile import ZipFile

import pytest
from docx import Document
from sqlmodel import col, update

from desk import filing, papers, telling
from desk.case import read_case
from desk.filing import Entered
from desk.office import Desk
from documents.result import COLUMNS
from models import outcomes, rounds
from models.tables import Letter
from rules.errors import Refused, RoundNotOpen, UnitUnknown
from rules.filing import opinions_of
from rules.policy import Policy
from rules.settling import Outcome
from rules.words import Channel, LetterKind, LetterState, Stage, Verdict
from tests.desk.office import (
    DAY,
    FINANCE,
    HOUR,
    INDUSTRY,
    PLANNING,
    ROUND,
    address,
    attached,
    caught,
    day,
    open_round,
    send,
    words,
    written,
)
from tests.documents.schema import faults

MONDAY, TOLD = day(10, 12), day(10, 14)
RESULTS = col(Letter.kind) == LetterKind.RESULT
ADOPTED = Outcome(Verdict.ADOPTED, Stage.APPROVED)
REJECTED = Outcome(Verdict.REJECTED, Stage.APPROVED, "经费渠道已在第二条写明。")
CONDITIONAL = Outcome(Verdict.CONDITIONAL, Stage.APPROVED, "", "市发改委同意牵头。")


def settle(desk: Desk, given: dict[int, Outcome], reopen: str = "", now: datetime = MONDAY) -> None:
    with desk.store.write() as session:
        outcomes.settle(session, ROUND, given, now, reopen=reopen)


@pytest.fixture(autouse=True)
def _opinions_of_two_units(desk: Desk) -> None:
    open_round(desk, policy=Policy(rejoin_within=3))
    for unit, texts in ((FINANCE, ["删去“尽快”。", "明确经费。"]), (PLANNING, ["改由工信局牵头。"]), (INDUSTRY, [])):
        entered = Entered(MONDAY, Channel.PAPER, opinions_of(texts), no_comment=not texts)
        filing.enter_reply(desk, ROUND, unit, entered, MONDAY)


def approved(desk: Desk) -> None:
    settle(desk, {1: ADOPTED, 2: REJECTED, 3: CONDITIONAL})


def told(desk: Desk) -> list[tuple[str, int]]:
    return written(desk, LetterKind.RESULT)


def test_each_unit_with_opinions_is_told_its_own_and_nobody_else(desk: Desk) -> None:
    approved(desk)
    assert [one.unit for one in telling.tell(desk, ROUND, TOLD)] == [FINANCE, PLANNING]
    send(desk, TOLD)
    letter = caught(desk, address(FINANCE))[-1]
    assert letter["Subject"].startswith("关于《全市河道管护办法》意见采纳情况的函")
    lines = [line.strip() for line in words(letter).splitlines() if line.strip()]
    assert lines[:7] == [
        f"{FINANCE}：",
        "你单位对《全市河道管护办法》提出的意见建议已研究，采纳情况如下：",
        "1.删去“尽快”。",
        "采纳情况：采纳",
        "2.明确经费。",
        "采纳情况：不采纳",
        "说明：经费渠道已在第二条写明。",
    ]
    assert "请于2026年10月19日前告知你单位是否同意上述处理" in lines[7]
    assert len(caught(desk, address(INDUSTRY))) == 1, "the invitation alone"


def test_the_same_goes_along_on_paper_with_room_for_the_unit(desk: Desk) -> None:
    approved(desk)
    telling.tell(desk, ROUND, TOLD)
    send(desk, TOLD)
    paper = attached(caught(desk, address(FINANCE))[-1], telling.PAPER)
    assert faults(paper) == []
    (table,) = Document(io.BytesIO(paper)).tables
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [
        COLUMNS,
        ("1", "删去“尽快”。", "采纳", "", ""),
        ("2", "明确经费。", "不采纳", "经费渠道已在第二条写明。", ""),
    ]


def test_nothing_is_told_while_an_outcome_is_missing_or_only_proposed(desk: Desk) -> None:
    settle(desk, {1: ADOPTED, 3: Outcome(Verdict.ADOPTED, Stage.PROPOSED)})
    with pytest.raises(Refused) as refused:
        telling.tell(desk, ROUND, TOLD)
    assert refused.value.sentence == (
        f"{ROUND} 还有意见没有审定（{FINANCE}第 2 条；{PLANNING}第 3 条），不能告知；"
        "请先审定，或用 --unit 只告知意见已全部审定的单位。"
    )
    assert told(desk) == []


def test_a_unit_whose_opinions_are_all_approved_can_be_told_before_the_others(desk: Desk) -> None:
    settle(desk, {3: CONDITIONAL})
    assert [one.unit for one in telling.tell(desk, ROUND, TOLD, [PLANNING])] == [PLANNING]
    with pytest.raises(Refused, match=f"{FINANCE}第 1、2 条"):
        telling.tell(desk, ROUND, TOLD, [FINANCE])


def test_telling_again_tells_only_those_for_whom_something_changed(desk: Desk) -> None:
    approved(desk)
    telling.tell(desk, ROUND, TOLD)
    assert telling.tell(desk, ROUND, TOLD + HOUR) == ()
    settle(desk, {2: Outcome(Verdict.PARTLY, Stage.APPROVED, "写入附则。")}, "财政局来电", TOLD + 2 * HOUR)
    (again,) = telling.tell(desk, ROUND, TOLD + DAY)
    assert (again.unit, again.turn) == (FINANCE, 2)
    assert told(desk) == [(address(FINANCE), 1), (address(PLANNING), 1), (address(FINANCE), 2)]


def test_a_unit_that_is_named_is_told_again_in_any_case(desk: Desk) -> None:
    approved(desk)
    assert [telling.tell(desk, ROUND, TOLD, [PLANNING])[0].turn for _ in range(3)] == [1, 2, 3]


def test_looking_first_sends_nothing(desk: Desk) -> None:
    approved(desk)
    first, second = telling.to_tell(desk, ROUND, TOLD)
    assert (first.unit, first.recipients, [one.number for one in first.opinions]) == (
        FINANCE,
        (address(FINANCE),),
        [1, 2],
    )
    assert (second.unit, second.turn, second.answer_by) == (PLANNING, 1, day(10, 19).date())
    assert told(desk) == []


def test_a_unit_without_opinions_has_nothing_to_be_told(desk: Desk) -> None:
    approved(desk)
    with pytest.raises(Refused, match=f"{ROUND} 中{INDUSTRY}没有提出意见，没有采纳情况可告知。"):
        telling.tell(desk, ROUND, TOLD, [INDUSTRY, FINANCE])
    with pytest.raises(UnitUnknown):
        telling.tell(desk, ROUND, TOLD, ["无此单位"])


def test_a_cancelled_round_tells_nobody(desk: Desk) -> None:
    approved(desk)
    with desk.store.write() as session:
        rounds.cancel(session, ROUND, TOLD)
    with pytest.raises(RoundNotOpen, match=f"{ROUND} 已取消"):
        telling.tell(desk, ROUND, TOLD)


def test_the_results_are_among_the_documents_once_a_unit_can_be_told(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"results\.zip 还不能写出：还没有一家单位的意见全部审定"):
        papers.make(desk, ROUND, "results.zip", TOLD)
    settle(desk, {3: CONDITIONAL})
    with ZipFile(io.BytesIO(papers.make(desk, ROUND, "results.zip", TOLD))) as archive:
        assert archive.namelist() == [f"result-{PLANNING}.docx"]
    approved(desk)
    assert list(telling.papers_of(read_case(desk, ROUND, TOLD))) == [
        f"result-{unit}.docx" for unit in (FINANCE, PLANNING)
    ]


@pytest.mark.parametrize("lost", [{"state": LetterState.FAILED, "sent": None}, {"bounced": TOLD + HOUR}])
def test_a_letter_that_never_arrived_has_told_nobody(desk: Desk, lost: dict[str, object]) -> None:
    approved(desk)
    telling.tell(desk, ROUND, TOLD)
    send(desk, TOLD)
    with desk.store.write() as session:
        session.exec(update(Letter).where(col(Letter.recipients) == address(FINANCE), RESULTS).values(**lost))
    assert [(one.unit, one.turn) for one in telling.tell(desk, ROUND, TOLD + DAY)] == [(FINANCE, 2)]
    assert told(desk) == [(address(FINANCE), 1), (address(PLANNING), 1), (address(FINANCE), 2)]


def test_how_far_telling_has_come_is_known_of_every_unit_that_spoke(desk: Desk) -> None:
    settle(desk, {1: ADOPTED, 2: REJECTED})
    finance, planning = telling.readiness(desk, ROUND)
    assert (finance.unit, finance.opinions, finance.waiting, finance.times, finance.owed) == (FINANCE, 2, (), 0, True)
    assert (planning.unit, planning.waiting, planning.owed) == (PLANNING, (3,), False)
    telling.tell(desk, ROUND, TOLD, [FINANCE])
    assert [(one.times, one.last, one.owed) for one in telling.readiness(desk, ROUND)] == [
        (1, TOLD, False),
        (0, None, False),
    ]
    settle(desk, {2: ADOPTED}, "再研究", TOLD + HOUR)
    assert [one.owed for one in telling.readiness(desk, ROUND)] == [True, False]


def test_the_letter_looked_at_is_the_letter_sent_and_looking_leaves_no_trace(desk: Desk) -> None:
    approved(desk)
    seen = telling.look(desk, ROUND, PLANNING, TOLD)
    assert (seen.recipients[0], written(desk, LetterKind.RESULT)) == (address(PLANNING), [])
    telling.tell(desk, ROUND, TOLD, [PLANNING])
    send(desk, TOLD)
    sent = caught(desk, address(PLANNING))[-1]
    assert (seen.subject, seen.text.split()) == (str(sent["Subject"]), words(sent).split())
    assert (seen.files, len(attached(sent, seen.files[0])) > 0) == (("意见采纳情况.docx",), True)
