"""Text output: columns stand one below the other on a terminal."""

from __future__ import annotations

import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from customerbase.outputs.text import display_width, render, write
from customerbase.reports.table import Column, Table
from customerbase.reports.words import Phrase

NAMES = (Column("name", "Name", "名称"), Column("n", "Orders", "订单数", "whole"), Column("end", "End", "末"))


def test_chinese_characters_are_two_columns_wide() -> None:
    assert [display_width(each) for each in ("abc", "上海", "ｱ", "Ａ", "e\u0301", "\u200b")] == [
        3,
        4,
        1,
        2,
        1,
        0,
    ]


@given(
    st.lists(st.tuples(st.text(), st.integers(-(10**9), 10**9)), max_size=8), st.sampled_from(["en", "zh"])
)
def test_every_line_is_as_wide_as_the_rule(cells: list[tuple[str, int]], language: str) -> None:
    table = Table("t", "T", "表", NAMES, tuple((name, n, "|") for name, n in cells))
    _, _, rule, *body = render(table, language=language).split("\n")
    assert len(body) == len(cells)
    last_starts = display_width(rule) - display_width(rule.split("  ")[-1])
    for line in body:
        assert display_width(line) == last_starts + 1


def test_numbers_stand_to_the_right() -> None:
    table = Table("t", "T", "表", NAMES[1:2], ((7,), (1200,)))
    assert render(table).split("\n")[3:] == ["     7", " 1,200"]


def test_no_control_code_reaches_the_terminal() -> None:
    table = Table("t", "T", "表", NAMES[:1], (("a\x1b[31mred\nb",),))
    line = render(table).split("\n")[3]
    assert "\x1b" not in line
    assert line.endswith("red b")


def test_long_cells_are_cut_only_when_asked() -> None:
    table = Table("t", "T", "表", NAMES[:1], (("上海" * 30,),))
    assert "上海" * 30 in render(table)
    cut = render(table, widest=11).split("\n")[3]
    assert cut == "上海上海上…"


def test_several_tables_and_their_notes_are_written() -> None:
    one = Table("t", "One", "一", NAMES[:1], (("a",),), (Phrase("mind", "注意"),))
    stream = io.StringIO()
    write([one, one], stream, language="zh")
    assert stream.getvalue().count("一\n名称") == 2
    assert stream.getvalue().count("* 注意") == 2


def test_numbers_are_said_in_full() -> None:
    table = Table("t", "T", "表", (Column("x", "X", "数", "number"),), ((Decimal("1E+20"),),))
    assert "100,000,000,000,000,000,000" in render(table)


LONG = (
    Column("id", "Customer no.", "客户编号"),
    Column("name", "Name", "名称"),
    Column("share", "Cumulative share", "累计占比", "number"),
    Column("on", "Date", "日期", "date"),
)


@given(st.lists(st.text("ab 上海", max_size=60), min_size=1, max_size=5), st.integers(40, 90))
def test_a_table_that_must_fit_is_no_wider_and_numbers_stay_whole(names: list[str], room: int) -> None:
    table = Table("t", "T", "表", LONG, tuple(("C1", name, 123456789, "2024-01-31") for name in names))
    lines = render(table, fit=room).split("\n")
    assert max(map(display_width, lines)) <= room
    assert all("123,456,789  2024-01-31" in line for line in lines[-len(names) :])


def test_headings_of_two_words_take_two_lines_only_where_room_is_short() -> None:
    table = Table("t", "T", "表", LONG, (("C1", "Acme", 1, "2024-01-31"),))
    assert render(table, fit=80) == render(table)
    assert [line.split() for line in render(table, fit=40).split("\n")[1:3]] == [
        ["Customer", "Cumulative"],
        ["no.", "Name", "share", "Date"],
    ]
