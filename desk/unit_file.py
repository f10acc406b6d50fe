"""One unit of a round as the office sees it: its page, its contacts, every letter to it and every reply of it."""

from dataclasses import dataclass
from datetime import datetime

from desk.addressed import asked_in
from desk.office import Desk
from desk.overview import UnitLine, line_of
from desk.page_addresses import page_address
from models import pages
from models.answers import replies_of
from models.letters import Posted, posted_to
from models.overview import Stood
from models.queries import round_named
from models.replies import opinions_of_reply
from models.tables import Reply
from rules.errors import NoLongerAsked, NotFound
from rules.register import ContactEntry
from rules.standing import effective_reply
from rules.words import Channel, Formality, RoundState, Stance


@dataclass(frozen=True, slots=True)
class Came:
    """A reply; `counts` where it is the one that does.  opinions: number and text, as received."""

    version: int
    stance: Stance
    channel: Channel
    formality: Formality
    received: datetime
    sender: str
    withdrawn: bool
    counts: bool
    opinions: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class UnitFile:
    """Everything about a unit in a round.

    page: the address it answers at, empty where it has none; without `public_url` it begins with /r/.
    """

    round: str
    title: str
    state: RoundState
    line: UnitLine
    page: str
    contacts: tuple[ContactEntry, ...]
    lost: frozenset[str]
    letters: tuple[Posted, ...]
    replies: tuple[Came, ...]


def unit_file(desk: Desk, name: str, number: int, now: datetime) -> UnitFile:
    """The unit with this number in the round.

    Raises:
        RoundUnknown.
        NotFound: the round has no such unit.
        NoLongerAsked: it was left out.
    """
    with desk.store.read() as session:
        asked = round_named(session, name)
        found = [both for both in asked_in(session, asked) if both[0].invitation.number == number]
        if not found:
            raise NotFound(f"{name} 没有第 {number} 家单位；请回到该轮页面核对。")
        one, fact = found[0]
        if fact.withdrawn:
            raise NoLongerAsked(f"已撤回对“{fact.unit}”的征求；要恢复的，请到该轮页面。")
        row, counting = one.invitation, effective_reply(fact.replies)
        token = pages.token_of(asked, row, desk.secret)
        replies = tuple(
            _came(
                reply, counting.id if counting else 0, [(o.number, o.text) for o in opinions_of_reply(session, reply)]
            )
            for reply in replies_of(session, row)
        )
        heard = next((len(reply.opinions) for reply in replies if reply.counts), 0)
        return UnitFile(
            round=asked.name,
            title=asked.title,
            state=RoundState(asked.state),
            line=line_of(Stood(row.id or 0, number, fact), now, heard),
            page=page_address(desk, asked, row) or (f"/r/{token}" if token else ""),
            contacts=one.unit.contacts,
            lost=one.lost,
            letters=posted_to(session, [row.id or 0]),
            replies=replies,
        )


def _came(reply: Reply, counting: int, opinions: list[tuple[int, str]]) -> Came:
    return Came(
        version=reply.version,
        stance=Stance(reply.stance),
        channel=Channel(reply.channel),
        formality=Formality(reply.formality),
        received=reply.received,
        sender=reply.sender,
        withdrawn=reply.withdrawn is not None,
        counts=reply.id == counting,
        opinions=tuple(opinions),
    )
