"""Answers of many queries see one state of the base, while somebody else writes between any two of them."""

from __future__ import annotations

from datetime import date

import pytest

import customerbase
from customerbase.errors import StoreError
from customerbase.model import (
    Assignment,
    Contact,
    Customer,
    Employee,
    Employment,
    Interaction,
    Purchase,
    PurchaseLine,
)
from customerbase.values import Money

DAY = date(2024, 3, 1)


class Meddled:
    """The rows of a store, where somebody else writes whenever they are asked something."""

    def __init__(self, rows, meddle) -> None:
        self._rows = rows
        self._meddle = meddle

    def __getattr__(self, name):
        if name not in ("reading", "transaction"):
            self._meddle()
        return getattr(self._rows, name)


def write(base, number: int) -> None:
    """One more of everything that belongs together, in one transaction."""
    with base.transaction():
        who = f"C{number}"
        base.save(Customer(customer_id=who, name=f"Company {number}"), source="visit")
        works = (Employment(customer_id=who),)
        base.save(Contact(contact_id=who, name=f"Buyer {number}", employments=works), source="visit")
        base.save(Assignment(assignment_id=who, customer_id=who, employee_id="E1", since=DAY), source="visit")
        for key in (who, "C0"):
            line = PurchaseLine(quantity=1, unit_price=Money(number + 1, "USD"))
            sale = Purchase(purchase_id=f"P{number}-{key}", customer_id=key, on=DAY, lines=(line,))
            base.save(sale, source="transaction_record")
            said = Interaction(
                interaction_id=f"I{number}-{key}",
                customer_id=key,
                on=DAY,
                channel="visit",
                content=str(number),
            )
            base.save(said, source="visit")


QUESTIONS = {
    "roster": lambda base: base.roster(),
    "sales_ranking": lambda base: base.sales_ranking(everyone=True),
    "address_table": lambda base: base.address_table(),
    "grade_table": lambda base: base.grade_table(),
    "key_people_table": lambda base: base.key_people_table(),
    "dossier": lambda base: base.dossier("C0"),
    "chronicle": lambda base: base.chronicle("C0"),
    "customers_of": lambda base: base.customers_of("E1"),
    "workload": lambda base: base.workload(as_of=DAY),
    "rfm": lambda base: list(base.rfm(as_of=DAY).rows),
}


@pytest.fixture(params=["sqlite", "postgres_database", "mariadb_database"])
def location(request, tmp_path):
    return tmp_path / "acme.db" if request.param == "sqlite" else request.getfixturevalue(request.param)


def test_an_answer_is_of_one_state(location):
    with customerbase.open(location, currency="USD") as writer, customerbase.open(location) as reader:
        writer.save(Employee(employee_id="E1", name="Li Wei"), source="visit")
        write(writer, 0)
        written = 1
        held = reader.store.rows
        for question, ask in QUESTIONS.items():
            states = [ask(writer)]

            def meddle(states=states, ask=ask) -> None:
                nonlocal written
                if len(states) < 5:
                    write(writer, written)
                    written += 1
                    states.append(ask(writer))

            reader.store.rows = Meddled(held, meddle)
            answer = ask(reader)

            assert len(states) > 2, question
            assert states[0] != states[-1], question
            assert answer in states, question


def test_what_is_written_while_an_answer_is_made_is_refused(tmp_path):
    with customerbase.open(tmp_path / "acme.db") as base:
        base.save(Customer(customer_id="C1", name="One"), source="visit")

        with base.store.reading():
            assert base.customer("C1").name == "One"
            with pytest.raises(StoreError, match="is being read at this moment"):
                base.save(Customer(customer_id="C2", name="Two"), source="visit")

        base.save(Customer(customer_id="C3", name="Three"), source="visit")
        with base.transaction(), base.store.reading():
            base.save(Customer(customer_id="C4", name="Four"), source="visit")
        assert [each.customer_id for each in base.all(Customer)] == ["C1", "C3", "C4"]
