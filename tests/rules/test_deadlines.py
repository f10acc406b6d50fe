"""Working days and due moments, against the golden values three independent sources agree on."""

from datetime import UTC, date, time

import pytest

from rules.deadlines import due_moment, moment_of
from rules.errors import BadInput, DateUnreadable, DueInPast
from tests.rules.facts import CALENDAR, ZONE, at

CLOSING = time(18)
PROVISIONAL_2027 = (
    "2027 年的放假安排尚未公布（或日历中没有），按周一至周五（元旦、五一、国庆法定日除外）暂算，公布后请核对。"
)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-02-11", 7, "2026-02-27"),
        ("2026-09-18", 7, "2026-09-29"),
        ("2026-09-28", 7, "2026-10-13"),
        ("2026-04-30", 3, "2026-05-08"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2025-12-29", 5, "2026-01-06"),
    ],
)
def test_working_days_follow_the_state_councils_notice(start: str, count: int, end: str) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    assert CALENDAR.add(first, count) == last
    assert CALENDAR.working_days(first, last) == count
    assert CALENDAR.add(last, -count) == CALENDAR.on_or_before(first)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-09-10", "2026-10-10"),  # a Saturday that is worked: stays
        ("2026-09-03", "2026-10-08"),  # 10-03 is a holiday: rolls
        ("2026-01-16", "2026-02-24"),  # 02-15 opens the Spring Festival: rolls over it
        ("2026-08-21", "2026-09-20"),  # a Sunday that is worked: stays
    ],
)
def test_thirty_natural_days_ending_on_a_day_off_roll_to_the_next_working_day(start: str, end: str) -> None:
    assert CALENDAR.add_natural(date.fromisoformat(start), 30) == date.fromisoformat(end)


def test_a_year_without_a_notice_still_keeps_the_days_that_are_certain() -> None:
    assert CALENDAR.add(date(2026, 12, 28), 7) == date(2027, 1, 7)
    assert [day for day in range(1, 9) if not CALENDAR.is_working(date(2027, 10, day))] == [1, 2, 3]


def test_years_without_a_notice_are_named_in_either_direction() -> None:
    assert CALENDAR.provisional(date(2026, 1, 1), date(2026, 12, 31)) == ()
    assert CALENDAR.provisional(date(2026, 12, 28), date(2028, 1, 1)) == (2027, 2028)
    assert CALENDAR.provisional(date(2028, 1, 1), date(2026, 12, 28)) == (2027, 2028)


def test_no_working_days_lie_between_a_day_and_itself_or_an_earlier_one() -> None:
    assert CALENDAR.working_days(date(2026, 9, 18), date(2026, 9, 18)) == 0
    assert CALENDAR.working_days(date(2026, 9, 18), date(2026, 9, 1)) == 0


def test_the_last_working_day_may_be_a_worked_sunday() -> None:
    assert CALENDAR.on_or_before(date(2026, 9, 20)) == date(2026, 9, 20)
    assert CALENDAR.on_or_before(date(2026, 9, 27)) == date(2026, 9, 24)


