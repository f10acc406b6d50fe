"""IDLE against a real Dovecot: whatever arrives wakes, through lost lines too, and nothing is touched."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mail.imap_waiting import Listener
from tests.dovecot import Dovecot, Mailbox
from tests.mail.mailboxes import letter, source
from tests.wiretap import Wiretap

PATIENCE = 15.0


class Bell:
    """Counts how often it was rung."""

    def __init__(self) -> None:
        self.rung = 0

    def ring(self) -> None:
        self.rung += 1

    def heard(self, times: int) -> bool:
        """Whether it was rung at least so often before patience ran out."""
        return _until(lambda: self.rung >= times)


def _until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


@contextmanager
def listening(dovecot: Dovecot, box: Mailbox, port: int = 0) -> Iterator[Bell]:
    bell, ended = Bell(), threading.Event()
    listener = Listener(source(dovecot, box, port=port), bell.ring, ended, pause=0.1)
    thread = threading.Thread(target=listener.listen)
    thread.start()
    yield bell
    ended.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_each_arrival_wakes_and_touches_nothing(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver([letter(1)])
    with listening(dovecot, box) as bell:
        assert bell.heard(1)  # what came while nobody listened
        box.deliver([letter(2)])
        assert bell.heard(2)
        box.deliver([letter(3), letter(4)])
        assert bell.heard(3)
    assert box.flags() == ["", "", "", ""]


def test_silence_wakes_nobody(dovecot: Dovecot, box: Mailbox) -> None:
    with listening(dovecot, box) as bell:
        assert bell.heard(1)
        time.sleep(2.5)
        assert bell.rung == 1


def test_a_line_that_breaks_is_taken_up_again_and_what_came_meanwhile_wakes(dovecot: Dovecot, box: Mailbox) -> None:
    with Wiretap(dovecot.imap) as tap, listening(dovecot, box, tap.port) as bell:
        assert bell.heard(1)
        assert _until(lambda: "IDLE" in tap.commands)
        tap.hang_up()
        box.deliver([letter(1)])
        assert bell.heard(2)
        assert _until(lambda: tap.commands.count("IDLE") == 2)
        box.deliver([letter(2)])
        assert bell.heard(3)


def test_a_server_that_is_away_is_asked_again_until_it_is_back(dovecot: Dovecot, box: Mailbox) -> None:
    with Wiretap(dovecot.imap, cut=10) as tap, listening(dovecot, box, tap.port) as bell:
        assert _until(lambda: tap.connections > 2)
        assert bell.rung == 0


def test_a_server_without_idle_is_left_to_the_schedule(dovecot: Dovecot, box: Mailbox) -> None:
    bell, ended = Bell(), threading.Event()
    with Wiretap(dovecot.imap, hide=(b"IDLE",)) as tap:
        listener = Listener(source(dovecot, box, port=tap.port), bell.ring, ended)
        assert (listener.listen(), bell.rung) == (False, 0)


def test_who_has_ended_asks_nobody(dovecot: Dovecot, box: Mailbox) -> None:
    bell, ended = Bell(), threading.Event()
    ended.set()
    assert (Listener(source(dovecot, box), bell.ring, ended).listen(), bell.rung) == (True, 0)
