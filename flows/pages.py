"""The pages as a child process of `circulate serve`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from office.settings import Settings
from rules.errors import Refused, ServerDown

PATIENCE, GRACE = 60.0, 10.0


def refuse_taken(host: str, port: int) -> None:
    """Refuse an address before anything is started that would fail on it.

    Raises:
        Refused: another program listens there, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"地址 {host}:{port} 不能使用（{error.strerror}）；请用 --port 换一个端口，或停止占用它的程序。"
            ) from error


@contextmanager
def served(settings: Settings, host: str, port: int) -> Iterator[str]:
    """The pages at this address until the block ends; they end too if this process is killed. Yields the address.

    Raises:
        ServerDown: they did not start; why is at the end of `web.log`.
    """
    log = settings.home / "web.log"
    command = [sys.executable, "-m", "web", "--host", host, "--port", str(port), "--with-parent"]
    with log.open("ab") as out:
        # Its standard input ends with this process, however that ends.
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
            command, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT, env=os.environ | {"PYTHONUTF8": "1"}
        )
    try:
        _wait(process, "127.0.0.1" if host in {"0.0.0.0", "::"} else host, port, log)  # noqa: S104 - compared, not bound
        yield f"http://{host}:{port}"
    finally:
        _stop(process)


def _wait(process: "subprocess.Popen[bytes]", host: str, port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        if process.poll() is not None or time.monotonic() > end:
            raise ServerDown(f"网页服务启动失败；原因记在 {log} 的末尾，排除后请重试。")
        time.sleep(0.1)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin:
        process.stdin.close()
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    if process.poll() is None:
        process.kill()
        process.wait()
