"""What models of a customer's lifetime ask of his purchases: x, t_x, T and m_x."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, tzinfo
from decimal import Decimal

import attrs

from customerbase.measures.dealt import (
    EXACT,
    MEAN,
    Count,
    Returns,
    dealt_with,
    in_one_currency,
)
from customerbase.measures.summaries import Summaries
from customerbase.model import Sale
from customerbase.validation import word_of, zone_of

__all__ = ["LifetimeSummary", "summarize_lifetime"]


@attrs.frozen(kw_only=True)
class LifetimeSummary:
    """What models of a customer's lifetime ask of his purchases.

    Attributes
    ----------
    customer_id : str
    repeats : int
        Days with a purchase after the first such day (x).
    age_at_last_purchase : int
        Days from the first to the last of them (t_x).
    tenure : int
        Days from the first to `as_of` (T).
    repeat_value : Decimal or None
        Mean of what each day after the first came to, to 28 digits (m_x);
        None where there is none.
    """

    customer_id: str
    repeats: int
    age_at_last_purchase: int
    tenure: int
    repeat_value: Decimal | None


def summarize_lifetime(
    purchases: Iterable[Sale],
    *,
    as_of: date,
    zone: str | tzinfo | None = None,
    returns: Returns | str = Returns.LOWER,
    currency: str | None = None,
) -> Summaries[LifetimeSummary]:
    """Sum up what models of a customer's lifetime ask: x, t_x, T and m_x.

    A visit is a local day with a purchase.  The parameters, and what is
    raised, are those of `summarize`.  A return lowers what its own day came
    to; a return on a day without a purchase lowers what all the repeat days
    came to, so that none of it is lost.

    Returns
    -------
    Summaries of LifetimeSummary
        By customer id; those who never visited are not among them.

    References
    ----------
    Fader, Hardie & Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base
    Analysis", Journal of Marketing Research 42 (2005), p. 415-430: the notation
    (x, t_x, T), and m_x as the mean of the repeat transactions.

    Examples
    --------
    >>> from customerbase.model import SaleTotal
    >>> from customerbase.values import Money
    >>> sold = [
    ...     SaleTotal(
    ...         purchase_id=str(i),
    ...         customer_id="C1",
    ...         on=date(2024, month, 1),
    ...         quantity=1,
    ...         amount=Money(amount, "CNY"),
    ...     )
    ...     for i, (month, amount) in enumerate([(1, 10), (2, 20), (3, 30)])
    ... ]
    >>> (one,) = summarize_lifetime(sold, as_of=date(2024, 3, 31))
    >>> one.repeats, one.age_at_last_purchase, one.tenure, one.repeat_value
    (2, 60, 90, Decimal('25'))
    """
    returns = word_of(Returns, returns, "returns")
    held: dict[str, dict[str, dict[date, Decimal]]] = {}
    visits: dict[tuple[str, str], set[date]] = {}
    for dealt in dealt_with(purchases, as_of, None if zone is None else zone_of(zone), Count.ORDER):
        if dealt.is_return and returns is Returns.IGNORE:
            continue
        days = held.setdefault(dealt.currency, {}).setdefault(dealt.customer_id, {})
        days[dealt.on] = EXACT.add(days.get(dealt.on, Decimal(0)), dealt.amount)
        if not dealt.is_return or returns is Returns.VISIT:
            visits.setdefault((dealt.currency, dealt.customer_id), set()).add(dealt.on)
    found, own = in_one_currency(held, currency)
    rows = (
        _lifetime(who, own[who], visits[found or "", who], as_of)
        for who in sorted(own)
        if (found or "", who) in visits
    )
    return Summaries(rows, as_of=as_of, currency=found, counted=Count.DAY, returns=returns)


def _lifetime(who: str, days: dict[date, Decimal], visits: set[date], as_of: date) -> LifetimeSummary:
    first, last = min(visits), max(visits)
    repeats = len(visits) - 1
    later = Decimal(0)
    for on, amount in days.items():
        if on != first:
            later = EXACT.add(later, amount)
    return LifetimeSummary(
        customer_id=who,
        repeats=repeats,
        age_at_last_purchase=(last - first).days,
        tenure=(as_of - first).days,
        repeat_value=MEAN.divide(later, Decimal(repeats)) if repeats else None,
    )
