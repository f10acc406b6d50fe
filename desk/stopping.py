"""Ending in good order: a TERM while letters go out lets those in flight arrive first."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

TERMINATED = 128 + signal.SIGTERM


@contextmanager
def in_good_order(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` when SIGTERM comes while the block runs; once it has ended, the signal goes where it would have gone.

    Prefect's own handler raises between any two lines, a commit among them; so it waits outside. Where signals
    cannot be had, off the main thread and on Windows, nothing changes.

    Raises:
        SystemExit: with 143, where nobody else had asked for the signal.
    """
    loop, before = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)
    came = asyncio.Event()

    def told() -> None:
        came.set()
        stop()

    try:
        loop.add_signal_handler(signal.SIGTERM, told)
    except (ValueError, RuntimeError, NotImplementedError):
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
        with suppress(TypeError):  # a handler Python did not install cannot be put back by it
            signal.signal(signal.SIGTERM, before)
        if came.is_set():
            _pass_on(ended_by_default=before in {signal.SIG_DFL, None})


def _pass_on(*, ended_by_default: bool) -> None:
    if ended_by_default:
        raise SystemExit(TERMINATED)
    signal.raise_signal(signal.SIGTERM)
