"""What another mail system answered to a letter, as a clerk reads it; its own words stay on the letter's page."""

import re

from desk.unit_file import UnitFile
from models.letters import Posted
from rules.words import LetterState
from web.language import _

NOBODY = re.compile(r"\b5\.1\.[0126]\b|user unknown|no such user|unknown user|mailbox not found", re.IGNORECASE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def answers_of(file: UnitFile) -> dict[int, str]:
    """The answer to each of a unit's letters, by the letter's number."""
    return {letter.id: answer_to(letter) for letter in file.letters}


def answer_to(letter: Posted) -> str:
    """The answer in a sentence; nothing where the letter simply left."""
    if letter.state is LetterState.SENT and not letter.bounced:
        return ""
    return said_by_server(letter.answer)


def why_lost(words: str) -> str:
    """The same in a list of many: whom nobody knows is told in three words."""
    return _("没有这个邮箱") if NOBODY.search(words) else said_by_server(words)


def said_by_server(words: str) -> str:
    """What a mail system said, in a sentence; nothing where it said nothing."""
    words = words.strip()
    if not words:
        return ""
    if CHINESE.search(words) and not NOBODY.search(words):
        return words
    words = re.sub(r"^smtp;\s*", "", words, flags=re.IGNORECASE)
    if NOBODY.search(words):
        return _("对方邮件系统答复：没有这个邮箱（%(words)s）", words=words)
    return _("对方邮件系统答复：%(words)s", words=words)
