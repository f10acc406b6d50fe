"""Suggestions as units word them: what is asked for, where it lands in the draft, and what is left to a person."""

import tomllib
from pathlib import Path

import pytest

from documents.finder import Finder
from documents.form_reading import FormRow
from documents.opinion_reader import Read, Said
from documents.opinion_reading import read_opinion
from documents.opinion_text import text_of
from documents.suggestions import suggestions_in
from documents.unit_lists import added, list_in, names_of, removed, same_unit
from rules.anchors import EditKind
from tests.documents.drafts import plan, regulation
from tests.documents.test_citations import owners_case

K = EditKind
ROUND = Path(__file__).resolve().parents[2] / "templates" / "demo" / "round.toml"
WORDINGS = {
    "将“年度计划”修改为“三年计划”": [(K.REPLACE, "年度计划", "三年计划")],
    "建议把“应当”一词改为“可以”。": [(K.REPLACE, "应当", "可以")],
    "“三十分钟”调整为“一小时”": [(K.REPLACE, "三十分钟", "一小时")],
    "“公示”表述不准确，建议修改为“公布”": [(K.REPLACE, "公示", "公布")],
    "将百分之二十调整为“百分之三十”": [(K.REPLACE, "百分之二十", "百分之三十")],
    "全文中“停车场”统一改为“停车设施”": [(K.REPLACE, "停车场", "停车设施")],
    "删除“建设”": [(K.DELETE, "建设", "")],
    "建议将“建设”字样予以删除": [(K.DELETE, "建设", "")],
    "删去“规划”、“建设”": [(K.DELETE, "规划", ""), (K.DELETE, "建设", "")],
    "落实奖励资金（建议删除）。": [(K.DELETE_INLINE, "落实奖励资金", "")],
    "在“规划”后增加“和用地”": [(K.INSERT_AFTER, "规划", "和用地")],
    "“制定本办法”之前增加“结合本市实际，”": [(K.INSERT_BEFORE, "制定本办法", "结合本市实际，")],
    "补充“违反规定的，依法处理。”": [(K.INSERT_END, "", "违反规定的，依法处理。")],
    "建议增加一条：“停车场应当配备消防设施。”": [(K.INSERT_PARAGRAPH, "", "停车场应当配备消防设施。")],
    "责任单位中删除市税务局。": [(K.LIST_REMOVE, "市税务局", "")],
    "建议将审计局从责任单位中删除": [(K.LIST_REMOVE, "审计局", "")],
    "责任单位中将“市审计局”全部删除": [(K.LIST_REMOVE, "市审计局", "")],
    "牵头单位增加市财政局。": [(K.LIST_ADD, "", "市财政局")],
    "建议将市财政局、市司法局列入责任单位": [(K.LIST_ADD, "", "市财政局、市司法局")],
    "责任单位由“市住建局”改为“市城管局”": [(K.LIST_REPLACE, "市住建局", "市城管局")],
    "（建议修改为：由市城管局负责。）": [(K.REPLACE_TAIL, "", "由市城管局负责。")],
    "建议删除第八条。": [(K.DELETE_CLAUSE, "", "")],
    "该款建议删除": [(K.DELETE_CLAUSE, "", "")],
    "第四条与第七条合并": [(K.MOVE, "", "")],
    # open, or nothing at all
    "建议进一步细化考核办法。": [],
    "建议与上位法保持一致，并明确责任分工。": [],
    "请核对统计口径。": [],
    "无意见": [],
    "理由：“公示”应当改为“公布”是上级文件的要求。": [],
}


def edits(read: Read, finder: Finder) -> list[tuple[EditKind, str, str, str]]:
    """Kind, clause, words gone and words new."""
    clauses = finder.outline
    return [(e.kind, clauses.clauses[clauses.at[e.anchor]].label, e.old, e.new) for e in read.edits]


def said(text: str, finder: Finder, unit: str = "市司法局") -> list[tuple[EditKind, str, str, str]]:
    return edits(read_opinion(Said(unit, text), finder), finder)


def after(text: str, finder: Finder, unit: str = "市司法局") -> dict[str, str]:
    """What the clauses read once the edits are made."""
    changed: dict[str, str] = {}
    outline = finder.outline
    for edit in sorted(read_opinion(Said(unit, text), finder).edits, key=lambda edit: -edit.start):
        clause = outline.clauses[outline.at[edit.anchor]]
        words = changed.get(clause.label, clause.text)
        changed[clause.label] = words[: edit.start] + edit.new + words[edit.end :]
    return changed


@pytest.mark.parametrize(("text", "asked"), WORDINGS.items(), ids=WORDINGS)
def test_a_suggestion_is_read_as_what_it_asks(text: str, asked: list[tuple[EditKind, str, str]]) -> None:
    assert [(one.kind, one.old, one.new) for one in suggestions_in(text)] == asked


