"""Workbooks: rows of text that say what the cells hold, and nothing that a spreadsheet has spoilt."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from customerbase.clean.identifiers import clean_identifier
from customerbase.clean.ids import clean_id
from customerbase.clean.phones import clean_phones
from customerbase.clean.refused import Refused
from customerbase.errors import MissingExtra, SourceError
from customerbase.registry import load
from customerbase.reports.table import Column, Table
from customerbase.sources.excel import read_excel
from customerbase.sources.table import RowProblem

write = load("output", "excel").write


def workbook(*sheets, hidden=()):
    """Return the bytes of a workbook with these sheets: rows of cells."""
    book = Workbook()
    book.remove(book.active)
    for i, rows in enumerate(sheets):
        sheet = book.create_sheet(f"S{i + 1}")
        for row in rows:
            sheet.append(list(row))
        if i in hidden:
            sheet.sheet_state = "hidden"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def read(given, **options):
    with read_excel(given, **options) as table:
        return table.header, list(table)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("007", "007"),
        (1.0, "1"),
        (7, "7"),
        (0.1 + 0.2, "0.3"),
        (-1234.5, "-1234.5"),
        (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"),
        (date(2024, 1, 5), "2024-01-05"),
        (datetime(2024, 1, 5), "2024-01-05"),
        (datetime(2024, 1, 5, 8, 26, 1), "2024-01-05 08:26:01"),
        (time(8, 5), "08:05:00"),
        (timedelta(hours=30, minutes=5), "30:05:00"),
        (True, "true"),
        ("=1+1", ""),  # a formula that no spreadsheet has worked out yet
        ("#N/A", ""),
        ("上海 机电", "上海 机电"),
    ],
)
def test_a_cell_is_read_as_one_would_write_it(cell, text):
    _, rows = read(workbook([["a", "b"], ["x", cell]]))

    assert rows == [(2, ["x", text])]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1234567890123450, "1.23456789012345E+15"),
        (6222020200112230123, "6.22202020011223E+18"),
        (-1e15, "-1E+15"),
        (1e300, "1E+300"),
        (1234567890123456, "1234567890123456"),  # no spreadsheet leaves a last digit: a program wrote it
    ],
)
def test_a_number_that_a_spreadsheet_has_rounded_is_written_as_it_shows_it(number, text):
    _, rows = read(workbook([["account", "name"], [number, "x"], ["6222020200112230123", "y"]]))

    assert rows == [(2, [text, "x"]), (3, ["6222020200112230123", "y"])]


@pytest.mark.parametrize("number", [1234567890123450, 6222020200112230123, 620104199001011234])
@pytest.mark.parametrize("clean", [clean_id, clean_identifier, clean_phones])
def test_what_a_spreadsheet_has_rounded_is_taken_for_no_number_of_anything(number, clean):
    _, ((_, (text, _)),) = read(workbook([["account", "name"], [number, "x"]]))

    with pytest.raises(Refused):
        clean(text)


def test_rows_are_numbered_as_the_spreadsheet_shows_them_and_blank_ones_are_skipped():
    header, rows = read(
        workbook([[], [None, "a", "b"], [], [None, "1", ""], [None, " ", None], [None, "2", "3"]])
    )

    assert header == ("a", "b")
    assert rows == [(4, ["1", ""]), (6, ["2", "3"])]


def test_values_below_an_empty_heading_are_not_dropped():
    header, rows = read(workbook([["a", None], ["1", "lost"], ["2", None]]))

    assert header == ("a",)
    assert isinstance(rows[0], RowProblem)
    assert "below an empty heading" in rows[0].hint
    assert rows[1] == (3, ["2"])


def test_the_one_sheet_that_holds_something_is_read():
    assert read(workbook([], [["a"], ["1"]], [["secret"], ["2"]], hidden=[2]))[0] == ("a",)


def test_of_several_sheets_the_caller_says_which():
    two = workbook([["a"], ["1"]], [["b"], ["2"]])

    with pytest.raises(
        SourceError, match=r"several sheets that hold something: S1, S2 \(say which: sheet='S1'\)"
    ):
        read(two)
    assert read(two, sheet="S2") == (("b",), [(2, ["2"])])
    with pytest.raises(SourceError, match=r"has no sheet 'S3' \(it has S1, S2\)"):
        read(two, sheet="S3")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"", "cannot be read as a workbook"),
        (b"name;phone\n", "cannot be read as a workbook"),
        (b"PK\x03\x04 and then nothing", "cannot be read as a workbook"),
        (workbook([]), "holds nothing but blank cells"),
        (workbook([["a", "b"]]), "holds a header and no row"),
        (workbook([["a", None, None, None, "b"], [1, 2, 3, 4, 5]]), "columns 2, 3, 4 have no heading"),
    ],
)
def test_what_is_no_table_is_refused_whole(given, reason):
    with pytest.raises(SourceError, match=reason):
        read(given)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"none\.xlsx: there is no such file"):
        read(tmp_path / "none.xlsx")


def test_a_heading_that_stands_there_twice_is_numbered():
    assert read(workbook([["a", "a"], [1, 2]])) == (("a", "a (2)"), [(2, ["1", "2"])])


def test_without_the_package_the_error_says_how_to_have_it(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "python_calamine", None)
    monkeypatch.delitem(sys.modules, "customerbase.sources.excel")
    with pytest.raises(MissingExtra, match=r"pip install 'customerbase\[excel\]'"):
        load("source", "excel")


def test_the_file_is_let_go(tmp_path):
    path = Path(tmp_path / "list.xlsx")
    path.write_bytes(workbook([["a"], ["1"]]))
    read(path)
    path.unlink()


TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=30
)
CELLS = TEXTS | st.dates(date(1901, 1, 1), date(2199, 12, 31)) | st.integers(-(10**15) + 1, 10**15 - 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_what_the_excel_output_writes_is_read_as_it_was(rows):
    columns = (Column("a", "A", "甲"), Column("b", "B", "乙"))
    held = io.BytesIO()
    write(Table("t", "T", "表", columns, (*rows, ("end", "end"))), held)
    _, found = read(held.getvalue())

    said = [[str(each) for each in row] for row in (*rows, ("end", "end"))]
    assert [cells for _, cells in found] == [row for row in said if any(each.strip() for each in row)]
