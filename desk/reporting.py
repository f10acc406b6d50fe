"""Telling the office how a round stands: the status report, as a document, with the summary letter, on a schedule."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

from desk.case import Case, case_of, read_case
from desk.disputing import reactions
from desk.office import Desk
from desk.scribe import DOCX, PDF, Scribe
from desk.view import RoundView, view_of
from documents import status_docx, status_markdown, status_pdf
from documents.status import Missing, StatusReport
from mail.compose import Attachment
from models import outbox
from models.queries import how_often_chased, open_rounds, round_named, when_office_was_written_to
from models.races import hold
from models.tables import Round
from rules.deadlines import Calendar
from rules.errors import CirculateError, Overtaken
from rules.policy import policy_of
from rules.reminders import ReminderPolicy, ladder
from rules.reporting import report_owed
from rules.settling import unapproved, unsettled
from rules.standing import InvitationFact, effective_reply, standing_of
from rules.summary import numbers_of, plain_title
from rules.words import SILENT, LetterKind, RoundState, Standing

TITLE = "征求意见进展情况"
FEW, TRIES = 20, 5


def report_of(case: Case) -> StatusReport:
    """The status report of a round as it was read."""
    replies = [effective_reply(fact.replies) for fact in case.facts]
    return StatusReport(
        office=case.desk.card.name,
        name=case.name,
        title=plain_title(case.title),
        opened=case.opened,
        due=case.due,
        ledger=case.ledger,
        answered=tuple(reply.received for reply in replies if reply),
        missing=tuple(_missing(fact, case.now) for fact in case.facts if standing_of(fact, case.now) in SILENT),
        undeliverable=tuple(
            _missing(fact, case.now) for fact in case.facts if standing_of(fact, case.now) is Standing.UNDELIVERABLE
        ),
        opinions=case.opinions,
        blocking=tuple(_blocking(case)) if case.state is RoundState.OPEN else (),
        zone=case.zone,
        reactions=tuple(one.reaction for one in reactions(case.desk, case.name, case.now)),
    )


def as_markdown(desk: Desk, name: str, now: datetime) -> str:
    """The status report of the round with this short name for Prefect's pages, or RoundUnknown."""
    return status_markdown.write_status(report_of(read_case(desk, name, now)))


def pdf_of(case: Case) -> bytes:
    """The status report as PDF, in the office's own template and fonts where it has them.

    Raises:
        TemplateBroken: the office's template has a mistake.
    """
    return status_pdf.write_status(report_of(case), case.templates, case.desk.settings.fonts)


