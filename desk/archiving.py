"""Archiving a round: originals, mail as it came and went, documents and every fact, each with its hash."""

import json
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from sqlmodel import Session

from desk import papers
from desk.acts import note
from desk.approving import whoever
from desk.office import Desk
from documents.archive_file import FACTS, ArchiveWriter, Manifest, check_archive
from documents.file_names import safe_name
from documents.gate import admit
from models import archive, chain, retention
from models.files import content_of, left_of
from models.queries import round_named
from models.tables import Round
from rules.chain import Tip
from rules.errors import BadInput, Refused

WHAT = "归档"


def seal(desk: Desk, now: datetime) -> int:
    """Bind every new fact of the record into the chain; returns how many there were."""
    with desk.store.write() as session:
        return chain.seal(session, now)


def write_archive(desk: Desk, name: str, path: Path, now: datetime, by: str = "") -> Manifest:
    """Write everything about a round into a zip, whole or not at all, and note its hash in the record.

    Raises:
        RoundUnknown.
        BadInput: the file cannot be written.
    """
    seal(desk, now)
    written = papers.made_whole(desk, name, now)
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
            try:
                with ArchiveWriter(draft) as writer:
                    sha256 = _fill(desk, name, now, writer, written)
                Path(draft.name).replace(path)
            finally:
                Path(draft.name).unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"归档文件 {path} 写不进去（{error.strerror}）；请换一个目录。") from error
    with desk.store.write() as session:
        asked = round_named(session, name)
        note(session, whoever(by), WHAT, f"归档 {path.name}，清单 SHA-256 {sha256}", now, asked.id)
    return check_archive(path)


def hold_against_chain(desk: Desk) -> None:
    """Hold the whole record against its chain.

    Raises:
        Refused: the sentence names the first fact that is not what the chain says.
    """
    with desk.store.read() as session:
        found = chain.first_broken(session)
    if found:
        raise Refused(
            f"记录的链条在第 {found.number} 号断开：{found.word} {found.key} {found.wrong}；"
            "请保留现状，与最近的备份或归档核对。"
        )


def removed(desk: Desk) -> tuple[int, datetime | None]:
    """How many files and letters were removed because their term was over, and when last."""
    with desk.store.read() as session:
        return retention.removed(session)


def tip(desk: Desk) -> Tip:
    """How far the chain has come."""
    with desk.store.read() as session:
        return chain.tip(session)


def _fill(desk: Desk, name: str, now: datetime, writer: ArchiveWriter, written: dict[str, bytes]) -> str:
    with desk.store.read() as session:
        asked = round_named(session, name)
        writer.add(f"draft/{safe_name(asked.draft_name)}", content_of(session, asked.draft_sha256))
        for file, content in written.items():
            writer.add(f"documents/{file}", content)
        _mail(session, asked, writer)
        _originals(session, asked, writer)
        _facts(session, asked, writer)
        at = chain.tip(session)
        ends = {"number": at.number, "sha256": at.sha256, "sm3": at.sm3}
        return writer.finish(asked.name, asked.title, desk.local(now), ends)


def _mail(session: Session, asked: Round, writer: ArchiveWriter) -> None:
    tails = set()
    for letter in archive.letters_of(session, asked):
        if letter.tail_sha256 not in tails:
            tails.add(letter.tail_sha256)
            writer.add(f"mail/out/tails/{letter.tail_sha256[:16]}.tail", content_of(session, letter.tail_sha256))
        to, head = safe_name(letter.recipients.split()[0]), archive.head_left(session, letter)
        if head:
            writer.add(f"mail/out/{letter.id:05} {letter.kind} {to} {letter.tail_sha256[:16]}.head", head)
    for message in archive.messages_of(session, asked):
        content = left_of(session, message.sha256)
        if content:
            writer.add(f"mail/in/{message.id:05}.eml", content)


def _originals(session: Session, asked: Round, writer: ArchiveWriter) -> None:
    for reply, unit in archive.replies_of(session, asked):
        for what, sha256 in (("反馈表", reply.form_sha256), ("盖章件", reply.scan_sha256)):
            content = left_of(session, sha256) if sha256 else b""
            if content:
                name = safe_name(f"{unit} 第{reply.version}次 {what}.{_ending(content)}")
                writer.add(f"replies/{name}", content)


def _ending(content: bytes) -> str:
    try:
        return admit(content, "").value
    except BadInput:
        return "bin"


def _facts(session: Session, asked: Round, writer: ArchiveWriter) -> None:
    lines: dict[str, list[str]] = {}
    for fact in archive.facts_of(session, asked):
        about = {"number": fact.number, "key": fact.key, "digest": fact.digest, "values": fact.values}
        lines.setdefault(fact.kind, []).append(json.dumps(about, ensure_ascii=False))
    for kind, of_kind in lines.items():
        writer.add(f"{FACTS}{kind}.jsonl", "".join(f"{line}\n" for line in of_kind).encode())
