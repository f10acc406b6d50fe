"""An IMAP mailbox read by UID: never by what is unread, since people open the mailbox too."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from imaplib import IMAP4
from typing import Self

from imap_tools.utils import encode_folder

from mail.access import TROUBLE, Access, unless_down
from mail.fetched import Answer, bodies_in, note_of, sizes_in
from mail.imap_session import abilities, selected
from mail.intake import Batch, Cursor, Fresh, RawMessage, in_batches
from office.settings import Kept, Settings

KEYWORD = "Circulate"
_AT_ONCE = 200
log = logging.getLogger("circulate.mail")


@dataclass(frozen=True, slots=True)
class ImapSource:
    """A folder of an IMAP mailbox; `kept` says what becomes of messages there once we have them."""

    access: Access
    folder: str = "INBOX"
    kept: Kept = Kept.FLAG
    kept_folder: str = "Circulate"

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The mailbox an office has set."""
        access = Access(
            host=settings.imap_host,
            port=settings.imap_port,
            tls=settings.imap_tls,
            user=settings.imap_user,
            password=settings.imap_password.get_secret_value(),
            timeout=settings.imap_timeout,
        )
        return cls(access, settings.imap_folder, settings.imap_kept, settings.imap_kept_folder)

    @property
    def name(self) -> str:
        """Whose mailbox, where, which folder."""
        return f"imap:{self.access.user}@{self.access.host}/{self.folder}"

    @contextmanager
    def open(self) -> Iterator["ImapBox"]:
        """Connect, sign in, say who we are, select the folder.

        Raises:
            MailDown: the server cannot be reached, refuses the account or the folder.
        """
        opened = ImapBox(self)
        try:
            yield opened
        except BaseException:
            # After whatever went wrong the conversation cannot be trusted to end politely.
            opened.hang_up()
            raise
        opened.say_goodbye()


class ImapBox:
    """The selected folder of an open mailbox; a message's name is its UIDVALIDITY and UID, as `validity.uid`."""

    def __init__(self, source: ImapSource) -> None:
        self._source = source
        self._connect()

    def _connect(self) -> None:
        self._box = selected(self._source.access, self._source.folder, self._source.name)
        with unless_down(self._source.name):
            self.validity = int((self._box.client.response("UIDVALIDITY")[1] or [None])[0] or 0)
            flags = b" ".join(flag for flag in self._box.client.response("PERMANENTFLAGS")[1] if flag)
            self._flags = rf"(\Seen {KEYWORD})" if rb"\*" in flags else r"(\Seen)"
            self._able = abilities(self._box)

    def hang_up(self) -> None:
        """End the connection without a word."""
        self._box.client.shutdown()

    def say_goodbye(self) -> None:
        """End the connection as is polite."""
        with suppress(*TROUBLE):
            self._box.logout()

    def batches(self, cursor: Cursor, fresh: Fresh) -> Iterator[Batch]:
        """Everything above the cursor's UID; all there is where the server has numbered its messages anew."""
        last = cursor.last if cursor.validity == self.validity else 0
        with unless_down(self._source.name):
            for uids in in_batches(self._listed(last)):
                wanted = set(fresh([self._name(uid) for uid in uids]))
                messages = self._fetched([uid for uid in uids if self._name(uid) in wanted])
                yield Batch(tuple(messages), Cursor(self.validity, uids[-1]))

    def tell(self, names: Sequence[str]) -> None:
        """Mark these messages as read or move them away; what the server will not do is left undone."""
        here = [uid for validity, _, uid in (name.partition(".") for name in names) if validity == str(self.validity)]
        with unless_down(self._source.name):
            while here and self._source.kept is not Kept.LEAVE:
                group, here = ",".join(here[:_AT_ONCE]), here[_AT_ONCE:]
                self._done("STORE", group, "+FLAGS.SILENT", self._flags)
                if self._source.kept is Kept.MOVE:
                    self._move(group)

    def _listed(self, last: int) -> list[tuple[int, int]]:
        """UID and size of every message above a UID; `n:*` also names the newest below n (RFC 3501 6.4.8)."""
        _, items = self._command("FETCH", f"{last + 1}:*", "(UID RFC822.SIZE)")
        return sorted((uid, size) for uid, size in sizes_in(items) if uid > last)

    def _fetched(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        """The messages still there; one that the server cannot give is replaced by a note, which a person will see."""
        if not uids:
            return
        status, items = self._bodies(uids)
        if status != "OK" and len(uids) > 1:
            for uid in uids:
                yield from self._fetched([uid])
            return
        found = dict(bodies_in(items))
        if status != "OK" and not found:
            found[uids[0]] = note_of(self._source.name, uids[0])
        yield from (RawMessage(self._source.name, self._name(uid), found[uid]) for uid in uids if uid in found)

    def _bodies(self, uids: Sequence[int]) -> tuple[str, Answer]:
        """What the server gives. Over a damaged message some say NO, others BYE: then we come back."""
        try:
            return self._command("FETCH", ",".join(map(str, uids)), "(UID BODY.PEEK[])")
        except IMAP4.abort:
            if "BYE" not in self._box.client.untagged_responses:
                raise
            log.warning("the mailbox hung up over a message", extra={"uids": uids})
            self.hang_up()
            self._connect()
            return "BYE", []

    def _move(self, uids: str) -> None:
        folder = encode_folder(self._source.kept_folder)
        command = "MOVE" if "MOVE" in self._able else "COPY"
        if command == "COPY" and "UIDPLUS" not in self._able:
            return  # EXPUNGE alone would also delete what somebody else has marked
        moved = self._done(command, uids, folder)
        if not moved:
            self._box.client.create(folder)  # type: ignore[arg-type]  # its stub knows no bytes
            moved = self._done(command, uids, folder)
        if moved and command == "COPY":
            self._done("STORE", uids, "+FLAGS.SILENT", r"(\Deleted)")
            self._done("EXPUNGE", uids)

    def _done(self, command: str, *words: str | bytes) -> bool:
        status, _ = self._command(command, *words)
        if status != "OK":
            log.warning("the mailbox refused a command", extra={"command": command})
        return status == "OK"

    def _command(self, command: str, *words: str | bytes) -> tuple[str, Answer]:
        status, answer = self._box.client.uid(command, *words)  # type: ignore[arg-type]  # its stub knows no bytes
        return status, answer

    def _name(self, uid: int) -> str:
        return f"{self.validity}.{uid}"
