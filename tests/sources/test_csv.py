"""Delimited text: every row comes out aligned with the header, or as a problem with its line."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import AmbiguousHeader, SourceError
from customerbase.sources.csv import read_csv
from customerbase.sources.headings import map_headings
from customerbase.sources.quoting import Dialect, split_record
from customerbase.sources.table import RowProblem


def read(text, **options):
    data = text if isinstance(text, bytes) else text.encode()
    with read_csv(data, **options) as table:
        return table, list(table)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2\n", ";"),
        ("a\tb\n1,5\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("name\nAnn\n", ","),
        ("名称，简称;电话\n甲，乙;1\n", ";"),
        ('"a;x",b\n"1;2;3",2\n', ","),
        ("sep=;\na,b;c\n1;2\n", ";"),
        ("sep=|\na|b\n1|2\n", "|"),
        ("a,b;c,d\n1;2\n3;4\n", ";"),
    ],
)
def test_the_delimiter_is_found(text, delimiter):
    table, rows = read(text)
    assert table.delimiter == delimiter
    assert not any(isinstance(row, RowProblem) for row in rows)


def test_the_chinese_comma_is_text():
    table, rows = read("名称\n甲，乙\n")
    assert table.header == ("名称",)
    assert rows == [(2, ["甲，乙"])]


def test_two_equal_delimiters_are_asked_back_and_the_caller_may_say():
    with pytest.raises(SourceError, match="may both be the delimiter"):
        read("a,b;c\n1,2;3\n")
    assert read("a,b;c\n1,2;3\n", delimiter=";")[1] == [(2, ["1,2", "3"])]
    with pytest.raises(SourceError, match="cannot be a delimiter"):
        read("a,b\n1,2\n", delimiter='"')


def test_lines_are_those_of_the_file():
    _, rows = read('\n\na,b\n\n1,"x\ny"\n,\n2,z\n')
    assert rows == [(5, ["1", "x\ny"]), (8, ["2", "z"])]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(ending):
    _, rows = read(ending.join(["a,b", "1,2", '3,"4"']))
    assert rows == [(2, ["1", "2"]), (3, ["3", "4"])]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("\n \n\t\n", "blank lines"),
        ("\ufeff", "blank lines"),
        ("a,b\n", "header and no row"),
        ("a,b\n\n , \n,\n", "header and no row"),
        (",,\n1,2,3\n", "header and no row"),
        ("a,,,,e\n1,2,3,4,5\n", "columns 2, 3, 4 have no heading"),
        ("张三,13800138000\n李四,13900139000\n", "looks like a record"),
        ('a,"b\n1,2\n', "header cannot be read: line 1 a quote opens here"),
    ],
)
def test_what_is_no_table_is_refused(text, why):
    with pytest.raises(SourceError, match=why):
        read(text)


def test_a_heading_that_stands_there_twice_is_numbered_so_that_the_caller_can_be_asked():
    table, rows = read("电话,名称,电话\n1,2,3\n")
    assert table.header == ("电话", "名称", "电话 (2)")
    assert rows == [(2, ["1", "2", "3"])]
    assert "'电话 (2)'" in str(table.notes[0])
    assert read("a,a (2),a,a\n1,2,3,4\n")[0].header == ("a", "a (2)", "a (3)", "a (4)")
    fields = [each.field for each in map_headings(table.header, "customers").columns]
    assert fields == ["phones[main]", "name", "phones[main 2]"]
    mapped = map_headings(table.header, "customers", mapping={"电话 (2)": "phones[home]"})
    assert [each.field for each in mapped.columns] == ["phones[main]", "name", "phones[home]"]
    for header in (("名称", "地址", "地址 (2)"), ("姓名", "电话", "姓名 (2)")):
        with pytest.raises(AmbiguousHeader) as caught:
            map_headings(header, "customers")
        assert caught.value.choices == (header[2].removesuffix(" (2)"), header[2])


def test_a_column_without_a_heading_is_called_by_its_place():
    table, rows = read("名称,,电话\n甲,x,1\n乙,,2\n")
    assert table.header == ("名称", "column 2", "电话")
    assert rows[0] == (2, ["甲", "x", "1"])
    assert "'column 2'" in str(table.notes[0])


def test_empty_headings_at_the_end_are_dropped_and_said():
    table, rows = read("a,b,,\n1,2,,\n3,4\n5,6,7,\n")
    assert table.header == ("a", "b")
    assert rows[:2] == [(2, ["1", "2"]), (3, ["3", "4"])]
    assert isinstance(rows[2], RowProblem)
    assert "below an empty heading" in str(rows[2].hint)
    assert "without a heading" in str(table.notes[0])


def test_too_few_cells_are_refused_with_both_counts():
    _, rows = read("a,b,c\n1,2\n3,4,5\n")
    assert rows[0] == RowProblem(
        2, ("1", "2"), "has 2 cells, the header 3", "add the delimiters that are missing"
    )
    assert rows[1] == (3, ["3", "4", "5"])


def test_an_unquoted_comma_in_a_sentence_is_repaired_and_counted():
    table, rows = read("id,street,city\n1,12, rue Royale,Paris\n2,High Street,London\n3,5, a, b,Rome\n")
    assert rows == [
        (2, ["1", "12, rue Royale", "Paris"]),
        (3, ["2", "High Street", "London"]),
        (4, ["3", "5, a, b", "Rome"]),
    ]
    (note,) = table.notes
    assert (note.count, note.lines) == (2, [2, 4])


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1, 2\n3,4, 5\n",  # a row of the right width has such a cell: the space proves nothing
        "a,b\n1,2,3\n",  # no space
        "a,b,c\n1, 2, 3,4\n",  # two spaces, one cell too many
        "a,b\n 1,2,3\n",  # nothing before it to be joined to
    ],
)
def test_other_rows_that_are_too_long_are_refused(text):
    _, rows = read(text)
    assert isinstance(rows[-1], RowProblem)
    assert "cells, the header" in rows[-1].reason


def test_a_cell_of_ten_megabytes_is_named_at_once_and_the_next_row_is_read():
    before = csv.field_size_limit()
    text = "a,b\n1," + "x" * 10_000_000 + '\n2,"' + "y" * 10_000_000 + '"\n3,z\n'
    begun = time.perf_counter()
    _, rows = read(text)
    assert time.perf_counter() - begun < 5
    assert [row.column for row in rows[:2]] == ["b", "b"]
    assert "10,000,000 characters, more than the 1,000,000" in rows[0].reason
    assert len(rows[0].cells[1]) < 1_000
    assert rows[2] == (4, ["3", "z"])
    assert csv.field_size_limit() == before


def test_a_long_cell_within_the_limit_is_kept_whatever_the_csv_module_allows():
    long = "x" * 500_000
    _, rows = read(f'a,b\n1,{long}\n2,"{long}, ""q"""\n')
    assert rows == [(2, ["1", long]), (3, ["2", long + ', "q"'])]
    assert isinstance(read("a,b\n1,12345\n", cell_limit=4)[1][0], RowProblem)


