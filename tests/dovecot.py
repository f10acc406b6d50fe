"""A throw-away Dovecot: IMAP and POP3 on free ports, any user with the password `secret`, mail dropped as files."""

import grp
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

HOST, PASSWORD = "127.0.0.1", "secret"
PROGRAM = "/usr/sbin/dovecot"
BARE = re.compile(rb"(?<!\r)\n")

# Dovecot 2.3's language, as Debian 12 has it.
CONFIGURATION = """
protocols = imap pop3
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
maildir_very_dirty_syncs = no
mail_max_userip_connections = 50
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One user's mailbox, seen from behind the server."""

    user: str
    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def deliver(self, mails: Iterable[bytes]) -> list[Path]:
        """Drop messages into the inbox; their lines end as they will be fetched."""
        new = self.folder / "new"
        files = []
        for content in mails:
            # The sizes on disk and on the wire, as Dovecot's own delivery writes them into the name.
            sizes = f"S={len(content)},W={len(content) + len(BARE.findall(content))}"
            hidden = self.folder / "tmp" / f"{1_700_000_000 + next(self.numbers)}.M{time.monotonic_ns()}.test,{sizes}"
            hidden.write_bytes(content)
            _own(hidden)
            files.append(hidden.rename(new / hidden.name))
        return files

    def renumber(self, validity: int) -> None:
        """Number every message anew, as a server does that lost its index; nobody may be connected."""
        for index in self.folder.glob("dovecot.index*"):
            index.unlink()
        uids = self.folder / "dovecot-uidlist"
        _, *lines = uids.read_text("latin-1").splitlines()
        again = [f"{number} {line.partition(' ')[2]}" for number, line in enumerate(lines, 101)]
        uids.write_text("\n".join([f"3 V{validity} N{101 + len(again)}", *again, ""]), "latin-1")

    def flags(self, subfolder: str = "") -> list[str]:
        """The Maildir flags of every message of a folder, in the order of their delivery."""
        folder = self.folder / subfolder
        files = sorted(file.name for name in ("new", "cur") for file in (folder / name).glob("*"))
        return [name.rpartition(":2,")[2] if ":2," in name else "" for name in files]


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running server."""

    folder: Path
    imap: int
    pop3: int
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def mailbox(self) -> Mailbox:
        """A new user's mailbox, empty."""
        user = f"user{next(self.numbers)}"
        box = self.folder / "mail" / user
        for part in (box, *(box / name for name in ("tmp", "new", "cur"))):
            part.mkdir()
            _own(part)
        return Mailbox(user, box)


def program() -> str | None:
    """Dovecot with both its protocols, or None."""
    parts = [Path("/usr/lib/dovecot") / name for name in ("imap", "pop3")]
    return PROGRAM if Path(PROGRAM).exists() and all(part.exists() for part in parts) else None


@contextmanager
def running(dovecot: str) -> Iterator[Dovecot]:
    """A server that is gone when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="dv"))  # short: its sockets' paths must stay below 100 bytes
    imap, pop3 = _free_ports(2)
    server = Dovecot(folder, imap, pop3)
    user = _runs_as()
    for part in (folder, *(folder / name for name in ("run", "state", "mail", "home"))):
        part.mkdir(exist_ok=True)
        _own(part)
    settings = {
        "user": user.pw_name,
        "uid": user.pw_uid,
        "gid": user.pw_gid,
        "group": grp.getgrgid(user.pw_gid).gr_name,
    }
    configuration = folder / "conf"
    words = settings | {"host": HOST, "folder": folder, "imap": server.imap, "pop3": server.pop3}
    configuration.write_text(CONFIGURATION.format(**words))
    as_nobody = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    process = subprocess.Popen([dovecot, "-F", "-c", configuration], cwd=folder, **as_nobody)  # type: ignore[call-overload]  # noqa: S603
    try:
        yield _answering(server, process)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder)


def _answering(server: Dovecot, process: subprocess.Popen[bytes]) -> Dovecot:
    for _ in range(300):
        try:
            for port in (server.imap, server.pop3):
                socket.create_connection((HOST, port), 5).close()
        except ConnectionRefusedError:
            assert process.poll() is None, (server.folder / "log").read_text()
            time.sleep(0.02)
        else:
            return server
    raise TimeoutError(server.folder)


def _runs_as() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _own(path: Path) -> None:
    if os.geteuid() == 0:
        user = _runs_as()
        os.chown(path, user.pw_uid, user.pw_gid)


def _free_ports(wanted: int) -> list[int]:
    probes = [socket.create_server((HOST, 0)) for _ in range(wanted)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
