"""The `circulate` command: every refusal one sentence and exit code 1, no traceback unless `--debug` asks for it."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from traceback import format_exception
from typing import Annotated

import typer
from typer.exceptions import TyperException

from flows.commands import (
    again,
    anchors,
    answers,
    archive,
    chasing,
    checklist,
    consult,
    database,
    demo,
    disputes,
    doctor,
    edits,
    inbox,
    letters,
    notice,
    pages,
    people,
    rejoinder,
    retention,
    rounds,
    serve,
    shell,
    tell,
    templates,
    units,
    usage,
    voices,
    watch,
    withdrawing,
)
from office.settings import load
from rules.errors import CirculateError, exit_code

BROKEN = 70
DEBUG = "--debug"
app = typer.Typer(
    name="circulate",
    help="征求意见：发函、催办、收反馈、逐条处理意见、写出汇总表。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(units.app, name="units")
app.add_typer(rounds.app, name="round")
app.add_typer(answers.app, name="outcomes")
app.add_typer(anchors.app, name="anchors")
app.add_typer(edits.app, name="edits")
app.add_typer(inbox.app, name="inbox")
app.add_typer(letters.app, name="letters")
app.add_typer(templates.app, name="templates")
app.add_typer(people.app, name="people")
app.add_typer(database.app, name="database")
app.add_typer(voices.app, name="voices")
for command in (
    chasing.status,
    chasing.remind,
    chasing.collect,
    chasing.opinions,
    letters.send,
    pages.pages,
    answers.reply,
    answers.settle,
    answers.split,
    answers.documents,
    withdrawing.withdraw,
    withdrawing.joint,
    tell.tell,
    notice.notice,
    rejoinder.rejoinder,
    disputes.rejoinders,
    disputes.negotiate,
    disputes.dispute,
    disputes.disputes,
    serve.serve,
    demo.demo,
    again.carried,
    archive.archive,
    archive.verify,
    retention.retention,
    checklist.checklist,
    consult.consult,
    watch.watch,
    doctor.doctor,
):
    app.command()(command)


@app.callback()
def options(
    *, debug: Annotated[bool, typer.Option(DEBUG, help="出错时显示完整的技术信息，写在命令前后都可以")] = False
) -> None:
    """Options of every command; `main` has taken --debug out by now and keeps it here for the help."""


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 refused, 2 wrong usage."""
    words = sys.argv[1:]
    debug = DEBUG in words
    try:
        sys.exit(app([word for word in words if word != DEBUG], prog_name=usage.PROGRAM, standalone_mode=False))
    except TyperException as error:
        shell.err.print(usage.sentence(error), soft_wrap=True)
        sys.exit(error.exit_code)
    except typer.Abort:
        sys.exit(1)
    except CirculateError as error:
        if debug:
            raise
        shell.err.print(error.sentence, soft_wrap=True)
        sys.exit(exit_code(error))
    except Exception as error:
        if debug:
            raise
        where = f"详情记在 {log}" if (log := _log(error)) else f"加上 {DEBUG} 再运行一次可看到详情"
        shell.err.print(
            f"程序出错（{type(error).__name__}）；已有的记录都在，{where}，请转给维护人员。", soft_wrap=True
        )
        sys.exit(BROKEN)
    finally:
        _let_go()


def _let_go() -> None:
    """Hand over what is still to be printed; a reader that has gone is no defect, now or as the interpreter ends."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _log(error: Exception) -> Path | None:
    """Keep what a maintainer needs where the clerk does not have to see it; None where it cannot be kept."""
    with suppress(OSError, CirculateError):
        log = load().home / "circulate.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{shell.now():%Y-%m-%d %H:%M:%S} {sys.argv[1:]}\n{''.join(format_exception(error))}\n")
        return log
    return None


if __name__ == "__main__":
    main()
