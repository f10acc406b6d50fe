"""Bytes to text for Chinese mail: labels lie, so a declared charset is only the first guess."""

import binascii
import codecs
import quopri
import re

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_GB = "gb2312 gb_2312 gb_2312-80 gb2312-80 csgb2312 gbk cp936 ms936 936 windows-936 x-gbk gb18030 gb18030-2000"
_GB_RARE = "euc-cn euccn gb2312_charset x-euc-cn chinese iso-ir-58 csiso58gb231280"
_UTF8 = "utf8 utf-8 utf_8 unicode-1-1-utf-8 utf8mb4 cp65001 x-utf-8 utf-8-sig"
_BIG5 = "big5 big5-hkscs cp950 x-big5 big5_charset"
_NOTHING = "us-ascii ascii ansi_x3.4-1968 default unknown unknown-8bit x-unknown binary 8bit"
# Every GB label means GB18030, its superset: mail labelled gb2312 is full of characters that are not in it.
_CODECS = {
    label: codec
    for labels, codec in ((f"{_GB} {_GB_RARE}", "gb18030"), (_UTF8, "utf-8"), (_BIG5, "big5hkscs"), (_NOTHING, ""))
    for label in labels.split()
}
_USUAL = ("utf-8", "gb18030", "big5hkscs")
_WORD = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def codec_of(label: str) -> str:
    """The codec behind a charset label; empty where the label says nothing usable."""
    label = label.strip().strip("\"'").lower()
    if label in _CODECS:
        return _CODECS[label]
    try:
        found = codecs.lookup(label)
        b"00".decode(label)  # base64, hex and the like are codecs, too
    except (LookupError, ValueError):
        return ""
    return found.name


def text_of(raw: bytes, label: str = "") -> str:
    """Text of bytes, never raising: the declared charset, UTF-8, GB18030, Big5, and replacement at last."""
    declared = codec_of(label)
    for codec in dict.fromkeys(filter(None, (declared, *_USUAL))):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError as error:
            # Cut in two at the very end, else sound: UTF-8, which GB18030 would gladly take for rare characters.
            if codec == "utf-8" and error.reason == "unexpected end of data" and not raw[: error.start].isascii():
                return raw[: error.start].decode(codec) + "\ufffd"
        except (ValueError, LookupError):
            continue
    return raw.decode(declared or "gb18030", "replace")


def header_text(value: str | bytes) -> str:
    """A header's value as text: raw 8-bit, glued or unpadded words, characters split over two words.

    Args:
        value: as bytes, or as compat32 keeps it (surrogates for raw bytes).
    """
    raw = _FOLD.sub(b"", raw_bytes(value))
    if raw.isascii() and b"=?" not in raw:
        return CONTROL.sub("", raw.decode("ascii")).strip()
    out, run, label, position = [], b"", "", 0
    for word in _WORD.finditer(raw):
        gap = raw[position : word.start()]
        name = word[1].split(b"*")[0].decode("ascii", "replace")
        if (gap.strip() or codec_of(name) != codec_of(label)) and run:
            out.append(text_of(run, label))
            run = b""
        if gap.strip() or not position:
            out.append(text_of(gap))
        run, label, position = run + _payload(word), name, word.end()
    text = "".join([*out, text_of(run, label), text_of(raw[position:])])
    return CONTROL.sub("", text).strip()


def raw_bytes(value: str | bytes) -> bytes:
    """A header's value as the bytes that arrived."""
    if isinstance(value, bytes):
        return value
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")


def _payload(word: re.Match[bytes]) -> bytes:
    if word[2] in b"qQ":
        return quopri.decodestring(word[3].replace(b"_", b"=20"))
    code = _NOT_BASE64.sub(b"", word[3])
    if len(code) % 4 == 1:
        code = code[:-1]
    try:
        return binascii.a2b_base64(code + b"=" * (-len(code) % 4))
    except binascii.Error:
        return word[0]
