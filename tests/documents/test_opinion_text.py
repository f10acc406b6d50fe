"""One opinion from a row of the form, as the table of opinions prints it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.form_reading import FormRow
from documents.opinion_text import text_of

TEXT = st.text(max_size=20)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (FormRow(1, proposal="建议暂缓出台。"), "建议暂缓出台。"),
        (
            FormRow(1, "三、（二）", "年底前完成", "次年三月底前完成", "汛期不能施工。"),
            "三、（二）“年底前完成”（建议修改为：次年三月底前完成）理由：汛期不能施工。",
        ),
        (FormRow(1, "第三条", "“年底前”", "建议删除", ""), "第三条“年底前”（建议删除）"),
        (FormRow(1, "第三条", "", "增加一款", "依据：上位法第五条"), "第三条（建议：增加一款）依据：上位法第五条"),
        (FormRow(1, "第三条", "年底前", "将“年底前”改为“年内”", ""), "第三条“年底前”（建议：将“年底前”改为“年内”）"),
        (FormRow(1, "第三条", "甲、乙负责（建议删除乙）", "", ""), "第三条“甲、乙负责（建议删除乙）”"),
    ],
)
def test_a_row_reads_as_one_opinion(row: FormRow, text: str) -> None:
    assert text_of(row) == text


@given(TEXT, TEXT, TEXT, TEXT)
def test_no_word_of_a_row_is_lost_or_moved(place: str, original: str, proposal: str, grounds: str) -> None:
    rest = text_of(FormRow(1, place, original, proposal, grounds))
    for words in (place, original, proposal, grounds):
        _, found, rest = rest.partition(words) if words else ("", "", rest)
        assert found == words
