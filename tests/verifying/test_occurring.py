"""Events read from the outcomes of dealings."""

from __future__ import annotations

from datetime import date

import pytest

import customerbase
from customerbase import Customer, verify
from customerbase.model import Interaction


def dealing(outcome, number=1):
    return Interaction(
        interaction_id=f"I{number}", customer_id="C1", on=date(2024, 3, 1), channel="phone", outcome=outcome
    )


@pytest.mark.parametrize(
    "outcome", ["number_dead", "Number dead", " NUMBER  DEAD. ", "号码失效", "号码失效。"]
)
def test_the_word_of_a_trigger_is_an_event(outcome):
    (found,) = verify.occurrences_of([dealing(outcome)])
    assert (found.customer_id, found.event, found.on) == ("C1", "number_dead", date(2024, 3, 1))


@pytest.mark.parametrize("outcome", [None, "they said that the number is dead", "号码失效了吗", "order"])
def test_of_free_text_nothing_is_guessed(outcome):
    assert verify.occurrences_of([dealing(outcome)]) == ()


def test_what_is_told_twice_is_one_event_and_the_order_changes_nothing():
    several = [dealing("mail returned", 1), dealing("邮件退回", 2), dealing("number dead", 3)]
    assert verify.occurrences_of(several) == verify.occurrences_of(several[::-1])
    assert [each.event for each in verify.occurrences_of(several)] == ["mail_returned", "number_dead"]


def test_a_dead_number_noted_after_a_call_makes_basic_data_due():
    policy = verify.every(years=5) | verify.after("number_dead", days=7)
    with customerbase.open("memory:") as base:
        base.save(Customer(customer_id="C1", name="Acme"), source="visit", observed_on=date(2024, 1, 1))
        assert base.due(policy, as_of=date(2024, 4, 1)) == ()
        base.save(dealing("number dead"), source="observation")
        (due,) = base.due(policy, as_of=date(2024, 4, 1))
    assert due.due_on == date(2024, 3, 8)
    assert "number dead on 2024-03-01: checked within 7 days" in due.reason
