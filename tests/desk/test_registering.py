"""The register: a sheet's changes are seen before they are made; a unit asked no more stays where it was asked."""

import pytest

from desk import opening, registering, sheets
from desk.acts import record
from desk.office import Desk
from desk.registering import Change, Rehearsed
from desk.view import view
from rules.errors import AddressMissing, AliasTaken, BadInput, CirculateError, Refused, UnitUnknown
from rules.register import ContactEntry, UnitEntry
from rules.words import Role
from tests.desk.office import FEW, FINANCE, INDUSTRY, PLANNING, ROUND, address, day, open_round, units_sheet

MONDAY = day(10, 12)
HEAD = "单位,简称,别名,类别,联系人,邮箱,抄送,催办联系人,电话"


@pytest.fixture(autouse=True)
def _three_units(desk: Desk) -> None:
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))


def rehearsed(desk: Desk, *rows: str) -> Rehearsed:
    return registering.rehearse_import(desk, "\n".join([HEAD, *rows]).encode(), "名单.csv")


def row(unit: str, **columns: str) -> str:
    known = {"邮箱": address(unit), "催办联系人": f"{unit}主管 <chief.{address(unit)}>"} if unit in FEW else {}
    given = {"单位": unit} | known | columns
    return ",".join(given.get(column, "") for column in HEAD.split(","))


def entry(name: str, *aliases: str, email: str = "new@unit.test", short: str = "") -> UnitEntry:
    return UnitEntry(name, (ContactEntry(Role.TO, email, "张三"),), short, aliases)


def names(desk: Desk) -> list[str]:
    return [unit.name for unit in registering.everyone(desk)]


def test_a_rehearsal_tells_new_changed_and_unchanged_units_and_keeps_nothing(desk: Desk) -> None:
    before = registering.everyone(desk)
    found = rehearsed(
        desk,
        row(FINANCE),
        row(PLANNING, 邮箱="new@unit.test", 联系人="张三", 电话="2399", 别名="市计委", 类别="市直"),
        row("市农业农村局", 邮箱="a@b.test"),
    )
    assert found.changes == (
        Change(FINANCE, new=False),
        Change(
            PLANNING,
            new=False,
            words=(
                "类别：无 → 市直",
                "别名：新增 市计委",
                f"收件：去掉 {address(PLANNING)}，新增 new@unit.test（张三 2399）",
            ),
        ),
        Change("市农业农村局", new=True),
    )
    assert (len(found.new), len(found.changed), found.unchanged, found.refused) == (1, 1, 1, ())
    assert registering.everyone(desk) == before


def test_what_a_sheet_has_no_column_for_stays_and_an_empty_cell_takes_it_away(desk: Desk) -> None:
    whole = ContactEntry(Role.TO, address(FINANCE), "张三", "2399")
    boss = ContactEntry(Role.ESCALATION, f"chief.{address(FINANCE)}", f"{FINANCE}主管")
    registering.import_sheet(
        desk,
        "\n".join([HEAD, row(FINANCE, 简称="财政", 别名="财局", 类别="市直", 联系人="张三", 电话="2399")]).encode(),
        "一.csv",
    )
    short = f"单位,邮箱\n{FINANCE},{address(FINANCE)}\n".encode()
    assert registering.rehearse_import(desk, short, "二.csv").changed == ()
    registering.import_sheet(desk, short, "二.csv")
    kept = registering.everyone(desk)[0]
    assert (kept.short, kept.aliases, kept.category, kept.contacts) == ("财政", ("财局",), "市直", (whole, boss))
    emptied = f"单位,邮箱,催办联系人\n{FINANCE},new@unit.test,\n".encode()
    (change,) = registering.rehearse_import(desk, emptied, "三.csv").changed
    assert change.words == (
        f"收件：去掉 {address(FINANCE)}（张三 2399），新增 new@unit.test",
        f"催办联系人：去掉 {boss.email}（{FINANCE}主管）",
    )


def test_a_rehearsal_names_every_row_that_would_be_refused_at_once(desk: Desk) -> None:
    found = rehearsed(
        desk,
        row(FINANCE, 邮箱="不是邮箱"),
        row(PLANNING, 邮箱=""),
        row("市农业农村局", 邮箱="a@b.test", 别名=INDUSTRY),
        row("市林业局", 邮箱="a@b.test", 别名="市水文站"),
        row("市水文站", 邮箱="a@b.test"),
        row("市水文站", 邮箱="a@b.test"),
    )
    assert [change.unit for change in found.changes] == ["市农业农村局", "市林业局"]
    assert found.changes[0].words == (f"改名：{INDUSTRY} → 市农业农村局", *found.changes[0].words[1:])
    assert found.refused == (
        "第 2 行“邮箱”一栏的“不是邮箱”不是邮箱地址；请改正后再导入。",
        "第 7 行的“市水文站”与第 6 行重复；请删去其中一行。",
        f"第 3 行“{PLANNING}”没有填写邮箱；请补上。",
        "单位表第 6 行：“市水文站”与“市林业局”都叫“市水文站”；请改掉其中一个的名称、简称或别名。",
    )


