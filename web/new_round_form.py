"""What a clerk fills in for a new round: read from the form, shown again as it was, made into a request."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.again import ask_again, start
from desk.office import Desk
from desk.opening import EVERYONE, Request, choose_units
from models.register import Registered
from rules.deadlines import Due, due_moment
from rules.errors import BadInput, NotFound
from rules.layouts import Columns
from rules.policy import Policy
from rules.register import name_key
from rules.words import Silence
from web.forms import Filled
from web.language import _

_NUMBERS = re.compile(r"[0-9]+")
TEXTS = (
    "previous",
    *("title", "number", "draft", "draft_name", "due_by", "due_days", "due_date", "due_time"),
    *("before_due", "after_due", "escalate_after", "silence", "columns", "letter_for"),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as filled in. `groups` are categories, or `all`; `units` ids of the register; days in working days.

    previous: the round whose draft this one revises.
    """

    previous: str = ""
    title: str = ""
    number: str = ""
    draft: str = ""
    draft_name: str = ""
    groups: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    due_by: str = "days"
    due_days: str = "7"
    due_date: str = ""
    due_time: str = ""
    before_due: str = "2"
    on_due: bool = True
    after_due: str = "1、3"
    escalate_after: str = "5"
    silence: str = Silence.NO_REPLY
    accept_late: bool = True
    columns: str = Columns.FOUR
    letter_for: str = ""

    def due(self, desk: Desk, now: datetime) -> Due:
        """The due moment meant.

        Raises:
            DateUnreadable, DueInPast, BadInput.
        """
        text = f"+{self.due_days}wd" if self.due_by == "days" else f"{self.due_date} {self.due_time}".strip()
        return due_moment(text, desk.calendar, now, desk.settings.closing_time)

    def chosen(self, desk: Desk, register: Sequence[Registered]) -> tuple[str, ...]:
        """The names of the units meant, in register order.

        Raises:
            NotFound, SheetEmpty, Refused.
        """
        names = {unit.name for unit in register if unit.id in self.units}
        for group in self.groups:
            names |= {*choose_units(desk, EVERYONE if group == EVERYONE else group)}
        return choose_units(desk, tuple(names)) if names else ()

    def policy(self, base: Policy) -> Policy:
        """The policy meant; what the form does not ask for is as `base` has it.

        Raises:
            BadInput: days that are no numbers.
            PolicyUnreadable: an impossible number of days.
        """
        escalate = _days(self.escalate_after, _("督促"))
        reminders = replace(
            base.reminders,
            before_due=_days(self.before_due, _("截止前催办")),
            on_due=self.on_due,
            after_due=_days(self.after_due, _("截止后催办")),
            escalate_after=escalate[0] if escalate else None,
        )
        silence = Silence(self.silence) if self.silence in {*Silence} else Silence.NO_REPLY
        table = replace(base.table, columns=Columns(self.columns) if self.columns in {*Columns} else Columns.FOUR)
        late, number = self.accept_late, self.number
        return replace(base, reminders=reminders, silence=silence, accept_late=late, number=number, table=table)

    def request(self, desk: Desk, register: Sequence[Registered], now: datetime) -> Request:
        """The round they ask for.

        Raises:
            BadInput and its kinds; NotFound, SheetEmpty, Refused.
        """
        units = self.chosen(desk, register)
        if not units:
            raise NotFound(_("还没有选择发给哪些单位；请勾选类别或单位，或上传名单。"))
        moment = self.due(desk, now).moment
        policy = self.policy(start(desk, self.previous).policy if self.previous else Policy())
        wanted = Request(self.title, self.draft_name, self.draft, moment, units, policy.to_json())
        return ask_again(desk, self.previous, wanted, units) if self.previous else wanted


def typed_in(form: Filled) -> Typed:
    """The form as it came; the draft's own fields name the one kept before."""
    text = {name: form.text(name) for name in TEXTS}
    return Typed(
        **text,
        groups=tuple(form.texts("group")),
        units=tuple(dict.fromkeys(form.numbers("unit"))),
        on_due=form.ticked("on_due"),
        accept_late=form.ticked("accept_late"),
    )


def following(desk: Desk, typed: Typed, register: Sequence[Registered], name: str) -> Typed:
    """The form for a round that follows another: its title and policy, and the units concerned ticked.

    Raises:
        RoundUnknown.
    """
    before = start(desk, name)
    units = tuple(unit.id for unit in register if unit.name in before.units)
    policy, chase = before.policy, before.policy.reminders
    return replace(
        typed,
        previous=before.name,
        title=before.title,
        units=units,
        before_due="、".join(map(str, chase.before_due)),
        on_due=chase.on_due,
        after_due="、".join(map(str, chase.after_due)),
        escalate_after=str(chase.escalate_after or ""),
        silence=policy.silence,
        accept_late=policy.accept_late,
        columns=policy.table.columns,
    )


def with_names(typed: Typed, register: Sequence[Registered], names: Collection[str]) -> Typed:
    """The same with these units ticked as well.

    Raises:
        NotFound: nobody in the register goes by some of the names.
    """
    owner = {name_key(name): unit.id for unit in register for name in unit.names}
    strange = [name for name in names if name_key(name) not in owner]
    if strange:
        listed = "”“".join(strange[:10])
        raise NotFound(_("单位名册中没有“%(names)s”；请改正名单，或先在单位名册中补上。", names=listed))
    return replace(typed, units=tuple(dict.fromkeys((*typed.units, *(owner[name_key(name)] for name in names)))))


def _days(text: str, what: str) -> tuple[int, ...]:
    """Numbers of days, however they are set apart."""
    found = tuple(int(number) for number in _NUMBERS.findall(text) if len(number) < 5)  # noqa: PLR2004 - no policy waits so long
    if text and not found:
        raise BadInput(_("“%(what)s”一栏的“%(text)s”不是天数；请写工作日的天数，例如 1、3。", what=what, text=text))
    return found
