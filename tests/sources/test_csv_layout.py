"""Text files as people have them: titles above, sums and signatures below, other dialects, a second table."""

from __future__ import annotations

import pytest

from customerbase.errors import SourceError
from customerbase.sources.csv import read_csv
from customerbase.sources.table import RowProblem

LIST = "编号,客户名称,电话,地址\n1,甲公司,0755-83201234,深圳市\n2,乙公司,021-62345678,上海市\n"


def read(text, **options):
    with read_csv(text.encode(), **options) as table:
        return table, list(table)


def said(table):
    return "; ".join(map(str, table.notes))


PLAIN = [["1", "甲公司", "0755-83201234", "深圳市"], ["2", "乙公司", "021-62345678", "上海市"]]


# ------------------------------------------------------------------ what stands above the headings


@pytest.mark.parametrize(
    ("above", "lines"),
    [
        ("客户一览表\n", [1]),
        ("客户一览表,,,\n导出日期：2024-01-05,,,\n,,,\n", [1, 2]),
        ("客户一览表\n\n制表人,张三\n导出日期,2024-01-05\n\n", [1, 3, 4]),
        ("\n\n深圳市机电贸易有限公司\n客户名单（2024年）\n", [3, 4]),
        ("制表人,张三,部门,\n", [1]),
        ("# exported by CRM\n# 2024-01-05 10:00\n", [1, 2]),
        ("客户信息,,联系方式,\n", [1]),
    ],
)
def test_lines_above_the_headings_are_told_and_the_rows_are_aligned(above, lines):
    table, rows = read(above + LIST)
    assert table.header == ("编号", "客户名称", "电话", "地址")
    assert [cells for _, cells in rows] == PLAIN
    assert rows[0][0] == above.count("\n") + 2
    (note,) = table.notes
    assert note.lines == lines
    assert above.strip().split("\n")[0].split(",")[0] in str(note)


def test_headings_nobody_knows_are_found_below_a_title():
    table, rows = read("Kunden\nStand: heute\n\nFoo;Bar;Baz\n1;x;y\n2;z;w\n")
    assert table.header == ("Foo", "Bar", "Baz")
    assert len(rows) == 2


@pytest.mark.parametrize("text", ["a,b,c\n1,2,3\n", "名称,Foo,Bar\n甲,1,2\n", "姓名,,\n张三,1,2\n张四,1,2\n"])
def test_a_first_row_that_may_be_headings_is_never_passed_over(text):
    try:
        table, _ = read(text)
    except SourceError as error:
        assert "no heading" in error.reason
        return
    assert table.header == tuple(cell for cell in text.split("\n")[0].split(",") if cell)


def test_a_list_of_one_column_may_have_a_title():
    table, rows = read("客户名单\n客户名称\n甲\n乙\n")
    assert (table.header, rows) == (("客户名称",), [(3, ["甲"]), (4, ["乙"])])


def test_the_caller_may_name_the_line_of_the_headings():
    table, rows = read("x,y\n1,2\n\nName,Phone\nAnn,3\n", header_row=4)
    assert (table.header, rows) == (("Name", "Phone"), [(5, ["Ann", "3"])])
    assert "lines above the headings" in said(table)
    with pytest.raises(SourceError, match="header_row=3: nothing stands in that line"):
        read("x,y\n1,2\n\nName,Phone\nAnn,3\n", header_row=3)
    with pytest.raises(SourceError, match="nothing stands"):
        read("x,y\n1,2\n", header_row=9)
    with pytest.raises(SourceError, match="is no line"):
        read("x,y\n1,2\n", header_row=-1)


