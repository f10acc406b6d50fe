"""The table of opinions, row by row."""

import pytest

from rules.errors import LedgerUnbalanced
from rules.settling import Outcome
from rules.standing import InvitationFact
from rules.summary import COLUMNS, Row, UnitRows, note, plain_title, table_of
from rules.words import LetterState, Stance, Verdict
from tests.rules.facts import approved, asked, at, letter, opinion, proposed, reply

SENT, NOW = "2026-09-18", at("2026-09-30")
FINANCE = asked(letter(SENT), reply("2026-09-22"), unit="市财政局")
SCHOOLS = asked(letter(SENT), reply("2026-09-23"), unit="市教育局")
NO_COMMENT = [
    asked(letter(SENT), reply("2026-09-22", Stance.NO_COMMENT), unit=unit) for unit in ("市民政局", "市司法局")
]
SILENT = [asked(letter(SENT), unit="市水利局"), asked(letter(SENT), due="2026-10-09 18:00", unit="市商务局")]
BOUNCED = asked(letter(SENT, bounced=True), unit="市体育局")
UNSENT = asked(letter(SENT, state=LetterState.QUEUED), unit="市统计局")
WITHDRAWN = asked(letter(SENT), unit="市信访局", withdrawn=True)
OPINIONS = [
    opinion(3, "市教育局", "删去第四条", proposed(Verdict.REJECTED, "与上位法不一致")),
    opinion(2, "市财政局", "增加经费保障"),
    opinion(1, "市财政局", "将“应当”改为“可以”", approved(Verdict.ADOPTED)),
]


def test_the_table_has_the_four_columns_of_the_offices_form() -> None:
    assert COLUMNS == ("单位", "意见建议", "采纳情况", "说明")


def test_units_stand_in_register_order_with_their_opinions_by_number() -> None:
    table = table_of("办法", [SCHOOLS, FINANCE], OPINIONS, NOW)
    assert table.title == "关于办法征求意见情况"
    assert table.groups == (
        UnitRows("市教育局", (Row("删去第四条", "建议不采纳", "与上位法不一致", "3"),)),
        UnitRows("市财政局", (Row("将“应当”改为“可以”", "采纳", "", "1"), Row("增加经费保障", "待定", "", "2"))),
    )


def test_the_closing_rows_name_who_had_none_and_who_never_answered() -> None:
    table = table_of("办法", [FINANCE, SCHOOLS, *NO_COMMENT, *SILENT], OPINIONS, NOW)
    assert table.closing == (("无意见", "市民政局、市司法局"), ("无反馈", "市水利局、市商务局"))


def test_undeliverable_and_unsent_units_appear_when_there_are_any() -> None:
    table = table_of("办法", [UNSENT, BOUNCED], [], NOW)
    assert table.closing == (("无意见", "无"), ("无反馈", "无"), ("未送达", "市体育局"), ("未发出", "市统计局"))


def test_a_withdrawn_invitation_is_nowhere_in_the_table() -> None:
    table = table_of("办法", [WITHDRAWN], [], NOW)
    assert (table.groups, table.closing) == ((), (("无意见", "无"), ("无反馈", "无")))
    assert table.ledger.units.invited == 0


def test_every_row_is_four_texts_with_the_unit_repeated() -> None:
    table = table_of("办法", [FINANCE, SCHOOLS, *NO_COMMENT], OPINIONS, NOW)
    assert table.cells() == [
        ("市财政局", "将“应当”改为“可以”", "采纳", ""),
        ("市财政局", "增加经费保障", "待定", ""),
        ("市教育局", "删去第四条", "建议不采纳", "与上位法不一致"),
        ("无意见", "市民政局、市司法局", "", ""),
        ("无反馈", "无", "", ""),
    ]


def test_the_table_and_its_ledger_are_one_computation() -> None:
    table = table_of("办法", [FINANCE, SCHOOLS, *NO_COMMENT, *SILENT, BOUNCED, UNSENT], OPINIONS, NOW)
    assert table.ledger.opinions == sum(len(group.rows) for group in table.groups)
    assert table.ledger.units.with_opinions == len(table.groups)


@pytest.mark.parametrize("asked_units", [[SCHOOLS], [SCHOOLS, *SILENT]])
def test_an_opinion_of_a_unit_that_was_not_asked_makes_no_table(asked_units: list[InvitationFact]) -> None:
    with pytest.raises(LedgerUnbalanced):
        table_of("办法", asked_units, OPINIONS, NOW)


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (None, ""),
        (approved(Verdict.ADOPTED), ""),
        (approved(Verdict.REJECTED, " 与上位法不一致 "), "与上位法不一致"),
        (approved(Verdict.CONDITIONAL, condition="经费落实后"), "条件：经费落实后"),
        (approved(Verdict.ADOPTED_WITH_CHANGES, final_text="由市财政局牵头"), "调整为：由市财政局牵头"),
        (approved(Verdict.PARTLY, "理由", "条件", "表述"), "条件：条件\n调整为：表述\n理由"),
    ],
)
def test_the_note_says_condition_then_wording_then_reason(outcome: Outcome | None, text: str) -> None:
    assert note(outcome) == text


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("管理办法", "管理办法"),
        ("《管理办法》", "管理办法"),
        (" 关于《管理办法》 ", "管理办法"),
        ("《管理办法（征求意见稿）》", "管理办法"),
        ("《管理办法》（征求意见稿）", "管理办法"),
        ("管理办法(征求意见稿)", "管理办法"),
        ("《甲》和《乙》", "《甲》和《乙》"),
        ("关于加强管理的意见", "关于加强管理的意见"),
        ("关于《关于加强管理的意见》", "关于加强管理的意见"),
        ("（征求意见稿）", "（征求意见稿）"),
    ],
)
def test_the_title_is_one_however_the_clerk_typed_it(typed: str, title: str) -> None:
    assert plain_title(typed) == title
    assert table_of(typed, [], [], NOW).title == f"关于{title.removeprefix('关于')}征求意见情况"
