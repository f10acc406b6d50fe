"""The peers of sending: postfix's smtp-sink to send to, its smtp-source, and what anyone writes with aiosmtplib."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import policy
from email.message import EmailMessage

import aiosmtplib

from benchmarks.measuring import rate

HOST = "127.0.0.1"
OFFICE, UNIT = "office@bench.test", "unit@units.test"
BACKLOG = "1024"
DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")


@contextmanager
def sink() -> Iterator[int]:
    """smtp-sink on a free loopback port until the block ends; it takes everything and keeps nothing."""
    port = _free_port()
    nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    with subprocess.Popen([_program("smtp-sink"), *nobody, f"inet:{HOST}:{port}", BACKLOG]) as process:
        try:
            _listening(port)
            yield port
        finally:
            process.terminate()


def smtp_source(port: int, letters: int, size: int, connections: int = 4) -> float:
    """Letters a second of `smtp-source -d`: letters of `size` bytes over connections kept open."""
    where = ["-s", str(connections), "-m", str(letters), "-l", str(size), "-M", "bench.test"]
    command = [_program("smtp-source"), "-d", *where, "-f", OFFICE, "-t", UNIT, f"inet:{HOST}:{port}"]
    return rate(letters, lambda: subprocess.run(command, check=True))


async def aiosmtplib_send(port: int, letters: int, draft: bytes) -> None:
    """`aiosmtplib.send()` in a loop, a message built for every unit: the code anyone would write first."""
    for number in range(letters):
        message = EmailMessage(policy=policy.SMTP)
        message["From"], message["To"] = OFFICE, f"第{number}单位 <{UNIT}>"
        message["Subject"] = "关于征求《关于进一步加强城市管理工作的实施意见（征求意见稿）》意见的函"
        message.set_content("各有关单位：\n现将征求意见稿送你单位，请于十个工作日内反馈意见。\n")
        message.add_attachment(draft, maintype=DOCX[0], subtype=DOCX[1], filename="征求意见稿.docx")
        await aiosmtplib.send(message, hostname=HOST, port=port, start_tls=False, local_hostname="bench.test")


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        sys.exit(f"{name} is missing: apt-get install postfix")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _listening(port: int) -> None:
    for _ in range(100):
        with suppress(ConnectionRefusedError), socket.create_connection((HOST, port)):
            return
        time.sleep(0.05)
    sys.exit("smtp-sink does not answer")
