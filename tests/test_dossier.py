"""Everything known of one customer, on one card."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.chronicle import chronicle
from customerbase.dossier import SalesSummary, dossier
from customerbase.grading import by_employees, by_sales
from customerbase.model import (
    Assignment,
    Change,
    Competitor,
    CompetitorSighting,
    Consent,
    Contact,
    Customer,
    Employee,
    Employment,
    Feedback,
    Handling,
    Interaction,
    Relationship,
    RelationshipType,
    SaleTotal,
    Source,
    Task,
    TaskStatus,
    Verification,
)
from customerbase.values import Money, PartialDate

ANN = Customer(customer_id="C1", name="Ann")
BO = Customer(customer_id="C2", name="Bo")
MAY, JUNE, JULY = date(2024, 5, 1), date(2024, 6, 1), date(2024, 7, 1)


def sale(number, amount, *, on=MAY, customer_id="C1", currency="CNY", back=False):
    return SaleTotal(
        purchase_id=number,
        customer_id=customer_id,
        on=on,
        amount=Money(amount, currency),
        quantity=Decimal(1),
        is_return=back,
    )


def call(number, on, customer_id="C1"):
    return Interaction(interaction_id=number, customer_id=customer_id, on=on, channel="phone")


def test_a_card_of_a_customer_of_whom_nothing_is_known_is_empty():
    card = dossier(ANN)

    assert card.customer is ANN
    assert card.sales == SalesSummary(
        purchases=0, returns=0, amounts=(), quantity=Decimal(0), first_on=None, last_on=None
    )
    assert (card.contacts, card.chronicle, card.grades, dict(card.provenance)) == ((), (), (), {})


def test_sales_are_summed_up_by_currency():
    sold = [
        sale("1", 5, on=JUNE),
        sale("2", 7, currency="USD"),
        sale("3", -1, on=JULY, back=True),
        sale("4", 99, customer_id="C2"),
    ]

    card = dossier(ANN, sales=sold)

    assert card.sales == SalesSummary(
        purchases=2,
        returns=1,
        amounts=(Money(4, "CNY"), Money(7, "USD")),
        quantity=Decimal(3),
        first_on=MAY,
        last_on=JUNE,
    )
    assert [each.purchase_id for each in card.last_sales] == ["3", "1", "2"]


def test_only_the_latest_dealings_are_listed_and_all_are_told():
    met = [call("a", MAY), call("b", JULY), call("c", JUNE), call("x", JULY, "C2")]

    card = dossier(ANN, interactions=met, last=2)

    assert [each.interaction_id for each in card.last_interactions] == ["b", "c"]
    assert card.chronicle == chronicle("C1", interactions=met)


def test_people_and_those_in_charge_stand_on_the_card_by_name():
    boss = Contact(contact_id="p2", name="王", employments=[Employment(customer_id="C1", title="总经理")])
    aide = Contact(contact_id="p1", name="李", employments=[Employment(customer_id="C1", title="助理")])
    gone = Contact(
        contact_id="p0",
        name="赵",
        employments=[Employment(customer_id="C1", until=PartialDate(year=2020))],
    )
    charge = Assignment(assignment_id="1", customer_id="C1", employee_id="E1", since=MAY)
    others = Assignment(assignment_id="2", customer_id="C2", employee_id="E2", since=MAY)

    card = dossier(
        ANN,
        contacts=[gone, aide, boss],
        employees=[Employee(employee_id="E1", name="Li")],
        assignments=[charge, others],
    )

    assert [each.name for each in card.contacts] == ["王", "李"]
    assert [row.contact_id for row in card.key_people.people] == ["p2", "p1"]
    assert [(each.employee_id, each.name, each.since) for each in card.responsible] == [("E1", "Li", MAY)]


def test_links_are_seen_from_the_customer_of_the_card():
    link = Relationship(relationship_id="1", customer_id="C2", other_id="C1", type="introduced", since=MAY)
    ended = Relationship(relationship_id="2", customer_id="C1", other_id="C3", type="partner_of", until=MAY)
    strange = Relationship(relationship_id="3", customer_id="C2", other_id="C3", type="partner_of")

    (seen,) = dossier(ANN, relationships=[link, ended, strange], customers=[BO]).relationships

    assert (seen.relationship.type, seen.relationship.other_id) == (RelationshipType.INTRODUCED_BY, "C2")
    assert seen.name == "Bo"
    assert len(dossier(ANN, relationships=[link, ended], as_of=MAY).relationships) == 2


def test_of_consents_the_last_word_counts_and_on_one_day_a_withdrawal():
    def consent(number, on, *, granted, channel=None):
        return Consent(
            consent_id=number,
            customer_id="C1",
            on=on,
            purpose="marketing",
            granted=granted,
            channel=channel,
        )

    log = [
        consent("1", JUNE, granted=False),
        consent("2", MAY, granted=True),
        consent("3", MAY, granted=False, channel="email"),
        consent("4", MAY, granted=True, channel="email"),
    ]

    assert {each.consent_id for each in dossier(ANN, consents=log).consents} == {"1", "3"}
    assert {each.consent_id for each in dossier(ANN, consents=log, as_of=MAY).consents} == {"2", "3"}


def test_of_each_facet_the_last_verification_is_shown():
    checked = [
        Verification(verification_id=number, customer_id="C1", facet=facet, on=on, outcome="confirmed")
        for number, facet, on in [("1", "credit", JUNE), ("2", "basic", MAY), ("3", "credit", MAY)]
    ]

    card = dossier(ANN, verifications=checked)

    assert [(each.facet, each.verification_id) for each in card.verifications] == [
        ("basic", "2"),
        ("credit", "1"),
    ]


def test_competitors_are_named():
    seen = CompetitorSighting(sighting_id="1", competitor_id="K1", customer_id="C1", on=MAY)

    card = dossier(ANN, sightings=[seen], competitors=[Competitor(competitor_id="K1", name="Rival")])

    assert [(each.sighting, each.name) for each in card.sightings] == [(seen, "Rival")]


def test_grades_see_the_sales_on_the_card():
    rules = {
        "sales": by_sales([("A", Money(10, "CNY")), ("B", Money(0, "CNY"))]),
        "size": by_employees([("A", 10), ("B", 0)]),
    }

    card = dossier(ANN, sales=[sale("1", 6), sale("2", 5, on=JULY)], rules=rules)

    assert [(name, each.grade) for name, each in card.grades] == [("sales", "A"), ("size", None)]
    earlier = dossier(ANN, sales=[sale("1", 6), sale("2", 5, on=JULY)], rules=rules, as_of=MAY)
    assert dict(earlier.grades)["sales"].grade == "B"


def test_the_card_of_a_day_knows_nothing_of_what_came_later():
    task = Task(
        task_id="T1",
        customer_id="C1",
        employee_id="E1",
        subject="call",
        planned_on=MAY,
        status="done",
        done_on=JULY,
        outcome="sold",
    )
    complaint = Feedback(
        feedback_id="F1",
        customer_id="C1",
        on=MAY,
        kind="complaint",
        content="leaks",
        handlings=[Handling(on=MAY, action="asked"), Handling(on=JULY, action="mended")],
        closed_on=JULY,
    )
    change = Change(
        kind="customer",
        subject_id="C1",
        path="name",
        after="Ann",
        recorded_at=datetime(2024, 7, 1, tzinfo=UTC),
        source=Source.of("visit"),
    )
    records = {
        "tasks": [task],
        "feedback": [complaint],
        "changes": [change],
        "sales": [sale("1", 5, on=JULY)],
        "interactions": [call("a", JULY)],
    }

    then, now = dossier(ANN, **records, as_of=JUNE), dossier(ANN, **records)

    assert [(each.status, each.done_on, each.outcome) for each in then.open_tasks] == [
        (TaskStatus.OPEN, None, None)
    ]
    assert [(len(each.handlings), each.closed_on) for each in then.feedback] == [(1, None)]
    assert (then.sales.purchases, then.last_interactions) == (0, ())
    assert all(event.on <= JUNE for event in then.chronicle)
    assert [event.summary for event in then.chronicle] == [
        "complaint: leaks",
        "complaint handled: asked",
        "planned: call",
    ]
    assert len(now.chronicle) == 9
    assert now.open_tasks == ()
    assert now.feedback == (complaint,)


def test_provenance_is_kept_as_given_and_cannot_be_changed():
    given_ = {"name": "from the visit"}

    card = dossier(ANN, provenance=given_)
    given_["name"] = "forged"

    assert dict(card.provenance) == {"name": "from the visit"}
    with pytest.raises(TypeError):
        card.provenance["name"] = "forged"


@given(
    st.lists(
        st.builds(
            sale, st.sampled_from("abcdef"), st.integers(-9, 99), on=st.sampled_from([MAY, JUNE, JULY])
        ),
        unique_by=lambda each: each.purchase_id,
    ),
    st.lists(
        st.builds(call, st.sampled_from("abcdef"), st.sampled_from([MAY, JUNE, JULY])),
        unique_by=lambda each: each.interaction_id,
    ),
    st.sampled_from([None, MAY, JUNE]),
    st.randoms(),
)
def test_the_order_of_records_never_changes_a_card(sold, met, day, random):
    card = dossier(ANN, sales=sold, interactions=met, as_of=day)

    assert card == dossier(
        ANN,
        sales=iter(random.sample(sold, len(sold))),
        interactions=iter(random.sample(met, len(met))),
        as_of=day,
    )
    assert len(card.chronicle) == sum(day is None or each.on <= day for each in [*sold, *met])
