"""The drafting note (起草说明) in words: every number from the ledger, what only a person knows a visible blank."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from documents.chinese_numbers import chinese
from rules.disputes import REACTION_WORDS, Parts, Reaction
from rules.ledger import Ledger
from rules.policy import NoteFacts
from rules.settling import Opinion, unapproved
from rules.summary import note
from rules.words import VERDICT_WORDS, Silence, Verdict, printed

NEEDS_WORDS = (Verdict.PARTLY, Verdict.CONDITIONAL, Verdict.REJECTED, Verdict.EXPLAINED)
_QUOTED = 60
_PAIRS = {"‘": "’", "（": "）", "《": "》", "【": "】"}
_NAMED = 3
_FULL_STOP = "。"
_EARLIER = "（此前征求意见时提出）"


def blank(what: str) -> str:
    """A place a person has to fill in, for everybody to see."""
    return f"【待补：{what}】"


@dataclass(frozen=True, slots=True)
class Dispute:
    """What could not be agreed, in the four parts of 《重大行政决策程序暂行条例》第十三条, each a sentence.

    number: 一, 二, as headings have it.
    """

    number: str
    issue: str
    units: str
    ours: str
    grounds: str


@dataclass(frozen=True, slots=True)
class Opposed:
    """An opinion its unit maintains, why, and the four parts of the dispute if they are written down."""

    opinion: Opinion
    why: str
    parts: Parts | None
    when: str = ""


@dataclass(frozen=True, slots=True)
class DraftingNote:
    """A round as its drafting note tells it.

    title: the draft's title without 《》.  parts: the headings of the draft's main parts.
    units: who was asked, in register order.  maintained: opinions whose units do not accept the outcome, by number,
    with why.  reactions: where units stand towards each approved outcome.
    steps: what was done of the document's procedure, a sentence each.  disputed: of the maintained ones,
    those whose dispute somebody has written down in its four parts.  before: the same of the round whose draft this
    one revises; what its units oppose to this day is told here again.
    """

    office: str
    contact: str
    phone: str
    title: str
    parts: tuple[str, ...]
    opened: datetime
    ledger: Ledger
    silence: Silence
    units: tuple[str, ...]
    opinions: tuple[Opinion, ...]
    reactions: tuple[Reaction, ...]
    maintained: tuple[tuple[int, str], ...]
    steps: tuple[str, ...]
    facts: NoteFacts
    zone: tzinfo
    disputed: tuple[tuple[int, Parts], ...] = ()
    before: "DraftingNote | None" = None

    @property
    def earlier(self) -> tuple[str, ...]:
        """A paragraph for every round before this one, oldest first."""
        if self.before is None:
            return ()
        return (*self.before.earlier, f"{self.before.consulted}{self.before.tally}经修改，再次征求意见。")

    @property
    def consulted(self) -> str:
        """The paragraph about the consultation, with all that the ledger counts."""
        units, whom = self.ledger.units, "、".join(self.units[:_NAMED])
        more = f"等{len(self.units)}家单位" if len(self.units) > _NAMED else f"共{len(self.units)}家单位"
        answers = [
            f"{units.with_opinions}家单位提出意见建议{self.ledger.opinions}条" if units.with_opinions else "",
            f"{units.no_comment}家单位无意见" if units.no_comment else "",
        ]
        silent = [
            f"{units.no_reply}家单位未反馈{self._deemed}" if units.no_reply else "",
            f"{units.undeliverable}家单位未能送达" if units.undeliverable else "",
            f"{units.unsent}家单位尚未发出" if units.unsent else "",
        ]
        said = "，".join(part for part in answers if part)
        return _FULL_STOP.join(
            (
                f"{self._day(self.opened)}，我单位{'再次' if self.before else ''}书面征求了{whom}{more}的意见",
                f"截至{self._day(self.ledger.as_of)}，收到{units.answered}家单位反馈"
                + (f"，其中{said}" if said else "")
                + "".join(f"；{part}" for part in silent if part),
                "",
            )
        )

    @property
    def outcome(self) -> str:
        """How the opinions were dealt with; what is still open is said as such."""
        return self.tally if self.opinions else "截至目前没有收到修改意见。"

    @property
    def tally(self) -> str:
        """The same of a round with opinions, and nothing of one without."""
        proposed = "拟" if unapproved(self.opinions) else ""
        tally = [f"{VERDICT_WORDS[v]}{n}条" for v, n in self.ledger.verdicts.items() if n and v is not Verdict.PENDING]
        pending = self.ledger.verdicts[Verdict.PENDING]
        settled = f"经逐条研究，{proposed}{'、'.join(tally)}，各单位意见及采纳情况详见附件。" if tally else ""
        return settled + (blank(f"尚有{pending}条意见没有处理结论") if pending else "")

    @property
    def reasons(self) -> tuple[str, ...]:
        """What was not simply adopted, each with its reason or condition, numbered （1）, （2）."""
        chosen = [opinion for opinion in self.opinions if opinion.outcome and opinion.verdict in NEEDS_WORDS]
        return tuple(f"（{place}）{_declined(opinion)}" for place, opinion in enumerate(chosen, 1))

    @property
    def disputes(self) -> tuple[Dispute, ...]:
        """The opinions their units maintain, as the decision body has to be told of them."""
        return tuple(_dispute(chinese(place), one) for place, one in enumerate(self.opposed, 1))

    @property
    def opposed(self) -> tuple[Opposed, ...]:
        """The opinions their units maintain: those of earlier rounds first, each said to be one."""
        earlier = self.before.opposed if self.before else ()
        known, written = {opinion.number: opinion for opinion in self.opinions}, dict(self.disputed)
        return (
            *(replace(one, when=_EARLIER) for one in earlier),
            *(Opposed(known[at], why, written.get(at)) for at, why in self.maintained if at in known),
        )

    @property
    def accord(self) -> str:
        """How the units took what became of their opinions, counted; nothing is said of a round still being settled."""
        counted = Counter(self.reactions)
        told = "、".join(f"{REACTION_WORDS[each]}{counted[each]}条" for each in Reaction if counted[each])
        return f"截至{self.signed}，已审定的{len(self.reactions)}条处理结果中，{told}。" if told else ""

    @property
    def basis(self) -> tuple[str, ...]:
        """The legal bases, numbered, or the blank for them."""
        return tuple(f"{n}.{text.strip()}" for n, text in enumerate(self.facts.basis, 1)) or (
            blank("起草所依据的法律、法规、规章和文件，写明文号"),
        )

    @property
    def contents(self) -> str:
        """How the draft is built, as far as its headings say."""
        more = blank("主要内容和主要措施")
        if not self.parts:
            return more
        return f"《{self.title}》共分{'、'.join(self.parts)}{chinese(len(self.parts))}个部分。{more}"

    @property
    def remaining(self) -> tuple[str, ...]:
        """Issue and filing, numbered."""
        facts = self.facts
        when = facts.issued_on or blank("印发日期")
        number = f"（{facts.issued_as}）" if facts.issued_as else blank("发文字号")
        issued = f"1.本文件经{blank('审议、签批情况')}后，于{when}以{number}印发。"
        return issued, f"2.{_ended(facts.filing or blank('备案情况'))}", f"3.{blank('其他需要说明的问题')}"

    def _day(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        return f"{local.year}年{local.month}月{local.day}日"

    @property
    def signed(self) -> str:
        """The date below."""
        return self._day(self.ledger.as_of)

    @property
    def _deemed(self) -> str:
        return "（按征求意见函视为无意见）" if self.silence is Silence.DEEMED_NO_COMMENT else ""


def _declined(opinion: Opinion) -> str:
    """市税务局就第三条提出：“……”，不采纳。理由：……."""
    where = f"就{opinion.clause}" if opinion.clause else ""
    return f"{opinion.unit}{where}提出：“{_quoted(opinion.text)}”，{_ended(_said(opinion))}"


def _said(opinion: Opinion) -> str:
    if opinion.outcome is None:
        return printed(Verdict.PENDING, None)
    word = printed(opinion.verdict, opinion.outcome.stage)
    why = "".join(_joined(note(opinion.outcome)))
    label = "" if opinion.verdict is Verdict.CONDITIONAL else "理由："
    return f"{word}。{label}{why}" if why else word


def _dispute(number: str, one: Opposed) -> Dispute:
    opinion, why, parts = one.opinion, one.why, one.parts
    unit = f"{opinion.unit}{one.when}"
    if parts:
        theirs = f"{unit}：{parts.theirs}"
        return Dispute(
            number, *(_ended("".join(_joined(t))) for t in (parts.question, theirs, parts.ours, parts.grounds))
        )
    about = f"关于{'原' if one.when else ''}{opinion.clause}：" if opinion.clause else ""
    return Dispute(
        number=number,
        issue=_ended(about + _quoted(opinion.text)),
        units=_ended(f"{unit}坚持原意见。{why}" if why else f"{unit}坚持原意见"),
        ours=_ended(_said(opinion)),
        grounds=blank("协调经过和依据的文件、条款"),
    )


def _quoted(text: str) -> str:
    """An opinion in one line, a long one by its beginning; quotes within quotes are single."""
    line = "".join(_joined(text)).replace("“", "‘").replace("”", "’")
    return line if len(line) <= _QUOTED else _beginning(line)


def _beginning(line: str) -> str:
    """What a long line opens before it is cut is closed again behind the dots."""
    kept, closing = line[: _QUOTED - 2], ""
    for sign in kept:
        closing = _PAIRS[sign] + closing if sign in _PAIRS else closing.removeprefix(sign)
    return f"{kept}……{closing}"


def _joined(text: str) -> Iterator[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for place, line in enumerate(lines, 1):
        yield line if place == len(lines) or line[-1] in "。；，：、！？,;:" else f"{line}；"


def _ended(text: str) -> str:
    return text if text.endswith((_FULL_STOP, "】")) else text.rstrip("；，、") + _FULL_STOP
