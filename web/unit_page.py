"""A unit's own page: what is asked, the draft to read, the opinions to write, what was sent off and became of it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from desk.answering import save_answer
from desk.page_rights import Taking
from desk.unit_pages import UnitPage, open_page
from rules.answering import Draft, joined, seen_only
from rules.errors import BadInput, Overtaken, RoundNotOpen, http_status
from rules.filing import OpinionEntry
from web import unit_files, unit_sending, unit_words
from web.draft_view import DraftView, draft_view
from web.forms import Filled, Form
from web.pages import Now, Office, page, see_other
from web.sentences import said
from web.unit_form import BLANK, place_of, pressed, typed, written

LEADS = {"review": "review", "none": "none", "upload": "upload"}
router = APIRouter(prefix="/r/{token}")
for each in (unit_files, unit_sending, unit_words):
    router.include_router(each.router)


@router.get("")
def show(request: Request, token: str, desk: Office, now: Now, part: Annotated[str, Query()] = "") -> Response:
    """The page as it stands."""
    return _page(request, open_page(desk, token, now), part)


@router.post("")
def write(request: Request, token: str, desk: Office, now: Now, form: Form) -> Response:
    """Any button of the form: everything typed is saved first, then the button does its part."""
    seen = open_page(desk, token, now)
    answer, button, part = typed(form), form.text("do"), form.text("part")
    if button in {"mine", "theirs", "merge"}:
        return _chosen(request, seen, answer, form)
    done = pressed(button, answer.opinions, seen.outline)
    arranged = Draft(done.opinions, answer.contact)
    try:
        save_answer(desk, token, arranged, _version(form), now)
    except Overtaken as other:
        return _both(request, seen, arranged, said(other))
    except (BadInput, RoundNotOpen) as refused:
        return _page(request, seen, part, typed=seen_only(arranged), error=refused)
    if button in LEADS:
        return see_other(f"/r/{seen.token}/{LEADS[button]}")
    return see_other(f"/r/{seen.token}{_on(button, part, done.at)}")


def _on(button: str, part: str, at: int | None) -> str:
    """Where the page opens again: at another part of the draft, at one opinion, or at all of them.

    A fragment would keep the browser from putting the cursor into the opinion.
    """
    what, _mark, number = button.partition("-")
    if what == "part":
        return f"?part={number if number.isdecimal() else 1}#draft"
    shown = part if part.isdecimal() else 1
    return f"?part={shown}#opinions" if at is None else f"?part={shown}&at={at + 1}"


def _chosen(request: Request, seen: UnitPage, answer: Draft, form: Filled) -> Response:
    """Of two versions, one or both; whoever chooses has seen them."""
    desk, now = request.app.state.desk, request.state.now
    theirs = seen.kept.draft.opinions
    chosen = {"mine": answer.opinions, "theirs": theirs, "merge": joined(theirs, answer.opinions)}[form.text("do")]
    try:
        save_answer(desk, seen.token, Draft(written(chosen), answer.contact), _version(form), now)
    except Overtaken as other:
        return _both(request, seen, answer, said(other))
    except (BadInput, RoundNotOpen) as refused:
        return _page(request, seen, "", typed=seen_only(answer), error=refused)
    return see_other(f"/r/{seen.token}#opinions")


def _both(request: Request, seen: UnitPage, mine: Draft, sentence: str) -> Response:
    return page(request, "unit_conflict.html", HTTPStatus.CONFLICT, seen=seen, mine=mine, sentence=sentence)


def _page(
    request: Request,
    seen: UnitPage,
    part: str,
    *,
    typed: Draft | None = None,
    error: BadInput | RoundNotOpen | None = None,
) -> Response:
    """The page with what was saved, or with what was typed and could not be."""
    taking = seen.taking is not Taking.NO_MORE
    view = draft_view(seen.draft_sha256, seen.outline, asking=taking)
    number = min(int(part), len(view.parts)) if part.isdecimal() and len(part) < 4 and int(part) else 1  # noqa: PLR2004
    answer = typed or seen.kept.draft
    return page(
        request,
        "unit_page.html",
        http_status(error) if error else HTTPStatus.OK,
        seen=seen,
        taking=taking,
        view=view,
        part=number,
        answer=answer,
        opinions=[_shown(seen, view, opinion) for opinion in answer.opinions or (BLANK,)],
        written=len(answer.opinions),
        at=request.query_params.get("at", ""),
        error=said(error) if error else "",
    )


def _shown(seen: UnitPage, view: DraftView, opinion: OpinionEntry) -> tuple[OpinionEntry, int, int]:
    """An opinion with the place of its clause and the part that holds it; 0 where it names none."""
    place = place_of(seen, opinion)
    return opinion, place, view.part_of(place) if place else 0


def _version(form: Filled) -> int:
    return next(iter(form.numbers("seen")), 0)
