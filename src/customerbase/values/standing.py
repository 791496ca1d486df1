"""How large a customer is, how far he is trusted, and on what terms he pays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from customerbase.errors import Problem
from customerbase.validation import Record, day, instance, number, record, text
from customerbase.values.money import Money

__all__ = ["CreditStanding", "PaymentTerms", "Size"]


def not_negative(record: Record, *names: str) -> Iterable[Problem]:
    """Name the amounts of a record that are below zero."""
    for name in names:
        value = getattr(record, name)
        if value is not None and value.amount < 0:
            yield Problem(f"$.{name}", value, "is negative")


@record
class Size(Record):
    """How large the customer is; each figure by itself, any of them unknown.

    Parameters
    ----------
    employees : int, optional
    registered_capital : Money, optional
    floor_area : Decimal, optional
        Square metres.
    turnover : Money, optional
        The customer's own sales in a year.
    """

    employees: int | None = number(default=None, whole=True, least=0)
    registered_capital: Money | None = instance(Money, default=None)
    floor_area: Decimal | None = number(default=None, least=0)
    turnover: Money | None = instance(Money, default=None)

    def contradictions(self) -> Iterable[Problem]:
        return not_negative(self, "registered_capital", "turnover")


@record
class CreditStanding(Record):
    """How far the customer is trusted with our money.

    Parameters
    ----------
    rating : str, optional
        In the words of whoever assessed it: ``A``, ``BBB+``, ``good``.
    limit : Money, optional
        The most that he may owe us.
    assessed_on : datetime.date, optional
    assessed_by : str, optional
    """

    rating: str | None = text(default=None, limit=100)
    limit: Money | None = instance(Money, default=None)
    assessed_on: date | None = day(default=None)
    assessed_by: str | None = text(default=None, limit=200)

    def contradictions(self) -> Iterable[Problem]:
        return not_negative(self, "limit")

    def overlaid(self, given: CreditStanding) -> CreditStanding:
        """Return what is known once `given` was learned.

        Rating and limit that `given` does not name are kept; the day and the
        assessor belong to the assessment and are kept only with it.
        """
        rating = given.rating or self.rating
        limit = self.limit if given.limit is None else given.limit
        same = (rating, limit) == (self.rating, self.limit)
        return CreditStanding(
            rating=rating,
            limit=limit,
            assessed_on=given.assessed_on or (self.assessed_on if same else None),
            assessed_by=given.assessed_by or (self.assessed_by if same else None),
        )


@record
class PaymentTerms(Record):
    """On what terms the customer pays.

    Parameters
    ----------
    days : int, optional
        Days from delivery or invoice until payment is due; 0 is cash.
    means : str, optional
        Transfer, cash, letter of credit, ...
    words : str, optional
        The terms in words.
    """

    days: int | None = number(default=None, whole=True, least=0, most=3_650)
    means: str | None = text(default=None, limit=200)
    words: str | None = text(default=None)

    def overlaid(self, given: PaymentTerms) -> PaymentTerms:
        """Return what is known once `given` was learned: parts not named are kept."""
        return PaymentTerms(
            days=self.days if given.days is None else given.days,
            means=given.means or self.means,
            words=given.words or self.words,
        )
