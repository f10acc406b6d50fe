"""What is kept for a term only: what would go of rounds that are over, and its removal once an archive holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from desk import archiving
from desk.acts import note
from desk.approving import whoever
from desk.office import Desk
from documents.archive_file import Manifest, check_archive
from models import retention
from models.retention import BLOB, HEAD, Left
from models.tables import Contact, Removal, Round, SignIn

WHAT = "清除"


@dataclass(frozen=True, slots=True)
class Expired:
    """A round past its term: how much would go, and how much stays because no archive that was shown holds it.

    archive: the manifest of the archive that was shown, empty where none was.
    """

    name: str
    title: str
    closed: datetime
    archive: str
    letters: int
    messages: int
    originals: int
    answers: int
    pages: int
    staying: int

    @property
    def files(self) -> int:
        """Everything of it whose bytes would go."""
        return self.letters + self.messages + self.originals


@dataclass(frozen=True, slots=True)
class Plan:
    """What would go; `strangers` mail of no round that was seen to, `contacts` of units retired so long ago.

    unused: files that were uploaded and never used.
    """

    before: datetime
    rounds: tuple[Expired, ...]
    strangers: int
    unused: int
    sign_ins: int
    contacts: int


@dataclass(slots=True)
class _Work:
    session: Session
    before: datetime
    now: datetime
    archives: Mapping[str, Manifest]
    by: str = ""
    done: list[Expired] = field(default_factory=list)


def plan(desk: Desk, archives: Sequence[Path], now: datetime) -> Plan:
    """What is past its term as of now, held against these archives; nothing is changed.

    Raises:
        BadInput, Refused: one of the files is no archive, or not as it was written.
    """
    shown = _checked(archives)
    with desk.store.read() as session:
        return _plan(_Work(session, before(desk, now), now, shown))


def remove(desk: Desk, archives: Sequence[Path], by: str, now: datetime) -> Plan:
    """Remove what is past its term and lies, byte for byte, in one of these archives; returns what went.

    Their hashes stay in the chain, which is closed and held against the record before. Of a round without an archive
    nothing goes; opinions, verdicts and who was written to when are the record itself, and stay.

    Raises:
        BadInput, Refused: one of the files is no archive or not as it was written, or the record is not whole.
    """
    shown = _checked(archives)
    archiving.seal(desk, now)
    archiving.hold_against_chain(desk)
    with desk.store.write() as session:
        work = _Work(session, before(desk, now), now, shown, whoever(by))
        planned = _plan(work)
        _remove(work)
    archiving.seal(desk, now)
    desk.store.give_back_room()
    return replace(planned, rounds=tuple(each for each in planned.rounds if each.archive))


def before(desk: Desk, now: datetime) -> datetime:
    """What ended before this moment is past its term."""
    return now - timedelta(days=desk.settings.keep_days)


def _checked(archives: Sequence[Path]) -> dict[str, Manifest]:
    """By the round's name and title; of several archives of one round the last that was named."""
    manifests = map(check_archive, archives)
    return {f"{manifest.round} {manifest.title}": manifest for manifest in manifests}


def _plan(work: _Work) -> Plan:
    session = work.session
    return Plan(
        before=work.before,
        rounds=tuple(
            found for asked in retention.over(session, work.before) if (found := _expired(work, asked)) is not None
        ),
        strangers=len(retention.set_aside(session, work.before)),
        unused=len(retention.unused(session, work.before)),
        sign_ins=retention.count(session, SignIn, retention.sign_ins(work.now)),
        contacts=retention.count(session, Contact, retention.contacts(work.before)),
    )


def _expired(work: _Work, asked: Round) -> Expired | None:
    left = retention.left_of_round(work.session, asked)
    manifest = _archive_of(work, asked)
    going = _held(left, manifest) if manifest else left
    everything = len(left.letters) + len(left.messages) + len(left.originals)
    files = len(going.letters), len(going.messages), len(going.originals)
    if not everything + left.answers + left.pages:
        return None
    archive, closed = manifest.sha256 if manifest else "", asked.closed or work.now
    staying = everything - sum(files)
    return Expired(asked.name, asked.title, closed, archive, *files, left.answers, left.pages, staying)


def _held(left: Left, manifest: Manifest) -> Left:
    """What of this the archive holds byte for byte."""
    held = {file.sha256 for file in manifest.files}
    letters = {sha256: key for sha256, key in left.letters.items() if sha256 in held}
    return replace(left, letters=letters, messages=left.messages & held, originals=left.originals & held)


def _archive_of(work: _Work, asked: Round) -> Manifest | None:
    return work.archives.get(f"{asked.name} {asked.title}")


def _remove(work: _Work) -> None:
    session = work.session
    for asked in retention.over(session, work.before):
        manifest = _archive_of(work, asked)
        expired = _expired(work, asked)
        if manifest and expired:
            _remove_round(work, asked, manifest)
            note(session, work.by, WHAT, _words(expired), work.now, asked.id)
    strangers = retention.set_aside(session, work.before)
    nowhere = Removal(kind=BLOB, row="", by=work.by, at=work.now)
    retention.remove(session, BLOB, strangers | retention.unused(session, work.before), nowhere)
    retention.forget_senders(session, strangers)
    retention.drop(session, SignIn, retention.sign_ins(work.now))
    retention.drop(session, Contact, retention.contacts(work.before))


def _remove_round(work: _Work, asked: Round, manifest: Manifest) -> None:
    going = _held(retention.left_of_round(work.session, asked), manifest)
    why = Removal(kind="", row="", round_id=asked.id, archive=manifest.sha256, by=work.by, at=work.now)
    retention.remove(work.session, BLOB, going.messages | going.originals, why)
    retention.remove(work.session, HEAD, set(going.letters.values()), why)
    retention.forget_senders(work.session, going.messages)
    retention.drop_traces(work.session, asked)


def _words(expired: Expired) -> str:
    return f"保存期满，清除{parts(expired)}；归档清单 SHA-256 {expired.archive}"


def parts(expired: Expired) -> str:
    """How much of what, as one phrase."""
    counted = (
        (expired.messages, "来信原件 {} 封"),
        (expired.letters, "函件正文 {} 封"),
        (expired.originals, "反馈表和盖章件 {} 份"),
        (expired.answers, "没有提交的反馈草稿 {} 份"),
        (expired.pages, "反馈网页的网址 {} 个"),
    )
    return "、".join(words.format(number) for number, words in counted if number) or "没有内容"
