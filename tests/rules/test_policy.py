"""A round's policy: read from TOML as a clerk writes it, kept as JSON, and refused in a sentence where it cannot be."""

import json
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.errors import PolicyUnreadable
from rules.layouts import Columns, ReasonIn, TableStyle
from rules.naming import Naming
from rules.policy import NoteFacts, Policy, policy_of, read_policy
from rules.reminders import ReminderPolicy
from rules.reporting import Pace
from rules.words import Silence
from tests.rules.strategies import policies

FULL = """
number = "汴自然资函〔2026〕31号"
silence = "deemed_no_comment"
accept_late = false
report = "daily"
rejoin_within = 3
notice = "masked"

[reminders]
after_sending = [3]
before_due = [1, 2]
on_due = false
after_due = []
cap = 4
gap = 2
escalate_after = 3
hours = ["9:00", "17：00"]
"""
OURS = Policy(
    ReminderPolicy((3,), (1, 2), on_due=False, after_due=(), cap=4, gap=2, escalate_after=3, hours=(time(9), time(17))),
    Silence.DEEMED_NO_COMMENT,
    accept_late=False,
    number="汴自然资函〔2026〕31号",
    report=Pace.DAILY,
    rejoin_within=3,
    notice=Naming.MASKED,
)


def test_every_value_of_a_policy_file_is_taken() -> None:
    assert read_policy(FULL) == OURS


def test_what_is_left_out_stays_as_usual() -> None:
    assert read_policy("") == Policy() == policy_of("{}")
    assert read_policy('[reminders]\nhours = ["10:00", "16:00"]') == Policy(ReminderPolicy(hours=(time(10), time(16))))


def test_a_policy_is_kept_as_plain_json() -> None:
    kept = json.loads(OURS.to_json())
    assert (kept["silence"], kept["accept_late"], kept["reminders"]["hours"]) == (
        "deemed_no_comment",
        False,
        ["09:00", "17:00"],
    )


@settings(max_examples=100, deadline=None, database=None)
@given(policies, st.sampled_from(Silence), st.booleans(), st.text(max_size=20))
def test_any_policy_comes_back_from_the_record_as_it_was(
    reminders: ReminderPolicy,
    silence: Silence,
    accept_late: bool,  # noqa: FBT001 - hypothesis gives it by place
    number: str,
) -> None:
    policy = Policy(reminders, silence, accept_late, number)
    assert policy_of(policy.to_json()) == policy


def test_an_escalation_can_be_switched_off() -> None:
    never = Policy(ReminderPolicy(escalate_after=None))
    assert read_policy("[reminders]\nescalate_after = false") == never == policy_of(never.to_json())


WRONG = "不对；请参照 README 中的例子。"
HOURS = '不对；请写起止两个时刻，例如 ["08:30", "17:30"]。'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'silense = "no_reply"',
            (
                "策略文件中有不认识的项目 silense；"
                "可用的是 reminders、silence、accept_late、number、table、report、rejoin_within、notice、note。"
            ),
        ),
        ('silence = "agree"', "策略文件中 silence 只能是 no_reply、deemed_no_comment，不能是 'agree'。"),
        ('accept_late = "yes"', "策略文件中 accept_late 只能是 true 或 false。"),
        ('table = "four"', "策略文件中 table 应当是一节，写作 [table]。"),
        (
            '[table]\ncolumns = "five"',
            "策略文件 [table]中 columns 只能是 four、numbered、clauses、standard、public，不能是 'five'。",
        ),
        ("[table]\nreason = true", "策略文件 [table]中 reason 只能是 note、outcome，不能是 True。"),
        ("[table]\nrows = 3", "策略文件 [table]中有不认识的项目 rows；可用的是 columns、reason。"),
        ('report = "hourly"', "策略文件中 report 只能是 daily、weekly、never，不能是 'hourly'。"),
        ("rejoin_within = 0", "策略文件中 rejoin_within 应当是 1 至 250 的整数（工作日）。"),
        ("rejoin_within = true", "策略文件中 rejoin_within 应当是整数（工作日），不能是 True。"),
        ("notice = 1", "策略文件中 notice 只能是 named、masked、unnamed，不能是 1。"),
        ("note = 1", "策略文件中 note 应当是一节，写作 [note]。"),
        ('[note]\nbasis = "条例"', '策略文件 [note]中 basis 应当是文件名称的列表，例如 ["……条例"]。'),
        ("reminders = 3", "策略文件中 reminders 应当是一节，写作 [reminders]。"),
        ("[reminders]\nbefore_due = 2", f"策略文件 [reminders] 中 before_due 的值 2 {WRONG}"),
        ('[reminders]\nafter_due = ["3"]', f"策略文件 [reminders] 中 after_due 的值 ['3'] {WRONG}"),
        ("[reminders]\nafter_due = [true]", f"策略文件 [reminders] 中 after_due 的值 [True] {WRONG}"),
        ("[reminders]\ncap = [1]", f"策略文件 [reminders] 中 cap 的值 [1] {WRONG}"),
        ("[reminders]\non_due = 1", f"策略文件 [reminders] 中 on_due 的值 1 {WRONG}"),
        ("[reminders]\nhours = 9", f"策略文件 [reminders] 中 hours 的值 9 {HOURS}"),
        ('[reminders]\nhours = ["08:30"]', f"策略文件 [reminders] 中 hours 的值 ['08:30'] {HOURS}"),
        ('[reminders]\nhours = ["8", "17"]', f"策略文件 [reminders] 中 hours 的值 ['8', '17'] {HOURS}"),
        ('[reminders]\nhours = ["08:30", "24:00"]', f"策略文件 [reminders] 中 hours 的值 ['08:30', '24:00'] {HOURS}"),
        (
            '[reminders]\nhours = ["17:30", "08:30"]',
            '催办策略的 hours 应当是先早后晚的两个时刻，例如 ["08:30", "17:30"]。',
        ),
        (
            "[reminders]\nbefore_due = [-1]",
            "催办策略 before_due 中的天数应当是 1 至 250 的整数（工作日）。",
        ),
    ],
)
def test_a_policy_file_that_cannot_be_followed_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(PolicyUnreadable) as refused:
        read_policy(text)
    assert refused.value.sentence == sentence


def test_a_file_that_is_no_toml_says_where() -> None:
    with pytest.raises(PolicyUnreadable, match=r"^策略文件不是合法的 TOML：.*line 1.*。$"):
        read_policy("silence = maybe")


def test_an_unknown_word_among_the_reminders_names_the_known_ones() -> None:
    with pytest.raises(PolicyUnreadable) as refused:
        read_policy("[reminders]\nquiet = true")
    assert refused.value.sentence == (
        "策略文件 [reminders]中有不认识的项目 quiet；可用的是 after_sending、before_due、on_due、after_due、"
        "cap、gap、escalate_after、hours。"
    )


def test_the_table_a_round_prints_is_kept_with_its_policy() -> None:
    policy = read_policy('[table]\ncolumns = "clauses"\nreason = "outcome"')
    assert policy_of(policy.to_json()).table == TableStyle(Columns.CLAUSES, ReasonIn.OUTCOME)
    assert policy_of("{}").table == TableStyle(Columns.FOUR, ReasonIn.NOTE)


def test_what_the_drafting_note_is_told_is_kept_with_the_policy() -> None:
    policy = read_policy('[note]\nbasis = ["《某条例》"]\nissued_as = "汴政办〔2021〕5号"')
    assert policy_of(policy.to_json()).note == NoteFacts(("《某条例》",), "汴政办〔2021〕5号")