@pytest.mark.parametrize(
    "text",
    [
        "1,张三,13800138000\n2,李四,13900139000\n",
        "张三,zhang@example.com\n李四,li@example.com\n",
        "甲公司,2024-01-05\n乙公司,2024-02-05\n",
        "1001,甲\n1002,乙\n1003,丙\n",
    ],
)
def test_a_list_without_headings_is_asked_for_them_with_a_proposal(text):
    with pytest.raises(SourceError, match="looks like a record") as caught:
        read(text)
    assert "header_row=0" in str(caught.value.hint)
    first = text.split("\n")[0]
    table, rows = read(text, header_row=0)
    assert table.header == tuple(f"column {i + 1}" for i in range(first.count(",") + 1))
    assert rows[0] == (1, first.split(","))
    assert read(text, header_row=1)[0].header == tuple(first.split(","))


def test_the_proposal_says_what_the_cells_are():
    with pytest.raises(SourceError) as caught:
        read(
            "深圳市机电有限公司,0755-83201234,a@b.cn,广东省深圳市科技路1号,x\nb公司,0755-83201235,b@b.cn,y,x\n"
        )
    assert "'名称, 电话, 邮箱, 地址, column 5'" in str(caught.value.hint)


# ------------------------------------------------------------------ what stands among the rows and below them


@pytest.mark.parametrize(
    "below",
    [
        "制表人：张三,,,\n",
        "共 2 条记录\n",
        "\n\n审核：李四,,复核：王五,\n",
        "(2 rows)\n",
        "Generated on 2024-01-05\n",
    ],
)
def test_what_is_printed_below_a_list_is_no_row(below):
    table, rows = read(LIST + below)
    assert [row[1] for row in rows] == PLAIN
    (note,) = table.notes
    assert "below the list" in str(note)
    assert note.count == 1


def test_totals_are_left_to_those_who_know_what_they_sum_up():
    _, rows = read("客户,数量,金额\n甲,1,2\n合计,1,2\n")
    assert rows[-1] == (3, ["合计", "1", "2"])


def test_headings_that_are_repeated_on_each_page_are_skipped_and_counted():
    table, rows = read(LIST + LIST + LIST)
    assert [row[1] for row in rows] == PLAIN * 3
    (note,) = table.notes
    assert (note.count, note.lines) == (2, [4, 7])


@pytest.mark.parametrize("between", ["", "\n", "\n\n订单\n", "订单\n", "\n订单,,,\n\n"])
@pytest.mark.parametrize(
    "second", ["订单号,客户编号,日期,金额\n", "订单号,日期,客户名称,金额,数量\n", "工号,姓名\n"]
)
def test_a_second_table_is_named_and_none_of_its_rows_is_read(between, second):
    width = second.count(",") + 1
    table, rows = read(LIST + between + second + ",".join("x" * width) + "\n" + ",".join("y" * width) + "\n")
    assert [row[1] for row in rows if not isinstance(row, RowProblem)] == PLAIN
    line = 4 + between.count("\n")
    notes = [str(note) for note in table.notes if "another table" in str(note)]
    assert len(notes) == 1
    assert f"header_row={line} reads it" in notes[0]
    refused = [row for row in rows if isinstance(row, RowProblem)]
    assert all("another table" in row.reason for row in refused if len(row.cells) > 1)
    assert len(refused) == 3 + between.count("订单")
    again, its = read(LIST + between + second + ",".join("x" * width) + "\n", header_row=line)
    assert again.header == tuple(second.strip().split(","))
    assert [row[1] for row in its] == [["x"] * width]


def test_three_tables_are_all_named():
    table, rows = read(LIST + "\n订单号,日期,金额\nA,2024-1-1,5\n\n工号,姓名\n1,张\n2,李\n")
    assert [type(row) for row in rows] == [tuple] * 2 + [RowProblem] * 5
    assert {row.reason for row in rows[2:]} == {"belongs to another table"}
    assert [note.count for note in table.notes] == [2, 3]
    assert "line 5" in str(table.notes[0])
    assert "line 8" in str(table.notes[1])


def test_a_blank_line_alone_ends_no_table():
    table, rows = read(LIST + "\n3,丙公司,1,北京\n\n\n4,客户,1,北京\n")
    assert [row[0] for row in rows] == [2, 3, 5, 8]
    assert table.notes == []