def test_a_quote_that_is_never_closed_is_named_where_it_opens_and_nothing_else_is_lost():
    _, rows = read('a,b\n1,x\n2,"y\n3,z\n4,w\n')
    assert rows[0] == (2, ["1", "x"])
    assert isinstance(rows[1], RowProblem)
    assert (rows[1].line, rows[1].cells) == (3, ("2", "y"))
    assert "never closed" in rows[1].reason
    assert rows[2:] == [(4, ["3", "z"]), (5, ["4", "w"])]


def test_lines_that_could_not_be_read_again_are_counted():
    lines = ['x"y,"z'] * 50
    _, rows = read("a,b\n" + "\n".join(lines))
    assert all(isinstance(row, RowProblem) for row in rows)
    assert rows[-1].reason.endswith("lines after it were not read")


def test_a_quote_closed_too_late_is_hinted_at():
    _, rows = read('a,b\n1,"x\n2,y"z,w\n')
    assert isinstance(rows[0], RowProblem)
    assert "goes on over 2 lines" in str(rows[0].hint)


def test_a_quoted_cell_that_goes_on_for_megabytes_is_refused_where_it_opens():
    _, rows = read('a,b\n1,"' + "some text\n" * 300_000 + '"\n2,z\n')
    assert isinstance(rows[0], RowProblem)
    assert rows[0].line == 2
    assert "closes on line 300002" in rows[0].reason
    assert rows[1] == (300_003, ["2", "z"])


def test_a_nul_refuses_its_row_alone():
    _, rows = read("a,b\n1,x\x00y\n2,z\n")
    assert isinstance(rows[0], RowProblem)
    assert "NUL" in rows[0].reason
    assert rows[1] == (3, ["2", "z"])


def test_rows_are_read_once_and_progress_is_told(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("a,b\n" + "1,2\n" * 50_000, encoding="utf-8")
    with read_csv(file) as table:
        assert table.total_bytes == file.stat().st_size
        rows = iter(table)
        next(rows)
        early = table.position()
        assert sum(1 for _ in rows) == 49_999
        assert 0 < early < table.position() == table.total_bytes
        with pytest.raises(SourceError, match="already"):
            iter(table)
    table.close()


def test_the_encoding_is_told():
    table, rows = read("名称,电话\n上海机电,1\n".encode("gbk"))
    assert (table.encoding, rows) == ("gb18030", [(2, ["上海机电", "1"])])


CELLS = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\n'),
    max_size=8,
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_pythons_own_writer_writes_is_read_back(rows):
    file = io.StringIO()
    csv.writer(file).writerows([["a", "b", "c"], *rows])
    _, found = read(file.getvalue(), delimiter=",") if any(any(row) for row in rows) else (None, [])
    wanted = [row for row in rows if any(cell for cell in row)]
    if any(any(cell.strip() for cell in row) for row in rows):
        assert [row[1] for row in found] == wanted


@given(st.text('ab,"', max_size=30))
def test_one_line_is_split_as_the_csv_module_does(line):
    wanted = next(csv.reader([line]), [])
    assert split_record(line, Dialect()) == (wanted or [""])


@given(st.text(st.sampled_from('ab,;" \n\r\x00|\t'), max_size=60))
def test_junk_gives_rows_problems_or_a_source_error(text):
    try:
        table, rows = read(text)
    except SourceError:
        return
    for row in rows:
        assert isinstance(row, RowProblem) or len(row[1]) == len(table.header)


@pytest.mark.shared_data
@pytest.mark.parametrize(("name", "rows", "repaired"), [("customers", 91, 24), ("orders", 830, 176)])
def test_northwinds_ragged_rows_are_all_repaired(shared_data, name, rows, repaired):
    with read_csv(shared_data / "northwind" / f"{name}.csv") as table:
        found = list(table)
    assert len(found) == rows
    assert not any(isinstance(row, RowProblem) for row in found)
    assert [note.count for note in table.notes] == [repaired]
    country = table.header.index("country" if name == "customers" else "shipCountry")
    assert {row[1][country] for row in found} >= {"France", "Brazil", "Germany"}
    assert all(not any(character.isdigit() for character in row[1][country]) for row in found)
