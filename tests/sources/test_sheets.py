"""Sheets as people make them: titles, merged cells, several sheets, hidden rows; nothing is passed over silently."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from customerbase.errors import CustomerbaseError, SourceError
from customerbase.sources.excel import read_excel
from customerbase.sources.table import RowProblem


def saved(book):
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def workbook(rows, *, merged=(), other=None, hidden=()):
    """Return a workbook with these rows, cells merged and rows hidden; `other` sheets by name."""
    book = Workbook()
    book.active.title = "名单"
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    for row in hidden:
        book.active.row_dimensions[row].hidden = True
    for name, sheet in (other or {}).items():
        added = book.create_sheet(name)
        for row in sheet:
            added.append(list(row))
    return saved(book)


def read(given, **options):
    with read_excel(given, **options) as table:
        rows = list(table)
        return table.header, rows, [str(note) for note in table.notes]


CUSTOMERS = [["客户名称", "电话"], ["杭州织造厂", "0571-87654321"], ["宁波机电", "0574-1234567"]]
GOODS = [["产品编号", "产品名称"], ["P1", "Loom"]]


def test_a_title_above_the_headings_is_no_heading_and_is_said():
    title = [["2024年客户名单"], [], ["制表人：王", "日期", date(2024, 1, 5)]]
    header, rows, notes = read(workbook([*title, *CUSTOMERS], merged=["A1:B1"]))

    assert header == ("客户名称", "电话")
    assert rows[0] == (5, ["杭州织造厂", "0571-87654321"])
    assert "rows above the headings were read as a title: 2 (lines 1, 3)" in notes


def test_headings_that_nobody_understands_are_those_of_the_first_row_unless_it_is_said_otherwise():
    rows = [["Liste", ""], ["Kunde", "Ort"], ["Ann", "Ulm"]]

    assert read(workbook(rows))[0] == ("Liste",)
    assert read(workbook(rows), header_row=2)[:2] == (("Kunde", "Ort"), [(3, ["Ann", "Ulm"])])
    assert read(workbook(rows), own=["Kunde", "Ort"])[0] == ("Kunde", "Ort")


@pytest.mark.parametrize(("row", "reason"), [(9, "no headings in row 9"), (2, "row 2 is blank")])
def test_a_row_of_headings_that_is_none_is_refused(row, reason):
    with pytest.raises(SourceError, match=reason):
        read(workbook([CUSTOMERS[0], [], *CUSTOMERS[1:]]), header_row=row)


def test_merged_cells_are_filled_only_when_that_is_asked_for():
    rows = [["省份", "客户名称"], ["浙江", "甲厂"], [None, "乙厂"], [None, "丙厂"], ["江苏", "丁厂"]]
    given = workbook(rows, merged=["A2:A4"])

    _, bare, notes = read(given)
    assert [cells for _, cells in bare] == [["浙江", "甲厂"], ["", "乙厂"], ["", "丙厂"], ["江苏", "丁厂"]]
    assert (
        "merged cells hold something in their first cell only (fill_merged=True fills them): 1 (lines 2)"
        in notes
    )

    _, filled, notes = read(given, fill_merged=True)
    assert [cells[0] for _, cells in filled] == ["浙江", "浙江", "浙江", "江苏"]
    assert "merged cells were filled with what the first one holds: 2 (lines 3, 4)" in notes


def test_headings_in_two_rows_are_one_where_cells_are_merged_so():
    rows = [
        ["客户名称", "联系人1", None, "联系人2", None, "备注"],
        [None, "姓名", "电话", "姓名", "电话", None],
        ["甲厂", "王", "0571-1234567", "李", "0571-7654321", "x"],
    ]
    header, found, notes = read(workbook(rows, merged=["A1:A2", "B1:C1", "D1:E1", "F1:F2"]))

    assert header == ("客户名称", "联系人1姓名", "联系人1电话", "联系人2姓名", "联系人2电话", "备注")
    assert found == [(3, ["甲厂", "王", "0571-1234567", "李", "0571-7654321", "x"])]
    assert "headings were read of rows 1 to 2" in notes


def test_the_sheet_whose_headings_are_understood_is_read_and_the_others_are_named():
    given = workbook([["Please read this first"], ["and this"]], other={"客户": CUSTOMERS})
    header, rows, notes = read(given)

    assert (header, len(rows)) == (("客户名称", "电话"), 2)
    assert notes == ["sheet '客户' was read; others hold something too: 名单"]


def test_of_two_sheets_that_are_understood_the_caller_says_which():
    given = workbook(GOODS, other={"客户": CUSTOMERS})

    with pytest.raises(
        SourceError, match=r"several sheets that hold something: 名单, 客户 \(say which: sheet='名单'\)"
    ):
        read(given)
    assert read(given, sheet=2)[0] == read(given, sheet="客户")[0] == ("客户名称", "电话")
    assert read(given, understands=lambda header: "客户名称" in header)[0] == ("客户名称", "电话")
    with pytest.raises(SourceError, match=r"has no sheet 3 \(it has 名单, 客户\)"):
        read(given, sheet=3)


def test_a_hidden_sheet_is_named_and_is_read_only_by_its_name():
    book = Workbook()
    for row in CUSTOMERS:
        book.active.append(row)
    secret = book.create_sheet("旧")
    secret.append(["a"])
    secret.append(["1"])
    secret.sheet_state = "veryHidden"

    assert read(saved(book))[2] == ["hidden sheets were not read: 旧"]
    assert read(saved(book), sheet="旧")[0] == ("a",)
    with pytest.raises(SourceError, match="has no sheet 2"):
        read(saved(book), sheet=2)


def test_hidden_rows_are_read_and_said():
    _, rows, notes = read(workbook(CUSTOMERS, hidden=[1, 3]))

    assert len(rows) == 2
    assert notes == ["hidden rows were read too: 1 (lines 3)"]


def test_errors_of_formulas_are_counted():
    _, rows, notes = read(workbook([["客户名称", "电话"], ["甲厂", "#N/A"], ["乙厂", "#REF!"]]))

    assert [cells for _, cells in rows] == [["甲厂", ""], ["乙厂", ""]]
    assert notes == ["cells with an error, such as #N/A or #REF!, were read as empty: 2 (lines 2, 3)"]


def test_a_row_that_repeats_the_headings_is_left_out_and_counted():
    _, rows, notes = read(workbook([*CUSTOMERS, CUSTOMERS[0], ["丁厂", "0571-1112222"]]))

    assert [line for line, _ in rows] == [2, 3, 5]
    assert notes == ["rows that repeat the headings were left out: 1 (lines 4)"]


def test_a_column_that_is_empty_throughout_is_left_out():
    header, rows, notes = read(workbook([["客户名称", None, "电话", None], ["甲厂", None, "12345", None]]))

    assert (header, rows) == (("客户名称", "电话"), [(2, ["甲厂", "12345"])])
    assert notes == ["empty columns were left out: 1"]


def test_a_column_that_holds_something_and_has_no_heading_is_not_left_out():
    header, rows, notes = read(workbook([["客户名称", None, "电话"], ["甲厂", "x", "12345"]]))
    assert (header, rows[0][1]) == (("客户名称", "column 2", "电话"), ["甲厂", "x", "12345"])
    assert "'column 2'" in notes[0]
    _, rows, _ = read(workbook([["客户名称", "电话", None], ["甲厂", "12345", "x"]]))
    assert isinstance(rows[0], RowProblem)


def test_a_list_that_does_not_begin_in_the_first_column_is_read():
    rows = [[None, None, *row] for row in CUSTOMERS]
    header, found, _ = read(workbook([["title"], *rows]))

    assert (header, len(found)) == (("客户名称", "电话"), 2)


def test_days_count_from_1904_where_the_workbook_says_so():
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (["客户名称", "成立日期"], ["甲厂", datetime(2024, 1, 5)]):
        book.active.append(row)

    assert read(saved(book))[1] == [(2, ["甲厂", "2024-01-05"])]


def test_the_old_format_is_read_alike():
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write_merge(0, 0, 0, 2, "2024年客户名单")
    for i, heading in enumerate(("省份", "客户名称", "成立日期")):
        sheet.write(1, i, heading)
    sheet.write_merge(2, 3, 0, 0, "浙江")
    for i, name in enumerate(("甲厂", "乙厂")):
        sheet.write(2 + i, 1, name)
        sheet.write(2 + i, 2, date(2024, 1, 5 + i), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    header, rows, _ = read(saved(book), fill_merged=True)

    assert header == ("省份", "客户名称", "成立日期")
    assert rows == [(3, ["浙江", "甲厂", "2024-01-05"]), (4, ["浙江", "乙厂", "2024-01-06"])]


def test_a_heading_that_stands_there_twice_is_numbered_also_below_a_title():
    header, _, notes = read(
        workbook([["名单"], ["客户名称", "电话", "电话"], ["甲厂", "1234567", "7654321"]])
    )
    assert header == ("客户名称", "电话", "电话 (2)")
    assert "'电话 (2)'" in " ".join(notes)


@pytest.mark.parametrize(
    ("cell", "place"),
    [("XFD1048576", "row 1,048,576 and to column 16,384"), ("ZZ1000000", "row 1,000,000 and to column 702")],
)
def test_a_cell_far_away_does_not_fill_the_memory(cell, place):
    book = Workbook()
    for row in CUSTOMERS:
        book.active.append(row)
    book.active[cell] = "x"

    with pytest.raises(SourceError, match=f"reaches to {place}"):
        read(saved(book))


def spoiled(parts, random):
    """Return a workbook in which one part is spoiled at some places."""
    name = random.choice(list(parts))
    content = bytearray(parts[name])
    for _ in range(random.choice((1, 3, 10))):
        at = random.randrange(len(content))
        if random.random() < 0.5:
            content[at] = random.randrange(256)
        else:
            del content[at : at + random.randrange(30)]
        if not content:
            break
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for each, whole in parts.items():
            file.writestr(each, bytes(content) if each == name else whole)
    return held.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_spoiled_workbook_makes_nothing_but_a_named_error(random):
    with zipfile.ZipFile(io.BytesIO(workbook(CUSTOMERS, merged=["A1:B1"], hidden=[3]))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    try:
        header, rows, _ = read(spoiled(parts, random))
    except CustomerbaseError:
        return
    assert all(isinstance(row, RowProblem) or len(row[1]) == len(header) for row in rows)


@pytest.mark.parametrize(
    ("at", "content"),
    [(26, b"\xff"), (30, b"\x0f"), (44, b"\xff\xff\xff"), (48, b"\xff\xff\x0f"), (76, b"\xff\xff\x0f")],
)
def test_an_old_workbook_whose_first_bytes_lie_is_refused(at, content):
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    whole = bytearray(saved(book))
    whole[at : at + len(content)] = content

    with pytest.raises(SourceError, match="it is damaged"):
        read(bytes(whole))
    with pytest.raises(SourceError, match="it is damaged"):
        read(bytes(whole[:300]))


@settings(max_examples=60, deadline=None)
@given(st.integers(512, 1 << 14), st.integers(0, 255), st.integers(1, 4))
def test_a_spoiled_old_workbook_makes_nothing_but_a_named_error(at, byte, times):
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for i, row in enumerate(CUSTOMERS):
        for j, cell in enumerate(row):
            sheet.write(i, j, cell)
    whole = bytearray(saved(book))
    at %= len(whole)
    whole[at : at + times] = bytes([byte]) * min(times, len(whole) - at)
    try:
        read(bytes(whole))
    except CustomerbaseError:
        return


def test_a_cell_of_an_old_workbook_that_stands_where_none_can_is_refused():
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for i in range(400):
        sheet.write(i, 0, 1.0)
        sheet.write(i, 1, 1234.5678)
    whole = saved(book)
    cell = struct.pack("<HHHHH", 0x0203, 14, 399, 1, 17)[:8]

    assert whole.count(cell) == 1
    with pytest.raises(SourceError, match="it is damaged"):
        read(whole.replace(cell, struct.pack("<HHHH", 0x0203, 14, 60_000, 60_000)))


def test_an_old_workbook_that_is_locked_is_not_called_damaged():
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 44, 1234.5678)
    whole = saved(book)
    first = struct.pack("<HH", 0x00E1, 2)  # what follows the beginning of the stream
    cell = struct.pack("<HHHH", 0x0203, 14, 0, 44)
    assert (whole.count(first), whole.count(cell)) == (1, 1)
    locked = whole.replace(first, struct.pack("<HH", 0x002F, 2)).replace(
        cell, struct.pack("<HHHH", 0x0203, 14, 9, 60_000)
    )

    with pytest.raises(SourceError) as caught:
        read(locked)
    assert "it is damaged" not in str(caught.value)
    assert "password" in str(caught.value)
