"""A round as it really goes: most units answer, a third of them with opinions, some bounce, some stay silent."""

import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from docx import Document
from sqlmodel import col, select, update

from desk import opening
from desk.office import Desk
from desk.opening import Request
from models import register
from models.outcomes import settle
from models.queries import round_named, who_was_invited
from models.replies import file_replies
from models.tables import Letter, Opinion, Reply
from rules.filing import OpinionEntry, ReplyEntry
from rules.policy import Policy
from rules.register import ContactEntry, UnitEntry
from rules.settling import Outcome
from rules.words import Channel, Formality, LetterState, Role, Stage, Verdict

ZONE = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 9, 18, 9, 30, tzinfo=ZONE)
DUE = datetime(2026, 10, 13, 18, tzinfo=ZONE)
CLAUSES = 40
COUNTIES = "兰考尉氏通许祥符龙亭鼓楼顺河禹王宁陵睢阳"
OFFICES = ("财政局", "税务局", "发改委", "教育局", "审计局", "统计局", "水利局", "林业局", "住建局", "信访局")
WORDS = ("补充责任单位", "明确完成时限", "与上位法衔接", "删去重复表述", "细化奖补标准", "增加公示环节", "调整部门排序")
Row = TypeVar("Row")
VERDICTS = (Verdict.ADOPTED, Verdict.PARTLY, Verdict.REJECTED, Verdict.EXPLAINED)


@dataclass(frozen=True, slots=True)
class Habits:
    """How units behave, in shares of one: answers, those with opinions among them, letters that come back."""

    answer: float = 0.9
    opinions: float = 0.35
    bounce: float = 0.02
    most_opinions: int = 12
    settled: float = 0.8


def units(count: int) -> Iterator[UnitEntry]:
    """So many units with names and one address each."""
    for number in range(count):
        place = COUNTIES[number * 2 % len(COUNTIES) : number * 2 % len(COUNTIES) + 2]
        name = f"{place}第{number // len(OFFICES) + 1}{OFFICES[number % len(OFFICES)]}"
        yield UnitEntry(
            name, (ContactEntry(Role.TO, f"u{number}@unit.test", "联系人", "0371-22220000"),), line=number + 2
        )


def draft(clauses: int = CLAUSES) -> bytes:
    """A draft of so many articles."""
    document = Document()
    document.add_paragraph("关于进一步加强河道管护工作的实施意见")
    for number in range(1, clauses + 1):
        document.add_paragraph(f"第{number}条　{WORDS[number % len(WORDS)]}，由有关单位按职责落实，每季度报送。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def opened(desk: Desk, count: int, title: str = "《实施意见》", clauses: int = CLAUSES) -> str:
    """Open a round of so many units on a draft of so many articles; its letters are written and none has left."""
    entries = list(units(count))
    with desk.store.write() as session:
        register.import_units(session, entries)
    names = tuple(entry.name for entry in entries)
    request = Request(title, "征求意见稿.docx", "", DUE, names, Policy().to_json())
    return opening.open_round(desk, opening.with_draft(desk, request, draft(clauses)), OPENED).name


def sent(desk: Desk, name: str, habits: Habits, seed: int = 1) -> None:
    """Every letter has left; a few came back."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    with desk.store.write() as session:
        asked = round_named(session, name)
        session.exec(
            update(Letter)
            .where(col(Letter.round_id) == asked.id)
            .values(state=LetterState.SENT, sent=OPENED, answer="250 ok")
        )
        back = [row.id for row in who_was_invited(session, asked) if chance.random() < habits.bounce]
        for some in _in_parts(back):
            session.exec(update(Letter).where(col(Letter.invitation_id).in_(some)).values(bounced=OPENED))


def answered(desk: Desk, name: str, habits: Habits, seed: int = 2) -> int:
    """The units answer over the days until the round is due; returns how many opinions."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    with desk.store.write() as session:
        asked = round_named(session, name)
        invited = [row for row in who_was_invited(session, asked) if chance.random() < habits.answer]
        for some in _in_parts(invited):
            file_replies(session, [(row, _reply(chance, habits)) for row in some], DUE - timedelta(days=2))
        return len(session.exec(select(Opinion.id).where(Opinion.round_id == asked.id)).all())


def settled(desk: Desk, name: str, habits: Habits, now: datetime, seed: int = 3) -> int:
    """Most opinions get a verdict with its reason; returns how many."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    with desk.store.read() as session:
        wanted = select(Opinion.number).join(Reply).where(Opinion.round_id == round_named(session, name).id)
        numbers = [number for number in session.exec(wanted) if chance.random() < habits.settled]
    chosen = {number: Outcome(chance.choice(VERDICTS), Stage.APPROVED, "已在其他条款中体现。") for number in numbers}
    with desk.store.write() as session:
        return settle(session, name, chosen, now)


def _reply(chance: random.Random, habits: Habits) -> ReplyEntry:
    speaks = chance.random() < habits.opinions
    count = 1 + int(chance.random() ** 2 * habits.most_opinions) if speaks else 0
    received = OPENED + (DUE - OPENED) * chance.random()
    return ReplyEntry(
        Channel.MAIL, Formality.SEALED, received, tuple(OpinionEntry(_opinion(chance)) for _ in range(count))
    )


def _opinion(chance: random.Random) -> str:
    return f"第{chance.randint(1, CLAUSES)}条建议{'，'.join(chance.sample(WORDS, 3))}。"


def _in_parts(rows: Sequence[Row], size: int = 500) -> Iterator[Sequence[Row]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
