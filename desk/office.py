"""The opened office: its settings, record, calendar and key, handed to every act."""

import gc
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from mail.letters import OfficeCard
from models.store import Store, open_store
from office.calendar import working_calendar
from office.secret import secret_key
from office.settings import Settings, load
from rules.deadlines import Calendar

SELDOM = (20_000, 50, 50)


@dataclass(frozen=True, eq=False, slots=True)
class Desk:
    """Everything an act needs besides its own arguments and the moment."""

    settings: Settings
    store: Store
    calendar: Calendar
    secret: bytes

    def local(self, moment: datetime) -> datetime:
        """A moment in the office's zone, as people read it."""
        return moment.astimezone(self.settings.zone)

    @property
    def card(self) -> OfficeCard:
        """The office as its letters name it."""
        return card_of(self.settings)


def card_of(office: Settings) -> OfficeCard:
    """The office of these settings as its letters name it."""
    return OfficeCard(office.office_name, office.office_contact, office.office_phone, office.office_email)


def open_desk(settings: Settings) -> Desk:
    """Open the office these settings describe, its database brought up to date."""
    desk = Desk(settings, open_store(settings), working_calendar(settings), secret_key(settings.home))
    # Where the clerk is told to put mail by hand must be there to put it in.
    settings.inbox.mkdir(parents=True, exist_ok=True)
    # A large round is a hundred thousand objects that all stay; searching them every 700 new ones doubles its time.
    gc.set_threshold(*SELDOM)
    return desk


@cache
def this_desk() -> Desk:
    """The office this process works for, opened once."""
    return open_desk(load())
