"""How to get into a mailbox, and what goes wrong there in one sentence."""

import imaplib
import poplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError

from mail.charsets import text_of
from office.settings import Tls
from rules.errors import MailDown

TROUBLE = (OSError, imaplib.IMAP4.error, poplib.error_proto, ImapToolsError)


@dataclass(frozen=True, slots=True)
class Access:
    """A mail server and who we are there; `timeout` in seconds for each single answer."""

    host: str
    port: int
    tls: Tls
    user: str
    password: str
    timeout: float = 60.0
    trust: ssl.SSLContext | None = None

    @property
    def context(self) -> ssl.SSLContext:
        """What the server's certificate is checked against."""
        return self.trust or ssl.create_default_context()


@contextmanager
def unless_down(
    name: str, hint: str = "已收下的邮件不受影响，下次会接着收；请检查网络和收信服务器的设置。"
) -> Iterator[None]:
    """Turn whatever goes wrong with a mailbox into `MailDown`, with the server's own words and what to do."""
    try:
        yield
    except TROUBLE as error:
        raise MailDown(f"邮箱 {name} 没有正常应答（{said(error)}）；{hint}") from error


@contextmanager
def unless_refused(name: str, setting: str) -> Iterator[None]:
    """The same for signing in, where the account is to blame unless the connection broke."""
    try:
        yield
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, poplib.error_proto, ImapToolsError) as error:
        raise MailDown(
            f"邮箱 {name} 拒绝登录（{said(error)}）；请检查 {setting}_USER 和 {setting}_PASSWORD，"
            "网易、QQ 等邮箱要填授权码，授权码会过期。"
        ) from error


def said(error: BaseException) -> str:
    """What the server said, or what the system says of the connection."""
    words: object = error
    if isinstance(error, UnexpectedCommandStatusError):
        words = (error.command_result[1] or [b""])[0]
    elif error.args and not isinstance(error, OSError):
        words = error.args[0]
    return text_of(words) if isinstance(words, bytes) else str(words)
