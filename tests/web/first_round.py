"""A first round to its end by pages: answered in four ways, one proposal returned, one dispute left over."""

import io
import re
from dataclasses import dataclass

from docx import Document

from desk.disputing import reactions
from desk.view import view
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from rules.filing import OpinionEntry
from rules.words import Duty
from tests.desk.office import (
    AUDIT,
    FINANCE,
    HOUR,
    INDUSTRY,
    PLANNING,
    ROUND,
    TAX,
    UNITS,
    address,
    caught,
    draft,
    form_in,
    send,
    units_sheet,
)
from tests.web.browser import Browser, Site
from tests.web.units import at_work
from tests.web.work import fields

DRAFT = draft(
    "全市河道管护办法",
    "第一条 为加强河道管护，制定本办法。",
    "第二条 经费由市财政局落实。",
    "第三条 清淤工程在汛期施工。",
    "第四条 各单位每月报送进展情况。",
)
MONEY = OpinionEntry("", "第二条", "经费由市财政局落实", "经费由市级和县区共同落实")
FLOODS = OpinionEntry("", "第三条", "", "避开汛期施工")
PLANS, CHECKS, MONTHLY = "明确管护责任单位。", "增加考核办法。", "改为每季度报送。"
DISPUTE = {"question": "工期是否避开汛期", "theirs": "汛期不能施工。", "ours": "不采纳。", "grounds": "《防洪法》"}
VERDICTS = ("adopted", "rejected", "partly", "conditional", "rejected")
HEARD = {"invited": 5, "with_opinions": 3, "no_comment": 1, "no_reply": 1}
CONFLICT = 409
FIRST = (
    "某日，我单位书面征求了市财政局、市发改委、市工信局等5家单位的意见。截至某日，收到4家单位反馈，"
    "其中3家单位提出意见建议5条，1家单位无意见；1家单位未反馈。"
    "经逐条研究，采纳1条、部分采纳1条、有条件采纳1条、不采纳2条，各单位意见及采纳情况详见附件。"
)
PRINTED = [
    "（一）争议的主要问题",
    "工期是否避开汛期。",
    f"有关单位的意见：{FINANCE}：汛期不能施工。",
    "我单位的意见和理由：不采纳。",
    "依据：《防洪法》。",
]


@dataclass(frozen=True, slots=True)
class Office:
    """Two people of one office, each before a browser, and the office's own clock."""

    site: Site
    clerk: Browser
    leader: Browser

    def later(self) -> None:
        """Letters go out, and an hour passes."""
        send(self.site.desk, self.site.clock.now)
        self.site.clock.now += HOUR

    def counts(self, name: str = ROUND) -> dict[str, int]:
        """What the ledger counts, zeroes left out."""
        ledger = view(self.site.desk, name, self.site.clock.now).ledger
        units: dict[str, int] = {
            field: getattr(ledger.units, field) for field in ("invited", "with_opinions", "no_comment", "no_reply")
        }
        counts = units | {str(verdict): count for verdict, count in ledger.verdicts.items()}
        return {word: count for word, count in counts.items() if count}

    def file(self, name: str, round_: str = ROUND) -> bytes:
        """A document as the clerk downloads it."""
        return self.clerk.get(f"/rounds/{round_}/documents/{name}").content

    def note(self, name: str = ROUND) -> list[str]:
        """The paragraphs of the drafting note, days left out."""
        return [
            re.sub(r"\d+年\d+月\d+日", "某日", p.text)
            for p in Document(io.BytesIO(self.file("note.docx", name))).paragraphs
        ]

    def table(self, name: str = ROUND) -> list[list[str]]:
        (table,) = Document(io.BytesIO(self.file("table.docx", name))).tables
        return [[cell.text for cell in row.cells] for row in table.rows][1:]


def office(site: Site) -> Office:
    return Office(site, site.signed_in(Duty.CLERK), site.signed_in(Duty.LEADER))


def disputes(note: list[str]) -> list[str]:
    """The note's section on disputes, after its count."""
    return note[note.index("五、重大分歧意见的协调处理情况") + 2 : note.index("六、合法性审核、公平竞争审查等情况")]


def sent_out(at: Office) -> None:
    sheet = units_sheet(at.site.desk.settings.home / "units.csv", UNITS[:5]).read_bytes()
    at.clerk.get("/units/import")
    at.clerk.post("/units/import", files={"sheet": ("名单.csv", sheet)})
    at.clerk.post("/units/import", fields(at.clerk) | {"do": "bring"})
    at.clerk.get("/rounds/new")
    at.clerk.post("/rounds/new", fields(at.clerk) | {"group": "all", "do": "look"}, {"file": ("办法.docx", DRAFT)})
    at.clerk.post("/rounds/new", fields(at.clerk) | {"do": "send"})
    assert at.clerk.page.url.path == f"/rounds/{ROUND}"
    at.later()
    assert at.counts() == {"invited": 5, "no_reply": 5}


def answered(at: Office) -> None:
    """On its page, on paper, by the form, with no comment; one keeps silent."""
    finance = at_work(at.site, FINANCE)
    finance.presses("review", MONEY, FLOODS)
    finance.sends("/submit", {"seen": finance.seen()})
    at.clerk.get(f"/rounds/{ROUND}/enter?unit={PLANNING}")
    paper = {"channel": "paper", "opinion": [PLANS, CHECKS], "do": "save"}
    at.clerk.post(f"/rounds/{ROUND}/enter", fields(at.clerk) | paper, {"scan_file": ("盖章件.pdf", b"%PDF-1.7")})
    assert f"已登记{PLANNING}的反馈：意见 2 条。" in at.clerk.text
    form = form_in(caught(at.site.desk, address(INDUSTRY))[0])
    industry = at_work(at.site, INDUSTRY)
    industry.opens("/upload")
    file = fill_form(form, rows=[FormRow(1, "第四条", proposal=MONTHLY)])
    industry.sends("/upload", {"do": "form"}, {"form": ("反馈表.docx", file)})
    industry.opens("/review")
    industry.sends("/submit", {"seen": industry.seen()})
    at_work(at.site, AUDIT).proposes()
    assert at.counts() == {**HEARD, "pending": 5}


