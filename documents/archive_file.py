"""The archive of a round: a zip whose manifest names every file with its hashes, and what finds the first change."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from rules.chain import SM3, digest_of
from rules.errors import BadInput, Refused

FORMAT = "circulate-archive-1"
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
FACTS = "facts/"
_PIECE = 1 << 20
_STILL = (1980, 1, 1, 0, 0, 0)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_READ_ME = """这是一轮征求意见的归档。
manifest.json 列出每个文件及其 SHA-256（和 SM3）；manifest.sha256 是清单自身的哈希。
核对：circulate verify 本文件。
draft 为征求意见稿；documents 为汇总表等文件；mail/in 为收到的邮件原件；replies 为反馈表和盖章件原件；
mail/out 为发出的函件，每封由 .head 与其所指的 mail/out/tails 中的同一份尾部连接而成（cat 甲.head 乙.tail > 甲.eml）；
facts 为逐条记录，每行一条，附其在全部记录链条中的序号和摘要。
"""


@dataclass(frozen=True, slots=True)
class Held:
    """One file of an archive; `size` in bytes, `sm3` empty where it could not be computed."""

    path: str
    size: int
    sha256: str
    sm3: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself; `sha256` is the manifest's own."""

    round: str
    title: str
    archived: datetime
    chain: Mapping[str, object]
    files: tuple[Held, ...]
    sha256: str = ""


@dataclass(slots=True)
class ArchiveWriter:
    """Writes an archive file by file; the manifest comes last.

    Args:
        out: where the zip goes, writable and seekable.
    """

    out: IO[bytes]
    _held: list[Held] = field(default_factory=list)
    _zip: zipfile.ZipFile = field(init=False)

    def __enter__(self) -> Self:
        self._zip = zipfile.ZipFile(self.out, "w", zipfile.ZIP_DEFLATED)
        self.add("请先读我.txt", _READ_ME.encode())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def add(self, path: str, content: bytes) -> None:
        """Add a file; a name that is taken gets a number."""
        taken, stem = {held.path for held in self._held}, Path(path)
        name, again = path, 1
        while name in taken:
            again += 1
            name = str(stem.with_name(f"{stem.stem}-{again}{stem.suffix}"))
        self._put(name, content)
        sm3 = hashlib.new(SM3, content).hexdigest() if SM3 else ""
        self._held.append(Held(name, len(content), hashlib.sha256(content).hexdigest(), sm3))

    def finish(self, name: str, title: str, now: datetime, chain: Mapping[str, object]) -> str:
        """Write the manifest and return its sha256."""
        about = {"format": FORMAT, "round": name, "title": title, "archived": now.isoformat(), "chain": dict(chain)}
        manifest = json.dumps(
            {**about, "files": [asdict(held) for held in self._held]}, ensure_ascii=False, indent=1
        ).encode()
        sha256 = hashlib.sha256(manifest).hexdigest()
        self._put(MANIFEST, manifest)
        self._put(SEAL, f"{sha256}  {MANIFEST}\n".encode())
        return sha256

    def _put(self, name: str, content: bytes) -> None:
        entry = zipfile.ZipInfo(name, _STILL)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        self._zip.writestr(entry, content)


def check_archive(path: Path) -> Manifest:
    """Hold every file of an archive against its manifest.

    Raises:
        BadInput: no archive of ours, or one that cannot be opened.
        Refused: the sentence names the first thing that was changed, is missing, or was added.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive, path)
            _check_files(archive, manifest)
            _check_facts(archive, manifest)
            return manifest
    except FileNotFoundError as error:
        raise BadInput(f"没有文件 {path}；请检查路径。") from error
    except _DAMAGED as error:
        raise BadInput(f"{path.name} 不是完整的归档文件（{error}）；请用归档时的原件再试。") from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names or SEAL not in names:
        raise BadInput(f"{path.name} 里没有 {MANIFEST} 或 {SEAL}，不是 Circulate 的归档文件。")
    content = _content(archive, MANIFEST)
    sha256 = hashlib.sha256(content).hexdigest()
    if _content(archive, SEAL).split()[:1] != [sha256.encode()]:
        raise Refused(f"归档的清单 {MANIFEST} 被改动：它的 SHA-256 与 {SEAL} 不符。")
    try:
        read: dict[str, Any] = json.loads(content)
        files = tuple(Held(**held) for held in read["files"])
        moment = datetime.fromisoformat(read["archived"])
        return Manifest(read["round"], read["title"], moment, read["chain"], files, sha256)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path.name} 的 {MANIFEST} 读不懂（{error}）。") from error


def _check_files(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    names = set(archive.namelist())
    for held in manifest.files:
        if held.path not in names:
            raise Refused(f"归档里缺少文件 {held.path}。")
        if not _is_as_held(archive, held):
            raise Refused(f"归档里的文件 {held.path} 被改动：内容与清单不符。")
    added = sorted(names - {held.path for held in manifest.files} - {MANIFEST, SEAL})
    if added:
        raise Refused(f"归档里多出了清单上没有的文件 {added[0]}。")


def _is_as_held(archive: zipfile.ZipFile, held: Held) -> bool:
    try:
        content = _content(archive, held.path)
    except _DAMAGED:
        return False
    sm3 = not (SM3 and held.sm3) or hashlib.new(SM3, content).hexdigest() == held.sm3
    return sm3 and (len(content), hashlib.sha256(content).hexdigest()) == (held.size, held.sha256)


def _check_facts(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """What the record says stands line by line, each with its digest in the office's chain."""
    for held in manifest.files:
        if held.path.startswith(FACTS):
            for line in _content(archive, held.path).decode().splitlines():
                try:
                    fact = json.loads(line)
                    number, same = fact["number"], digest_of(fact["values"]) == fact["digest"]
                except (ValueError, KeyError, TypeError) as error:
                    raise BadInput(f"归档里的记录 {held.path} 读不懂（{error}）。") from error
                if not same:
                    raise Refused(f"归档里的记录 {held.path} 第 {number} 号被改动：内容与摘要不符。")


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        return b"".join(iter(lambda: entry.read(_PIECE), b""))
