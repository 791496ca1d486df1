"""The sales ranking (销售额排序表): by what they bought from us, or by their own sales."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from customerbase.errors import CurrencyMismatch
from customerbase.listing import Listing
from customerbase.model import Customer, Sale
from customerbase.organised.sums import (
    ZERO,
    Sum,
    by_id,
    exact_add,
    in_one_currency,
    money_or_none,
    share_of,
    summed,
)
from customerbase.values import Money, Period

__all__ = ["RankBy", "SalesRow", "sales_ranking"]


class RankBy(StrEnum):
    """What customers are ranked by; `TURNOVER` is the customer's own sales in a year."""

    AMOUNT = "amount"
    QUANTITY = "quantity"
    TURNOVER = "turnover"


@attrs.frozen(kw_only=True)
class SalesRow:
    """One customer of the sales ranking.

    Attributes
    ----------
    rank : int or None
        1, 2, 2, 4, ...; None where the figure ranked by is unknown.
    customer_id : str
    name : str or None
        None where sales name a customer whose card was not given.
    purchases, returns : int
        Sales that are no returns, and returns.
    amount : Money or None
        Returns deducted; None where there is no sale at all to say the currency.
    quantity : Decimal
        Returns deducted.
    turnover : Money or None
        As on the card.
    share, cumulative_share : Decimal or None
        Of the total of the figure ranked by: to 28 digits, half to even;
        the cumulative one is the exact running sum divided once, so that the
        last is exactly 1.  None where the total is not above 0.
    """

    rank: int | None
    customer_id: str
    name: str | None
    purchases: int
    returns: int
    amount: Money | None
    quantity: Decimal
    turnover: Money | None
    share: Decimal | None
    cumulative_share: Decimal | None


def sales_ranking(
    customers: Iterable[Customer],
    sales: Iterable[Sale],
    period: Period | None = None,
    *,
    by: RankBy | str = RankBy.AMOUNT,
    currency: str | None = None,
    as_of: date | None = None,
    everyone: bool = False,
) -> Listing[SalesRow]:
    """Rank customers by what they bought from us, or by their own turnover, greatest first.

    Equal figures have equal ranks (standard competition ranking: 1, 2, 2, 4)
    and stand by customer id.  A return lowers amount and quantity.

    Parameters
    ----------
    customers : iterable of Customer
    sales : iterable of Sale
        Those of a customer who is not among `customers` make a row without a name.
    period : Period, optional
    by : RankBy or str
    currency : str, optional
        Only sales in this currency, and ranked by turnover only turnovers in it, count.
    as_of : datetime.date, optional
        Leaves out later sales.
    everyone : bool
        List also those without a sale, or without a known turnover where that
        is what ranks them: the latter come last and have no rank.

    Returns
    -------
    Listing of SalesRow

    Raises
    ------
    CurrencyMismatch
        If sales, or the turnovers ranked by, are in several currencies and none was chosen.

    Examples
    --------
    >>> from customerbase.model import SaleTotal
    >>> sold = [
    ...     SaleTotal(
    ...         purchase_id=str(i),
    ...         customer_id=who,
    ...         on=date(2024, 1, i),
    ...         quantity=Decimal(1),
    ...         amount=Money(amount, "CNY"),
    ...     )
    ...     for i, who, amount in [(1, "a", 30), (2, "b", 70)]
    ... ]
    >>> for row in sales_ranking([], sold):
    ...     print(row.rank, row.customer_id, row.amount, row.share, row.cumulative_share)
    1 b 70.00 CNY 0.7 0.7
    2 a 30.00 CNY 0.3 1
    """
    if by not in set(RankBy):
        raise ValueError(f"by={by!r} is none of {', '.join(map(repr, map(str, RankBy)))}")
    by = RankBy(by)
    known = by_id(customers)
    found_currency, sums = in_one_currency(summed(sales, period, as_of), currency)
    turnovers = {who: his for who, each in known.items() if (his := each.size.turnover) is not None}
    figures: dict[str, Decimal]
    if by is RankBy.TURNOVER:
        counted = {who: each for who, each in turnovers.items() if currency in (None, each.currency)}
        if len(currencies := {each.currency for each in counted.values()}) > 1:
            raise CurrencyMismatch(currencies)
        figures = {who: each.amount for who, each in counted.items()}
    else:
        listed = sums.keys() | known.keys() if everyone else sums.keys()
        figures = {who: getattr(sums.get(who, Sum()), by.value) for who in listed}

    add = exact_add()
    order = sorted(sorted(figures), key=figures.__getitem__, reverse=True)  # stable: ties stay by customer id
    total = ZERO
    for who in order:
        total = add(total, figures[who])

    def row(who: str, rank: int | None, share: Decimal | None, cumulative: Decimal | None) -> SalesRow:
        held = sums.get(who) or Sum()
        customer = known.get(who)
        return SalesRow(
            rank=rank,
            customer_id=who,
            name=customer.name if customer else None,
            purchases=held.purchases,
            returns=held.returns,
            amount=money_or_none(held.amount, found_currency),
            quantity=held.quantity,
            turnover=customer.size.turnover if customer else None,
            share=share,
            cumulative_share=cumulative,
        )

    rows: list[SalesRow] = []
    running, rank = ZERO, 0
    for i, who in enumerate(order):
        running = add(running, figures[who])
        if i == 0 or figures[who] != figures[order[i - 1]]:
            rank = i + 1
        rows.append(row(who, rank, share_of(figures[who], total), share_of(running, total)))
    if everyone and by is RankBy.TURNOVER:
        unknown = sorted((known.keys() | sums.keys()) - figures.keys())
        rows += [row(who, None, None, None) for who in unknown]
    return Listing(rows)
