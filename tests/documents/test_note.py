"""The drafting note: every number the ledger's, every unknown a visible blank, opened again with python-docx."""

import io
import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from documents.note import DraftingNote
from documents.note_docx import write_note
from documents.template_building import delivered
from documents.template_docx import paragraphs
from documents.template_files import template_path
from rules.disputes import Parts, Reaction
from rules.errors import TemplateBroken
from rules.policy import NoteFacts
from rules.words import Silence
from tests.documents.cases import OPINIONS, SENT, ZONE, small_round
from tests.documents.schema import faults

UNITS = ("市水利局", "市林业局", "市气象局", "东湖区", "西湖区", "北山县", "南山县")


def noted(**other: object) -> DraftingNote:
    drafting = DraftingNote(
        office="市水务局",
        contact="王五",
        phone="0371-12345",
        title="河道管护办法",
        parts=("总则", "管护", "附则"),
        opened=SENT,
        ledger=small_round().ledger,
        silence=Silence.NO_REPLY,
        units=UNITS,
        opinions=OPINIONS,
        reactions=(Reaction.ACCEPTED, Reaction.MAINTAINED),
        maintained=((2, "经费问题没有解决。"),),
        steps=("合法性审核：已办理（市司法局意见书）。",),
        facts=NoteFacts(("《某条例》（国令第1号）",), "某政办〔2026〕5号", "2026年11月1日", "已报省水利厅备案"),
        zone=ZONE,
    )
    return replace(drafting, **other)  # type: ignore[arg-type]


def said(drafting: DraftingNote, templates: Path | None = None) -> list[str]:
    return [p.text for p in Document(io.BytesIO(write_note(drafting, templates))).paragraphs]


def test_the_whole_note_word_for_word() -> None:
    assert said(noted()) == [
        "市水务局",
        "关于《河道管护办法》的起草说明",
        "现就《河道管护办法》的起草情况说明如下：",
        "一、制定的背景和必要性",
        "【待补：制定的背景、必要性和可行性】",
        "二、起草依据",
        "1.《某条例》（国令第1号）",
        "三、起草过程",
        "【待补：调研、论证、起草经过】",
        (
            "2026年10月8日，我单位书面征求了市水利局、市林业局、市气象局等7家单位的意见。"
            "截至2026年10月21日，收到3家单位反馈，其中2家单位提出意见建议4条，1家单位无意见；2家单位未反馈；"
            "1家单位未能送达；1家单位尚未发出。经逐条研究，拟采纳1条、有条件采纳1条、不采纳1条，"
            "各单位意见及采纳情况详见附件。【待补：尚有1条意见没有处理结论】"
        ),
        "未采纳、部分采纳和有条件采纳的意见及理由：",
        (
            "（1）市水利局提出：“一是补充河道管护内容；二是明确经费来源。”，"
            "建议不采纳。理由：经费由县区自筹，上位文件已有规定。"
        ),
        "（2）市水利局提出：“删去附件 2。”，有条件采纳。条件：报市政府同意。",
        "四、主要内容",
        "《河道管护办法》共分总则、管护、附则三个部分。【待补：主要内容和主要措施】",
        "五、重大分歧意见的协调处理情况",
        "截至2026年10月21日，已审定的2条处理结果中，同意1条、坚持原意见1条。",
        "（一）争议的主要问题",
        "一是补充河道管护内容；二是明确经费来源。",
        "有关单位的意见：市水利局坚持原意见。经费问题没有解决。",
        "我单位的意见和理由：建议不采纳。理由：经费由县区自筹，上位文件已有规定。",
        "依据：【待补：协调经过和依据的文件、条款】",
        "六、合法性审核、公平竞争审查等情况",
        "合法性审核：已办理（市司法局意见书）。",
        "七、需要说明的其他问题",
        "1.本文件经【待补：审议、签批情况】后，于2026年11月1日以（某政办〔2026〕5号）印发。",
        "2.已报省水利厅备案。",
        "3.【待补：其他需要说明的问题】",
        "附件：征求意见情况汇总表",
        "市水务局",
        "2026年10月21日",
        "（联系人：王五，电话：0371-12345）",
    ]


def test_a_further_round_tells_of_the_one_before_and_of_what_is_opposed_to_this_day() -> None:
    parts = Parts("由谁出资", "应由市级出资。", "由县区自筹。", "《某条例》第三条")
    first = noted(maintained=((2, "经费问题没有解决。"), (1, "不便操作。")), disputed=((1, parts),))
    lines = said(noted(before=first, maintained=()))
    consulted = said(noted())[9]
    at = lines.index("三、起草过程")
    assert lines[at + 2 : at + 4] == [
        f"{consulted}经修改，再次征求意见。",
        consulted.replace("我单位书面", "我单位再次书面"),
    ]
    at = lines.index("五、重大分歧意见的协调处理情况")
    assert lines[at + 2 : at + 12] == [
        "（一）争议的主要问题",
        "一是补充河道管护内容；二是明确经费来源。",
        "有关单位的意见：市水利局（此前征求意见时提出）坚持原意见。经费问题没有解决。",
        "我单位的意见和理由：建议不采纳。理由：经费由县区自筹，上位文件已有规定。",
        "依据：【待补：协调经过和依据的文件、条款】",
        "（二）争议的主要问题",
        "由谁出资。",
        "有关单位的意见：市水利局（此前征求意见时提出）：应由市级出资。",
        "我单位的意见和理由：由县区自筹。",
        "依据：《某条例》第三条。",
    ]
    assert "附件：各轮征求意见情况汇总表" in lines
    assert said(noted(before=noted(before=first), maintained=())).count("（一）争议的主要问题") == 1


