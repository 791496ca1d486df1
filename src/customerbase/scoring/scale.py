"""Scales: which score a customer's recency, frequency and monetary value get.

A scale is a value: made once, from data or by hand, kept, compared, applied
to other data and other days.  Its cut points are observed values.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final, Literal, NamedTuple, TypeAlias

import attrs

from customerbase.errors import CurrencyMismatch, InvalidRecord, Problem
from customerbase.measures import Count, Returns, RfmSummary
from customerbase.scoring.checks import exact_numbers, in_order, raise_any
from customerbase.values import CURRENCIES

__all__ = ["DIMENSIONS", "AnyScale", "Closed", "Cuts", "Fitted", "Points", "Scale", "Weights"]

Closed: TypeAlias = Literal["right", "left"]
Number: TypeAlias = Decimal | int | str

DIMENSIONS: Final = ("recency", "frequency", "monetary")


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


def _points(given: Any) -> tuple[Decimal, ...]:
    return exact_numbers(given, "$.points")


@attrs.frozen
class Cuts:
    """The cut points of one dimension.

    Parameters
    ----------
    points : tuple of Decimal
        In ascending order; one less than there are bins.  The same value may
        stand there more than once: the scores between are then given to nobody.
    counts : tuple of int, optional
        How many customers had each value's bin when the scale was fitted, in
        ascending order of the *values*; empty where it was set by hand.
    """

    points: tuple[Decimal, ...] = attrs.field(converter=_points)
    counts: tuple[int, ...] = attrs.field(default=(), converter=in_order)

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(f"$.points[{i}]", after, f"is below the cut point before it, {before}")
            for i, (before, after) in enumerate(zip(self.points, self.points[1:], strict=False), 1)
            if after < before
        ]
        if self.counts and len(self.counts) != self.bins:
            problems.append(Problem("$.counts", self.counts, f"are not {self.bins}, one for each bin"))
        raise_any("Cuts", problems)

    @property
    def bins(self) -> int:
        """How many scores there are."""
        return len(self.points) + 1

    def bin_of(self, value: Decimal | int, closed: Closed = "right") -> int:
        """Return the bin of a value, from 1 for the smallest.

        It is one more than the cut points strictly below the value, or, of a
        scale that is closed on the left, not above it.

        >>> Cuts([1, 1, 3]).bin_of(1), Cuts([1, 1, 3]).bin_of(2), Cuts([1, 1, 3]).bin_of(3, "left")
        (1, 3, 4)
        """
        return 1 + (bisect_left if closed == "right" else bisect_right)(self.points, value)

    @property
    def empty(self) -> tuple[int, ...]:
        """The bins that nobody was in when the scale was fitted, from 1 for the smallest values."""
        return tuple(i for i, each in enumerate(self.counts, 1) if not each)


@attrs.frozen(kw_only=True)
class Fitted:
    """From what, and on which day, a scale was fitted.

    Parameters
    ----------
    as_of : datetime.date
        The day from which recency was counted.
    customers : int
        Those it was fitted on: all with a visit.
    data : str, optional
        What the purchases were, in the caller's words.
    counted, returns : Count, Returns
        How they were summed up; `score` refuses summaries made in another way.
    """

    as_of: date | None
    customers: int
    data: str | None = None
    counted: Count = Count.ORDER
    returns: Returns = Returns.LOWER


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
        return sum((w * p for w, p in zip(self.weights, points, strict=True)), Decimal(0))


def _cuts(given: Any) -> Cuts:
    return given if isinstance(given, Cuts) else Cuts(given)


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
    if scale.currency is not None and scale.currency not in CURRENCIES:
        yield Problem("$.currency", scale.currency, "is no currency of ISO 4217", "write its code, as in CNY")
    if any(each < 0 for each in scale.weights) or not any(scale.weights):
        yield Problem("$.weights", scale.weights, "are not numbers from 0 of which one is above 0")


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

    recency: Cuts = attrs.field(converter=_cuts)
    frequency: Cuts = attrs.field(converter=_cuts)
    monetary: Cuts = attrs.field(converter=_cuts)
    currency: str | None = None
    closed: Closed = "right"
    weights: Weights = attrs.field(default=Weights(), converter=weights_of)
    fitted: Fitted | None = None

    def __attrs_post_init__(self) -> None:
        raise_any("Scale", check_common(self))

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

    def to_plain(self) -> dict[str, Any]:
        return (
            {"scale": "rfm"}
            | {name: cuts_to_plain(getattr(self, name)) for name in DIMENSIONS}
            | common(self)
        )


def cuts_to_plain(cuts: Cuts) -> dict[str, Any]:
    """Return cut points as JSON or TOML can hold them."""
    plain: dict[str, Any] = {"points": [f"{each:f}" for each in cuts.points]}
    return plain | ({"counts": list(cuts.counts)} if cuts.counts else {})


def common(scale: AnyScale) -> dict[str, Any]:
    """Return the parts that all scales have, as JSON or TOML can hold them."""
    plain: dict[str, Any] = {"closed": scale.closed, "weights": [f"{each:f}" for each in scale.weights]}
    if scale.currency is not None:
        plain["currency"] = scale.currency
    if scale.fitted is not None:
        fitted = attrs.asdict(scale.fitted)
        fitted["as_of"] = fitted["as_of"] and fitted["as_of"].isoformat()
        fitted["counted"], fitted["returns"] = str(scale.fitted.counted), str(scale.fitted.returns)
        plain["fitted"] = {name: value for name, value in fitted.items() if value is not None}
    return plain