def test_a_moment_has_its_day_in_the_offices_zone() -> None:
    evening_before = at("2026-09-18 07:30").astimezone(UTC)
    assert CALENDAR.day_of(evening_before) == date(2026, 9, 18)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-13", "2026-10-13 18:00"),
        ("2026/10/13", "2026-10-13 18:00"),
        ("2026.10.13", "2026-10-13 18:00"),
        (" 2026-10-13 ", "2026-10-13 18:00"),
        ("2026-10-13 17:00", "2026-10-13 17:00"),
        ("2026-10-13T17:05", "2026-10-13 17:05"),
        ("2026-10-13 9:05", "2026-10-13 09:05"),
        ("2026年10月13日", "2026-10-13 18:00"),
        ("2026年10月13日前", "2026-10-13 18:00"),
        ("2026 年 10 月 13 日 17:00", "2026-10-13 17:00"),
        ("2026年10月13日17:00", "2026-10-13 17:00"),
        ("2026年10月13日17：00前", "2026-10-13 17:00"),
        ("2026年10月13日17时", "2026-10-13 17:00"),
        ("2026年10月13日17点整", "2026-10-13 17:00"),
        ("2026年10月13日17时5分", "2026-10-13 17:05"),
        ("2026年10月13日下午5时30分", "2026-10-13 17:30"),
        ("2026年10月13日上午9点", "2026-10-13 09:00"),
        ("2026年10月13日下午12时", "2026-10-13 12:00"),
        ("２０２６－１０－１３　１７：００", "2026-10-13 17:00"),
        ("+7wd", "2026-10-13 18:00"),
        ("+7WD", "2026-10-13 18:00"),
        ("＋７wd", "2026-10-13 18:00"),
        ("+ 7 个工作日", "2026-10-13 18:00"),
        ("+7工作日", "2026-10-13 18:00"),
        ("7个工作日内", "2026-10-13 18:00"),
        ("7 个工作日后", "2026-10-13 18:00"),
        ("+12d", "2026-10-10 18:00"),
        ("+12天", "2026-10-10 18:00"),
        ("+12日", "2026-10-10 18:00"),
        ("+7d", "2026-10-08 18:00"),
        ("+0wd", "2026-09-28 18:00"),
    ],
)
def test_a_due_moment_is_read_however_a_clerk_writes_it(text: str, moment: str) -> None:
    assert due_moment(text, CALENDAR, at("2026-09-28"), CLOSING).moment == at(moment)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "明天",
        "10月13日",
        "2026-13-01",
        "2026-02-30",
        "2026-10-13 25:00",
        "2026-10-13 17:60",
        "2026-10-13 17:",
        "2026-10-13 17",
        "2026-10-117:00",
        "+wd",
        "-7wd",
        "+1000d",
        "+7周",
        "2026-10-13 和 14",
    ],
)
def test_what_is_no_date_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(DateUnreadable) as refused:
        due_moment(text, CALENDAR, at("2026-09-28"), CLOSING)
    assert (
        refused.value.sentence == f"看不懂日期“{text}”；请写成 2026-10-13、2026-10-13 17:00 或 +7wd（7 个工作日后）。"
    )


@pytest.mark.parametrize("text", ["2026-09-27", "2026-09-28 10:00", "2025-10-13"])
def test_a_due_moment_that_has_passed_is_refused(text: str) -> None:
    with pytest.raises(DueInPast):
        due_moment(text, CALENDAR, at("2026-09-28 10:00"), CLOSING)


def test_today_after_closing_time_has_passed() -> None:
    with pytest.raises(DueInPast) as refused:
        due_moment("+0wd", CALENDAR, at("2026-09-28 18:00"), CLOSING)
    assert refused.value.sentence == "截止时间 2026-09-28 18:00 已经过去；请给出今后的日期，例如 +7wd（7 个工作日后）。"


def test_a_mistyped_year_is_caught_before_anything_is_sent() -> None:
    with pytest.raises(BadInput) as refused:
        due_moment("2062-10-13", CALENDAR, at("2026-09-28"), CLOSING)
    assert refused.value.sentence == "截止日期 2062-10-13 在 1000 天以后，疑为笔误；请核对年份。"
    with pytest.raises(BadInput):
        due_moment("9999-12-31", CALENDAR, at("2026-09-28"), CLOSING)


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("2026-10-13", ()),
        ("2026-10-10", ()),  # a worked Saturday
        ("2026-10-08", ()),  # three working days are just enough
        ("2026-10-11", ("2026-10-11 不是工作日，建议改为 2026-10-12。",)),
        ("2026-09-30", ("距截止只有 2 个工作日，各单位可能来不及研究。",)),
        (
            "2026-10-01",
            (
                "2026-10-01 不是工作日，建议改为 2026-10-08。",
                "距截止只有 2 个工作日，各单位可能来不及研究。",
            ),
        ),
        (
            "2027-01-07",
            (PROVISIONAL_2027,),
        ),
    ],
)
def test_the_clerk_is_warned_before_sending(text: str, warnings: tuple[str, ...]) -> None:
    assert due_moment(text, CALENDAR, at("2026-09-28"), CLOSING).warnings == warnings


def test_today_is_counted_in_the_offices_zone_and_not_in_the_servers() -> None:
    late_in_utc = at("2026-09-29 00:30").astimezone(UTC)
    due = due_moment("+3wd", CALENDAR, late_in_utc, CLOSING)
    assert due.moment == at("2026-10-09 18:00")
    assert due.moment.tzinfo == ZONE


def test_a_moment_named_by_its_day_alone_is_that_days_beginning() -> None:
    assert moment_of("2026-09-18", CALENDAR) == at("2026-09-18 00:00")
    assert moment_of("2026年9月18日15时", CALENDAR) == at("2026-09-18 15:00")
    with pytest.raises(DateUnreadable):
        moment_of("+7wd", CALENDAR)
