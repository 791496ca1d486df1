"""Scored candidates: laws, and whom they find in a small list."""

from __future__ import annotations

import random
from functools import partial

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase import registry
from customerbase.errors import MissingExtra
from customerbase.linkage import candidates as scored_form
from customerbase.linkage import fitting
from customerbase.linkage.comparing import compare
from customerbase.linkage.features import features_of
from customerbase.linkage.levels import FIELDS
from customerbase.linkage.profiles import Profile, profile_of
from customerbase.linkage.saying import FIELDS_ZH, LEVELS_ZH, level_said
from customerbase.linkage.scored import best_threshold
from customerbase.linkage.similarity import PLAIN
from customerbase.linkage.weights import DEFAULT, LinkageModel
from customerbase.model import Customer, CustomerKind
from customerbase.values import PartialDate

try:
    LIKE = registry.load("similarity", "rapidfuzz").SIMILARITY
except MissingExtra:
    LIKE = PLAIN
candidates, fit, score = (
    partial(each, like=LIKE) for each in (scored_form.candidates, scored_form.fit, scored_form.score)
)
WORDS = st.sampled_from(["julia", "juila", "taylor", "tailor", "j", "王", "小明", "晓明", "deng", ""])
SOME = st.none() | WORDS.filter(bool)


@st.composite
def profiles(draw, key):
    given_name, family = draw(SOME), draw(SOME)
    name = (given_name or "") + (family or "")
    person = draw(st.booleans())
    return Profile(
        key=key,
        kind=CustomerKind.PERSON if person else CustomerKind.ORGANIZATION,
        names=(name,) if name else (),
        core=name,
        cores=frozenset({name} - {""}),
        given_name=given_name,
        family_name=family,
        place=draw(SOME),
        trade=draw(SOME),
        branch=draw(SOME),
        phones=draw(st.frozensets(st.sampled_from(["13800138000", "13800138001", "83201234"]), max_size=2)),
        emails=draw(st.frozensets(st.sampled_from(["julia@a.com", "juila@a.com", "noah@b.org"]), max_size=2)),
        identifiers=draw(st.dictionaries(st.sampled_from("ab"), st.sampled_from(["123456", "123465", "9"]))),
        born=draw(st.none() | st.builds(PartialDate, year=st.integers(1980, 1981), month=st.integers(1, 12))),
        street=draw(SOME),
        city=draw(SOME),
        postal_code=draw(st.none() | st.sampled_from(["2000", "2001"])),
    )


@given(profiles("A"), profiles("B"))
def test_which_record_is_given_first_makes_no_difference(one, other):
    assert score(one, other) == score(other, one)


@given(profiles("A"), profiles("B"))
def test_the_weight_is_the_sum_of_what_is_explained(one, other):
    pair = score(one, other)

    assert pair.weight == pytest.approx(DEFAULT.prior_weight + sum(each.weight for each in pair.evidence))
    assert set(pair.agree) | set(pair.differ) == {each.field for each in pair.evidence}


def people(count, seed):
    """A list in which every third person is there twice, the second time with a mistake."""
    dice = random.Random(seed)
    given_names = "anna bella carla daniel emil frank gustav hanna ivan julia karl laura".split()
    families = "adler berger conrad dietrich ebert fischer graf huber issel jansen keller lorenz".split()
    for number in range(count):
        first, last = dice.choice(given_names), dice.choice(families)
        year, month, day = dice.randint(1950, 2000), dice.randint(1, 12), dice.randint(1, 28)
        mail = f"{first}.{last}{dice.randint(0, 99)}@example.com"
        yield person(f"P{number:04}", first, last, PartialDate(year=year, month=month, day=day), mail)
        if number % 3 == 0:
            wrong = dice.randrange(3)
            yield person(
                f"P{number:04}x",
                last if wrong == 0 else first,
                first if wrong == 0 else last[:2] + last[3:] if wrong == 1 else last,
                PartialDate(year=year, month=month, day=dice.randint(1, 28) if wrong == 2 else day),
                mail.replace(".", "", 1) if wrong else mail,
            )


def person(key, first, last, born, mail):
    return Profile(
        key=key,
        kind=CustomerKind.PERSON,
        names=(first + last,),
        core=first + last,
        given_name=first,
        family_name=last,
        born=born,
        emails=frozenset([mail]),
    )


