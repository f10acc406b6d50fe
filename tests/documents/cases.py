"""Rounds to write tables of: a small one with every standing, and one as large as asked."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rules.layouts import TableStyle
from rules.settling import Opinion, Outcome
from rules.standing import InvitationFact, LetterFact, ReplyFact
from rules.summary import Heading, Table, table_of
from rules.words import Formality, LetterKind, LetterState, Stage, Stance, Verdict

ZONE = ZoneInfo("Asia/Shanghai")
SENT = datetime(2026, 10, 8, 9, 0, tzinfo=ZONE)
DUE = datetime(2026, 10, 19, 18, 0, tzinfo=ZONE)
NOW = datetime(2026, 10, 21, 8, 5, tzinfo=ZONE)

OPINIONS = (
    Opinion(
        1, "市水利局", "三、（二）将“年底前”改为“次年三月底前”。", outcome=Outcome(Verdict.ADOPTED, Stage.APPROVED)
    ),
    Opinion(
        2,
        "市水利局",
        "一是补充河道管护内容；\n二是明确经费来源。",
        outcome=Outcome(Verdict.REJECTED, Stage.PROPOSED, reason="经费由县区自筹，\n上位文件已有规定。"),
    ),
    Opinion(3, "市林业局", '=SUM(A1) & <w:p> ‘引号’ "半角"', outcome=None),
    Opinion(
        4, "市水利局", "删去附件 2。", outcome=Outcome(Verdict.CONDITIONAL, Stage.APPROVED, condition="报市政府同意")
    ),
)


def invitation(
    unit: str, stance: Stance | None = None, state: LetterState = LetterState.SENT, days: int = 3
) -> InvitationFact:
    """A unit that answered so many days after its letter, or never."""
    letters = (LetterFact(LetterKind.INVITATION, 1, state, SENT),)
    reply = (ReplyFact(1, stance, Formality.SEALED, SENT + timedelta(days=days)),) if stance else ()
    return InvitationFact(unit, DUE, letters, reply)


OFFICE = Heading("", "市水务局", "王五", "0371-12345")


def small_round(style: TableStyle | None = None, heading: Heading = OFFICE) -> Table:
    """Seven units: two with opinions, one late with none, two silent, one unreachable, one still unsent."""
    invitations = [
        invitation("市水利局", Stance.OPINIONS),
        invitation("市林业局", Stance.OPINIONS),
        invitation("市气象局", Stance.NO_COMMENT, days=12),
        invitation("东湖区"),
        invitation("西湖区"),
        invitation("北山县", state=LetterState.FAILED),
        invitation("南山县", state=LetterState.QUEUED),
    ]
    return table_of("《河道管护办法》", invitations, OPINIONS, NOW, style, heading)


def round_of(texts: Iterable[str], each: int = 3) -> Table:
    """One round whose units gave `each` of the texts in turn."""
    opinions = [
        Opinion(number, f"第{number // each}单位", text, outcome=Outcome(Verdict.ADOPTED, Stage.APPROVED, reason=text))
        for number, text in enumerate(texts)
    ]
    units = dict.fromkeys(opinion.unit for opinion in opinions)
    return table_of("《办法》", [invitation(unit, Stance.OPINIONS) for unit in units], opinions, NOW)
