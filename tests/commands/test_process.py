"""The process itself: its exit codes and words from a shell, and what a mere question must not cost."""

import os
import subprocess
import sys

import pytest

from desk.office import Desk
from tests.commands.clerk import DUE, OPENED, ROUND, Clerk
from tests.desk.office import FINANCE, draft, open_round
from tests.forks import ROOT


def shell(clerk: Clerk, *words: str, **environment: str) -> tuple[int, str, str]:
    """`python -m flows` as a shell starts it: exit code, output, errors."""
    wanted = {"CIRCULATE_HOME": str(clerk.home), "PYTHONPATH": str(ROOT), **clerk.settings, **environment}
    done = subprocess.run(  # noqa: S603 - our own interpreter and our own words
        [sys.executable, "-m", "flows", *words],
        cwd=clerk.folder,
        env=os.environ | wanted,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    return done.returncode, done.stdout, done.stderr


def test_a_refusal_is_one_line_of_utf8_even_where_the_locale_is_plain(clerk: Clerk) -> None:
    assert shell(clerk, "status", "2026-009", LC_ALL="C") == (
        1,
        "",
        "没有编号为“2026-009”的征求意见；还没有发出过任何一轮，可用 circulate round list 查看。\n",
    )


def test_a_reader_that_stops_listening_is_no_defect(clerk: Clerk, desk: Desk) -> None:
    open_round(desk, now=OPENED, due=DUE)
    command = f"{sys.executable} -m flows status {ROUND} --json | true"
    environment = os.environ | {"CIRCULATE_HOME": str(clerk.home), "PYTHONPATH": str(ROOT), **clerk.settings}
    done = subprocess.run(  # noqa: S603 - fixed words
        ["bash", "-c", command],  # noqa: S607 - whichever bash there is
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.stderr == ""


@pytest.mark.parametrize(
    "words",
    [
        ("units", "import", "units.csv"),
        ("units", "list"),
        ("round", "list"),
        ("round", "open", "draft.docx", "--title", "《新》", "--units", "all", "--due", "+7wd", "--preview"),
        ("round", "extend", ROUND, "--due", "+30wd"),
        ("round", "cancel", ROUND),
        ("status", ROUND),
        ("opinions", ROUND),
        ("remind", "--preview"),
        ("reply", ROUND, FINANCE, "--opinion", "一"),
        ("outcomes", "export", ROUND, "out.xlsx"),
        ("documents", ROUND, "--out", "out"),
    ],
    ids=" ".join,
)
def test_a_question_never_waits_for_prefect(clerk: Clerk, desk: Desk, words: tuple[str, ...]) -> None:
    open_round(desk, now=OPENED, due=DUE)
    clerk.puts({"draft.docx": draft(), "units.csv": (desk.settings.home / "units.csv").read_bytes()})
    office = {"CIRCULATE_HOME": str(clerk.home), **clerk.settings}
    clerk.forks.start("tests.commands.prefectless:main", words, office, clerk.folder)
    ended = clerk.forks.ended()
    assert (ended.code, [line for line in ended.err.splitlines() if not line.startswith("注意：")]) == (0, [])
