"""The code printed on every form: round, unit and six check characters, found again in whatever state it comes back."""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CHECK_LENGTH = 6
_MOST_FOLDS = 20_000
_ROUND = re.compile(r"([0-9]{4})-([0-9]{3,})")
_NOISE = re.compile(r"[\s\u200b-\u200f\ufeff\u00ad]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u30fc\uff5e\u2500\u4e00_~]")
# Typists and scanners confuse them; the check characters hold none of these, so the mending is never wrong.
_CONFUSED = str.maketrans("OIL", "011")
_OURS = re.compile(rf"ZQ-*([0-9]{{4}})([0-9]{{3,}}?)-*([0-9]{{3,}}?)-*([{ALPHABET}]{{{_CHECK_LENGTH}}})")
_LIKE_OURS = re.compile(r"ZQ-*.{6,8}-+.{2,4}-+.{4,7}")


@dataclass(frozen=True, slots=True, order=True)
class FormCode:
    """Whose form this is."""

    round_name: str
    unit_number: int


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes in a text: those whose check holds, and what looks like one but fails."""

    good: frozenset[FormCode]
    damaged: tuple[str, ...]


def code_for(secret: bytes, round_name: str, unit_number: int) -> str:
    """The code of one unit in one round, like `ZQ-2026001-007-99S35H`.

    Args:
        secret: the office's own; without it no one can make a code that holds.
        round_name: like `2026-001`.
        unit_number: the unit's number in the register, from 0.

    Raises:
        ValueError: the round's name is no such name.
    """
    name = _ROUND.fullmatch(round_name)
    if name is None:
        raise ValueError(round_name)
    return f"ZQ-{name[1]}{name[2]}-{unit_number:03d}-{_check(secret, round_name, unit_number)}"


def find_codes(text: str, secret: bytes) -> Codes:
    """Every code in a text, whether full-width, spaced out, in lower case, broken over lines or with other dashes."""
    plain = _plain(text)
    good, damaged = set(), []
    for match in _OURS.finditer(plain):
        code = FormCode(f"{match[1]}-{match[2]}", int(match[3]))
        if hmac.compare_digest(_check(secret, code.round_name, code.unit_number), match[4]):
            good.add(code)
        else:
            damaged.append(match[0])
    damaged += [match[0] for match in _LIKE_OURS.finditer(_OURS.sub("", plain))]
    return Codes(frozenset(good), tuple(damaged))


def _plain(text: str) -> str:
    return _DASHES.sub("-", _NOISE.sub("", "".join(map(_FOLDS.__getitem__, text)))).translate(_CONFUSED)


class _Folds(dict[str, str]):
    """Characters as typed on a plain keyboard; one that unfolds into several (¼) is left, to be seen as damage."""

    def __missing__(self, char: str) -> str:
        plain = unicodedata.normalize("NFKC", char).upper()
        plain = plain if len(plain) == 1 else char
        if len(self) < _MOST_FOLDS:
            self[char] = plain
        return plain


_FOLDS = _Folds()


def _check(secret: bytes, round_name: str, unit_number: int) -> str:
    digest = hmac.digest(secret, f"{round_name}|{unit_number}".encode(), hashlib.sha256)
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:_CHECK_LENGTH])
