"""File names from strangers, made such that any file system takes them and nobody is deceived by them."""

import re
import unicodedata

LONGEST = 120
_LONGEST_ENDING = 16
# What Windows refuses, what would lead to another folder, and what turns the reading direction or hides.
_REFUSED = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def safe_name(name: str) -> str:
    """The name for saving a file: never empty, never a path, at most 120 bytes of UTF-8 with its ending kept."""
    seen = "".join(char for char in unicodedata.normalize("NFC", name) if unicodedata.category(char)[0] != "C")
    plain = _REFUSED.sub("_", seen).strip(". ")
    plain = f"_{plain}" if _DEVICES.fullmatch(plain) else plain
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending.encode()) > _LONGEST_ENDING:
        stem, dot, ending = plain, "", ""
    kept = stem.encode()[: LONGEST - len((dot + ending).encode())].decode("utf-8", "ignore")
    return f"{kept.rstrip()}{dot}{ending}" or "附件"
