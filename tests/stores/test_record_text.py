"""Reading back without checking again gives what the checked way gives."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customerbase.convert import from_json, json_line, to_json, values_from_plain, values_to_plain
from customerbase.errors import InvalidRecord
from customerbase.model import KINDS, Customer
from customerbase.paths import take_apart
from customerbase.stores import record_text
from customerbase.stores.record_text import record_from_text, values_from_text
from customerbase.testing import strategies
from customerbase.validation import FrozenMap, Record

few = settings(max_examples=max(10, (settings.default or settings()).max_examples // 4))


def types(value: object) -> object:
    if isinstance(value, Record):
        return type(value), [
            (name, types(getattr(value, name))) for name in type(value).__slots__ if name != "__weakref__"
        ]
    if isinstance(value, tuple):
        return [types(each) for each in value]
    return (
        {name: types(each) for name, each in value.items()} if isinstance(value, FrozenMap) else type(value)
    )


@pytest.mark.parametrize("kind", KINDS)
@few
@given(data=st.data())
def test_a_record_is_read_back_as_by_the_checked_way(kind, data):
    cls = KINDS[kind]
    text = to_json(data.draw(strategies.for_type(cls)))

    fast, checked = record_text._reader(cls)(json.loads(text)), from_json(cls, text)

    assert fast == checked == record_from_text(cls, text)
    assert (types(fast), hash(fast), repr(fast)) == (types(checked), hash(checked), repr(checked))
    assert to_json(fast) == text


@given(strategies.customers() | strategies.contacts())
def test_values_of_a_card_are_read_back_as_by_the_checked_way(card):
    values = take_apart(card) | {"note": None}
    text = json_line(values_to_plain(values))

    held = values_from_text(card.kind_name, text)

    assert held == values_from_plain(card.kind_name, json.loads(text)) == values
    assert {path: types(each) for path, each in held.items()} == {
        path: types(each) for path, each in values.items()
    }


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ('{"customer_id":"C1"}', "name"),
        ('{"customer_id":"C1","name":"A","nmae":"B"}', "nmae"),
        ('{"customer_id":"C1","name":"A","stage":"often"}', "stage"),
        ('{"customer_id":"C1","name":"A","acquired_on":"soon"}', "acquired_on"),
        ('{"customer_id":"C1","name":"A","phones":[7]}', "phones"),
        ('{"customer_id":"C1","name":"A","size":{"turnover":{"amount":"many","currency":"CNY"}}}', "turnover"),
        ("[]", "$"),
    ],
)  # fmt: skip
def test_what_is_not_as_it_was_written_is_told_with_its_path(wrong, where):
    with pytest.raises(InvalidRecord, match=where):
        record_from_text(Customer, wrong)


def test_what_is_no_value_of_a_card_is_told():
    with pytest.raises(InvalidRecord, match="no exact number"):
        values_from_text("customer", '{"size.turnover":{"amount":"many","currency":"CNY"}}')


def test_a_path_of_no_card_is_read_as_by_the_checked_way():
    assert values_from_text("customer", '{"nonsense":"12"}') == values_from_plain(
        "customer", {"nonsense": "12"}
    )


def test_no_more_is_kept_in_memory_for_more_cards():
    before = record_text._reader_at.cache_info().currsize
    for i in range(500):
        values_from_text("contact", json_line({f"employments[C{i}].title": "boss"}))
    assert record_text._reader_at.cache_info().currsize <= before + 1
