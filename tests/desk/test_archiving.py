"""The archive: everything about a round in one file; whatever is changed in it is named."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest

from desk import archiving, taking_in
from desk.office import Desk
from documents.archive_file import FACTS, MANIFEST, SEAL, check_archive
from models.archive import OF_ROUND
from models.outcomes import settle
from rules.errors import BadInput, Refused
from rules.settling import Outcome
from rules.words import LetterKind, Stage, Verdict
from tests.desk.office import (
    DRAFT_NAME,
    DUE,
    FEW,
    HOUR,
    OPENED,
    ROUND,
    TITLE,
    address,
    answer,
    caught,
    draft,
    filled,
    letters,
    open_round,
    take_in,
)
from tests.models.every_kind import add_the_rest
from tests.models.tampering import tamper

LATER = OPENED + HOUR


@pytest.fixture
def answered(desk: Desk) -> Desk:
    """A round with one mailed form, settled."""
    open_round(desk)
    letter = caught(desk, address(FEW[0]))[0]
    take_in(desk, LATER, answer(letter, form=filled(letter, "删去第二条。")))
    taking_in.acknowledge(desk, LATER)
    with desk.store.write() as session:
        settle(session, ROUND, {1: Outcome(Verdict.REJECTED, Stage.APPROVED, "与上位法不一致")}, LATER)
    return desk


@pytest.fixture
def archived(answered: Desk, tmp_path: Path) -> Path:
    path = tmp_path / "round.zip"
    archiving.write_archive(answered, ROUND, path, LATER)
    return path


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(path: Path, content: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, each in content.items():
            archive.writestr(name, each)
    return path


def kinds(path: Path) -> Iterator[str]:
    """One file of each kind in an archive."""
    seen = set()
    for name in entries(path):
        folder = name.rpartition("/")[0]
        kind = name if name.startswith(FACTS) else (folder, Path(name).suffix)
        if kind not in seen and name not in {MANIFEST, SEAL}:
            seen.add(kind)
            yield name


def test_an_archive_holds_originals_mail_documents_and_every_fact(answered: Desk, archived: Path) -> None:
    held = entries(archived)
    assert held[f"draft/{DRAFT_NAME}"] == draft()
    assert {name.partition("/")[0] for name in held} == {
        "请先读我.txt",
        "draft",
        "documents",
        "mail",
        "replies",
        "facts",
        MANIFEST,
        SEAL,
    }
    opinions = [json.loads(line)["values"]["text"] for line in held["facts/opinion.jsonl"].decode().splitlines()]
    assert opinions == ["第1条（建议：删去第二条。）"]
    (incoming,) = (name for name in held if name.startswith("mail/in/"))
    assert BytesParser(policy=default).parsebytes(held[incoming])["From"] == address(FEW[0])
    assert len([name for name in held if name.endswith(".head")]) == len(letters(answered))


def test_a_letter_is_its_head_and_the_tail_it_names(answered: Desk, archived: Path) -> None:
    held = entries(archived)
    (head,) = (name for name in held if f" invitation {address(FEW[0])}" in name)
    tail = held[f"mail/out/tails/{head.rsplit(' ', 1)[1].removesuffix('.head')}.tail"]
    whole = BytesParser(policy=default).parsebytes(held[head] + tail)
    sent = next(letter for letter in letters(answered) if letter.kind == LetterKind.INVITATION)
    assert (whole["Message-ID"], len(list(whole.iter_attachments()))) == (sent.message_id, 3)


def test_an_untouched_archive_is_whole(archived: Path) -> None:
    found = check_archive(archived)
    assert (found.round, found.title, len(found.files)) == (ROUND, TITLE, len(entries(archived)) - 2)
    assert found.sha256 == hashlib.sha256(entries(archived)[MANIFEST]).hexdigest()


def test_the_record_remembers_what_it_archived(answered: Desk, tmp_path: Path) -> None:
    first = archiving.write_archive(answered, ROUND, tmp_path / "one.zip", LATER)
    archiving.write_archive(answered, ROUND, tmp_path / "two.zip", LATER)
    noted = entries(tmp_path / "two.zip")["facts/act.jsonl"].decode()
    assert first.sha256 in noted


def test_one_changed_byte_in_any_kind_of_file_is_named(answered: Desk, tmp_path: Path) -> None:
    with answered.store.write() as session:
        add_the_rest(session, FEW[1], DUE + HOUR)
    archived = tmp_path / "whole.zip"
    archiving.write_archive(answered, ROUND, archived, LATER)
    facts = {Path(name).stem for name in kinds(archived) if name.startswith(FACTS)}
    assert facts == set(OF_ROUND)
    for name in tuple(kinds(archived)):
        content = entries(archived)
        before = content[name]
        content[name] = before[:-1] + bytes([before[-1] ^ 1])
        changed = repacked(archived.with_name("changed.zip"), content)
        with pytest.raises(Refused) as refusal:
            check_archive(changed)
        assert refusal.value.sentence == f"归档里的文件 {name} 被改动：内容与清单不符。"


def test_a_fact_changed_together_with_the_manifest_is_named(archived: Path) -> None:
    content = entries(archived)
    content["facts/opinion.jsonl"] = content["facts/opinion.jsonl"].replace(
        "删去第二条".encode(), "保留第二条".encode()
    )
    manifest = json.loads(content[MANIFEST])
    for held in manifest["files"]:
        if held["path"] == "facts/opinion.jsonl":
            held |= {"sha256": hashlib.sha256(content[held["path"]]).hexdigest(), "sm3": ""}
    content[MANIFEST] = json.dumps(manifest).encode()
    content[SEAL] = hashlib.sha256(content[MANIFEST]).hexdigest().encode()
    with pytest.raises(Refused, match=r"^归档里的记录 facts/opinion.jsonl 第 \d+ 号被改动：内容与摘要不符。$"):
        check_archive(repacked(archived, content))


def test_a_changed_manifest_a_missing_and_an_added_file_are_named(archived: Path) -> None:
    whole = entries(archived)
    for content, sentence in (
        (
            whole | {MANIFEST: whole[MANIFEST] + b" "},
            "归档的清单 manifest.json 被改动：它的 SHA-256 与 manifest.sha256 不符。",
        ),
        ({k: v for k, v in whole.items() if k != "documents/table.docx"}, "归档里缺少文件 documents/table.docx。"),
        (whole | {"x.txt": b""}, "归档里多出了清单上没有的文件 x.txt。"),
    ):
        with pytest.raises(Refused) as refusal:
            check_archive(repacked(archived, content))
        assert refusal.value.sentence == sentence


def test_what_is_no_archive_is_said_to_be_none(archived: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(archived.read_bytes()[:-100])
    other = repacked(tmp_path / "other.zip", {"a.txt": b"a"})
    for path, sentence in (
        (cut, "cut.zip 不是完整的归档文件（File is not a zip file）；请用归档时的原件再试。"),
        (other, "other.zip 里没有 manifest.json 或 manifest.sha256，不是 Circulate 的归档文件。"),
        (tmp_path / "none.zip", f"没有文件 {tmp_path / 'none.zip'}；请检查路径。"),
    ):
        with pytest.raises(BadInput) as refusal:
            check_archive(path)
        assert refusal.value.sentence == sentence


def test_a_folder_that_takes_no_file_leaves_nothing_behind(answered: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="写不进去"):
        archiving.write_archive(answered, ROUND, tmp_path / "missing" / "round.zip", LATER)
    assert list(tmp_path.glob("*.zip")) == []


def test_the_record_holds_against_its_chain_until_it_is_altered(answered: Desk) -> None:
    archiving.seal(answered, LATER)
    archiving.hold_against_chain(answered)
    tamper(answered.store, "UPDATE opinion SET text = '保留第二条。'")
    with pytest.raises(
        Refused, match=r"^记录的链条在第 \d+ 号断开：意见 1 内容被改动；请保留现状，与最近的备份或归档核对。$"
    ):
        archiving.hold_against_chain(answered)
