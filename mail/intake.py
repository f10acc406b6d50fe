"""Where mail comes from: raw messages in batches; a source is told that they are kept only after they are."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol, Self, TypeVar

TAKEN = "taken"
MOST, LARGEST = 100, 20 << 20
_MAILDIR = ("new", "cur")

Item = TypeVar("Item")
Fresh = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message as it arrived; `source` and `name` say where it was found, `content` is never changed."""

    source: str
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """What recognises the same bytes when they are seen again."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a mailbox has been read: every UID up to `last`, as numbered under this UIDVALIDITY (RFC 3501 2.3.1)."""

    validity: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages to be kept in one transaction, with how far they bring the cursor.

    cursor: None where the source forgets what it was told is kept, so that nothing need be remembered about it.
    """

    messages: tuple[RawMessage, ...]
    cursor: Cursor | None = None


class Box(Protocol):
    """An open mailbox. Seeing a message again after a crash is harmless: its sha256 is known by then."""

    def batches(self, cursor: Cursor, fresh: Fresh) -> Iterator[Batch]:
        """Everything after the cursor, oldest first, at most 100 messages and 20 MB at once unless one is larger.

        Args:
            cursor: how far the record has come.
            fresh: picks those of some names that the record has not seen in this mailbox.

        Raises:
            MailDown: the server stopped answering; the batches before stay as they are.
        """
        ...

    def tell(self, names: Sequence[str]) -> None:
        """Say that these messages are kept; to be called after they are, and harmless when repeated."""
        ...


class Source(Protocol):
    """A mailbox of any kind, under the name by which the record remembers it."""

    @property
    def name(self) -> str:
        """Where it is and whose."""
        ...

    def open(self) -> AbstractContextManager[Box]:
        """Connect to it.

        Raises:
            MailDown: it cannot be reached, or refuses us.
        """
        ...


class FolderSource:
    """A folder of .eml files, or a Maildir; what has been kept moves into `taken/`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: dict[str, tuple[int, int]] = {}

    @property
    def name(self) -> str:
        """The folder's path."""
        return str(self.path)

    @contextmanager
    def open(self) -> Iterator[Self]:
        """The folder itself; one that is not there is an empty mailbox."""
        yield self

    def batches(self, cursor: Cursor, fresh: Fresh) -> Iterator[Batch]:  # noqa: ARG002 - a folder shows what is new
        """Every .eml file in name order, then Maildir's `new` and `cur`; files still being written are hidden ones."""
        files = ((file, _stamp(file)[1]) for file in [*self._letters(), *self._maildir()])
        for group in in_batches(files):
            yield Batch(tuple(raw for file in group if (raw := self._read(file))))

    def tell(self, names: Sequence[str]) -> None:
        """Move the files into `taken/`; another message of that name there is kept beside it."""
        for name in names:
            # A file written anew under the same name since it was read is another message.
            if self._seen.pop(name, None) == _stamp(self.path / name):
                self._take(self.path / name)

    def _take(self, file: Path) -> None:
        (self.path / TAKEN).mkdir(exist_ok=True)
        target = self.path / TAKEN / file.name
        if target.exists() and target.read_bytes() != (content := file.read_bytes()):
            target = target.with_name(f"{sha256(content).hexdigest()[:12]}-{file.name}")
        file.replace(target)

    def _read(self, file: Path) -> RawMessage | None:
        name, stamp = file.relative_to(self.path).as_posix(), _stamp(file)
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            return None
        self._seen[name] = stamp
        return RawMessage(self.name, name, content)

    def _letters(self) -> list[Path]:
        return sorted(file for file in self.path.glob("*") if file.suffix.lower() == ".eml" and _settled(file))

    def _maildir(self) -> list[Path]:
        return [file for name in _MAILDIR for file in sorted((self.path / name).glob("*")) if _settled(file)]


def in_batches(sized: Iterable[tuple[Item, int]]) -> Iterator[list[Item]]:
    """Items, each with its size in bytes, in groups of at most 100 and 20 MB; a larger one stands alone."""
    group: list[Item] = []
    total = 0
    for item, size in sized:
        if group and (len(group) == MOST or total + size > LARGEST):
            yield group
            group, total = [], 0
        group.append(item)
        total += size
    if group:
        yield group


def _settled(file: Path) -> bool:
    return file.is_file() and not file.name.startswith(".")


def _stamp(file: Path) -> tuple[int, int]:
    """When a file was last written, in nanoseconds, and its size in bytes; of a missing one zeroes."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return 0, 0
    return status.st_mtime_ns, status.st_size
