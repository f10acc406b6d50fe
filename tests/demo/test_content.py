"""The demonstration's data: its draft, its units, its answers and what became of them all fit together."""

import re
import tomllib
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from documents.form import FormPress
from documents.form_code import FormCode, code_for
from documents.form_filling import fill_form
from documents.form_reading import FormRow, read_form
from documents.gate import Kind, admit
from mail.opinions import opinions_in
from office.calendar import working_calendar
from office.settings import Settings
from rules.deadlines import Due, due_moment
from rules.register import UnitEntry, name_key
from rules.settling import Outcome, check_outcome
from rules.words import Channel, Stage, Stance, Verdict

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "demo"
DRAFT = (FOLDER / "draft.txt").read_text("utf-8")
BODY, ANNEX = DRAFT.split("\n附件\n")
ROUND = tomllib.loads((FOLDER / "round.toml").read_text("utf-8"))
UNITS = [unit["name"] for unit in ROUND["units"]]
OPINIONS = [(answer["unit"], opinion) for answer in ROUND["answers"] for opinion in answer.get("opinions", [])]
OF_TAX = [opinion for unit, opinion in OPINIONS if unit == "市税务局"]
FORMS = [answer for answer in ROUND["answers"] if answer["by"] == "form"]
SECRET = b"an office's own"
CALENDAR = working_calendar(Settings(timezone="Asia/Shanghai"))
CLOSING = Settings(timezone="Asia/Shanghai").closing_time
SILENT = {
    *("尉氏县", "杞县", "通许县", "祥符区", "龙亭区", "鼓楼区", "顺河区", "禹王台区"),
    *("市督查局", "市住建局", "市生态环境局", "市场监管局"),
}


def section(heading: str, text: str = BODY) -> str:
    """What stands under a heading of the draft, up to the next one of its kind."""
    start = re.search(rf"^{heading}.*\n", text, re.MULTILINE)
    assert start is not None, heading
    after = text[start.end() :]
    end = re.search(r"^（.）" if heading.startswith("（") else r"^[一二三四]、", after, re.MULTILINE)
    return after[: end.start() if end else None]


TASKS = section("二、")


def items(heading: str) -> list[str]:
    return re.findall(r"^\d\..*$", section(heading, TASKS), re.MULTILINE)


def duties() -> dict[str, str]:
    """The annex's fourth part: what each member of the leading group is to do."""
    lines = section("四、领导小组成员单位责任分工", ANNEX).strip().splitlines()
    return {unit: duty for unit, _, duty in (line.partition("：") for line in lines)}


def responsible(text: str) -> list[str]:
    """The offices a passage ends in."""
    return re.split("[、，]", text.strip().rpartition("责任单位：")[2].rstrip("。"))


def due_of(unit: str) -> datetime:
    extension = ROUND["extension"]
    text, asked = (
        (extension["due"], extension["on"])
        if unit == extension["unit"]
        else (ROUND["round"]["due"], ROUND["round"]["opened"])
    )
    return due_moment(text, CALENDAR, asked, CLOSING).moment


def rows(answer: dict[str, Any]) -> tuple[FormRow, ...]:
    cells = ("place", "original", "proposal", "grounds")
    texts = ({cell: opinion[cell] for cell in cells} for opinion in answer.get("opinions", []))
    return tuple(FormRow(number, **text) for number, text in enumerate(texts, 1))


def test_the_body_is_as_long_as_a_citys_plan() -> None:
    assert 3800 <= len("".join(BODY.split())) <= 4400


def test_the_draft_has_four_parts_and_a_version_under_its_title() -> None:
    assert re.findall(r"^[一二三四五]、.*$", BODY, re.MULTILINE) == [
        "一、总体要求",
        "二、主要工作任务",
        "三、实施步骤",
        "四、保障措施",
    ]
    assert BODY.splitlines()[:3] == ["# 开封市产业集聚区", "# “百园增效”行动实施方案", "（征求意见稿）"]


