"""Retention: what a round leaves goes after its term, only where an archive holds it, and the chain still holds."""

import shutil
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select, text

from desk import archiving, closing, inbox, letters, opening, people, retention, safekeeping
from desk.acts import record
from desk.answering import save_answer
from desk.files import keep_upload
from desk.office import Desk, open_desk
from desk.retention import Plan
from documents.archive_file import check_archive
from models.files import keep, left_of
from models.inbox import keep_message
from models.tables import Answer, Blob, Contact, Head, Invitation, Message, Removal, SignIn, Unit
from office.settings import load
from rules.answering import Draft
from rules.errors import Refused
from rules.filing import OpinionEntry
from rules.words import MessageState
from tests.desk.office import (
    DUE,
    FEW,
    HOUR,
    OPENED,
    ROUND,
    address,
    answer,
    asking,
    caught,
    draft,
    filled,
    open_round,
    send,
    take_in,
)
from tests.desk.units import token
from tests.models.tampering import tamper

LATER, OVER = OPENED + HOUR, DUE + HOUR
TERM = timedelta(days=365)
AFTER = OVER + TERM + HOUR
CLERK = "王工"


@pytest.fixture
def ended(desk: Desk) -> Desk:
    """A round that one unit answered with its form, another only began to, and that is closed."""
    open_round(desk)
    letter = caught(desk, address(FEW[0]))[0]
    take_in(desk, LATER, answer(letter, form=filled(letter)))
    save_answer(desk, token(desk, FEW[1]), Draft((OpinionEntry("删去第二条。"),), contact="李四"), 0, LATER)
    closing.close(desk, ROUND, OVER)
    send(desk, OVER)
    return desk


@pytest.fixture
def archive(ended: Desk, tmp_path: Path) -> Path:
    path = tmp_path / "round.zip"
    archiving.write_archive(ended, ROUND, path, OVER)
    return path


def stranger(desk: Desk) -> int:
    """A message of no round that a person has set aside; returns its number."""
    with desk.store.write() as session:
        number = keep_message(session, b"From: x@y.test\r\nSubject: ad\r\n\r\nbuy", "folder", OPENED).id or 0
    inbox.discard(desk, number, "广告")
    return number


def remaining(desk: Desk) -> tuple[int, int, int, int]:
    """How many files and letters still have their bytes, drafts of answers, and pages with an address."""
    with desk.store.read() as session:
        return (
            session.exec(select(func.count()).where(func.length(Blob.content) > 0)).one(),
            session.exec(select(func.count()).where(func.length(Head.content) > 0)).one(),
            session.exec(select(func.count()).select_from(Answer)).one(),
            session.exec(select(func.count()).where(Invitation.page_hash != None)).one(),  # noqa: E711 - SQL's NULL
        )


def going(plan: Plan) -> list[tuple[int, int, int, int, int, int]]:
    return [(one.messages, one.letters, one.originals, one.answers, one.pages, one.staying) for one in plan.rounds]


def test_nothing_is_over_before_its_term_and_an_open_round_never_is(desk: Desk, ended: Desk) -> None:
    assert going(retention.plan(ended, (), OVER + TERM)) == []
    with ended.store.write() as session:
        session.execute(text("UPDATE round SET state = 'open', closed = NULL"))
    assert going(retention.plan(desk, (), AFTER + 10 * TERM)) == []


def test_a_plan_says_what_would_go_and_changes_nothing(ended: Desk, archive: Path) -> None:
    before = remaining(ended)
    bare, shown = retention.plan(ended, (), AFTER), retention.plan(ended, (archive,), AFTER)
    assert going(bare) == [(1, 4, 1, 1, 3, 0)]
    assert going(shown) == [(1, 4, 1, 1, 3, 0)]
    assert (bare.rounds[0].archive, shown.rounds[0].archive) == ("", check_archive(archive).sha256)
    assert (remaining(ended), record(ended, ROUND).acts[0].what) == (before, archiving.WHAT)


def test_of_a_round_without_its_archive_nothing_goes(ended: Desk) -> None:
    before = remaining(ended)
    assert going(retention.remove(ended, (), CLERK, AFTER)) == []
    assert remaining(ended) == before


