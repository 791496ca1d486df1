"""Lines lie where their numbers are, within their frame; limits lie across their columns."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.outputs.charts import draw
from customerbase.outputs.lines import frame
from customerbase.reports.figures import Chart, Point
from customerbase.reports.words import Phrase

SHARES = st.lists(st.integers(0, 1000).map(lambda each: Decimal(each) / 1000), min_size=2, max_size=40)


def chart(*lines: Sequence[Decimal], mark: bool = False) -> Chart:
    points = tuple(
        Point(
            label=Phrase(f"m{i}", f"月{i}"),
            value=share,
            said=f"{share:.1%}",
            at=Decimal(i) / (len(shares) - 1),
            group=Phrase(f"line <{n}>", f"线 <{n}>"),
        )
        for n, shares in enumerate(lines)
        for i, share in enumerate(shares)
    )
    pointed = (points[0], Phrase("<now>", "<现在>")) if mark else None
    return Chart(name="c", title=Phrase("C", "图"), form="lines", points=points, mark=pointed)


def paths(drawn: str) -> list[list[tuple[float, float]]]:
    found = [each for each in ET.fromstring(drawn).iter("path") if "curve" in each.get("class", "")]
    return [
        [tuple(map(float, pair.split())) for pair in each.get("d", "").removeprefix("M").split("L")]  # type: ignore[misc]
        for each in found
    ]


@given(SHARES.filter(any), SHARES.filter(any))
def test_what_is_more_lies_higher_and_all_lies_within_the_frame(
    first: list[Decimal], second: list[Decimal]
) -> None:
    held = [*zip(first, paths(draw(chart(first, second)))[0], strict=True)]
    held += zip(second, paths(draw(chart(first, second)))[1], strict=True)

    for share, (x, y) in held:
        assert 46 <= x <= 640
        assert 36 - 0.02 <= y <= 226 + 0.02
        for other, (_, below) in held:
            assert other >= share or below >= y


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_frame_holds_what_it_is_of_in_round_steps(one: float, other: float) -> None:
    low, high = sorted((one, other))
    marks = frame(low, high)

    assert marks[0] <= low + 1e-6
    assert marks[-1] >= high - 1e-6
    assert 2 <= len(marks) <= 8
    assert len({round(b - a, 6) for a, b in itertools.pairwise(marks)}) == 1


def test_few_points_are_dots_that_tell_what_they_are_and_many_are_none() -> None:
    few = draw(chart([Decimal("0.5")] * 3))
    many = draw(chart([Decimal("0.5")] * 30))

    assert few.count("<circle") == 3
    assert "line &lt;0&gt;, m2: 50.0%" in few
    assert "<circle" not in many


def test_a_point_is_pointed_out_and_all_words_are_escaped() -> None:
    drawn = draw(chart([Decimal("0.5"), Decimal("0.6")], mark=True), language="zh")

    assert "&lt;现在&gt;" in drawn
    assert 'class="guide"' in drawn
    ET.fromstring(drawn)


def test_ends_that_lie_upon_each_other_are_told_apart() -> None:
    drawn = draw(chart([Decimal("0.5"), Decimal("0.600")], [Decimal("0.4"), Decimal("0.601")]))
    ends = [
        float(each.get("y", 0)) for each in ET.fromstring(drawn).iter("text") if each.get("class") == "small"
    ]

    assert abs(ends[0] - ends[1]) >= 13


@pytest.mark.parametrize("limit", [5, 40])
def test_a_limit_lies_across_its_column_as_high_as_it_is(limit: int) -> None:
    points = tuple(
        Point(label=Phrase(str(i), str(i)), value=10, said="10", limit=limit if i else None) for i in range(3)
    )
    drawn = ET.fromstring(draw(Chart(name="c", title=Phrase("C", "图"), form="columns", points=points)))
    columns = [each for each in drawn.iter("rect") if each.get("class") == "mark"]
    limits = [each for each in drawn.iter("line") if each.get("class") == "limit"]

    assert len(limits) == 2
    base = float(columns[0].get("y", 0)) + float(columns[0].get("height", 0))
    assert base - float(limits[0].get("y1", 0)) == pytest.approx(
        float(columns[0].get("height", 0)) * limit / 10, abs=0.05
    )
    assert min(float(each.get("y1", -1)) for each in limits) >= 0
    marks = [int(each.text or 0) for each in drawn.iter("text") if each.get("text-anchor") == "end"]
    assert max(marks) >= limit
