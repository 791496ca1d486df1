"""A lead: somebody came forward by a form, a page, a fair; and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from customerbase.errors import Problem
from customerbase.records.entity import Entity
from customerbase.records.source import CollectionMethod
from customerbase.records.staff import ends_before_it_starts
from customerbase.validation import choice, day, instant, key, record, text

__all__ = ["Lead", "LeadOutcome"]


class LeadOutcome(StrEnum):
    """What people say became of a lead when they close it."""

    WON = "won"
    LOST = "lost"
    POSTPONED = "postponed"
    UNREACHABLE = "unreachable"
    UNSUITABLE = "unsuitable"
    WITHDRAWN = "withdrawn"


@record
class Lead(Entity):
    """Somebody who came forward: by which form or page, when, with which words.

    Who it is stands on the card of the customer (and contact) that it names;
    what may be done with the data, in his `Consent` records.

    Parameters
    ----------
    lead_id, customer_id : str
    on : datetime.date
        The day on which the form was sent.
    at : datetime.datetime, optional
    method : CollectionMethod
        The way: `WEB_REGISTRATION`, `CUSTOMER_FORM`, `SUBSCRIPTION`, ...
    page : str, optional
        The form or page, as in ``https://acme.example/contact``.
    interest : str, optional
        What is asked for.
    submitted : str, optional
        What was filled in, word for word, a line for each field.
    evidence : str, optional
        Where the proof is kept: the number of the request, the picture of the card.
    contact_id, campaign_id, employee_id : str, optional
        Who asked, what brought him, and who of us follows up.
    outcome : LeadOutcome, optional
        Once somebody has closed it.
    closed_on : datetime.date, optional
    reason : str, optional

    Raises
    ------
    InvalidRecord
        Also if it is closed without an outcome or a day, or before it came.
    """

    kind_name = "lead"

    lead_id: str = key()
    customer_id: str = key()
    on: date = day()
    at: datetime | None = instant(default=None)
    method: CollectionMethod = choice(CollectionMethod, default=CollectionMethod.WEB_REGISTRATION)
    page: str | None = text(default=None)
    interest: str | None = text(default=None, limit=20_000, private=True)
    submitted: str | None = text(default=None, limit=100_000, private=True)
    evidence: str | None = text(default=None)
    contact_id: str | None = key(default=None)
    campaign_id: str | None = key(default=None)
    employee_id: str | None = key(default=None)
    outcome: LeadOutcome | None = choice(LeadOutcome, default=None)
    closed_on: date | None = day(default=None)
    reason: str | None = text(default=None, limit=20_000, private=True)

    def contradictions(self) -> Iterable[Problem]:
        yield from ends_before_it_starts(self, "on", "closed_on")
        if (self.outcome is None) != (self.closed_on is None):
            missing = "outcome" if self.outcome is None else "closed_on"
            yield Problem(f"$.{missing}", None, "is missing: a lead is closed on a day, with an outcome")
