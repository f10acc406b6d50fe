"""The working calendar, ours and an office's own, read from real files."""

import json
import os
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from office.calendar import OURS, working_calendar
from office.settings import load
from rules.deadlines import Calendar
from rules.errors import BadInput


def calendar_over(path: Path | None = None) -> Calendar:
    return working_calendar(load(timezone="Asia/Shanghai", calendar=path))


def own(folder: Path, text: str) -> Path:
    path = folder / "calendar.json"
    path.write_text(text, encoding="utf-8")
    return path


def years(**years: object) -> str:
    return json.dumps({"version": 1, "years": {name.strip("_"): year for name, year in years.items()}})


def test_every_year_we_carry_names_its_notice() -> None:
    assert dict(calendar_over().notices) == {
        2024: "国务院办公厅关于2024年部分节假日安排的通知（国办发明电〔2023〕7号）",
        2025: "国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）",
        2026: "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）",
    }
    pages = [year["notice"]["page"] for year in json.loads(OURS.read_text("utf-8"))["years"].values()]
    assert [page.split("/")[2] for page in pages] == ["www.gov.cn"] * 3


@pytest.mark.parametrize(
    ("year", "working", "off", "worked"), [(2024, 251, 19, 8), (2025, 248, 18, 5), (2026, 248, 19, 6)]
)
def test_every_year_has_as_many_working_days_as_its_notice_leaves(
    year: int, working: int, off: int, worked: int
) -> None:
    calendar = calendar_over()
    assert calendar.working_days(date(year - 1, 12, 31), date(year, 12, 31)) == working
    assert Counter(works for day, works in calendar.days.items() if day.year == year) == {False: off, True: worked}


def test_every_exception_is_one() -> None:
    assert [day for day, works in calendar_over().days.items() if works is not (day.isoweekday() > 5)] == []


def test_the_spring_festival_of_2026_is_nine_days_with_its_two_worked_saturdays() -> None:
    calendar = calendar_over()
    february = [date(2026, 2, 1) + timedelta(days=n) for n in range(28)]
    off = [day.day for day in february if not calendar.is_working(day)]
    assert off == [1, 7, 8, 15, 16, 17, 18, 19, 20, 21, 22, 23]


def test_an_office_adds_its_own_days_off_over_ours(tmp_path: Path) -> None:
    calendar = calendar_over(own(tmp_path, years(_2026={"off": ["2026-07-08", "2026-10-10"]})))
    assert [calendar.is_working(date(2026, 7, 8)), calendar.is_working(date(2026, 10, 10))] == [False, False]
    assert calendar.days.items() - calendar_over().days.items() == {
        (date(2026, 7, 8), False),
        (date(2026, 10, 10), False),
    }
    assert calendar.notices == calendar_over().notices


def test_an_office_adds_a_newer_year_with_its_notice(tmp_path: Path) -> None:
    notice = {"title": "国务院办公厅关于2027年部分节假日安排的通知"}
    path = own(tmp_path, years(_2027={"notice": notice, "off": ["2027-01-01"], "worked": ["2027-01-09"]}))
    calendar = calendar_over(path)
    assert calendar.notices[2027] == "国务院办公厅关于2027年部分节假日安排的通知"
    assert calendar.provisional(date(2026, 12, 28), date(2027, 1, 7)) == ()
    assert [calendar.is_working(date(2027, 1, 1)), calendar.is_working(date(2027, 1, 9))] == [False, True]


def test_local_days_alone_leave_a_year_provisional(tmp_path: Path) -> None:
    calendar = calendar_over(own(tmp_path, years(_2027={"off": ["2027-07-08"]})))
    assert calendar.provisional(date(2027, 1, 1), date(2027, 12, 31)) == (2027,)
    assert not calendar.is_working(date(2027, 7, 8))


def test_a_byte_order_mark_from_notepad_does_no_harm(tmp_path: Path) -> None:
    calendar = calendar_over(own(tmp_path, "\ufeff" + years(_2026={"off": ["2026-07-08"]})))
    assert not calendar.is_working(date(2026, 7, 8))


def test_a_changed_file_is_read_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    path = own(tmp_path, years(_2026={"off": ["2026-07-08"]}))
    first = calendar_over(path)
    assert calendar_over(path) is first
    own(tmp_path, years(_2026={"off": ["2026-07-09"]}))
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1_000_000_000))
    assert calendar_over(path).is_working(date(2026, 7, 8))
    assert not calendar_over(path).is_working(date(2026, 7, 9))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('{"version": 1,\n "years": {"2027": {"off": [}}}', "第 2 行不合 JSON 格式；请检查逗号、引号和括号。"),
        ("", "第 1 行不合 JSON 格式；请检查逗号、引号和括号。"),
        ("[]", "的 开头 处有误或缺少内容；请对照说明改正。"),
        ('{"years": {}}', "的 version 处有误或缺少内容；请对照说明改正。"),
        ('{"version": 2, "years": {}}', "的 version 处有误或缺少内容；请对照说明改正。"),
        ('{"version": 1}', "的 years 处有误或缺少内容；请对照说明改正。"),
        (years(_2027={"offs": []}), "的 years.2027.offs 处有误或缺少内容；请对照说明改正。"),
        (years(_2027={"off": ["2027-02-30"]}), "的 years.2027.off.0 处有误或缺少内容；请对照说明改正。"),
        (years(_2027={"notice": {}}), "的 years.2027.notice.title 处有误或缺少内容；请对照说明改正。"),
        (years(_2027={"off": ["2026-07-08"]}), "中 2026-07-08 写在了 2027 年之下；请改正后再试。"),
        (
            years(_2027={"off": ["2027-07-08"], "worked": ["2027-07-08"]}),
            "中 2027-07-08 既放假又上班；请改正后再试。",
        ),
    ],
)
def test_a_damaged_file_is_refused_by_name_and_place(tmp_path: Path, text: str, wrong: str) -> None:
    path = own(tmp_path, text)
    with pytest.raises(BadInput) as refused:
        calendar_over(path)
    assert refused.value.sentence == f"日历文件 {path} {wrong}"


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        calendar_over(tmp_path / "none.json")
    assert refused.value.sentence == f"找不到日历文件 {tmp_path / 'none.json'}；请检查设置 CIRCULATE_CALENDAR。"


def test_a_file_in_another_encoding_or_none_at_all_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calendar.json"
    path.write_bytes('{"标题": "日历"}'.encode("gbk"))
    for unreadable in (path, tmp_path):
        with pytest.raises(BadInput) as refused:
            calendar_over(unreadable)
        assert refused.value.sentence == f"日历文件 {unreadable} 读不出来；请另存为 UTF-8 编码的 JSON 文件。"
