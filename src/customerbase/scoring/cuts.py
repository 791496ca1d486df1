"""Cut points: where one score of a dimension ends and the next begins."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.scoring.checks import count_from, exact_numbers, in_order, raise_any

__all__ = ["Closed", "Cuts", "cuts_of", "cuts_to_plain", "wrong_cuts"]

Closed: TypeAlias = Literal["right", "left"]


def _exact(given: Any) -> tuple[Decimal, ...]:
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

    points: tuple[Decimal, ...] = attrs.field(converter=_exact)
    counts: tuple[int, ...] = attrs.field(default=(), converter=in_order)

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(f"$.points[{i}]", after, f"is below the cut point before it, {before}")
            for i, (before, after) in enumerate(zip(self.points, self.points[1:], strict=False), 1)
            if after < before
        ]
        if not all(map(count_from, self.counts)):
            problems.append(Problem("$.counts", self.counts, "are not all numbers of customers"))
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


def cuts_of(given: Any) -> Cuts:
    """Return cut points, given them or a list of numbers; what is neither stays as it is, for `wrong_cuts`."""
    try:
        return given if isinstance(given, Cuts) else Cuts(given)
    except InvalidRecord:
        # A scale names all of its parts that are wrong at once.
        return given  # type: ignore[no-any-return]


def wrong_cuts(given: Any, path: str) -> Iterator[Problem]:
    """Yield what is wrong with cut points, by their place in the scale."""
    if not isinstance(given, Cuts):
        try:
            Cuts(given)
        except InvalidRecord as error:
            yield from (each.within(path) for each in error.problems)


def cuts_to_plain(cuts: Cuts) -> dict[str, Any]:
    """Return cut points as JSON or TOML can hold them."""
    plain: dict[str, Any] = {"points": [f"{each:f}" for each in cuts.points]}
    return plain | ({"counts": list(cuts.counts)} if cuts.counts else {})
