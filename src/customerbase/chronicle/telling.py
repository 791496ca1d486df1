"""What each kind of record tells of the dealings with a customer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any

from customerbase.chronicle.event import Event, EventKind
from customerbase.model import (
    Assignment,
    Change,
    CompetitorSighting,
    Consent,
    Facet,
    Feedback,
    Interaction,
    Redemption,
    Relationship,
    Response,
    Sale,
    Task,
    TaskStatus,
    Touch,
    Verification,
)
from customerbase.values import Money

__all__ = [
    "assignment",
    "change",
    "consent",
    "feedback",
    "interaction",
    "purchase",
    "redemption",
    "relationship",
    "response",
    "sighting",
    "task",
    "touch",
    "verification",
]


def _event(
    kind: EventKind,
    on: date,
    key: str,
    record: object,
    *,
    at: datetime | None = None,
    amount: Money | None = None,
    by: str | None = None,
    **values: Any,
) -> Event:
    return Event(
        on=on, at=at, kind=kind, key=key, values=tuple(values.items()), amount=amount, by=by, record=record
    )


def interaction(each: Interaction) -> Iterator[Event]:
    """Tell a dealing: who began it, by which way, what was said."""
    yield _event(
        EventKind.INTERACTION,
        each.on,
        each.interaction_id,
        each,
        at=each.at,
        amount=each.cost,
        by=each.employee_id,
        channel=each.channel,
        direction=each.direction,
        place=each.place,
        text=each.content,
        outcome=each.outcome,
    )


def purchase(each: Sale) -> Iterator[Event]:
    """Tell a sale, or goods that came back."""
    amount = each.amount
    back = each.is_return
    yield _event(
        EventKind.RETURN if back else EventKind.PURCHASE,
        each.on,
        each.purchase_id,
        each,
        at=getattr(each, "at", None),  # a sale without its lines knows the day only
        amount=amount,
        by=each.employee_id,
        quantity=each.quantity.copy_abs() if back else each.quantity,
        money=abs(amount) if back else amount,
        of=getattr(each, "reverses", None),
    )


def feedback(each: Feedback) -> Iterator[Event]:
    """Tell a feedback, each step of its handling, and its end."""
    yield _event(
        EventKind.FEEDBACK,
        each.on,
        each.feedback_id,
        each,
        type=each.kind,
        product=each.product_id,
        text=each.content,
    )
    for i, step in enumerate(each.handlings, start=1):
        yield _event(
            EventKind.HANDLING,
            step.on,
            f"{each.feedback_id}#{i:03d}",
            each,
            amount=step.cost,
            by=step.by,
            feedback=each.kind,
            text=step.action,
            result=step.result,
            satisfied=step.satisfied,
        )
    if each.closed_on is not None:
        yield _event(EventKind.FEEDBACK_CLOSED, each.closed_on, each.feedback_id, each, feedback=each.kind)


def assignment(each: Assignment) -> Iterator[Event]:
    """Tell the start and the last day of a responsibility."""
    who = each.employee_id
    yield _event(EventKind.RESPONSIBILITY_STARTED, each.since, each.assignment_id, each, by=who, who=who)
    if each.until is not None:
        yield _event(EventKind.RESPONSIBILITY_ENDED, each.until, each.assignment_id, each, by=who, who=who)


def relationship(each: Relationship) -> Iterator[Event]:
    """Tell the start and the end of a link, as the customer sees it."""
    values: dict[str, Any] = {"type": each.type, "other": each.other_id}
    if each.since is not None:
        yield _event(EventKind.RELATIONSHIP_STARTED, each.since, each.relationship_id, each, **values)
    if each.until is not None:
        yield _event(EventKind.RELATIONSHIP_ENDED, each.until, each.relationship_id, each, **values)


def task(each: Task) -> Iterator[Event]:
    """Tell a plan, and what became of it."""
    if each.planned_on is not None:
        yield _event(
            EventKind.TASK_PLANNED,
            each.planned_on,
            each.task_id,
            each,
            amount=each.planned_profit,
            by=each.employee_id,
            text=each.subject,
        )
    if each.done_on is not None:
        done = each.status is TaskStatus.DONE
        yield _event(
            EventKind.TASK_DONE if done else EventKind.TASK_CANCELLED,
            each.done_on,
            each.task_id,
            each,
            amount=each.actual_profit,
            by=each.employee_id,
            text=each.subject,
            outcome=each.outcome,
        )


def sighting(each: CompetitorSighting) -> Iterator[Event]:
    """Tell a competitor seen."""
    yield _event(
        EventKind.SIGHTING,
        each.on,
        each.sighting_id,
        each,
        by=each.source.collected_by if each.source else None,
        competitor=each.competitor_id,
        product=each.product,
        price=each.price,
        share=None if each.share is None else Context(prec=60).multiply(each.share, Decimal(100)),
    )


def consent(each: Consent) -> Iterator[Event]:
    """Tell a consent given or withdrawn."""
    kind = EventKind.CONSENT_GIVEN if each.granted else EventKind.CONSENT_WITHDRAWN
    yield _event(kind, each.on, each.consent_id, each, purpose=each.purpose, channel=each.channel)


def verification(each: Verification) -> Iterator[Event]:
    """Tell a check and its outcome."""
    yield _event(
        EventKind.VERIFICATION,
        each.on,
        each.verification_id,
        each,
        amount=each.cost,
        by=each.by,
        facet=Facet(each.facet) if each.facet in set(Facet) else each.facet,
        outcome=each.outcome,
    )


def touch(each: Touch) -> Iterator[Event]:
    """Tell a campaign that reached the customer."""
    yield _event(
        EventKind.TOUCH,
        each.on,
        each.touch_id,
        each,
        amount=each.cost,
        campaign=each.campaign_id,
        channel=each.channel,
    )


def response(each: Response) -> Iterator[Event]:
    """Tell an answer to a campaign."""
    yield _event(
        EventKind.RESPONSE,
        each.on,
        each.response_id,
        each,
        campaign=each.campaign_id,
        channel=each.channel,
        text=each.content,
    )


def redemption(each: Redemption) -> Iterator[Event]:
    """Tell a coupon used."""
    yield _event(EventKind.REDEMPTION, each.on, each.redemption_id, each, coupon=each.coupon_id)


def change(each: Change) -> Iterator[Event]:
    """Tell a value on a card that became another, and how we know."""
    yield _event(
        EventKind.CHANGE,
        each.observed_on or each.recorded_at.date(),
        each.path,
        each,
        at=each.recorded_at if each.observed_on is None else None,
        by=each.source.collected_by,
        path=each.path,
        before="—" if each.before is None else each.before,
        after="—" if each.after is None else each.after,
        method=each.source.method,
        origin=each.source.origin,
        who=each.source.collected_by,
    )
