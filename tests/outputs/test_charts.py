"""Charts are well-formed SVG whose marks are as large as the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.outputs.charts import compact, draw
from customerbase.reports.figures import Chart, Point
from customerbase.reports.words import Phrase


def chart(form: Any, values: Sequence[int | Decimal], label: str = "a") -> Chart:
    points = tuple(
        Point(
            label=Phrase(f"{label}{i}", f"{label}{i}"),
            value=each,
            said=str(each),
            at=Decimal(i + 1) / len(values),
        )
        for i, each in enumerate(values)
    )
    return Chart(name="c", title=Phrase("C", "图"), form=form, points=points)


def marks(drawn: str) -> list[ET.Element]:
    return [each for each in ET.fromstring(drawn).iter("rect") if "mark" in each.get("class", "")]


@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=30).filter(any),
    st.sampled_from(["en", "zh"]),
)
def test_columns_are_as_high_as_the_numbers(values: list[int], language: str) -> None:
    found = marks(draw(chart("columns", values), language=language))
    assert len(found) == len(values)
    largest = max(range(len(values)), key=lambda i: abs(values[i]))
    highest = float(found[largest].get("height", "0"))
    for each, value in zip(found, values, strict=True):
        height = float(each.get("height", "0"))
        assert height == pytest.approx(highest * abs(value / values[largest]), abs=0.7)
        assert ("below" in each.get("class", "")) is (value < 0)
        assert float(each.get("y", "-1")) >= 0
        assert float(each.get("y", "0")) + height <= 260


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=14).filter(any))
def test_bars_are_as_long_as_the_numbers(values: list[int]) -> None:
    found = marks(draw(chart("bars", values)))
    widths = [float(each.get("width", "0")) for each in found]
    for width, value in zip(widths, values, strict=True):
        assert width == pytest.approx(max(1.0, max(widths) * value / max(values)), abs=0.02)


def test_a_curve_stays_within_its_frame() -> None:
    drawn = draw(chart("curve", [Decimal("0.5"), Decimal("0.9"), Decimal(1)]))
    path = next(each for each in ET.fromstring(drawn).iter("path") if each.get("class") == "curve")
    assert path.get("d", "").startswith("M")
    assert path.get("d", "").endswith("632 14")


@pytest.mark.parametrize("form", ["columns", "bars", "curve"])
def test_nothing_to_draw_is_said(form: str) -> None:
    assert "nothing to draw" in draw(chart(form, []))
    assert "暂无数据" in draw(chart(form, [0, 0]), language="zh")


@pytest.mark.parametrize("form", ["columns", "bars", "curve"])
def test_labels_are_escaped_and_long_ones_fit(form: str) -> None:
    drawn = draw(chart(form, [1, 2], label="<b>&上海" * 20))
    ET.fromstring(drawn)
    assert "<b>" not in drawn


def test_axis_numbers_are_short_in_the_way_of_each_language() -> None:
    assert [compact(each) for each in (0, 0.5, 999, 1000, 2_500_000, -4e9)] == [
        "0",
        "0.5",
        "999",
        "1k",
        "2.5M",
        "-4bn",
    ]
    assert [compact(each, "zh") for each in (9999, 10_000, 3e8)] == ["9999", "1万", "3亿"]
