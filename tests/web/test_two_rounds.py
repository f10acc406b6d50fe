"""Two rounds to the end by pages alone: the clerk, the leader and the units each at their own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from desk.office import Desk
from documents.archive_file import check_archive
from rules.errors import Refused
from rules.filing import OpinionEntry
from tests.desk.office import FINANCE, INDUSTRY, PLANNING, ROUND, address, attached, caught, draft
from tests.web.browser import Clock, Site, serving
from tests.web.first_round import (
    CHECKS,
    FIRST,
    PLANS,
    PRINTED,
    Office,
    answered,
    approved,
    closed,
    disputes,
    negotiated,
    office,
    proposed,
    sent_out,
    told,
)
from tests.web.units import at_work
from tests.web.work import fields

PUBLIC = "https://office.test"
SECOND = "2026-002"
DRAFT = draft(
    "全市河道管护办法",
    "第一条 为加强河道管护，制定本办法。",
    "第二条 经费由市级和县区共同落实。",
    "第三条 河道管护实行河长制。",
    "第四条 清淤工程在汛期施工。",
    "第五条 各单位每月报送进展情况。",
)
CARRIED = (
    f"上一轮还有 1 条意见没有了结 上一轮第 2 条 {FINANCE} 不采纳 第四条 第三条（建议：避开汛期施工） "
    "坚持原意见的理由：汛期不能施工。"
)
BEFORE = {
    FINANCE: "2. 第三条（建议：避开汛期施工） 不采纳 工期由上级文件规定。 填写意见",
    PLANNING: f"1. {PLANS} 部分采纳 责任单位另行发文明确。 2. {CHECKS} 有条件采纳 条件：市政府同意后执行。 填写意见",
}
STILL = OpinionEntry("", "第四条", "在汛期施工", "避开汛期施工")
THEN = (
    "某日，我单位再次书面征求了市财政局、市发改委、市工信局共3家单位的意见。截至某日，收到2家单位反馈，"
    "其中1家单位提出意见建议1条，1家单位无意见；1家单位未反馈。"
    "经逐条研究，采纳1条，各单位意见及采纳情况详见附件。"
)


@pytest.fixture
def site(desk: Desk, clock: Clock) -> Iterator[Site]:
    own = replace(desk, settings=desk.settings.model_copy(update={"public_url": PUBLIC}))
    with serving(own, clock) as site:
        yield site


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_two_rounds_by_pages(site: Site, tmp_path: Path) -> None:
    at = office(site)
    for step in (sent_out, answered, proposed, approved, told, negotiated, closed):
        step(at)
    for step in (asked_again, answered_again, settled_again, agreed_after_all):
        step(at)
    archived(at, tmp_path)


def asked_again(at: Office) -> None:
    """On a draft with one clause more, those concerned alone; what is in dispute travels to its place there."""
    revised = at.file("revised.docx")
    at.clerk.get(f"/rounds/new?previous={ROUND}")
    at.clerk.post("/rounds/new", fields(at.clerk) | {"do": "look"}, {"file": ("修改稿.docx", revised)})
    assert "所选文稿的批注里写着各单位的意见和采纳情况，发出后每家单位都会看到" in at.clerk.text
    at.clerk.post("/rounds/new", fields(at.clerk) | {"do": "look"}, {"file": ("办法（第二稿）.docx", DRAFT)})
    assert "主题 关于再次征求《全市河道管护办法》意见的函" in at.clerk.text
    at.clerk.post("/rounds/new", fields(at.clerk) | {"do": "send"})
    assert at.clerk.page.url.path == f"/rounds/{SECOND}"
    at.later()
    assert at.counts(SECOND) == {"invited": 3, "no_reply": 3}
    letter = caught(at.site.desk, address(FINANCE))[-1]
    assert letter["Subject"].partition("〔")[0] == "关于再次征求《全市河道管护办法》意见的函"
    assert attached(letter, "办法（第二稿）.docx") == DRAFT
    at.clerk.get(f"/rounds/{SECOND}/opinions")
    assert CARRIED in at.clerk.text


def answered_again(at: Office) -> None:
    """Each sees what became of its own opinions, and of no other's."""
    finance, planning = (at_work(at.site, unit, SECOND) for unit in (FINANCE, PLANNING))
    assert [BEFORE[FINANCE] in finance.said, BEFORE[PLANNING] in planning.said] == [True, True]
    assert [PLANS in finance.said, "避开汛期" in planning.said] == [False, False]
    finance.presses("review", STILL)
    finance.sends("/submit", {"seen": finance.seen()})
    planning.proposes()
    assert at.counts(SECOND) == {"invited": 3, "with_opinions": 1, "no_comment": 1, "no_reply": 1, "pending": 1}


def settled_again(at: Office) -> None:
    """What was in dispute is adopted now; it stays in dispute until its unit says that it agrees."""
    at.clerk.get(f"/rounds/{SECOND}/opinions")
    at.clerk.post(f"/rounds/{SECOND}/opinions", fields(at.clerk) | {"verdict-1": "adopted", "do": "save"})
    at.leader.get(f"/rounds/{SECOND}/leader")
    assert f"协商不成、存在分歧：1 条 {ROUND} 第 2 条 {FINANCE} 第三条 主要问题 工期是否避开汛期" in at.leader.text
    at.leader.post(f"/rounds/{SECOND}/leader", fields(at.leader) | {"all": "1"})
    note = at.note(SECOND)
    theirs = PRINTED[2].replace("：汛期", "（此前征求意见时提出）：汛期")
    assert note[9:11] == [f"{FIRST}经修改，再次征求意见。", THEN]
    assert disputes(note) == [*PRINTED[:2], theirs, *PRINTED[3:]]


def agreed_after_all(at: Office) -> None:
    at.clerk.get(f"/rounds/{SECOND}/telling")
    at.clerk.post(f"/rounds/{SECOND}/telling", {"all": "1"})
    at.later()
    for name in (SECOND, ROUND):
        at_work(at.site, FINANCE, name).sends("/word", {"do": "accept"})
    at.clerk.get(f"/rounds/{SECOND}/edits")
    at.clerk.post(f"/rounds/{SECOND}/edits", {"do": "sure"})
    at.clerk.post(f"/rounds/{SECOND}/end", {"close": "1"})
    assert at.clerk.page.url.path == f"/rounds/{SECOND}"
    note = at.note(SECOND)
    assert (note[9:11], disputes(note)) == ([f"{FIRST}经修改，再次征求意见。", THEN], ["没有存在重大分歧的意见。"])
    assert at.table(SECOND) == [
        [FINANCE, "第四条“在汛期施工”（建议修改为：避开汛期施工）", "采纳", ""],
        ["无意见", PLANNING, "", ""],
        ["无反馈", INDUSTRY, "", ""],
    ]


def archived(at: Office, folder: Path) -> None:
    """The archive is as it was; then one byte of it is not, and the file is named."""
    at.clerk.get(f"/rounds/{SECOND}/documents")
    path, changed, name = folder / "round.zip", folder / "changed.zip", "documents/note.docx"
    path.write_bytes(at.clerk.post(f"/rounds/{SECOND}/archive").content)
    assert check_archive(path).round == SECOND
    with ZipFile(path) as whole, ZipFile(changed, "w") as other:
        for entry in whole.namelist():
            content = bytearray(whole.read(entry))
            content[-1] ^= entry == name
            other.writestr(entry, bytes(content))
    with pytest.raises(Refused, match=rf"^归档里的文件 {name} 被改动：内容与清单不符。$"):
        check_archive(changed)
