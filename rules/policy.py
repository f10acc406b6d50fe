"""The policy of a round: how the silent are chased, how silence is printed, whether late replies are taken."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import time
from enum import StrEnum
from typing import TypeVar

from rules.errors import PolicyUnreadable
from rules.layouts import Columns, ReasonIn, TableStyle
from rules.naming import Naming
from rules.reminders import A_YEAR, ReminderPolicy
from rules.reporting import Pace
from rules.words import Silence

_LISTS = ("after_sending", "before_due", "after_due")
Word = TypeVar("Word", bound=StrEnum)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What the drafting note is told beside what the record knows: legal bases, and how the document was issued."""

    basis: tuple[str, ...] = ()
    issued_as: str = ""
    issued_on: str = ""
    filing: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a round does by itself; printed as such and never stored as a fact about a unit."""

    reminders: ReminderPolicy = field(default_factory=ReminderPolicy)
    silence: Silence = Silence.NO_REPLY
    accept_late: bool = True
    number: str = ""
    table: TableStyle = field(default_factory=TableStyle)
    report: Pace = Pace.WEEKLY
    rejoin_within: int = 5
    notice: Naming = Naming.NAMED
    note: NoteFacts = field(default_factory=NoteFacts)

    def __post_init__(self) -> None:
        if not 1 <= self.rejoin_within <= A_YEAR:
            raise PolicyUnreadable(f"策略文件中 rejoin_within 应当是 1 至 {A_YEAR} 的整数（工作日）。")

    def to_json(self) -> str:
        """The policy as kept with the round."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, default="{:%H:%M}".format)


def policy_of(kept: str) -> Policy:
    """The policy kept with a round."""
    return _policy(json.loads(kept))


def read_policy(text: str) -> Policy:
    """A policy file in TOML: `silence`, `accept_late`, `number` (文号), a `[reminders]` table and a `[table]`.

    Beside these `report`, how often the office is told how it stands; `rejoin_within`, how many working days a unit has
    to speak of the outcomes it was told; and `notice`, how the public notice names the units.
    `[note]` gives the drafting note its legal bases (`basis`, a list) and how the document was issued.
    `[reminders]` counts in working days; `[table]` has `columns`, see `rules.layouts.Columns`, and `reason`.

    Raises:
        PolicyUnreadable: no TOML, an unknown word, or an impossible value.
    """
    try:
        return _policy(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PolicyUnreadable(f"策略文件不是合法的 TOML：{error}。") from error


def _policy(values: Mapping[str, object]) -> Policy:
    _only(values, Policy, "策略文件")
    reminders = values.get("reminders", {})
    if not isinstance(reminders, Mapping):
        raise PolicyUnreadable("策略文件中 reminders 应当是一节，写作 [reminders]。")
    accept_late = values.get("accept_late", True)
    if not isinstance(accept_late, bool):
        raise PolicyUnreadable("策略文件中 accept_late 只能是 true 或 false。")
    silence = _word(Silence, "silence", values.get("silence", Silence.NO_REPLY), "策略文件")
    table = _table(values.get("table", {}))
    return Policy(
        _reminders(reminders),
        silence,
        accept_late,
        str(values.get("number", "")),
        table,
        _word(Pace, "report", values.get("report", Pace.WEEKLY), "策略文件"),
        _days("rejoin_within", values),
        _word(Naming, "notice", values.get("notice", Naming.NAMED), "策略文件"),
        _note(values.get("note", {})),
    )


def _note(values: object) -> NoteFacts:
    where = "策略文件 [note]"
    if not isinstance(values, Mapping):
        raise PolicyUnreadable("策略文件中 note 应当是一节，写作 [note]。")
    _only(values, NoteFacts, where)
    basis = values.get("basis", [])
    if not isinstance(basis, list) or not all(isinstance(line, str) for line in basis):
        raise PolicyUnreadable(f'{where}中 basis 应当是文件名称的列表，例如 ["……条例"]。')
    texts = (str(values.get(name, "")).strip() for name in ("issued_as", "issued_on", "filing"))
    return NoteFacts(tuple(basis), *texts)


def _days(name: str, values: Mapping[str, object]) -> int:
    value = values.get(name, getattr(Policy(), name))
    if type(value) is not int:
        raise PolicyUnreadable(f"策略文件中 {name} 应当是整数（工作日），不能是 {value!r}。")
    return value


def _table(values: object) -> TableStyle:
    where = "策略文件 [table]"
    if not isinstance(values, Mapping):
        raise PolicyUnreadable("策略文件中 table 应当是一节，写作 [table]。")
    _only(values, TableStyle, where)
    columns = _word(Columns, "columns", values.get("columns", Columns.FOUR), where)
    return TableStyle(columns, _word(ReasonIn, "reason", values.get("reason", ReasonIn.NOTE), where))


def _word(words: type[Word], name: str, value: object, where: str) -> Word:
    try:
        return words(str(value))
    except ValueError as error:
        raise PolicyUnreadable(f"{where}中 {name} 只能是 {'、'.join(words)}，不能是 {value!r}。") from error


def _reminders(values: Mapping[str, object]) -> ReminderPolicy:
    _only(values, ReminderPolicy, "策略文件 [reminders]")
    # TOML has no null: `escalate_after = false` says that nobody is written to above the contact.
    values = {name: None if name == "escalate_after" and value is False else value for name, value in values.items()}
    given = {name: _value(name, value) for name, value in values.items()}
    return ReminderPolicy(**given)  # type: ignore[arg-type]


def _value(name: str, value: object) -> object:
    """One value of `[reminders]`: working days, a list of them, yes or no, or two times of day."""
    if name == "hours":
        return _hours(value)
    given = tuple(value) if name in _LISTS and isinstance(value, list) else value
    numbers = given if isinstance(given, tuple) else (given,)
    wanted = bool if name == "on_due" else int
    empty = name == "escalate_after" and given is None
    if not empty and ((name in _LISTS) != isinstance(given, tuple) or any(type(n) is not wanted for n in numbers)):
        raise PolicyUnreadable(f"策略文件 [reminders] 中 {name} 的值 {value!r} 不对；请参照 README 中的例子。")
    return given


def _hours(value: object) -> tuple[time, ...]:
    texts = value if isinstance(value, list) else []
    found = [_TIME.fullmatch(unicodedata.normalize("NFKC", str(text)).strip()) for text in texts]
    times = tuple(time(int(match[1]), int(match[2])) for match in found if match)
    if not len(times) == len(texts) == 2:  # noqa: PLR2004 - from and until
        raise PolicyUnreadable(
            f'策略文件 [reminders] 中 hours 的值 {value!r} 不对；请写起止两个时刻，例如 ["08:30", "17:30"]。'
        )
    return times


def _only(values: Mapping[str, object], words: type, where: str) -> None:
    known = [word.name for word in fields(words)]
    unknown = [name for name in values if name not in known]
    if unknown:
        raise PolicyUnreadable(f"{where}中有不认识的项目 {'、'.join(unknown)}；可用的是 {'、'.join(known)}。")
