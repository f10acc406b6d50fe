"""Opening a round: everything checked before anything is written, then round and letters in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from desk.addressed import addressed_in
from desk.office import Desk
from desk.scribe import Scribe
from documents.draft import check_draft, tells_outcomes
from models import outbox, rounds
from models.files import content_of, keep
from models.queries import round_going_out, round_named
from models.register import Registered, registered, unit_named
from rules.errors import AddressMissing, BadInput, NotFound, Refused, SheetEmpty
from rules.policy import policy_of
from rules.register import name_key
from rules.words import Role

EVERYONE = "all"


@dataclass(frozen=True, slots=True)
class Request:
    """A round to open, in values a flow run can carry.

    draft: the sha256 of the kept .docx.  due: one aware moment.  policy: as `Policy.to_json` writes it.
    units: names of the register.  previous: the short name of the round whose draft this one revises, if any.
    """

    title: str
    draft_name: str
    draft: str
    due: datetime
    units: tuple[str, ...]
    policy: str = "{}"
    previous: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """The round's short name and how many letters were written."""

    name: str
    letters: int


def choose_units(desk: Desk, wanted: str | Sequence[str]) -> tuple[str, ...]:
    """The full names of the units meant by `all`, by a category, or by a list of names; in register order.

    Raises:
        SheetEmpty: the register is empty.
        UnitUnknown, NotFound: a name or category nobody carries.
        Refused: a unit of the list is asked no more.
    """
    with desk.store.read() as session:
        everyone = registered(session)
        if not everyone:
            raise SheetEmpty("单位表还是空的；请先用 circulate units import 导入单位。")
        if not isinstance(wanted, str):
            chosen = {unit_named(session, name).id for name in wanted}
            _refuse_retired([unit for unit in everyone if unit.id in chosen])
            return tuple(unit.name for unit in everyone if unit.id in chosen)
        asked = [unit for unit in everyone if not unit.retired]
        if wanted == EVERYONE:
            return tuple(unit.name for unit in asked)
        tagged = tuple(unit.name for unit in asked if name_key(unit.category) == name_key(wanted))
        if not tagged:
            known = "、".join(dict.fromkeys(unit.category for unit in everyone if unit.category))
            raise NotFound(f"没有类别为“{wanted}”的单位，也没有这个文件；已有的类别：{known or '无'}，全部单位用 all。")
        return tagged


def check(desk: Desk, request: Request, draft: bytes) -> None:
    """Refuse what cannot be opened, before anything is written.

    Raises:
        BadInput: the title is blank, or the draft's comments say what became of opinions.
        DraftUnreadable, AlreadyOpen, AddressMissing, UnitUnknown.
    """
    if not request.title.strip():
        raise BadInput("文件标题是空的；请用 --title 写明征求意见的文件名称。")
    check_draft(draft, request.draft_name)
    if tells_outcomes(draft, request.draft_name):
        raise BadInput(
            "所选文稿的批注里写着各单位的意见和采纳情况，发出后每家单位都会看到；"
            "请改用修改稿的清稿（clean.docx），或删去批注后再发。"
        )
    with desk.store.read() as session:
        rounds.refuse_second(session, request.title, draft)
        _refuse_unreachable(_units(session, request))


def with_draft(desk: Desk, request: Request, draft: bytes) -> Request:
    """The request once its draft is kept, ready for a flow run on any machine."""
    with desk.store.write() as session:
        return replace(request, draft=keep(session, draft))


def open_round(desk: Desk, request: Request, now: datetime) -> Opened:
    """Write the round with every invitation and letter, whole or not at all; a second run finds the first's.

    Raises:
        DraftUnreadable, AddressMissing, UnitUnknown.
    """
    with desk.store.write() as session:
        draft = content_of(session, request.draft)
        check_draft(draft, request.draft_name)
        again = round_going_out(session, request.title, draft)
        if again is not None:
            return Opened(again.name, 0)
        units = _units(session, request)
        _refuse_unreachable(units)
        policy = policy_of(request.policy)
        before = round_named(session, request.previous).id if request.previous else None
        new = rounds.NewRound(request.title, request.draft_name, draft, request.due, policy, units, desk.secret, before)
        opened = rounds.open_round(session, new, desk.local(now).year, now)
        scribe = Scribe(desk, session, opened, now)
        invited = addressed_in(session, opened).values()
        return Opened(opened.name, outbox.queue(session, map(scribe.invitation, invited), now))


def _units(session: Session, request: Request) -> list[Registered]:
    wanted = {unit_named(session, name).id for name in request.units}
    return [unit for unit in registered(session) if unit.id in wanted]


def _refuse_retired(units: list[Registered]) -> None:
    retired = [unit.name for unit in units if unit.retired]
    if retired:
        raise Refused(
            f"“{'”“'.join(retired)}”已经停用；请从名单中去掉，仍要发函的先用 circulate units retire 单位 --back 恢复。"
        )


def _refuse_unreachable(units: list[Registered]) -> None:
    unreachable = [unit.name for unit in units if not unit.to(Role.TO)]
    if not units or unreachable:
        who = f"“{'”“'.join(unreachable)}”没有登记邮箱" if unreachable else "没有选中任何单位"
        raise AddressMissing(f"{who}，无法发函；请在单位表中补上后用 circulate units import 重新导入。")