def test_a_rename_is_rehearsed_as_one(desk: Desk) -> None:
    (change,) = rehearsed(desk, row("市工业和信息化局", 邮箱=address(INDUSTRY), 别名=INDUSTRY)).changes
    assert change.words[0] == f"改名：{INDUSTRY} → 市工业和信息化局"


def test_a_retired_unit_is_asked_no_more_and_stays_where_it_was_asked(desk: Desk) -> None:
    open_round(desk)
    assert registering.retire(desk, "市 财 政 局", "王科员", MONDAY) == FINANCE
    assert opening.choose_units(desk, "all") == (PLANNING, INDUSTRY)
    assert [unit.unit for unit in view(desk, ROUND, MONDAY).units] == list(FEW)
    with pytest.raises(Refused, match=f"^“{FINANCE}”已经停用；请从名单中去掉，"):
        opening.choose_units(desk, [FINANCE, PLANNING])
    registering.retire(desk, FINANCE, "王科员", MONDAY, back=True)
    assert opening.choose_units(desk, "all") == FEW
    assert [act.words for act in record(desk, None).acts][:2] == [f"{FINANCE}：恢复发函", f"{FINANCE}：停用"]


def test_a_sheet_leaves_a_retired_unit_retired(desk: Desk) -> None:
    registering.retire(desk, FINANCE, "", MONDAY)
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    assert [bool(unit.retired) for unit in registering.everyone(desk)] == [True, False, False]


def test_a_unit_is_written_down_and_changed_in_its_place(desk: Desk) -> None:
    registering.write_down(desk, None, entry("市林业局", "林业局"), "王科员", MONDAY)
    first = registering.everyone(desk)[0]
    registering.write_down(desk, first.id, entry("市财政金融局", FINANCE, short="财政局"), "王科员", MONDAY)
    assert names(desk) == ["市财政金融局", PLANNING, INDUSTRY, "市林业局"]
    changed = registering.everyone(desk)[0]
    assert (changed.short, changed.aliases, changed.contacts) == (
        "财政局",
        (FINANCE,),
        (ContactEntry(Role.TO, "new@unit.test", "张三"),),
    )
    said = (
        f"市财政金融局：改名：{FINANCE} → 市财政金融局；别名：新增 财政局；"
        f"收件：去掉 {address(FINANCE)}，新增 new@unit.test（张三）；"
        f"催办联系人：去掉 chief.{address(FINANCE)}（{FINANCE}主管）"
    )
    assert [act.words for act in record(desk, None).acts] == [said, "市林业局：新增单位"]


@pytest.mark.parametrize(
    ("entered", "kind", "sentence"),
    [
        (entry(" "), BadInput, "单位名称是空的；请写明单位的全称。"),
        (
            UnitEntry("市林业局", ()),
            AddressMissing,
            "“市林业局”没有填写收件邮箱；请至少填写一个，否则无法向该单位发函。",
        ),
        (
            entry("市林业局", PLANNING),
            AliasTaken,
            f"名册中的“{PLANNING}”也叫“{PLANNING}”；请改掉其中一个的名称、简称或别名。",
        ),
    ],
)
def test_a_unit_that_could_not_be_told_apart_or_written_to_is_refused(
    desk: Desk, entered: UnitEntry, kind: type[CirculateError], sentence: str
) -> None:
    with pytest.raises(kind) as caught:
        registering.write_down(desk, None, entered, "王科员", MONDAY)
    assert (caught.value.sentence, names(desk)) == (sentence, list(FEW))


def test_nobody_unknown_is_retired(desk: Desk) -> None:
    with pytest.raises(UnitUnknown):
        registering.retire(desk, "市林业局", "", MONDAY)


def test_the_register_goes_out_as_a_sheet_that_comes_back_unchanged(desk: Desk) -> None:
    registering.write_down(desk, None, entry("市林业局", "林业局", short="林局"), "", MONDAY)
    sheet = registering.sheet_of(registering.everyone(desk))
    assert registering.import_sheet(desk, sheet, "单位表.xlsx").unchanged == len(FEW) + 1
