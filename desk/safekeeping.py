"""Backing an office up while it works, putting it back, and moving it to another database."""

import zipfile
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from desk.office import Desk
from models import chain
from models.copying import Copied, copy_all
from models.store import Store, open_store
from office.secret import KEY_FILE
from office.settings import Settings
from rules.errors import BadInput, Refused

DATABASE = "circulate.db"
_DAMAGED = (zipfile.BadZipFile, KeyError, EOFError, OSError)


def move(desk: Desk, address: str) -> tuple[Copied, ...]:
    """Copy the whole record into the empty database at an SQLAlchemy address; returns each table with its rows.

    Raises:
        BadInput, Passing: the address is none, or nobody answers there.
        Refused: something is there already, or the copy is not the same as the original.
    """
    target = open_store(desk.settings.model_copy(update={"database": address}))
    try:
        return _copied_whole(desk.store, target)
    finally:
        target.engine.dispose()


def back_up(desk: Desk, path: Path, now: datetime) -> tuple[Copied, ...]:
    """Write the whole record and the office's key into one file, while everything goes on.

    Raises:
        BadInput: the file cannot be written.
    """
    with desk.store.write() as session:
        chain.seal(session, now)
    draft = path.with_name(f".{path.name}.part")
    try:
        with TemporaryDirectory(dir=path.parent) as folder:
            copied = move_into(desk, Path(folder))
            draft.touch(mode=0o600)  # the key opens every unit's page
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as backup:
                backup.write(Path(folder) / DATABASE, DATABASE)
                backup.write(desk.settings.home / KEY_FILE, KEY_FILE)
        draft.replace(path)
    except OSError as error:
        raise BadInput(f"备份文件 {path} 写不进去（{error.strerror}）；请换一个目录。") from error
    finally:
        draft.unlink(missing_ok=True)
    return copied


def move_into(desk: Desk, folder: Path) -> tuple[Copied, ...]:
    """Copy the whole record into one SQLite file in a folder, without side files."""
    copied = move(desk, f"sqlite:///{folder / DATABASE}")
    for left in folder.glob(f"{DATABASE}-*"):
        raise Refused(f"备份没有完整写出（{left.name}）；请再试一次。")
    return copied


def restore(settings: Settings, path: Path) -> tuple[Copied, ...]:
    """Put a backup into the office these settings describe, which must be empty.

    Raises:
        BadInput: no backup of ours, or one that is damaged.
        Refused: the office holds something already; it is left as it is.
    """
    with TemporaryDirectory() as folder:
        _unpack(path, Path(folder))
        source = open_store(settings.model_copy(update={"database": f"sqlite:///{Path(folder) / DATABASE}"}))
        target = open_store(settings)
        try:
            copied = _copied_whole(source, target)
        finally:
            source.engine.dispose()
            target.engine.dispose()
        _put_key(Path(folder) / KEY_FILE, settings.home / KEY_FILE)
    return copied


def _copied_whole(source: Store, target: Store) -> tuple[Copied, ...]:
    copied = copy_all(source, target)
    with target.read() as session:
        broken = chain.first_broken(session)
    if broken:
        raise Refused(f"复制已完成，但链条在第 {broken.number} 号断开：{broken.word} {broken.key} {broken.wrong}。")
    return copied


def _unpack(path: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(path) as backup:
            for name in (DATABASE, KEY_FILE):
                (folder / name).write_bytes(backup.read(name))
    except FileNotFoundError as error:
        raise BadInput(f"没有文件 {path}；请检查路径。") from error
    except _DAMAGED as error:
        raise BadInput(f"{path.name} 不是完整的备份文件；请换一份备份再试。") from error


def _put_key(key: Path, place: Path) -> None:
    place.touch(mode=0o600)
    place.write_bytes(key.read_bytes())
