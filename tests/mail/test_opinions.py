"""What offices write when they have nothing to say, and when they have."""

import pytest

from mail.opinions import is_no_comment, opinions_in

NOTHING = (
    "无意见",
    "无意见。",
    "无 意 见",
    "无异议",
    "无不同意见",
    "无修改意见",
    "我单位无意见建议。",
    "没有意见",
    "没有不同意见",
    "均无意见",
    "暂无意见",
    "无其他意见和建议",
    "经研究，我局对《实施方案（征求意见稿）》无意见。",
    "市自然资源和规划局：\n来函收悉。经研究，我单位对该方案无不同意见。\n特此函复。\n市税务局\n2026年10月9日",
    "同意",
    "我局原则同意。",
    "完全同意该方案，无修改意见。",
    "你好！\n我单位没有意见，谢谢！\n\n发自我的iPhone",
    "无需修改。",
    "现将我局意见反馈如下：\n无意见。\n联系人：张三 电话：0371-1234567",
    "不提修改意见",
    "No comment",
    "我委无反馈意见。",
    "征求意见函收悉，我单位无补充意见",
)
SOMETHING = (
    "原则同意，建议第三条增加“依法”二字。",
    "无意见，但建议明确责任单位。",
    "除第三条外，无意见。",
    "不同意。",
    "我局不完全同意该方案。",
    "建议删除第二条。",
    "无意见。另：请核对附件2中的单位名称。",
    "同意，第五条时限应为30日。",
    "",
    "来函收悉。",
    "见附件",
    "第二条没有明确责任单位的内容",
    "贵局是否同意延期？",
    "我单位并非没有意见",
    "在落实资金的前提下同意",
)


@pytest.mark.parametrize("text", NOTHING)
def test_words_that_say_there_is_no_comment(text: str) -> None:
    assert (is_no_comment(text), opinions_in(text)) == (True, ())


@pytest.mark.parametrize("text", SOMETHING)
def test_words_that_say_something_are_never_taken_for_none(text: str) -> None:
    assert not is_no_comment(text)


NUMBERED = {
    "1.": ("1.建议甲。\n2.建议乙。", ("建议甲。", "建议乙。")),
    "1、": ("1、建议甲。\n2、建议乙。\n3、建议丙。", ("建议甲。", "建议乙。", "建议丙。")),
    "一、": ("一、建议甲。\n二、建议乙。", ("建议甲。", "建议乙。")),
    "（一）": ("（一）建议甲。\n（二）建议乙。", ("建议甲。", "建议乙。")),
    "(1)": ("(1)建议甲。\n(2)建议乙。", ("建议甲。", "建议乙。")),
    "①": ("①建议甲。\n②建议乙。", ("建议甲。", "建议乙。")),
    "第1条意见": ("第1条意见：建议甲。\n第2条意见：建议乙。", ("建议甲。", "建议乙。")),
    "意见一": ("意见一：建议甲。\n意见二：建议乙。", ("建议甲。", "建议乙。")),
    "inline": ("经研究，建议：1.将甲改为乙；2.删除丙。", ("将甲改为乙", "删除丙。")),
    "finer numbers stay inside": (
        "一、第二部分\n1.甲改为乙。\n2.删除丙。\n二、建议丁。",
        ("第二部分\n1.甲改为乙。\n2.删除丙。", "建议丁。"),
    ),
    "a bare heading is none": ("一、修改意见\n1.建议甲。\n2.建议乙。", ("建议甲。", "建议乙。")),
    "an introduction is none": ("经研究，提出以下意见：\n1.建议甲。\n2.建议乙。", ("建议甲。", "建议乙。")),
    "decimals are no numbers": ("建议容积率改为\n1.5以上，绿地率改为\n2.5以上。", None),
    "an item over several lines": ("1.建议甲：\n（新的表述）\n2.建议乙。", ("建议甲：\n（新的表述）", "建议乙。")),
    "beyond ten": ("\n".join(f"{n}、建议{n}号。" for n in (*"一二三四五六七八九十", "十一")), None),
    "frame dropped": (
        (
            "市自然资源和规划局：\n你好！经研究，提出如下意见：\n1.建议甲。\n2.建议乙。\n"
            "特此函复。\n联系人：张三 22220000\n市税务局\n2026年10月9日"
        ),
        ("建议甲。", "建议乙。"),
    ),
    "no numbers": (
        "建议第三条增加“依法”二字。\n理由：与上位法一致。",
        ("建议第三条增加“依法”二字。\n理由：与上位法一致。",),
    ),
    "an opinion before the numbers": (
        "建议标题改为“实施意见”。\n1.建议甲。\n2.建议乙。",
        ("建议标题改为“实施意见”。", "建议甲。", "建议乙。"),
    ),
    "原则同意 with opinions": ("原则同意。建议如下：\n1.建议甲。\n2.建议乙。", ("建议甲。", "建议乙。")),
    "a single numbered one": ("1.建议甲。", ("建议甲。",)),
    "empty": ("\n \n", ()),
}


@pytest.mark.parametrize(("text", "items"), NUMBERED.values(), ids=NUMBERED)
def test_an_answer_falls_into_its_opinions(text: str, items: tuple[str, ...] | None) -> None:
    if items is None:
        assert len(opinions_in(text)) == (11 if "十一" in text else 1)
    else:
        assert opinions_in(text) == items


@pytest.mark.parametrize(
    "text",
    [
        "收到。",
        "好的，收到，我们尽快研究后反馈。",
        "收到，我局将于下周三前反馈意见。",
        "已收悉，正在征求相关科室意见，稍后回复",
        "收到，我们会尽快提出修改意见。\n市财政局",
        "请问截止时间是哪天？",
    ],
)
def test_a_courtesy_a_promise_or_a_question_is_no_opinion(text: str) -> None:
    assert opinions_in(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "收到。建议删去第三条。",
        "将第三条中的“提出”改为“研究提出”",
        "您好！现将意见反馈如下：建议删去。",
        "请问第三条是否包括县级河道？建议明确。",
        "责任单位中删去我局",
    ],
)
def test_an_opinion_is_seen_beside_courtesies_and_looking_like_a_greeting(text: str) -> None:
    assert opinions_in(f"市水利局：\n{text}\n联系人：王五") == (text,)
