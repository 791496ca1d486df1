"""The door through which lists come in: what a caller may say of one, and what a file is found to be."""

from __future__ import annotations

import io
import json

import duckdb
import pandas as pd
import polars as pl
import pytest
from openpyxl import Workbook

import customerbase
from customerbase.errors import SourceError
from customerbase.intake.reading import Reading


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"sheet": 0}, "counted from 1"),
        ({"sheet": True}, "counted from 1"),
        ({"header_row": -1}, "counted from 1"),
        ({"region": "China"}, "no code of ISO 3166"),
        ({"region": "cn"}, "no code of ISO 3166"),
    ],
)
def test_what_cannot_be_meant_of_a_list_is_refused_before_it_is_opened(said, reason):
    with pytest.raises(ValueError, match=reason):
        Reading(**said)


def workbook(*sheets):
    book = Workbook()
    book.remove(book.active)
    for i, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"S{i}")
        for row in rows:
            sheet.append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


ROWS = [
    ["客户编号", "客户名称", "电话"],
    ["K1", "杭州织造厂", "0571-87654321"],
    ["K2", "宁波机电", "0574-1234567"],
]
PAGE = "<html><body><table>{}</table></body></html>".format(
    "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
)
TABBED = "".join("\t".join(row) + "\n" for row in ROWS)
LINES = "".join(
    json.dumps(dict(zip(ROWS[0], row, strict=True)), ensure_ascii=False) + "\n" for row in ROWS[1:]
)


@pytest.mark.parametrize(
    ("name", "content", "remark"),
    [
        ("list.xlsx", workbook(ROWS), None),
        ("list.xlsm", workbook(ROWS), None),
        ("list.csv", workbook(ROWS), "its name ends in .csv, yet it is a workbook, and was read as that"),
        ("list.xls", workbook(ROWS), None),
        (
            "list.xls",
            PAGE.encode(),
            "its name ends in .xls, yet it is a page of HTML or XML, and was read as that",
        ),
        ("list.xls", PAGE.encode("utf-16"), "yet it is a page of HTML or XML"),
        ("list.html", PAGE.encode(), None),
        ("list.xls", TABBED.encode("gb18030"), "yet it is text with delimiters, and was read as that"),
        ("list.csv", LINES.encode(), "yet it is JSON, and was read as that"),
        ("list.data", workbook(ROWS), None),
        ("list", TABBED.encode(), None),
    ],
)
def test_a_file_is_read_as_what_it_is_and_not_as_what_it_is_called(tmp_path, name, content, remark):
    path = tmp_path / name
    path.write_bytes(content)
    with customerbase.open("memory:") as base:
        result = base.import_customers(path)
        names = sorted(each.name for each in base.all(customerbase.Customer))

    assert names == ["宁波机电", "杭州织造厂"]
    assert result.origin == name
    if remark is None:
        assert not any("its name ends in" in note for note in result.notes)
    else:
        assert any(remark in note for note in result.notes)


def test_of_several_sheets_the_one_of_the_kind_that_is_wanted_is_read(tmp_path):
    goods = [["产品编号", "产品名称"], ["P1", "织机"]]
    (tmp_path / "all.xlsx").write_bytes(workbook(goods, ROWS))
    with customerbase.open("memory:") as base:
        customers = base.import_customers(tmp_path / "all.xlsx")
        products = base.import_products(tmp_path / "all.xlsx")

    assert (customers.taken, products.taken) == (2, 1)
    assert "sheet 'S2' was read; others hold something too: S1" in customers.notes
    assert "sheet 'S1' was read; others hold something too: S2" in products.notes


def test_orders_and_their_lines_are_two_sheets_of_one_workbook(tmp_path):
    orders = [["订单号", "日期", "客户编号"], ["O1", "2024-01-05", "K1"]]
    lines = [
        ["订单号", "产品编号", "数量", "单价"],
        ["O1", "P1", 2, 10],
        ["O1", "P2", 1, "x"],
        ["O2", "P1", 1, 1],
    ]
    (tmp_path / "sales.xlsx").write_bytes(workbook(orders, lines))
    with customerbase.open("memory:", currency="CNY") as base:
        result = base.import_purchases(
            tmp_path / "sales.xlsx",
            sheet="S1",
            lines=tmp_path / "sales.xlsx",
            lines_sheet=2,
            create_customers=True,
        )

    assert result.taken == 0
    assert {each.file for each in result.refused_rows} == {"sales.xlsx", str(tmp_path / "sales.xlsx")}
    assert [each.cells for each in result.refused_rows if each.file == "sales.xlsx"] == [
        ["O1", "2024-01-05", "K1"]
    ]


@pytest.mark.parametrize(
    "make",
    [
        lambda: pd.DataFrame(ROWS[1:], columns=ROWS[0]),
        lambda: pl.DataFrame(ROWS[1:], schema=ROWS[0], orient="row"),
        lambda: pl.LazyFrame(ROWS[1:], schema=ROWS[0], orient="row"),
        lambda: pl.DataFrame(ROWS[1:], schema=ROWS[0], orient="row").to_arrow(),
        lambda: duckdb.from_arrow(pl.DataFrame(ROWS[1:], schema=ROWS[0], orient="row").to_arrow()),
    ],
)
def test_a_data_frame_of_any_kind_is_a_list(make):
    with customerbase.open("memory:") as base:
        result = base.import_customers(make(), source="visit")
        again = base.import_customers(make(), source="visit")
        (one, two) = sorted(base.all(customerbase.Customer), key=lambda each: each.customer_id)

    assert (result.taken, result.origin, again.unchanged) == (2, "the data frame", 2)
    assert (one.name, str(two.phone())) == ("杭州织造厂", "0574-1234567")


def test_a_refused_row_of_a_frame_is_named_by_its_place(tmp_path):
    frame = pd.DataFrame({"客户名称": ["甲厂", "乙厂"], "邮箱": ["a@b.cn", "b(at)b.cn"]})
    with customerbase.open("memory:") as base:
        result = base.import_customers(frame)
        (refused,) = result.write_refused(tmp_path / "refused.csv")

    assert [(each.row, each.column) for each in result.refusals] == [(2, "邮箱")]
    assert "row 2 of the data frame" in refused.read_text(encoding="utf-8-sig")


def test_sales_and_their_lines_are_two_frames():
    orders = pd.DataFrame({"order no": ["O1"], "date": ["2024-01-05"], "customer id": ["K1"]})
    lines = pd.DataFrame({"order no": ["O1", "O1"], "amount": [1.5, 2.0]})
    with customerbase.open("memory:", currency="CNY") as base:
        result = base.import_purchases(orders, lines=lines, create_customers=True)

    assert (result.records["purchase"]["taken"], result.refused) == (1, 0)


@pytest.mark.parametrize("given", [b"name\nAnn\n", [{"name": "Ann"}], None, 7])
def test_what_is_no_list_is_named(given):
    with (
        customerbase.open("memory:") as base,
        pytest.raises(TypeError, match="from a path, a data frame or a source"),
    ):
        base.import_customers(given)


def test_a_folder_is_no_list(tmp_path):
    with customerbase.open("memory:") as base, pytest.raises(SourceError, match="cannot be opened"):
        base.import_customers(tmp_path)