def test_comments_are_skipped_and_other_cells_with_a_hash_are_not():
    table, rows = read("# customers\nid,name\n1,Ann\n# two more\n#2,Ben\n3,Cat\n")
    assert [row[1] for row in rows] == [["1", "Ann"], ["#2", "Ben"], ["3", "Cat"]]
    assert "comments were not read: 1 (lines 4)" in said(table)
    table, rows = read("#id,name\n1,Ann\n")
    assert table.header == ("#id", "name")


# ------------------------------------------------------------------ rows that are too short


def test_rows_are_filled_where_the_file_leaves_out_empty_cells_at_the_end():
    text = "id,name,phone,e-mail\n" + "".join(
        f"{i},Ann{i}" + (f",0{i}234567" if i % 2 else "") + (f",a{i}@b.cn" if i % 4 == 1 else "") + "\n"
        for i in range(20)
    )
    table, rows = read(text)
    assert not any(isinstance(row, RowProblem) for row in rows)
    assert rows[0] == (2, ["0", "Ann0", "", ""])
    assert "left out" in said(table) or "leaves out" in said(table)
    _, rows = read(text + "21,a@b.cn,012345678\n")  # shifted: an e-mail address in the column of names
    assert isinstance(rows[-1], RowProblem)


def test_a_few_short_rows_are_refused():
    _, rows = read("id,name,phone\n" + "1,Ann,0234567\n" * 20 + "2,0234567\n" * 3)
    assert [type(row) for row in rows[-3:]] == [RowProblem] * 3


# ------------------------------------------------------------------ dialects


@pytest.mark.parametrize("delimiter", ["^", "~", "::", "||", "#!", " ", "，"])
def test_any_delimiter_may_be_stated(delimiter):
    text = LIST.replace(",", delimiter) + delimiter.join(["3", f'"a{delimiter}b"', "x", '"y ""z"""']) + "\n"
    table, rows = read(text, delimiter=delimiter)
    assert table.delimiter == delimiter
    assert [row[1] for row in rows] == [*PLAIN, ["3", f"a{delimiter}b", "x", 'y "z"']]


def test_single_quotes_are_understood_where_no_doubt_is_left():
    table, rows = read("'id','name'\n'1','Ann, the first'\n'2','it''s\nhere'\n")
    assert table.header == ("id", "name")
    assert rows == [(2, ["1", "Ann, the first"]), (3, ["2", "it's\nhere"])]
    assert "single quotes" in said(table)
    _, rows = read("id,name\n1,'tis\n2,O'Neill\n3,'s Gravenhage\n")
    assert [row[1][1] for row in rows] == ["'tis", "O'Neill", "'s Gravenhage"]
    assert read("id,name\n1,'a,b'\n", quote="'")[1] == [(2, ["1", "a,b"])]


def test_backslashes_escape_quotes_where_no_doubt_is_left():
    table, rows = read('id,name\n1,"a \\"b\\" c, d"\n2,"C:\\\\dir"\n3,"x\\y"\n')
    assert [row[1][1] for row in rows] == ['a "b" c, d', "C:\\dir", "x\\y"]
    assert "backslashes" in said(table)
    _, rows = read('id,path\n1,"C:\\",\n2,"a ""b"" c"\n', delimiter=",")
    assert [row[1][1] for row in rows] == ["C:\\", 'a "b" c']
    assert read('id,name\n1,"a\\"b"\n', escape="\\")[1] == [(2, ["1", 'a"b'])]


@pytest.mark.parametrize(
    "stated", [{"quote": "ab"}, {"quote": "x"}, {"escape": ""}, {"quote": "'", "escape": "'"}]
)
def test_what_cannot_be_a_quote_or_an_escape_is_refused(stated):
    with pytest.raises(SourceError, match="cannot be"):
        read("a,b\n1,2\n", **stated)
