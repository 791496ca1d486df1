"""What befell customers, read from the dealings with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from customerbase.listing import Listing
from customerbase.model import Interaction
from customerbase.verifying.state import Occurrence, Trigger
from customerbase.verifying.words import EVENTS_ZH

__all__ = ["occurrences_of"]

_TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {each.value: each.value for each in Trigger}
    | {zh: event for event, zh in EVENTS_ZH.items()}
    | dict.fromkeys(
        ("退信", "信件退回", "邮件被退回", "查无此人", "returned_mail"), Trigger.MAIL_RETURNED.value
    )
    | dict.fromkeys(("空号", "停机", "号码无效", "dead_number"), Trigger.NUMBER_DEAD.value)
    | dict.fromkeys(("逾期", "付款逾期", "逾期未付", "overdue"), Trigger.PAYMENT_OVERDUE.value)
    | dict.fromkeys(("离职", "已离职", "left"), Trigger.CONTACT_LEFT.value)
    | dict.fromkeys(("所有权变更", "股东变更", "new_owner"), Trigger.OWNERSHIP_CHANGED.value)
)


def occurrences_of(interactions: Iterable[Interaction]) -> Listing[Occurrence]:
    """Return the events that the outcomes of dealings tell: that mail came back, that a number is dead, ...

    An outcome counts if it is the word of a `Trigger`, in English or in
    Chinese (邮件退回, 退信, 空号, 逾期, 离职, 股权变更, ...), and nothing else: of
    free text nothing is guessed.

    Returns
    -------
    Listing of Occurrence
        By day, customer and event.

    Examples
    --------
    >>> from datetime import date
    >>> letter = Interaction(
    ...     interaction_id="I1",
    ...     customer_id="C1",
    ...     on=date(2024, 3, 1),
    ...     channel="letter",
    ...     outcome="Mail returned",
    ... )
    >>> occurrences_of([letter])
    (Occurrence(customer_id='C1', event='mail_returned', on=datetime.date(2024, 3, 1)),)
    """
    found = {
        (each.on, each.customer_id, event)
        for each in interactions
        if each.outcome is not None and (event := _TOLD.get(_word(each.outcome))) is not None
    }
    return Listing(Occurrence(customer_id, event, on) for on, customer_id, event in sorted(found))


def _word(outcome: str) -> str:
    return "_".join(outcome.strip().rstrip(".。").casefold().split())
