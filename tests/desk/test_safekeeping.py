"""An office is backed up while it works and put back whole; what is damaged or in the way is refused."""

import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desk import archiving, opening, safekeeping, sheets
from desk.office import Desk, open_desk
from desk.view import as_json, view
from office.secret import KEY_FILE
from office.settings import load
from rules.errors import BadInput, Refused
from rules.words import LetterState
from tests.desk.office import (
    FEW,
    HOUR,
    OFFICE,
    OPENED,
    ROUND,
    UNITS,
    address,
    answer,
    asking,
    caught,
    filled,
    letters,
    open_round,
    send,
    take_in,
    units_sheet,
)

LATER = OPENED + HOUR


@pytest.fixture
def working(desk: Desk) -> Desk:
    open_round(desk)
    letter = caught(desk, address(FEW[0]))[0]
    take_in(desk, LATER, answer(letter, form=filled(letter, "删去第二条。")))
    return desk


@pytest.fixture
def backup(working: Desk, tmp_path: Path) -> Path:
    path = tmp_path / "backup.zip"
    safekeeping.back_up(working, path, LATER)
    return path


def status(desk: Desk) -> dict[str, object]:
    return as_json(view(desk, ROUND, LATER), desk)


def test_a_restored_office_stands_where_the_first_one_stood(working: Desk, backup: Path, tmp_path: Path) -> None:
    safekeeping.restore(load(home=tmp_path / "again", database=""), backup)
    again = open_desk(load(home=tmp_path / "again", database=""))
    assert (status(again), again.secret) == (status(working), working.secret)
    archiving.hold_against_chain(again)
    again.store.engine.dispose()


def test_an_office_is_backed_up_while_it_sends_and_goes_on_from_there(
    opening_desk: Callable[[], Desk], tmp_path: Path
) -> None:
    desk, other = opening_desk(), opening_desk()
    sheets.import_units(desk, units_sheet(tmp_path / "units.csv"))
    opening.open_round(desk, asking(desk, UNITS), OPENED)
    with ThreadPoolExecutor(1) as beside:
        sending = beside.submit(send, other, OPENED)
        while not any(letter.state == LetterState.SENT for letter in letters(desk)):
            time.sleep(0.001)
        safekeeping.back_up(desk, tmp_path / "backup.zip", OPENED)
        assert sending.result()[LetterState.SENT] == len(UNITS)
    safekeeping.restore(load(home=tmp_path / "again", database=""), tmp_path / "backup.zip")
    again = open_desk(load(home=tmp_path / "again", database="", office_email=OFFICE))
    archiving.hold_against_chain(again)
    known = [letter.key for letter in letters(again) if letter.state == LetterState.SENT]
    send(again, LATER)
    assert {letter.state for letter in letters(again)} <= {LetterState.SENT, LetterState.UNCERTAIN}
    assert [letter.key for letter in letters(again)] == [letter.key for letter in letters(desk)]
    assert len(list(again.settings.sent_mail.rglob("*.eml"))) <= len(UNITS) - len(known)
    again.store.engine.dispose()


def test_only_its_owner_reads_a_backup_for_the_key_is_in_it(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert sorted(zipfile.ZipFile(backup).namelist()) == ["circulate.db", KEY_FILE]


def test_nothing_is_restored_over_an_office_that_works(working: Desk, backup: Path) -> None:
    before = status(working)
    with pytest.raises(Refused, match=r"^目标数据库里已有数据（表 \w+）；请换一个空的数据库再复制。$"):
        safekeeping.restore(working.settings, backup)
    assert status(working) == before


@pytest.mark.parametrize("damage", [lambda whole: whole[:-200], lambda _: b"", lambda _: b"PK\x05\x06" + bytes(18)])
def test_a_damaged_backup_is_refused(backup: Path, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(damage(backup.read_bytes()))
    with pytest.raises(BadInput, match=r"^cut.zip 不是完整的备份文件；请换一份备份再试。$"):
        safekeeping.restore(load(home=tmp_path / "again", database=""), cut)


def test_a_backup_that_cannot_be_written_leaves_nothing(working: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="写不进去"):
        safekeeping.back_up(working, tmp_path / "missing" / "backup.zip", LATER)
    assert list(tmp_path.rglob("*backup.zip*")) == []


def test_moving_to_another_database_counts_every_table(working: Desk, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'moved.db'}"
    copied = {each.table: each.rows for each in safekeeping.move(working, address)}
    assert (copied["invitation"], copied["reply"], copied["opinion"]) == (len(FEW), 1, 1)
    moved = open_desk(working.settings.model_copy(update={"database": address}))
    assert status(moved) == status(working)
    moved.store.engine.dispose()


def test_an_address_that_is_none_is_refused(working: Desk) -> None:
    with pytest.raises(BadInput, match=r"^CIRCULATE_DATABASE 写得不对"):
        safekeeping.move(working, "nonsense")
