"""A heat map: as dark as the values are high, readable in light, dark and print, told in words."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.outputs.charts import draw
from customerbase.outputs.heat import LEVELS, bounds, level_of
from customerbase.reports.figures import Cell, Chart, Grid
from customerbase.reports.words import Phrase


def phrase(said: str) -> Phrase:
    return Phrase(said, said)


def grid(rows, names=None):
    heads = names or [phrase(f"F {j}") for j in range(len(rows[0]))]
    return Grid(
        rows=tuple(phrase(f"R {i}") for i in range(len(rows))),
        columns=tuple(heads),
        cells=tuple(
            tuple(None if each is None else Cell(value=each, said=phrase(f"it is {each}")) for each in row)
            for row in rows
        ),
        row_axis=phrase("down"),
        column_axis=phrase("along"),
        legend=phrase("how many"),
    )


def drawn(made, language="en"):
    chart = Chart(name="c", title=phrase("C"), form="heat", grid=made)
    return ET.fromstring(draw(chart, language=language))


def classes(svg, name):
    return [each for each in svg.iter("rect") if each.get("class", "").split()[0] == name]


VALUES = st.lists(st.integers(0, 10**9), min_size=1, max_size=20)


@given(VALUES)
def test_a_higher_value_is_never_paler(values):
    level = level_of(grid([values]))
    found = [level(each) for each in sorted(values)]

    assert found == sorted(found)
    assert set(found) <= set(range(1, LEVELS + 1))
    if len(set(values)) > 1:
        assert (found[0], found[-1]) == (1, LEVELS)


@given(VALUES)
def test_a_level_ends_where_the_next_begins(values):
    made = grid([values])
    level = level_of(made)

    ends = bounds(made)
    assert ends == sorted(ends)
    assert [level(each) for each in ends] == list(range(2, LEVELS + 1))[: len(ends)] or len(set(ends)) < 6


def test_values_far_apart_go_by_ratio_and_others_by_difference():
    near, far = grid([[10, 20, 30]]), grid([[1, 100, 10_000]])

    assert (near.geometric, far.geometric) == (False, True)
    assert level_of(near)(20) == level_of(far)(100) == 4


def test_below_zero_has_a_colour_of_its_own_and_the_legend_says_so():
    svg = drawn(grid([[-5, 3]]))

    assert level_of(grid([[-5, 3]]))(-5) == 0
    assert "below 0" in "".join(svg.itertext())
    assert "below 0" not in "".join(drawn(grid([[5, 3]])).itertext())


def test_a_cell_shows_its_number_and_an_empty_one_none():
    svg = drawn(grid([[1_234_567, None], [0, 20]]), "zh")
    shown = [each.text for each in svg.iter("text") if each.get("class", "").startswith("in ")]

    assert shown == ["123万", "0", "20"]
    assert len(classes(svg, "void")) == 2, "one cell, and its place in the legend"
    assert ">1,190<" in draw(
        Chart(name="c", title=phrase("C"), form="heat", grid=grid([[1_190]])), language="zh"
    )
    assert "nobody" in "".join(drawn(grid([[1, None]])).itertext())
    assert "nobody" not in "".join(drawn(grid([[1, 2]])).itertext())


def test_cells_lie_within_the_drawing_and_beside_each_other():
    svg = drawn(grid([[i + j for j in range(12)] for i in range(12)]))
    width, height = map(float, svg.get("viewBox").split()[2:])
    places = [[float(each.get(k)) for k in ("x", "y", "width", "height")] for each in classes(svg, "cell")]

    for x, y, wide, high in places:
        assert 0 <= x < x + wide <= width
        assert 0 <= y < y + high <= height
    cells = places[:144]
    assert len({(x, y) for x, y, _, _ in cells}) == 144
    assert all(b[0] >= a[0] + a[2] for a, b in pairwise(cells) if a[1] == b[1])


def test_numbers_that_do_not_fit_are_left_to_the_title():
    svg = drawn(grid([[123_456 + j for j in range(50)]]))

    assert not [each for each in svg.iter("text") if each.get("class", "").startswith("in ")]
    assert svg.find(".//rect/title").text == "it is 123456"


def test_long_names_are_tilted_and_short_ones_are_not():
    long = [phrase("Potential Loyalists <&>"), *(phrase(str(i)) for i in range(9))]

    assert drawn(grid([[1] * 10], long)).find(".//g") is not None
    assert drawn(grid([[1, 2]])).find(".//g") is None


def test_all_cells_are_told_in_words():
    svg = drawn(grid([[1, None, 3]]))

    assert svg.find("desc").text == "it is 1; it is 3"


def test_without_a_cell_nothing_is_drawn():
    chart = Chart(name="c", title=phrase("C"), form="heat", grid=grid([[None]]))

    assert "nothing to draw" in draw(chart)


def test_cells_are_as_many_as_rows_and_columns():
    with pytest.raises(ValueError, match="not 1 rows of 2"):
        Grid(
            rows=(phrase("a"),),
            columns=(phrase("b"), phrase("c")),
            cells=((None,),),
            row_axis=phrase(""),
            column_axis=phrase(""),
            legend=phrase(""),
        )


def luminance(colour):
    full = colour if len(colour) == 7 else "#" + "".join(2 * each for each in colour[1:])
    parts = [int(full[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


STYLE = files("customerbase.outputs").joinpath("page.css").read_text(encoding="utf-8")
THEMES = [dict(re.findall(r"(--[\w-]+):(#\w+)", each)) for each in re.findall(r":root\{([^}]*)\}", STYLE)]


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark", "print"])
def test_figures_can_be_read_on_every_colour(theme):
    for level in range(LEVELS + 1):
        on = theme["--on-deep" if level > 4 else "--on-pale"]
        assert contrast(theme[f"--h{level}"], on) >= 4.5, level
        assert re.search(rf"\.chart \.cell\.h{level}\b", STYLE)
    assert ".chart .in.h5,.chart .in.h6,.chart .in.h7{fill:var(--on-deep)}" in STYLE


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark", "print"])
def test_levels_go_one_way_from_the_paper(theme):
    shades = [luminance(theme[f"--h{level}"]) for level in range(1, LEVELS + 1)]

    assert shades in (sorted(shades), sorted(shades, reverse=True))
    assert min(contrast(theme[f"--h{i}"], theme[f"--h{i + 1}"]) for i in range(1, LEVELS)) > 1.15
