"""`circulate letters`: what became of every letter, in eighty columns, and what a person may do about it."""

import asyncio
import json
from email import message_from_bytes
from email.policy import default

import pytest
from rich.cells import cell_len

from desk import opening, posting, sheets
from desk.office import Desk
from models import pauses
from models.tables import Letter
from tests.commands.clerk import DUE, NOW, OPENED, ROUND, Clerk
from tests.desk.office import (
    FEW,
    FINANCE,
    INDUSTRY,
    PLANNING,
    TITLE,
    ZONE,
    address,
    asking,
    letters,
    send,
    units_sheet,
)
from tests.desk.posts import posted
from tests.mail.faults import DROP, FaultyServer

NO_USER = "550 5.1.1 <u02@unit.test>: Recipient address rejected: User unknown in virtual mailbox table"
LOCKED = "535 5.7.8 Error: authentication failed"
SPAM = "554 5.7.1 looks like spam"
STANDS_AT_NO_LINES_START = "，。、；：？！）》”’〕】…"
DAY_SENT = f"{OPENED.astimezone(ZONE):%m-%d %H:%M}"


@pytest.fixture(autouse=True)
def _three_letters_of_which_one_was_sent_one_refused_and_one_is_uncertain(desk: Desk) -> None:
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    opening.open_round(desk, asking(desk, FEW, due=DUE), OPENED)

    async def sending() -> None:
        async with FaultyServer({"RCPT": ["250 ok", NO_USER], "DOT": ["250 2.0.0 taken", DROP]}) as server:
            await posted(desk, server, OPENED)

    asyncio.run(sending())


def states(desk: Desk) -> list[str]:
    return [letter.state for letter in letters(desk)]


def joined(screen: str) -> str:
    """A screen's words without its line breaks."""
    return "".join(line.strip() for line in screen.splitlines())


@pytest.mark.parametrize("words", [(), ("--state", "sent"), ("--state", "failed"), ("--state", "uncertain")])
def test_the_letters_fit_eighty_columns_and_break_no_line_before_a_mark(clerk: Clerk, words: tuple[str, ...]) -> None:
    lines = clerk.does("letters", ROUND, *words).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert [line for line in lines if line.strip()[:1] in set(STANDS_AT_NO_LINES_START)] == []


def test_each_letter_has_its_line(clerk: Clerk) -> None:
    lines = [line.split() for line in clerk.does("letters", ROUND).splitlines()]
    assert [words[:7] for words in lines if words and words[0] in {"1", "2", "3"}] == [
        ["1", FINANCE, "征求意见函", "1", "已发", *DAY_SENT.split()],
        ["2", PLANNING, "征求意见函", "1", "发送失败", *DAY_SENT.split()],
        ["3", INDUSTRY, "征求意见函", "1", "结果待核实", *DAY_SENT.split()],
    ]


@pytest.mark.parametrize("words", [("letters", ROUND), ("status", ROUND)])
def test_what_somebody_has_to_see_to_stands_above(clerk: Clerk, desk: Desk, words: tuple[str, ...]) -> None:
    with desk.store.write() as session:
        pauses.note_trouble(session, posting.account_name(desk), LOCKED, OPENED)
        pauses.hold_round(session, 1, SPAM, OPENED)
    screen = joined(clerk.does(*words))
    for said in (
        f"：{LOCKED}；",
        "再试，排除故障后可用 circulate send 立即发出。",
        f"：{SPAM}；处理后用 circulate letters release {ROUND} 放行。",
        f"{PLANNING}（{address(PLANNING)}）：550 5.1.1",
        f"1 封不知是否送达；用 circulate letters {ROUND} --state uncertain 查看。",
    ):
        assert screen.count(said) == 1


def test_the_state_may_be_asked_for_before_the_round(clerk: Clerk) -> None:
    for words in (("--state", "failed", ROUND), (ROUND, "--state", "failed"), ("list", ROUND, "--state", "failed")):
        listed = json.loads(clerk.does("letters", *words, "--json"))["letters"]
        assert [(one["id"], one["unit"]) for one in listed] == [(2, PLANNING)]
    assert "没有“已取消”的函件。" in clerk.does("letters", ROUND, "--state", "cancelled").splitlines()