def attached(case: Case) -> Attachment:
    """The report to go with a letter: the PDF, or the .docx where the office's own template for the PDF is broken."""
    try:
        return Attachment(f"{TITLE}.pdf", pdf_of(case), PDF)
    except CirculateError:
        return Attachment(f"{TITLE}.docx", status_docx.write_status(report_of(case)), DOCX)


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary to write, the `turn`-th of its round: what it shows and what its report is drawn from."""

    turn: int
    seen: RoundView
    case: Case


def write_reports(desk: Desk, now: datetime) -> tuple[str, ...]:
    """Queue the reports of open rounds that the office is owed now by each round's policy; returns their names.

    A round past its due moment that has not been summed up yet is left to its summary.
    """
    return tuple(name for name in open_names(desk) if write_summary(desk, partial(_report, desk, name, now), now))


def open_names(desk: Desk) -> tuple[str, ...]:
    """The short names of the open rounds."""
    with desk.store.read() as session:
        return tuple(asked.name for asked in open_rounds(session))


def summary_of(  # noqa: PLR0913 - which summary, as of when, told when
    desk: Desk, session: Session, asked: Round, moment: datetime, now: datetime, turn: int | None = None
) -> Summary:
    """The summary of a round as it stood at `moment`; without a turn the next one."""
    back = moment < now
    turn = turn or len(outbox.keys_of(session, asked.id or 0, LetterKind.SUMMARY)) + 1
    seen = view_of(session, asked, moment, looking_back=back)
    return Summary(turn, seen, case_of(desk, session, asked, moment, looking_back=back))


def write_summary(desk: Desk, act: Callable[[Session], Summary | None], now: datetime) -> RoundView | None:
    """Do what leads to a summary and queue it with its report in one transaction; returns what it shows.

    `act` is tried first and taken back, so that the report is drawn while nobody waits to write; it is then done for
    good where it comes to the same, and tried anew where somebody else was quicker.

    Raises:
        Overtaken: somebody else was quicker every time.
        Whatever `act` refuses.
    """
    for _ in range(TRIES):
        with desk.store.write() as session, session.begin_nested() as trial:
            meant = act(session)
            trial.rollback()
        if meant is None:
            return None
        with suppress(_Moved):
            return _queued(desk, act, meant, attached(meant.case), now)
    raise Overtaken("本轮的记录一直有变动，情况汇总没有写成；请稍后再试一次。")


class _Moved(Exception):
    """What was drawn is not so any more."""


def _queued(
    desk: Desk, act: Callable[[Session], Summary | None], meant: Summary, report: Attachment, now: datetime
) -> RoundView:
    with desk.store.write() as session:
        if act(session) != meant:
            raise _Moved
        scribe = Scribe(desk, session, round_named(session, meant.seen.name), now)
        outbox.queue(session, [scribe.summary(meant.turn, meant.seen, report)], now)
    return meant.seen


def _report(desk: Desk, name: str, now: datetime, session: Session) -> Summary | None:
    asked = hold(session, round_named(session, name).id or 0)
    policy = policy_of(asked.policy)
    told = when_office_was_written_to(session, asked, LetterKind.SUMMARY)
    day = report_owed(policy.report, policy.reminders, desk.calendar, asked.opened, now, told)
    left_to_summary = asked.due <= now and max(told, default=asked.opened) < asked.due
    if asked.state != RoundState.OPEN or day is None or left_to_summary:
        return None
    # The day is the turn: a run repeated, or two at once, write one letter.
    return summary_of(desk, session, asked, now, now, int(f"{day:%Y%m%d}"))


def _missing(fact: InvitationFact, now: datetime) -> Missing:
    chased = how_often_chased(fact)
    return Missing(fact.unit, standing_of(fact, now), fact.due, chased.reminders, chased.at, fact.begun)


def _blocking(case: Case) -> Iterator[str]:
    """What stands between an open round and its end, each with who has to do what."""
    open_, proposed = unsettled(case.opinions), unapproved(case.opinions)
    if open_:
        yield f"还有{len(open_)}条意见没有提出处理建议（第{_printed(case, open_)}条），请逐条处理。"
    if proposed:
        yield f"还有{len(proposed)}条处理建议没有审定（第{_printed(case, proposed)}条），请领导审定。"
    silent = [fact for fact in case.facts if standing_of(fact, case.now) in SILENT]
    if silent:
        last = _last_letter(silent, case.policy.reminders, case.desk.calendar, case.now)
        yield f"还有{len(silent)}家单位没有反馈，{last}。"
    lost = [fact.unit for fact in case.facts if standing_of(fact, case.now) is Standing.UNDELIVERABLE]
    if lost:
        yield f"还有{len(lost)}家单位没有送达（{_few(lost)}），请核对邮箱或改用其他方式送达。"
    unsent = case.ledger.units.unsent
    if unsent:
        yield f"还有{unsent}家单位的函件没有发出，请检查发信情况。"


def _last_letter(facts: list[InvitationFact], policy: ReminderPolicy, calendar: Calendar, now: datetime) -> str:
    today = calendar.day_of(now)
    days = [rung.day for fact in facts for rung in ladder(fact, policy, calendar) if rung.day >= today]
    return f"自动催办到{max(days).month}月{max(days).day}日为止" if days else "自动催办已经用完，请电话联系"


def _printed(case: Case, numbers: tuple[int, ...]) -> str:
    printed = numbers_of(case.opinions)
    return _few([printed[number] for number in numbers])


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:FEW]) + ("等" if len(names) > FEW else "")
