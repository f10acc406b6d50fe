"""A real mail server for every floor that collects mail."""

from collections.abc import Iterator

import pytest

from tests.dovecot import Dovecot, program, running
from tests.parts import require


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Dovecot, started once."""
    found = require(program(), "apt-get install dovecot-imapd dovecot-pop3d")
    with running(found) as started:
        yield started
