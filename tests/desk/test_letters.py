"""The corpus: each letter of tests/letters goes from the mailbox into the record, and becomes what its sidecar says.

Two rounds are open, of nineteen units and of three; the office's key is fixed, so that tokens and codes in the letters
hold. A sidecar names the message's kind and state, the note a person reads, each reply with its opinions (none where it
says 无意见), and the addresses known to be dead afterwards.
"""

import shutil
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from sqlmodel import col, select

from desk import inbox, opening, taking_in
from desk.office import Desk, open_desk
from mail.intake import FolderSource
from models.replies import opinions_of_reply
from models.tables import Invitation, Letter, Message, Reply, Round
from office.secret import KEY_FILE
from office.settings import Settings, load
from rules.words import MessageKind, MessageState
from tests.desk.office import FEW, OFFICE, OPENED, UNITS, asking, day, draft, first_day, open_round, send

LETTERS = Path(__file__).parents[1] / "letters"
NAMES = sorted(path.stem for path in LETTERS.glob("*.eml"))
KEY = "c1" * 32
MONDAY = day(10, 12)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]) -> Settings:
    """An office that has sent two rounds out."""
    home = tmp_path_factory.mktemp("asked")
    (home / KEY_FILE).write_text(KEY, "ascii")
    desk = opened(first_day(home), new_database())
    open_round(desk, UNITS)
    opening.open_round(desk, asking(desk, FEW, content=draft("水域保护办法", "第一条 制定本办法。")), OPENED)
    send(desk, OPENED)
    desk.store.engine.dispose()
    return desk.settings


@pytest.fixture
def desk(asked: Settings, tmp_path: Path, copied_database: Callable[[str], str]) -> Iterator[Desk]:
    shutil.copytree(asked.home, tmp_path / "home")
    desk = opened(tmp_path / "home", copied_database(asked.database))
    yield desk
    desk.store.engine.dispose()


def opened(home: Path, database: str) -> Desk:
    return open_desk(load(home=home, database=database, office_name="市水利局", office_email=OFFICE))


def taken_in(desk: Desk, folder: Path, names: Iterable[str]) -> Mapping[int, MessageState]:
    """What became of these letters, dropped into a mailbox."""
    box = folder / "box"
    box.mkdir()
    for name in names:
        shutil.copy(LETTERS / f"{name}.eml", box)
    return taking_in.take_in(desk, [FolderSource(box)], MONDAY).states


def found(desk: Desk) -> dict[str, object]:
    """What the record says of the one message and of all that came of it, in the words of a sidecar."""
    with desk.store.read() as session:
        message = session.exec(select(Message)).one()
        rows = select(Reply, Invitation, Round).join(Invitation, col(Invitation.id) == col(Reply.invitation_id))
        replies = session.exec(rows.join(Round, col(Round.id) == col(Invitation.round_id)).order_by(col(Reply.id)))
        told: dict[str, object] = {"kind": message.kind, "state": message.state}
        told |= {"sender": message.sender, "subject": message.subject, "note": message.note}
        told["reply"] = [
            {"round": of.name, "unit": unit.unit_name, "opinions": [o.text for o in opinions_of_reply(session, reply)]}
            for reply, unit, of in replies
        ]
        lost = select(Letter.recipients).where(col(Letter.bounced).is_not(None))
        told["undeliverable"] = [recipients.split()[0] for recipients in session.exec(lost)]
        noted = session.get(Invitation, message.invitation_id) if message.state == MessageState.NOTED else None
        told["about"] = noted.unit_name if noted else ""
        return told


def expected(name: str) -> dict[str, object]:
    """A sidecar; what it does not name is empty."""
    nothing: dict[str, object] = dict.fromkeys(("sender", "subject", "note", "about"), "")
    return nothing | {"reply": [], "undeliverable": []} | tomllib.loads((LETTERS / f"{name}.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_becomes_what_it_says(desk: Desk, tmp_path: Path, name: str) -> None:
    taken_in(desk, tmp_path, [name])
    assert found(desk) == expected(name)


def test_everything_sent_ends_in_replies_notes_or_the_inbox(desk: Desk, tmp_path: Path) -> None:
    states = taken_in(desk, tmp_path, NAMES)
    waiting = [one.number for one in inbox.listed(desk)]
    for number in waiting[::2]:
        inbox.discard(desk, number, "与征求意见无关")
    with desk.store.read() as session:
        messages = session.exec(select(Message)).all()
        answered = {number for number in session.exec(select(Reply.message_id)) if number}
    now = Counter(message.state for message in messages)
    assert sorted(states) == sorted(message.id or 0 for message in messages)
    assert len(messages) == len(NAMES) == sum(now.values())
    assert now[MessageState.UNSURE] + now[MessageState.QUARANTINED] == len(waiting) // 2
    assert now[MessageState.DISCARDED] == len(waiting) - len(waiting) // 2
    assert answered == {message.id for message in messages if message.state == MessageState.FILED}
    noted = {message.kind for message in messages if message.state == MessageState.NOTED}
    assert noted == {MessageKind.BOUNCE, MessageKind.AUTO_REPLY, MessageKind.RECEIPT}
    assert now[MessageState.FILED] + now[MessageState.NOTED] == len(NAMES) - len(waiting)


def test_the_corpus_is_whole() -> None:
    assert sorted(path.stem for path in LETTERS.glob("*.toml")) == NAMES
    assert len(NAMES) >= 60
