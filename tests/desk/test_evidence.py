"""What was uncertain is settled by what comes in: our own copy, an automatic answer, a report; answers find home."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest

from desk.matching import token_among
from desk.office import Desk
from desk.view import view
from models.tables import Letter
from office.settings import ReplyAddress
from rules.tokens import token_for
from rules.words import LetterState, MessageKind, MessageState, Standing
from tests.desk.office import (
    DUE,
    FINANCE,
    HOUR,
    OFFICE,
    OPENED,
    PLANNING,
    ROUND,
    address,
    answer,
    bounce,
    caught,
    letters,
    messages,
    notes,
    open_round,
    take_in,
)

FILED, NOTED, UNSURE = MessageState.FILED, MessageState.NOTED, MessageState.UNSURE
SENT, UNCERTAIN = LetterState.SENT, LetterState.UNCERTAIN


@pytest.fixture
def uncertain(desk: Desk) -> EmailMessage:
    """The invitation of the finance bureau, of which nobody knows whether it left; the others were sent."""
    open_round(desk)
    with desk.store.write() as session:
        letter = session.get_one(Letter, 1)
        letter.state, letter.sent = UNCERTAIN, None
    return caught(desk, address(FINANCE))[0]


def states(desk: Desk) -> list[str]:
    return [letter.state for letter in letters(desk)]


def automatic(letter: EmailMessage, **headers: str) -> EmailMessage:
    """An absence note."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = address(FINANCE), OFFICE, f"自动回复：{letter['Subject']}"
    mail["Auto-Submitted"] = "auto-replied"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("我正在休假。")
    return mail


def test_our_own_copy_proves_that_the_letter_left_and_is_nobodys_answer(desk: Desk, uncertain: EmailMessage) -> None:
    assert take_in(desk, OPENED + HOUR, uncertain) == [NOTED]
    (kept,) = messages(desk)
    assert (kept.kind, kept.note, kept.invitation_id) == (
        MessageKind.OWN,
        "本单位发出的函件的副本，证明函件已经发出。",
        None,
    )
    assert (states(desk), letters(desk)[0].sent) == ([SENT] * 3, OPENED)
    assert view(desk, ROUND, DUE).ledger.units.answered == 0


def test_a_unit_that_sends_our_letter_back_with_its_answer_is_heard(desk: Desk, uncertain: EmailMessage) -> None:
    reply = answer(uncertain, "经研究，无意见。")
    del reply["Message-ID"]
    reply["Message-ID"] = str(uncertain["Message-ID"])
    assert take_in(desk, OPENED + HOUR, reply) == [FILED]
    assert view(desk, ROUND, DUE).units[0].standing is Standing.NO_COMMENT


def test_an_automatic_answer_proves_that_the_letter_it_answers_left(desk: Desk, uncertain: EmailMessage) -> None:
    assert take_in(desk, OPENED + HOUR, automatic(uncertain, In_Reply_To=str(uncertain["Message-ID"]))) == [NOTED]
    assert (states(desk), messages(desk)[0].invitation_id) == ([SENT] * 3, 1)
    assert view(desk, ROUND, OPENED + HOUR).units[0].standing is Standing.AWAITING


def test_an_older_letter_of_the_thread_is_not_proved_by_an_answer_to_a_later_one(
    desk: Desk, uncertain: EmailMessage
) -> None:
    other = str(caught(desk, address(PLANNING))[0]["Message-ID"])
    take_in(desk, OPENED + HOUR, automatic(uncertain, References=f"{uncertain['Message-ID']} {other}"))
    assert states(desk) == [UNCERTAIN, SENT, SENT]


def delayed(letter: EmailMessage) -> EmailMessage:
    """The next server cannot pass it on yet."""
    report = bounce(letter).as_bytes().replace(b"Action: failed", b"Action: delayed")
    return BytesParser(policy=default).parsebytes(report)


