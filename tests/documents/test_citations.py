"""A hundred citations as units write them, each with the clauses it must resolve to; none of them is another's text."""

import time
from pathlib import Path

import pytest

from documents.citation_hits import candidates
from documents.citations import citations_in
from documents.finder import Finder
from rules.anchors import Candidate, Method
from tests.documents.drafts import annexed, plan, regulation

NONE: tuple[str, ...] = ()
PLAN = {
    # part, item and sub-item; numerals in every width
    "第二部分的（三）第2小项": ("二、（三）2.",),
    "《实施方案》第二部分（三）打好存量低效用地盘活攻坚战第3小项": ("二、（三）3.",),
    "实施方案》第二部分(三)第3小项": ("二、（三）3.",),
    "第２部分（三）第１小项": ("二、（三）1.",),
    "二、（三）2.": ("二、（三）2.",),
    "二、(三)2": ("二、（三）2.",),
    "二（三）2": ("二、（三）2.",),
    "二、〔三〕2．加快消化批而未供土地": ("二、（三）2.",),
    "“二、主要工作任务”第（三）条": ("二、（三）",),
    "第四部分第（三）项": ("四、（三）",),
    "四、（三）严格督导考核": ("四、（三）",),
    "第三部分第四项": ("三、（四）",),
    "一、（二）第2段": ("一、（二）第2段",),
    "一、（三）工作目标第三段": ("一、（三）第3段",),
    # lists, ranges, counts, exclusions
    "第二部分（四）第1、3小项": ("二、（四）1.", "二、（四）3."),
    "二、（四）1、2": ("二、（四）1.", "二、（四）2."),
    "三、（二）至（四）": ("三、（二）", "三、（三）", "三、（四）"),
    "第三部分第（二）、（三）项": ("三、（二）", "三、（三）"),
    "第二部分（四）第1至3小项": ("二、（四）1.", "二、（四）2.", "二、（四）3."),
    "第二部分（三）3小项工作中责任单位都涉及我局": ("二、（三）1.", "二、（三）2.", "二、（三）3."),
    "第二部分（四）三个小项的责任单位": ("二、（四）1.", "二、（四）2.", "二、（四）3."),
    "第二部分（三）3小项工作，除第1小项保留": ("二、（三）2.", "二、（三）3."),
    "第二部分（三）3小项工作都涉及我局，除第1小项保留，第2、3小项中将我局删除": ("二、（三）2.", "二、（三）3."),
    # what an opinion has named goes on to hold
    "第二部分（三）第3小项，（四）第2、3小项，（五）": ("二、（三）3.", "二、（四）2.", "二、（四）3.", "二、（五）"),
    "第二部分（二）第1小项；第2小项": ("二、（二）1.", "二、（二）2."),
    "第二部分（六），第四部分（二）": ("二、（六）", "四、（二）"),
    "（四）总结提升阶段": ("三、（四）",),
    "（四）推行工业用地“标准地”出让和“弹性出让”。2.推行工业用地弹性出让": ("二、（四）2.",),
    "1. （七）实施工业用地全生命周期管理": ("二、（七）",),
    "3. 第二部分（六）": ("二、（六）",),
    # headings without numbers, annexes, units
    "强化政策支持部分": ("四、（二）",),
    "“营造良好氛围”一节": ("四、（四）",),
    "附件中“四、领导小组成员单位责任分工”": ("附件 四、",),
    "附件中“四、领导小组成员单位责任分工”中市税务局的责任分工": ("附件 四、市税务局",),
    "附件 四、市发改委": ("附件 四、市发改委",),
    "附件四、市工信局": ("附件 四、市工信局",),
    "领导小组成员名单及职责 市财政局：": ("附件 四、市财政局",),
    "附件1 三、": ("附件 三、",),
    "附件第二条": ("附件 二、",),
    "领导小组办公室": ("附件 三、",),
    "附件市住建局职责": ("附件 四、市住建局",),
    # words for parts of a draft
    "标题": ("标题",),
    "题目建议简化": ("标题",),
    "引言部分": ("正文第1段",),
    "全文": ("全文",),
    # nothing of this draft
    "《中华人民共和国土地管理法》第四十二条第二款": NONE,
    "根据城乡规划法第十条": NONE,
    "第3页第2段": NONE,
    "第九部分": NONE,
    "加强宣传": NONE,
    "《土地管理法》第四十二条与本方案二、（四）2.不一致": ("二、（四）2.",),
}
REGULATION = {
    "第五条": ("第五条",),
    "第8条": ("第八条",),
    "本办法第八条第二款": ("第八条第二款",),
    "《城市停车场管理办法》第八条第三款": ("第八条第三款",),
    "《征求意见稿》第九条第（三）项": ("第九条第（三）项",),
    "第九条第三项": ("第九条第（三）项",),
    "第九条（三）": ("第九条第（三）项",),
    "第九条第（一）、（四）项": ("第九条第（一）项", "第九条第（四）项"),
    "第九条第（二）至（四）项": ("第九条第（二）项", "第九条第（三）项", "第九条第（四）项"),
    "第三条第二款": ("第三条第二款",),
    "第三条第一款第（二）项": ("第三条第（二）项",),
    "第五条第二款第（一）项第2目": ("第五条第（一）项2.",),
    "第六条之一": ("第六条之一",),
    "第六条": ("第六条",),
    "第四条、第七条": ("第四条", "第七条"),
    "第四条至第六条": ("第四条", "第五条", "第六条"),
    "第四条、第八条第三款": ("第四条", "第八条第三款"),
    "第二章": ("第二章",),
    "第二章第二节": ("第二章第二节",),
    "第三章使用与收费": ("第三章",),
    "附则": ("第四章",),
    "最后一条": ("第十条",),
    "第八条第二款与前款表述重复": ("第八条第二款", "第八条"),
    "第九条第（三）项中，前项已有规定": ("第九条第（三）项", "第九条第（二）项"),
    "第八条第三款，本条第一款已规定": ("第八条第三款", "第八条"),
    "第七条与前条重复": ("第七条", "第六条之一"),
    "第十二条": NONE,
    "本条例第五条": ("第五条",),
}
ANNEXED = {
    "5.2.1": ("5.2.1",),
    "第5章5.2.1b)": ("5.2.1b)",),
    "附件1第3条招投标信息": ("附件1 3.",),
    "附件1第2项的责任单位": ("附件1 2.",),
    "附件2第4条政府采购领域": ("附件2 四、",),
    "附件2中第二条": ("附件2 二、",),
    "附件3教育领域公开内容": ("附件3 （一）",),
    "附件3第2项任务": ("附件3 （二）",),
    "在“环卫监管与发展规划”章节补充": ("附件2 三、",),
    "附件二": ("附件2",),
    "重点领域公开任务": ("附件1",),
    "表1第3行": ("附件3 （二）表1第3行",),
    "附件3表1": ("附件3 （二）表1",),
}
CASES = [
    (draft, *case)
    for draft, cases in ((plan, PLAN), (regulation, REGULATION), (annexed, ANNEXED))
    for case in cases.items()
]