def test_the_disputed_headings_stand_in_part_two_with_their_items() -> None:
    headings = re.findall(r"^（.）.*$", TASKS, re.MULTILINE)
    assert headings[2:5] == [
        "（三）打好存量低效用地盘活攻坚战",
        "（四）推行工业用地“标准地”出让和“弹性出让”",
        "（五）开展土地高效利用评价",
    ]
    assert [[item[:2] for item in items(heading)] for heading in ("（三）", "（四）")] == [["1.", "2.", "3."]] * 2


@pytest.mark.parametrize("heading", ["（一）", "（二）", "（三）", "（四）"])
def test_every_item_ends_in_who_is_responsible(heading: str) -> None:
    assert [(responsible(item)[0], responsible(item)[-2:]) for item in items(heading)] == [
        ("市自然资源和规划局" if heading != "（二）" or number else "市发改委", ["各县区政府", "示范区管委会"])
        for number, _ in enumerate(items(heading))
    ]


def test_audit_and_tax_are_named_where_they_ask_to_be_struck() -> None:
    places = {
        f"{heading}{number}": {"市审计局", "市税务局"} & set(responsible(item))
        for heading in ("（三）", "（四）")
        for number, item in enumerate(items(heading), 1)
    }
    both = {"市审计局", "市税务局"}
    assert places == {"（三）1": {"市审计局"}} | dict.fromkeys(
        ("（三）2", "（三）3", "（四）1", "（四）2", "（四）3"), both
    )
    assert both & set(responsible(section("（五）", TASKS))) == {"市税务局"}


def test_the_annex_gives_every_city_office_of_the_round_its_duties() -> None:
    city = {unit["name"] for unit in ROUND["units"] if unit["category"] == "市直部门"}
    assert set(duties()) == city | {"市自然资源和规划局", "各县区政府、示范区管委会"}


def test_every_original_stands_in_the_draft_letter_for_letter() -> None:
    assert [opinion["original"] for _, opinion in OPINIONS if opinion["original"] not in DRAFT] == []


def test_an_original_that_is_a_sentence_stands_there_once_and_where_its_place_says() -> None:
    long = [(unit, opinion) for unit, opinion in OPINIONS if opinion["original"] != unit]
    assert [DRAFT.count(opinion["original"]) for _, opinion in long] == [1] * 7
    of_annex = [(unit, opinion) for unit, opinion in long if opinion["place"].startswith("附件")]
    assert [opinion["original"] in duties()[unit] for unit, opinion in of_annex] == [True] * 5
    assert OF_TAX[0]["original"] in items("（三）")[1]
    assert OF_TAX[1]["original"] in items("（四）")[0]


def test_nineteen_units_are_asked_in_the_order_of_the_register() -> None:
    assert UNITS[:7] == ["市财政局", "市发改委", "市工信局", "市审计局", "市税务局", "市统计局", "示范区管委会"]
    assert (len(UNITS), set(UNITS[7:])) == (19, SILENT)
    assert Counter(unit["category"] for unit in ROUND["units"]) == {"市直部门": 10, "县区": 8, "管委会": 1}


def test_no_two_units_share_a_name_or_an_address() -> None:
    units = [UnitEntry(unit["name"], (), aliases=tuple(unit["aliases"])) for unit in ROUND["units"]]
    names = [name_key(name) for unit in units for name in unit.names]
    emails = [unit[role] for unit in ROUND["units"] for role in ("email", "cc", "escalation") if role in unit]
    assert [name for name, times in Counter(names + emails).items() if times > 1] == []
    assert len(emails) == 21
    assert {email.partition("@")[2] for email in [*emails, ROUND["office"]["email"]]} == {"kaifeng.test"}


def test_six_units_have_nine_opinions_one_has_none_and_twelve_are_silent() -> None:
    given = {answer["unit"]: len(answer.get("opinions", [])) for answer in ROUND["answers"]}
    assert given == {
        "市财政局": 1,
        "市发改委": 1,
        "市工信局": 1,
        "市审计局": 1,
        "市税务局": 4,
        "市统计局": 1,
        "示范区管委会": 0,
    }
    assert set(UNITS) - set(given) == SILENT


