"""Clauses of opinions: proposed from the words, kept only once a person has said so, shown wherever opinions are."""

import pytest

from desk import anchoring, opening, sheets
from desk.filing import Entered, enter_reply
from desk.office import Desk
from desk.view import opinions_json, view
from documents.draft_writing import write_draft
from models import rounds
from models.queries import round_named
from rules.errors import ClauseUnknown, OpinionUnknown, RoundNotOpen
from rules.filing import OpinionEntry, opinions_of
from rules.words import Channel
from tests.desk.office import (
    AUDIT,
    DAY,
    FINANCE,
    INDUSTRY,
    OPENED,
    PLANNING,
    ROUND,
    STATISTICS,
    TAX,
    UNITS,
    asking,
    units_sheet,
)
from tests.documents.drafts import PLAN

NOW = OPENED + DAY
SAID = {
    FINANCE: ["附件 四、市财政局“安排年度评优奖励资金；”（建议删除）"],
    TAX: ["二、（三）2.删除“及税费”。", "二、（三）3.责任单位中删除我局"],
    AUDIT: ["二、（三）2、3责任单位中删除“市审计局”"],
    PLANNING: ["二、（三）2.“各项指标及税费一并盘活使用”建议修改为“各项指标统筹使用”"],
    INDUSTRY: ["（四）表述应更准确。", "请加强宣传。"],
}


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """An office with a round of the demonstration's draft and seven opinions on it."""
    units = UNITS[:6]
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", units))
    opening.open_round(desk, asking(desk, units, content=write_draft(PLAN.read_text("utf-8"))), OPENED)
    for unit, texts in SAID.items():
        answers(desk, unit, *opinions_of(texts))
    return desk


def answers(desk: Desk, unit: str, *opinions: OpinionEntry) -> None:
    enter_reply(desk, ROUND, unit, Entered(NOW, Channel.PAPER, opinions), NOW)


def labels(desk: Desk) -> dict[int, str]:
    return {opinion.number: opinion.label for opinion in anchoring.anchor_opinions(desk, ROUND)}


def kept(desk: Desk) -> dict[object, object]:
    """What `opinions --json` says of clauses."""
    return {row["number"]: row["clause"] for row in opinions_json(view(desk, ROUND, NOW).opinions)}


def test_every_opinion_gets_its_likeliest_clauses(asked: Desk) -> None:
    assert labels(asked) == {
        1: "附件 四、市财政局",
        2: "二、（三）2.",
        3: "二、（三）3.",
        4: "二、（三）2.；二、（三）3.",
        5: "二、（三）2.",
        6: "二、（四）",
        7: "",
    }
    edits = {o.number: [edit.old for edit in o.edits] for o in anchoring.anchor_opinions(asked, ROUND)}
    assert edits == {
        1: ["安排年度评优奖励资金；"],
        2: ["及税费"],
        3: ["、市税务局"],
        4: ["、市审计局", "、市审计局"],
        5: ["各项指标及税费一并盘活使用"],
        6: [],
        7: [],
    }


def test_looking_keeps_nothing(asked: Desk) -> None:
    anchoring.anchor_opinions(asked, ROUND)
    anchoring.groups(asked, ROUND)
    assert set(kept(asked).values()) == {""}


def test_what_a_person_confirms_is_kept_and_shown(asked: Desk) -> None:
    assert anchoring.confirm(asked, ROUND, 2) == "二、（三）2."
    assert anchoring.confirm(asked, ROUND, 4) == "二、（三）2.；二、（三）3."
    assert anchoring.confirm(asked, ROUND, 6, ["三、（四）"]) == "三、（四）"
    assert anchoring.confirm(asked, ROUND, 7, ["第四部分第四项", "标题"]) == "四、（四）；标题"
    assert kept(asked) == {
        1: "",
        2: "二、（三）2.",
        3: "",
        4: "二、（三）2.；二、（三）3.",
        5: "",
        6: "三、（四）",
        7: "四、（四）；标题",
    }
    confirmed = anchoring.anchor_opinions(asked, ROUND)[5]
    assert (confirmed.label, confirmed.confidence, confirmed.clause) == ("三、（四）", 1.0, "三、（四）")


