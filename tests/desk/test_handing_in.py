"""Files handed in on a page: the form read at once, another unit's refused, the seal known by its bytes."""

import pytest

from desk.handing_in import hand_in_form, hand_in_scan, take_scan_back
from desk.office import Desk
from desk.unit_papers import form_file
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from rules.errors import BadInput, FormForeign, FormUnreadable, NotFound, RoundNotOpen
from rules.filing import OpinionEntry
from rules.policy import Policy
from tests.desk.office import DUE, FINANCE, HOUR, OPENED, PLANNING, ROUND, draft, open_round
from tests.desk.units import answer, looked_at, token
from tests.documents.marking import marked, replaced

SEALS = {"a.pdf": b"%PDF-1.7 ...", "a.jpg": b"\xff\xd8\xff\xe0...", "a.png": b"\x89PNG\r\n\x1a\n..."}


def filled(desk: Desk, *rows: FormRow, unit: str = FINANCE) -> bytes:
    _, blank = form_file(desk, token(desk, unit), OPENED)
    return fill_form(blank, rows=rows, no_comment=not rows, contact="王五", phone="1")


def test_a_filled_form_is_shown_back_as_opinions_to_confirm(desk: Desk) -> None:
    open_round(desk)
    rows = (FormRow(1, "第二条", "经费", "删去", "理由"), FormRow(2, proposal="改第一条。"))
    read = hand_in_form(desk, token(desk), "反馈表.docx", filled(desk, *rows), OPENED)
    seen = looked_at(desk)
    assert seen.kept.draft.opinions == (
        OpinionEntry("", "第二条", "经费", "删去", "理由"),
        OpinionEntry("", proposal="改第一条。"),
    )
    assert (read.opinions, seen.pending, seen.sent) == (2, True, ())


def test_the_same_form_twice_adds_nothing_and_typed_opinions_stay(desk: Desk) -> None:
    open_round(desk)
    answer(desk, "先写的。")
    for _ in range(2):
        hand_in_form(desk, token(desk), "反馈表.docx", filled(desk, FormRow(1, proposal="表上的。")), OPENED)
    assert [opinion.proposal for opinion in looked_at(desk).kept.draft.opinions] == ["先写的。", "表上的。"]


def test_a_form_without_opinions_asks_for_no_comment_to_be_confirmed(desk: Desk) -> None:
    open_round(desk)
    assert hand_in_form(desk, token(desk), "反馈表.docx", filled(desk), OPENED).no_comment
    assert (looked_at(desk).sent, looked_at(desk).kept.version) == ((), 0)


def test_the_draft_sent_back_with_marks_is_opinions_too(desk: Desk) -> None:
    open_round(desk)
    copy = marked(replaced(2, "市财政局", "市审计局"), of=draft())
    hand_in_form(desk, token(desk), "征求意见稿.docx", copy, OPENED)
    (opinion,) = looked_at(desk).kept.draft.opinions
    assert "市审计局" in opinion.text + opinion.proposal


def test_another_units_form_is_refused(desk: Desk) -> None:
    open_round(desk)
    theirs = filled(desk, FormRow(1, proposal="甲"), unit=PLANNING)
    with pytest.raises(FormForeign, match=r"^这份反馈表是发给另一家单位或另一轮征求意见的；"):
        hand_in_form(desk, token(desk), "反馈表.docx", theirs, OPENED)
    assert looked_at(desk).kept.version == 0


@pytest.mark.parametrize("content", [b"", b"not a form at all", b"PK\x03\x04 broken", SEALS["a.pdf"], draft()])
def test_what_is_no_form_is_refused_in_a_sentence(desk: Desk, content: bytes) -> None:
    open_round(desk)
    with pytest.raises(FormUnreadable, match=r"^“反馈表\.docx”.*；"):
        hand_in_form(desk, token(desk), "反馈表.docx", content, OPENED)
    assert looked_at(desk).kept.version == 0


@pytest.mark.parametrize("name", SEALS)
def test_a_scan_stays_with_the_answer_until_it_is_taken_back(desk: Desk, name: str) -> None:
    open_round(desk)
    hand_in_scan(desk, token(desk), name, SEALS[name], OPENED)
    assert looked_at(desk).kept.draft.scan_name == name
    take_scan_back(desk, token(desk), OPENED)
    assert (looked_at(desk).kept.draft.scan, looked_at(desk).pending) == ("", False)


@pytest.mark.parametrize("content", [b"GIF89a", b"<html><script>", b"MZ\x90", draft(), b"BM....", b"\x89PNG but not"])
def test_a_scan_is_known_by_its_bytes_not_by_its_name(desk: Desk, content: bytes) -> None:
    open_round(desk)
    with pytest.raises(BadInput, match=r"^“盖章件\.pdf”不是扫描件；"):
        hand_in_scan(desk, token(desk), "盖章件.pdf", content, OPENED)


def test_nobody_without_a_page_or_too_late_keeps_the_reader_busy(desk: Desk) -> None:
    open_round(desk, policy=Policy(accept_late=False))
    with pytest.raises(NotFound):
        hand_in_form(desk, "a" * 16, "反馈表.docx", filled(desk), OPENED)
    for refused in (hand_in_form, hand_in_scan):
        with pytest.raises(RoundNotOpen):
            refused(desk, token(desk), "a.png", SEALS["a.png"], DUE + HOUR)
    assert looked_at(desk).round == ROUND
