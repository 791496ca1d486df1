"""The nested scale of Hughes: frequency within recency, money within both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from customerbase.errors import Problem
from customerbase.scoring.checks import raise_any
from customerbase.scoring.cuts import Closed, Cuts, cuts_of, cuts_to_plain, wrong_cuts
from customerbase.scoring.scale import AnyScale, Fitted, Points, Weights, check_common, common, weights_of

__all__ = ["NestedScale"]


def _several(given: Iterable[Any]) -> tuple[Cuts, ...]:
    return tuple(map(cuts_of, given))


def _two_deep(given: Iterable[Iterable[Any]]) -> tuple[tuple[Cuts, ...], ...]:
    return tuple(map(_several, given))


@attrs.frozen(kw_only=True)
class NestedScale(AnyScale):
    """A scale whose frequency is cut within each score of recency, and money within each of both.

    Parameters
    ----------
    recency : Cuts or list of numbers
    frequency : tuple of Cuts, or list of lists of numbers
        Of those with recency 1, 2, ...
    monetary : tuple of tuple of Cuts, or lists of lists of numbers
        ``monetary[r - 1][f - 1]``: of those with these two scores.
    currency, closed, weights, fitted
        As for `Scale`.
    """

    nested = True

    recency: Cuts = attrs.field(converter=cuts_of)
    frequency: tuple[Cuts, ...] = attrs.field(converter=_several)
    monetary: tuple[tuple[Cuts, ...], ...] = attrs.field(converter=_two_deep)
    currency: str | None = None
    closed: Closed = "right"
    weights: Weights = attrs.field(default=Weights(), converter=weights_of)
    fitted: Fitted | None = None

    def __attrs_post_init__(self) -> None:
        wrong = list(self._wrong())
        raise_any("NestedScale", [*wrong, *(() if wrong else self._shape()), *check_common(self)])

    def _wrong(self) -> Iterator[Problem]:
        yield from wrong_cuts(self.recency, "$.recency")
        for i, each in enumerate(self.frequency):
            yield from wrong_cuts(each, f"$.frequency[{i}]")
        for i, own in enumerate(self.monetary):
            for j, each in enumerate(own):
                yield from wrong_cuts(each, f"$.monetary[{i}][{j}]")

    def _shape(self) -> Iterator[Problem]:
        if len(self.frequency) != self.recency.bins:
            yield Problem("$.frequency", len(self.frequency), f"are not {self.recency.bins}, one for each r")
        if len({each.bins for each in self.frequency}) > 1:
            yield Problem("$.frequency", self.frequency, "have different numbers of bins")
        elif self.frequency and [len(each) for each in self.monetary] != [self.frequency[0].bins] * len(
            self.frequency
        ):
            yield Problem("$.monetary", len(self.monetary), "are not one for each r and f")
        if len({each.bins for own in self.monetary for each in own}) > 1:
            yield Problem("$.monetary", self.monetary, "have different numbers of bins")

    @property
    def bins(self) -> Points:
        return Points(self.recency.bins, self.frequency[0].bins, self.monetary[0][0].bins)

    def cuts_for(self, dimension: str, r: int, f: int) -> Cuts:
        if dimension == "recency":
            return self.recency
        return self.frequency[r - 1] if dimension == "frequency" else self.monetary[r - 1][f - 1]

    def counts(self) -> dict[Points, int]:
        """Return cell → customers who were in it when the scale was fitted."""
        return {
            Points(r, f, m): customers
            for r, own in enumerate(self.monetary, 1)
            for f, cuts in enumerate(own, 1)
            for m, customers in enumerate(cuts.counts, 1)
        }

    @property
    def notes(self) -> tuple[str, ...]:
        counts = self.counts()
        empty = sum(not each for each in counts.values())
        return (
            (f"{empty} of {len(counts)} cells are empty, since customers have the same values",)
            if empty
            else ()
        )

    def to_plain(self) -> dict[str, Any]:
        return {
            "scale": "nested",
            "recency": cuts_to_plain(self.recency),
            "frequency": [cuts_to_plain(each) for each in self.frequency],
            "monetary": [[cuts_to_plain(each) for each in own] for own in self.monetary],
        } | common(self)
