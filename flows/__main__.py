"""The `circulate` command: every refusal one sentence and exit code 1, no traceback unless `--debug` asks for it."""

import sys
from pathlib import Path
from traceback import format_exception
from typing import Annotated

import typer

from flows.commands import answers, chasing, demo, doctor, inbox, rounds, serve, shell, units
from office.settings import load
from rules.errors import CirculateError, exit_code

BROKEN = 70
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
app.add_typer(inbox.app, name="inbox")
for command in (
    chasing.status,
    chasing.remind,
    chasing.collect,
    chasing.opinions,
    answers.reply,
    answers.settle,
    answers.documents,
    serve.serve,
    demo.demo,
    doctor.doctor,
):
    app.command()(command)


@app.callback()
def options(*, debug: Annotated[bool, typer.Option("--debug", help="出错时显示完整的技术信息")] = False) -> None:
    """Options of every command; --debug is read again in `main`, for errors that happen before this runs."""


def main() -> None:
    """Run the command line and leave with its exit code: 0 done, 1 refused, 2 wrong usage."""
    try:
        app()
    except CirculateError as error:
        if "--debug" in sys.argv:
            raise
        shell.err.print(error.sentence, soft_wrap=True)
        sys.exit(exit_code(error))
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        shell.err.print(
            f"程序出错（{type(error).__name__}）；已有的记录都在，详情记在 {_log(error)}，请转给维护人员。",
            soft_wrap=True,
        )
        sys.exit(BROKEN)


def _log(error: Exception) -> Path:
    """Keep what a maintainer needs where the clerk does not have to see it."""
    log = load().home / "circulate.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{shell.now():%Y-%m-%d %H:%M:%S} {sys.argv[1:]}\n{''.join(format_exception(error))}\n")
    return log


if __name__ == "__main__":
    main()