REWORDED = {
    "第六条中“百分之二十”改为“百分之三十”": (
        "第六条",
        "第六条 停车场建设应当同步配置充电设施，充电车位比例不低于百分之三十。",
    ),
    "第八条第三款“不得收费”前增加“一律”": ("第八条第三款", "停车不足三十分钟的，一律不得收费。"),
    "第二条“规划、建设、使用”中删除“建设”": (
        "第二条",
        "第二条 本市城市建成区内停车场的规划、使用和监督管理，适用本办法。",
    ),
    "第九条第（二）项修改为：“（二）不得擅自停止使用或者改变用途；”": (
        "第九条第（二）项",
        "（二）不得擅自停止使用或者改变用途；",
    ),
    "第九条第（三）项建议修改为：“依法开具票据；”": ("第九条第（三）项", "（三）依法开具票据；"),
    "第八条第三款（建议修改为：停车不足一小时的，不得收费。）": ("第八条第三款", "停车不足一小时的，不得收费。"),
    "第七条，补充“验收不合格的，不得投入使用。”": (
        "第七条",
        "第七条 配建停车位应当与主体工程同时设计、同时施工、同时验收。验收不合格的，不得投入使用。",
    ),
    "第八条第二款“由市发展改革部门制定收费标准”建议修改为“由市发展改革、财政部门制定收费标准”": (
        "第八条第二款",
        "实行政府指导价的，由市发展改革、财政部门制定收费标准。",
    ),
    "第四条“由市自然资源和规划部门会同市城市管理部门编制”中，删除“会同市城市管理部门”": (
        "第四条",
        "第四条 停车场专项规划由市自然资源和规划部门编制，报市人民政府批准后实施。",
    ),
}


@pytest.mark.parametrize(("text", "reads"), REWORDED.items(), ids=REWORDED)
def test_a_clause_reads_well_after_the_edit(text: str, reads: tuple[str, str]) -> None:
    assert after(text, regulation()) == dict([reads])


def test_a_new_article_goes_behind_the_one_named() -> None:
    text = "第七条后增加一条：“停车场应当配备消防设施。”"
    assert said(text, regulation()) == [(K.INSERT_PARAGRAPH, "第七条", "", "停车场应当配备消防设施。")]


def test_a_deleted_clause_is_the_one_named() -> None:
    assert [edit[:2] for edit in said("建议删除第八条第三款。", regulation())] == [(K.DELETE_CLAUSE, "第八条第三款")]


def test_one_word_is_replaced_in_every_clause_that_has_it() -> None:
    found = said("全文中“收费标准”统一改为“价格标准”", regulation())
    assert found == [
        (K.REPLACE, "第八条第二款", "收费标准", "价格标准"),
        (K.REPLACE, "第九条第（一）项", "收费标准", "价格标准"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "第六条中“百分之五十”改为“百分之三十”",  # not there
        "第九条中“（三）按照规定开具票据”后面部分建议删除该句",  # which sentence?
        "第五条“应当”改为“可以”",  # three times
        "第七条增加“绿化”",  # where?
        "第四条与第七条合并",
        "建议将市税务局从责任单位中删除",  # of which clause?
        "第六条责任单位中删除市住建局",  # it has none
        "第五条第（一）项修改为：“补建方案由经营管理单位编制。”",  # and the three 目 below it?
    ],
)
def test_what_cannot_be_laid_on_the_draft_is_left_to_a_person(text: str) -> None:
    read = read_opinion(Said("市司法局", text), regulation())
    assert read.edits == ()
    assert len(read.left) == 1


def test_the_lists_of_units_stay_lists() -> None:
    text = "建设停车场。责任单位：市自然资源和规划局、市税务局、市审计局，各县区政府。"

    def made(changes: list[tuple[int, int, str]]) -> str:
        words = text
        for start, end, new in sorted(changes, reverse=True):
            words = words[:start] + new + words[end:]
        return words.partition("责任单位：")[2]

    assert made(removed(text, "责任单位", ["税务"])) == "市自然资源和规划局、市审计局，各县区政府。"
    assert made(removed(text, "责任单位", ["市自然资源和规划局"])) == "市税务局、市审计局，各县区政府。"
    assert made(removed(text, "责任单位", ["税务局", "审计局"])) == "市自然资源和规划局，各县区政府。"
    assert made(removed(text, "责任单位", ["市自然资源和规划局", "市税务局"])) == "市审计局，各县区政府。"
    assert made(added(text, "责任单位", ["市财政局", "市审计局"])) == (
        "市自然资源和规划局、市税务局、市审计局、市财政局，各县区政府。"
    )
    assert removed(text, "责任单位", ["市教育局"]) == []
    assert removed(text, "牵头单位", ["市税务局"]) == []
    assert removed("责任单位：市税务局。", "责任单位", ["市税务局"]) == []
    assert list_in("没有名单。") is None