def resolved(text: str, finder: Finder, speaker: str = "") -> list[tuple[Candidate, ...]]:
    """The candidates of every clause a text names."""
    return [candidates(hits, finder) for cited in citations_in(text, finder, speaker=speaker) for hits in cited.slots]


@pytest.mark.parametrize(("draft", "text", "labels"), CASES, ids=[text for _, text, _ in CASES])
def test_a_citation_names_these_clauses(draft: object, text: str, labels: tuple[str, ...]) -> None:
    assert callable(draft)
    assert tuple(found[0].label for found in resolved(text, draft())) == labels


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 60


def test_a_number_in_several_parts_gives_three_candidates_and_no_confidence() -> None:
    (found,) = resolved("（四）", plan())
    assert [each.label for each in found] == ["二、（四）", "三、（四）", "四、（四）"]
    assert {each.confidence for each in found} == {found[0].confidence}
    assert found[0].confidence < 0.4


def test_a_full_citation_is_sure_and_its_heading_makes_it_surer() -> None:
    ((by_number,),), ((by_heading,),) = (
        resolved("二、（五）", plan()),
        resolved("二、（五）开展土地高效利用评价", plan()),
    )
    assert (by_number.label, by_heading.label) == ("二、（五）", "二、（五）")
    assert (by_number.method, by_heading.method) == (Method.NUMBER, Method.HEADING)
    assert 0.85 <= by_number.confidence < by_heading.confidence


