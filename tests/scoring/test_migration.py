"""Who moved from which segment to which: each customer is somewhere, once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.rfm import Move, SegmentRow, migrate, standard

SEGMENTS = st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.sampled_from(["Lost", "New", "Loyal"]))


@given(SEGMENTS, SEGMENTS)
def test_the_matrix_counts_everybody_who_was_there_on_both_days(before, after):
    moved = migrate(before, after)
    both = before.keys() & after.keys()

    assert sum(map(sum, moved.matrix)) == len(both) == len(moved.moved) + len(moved.stayed)
    for i, old in enumerate(moved.names):
        assert sum(moved.matrix[i]) == sum(before[who] == old for who in both)
        assert sum(row[i] for row in moved.matrix) == sum(after[who] == old for who in both)
        for j, new in enumerate(moved.names):
            assert len(moved.between(old, new)) == moved.matrix[i][j]
    assert sum(moved.matrix[i][i] for i in range(len(moved.names))) == len(moved.stayed)


@given(SEGMENTS, SEGMENTS)
def test_everybody_stays_moves_comes_or_goes(before, after):
    moved = migrate(before, after)

    told = {
        name: [each.customer_id for each in getattr(moved, name)]
        for name in ("moved", "stayed", "came", "went")
    }
    assert sorted(who for each in told.values() for who in each) == sorted(before.keys() | after.keys())
    assert told["moved"] == sorted(who for who in before if who in after and before[who] != after[who])
    assert told["came"] == sorted(after.keys() - before.keys())
    assert told["went"] == sorted(before.keys() - after.keys())


@given(SEGMENTS, SEGMENTS)
def test_backwards_the_matrix_is_turned(before, after):
    forth, back = migrate(before, after), migrate(after, before)

    assert forth.names == back.names
    assert forth.matrix == tuple(zip(*back.matrix, strict=True))
    assert [each.customer_id for each in forth.came] == [each.customer_id for each in back.went]


@given(SEGMENTS, SEGMENTS)
def test_rows_say_the_same_as_a_mapping(before, after):
    def rows(segments):
        return [SegmentRow(customer_id=who, segment=name) for who, name in reversed(segments.items())]

    assert migrate(iter(rows(before)), rows(after)) == migrate(before, after)


def test_segments_stand_in_the_order_of_the_map_and_those_of_none_last():
    names = standard().names

    moved = migrate({"C1": "Lost", "C2": None}, {"C1": "Champions", "C2": "Zealots"}, names=names)

    assert moved.names == (*names, "Zealots", None)
    assert moved.between("Lost", "Champions") == (Move(customer_id="C1", before="Lost", after="Champions"),)
    assert moved.between("Lost", None) == ()


def test_a_name_that_is_no_segment_is_told_with_those_that_are():
    moved = migrate({"C1": "Lost"}, {"C1": "Champions"}, names=["Champions"])

    for wrong in [("Champion", "Lost"), ("Lost", "Champion")]:
        with pytest.raises(
            ValueError, match="'Champion' is no segment here: choose from 'Champions', 'Lost'"
        ):
            moved.between(*wrong)
    assert moved.between(None, "Lost") == ()


def test_nobody_moved_to_nowhere():
    moved = migrate({}, {})

    assert (moved.names, moved.matrix, moved.moved, moved.came) == ((), (), (), ())


def test_a_customer_in_two_rows_is_refused_since_one_would_be_lost():
    twice = [SegmentRow(customer_id="C1", segment=name) for name in ("Lost", "New")]

    with pytest.raises(InvalidRecord, match="'C1' stands there twice"):
        migrate(twice, {})
