"""What is merged is one customer in every answer of a base."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import customerbase
from customerbase import Assignment, Contact, Customer, Money, Purchase, PurchaseLine
from customerbase.model import Channel, Consent, Interaction, Purpose, Verification
from customerbase.records.contact import Employment
from customerbase.steps import in_columns
from customerbase.values import Address, Phone

DAY = date(2024, 6, 30)


@pytest.fixture(params=["memory:", "acme.db"])
def base(request, tmp_path):
    where = request.param if request.param == "memory:" else tmp_path / request.param
    clock = lambda: datetime(2024, 6, 1, tzinfo=UTC)
    with customerbase.open(where, currency="CNY", clock=clock) as base:
        for key, name, since in (("A", "Acme", 2), ("B", "ACME Ltd", 1), ("C", "Cox", 3)):
            card = Customer(
                customer_id=key,
                name=name,
                acquired_on=None,
                phones=[Phone(number=f"555-010{since}")],
                addresses=[Address(country="China", province="上海", city="上海")],
            )
            base.save(card, source="visit", observed_on=date(2024, since, 1))
            line = PurchaseLine(quantity=1, unit_price=Money(10 * since, "CNY"))
            sale = Purchase(purchase_id=key, customer_id=key, on=date(2024, 3, since), lines=[line])
            base.save(sale, source="transaction_record")
            call = Interaction(
                interaction_id=key, customer_id=key, on=date(2024, 4, since), channel=Channel.PHONE
            )
            base.save(call, source="visit")
            person = Contact(
                contact_id=f"K{key}", name=f"Li {key}", employments=[Employment(customer_id=key)]
            )
            base.save(person, source="visit")
            base.assign(key, f"E{key}", since=date(2024, 1, 1))
        base.merge("A", "B", by="Ann", reason="same telephone")
        yield base


def test_the_six_tables_have_one_row_for_both(base):
    assert [(each.customer_id, each.acquired_on) for each in base.roster()] == [
        ("A", date(2024, 3, 1)),
        ("C", date(2024, 3, 3)),
    ]
    assert [(each.customer_id, str(each.amount)) for each in base.sales_ranking("2024")] == [
        ("A", "30.00 CNY"),
        ("C", "30.00 CNY"),
    ]
    assert [each.customer_id for each in base.grade_table()] == ["A", "C"]
    assert {each.customers for each in base.address_table()} == {2}
    assert {each.customer_id for each in base.key_people_table()} == {"A", "C"}
    assert [each.contact_id for each in base.key_people("B").people] == ["KA", "KB"]


def test_the_chronicle_and_the_dossier_tell_of_both(base):
    told = base.chronicle("B")
    assert told == base.chronicle("A")
    assert {"A", "B"} <= {each.key for each in told}
    found = base.dossier("B")
    assert found.customer.customer_id == "A"
    assert found.sales.purchases == 2
    assert [each.interaction_id for each in found.last_interactions] == ["A", "B"]
    assert {each.employee_id for each in found.responsible} == {"EA", "EB"}


def test_recency_frequency_and_value_are_of_both(base, monkeypatch):
    plain = base.rfm(as_of=DAY, bins=2)
    (score,) = [each for each in plain.scores if each.customer_id == "A"]
    assert (score.summary.frequency, str(score.summary.monetary)) == (2, "30.00 CNY")
    monkeypatch.setattr(in_columns, "MANY", 0)
    assert base.rfm(as_of=DAY, bins=2) == plain
    frame = base.sales_frame(backend="polars")
    assert sorted(frame["customer_id"]) == ["A", "A", "C"]


def test_employees_have_the_customer_of_both(base):
    assert [each.customer_id for each in base.customers_of("EB")] == ["A"]
    assert [each.customer_id for each in base.all(Assignment, employee_id="EB")] == ["A"]


def test_a_check_of_one_is_a_check_of_both(base):
    base.verify("B", "basic", on=date(2024, 5, 1), outcome="confirmed", by="Ann", method="visit")
    states = [each for each in base.facet_states(as_of=DAY) if each.facet == "basic"]
    assert [(each.customer_id, each.verified_on) for each in states] == [
        ("A", date(2024, 5, 1)),
        ("C", None),
    ]
    assert {each.customer_id for each in base.all(Verification)} == {"A"}


def test_found_under_either_name(base):
    for words in ("Acme", "ACME Ltd", "5550101", "5550102"):
        assert [each.record.key for each in base.find(words, kind=Customer)] == ["A"]


def test_a_sale_that_names_either_of_two_equal_names_is_understood(base, tmp_path):
    base.save(Customer(customer_id="D", name="Cox"), source="visit")
    path = tmp_path / "sales.csv"
    path.write_text("Invoice,Customer,Date,Amount\nS9,Cox,2024-05-01,5\n")
    assert base.import_purchases(path).refused == 1
    base.merge("C", "D", by="Ann")
    assert base.import_purchases(path).taken == 1
    assert {each.purchase_id for each in base.sales(customer_id="D")} == {"C", "S9"}


def test_the_strictest_consent_stands_until_he_consents_again(base):
    def say(key, who, on, granted):
        said = Consent(consent_id=key, customer_id=who, on=on, purpose=Purpose.MARKETING, granted=granted)
        base.save(said, source="visit")

    say("1", "A", date(2024, 5, 1), True)
    say("2", "B", date(2024, 2, 1), False)
    assert [each.granted for each in base.dossier("A").consents] == [False]
    say("3", "A", date(2024, 6, 15), True)
    assert [each.granted for each in base.dossier("A").consents] == [True]


def test_merges_are_listed_and_taken_back(base):
    (made,) = base.merges()
    assert (made.survivor_id, made.other_id, made.by, made.reason) == ("A", "B", "Ann", "same telephone")
    assert {each.path for each in base.conflicts("A", "C")} >= {"name", "phones[main]"}
    undone = base.unmerge(made, by="Bo")
    assert undone.merge.undone_by == "Bo"
    assert [each.customer_id for each in base.roster()] == ["B", "A", "C"]


def test_a_customer_and_a_person_are_never_the_same(base):
    with pytest.raises(TypeError, match="two of one kind"):
        base.merge("A", base.contact("KA"), by="Ann")


def _consent(base, key, who, on, granted, contact=None):
    said = Consent(
        consent_id=key,
        customer_id=who,
        contact_id=contact,
        on=on,
        purpose=Purpose.MARKETING,
        granted=granted,
    )
    base.save(said, source="visit")


@pytest.mark.parametrize("at", ["A", "B"])
def test_a_withdrawal_of_one_of_two_people_who_are_one_outweighs_a_younger_consent(base, at):
    person = Contact(contact_id="KX", name="Li", employments=[Employment(customer_id=at)])
    base.save(person, source="visit")
    _consent(base, "1", at, date(2024, 2, 1), False, "KX")
    _consent(base, "2", "A", date(2024, 5, 1), True, "KA")
    base.merge(base.contact("KA"), base.contact("KX"), by="Ann")
    assert [(each.customer_id, each.contact_id, each.granted) for each in base.dossier("A").consents] == [
        ("A", "KA", False)
    ]
    _consent(base, "3", "A", date(2024, 6, 2), True, "KA")
    assert [each.granted for each in base.dossier("A").consents] == [True]


def test_consents_are_shown_under_the_survivor(base):
    _consent(base, "1", "B", date(2024, 2, 1), False)
    assert [each.customer_id for each in base.dossier("B").consents] == ["A"]


def test_a_consent_to_both_is_not_taken_back_by_a_third_merge(base):
    _consent(base, "1", "B", date(2024, 2, 1), False)
    _consent(base, "2", "A", date(2024, 6, 2), True)
    base.store._clock = lambda: datetime(2024, 8, 1, tzinfo=UTC)
    base.merge("A", "C", by="Ann")
    assert [each.granted for each in base.dossier("A").consents] == [True]


def test_a_consent_that_was_noted_before_the_merge_is_of_one_whatever_its_day(base):
    _consent(base, "1", "A", date(2024, 2, 1), False)
    _consent(base, "2", "C", date(2024, 9, 1), True)
    base.store._clock = lambda: datetime(2024, 8, 1, tzinfo=UTC)
    base.merge("A", "C", by="Ann")
    assert [each.granted for each in base.dossier("A").consents] == [False]


def test_a_sale_by_the_name_of_the_other_stays_with_him(base, tmp_path):
    path = tmp_path / "sales.csv"
    path.write_text("Invoice,Customer,Date,Amount\nS9,ACME Ltd,2024-05-01,5\n")
    assert base.import_purchases(path).taken == 1
    assert {each.purchase_id for each in base.sales(customer_id="A")} == {"A", "B", "S9"}
    (made,) = base.merges()
    base.unmerge(made, by="Bo")
    assert {each.purchase_id for each in base.sales(customer_id="B")} == {"B", "S9"}


def test_a_merge_between_two_answers_is_seen_by_the_next(tmp_path):
    with customerbase.open(tmp_path / "acme.db") as base, customerbase.open(tmp_path / "acme.db") as other:
        for key in "AB":
            base.save(Customer(customer_id=key, name=f"Acme {key}"), source="visit")
        assert [each.customer_id for each in base.grade_table()] == ["A", "B"]
        made = other.merge("A", "B", by="Ann")
        assert [each.customer_id for each in base.grade_table()] == ["A"]
        with base.transaction():
            base.unmerge(made, by="Ann")
            assert [each.customer_id for each in base.grade_table()] == ["A", "B"]
            base.merge("B", "A", by="Ann")
            assert [each.customer_id for each in base.grade_table()] == ["B"]
