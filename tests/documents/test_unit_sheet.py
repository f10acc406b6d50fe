"""The register of units, read from the sheets that offices keep."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from documents.unit_sheet import read_names, read_units
from rules.errors import ColumnsMissing, RowRefused, SheetEmpty, SheetUnreadable
from rules.register import ContactEntry, UnitEntry
from rules.words import Role

HEAD: list[object] = ["单位", "简称", "别名", "类别", "联系人", "邮箱", "抄送", "催办联系人", "电话"]
WATER: list[object] = ["市水利局", "水利", "水务局、水利电力局", "市直", "张三", "shui@example.org", "", "", 22220000.0]


def sheet(*rows: list[object], title: str = "名单", extra: Workbook | None = None) -> bytes:
    book = extra or Workbook()
    page = book.active
    page.title = title
    for row in rows:
        page.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def refusal(kind: type[Exception], blob: bytes, name: str = "名单.xlsx") -> str:
    with pytest.raises(kind) as caught:
        read_units(blob, name)
    return str(caught.value)


def test_a_full_row_gives_the_unit_with_everyone_to_write_to() -> None:
    row = [*WATER[:6], "李四 <li@example.org>；wang@example.org", "赵局长<zhao＠example.org>", 22220000.0]
    assert read_units(sheet(HEAD, row), "名单.xlsx") == (
        UnitEntry(
            "市水利局",
            (
                ContactEntry(Role.TO, "shui@example.org", "张三", "22220000"),
                ContactEntry(Role.CC, "li@example.org", "李四"),
                ContactEntry(Role.CC, "wang@example.org", ""),
                ContactEntry(Role.ESCALATION, "zhao@example.org", "赵局长"),
            ),
            short="水利",
            aliases=("水务局", "水利电力局"),
            category="市直",
            line=2,
        ),
    )


def test_only_unit_and_address_are_required_and_the_order_is_the_sheets() -> None:
    units = read_units(sheet(["邮箱", "单位"], ["b@x.cn", "乙局"], [None, None], ["a@x.cn", "甲局"]), "名单.xlsx")
    assert [(unit.name, unit.contacts[0].email, unit.line) for unit in units] == [
        ("乙局", "b@x.cn", 2),
        ("甲局", "a@x.cn", 4),
    ]


def test_an_english_header_below_a_title_is_found() -> None:
    blob = sheet(["2026 register"], [], ["Unit", "Short", "E-mail", "Phone"], ["Water", "W", "w@x.cn", "010-1"])
    assert read_units(blob, "units.xlsx") == (
        UnitEntry("Water", (ContactEntry(Role.TO, "w@x.cn", "", "010-1"),), "W", line=4),
    )


def test_a_header_may_carry_remarks_and_spaces() -> None:
    blob = sheet(["单 位 名 称", "邮箱（必填）", "联系电话:"], ["市 财 政 局", "c@x.cn", "0371-1"])
    assert read_units(blob) == (UnitEntry("市财政局", (ContactEntry(Role.TO, "c@x.cn", "", "0371-1"),), "", line=2),)


def test_an_empty_address_leaves_the_unit_without_anyone_to_write_to() -> None:
    assert read_units(sheet(["单位", "邮箱"], ["甲局", None]))[0].contacts == ()


def test_the_sheet_with_the_header_is_read_whichever_it_is() -> None:
    book = Workbook()
    book.create_sheet("说明").append(["填表说明"])
    book.active = 0
    blob = sheet(["单位", "邮箱"], ["甲局", "a@x.cn"], title="第二张", extra=book)
    assert [unit.name for unit in read_units(blob)] == ["甲局"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_reads_in_every_encoding_offices_save(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_text("单位,邮箱,电话\n市水利局,a@x.cn,0012\n\n市林业局,,\n", encoding=encoding)
    assert read_units(path) == (
        UnitEntry("市水利局", (ContactEntry(Role.TO, "a@x.cn", "", "0012"),), "", line=2),
        UnitEntry("市林业局", (), "", line=4),
    )


def test_missing_columns_are_named_beside_those_that_were_found() -> None:
    assert refusal(ColumnsMissing, sheet(["单位", "电话"], ["甲局", "1"])) == (
        "“名单.xlsx”缺少这些列：邮箱（前 10 行中只找到单位、电话）；请补上表头后再导入。"
    )


def test_a_sheet_without_any_header_says_so() -> None:
    assert refusal(ColumnsMissing, sheet(["甲局", "a@x.cn"])) == (
        "“名单.xlsx”缺少这些列：单位、邮箱（前 10 行中没有找到表头）；请补上表头后再导入。"
    )


def test_a_header_with_nothing_below_is_refused() -> None:
    assert (
        refusal(SheetEmpty, sheet(["单位", "邮箱"], ["", " "])) == "“名单.xlsx”只有表头，下面没有内容；请填好后再导入。"
    )


def test_a_unit_named_twice_is_refused_with_both_rows() -> None:
    blob = sheet(["单位", "邮箱"], ["市财政局", "a@x.cn"], ["乙局", "b@x.cn"], ["市 财 政 局", "c@x.cn"])
    assert refusal(RowRefused, blob) == "工作表“名单”第 4 行的“市财政局”与第 2 行重复；请删去其中一行。"


def test_a_row_without_a_unit_is_refused() -> None:
    blob = sheet(["单位", "邮箱"], [None, "a@x.cn"])
    assert refusal(RowRefused, blob) == "工作表“名单”第 2 行没有写单位名称；请补上，或删去这一行。"


@pytest.mark.parametrize("email", ["甲局", "a@", "@x.cn", "a b@x..cn", "a@x.cn>b", "a@b@c", "张三<>"])
def test_an_address_that_is_none_is_refused_with_its_row(email: str) -> None:
    message = refusal(RowRefused, sheet(["单位", "邮箱"], ["甲局", email]))
    assert message == f"工作表“名单”第 2 行“邮箱”一栏的“{email}”不是邮箱地址；请改正后再导入。"


@pytest.mark.parametrize("blob", [b"%PDF-1.7", b"PK\x03\x04junk", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600])
def test_what_is_no_spreadsheet_is_refused(blob: bytes) -> None:
    assert refusal(SheetUnreadable, blob).startswith("“名单.xlsx”")


def test_a_stray_cell_at_the_far_corner_is_refused_before_it_asks_for_terabytes() -> None:
    book = Workbook()
    book.active["XFD1048576"] = "x"
    blob = sheet(["单位", "邮箱"], extra=book)
    assert (
        refusal(SheetUnreadable, blob) == "“名单.xlsx”在很远的位置还有内容，大得无法读取；请把名单复制到新表中再导入。"
    )


def test_a_list_of_names_needs_no_addresses_and_names_each_unit_once() -> None:
    assert read_names(sheet(["序号", "单位"], [1, "市 财 政 局"], [2, "杞县"], [3, "市财政局"]), "发函单位.xlsx") == (
        "市财政局",
        "杞县",
    )
