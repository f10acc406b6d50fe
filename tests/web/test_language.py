"""Two languages: every sentence marked in the source can be said in English, its places kept."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from rules.words import Duty, Role, Standing, Verdict
from web.language import ENGLISH, LOCALE, WORDS, _, ngettext, speaking, word

PLACES = re.compile(r"%\(\w+\)[sd]")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (LOCALE / ENGLISH / "LC_MESSAGES" / "circulate.po").open("rb") as file:
        return read_po(file, locale=ENGLISH)


def test_chinese_is_what_the_source_says_and_english_what_the_catalogue_does() -> None:
    said = [_("登录")]
    with speaking(ENGLISH):
        said += [_("登录"), _("没有人译过的一句")]
    with speaking("xx"):
        said += [_("登录")]
    assert said == ["登录", "Sign in", "没有人译过的一句", "登录"]


def test_sentences_are_filled_in_and_count() -> None:
    assert (_("截至 %(at)s", at="今天"), ngettext("%(num)d 家", "%(num)d 家", 3)) == ("截至 今天", "3 家")


def test_every_word_of_the_record_has_its_chinese() -> None:
    assert [word(one) for one in (Verdict.PARTLY, Standing.NO_COMMENT, Duty.LEADER, Role.CC)] == [
        *("部分采纳", "无意见", "负责人", "抄送"),
    ]
    assert [one for words in WORDS for one in words if not word(one)] == []


def test_a_translation_keeps_the_places_of_its_sentence(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id and message.string:
            ids = message.id if isinstance(message.id, tuple | list) else [message.id]
            strings = message.string if isinstance(message.string, tuple | list) else [message.string]
            places = [sorted(PLACES.findall(text)) for text in (*ids, *strings) if text]
            assert places == places[:1] * len(places), ids