def test_a_quoted_heading_beats_the_number_and_the_mismatch_is_said() -> None:
    (found,) = resolved("第二部分（六）开展土地高效利用评价", plan())
    assert [each.label for each in found] == ["二、（五）", "二、（六）"]
    assert found[0].note == "所引标题是“二、（五）”的，与所写编号不一致"
    assert found[0].confidence > found[1].confidence


def test_our_duties_are_the_paragraph_of_whoever_speaks() -> None:
    ((found,),) = resolved("我局的责任分工", plan(), "市统计局")
    assert (found.label, found.method) == ("附件 四、市统计局", Method.LABEL)


def test_a_unit_named_in_passing_is_no_citation() -> None:
    assert resolved("建议将市税务局、市财政局从责任单位中删除", plan()) == []


def test_a_relative_citation_needs_a_context() -> None:
    finder = regulation()
    assert resolved("前款", finder) == []
    third = finder.outline.labelled("第八条第三款")
    assert third is not None
    (cited,) = citations_in("前款", finder, context=finder.outline.at[third.anchor])
    assert candidates(cited.slots[0], finder)[0].label == "第八条第二款"
    (both,) = citations_in("前两款", finder, context=finder.outline.at[third.anchor])
    assert [finder.outline.clauses[hits[0].place].label for hits in both.slots] == ["第八条", "第八条第二款"]


@pytest.mark.parametrize(
    ("quote", "label"),
    [
        ("不得擅自停止使用", "第九条第（二）项"),
        ("停车不足三十分钟的,不得收费", "第八条第三款"),
        ("新建、改建……配建停车位", "第五条"),
        ("医院、学校、车站等场所配建停车泊位不足的", "第五条第二款"),
        ("实行政府指导价的，由市发展和改革部门制定收费标准", "第八条第二款"),
    ],
)
def test_a_quotation_finds_its_clause_in_spite_of_width_gaps_and_slips(quote: str, label: str) -> None:
    finder = regulation()
    assert finder.outline.clauses[finder.quoted(quote)[0].place].label == label


def test_what_stands_nowhere_is_found_nowhere() -> None:
    assert regulation().quoted("无人机配送站的布局和噪声防护距离") == []
    assert regulation().quoted("……") == []


def test_a_citation_takes_a_fraction_of_a_millisecond() -> None:
    texts = [text for draft, text, _ in CASES if draft is plan]
    finder = plan()
    began = time.perf_counter()
    for text in texts:
        citations_in(text, finder)
    assert (time.perf_counter() - began) / len(texts) < 0.002  # a tenth of this where nothing else runs


def owners_case() -> list[dict[str, str]]:
    path = Path(__file__).resolve().parents[3] / "shared" / "kaifeng" / "case.yaml"
    yaml = pytest.importorskip("yaml")
    if not path.exists():
        pytest.skip(f"the owner's case is not at {path}")
    opinions: list[dict[str, str]] = yaml.safe_load(path.read_text("utf-8"))["opinions"]
    return opinions


def test_the_owners_twelve_citations_are_all_right() -> None:
    found = [
        [slot[0].label for slot in resolved(opinion["text"], plan(), opinion["unit"])] for opinion in owners_case()
    ]
    assert [list(dict.fromkeys(labels)) for labels in found] == [
        ["附件 四、市财政局"],
        ["附件 四、市发改委"],
        ["附件 四、市工信局"],
        ["二、（三）2.", "二、（三）3.", "二、（四）1.", "二、（四）2.", "二、（四）3."],
        ["二、（三）2."],
        ["二、（四）1."],
        ["二、（三）3.", "二、（四）2.", "二、（四）3.", "二、（五）"],
        ["附件 四、市税务局"],
        ["附件 四、市统计局"],
    ]
