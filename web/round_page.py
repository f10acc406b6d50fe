"""A round: who is missing, what holds it up, the ledger, and every unit with what became of its letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from desk import again, leaving_out, letters, overview
from desk.acts import keep
from desk.office import Desk
from desk.overview import Overview, UnitLine
from documents.charts import timeline_svg, verdict_bar_svg
from rules.register import name_key
from rules.words import ANSWERED, Standing
from web import runs
from web.chart_words import labels
from web.language import _, ngettext
from web.pages import Now, Office, page, told
from web.server_words import said_by_server, why_lost
from web.signing_in import Clerk, Someone

AT_ONCE, NAMED = 50, 60
router = APIRouter()


class Show(StrEnum):
    """Which units the list shows."""

    ALL = "all"
    MISSING = "missing"
    TROUBLE = "trouble"
    ANSWERED = "answered"
    LATE = "late"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Listed:
    """The units of one page of the list, what was looked for, and how many pages there are."""

    units: tuple[UnitLine, ...]
    found: int
    show: Show
    sought: str
    at: int
    pages: int


@router.get("/rounds/{name}")
def round_(  # noqa: PLR0913 - what is asked for and what is looked for
    request: Request,
    name: str,
    desk: Office,
    now: Now,
    someone: Someone,
    show: str = Show.ALL,
    q: str = "",
    at: int = 1,
) -> Response:
    """The round as of now."""
    seen = overview.overview(desk, name, now)
    listed = _listed(seen, Show(show) if show in {*Show} else Show.ALL, q.strip(), at)
    missing, about = seen.standing(*_silent()), overview.concerns(desk, seen)
    return page(
        request,
        "round.html",
        round=seen,
        listed=listed,
        shows=_shows(),
        missing=missing[:NAMED],
        missing_count=len(missing),
        left=_left(desk, seen),
        previous=again.previous(desk, seen.name),
        about=about,
        without=leaving_out.left_out(desk, seen.name),
        letters=overview.posted(desk, listed.units),
        timeline=_timeline(desk, seen),
        bar=Markup(verdict_bar_svg(seen.ledger, labels())),  # noqa: S704 - our own drawing, its words escaped there
        numbers={unit.unit: unit.number for unit in seen.units},
        trouble=said_by_server(about.paused.words) if about.paused else "",
        wrong={one.address: why_lost(one.words) for one in about.unreachable},
        runs=runs.to_look_at(desk.settings.home, request.url.hostname) if someone.may() else "",
        here=f"/rounds/{seen.name}",
    )


@router.post("/rounds/{name}/release")
def release(request: Request, name: str, desk: Office, now: Now, clerk: Clerk) -> Response:
    """Let a held round go on."""
    again = letters.release(desk, name)
    keep(desk, clerk.name, "放行", f"放行被暂停的函件，{again} 封重新待发", now, name)
    return told(request, f"/rounds/{name}", _("已放行。") + sent_when(desk, again))


def sent_when(desk: Desk, letters: int = 1) -> str:
    """When letters that wait will go out: at once where a run could be asked for."""
    if runs.ask(desk.settings.home, runs.SEND):
        return ngettext("%(num)d 封函件正在发出。", "%(num)d 封函件正在发出。", letters)
    return ngettext(
        "%(num)d 封函件将在下一次定时发送时发出（每 10 分钟一次）。",
        "%(num)d 封函件将在下一次定时发送时发出（每 10 分钟一次）。",
        letters,
    )


def _silent() -> tuple[Standing, ...]:
    return tuple(standing for standing in overview.ORDER if standing not in ANSWERED)


def _shows() -> dict[Show, str]:
    return {
        Show.ALL: _("全部"),
        Show.MISSING: _("未反馈"),
        Show.TROUBLE: _("函件有问题"),
        Show.ANSWERED: _("已反馈"),
        Show.LATE: _("逾期反馈"),
        Show.PROVISIONAL: _("待补盖章"),
    }


def _listed(seen: Overview, show: Show, sought: str, at: int) -> Listed:
    chosen = _chosen(seen, show)
    key = name_key(sought)
    found = [unit for unit in chosen if key in name_key(unit.unit)]
    pages = max(1, -(-len(found) // AT_ONCE))
    at = min(max(at, 1), pages)
    return Listed(tuple(found[(at - 1) * AT_ONCE : at * AT_ONCE]), len(found), show, sought, at, pages)


def _chosen(seen: Overview, show: Show) -> Sequence[UnitLine]:
    if show is Show.TROUBLE:
        bad = {Standing.UNDELIVERABLE, Standing.UNSENT}
        return [unit for unit in seen.units if unit.trouble or unit.bounced or unit.standing in bad]
    if show in {Show.LATE, Show.PROVISIONAL}:
        return [unit for unit in seen.units if (unit.late if show is Show.LATE else unit.provisional)]
    standings = {Show.MISSING: _silent(), Show.ANSWERED: tuple(ANSWERED)}
    return seen.standing(*standings.get(show, overview.ORDER))


def _left(desk: Desk, seen: Overview) -> int:
    """Working days until due, negative once it has passed."""
    today, due = desk.calendar.day_of(seen.ledger.as_of), desk.calendar.day_of(seen.due)
    return desk.calendar.working_days(today, due) or -desk.calendar.working_days(due, today)


def _timeline(desk: Desk, seen: Overview) -> Markup:
    drawn = timeline_svg(
        seen.answered,
        seen.ledger.units.invited,
        seen.due,
        opened=seen.opened,
        until=seen.closed or seen.ledger.as_of,
        zone=desk.settings.zone,
        labels=labels(),
    )
    return Markup(drawn)  # noqa: S704 - our own drawing, its words escaped there
