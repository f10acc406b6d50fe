"""Old and new wording side by side: what changed in which clause, in whose name, and nothing that only moved up."""

from itertools import pairwise

from documents.comparison import write_comparison
from documents.comparison_rows import pairs
from documents.draft_writing import write_draft
from documents.outline import Outline, outline_of, outline_of_lines
from rules.edits import Decided, changes_of
from rules.summary import numbers_of
from tests.documents.drafts import PLAN, REGULATION, regulation, text_lines
from tests.documents.redlining import added, adopted, opened, removed, revised, reworded
from tests.documents.schema import faults
from tests.documents.tracked import W, body_of

DRAFT = write_draft(PLAN.read_text("utf-8"))
OUTLINE = outline_of(DRAFT)
TITLE = "关于《开封市产业集聚区“百园增效”行动实施方案（征求意见稿）》"
HEADS = ("条款", "原文（征求意见稿）", "修改后", "理由及来源")


def compared(*opinions: Decided) -> bytes:
    made = revised(DRAFT, *opinions)
    numbers = numbers_of([one.opinion for one in opinions])
    return write_comparison(TITLE, OUTLINE, outline_of(made.clean), changes_of(opinions), numbers)


def rows(blob: bytes) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in opened(blob).tables[0].rows]


def versions(old: str, new: str) -> list[tuple[str, str]]:
    """The labels that are paired."""
    before, after = (outline_of_lines(text_lines(text)) for text in (old, new))
    return [(pair.old.label if pair.old else "", pair.new.label if pair.new else "") for pair in pairs(before, after)]


def test_what_was_reworded_put_in_and_taken_out_stands_in_the_order_of_the_draft() -> None:
    found = compared(
        adopted(1, "市税务局", reworded(OUTLINE, "三、（四）", "总结提升", "总结")),
        adopted(2, "市财政局", added(OUTLINE, "二、（三）", "4.加强调度。")),
        adopted(3, "市审计局", removed(OUTLINE, "附件 四、市督查局")),
        adopted(4, "市统计局", reworded(OUTLINE, "三、（四）", "阶段", "时期")),
    )
    gone = OUTLINE.labelled("附件 四、市督查局")
    assert gone is not None
    assert rows(found) == [
        HEADS,
        ("二、（三）4.", "（新增）", "4.加强调度。", "市财政局（意见2）：采纳"),
        (
            "三、（四）",
            "（四）总结提升阶段（2028年10月至12月）",
            "（四）总结时期（2028年10月至12月）",
            "市税务局（意见1）：采纳\n市统计局（意见4）：采纳",
        ),
        ("附件 四、市督查局", gone.text, "（删去）", "市审计局（意见3）：采纳"),
    ]
    assert (opened(found).paragraphs[0].text, faults(found)) == (
        "《开封市产业集聚区“百园增效”行动实施方案》修改对照表",
        [],
    )


def test_changed_words_are_struck_out_or_bold_and_underlined() -> None:
    found = compared(adopted(1, "市税务局", reworded(OUTLINE, "三、（四）", "总结提升", "全面总结")))
    cells = opened(found).tables[0].rows[1].cells
    struck = "".join(run.text for run in cells[1].paragraphs[0].runs if run.font.strike)
    new = "".join(run.text for run in cells[2].paragraphs[0].runs if run.bold and run.underline)
    assert (struck, new) == ("总结提升", "全面总结")


def test_a_draft_without_changes_says_so() -> None:
    found = opened(compared())
    assert (found.tables, found.paragraphs[-1].text) == ([], "征求意见稿没有修改。")


def test_the_header_repeats_and_the_page_lies_on_its_side() -> None:
    body = body_of(compared(adopted(1, "市税务局", reworded(OUTLINE, "三、（四）", "总结提升", "总结"))))
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in body.iter(f"{W}tr")] == [True, False]
    page = next(body.iter(f"{W}pgSz"))
    assert (page.get(f"{W}w"), page.get(f"{W}h"), page.get(f"{W}orient")) == ("16838", "11906", "landscape")


def test_renumbering_is_no_change() -> None:
    lines = REGULATION.strip().splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("第三条"))
    moved = {f"第{a}条": f"第{b}条" for a, b in pairwise("三四五六七八九")} | {"第九条": "第十条", "第十条": "第十一条"}
    later = [
        next((line.replace(a, b, 1) for a, b in moved.items() if line.startswith(a)), line) for line in lines[place:]
    ]
    new = "\n".join([*lines[:place], "第三条 停车应当有序。", *later])
    assert versions(REGULATION, new) == [("", "第三条")]


def test_a_clause_reworded_is_one_row_and_one_replaced_by_another_is_two() -> None:
    old = "一、总则\n加强河道管护，落实责任。\n费用由财政承担。"
    assert versions(old, "一、总则\n加强河道的管护，落实各方责任。\n费用由财政承担。") == [("一、第1段", "一、第1段")]
    assert versions(old, "一、总则\n每年组织一次评估。\n费用由财政承担。") == [("一、第1段", ""), ("", "一、第1段")]


def test_the_same_version_twice_differs_nowhere() -> None:
    same: Outline = regulation().outline
    assert pairs(same, same) == ()


def test_a_version_that_is_all_new_is_paired_in_order_and_soon_done() -> None:
    old, new = (
        "\n".join(f"{word}是第{place}段的文字内容。" for place in range(300))
        for word in ("甲方此前所称", "乙方其后另立")
    )
    before, after = (outline_of_lines(text_lines(text)) for text in (old, new))
    assert len(pairs(before, after)) == 300
