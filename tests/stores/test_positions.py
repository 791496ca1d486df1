"""Sets of positions as text: nothing is lost, and a slice is a slice of the members in order."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from customerbase.stores.positions import PART, bits_from_text, bits_of, slice_of, text_of_bits

few_positions = st.sets(st.integers(0, PART - 1), max_size=40)


@given(few_positions)
def test_a_small_set_is_read_back(members):
    assert bits_from_text(text_of_bits(bits_of(members))) == sum(1 << each for each in members)


def test_a_set_of_many_is_read_back():
    dice = random.Random(1)
    for share in (0.01, 0.1, 0.5, 1.0):
        bits = bits_of([each for each in range(PART) if dice.random() < share])
        assert bits_from_text(text_of_bits(bits)) == bits
        assert len(text_of_bits(bits)) < PART // 8 * 1.4


@given(st.lists(few_positions, max_size=3), st.integers(0, 100), st.integers(0, 20))
def test_a_slice_is_one_of_the_members_in_order(parts, first, count):
    members = sorted(i * PART + each for i, part in enumerate(parts) for each in part)
    assert slice_of([bits_of(each) for each in parts], first, count) == members[first : first + count]