def test_the_letters_as_json(clerk: Clerk, desk: Desk) -> None:
    said = clerk.reads("letters", ROUND)
    assert (said["round"], said["paused"], said["held"]) == (ROUND, None, None)
    assert said["letters"][1] == {
        "id": 2,
        "unit": PLANNING,
        "kind": "invitation",
        "turn": 1,
        "state": "failed",
        "bounced": False,
        "at": OPENED.astimezone(ZONE).isoformat(timespec="seconds"),
        "address": address(PLANNING),
        "answer": NO_USER,
        "message_id": letters(desk)[1].message_id,
    }
    assert [one["state"] for one in said["letters"]] == ["sent", "failed", "uncertain"]


def test_a_letter_is_shown_as_its_reader_sees_it(clerk: Clerk, desk: Desk) -> None:
    lines = clerk.does("letters", "show", "1").splitlines()
    heads = dict(line.split("：", 1) for line in lines[: lines.index("")])
    assert heads | {"主题": heads["主题"].partition("〔")[0]} == {
        "函件": f"{ROUND} {FINANCE} 征求意见函，第 1 次",
        "状态": f"已发（{OPENED.astimezone(ZONE):%Y-%m-%d %H:%M}）2.0.0 taken",
        "发件人": "本单位 <water@office.test>",
        "收件人": address(FINANCE),
        "日期": f"{OPENED.astimezone(ZONE):%Y-%m-%d %H:%M}",
        "主题": f"关于征求{TITLE}意见的函",
        "邮件编号": letters(desk)[0].message_id,
    }
    assert lines[lines.index("") + 1] == f"{FINANCE}："
    attached = [line.partition("（")[0] for line in lines if line.startswith("附件：") and line.endswith("字节）")]
    assert attached == ["附件：征求意见反馈表.docx", "附件：反馈截止时间.ics", "附件：全市河道管护办法"]


def test_a_letter_is_saved_as_the_bytes_that_went_over_the_wire(clerk: Clerk, desk: Desk) -> None:
    with desk.store.write() as session:
        session.get_one(Letter, 1).state = "queued"
    assert clerk.does("letters", "show", "1", "--eml", "1.eml") == "已存为 1.eml\n"
    send(desk, OPENED)
    (kept,) = (desk.settings.sent_mail / address(FINANCE)).glob("*.eml")
    assert (clerk.folder / "1.eml").read_bytes() == kept.read_bytes()
    assert message_from_bytes(kept.read_bytes(), policy=default)["Message-ID"] == letters(desk)[0].message_id


def test_a_failed_letter_waits_again_as_the_same_letter(clerk: Clerk, desk: Desk) -> None:
    before = letters(desk)[1].message_id
    said = "第 2 号函件已重新待发，下一次发送时发出（circulate serve 每 10 分钟一次，或立即 circulate send）。\n"
    assert clerk.does("letters", "resend", "2") == said
    assert (states(desk), letters(desk)[1].message_id) == (["sent", "queued", "uncertain"], before)


def test_who_sends_an_uncertain_letter_again_is_told_what_that_means(clerk: Clerk, desk: Desk) -> None:
    ended = clerk("letters", "resend", "3")
    warning = "注意：这封函件可能已经送达；再发一次，对方可能收到邮件编号相同的两封。"
    assert (ended.code, ended.err.strip(), states(desk)) == (0, warning, ["sent", "failed", "queued"])


def test_a_person_may_know_that_a_letter_arrived(clerk: Clerk, desk: Desk) -> None:
    assert clerk.does("letters", "mark-sent", "3") == "第 3 号函件已标为已发。\n"
    assert states(desk) == ["sent", "failed", "sent"]