def test_until_then_the_place_as_received_is_shown(asked: Desk) -> None:
    answers(asked, STATISTICS, OpinionEntry("附件 四、市统计局（建议删除）", "附件 四、市统计局", "", "建议删除。"))
    assert kept(asked)[8] == "附件 四、市统计局"
    anchoring.confirm(asked, ROUND, 8, ["附件 四、"])
    assert kept(asked)[8] == "附件 四、"


def test_all_above_a_mark_are_confirmed_at_once_and_earlier_decisions_stand(asked: Desk) -> None:
    anchoring.confirm(asked, ROUND, 5, ["四、（二）"])
    assert anchoring.confirm_all(asked, ROUND, 0.85) == (1, 2, 3, 4)
    assert kept(asked)[5] == "四、（二）"
    assert anchoring.confirm_all(asked, ROUND, 0.85) == ()


def test_an_anchor_confirms_its_clause(asked: Desk) -> None:
    anchor = anchoring.anchor_opinions(asked, ROUND)[0].places[0].best.anchor
    assert anchoring.confirm(asked, ROUND, 1, [anchor]) == "附件 四、市财政局"


@pytest.mark.parametrize(
    ("number", "clauses", "refusal", "sentence"),
    [
        (7, [], ClauseUnknown, "没有读出所指的条款"),
        (2, ["第九部分"], ClauseUnknown, "征求意见稿里没有“第九部分”"),
        (2, ["（四）"], ClauseUnknown, "“（四）”可以指“二、（四）”、“三、（四）”、“四、（四）”"),
        (77, ["二、"], OpinionUnknown, "没有第 77 条意见"),
        (77, [], OpinionUnknown, "没有第 77 条意见"),
    ],
)
def test_what_cannot_be_confirmed_is_refused_and_nothing_kept(
    asked: Desk, number: int, clauses: list[str], refusal: type[Exception], sentence: str
) -> None:
    with pytest.raises(refusal, match=sentence):
        anchoring.confirm(asked, ROUND, number, clauses)
    assert set(kept(asked).values()) == {""}


def test_an_opinion_that_a_later_reply_replaced_is_not_confirmed(asked: Desk) -> None:
    answers(asked, FINANCE, *opinions_of(["附件 四、市财政局修改为“负责经费保障。”"]))
    with pytest.raises(OpinionUnknown, match="取代"):
        anchoring.confirm(asked, ROUND, 1, ["标题"])
    assert labels(asked)[8] == "附件 四、市财政局"


def test_a_cancelled_round_takes_no_more(asked: Desk) -> None:
    with asked.store.write() as session:
        rounds.cancel(session, ROUND, NOW)
    with pytest.raises(RoundNotOpen, match="已取消"):
        anchoring.confirm(asked, ROUND, 2)


def test_opinions_are_grouped_by_clause_and_contradictions_said(asked: Desk) -> None:
    answers(asked, STATISTICS, *opinions_of(["建议二、（三）2.删除“及税费”。"]))
    groups = {group.label: group for group in anchoring.groups(asked, ROUND)}
    assert list(groups) == ["二、（三）2.", "二、（三）3.", "附件 四、市财政局"]
    disputed = groups["二、（三）2."]
    assert [opinion.number for opinion in disputed.opinions] == [2, 4, 5, 8]
    assert disputed.alike == ((2, 8),)
    assert [(found.first, found.second) for found in disputed.contradictions] == [(2, 5), (5, 8)]
    assert groups["二、（三）3."].contradictions == ()


def test_a_confirmed_clause_is_the_one_an_opinion_is_grouped_under(asked: Desk) -> None:
    anchoring.confirm(asked, ROUND, 6, ["三、（四）"])
    (group,) = (group for group in anchoring.groups(asked, ROUND) if group.label == "三、（四）")
    assert [opinion.number for opinion in group.opinions] == [6]


def test_the_draft_is_read_once(asked: Desk) -> None:
    with asked.store.read() as session:
        row = round_named(session, ROUND)
        assert anchoring.draft_of(session, row) is anchoring.draft_of(session, row)
    assert anchoring.gaps(asked, ROUND) == ()
