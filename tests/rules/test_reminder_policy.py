"""A policy of reminders that cannot be kept is refused in a sentence."""

from collections.abc import Callable
from datetime import time

import pytest

from rules.errors import PolicyUnreadable
from rules.reminders import ReminderPolicy


@pytest.mark.parametrize(
    ("name", "policy"),
    [
        ("after_sending", lambda: ReminderPolicy(after_sending=(1, 0))),
        ("before_due", lambda: ReminderPolicy(before_due=(-2,))),
        ("after_due", lambda: ReminderPolicy(after_due=(0,))),
        ("after_due", lambda: ReminderPolicy(after_due=(100_000,))),
    ],
)
def test_a_policy_names_the_number_it_cannot_use(name: str, policy: Callable[[], ReminderPolicy]) -> None:
    with pytest.raises(PolicyUnreadable) as refused:
        policy()
    assert refused.value.sentence == f"催办策略 {name} 中的天数应当是 1 至 250 的整数（工作日）。"


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({"cap": -1}, "催办策略的 cap、gap 应当是 0 至 250 的整数。"),
        ({"gap": -1}, "催办策略的 cap、gap 应当是 0 至 250 的整数。"),
        ({"gap": 100_000}, "催办策略的 cap、gap 应当是 0 至 250 的整数。"),
        ({"escalate_after": 0}, "催办策略的 escalate_after 应当是 1 至 250 的整数，或写 false 表示不督促。"),
        ({"escalate_after": 100_000}, "催办策略的 escalate_after 应当是 1 至 250 的整数，或写 false 表示不督促。"),
    ],
)
def test_a_policy_with_an_impossible_limit_is_refused(limits: dict[str, int], sentence: str) -> None:
    with pytest.raises(PolicyUnreadable) as refused:
        ReminderPolicy(**limits)  # type: ignore[arg-type]
    assert refused.value.sentence == sentence


@pytest.mark.parametrize("hours", [(time(17, 30), time(8, 30)), (time(9), time(9))])
def test_hours_that_end_before_they_begin_are_refused(hours: tuple[time, time]) -> None:
    with pytest.raises(PolicyUnreadable) as refused:
        ReminderPolicy(hours=hours)
    assert refused.value.sentence == '催办策略的 hours 应当是先早后晚的两个时刻，例如 ["08:30", "17:30"]。'
