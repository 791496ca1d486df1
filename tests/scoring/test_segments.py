"""Segments: first match wins, and a map says what it does not cover."""

from __future__ import annotations

import warnings
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.rfm import Points, Segment, SegmentMap, UnreachedSegment
from customerbase.testing import check_segments


def paths(raised):
    return [each.path for each in raised.value.problems]


@st.composite
def segment_maps(draw):
    bins = draw(st.tuples(*[st.integers(1, 3)] * 3))

    def bounds(most):
        low = draw(st.integers(1, most))
        return (low, draw(st.none() | st.integers(low, most)))

    segments = []
    for i in range(draw(st.integers(1, 5))):
        bought = draw(st.sampled_from([True, True, None, False]))
        within = {} if bought is False else {axis: bounds(n) for axis, n in zip("rfm", bins, strict=True)}
        introductions = draw(st.sampled_from([0, 0, 0, 1, 3]))
        segments.append(Segment(name=f"s{i}", **within, bought=bought, introductions=introductions))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnreachedSegment)
        return SegmentMap(
            name="any", segments=segments, bins=bins, otherwise=draw(st.sampled_from([None, "rest"]))
        )


# ------------------------------------------------------------------ coverage


@pytest.mark.filterwarnings("ignore::customerbase.rfm.UnreachedSegment")
@given(segment_maps())
def test_any_map_keeps_the_laws(segments):
    check_segments(segments)


@given(segment_maps())
def test_the_coverage_is_what_looking_at_every_cell_finds(segments):
    twice, uncovered = {}, set()
    for cell in product(*(range(1, n + 1) for n in segments.bins)):
        claims = [
            each.name
            for each in segments.segments
            if each.bought is not False
            and not each.introductions
            and all(
                low <= got <= (high or 99)
                for got, (low, high) in zip(cell, (each.r, each.f, each.m), strict=True)
            )
        ]
        if len(claims) > 1:
            twice[cell] = tuple(claims)
        if not claims:
            uncovered.add(cell)

    assert dict(segments.coverage.twice) == twice
    assert set(segments.coverage.uncovered) == uncovered
    assert segments.coverage.exact == (not twice and not uncovered and not segments.coverage.never)


def test_a_map_of_introducers_alone_covers_no_cell_of_those_who_brought_nobody():
    leaders = SegmentMap(
        name="leaders", segments=[Segment(name="leader", introductions=3, bought=None)], bins=2
    )

    assert len(leaders.coverage.uncovered) == 8
    assert not leaders.coverage.exact


def test_a_segment_that_others_hide_is_warned_of_and_named():
    hidden = [Segment(name="all"), Segment(name="best", r=5), Segment(name="never bought", bought=False)]

    with pytest.warns(UnreachedSegment, match=r"'mine': best can never be reached") as caught:
        mine = SegmentMap(name="mine", segments=hidden)

    assert mine.coverage.never == ("best",)
    assert caught[0].filename == __file__


def test_the_coverage_tells_itself_in_a_line():
    halves = SegmentMap(
        name="halves", segments=[Segment(name="late", r=2), Segment(name="often", f=2)], bins=2
    )

    assert str(halves.coverage) == (
        "covered twice: 2-2-1 (late, often), 2-2-2 (late, often); not covered: 1-1-1, 1-1-2"
    )
    third = SegmentMap(name="third", segments=[Segment(name="late", r=3)], bins=3)
    assert str(third.coverage).endswith("1-2-1, 1-2-2, … (18 in all)")
    assert (
        str(SegmentMap(name="one", segments=[Segment(name="all")]).coverage)
        == "each cell belongs to exactly one segment"
    )


# ------------------------------------------------------------------ who belongs where


@pytest.mark.parametrize(
    ("bounds", "inside"),
    [(5, {5}), ((2, 4), {2, 3, 4}), ((4, None), {4, 5}), ((1, 1), {1}), ([3, 5], {3, 4, 5})],
)
def test_bounds_are_a_score_or_two_both_included(bounds, inside):
    segment = Segment(name="s", f=bounds)

    assert {f for f in range(1, 6) if segment.holds(Points(1, f, 1))} == inside


def test_who_has_not_bought_is_held_only_where_it_is_said():
    bought, not_yet, both = (Segment(name=str(each), bought=each) for each in (True, False, None))
    only_best = Segment(name="best", r=5, bought=None)

    assert [each.holds(None) for each in (bought, not_yet, both, only_best)] == [False, True, True, False]
    assert [each.holds(Points(1, 1, 1)) for each in (bought, not_yet, both)] == [True, False, True]
    assert not_yet.holds(Points(1, 1, 1), visited=False)


