"""Waiting until mail arrives in an IMAP mailbox (IDLE, RFC 2177); nothing is fetched, so nothing lost or doubled."""

import logging
import random
import time
from collections.abc import Callable, Sequence
from threading import Event

from imap_tools import BaseMailBox

from mail.access import unless_down
from mail.imap import ImapSource
from mail.imap_session import abilities, selected
from rules.errors import MailDown

AGAIN = 300.0  # seconds; a line that a firewall dropped without a word is noticed at the next DONE
LISTEN = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
log = logging.getLogger("circulate.mail")


class Listener:
    """Listens in a mailbox until `ended` is set, which it heeds within two seconds.

    wake: called in the listening thread when something has arrived, and on every connection, since something may have
    come before it.  pause: seconds before coming back to a server that went away; doubled each time, at most 300.
    """

    def __init__(self, source: ImapSource, wake: Callable[[], None], ended: Event, pause: float = FIRST_PAUSE) -> None:
        self._source, self._wake, self._ended = source, wake, ended
        self._first = self._pause = pause

    def listen(self) -> bool:
        """Whether it could: False at once where the server knows no IDLE, True when it has ended."""
        while not self._ended.is_set():
            try:
                if not self._connected():
                    return False
            except MailDown:
                log.info("the mailbox could not be waited at")
                # Offices that lost one server must not all come back in the same second.
                self._ended.wait(self._pause * random.uniform(0.75, 1.25))  # noqa: S311 - no secret
                self._pause = min(2 * self._pause, LONGEST_PAUSE)
        return True

    def _connected(self) -> bool:
        box = selected(self._source.access, self._source.folder, self._source.name)
        try:
            with unless_down(self._source.name):
                if "IDLE" not in abilities(box):
                    return False
                self._pause = self._first
                _told(box)  # by SELECT, of what is there
                self._wake()
                while not self._ended.is_set():
                    if self._arrived(box):
                        self._wake()
                return True
        finally:
            box.client.shutdown()

    def _arrived(self, box: BaseMailBox) -> bool:
        """Idle once, until something comes, five minutes are over or it has ended."""
        box.idle.start()  # type: ignore[no-untyped-call]
        said, until = list[bytes](), time.monotonic() + AGAIN
        # What came just before IDLE is told in place of its answer.
        arrived = _told(box)
        while not (arrived or _tells(said) or self._ended.is_set()) and (now := time.monotonic()) < until:
            said = box.idle.poll(LISTEN)
            if not said and time.monotonic() - now < LISTEN / 2:
                break  # imap_tools shows a closed line as silence; DONE will tell (ikvk/imap_tools#165)
        box.idle.stop()  # type: ignore[no-untyped-call]
        return _told(box) or arrived or _tells(said)


def _told(box: BaseMailBox) -> bool:
    """Whether the library has heard of arrivals since it was last asked."""
    return box.client.response("EXISTS")[1] != [None]


def _tells(said: Sequence[bytes]) -> bool:
    return any(line.endswith(b"EXISTS") for line in said)
