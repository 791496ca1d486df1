"""Recency, frequency and monetary value of each customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo
from decimal import Decimal

import attrs

from customerbase.measures.dealt import (
    EXACT,
    MEAN,
    Count,
    Dealt,
    Returns,
    dealt_with,
    in_one_currency,
)
from customerbase.measures.summaries import Summaries
from customerbase.model import Sale
from customerbase.validation import word_of, zone_of
from customerbase.values import Money

__all__ = ["RfmSummary", "summarize"]


@attrs.frozen(kw_only=True)
class RfmSummary:
    """What one customer bought up to a day.

    Attributes
    ----------
    customer_id : str
    recency : int or None
        Days from the last visit to `as_of`; None where there was none,
        which is so for those who only brought things back.
    frequency : int
        Visits.
    monetary : Money
        All that was bought, returns deducted unless they are ignored.
    first_purchase, last_purchase : datetime.date or None
        Days of the first and the last visit.
    tenure : int or None
        Days from the first visit to `as_of`.
    """

    customer_id: str
    recency: int | None
    frequency: int
    monetary: Money
    first_purchase: date | None
    last_purchase: date | None
    tenure: int | None

    @property
    def repeats(self) -> int:
        """Visits after the first; the *frequency* of lifetime models."""
        return max(self.frequency - 1, 0)

    @property
    def age_at_last_purchase(self) -> int | None:
        """Days from the first visit to the last; the *recency* of lifetime models."""
        return None if self.tenure is None or self.recency is None else self.tenure - self.recency

    @property
    def mean_value(self) -> Decimal | None:
        """What a visit came to in the mean, to 28 digits."""
        return MEAN.divide(self.monetary.amount, Decimal(self.frequency)) if self.frequency else None


def summarize(
    purchases: Iterable[Sale],
    *,
    as_of: date,
    zone: str | tzinfo | None = None,
    count: Count | str = Count.ORDER,
    returns: Returns | str = Returns.LOWER,
    currency: str | None = None,
) -> Summaries[RfmSummary]:
    """Sum up what each customer bought: recency, frequency, monetary value.

    The order of the purchases changes nothing; no two are taken for the same
    one because they look alike.

    Parameters
    ----------
    purchases : iterable of Purchase or SaleTotal
    as_of : datetime.date
        Later purchases do not count; one of this day does, and has recency 0.
    zone : str or tzinfo, optional
        Decides the day of a purchase whose instant (`at`) is known.  Without
        it, the day is the one that the purchase says (`on`).
    count : {"order", "day", "line"}
        What a visit is.  A line that is negative is none.
    returns : {"lower", "ignore", "visit"}
    currency : str, optional
        Only purchases in it count; needed where there are several.

    Returns
    -------
    Summaries of RfmSummary
        By customer id.  Customers without any purchase by `as_of` are not among them.

    Raises
    ------
    CurrencyMismatch
        If there are several currencies and none was chosen.
    TypeError
        If lines are to be counted and purchases come without theirs, or `as_of` is no day.
    ValueError
        If `count`, `returns` or `zone` is none of its words.

    Examples
    --------
    >>> from customerbase.model import Purchase, PurchaseLine
    >>> def bought(number, on, price, quantity=1):
    ...     line = PurchaseLine(quantity=quantity, unit_price=Money(price, "CNY"))
    ...     return Purchase(purchase_id=number, customer_id="C1", on=on, lines=[line])
    >>> (one,) = summarize(
    ...     [
    ...         bought("1", date(2024, 5, 1), 100),
    ...         bought("2", date(2024, 6, 1), 50),
    ...         bought("3", date(2024, 6, 9), 50, -1),
    ...     ],
    ...     as_of=date(2024, 6, 30),
    ... )
    >>> one.recency, one.frequency, str(one.monetary), one.tenure, one.age_at_last_purchase
    (29, 2, '100.00 CNY', 60, 31)
    """
    count, returns = word_of(Count, count, "count"), word_of(Returns, returns, "returns")
    held: dict[str, dict[str, _Held]] = {}
    for dealt in dealt_with(purchases, as_of, None if zone is None else zone_of(zone), count):
        if dealt.is_return and returns is Returns.IGNORE:
            continue
        in_one = held.setdefault(dealt.currency, {})
        (in_one.get(dealt.customer_id) or in_one.setdefault(dealt.customer_id, _Held())).add(
            dealt, visit=not dealt.is_return or returns is Returns.VISIT
        )
    found, own = in_one_currency(held, currency)
    by_day = count is Count.DAY
    rows = (own[who].summary(who, found or "", as_of, by_day=by_day) for who in sorted(own))
    return Summaries(rows, as_of=as_of, currency=found, counted=count, returns=returns)


class _Held:
    """What is held of one customer while his purchases are read."""

    __slots__ = ("amount", "days", "visits")

    def __init__(self) -> None:
        self.amount = Decimal(0)
        self.visits = 0
        self.days: set[date] = set()

    def add(self, dealt: Dealt, *, visit: bool) -> None:
        self.amount = EXACT.add(self.amount, dealt.amount)
        if visit:
            self.visits += 1
            self.days.add(dealt.on)

    def summary(self, who: str, currency: str, as_of: date, *, by_day: bool) -> RfmSummary:
        first, last = min(self.days, default=None), max(self.days, default=None)
        return RfmSummary(
            customer_id=who,
            recency=None if last is None else (as_of - last).days,
            frequency=len(self.days) if by_day else self.visits,
            monetary=Money(self.amount, currency),
            first_purchase=first,
            last_purchase=last,
            tenure=None if first is None else (as_of - first).days,
        )
