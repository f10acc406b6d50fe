"""The register: a sheet taken in as a whole, and units found by any name they go by."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.register import Imported, Registered, import_units, registered, unit_named
from models.store import Store
from rules.errors import AliasTaken, UnitUnknown
from rules.register import ContactEntry, UnitEntry
from rules.words import Role
from tests.models.office import entry


def taken_in(store: Store, *entries: UnitEntry) -> Imported:
    with store.write() as session:
        return import_units(session, entries)


def all_units(store: Store) -> tuple[Registered, ...]:
    with store.read() as session:
        return registered(session)


def names(store: Store) -> list[tuple[str, ...]]:
    return [unit.names for unit in all_units(store)]


def found(store: Store, name: str) -> str:
    with store.read() as session:
        return unit_named(session, name).name


def test_an_import_counts_what_was_added_changed_and_left(store: Store) -> None:
    assert taken_in(store, entry("市财政局", "财政"), entry("市税务局")) == Imported(2, 0, 0)
    again = taken_in(store, entry("市财政局", "财政"), entry("市税务局", "税务"), entry("杞县"))
    assert again == Imported(added=1, changed=1, unchanged=1)


def test_the_same_sheet_twice_changes_nothing(store: Store) -> None:
    sheet = (entry("市财政局", "财政", "财局"), entry("市税务局", short="税务"))
    taken_in(store, *sheet)
    before = all_units(store)
    assert taken_in(store, *sheet) == Imported(0, 0, 2)
    assert all_units(store) == before


def test_units_stand_in_the_order_of_the_sheet_and_the_others_after_them(store: Store) -> None:
    taken_in(store, entry("甲局"), entry("乙局"), entry("丙局"))
    taken_in(store, entry("丙局"), entry("丁局"))
    assert [(unit.name, unit.position) for unit in all_units(store)] == [
        ("丙局", 1),
        ("丁局", 2),
        ("甲局", 3),
        ("乙局", 4),
    ]


def test_a_unit_keeps_all_that_its_row_says(store: Store) -> None:
    contacts = (
        ContactEntry(Role.TO, "b@unit.localhost", "李四", "0371-1"),
        ContactEntry(Role.TO, "a@unit.localhost", "张三"),
        ContactEntry(Role.CC, "a@unit.localhost"),
        ContactEntry(Role.ESCALATION, "head@unit.localhost", "局长"),
    )
    taken_in(store, UnitEntry("市财政局", contacts, "财政局", ("财政",), "市直部门", 2))
    (unit,) = all_units(store)
    assert (unit.category, unit.names, unit.contacts) == ("市直部门", ("市财政局", "财政", "财政局"), contacts)
    assert unit.to(Role.TO) == contacts[:2]


def test_two_people_behind_one_mailbox_are_written_to_once(store: Store) -> None:
    both = (
        ContactEntry(Role.TO, "office@unit.localhost", "张三"),
        ContactEntry(Role.TO, "Office@unit.localhost", "李四"),
    )
    taken_in(store, UnitEntry("市财政局", both))
    assert all_units(store)[0].contacts == both[:1]


def test_a_contact_that_left_the_sheet_is_written_to_no_more(store: Store) -> None:
    taken_in(store, entry("市财政局", email="old@unit.localhost"))
    assert taken_in(store, entry("市财政局", email="new@unit.localhost")) == Imported(0, 1, 0)
    assert [contact.email for contact in all_units(store)[0].contacts] == ["new@unit.localhost"]


@pytest.mark.parametrize("name", ["市财政局", "财政", "市 财政局", "CZJ", "ＣＺＪ", "czj "])
def test_a_unit_is_found_by_any_of_its_names_however_they_are_typed(store: Store, name: str) -> None:
    taken_in(store, entry("市财政局", "财政", "czj"))
    assert found(store, name) == "市财政局"


def test_an_alias_moves_from_one_unit_to_another(store: Store) -> None:
    taken_in(store, entry("市财政局", "财税"), entry("市税务局"))
    assert taken_in(store, entry("市财政局"), entry("市税务局", "财税")) == Imported(0, 2, 0)
    assert names(store) == [("市财政局",), ("市税务局", "财税")]


def test_two_units_exchange_their_aliases(store: Store) -> None:
    taken_in(store, entry("市财政局", "一处"), entry("市税务局", "二处"))
    taken_in(store, entry("市财政局", "二处"), entry("市税务局", "一处"))
    assert names(store) == [("市财政局", "二处"), ("市税务局", "一处")]


def test_an_alias_moves_to_a_unit_that_is_new(store: Store) -> None:
    taken_in(store, entry("市财政局", "金融办"))
    assert taken_in(store, entry("市财政局"), entry("市金融局", "金融办", line=3)) == Imported(1, 1, 0)
    assert names(store) == [("市财政局",), ("市金融局", "金融办")]


def test_a_unit_is_renamed_when_its_old_name_becomes_an_alias(store: Store) -> None:
    taken_in(store, entry("市发展和改革委员会"), entry("市粮食局"))
    before = {unit.name: unit.id for unit in all_units(store)}
    assert taken_in(store, entry("市发展改革委", "市发展和改革委员会")) == Imported(0, 1, 0)
    after = {unit.name: unit.id for unit in all_units(store)}
    assert after == {"市发展改革委": before["市发展和改革委员会"], "市粮食局": before["市粮食局"]}
    assert found(store, "市发展和改革委员会") == "市发展改革委"


def test_a_new_unit_may_take_the_name_a_renamed_one_has_given_up(store: Store) -> None:
    taken_in(store, entry("市房管局"))
    taken_in(store, entry("市住建局", "市房管局"))
    assert taken_in(store, entry("市住建局", "住建"), entry("市房管中心", "市房管局", line=3)) == Imported(1, 1, 0)
    assert names(store) == [("市住建局", "住建"), ("市房管中心", "市房管局")]


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        (
            (entry("尉氏县", "县政府"), entry("兰考县", "县政府", line=3)),
            "单位表第 3 行：“兰考县”与“尉氏县”都叫“县政府”；请改掉其中一个的名称、简称或别名。",
        ),
        (
            (entry("尉氏县", "财政", line=7),),
            (
                "单位表第 7 行：“尉氏县”与“市财政局”都叫“财政”；请改掉其中一个的名称、简称或别名；"
                "若是同一单位改名，请把旧全称写进别名。"
            ),
        ),
        (
            (entry("尉氏县"), entry("兰考县", "尉 氏县", line=3)),
            "单位表第 3 行：“兰考县”与“尉氏县”都叫“尉 氏县”；请改掉其中一个的名称、简称或别名。",
        ),
        (
            (entry("财政一局", "市财政局"), entry("财政", line=3), entry("市财政局", line=4)),
            (
                "单位表第 3 行“财政”和第 4 行“市财政局”指的都是名册中的“市财政局”；"
                "请合并这两行，或改掉其中一个的名称、简称或别名。"
            ),
        ),
    ],
    ids=["within the sheet", "with the register", "name and alias", "both a known one"],
)
def test_a_shared_name_is_refused_with_row_and_both_units(
    store: Store, sheet: tuple[UnitEntry, ...], sentence: str
) -> None:
    taken_in(store, entry("市财政局", "财政"), entry("市税务局"))
    before = all_units(store)
    with pytest.raises(AliasTaken) as caught:
        taken_in(store, entry("市税务局"), *sheet)
    assert caught.value.sentence == sentence
    assert all_units(store) == before


def test_an_unknown_unit_comes_with_the_nearest_names(store: Store) -> None:
    taken_in(store, entry("市财政局"), entry("杞县"))
    with pytest.raises(UnitUnknown, match=r"^没有名为“市财政厅”的单位；是不是“市财政局”？$"):
        found(store, "市财政厅")
    with pytest.raises(UnitUnknown, match=r"^没有名为“气象台”的单位；可用 circulate units list 查看全部单位。$"):
        found(store, "气象台")


def test_offices_that_import_at_once_do_not_overwrite_each_other(opening: Callable[[], Store]) -> None:
    stores = [opening() for _ in range(4)]
    with ThreadPoolExecutor(4) as clerks:
        done = list(clerks.map(lambda n: taken_in(stores[n], entry("市财政局"), entry(f"{n}局", line=3)), range(4)))
    assert sorted((imported.added, imported.unchanged) for imported in done) == [(1, 1)] * 3 + [(2, 0)]
    assert sorted(unit.position for unit in all_units(stores[0])) == [1, 2, 3, 4, 5]
