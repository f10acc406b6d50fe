"""The register: units with their contacts and names, and a sheet brought in after a look at what would change."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import registering
from desk.files import keep_upload, kept_upload
from desk.office import Desk
from desk.registering import Rehearsed
from models.register import Registered
from rules.errors import CirculateError, Overtaken, UnitUnknown, http_status
from rules.register import ContactEntry, UnitEntry, name_key
from rules.words import ROLE_WORDS, Role
from web.downloads import XLSX, attachment
from web.forms import Filled, Form
from web.language import _
from web.pages import Now, Office, page, told
from web.sentences import said
from web.signing_in import Clerk, Someone

AT_ONCE, SPARE = 50, 2
router = APIRouter()


@router.get("/units")
def units(request: Request, desk: Office, _someone: Someone, q: str = "", at: int = 1) -> Response:
    """The units looked for, in register order."""
    register, key = registering.everyone(desk), name_key(q)
    words = {
        unit.id: name_key("".join((*unit.names, unit.category, *(c.email for c in unit.contacts)))) for unit in register
    }
    found = [unit for unit in register if key in words[unit.id]]
    pages = max(1, -(-len(found) // AT_ONCE))
    at = min(max(at, 1), pages)
    shown = found[(at - 1) * AT_ONCE : at * AT_ONCE]
    return page(request, "units.html", units=shown, found=len(found), total=len(register), sought=q, at=at, pages=pages)


@router.get("/units.xlsx")
def sheet(desk: Office, _someone: Someone) -> Response:
    """The register as a sheet that can be brought in again."""
    return attachment(_("单位名册") + ".xlsx", registering.sheet_of(registering.everyone(desk)), XLSX)


@router.get("/units/import")
def bring(request: Request, _clerk: Clerk) -> Response:
    """Where a sheet is brought in."""
    return _bringing(request)


@router.post("/units/import")
def rehearse_or_bring(request: Request, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:
    """First what a sheet would change, then the change itself, of the very file that was looked at."""
    sha256, name = form.text("sha256"), form.text("name")
    try:
        file = form.file("sheet")
        if file is not None:
            sha256, name = keep_upload(desk, file.content, file.name), file.name
        elif form.text("do") == "bring":
            done = registering.bring_in(desk, kept_upload(desk, sha256), name, clerk.name, now)
            words = _(
                "新增 %(added)d 家，更新 %(changed)d 家，未变 %(same)d 家。",
                added=done.added,
                changed=done.changed,
                same=done.unchanged,
            )
            return told(request, "/units", words)
        rehearsed = registering.rehearse_import(desk, kept_upload(desk, sha256), name)
    except CirculateError as refused:
        return _bringing(request, refused)
    return _bringing(request, None, rehearsed, sha256, name)


@router.get("/units/new")
def new(request: Request, _clerk: Clerk) -> Response:
    """The form for a unit not in the register."""
    return _editing(request, None, UnitEntry("", ()))


@router.post("/units/new")
def add(request: Request, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:
    """Add a unit at the end of the register."""
    return _written(request, desk, None, form, clerk.name, now)


@router.get("/units/{number:int}")
def one(request: Request, number: int, desk: Office, _someone: Someone) -> Response:
    """One unit with its names and contacts."""
    unit = _unit(desk, number)
    return _editing(request, unit, UnitEntry(unit.name, unit.contacts, unit.short, unit.aliases, unit.category))


@router.post("/units/{number:int}")
def change(request: Request, number: int, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form about a unit
    """Bring a unit up to date, retire it, or ask it again."""
    unit = _unit(desk, number)
    if form.text("do") in {"retire", "back"}:
        back = form.text("do") == "back"
        registering.retire(desk, unit.name, clerk.name, now, back=back)
        words = (
            _("%(unit)s已恢复。", unit=unit.name)
            if back
            else _("%(unit)s已停用；今后的征求意见不再发给它。", unit=unit.name)
        )
        return told(request, f"/units/{number}", words)
    return _written(request, desk, unit, form, clerk.name, now)


def _written(request: Request, desk: Desk, unit: Registered | None, form: Filled, by: str, now: Now) -> Response:  # noqa: PLR0913 - what is written down by whom
    entry = _entry(form)
    try:
        if form.text("do") == "more":
            return _editing(request, unit, entry, form, spare=SPARE * 2)
        registering.write_down(desk, unit.id if unit else None, entry, by, now, form.text("seen"))
    except CirculateError as refused:
        return _editing(request, unit, entry, form, refused)
    return told(request, "/units", _("%(unit)s已保存。", unit=entry.name))


def _entry(form: Filled) -> UnitEntry:
    """A unit as typed; a line of contacts without an address is none."""
    columns = (form.texts(name) for name in ("role", "email", "person", "phone"))
    contacts = tuple(
        ContactEntry(Role(role) if role in {*Role} else Role.TO, email, person, phone)
        for role, email, person, phone in zip(*columns, strict=False)
        if email
    )
    aliases = tuple(name.strip() for name in form.text("aliases").replace("、", "\n").splitlines() if name.strip())
    return UnitEntry(form.text("name"), contacts, form.text("short"), aliases, form.text("category"))


def _unit(desk: Desk, number: int) -> Registered:
    found = next((unit for unit in registering.everyone(desk) if unit.id == number), None)
    if found is None:
        raise UnitUnknown(_("单位名册里没有这家单位；可能已经改动，请回到名册查找。"))
    return found


def _editing(  # noqa: PLR0913 - a unit, as typed or as it is
    request: Request,
    unit: Registered | None,
    entry: UnitEntry,
    form: Filled | None = None,
    refused: CirculateError | None = None,
    spare: int = SPARE,
) -> Response:
    return page(
        request,
        "unit.html",
        http_status(refused) if refused else HTTPStatus.OK,
        unit=unit,
        entry=entry,
        lines=[*entry.contacts, *[ContactEntry(Role.TO, "")] * spare],
        roles=list(ROLE_WORDS),
        problem=said(refused) if refused else "",
        here=f"/units/{unit.id}" if unit else "/units/new",
        # Whoever has been told that the unit has changed, and saves again, has seen it as it is now.
        seen=form.text("seen") if form and not isinstance(refused, Overtaken) else unit.mark if unit else "",
    )


def _bringing(
    request: Request,
    refused: CirculateError | None = None,
    rehearsed: Rehearsed | None = None,
    sha256: str = "",
    name: str = "",
) -> Response:
    status = http_status(refused) if refused else HTTPStatus.OK
    problem = said(refused) if refused else ""
    return page(
        request, "units_import.html", status, rehearsed=rehearsed, sha256=sha256, file_name=name, problem=problem
    )
