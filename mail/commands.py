"""The words of MAIL and RCPT, with what the server's extensions let us ask for."""

import re
from collections.abc import Callable

from mail.headers import ascii_address

Can = Callable[[str], bool]
_NOT_XTEXT = re.compile(r"[^!-~]|[+=]")


def mail_from(sender: str, size: int, token: str, can: Can) -> bytes:
    """MAIL for a letter of `size` bytes; `token` names it in bounces.

    Raises:
        BadInput: the sender's address is none.
    """
    words = [f"MAIL FROM:<{ascii_address(sender)}>"]
    if can("size"):
        words.append(f"SIZE={size}")
    if can("dsn"):
        # Bounces then come back without the draft, and name the letter.
        words += ["RET=HDRS", *([f"ENVID={_xtext(token)}"] if token else [])]
    return " ".join(words).encode("ascii")


def rcpt_to(address: str, can: Can) -> bytes:
    """RCPT for one recipient.

    Raises:
        BadInput: the address is none.
    """
    plain = ascii_address(address)
    dsn = f" NOTIFY=FAILURE,DELAY ORCPT=rfc822;{_xtext(plain)}" if can("dsn") else ""
    return f"RCPT TO:<{plain}>{dsn}".encode("ascii")


def _xtext(text: str) -> str:
    """RFC 3461 4: printable ASCII, with `+`, `=` and anything else as +XX."""
    return _NOT_XTEXT.sub(lambda found: "".join(f"+{byte:02X}" for byte in found[0].encode()), text)