def test_what_nobody_has_written_down_is_a_blank_and_never_invented() -> None:
    bare = noted(facts=NoteFacts(), steps=(), parts=(), reactions=(), maintained=(), contact="", phone="")
    blanks = [text for text in said(bare) if "【待补：" in text]
    assert blanks == [
        "【待补：制定的背景、必要性和可行性】",
        "【待补：起草所依据的法律、法规、规章和文件，写明文号】",
        "【待补：调研、论证、起草经过】",
        said(bare)[9],
        "【待补：主要内容和主要措施】",
        "【待补：合法性审核、公平竞争审查、集体审议等情况】",
        "1.本文件经【待补：审议、签批情况】后，于【待补：印发日期】以【待补：发文字号】印发。",
        "2.【待补：备案情况】",
        "3.【待补：其他需要说明的问题】",
        "（联系人：【待补：姓名】，电话：【待补：电话】）",
    ]
    assert said(bare)[said(bare).index("五、重大分歧意见的协调处理情况") + 1] == "没有存在重大分歧的意见。"


def test_silence_read_as_consent_is_said_to_be_so() -> None:
    (paragraph,) = [text for text in said(noted(silence=Silence.DEEMED_NO_COMMENT)) if "未反馈" in text]
    assert "2家单位未反馈（按征求意见函视为无意见）" in paragraph


def test_a_round_without_opinions_claims_none() -> None:
    assert noted(opinions=()).outcome == "截至目前没有收到修改意见。"


def test_what_a_long_opinion_opens_is_closed_where_it_is_cut() -> None:
    long = f"将第一条（总则）中的“坚持节约（{'集约' * 30}）”改写。"
    told = [replace(opinion, text=long) for opinion in OPINIONS]
    first = next(text for text in said(noted(opinions=tuple(told))) if "提出：" in text)
    assert re.findall("提出：“(.*?)”", first) == [f"将第一条（总则）中的‘坚持节约（{'集约' * 21}……）’"]


def test_the_note_is_valid() -> None:
    assert faults(write_note(noted())) == []


def test_what_a_unit_maintains_may_hold_signs_no_document_can() -> None:
    told = [replace(opinion, text=f"{opinion.text[:1]}\x01\a{opinion.text[1:]}") for opinion in OPINIONS]
    assert said(noted(opinions=tuple(told), maintained=((2, "经费\x02不足。"),))) == said(
        noted(maintained=((2, "经费不足。"),))
    )


def test_the_delivered_templates_are_what_they_are_built_from() -> None:
    for name, parts in delivered():
        with ZipFile(template_path(name)) as archive:
            assert {part: archive.read(part).decode() for part in archive.namelist()} == parts


def test_an_offices_own_template_is_taken_and_its_unknown_placeholder_named(tmp_path: Path) -> None:
    own = tmp_path / "documents" / "note.docx"
    own.parent.mkdir()
    document = Document()
    document.add_paragraph("关于《{{ title }}》的说明")
    document.save(str(own))
    assert said(noted(), tmp_path) == ["关于《河道管护办法》的说明"]
    document.add_paragraph("联系人：{{ contcat }}")
    document.save(str(own))
    assert paragraphs(own) == ["关于《{{ title }}》的说明", "联系人：{{ contcat }}"]
    with pytest.raises(TemplateBroken) as refused:
        said(noted(), tmp_path)
    assert refused.value.sentence == (
        "文件模板 note.docx 第 2 段（联系人：{{ contcat }}）用了不认识的占位符“contcat”；请改成说明中列出的名称。"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ title.__class__.__mro__ }}",
        "{% for a in reasons %}",
        "{{ 9 ** 9 ** 9 }}",
        "{% include 'x' %}",
        "{{ range(9) }}",
    ],
)
def test_a_hostile_or_broken_template_is_refused_in_a_sentence(hostile: str, tmp_path: Path) -> None:
    own = tmp_path / "documents" / "note.docx"
    own.parent.mkdir()
    document = Document()
    document.add_paragraph(hostile)
    document.save(str(own))
    with pytest.raises(TemplateBroken, match=r"^文件模板 note\.docx.*。$"):
        said(noted(), tmp_path)


def test_a_file_that_is_no_document_is_refused_as_such(tmp_path: Path) -> None:
    own = tmp_path / "documents" / "note.docx"
    own.parent.mkdir()
    own.write_bytes(b"not a zip")
    with pytest.raises(TemplateBroken, match=r"不是完好的 \.docx；请用 Word 重新保存"):
        said(noted(), tmp_path)
