"""The office's secret key, from which tokens and form codes are derived."""

import os
import secrets
from pathlib import Path

from rules.errors import BadInput

KEY_BYTES = 32
KEY_FILE = "secret.key"


def secret_key(home: Path) -> bytes:
    """The key kept in `home/secret.key`, made on first use and readable by its owner alone."""
    path = home / KEY_FILE
    if not path.exists():
        _make(path)
    return kept_key(home)


def kept_key(home: Path) -> bytes:
    """The key that is kept there, never made: BadInput where it is damaged, OSError where there is none."""
    path = home / KEY_FILE
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadInput(f"密钥文件 {path} 已损坏；请从备份恢复，否则已发出的反馈表编号将无法识别。")
    return key


def _make(path: Path) -> None:
    """Write a whole key or none: linking the finished file in settles a race between two first starts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_hex(KEY_BYTES), "ascii")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
