"""The address table (客户地址分类表): classes by province, city, district."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

import attrs

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

__all__ = ["PlaceRow", "address_table"]

_PARTS: Final = ("country", "province", "city", "district")
_Path: TypeAlias = tuple[str | None, ...]


@attrs.frozen(kw_only=True)
class PlaceRow:
    """One place of the address table.

    Attributes
    ----------
    level : int
        1 is the country (or whatever part comes first), 2 the province, ...
    place : tuple of (str or None)
        From the first part down to this one; None is a part that is unknown,
        or one that nobody there has.
    customers : int
        Who are there, those included whose card is lacking.
    buyers : int
        Of these, who bought, returns aside.
    amount : Money or None
        Returns deducted; None where there is no sale at all to say the currency.
    share : Decimal or None
        Of the amount of all places, to 28 digits; None where that is not above 0.
    """

    level: int
    place: tuple[str | None, ...]
    customers: int
    buyers: int
    amount: Money | None
    share: Decimal | None

    @property
    def name(self) -> str | None:
        """The place itself, without those that hold it."""
        return self.place[-1]


def address_table(
    customers: Iterable[Customer],
    sales: Iterable[Sale] = (),
    *,
    label: str = "main",
    parts: tuple[str, ...] = _PARTS,
    depth: int = 4,
    period: Period | None = None,
    currency: str | None = None,
    as_of: date | None = None,
) -> Listing[PlaceRow]:
    """Class customers by place: country → province → city → district, each place followed by what it holds.

    Below a place stands its next part that is known of anybody there: below
    a country without provinces its cities, below a place of which no more is
    known nothing.  The rows below a place, where there are any, sum up to it.
    Places of one level stand by name, the group of those where the part is
    unknown last; sales of a customer whose card was not given stand in that
    group.

    Parameters
    ----------
    customers : iterable of Customer
    sales : iterable of Sale
    label : str
        Which address of each customer.
    parts : tuple of str
        The parts of an address that make the levels: ``("country", "city")`` leaves out provinces.
    depth : int
        How many levels, from 1.
    period : Period, optional
    currency : str, optional
        Only sales in this currency count.
    as_of : datetime.date, optional
        Leaves out later sales.

    Returns
    -------
    Listing of PlaceRow

    Raises
    ------
    CurrencyMismatch
        If the sales are in several currencies and none was chosen.
    ValueError
        If a part is none of an address, or the depth is below 1.

    Examples
    --------
    >>> from customerbase.values import Address
    >>> known = [
    ...     Customer(customer_id="1", name="Ann", addresses=[Address(country="CN", city="深圳")]),
    ...     Customer(customer_id="2", name="Bo"),
    ... ]
    >>> [(row.place, row.customers) for row in address_table(known, parts=("country", "city"))]
    [(('CN',), 1), (('CN', '深圳'), 1), ((None,), 1)]
    """
    if depth < 1 or not parts or not set(parts) <= set(_PARTS):
        raise ValueError(f"parts must be some of {', '.join(_PARTS)}, and depth 1 or more")
    parts = parts[:depth]
    found_currency, sums = in_one_currency(summed(sales, period, as_of), currency)
    known = by_id(customers)
    add = exact_add()
    places: dict[_Path, _Place] = defaultdict(_Place)
    total = ZERO
    for who in known.keys() | sums.keys():
        address = known[who].address(label) if who in known else None
        whole = tuple(getattr(address, part) if address else None for part in parts)
        held = sums.get(who) or Sum()
        total = add(total, held.amount)
        for level in range(1, len(whole) + 1):
            place = places[whole[:level]]
            place.customers += 1
            place.buyers += held.purchases > 0
            place.amount = add(place.amount, held.amount)
    listed = _listed(places)
    order = sorted(listed, key=lambda path: [(part is None, part or "") for part in path])
    return Listing(
        PlaceRow(
            level=len(path),
            place=path,
            customers=places[path].customers,
            buyers=places[path].buyers,
            amount=money_or_none(places[path].amount, found_currency),
            share=share_of(places[path].amount, total),
        )
        for path in order
    )


def _listed(places: Collection[_Path]) -> set[_Path]:
    """Leave out of a place the levels that nobody there has: groups of the unknown that would hold all of it."""
    inside: dict[_Path, set[_Path]] = defaultdict(set)
    for path in places:
        inside[path[:-1]].add(path)
    # Where no address at all is known, all the same everybody must stand somewhere.
    skipped = {path for path in places if path[-1] is None and inside[path[:-1]] == {path}}
    listed = set(places) - skipped
    return listed or {path for path in places if len(path) == 1}


@attrs.define
class _Place:
    customers: int = 0
    buyers: int = 0
    amount: Decimal = ZERO
