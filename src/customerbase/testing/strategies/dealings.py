"""Dealings besides the sale: visits, feedback, tasks, links, competitors, verifications, sources, changes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from customerbase.model import (
    Change,
    Channel,
    CollectionMethod,
    Competitor,
    CompetitorSighting,
    Direction,
    Facet,
    Feedback,
    FeedbackKind,
    Handling,
    Interaction,
    Relationship,
    RelationshipType,
    Source,
    Task,
    TaskStatus,
    Verification,
    VerificationOutcome,
)
from customerbase.testing.strategies import parts, words
from customerbase.testing.strategies.people import in_order
from customerbase.testing.strategies.words import Ids, built, drawn, ids, maybe

__all__ = [
    "changes",
    "competitors",
    "feedback",
    "handlings",
    "interactions",
    "relationships",
    "sightings",
    "sources",
    "tasks",
    "verifications",
]


def sources(**fields: SearchStrategy[Any]) -> SearchStrategy[Source]:
    """Where values come from: first-hand and second-hand."""
    return built(
        Source,
        {
            "method": st.sampled_from(CollectionMethod),
            "collected_by": maybe(st.sampled_from(("E1", "E2", "王伟"))),
            "origin": maybe(st.sampled_from(("customers.csv", "广交会 2024", "list A"))),
            "evidence": maybe(words.texts()),
        },
        fields,
    )


def interactions(
    customer_ids: Ids = None, employee_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[Interaction]:
    """Visits, calls, mails; several on one day, with and without cost.

    Parameters
    ----------
    customer_ids, employee_ids : strategy or sequence of str, optional
        Without `employee_ids` nobody of ours is named.
    **fields : strategy
    """
    return built(
        Interaction,
        {
            "interaction_id": ids("I"),
            "customer_id": drawn(customer_ids, ids("C")),
            "on": parts.days(),
            "channel": st.sampled_from(Channel),
            "direction": st.sampled_from(Direction),
            "at": maybe(parts.instants()),
            "place": maybe(words.texts()),
            "content": maybe(words.notes()),
            "outcome": maybe(words.texts()),
            "cost": maybe(parts.money(least=0)),
            "minutes": maybe(st.integers(0, 480)),
            "employee_id": st.none() if employee_ids is None else maybe(drawn(employee_ids, ids("E"))),
            "follow_up_on": maybe(parts.days()),
        },
        fields,
        in_order(("on", "follow_up_on")),
    )


def handlings(employee_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Handling]:
    """Steps in handling a feedback."""
    return built(
        Handling,
        {
            "on": parts.days(),
            "action": words.notes(),
            "by": st.none() if employee_ids is None else maybe(drawn(employee_ids, ids("E"))),
            "result": maybe(words.notes()),
            "cost": maybe(parts.money(least=0)),
            "satisfied": maybe(st.integers(1, 5)),
        },
        fields,
    )


def feedback(
    customer_ids: Ids = None, employee_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[Feedback]:
    """Complaints, repairs, praise; handled in steps, open or closed.

    Parameters
    ----------
    customer_ids, employee_ids : strategy or sequence of str, optional
    **fields : strategy
    """

    def mend(values: dict[str, Any]) -> dict[str, Any]:
        values = in_order(("on", "closed_on"))(values)
        steps = sorted(values["handlings"], key=lambda each: each.on)
        return {**values, "handlings": tuple(each for each in steps if each.on >= values["on"])}

    return built(
        Feedback,
        {
            "feedback_id": ids("F"),
            "customer_id": drawn(customer_ids, ids("C")),
            "on": parts.days(),
            "kind": st.sampled_from(FeedbackKind),
            "content": words.notes(),
            "channel": maybe(st.sampled_from(Channel)),
            "handlings": st.lists(handlings(employee_ids), max_size=3),
            "closed_on": maybe(parts.days()),
        },
        fields,
        mend,
    )


def tasks(
    employee_ids: Ids = None, customer_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[Task]:
    """Planned work with its planned and actual profit, also a loss.

    Parameters
    ----------
    employee_ids, customer_ids : strategy or sequence of str, optional
        Without `customer_ids` no customer is named.
    **fields : strategy
    """

    def mend(values: dict[str, Any]) -> dict[str, Any]:
        return {**values, "done_on": None} if values["status"] is TaskStatus.OPEN else values

    return built(
        Task,
        {
            "task_id": ids("J"),
            "employee_id": drawn(employee_ids, ids("E")),
            "subject": st.sampled_from(("回访", "Renew the contract")) | words.texts(),
            "customer_id": st.none() if customer_ids is None else maybe(drawn(customer_ids, ids("C"))),
            "planned_on": maybe(parts.days()),
            "planned_profit": maybe(parts.money()),
            "planned_cost": maybe(parts.money(least=0)),
            "actual_profit": maybe(parts.money()),
            "status": st.sampled_from(TaskStatus),
            "done_on": maybe(parts.days()),
            "outcome": maybe(words.notes()),
        },
        fields,
        mend,
    )


def relationships(
    customer_ids: Ids = None, other_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[Relationship]:
    """Links between two different customers.

    Parameters
    ----------
    customer_ids, other_ids : strategy or sequence of str, optional
        `other_ids` is `customer_ids` if not given; together they must hold two ids or more.
    **fields : strategy
    """
    first = drawn(customer_ids, ids("C"))
    second = first if other_ids is None else drawn(other_ids, ids("C"))
    pairs = st.tuples(first, second).filter(lambda pair: pair[0] != pair[1])

    def mend(values: dict[str, Any]) -> dict[str, Any]:
        customer_id, other_id = values.pop("pair")
        ordered: dict[str, Any] = in_order(("since", "until"))(values)
        return {"customer_id": customer_id, "other_id": other_id, **ordered}

    return built(
        Relationship,
        {
            "relationship_id": ids("L"),
            "pair": pairs,
            "type": st.sampled_from(RelationshipType),
            "since": maybe(parts.days()),
            "until": maybe(parts.days()),
            "note": maybe(words.notes()),
        },
        fields,
        mend,
    )


def competitors(competitor_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Competitor]:
    """Those who sell to our customers what we sell."""
    return built(
        Competitor,
        {
            "competitor_id": drawn(competitor_ids, ids("X")),
            "name": words.company_names(),
            "products": maybe(words.texts()),
            "strengths": maybe(words.texts()),
            "weaknesses": maybe(words.texts()),
            "note": maybe(words.notes()),
        },
        fields,
    )


def sightings(
    competitor_ids: Ids = None, customer_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[CompetitorSighting]:
    """What was seen of a competitor at a customer."""
    return built(
        CompetitorSighting,
        {
            "sighting_id": ids("Z"),
            "competitor_id": drawn(competitor_ids, ids("X")),
            "customer_id": drawn(customer_ids, ids("C")),
            "on": parts.days(),
            "product": maybe(words.texts()),
            "price": maybe(parts.money(least=0)),
            "share": maybe(parts.numbers(0, 1, 2)),
            "source": maybe(sources()),
            "note": maybe(words.notes()),
        },
        fields,
    )


def verifications(customer_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Verification]:
    """Checks of a facet, its own or one of the company's own; confirmed, corrected, unreachable."""
    return built(
        Verification,
        {
            "verification_id": ids("V"),
            "customer_id": drawn(customer_ids, ids("C")),
            "facet": st.sampled_from([str(each.value) for each in Facet]) | st.just("warehouse"),
            "on": parts.days(),
            "outcome": st.sampled_from(VerificationOutcome),
            "by": maybe(words.person_names()),
            "method": maybe(st.sampled_from(CollectionMethod)),
            "evidence": maybe(words.texts()),
            "cost": maybe(parts.money(least=0)),
            "note": maybe(words.notes()),
        },
        fields,
    )


def changes(customer_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Change]:
    """Values on a card that became others."""
    values = st.none() | words.texts() | parts.money() | parts.days()
    return built(
        Change,
        {
            "kind": st.sampled_from(("customer", "contact")),
            "subject_id": drawn(customer_ids, ids("C")),
            "path": st.sampled_from(("name", "phones[main]", "size.employees", "attributes[shoe_size]")),
            "before": values,
            "after": values,
            "recorded_at": parts.instants(),
            "source": sources(),
            "observed_on": maybe(parts.days()),
        },
        fields,
    )
