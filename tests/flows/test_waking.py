"""Mail that arrives while `circulate serve` runs is collected within seconds, long before the schedule's turn."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from flows.server import free_port
from tests.dovecot import HOST, PASSWORD, Mailbox, program, running
from tests.parts import require

PATIENCE = 90.0
ROOT = Path(__file__).resolve().parents[2]
LETTER = "From: a@elsewhere.test\r\nSubject: 你好\r\n\r\n这不是答复。\r\n".encode()


def taken(box: Mailbox, count: int) -> bool:
    """Whether so many messages were marked as kept before patience ran out."""
    end = time.monotonic() + PATIENCE
    while sum("S" in flags for flags in box.flags()) < count and time.monotonic() < end:
        time.sleep(0.2)
    return sum("S" in flags for flags in box.flags()) == count


def test_what_arrives_is_collected_at_once_and_once(tmp_path: Path, database: str) -> None:
    dovecot = require(program(), "apt-get install dovecot-imapd dovecot-pop3d")
    with running(dovecot) as server, (tmp_path / "said").open("wb") as said:
        box = server.mailbox()
        mailbox = {"HOST": HOST, "PORT": str(server.imap), "TLS": "none", "USER": box.user, "PASSWORD": PASSWORD}
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "CIRCULATE_"))}
        environment |= {f"CIRCULATE_IMAP_{name}": value for name, value in mailbox.items()}
        environment |= {"CIRCULATE_HOME": str(tmp_path / "home"), "CIRCULATE_PREFECT_PORT": str(free_port())}
        environment |= {"PREFECT_RUNNER_POLL_FREQUENCY": "1", "CIRCULATE_DATABASE": database}
        command = [sys.executable, "-m", "flows", "serve", "--port", str(free_port())]
        box.deliver([LETTER])
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said) as process:  # noqa: S603
            assert taken(box, 1)  # what came before it listened
            began = time.monotonic()
            box.deliver([LETTER.replace("你好".encode(), b"again")])
            assert taken(box, 2)
            assert time.monotonic() - began < 60
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
    assert "已启动" in (tmp_path / "said").read_text("utf-8")
