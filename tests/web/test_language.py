"""Two languages: every sentence marked in the source can be said in English, its places kept."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from documents.charts import CHINESE
from rules.words import Duty, Role, Standing, Verdict
from tests.desk.office import DUE
from web.chart_words import labels
from web.language import ENGLISH, LOCALE, WORDS, _, ngettext, speaking, word
from web.pages import TEMPLATES, shortened

SOURCES = ((LOCALE.parent, [("**.py", "python")]), (TEMPLATES / "web", [("**.html", "jinja2")]))
KEYWORDS = {"_": None, "ngettext": (1, 2)}
PLACES = re.compile(r"%\(\w+\)[sd]|\{\}")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (LOCALE / ENGLISH / "LC_MESSAGES" / "circulate.po").open("rb") as file:
        return read_po(file, locale=ENGLISH)


def marked() -> Iterator[str]:
    """Every sentence of the pages, and every word of the record they show; of a pair that counts the first."""
    for folder, methods in SOURCES:
        options = {"**.html": {"extensions": "jinja2.ext.i18n", "silent": "false"}}
        for _file, _line, message, *_rest in extract_from_dir(folder, methods, options, KEYWORDS):
            yield message if isinstance(message, str) else message[0]
    for words in WORDS:
        yield from words.values()


def test_the_catalogue_says_what_the_pages_do_and_nothing_else(catalogue: Catalog) -> None:
    said = {key[0] if isinstance(key, tuple) else key for key in (one.id for one in catalogue) if key}
    wanted = {*marked()}
    assert (sorted(wanted - said), sorted(said - wanted)) == ([], [])


def test_every_sentence_is_said_and_none_by_guess(catalogue: Catalog) -> None:
    assert [one.id for one in catalogue if one.id and (one.fuzzy or not all(strings(one.string)))] == []
    assert [*catalogue.obsolete] == []


def strings(said: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [said or ""] if isinstance(said, str | None) else [*said]


def test_chinese_is_what_the_source_says_and_english_what_the_catalogue_does() -> None:
    said = [_("登录")]
    with speaking(ENGLISH):
        said += [_("登录"), _("没有人译过的一句")]
    with speaking("xx"):
        said += [_("登录")]
    assert said == ["登录", "Sign in", "没有人译过的一句", "登录"]


def test_charts_speak_the_language_of_their_page() -> None:
    assert labels() is CHINESE
    with speaking(ENGLISH):
        said = labels()
    assert (said.invited.format(19), said.due.format(said.day(DUE))) == ("19 units asked", "due 13 Oct")


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
            texts = (*strings(message.id), *strings(message.string))
            places = [sorted(PLACES.findall(text)) for text in texts]
            assert places == places[:1] * len(places), message.id


def test_a_long_text_is_cut_at_its_length_not_at_a_space() -> None:
    assert shortened("1. 存量低效用地盘活攻坚战任务", 8) == "1. 存量低……"
    assert shortened("1. 存量低效", 7) == "1. 存量低效"
