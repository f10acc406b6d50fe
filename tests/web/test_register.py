"""The register on its pages: looked through, edited, retired, and a sheet seen before it changes anything."""

import pytest

from desk import registering, sheets
from desk.office import Desk
from models.register import Registered
from rules.words import Duty, Role
from tests.desk.office import FEW, FINANCE, INDUSTRY, PLANNING, address, units_sheet
from tests.web.browser import PEOPLE, Browser, Site
from tests.web.work import fields

CLERK = PEOPLE[Duty.CLERK]


@pytest.fixture
def clerk(desk: Desk, site: Site) -> Browser:
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    browser = site.signed_in()
    browser.get("/units")
    return browser


def unit(desk: Desk, number: int) -> Registered:
    return next(one for one in registering.everyone(desk) if one.id == number)


def test_units_are_found_by_name_and_address(clerk: Browser) -> None:
    assert all(name in clerk.text for name in FEW)
    clerk.get(f"/units?q={address(PLANNING)}")
    assert (PLANNING in clerk.text, FINANCE in clerk.text) == (True, False)
    assert "没有符合条件的单位。" in clerk.get("/units?q=文旅&at=7").text


def test_a_unit_is_changed_with_its_names_and_contacts(desk: Desk, site: Site, clerk: Browser) -> None:
    clerk.get("/units/1")
    form = fields(clerk) | {
        "short": "财政局",
        "aliases": "财政\n市财局",
        "role": ["to", "cc"],
        "email": ["a@unit.test", "b@unit.test"],
        "person": ["张三", ""],
        "phone": ["2399", ""],
        "do": "save",
    }
    clerk.post("/units/1", form)
    found = unit(desk, 1)
    assert (found.short, found.aliases) == ("财政局", ("市财局", "财政"))
    assert [(c.role, c.email, c.name, c.phone) for c in found.contacts] == [
        (Role.TO, "a@unit.test", "张三", "2399"),
        (Role.CC, "b@unit.test", "", ""),
    ]
    assert site.acts()[-1][:2] == (CLERK, "单位名册")
    assert "<td>张三 <small>2399</small></td>" in clerk.get("/units").text


def test_of_two_who_change_one_unit_the_second_is_told_and_then_has_the_last_word(desk: Desk, clerk: Browser) -> None:
    clerk.get("/units/1")
    first, second = fields(clerk) | {"category": "市直", "do": "save"}, fields(clerk) | {"short": "财局", "do": "save"}
    clerk.post("/units/1", first)
    clerk.get("/units/1")
    clerk.post("/units/1", second)
    assert (clerk.page.status_code, f"“{FINANCE}”刚被别人改过；你填写的还在下面" in clerk.text) == (409, True)
    assert (unit(desk, 1).category, unit(desk, 1).short) == ("市直", "")
    clerk.post("/units/1", fields(clerk) | {"do": "save"})
    assert (unit(desk, 1).category, unit(desk, 1).short) == ("", "财局")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "单位名称是空的"),
        ({"email": "不是邮箱"}, "“不是邮箱”不是邮箱地址；请改正。"),
        ({"email": ""}, "没有填写收件邮箱"),
        ({"aliases": INDUSTRY}, f"名册中的“{INDUSTRY}”也叫“{INDUSTRY}”"),
    ],
)
def test_a_refused_unit_comes_back_as_typed(desk: Desk, clerk: Browser, typed: dict[str, str], sentence: str) -> None:
    before = registering.everyone(desk)
    clerk.get("/units/new")
    new = {"name": "市林业局", "role": "to", "email": "l@unit.test", "person": "李四", "phone": "1"} | typed
    clerk.post("/units/new", new | {"do": "save"})
    assert (clerk.page.status_code >= 400, sentence in clerk.text) == (True, True)
    assert (fields(clerk)["name"], registering.everyone(desk)) == (new["name"], before)


def test_a_new_unit_stands_last_and_more_lines_lose_nothing(desk: Desk, clerk: Browser) -> None:
    clerk.get("/units/new")
    typed = {"name": "市林业局", "role": "to", "email": "l@unit.test", "person": "李四", "phone": ""}
    clerk.post("/units/new", typed | {"do": "more"})
    assert (fields(clerk)["name"], fields(clerk)["email"]) == ("市林业局", ["l@unit.test", "", "", "", ""])
    clerk.post("/units/new", fields(clerk) | {"do": "save"})
    assert [one.name for one in registering.everyone(desk)] == [*FEW, "市林业局"]


def test_a_unit_is_retired_and_asked_again(desk: Desk, site: Site, clerk: Browser) -> None:
    clerk.get("/units/1")
    clerk.post("/units/1", {"do": "retire"})
    assert (f"{FINANCE}已停用" in clerk.text, bool(unit(desk, 1).retired)) == (True, True)
    clerk.post("/units/1", {"do": "back"})
    assert unit(desk, 1).retired is None
    assert site.acts() == [(CLERK, "单位名册", f"{FINANCE}：停用"), (CLERK, "单位名册", f"{FINANCE}：恢复发函")]


def test_a_sheet_is_seen_first_and_then_brought_in_as_seen(desk: Desk, site: Site, clerk: Browser) -> None:
    sheet = f"单位,邮箱\n{FINANCE},new@unit.test\n市林业局,l@unit.test\n".encode()
    clerk.get("/units/import")
    clerk.post("/units/import", files={"sheet": ("名单.csv", sheet)})
    assert f"收件：去掉 {address(FINANCE)}，新增 new@unit.test" in clerk.text
    assert [one.name for one in registering.everyone(desk)] == list(FEW)
    clerk.post("/units/import", fields(clerk) | {"do": "bring"})
    assert "新增 1 家，更新 1 家，未变 0 家。" in clerk.text
    assert site.acts()[-1] == (CLERK, "单位名册", "导入“名单.csv”：新增 1 家，更新 1 家，未变 0 家")


def test_a_sheet_with_bad_rows_is_told_of_them_all_and_offers_no_import(clerk: Browser) -> None:
    clerk.get("/units/import")
    clerk.post("/units/import", files={"sheet": ("名单.csv", "单位,邮箱\n甲局,坏\n乙局,\n".encode())})
    assert ("“坏”不是邮箱地址" in clerk.text, "“乙局”没有填写邮箱" in clerk.text) == (True, True)
    assert "照此导入" not in clerk.text
    clerk.post("/units/import", files={"sheet": ("名单.docx", b"PK")})
    assert "照此导入" not in clerk.text
    clerk.post("/units/import", {"sha256": "0" * 64, "do": "bring"})
    assert (clerk.page.status_code, "还没有选择文件" in clerk.text) == (422, True)


def test_the_register_goes_out_as_a_sheet(desk: Desk, clerk: Browser) -> None:
    sheet = clerk.get("/units.xlsx").content
    assert registering.import_sheet(desk, sheet, "单位.xlsx").unchanged == len(FEW)


def test_a_leader_reads_the_register_and_changes_nothing(desk: Desk, site: Site, clerk: Browser) -> None:
    leader = site.signed_in(Duty.LEADER)
    assert leader.get("/units/1").status_code == 200
    leader.post("/units/1", {"do": "retire"})
    assert (leader.page.status_code, unit(desk, 1).retired) == (403, None)
    assert clerk.get("/units/99").status_code == 404
