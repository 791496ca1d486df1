"""The economics of a mailing: which cells pay, told from a small test before the large one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

import attrs

from customerbase.errors import CurrencyMismatch, InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.scoring.checks import count_from, ids_of, one_to, raise_any
from customerbase.scoring.scale import Points
from customerbase.scoring.score import RfmScore, only_score
from customerbase.validation import EXACT
from customerbase.values import Money

__all__ = ["CellRow", "Mailing", "Trial", "break_even_rate", "mailing", "trials_by_cell"]


@attrs.frozen
class Trial:
    """How a test mailing went in one cell.

    Parameters
    ----------
    mailed, responded : int
    """

    mailed: int
    responded: int

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(f"$.{name}", value, "is no number of customers")
            for name, value in (("mailed", self.mailed), ("responded", self.responded))
            if not count_from(value)
        ]
        if not problems and self.responded > self.mailed:
            problems = [Problem("$.responded", self.responded, f"is above the {self.mailed} mailed")]
        raise_any("Trial", problems)

    @property
    def rate(self) -> Fraction | None:
        """Share of those mailed who responded; None where nobody was."""
        return Fraction(self.responded, self.mailed) if self.mailed else None


@attrs.frozen(kw_only=True)
class CellRow:
    """One cell of the plan.

    Attributes
    ----------
    cell : Points
    customers : int
        Those whom the mailing would reach.
    rate : Fraction or None
        Response rate in the test; None where the cell was not tested.
    index : Fraction or None
        Break-even index: (rate − break-even rate) ÷ break-even rate × 100.
        0 is break-even, 100 twice the rate that is needed.
    expected_profit : Money or None
        Of mailing all customers of the cell, to six decimals.
    mail : bool
        Whether the cell is worth it: it was tested, and its profit is above 0.
    """

    cell: Points
    customers: int
    rate: Fraction | None
    index: Fraction | None
    expected_profit: Money | None
    mail: bool


@attrs.frozen(kw_only=True)
class Mailing(InNotebook):
    """Which cells to mail, and what may be expected of it.

    Attributes
    ----------
    break_even : Fraction
        The response rate at which a mailing costs as much as it brings.
    rows : Listing of CellRow
        Best index first; cells that were not tested last.
    customers : int
        To be mailed: all those in cells that pay.
    responses : Fraction
        Expected of them.
    cost, profit : Money
        Of mailing them.
    everybody : Money
        The profit of mailing all tested cells instead.
    """

    break_even: Fraction
    rows: Listing[CellRow] = attrs.field(repr=False)
    customers: int
    responses: Fraction
    cost: Money
    profit: Money
    everybody: Money

    @property
    def cells(self) -> tuple[Points, ...]:
        """The cells to be mailed, best first."""
        return tuple(each.cell for each in self.rows if each.mail)

    def _repr_html_(self) -> str:
        return InNotebook._repr_html_(self) + self.rows._repr_html_()


def break_even_rate(cost: Money, profit: Money) -> Fraction:
    """Return the response rate at which a mailing costs as much as it brings.

    Parameters
    ----------
    cost : Money
        Of one piece.
    profit : Money
        Of one response, before the cost of the mailing.

    Raises
    ------
    InvalidRecord
        If either is no Money, the cost is below 0, or the profit not above it.
    CurrencyMismatch

    Examples
    --------
    >>> break_even_rate(Money("0.55", "USD"), Money(40, "USD"))
    Fraction(11, 800)
    """
    hint = 'write it as Money("0.60", "USD")'
    given = {"$.cost": cost, "$.profit": profit}
    raise_any(
        "Mailing",
        (
            Problem(path, each, "is no Money", hint)
            for path, each in given.items()
            if not isinstance(each, Money)
        ),
    )
    if cost.currency != profit.currency:
        raise CurrencyMismatch((cost.currency, profit.currency))
    problems = []
    if cost.amount < 0:
        problems.append(Problem("$.cost", cost, "is below 0"))
    if profit.amount <= 0:
        problems.append(Problem("$.profit", profit, "is not above 0: no mailing can pay"))
    if problems:
        raise InvalidRecord("Mailing", problems)
    return Fraction(cost.amount) / Fraction(profit.amount)


def mailing(
    trials: Mapping[Points, Trial],
    customers: Mapping[Points, int] | Iterable[RfmScore],
    *,
    cost: Money,
    profit: Money,
) -> Mailing:
    """Say which cells to mail after a test, and what may be expected of it.

    Parameters
    ----------
    trials : mapping of cell to Trial
        See `trials_by_cell`.
    customers : mapping of cell to number, or iterable of RfmScore
        Whom the large mailing could reach.
    cost : Money
        Of one piece.
    profit : Money
        Of one response, before the cost of the mailing.

    Returns
    -------
    Mailing

    Raises
    ------
    InvalidRecord, CurrencyMismatch
        As `break_even_rate`; also if a cell is not three scores, or a number
        of customers none.

    References
    ----------
    Hughes, *Strategic Database Marketing* (1994), ch. 5: break-even response
    rate and break-even index of RFM cells.

    Examples
    --------
    >>> test = {Points(5, 5, 5): Trial(200, 10), Points(1, 1, 1): Trial(200, 1)}
    >>> plan = mailing(
    ...     test,
    ...     {Points(5, 5, 5): 4_000, Points(1, 1, 1): 6_000},
    ...     cost=Money("0.60", "USD"),
    ...     profit=Money(40, "USD"),
    ... )
    >>> plan.cells, int(plan.rows[0].index), str(plan.profit), str(plan.everybody)
    ((Points(r=5, f=5, m=5),), 233, '5,600.00 USD', '3,200.00 USD')
    """
    break_even = break_even_rate(cost, profit)
    sizes = dict(customers) if isinstance(customers, Mapping) else Counter(each.cell for each in customers)
    raise_any("Mailing", [*_wrong_trials(trials), *_wrong_sizes(sizes)])
    found = {Points(*cell): each for cell, each in trials.items()}
    rows = [
        _row(Points(*cell), sizes[cell], found.get(Points(*cell)), break_even, cost, profit)
        for cell in sorted(sizes)
    ]
    rows.sort(key=lambda each: (each.rate is None, -(each.rate or 0), tuple(-n for n in each.cell)))
    chosen = [each for each in rows if each.mail]
    reached = sum(each.customers for each in chosen)
    return Mailing(
        break_even=break_even,
        rows=Listing(rows),
        customers=reached,
        responses=sum((each.customers * (each.rate or Fraction(0)) for each in chosen), Fraction(0)),
        cost=cost * reached,
        profit=_profit(chosen, cost, profit),
        everybody=_profit([each for each in rows if each.rate is not None], cost, profit),
    )


def _wrong_trials(trials: Mapping[Points, Trial]) -> Iterator[Problem]:
    for cell, each in trials.items():
        yield from _wrong_cell(cell, "$.trials")
        if not isinstance(each, Trial):
            yield Problem("$.trials", each, f"{each!r} is no Trial", "write Trial(mailed, responded)")


def _wrong_sizes(sizes: Mapping[Points, int]) -> Iterator[Problem]:
    for cell, customers in sizes.items():
        yield from _wrong_cell(cell, "$.customers")
        if not count_from(customers):
            yield Problem("$.customers", customers, f"{customers!r} is no number of customers")


def _wrong_cell(cell: object, path: str) -> Iterator[Problem]:
    if not isinstance(cell, tuple) or len(cell) != 3 or not all(map(one_to, cell)):
        yield Problem(path, cell, f"{cell!r} are not three scores from 1", "write Points(5, 5, 5)")


def _row(
    cell: Points, customers: int, trial: Trial | None, break_even: Fraction, cost: Money, profit: Money
) -> CellRow:
    rate = trial.rate if trial is not None else None
    if rate is None:
        return CellRow(
            cell=cell, customers=customers, rate=None, index=None, expected_profit=None, mail=False
        )
    return CellRow(
        cell=cell,
        customers=customers,
        rate=rate,
        index=(rate - break_even) / break_even * 100 if break_even else None,
        expected_profit=_money(customers * (rate * Fraction(profit.amount) - Fraction(cost.amount)), cost),
        mail=rate > break_even and customers > 0,
    )


def _profit(rows: Iterable[CellRow], cost: Money, profit: Money) -> Money:
    brought = sum(
        (
            each.customers * ((each.rate or 0) * Fraction(profit.amount) - Fraction(cost.amount))
            for each in rows
        ),
        Fraction(0),
    )
    return _money(brought, cost)


def _money(amount: Fraction, like: Money) -> Money:
    exact = EXACT.divide(Decimal(amount.numerator), Decimal(amount.denominator))
    return Money(exact.quantize(Decimal("0.000001"), context=EXACT), like.currency)


def trials_by_cell(
    scores: Iterable[RfmScore], mailed: Iterable[str], responded: Iterable[str]
) -> dict[Points, Trial]:
    """Put the result of a test mailing together by cell.

    Parameters
    ----------
    scores : iterable of RfmScore
        As they were when the test was made.
    mailed, responded : iterable of str
        Customer ids, as in the touches and responses of the test's campaign;
        each counts once.  A response of somebody who was not mailed does not count.

    Raises
    ------
    InvalidRecord
        If somebody who was mailed has no score: whoever had not bought by the
        day of the scores, or an id that is written otherwise (``"12346.0"``).
    TypeError
        If they are no ids.

    Examples
    --------
    >>> from customerbase.measures import RfmSummary
    >>> from customerbase.scoring.scale import Scale
    >>> from customerbase.scoring.score import score
    >>> ann = RfmSummary(
    ...     customer_id="C1",
    ...     recency=12,
    ...     frequency=4,
    ...     monetary=Money(900, "CNY"),
    ...     first_purchase=None,
    ...     last_purchase=None,
    ...     tenure=None,
    ... )
    >>> scores = score([ann], Scale(recency=[30], frequency=[2], monetary=[500]))
    >>> trials_by_cell(scores, mailed=["C1"], responded=["C1", "C2"])
    {Points(r=2, f=2, m=2): Trial(mailed=1, responded=1)}
    """
    cells = {each.customer_id: each.cell for each in map(only_score, scores)}
    reached = ids_of(mailed, "mailed")
    raise_any("Trial", _without_score(reached, cells))
    sent = Counter(cells[who] for who in reached)
    came = Counter(cells[who] for who in ids_of(responded, "responded") & reached)
    return {cell: Trial(sent[cell], came[cell]) for cell in sorted(sent)}


def _without_score(mailed: Collection[str], scored: Collection[str]) -> Iterator[Problem]:
    """Say who was mailed and has no score: left out silently, he would raise the rates of all cells."""
    unknown = sorted(who for who in mailed if who not in scored)
    if not unknown:
        return
    named = ", ".join(map(repr, unknown[:5])) + (", …" if len(unknown) > 5 else "")
    reason = f"{len(unknown)} of {len(mailed)} {'has' if len(unknown) == 1 else 'have'} no score: {named}"
    known = next(iter(scored), None)
    as_in = "" if known is None else f", as in {known!r}"
    hint = f"write ids as the scores do{as_in}, and leave out those who had not bought"
    yield Problem("$.mailed", tuple(unknown), reason, hint)
