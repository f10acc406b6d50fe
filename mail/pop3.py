"""A POP3 mailbox: for servers without IMAP; what was kept is known by its unique id."""

import poplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Self

from mail.access import TROUBLE, Access, unless_down, unless_refused
from mail.intake import Batch, Cursor, Fresh, RawMessage, in_batches
from office.settings import Settings, Tls

# QQ sends lines above the library's 2,048 bytes (foxcpp/maddy#352), and html bodies are often one single line.
poplib._MAXLINE = 20 << 20  # type: ignore[attr-defined]  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Pop3Source:
    """A POP3 mailbox; `delete` takes messages away there once they are kept."""

    access: Access
    delete: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The mailbox an office has set."""
        access = Access(
            host=settings.pop3_host,
            port=settings.pop3_port,
            tls=settings.pop3_tls,
            user=settings.pop3_user,
            password=settings.pop3_password.get_secret_value(),
            timeout=settings.pop3_timeout,
        )
        return cls(access, settings.pop3_delete)

    @property
    def name(self) -> str:
        """Whose mailbox, and where."""
        return f"pop3:{self.access.user}@{self.access.host}"

    @contextmanager
    def open(self) -> Iterator["Pop3Box"]:
        """Connect and sign in; what was deleted is gone when the block ends well.

        Raises:
            MailDown: the server cannot be reached, or refuses the account.
        """
        with unless_down(self.name):
            client = _connected(self.access)
        try:
            with unless_down(self.name), unless_refused(self.name, "CIRCULATE_POP3"):
                client.user(self.access.user)
                client.pass_(self.access.password)
            with unless_down(self.name):
                opened = Pop3Box(self, client)
            yield opened
        except BaseException:
            client.close()  # without QUIT nothing is deleted (RFC 1939 6)
            raise
        with suppress(*TROUBLE):
            client.quit()


class Pop3Box:
    """An open mailbox; a message's name is its unique id."""

    def __init__(self, source: Pop3Source, client: poplib.POP3) -> None:
        self._source, self._client = source, client
        self._places = {
            name.decode("ascii", "replace"): int(place) for place, name in map(bytes.split, client.uidl()[1])
        }
        self._sizes = {int(place): int(size) for place, size, *_ in map(bytes.split, client.list()[1])}

    def batches(self, cursor: Cursor, fresh: Fresh) -> Iterator[Batch]:
        """Everything whose unique id is not known; what is known and should be gone by now is deleted again."""
        new = fresh(list(self._places))
        if self._source.delete:
            self.tell(list(self._places.keys() - set(new)))
        with unless_down(self._source.name):
            for names in in_batches((name, self._sizes.get(self._places[name], 0)) for name in new):
                yield Batch(tuple(self._retrieved(name) for name in names), cursor)

    def tell(self, names: Sequence[str]) -> None:
        """Delete these messages, if that is wanted."""
        with unless_down(self._source.name):
            for name in names:
                if self._source.delete and name in self._places:
                    self._client.dele(self._places.pop(name))

    def _retrieved(self, name: str) -> RawMessage:
        _, lines, _ = self._client.retr(self._places[name])
        return RawMessage(self._source.name, name, b"\r\n".join([*lines, b""]))


def _connected(access: Access) -> poplib.POP3:
    if access.tls is Tls.IMPLICIT:
        return poplib.POP3_SSL(access.host, access.port, timeout=access.timeout, context=access.context)
    client = poplib.POP3(access.host, access.port, timeout=access.timeout)
    if access.tls is Tls.STARTTLS:
        client.stls(access.context)
    return client
