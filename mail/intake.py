"""Where mail comes from: raw messages, taken away only after the caller has kept them."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

TAKEN = "taken"
_MAILDIR = ("new", "cur")


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


class Source(Protocol):
    """A mailbox of any kind. Seeing a message again after a crash is harmless: its sha256 is known by then."""

    def messages(self) -> Iterator[RawMessage]:
        """Everything not yet taken, oldest first."""
        ...

    def done(self, raw: RawMessage) -> None:
        """Take the message away; to be called after it has been committed, and harmless when repeated."""
        ...


class FolderSource:
    """A folder of .eml files, or a Maildir; what has been kept moves into `taken/`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def messages(self) -> Iterator[RawMessage]:
        """Every .eml file in name order, then Maildir's `new` and `cur`; files still being written are hidden ones."""
        for file in [*self._letters(), *self._maildir()]:
            try:
                content = file.read_bytes()
            except FileNotFoundError:
                continue
            yield RawMessage(str(self.path), file.relative_to(self.path).as_posix(), content)

    def done(self, raw: RawMessage) -> None:
        """Move the file into `taken/`; another message of that name there is kept beside it."""
        file, taken = self.path / raw.name, self.path / TAKEN
        taken.mkdir(exist_ok=True)
        target = taken / file.name
        if target.exists() and target.read_bytes() != raw.content:
            target = taken / f"{raw.sha256[:12]}-{file.name}"
        if file.exists():
            file.replace(target)

    def _letters(self) -> list[Path]:
        return sorted(file for file in self.path.glob("*") if file.suffix.lower() == ".eml" and _settled(file))

    def _maildir(self) -> list[Path]:
        return [file for name in _MAILDIR for file in sorted((self.path / name).glob("*")) if _settled(file)]


def _settled(file: Path) -> bool:
    return file.is_file() and not file.name.startswith(".")