def test_a_held_round_is_let_go_on(clerk: Clerk, desk: Desk) -> None:
    with desk.store.write() as session:
        pauses.hold_round(session, 1, SPAM, OPENED)
        session.get_one(Letter, 2).fault = "content"
    said = f"{ROUND} 已放行，1 封被拒收的函件重新待发，下一次发送时发出（"
    assert clerk.does("letters", "release", ROUND)[: len(said)] == said
    assert states(desk) == ["sent", "queued", "uncertain"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("2026-999",), f"没有编号为“2026-999”的征求意见；最近的是 {ROUND}"),
        (("show", "99"), "没有第 99 号函件；编号见 circulate letters 列表的第一列。"),
        (("show", "1", "--eml", "units.csv/1.eml"), "文件 units.csv/1.eml 写不进去"),
        (("resend", "99"), "没有第 99 号函件"),
        (("resend", "1"), "第 1 号函件已发，不必再发。"),
        (("mark-sent", "99"), "没有第 99 号函件"),
        (("mark-sent", "2"), "第 2 号函件发送失败，只有“结果待核实”的函件才能标为已发。"),
        (("release", ROUND), f"{ROUND} 的函件没有被暂停，不必放行。"),
        (("release", "2026-999"), "没有编号为“2026-999”的征求意见"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_a_mistake_ends_in_one_sentence_and_changes_nothing(
    clerk: Clerk, words: tuple[str, ...], sentence: str
) -> None:
    clerk.puts({"units.csv": ""})
    before = clerk.record()
    ended = clerk("letters", *words)
    assert (ended.code, ended.out, [line[: len(sentence)] for line in ended.err.splitlines()]) == (1, "", [sentence])
    assert ended.err.strip().endswith("。")
    assert clerk.record() == before


@pytest.mark.parametrize("words", [("show", "one"), ("resend",), (ROUND, "--state", "lost"), (ROUND, "--jsn")])
def test_wrong_usage_is_told_apart(clerk: Clerk, words: tuple[str, ...]) -> None:
    ended = clerk("letters", *words)
    assert (ended.code, ended.out, ended.err.partition("用法见 circulate letters ")[2][-8:]) == (2, "", "--help。\n")


def test_looking_at_letters_costs_nobody_the_seconds_that_flows_need(clerk: Clerk) -> None:
    for words in ((ROUND,), ("show", "1"), ("resend", "2"), ("mark-sent", "3")):
        office = {"CIRCULATE_HOME": str(clerk.home), **clerk.settings}
        clerk.forks.start("tests.commands.prefectless:main", ["letters", *words], office, clerk.folder)
        ended = clerk.forks.ended()
        assert (ended.code, ended.err) == (0, "")


def test_sending_at_once_does_not_wait_for_a_pause_and_says_what_stops_it(clerk: Clerk, desk: Desk) -> None:
    clerk.does("letters", "resend", "2")
    nobody = {"CIRCULATE_SMTP_HOST": "127.0.0.1", "CIRCULATE_SMTP_PORT": "1", "CIRCULATE_SMTP_TLS": "none"}
    ended = clerk("send", **nobody)
    sentence = "发送已暂停：连接邮件服务器 127.0.0.1:1 失败"
    assert (ended.code, ended.out, ended.err.splitlines()[-1][: len(sentence)]) == (1, "", sentence)
    assert states(desk) == ["sent", "queued", "uncertain"]
    with desk.store.write() as session:
        pauses.note_trouble(session, posting.account_name(desk), LOCKED, NOW)
    ended = clerk("send")
    assert (ended.code, ended.out, states(desk)) == (0, "已发 1 封\n", ["sent", "sent", "uncertain"])
    assert ended.err.splitlines()[0] == (
        f"注意：没有设置邮件服务器（CIRCULATE_SMTP_HOST），函件只存为文件，在 {desk.settings.sent_mail}；"
        "没有设置发函单位（CIRCULATE_OFFICE_NAME），函件落款是“本单位”。"
    )


def test_an_office_that_has_a_name_and_a_server_is_not_forewarned(clerk: Clerk) -> None:
    server = {"CIRCULATE_SMTP_HOST": "127.0.0.1", "CIRCULATE_SMTP_PORT": "1", "CIRCULATE_SMTP_TLS": "none"}
    ended = clerk("send", CIRCULATE_OFFICE_NAME="市水利局", **server)
    assert [line for line in ended.err.splitlines() if line.startswith("注意")] == []
