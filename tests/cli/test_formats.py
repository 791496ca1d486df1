"""``import`` of other files than text: workbooks, vCards, and what is called otherwise than it is."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from customerbase.base import open_base
from customerbase.model import Contact, Customer, Purchase


@pytest.fixture
def book(tmp_path):
    made = Workbook()
    made.active.title = "2023"
    for row in (["客户编号", "客户名称"], ["K1", "甲厂"]):
        made.active.append(row)
    later = made.create_sheet("2024")
    for row in (
        ["名单"],
        [],
        ["客户编号", "客户名称", "省份"],
        ["K2", "乙厂", "浙江省"],
        ["K3", "丙厂", None],
    ):
        later.append(row)
    later.merge_cells("C4:C5")
    made.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


def test_of_two_sheets_the_person_is_asked_and_says_which(run, book, tmp_path):
    db = tmp_path / "a.db"
    status, _, err = run("import", db, book)
    assert status != 0
    assert "has several sheets that hold something: 2023, 2024 (say which: --sheet 2023)" in err

    status, out, err = run("import", db, book, "--sheet", "2024", "--fill-merged")
    assert (status, err) == (0, "")
    assert "merged cells were filled" in out
    with open_base(db) as base:
        assert {each.customer_id: each.address().province for each in base.all(Customer)} == {
            "K2": "浙江省",
            "K3": "浙江省",
        }


@pytest.mark.parametrize("said", [["--sheet", "2"], ["--sheet", "2024", "--header-row", "3"]])
def test_a_sheet_is_named_by_its_number_too_and_the_row_of_its_headings(run, book, tmp_path, said):
    db = tmp_path / "a.db"
    assert run("import", db, book, *said)[0] == 0
    with open_base(db) as base:
        assert sorted(each.customer_id for each in base.all(Customer)) == ["K2", "K3"]


def test_a_row_that_is_none_is_refused_where_it_is_typed(run, book, tmp_path):
    status, _, err = run("import", tmp_path / "a.db", book, "--header-row", "0")
    assert (status, "is no number from 1 on" in err) == (2, True)


def test_orders_and_lines_are_two_sheets(run, tmp_path):
    made = Workbook()
    for row in (["订单号", "日期", "客户编号"], ["O1", "2024-01-05", "K1"]):
        made.active.append(row)
    lines = made.create_sheet("lines")
    for row in (["订单号", "产品编号", "数量", "单价"], ["O1", "P1", 2, 10]):
        lines.append(row)
    path, db = tmp_path / "sales.xlsx", tmp_path / "a.db"
    made.save(path)
    said = (
        "--sheet",
        "1",
        "--lines",
        path,
        "--lines-sheet",
        "lines",
        "--currency",
        "CNY",
        "--create-customers",
    )
    status, _, err = run("import", db, f"purchases={path}", *said)

    assert (status, err) == (0, "")
    with open_base(db) as base:
        assert [str(each.amount) for each in base.all(Purchase)] == ["20.00 CNY"]


def test_the_cards_of_a_telephone_are_a_list_of_customers(run, tmp_path):
    path, db = tmp_path / "phone.vcf", tmp_path / "a.db"
    path.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Ida\nORG:Acme\nTEL;TYPE=CELL:13900000001\nEND:VCARD\n")
    status, out, err = run("import", db, path)

    assert (status, err) == (0, "")
    assert "phone.vcf is read as customers" in out
    with open_base(db) as base:
        assert [each.name for each in base.all(Contact)] == ["Ida"]
