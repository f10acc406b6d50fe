"""The language a page speaks: Chinese as the source has it, or English from its catalogue."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from rules.disputes import FORM_WORDS, REACTION_WORDS
from rules.procedures import PROCEDURE_WORDS, STEP_WORDS
from rules.words import (
    CHANNEL_WORDS,
    DUTY_WORDS,
    FORMALITY_WORDS,
    LETTER_STATE_WORDS,
    LETTER_WORDS,
    ROLE_WORDS,
    ROUND_WORDS,
    STANDING_WORDS,
    VERDICT_WORDS,
    VOICE_WORDS,
)

CHINESE, ENGLISH = "zh", "en"
LANGUAGES = {CHINESE: "中文", ENGLISH: "English"}
LOCALE = Path(__file__).parent / "locale"
WORDS = (
    *(CHANNEL_WORDS, FORMALITY_WORDS, LETTER_STATE_WORDS, LETTER_WORDS),
    *(ROUND_WORDS, STANDING_WORDS, VERDICT_WORDS, DUTY_WORDS, ROLE_WORDS),
    *(FORM_WORDS, REACTION_WORDS, PROCEDURE_WORDS, STEP_WORDS, VOICE_WORDS),
)
_spoken: ContextVar[str] = ContextVar("spoken", default=CHINESE)


def _(message: str, **values: object) -> str:
    """A sentence in the language spoken now; `%(name)s` in it becomes the value of that name."""
    said = catalogue(_spoken.get()).gettext(message)
    return said % values if values else said


def ngettext(one: str, many: str, number: int, *, fill: bool = True) -> str:
    """A sentence that counts; `%(num)d` in it becomes the number, unless who asked fills it in."""
    said = catalogue(_spoken.get()).ngettext(one, many, number)
    return said % {"num": number} if fill else said


def word(of: StrEnum) -> str:
    """What an office calls a verdict, a standing, a state and the like."""
    return _(next(words[of] for words in WORDS if isinstance(next(iter(words)), type(of))))  # type: ignore[index]


def language() -> str:
    """The language spoken now."""
    return _spoken.get()


@contextmanager
def speaking(wanted: str | None) -> Iterator[None]:
    """Speak this language while the block runs, or Chinese where it is not one of ours."""
    token = _spoken.set(wanted if wanted in LANGUAGES else CHINESE)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def catalogue(spoken: str) -> NullTranslations:
    """The sentences of one language; Chinese has none, being the source itself."""
    if spoken == CHINESE:
        return NullTranslations()
    with (LOCALE / spoken / "LC_MESSAGES" / "circulate.po").open("rb") as file:
        read = read_po(file, locale=spoken)
    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return GNUTranslations(compiled)
