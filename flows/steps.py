"""Every @task of the flows: one transaction, one batch of letters or one batch of messages."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from prefect import task
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events import emit_event
from prefect.runtime import flow_run

from desk import archiving, chasing, closing, collecting, opening, papers, posting, reporting, taking_in, watching
from desk.office import this_desk
from desk.opening import Request
from desk.posting import Posted
from desk.stopping import in_good_order
from desk.taking_in import TakenIn
from desk.view import RoundView, view
from desk.way_out import Out
from flows import bare_logs
from office import logs
from rules.words import STANDING_WORDS

log = logging.getLogger(logs.FLOWS)
bare_logs.begin()
LETTERS = 1000  # a task costs Prefect what fifty letters cost us
BATCHES = 2  # the next is ready while the one before it runs dry


def moment(now: datetime | None) -> datetime:
    """The moment a run works for: the one it was given, or the present."""
    return now or datetime.now(UTC)


@contextmanager
def watched(flow: str, now: datetime) -> Iterator[None]:
    """Note that a flow ran whole, or what it stumbled over, so that the office can be told."""
    said, began = {"flow": flow, "run": flow_run.id}, monotonic()
    try:
        with watching.watched(this_desk(), flow, now):
            yield
    except Exception:
        log.exception("flow failed", extra=said)
        raise
    log.info("flow done", extra=said | {"ms": round((monotonic() - began) * 1e3)})


@task
async def seal(now: datetime) -> int:
    """Bind every new fact into the chain of hashes; returns how many there were."""
    return archiving.seal(this_desk(), now)


@task
async def alarm(run: str, now: datetime) -> list[str]:
    """Tell the office by mail what is amiss, once a day for each part; returns what it was told."""
    if run:
        watching.note_run(this_desk(), run, now)
    return [symptom.words for symptom in await asyncio.to_thread(watching.alarm, this_desk(), now)]


@task
async def write_round(request: Request, now: datetime) -> str:
    """Write a round with all its letters, or find that an earlier run has."""
    return opening.open_round(this_desk(), request, now).name


@task(task_run_name="post-batch-{batch}", cache_policy=NO_CACHE)
async def post_batch(batch: int, out: Out, now: datetime | None) -> Posted:  # noqa: ARG001 - names the run
    """Send up to a thousand letters."""
    posted = await posting.post(this_desk(), out, LETTERS, lambda: moment(now))
    log.info(
        "letters posted", extra={"run": flow_run.id, "count": {str(state): n for state, n in posted.states.items()}}
    )
    return posted


async def send(now: datetime | None) -> Posted:
    """Send every letter that is due, so many a task, all over the same connections; says so where it has to pause."""
    desk, done = this_desk(), Posted({})
    waiting = posting.waiting(desk, moment(now))
    if waiting:
        async with posting.postman(desk, desk.settings.smtp_connections) as out:
            with in_good_order(out.stop):
                done = await _post_all(out, -(-waiting // LETTERS), now)
    _tell(done, moment(now))
    return done


async def _post_all(out: Out, batches: int, now: datetime | None) -> Posted:
    at_once = asyncio.Semaphore(BATCHES)

    async def batch(number: int) -> Posted:
        async with at_once:
            return await post_batch(number, out, now)

    return sum(await asyncio.gather(*map(batch, range(1, batches + 1))), Posted({}))


def _tell(done: Posted, now: datetime) -> None:
    """Tell the world, once each, that the account or a round is paused, and that the account works again."""
    desk = this_desk()
    for pause in posting.untold(desk, now):
        what, happened = (f"round.{pause.round}", "round.held") if pause.round else ("sending", "sending.paused")
        _say(happened, what, pause.words)
    if done.resumed:
        _say("sending.resumed", "sending", "")


def _say(happened: str, what: str, words: str) -> None:
    emit_event(
        event=f"circulate.{happened}",
        resource={"prefect.resource.id": f"circulate.{what}"},
        payload={"office": str(this_desk().settings.home), "words": words},
    )


@task
async def write_reminders(now: datetime, name: str | None) -> int:
    """Queue what the silent are owed."""
    return chasing.write_reminders(this_desk(), now, name)


@task
async def invite_again(now: datetime) -> int:
    """Queue a new invitation for units whose address came back and has been mended since."""
    return chasing.invite_again(this_desk(), now)


@task
async def take_in(folder: str | None, now: datetime) -> TakenIn:
    """Keep every new message raw and read it, and what an earlier run has left: so many a transaction."""
    desk = this_desk()
    sources = collecting.sources_of(desk.settings, Path(folder) if folder else None)
    return await asyncio.to_thread(taking_in.take_in, desk, sources, now)


@task
async def acknowledge(now: datetime) -> int:
    """Queue a receipt for every reply without one."""
    return taking_in.acknowledge(this_desk(), now)


@task
async def write_reports(now: datetime) -> Sequence[str]:
    """Queue the status reports the office is owed; returns the names of their rounds."""
    return reporting.write_reports(this_desk(), now)


@task(task_run_name="report-{name}")
async def publish_report(name: str, now: datetime) -> None:
    """Show the status report of a round as an artifact."""
    report = reporting.as_markdown(this_desk(), name, now)
    await acreate_markdown_artifact(key=f"status-{name}", markdown=report, description=reporting.TITLE)


@task
async def close_due(now: datetime) -> tuple[closing.Due, ...]:
    """Fix the ledger of every round whose moment has come."""
    return closing.close_due(this_desk(), now)


@task(task_run_name="documents-{name}")
async def write_files(name: str, folder: str | None, now: datetime) -> list[str]:
    """Write the documents of one round."""
    desk = this_desk()
    out = Path(folder) if folder else desk.settings.home / "documents" / name
    return [str(path) for path in papers.write_documents(desk, name, out, now)]


@task(task_run_name="publish-{name}")
async def publish(name: str, happened: str, now: datetime) -> RoundView:
    """Show the ledger of a round as an artifact, and tell the world what happened to it."""
    desk = this_desk()
    seen = view(desk, name, now)
    log.info(happened, extra={"round": name, "run": flow_run.id})
    await acreate_table_artifact(
        key=f"ledger-{name}",
        table=[
            {"单位": unit.unit, "状态": STANDING_WORDS[unit.standing], "催办": unit.reminders} for unit in seen.units
        ],
        description=f"{seen.title}：{seen.ledger.sentence}",
    )
    emit_event(
        event=f"circulate.{happened}",
        resource={"prefect.resource.id": f"circulate.round.{name}", "prefect.resource.name": name},
        payload={
            "round": name,
            "office": str(desk.settings.home),
            "invited": seen.ledger.units.invited,
            "answered": seen.ledger.units.answered,
            "opinions": seen.ledger.opinions,
        },
    )
    return seen


@task
async def open_names() -> list[str]:
    """The short names of the open rounds."""
    return chasing.open_names(this_desk())


@task
async def names_heard_from(messages: Sequence[int]) -> list[str]:
    """The short names of the rounds these messages answer."""
    return taking_in.rounds_of(this_desk(), messages)