def test_what_the_archive_holds_goes_and_the_record_says_so_and_stays_whole(ended: Desk, archive: Path) -> None:
    files, heads, _, _ = remaining(ended)
    retention.remove(ended, (archive,), CLERK, AFTER)
    assert remaining(ended) == (files - 2, heads - 4, 0, 0)
    archiving.hold_against_chain(ended)
    assert archiving.removed(ended) == (6, AFTER)
    went = "来信原件 1 封、函件正文 4 封、反馈表和盖章件 1 份、没有提交的反馈草稿 1 份、反馈网页的网址 3 个"
    words = f"保存期满，清除{went}；归档清单 SHA-256 {check_archive(archive).sha256}"
    act = record(ended, ROUND).acts[0]
    assert (act.who, act.what, act.words) == (CLERK, retention.WHAT, words)
    assert going(retention.plan(ended, (archive,), AFTER)) == []


def test_no_byte_of_it_lies_in_the_database_any_more(ended: Desk, archive: Path) -> None:
    if ended.settings.database:
        pytest.skip("only SQLite's file can be looked into")
    raw = next(iter(ended.settings.inbox.rglob("*.eml"))).read_bytes()
    retention.remove(ended, (archive,), CLERK, AFTER)
    ended.store.engine.dispose()
    left = b"".join(file.read_bytes() for file in ended.settings.home.glob("circulate.db*"))
    assert [piece in left for piece in (raw[-200:], "删去第二条".encode(), "李四".encode())] == [False] * 3


def test_what_came_after_the_archive_was_written_stays(ended: Desk, archive: Path) -> None:
    with zipfile.ZipFile(archive) as whole:
        assert sum(name.startswith("mail/in/") for name in whole.namelist()) == 1
    letter = caught(ended, address(FEW[2]))[0]
    take_in(ended, OVER, answer(letter, "我单位无意见。"))
    with ended.store.write() as session:
        session.execute(text("UPDATE message SET state = 'filed', invitation_id = 3 WHERE id = 2"))
    assert [(one.messages, one.staying) for one in retention.plan(ended, (archive,), AFTER).rounds] == [(1, 1)]
    retention.remove(ended, (archive,), CLERK, AFTER)
    assert inbox.opened(ended, 2)[1].sender == address(FEW[2])


def test_an_altered_archive_or_record_removes_nothing(ended: Desk, archive: Path, tmp_path: Path) -> None:
    before, other = remaining(ended), tmp_path / "other.zip"
    with zipfile.ZipFile(archive) as whole, zipfile.ZipFile(other, "w") as changed:
        for name in whole.namelist():
            changed.writestr(name, whole.read(name) + (b" " if name.startswith("mail/in/") else b""))
    with pytest.raises(Refused, match="被改动"):
        retention.remove(ended, (other,), CLERK, AFTER)
    archiving.seal(ended, AFTER)
    tamper(ended.store, "UPDATE round SET title = '别的'")
    with pytest.raises(Refused, match="链条"):
        retention.remove(ended, (archive,), CLERK, AFTER)
    assert remaining(ended) == before


def test_what_is_gone_is_said_to_be_gone_and_when(ended: Desk, archive: Path) -> None:
    retention.remove(ended, (archive,), CLERK, AFTER)
    held = f"请查阅当时的归档文件（清单 SHA-256 {check_archive(archive).sha256}）。"
    sentence = f"这份内容保存期满，已于 2027年10月13日 清除；{held}"
    for look in (lambda: inbox.opened(ended, 1), lambda: letters.content(ended, 1)):
        with pytest.raises(Refused) as refusal:
            look()
        assert refusal.value.sentence == sentence
    assert [(row.sender, row.subject) for row in inbox.listed(ended, MessageState.FILED)] == [("", "")]


def test_removed_mail_does_not_come_back_from_a_mailbox_that_still_has_it(ended: Desk, archive: Path) -> None:
    retention.remove(ended, (archive,), CLERK, AFTER)
    before, mail = remaining(ended), next(iter(ended.settings.inbox.rglob("*.eml")))
    shutil.copy(mail, mail.with_name("again.eml"))
    assert take_in(ended, AFTER) == []
    assert remaining(ended) == before


