"""The office's mailboxes: everything sent there is in the record once, whichever way it came and whatever broke."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import col, select

from desk import collecting, taking_in
from desk.doctor import Finding, examine
from desk.finding import AGAIN
from desk.office import Desk, open_desk
from desk.view import view
from mail.access import Access
from mail.fetched import note_of
from mail.imap import ImapSource
from mail.intake import MOST, Cursor, FolderSource, Source
from mail.pop3 import Pop3Source
from models.tables import Sighting
from office.settings import Kept, Settings, Tls, load
from rules.errors import MailDown
from rules.words import MessageState, Standing
from tests.desk.office import (
    FEW,
    FINANCE,
    HOUR,
    INDUSTRY,
    OFFICE,
    PLANNING,
    ROUND,
    address,
    answer,
    bounce,
    caught,
    day,
    deliver,
    filled,
    messages,
    notes,
    open_round,
)
from tests.dovecot import HOST, PASSWORD, Dovecot, Mailbox
from tests.wiretap import Wiretap

FILED, NOTED, UNSURE, QUARANTINED = (
    MessageState.FILED,
    MessageState.NOTED,
    MessageState.UNSURE,
    MessageState.QUARANTINED,
)
MONDAY = day(10, 12)
CRLF = b"\r\n"


def imap(dovecot: Dovecot, box: Mailbox, kept: Kept = Kept.FLAG, port: int = 0, password: str = PASSWORD) -> ImapSource:
    return ImapSource(Access(HOST, port or dovecot.imap, Tls.NONE, box.user, password, 20.0), kept=kept)


def pop3(dovecot: Dovecot, box: Mailbox, *, delete: bool = False) -> Pop3Source:
    return Pop3Source(Access(HOST, dovecot.pop3, Tls.NONE, box.user, PASSWORD, 20.0), delete=delete)


def wire(mail: EmailMessage) -> bytes:
    """A message as it travels."""
    return CRLF.join(mail.as_bytes().splitlines()) + CRLF


def letters(number: int) -> list[bytes]:
    return [f"From: s{n}@elsewhere.test\r\nSubject: {n}\r\n\r\nbody {n}\r\n".encode() for n in range(1, number + 1)]


def take_in(desk: Desk, *sources: Source) -> list[MessageState]:
    collecting.collect(desk, sources, MONDAY)
    return [taking_in.read_message(desk, message, MONDAY) for message in taking_in.to_read(desk)]


def sightings(desk: Desk) -> list[tuple[int, bool]]:
    """Which message was seen, and whether its server knows, in the order of the names it has there."""
    with desk.store.read() as session:
        rows = session.exec(select(Sighting).order_by(col(Sighting.mailbox_id), col(Sighting.message_id)))
        return [(row.message_id, row.told) for row in rows]


def test_two_hundred_messages_are_kept_once_and_the_second_run_finds_nothing(
    dovecot: Dovecot, box: Mailbox, desk: Desk
) -> None:
    box.deliver(letters(200))
    assert collecting.keep_new(desk, imap(dovecot, box), MONDAY) == 200
    assert collecting.keep_new(desk, imap(dovecot, box), MONDAY) == 0
    assert len(messages(desk)) == 200
    assert sightings(desk) == [(number, True) for number in range(1, 201)]
    assert box.flags() == ["Sa"] * 200


def test_a_mailbox_numbered_anew_brings_nothing_twice(dovecot: Dovecot, box: Mailbox, desk: Desk) -> None:
    box.deliver(letters(60))
    collecting.keep_new(desk, imap(dovecot, box), MONDAY)
    before = [(message.id, message.sha256) for message in messages(desk)]
    box.renumber(validity=4_294_967_295)
    box.deliver([b"Subject: new\r\n\r\n"])
    assert collecting.keep_new(desk, imap(dovecot, box), MONDAY) == 61
    assert [(message.id, message.sha256) for message in messages(desk)][:60] == before
    assert len(messages(desk)) == 61
    assert collecting.keep_new(desk, imap(dovecot, box), MONDAY) == 0


def test_what_a_dead_run_could_not_tell_the_server_is_told_by_the_next(
    dovecot: Dovecot, box: Mailbox, desk: Desk
) -> None:
    box.deliver(letters(3))
    moving = imap(dovecot, box, Kept.MOVE)
    with moving.open() as opened:
        (batch,) = opened.batches(Cursor(), list)
    collecting._keep(desk, moving, batch, MONDAY)  # noqa: SLF001 - the line after which a run dies
    assert sightings(desk) == [(1, False), (2, False), (3, False)]
    assert collecting.keep_new(desk, moving, MONDAY) == 0
    assert sightings(desk) == [(1, True), (2, True), (3, True)]
    assert (box.flags(), box.flags(".Circulate")) == ([], ["Sa"] * 3)


def test_a_server_gone_in_the_middle_loses_nothing_and_the_next_run_goes_on(
    dovecot: Dovecot, box: Mailbox, desk: Desk
) -> None:
    box.deliver([*letters(MOST), b"Subject: large\r\n\r\n" + b"z" * 500_000])
    with Wiretap(dovecot.imap, cut=100_000) as tap, pytest.raises(MailDown):
        collecting.keep_new(desk, imap(dovecot, box, port=tap.port), MONDAY)
    assert len(messages(desk)) == MOST
    assert collecting.keep_new(desk, imap(dovecot, box), MONDAY) == 1
    assert len(messages(desk)) == MOST + 1


def test_one_mail_that_came_four_ways_is_filed_once(dovecot: Dovecot, box: Mailbox, desk: Desk) -> None:
    open_round(desk)
    mail = answer(caught(desk, address(FINANCE))[0], "建议删去第三条。")
    second = dovecot.mailbox()
    box.deliver([wire(mail)])
    second.deliver([b"Delivered-To: other@office.test\r\n" + wire(mail)])
    folder = deliver(desk, mail)
    states = take_in(desk, imap(dovecot, box), pop3(dovecot, box), imap(dovecot, second), FolderSource(folder))
    assert states == [FILED, NOTED, NOTED]
    assert notes(desk, NOTED) == ["与第 1 号来信是同一封邮件。"] * 2
    assert [opinion.text for opinion in view(desk, ROUND, MONDAY).opinions] == ["建议删去第三条。"]
    assert sightings(desk) == [(1, True), (1, True), (2, True)]


def test_another_text_under_the_same_message_id_is_kept_and_flagged(desk: Desk) -> None:
    open_round(desk)
    mail = answer(caught(desk, address(FINANCE))[0], "建议删去第三条。")
    folder = deliver(desk, mail)
    mail.set_content("建议删去第四条。")
    deliver(desk, mail)
    assert take_in(desk, FolderSource(folder)) == [FILED, MessageState.UNSURE]
    assert notes(desk, MessageState.UNSURE) == [f"{AGAIN}与第 1 号来信的 Message-ID 相同而内容不同，请核实。"]


def test_pop3_fetches_each_message_once_and_deletes_it_when_it_is_kept(
    dovecot: Dovecot, box: Mailbox, desk: Desk
) -> None:
    box.deliver(letters(60))
    assert collecting.keep_new(desk, pop3(dovecot, box), MONDAY) == 60
    assert collecting.keep_new(desk, pop3(dovecot, box), MONDAY) == 0
    assert len(box.flags()) == 60
    assert collecting.keep_new(desk, pop3(dovecot, box, delete=True), MONDAY) == 0
    assert box.flags() == []
    assert len(messages(desk)) == 60


def test_everything_sent_to_the_mailbox_is_somewhere_in_the_record(dovecot: Dovecot, box: Mailbox, desk: Desk) -> None:
    open_round(desk)
    finance, planning, industry = (caught(desk, address(unit))[0] for unit in FEW)
    away = answer(industry, "我正在休假。")
    away["Auto-Submitted"] = "auto-replied"
    good = answer(planning, form=filled(planning, "删去“尽快”。", "经费列入市级预算。"))
    files = box.deliver(
        [
            *map(wire, (answer(finance, "经研究，无意见。"), good, away, bounce(industry), answer(finance, "您好！"))),
            *(b"", b"\x00\xff" * 500, b"From: \r\n\r\n", b"Content-Type: multipart/mixed\n\nx"),
            *letters(2),
            wire(good),
        ]
    )
    source = imap(dovecot, box)
    with source.open() as opened:
        list(opened.batches(Cursor(), list))
    next(box.folder.rglob(f"{files[-3].name}*")).chmod(0)
    counts = Counter(take_in(desk, source))
    # The same form sent again, byte for byte, is the one message it was; what the server cannot give is a note.
    assert counts == Counter({FILED: 2, NOTED: 2, UNSURE: 7})
    assert counts.total() == len(messages(desk)) == len(files) - 1
    assert [message.subject for message in messages(desk, UNSURE)][-2:] == [
        note_of(source.name, 10).decode().split("\r\n")[0].removeprefix("Subject: "),
        "2",
    ]
    assert {unit.unit: unit.standing for unit in view(desk, ROUND, MONDAY + HOUR).units} == {
        FINANCE: Standing.NO_COMMENT,
        PLANNING: Standing.WITH_OPINIONS,
        INDUSTRY: Standing.UNDELIVERABLE,
    }


def test_a_mailbox_that_is_down_does_not_keep_the_others_waiting(dovecot: Dovecot, box: Mailbox, desk: Desk) -> None:
    box.deliver(letters(2))
    with pytest.raises(MailDown) as down:
        collecting.collect(desk, [imap(dovecot, box, password="wrong"), pop3(dovecot, box)], MONDAY)
    assert down.value.sentence.startswith(f"邮箱 imap:{box.user}@127.0.0.1/INBOX 拒绝登录")
    assert len(messages(desk)) == 2


def test_two_collectors_of_one_mailbox_keep_each_message_once(
    dovecot: Dovecot, box: Mailbox, opening_desk: Callable[[], Desk]
) -> None:
    box.deliver(letters(60))
    first, second = opening_desk(), opening_desk()
    source = imap(dovecot, box)
    with source.open() as early:
        batches = list(early.batches(Cursor(), list))
    assert collecting.keep_new(first, source, MONDAY) == 60
    for batch in batches[:1]:
        collecting._keep(second, source, batch, MONDAY)  # noqa: SLF001 - the slower of the two, still at its first batch
    assert len(messages(first)) == 60
    assert collecting.keep_new(second, source, MONDAY) == 0


def test_mail_comes_from_what_is_set_and_else_from_the_offices_own_folder(tmp_path: Path) -> None:
    def names(settings: Settings, folder: Path | None = None) -> list[str]:
        return [source.name for source in collecting.sources_of(settings, folder)]

    none = load(home=tmp_path)
    both = load(home=tmp_path, imap_host="i.test", imap_user="a", pop3_host="p.test", pop3_user="b")
    assert names(none) == [str(tmp_path / "mail" / "inbox")]
    assert names(both) == ["imap:a@i.test/INBOX", "pop3:b@p.test"]
    assert names(both, tmp_path / "x") == [str(tmp_path / "x")]


def mailbox_findings(settings: Settings) -> list[Finding]:
    desk = open_desk(settings)
    found = [finding for finding in examine(desk.settings, MONDAY) if finding.part == "收信"]
    desk.store.engine.dispose()
    return [replace(finding, mend="") for finding in found]


def test_the_doctor_opens_the_mailbox(dovecot: Dovecot, box: Mailbox, tmp_path: Path) -> None:
    way = {"imap_host": HOST, "imap_port": dovecot.imap, "imap_tls": Tls.NONE, "imap_user": box.user}
    office = {"home": tmp_path / "home", "office_email": OFFICE}
    name = f"imap:{box.user}@127.0.0.1/INBOX"
    box.deliver(letters(1))
    assert mailbox_findings(load(**office, **way, imap_password=PASSWORD)) == [Finding("收信", f"{name} 可以打开")]
    (refused,) = mailbox_findings(load(**office, **way, imap_password="wrong"))
    assert (refused.well, refused.needed) == (False, True)
    assert refused.words.startswith(f"邮箱 {name} 拒绝登录")
    assert mailbox_findings(load(**office)) == [
        Finding("收信", f"没有设置收信邮箱，只收 {load(**office).inbox} 里的 .eml 文件", well=False, needed=False)
    ]
    assert box.flags() == [""]
