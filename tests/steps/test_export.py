"""Everything known of one person, and what each reader may see."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import customerbase
from customerbase import (
    Assignment,
    Consent,
    Contact,
    Customer,
    Email,
    Employee,
    Employment,
    Feedback,
    Interaction,
    Money,
    NotAllowed,
    NotFound,
    Phone,
    Purchase,
    PurchaseLine,
    Relationship,
    Source,
    Task,
)
from customerbase.convert import to_plain, values_to_plain
from customerbase.ledger import Observation
from customerbase.model import KINDS
from customerbase.outputs import html, text
from customerbase.reports import everything_known
from customerbase.testing import strategies

DAY = date(2024, 3, 1)


def opened(year=2024):
    return customerbase.open("memory:", clock=lambda: datetime(year, 6, 1, 9, tzinfo=UTC))


@pytest.fixture
def base():
    with opened() as base:
        base.save(
            Customer(customer_id="C1", name="王小明", phones=[Phone(number="13800138000")], note="difficult"),
            source=Source(method="visit", collected_by="E1", origin="fair"),
        )
        base.save(
            Customer(customer_id="C1", name="王小明", phones=[Phone(number="13800138001")]),
            source="directory",
        )
        base.save(Customer(customer_id="C2", name="Other & Co"), source="visit")
        base.save(
            Contact(
                contact_id="K1",
                name="Ann",
                employments=[
                    Employment(customer_id="C1", title="buyer", attitude="opponent"),
                    Employment(customer_id="C2", title="secret adviser"),
                ],
            ),
            source="visit",
        )
        line = PurchaseLine(quantity=1, unit_price=Money(10, "CNY"), unit_cost=Money(4, "CNY"))
        for who in ("C1", "C2"):
            base.save(
                Purchase(
                    purchase_id=f"S{who}", customer_id=who, on=DAY, lines=[line], employee_id="E1", note="x"
                ),
                source="visit",
            )
        base.save(
            Interaction(interaction_id="I", customer_id="C1", on=DAY, channel="visit", content="rude"),
            source="visit",
        )
        base.save(
            Feedback(feedback_id="F", customer_id="C1", on=DAY, kind="praise", content="good"), source="visit"
        )
        base.save(
            Consent(consent_id="N", customer_id="C1", on=DAY, purpose="marketing", granted=True),
            source="visit",
        )
        base.save(
            Relationship(relationship_id="R", customer_id="C1", other_id="C2", type="partner_of"),
            source="visit",
        )
        base.save(Employee(employee_id="E1", name="Li"), source="visit")
        base.save(
            Assignment(assignment_id="A", customer_id="C1", employee_id="E1", since=DAY), source="visit"
        )
        base.save(Task(task_id="T", employee_id="E1", subject="call", customer_id="C1"), source="visit")
        yield base


def test_an_export_says_where_each_value_came_from(base):
    made = base.export("C1")
    plain = json.loads(made.to_json())

    assert (plain["kind"], plain["id"], plain["exported_at"]) == (
        "customer",
        "C1",
        "2024-06-01T09:00:00.000000Z",
    )
    first, second = (each for each in plain["cards"][0]["ledger"])
    assert first["values"]["phones[main]"] == {"number": "13800138000"}
    assert first["source"] == {"method": "visit", "collected_by": "E1", "origin": "fair"}
    # A second-hand value that waits is known, too.
    assert second["values"]["phones[main]"] == {"number": "13800138001"}
    assert set(plain["records"]) == {
        "assignment",
        "consent",
        "feedback",
        "interaction",
        "purchase",
        "relationship",
        "task",
    }
    assert "secret adviser" not in made.to_json()
    assert not made.cards[1].whole
    assert "13800138000" not in repr(made)
    with pytest.raises(NotFound):
        base.export("C9")


def test_an_export_is_read_by_people_in_both_languages(base):
    table = everything_known.report(base.export("C1").lines())

    for language, title in (("en", "Everything known"), ("zh", "所知的一切")):
        for output in (text, html):
            written = StringIO()
            output.write([table], written, language=language)
            assert title in written.getvalue()
    assert ("customer", "C1", "name", "王小明", "visit (fair) by E1", date(2024, 6, 1)) in table.rows


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(strategies.companies(max_customers=2, max_purchases=2), st.data())
def test_what_an_erasure_removes_was_in_the_export(company, data):
    kind = data.draw(st.sampled_from(["customer", "contact"] if company.contacts else ["customer"]))
    who = data.draw(st.sampled_from(company.contacts if kind == "contact" else company.customers)).key
    with opened(2030) as base:
        for each in company.records():
            base.store.save(each, Source.of("visit"))
        before = held(base)
        given = json.loads(base.export(who, kind=kind).to_json())
        base.erase(who, kind=kind, reason="asked", by="E1")
        after = held(base)

    said = {
        (card["kind"], card["id"], path, json.dumps(value, sort_keys=True))
        for card in given["cards"]
        for entry in card["ledger"]
        for path, value in entry.get("values", {}).items()
    }
    for of, records in given["records"].items():
        said |= {(of, None, None, json.dumps(each["record"], sort_keys=True)) for each in records}
    superiors = {each for each in before - after if each[2] and each[2].endswith("].reports_to")}
    assert before - after - superiors <= said


def held(base):
    """Return each value of a card, and each other record, that a base holds."""
    found = set()
    for kind, cls in KINDS.items():
        for each in base.all(cls):
            if kind in ("customer", "contact"):
                for entry in base.store.rows.entries(kind, [each.key])[each.key]:
                    if isinstance(entry, Observation):
                        found |= {
                            (kind, each.key, path, json.dumps(value, sort_keys=True))
                            for path, value in values_to_plain(entry.values).items()
                        }
            else:
                found.add((kind, None, None, json.dumps(to_plain(each), sort_keys=True)))
    return found


def test_a_customer_sees_what_he_told_us_and_what_he_bought(base):
    view = base.as_customer("C1")

    assert view.customer() == Customer(customer_id="C1", name="王小明", phones=[Phone(number="13800138000")])
    assert view.contacts()[0].employments == (Employment(customer_id="C1", title="buyer"),)
    assert [each.purchase_id for each in view.purchases()] == ["SC1"]
    assert (view.purchases()[0].note, view.purchases()[0].lines[0].unit_cost) == (None, None)
    assert view.interactions("C1")[0].content is None
    assert view.feedback()[0].content == "good"
    assert view.consents()[0].granted
    assert set(view.provenance()) == {"name", "phones[main]"}


@pytest.mark.parametrize(
    "ask", ["dossier", "chronicle", "sales_of", "grade_table", "candidates", "export", "save"]
)
def test_a_customer_who_asks_for_more_is_told_so(base, ask):
    view = base.as_customer("C1")

    with pytest.raises(NotAllowed, match=f"customer 'C1' may not see {ask}"):
        getattr(view, ask)
    with pytest.raises(PermissionError, match="customer 'C1' may not see customer 'C2'"):
        view.purchases("C2")
    with pytest.raises(AttributeError):
        _ = view.no_such_thing
    with pytest.raises(NotFound):
        base.as_customer("C9")


def test_an_employee_sees_his_customers_results_and_tasks(base):
    view = base.as_employee("E1")

    assert [each.customer_id for each in view.customers()] == ["C1"]
    assert view.customer("C1").note == "difficult"
    assert [each.task_id for each in view.tasks()] == ["T"]
    assert view.results().open_tasks == 1
    assert {each.purchase_id for each in view.sales()} == {"SC1", "SC2"}
    assert view.dossier("C1").relationships == ()
    assert view.contacts("C1")[0].employments[0].title == "buyer"
    assert len(view.purchases("C1")) == 1
    assert view.chronicle("C1")
    for ask in (view.customer, view.dossier, view.chronicle, view.contacts, view.purchases):
        with pytest.raises(NotAllowed, match="employee 'E1' may not see customer 'C2'"):
            ask("C2")
    with pytest.raises(NotAllowed, match=r"employee 'E1' may not see sales_ranking\(\)"):
        _ = view.sales_ranking


def test_who_is_in_charge_no_longer_sees_no_customer(base):
    base.save(base.get(Assignment, "A").replace(until=date(2024, 5, 1)), source="visit")

    assert base.as_employee("E1").customers() == ()
    with pytest.raises(NotAllowed):
        base.as_employee("E1").customer("C1")
    assert base.as_employee("E1", as_of=date(2024, 4, 1)).customer("C1")


def test_who_has_left_sees_no_customer(base):
    base.save(Employee(employee_id="E1", name="Li", left_on=date(2024, 5, 31)), source="visit")

    with pytest.raises(NotAllowed):
        base.as_employee("E1").dossier("C1")


def test_the_administrator_sees_everything(base):
    view = base.as_administrator()

    assert view.customer("C2").name == "Other & Co"
    assert view.dossier("C1").relationships
    assert view.chronicle("C1")
    assert len(view.tasks()) == 1
    assert view.export("K1", kind="contact").cards[0].whole
    assert view.base is base


@settings(max_examples=6, deadline=None, phases=[Phase.generate])
@given(strategies.companies(max_customers=3, max_purchases=2, max_of_each=1), st.data())
def test_nothing_of_another_customer_is_in_what_a_reader_gets(company, data):
    own = data.draw(st.sampled_from(company.customers)).customer_id
    with opened(2030) as base:
        for each in company.records():
            kept = each
            if isinstance(each, Customer) and each.key != own:
                kept = each.replace(
                    name=f"甲乙丙{each.key}", note="丁戊己", emails=[Email(address="other@example.com")]
                )
            elif isinstance(each, Assignment):
                continue
            elif getattr(each, "customer_id", own) != own:
                kept = marked(each)
            base.store.save(kept, Source.of("visit"))
        base.save(
            Assignment(assignment_id="ours", customer_id=own, employee_id="E", since=DAY), source="visit"
        )
        customer, employee = base.as_customer(own), base.as_employee("E")
        seen = [
            getattr(customer, ask)()
            for ask in ("customer", "contacts", "purchases", "interactions", "feedback", "consents")
        ]
        seen += [
            getattr(employee, ask)(own)
            for ask in ("customer", "contacts", "purchases", "dossier", "chronicle")
        ]
        seen += [employee.customers(), employee.tasks(), employee.results(currency="CNY"), employee.sales()]

    told = json.dumps([whole(each) for each in seen], ensure_ascii=False)
    assert "甲乙丙" not in told
    assert "丁戊己" not in told
    assert "other@" not in told


def marked(record):
    for name in ("note", "content", "subject"):
        if hasattr(record, name):
            return record.replace(**{name: "丁戊己"})
    return record


def whole(value):
    """Return a value with all that it holds, private fields too, as text."""
    if isinstance(value, (tuple, list)):
        return [whole(each) for each in value]
    if hasattr(value, "__attrs_attrs__"):
        return {each.name: whole(getattr(value, each.name)) for each in value.__attrs_attrs__}
    if hasattr(value, "items"):
        return {str(key): whole(each) for key, each in value.items()}
    return str(value)


def test_readers_see_a_merged_customer_as_one_under_either_id():
    with customerbase.open("memory:", currency="CNY") as base:
        for key in ("C1", "C2", "C3"):
            base.save(Customer(customer_id=key, name=f"Acme {key}"), source="visit")
            person = Contact(
                contact_id=f"K{key}", name=f"Li {key}", employments=[Employment(customer_id=key)]
            )
            base.save(person, source="visit")
        base.assign("C2", "E1", since=date(2024, 1, 1))
        base.merge("C1", "C2", by="Ann")

        reader = base.as_customer("C2")
        assert reader.customer("C2") == reader.customer() == reader.customer("C1")
        assert [each.contact_id for each in reader.contacts()] == ["KC1", "KC2"]
        employee = base.as_employee("E1", as_of=date(2024, 6, 1))
        assert employee.customer("C2") == employee.customer("C1") == base.customer("C1")
        assert [each.contact_id for each in employee.contacts("C2")] == ["KC1", "KC2"]
        assert employee.dossier("C2").key_people == base.dossier("C1").key_people
        for beyond in (reader, employee):
            with pytest.raises(NotAllowed):
                beyond.customer("C3")
