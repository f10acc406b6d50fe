"""Templates: what an office may rewrite, and what it hears when it makes a slip."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from mail.letters import Invitation, Reminder, date_words, moment_words
from mail.render import render
from rules.errors import TemplateBroken
from rules.words import LetterKind
from tests.mail.samples import CODE, LETTERS, PAGE, ROUND, ZONE

ELSE = "请改正模板，或删去它以使用自带的模板。"
KIND, LETTER = LETTERS["invitation"]


def own(folder: Path, name: str, text: str) -> Path:
    file = folder / "email" / name
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return folder


def test_an_offices_own_file_stands_before_ours_and_only_that_file(tmp_path: Path) -> None:
    ours = render(KIND, LETTER)
    theirs = render(KIND, LETTER, own(tmp_path, "invitation/subject.txt", "请提意见：{{ round.title }}"))
    assert theirs.subject == f"请提意见：{ROUND.title}〔#{CODE}〕"
    assert (theirs.text, theirs.html) == (ours.text, ours.html)


def test_the_reply_code_ends_the_subject_once_even_where_a_template_names_it(tmp_path: Path) -> None:
    root = own(tmp_path, "invitation/subject.txt", "函〔#{{ code }}〕")
    assert render(KIND, LETTER, root).subject == f"函〔#{CODE}〕"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("第一行\n{{ round.titel }}", "第 2 行用了不认识的占位符“titel”；请改成说明中列出的名称。"),
        ("{{ units }}", "第 1 行用了不认识的占位符“units”；请改成说明中列出的名称。"),
        (
            "一\n二\n{{ code } }}",
            "第 3 行写法有误（unexpected '}'）；请检查该处的括号与标签是否成对。",
        ),
        ('{% include "no.txt" %}', f"第 1 行无法生成（no.txt）；{ELSE}"),
        (
            "{{ round.due + 1 }}",
            f"第 1 行无法生成（unsupported operand type(s) for +: 'datetime.datetime' and 'int'）；{ELSE}",
        ),
        (
            "{{ ''.__class__.__mro__ }}",
            f"第 1 行无法生成（access to attribute '__class__' of 'str' object is unsafe.）；{ELSE}",
        ),
    ],
)
def test_a_slip_in_a_template_names_file_line_and_placeholder(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(TemplateBroken) as refused:
        render(KIND, LETTER, own(tmp_path, "invitation/body.txt", text))
    assert refused.value.sentence == f"函件模板 invitation/body.txt {sentence}"


def test_a_slip_in_a_shared_part_is_found_in_that_part(tmp_path: Path) -> None:
    root = own(tmp_path, "_base/sign.txt", "\n\n{{ ofice.name }}")
    with pytest.raises(TemplateBroken, match=r"函件模板 _base/sign\.txt 第 3 行用了不认识的占位符“ofice”"):
        render(KIND, LETTER, root)


def test_markup_in_names_is_words_in_html_and_itself_in_text() -> None:
    assert isinstance(LETTER, Invitation)
    assert isinstance(LETTERS["reminder"][1], Reminder)
    sharp = replace(ROUND, title="<b>方案</b>&")
    for kind, letter in (
        (KIND, replace(LETTER, round=sharp)),
        (LetterKind.REMINDER, replace(LETTERS["reminder"][1], round=sharp)),
    ):
        rendered = render(kind, letter)
        assert ("《<b>方案</b>&》" in rendered.text, "<b>" in rendered.html) == (True, False)
        assert "《&lt;b&gt;方案&lt;/b&gt;&amp;》" in rendered.html


def test_a_title_with_a_line_break_cannot_break_the_subject() -> None:
    assert isinstance(LETTER, Invitation)
    broken = replace(LETTER, round=replace(ROUND, title="方案\r\nBcc: x@y.test"))
    assert render(KIND, broken).subject == f"关于征求《方案 Bcc: x@y.test》意见的函〔#{CODE}〕"


def test_no_letter_fetches_anything_from_outside() -> None:
    # An address to click on is not fetched.
    pages = [render(*letter).html.replace(f'href="{PAGE}"', "").replace(PAGE, "") for letter in LETTERS.values()]
    assert [
        word
        for page in pages
        for word in ("http:", "https:", "<img", "<link", "<style", "<script", "url(")
        if word in page
    ] == []


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 10, 13, 18, tzinfo=ZONE), "2026年10月13日（星期二）18时"),
        (datetime(2026, 2, 1, 9, 5, tzinfo=ZONE), "2026年2月1日（星期日）9时05分"),
    ],
)
def test_a_moment_is_printed_as_letters_print_it(moment: datetime, words: str) -> None:
    assert (moment_words(moment), date_words(moment)) == (words, words.partition("（")[0])


def test_each_kind_of_letter_has_its_templates() -> None:
    assert {kind for kind, _ in LETTERS.values()} == set(LetterKind)
