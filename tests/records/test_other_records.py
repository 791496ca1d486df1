"""Staff, dealings, marketing, sources and verification: the rules between their fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from customerbase.errors import InvalidRecord
from customerbase.model import (
    KINDS,
    Assignment,
    Campaign,
    Channel,
    CollectionMethod,
    Consent,
    Coupon,
    Employee,
    Entity,
    Facet,
    Feedback,
    FeedbackKind,
    Handling,
    Interaction,
    Purpose,
    Relationship,
    RelationshipType,
    Source,
    Task,
    TaskStatus,
    Verification,
    VerificationOutcome,
)
from customerbase.testing import strategies
from customerbase.values import Money

BEFORE, DAY, AFTER = date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)
LOSS = Money(-1, "CNY")


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("$.left_on", lambda: Employee(employee_id="E1", name="x", hired_on=DAY, left_on=BEFORE)),
        ("$.reports_to", lambda: Employee(employee_id="E1", name="x", reports_to="E1")),
        (
            "$.until",
            lambda: Assignment(assignment_id="A", customer_id="C", employee_id="E", since=DAY, until=BEFORE),
        ),
        ("$.status", lambda: Task(task_id="J", employee_id="E", subject="call", done_on=DAY)),
        (
            "$.follow_up_on",
            lambda: Interaction(
                interaction_id="I", customer_id="C", on=DAY, channel=Channel.VISIT, follow_up_on=BEFORE
            ),
        ),
        (
            "$.cost",
            lambda: Interaction(
                interaction_id="I", customer_id="C", on=DAY, channel=Channel.VISIT, cost=LOSS
            ),
        ),
        (
            "$.closed_on",
            lambda: Feedback(
                feedback_id="F",
                customer_id="C",
                on=DAY,
                kind=FeedbackKind.REPAIR,
                content="x",
                closed_on=BEFORE,
            ),
        ),
        (
            "$.handlings[1].on",
            lambda: Feedback(
                feedback_id="F",
                customer_id="C",
                on=DAY,
                kind=FeedbackKind.REPAIR,
                content="x",
                handlings=(Handling(on=DAY, action="called"), Handling(on=BEFORE, action="came")),
            ),
        ),
        (
            "$.other_id",
            lambda: Relationship(
                relationship_id="L", customer_id="C", other_id="C", type=RelationshipType.SUPPLIES
            ),
        ),
        (
            "$.expires_on",
            lambda: Consent(
                consent_id="N",
                customer_id="C",
                on=DAY,
                purpose=Purpose.MARKETING,
                granted=True,
                expires_on=BEFORE,
            ),
        ),
        ("$.end", lambda: Campaign(campaign_id="K", name="x", start=DAY, end=BEFORE)),
        ("$.worth", lambda: Coupon(coupon_id="Q")),
        ("$.worth", lambda: Coupon(coupon_id="Q", worth=Money(5, "CNY"), share=Decimal("0.1"))),
        ("$.expires_on", lambda: Coupon(coupon_id="Q", share=Decimal(0), issued_on=DAY, expires_on=BEFORE)),
        (
            "$.cost",
            lambda: Verification(
                verification_id="V",
                customer_id="C",
                facet="basic",
                on=DAY,
                outcome=VerificationOutcome.CONFIRMED,
                cost=LOSS,
            ),
        ),
    ],
)
def test_fields_that_contradict_each_other_are_refused_by_path(path: str, make: Callable[[], Any]) -> None:
    with pytest.raises(InvalidRecord) as caught:
        make()

    assert [each.path for each in caught.value.problems] == [path]


@pytest.mark.parametrize("made_of", KINDS.values())
def test_the_key_of_a_record_is_the_id_of_its_kind(made_of: type[Entity]) -> None:
    assert KINDS[made_of.kind_name] is made_of

    @given(strategies.for_type(made_of))
    def has_its_key(each: Entity) -> None:
        assert each.key == getattr(each, f"{made_of.kind_name}_id")

    has_its_key()


def test_an_assignment_holds_from_its_first_to_its_last_day() -> None:
    duty = Assignment(assignment_id="A", customer_id="C", employee_id="E", since=DAY, until=DAY)

    assert [duty.holds(each) for each in (BEFORE, DAY, AFTER)] == [False, True, False]
    assert not duty.holds(None)
    assert duty.replace(until=None).holds(None)
    assert duty.replace(until=None).holds(AFTER)


@given(strategies.relationships(), strategies.days())
def test_a_link_seen_from_both_sides_is_one_link(link: Relationship, day: date) -> None:
    other = link.seen_from_the_other()

    assert other.seen_from_the_other() == link
    assert (other.customer_id, other.other_id) == (link.other_id, link.customer_id)
    assert other.holds(day) == link.holds(day)


def test_each_type_of_link_has_an_inverse() -> None:
    assert all(each.inverse.inverse is each for each in RelationshipType)
    assert RelationshipType.INTRODUCED.inverse is RelationshipType.INTRODUCED_BY
    assert RelationshipType.PARTNER_OF.inverse is RelationshipType.PARTNER_OF


def test_a_task_may_end_in_a_loss() -> None:
    done = Task(
        task_id="J", employee_id="E", subject="call", status=TaskStatus.DONE, done_on=DAY, actual_profit=LOSS
    )

    assert done.actual_profit == LOSS


def test_what_we_learned_ourselves_is_first_hand() -> None:
    second = {
        CollectionMethod.REFERRAL,
        CollectionMethod.PARTNER_EXCHANGE,
        CollectionMethod.PURCHASED_LIST,
        CollectionMethod.DIRECTORY,
        CollectionMethod.PRESS,
        CollectionMethod.WEBSITE,
        CollectionMethod.SEARCH_ENGINE,
        CollectionMethod.PUBLIC_REGISTER,
    }

    assert {each for each in CollectionMethod if not each.first_hand} == second


def test_a_source_is_made_of_its_method() -> None:
    visit = Source(method=CollectionMethod.VISIT)

    assert Source.of(visit) is visit
    assert Source.of("visit") == Source.of(CollectionMethod.VISIT) == visit
    with pytest.raises(InvalidRecord):
        Source.of("gossip")
    assert str(Source(method=CollectionMethod.PHONE_SURVEY, origin="a.csv", collected_by="E1")) == (
        "phone survey (a.csv) by E1"
    )


@given(strategies.sources(), strategies.sources())
def test_the_evidence_does_not_make_another_voice(one: Source, other: Source) -> None:
    assert one.same_as(one.replace(evidence="scan 12"))
    assert one.same_as(other) == (one.replace(evidence=None) == other.replace(evidence=None))


def test_a_facet_covers_its_part_of_the_card() -> None:
    assert Facet.CREDIT.covers("credit.limit")
    assert Facet.CREDIT.covers("payment_terms.days")
    assert not Facet.BASIC.covers("credit.limit")
    assert Facet.BASIC.covers("phones[main]")
    assert not any(Facet.DECISION_MAKERS.covers(each) for each in ("name", "credit"))


def test_only_what_was_confirmed_or_corrected_is_known_to_be_right() -> None:
    assert {each for each in VerificationOutcome if each.known_true} == {
        VerificationOutcome.CONFIRMED,
        VerificationOutcome.CORRECTED,
    }
