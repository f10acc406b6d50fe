"""A new mailbox of a real server for every test."""

import pytest

from tests.dovecot import Dovecot, Mailbox


@pytest.fixture
def box(dovecot: Dovecot) -> Mailbox:
    return dovecot.mailbox()
