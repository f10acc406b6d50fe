"""An IMAP session up to its selected folder: signed in, and introduced where the server wants that."""

from importlib.metadata import version

# Importing imap_tools also raises imaplib's limit on the length of a line to 20 MB.
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from mail.access import Access, unless_down, unless_refused
from office.settings import Tls


def selected(access: Access, folder: str, name: str) -> BaseMailBox:
    """Connect, sign in, say who we are, select the folder; `name` is the mailbox's in what may have to be said.

    Raises:
        MailDown: the server cannot be reached, refuses the account or the folder.
    """
    with unless_down(name):
        box = _connected(access)
    try:
        with unless_down(name), unless_refused(name, "CIRCULATE_IMAP"):
            _sign_in(box, access)
        with unless_down(name, f"请检查 CIRCULATE_IMAP_FOLDER（{folder}）。"):
            box.folder.set(folder)
    except BaseException:
        box.client.shutdown()
        raise
    return box


def abilities(box: BaseMailBox) -> frozenset[str]:
    """What the server says it can do now; signing in changes it."""
    _, answer = box.client.capability()
    return frozenset(b" ".join(line for line in answer if line).decode("ascii", "replace").upper().split())


def _connected(access: Access) -> BaseMailBox:
    if access.tls is Tls.IMPLICIT:
        return MailBox(access.host, access.port, timeout=access.timeout, ssl_context=access.context)
    if access.tls is Tls.STARTTLS:
        return MailBoxStartTls(access.host, access.port, timeout=access.timeout, ssl_context=access.context)
    return MailBoxUnencrypted(access.host, access.port, timeout=access.timeout)


def _sign_in(box: BaseMailBox, access: Access) -> None:
    plain = access.user.isascii() and access.password.isascii()
    (box.login if plain else box.login_utf8)(access.user, access.password, initial_folder=None)
    if "ID" in abilities(box):
        # 163, 126 and yeah answer SELECT with "Unsafe Login" to whom has not said who he is (RFC 2971).
        box.client.xatom("ID", f'("name" "Circulate" "version" "{version("circulate")}" "vendor" "Circulate")')