def proposed(at: Office) -> None:
    here = f"/rounds/{ROUND}/opinions"
    at.clerk.get(here)
    typed = {
        **{f"verdict-{number}": verdict for number, verdict in enumerate(VERDICTS, 1)},
        "reason-2": "工期由上级文件规定。",
        "reason-3": "责任单位另行发文明确。",
        "reason-5": "不便。",
        "condition-4": "市政府同意后执行。",
    }
    at.clerk.post(here, fields(at.clerk) | typed | {"do": "save"})
    assert at.clerk.post(f"/rounds/{ROUND}/end", {"close": "1"}).status_code == CONFLICT
    assert "现在还不能办结： 5 条处理建议等待审定" in at.clerk.text


def approved(at: Office) -> None:
    """The leader sends one back, which blocks the close until it is proposed anew."""
    here = f"/rounds/{ROUND}/leader"
    at.leader.get(here)
    at.leader.post(here, fields(at.leader) | {"back": "5", "words5": "理由不充分"})
    at.leader.post(here, fields(at.leader) | {"all": "1"})
    assert "已审定 4 条。" in at.leader.text
    assert at.clerk.post(f"/rounds/{ROUND}/end", {"close": "1"}).status_code == CONFLICT
    assert "现在还不能办结： 1 条处理建议被退回，要重新提出" in at.clerk.text
    at.clerk.get(f"/rounds/{ROUND}/opinions?only=returned")
    assert "理由不充分" in at.clerk.text
    at.clerk.post(f"/rounds/{ROUND}/opinions", fields(at.clerk) | {"reason-5": "上级要求每月报送。", "do": "save"})
    at.leader.get(here)
    at.leader.post(here, fields(at.leader) | {"all": "1"})
    assert at.counts() == {**HEARD, "adopted": 1, "partly": 1, "conditional": 1, "rejected": 2}


def told(at: Office) -> None:
    """One agrees, two maintain, on their own pages."""
    at.clerk.get(f"/rounds/{ROUND}/telling")
    at.clerk.post(f"/rounds/{ROUND}/telling", {"all": "1"})
    assert "已告知 3 家。" in at.clerk.text
    at.later()
    planning, finance, industry = (at_work(at.site, unit) for unit in (PLANNING, FINANCE, INDUSTRY))
    planning.sends("/word", {"do": "accept"})
    finance.sends("/word", {"do": "accept-1"})
    finance.sends("/word", {"do": "maintain-2", "why-2": ""})
    assert "坚持原意见的，请写明理由" in finance.said
    finance.sends("/word", {"do": "maintain-2", "why-2": "汛期不能施工。"})
    industry.sends("/word", {"do": "maintain-5", "why-5": "每月报送负担过重。"})


def negotiated(at: Office) -> None:
    """With one agreement is found; with the other it is not, and the leader sees the dispute."""
    talk = {"do": "negotiate", "date": f"{at.site.clock.now:%Y-%m-%d}", "time": "09:00", "form": "meeting"}
    for number, agreed in ((5, "yes"), (2, "no")):
        at.clerk.get(f"/rounds/{ROUND}/telling/{number}")
        who = {"people": "双方分管负责同志", "result": "见纪要", "agreed": agreed}
        at.clerk.post(f"/rounds/{ROUND}/telling/{number}", talk | who)
    at.clerk.post(f"/rounds/{ROUND}/telling/2", {"do": "dispute", **DISPUTE})
    stand = {one.number: one.reaction for one in reactions(at.site.desk, ROUND, at.site.clock.now)}
    assert stand == {1: "accepted", 2: "disputed", 3: "accepted", 4: "accepted", 5: "agreed"}
    at.leader.get(f"/rounds/{ROUND}/leader")
    assert f"协商不成、存在分歧：1 条 第 2 条 {FINANCE} 第三条 主要问题 工期是否避开汛期" in at.leader.text


def closed(at: Office) -> None:
    """The revised draft holds what was adopted; note and table say what the ledger says."""
    at.clerk.get(f"/rounds/{ROUND}/edits")
    at.clerk.post(f"/rounds/{ROUND}/edits", {"do": "sure"})
    at.clerk.post(f"/rounds/{ROUND}/end", {"close": "1"})
    assert at.clerk.page.url.path == f"/rounds/{ROUND}"
    note = at.note()
    assert (note[9], disputes(note)) == (FIRST, PRINTED)
    assert at.table() == [
        [FINANCE, "第二条“经费由市财政局落实”（建议修改为：经费由市级和县区共同落实）", "采纳", ""],
        [FINANCE, "第三条（建议：避开汛期施工）", "不采纳", "工期由上级文件规定。"],
        [PLANNING, PLANS, "部分采纳", "责任单位另行发文明确。"],
        [PLANNING, CHECKS, "有条件采纳", "条件：市政府同意后执行。"],
        [INDUSTRY, f"第四条（建议：{MONTHLY}）", "不采纳", "上级要求每月报送。"],
        ["无意见", AUDIT, "", ""],
        ["无反馈", TAX, "", ""],
    ]
