"""A table as a great_tables object: the same cells and headings, whatever data frame library is there."""

from __future__ import annotations

import re
import sys

import pytest

from customerbase.errors import MissingExtra
from customerbase.reports.table import Column, Table
from customerbase.reports.words import Phrase
from customerbase.values import Money

pytest.importorskip("great_tables")
from customerbase.outputs import great_tables

TABLE = Table(
    "few",
    "A <few>",
    "几个",
    (
        Column("name", "Name", "名称"),
        Column("amount", "Amount & all", "金额", "money"),
        Column("share", "Share", "占比", "share"),
    ),
    (("<script>", Money("1234.5", "CNY"), 0.25), ("上海机电", None, None)),
    notes=(Phrase("A *note* of <b>", "附注"),),
)


@pytest.fixture(params=["polars", "pandas"])
def engine(request, monkeypatch):
    """Only one of the libraries is there."""
    pytest.importorskip(request.param)
    monkeypatch.setattr(great_tables, "_ENGINES", (request.param,))
    return request.param


def cells(made):
    return [
        [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<td[^>]*gt_row.*?</td>", row)]
        for row in re.findall(r"<tr>\s*(?:<td[^>]*gt_row.*?)</tr>", made, re.DOTALL)
    ]


def test_cells_headings_and_notes_are_those_of_the_table(engine):
    made = great_tables.table(TABLE).as_raw_html()

    assert cells(made) == [["&lt;script&gt;", "1,234.50 CNY", "25.0%"], ["上海机电", "", ""]]
    for said in ("A &lt;few&gt;", "Amount &amp; all", "A *note* of &lt;b&gt;"):
        assert said in made
    assert "<script>" not in made


def test_numbers_stand_at_the_right(engine):
    made = great_tables.table(TABLE).as_raw_html()

    assert re.search(r'gt_right"[^>]*>\s*Amount', made) or re.search(r"gt_right[^>]*>Amount", made)
    assert re.search(r"gt_left[^>]*>Name", made)


def test_in_chinese():
    made = great_tables.table(TABLE, language="zh").as_raw_html()

    assert all(each in made for each in ("几个", "名称", "占比", "附注"))
    assert "Share" not in made


def test_an_empty_table_has_its_headings():
    assert "名称" in great_tables.table(Table("t", "T", "表", TABLE.columns, ()), language="zh").as_raw_html()


def test_tables_are_written_as_one_document(tmp_path):
    great_tables.write([TABLE, TABLE], tmp_path / "t.html", language="zh")
    made = (tmp_path / "t.html").read_text(encoding="utf-8")

    assert made.startswith('<!DOCTYPE html>\n<html lang="zh-Hans">')
    assert made.count("<table") == 2
    assert "<title>表格</title>" in made
    great_tables.write(TABLE, tmp_path / "one.html")
    assert "<title>A &lt;few&gt;</title>" in (tmp_path / "one.html").read_text(encoding="utf-8")


def test_without_a_data_frame_library_it_is_said_what_to_install(monkeypatch):
    for each in ("polars", "pandas"):
        monkeypatch.setitem(sys.modules, each, None)
    with pytest.raises(MissingExtra, match=r"needs polars: pip install 'customerbase\[notebook\]'"):
        great_tables.table(TABLE)
