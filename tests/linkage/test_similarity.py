"""Both forms of the measures say the same, whoever computes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase import registry
from customerbase.linkage.similarity import PLAIN, edits, jaro_winkler

WORDS = st.text("abcdeé王小明", max_size=9)


@given(WORDS, WORDS, st.integers(0, 4))
def test_the_fast_form_says_what_the_definition_says(one, other, most):
    pytest.importorskip("rapidfuzz")
    fast = registry.load("similarity", "rapidfuzz").SIMILARITY

    assert fast.jaro_winkler(one, other) == pytest.approx(PLAIN.jaro_winkler(one, other), abs=1e-12)
    assert fast.edits(one, other, most) == PLAIN.edits(one, other, most)


@given(WORDS, WORDS)
def test_which_text_is_given_first_makes_no_difference(one, other):
    assert jaro_winkler(one, other) == pytest.approx(jaro_winkler(other, one), abs=1e-12)
    assert edits(one, other, 3) == edits(other, one, 3)
    assert 0 <= jaro_winkler(one, other) <= 1


# The examples of Winkler's paper of 1990, table 1.
@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("shackleford", "shackelford", 0.982),
        ("dunningham", "cunnigham", 0.896),
        ("nichleson", "nichulson", 0.956),
        ("jones", "johnson", 0.832),
        ("massey", "massie", 0.933),
        ("abroms", "abrams", 0.922),
        ("michelle", "michael", 0.921),
        ("dixon", "dickson", 0.832),
    ],
)
def test_the_published_examples_hold(one, other, alike):
    assert jaro_winkler(one, other) == pytest.approx(alike, abs=0.0006)


def test_neighbours_that_changed_places_are_one_edit():
    assert edits("1986-02-08", "1986-02-80", 2) == 1
    assert edits("abcdef", "badcfe", 2) == 3
