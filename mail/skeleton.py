"""The library's parser without its walk through attachments line by line: most of its time on a mailed form."""

import binascii
import re
from email import message_from_bytes
from email.message import Message

# Whole lines of base64 letters: neither a header, a boundary nor the blank line between them looks like that.
_RUN = re.compile(rb"^(?:[A-Za-z0-9+/]{40,998}\r?\n){16,}", re.MULTILINE)
_LINE_ENDS = re.compile(r"\r?\n$")


def parse(raw: bytes) -> Message:
    """The same tree as `email.message_from_bytes`, ten times as fast where base64 is most of the message."""
    mark = "~lifted"
    while mark.encode() in raw:
        mark += "~"
    lifted: list[str] = []

    def lift(run: re.Match[bytes]) -> bytes:
        lifted.append(run[0].decode("ascii"))
        return f"{mark}{len(lifted)}.\n".encode()

    message = message_from_bytes(_RUN.sub(lift, raw))
    if lifted:
        _put_back(message, re.compile(rf"{mark}(\d+)\.(\r?\n)?"), lifted)
    return message


def base64_of(letters: bytes) -> bytes | None:
    """What flawless base64 stands for; None where the library has to make of it what it can."""
    try:
        return binascii.a2b_base64(letters.rstrip().replace(b"\r", b"").replace(b"\n", b""), strict_mode=True)
    except binascii.Error:
        return None


def _put_back(message: Message, marks: re.Pattern[str], lifted: list[str]) -> None:
    def original(text: str) -> str:
        # The parser takes the line end before a boundary away from the part.
        return marks.sub(lambda m: lifted[int(m[1]) - 1] if m[2] else _LINE_ENDS.sub("", lifted[int(m[1]) - 1]), text)

    for part in message.walk():
        payload = vars(part)["_payload"]  # as parsed; get_payload would decode 8-bit text
        if isinstance(payload, str) and marks.search(payload):
            part.set_payload(original(payload))
        part.preamble, part.epilogue = (text and original(text) for text in (part.preamble, part.epilogue))
