"""CSV output: what is read back is what was there."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.model import Stage
from customerbase.outputs.csv import unguarded, write
from customerbase.reports.table import Column, Table
from customerbase.reports.words import Phrase
from customerbase.values import Money

COLUMNS = (
    Column("name", "Name", "名称"),
    Column("n", "Count", "数量", "number"),
    Column("amount", "Amount", "金额", "money"),
    Column("on", "Date", "日期", "date"),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(
    ["=1+1", ' "', ";=1", "-1"]
)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**17), max_value=10**17)
ROWS = st.lists(
    st.tuples(
        TEXTS,
        DECIMALS | st.none(),
        st.builds(Money, DECIMALS, st.sampled_from(["CNY", "JPY"])) | st.none(),
        st.dates() | st.none(),
    ),
    max_size=6,
)


def written(table: Table, **options: object) -> list[list[str]]:
    stream = io.StringIO(newline="")
    write(table, stream, **options)  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(stream.getvalue(), newline=""), strict=True))


@given(ROWS)
def test_every_cell_is_read_back_equal(
    rows: list[tuple[str, Decimal | None, Money | None, date | None]],
) -> None:
    _, *found = written(Table("t", "T", "表", COLUMNS, tuple(rows)))
    back = [
        (
            unguarded(name),
            Decimal(n) if n else None,
            Money(amount, currency) if amount else None,
            date.fromisoformat(on) if on else None,
        )
        for name, n, amount, currency, on in found
    ]
    assert back == rows


@given(ROWS)
def test_no_text_begins_like_a_formula_even_where_semicolons_separate(rows: list[tuple[object, ...]]) -> None:
    stream = io.StringIO(newline="")
    write(Table("t", "T", "表", COLUMNS[:1], tuple(row[:1] for row in rows)), stream)
    for line in csv.reader(io.StringIO(stream.getvalue(), newline=""), delimiter=";"):
        for cell in line:
            assert cell.strip()[:1] not in tuple("=+-@＝＋－＠")


def test_numbers_stay_numbers() -> None:
    table = Table("t", "T", "表", COLUMNS, (("-5", Decimal(-5), Money("-5.00", "CNY"), None),))
    assert written(table)[1] == ["'-5", "-5", "-5.00", "CNY", ""]


def test_headings_are_for_people_or_for_programs() -> None:
    table = Table("t", "T", "表", COLUMNS, ())
    assert written(table, language="zh")[0] == ["名称", "数量", "金额", "金额币种", "日期"]
    assert written(table, headings="keys")[0] == ["name", "n", "amount", "amount_currency", "on"]


def test_choices_are_written_by_their_names_in_the_code() -> None:
    assert written(Table("t", "T", "表", COLUMNS[:1], ((Stage.LAPSED,),)), language="zh")[1] == ["lapsed"]


def test_a_file_begins_with_the_mark_by_which_excel_knows_utf_8(tmp_path: Path) -> None:
    write(Table("t", "T", "表", COLUMNS[:1], (("上海",),)), tmp_path / "t.csv", language="zh")
    assert (tmp_path / "t.csv").read_bytes() == b"\xef\xbb\xbf" + "名称\r\n上海\r\n".encode()


def test_several_tables_go_into_a_folder_but_not_into_one_stream(tmp_path: Path) -> None:
    tables = [Table(name, "T", "表", COLUMNS[:1], ()) for name in ("one", "two")]
    write(tables, tmp_path / "new" / "folder")
    assert sorted(each.name for each in (tmp_path / "new" / "folder").iterdir()) == ["one.csv", "two.csv"]
    with pytest.raises(ValueError, match="name a folder"):
        write(tables, io.StringIO())


def test_sentences_are_in_the_language_that_was_asked_for() -> None:
    table = Table("t", "T", "表", COLUMNS[:1], ((Phrase("bought 3", "购买 3 件"),),))
    assert [written(table, language=each)[1] for each in ("en", "zh")] == [["bought 3"], ["购买 3 件"]]
