"""Whatever a unit writes is read: no error, no edit that does not fit, no long wait."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.finder import Finder
from documents.opinion_reader import Said
from documents.opinion_reading import read_opinion
from tests.documents.drafts import annexed, plan, regulation

PIECES = (
    *("第", "一", "二", "3", "１２", "条", "款", "项", "小项", "部分", "附件", "（三）", "(2)", "二、", "1.", "①"),
    *("5.2.1", "表1", "前款", "本条", "全文", "统一", "该条", "这一句", "除", "保留", "至", "理由："),
    *("“", "”", '"', "（", "）", "《", "》", "、", "，", "。", "；", "：", "……", "\n", " ", "\t", "\x00", "𠀀"),
    *("建议", "将", "把", "删除", "修改为", "增加", "责任单位", "中", "后"),
    *("市税务局", "市财政局", "我局", "停车", "收费标准", "亩均税收", "停车场建设应当同步配置充电设施", "强化政策支持"),
)
LOOPS = ("第1 ", "（（", "1、", "第一条第二款", "“甲”改为“乙”", "责任单位中删除", "将甲", "删除“甲”、")
WORDS = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=40)
DRAFTS = st.sampled_from([plan, regulation, annexed]).map(lambda draft: draft())


@given(DRAFTS, WORDS, WORDS, WORDS, st.sampled_from(["市税务局", "", "某某公司"]))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_edit_is_of_words_that_stand_there(finder: Finder, text: str, place: str, new: str, unit: str) -> None:
    outline = finder.outline
    for said in (Said(unit, text), Said(unit, text, place, text, new)):
        read = read_opinion(said, finder)
        for edit in read.edits:
            clause = outline.clauses[outline.at[edit.anchor]]
            assert clause.text[edit.start : edit.end] == edit.old
            assert 0 < edit.confidence <= 1
            assert edit.old != edit.new
        for found in read.places:
            scores = [each.confidence for each in found.candidates]
            assert scores == sorted(scores, reverse=True)
            assert len(scores) <= 3
            assert all(outline.labelled(each.label) for each in found.candidates)


@pytest.mark.parametrize("piece", PIECES + LOOPS)
def test_a_page_of_one_word_is_no_trap(piece: str) -> None:
    finder = plan()
    said = Said("市税务局", piece * (6000 // len(piece)))
    began = time.perf_counter()
    read_opinion(said, finder)
    assert time.perf_counter() - began < 8  # well below one where nothing else runs