def test_a_removed_file_that_is_used_again_is_whole_again(ended: Desk, archive: Path) -> None:
    with ended.store.read() as session:
        sha256 = session.exec(select(Message.sha256)).one()
        content = left_of(session, sha256)
    retention.remove(ended, (archive,), CLERK, AFTER)
    with ended.store.write() as session:
        assert keep(session, content) == sha256
        assert left_of(session, sha256) == content
    archiving.hold_against_chain(ended)


@pytest.mark.parametrize("statement", ["UPDATE blob SET content = sha256", "UPDATE head SET content = letter_key"])
def test_bytes_that_no_removal_names_can_neither_change_nor_go(ended: Desk, statement: str) -> None:
    cast = "CAST({} AS bytea)" if ended.store.engine.dialect.name == "postgresql" else "CAST({} AS BLOB)"
    head, _, column = statement.rpartition(" = ")
    for value in (cast.format(column), cast.format("''")):
        with pytest.raises(IntegrityError, match="stays_as_kept"), ended.store.write() as session:
            session.execute(text(f"{head} = {value}"))


def test_bytes_emptied_behind_the_records_back_are_named(ended: Desk) -> None:
    archiving.seal(ended, OVER)
    tamper(ended.store, "UPDATE head SET content = :value", value=b"")
    with pytest.raises(Refused, match=r"函件正文 .* 内容被改动"):
        archiving.hold_against_chain(ended)


def test_an_archive_written_afterwards_holds_what_is_left_and_says_what_went(
    ended: Desk, archive: Path, tmp_path: Path
) -> None:
    retention.remove(ended, (archive,), CLERK, AFTER)
    archiving.write_archive(ended, ROUND, tmp_path / "later.zip", AFTER)
    check_archive(tmp_path / "later.zip")
    with zipfile.ZipFile(tmp_path / "later.zip") as later:
        names = later.namelist()
        assert len(later.read("facts/removal.jsonl").splitlines()) == 6
    assert [name for name in names if name.endswith(".head") or name.startswith(("mail/in/", "replies/"))] == []


def test_a_round_whose_draft_an_open_one_revises_is_not_over(ended: Desk, archive: Path) -> None:
    later = replace(asking(ended, FEW, content=draft("第一条 修改。"), due=AFTER + TERM), title="《另稿》")
    second = opening.open_round(ended, later, AFTER)
    with ended.store.write() as session:
        session.execute(text("UPDATE round SET previous_id = 1 WHERE id = 2"))
    assert second.name != ROUND
    assert going(retention.plan(ended, (archive,), AFTER)) == []


def test_strangers_mail_unused_files_old_sessions_and_retired_units_contacts_go(desk: Desk, ended: Desk) -> None:
    stranger(ended)
    keep_upload(ended, draft("没有用过的一稿"), "x.docx")
    archiving.seal(ended, LATER)
    password = people.first_administrator(ended, OPENED) or ""
    people.sign_in(ended, people.FIRST, password, OPENED)
    with ended.store.write() as session:
        session.get_one(Unit, 3).retired = OPENED
    found = retention.remove(ended, (), CLERK, AFTER)
    assert (found.strangers, found.unused, found.sign_ins, found.contacts) == (1, 1, 1, 2)
    with desk.store.read() as session:
        assert session.exec(select(func.count()).select_from(SignIn)).one() == 0
        assert session.exec(select(func.count()).select_from(Contact)).one() == 4
        assert [row.archive for row in session.exec(select(Removal))] == ["", ""]


def test_a_backup_of_what_is_left_is_put_back_whole(ended: Desk, archive: Path, tmp_path: Path) -> None:
    retention.remove(ended, (archive,), CLERK, AFTER)
    safekeeping.back_up(ended, tmp_path / "backup.zip", AFTER)
    safekeeping.restore(load(home=tmp_path / "again", database=""), tmp_path / "backup.zip")
    again = open_desk(load(home=tmp_path / "again", database=""))
    assert remaining(again) == remaining(ended)
    again.store.engine.dispose()
