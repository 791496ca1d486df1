"""Summaries of many customers, which remember how they were made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from customerbase.listing import Listing
from customerbase.measures.dealt import Count, Returns

__all__ = ["Summaries"]

S_co = TypeVar("S_co", covariant=True)


class Summaries(Listing[S_co]):
    """One summary for each customer, by id; it remembers how they were made.

    Attributes
    ----------
    as_of : datetime.date or None
    currency : str or None
        Of all amounts; None where nothing was bought.
    counted : Count
        What a visit is.
    returns : Returns
    """

    as_of: date | None
    currency: str | None
    counted: Count
    returns: Returns

    def __new__(
        cls,
        rows: Iterable[S_co] = (),
        *,
        as_of: date | None = None,
        currency: str | None = None,
        counted: Count = Count.ORDER,
        returns: Returns = Returns.LOWER,
    ) -> Summaries[S_co]:
        """Put rows together with what they were made by."""
        made = super().__new__(cls, rows)
        made.as_of, made.currency, made.counted, made.returns = as_of, currency, counted, returns
        return made
