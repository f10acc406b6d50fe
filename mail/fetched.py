"""What a FETCH brought, read out of the pieces imaplib makes of it."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

Answer = Sequence[bytes | tuple[bytes, bytes] | None]

_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_SHORT = re.compile(rb'BODY\[\] (?:NIL|"((?:[^"\\]|\\.)*)")')


def sizes_in(answer: Answer) -> Iterator[tuple[int, int]]:
    """UID and size in bytes of each message listed; what a server says besides, as of flags, is passed over."""
    for item in answer:
        if isinstance(item, bytes) and (uid := _UID.search(item)) and (size := _SIZE.search(item)):
            yield int(uid[1]), int(size[1])


def bodies_in(answer: Answer) -> Iterator[tuple[int, bytes]]:
    """UID and content of each message given; the UID may stand behind the content, and a short content in quotes."""
    for item, after in zip_longest(answer, answer[1:]):
        if isinstance(item, tuple):
            uid = _UID.search(item[0]) or _UID.search(after if isinstance(after, bytes) else b"")
            content = item[1]
        elif item and (short := _SHORT.search(item)):
            uid, content = _UID.search(item), re.sub(rb"\\(.)", rb"\1", short[1] or b"")
        else:
            continue
        if uid:
            yield int(uid[1]), content


def note_of(name: str, uid: int) -> bytes:
    """What stands in for a message that the server lists but cannot give: a person will see it and look."""
    subject = f"邮箱 {name} 交不出的一封邮件（UID {uid}）"
    return f"Subject: {subject}\r\n\r\n请在网页邮箱中查看原件，并把内容登记到相应单位。\r\n".encode()
