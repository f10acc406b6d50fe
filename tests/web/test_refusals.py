"""Refusals of the floors below in the language of the page; none is looked for that they no longer say."""

import re

import pytest

from rules.errors import DueInPast
from tests.desk.office import FINANCE, INDUSTRY, ROUND, open_round
from tests.desk.units import token
from tests.house.ground import ROOT
from tests.web.browser import Site
from tests.web.units import AtWork
from web.language import ENGLISH, speaking
from web.refusals import PLACE, sentences, translated
from web.sentences import said

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_sentence_is_still_said_below() -> None:
    """But for what `web.sentences` puts in place of commands, and the word for a round's state."""
    floors = ("rules", "models", "desk", "documents")
    source = "".join(path.read_text("utf-8") for floor in floors for path in sorted((ROOT / floor).glob("*.py")))
    source += (ROOT / "web" / "sentences.py").read_text("utf-8")
    joined = re.sub(r'"\s*\n\s*f?"', "", source)
    unsaid = [(text, part) for text in sentences() for part in _parts(text) if part not in joined]
    assert unsaid == []


def _parts(sentence: str) -> list[str]:
    """The fixed words of a sentence, each clause by itself."""
    fixed = (
        part
        for text in PLACE.split(sentence)[::2]
        for part in re.split(r"[，；。（）“”]|本轮征求意见|请(?:写明)?", text)
    )
    return [part.strip() for part in fixed if len(CHINESE.findall(part)) > 3]


def test_a_refusal_is_said_in_english_with_what_varies_in_its_place() -> None:
    refused = DueInPast("新的截止时间 2026-09-01 18:00 已经过去；请给出今后的日期，例如 --due +5wd。")
    assert said(refused) == "新的截止时间 2026-09-01 18:00 已经过去；请给出今后的日期。"
    with speaking(ENGLISH):
        assert said(refused) == "The new due moment 2026-09-01 18:00 has passed; give a date to come."
        assert translated("没有人译过的一句。") == "没有人译过的一句。"


def test_a_word_of_the_page_within_a_sentence_is_translated_too() -> None:
    with speaking(ENGLISH):
        told = translated("第 2 条意见的“修改建议”里有看不见的控制字符，已替你删去，尚未保存；请核对后再保存一次。")
    assert (told.startswith("“Suggested wording” of opinion 2"), CHINESE.findall(told)) == (True, [])


@pytest.mark.parametrize(
    ("name", "content"), [("空.docx", b""), ("表.docx", b"%PDF-1.7"), ("旧.doc", b"PK\x03\x04damaged")]
)
def test_a_unit_reads_in_english_what_was_wrong_with_its_file(site: Site, name: str, content: bytes) -> None:
    open_round(site.desk)
    unit = AtWork(site.browser(), token(site.desk, FINANCE))
    unit.opens("/upload?lang=en")
    unit.sends("/upload", {"do": "form"}, {"form": (name, content)})
    assert CHINESE.findall(unit.error.replace(name, "")) == []


def test_a_page_that_is_not_there_is_said_in_english(site: Site) -> None:
    open_round(site.desk)
    browser = site.browser()
    browser.get("/r/aaaaaaaaaaaaaaaa?lang=en")
    assert "The address is wrong or no longer valid" in browser.text
    clerk = site.signed_in()
    clerk.get("/rounds?lang=en")
    clerk.post(f"/rounds/{ROUND}/extend", {"unit": "0", "day": "2020-01-01"})
    assert "has passed; give a date to come." in clerk.text
    clerk.get(f"/rounds/{ROUND}/units/3")
    clerk.post(f"/rounds/{ROUND}/units/3/leave-out", {"mistake": ""})
    assert ("Say why this unit is left out" in clerk.text, INDUSTRY in clerk.text) == (True, True)
