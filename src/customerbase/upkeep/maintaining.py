"""Upkeep by area: the share of records maintained in a period (维护率), and areas with too few customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.model import Customer
from customerbase.scoring.checks import count_from, raise_any
from customerbase.upkeep.areas import Area, By, area_of, area_order
from customerbase.upkeep.days_given import Maintained, days_by_customer
from customerbase.values import Period

__all__ = ["AreaRate", "MaintenanceRate", "Shortfall", "maintenance_rate", "shortfalls"]


@attrs.frozen(kw_only=True)
class AreaRate:
    """How much of an area was maintained.

    Attributes
    ----------
    area : tuple of (str or None)
        From wide to narrow; None is a part that is unknown.
    records, maintained : int
    share : Fraction
        Maintained ÷ records.
    """

    area: Area
    records: int
    maintained: int
    share: Fraction


@attrs.frozen(kw_only=True)
class MaintenanceRate(InNotebook):
    """How much of the records was maintained in a period.

    Attributes
    ----------
    period : Period
    records, maintained : int
    share : Fraction or None
        The maintenance rate: maintained ÷ records; None where there are none.
    areas : Listing of AreaRate
        By name, those of an unknown place last; they sum up to the whole.
    """

    period: Period
    records: int
    maintained: int
    share: Fraction | None
    areas: Listing[AreaRate] = attrs.field(repr=False)

    @property
    def worst_first(self) -> Listing[AreaRate]:
        """The areas from the smallest share to the largest."""
        return Listing(sorted(self.areas, key=lambda each: each.share))

    def _repr_html_(self) -> str:
        return InNotebook._repr_html_(self) + self.areas._repr_html_()


def maintenance_rate(
    maintained: Maintained, customers: Iterable[Customer], *, period: Period, by: By = "province"
) -> MaintenanceRate:
    """Say which share of the records was maintained in a period, by area.

    Parameters
    ----------
    maintained : iterable of Verification, or mapping of customer id to day or days
        Of verifications those count after which the card was known to be right.
        What is said of customers who are not among those given is left out.
    customers : iterable of Customer
    period : Period
    by : {'province', 'city', 'district'} or function of a customer
        Of the main address; or what the function returns.

    Returns
    -------
    MaintenanceRate

    Raises
    ------
    InvalidRecord
        If a customer is given twice, or a day is none.
    TypeError
        If the period is none.
    ValueError
        If `by` is another word.

    Examples
    --------
    >>> from datetime import date
    >>> from customerbase.values import Address
    >>> known = [
    ...     Customer(customer_id="C1", name="Ann", addresses=[Address(province="广东")]),
    ...     Customer(customer_id="C2", name="Bo", addresses=[Address(province="广东")]),
    ...     Customer(customer_id="C3", name="Cy"),
    ... ]
    >>> rate = maintenance_rate({"C1": date(2024, 3, 1)}, known, period=Period.year(2024))
    >>> rate.share, [(each.area, each.records, each.maintained) for each in rate.areas]
    (Fraction(1, 3), [(('广东',), 2, 1), ((None,), 1, 0)])
    """
    if not isinstance(period, Period):
        raise TypeError(
            f"period={period!r} is no Period: write Period.year(2024), or Period.parse('2024-Q1')"
        )
    where = _areas(customers, by)
    kept = {
        who
        for who, days in days_by_customer(maintained, "maintained").items()
        if who in where and any(day in period for day in days)
    }
    records = Counter(where.values())
    done = Counter(where[who] for who in kept)
    return MaintenanceRate(
        period=period,
        records=len(where),
        maintained=len(kept),
        share=Fraction(len(kept), len(where)) if where else None,
        areas=Listing(
            AreaRate(
                area=area,
                records=records[area],
                maintained=done[area],
                share=Fraction(done[area], records[area]),
            )
            for area in sorted(records, key=area_order)
        ),
    )


def _areas(customers: Iterable[Customer], by: By) -> dict[str, Area]:
    told = area_of(by)
    where: dict[str, Area] = {}
    twice: list[str] = []
    for each in customers:
        if each.customer_id in where:
            twice.append(each.customer_id)
        where[each.customer_id] = told(each)
    raise_any(
        "Customers", [Problem("$.customer_id", who, f"{who!r} stands there twice") for who in twice[:5]]
    )
    return where


@attrs.frozen(kw_only=True)
class Shortfall:
    """An area, and how many customers it lacks.

    Attributes
    ----------
    area : tuple of (str or None)
    least, customers : int
        How many there are to be at least, and how many there are.
    missing : int
        0 where there are enough.
    """

    area: Area
    least: int
    customers: int
    missing: int


def shortfalls(
    customers: Iterable[Customer], least: Mapping[str | Area, int], *, by: By = "province"
) -> Listing[Shortfall]:
    """Say in which areas there are fewer customers than there are to be at least.

    Parameters
    ----------
    customers : iterable of Customer
    least : mapping of area to int
        An area as ``"广东"``, or where it has several parts as ``("广东", "深圳")``.
        Others need none.
    by : {'province', 'city', 'district'} or function of a customer

    Returns
    -------
    Listing of Shortfall
        All areas of `least`, those that lack most first.

    Raises
    ------
    InvalidRecord
        If a customer is given twice, an area is none, or a number none from 0.
    ValueError, TypeError
        As `maintenance_rate`.

    Examples
    --------
    >>> from customerbase.values import Address
    >>> known = [Customer(customer_id="C1", name="Ann", addresses=[Address(province="广东")])]
    >>> [(each.area, each.missing) for each in shortfalls(known, {"广东": 1, "广西": 2})]
    [(('广西',), 2), (('广东',), 0)]
    """
    wanted = _least(least, None if callable(by) else by)
    found = Counter(_areas(customers, by).values())
    rows = [
        Shortfall(area=area, least=number, customers=found[area], missing=max(0, number - found[area]))
        for area, number in wanted.items()
    ]
    return Listing(sorted(rows, key=lambda each: (-each.missing, area_order(each.area))))


_DEPTH = {"province": 1, "city": 2, "district": 3}


def _least(least: Mapping[str | Area, int], by: str | None) -> dict[Area, int]:
    if not isinstance(least, Mapping):
        raise InvalidRecord("Shortfall", [Problem("$.least", least, "is no mapping", 'write {"广东": 200}')])
    depth = _DEPTH.get(by or "")
    problems = []
    wanted: dict[Area, int] = {}
    for given, number in least.items():
        area = (given,) if given is None or isinstance(given, str) else given
        path = f"$.least[{given!r}]"
        if not isinstance(area, tuple) or not all(each is None or isinstance(each, str) for each in area):
            problems.append(Problem(path, given, "is no area", 'write "广东", or ("广东", "深圳")'))
        elif depth is not None and len(area) != depth:
            hint = f"write {depth} of them from wide to narrow, None where one is unknown"
            problems.append(Problem(path, given, f"has {len(area)} part(s), and a {by} has {depth}", hint))
        elif not count_from(number):
            problems.append(Problem(path, number, f"{number!r} is no number of customers"))
        elif area in wanted:
            problems.append(Problem(path, given, "is named twice"))
        else:
            wanted[area] = number
    raise_any("Shortfall", problems)
    return wanted
