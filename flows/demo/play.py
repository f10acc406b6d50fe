"""The days of the demonstration: time passes by an argument, everything else really happens."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path

from desk import answering, archiving, closing, editing, filing, opening, papers, sheets, telling
from desk.filing import Entered
from desk.office import Desk
from desk.opening import Request
from desk.page_addresses import page_addresses
from desk.rehearsing import owed_today
from desk.view import RoundView, view
from documents.draft_writing import write_draft
from documents.opinion_text import text_of
from documents.outcome_sheet import write_outcomes
from documents.unit_sheet import write_units
from flows.close_round import close_round
from flows.collect_replies import collect_replies
from flows.demo.script import FOLDER, Answer, Script
from flows.demo.units import answer_by_mail
from flows.open_round import open_round
from flows.remind import remind
from flows.send_letters import send_letters
from flows.write_documents import write_documents
from models import outcomes, rounds
from models.rounds import NewDue
from rules.answering import Draft
from rules.deadlines import due_moment
from rules.errors import ConditionMissing
from rules.filing import OpinionEntry
from rules.settling import Opinion
from rules.words import LETTER_WORDS, Channel, Verdict

MORNING, EVENING = time(9, 30), time(18, 30)
Act = Callable[[str, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Play:
    """One performance: the office it happens in, what is to happen, where files go, and how it is told."""

    desk: Desk
    script: Script
    folder: Path
    say: Callable[[datetime, str], None]

    async def run(self) -> RoundView:
        """Play the round from its opening to its documents; returns how it stands at the end."""
        name = await self._open()
        for moment, act in sorted(self._acts(), key=lambda happening: happening[0]):
            await act(name, moment)
        return view(self.desk, name, self.script.round.closed)

    def _acts(self) -> Iterator[tuple[datetime, Act]]:
        asked = self.script.round
        for number in range(1, (asked.closed.date() - asked.opened.date()).days):
            day = asked.opened.date() + timedelta(days=number)
            yield datetime.combine(day, MORNING, tzinfo=self.desk.settings.zone), self._remind
            yield datetime.combine(day, EVENING, tzinfo=self.desk.settings.zone), self._sum_up
        for answer in self.script.answers:
            enter = {Channel.MAIL: self._mail, Channel.WEB: self._page}.get(answer.channel, self._paper)
            yield answer.on, partial(enter, answer)
        yield self.script.extension.on, self._extend
        yield asked.proposed, self._propose
        yield asked.approved, self._approve
        yield asked.closed, self._close

    async def _open(self) -> str:
        desk, asked, opened = self.desk, self.script.round, self.script.round.opened
        register = papers.put(self.folder / "units.xlsx", write_units(unit.entry for unit in self.script.units))
        self.say(opened, f"导入单位表 units.xlsx：{sheets.import_units(desk, register).added} 家单位")
        draft = write_draft((FOLDER / "draft.txt").read_text("utf-8"))
        papers.put(self.folder / asked.file, draft)
        due = due_moment(asked.due, desk.calendar, opened, desk.settings.closing_time).moment
        request = Request(asked.title, asked.file, "", due, opening.choose_units(desk, opening.EVERYONE))
        name = await open_round(opening.with_draft(desk, request, draft), opened)
        units = view(desk, name, opened).ledger.units
        self.say(
            opened, f"发出 {name}：{units.invited - units.unsent} 封征求意见函，截止 {desk.local(due):%m-%d %H:%M}"
        )
        return name

    async def _remind(self, name: str, now: datetime) -> None:
        owed = owed_today(self.desk, now, name)
        if owed:  # the schedule runs it every day; on the others it finds nothing to do
            await remind(now=now)
        for kind in dict.fromkeys(letter.kind for letter in owed if not letter.calls):
            units = [letter.unit for letter in owed if letter.kind is kind and not letter.calls]
            self.say(now, f"{LETTER_WORDS[kind]} {len(units)} 封：{_some(units)}")
        for letter in owed:
            if letter.calls:
                self.say(now, f"请本单位电话催办 {len(letter.calls)} 家，附催办单：{_some(letter.calls)}")

    async def _sum_up(self, name: str, now: datetime) -> None:
        if closing.owes_summary(self.desk, name, now):
            await close_round(now)
            self.say(now, f"已到截止时间，情况汇总发给本单位：{view(self.desk, name, now).ledger.sentence}")

    async def _mail(self, answer: Answer, _name: str, now: datetime) -> None:
        settings, unit = self.desk.settings, self.script.unit(answer.unit)
        answer_by_mail(settings.sent_mail, settings.inbox, unit, answer, settings.office_email)
        await collect_replies(now=now)
        how = "在邮件正文中答复" if answer.words else "用邮件发回反馈表"
        self.say(now, f"{answer.unit}（{how}）：{_what(answer)}，已登记并发出回执")

    async def _page(self, answer: Answer, name: str, now: datetime) -> None:
        (page,) = page_addresses(self.desk, name, answer.unit)
        token = page.address.rpartition("/")[2]
        said = tuple(replace(entry, text="") for entry in _entry(answer))
        kept = answering.save_answer(self.desk, token, Draft(said, self.script.unit(answer.unit).contact), 0, now)
        sent = answering.submit(self.desk, token, kept.version, now)
        await send_letters(now)
        self.say(now, f"{answer.unit}（在反馈网页上填写）：{_what(answer)}，回执编号 {sent.receipt}")

    async def _paper(self, answer: Answer, name: str, now: datetime) -> None:
        opinions = tuple(_entry(answer))
        scan = (FOLDER / answer.scan).read_bytes()
        entered = Entered(received=now, channel=answer.channel, opinions=opinions, scan=scan)
        filing.enter_reply(self.desk, name, answer.unit, entered, now)
        await collect_replies(now=now)
        self.say(now, f"{answer.unit}（纸质盖章件，附扫描件）：{_what(answer)}，由经办人录入，已发出回执")

    async def _extend(self, name: str, now: datetime) -> None:
        wanted, desk = self.script.extension, self.desk
        moment = due_moment(wanted.due, desk.calendar, now, desk.settings.closing_time).moment
        with desk.store.write() as session:
            rounds.extend(session, name, NewDue(moment, wanted.unit, wanted.reason), now)
        self.say(now, f"{wanted.unit} 申请延期，同意延至 {desk.local(moment):%m-%d %H:%M}")

    async def _propose(self, name: str, now: datetime) -> None:
        title, opinions = self.script.round.title, view(self.desk, name, now).opinions
        decided = list(self._decided(opinions))
        file = papers.put(self.folder / "outcomes.xlsx", write_outcomes(_without_condition(decided), title))
        try:
            sheets.import_outcomes(self.desk, name, file, now)
        except ConditionMissing as refusal:
            self.say(now, f"导入 outcomes.xlsx 被拒绝：{refusal.sentence}")
        papers.put(file, write_outcomes(decided, title))
        changed = sheets.import_outcomes(self.desk, name, file, now)
        self.say(now, f"补写条件后重新导入 outcomes.xlsx：{changed} 条处理建议")

    async def _approve(self, name: str, now: datetime) -> None:
        with self.desk.store.write() as session:
            done = outcomes.approve(session, name, [], now)
        self.say(now, f"领导审定 {done} 条意见的采纳情况")
        adopted = [
            each for each in editing.edits_of(self.desk, name).opinions if each.opinion.verdict is Verdict.ADOPTED
        ]
        for each in adopted:
            editing.confirm_proposed(self.desk, name, each.opinion.number, self.script.office.contact, now)
        self.say(now, f"经办人逐条核对，认定 {len(adopted)} 条意见对文稿的修改")

    async def _close(self, name: str, now: datetime) -> None:
        closing.close(self.desk, name, now)
        told = telling.tell(self.desk, name, now, by=self.script.office.contact)
        await send_letters(now)
        self.say(now, f"办结，向 {len(told)} 家单位告知意见采纳情况")
        files = await write_documents(name, str(self.folder), now)
        self.say(now, f"写出 {'、'.join(Path(file).name for file in files)}")
        whole = archiving.write_archive(self.desk, name, self.folder / f"{name}.zip", now, self.script.office.contact)
        self.say(now, f"归档 {name}.zip：{len(whole.files)} 个文件，清单 SHA-256 {whole.sha256[:16]}…")

    def _decided(self, opinions: tuple[Opinion, ...]) -> Iterator[Opinion]:
        """The opinions with the script's verdicts, matched unit by unit in the order they were given."""
        said = {answer.unit: iter(answer.opinions) for answer in self.script.answers}
        for opinion in opinions:
            yield replace(opinion, outcome=next(said[opinion.unit]).outcome)


def _entry(answer: Answer) -> Iterator[OpinionEntry]:
    for number, said in enumerate(answer.opinions, 1):
        yield OpinionEntry(text_of(said.row(number)), said.place, said.original, said.proposal, said.grounds)


def _without_condition(opinions: list[Opinion]) -> list[Opinion]:
    """The sheet as a clerk in a hurry would hand it in."""
    return [
        replace(opinion, outcome=replace(opinion.outcome, condition=""))
        if opinion.outcome and opinion.verdict is Verdict.CONDITIONAL
        else opinion
        for opinion in opinions
    ]


def _what(answer: Answer) -> str:
    return f"意见 {len(answer.opinions)} 条" if answer.opinions else "无意见"


def _some(units: Sequence[str], shown: int = 4) -> str:
    return "、".join(units[:shown]) + (f"等 {len(units)} 家" if len(units) > shown else "")
