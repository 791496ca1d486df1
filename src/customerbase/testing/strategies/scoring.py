"""Sales and summaries as scoring rules meet them: many who bought once, ties, returns, odd ids."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from customerbase.measures import RfmSummary, Summaries
from customerbase.model import SaleTotal
from customerbase.testing.strategies import parts, words
from customerbase.testing.strategies.parts import YEARS
from customerbase.testing.strategies.words import Ids, built, drawn, ids
from customerbase.values import Money, Period

__all__ = ["AS_OF", "rfm_customers", "rfm_summaries", "sale_histories", "sales"]

AS_OF: Final = date(2024, 12, 31)
"""The day from which recency is counted, unless told otherwise."""

# Two that a float, or a cent less, would make one.
_AMOUNTS = tuple(map(Decimal, ("100.05", "100.04", "0", "0.01", "10", "20", "-5.50", "999")))


def rfm_summaries(
    customer_ids: Ids = None,
    *,
    currency: str = "CNY",
    as_of: date = AS_OF,
    returns_only: bool = True,
    visits: SearchStrategy[int] | None = None,
) -> SearchStrategy[RfmSummary]:
    """What one customer bought; many bought once, and many are alike.

    Parameters
    ----------
    customer_ids : strategy or sequence of str, optional
        Any id that a record accepts by default, odd ones too.
    currency : str
    as_of : datetime.date
    returns_only : bool
        Whether there are customers who never visited, and only brought things back.
    visits : strategy of int, optional
        How often the others came, from 1.

    Examples
    --------
    >>> from hypothesis import find
    >>> ann = find(rfm_summaries(["C1"]), lambda each: each.frequency > 1)
    >>> ann.customer_id, ann.frequency, ann.recency
    ('C1', 2, 0)
    """
    cents = st.integers(-1_000, 100_000).map(lambda n: Decimal(n).scaleb(-2))
    amounts = st.sampled_from(_AMOUNTS) | cents
    few = st.sampled_from((0, 1, 30, 90, 365))
    gaps = few | st.integers(0, 700)
    frequencies = st.sampled_from((1, 1, 1, 2, 3, 5)) | st.integers(1, 40) if visits is None else visits

    @st.composite
    def summaries(draw: DrawFn, /) -> RfmSummary:
        who, amount = draw(drawn(customer_ids, words.keys())), draw(amounts)
        if returns_only and draw(st.integers(0, 9)) == 9:
            return RfmSummary(
                customer_id=who,
                recency=None,
                frequency=0,
                monetary=Money(-abs(amount), currency),
                first_purchase=None,
                last_purchase=None,
                tenure=None,
            )
        recency, frequency = draw(gaps), draw(frequencies)
        tenure = recency + (draw(gaps) if frequency > 1 else 0)
        return RfmSummary(
            customer_id=who,
            recency=recency,
            frequency=frequency,
            monetary=Money(amount, currency),
            first_purchase=as_of - timedelta(days=tenure),
            last_purchase=as_of - timedelta(days=recency),
            tenure=tenure,
        )

    return summaries()


def rfm_customers(
    customer_ids: Ids = None,
    *,
    currency: str = "CNY",
    as_of: date = AS_OF,
    returns_only: bool = True,
    min_size: int = 1,
    max_size: int = 12,
) -> SearchStrategy[Summaries[RfmSummary]]:
    """Summaries of several customers, each of them once, in no order; somebody visited.

    In half of the lists nearly all bought once, as in most shops.

    Parameters
    ----------
    customer_ids, currency, as_of, returns_only
        As in `rfm_summaries`.
    min_size, max_size : int
        How many customers.
    """

    def several(visits: SearchStrategy[int] | None) -> SearchStrategy[list[RfmSummary]]:
        one = rfm_summaries(
            customer_ids, currency=currency, as_of=as_of, returns_only=returns_only, visits=visits
        )
        return st.lists(one, min_size=min_size, max_size=max_size, unique_by=lambda each: each.customer_id)

    nearly_once = st.sampled_from((1,) * 9 + (4,))
    return (
        (several(None) | several(nearly_once))
        .filter(lambda rows: not rows or any(each.frequency for each in rows))
        .map(lambda rows: Summaries(rows, as_of=as_of, currency=currency))
    )


def sales(
    purchase_ids: Ids = None,
    customer_ids: Ids = None,
    *,
    currency: str = "CNY",
    between: Period = YEARS,
    returns: bool = True,
    **fields: SearchStrategy[Any],
) -> SearchStrategy[SaleTotal]:
    """Sales without their lines: amounts that tie, ends of months, returns.

    Parameters
    ----------
    purchase_ids, customer_ids : strategy or sequence of str, optional
        Small pools by default, so that ids come again.
    currency : str
    between : Period
        The days of sale.
    returns : bool
        Whether goods come back; their amounts are not above 0.
    **fields : strategy

    Examples
    --------
    >>> from hypothesis import find
    >>> find(sales(customer_ids=["C1"]), lambda each: each.is_return).amount.amount <= 0
    True
    """

    def mend(values: dict[str, Any]) -> dict[str, Any]:
        if values["is_return"]:
            values["amount"], values["quantity"] = -abs(values["amount"]), -abs(values["quantity"])
        return values

    cents = st.integers(0, 100_000).map(lambda n: Decimal(n).scaleb(-2))
    amounts = (st.sampled_from([each for each in _AMOUNTS if each >= 0]) | cents).map(
        lambda amount: Money(amount, currency)
    )
    usual: dict[str, SearchStrategy[Any]] = {
        "purchase_id": drawn(purchase_ids, ids("S")),
        "customer_id": drawn(customer_ids, ids("C")),
        "on": parts.days(between),
        "amount": amounts,
        "quantity": st.sampled_from((Decimal(1), Decimal(0), Decimal("2.5"))),
        "is_return": st.sampled_from((False, False, False, True)) if returns else st.just(False),
    }
    return built(SaleTotal, usual, fields, mend)


def sale_histories(
    customer_ids: Ids = None,
    *,
    currency: str = "CNY",
    between: Period = YEARS,
    returns: bool = True,
    min_size: int = 0,
    max_size: int = 20,
    **fields: SearchStrategy[Any],
) -> SearchStrategy[tuple[SaleTotal, ...]]:
    """All sales of a few customers: each purchase id once, in no order of time.

    Parameters
    ----------
    customer_ids, currency, between, returns, **fields
        As in `sales`.
    min_size, max_size : int
        How many sales.
    """
    sale = sales(["S"], customer_ids, currency=currency, between=between, returns=returns, **fields)

    def numbered(made: list[SaleTotal]) -> tuple[SaleTotal, ...]:
        return tuple(attrs.evolve(each, purchase_id=f"S{i}") for i, each in enumerate(made, start=1))

    return st.lists(sale, min_size=min_size, max_size=max_size).map(numbered)
