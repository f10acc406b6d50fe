"""A round about to be opened: its draft kept, its letter and its days looked at before anything is sent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from desk.acts import note
from desk.addressed import addressed_in
from desk.files import kept_upload
from desk.office import Desk
from desk.opening import Opened, Request, check, open_round
from desk.scribe import Scribe
from documents.draft import Draft, check_draft
from documents.worker import in_worker
from mail.reading import read
from models import rounds
from models.files import keep
from models.outbox import NewLetter
from models.queries import round_named
from models.register import registered, unit_named
from rules.errors import DraftUnreadable
from rules.policy import policy_of


@dataclass(frozen=True, slots=True)
class Look:
    """A letter as a unit would get it; `files` its attachments by name."""

    unit: str
    subject: str
    recipients: tuple[str, ...]
    text: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row on which the office does not work though they are weekdays, or works though it is a weekend."""

    first: date
    last: date
    worked: bool


def take_draft(desk: Desk, blob: bytes, name: str) -> Draft:
    """Keep a draft under its hash once it can be read, so that a form refused for something else need not ask again.

    Raises:
        DraftUnreadable.
    """
    draft = in_worker(check_draft, blob, name, name=name, refusal=DraftUnreadable)
    with desk.store.write() as session:
        keep(session, blob)
    return draft


def refuse(desk: Desk, request: Request) -> None:
    """Refuse what could not be opened, as of `desk.opening.check`."""
    check(desk, request, kept_upload(desk, request.draft))


def look_at_letter(desk: Desk, request: Request, unit: str, now: datetime) -> Look:
    """The invitation as one unit would get it: its round is opened and taken back, and the letter written after.

    Raises:
        UnitUnknown, AddressMissing; AlreadyOpen; BadInput: the draft was not kept.
    """
    draft = kept_upload(desk, request.draft)
    with desk.store.write() as session, session.begin_nested() as trial:
        wanted = unit_named(session, unit).id
        asked = [one for one in registered(session) if one.id == wanted]
        policy = policy_of(request.policy)
        before = round_named(session, request.previous).id if request.previous else None
        new = rounds.NewRound(request.title, request.draft_name, draft, request.due, policy, asked, desk.secret, before)
        opened = rounds.open_round(session, new, desk.local(now).year, now)
        addressed = next(iter(addressed_in(session, opened).values()))
        session.expunge_all()
        trial.rollback()
    with desk.store.read() as session:
        scribe = Scribe(desk, session, opened, now, reads=True)
        letter = scribe.invitation(addressed)
    return look_of(asked[0].name, letter, scribe)


def look_of(unit: str, letter: NewLetter, scribe: Scribe) -> Look:
    """A letter of a scribe's that was not queued, as its reader would see it."""
    seen = read(scribe.whole(letter))
    return Look(unit, seen.subject, letter.recipients, seen.full_text, tuple(file.name for file in seen.files))


def unusual_days(desk: Desk, now: datetime, due: datetime) -> tuple[Span, ...]:
    """The holidays and the worked weekends up to a due moment, those that follow one another as one."""
    return tuple(_spans(desk, desk.calendar.day_of(now), desk.calendar.day_of(due)))


def send(desk: Desk, request: Request, by: str, now: datetime) -> Opened:
    """Open the round under a name: whole, or not at all; its letters wait in the outbox.

    Raises:
        DraftUnreadable, AlreadyOpen, AddressMissing, UnitUnknown, BadInput.
    """
    refuse(desk, request)
    opened = open_round(desk, request, now)
    with desk.store.write() as session:
        asked = round_named(session, opened.name)
        words = f"发出“{request.title}”征求意见，{len(request.units)} 家单位"
        note(session, by, "发函", words, now, asked.id)
    return opened


def _spans(desk: Desk, first: date, last: date) -> Iterator[Span]:
    open_span: Span | None = None
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    for day in days:
        works, weekday = desk.calendar.is_working(day), day.isoweekday() <= 5  # noqa: PLR2004 - Friday
        if works != weekday:
            joins = open_span and open_span.worked == works
            if open_span and joins:
                open_span = replace(open_span, last=day)
                continue
            if open_span:
                yield open_span
            open_span = Span(day, day, works)
        elif works and open_span:
            yield open_span
            open_span = None
    if open_span:
        yield open_span
