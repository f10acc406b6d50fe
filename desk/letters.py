"""The letters of a round as a clerk sees and mends them: what became of each, what stops them, and what to do."""

from dataclasses import dataclass

from desk.office import Desk
from desk.posting import account_name
from mail.reading import Incoming, read
from models import letters, outbox, pauses
from models.files import content_of
from models.letters import Posted, Unreachable
from models.pauses import Pause
from models.queries import round_named
from models.tables import Letter
from rules.errors import Refused
from rules.words import LetterState


@dataclass(frozen=True, slots=True)
class Concerns:
    """What keeps the letters of a round from arriving: the account, the round's hold, addresses, and doubt."""

    paused: Pause | None
    held: Pause | None
    unreachable: tuple[Unreachable, ...]
    uncertain: int


def concerns(desk: Desk, name: str) -> Concerns:
    """Everything about a round's letters that somebody has to see to, or RoundUnknown."""
    with desk.store.read() as session:
        round_id = round_named(session, name).id or 0
        posted = letters.posted_in(session, round_id)
        return Concerns(
            pauses.trouble_with(session, account_name(desk)),
            pauses.hold_on(session, round_id),
            letters.unreachable(session, round_id),
            sum(letter.state is LetterState.UNCERTAIN for letter in posted),
        )


def listed(desk: Desk, name: str, state: LetterState | None = None) -> tuple[Posted, ...]:
    """The letters of a round, or those in one state, in the order they were written; or RoundUnknown."""
    with desk.store.read() as session:
        posted = letters.posted_in(session, round_named(session, name).id or 0)
    return tuple(letter for letter in posted if state in {None, letter.state})


def as_json(desk: Desk, name: str, listed: tuple[Posted, ...]) -> dict[str, object]:
    """What `circulate letters --json` prints; moments in ISO 8601 in the office's zone."""
    about = concerns(desk, name)
    return {
        "round": name,
        "paused": about.paused.words if about.paused else None,
        "held": about.held.words if about.held else None,
        "letters": [
            {
                "id": letter.id,
                "unit": letter.unit,
                "kind": letter.kind,
                "turn": letter.turn,
                "state": letter.state,
                "bounced": letter.bounced,
                "at": desk.local(letter.at).isoformat(timespec="seconds"),
                "address": letter.address,
                "answer": letter.answer,
                "message_id": letter.message_id,
            }
            for letter in listed
        ],
    }


def opened(desk: Desk, number: int) -> tuple[Posted, Incoming]:
    """A letter and what its reader sees, or NotFound."""
    with desk.store.read() as session:
        posted = letters.posted(session, number)
    return posted, read(content(desk, number))


def content(desk: Desk, number: int) -> bytes:
    """A letter's exact bytes as they go over the wire, or NotFound."""
    with desk.store.read() as session:
        letters.posted(session, number)
        row = session.get_one(Letter, number)
        return outbox.head_of(session, row) + content_of(session, row.tail_sha256)


def send_again(desk: Desk, number: int) -> LetterState:
    """Queue a letter once more, the same bytes under the same Message-ID; returns the state it was in.

    Raises:
        NotFound, Refused: there is no such letter, or it must not go out again.
    """
    with desk.store.write() as session:
        return letters.send_again(session, number)


def sent_after_all(desk: Desk, number: int) -> None:
    """A person knows that a letter arrived of which the record does not.

    Raises:
        NotFound, Refused: there is no such letter, or nothing is uncertain about it.
    """
    with desk.store.write() as session:
        letters.sent_after_all(session, number)


def release(desk: Desk, name: str) -> int:
    """Let a held round go on; returns how many letters refused for their content are queued again.

    Raises:
        RoundUnknown.
        Refused: it is not held.
    """
    with desk.store.write() as session:
        again = pauses.release_round(session, round_named(session, name).id or 0)
    if again is None:
        raise Refused(f"{name} 的函件没有被暂停，不必放行。")
    return again
