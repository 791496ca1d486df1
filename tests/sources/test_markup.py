"""What ERPs call .xls: tables of HTML, and workbooks in XML."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase.errors import CustomerbaseError, SourceError
from customerbase.sources.markup import read_markup
from customerbase.sources.table import RowProblem

BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Worksheet ss:Name="名单"><Table ss:ExpandedColumnCount="4">
  <Row><Cell ss:MergeAcross="3"><Data ss:Type="String">客户名单</Data></Cell></Row>
  <Row ss:Index="3">
   <Cell><Data ss:Type="String">客户名称</Data></Cell><Cell><Data ss:Type="String">银行账号</Data></Cell>
   <Cell><Data ss:Type="String">成立日期</Data></Cell><Cell><Data ss:Type="String">年收入</Data></Cell>
  </Row>
  <Row>
   <Cell><Data ss:Type="String">甲&amp;乙厂</Data></Cell>
   <Cell><Data ss:Type="Number">6222020200112230123</Data></Cell>
   <Cell ss:Index="3"><Data ss:Type="DateTime">2024-01-05T00:00:00.000</Data></Cell>
   <Cell><Data ss:Type="Error">#REF!</Data></Cell>
  </Row>
  <Row><Cell ss:Index="4"><Data ss:Type="Number">1200.5</Data></Cell></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="空"><Table/></Worksheet>
</Workbook>"""


def read(given, **options):
    with read_markup(given if isinstance(given, bytes) else given.encode(), **options) as table:
        rows = list(table)
        return table.header, rows, [str(note) for note in table.notes]


def test_a_workbook_in_xml_is_read_by_the_types_of_its_cells():
    header, rows, notes = read(BOOK)

    assert header == ("客户名称", "银行账号", "成立日期", "年收入")
    assert rows == [(4, ["甲&乙厂", "6.22202020011223E+18", "2024-01-05", ""]), (5, ["", "", "", "1200.5"])]
    assert any("#REF!" in note for note in notes)


def test_cells_of_html_that_span_rows_or_columns_leave_the_others_in_their_places():
    page = """<table><tr><th>省份<th>客户名称<th>电话</tr>
    <tr><td rowspan=2>浙江<td>甲<br>厂<td>1234567</tr> <tr><td>乙厂<td>7654321</tr>
    <tr><td colspan=2>丙厂<td>1111111</tr></table>"""

    assert [cells for _, cells in read(page)[1]] == [
        ["浙江", "甲\n厂", "1234567"],
        ["", "乙厂", "7654321"],
        ["丙厂", "", "1111111"],
    ]
    assert read(page, fill_merged=True)[1][1] == (3, ["浙江", "乙厂", "7654321"])


def test_a_table_within_a_table_is_one_of_its_own():
    inner = "<table><tr><td>客户名称<td>电话<tr><td>甲厂<td>1234567</table>"
    header, rows, notes = read(f"<table><tr><td>menu<td>{inner}<td>more<tr><td>a<td>b<td>c</table>")

    assert (header, rows) == (("客户名称", "电话"), [(2, ["甲厂", "1234567"])])
    assert notes == ["sheet 'table 2' was read; others hold something too: table 1"]


def test_what_a_page_shows_in_powers_of_ten_and_tells_whole_beside_is_read_whole():
    page = "<table><tr><td>客户名称<td>电话<tr><td>甲厂<td x:num='13812345678'>1.38E+10</table>"

    assert read(page)[1] == [(2, ["甲厂", "13812345678"])]


def test_script_and_style_are_no_text():
    page = "<style>td{}</style><table><tr><td>name<td>phone<tr><td>Ann<script>x()</script><td>1234567</table>"

    assert read(page)[1] == [(2, ["Ann", "1234567"])]


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "big5"])
def test_the_encoding_that_a_page_declares_is_taken(declared):
    page = f"<html><meta charset={declared}><table><tr><td>客户名<td>电话<tr><td>上海<td>1234567</table>"
    page = page if declared != "big5" else page.replace("客户名", "客戶名稱").replace("电话", "電話")

    _, rows, _ = read(page.encode(declared))
    assert rows == [(2, ["上海", "1234567"])]


def test_a_declared_encoding_that_is_wrong_is_passed_over():
    page = "<html><meta charset=utf-8><table><tr><td>客户名<td>电话<tr><td>上海<td>1234567</table>"

    assert read(page.encode("gb18030"))[1] == [(2, ["上海", "1234567"])]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body>no table</body></html>", "holds no table"),
        ("<table><tr><td>a<td>b</table>", "a header and no row"),
        ("<table></table>", "holds no table"),
        ("<table><tr><td rowspan=9999999 colspan=9999>a</table>", "further away"),
        ("<table><tr><td rowspan=9000 colspan=9000>a</table>", "further away"),
    ],
)
def test_what_holds_no_list_is_refused(page, reason):
    with pytest.raises(SourceError, match=reason):
        read(page)


def test_values_below_no_heading_refuse_their_row():
    _, rows, _ = read("<table><tr><td>name<td>phone<tr><td>Ann<td>1234567<td>x</table>")
    assert isinstance(rows[0], RowProblem)


PIECES = st.sampled_from(
    ["<table>", "</table>", "<tr>", "<td>", "<td rowspan=3>", "<td colspan=2>", "</td>", "<![", "<!--", "-->", "&#x41;", "&amp",
     "<Workbook>", "<Worksheet ss:Name='x'>", "<Row ss:Index='2'>", "<Cell ss:Index='3'>", "<Data ss:Type='Number'>", "1e999",
     "name", "phone", "Ann", "<", ">", "</Row>", "<Cell/>", "<br>", "<script>", "\x00"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_page_makes_anything_but_a_named_error(page):
    try:
        header, rows, _ = read("<table>" + page)
    except CustomerbaseError:
        return
    assert all(isinstance(row, RowProblem) or len(row[1]) == len(header) for row in rows)