def read(letter: EmailMessage) -> EmailMessage:
    """Somebody has opened it."""
    receipt = automatic(letter)
    receipt.replace_header("Content-Type", 'multipart/report; report-type=disposition-notification; boundary="B"')
    receipt.set_payload(
        "--B\nContent-Type: text/plain\n\nread\n\n--B\nContent-Type: message/disposition-notification\n\n"
        f"Original-Message-ID: {letter['Message-ID']}\nDisposition: manual-action; displayed\n\n--B--\n"
    )
    return receipt


@pytest.mark.parametrize(
    ("report", "standing"),
    [(bounce, Standing.UNDELIVERABLE), (delayed, Standing.AWAITING), (read, Standing.AWAITING)],
)
def test_a_report_of_any_kind_proves_that_the_letter_left(
    desk: Desk, uncertain: EmailMessage, report: Callable[[EmailMessage], EmailMessage], standing: Standing
) -> None:
    assert take_in(desk, OPENED + HOUR, report(uncertain)) == [NOTED]
    assert (states(desk), view(desk, ROUND, OPENED + HOUR).units[0].standing) == ([SENT] * 3, standing)


@pytest.fixture
def plus(desk: Desk) -> Desk:
    """The office with a mailbox that takes office+token@."""
    return replace(desk, settings=desk.settings.model_copy(update={"reply_address": ReplyAddress.PLUS}))


def token(desk: Desk, number: int) -> str:
    return token_for(desk.secret, ROUND, number)


def test_letters_ask_for_answers_at_the_office_where_nothing_else_is_set(desk: Desk) -> None:
    open_round(desk)
    assert caught(desk, address(FINANCE))[0]["Reply-To"] is None


def test_letters_ask_for_answers_at_the_units_own_address_where_the_mailbox_has_it(plus: Desk) -> None:
    open_round(plus)
    (asked,) = caught(plus, address(PLANNING))[0]["Reply-To"].addresses
    assert (asked.addr_spec, asked.display_name) == (f"water+{token(plus, 2)}@office.test", "市水利局")


def unthreaded(to: str) -> EmailMessage:
    """An answer from an unknown address that names no letter, only where it goes."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "someone@elsewhere.test", to, "回复"
    mail["Message-ID"] = "<new@elsewhere.test>"
    mail.set_content("经研究，无意见。")
    return mail


def test_an_answer_that_names_no_letter_is_known_by_where_it_goes(plus: Desk) -> None:
    open_round(plus)
    letter = caught(plus, address(PLANNING))[0]
    assert take_in(plus, OPENED + HOUR, unthreaded(str(letter["Reply-To"]))) == [FILED]
    standings = [unit.standing for unit in view(plus, ROUND, OPENED + HOUR).units]
    assert standings == [Standing.AWAITING, Standing.NO_COMMENT, Standing.AWAITING]


def test_an_automatic_answer_to_a_units_own_address_is_shown_beside_it(plus: Desk) -> None:
    open_round(plus)
    note = automatic(caught(plus, address(FINANCE))[0])
    note.replace_header("To", f"water+{token(plus, 1)}@office.test")
    assert (take_in(plus, OPENED + HOUR, note), messages(plus)[0].invitation_id) == ([NOTED], 1)


def test_an_answer_to_one_letter_at_the_address_of_another_waits_for_a_person(plus: Desk) -> None:
    open_round(plus)
    reply = answer(caught(plus, address(FINANCE))[0], "经研究，无意见。")
    reply.replace_header("To", f"water+{token(plus, 2)}@office.test")
    assert take_in(plus, OPENED + HOUR, reply) == [UNSURE]
    assert notes(plus) == [f"邮件与不止一项发函对得上（{ROUND} 市财政局、{ROUND} 市发改委），请人工选定。"]


@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("water+{}@office.test", True),
        ("Water+{}@OFFICE.test", True),
        ("water@office.test", False),
        ("fire+{}@office.test", False),
        ("water+{}@elsewhere.test", False),
        ("water+news@office.test", False),
    ],
)
def test_a_token_counts_only_behind_the_offices_own_address(desk: Desk, to: str, *, found: bool) -> None:
    own = token(desk, 1)
    assert token_among(desk, [to.format(own)]) == (own if found else None)
