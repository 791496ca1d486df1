"""The visit list as a table: what is said of each value, in both languages; what is due, and plans at a glance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from customerbase.model import Contact, ContactRole, Customer, Employment, Facet, OrganizationProfile
from customerbase.paths import take_apart
from customerbase.reports.due_and_plan import due_list, load_table
from customerbase.reports.listed_values import COMPOSED, field_phrase, listed_values, value_phrase
from customerbase.reports.table import shown
from customerbase.reports.visit_list import FILLED_IN, columns, report
from customerbase.reports.words import Phrase
from customerbase.testing import strategies
from customerbase.values import (
    Address,
    Anniversary,
    CreditStanding,
    Identifier,
    Money,
    PartialDate,
    PaymentTerms,
    Phone,
)
from customerbase.verify import Capacity, FacetState, Plan, Visit, due, every, plan
from customerbase.verifying.facets import covers_of

DAY = date(2024, 5, 1)


def visit(customer_id, employee="E1", on=DAY, facets=("basic",), place=()):
    return Visit(
        employee_id=employee,
        period=1,
        on=on,
        trip=1,
        customer_id=customer_id,
        facets=facets,
        due_on=on,
        late=False,
        place=place,
    )


def listed(visits, *cards, **options):
    customers = {each.customer_id: each for each in cards}
    table = report(visits, customers, contacts={}, covers=covers_of(), **options)
    keys = [each.key for each in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


@pytest.mark.parametrize(
    ("path", "en", "zh"),
    [
        ("name", "Name", "名称"),
        ("phones[mobile]", "Telephone (mobile)", "电话（手机）"),
        ("addresses[main].street", "Street", "街道"),
        ("addresses[delivery].postal_code", "Postal code (delivery)", "邮政编码（收货）"),
        ("credit.rating", "Credit rating", "信用等级"),
        ("credit.assessed_by", "Assessed by", "评定人"),
        ("payment_terms.days", "Payment term (days)", "账期（天）"),
        ("anniversaries[birthday].day", "Birthday", "生日"),
        ("anniversaries[birthday].calendar", "Calendar (Birthday)", "历法（生日）"),
        ("organization.legal_name", "Legal name", "注册名称"),
        ("size.employees", "Staff", "员工人数"),
        ("identifiers[uscc]", "Unified social credit code", "统一社会信用代码"),
        ("attributes[shoe size]", "shoe size", "shoe size"),
        ("employments[C1].roles", "Roles", "决策角色"),
    ],
)
def test_each_value_is_called_by_what_people_call_it(path, en, zh):
    assert field_phrase(path) == Phrase(en, zh)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, None),
        ("007", "007"),
        (1200, "1200"),
        (Decimal("12.50"), "12.50"),
        (Money("1234.5", "CNY"), "1,234.50 CNY"),
        (Money("0.123456", "CNY"), "0.123456 CNY"),
        (True, Phrase("yes", "是")),
        (date(2024, 1, 5), "2024-01-05"),
        (PartialDate(month=5, day=12), "--05-12"),
        (Phone(number="010 55"), "010 55"),
        (Phone(number="010 55", extension="8"), Phrase("010 55 ext. 8", "010 55 转 8")),
        (Identifier(scheme="vat", value="ATU1"), "ATU1"),
        ((ContactRole.DECIDER, ContactRole.USER), Phrase("decider; user", "决策者、使用者")),
    ],
)
def test_what_is_written_of_a_value_is_exact(value, said):
    assert value_phrase(value) == said


@given(strategies.customers() | strategies.contacts())
def test_every_value_of_a_card_is_listed_once_and_composed_ones_part_by_part(card):
    rows = listed_values(card)
    whole = {path for path, value in take_apart(card).items() if type(value) not in COMPOSED.values()}

    assert whole <= rows.keys()
    for path in rows.keys() - whole:
        base, _, part = path.rpartition(".")
        assert getattr(take_apart(card)[base], part) == rows[path]
    assert not any(isinstance(each, tuple(COMPOSED.values())) for each in rows.values())


def test_composed_values_come_back_part_by_part():
    card = Customer(
        customer_id="C1",
        name="Acme",
        addresses=[Address(city="Wien", label="delivery")],
        payment_terms=PaymentTerms(days=30, means="transfer"),
        anniversaries=[Anniversary(label="founding", day=PartialDate(month=5, day=1))],
    )
    assert list(listed_values(card)) == [
        "name",
        "addresses[delivery].city",
        "payment_terms.days",
        "payment_terms.means",
        "anniversaries[founding].day",
        "anniversaries[founding].calendar",
    ]


def test_columns_have_headings_of_their_own_in_both_languages():
    for language in ("en", "zh"):
        heads = [each.heading(language) for each in columns()]
        assert len(set(heads)) == len(heads)
    assert {each.key for each in columns() if each.choices} == {"outcome", "how"}
    assert set(FILLED_IN) < {each.key for each in columns()}


def test_those_whom_nobody_visits_stand_last_and_days_are_in_order():
    cards = [Customer(customer_id=each, name=each) for each in ("C1", "C2", "C3")]
    rows = listed(
        [visit("C1", None), visit("C2", on=date(2024, 5, 9)), visit("C3")], *cards, names={"E1": "Li"}
    )

    assert [(each["employee"], each["customer_id"]) for each in rows] == [
        ("Li (E1)", "C3"),
        ("Li (E1)", "C2"),
        (None, "C1"),
    ]


def test_where_no_address_is_known_the_place_of_the_visit_is_told():
    acme = Customer(customer_id="C1", name="Acme")
    (row,) = listed([visit("C1", place=("Steiermark", "Graz"))], acme)

    assert row["address"] == "Graz, Steiermark"
    wien = acme.replace(addresses=[Address(city="Wien", street="Ring 1")])
    assert {each["address"] for each in listed([visit("C1", place=("Wien",))], wien)} == {"Ring 1, Wien"}


def test_visits_of_customers_who_are_gone_are_left_out():
    assert listed([visit("C9")], Customer(customer_id="C1", name="Acme")) == []


def test_a_field_is_left_out_with_all_its_values_and_no_other_one():
    acme = Customer(
        customer_id="C1",
        name="Acme",
        note="rude",
        organization=OrganizationProfile(bank="ICBC"),
        credit=CreditStanding(rating="A"),
    )
    rows = listed([visit("C1", facets=("basic", "credit"))], acme, leave_out=["organization", "na"])

    assert [each["path"] for each in rows] == ["name", "note", "credit.rating"]


def test_facets_are_said_in_the_language_and_ones_own_by_their_name():
    rows = listed([visit("C1", facets=("credit", "mine"))], Customer(customer_id="C1", name="Acme"))

    assert [shown(each["facet"], language="zh") for each in rows] == ["资信状况", "mine"]


def test_an_employment_is_told_by_its_parts_and_at_this_customer_only():
    jobs = [Employment(customer_id="C1", title="CTO"), Employment(customer_id="C2", title="Owner")]
    person = Contact(contact_id="K1", name="Wang", employments=jobs)
    table = report(
        [visit("C1", facets=("decision_makers",))],
        {"C1": Customer(customer_id="C1", name="Acme")},
        contacts={"C1": [person]},
        covers=covers_of(),
    )

    assert [row[-1] for row in table.rows] == ["name", "employments[C1].title"]


# ------------------------------------------------------------------ what is due, and the plan


def states(*employees):
    return [
        FacetState(customer_id=f"C{i}", facet="basic", known_since=date(2023, 1, 31), employee_id=each)
        for i, each in enumerate(employees)
    ]


def test_what_is_due_is_listed_with_its_reason_but_not_with_what_stands_beside_it():
    table = due_list(due(states("E1"), every(years=1), as_of=DAY), names={"C0": "Acme"}, staff={"E1": "Li"})

    assert table.rows == (
        (
            "C0",
            "Acme",
            Facet.BASIC,
            "Li",
            date(2024, 1, 31),
            91,
            Phrase(
                "checked every year, never since it was learned on 2023-01-31",
                "每 1 年核实一次，自 2023-01-31 得知后从未核实",
            ),
        ),
    )


def made(*employees, **options) -> Plan:
    dues = due(states(*employees), every(years=2), as_of=date(2025, 1, 1), until=date.max)
    return plan(dues, start=date(2025, 1, 1), periods=3, **options)


def test_a_plan_at_a_glance_counts_each_visit_once():
    held = made("E1", "E1", "E2", None)
    table = load_table(held, staff={"E1": "Li"})

    assert [each.title for each in table.columns] == ["Employee", "Visits", "2025 01", "2025 02", "2025 03"]
    assert [(shown(row[0]), *row[1:]) for row in table.rows] == [
        ("Li", 2, 2, 0, 0),
        ("E2", 1, 1, 0, 0),
        ("nobody", 1, 1, 0, 0),
        ("in all", 4, 4, 0, 0),
    ]
    assert table.heading() == "Visits by employee: 2025-01-01 to 2025-03-31"
    assert table.notes == ()


def test_what_is_late_is_said_with_a_reason():
    table = load_table(made(*["E1"] * 30, capacity=Capacity(per_month=10)))

    assert [each.en for each in table.notes] == [
        "Late, since no plan could have them in time: 20.",
        "30 visits are due by 2025-01-31, E1 can make 10",
    ]


def test_a_plan_without_visits_is_an_empty_table():
    assert load_table(made()).rows == ()
