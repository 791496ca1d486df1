"""The ready-made maps: which cell belongs where."""

from __future__ import annotations

from itertools import product

import pytest

from customerbase.errors import InvalidRecord
from customerbase.rfm import Points, UnreachedSegment, r_vignette, standard, trade
from customerbase.testing import check_segments

CELLS = [Points(*each) for each in product(range(1, 6), repeat=3)]


@pytest.mark.parametrize("segments", [standard(), r_vignette(), trade()], ids=lambda each: each.name)
def test_each_keeps_the_laws_and_has_a_chinese_name_for_every_segment(segments):
    check_segments(segments)
    assert segments.coverage.never == ()
    for name in segments.names:
        assert not segments.said(name, "zh").isascii()


def test_the_standard_map_gives_each_cell_to_exactly_one_segment_whatever_the_money():
    segments = standard()

    assert segments.coverage.exact
    assert len(segments.names) == 11
    for r, f in product(range(1, 6), repeat=2):
        assert len({segments.segment((r, f, m)) for m in range(1, 6)}) == 1
    assert {name: segments.segment(cell) for name, cell in [("best", (5, 5, 5)), ("worst", (1, 1, 1))]} == {
        "best": "Champions",
        "worst": "Lost",
    }
    assert segments.segment(None) is None


# The table of the vignette: names, then lower and upper bounds of R, F and M.
NAMES = (
    "Champions",
    "Potential Loyalist",
    "Loyal Customers",
    "Promising",
    "New Customers",
    "Can't Lose Them",
    "At Risk",
    "Need Attention",
    "About To Sleep",
    "Lost",
)
BOUNDS = (
    ((5, 3, 2, 3, 4, 1, 1, 1, 2, 1), (5, 5, 4, 4, 5, 2, 2, 3, 3, 1)),
    ((5, 3, 2, 1, 1, 3, 2, 3, 1, 1), (5, 5, 4, 3, 3, 4, 5, 5, 3, 5)),
    ((5, 2, 2, 3, 1, 4, 4, 3, 1, 1), (5, 5, 4, 5, 5, 5, 5, 5, 4, 5)),
)


def test_the_map_of_the_r_vignette_is_its_table_read_from_the_top():
    segments = r_vignette()

    for cell in CELLS:
        wanted = "Others"
        for i, name in enumerate(NAMES):
            if all(low[i] <= got <= high[i] for got, (low, high) in zip(cell, BOUNDS, strict=True)):
                wanted = name
                break
        assert segments.segment(cell) == wanted
    assert segments.coverage.twice
    assert segments.coverage.uncovered


@pytest.mark.parametrize(
    ("cell", "brought", "visited", "segment"),
    [
        ((5, 4, 4), 0, True, "key account"),
        ((1, 4, 4), 0, True, "key account"),
        ((5, 3, 5), 0, True, "occasional"),
        ((5, 5, 3), 2, True, "occasional"),
        ((5, 5, 5), 3, True, "opinion leader"),
        ((1, 1, 1), 3, True, "opinion leader"),
        (None, 3, True, "opinion leader"),
        (None, 2, True, "not yet bought"),
        ((1, 1, 1), 0, False, "not yet bought"),
        ((1, 1, 1), 3, False, "opinion leader"),
    ],
)
def test_the_trade_asks_for_introductions_first(cell, brought, visited, segment):
    assert trade().segment(cell, brought, visited=visited) == segment


def test_how_many_an_opinion_leader_has_brought_is_said_by_the_caller():
    assert trade(introduced=1).segment(None, 1) == "opinion leader"
    with pytest.raises(InvalidRecord):
        trade(introduced=-1)
    with pytest.warns(UnreachedSegment, match="not yet bought, key account, occasional"):
        trade(introduced=0)
