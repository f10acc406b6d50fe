"""Header values a mail client shows as they were meant: RFC 2047 words, addresses, and nothing smuggled in."""

import base64
import re
from functools import lru_cache

from rules.errors import BadInput

WORD_BYTES = 45  # 60 characters of base64 and 12 of frame: 72, under RFC 2047's 75
LINE = 76
_FRAME = len("=?utf-8?B??=")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LONG_NAME = 60


def guarded(value: str, what: str) -> str:
    """The value, refused where it holds a line break or another control character (header injection)."""
    if _CONTROL.search(value):
        raise BadInput(f"{what}中含有换行或控制字符（{value!r}），可能被用来伪造邮件头；请删去后再试。")
    return value


def words(text: str, used: int = 0) -> str:
    """RFC 2047 b-words, folded, none over 75 characters and none splitting a character; short ASCII goes as it is.

    Args:
        text: the value, without control characters.
        used: how many characters already stand on the first line.
    """
    if text.isascii() and "=?" not in text and used + len(text) <= LINE:
        return text
    return encoded(text, used)


def encoded(text: str, used: int = 0) -> str:
    """`words`, even where the text could stand as it is."""
    room = min(WORD_BYTES, (LINE - used - _FRAME) // 4 * 3)
    chunks, chunk = [], b""
    for character in text:
        code = character.encode("utf-8", "replace")
        if len(chunk) + len(code) > room:
            chunks.append(chunk)
            chunk, room = b"", WORD_BYTES
        chunk += code
    return "\r\n ".join(f"=?utf-8?B?{base64.b64encode(c).decode()}?=" for c in [*chunks, chunk])


@lru_cache(4096)
def ascii_address(address: str) -> str:
    """The address as it goes over the wire, its domain in IDNA.

    Raises:
        BadInput: no address, or a local part that would need SMTPUTF8, which few servers take.
    """
    local, at, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    if not at or not _LOCAL.fullmatch(local) or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadInput(f"“{address}”不是可用的邮箱地址；请在单位名录中改正。")
    return f"{local}@{domain}"


def mailbox(address: str, name: str, used: int) -> str:
    """`name <address>` for From, To, Cc and Reply-To; `used` as in `words`."""
    angle = f"<{ascii_address(address)}>"
    guarded(name, "收发件人名称")
    if not name:
        return angle
    if _PLAIN_PHRASE.fullmatch(name) and "=?" not in name and used + len(name) <= LINE:
        return f"{name}\r\n {angle}"
    if name.isascii() and used + len(name) + name.count('"') + name.count("\\") < LINE - 1:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"\r\n {angle}'
    return f"{encoded(name, used)}\r\n {angle}"


def file_name(name: str, used: int) -> str:
    """An attachment's name for a quoted parameter: RFC 2047 words, folded; over 60 characters its stem is cut.

    RFC 2231 continuations, what the standard library writes, show as `tcmime.*.bin` in QQ mail and as an untitled
    attachment in Outlook (jstedfast/MailKit#277, jstedfast/MimeKit#186).
    """
    name = guarded(name, "附件名").replace("\\", "_").replace('"', "'").replace("/", "_")
    if len(name) > _LONG_NAME:
        stem, dot, suffix = name.rpartition(".")
        ending = f"…{dot}{suffix}" if stem and len(suffix) <= 5 else "…"  # noqa: PLR2004 - .docx
        name = name[: _LONG_NAME - len(ending)] + ending
    return words(name, used)
