"""Data frames: each value as one would write it, nothing rounded, nothing made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase.errors import AmbiguousHeader, MissingExtra, SourceError
from customerbase.registry import load
from customerbase.sources.frame import framed
from customerbase.sources.table import RowProblem


def cells(frame, column=0):
    with framed(frame).open() as table:
        return [row.reason if isinstance(row, RowProblem) else row[1][column] for row in table]


@pytest.mark.parametrize(
    ("frame", "texts"),
    [
        (pd.DataFrame({"a": [17850, None], "b": 1}), ["17850", ""]),
        (pd.DataFrame({"a": [1234567890123456, None], "b": 1}), ["1234567890123456", ""]),
        (pd.DataFrame({"a": [6222020200112230123, None], "b": 1}), ["6.222020200112230e+18", ""]),
        (pd.DataFrame({"a": pd.array([6222020200112230123, None], dtype="Int64"), "b": 1}), ["6222020200112230123", ""]),
        (pd.DataFrame({"a": pd.to_datetime(["2024-01-05", None]), "b": 1}), ["2024-01-05", ""]),
        (pd.DataFrame({"a": pd.to_datetime(["2024-01-05 08:30"]), "b": 1}), ["2024-01-05 08:30:00"]),
        (pd.DataFrame({"a": pd.Categorical(["x", None]), "b": 1}), ["x", ""]),
        (pd.DataFrame({"a": [True, None, np.bool_(False)], "b": 1}), ["true", "", "false"]),
        (pd.DataFrame({"a": [Decimal("1.50"), date(2024, 1, 5), "007", np.float64(0.1)], "b": 1}), ["1.50", "2024-01-05", "007", "0.1"]),
        (pl.DataFrame({"a": [Decimal("1.50"), None], "b": 1}), ["1.50", ""]),
        (pl.DataFrame({"a": [0.1, float("nan"), None], "b": 1}, schema_overrides={"a": pl.Float32}), ["0.1", "", ""]),
        (pl.DataFrame({"a": [["x", "y", None], []], "b": 1}), ["x; y", ""]),
        (pl.DataFrame({"a": [datetime(2024, 1, 5, tzinfo=UTC)], "b": 1}), ["2024-01-05 00:00:00+00:00"]),
        (pl.DataFrame({"a": ["x", "x"], "b": 1}, schema_overrides={"a": pl.Categorical}), ["x", "x"]),
        (pa.table({"a": [2**62, None], "b": [1, 1]}), [str(2**62), ""]),
        (duckdb.sql("SELECT 2.50::DECIMAL(10, 2) AS a, 1 AS b UNION ALL SELECT NULL, 1"), ["2.50", ""]),
    ],
)  # fmt: skip
def test_a_value_is_read_as_one_would_write_it(frame, texts):
    assert cells(frame) == texts


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (pl.DataFrame({"a": [b"x"], "b": 1}), "is bytes, not text"),
        (pl.DataFrame({"a": [{"x": 1}], "b": 1}), "is no single value"),
        (pl.DataFrame({"a": [float("inf")], "b": 1}), "is no number that can be written"),
    ],
)
def test_what_is_no_single_value_refuses_its_row(frame, reason):
    assert cells(frame) == [reason]


def test_rows_are_numbered_by_their_place_and_blank_ones_are_left_out():
    frame = pd.DataFrame({"a": ["x", None, "z"], "b": [1.0, None, None]}, index=[7, 8, 9])
    with framed(frame).open() as table:
        assert list(table) == [(1, ["x", "1"]), (3, ["z", ""])]


def test_the_digest_is_that_of_the_content_whatever_holds_it():
    texts = {"a": ["x", "y"], "b": ["1", "2"]}
    digests = {
        framed(each).digest() for each in (pd.DataFrame(texts), pl.DataFrame(texts), pl.LazyFrame(texts))
    }

    assert len(digests) == 1
    assert framed(pd.DataFrame({**texts, "b": ["1", "3"]})).digest() not in digests


def test_two_columns_of_one_name_are_asked_about():
    with pytest.raises(AmbiguousHeader, match="'a' is the name of column 1 and of column 3"):
        framed(pd.DataFrame([[1, 2, 3]], columns=["a", "b", "a"]))


def test_a_frame_without_rows_is_no_list():
    with pytest.raises(SourceError, match="holds columns and no row"):
        framed(pd.DataFrame({"a": []})).open()


def test_a_lazy_frame_that_cannot_be_computed_is_a_source_error():
    with pytest.raises(SourceError, match="cannot be computed"):
        framed(pl.LazyFrame({"a": ["x"]}).select(pl.col("a").str.to_integer()))


@pytest.mark.parametrize("given", [pd.Series([1]), [1], "x"])
def test_what_is_no_data_frame_is_named(given):
    with pytest.raises(TypeError, match="is no data frame"):
        framed(given)


def test_without_the_package_the_error_says_how_to_have_it(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
    monkeypatch.delitem(sys.modules, "customerbase.tables.engine", raising=False)
    with pytest.raises(MissingExtra, match=r"pip install 'customerbase\[tables\]'"):
        load("source", "frame").framed(pd.DataFrame({"a": [1]}))


VALUES = (
    st.integers(-(2**62), 2**62)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
    | st.dates()
    | st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=5))
def test_what_is_exact_in_a_frame_is_exact_as_text(values):
    frame = pd.DataFrame({"a": pd.Series(values, dtype=object), "b": "end"})

    assert cells(frame) == [str(each) if not isinstance(each, Decimal) else f"{each:f}" for each in values]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-1e14, 1e14), min_size=1, max_size=5))
def test_a_float_is_written_by_digits_that_mean_the_same_float(values):
    for frame in (pl.DataFrame({"a": values, "b": 1}), pd.DataFrame({"a": values, "b": timedelta(1)})):
        assert [float(each) for each in cells(frame)] == values
