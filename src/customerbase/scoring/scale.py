"""Scales: which score a customer's recency, frequency and monetary value get.

A scale is a value: made once, from data or by hand, kept, compared, applied
to other data and other days.  Its cut points are observed values.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from typing import Any, ClassVar, Final, NamedTuple

import attrs

from customerbase.errors import CurrencyMismatch, InvalidRecord, Problem
from customerbase.listing import html_table
from customerbase.measures import Count, Returns, RfmSummary
from customerbase.scoring.checks import count_from, exact_numbers, raise_any
from customerbase.scoring.cuts import Closed, Cuts, cuts_of, cuts_to_plain, wrong_cuts
from customerbase.values import CURRENCIES

__all__ = ["DIMENSIONS", "AnyScale", "Closed", "Cuts", "Fitted", "Points", "Scale", "Weights"]

DIMENSIONS: Final = ("recency", "frequency", "monetary")
# Wide enough for every weight: 18 digits before the point and 60 after it.
_WIDE: Final = Context(prec=100, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX)


class Points(NamedTuple):
    """Scores of recency, frequency and monetary value; 1 is the worst."""

    r: int
    f: int
    m: int

    def __str__(self) -> str:
        return f"{self.r}-{self.f}-{self.m}"


class Weights(NamedTuple):
    """What each score counts in the weighted total."""

    r: Decimal = Decimal(1)
    f: Decimal = Decimal(1)
    m: Decimal = Decimal(1)


@attrs.frozen(kw_only=True)
class Fitted:
    """From what, and on which day, a scale was fitted.

    Parameters
    ----------
    as_of : datetime.date or None
        The day from which recency was counted; None where the summaries do not say.
    customers : int
        Those it was fitted on: all with a visit.
    data : str, optional
        What the purchases were, in the caller's words.
    counted, returns : Count, Returns or None
        How they were summed up; `score` refuses summaries made in another way.
        None where it was fitted to a plain list, which does not say.
    places : int, optional
        Decimals of the minor units in which a table held its money; None
        where it was money.  It makes no two scales different.

    Raises
    ------
    InvalidRecord
    """

    as_of: date | None
    customers: int
    data: str | None = None
    counted: Count | None = Count.ORDER
    returns: Returns | None = Returns.LOWER
    places: int | None = attrs.field(default=None, eq=False)

    def __attrs_post_init__(self) -> None:
        raise_any("Fitted", self._problems())

    def _problems(self) -> Iterator[Problem]:
        if self.as_of is not None and type(self.as_of) is not date:
            yield Problem("$.as_of", self.as_of, "is no day")
        if not count_from(self.customers, 1):
            yield Problem("$.customers", self.customers, "is no number of customers from 1")
        if self.data is not None and not isinstance(self.data, str):
            yield Problem("$.data", self.data, "is no text")
        if self.places is not None and not (count_from(self.places) and self.places <= 6):
            yield Problem("$.places", self.places, "is no number of decimals from 0 to 6")
        for name, words in (("counted", Count), ("returns", Returns)):
            given = getattr(self, name)
            if given is not None and not isinstance(given, words):
                choices = ", ".join(repr(str(each)) for each in words)
                yield Problem(f"$.{name}", given, f"is none of {choices}")


class AnyScale(ABC):
    """What is common to scales: they turn a summary into scores from 1 to the number of bins."""

    currency: str | None
    closed: Closed
    weights: Weights
    fitted: Fitted | None
    nested: ClassVar[bool] = False
    """Whether a score compares customers of the same scores before it only."""

    @property
    @abstractmethod
    def bins(self) -> Points:
        """How many scores each dimension has."""

    @abstractmethod
    def cuts_for(self, dimension: str, r: int, f: int) -> Cuts:
        """Return the cut points that hold for customers with these scores of recency and frequency."""

    @abstractmethod
    def to_plain(self) -> dict[str, Any]:
        """Return the scale as JSON or TOML can hold it."""

    @property
    @abstractmethod
    def notes(self) -> tuple[str, ...]:
        """What a reader must know: which scores nobody has, and why."""

    def points(self, summary: RfmSummary) -> Points:
        """Return the scores of one customer.

        One who never visited is further back than everybody: his recency is 1.

        Raises
        ------
        CurrencyMismatch
            If his purchases are in another currency than the scale.
        """
        if self.currency is not None and summary.monetary.currency != self.currency:
            raise CurrencyMismatch((self.currency, summary.monetary.currency))
        r = 1
        if summary.recency is not None:
            cuts = self.cuts_for("recency", 0, 0)
            # Less is better: the bins are counted from the other end.
            r = cuts.bins + 1 - cuts.bin_of(summary.recency, self.closed)
        f = self.cuts_for("frequency", r, 0).bin_of(summary.frequency, self.closed)
        m = self.cuts_for("monetary", r, f).bin_of(summary.monetary.amount, self.closed)
        return Points(r, f, m)

    def weighted(self, points: Points) -> Decimal:
        """Return the weighted total of scores."""
        summed = Decimal(0)
        for weight, point in zip(self.weights, points, strict=True):
            summed = _WIDE.fma(weight, Decimal(point), summed)
        return summed


def weights_of(given: Any) -> Weights:
    """Return three exact weights, given by name or in the order r, f, m."""
    if isinstance(given, Mapping):
        if unknown := set(given) - set(Weights._fields):
            reason = f"has {', '.join(sorted(map(str, unknown)))}, which is none of r, f, m"
            raise InvalidRecord("Scale", [Problem("$.weights", given, reason)])
        given = [given.get(name, 1) for name in Weights._fields]
    exact = exact_numbers(given, "$.weights")
    if len(exact) != 3:
        raise InvalidRecord("Scale", [Problem("$.weights", given, "are not three: of r, f and m")])
    return Weights(*exact)


def check_common(scale: AnyScale) -> Iterable[Problem]:
    """Yield what is wrong with the parts that all scales have."""
    if scale.closed not in ("right", "left"):
        yield Problem("$.closed", scale.closed, "is neither 'right' nor 'left'")
    known = isinstance(scale.currency, str) and scale.currency in CURRENCIES
    if scale.currency is not None and not known:
        yield Problem("$.currency", scale.currency, "is no currency of ISO 4217", "write its code, as in CNY")
    if any(each < 0 for each in scale.weights) or not any(scale.weights):
        yield Problem("$.weights", scale.weights, "are not numbers from 0 of which one is above 0")
    if scale.fitted is not None and not isinstance(scale.fitted, Fitted):
        yield Problem("$.fitted", scale.fitted, "is no Fitted")


@attrs.frozen(kw_only=True)
class Scale(AnyScale):
    """A scale with cut points of its own for each dimension; made by `fit`, or by hand.

    Parameters
    ----------
    recency, frequency, monetary : Cuts or list of numbers
        Cut points in ascending order, of days, visits, and amounts in the
        unit of money.  Any number of them, of each its own.
    currency : str, optional
        Of the monetary cut points.  A scale by hand may leave it open.
    closed : {"right", "left"}
        Whether a value that equals a cut point falls into the lower bin
        ("right": the bin's upper end is its own) or into the higher one.
    weights : Weights, mapping or sequence
        What r, f and m count in the weighted total; 1 each by default.
    fitted : Fitted, optional

    Raises
    ------
    InvalidRecord
        Naming each part that is wrong.

    Examples
    --------
    >>> scale = Scale(recency=[30, 90], frequency=[1, 4], monetary=[100, "999.50"], currency="CNY")
    >>> scale.bins
    Points(r=3, f=3, m=3)
    """

    recency: Cuts = attrs.field(converter=cuts_of)
    frequency: Cuts = attrs.field(converter=cuts_of)
    monetary: Cuts = attrs.field(converter=cuts_of)
    currency: str | None = None
    closed: Closed = "right"
    weights: Weights = attrs.field(default=Weights(), converter=weights_of)
    fitted: Fitted | None = None

    def __attrs_post_init__(self) -> None:
        wrong = [each for name in DIMENSIONS for each in wrong_cuts(getattr(self, name), f"$.{name}")]
        raise_any("Scale", [*wrong, *check_common(self)])

    @property
    def bins(self) -> Points:
        return Points(self.recency.bins, self.frequency.bins, self.monetary.bins)

    def cuts_for(self, dimension: str, r: int, f: int) -> Cuts:  # noqa: ARG002 - the same for all
        cuts: Cuts = getattr(self, dimension)
        return cuts

    def counts(self, dimension: str) -> dict[int, int]:
        """Return score → customers who had it when the scale was fitted; empty where it was set by hand."""
        counts = self.cuts_for(dimension, 0, 0).counts
        return dict(enumerate(reversed(counts) if dimension == "recency" else counts, 1))

    @property
    def notes(self) -> tuple[str, ...]:
        said = []
        for dimension in DIMENSIONS:
            empty = [score for score, customers in self.counts(dimension).items() if not customers]
            if empty:
                scores = ", ".join(map(str, empty))
                said.append(
                    f"{dimension}: nobody has score {scores}, since too many customers have the same value"
                )
        return tuple(said)

    def _repr_html_(self) -> str:
        held = [(name, self.cuts_for(name, 0, 0)) for name in DIMENSIONS]
        rows = ([name, cuts.bins, cuts.points, cuts.counts] for name, cuts in held)
        return html_table(["", "scores", "cut points", "customers, by value"], rows)

    def to_plain(self) -> dict[str, Any]:
        return (
            {"scale": "rfm"}
            | {name: cuts_to_plain(getattr(self, name)) for name in DIMENSIONS}
            | common(self)
        )


def common(scale: AnyScale) -> dict[str, Any]:
    """Return the parts that all scales have, as JSON or TOML can hold them."""
    plain: dict[str, Any] = {"closed": scale.closed, "weights": [f"{each:f}" for each in scale.weights]}
    if scale.currency is not None:
        plain["currency"] = scale.currency
    if scale.fitted is not None:
        fitted = attrs.asdict(scale.fitted)
        fitted["as_of"] = fitted["as_of"] and fitted["as_of"].isoformat()
        plain["fitted"] = {
            name: str(value) if isinstance(value, StrEnum) else value
            for name, value in fitted.items()
            if value is not None
        }
    return plain