def test_units_are_known_by_their_short_names_and_not_by_half_of_another() -> None:
    assert same_unit("税务", "市税务局")
    assert same_unit("市财政局", "财政局")
    assert not same_unit("市场监管局", "市财政局")
    assert not same_unit("局", "市财政局")
    assert names_of("市财政局、市税务局和市审计局等") == ["市财政局", "市税务局", "市审计局"]


def test_our_bureau_is_whoever_speaks() -> None:
    assert said("二、（三）2.责任单位中删除我局", plan(), "市税务局") == [
        (K.LIST_REMOVE, "二、（三）2.", "、市税务局", "")
    ]


def test_a_confirmed_clause_is_where_the_edits_go() -> None:
    finder = plan()
    text = "（三）责任单位中删除“市税务局”"
    found = edits(read_opinion(Said("市税务局", text, confirmed=("二、（三）3.",)), finder), finder)
    assert found == [(K.LIST_REMOVE, "二、（三）3.", "、市税务局", "")]


DEMO = [
    [(K.REPLACE_TAIL, "附件 四、市统计局", True)],
    [(K.REPLACE_TAIL, "附件 四、市发改委", True)],
    [(K.DELETE, "附件 四、市财政局", True)],
    [(K.REPLACE_TAIL, "附件 四、市工信局", True)],
    [(K.LIST_REMOVE, label, False) for label in
     ("二、（三）2.", "二、（三）3.", "二、（四）1.", "二、（四）2.", "二、（四）3.")],
    [(K.DELETE, "二、（三）2.", False), (K.LIST_REMOVE, "二、（三）2.", False)],
    [(K.DELETE, "二、（四）1.", False), (K.LIST_REMOVE, "二、（四）1.", False)],
    [(K.LIST_REMOVE, label, False) for label in ("二、（三）3.", "二、（四）2.", "二、（四）3.", "二、（五）第1段")],
    [(K.REPLACE_TAIL, "附件 四、市税务局", True)],
]  # fmt: skip


def demo() -> list[tuple[str, FormRow]]:
    answers = tomllib.loads(ROUND.read_text("utf-8"))["answers"]
    columns = ("place", "original", "proposal", "grounds")
    return [
        (answer["unit"], FormRow(1, *(opinion[column] for column in columns)))
        for answer in answers
        for opinion in answer.get("opinions", ())
    ]


@pytest.mark.parametrize("as_text", [False, True], ids=["in columns", "as one text"])
def test_every_opinion_of_the_demonstration_becomes_its_edits(as_text: bool) -> None:  # noqa: FBT001 - a parameter
    finder, found = plan(), []
    for unit, row in demo():
        words = Said(unit, text_of(row), row.place, row.original, row.proposal)
        read = read_opinion(Said(unit, words.text) if as_text else words, finder)
        assert read.left == ()
        found.append([(kind, label, old == row.original) for kind, label, old, _ in edits(read, finder)])
    assert found == DEMO


def test_the_owners_suggestions_are_the_right_operations_on_the_right_clauses() -> None:
    finder = plan()
    labels = {clause.anchor: clause.label for clause in finder.outline.clauses}
    found = []
    for opinion in owners_case():
        read = read_opinion(Said(opinion["unit"], opinion["text"]), finder)
        laid = [(e.kind, labels[e.anchor]) for e in read.edits]
        # The demonstration's draft words it otherwise: known what and where, but nothing to replace.
        found.append(laid + [(one.kind, labels[anchor]) for one in read.left for anchor in one.anchors])
    assert found == [
        [(K.DELETE_INLINE, "附件 四、市财政局")],
        [(K.REPLACE_TAIL, "附件 四、市发改委")],
        [(K.REPLACE_TAIL, "附件 四、市工信局")],
        [row[:2] for row in DEMO[4]],
        [row[:2] for row in DEMO[5]],
        [row[:2] for row in DEMO[6]],
        [row[:2] for row in DEMO[7]],
        [(K.REPLACE_TAIL, "附件 四、市税务局")],
        [(K.REPLACE_TAIL, "附件 四、市统计局")],
    ]


def test_a_passage_cited_at_length_gives_up_only_the_end_that_is_rewritten() -> None:
    duty = "市发改委：研究提出促进产业集聚区发展的政策措施，会同有关部门拟定投资强度标准，负责项目准入审查和履约监管。"
    found = said(f"附件 {duty}（建议修改为：指导县区做好项目准入审查）", plan())
    assert found == [(K.REPLACE_TAIL, "附件 四、市发改委", "负责项目准入审查和履约监管", "指导县区做好项目准入审查")]
