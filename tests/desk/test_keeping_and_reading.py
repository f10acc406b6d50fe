"""Mail is kept and read in one go: what a broken mailbox gave before it broke is read, and what was left earlier."""

from pathlib import Path

from desk import collecting, taking_in
from desk.office import Desk
from mail.intake import MOST, FolderSource
from models.tables import Message
from rules.words import MessageState
from tests.desk.office import day, messages
from tests.desk.test_mailboxes import imap
from tests.dovecot import Dovecot, Mailbox
from tests.wiretap import Wiretap

MONDAY = day(10, 12)
UNSURE = MessageState.UNSURE


def letter(number: int) -> bytes:
    return f"From: s{number}@elsewhere.test\r\nSubject: {number}\r\n\r\nbody {number}\r\n".encode()


def folder(path: Path, *numbers: int) -> FolderSource:
    path.mkdir()
    for number in numbers:
        (path / f"{number:04}.eml").write_bytes(letter(number))
    return FolderSource(path)


def subjects(rows: tuple[Message, ...]) -> list[int]:
    return [int(row.subject) for row in rows]


def test_every_batch_is_read_once_in_the_order_it_came(desk: Desk, tmp_path: Path) -> None:
    numbers = range(1, 3 * MOST + 2)
    taken = taking_in.take_in(desk, [folder(tmp_path / "box", *numbers)], MONDAY)
    assert (list(taken.states.values()), taken.down) == ([UNSURE] * len(numbers), None)
    assert subjects(messages(desk, UNSURE)) == list(numbers)


def test_what_an_earlier_run_kept_and_did_not_read_comes_first(desk: Desk, tmp_path: Path) -> None:
    collecting.collect(desk, [folder(tmp_path / "earlier", 1, 2)], MONDAY)
    assert list(taking_in.take_in(desk, [folder(tmp_path / "box", 3)], MONDAY).states.values()) == [UNSURE] * 3
    assert taking_in.take_in(desk, [FolderSource(tmp_path / "box")], MONDAY).states == {}


def test_what_was_read_before_is_not_read_again(desk: Desk, tmp_path: Path) -> None:
    taking_in.take_in(desk, [folder(tmp_path / "box", 1)], MONDAY)
    assert len(taking_in.take_in(desk, [folder(tmp_path / "again", 1, 2)], MONDAY).states) == 1


def test_what_came_before_a_mailbox_broke_is_read_and_the_others_too(
    dovecot: Dovecot, box: Mailbox, desk: Desk, tmp_path: Path
) -> None:
    box.deliver([*map(letter, range(1, MOST + 1)), b"Subject: large\r\n\r\n" + b"z" * 500_000])
    with Wiretap(dovecot.imap, cut=100_000) as tap:
        taken = taking_in.take_in(desk, [imap(dovecot, box, port=tap.port), folder(tmp_path / "box", 901)], MONDAY)
    assert subjects(messages(desk, UNSURE)) == [*range(1, MOST + 1), 901]
    assert taken.down is not None
    assert taken.down.sentence.startswith(f"邮箱 imap:{box.user}@")
