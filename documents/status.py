"""The status report of a round as words and rows, before any format: where it stands, who is missing, what is left."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from documents.charts import standing_bar_svg, timeline_svg, verdict_bar_svg
from documents.wording import moment_text
from rules.disputes import REACTION_WORDS, Reaction
from rules.ledger import Ledger
from rules.settling import Opinion
from rules.summary import note, numbers_of
from rules.tally import verdict_parts
from rules.words import STANDING_WORDS, Standing, Verdict, printed

NOT_ADOPTED = frozenset({Verdict.REJECTED, Verdict.PARTLY, Verdict.EXPLAINED})
MISSING_COLUMNS = ("序号", "单位", "状态", "应反馈时间", "已催办", "最近发函")
DECLINED_COLUMNS = ("编号", "单位", "意见建议", "处理情况", "理由")
MOST = 500  # rows of a list in what is read on a screen or pressed to pages; Word's has them all
_TITLE_LINE = 19
NOTHING_LEFT = "各项工作均已办理完毕。"


@dataclass(frozen=True, slots=True)
class Missing:
    """A unit that has not answered, or cannot be reached.

    due: its own due moment.  reminders: how many letters chased it.  last_letter: when it was last written to.
    """

    unit: str
    standing: Standing
    due: datetime
    reminders: int
    last_letter: datetime | None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A round as of its ledger's moment.

    title: the draft's title without 《》.  answered: when each unit that has answered did so.
    missing: who has not answered, in register order; undeliverable: who cannot be reached.
    opinions: every opinion that counts.  blocking: what is left to do before the round can end, a sentence each.
    reactions: where units stand towards each approved outcome.
    """

    office: str
    name: str
    title: str
    opened: datetime
    due: datetime
    ledger: Ledger
    answered: tuple[datetime, ...]
    missing: tuple[Missing, ...]
    undeliverable: tuple[Missing, ...]
    opinions: tuple[Opinion, ...]
    blocking: tuple[str, ...]
    zone: tzinfo
    reactions: tuple[Reaction, ...] = ()

    @property
    def heading(self) -> str:
        """The title of the report; one too long for a line breaks before its last words, as offices set it."""
        name, kind = f"《{self.title}》", "征求意见进展情况"
        return f"{name}\n{kind}" if len(name + kind) > _TITLE_LINE else name + kind

    @property
    def as_of(self) -> str:
        """截至 when."""
        return f"截至{moment_text(self.ledger.as_of, self.zone)}"

    @property
    def under(self) -> str:
        """The line under the title."""
        return f"编号 {self.name}　{self.as_of}"

    @property
    def overview(self) -> str:
        """How it went so far, in two sentences."""
        counts = self.ledger.units
        late = f"，其中逾期反馈{counts.late}家" if counts.late else ""
        lost = f"，未送达{counts.undeliverable}家" if counts.undeliverable else ""
        lost += f"，未发出{counts.unsent}家" if counts.unsent else ""
        return (
            f"{_day(self.opened, self.zone)}就《{self.title}》向{counts.invited}家单位征求意见，"
            f"反馈截止时间为{moment_text(self.due, self.zone).removesuffix('00分')}。{self.as_of}，"
            f"已反馈{counts.answered}家（有意见{counts.with_opinions}家、无意见{counts.no_comment}家）{late}；"
            f"无反馈{counts.no_reply}家{lost}。"
        )

    @property
    def verdicts(self) -> str:
        """How many opinions there are, and what became of them."""
        if not self.opinions:
            return "尚未收到意见建议。"
        given = "、".join(f"{part.word}{part.count}条" for part in verdict_parts(self.ledger.verdicts))
        declined = "未采纳、部分采纳和解释说明的列表如下。" if self.declined else ""
        return f"共收到意见建议{self.ledger.opinions}条：{given}。{declined}"

    @property
    def accord(self) -> str:
        """What the units made of the outcomes they were told, or nothing before anyone was told."""
        counts = Counter(self.reactions)
        if set(counts) <= {Reaction.UNTOLD}:
            return ""
        said = "、".join(f"{word}{counts[reaction]}条" for reaction, word in REACTION_WORDS.items() if counts[reaction])
        return f"对已审定的采纳情况，各单位的回应为：{said}。"

    @property
    def signed(self) -> str:
        """The day of the report, below the office's name."""
        return _day(self.ledger.as_of, self.zone)

    @property
    def declined(self) -> tuple[Opinion, ...]:
        """The opinions that are not, or not wholly, to be adopted."""
        return tuple(opinion for opinion in self.opinions if opinion.verdict in NOT_ADOPTED)

    def charts(self) -> tuple[str, str, str]:
        """SVG: where the units stand, answers over time, what became of the opinions."""
        line = timeline_svg(
            self.answered,
            self.ledger.units.invited,
            self.due,
            opened=self.opened,
            until=self.ledger.as_of,
            zone=self.zone,
        )
        return standing_bar_svg(self.ledger), line, verdict_bar_svg(self.ledger)

    def missing_rows(self) -> list[tuple[str, ...]]:
        """The cells of MISSING_COLUMNS for each unit that has not answered."""
        return [self._missing_row(number, missing) for number, missing in enumerate(self.missing, 1)]

    def declined_rows(self) -> list[tuple[str, ...]]:
        """The cells of DECLINED_COLUMNS for each opinion not wholly adopted."""
        numbers = numbers_of(self.opinions)
        return [_declined_row(numbers[opinion.number], opinion) for opinion in self.declined]

    @property
    def more_missing(self) -> str:
        """What stands below a list cut after MOST units, or nothing."""
        return _more(len(self.missing), "家")

    @property
    def more_declined(self) -> str:
        """What stands below a list cut after MOST opinions, or nothing."""
        return _more(len(self.declined), "条")

    @property
    def lost(self) -> str:
        """Who cannot be reached and what to do, or nothing."""
        units = "、".join(missing.unit for missing in self.undeliverable)
        return f"未送达{len(self.undeliverable)}家：{units}。请核对其邮箱，改正后自动重新发函。" if units else ""

    @property
    def left_to_do(self) -> Sequence[str]:
        """What stands between the round and its end, numbered where there are several."""
        if len(self.blocking) < 2:  # noqa: PLR2004 - one needs no number
            return self.blocking or (NOTHING_LEFT,)
        return [f"{number}．{sentence}" for number, sentence in enumerate(self.blocking, 1)]

    def _missing_row(self, number: int, missing: Missing) -> tuple[str, ...]:
        return (
            str(number),
            missing.unit,
            STANDING_WORDS[missing.standing] + ("\n（已开始填写）" if missing.begun else ""),
            self._short(moment_text(missing.due, self.zone).removesuffix("00分")),
            f"{missing.reminders}次" if missing.reminders else "—",
            self._short(_day(missing.last_letter, self.zone)) if missing.last_letter else "—",
        )

    def _short(self, words: str) -> str:
        """A day of the report's own year needs no year in a narrow column."""
        return words.removeprefix(f"{self.ledger.as_of.astimezone(self.zone).year}年")


def _more(count: int, measure: str) -> str:
    return f"其余{count - MOST}{measure}没有列出，全部列在 Word 版的报告中。" if count > MOST else ""


def _declined_row(number: str, opinion: Opinion) -> tuple[str, ...]:
    outcome = opinion.outcome
    word = printed(opinion.verdict, outcome.stage if outcome else None)
    return number, opinion.unit, opinion.text, word, note(outcome)


def _day(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    return f"{local.year}年{local.month}月{local.day}日"
