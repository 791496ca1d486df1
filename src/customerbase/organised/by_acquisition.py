"""The roster (客户名册): customers in the order in which they were acquired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

import attrs

from customerbase.listing import Listing
from customerbase.model import Assignment, Customer, CustomerKind, Sale, Source, Stage
from customerbase.organised.sums import by_id

__all__ = ["Basis", "Origin", "RosterRow", "roster"]


class Basis(StrEnum):
    """What a day of acquisition rests on."""

    STATED = "stated"
    FIRST_PURCHASE = "first_purchase"
    FIRST_RECORDED = "first_recorded"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Origin:
    """By which source the base first heard of a customer, and on what day."""

    source: Source
    on: date


@attrs.frozen(kw_only=True)
class RosterRow:
    """One customer of the roster.

    Attributes
    ----------
    number : int
        From 1, in order of acquisition.
    customer_id, name : str
    kind : CustomerKind
    stage : Stage
        As it stands on the card that was given.
    acquired_on : datetime.date or None
    basis : Basis
        What `acquired_on` rests on.
    source : Source or None
        By which the base first heard of him.
    collected_by : str or None
        Who learned of him.
    responsible : tuple of str
        The employees in charge, by id.
    """

    number: int
    customer_id: str
    name: str
    kind: CustomerKind
    stage: Stage
    acquired_on: date | None
    basis: Basis
    source: Source | None
    collected_by: str | None
    responsible: tuple[str, ...]


def roster(
    customers: Iterable[Customer],
    *,
    origins: Mapping[str, Origin] = MappingProxyType({}),
    sales: Iterable[Sale] = (),
    assignments: Iterable[Assignment] = (),
    as_of: date | None = None,
) -> Listing[RosterRow]:
    """List the customers in the order in which they were acquired.

    The day is the one stated on the card; else that of the first sale that
    is no return; else the day on which the base first heard of him.  Ties
    stand by customer id, unknown days last.

    Parameters
    ----------
    customers : iterable of Customer
    origins : mapping of str to Origin
        Customer id → by which source, and when, the base first heard of him.
    sales : iterable of Sale
    assignments : iterable of Assignment
    as_of : datetime.date, optional
        Leaves out who was acquired later, and later sales, origins and
        assignments; None is the end of the story.

    Returns
    -------
    Listing of RosterRow

    Examples
    --------
    >>> known = [
    ...     Customer(customer_id="2", name="Bo", acquired_on=date(2024, 5, 1)),
    ...     Customer(customer_id="1", name="Ann"),
    ... ]
    >>> heard = {"1": Origin(source=Source.of("visit"), on=date(2024, 2, 1))}
    >>> [(row.number, row.name, row.basis.value) for row in roster(known, origins=heard)]
    [(1, 'Ann', 'first_recorded'), (2, 'Bo', 'stated')]
    """
    bought: dict[str, date] = {}
    for sale in sales:
        if not sale.is_return:
            earlier = bought.get(sale.customer_id)
            if earlier is None or sale.on < earlier:
                bought[sale.customer_id] = sale.on
    charged: dict[str, set[str]] = defaultdict(set)
    for each in assignments:
        if each.holds(as_of):
            charged[each.customer_id].add(each.employee_id)

    found: list[tuple[date | None, Basis, Customer]] = []
    for customer in by_id(customers).values():
        origin = origins.get(customer.customer_id)
        days = (
            (customer.acquired_on, Basis.STATED),
            (bought.get(customer.customer_id), Basis.FIRST_PURCHASE),
            (origin.on if origin else None, Basis.FIRST_RECORDED),
        )
        known = [(on, basis) for on, basis in days if on is not None]
        if as_of is not None and customer.acquired_on is None:
            known_then = [(on, basis) for on, basis in known if on <= as_of]
        else:
            known_then = known[:1]
        if as_of is not None and known and (not known_then or known_then[0][0] > as_of):
            continue
        on, basis = known_then[0] if known_then else (None, Basis.UNKNOWN)
        found.append((on, basis, customer))
    found.sort(key=lambda each: (each[0] is None, each[0] or date.min))  # stable: ties stay by customer id

    rows = []
    for number, (on, basis, customer) in enumerate(found, start=1):
        origin = origins.get(customer.customer_id)
        if origin is not None and as_of is not None and origin.on > as_of:
            origin = None
        rows.append(
            RosterRow(
                number=number,
                customer_id=customer.customer_id,
                name=customer.name,
                kind=customer.kind,
                stage=customer.stage,
                acquired_on=on,
                basis=basis,
                source=origin.source if origin else None,
                collected_by=origin.source.collected_by if origin else None,
                responsible=tuple(sorted(charged.get(customer.customer_id, ()))),
            )
        )
    return Listing(rows)
