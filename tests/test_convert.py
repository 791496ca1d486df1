"""Records to plain values that JSON can hold, and back: nothing is lost, and nothing changes its type."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase.convert import (
    from_json,
    from_plain,
    instant_from_text,
    instant_text,
    to_json,
    to_plain,
    values_from_plain,
    values_to_plain,
)
from customerbase.errors import InvalidRecord
from customerbase.model import KINDS, Change, Customer, Entity, Interaction, Purchase, Stage
from customerbase.paths import take_apart
from customerbase.testing import strategies
from customerbase.testing.registered import RECORDS
from customerbase.validation import FrozenMap, Record
from customerbase.values import Period

instants = st.datetimes(
    min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.timezones()
)  # fmt: skip


def types(value: object) -> object:
    """Return the types of everything in a record: 1, True and Decimal(1) are equal, and not the same."""
    if isinstance(value, Record):
        return [(each.name, types(getattr(value, each.name))) for each in attrs.fields(type(value))]
    if isinstance(value, tuple):
        return [types(each) for each in value]
    if isinstance(value, FrozenMap):
        return {name: types(each) for name, each in value.items()}
    return datetime if isinstance(value, datetime) else type(value)


# There are many kinds: each gets a share of the usual number of examples.
few = settings(max_examples=max(10, (settings.default or settings()).max_examples // 4))


@pytest.mark.parametrize("kind", KINDS)
@few
@given(st.data())
def test_json_holds_all_of_a_record(kind, data):
    record = data.draw(strategies.for_type(KINDS[kind]))

    text = to_json(record)

    assert "\n" not in text
    assert from_json(KINDS[kind], text) == record
    assert types(from_json(KINDS[kind], text)) == types(record)
    assert to_json(from_json(KINDS[kind], text)) == text


# A change holds any value, and a period is a question, no record.
VALUES = [each for each in RECORDS if not issubclass(each, (Entity, Change, Period))]


@pytest.mark.parametrize("wanted", VALUES, ids=lambda wanted: wanted.__name__)
@few
@given(st.data())
def test_every_value_can_be_written_as_json(wanted, data):
    value = data.draw(strategies.for_type(wanted))

    assert from_plain(wanted, json.loads(json.dumps(to_plain(value)))) == value


@given(strategies.customers() | strategies.contacts())
def test_the_values_of_a_card_keep_their_types(card):
    values = take_apart(card)

    plain = json.loads(json.dumps(values_to_plain(values)))
    back = values_from_plain(card.kind_name, plain)

    assert back == values
    assert {path: types(each) for path, each in back.items()} == {
        path: types(each) for path, each in values.items()
    }


def test_nothing_is_a_value_too():
    said = {"name": None, "size.turnover": None, "attributes[a]": None, "phones[main]": None, "stage": None}

    assert values_from_plain("customer", values_to_plain(said)) == said


@pytest.mark.parametrize(
    "value", ["x", "", "decimal", True, False, 1, 0, 10**17, Decimal("1.50"), Decimal(1), date(2024, 2, 29)]
)
def test_an_attribute_keeps_its_type(value):
    said = {"attributes[😀 a].b]": value}

    back = values_from_plain("customer", json.loads(json.dumps(values_to_plain(said))))

    assert back == said
    assert [type(each) for each in back.values()] == [type(value)]
    assert str(*back.values()) == str(value)


def test_a_choice_comes_back_as_a_choice():
    back = values_from_plain("customer", {"stage": "active"})

    assert isinstance(back["stage"], Enum)
    assert back["stage"] is Stage.ACTIVE


def test_what_equals_its_default_is_left_out():
    assert to_plain(Customer(customer_id="C1", name="Acme", tags=(), stage=Stage.PROSPECT)) == {
        "customer_id": "C1",
        "name": "Acme",
    }


# ------------------------------------------------------------------ instants


@given(instants)
def test_an_instant_is_the_same_in_text(instant):
    # In UTC: Python takes an hour that comes twice, with the clocks, for unequal to any other zone's.
    assert instant_from_text(instant_text(instant)) == instant.astimezone(UTC)


@given(instants, instants)
def test_text_sorts_as_time_does(first, second):
    first, second = first.astimezone(UTC), second.astimezone(UTC)
    assert len(instant_text(first)) == len("2024-03-01T00:00:00.000000Z")
    assert (instant_text(first) < instant_text(second)) is (first < second)


@pytest.mark.parametrize("year", [1, 33, 999, 1000, 9999])
def test_early_years_have_four_digits_too(year):
    instant = datetime(year, 6, 1, 12, tzinfo=UTC)

    assert instant_text(instant) == f"{year:04}-06-01T12:00:00.000000Z"
    assert instant_from_text(instant_text(instant)) == instant


def test_the_zone_is_not_kept_but_the_instant_is():
    assert instant_text(datetime(2024, 3, 1, 2, tzinfo=timezone(timedelta(hours=8)))).startswith(
        "2024-02-29T18"
    )


# ------------------------------------------------------------------ what is wrong


def problems(cls, plain):
    with pytest.raises(InvalidRecord) as caught:
        from_plain(cls, plain)
    return {each.path for each in caught.value.problems}


def test_all_problems_are_listed_each_with_its_path():
    assert problems(
        Customer,
        {
            "customer_id": "C1",
            "name": 5,
            "stage": "often",
            "acquired_on": "31.12.2024",
            "phones": [{"number": "1"}, {"number": 2, "label": "fax"}, {}],
            "size": {"turnover": {"amount": "1"}, "weight": 7},
            "shoes": 42,
        },
    ) >= {
        "$.acquired_on",
        "$.phones[1].number",
        "$.phones[2].number",
        "$.size.turnover",
        "$.size.weight",
        "$.shoes",
    }


@pytest.mark.parametrize("plain", [None, 5, "x", [], {}, {"customer_id": "C1"}, {"lines": 5}, {"lines": [5]}])
@pytest.mark.parametrize("cls", [Customer, Purchase, Interaction])
def test_junk_is_an_invalid_record_and_nothing_else(cls, plain):
    assert problems(cls, plain)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(("customer_id", "name", "size", "amount", "phones")), inner)
        ),
        max_leaves=8,
    )
)
def test_any_junk_is_a_record_or_an_invalid_record(plain):
    try:
        assert isinstance(from_plain(Customer, plain), Customer)
    except InvalidRecord as error:
        assert error.problems
