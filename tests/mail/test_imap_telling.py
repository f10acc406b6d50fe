"""An IMAP server is told of a kept message what was asked for, and nothing else."""

from dataclasses import replace

import pytest

from mail.intake import Cursor
from office.settings import Kept
from tests.dovecot import Dovecot, Mailbox
from tests.mail.mailboxes import LETTERS, in_folder, source, take
from tests.wiretap import Wiretap


def test_a_kept_message_is_marked_as_read_and_as_ours(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:2])
    take(source(dovecot, box))
    assert (box.folder / "dovecot-keywords").read_text() == "0 Circulate\n"
    assert box.flags() == ["Sa", "Sa"]


def test_a_kept_message_may_be_left_alone(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:2])
    take(source(dovecot, box, Kept.LEAVE))
    assert box.flags() == ["", ""]


@pytest.mark.parametrize(
    ("hidden", "inbox", "moved"),
    [
        ((), 0, 3),
        ((b"MOVE",), 0, 3),
        ((b"MOVE", b"UIDPLUS"), 3, 0),
    ],
    ids=["MOVE", "COPY and EXPUNGE", "left, for EXPUNGE alone would delete what others marked"],
)
def test_a_kept_message_may_be_moved_away(
    dovecot: Dovecot, box: Mailbox, hidden: tuple[bytes, ...], inbox: int, moved: int
) -> None:
    box.deliver(LETTERS[:3])
    with Wiretap(dovecot.imap, hide=hidden) as tap:
        take(source(dovecot, box, Kept.MOVE, tap.port))
    assert in_folder(dovecot, box, "INBOX") == LETTERS[:inbox]
    assert in_folder(dovecot, box, "Circulate") == LETTERS[:moved]
    assert box.flags(".Circulate") == ["Sa"] * moved


def test_moving_goes_into_a_folder_of_any_name(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:1])
    take(replace(source(dovecot, box, Kept.MOVE), kept_folder="已 收&文"))
    assert in_folder(dovecot, box, '"&XfI- &ZTZlhw-"') == []
    assert in_folder(dovecot, box, '"&XfI- &ZTY-&-&ZYc-"') == LETTERS[:1]


@pytest.mark.parametrize("kept", [Kept.FLAG, Kept.MOVE])
def test_telling_twice_or_of_what_is_gone_does_no_harm(dovecot: Dovecot, box: Mailbox, kept: Kept) -> None:
    box.deliver(LETTERS[:2])
    mailbox = source(dovecot, box, kept)
    with mailbox.open() as opened:
        (batch,) = opened.batches(Cursor(), list)
        names = [raw.name for raw in batch.messages]
        for told in (names, names, ["1.1", f"{opened.validity}.999"]):
            opened.tell(told)
    assert in_folder(dovecot, box, "INBOX" if kept is Kept.FLAG else "Circulate") == LETTERS[:2]
