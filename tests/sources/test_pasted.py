"""Tables out of the clipboard: the same rows, however they were copied."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import customerbase
from customerbase.errors import CustomerbaseError, SourceError
from customerbase.model import Customer
from customerbase.outputs.text import render
from customerbase.reports.table import Column, Table
from customerbase.sources.csv import read_csv
from customerbase.sources.json_lines import read_json_lines
from customerbase.sources.pasted import pasted
from customerbase.sources.table import RowProblem

ROWS = [["上海机电", "021-62345678", "张三"], ["Acme Ltd", "", "Ann Lee"]]

TABS = "名称\t电话\t联系人\n上海机电\t021-62345678\t张三\nAcme Ltd\t\tAnn Lee\n"
MARKDOWN = """
| 名称 | 电话 | 联系人 |
|:-----|:----:|-------:|
| 上海机电 | 021-62345678 | 张三 |
| Acme Ltd | | Ann Lee |
"""
PRINTED = """
 名称     |     电话     | 联系人
----------+--------------+---------
 上海机电 | 021-62345678 | 张三
 Acme Ltd |              | Ann Lee
"""
FRAMED = """
+----------+--------------+---------+
| 名称     | 电话         | 联系人  |
+----------+--------------+---------+
| 上海机电 | 021-62345678 | 张三    |
| Acme Ltd |              | Ann Lee |
+----------+--------------+---------+
"""
ALIGNED = """
名称      电话          联系人
上海机电  021-62345678  张三
Acme Ltd                Ann Lee
"""
UNDERLINED = """
名称              电话  联系人
--------  ------------  -------
上海机电  021-62345678  张三
Acme Ltd                Ann Lee
"""
HTML = """<meta charset='gbk'><table><tr><th>名称<th>电话<th>联系人</tr>
<tr><td>上海机电<td>021-62345678<td>张三<tr><td>Acme Ltd<td><td>Ann Lee</table>"""
COMMAS = "名称,电话,联系人\n上海机电,021-62345678,张三\nAcme Ltd,,Ann Lee\n"


def read(text):
    with pasted(text).open() as table:
        return table.header, list(table)


@pytest.mark.parametrize(
    "text",
    [TABS, MARKDOWN, PRINTED, FRAMED, ALIGNED, UNDERLINED, HTML, COMMAS, MARKDOWN.replace("\n", "\r\n")],
)
def test_a_table_is_the_same_however_it_was_copied(text):
    header, rows = read(text)
    assert header == ("名称", "电话", "联系人")
    assert [row[1] for row in rows] == ROWS


def test_cells_of_a_spreadsheet_may_hold_line_breaks_and_quotes():
    _, rows = read('名称\t地址\n甲\t"一楼\n二楼 ""B"""\n')
    assert rows == [(2, ["甲", '一楼\n二楼 "B"'])]


def test_a_bar_may_be_escaped_in_markdown():
    _, rows = read("| 名称 | 电话 |\n|---|---|\n| a\\|b | 1 |\n")
    assert rows == [(3, ["a|b", "1"])]


def test_pieces_that_belong_to_no_heading_refuse_their_row():
    _, rows = read(
        "名称      电话          联系人\n上海机电  021-62345678  张三\n甲  1  2  3\n乙厂      12345         李\n丙        12345         王\n丁        12345         王\n"
    )
    assert isinstance(rows[1], RowProblem)
    assert [type(row) for row in rows].count(RowProblem) == 1


def test_lines_are_those_of_what_was_pasted():
    assert [row[0] for row in read(MARKDOWN)[1]] == [4, 5]
    assert [row[0] for row in read(UNDERLINED)[1]] == [4, 5]


@pytest.mark.parametrize("text", ["", " \n", "\ud800\tb\n1\t2\n", "nothing at all"])
def test_what_is_no_table_is_refused(text):
    with pytest.raises(SourceError, match="the pasted table"):
        read(text)


def test_it_is_imported_in_the_place_of_a_path_and_read_twice_changes_nothing():
    with customerbase.open("memory:") as base:
        assert base.import_customers(pasted(TABS)).taken == 2
        assert base.import_customers(pasted(MARKDOWN)).taken == 0
        assert {each.name for each in base.all(Customer)} == {"上海机电", "Acme Ltd"}
    assert pasted(TABS).digest() == pasted(TABS).digest() != pasted(MARKDOWN).digest()


WORDS = st.text("abc甲乙丙123", min_size=1, max_size=6)


@given(st.lists(st.tuples(WORDS, WORDS, st.none() | WORDS), min_size=1, max_size=6))
def test_what_is_printed_on_a_terminal_is_read_back(rows):
    columns = (Column("a", "Name", "名称"), Column("b", "Phone", "电话"), Column("c", "Contact", "联系人"))
    text = render(Table("t", "T", "表", columns, tuple(rows)), language="zh")
    header, found = read("\n".join(text.splitlines()[1:]))
    assert header == ("名称", "电话", "联系人")
    assert [tuple(row[1]) for row in found] == [tuple(cell or "" for cell in row) for row in rows]


LONG = bool(os.environ.get("CUSTOMERBASE_LONG"))
PARTS = st.lists(
    st.sampled_from(
        [
            *"ab,;|\t\n\r\"'\\{}[]:#-+= 1\x00",
            "名称",
            "电话",
            "  ",
            "--",
            "<table>",
            "<td>",
            "\n\n",
            "null",
            "合计",
            "共1条",
        ]
    ),
    max_size=30,
).map("".join)
CODECS = st.sampled_from(["utf-8", "gb18030", "utf-16", "utf-8-sig"])


@settings(max_examples=5_000 if LONG else 40)
@given(st.binary(max_size=80) | st.builds(str.encode, PARTS, CODECS))
def test_any_bytes_give_rows_as_wide_as_the_headings_or_a_named_error(data):
    for read_any in (read_csv, read_json_lines, lambda data: pasted(data.decode("latin-1")).open()):
        try:
            with read_any(data) as table:
                for row in table:
                    assert isinstance(row, RowProblem) or len(row[1]) == len(table.header)
        except CustomerbaseError as error:
            assert str(error)
