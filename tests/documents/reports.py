"""A status report as a round a few days past its due moment has it, and one that has only begun."""

from collections import Counter
from datetime import datetime, timedelta

from documents.status import Missing, StatusReport
from rules.ledger import Ledger, UnitCounts
from rules.settling import Opinion, Outcome
from rules.words import Stage, Standing, Verdict
from tests.documents.cases import ZONE

OPENED = datetime(2026, 9, 28, 9, 30, tzinfo=ZONE)
DUE = datetime(2026, 10, 13, 18, tzinfo=ZONE)
NOW = datetime(2026, 10, 15, 9, 30, tzinfo=ZONE)
DAY = timedelta(days=1)
OPINIONS = (
    Opinion(1, "市财政局", "第二条经费由市、区分担。", "", Outcome(Verdict.ADOPTED, Stage.APPROVED)),
    Opinion(2, "市财政局", "删去第三条。", "", Outcome(Verdict.REJECTED, Stage.APPROVED, "上位法有明确要求。")),
    Opinion(
        3,
        "市发改委",
        "第四条“可以”改为“应当”，\n并另设一款。",
        "",
        Outcome(Verdict.PARTLY, Stage.PROPOSED, "不另设款。"),
    ),
    Opinion(4, "市发改委", "第五条再斟酌。"),
)
MISSING = (
    Missing("尉氏县", Standing.OVERDUE, DUE, 3, NOW - DAY),
    Missing("杞县", Standing.AWAITING, DUE + 90 * DAY, 0, None, begun=True),
)
LOST = (Missing("市场监管局", Standing.UNDELIVERABLE, DUE, 0, OPENED),)
BLOCKING = ("还有1条意见没有提出处理建议（第4条）。", "还有1条处理建议没有审定（第3条）。")


def report(
    opinions: tuple[Opinion, ...] = OPINIONS,
    missing: tuple[Missing, ...] = MISSING,
    lost: tuple[Missing, ...] = LOST,
    blocking: tuple[str, ...] = BLOCKING,
    title: str = "全市河道管护办法",
) -> StatusReport:
    speaking = min(len(opinions), 2)
    units = UnitCounts(speaking + 1 + len(missing) + len(lost), speaking, 1, len(missing), len(lost), 0, 1)
    tally = Ledger(NOW, units, len(opinions), Counter(opinion.verdict for opinion in opinions))
    answered = tuple(OPENED + n * DAY for n in range(1, units.answered + 1))
    return StatusReport(
        "市水利局", "2026-001", title, OPENED, DUE, tally, answered, missing, lost, opinions, blocking, ZONE
    )


def begun() -> StatusReport:
    """Nobody has answered, nothing is lost, nothing is left to do."""
    return report(opinions=(), missing=MISSING[:1], lost=(), blocking=())
