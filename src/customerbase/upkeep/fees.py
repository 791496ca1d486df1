"""Fees for upkeep: so much for each record of tier 1, so much for each of tier 2."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import attrs

from customerbase.errors import CurrencyMismatch, InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.scoring.checks import once_each, raise_any
from customerbase.upkeep.tiers import DataTier, TierRow
from customerbase.values import Money, total

__all__ = ["FeeRow", "Fees", "fees"]


@attrs.frozen(kw_only=True)
class FeeRow:
    """The fee for the records of one tier.

    Attributes
    ----------
    tier : DataTier
    records : int
    rate, amount : Money
        For one record, and for all of them.
    """

    tier: DataTier
    records: int
    rate: Money
    amount: Money


@attrs.frozen(kw_only=True)
class Fees(InNotebook):
    """What the upkeep of the records costs.

    Attributes
    ----------
    total : Money
    records : int
        Those for which there is a rate.
    rows : Listing of FeeRow
        By tier.
    """

    total: Money
    records: int
    rows: Listing[FeeRow] = attrs.field(repr=False)

    def _repr_html_(self) -> str:
        return InNotebook._repr_html_(self) + self.rows._repr_html_()


def fees(rows: Iterable[TierRow], rates: Mapping[DataTier, Money]) -> Fees:
    """Sum up the fees for records by their tier.

    Parameters
    ----------
    rows : iterable of TierRow
        What `tiers` returns.
    rates : mapping of DataTier to Money
        For one record of the tier; a tier without a rate costs nothing.

    Returns
    -------
    Fees
        Exact: nothing is rounded.

    Raises
    ------
    InvalidRecord
        If there is no rate, a rate is negative or no Money, its tier is none, or a record stands there twice.
    CurrencyMismatch
        If rates are in several currencies.

    Examples
    --------
    >>> from datetime import date
    >>> from customerbase.upkeep.record_use import RecordUse
    >>> from customerbase.upkeep.tiers import tiers
    >>> known = [RecordUse(customer_id=who, maintained_on=date(2024, 5, 1)) for who in ("C1", "C2", "C3")]
    >>> rates = {DataTier.FIRST: Money("1.50", "CNY"), DataTier.SECOND: Money("0.80", "CNY")}
    >>> str(fees(tiers(known, as_of=date(2024, 12, 31)), rates).total)
    '2.40 CNY'
    """
    known = _rates(rates)
    held = tuple(rows)
    once_each((each.customer_id for each in held), "Fees")
    counts = Counter(each.tier for each in held)
    made = [
        FeeRow(tier=each, records=counts[each], rate=known[each], amount=known[each] * counts[each])
        for each in DataTier
        if each in known
    ]
    return Fees(
        total=total(each.amount for each in made),
        records=sum(each.records for each in made),
        rows=Listing(made),
    )


def _rates(rates: Mapping[DataTier, Money]) -> dict[DataTier, Money]:
    hint = 'write {DataTier.FIRST: Money("1.50", "CNY")}'
    if not isinstance(rates, Mapping) or not rates:
        raise InvalidRecord("Fees", [Problem("$.rates", rates, "names no rate", hint)])
    problems = []
    for each, rate in rates.items():
        path = f"$.rates[{str(each)!r}]"
        if each not in tuple(DataTier):
            problems.append(Problem(path, each, "is no tier", hint))
        if not isinstance(rate, Money):
            problems.append(Problem(path, rate, "is no Money", hint))
        elif rate.amount < 0:
            problems.append(Problem(path, rate, "is negative"))
    raise_any("Fees", problems)
    currencies = {each.currency for each in rates.values()}
    if len(currencies) > 1:
        raise CurrencyMismatch(currencies)
    return {DataTier(each): rate for each, rate in rates.items()}
