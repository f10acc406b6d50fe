"""A clerk reads what a mail system answered, not its protocol; what simply left needs no words."""

from datetime import datetime

import pytest

from models.letters import Posted
from rules.words import LetterKind, LetterState
from tests.desk.office import FINANCE, OPENED, ROUND
from web.server_words import answer_to


def letter(state: LetterState, answer: str, *, bounced: bool = False, at: datetime = OPENED) -> Posted:
    return Posted(1, ROUND, FINANCE, LetterKind.INVITATION, 1, state, at, "u01@unit.test", answer, "<1@x>", bounced)


@pytest.mark.parametrize(
    ("posted", "told"),
    [
        (letter(LetterState.SENT, "2.0.0 kept"), ""),
        (letter(LetterState.QUEUED, ""), ""),
        (
            letter(LetterState.SENT, "smtp; 550 5.1.1 user unknown", bounced=True),
            "对方邮件系统答复：没有这个邮箱（550 5.1.1 user unknown）",
        ),
        (letter(LetterState.FAILED, "552 5.2.2 full"), "对方邮件系统答复：552 5.2.2 full"),
        (letter(LetterState.RETRY, "连不上邮件服务器"), "连不上邮件服务器"),
    ],
)
def test_an_answer_is_said_in_chinese_with_the_servers_code_behind_it(posted: Posted, told: str) -> None:
    assert answer_to(posted) == told
