"""What a clerk reads: the status in eighty columns, JSON for programs, and letters foretold."""

import re
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest
from rich.cells import cell_len

from desk import filing, opening, sheets
from desk.filing import Entered
from desk.office import Desk
from flows.commands.screens import runs
from models import outcomes, rounds
from models.rounds import NewDue
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Stage, Verdict
from tests.commands.clerk import DUE, NOW, OPENED, ROUND, SECOND, Clerk
from tests.desk.office import (
    AUDIT,
    DAY,
    FEW,
    FINANCE,
    HOUR,
    INDUSTRY,
    PLANNING,
    TAX,
    TITLE,
    UNITS,
    WEISHI,
    ZONE,
    address,
    answer,
    asking,
    bounce,
    caught,
    draft,
    open_round,
    send,
    take_in,
    units_sheet,
)

STANDS_AT_NO_LINES_START = "，。、；：？！）》”’〕】…"


def reply(desk: Desk, unit: str, *texts: str, now: datetime = OPENED) -> None:
    entered = Entered(now, Channel.PAPER, opinions_of(list(texts)), no_comment=not texts)
    filing.enter_reply(desk, ROUND, unit, entered, now)


def moment(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat(timespec="seconds")


@pytest.fixture
def begun(desk: Desk) -> None:
    """A round in which everything has happened: opinions, no comment, lateness, a bounce, more time, a reminder."""
    open_round(desk, UNITS, now=OPENED, due=NOW - DAY)
    reply(desk, FINANCE, "一", "二", "三")
    reply(desk, PLANNING)
    reply(desk, INDUSTRY, "四", now=NOW - HOUR)
    take_in(desk, OPENED, bounce(caught(desk, address(AUDIT))[0]))
    with desk.store.write() as session:
        rounds.extend(session, ROUND, NewDue(DUE, TAX), OPENED)
        outcomes.settle(session, ROUND, {1: Outcome(Verdict.ADOPTED, Stage.APPROVED)}, NOW)


@pytest.mark.usefixtures("begun")
def test_the_status_fits_eighty_columns_and_breaks_no_line_before_a_mark(clerk: Clerk) -> None:
    lines = clerk.does("status", ROUND).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert [line for line in lines if line.strip()[:1] in set(STANDS_AT_NO_LINES_START)] == []


@pytest.mark.usefixtures("begun")
def test_the_status_says_who_is_missing_before_anything_else(clerk: Clerk) -> None:
    screen = "".join(line.strip() for line in clerk.does("status", ROUND).splitlines())
    facts = re.sub(r"\s+", "", screen)
    missing, ledger = facts.index(f"还没有反馈{TAX}、{UNITS[5]}"), facts.index("台账发函19家，反馈有意见2家，无意见1家")
    unsettled, table = facts.index("尚未处理意见第2–4条（共3条）"), facts.index("单位状态催办最近发函备注")
    assert missing < ledger < unsettled < table
    assert facts.count("（15家）") == 1


@pytest.mark.parametrize(
    ("numbers", "drawn"), [((), []), ((1,), ["1"]), ((1, 2), ["1", "2"]), ((1, 2, 3, 5, 7, 8), ["1–3", "5", "7", "8"])]
)
def test_numbers_that_follow_one_another_are_drawn_together(numbers: tuple[int, ...], drawn: list[str]) -> None:
    assert runs(numbers) == drawn


def test_a_reply_from_somebody_the_unit_is_not_known_to_have_is_marked_until_it_is_replaced(
    clerk: Clerk, desk: Desk
) -> None:
    open_round(desk, UNITS, now=OPENED, due=DUE)
    mail = answer(caught(desk, address(FINANCE))[0], "无意见。")
    mail.replace_header("From", "somebody@elsewhere.test")
    take_in(desk, NOW, mail)

    def marked() -> list[str]:
        lines = [line for line in clerk.does("status", ROUND).splitlines() if "发件人未登记，请核实；待补盖章" in line]
        return [line.split()[0] for line in lines]

    assert marked() == [FINANCE]
    reply(desk, FINANCE)
    assert marked() == []


def test_no_word_of_an_opinion_is_left_out(clerk: Clerk, desk: Desk) -> None:
    open_round(desk, UNITS, now=OPENED, due=DUE)
    numbers = [f"〔{number}〕" for number in range(100, 160)]
    reply(desk, FINANCE, "责任单位和完成时限应当写明".join(numbers))
    shown = re.sub(r"\s+", "", clerk.does("opinions", ROUND))
    assert (re.findall(r"\d{3}", shown)[: len(numbers)], "…" in shown) == ([str(n) for n in range(100, 160)], False)


def test_a_message_in_the_inbox_is_shown_whole(clerk: Clerk, desk: Desk) -> None:
    open_round(desk, UNITS, now=OPENED, due=DUE)
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = (
        "somebody@a-rather-long-name-of-a-domain.test",
        "请查收" * 30,
        "<1@x>",
    )
    mail.set_content("建议删去。")
    take_in(desk, NOW, mail)
    first, subject, note = clerk.does("inbox", "list").splitlines()
    assert (first.split()[0], first.split()[-1]) == ("1", "somebody@a-rather-long-name-of-a-domain.test")
    assert subject == f"    {'请查收' * 30}"
    assert note.endswith("请人工选定。")


@pytest.mark.usefixtures("begun")
def test_each_unit_has_its_line(clerk: Clerk) -> None:
    lines = [line.split() for line in clerk.does("status", ROUND).splitlines()]
    rows = {words[0]: words[1:] for words in lines if words and words[0] in UNITS and len(words) > 2}
    sent = f"{OPENED.astimezone(ZONE):%m-%d %H:%M}".split()
    later = f"{DUE.astimezone(ZONE):%m-%d %H:%M}".split()
    assert {unit: rows[unit] for unit in (FINANCE, PLANNING, INDUSTRY, AUDIT, TAX, WEISHI)} == {
        FINANCE: ["有意见", *sent],
        PLANNING: ["无意见", *sent],
        INDUSTRY: ["有意见（逾期）", *sent],
        AUDIT: ["未送达", *sent, "有函件被退回"],
        TAX: ["待反馈", *sent, "延至", *later],
        WEISHI: ["逾期未反馈", *sent],
    }


@pytest.mark.usefixtures("begun")
def test_the_status_as_json(clerk: Clerk) -> None:
    said = clerk.reads("status", ROUND)
    standing = {one["unit"]: one for one in said.pop("standing")}
    as_of = datetime.fromisoformat(said.pop("as_of"))
    assert abs(as_of - datetime.now(ZONE)).total_seconds() < 120
    assert said == {
        "round": ROUND,
        "due": moment(NOW - DAY),
        "units": {
            "invited": 19,
            "with_opinions": 2,
            "no_comment": 1,
            "no_reply": 15,
            "undeliverable": 1,
            "unsent": 0,
            "late": 1,
        },
        "opinions": {
            "total": 4,
            "adopted": 1,
            "adopted_with_changes": 0,
            "partly": 0,
            "conditional": 0,
            "rejected": 0,
            "explained": 0,
            "withdrawn": 0,
            "pending": 3,
        },
    }
    assert list(standing) == list(UNITS)

    def unit(name: str, stands: str, *, late: bool = False) -> dict[str, Any]:
        return {"unit": name, "standing": stands, "late": late, "reminders": 0, "last_letter": moment(OPENED)}

    assert [standing[name] for name in (INDUSTRY, AUDIT, TAX, WEISHI)] == [
        unit(INDUSTRY, "with_opinions", late=True),
        unit(AUDIT, "undeliverable"),
        unit(TAX, "awaiting"),
        unit(WEISHI, "overdue"),
    ]


@pytest.mark.usefixtures("begun")
def test_the_opinions_as_json(clerk: Clerk) -> None:
    rest = {"parent": None, "clause": "", "condition": "", "final_text": ""}
    undecided = {"verdict": "pending", "stage": None, "reason": "", **rest}
    assert clerk.reads("opinions", ROUND) == [
        {"number": 1, "unit": FINANCE, "text": "一", "verdict": "adopted", "stage": "approved", "reason": "", **rest},
        {"number": 2, "unit": FINANCE, "text": "二", **undecided},
        {"number": 3, "unit": FINANCE, "text": "三", **undecided},
        {"number": 4, "unit": INDUSTRY, "text": "四", **undecided},
    ]


def test_brackets_in_names_and_opinions_are_shown_as_they_are(clerk: Clerk, desk: Desk) -> None:
    odd = "市[b]财政[/b]局"
    (clerk.folder / "units.csv").write_text(f"单位,邮箱\n{odd},a@x.test\n", "utf-8")
    sheets.import_units(desk, clerk.folder / "units.csv")
    request = asking(desk, (odd,), due=DUE)
    opening.open_round(desk, type(request)("[/red]办法", *_rest(request)), OPENED)
    filing.enter_reply(desk, ROUND, odd, Entered(OPENED, Channel.PAPER, opinions_of(["删去[/附件]"])), OPENED)
    shown = [
        clerk.does(*words) for words in (("status", ROUND), ("opinions", ROUND), ("round", "list"), ("units", "list"))
    ]
    assert [odd in shown[0], odd in shown[1], "删去[/附件]" in shown[1], odd in shown[3]] == [True] * 4
    assert ["[/red]办法" in shown[place] for place in (0, 2)] == [True, True]


def _rest(request: opening.Request) -> tuple[Any, ...]:
    return request.draft_name, request.draft, request.due, request.units, request.policy


def test_units_are_listed_as_the_sheet_has_them(clerk: Clerk, desk: Desk) -> None:
    units_sheet(clerk.folder / "units.csv", FEW)
    assert clerk.does("units", "import", "units.csv") == "新增 3 家，更新 0 家，未变 0 家。\n"
    units_sheet(clerk.folder / "units.csv", FEW[:2], **{PLANNING: "new@unit.test"})
    assert clerk.does("units", "import", "units.csv") == "新增 0 家，更新 1 家，未变 1 家。\n"
    rows = [line.strip("│ ").split("│") for line in clerk.does("units", "list").splitlines() if line.startswith("│")]
    assert [[cell.strip() for cell in row] for row in rows] == [
        ["1", FINANCE, "", "", address(FINANCE)],
        ["2", PLANNING, "", "", "new@unit.test"],
        ["3", INDUSTRY, "", "", address(INDUSTRY)],
    ]
    assert send(desk, NOW).states == {}


def test_rounds_are_listed_newest_first(clerk: Clerk, desk: Desk) -> None:
    open_round(desk, now=OPENED, due=DUE)
    opening.open_round(desk, asking(desk, FEW, due=DUE, content=draft("另一份")), OPENED)
    clerk.does("round", "cancel", ROUND)
    rows = [line.strip("│ ").split("│") for line in clerk.does("round", "list").splitlines() if line.startswith("│")]
    due = f"{DUE.astimezone(ZONE):%Y-%m-%d %H:%M}"
    assert [[cell.strip() for cell in row] for row in rows] == [
        [SECOND, TITLE, "征求中", due],
        [ROUND, TITLE, "已取消", due],
    ]
