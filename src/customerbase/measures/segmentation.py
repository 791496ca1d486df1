"""Recency, frequency and monetary value of each customer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, tzinfo
from decimal import Decimal

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.measures.dealt import (
    EXACT,
    MEAN,
    Count,
    Dealt,
    Returns,
    dealt_with,
    in_one_currency,
    trimmed,
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
        `summarize` writes it with the decimals of the currency's minor unit,
        and with more only where it is finer.
    first_purchase, last_purchase : datetime.date or None
        Days of the first and the last visit.
    tenure : int or None
        Days from the first visit to `as_of`.

    Raises
    ------
    InvalidRecord
        If one that is made by hand contradicts itself, or holds what is not exact.
    """

    customer_id: str
    recency: int | None
    frequency: int
    monetary: Money
    first_purchase: date | None
    last_purchase: date | None
    tenure: int | None

    def __attrs_post_init__(self) -> None:
        if problems := list(self._problems()):
            raise InvalidRecord("RfmSummary", problems)

    def _problems(self) -> Iterator[Problem]:
        recency, frequency = self.recency, self.frequency
        if not isinstance(self.customer_id, str) or not self.customer_id:
            yield Problem("$.customer_id", self.customer_id, "is no id")
        if not isinstance(self.monetary, Money):
            hint = 'write it as Money("99.50", "CNY")'
            yield Problem("$.monetary", self.monetary, "is no Money", hint)
        counts = [
            Problem(f"$.{name}", value, "is no whole number from 0")
            for name, value in (("recency", recency), ("frequency", frequency), ("tenure", self.tenure))
            if (value is not None or name == "frequency") and not _counted(value)
        ]
        yield from counts
        if not counts:
            yield from self._contradictions()
        days = (self.first_purchase, self.last_purchase)
        wrong = [each for each in days if each is not None and type(each) is not date]
        for each in wrong:
            yield Problem("$.first_purchase" if each is days[0] else "$.last_purchase", each, "is no day")
        if not wrong and days[0] is not None and days[1] is not None and days[0] > days[1]:
            yield Problem("$.first_purchase", days[0], f"is after the last, {days[1]}")

    def _contradictions(self) -> Iterator[Problem]:
        if self.recency is None and self.frequency:
            yield Problem("$.recency", None, f"is unknown, and there are {self.frequency} visits")
        if self.recency is not None and not self.frequency:
            hint = "frequency counts every visit, the first one too"
            yield Problem("$.frequency", 0, f"is 0, and there was a visit {self.recency} days before", hint)
        if self.recency is not None and self.tenure is not None and self.tenure < self.recency:
            reason = f"is {self.tenure} days, and the last visit was {self.recency} days before"
            yield Problem("$.tenure", self.tenure, reason)

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
        If these are no purchases (a table, say), lines are to be counted and
        purchases come without theirs, or `as_of` is no day.
    ValueError
        If `count`, `returns`, `zone` or `currency` is none of its words.

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


def _counted(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


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
            monetary=Money(trimmed(self.amount, currency), currency),
            first_purchase=first,
            last_purchase=last,
            tenure=None if first is None else (as_of - first).days,
        )
