"""Excel output: numbers are numbers, text is never a formula, nothing is lost silently."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase import registry
from customerbase.model import TaskStatus
from customerbase.reports.table import Column, Table
from customerbase.values import Money

openpyxl = pytest.importorskip("openpyxl")
calamine = pytest.importorskip("python_calamine")
excel = registry.load("output", "excel")

COLUMNS = (
    Column("name", "Name", "名称"),
    Column("n", "Count", "数量", "whole"),
    Column("amount", "Amount", "金额", "money"),
    Column("on", "Date", "日期", "date"),
    Column("share", "Share", "占比", "share"),
)


def book(*tables: Table, language: str = "en") -> io.BytesIO:
    stream = io.BytesIO()
    excel.write(tables, stream, language=language)
    stream.seek(0)
    return stream


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=30)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            TEXTS | st.sampled_from(["=1+1", "+86 755", "@x", "-", "#N/A", "TRUE", " x "]),
            st.integers(-(10**14), 10**14),
            st.decimals(places=2, min_value=-(10**9), max_value=10**9),
            st.dates(date(1900, 3, 1)),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_every_cell_is_read_back_equal(rows: list[tuple[str, int, Decimal, date]]) -> None:
    cells = tuple((name, n, Money(amount, "CNY"), on, None) for name, n, amount, on in rows)
    stream = book(Table("t", "T", "表", COLUMNS, cells))
    sheet = openpyxl.load_workbook(stream).active
    back = [
        (row[0].value, row[1].value, Decimal(str(row[2].value)), row[3].value, row[4].value.date())
        for row in sheet.iter_rows(min_row=2)
    ]
    assert back == [(name, n, amount, "CNY", on) for name, n, amount, on in rows]
    assert {row[0].data_type for row in sheet.iter_rows(min_row=2)} == {"s"}
    stream.seek(0)
    fast = calamine.CalamineWorkbook.from_filelike(stream).get_sheet_by_index(0).to_python()
    assert [row[0] for row in fast[1:]] == [row[0] for row in rows]


def first(value: object, column: Column) -> Any:
    return openpyxl.load_workbook(book(Table("t", "T", "表", (column,), ((value,),)))).active["A2"]


def test_numbers_look_as_people_write_them() -> None:
    assert first(Money("5", "CNY"), COLUMNS[2]).number_format == "#,##0.00"
    assert first(Money("5", "JPY"), COLUMNS[2]).number_format == "#,##0"
    assert first(Decimal(1) / 3, COLUMNS[4]).number_format == "0.0%"
    assert first(date(2024, 5, 1), COLUMNS[3]).number_format == "yyyy-mm-dd"


def test_what_excel_cannot_hold_stays_as_text() -> None:
    assert first(12345678901234567, COLUMNS[1]).value == "12345678901234567"
    assert first(date(1850, 1, 1), COLUMNS[3]).value == "1850-01-01"
    assert first("a\x01b", COLUMNS[0]).value == "a\N{REPLACEMENT CHARACTER}b"
    assert first("上" * 40_000, COLUMNS[0]).value == "上" * 32_766 + "…"


def test_text_that_looks_like_a_formula_stays_text_when_it_is_edited() -> None:
    cell = first("=HYPERLINK(1)", COLUMNS[0])
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


def test_sheets_have_legal_names_of_their_own_and_headings_that_stay() -> None:
    title = "A/B: [all] 客户" + "长" * 40
    tables = [Table("t", title, title, COLUMNS, ()) for _ in range(3)]
    found = openpyxl.load_workbook(book(*tables))
    assert len({each.casefold() for each in found.sheetnames}) == 3
    assert all(len(each) <= 31 and not set(each) & set("[]:*?/\\") for each in found.sheetnames)
    assert {sheet.freeze_panes for sheet in found} == {"A2"}


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one table"):
        excel.write([], io.BytesIO())


def test_times_with_a_zone_are_kept_as_text() -> None:
    assert (
        first(datetime.fromisoformat("2024-05-01T10:00:00+08:00"), COLUMNS[3]).value
        == "2024-05-01 10:00:00+08:00"
    )


def test_what_is_written_into_empty_cells_stays_text_or_becomes_a_day() -> None:
    held = Table("t", "T", "表", COLUMNS, (("a", 1, Money(1, "CNY"), date(2024, 1, 5), Decimal(1)),))
    sheet = openpyxl.load_workbook(book(held)).active

    formats = [sheet.column_dimensions[letter].number_format for letter in "ABCDEF"]
    assert formats == ["@", "General", "General", "General", "yyyy-mm-dd", "General"]


@pytest.mark.parametrize(
    ("language", "offered"), [("en", '"open,done,cancelled"'), ("zh", '"未完成,已完成,已取消"')]
)
def test_choices_are_offered_as_a_list_and_nothing_else_is_forbidden(language: str, offered: str) -> None:
    columns = (Column("name", "Name", "名称"), Column("s", "S", "状", choices=tuple(TaskStatus)))
    sheet = openpyxl.load_workbook(
        book(Table("t", "T", "表", columns, (("a", None), ("b", None))), language=language)
    ).active
    (held,) = sheet.data_validations.dataValidation

    assert (held.type, held.formula1, str(held.sqref)) == ("list", offered, "B2:B3")
    assert not held.showErrorMessage