def test_seven_opinions_are_adopted_one_conditionally_and_one_is_rejected() -> None:
    assert Counter(opinion["verdict"] for _, opinion in OPINIONS) == {"adopted": 7, "conditional": 1, "rejected": 1}
    assert [opinion["verdict"] for opinion in OF_TAX] == ["adopted", "rejected", "conditional", "adopted"]


def test_every_verdict_has_what_it_needs_to_stand() -> None:
    for number, (_, opinion) in enumerate(OPINIONS, 1):
        reason, condition = opinion.get("reason", ""), opinion.get("condition", "")
        check_outcome(Outcome(Verdict(opinion["verdict"]), Stage.PROPOSED, reason, condition), number)


def test_the_round_opens_on_a_friday_and_is_due_before_the_national_day() -> None:
    opened = ROUND["round"]["opened"]
    assert (opened.isoformat(), opened.isoweekday()) == ("2026-09-18T10:00:00+08:00", 5)
    due = due_moment(ROUND["round"]["due"], CALENDAR, opened, CLOSING)
    assert due == Due(datetime.combine(date(2026, 9, 29), CLOSING, tzinfo=CALENDAR.zone))


def test_every_answer_comes_on_a_working_day_before_its_own_due_moment() -> None:
    opened = ROUND["round"]["opened"]
    arrived = [answer["on"] for answer in ROUND["answers"]]
    assert arrived == sorted(arrived)
    assert [opened < answer["on"] <= due_of(answer["unit"]) for answer in ROUND["answers"]] == [True] * 7
    assert [CALENDAR.is_working(CALENDAR.day_of(moment)) for moment in arrived] == [True] * 7


def test_the_tax_office_answers_late_but_within_its_extension() -> None:
    asked, extension = due_of("市财政局"), ROUND["extension"]
    answered = next(answer["on"] for answer in ROUND["answers"] if answer["unit"] == "市税务局")
    assert extension["unit"] == "市税务局"
    assert extension["on"] < asked < answered < due_of("市税务局")
    assert due_of("市税务局").date() == date(2026, 10, 9)


def test_the_office_decides_after_the_last_answer_and_then_closes() -> None:
    moments = [ROUND["round"][name] for name in ("proposed", "approved", "closed")]
    assert [ROUND["answers"][-1]["on"], *moments] == sorted({ROUND["answers"][-1]["on"], *moments})
    assert CALENDAR.working_days(due_of("市财政局").date(), moments[0].date()) == 5
    assert {moment.utcoffset() for moment in moments} == {timedelta(hours=8)}


def test_answers_come_by_form_by_words_by_page_and_once_on_paper() -> None:
    ways = Counter((Channel(answer["channel"]), answer["by"]) for answer in ROUND["answers"])
    assert ways == {
        (Channel.MAIL, "form"): 4,
        (Channel.MAIL, "words"): 1,
        (Channel.WEB, "page"): 1,
        (Channel.PAPER, "scan"): 1,
    }
    scan = next(answer for answer in ROUND["answers"] if answer["by"] == "scan")
    assert admit((FOLDER / scan["scan"]).read_bytes(), scan["scan"]) is Kind.IMAGE


@pytest.mark.parametrize("answer", FORMS, ids=[answer["unit"] for answer in FORMS])
def test_an_answer_on_the_form_is_read_back_as_it_was_written(answer: dict[str, Any]) -> None:
    number = UNITS.index(answer["unit"]) + 1
    press = FormPress(ROUND["round"]["title"], "2026年9月29日18时00分", ROUND["office"]["name"])
    blank = press.for_unit(answer["unit"], code_for(SECRET, "2026-001", number))
    form = read_form(fill_form(blank, rows=rows(answer), no_comment=not rows(answer)), SECRET)
    assert (form.code, form.rows) == (FormCode("2026-001", number), rows(answer))
    assert form.stance is (Stance.OPINIONS if rows(answer) else Stance.NO_COMMENT)


def test_an_answer_in_words_holds_one_opinion_which_says_what_its_row_says() -> None:
    answer = next(answer for answer in ROUND["answers"] if answer["by"] == "words")
    row = rows(answer)[0]
    assert opinions_in(answer["words"]) == (
        f"{row.place}为“{row.original}”建议修改为“{row.proposal}”理由：{row.grounds}",
    )
