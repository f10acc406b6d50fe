"""A real mail server for the tests that fetch mail."""

from collections.abc import Iterator

import pytest

from tests import dovecot
from tests.parts import require


@pytest.fixture(scope="session")
def server() -> Iterator[dovecot.Dovecot]:
    """Dovecot, started once."""
    program = require(dovecot.program(), "apt-get install dovecot-imapd dovecot-pop3d")
    with dovecot.running(program) as started:
        yield started