def test_people_written_twice_are_found_and_others_left_alone():
    found = {(pair.left, pair.right) for pair in candidates(people(120, seed=1))}
    true = {(f"P{number:04}", f"P{number:04}x") for number in range(0, 120, 3)}

    assert len(found & true) >= 38
    assert len(found - true) <= 2


def test_the_order_of_the_records_makes_no_difference():
    there = list(people(60, seed=2))
    # The weights come from a sample, in which the order of the records plays a part: they are given.
    model = fit(there)
    forth = {(pair.left, pair.right): pair for pair in candidates(there, model=model, threshold=0.01)}
    back = {(pair.left, pair.right): pair for pair in candidates(there[::-1], model=model, threshold=0.01)}

    assert forth == back
    assert len(forth) > 10


def test_the_same_list_gives_the_same_model_and_a_model_comes_back_from_its_text():
    model = fit(people(60, seed=3))

    assert model == fit(people(60, seed=3)) != DEFAULT
    assert LinkageModel.from_json(model.to_json()) == model


def test_two_lists_are_linked_across_only():
    there = list(people(60, seed=4))
    first = [each for each in there if not each.key.endswith("x")]
    second = [each for each in there if each.key.endswith("x")]
    found = {(pair.left, pair.right) for pair in candidates(first, against=second)}

    assert len(found & {(each.key[:-1], each.key) for each in second}) >= 18
    assert all(right.endswith("x") != left.endswith("x") for left, right in found)


def test_a_rare_name_says_more_than_a_common_one():
    common = [
        person(f"C{each}", "li", "wang", PartialDate(year=1950 + each), f"{each}@c.cn") for each in range(90)
    ]
    rare = [person(f"R{each}", "li", "ouyang", PartialDate(year=1990), f"{each}@r.cn") for each in range(2)]
    model = fit([*common, *rare])
    weight = {
        one.key: {each.field: each.weight for each in score(one, other, model=model).evidence}["family_name"]
        for one, other in [common[:2], rare]
    }

    assert weight["R0"] > weight["C0"] + 2


def test_an_empty_list_and_a_single_record_have_no_candidates():
    (alone,) = list(people(1, seed=5))[:1]

    assert list(candidates([])) == list(candidates([alone])) == []
    assert fit([]) == DEFAULT


def test_a_model_of_other_levels_is_refused():
    with pytest.raises(ValueError, match="other levels of 'email'"):
        LinkageModel.from_json(DEFAULT.to_json().replace("same mailbox", "same box"))


def test_every_field_and_level_is_said_in_both_languages():
    assert set(FIELDS_ZH) == set(FIELDS)
    assert {level for levels in FIELDS.values() for level in levels} == set(LEVELS_ZH)
    assert level_said("email", 0, "zh") == "相同"


def test_the_best_threshold_takes_what_is_probably_right():
    assert best_threshold([]) == 0.5
    assert best_threshold([0.9] * 10 + [0.2] * 10) == 0.9
    assert best_threshold([0.9, 0.9, 0.6]) == 0.6


def test_swapped_names_agree_alike_from_either_side():
    one = person("A", "julia", "taylor", PartialDate(year=1990), "a@a.com")
    other = person("B", "taylor", "juila", PartialDate(year=1990), "b@b.com")

    assert compare(features_of(one), features_of(other), LIKE) == compare(
        features_of(other), features_of(one), LIKE
    )


def test_a_whole_name_that_is_the_same_has_said_its_trade_and_place():
    card = Customer(customer_id="A", name="上海华强机电有限公司")
    same, shorter = (
        attrs.evolve(card, customer_id="B"),
        attrs.evolve(card, customer_id="C", name="上海华强机电"),
    )
    fields = [
        {each.field for each in score(profile_of(card), profile_of(other)).evidence}
        for other in (same, shorter)
    ]

    assert fields == [{"company"}, {"company", "trade", "name_place"}]


def test_disagreement_is_held_to_what_one_customer_can_show():
    held = fitting._held((0.1, 0.1, 0.8), (1.0, 1.0, 0.2), (0.01, 0.01, 0.98))

    assert held.m == pytest.approx((0.4, 0.4, 0.2))
