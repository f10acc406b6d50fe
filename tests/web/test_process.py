"""The pages as a process of their own: they answer, and end with whoever started them."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from flows.pages import refuse_taken
from flows.server import free_port
from rules.errors import Refused
from tests.house.ground import ROOT

PATIENCE = 60.0


def test_pages_whose_starter_has_gone_end_by_themselves(tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {"CIRCULATE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "web", "--port", str(port), "--with-parent"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE) as process:  # noqa: S603
        assert answers(port) == "ok"
        with pytest.raises(Refused, match=f"127.0.0.1:{port} 不能使用"):
            refuse_taken("127.0.0.1", port)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


def test_settings_that_cannot_be_end_it_with_a_sentence(tmp_path: Path) -> None:
    environment = os.environ | {"CIRCULATE_HOME": str(tmp_path), "CIRCULATE_PUBLIC_URL": "example.gov.cn"}
    command = [sys.executable, "-m", "web", "--port", "1"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    sentence = "设置有误：CIRCULATE_PUBLIC_URL（example.gov.cn）；请改正环境变量或 .env 文件后再试。\n"
    assert (ended.returncode, ended.stderr) == (1, sentence)


def answers(port: int) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/health").text
        except httpx.TransportError:
            time.sleep(0.1)
    return "nothing"
