"""Folding and tokens: spellings that are one, and parts that are found within the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.searching.folding import PLAIN, Folding
from customerbase.searching.tokens import END, START, digits_of, in_threes, tokens_of
from customerbase.stores.simplified import folding

CHINESE = st.text(alphabet="上海机电機電廠厂有限公司ー々", min_size=1, max_size=12)
TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ　１２３", "abc 123"),
        ("Straße", "STRASSE"),
        ("Café Zürich", "cafe zurich"),
        ("Ångström", "angstrom"),
        ("ΑΘΉΝΑ", "αθηνα"),
        ("㈱", "(株)"),
    ],
)
def test_spellings_that_are_one(one, other):
    assert PLAIN.fold(one) == PLAIN.fold(other)


@pytest.mark.parametrize(
    "pair", ["上海機電廠 上海机电厂", "後臺 后台", "乾燥 干燥", "臺灣積體電路 台湾积体电路"]
)
def test_traditional_characters_are_simplified_with_the_extra_only(pair):
    traditional, simplified = pair.split()

    assert folding().fold(traditional) == simplified
    assert PLAIN.fold(traditional) == traditional


@given(TEXTS)
def test_what_is_folded_stays_as_it_is(text):
    once = folding().fold(text)

    assert folding().fold(once) == once


@given(CHINESE, CHINESE)
def test_a_part_folds_as_it_does_in_the_whole(one, other):
    assert folding().fold(one + other) == folding().fold(one) + folding().fold(other)


def test_kana_keep_their_marks():
    assert PLAIN.fold("ガス") != PLAIN.fold("カス")


def test_chinese_comes_in_pairs_and_its_last_character_alone():
    assert tokens_of("上海机电 abc-12 厂") == ["上海", "海机", "机电", "电", "abc", "12", "厂"]


def test_a_character_that_this_python_does_not_know_is_one_all_the_same():
    assert tokens_of("\U0002fa1e 机") == ["\U0002fa1e机", "机"]


@given(TEXTS)
def test_no_token_has_what_separates_or_quotes_tokens_or_looks_like_a_mark(text):
    for token in tokens_of(PLAIN.fold(text)):
        assert token
        assert not set(token) & {" ", '"', "*", START, END, *in_threes("123")}


@given(st.text(alphabet="0123456789", max_size=20), st.data())
def test_three_digits_and_more_are_a_phrase_of_the_number(number, data):
    start = data.draw(st.integers(0, len(number)))
    part = number[start : data.draw(st.integers(start, len(number)))]
    whole, some = "".join(in_threes(number)), "".join(in_threes(part))

    assert some in whole
    assert bool(some) == (len(part) >= 3)


def test_digits_of_every_script_are_digits():
    assert digits_of("٠٧٥٥ １２-3") == "0755123"


def test_pairs_are_needed_by_twos():
    with pytest.raises(ValueError, match="zip"):
        Folding("机")