def test_introductions_are_a_least_number():
    leader = Segment(name="leader", introductions=3, bought=None)

    assert [leader.holds(None, n) for n in (0, 2, 3, 4)] == [False, False, True, True]


def test_the_first_that_holds_a_customer_has_him():
    halves = SegmentMap(
        name="halves",
        segments=[Segment(name="late", r=(4, 5)), Segment(name="often", f=5)],
        otherwise="rest",
        otherwise_zh="其他",
    )

    assert [halves.segment(cell) for cell in [(5, 5, 1), (1, 5, 1), (1, 1, 1), None]] == [
        "late",
        "often",
        "rest",
        "rest",
    ]
    assert halves.names == ("late", "often", "rest")
    assert [halves.said("rest", "zh"), halves.said("late", "zh"), halves.said(None, "zh")] == [
        "其他",
        "late",
        "未分类",
    ]
    assert halves.said(None) == "no segment"
    with pytest.raises(ValueError, match="no words in 'fr'"):
        halves.said("late", "fr")


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    "cell", [(0, 1, 1), (1, 1, 6), (1, 1), (1, 1, 1, 1), "555", (1.0, 1, 1), (True, 1, 1)]
)
def test_scores_that_the_map_is_not_for_are_refused(cell):
    with pytest.raises(InvalidRecord, match="three scores from 1-1-1 to 5-5-5"):
        SegmentMap(name="m", segments=[Segment(name="all")]).segment(cell)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"name": ""}, "$.name"),
        ({"name": 5}, "$.name"),
        ({"name_zh": " "}, "$.name_zh"),
        ({"r": 0}, "$.r"),
        ({"r": 4.5}, "$.r"),
        ({"f": "45"}, "$.f"),
        ({"f": (5, 4)}, "$.f"),
        ({"f": (1, 2, 3)}, "$.f"),
        ({"m": (None, 3)}, "$.m"),
        ({"m": True}, "$.m"),
        ({"introductions": -1}, "$.introductions"),
        ({"introductions": 1.5}, "$.introductions"),
        ({"introductions": True}, "$.introductions"),
        ({"bought": "yes"}, "$.bought"),
        ({"bought": 1}, "$.bought"),
        ({"bought": False, "r": 5}, "$.r"),
    ],
)
def test_a_segment_has_a_name_and_whole_bounds(wrong, path):
    with pytest.raises(InvalidRecord) as raised:
        Segment(**{"name": "s"} | wrong)

    if wrong.get("name", "s") == "s":
        assert paths(raised) == [path]
    else:
        assert path in paths(raised)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"segments": []}, "$.segments"),
        ({"segments": [Segment(name="a"), Segment(name="a", r=1)]}, "$.segments[1].name"),
        ({"segments": [Segment(name="rest")], "otherwise": "rest"}, "$.segments[0].name"),
        ({"segments": ["all"]}, "$.segments[0]"),
        ({"segments": [Segment(name="a", r=(4, 5))], "bins": 4}, "$.segments[0].r"),
        ({"segments": [Segment(name="a", m=(4, None))], "bins": (5, 5, 3)}, "$.segments[0].m"),
        ({"bins": 0}, "$.bins"),
        ({"bins": (5, 5)}, "$.bins"),
        ({"bins": "555"}, "$.bins"),
        ({"bins": 5.0}, "$.bins"),
        ({"bins": None}, "$.bins"),
        ({"bins": 51}, "$.bins"),
        ({"name": ""}, "$.name"),
        ({"otherwise": ""}, "$.otherwise"),
        ({"otherwise": 0}, "$.otherwise"),
        ({"otherwise_zh": "其他"}, "$.otherwise_zh"),
    ],
)
def test_a_map_is_checked_when_it_is_made(wrong, path):
    with pytest.raises(InvalidRecord) as raised:
        SegmentMap(**{"name": "m", "segments": [Segment(name="all")]} | wrong)

    assert path in paths(raised)


def test_a_name_in_chinese_that_is_lacking_is_the_other_name():
    assert Segment(name="s", name_zh=None) == Segment(name="s")
    assert SegmentMap(
        name="m", segments=[Segment(name="a")], otherwise="rest", otherwise_zh=None
    ) == SegmentMap(name="m", segments=[Segment(name="a")], otherwise="rest")
