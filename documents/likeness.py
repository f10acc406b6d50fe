"""When two wordings are the same: width, punctuation and white space do not count; and how alike they are."""

import hashlib
import unicodedata

from rapidfuzz import fuzz

_MARKS = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "『": '"', "』": '"', "﹒": "."}
    | {"—": "-", "–": "-", "－": "-", "〔": "(", "〕": ")", "［": "(", "］": ")", "【": "(", "】": ")"}
)
# One sign for one sign, so that places in the result are places in the text.
_PLAIN = str.maketrans(
    {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    | {
        "(": "（",
        ")": "）",
        "〔": "（",
        "〕": "）",
        "[": "（",
        "]": "）",
        "［": "（",
        "］": "）",
        "【": "（",
        "】": "）",
    }
    | {
        ":": "：",
        ";": "；",
        ",": "，",
        "．": ".",
        "「": "“",
        "」": "”",
        "『": "“",
        "』": "”",
        "\u3000": " ",
        "\xa0": " ",
    }
    | {"～": "~", "—": "-", "–": "-", "－": "-", "﹣": "-"}
)


def normal(text: str) -> str:
    """What two spellings of one wording share."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_MARKS).split())


def places(text: str) -> tuple[str, list[int]]:
    """The normal form and, for each of its signs, the place in `text` it comes from."""
    signs, origin = [], []
    for place, each in enumerate(text):
        for sign in normal(each):
            signs.append(sign)
            origin.append(place)
    return "".join(signs), origin


def plain(text: str) -> str:
    """Digits and punctuation in one width, length unchanged; straight quotes become paired ones by turns."""
    text = text.translate(_PLAIN)
    if '"' not in text:
        return text
    pieces = text.split('"')
    return "".join(piece + ("“”"[place % 2] if place < len(pieces) - 1 else "") for place, piece in enumerate(pieces))


def span_in(text: str, words: str) -> tuple[int, int] | None:
    """Where `words` stand in `text`, whatever their width and punctuation; None where they do not."""
    found = text.find(words)
    if words and found >= 0:
        return found, found + len(words)
    wanted = normal(words)
    haystack, origin = places(text)
    found = haystack.find(wanted) if wanted else -1
    return (origin[found], origin[found + len(wanted) - 1] + 1) if found >= 0 else None


def likeness(left: str, right: str) -> float:
    """0 to 1: how much of the shorter stands in the longer, both in normal form."""
    shorter, longer = sorted((left, right), key=len)
    if not shorter:
        return 0.0
    if len(shorter) < 3:  # noqa: PLR2004 - two signs are alike by accident
        return 1.0 if shorter in longer else 0.0
    return fuzz.partial_ratio(shorter, longer) / 100


def equality(left: str, right: str) -> float:
    """0 to 1: how alike two wordings are as wholes."""
    return fuzz.ratio(normal(left), normal(right)) / 100


def fingerprint(text: str) -> str:
    """Twelve hexadecimal digits of the normal form."""
    return hashlib.sha256(normal(text).encode()).hexdigest()[:12]
