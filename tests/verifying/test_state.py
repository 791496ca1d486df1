"""How a facet stands: a frozen value of exact figures and real days."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.testing import strategies
from customerbase.verify import FacetState, Occurrence, Trigger
from customerbase.verifying.state import latest

DAY = date(2024, 3, 1)


def state(**fields):
    return FacetState(customer_id="C1", facet="basic", **fields)


def problems(made, **fields):
    with pytest.raises(InvalidRecord) as caught:
        made(**fields)
    return {each.path: each.reason for each in caught.value.problems}


def test_what_was_checked_is_known_since_its_check_and_else_since_it_was_learned():
    assert state(verified_on=DAY, known_since=date(2020, 1, 1)).last_known == DAY
    assert state(known_since=DAY).last_known == DAY
    assert state().last_known is None


@pytest.mark.parametrize(
    "name", ["verified_on", "known_since", "anchor", "unconfirmed_since", "wrong_since", "tried_on"]
)
@pytest.mark.parametrize("given", ["2024-03-01", datetime(2024, 3, 1, tzinfo=UTC), 20240301, False])
def test_what_is_no_day_is_refused(name, given):
    assert problems(state, **{name: given}) == {f"$.{name}": "is no day"}


@pytest.mark.parametrize(
    "amount", [0.1, float("nan"), True, "100", None, Decimal("NaN"), Decimal("Infinity")]
)
def test_an_amount_that_is_not_exact_is_refused(amount):
    assert problems(state, amounts={"open_balance": amount}) == {
        "$.amounts['open_balance']": "is no exact amount"
    }


def test_whole_numbers_and_decimals_are_exact():
    assert state(amounts={"one": 1, "two": Decimal("2.50")}).amounts == {"one": 1, "two": Decimal("2.50")}


def test_all_that_is_wrong_is_told_at_once():
    wrong = {
        "customer_id": 1,
        "facet": None,
        "verified_on": "yesterday",
        "classes": {"grade": 1},
        "amounts": {"balance": 0.5},
        "events": {"moved": datetime(2024, 3, 1, tzinfo=UTC)},
    }

    assert list(problems(FacetState, **wrong)) == [
        "$.customer_id",
        "$.facet",
        "$.verified_on",
        "$.classes['grade']",
        "$.amounts['balance']",
        "$.events['moved']",
    ]


@pytest.mark.parametrize("name", ["classes", "amounts", "events"])
@pytest.mark.parametrize("given", [["grade"], None, "grade"])
def test_what_is_no_mapping_is_refused(name, given):
    assert problems(state, **{name: given}) == {f"$.{name}": "is no mapping"}


def test_a_mapping_that_is_changed_later_changes_no_state():
    classes = {"grade": "A"}
    made = state(classes=classes)
    classes["grade"] = "B"

    assert made.classes == {"grade": "A"}
    with pytest.raises(TypeError):
        made.classes["grade"] = "B"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        made.verified_on = DAY


@given(strategies.facet_states())
def test_states_are_pickled_copied_and_hashed(each):
    for other in (pickle.loads(pickle.dumps(each)), copy.deepcopy(each), attrs.evolve(each)):
        assert other == each
        assert hash(other) == hash(each)


@given(st.permutations([Occurrence("C1", "moved", date(2024, m, 1)) for m in (1, 2, 5)]))
def test_of_several_events_the_last_one_up_to_the_day_counts(occurrences):
    other = Occurrence("C2", Trigger.MAIL_RETURNED, DAY)

    assert latest([*occurrences, other], DAY) == {
        "C1": {"moved": date(2024, 2, 1)},
        "C2": {"mail_returned": DAY},
    }


def test_an_occurrence_of_no_day_or_of_nobody_is_refused():
    assert problems(Occurrence, customer_id="C1", event="moved", on="2024-03-01") == {"$.on": "is no day"}
    assert list(problems(Occurrence, customer_id=7, event="", on=datetime(2024, 3, 1, tzinfo=UTC))) == [
        "$.customer_id",
        "$.event",
        "$.on",
    ]
