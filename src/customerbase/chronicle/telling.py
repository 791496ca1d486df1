"""What each kind of record tells of the dealings with a customer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Context, Decimal
from typing import Any

from customerbase.chronicle.event import Event, EventKind
from customerbase.chronicle.fields import Words, field_place, field_words, in_sentence
from customerbase.model import (
    Assignment,
    Change,
    CompetitorSighting,
    Consent,
    Facet,
    Feedback,
    Interaction,
    Lead,
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
    "card",
    "consent",
    "feedback",
    "interaction",
    "lead",
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
        goods=each.product,
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
        facet=Facet.of(each.facet),
        outcome=each.outcome,
    )


def lead(each: Lead) -> Iterator[Event]:
    """Tell who came forward, and what became of it."""
    yield _event(
        EventKind.LEAD,
        each.on,
        each.lead_id,
        each,
        at=each.at,
        by=each.employee_id,
        way=each.method,
        page=each.page,
        text=each.interest,
    )
    if each.outcome is not None and each.closed_on is not None:
        yield _event(
            EventKind.LEAD_CLOSED,
            each.closed_on,
            each.lead_id,
            each,
            by=each.employee_id,
            outcome=each.outcome,
            text=each.reason,
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


def card(
    changes: Sequence[Change],
    *,
    person: str | None = None,
    names: Mapping[tuple[str, str], str],
    home: str,
) -> Iterator[Event]:
    """Tell one card: how it was made, then each value on it that became another, and how we know.

    Parameters
    ----------
    changes : sequence of Change
        Of this card.
    person : str, optional
        Whose card it is, where it is a contact's.
    names : mapping of (str, str) to str
        Kind and id of a record → its name.
    home : str
        The customer whose chronicle this is.
    """
    made = _first_values(changes)
    if made:
        first = made[0]
        words = [
            field_words(each.path, names=names, home=home)
            for each in sorted(made, key=lambda each: field_place(each.path))
            if person is None or each.path != "name"
        ]
        fields = Words(
            ", ".join(dict.fromkeys(in_sentence(each.en) for each in words)),
            "、".join(dict.fromkeys(each.zh for each in words)),
        )
        yield _of_card(EventKind.CARD_MADE, first, first.subject_id, made, person=person, fields=fields)
    told = {id(each) for each in made}
    for each in changes:
        if id(each) not in told:
            yield _change(each, person, field_words(each.path, names=names, home=home))


def _first_values(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return the values that a card was made with: those of the observation that gave it its name."""
    if not changes:
        return ()
    first = min(changes, key=lambda each: each.recorded_at)
    heard = (first.recorded_at, first.observed_on, first.source)
    made = tuple(
        each
        for each in changes
        if each.before is None and (each.recorded_at, each.observed_on, each.source) == heard
    )
    return made if any(each.path == "name" for each in made) else ()


def _change(each: Change, person: str | None, words: Words) -> Event:
    if each.path.startswith("employments[") and each.path.endswith("]"):
        # Whether somebody works there at all: the words for the field say it.
        gone = Words(f"no longer {in_sentence(words.en)}", f"不再{words.zh}")
        field = gone if each.after is None else Words(in_sentence(words.en), words.zh)
        return _of_card(
            EventKind.CHANGE, each, each.path, each, person=person, field=field, before=None, after=None
        )
    return _of_card(
        EventKind.CHANGE,
        each,
        each.path,
        each,
        person=person,
        field=Words(in_sentence(words.en), words.zh),
        before="—" if each.before is None else each.before,
        after="—" if each.after is None else each.after,
    )


def _of_card(kind: EventKind, heard: Change, key: str, read_from: object, **values: Any) -> Event:
    return _event(
        kind,
        heard.observed_on or heard.recorded_at.date(),
        key,
        read_from,
        at=heard.recorded_at if heard.observed_on is None else None,
        by=heard.source.collected_by,
        **values,
        method=heard.source.method,
        origin=heard.source.origin,
        who=heard.source.collected_by,
    )
