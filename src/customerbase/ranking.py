"""The organised tables: the roster, the sales ranking, the grade table, the address table.

Each is a pure function from records to a tuple of rows.  The order of the
records never changes a row; `as_of` gives the table of that day.  Amounts
are summed exactly, in one currency: where sales are in several, either
`currency=` chooses those that count, or `CurrencyMismatch` names them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import attrs

from customerbase.errors import CurrencyMismatch
from customerbase.grading import Grade, GradeRule, Rule, grade_of
from customerbase.model import Assignment, Customer, CustomerKind, Sale, Source, Stage
from customerbase.values import Money, Period

__all__ = [
    "Basis",
    "GradeRow",
    "Origin",
    "PlaceRow",
    "RankBy",
    "RosterRow",
    "SalesRow",
    "address_table",
    "grade_table",
    "roster",
    "sales_ranking",
]

_SHARE: Final = Context(prec=28, rounding=ROUND_HALF_EVEN)
_ZERO: Final = Decimal(0)
_PARTS: Final = ("country", "province", "city", "district")


# ------------------------------------------------------------------ sums of sales


@attrs.define
class _Sum:
    """What one customer bought in one currency."""

    purchases: int = 0
    returns: int = 0
    amount: Decimal = _ZERO
    quantity: Decimal = _ZERO


def _summed(sales: Iterable[Sale], period: Period | None, as_of: date | None) -> dict[str, dict[str, _Sum]]:
    """Sum sales by currency and customer: one pass, no Money for each addition."""
    first = period.start if period else None
    ends = [each for each in (period.end if period else None, as_of) if each is not None]
    last = min(ends, default=None)
    # A context of our own, wide enough that no sum is ever rounded; the caller's is not touched.
    add = Context(prec=60).add
    by_currency: dict[str, dict[str, _Sum]] = {}
    for sale in sales:
        on = sale.on
        if (first is not None and on < first) or (last is not None and on > last):
            continue
        amount = sale.amount
        sums = by_currency.get(amount.currency)
        if sums is None:
            sums = by_currency[amount.currency] = {}
        held = sums.get(sale.customer_id)
        if held is None:
            held = sums[sale.customer_id] = _Sum()
        if sale.is_return:
            held.returns += 1
        else:
            held.purchases += 1
        held.amount = add(held.amount, amount.amount)
        held.quantity = add(held.quantity, sale.quantity)
    return by_currency


def _in_one_currency(
    summed: Mapping[str, dict[str, _Sum]], currency: str | None
) -> tuple[str | None, dict[str, _Sum]]:
    if currency is not None:
        return currency, summed.get(currency, {})
    if len(summed) > 1:
        raise CurrencyMismatch(summed)
    return next(iter(summed.items()), (None, {}))


def _money(amount: Decimal, currency: str | None) -> Money | None:
    return None if currency is None else Money(amount, currency)


def _by_id(customers: Iterable[Customer]) -> dict[str, Customer]:
    return {each.customer_id: each for each in sorted(customers, key=lambda each: each.customer_id)}


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return _SHARE.divide(part, whole) if whole > 0 else None


# ------------------------------------------------------------------ roster


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
) -> tuple[RosterRow, ...]:
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
    tuple of RosterRow

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
    for customer in _by_id(customers).values():
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
    return tuple(rows)


# ------------------------------------------------------------------ sales ranking


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
) -> tuple[SalesRow, ...]:
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
    tuple of SalesRow

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
    by = RankBy(by)
    known = _by_id(customers)
    found_currency, sums = _in_one_currency(_summed(sales, period, as_of), currency)
    turnovers = {each.customer_id: each.size.turnover for each in known.values() if each.size.turnover}
    figures: dict[str, Decimal]
    if by is RankBy.TURNOVER:
        counted = {who: each for who, each in turnovers.items() if currency in (None, each.currency)}
        if len(currencies := {each.currency for each in counted.values()}) > 1:
            raise CurrencyMismatch(currencies)
        figures = {who: each.amount for who, each in counted.items()}
    else:
        listed = sums.keys() | known.keys() if everyone else sums.keys()
        figures = {who: getattr(sums.get(who, _Sum()), by.value) for who in listed}

    add = Context(prec=60).add
    order = sorted(figures, key=lambda who: (-figures[who], who))
    total = _ZERO
    for who in order:
        total = add(total, figures[who])

    def row(who: str, rank: int | None, share: Decimal | None, cumulative: Decimal | None) -> SalesRow:
        held = sums.get(who) or _Sum()
        customer = known.get(who)
        return SalesRow(
            rank=rank,
            customer_id=who,
            name=customer.name if customer else None,
            purchases=held.purchases,
            returns=held.returns,
            amount=_money(held.amount, found_currency),
            quantity=held.quantity,
            turnover=customer.size.turnover if customer else None,
            share=share,
            cumulative_share=cumulative,
        )

    rows: list[SalesRow] = []
    running, rank = _ZERO, 0
    for i, who in enumerate(order):
        running = add(running, figures[who])
        if i == 0 or figures[who] != figures[order[i - 1]]:
            rank = i + 1
        rows.append(row(who, rank, _share(figures[who], total), _share(running, total)))
    if everyone and by is RankBy.TURNOVER:
        unknown = sorted((known.keys() | sums.keys()) - figures.keys())
        rows += [row(who, None, None, None) for who in unknown]
    return tuple(rows)


# ------------------------------------------------------------------ grade table


@attrs.frozen(kw_only=True)
class GradeRow:
    """One customer of the grade table.

    Attributes
    ----------
    grade : str or None
        By the first rule; None where the facts give none.
    customer_id, name : str
    reason : str
        Why, in one sentence.
    grades : tuple of (str, Grade)
        By every rule, in the order in which the rules were given.
    """

    grade: str | None
    customer_id: str
    name: str
    reason: str
    grades: tuple[tuple[str, Grade], ...]


def grade_table(
    customers: Iterable[Customer],
    rule: Rule | Mapping[str, Rule],
    *,
    sales: Iterable[Sale] | None = None,
    period: Period | None = None,
    as_of: date | None = None,
) -> tuple[GradeRow, ...]:
    """Put customers into grades, best first, those without a grade last.

    Parameters
    ----------
    customers : iterable of Customer
    rule : Rule, or mapping of str to Rule
        A rule of `grading`, a plain function from a customer to a `Grade`, or
        several by name: the first is the one that sorts.
    sales : iterable of Sale, optional
        What rules on the size of purchases see; None says that it is not
        known, which is not the same as nothing bought.
    period : Period, optional
        Of the sales that count.
    as_of : datetime.date, optional
        Leaves out later sales.

    Returns
    -------
    tuple of GradeRow

    Examples
    --------
    >>> from customerbase.grading import by_employees
    >>> from customerbase.values import Size
    >>> known = [
    ...     Customer(customer_id="1", name="Ann"),
    ...     Customer(customer_id="2", name="Bo", size=Size(employees=30)),
    ... ]
    >>> for row in grade_table(known, by_employees([("A", 10), ("B", 0)])):
    ...     print(row.grade, row.name, row.reason)
    A Bo 30 employees, at least 10
    None Ann number of employees unknown
    """
    rules = rule if isinstance(rule, Mapping) else {"grade": rule}
    bought: dict[str, list[Money]] | None = None
    if sales is not None:
        bought = defaultdict(list)
        for currency, sums in sorted(_summed(sales, period, as_of).items()):
            for who, held in sums.items():
                bought[who].append(Money(held.amount, currency))
    rows = []
    for customer in _by_id(customers).values():
        his = None if bought is None else tuple(bought.get(customer.customer_id, ()))
        grades = tuple((name, grade_of(each, customer, his)) for name, each in rules.items())
        leading = grades[0][1] if grades else Grade(None, "no rule was given")
        rows.append(
            GradeRow(
                grade=leading.grade,
                customer_id=customer.customer_id,
                name=customer.name,
                reason=leading.reason,
                grades=grades,
            )
        )
    places = [_place_in(each) for each in rules.values()]
    rows.sort(key=lambda row: [place(each) for place, (_, each) in zip(places, row.grades, strict=True)])
    return tuple(rows)


def _place_in(rule: Rule) -> Callable[[Grade], tuple[int, str]]:
    """Return how grades of a rule are sorted: its own order, then others by name, then none."""
    order = {grade: i for i, grade in enumerate(rule.grades)} if isinstance(rule, GradeRule) else {}

    def place(given: Grade) -> tuple[int, str]:
        if given.grade is None:
            return len(order) + 1, ""
        return order.get(given.grade, len(order)), given.grade

    return place


# ------------------------------------------------------------------ address table


@attrs.frozen(kw_only=True)
class PlaceRow:
    """One place of the address table.

    Attributes
    ----------
    level : int
        1 is the country (or whatever part comes first), 2 the province, ...
    place : tuple of (str or None)
        From the first part down to this one; None is a part that is unknown.
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
) -> tuple[PlaceRow, ...]:
    """Class customers by place: country → province → city → district, each place followed by what it holds.

    The rows below a place sum up to it.  Places of one level stand by name,
    the group of those where the part is unknown last; sales of a customer
    whose card was not given stand in that group.

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
    tuple of PlaceRow

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
    [(('CN',), 1), (('CN', '深圳'), 1), ((None,), 1), ((None, None), 1)]
    """
    if depth < 1 or not parts or not set(parts) <= set(_PARTS):
        raise ValueError(f"parts must be some of {', '.join(_PARTS)}, and depth 1 or more")
    parts = parts[:depth]
    found_currency, sums = _in_one_currency(_summed(sales, period, as_of), currency)
    known = _by_id(customers)
    add = Context(prec=60).add
    places: dict[tuple[str | None, ...], _Place] = defaultdict(_Place)
    total = _ZERO
    for who in known.keys() | sums.keys():
        address = known[who].address(label) if who in known else None
        whole = tuple(getattr(address, part) if address else None for part in parts)
        held = sums.get(who) or _Sum()
        total = add(total, held.amount)
        for level in range(1, len(whole) + 1):
            place = places[whole[:level]]
            place.customers += 1
            place.buyers += held.purchases > 0
            place.amount = add(place.amount, held.amount)
    order = sorted(places, key=lambda path: [(part is None, part or "") for part in path])
    return tuple(
        PlaceRow(
            level=len(path),
            place=path,
            customers=places[path].customers,
            buyers=places[path].buyers,
            amount=_money(places[path].amount, found_currency),
            share=_share(places[path].amount, total),
        )
        for path in order
    )


@attrs.define
class _Place:
    customers: int = 0
    buyers: int = 0
    amount: Decimal = _ZERO
