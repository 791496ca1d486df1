"""Charts are well-formed SVG whose marks are as large as the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.outputs.charts import compact, draw
from customerbase.outputs.svg import brief
from customerbase.reports.figures import Chart, Point
from customerbase.reports.words import Phrase

FORMS = ["columns", "bars", "curve", "panels", "pairs", "lines"]


def chart(form: Any, values: Sequence[int | Decimal], label: str = "a") -> Chart:
    points = tuple(
        Point(
            label=Phrase(f"{label}{i}", f"{label}{i}"),
            value=each,
            said=str(each),
            at=Decimal(i + 1) / len(values),
            group=None if form in ("columns", "bars", "curve") else Phrase("of people", "客户"),
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


def test_a_curve_that_rises_above_all_stays_within_its_frame_and_shows_where_all_is() -> None:
    drawn = draw(chart("curve", [Decimal("0.7"), Decimal("1.9"), Decimal(1)]))
    path = next(each for each in ET.fromstring(drawn).iter("path") if each.get("class") == "curve")
    heights = [float(each.split()[1]) for each in path.get("d", "").removeprefix("M").split("L")]
    (whole,) = (each for each in ET.fromstring(drawn).iter("line") if each.get("class") == "whole")

    assert min(heights) >= 14
    assert heights[2] == pytest.approx(float(whole.get("y1", "0")))
    assert (216 - heights[1]) / (216 - heights[2]) == pytest.approx(1.9, abs=0.01)
    assert "200%" in drawn


def test_what_is_said_of_a_peak_stands_above_it_and_within_the_drawing() -> None:
    made = chart("curve", [Decimal("0.7"), Decimal("1.3"), Decimal(1)])
    point = made.points[1]
    drawn = draw(attrs.evolve(made, mark=(point, Phrase("peak: 130%", "峰值"))))
    (said,) = (each for each in ET.fromstring(drawn).iter("text") if each.get("class") == "said")
    (dot,) = ET.fromstring(drawn).iter("circle")

    assert 0 < float(said.get("y", "0")) < float(dot.get("cy", "0"))


def test_panels_have_one_measure() -> None:
    made = chart("panels", [4, 8])
    other = tuple(attrs.evolve(each, value=2, group=Phrase("others", "其他")) for each in made.points)
    found = marks(draw(attrs.evolve(made, points=made.points + other)))
    heights = [float(each.get("height", "0")) for each in found]

    assert heights == pytest.approx([heights[1] / 2, heights[1], heights[1] / 4, heights[1] / 4])


@given(st.lists(st.integers(-100, 100), min_size=1, max_size=12).filter(any))
def test_bars_of_a_pair_begin_at_the_same_line_and_are_as_long_as_the_numbers(values: list[int]) -> None:
    found = marks(draw(chart("pairs", values)))[1:]  # the first is in the legend
    longest = max(abs(each) for each in values)
    full = max(float(each.get("width", "0")) for each in found)
    starts = []
    for each, value in zip(found, values, strict=True):
        start, length = float(each.get("x", "0")), float(each.get("width", "0"))
        assert length == pytest.approx(max(1.0, full * abs(value) / longest), abs=0.02)
        assert ("below" in each.get("class", "")) is (value < 0)
        if abs(value) * full / longest > 1:
            starts.append(start + length if value < 0 else start)
        assert start >= 0
        assert start + length <= 640
    assert max(starts) - min(starts) < 0.05


@pytest.mark.parametrize("form", FORMS)
def test_nothing_to_draw_is_said(form: str) -> None:
    assert "nothing to draw" in draw(chart(form, []))
    assert "暂无数据" in draw(chart(form, [0, 0]), language="zh")


@pytest.mark.parametrize("form", FORMS)
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
    assert [compact(each, "zh") for each in (999, 9999, 10_000, 3e8)] == ["999", "9,999", "1万", "3亿"]


def test_numbers_in_small_boxes_have_three_digits() -> None:
    assert [brief(each) for each in (0, 12, 680.4, 999_999, 2_111_194.56, -53_913.86)] == [
        "0",
        "12",
        "680",
        "1M",
        "2.11M",
        "-53.9k",
    ]
