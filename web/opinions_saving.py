"""What was typed beside opinions, kept one by one: what is refused of one holds back no other."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from desk import approving
from desk.office import Desk
from desk.work_items import Item
from rules.errors import BadInput, CirculateError
from rules.settling import Outcome, check_outcome
from rules.words import Stage, Verdict
from web.forms import Filled
from web.language import _
from web.sentences import said

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of one opinion; `seen` the version they were shown with, `was` a mark of what stood in them then."""

    number: int
    seen: int
    was: str
    verdict: str = ""
    reason: str = ""
    condition: str = ""
    final: str = ""
    reopen: str = ""
    again: bool = False

    @property
    def mark(self) -> str:
        """What stands in the fields, in eight digits."""
        words = (self.verdict, self.reason, self.condition, self.final, self.reopen)
        return hashlib.sha256(repr(words).encode()).hexdigest()[:8]

    @property
    def touched(self) -> bool:
        """Whether anything was changed, or is to be proposed again as it was."""
        return self.again or self.mark != self.was

    @property
    def outcome(self) -> Outcome:
        """The proposal they make.

        Raises:
            BadInput: no verdict, or more words than a table can hold.
        """
        if not self.verdict:
            raise BadInput(_("第 %(number)d 条意见还没有选定采纳情况；请选定后再保存。", number=self.number))
        longest = max(len(words) for words in (self.reason, self.condition, self.final, self.reopen))
        if longest > LONGEST:
            raise BadInput(
                _("第 %(number)d 条意见的说明超过 %(most)d 字；请写得简短些。", number=self.number, most=LONGEST)
            )
        return Outcome(Verdict(self.verdict), Stage.PROPOSED, self.reason, self.condition, self.final)


def typed_in(form: Filled) -> dict[int, Typed]:
    """What the fields of each opinion of a form hold, by number."""
    return {number: _typed(form, number) for number in form.numbers("number")}


def as_shown(item: Item) -> Typed:
    """The fields of an opinion as the record fills them; what a leader has decided is changed only anew."""
    outcome = item.given.outcome if item.given else None
    filled = Typed(item.number, item.version, "")
    if outcome:
        verdict = "" if outcome.verdict is Verdict.PENDING else str(outcome.verdict)
        filled = Typed(item.number, item.version, "", verdict, outcome.reason, outcome.condition, outcome.final_text)
    return replace(filled, was=filled.mark)


def bulk_typed(form: Filled) -> Typed:
    """The fields that stand for every ticked opinion."""
    return _typed(form, next(iter(form.numbers("tick")), 0), "bulk")


def save(desk: Desk, name: str, typed: dict[int, Typed], by: str, now: datetime) -> tuple[int, dict[int, str]]:
    """Keep every opinion that was touched as proposed; returns how many changed, and why which were refused."""
    problems: dict[int, str] = {}
    good: dict[str, dict[int, Outcome]] = {}
    for number, one in typed.items():
        if not one.touched:
            continue
        try:
            outcome = one.outcome
            check_outcome(outcome, number)
            good.setdefault(one.reopen, {})[number] = outcome
        except CirculateError as refused:
            problems[number] = said(refused)
    seen = {number: one.seen for number, one in typed.items()}
    changed = 0
    for reopen, chosen in good.items():
        done, refusals = _settle(desk, name, chosen, by, now, reopen, seen)
        changed += done
        problems |= refusals
    return changed, problems


def bulk(desk: Desk, name: str, form: Filled, by: str, now: datetime) -> int:
    """Propose one outcome for every ticked opinion, all or none.

    Raises:
        BadInput: nothing is ticked, or no verdict chosen; everything that settling refuses.
    """
    typed, ticked = typed_in(form), form.numbers("tick")
    if not ticked:
        raise BadInput(_("还没有勾选意见；请先勾选，再成批提出处理建议。"))
    chosen = dict.fromkeys(ticked, bulk_typed(form).outcome)
    return approving.settle(desk, name, chosen, by, now, seen={n: typed[n].seen for n in ticked if n in typed})


def _settle(  # noqa: PLR0913 - what is settled by whom, why anew, and what was seen
    desk: Desk,
    name: str,
    chosen: dict[int, Outcome],
    by: str,
    now: datetime,
    reopen: str,
    seen: dict[int, int],
) -> tuple[int, dict[int, str]]:
    """All at once; where that is refused, one by one, to know which."""
    try:
        return approving.settle(desk, name, chosen, by, now, reopen=reopen, seen=seen), {}
    except CirculateError as refused:
        if len(chosen) == 1:
            return 0, dict.fromkeys(chosen, said(refused))
    changed, problems = 0, dict[int, str]()
    for number, outcome in chosen.items():
        done, refusal = _settle(desk, name, {number: outcome}, by, now, reopen, seen)
        changed += done
        problems |= refusal
    return changed, problems


def _typed(form: Filled, number: int, end: str = "") -> Typed:
    end = end or str(number)
    seen = form.text(f"seen-{end}")
    verdict = form.text(f"verdict-{end}")
    return Typed(
        number,
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,  # noqa: PLR2004 - no version is so high
        was=form.text(f"was-{end}"),
        verdict=verdict if verdict in {*Verdict} else "",
        reason=form.text(f"reason-{end}"),
        condition=form.text(f"condition-{end}"),
        final=form.text(f"final-{end}"),
        reopen=form.text(f"reopen-{end}"),
        again=form.ticked(f"again-{end}"),
    )
