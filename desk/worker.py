"""Who sends: a process of a machine, which may die with a letter in hand."""

import os
import socket
from datetime import datetime, timedelta

HOST = socket.gethostname()
LEASE = timedelta(minutes=30)


def this_worker() -> str:
    """The name this process claims letters under: its machine and its number."""
    return f"{HOST}/{os.getpid()}"


def is_alive(worker: str, claimed: datetime, now: datetime) -> bool:
    """Whether a worker may still be sending: its process runs here, or its lease elsewhere has not run out."""
    host, _, process = worker.partition("/")
    if host != HOST or not process.isdigit():
        return now - claimed < LEASE
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return now - claimed < LEASE
