"""Somebody checked a facet of what is known, on a day, in a way, with an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from customerbase.errors import Problem
from customerbase.records.entity import Entity
from customerbase.records.source import CollectionMethod
from customerbase.validation import choice, day, instance, key, record, text
from customerbase.values import Money

__all__ = ["Facet", "Verification", "VerificationOutcome"]


class Facet(StrEnum):
    """The three things that are verified of a customer; a company may name others of its own.

    >>> Facet.CREDIT.covers("credit"), Facet.CREDIT.covers("phones[main]")
    (True, False)
    """

    BASIC = "basic"
    CREDIT = "credit"
    DECISION_MAKERS = "decision_makers"

    @staticmethod
    def of(name: str) -> Facet | str:
        """Return the facet of the trade that has this name; of a company's own, the name.

        >>> Facet.of("credit"), Facet.of("delivery")
        (<Facet.CREDIT: 'credit'>, 'delivery')
        """
        return Facet(name) if name in set(Facet) else name

    def covers(self, path: str) -> bool:
        """Tell whether a value at this path of a customer's card belongs to the facet."""
        field = path.partition("[")[0].partition(".")[0]
        return (field in ("credit", "payment_terms")) is (self is Facet.CREDIT) and (
            self is not Facet.DECISION_MAKERS
        )


class VerificationOutcome(StrEnum):
    """What the check found."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    WRONG = "wrong"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"

    @property
    def known_true(self) -> bool:
        """Whether what stands on the card afterwards is known to be right."""
        return self in (VerificationOutcome.CONFIRMED, VerificationOutcome.CORRECTED)


@record
class Verification(Entity):
    """Somebody checked a facet of a customer.

    Parameters
    ----------
    verification_id, customer_id : str
    facet : str
        ``basic``, ``credit``, ``decision_makers``, or one of the company's own.
    on : datetime.date
    outcome : VerificationOutcome
    by : str, optional
        The employee.
    method : CollectionMethod, optional
    evidence, note : str, optional
    cost : Money, optional
    """

    kind_name = "verification"

    verification_id: str = key()
    customer_id: str = key()
    facet: str = key()
    on: date = day()
    outcome: VerificationOutcome = choice(VerificationOutcome)
    by: str | None = text(default=None, limit=200)
    method: CollectionMethod | None = choice(CollectionMethod, default=None)
    evidence: str | None = text(default=None)
    cost: Money | None = instance(Money, default=None)
    note: str | None = text(default=None, limit=20_000, private=True)

    def contradictions(self) -> Iterable[Problem]:
        if self.cost is not None and self.cost.amount < 0:
            yield Problem("$.cost", self.cost, "is negative")
