"""Cut points of whole columns, without sorting them: order statistics by counting.

The values of a column of whole numbers are counted in at most 4,096 buckets
of equal width; only the buckets in which a cut point lies are looked at
again, in finer ones, until each holds one value.  Two or three passes do for
amounts; each is a filter, a group_by and a count, which every engine does
alike, and what comes to the caller is a some thousand counts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from customerbase.scoring.fitting import ranks
from customerbase.tables.engine import Lazy, columns_of, nw, rows_of

__all__ = ["Counted", "count_cuts", "cuts_of_columns"]

_BUCKETS = 4_096
_AT_ONCE = 128


class Counted(NamedTuple):
    """The cut points of a group, and how many of its values lie in each bin."""

    points: tuple[int, ...]
    counts: tuple[int, ...]


class _Interval(NamedTuple):
    """Where cut points of a group lie: values from `least` to `most`, and so many of the group below them."""

    group: int
    least: int
    most: int
    below: int
    places: tuple[int, ...]

    @property
    def width(self) -> int:
        return (self.most - self.least) // _BUCKETS + 1


def stacked(frame: Lazy, columns: Sequence[str]) -> Lazy:
    """Return several columns of whole numbers one below the other, for `count_cuts`: group 0, 1, ..."""
    return nw.concat(
        [
            frame.select(
                nw.lit(number).cast(nw.Int64).alias("owner"), nw.col(name).cast(nw.Int64).alias("value")
            )
            for number, name in enumerate(columns)
        ],
        how="vertical",
    )


def cuts_of_columns(frame: Lazy, columns: Sequence[str], bins: Sequence[int]) -> list[Counted]:
    """Return the cut points of several columns of whole numbers; none where there is no row.

    Columns that lie in this process's memory (Polars) are sorted, which takes
    a third of the time there; other engines are asked to count.
    """
    if not frame.implementation.is_polars():
        found = count_cuts(stacked(frame, columns), dict(enumerate(bins)))
        return [found[number] for number in range(len(columns))] if found else []
    held = frame.collect()
    return (
        [_sorted_cuts(held[name].sort(), k) for name, k in zip(columns, bins, strict=True)]
        if len(held)
        else []
    )


def _sorted_cuts(ordered: Any, bins: int) -> Counted:
    found = {place: ordered[place - 1] for place in set(ranks(len(ordered), bins))}
    return _bins(
        {place: (value, bisect_right(ordered, value)) for place, value in found.items()}, len(ordered), bins
    )


def count_cuts(frame: Lazy, bins: Mapping[int, int] | int) -> dict[int, Counted]:
    """Return the cut points of each group of whole numbers.

    Parameters
    ----------
    frame : narwhals LazyFrame
        ``owner``, the group, and ``value``: whole numbers, all known.  It is
        asked several times, and should be computed already.
    bins : int, or mapping of group to int

    Returns
    -------
    dict
        Group → `Counted`; groups without a row are not there.
    """
    spans = rows_of(
        frame.group_by("owner").agg(least=nw.col("value").min(), most=nw.col("value").max(), rows=nw.len())
    )
    sizes = {int(each["owner"]): int(each["rows"]) for each in spans}
    wanted = dict.fromkeys(sizes, bins) if isinstance(bins, int) else bins
    open_: list[_Interval] = []
    # Place → the value there, and how many do not exceed it.
    found: dict[int, dict[int, tuple[int, int]]] = {owner: {} for owner in sizes}
    for each in spans:
        owner, places = (
            int(each["owner"]),
            tuple(sorted(set(ranks(int(each["rows"]), wanted[int(each["owner"])])))),
        )
        span = _Interval(owner, int(each["least"]), int(each["most"]), 0, places)
        _settle(span, span.least, span.most, sizes[owner], found, open_)
    while open_:
        open_ = _narrower(frame, open_, found)
    return {owner: _bins(found[owner], sizes[owner], wanted[owner]) for owner in sorted(sizes)}


def _settle(
    span: _Interval,
    least: int,
    most: int,
    upto: int,
    found: Mapping[int, dict[int, tuple[int, int]]],
    open_: list[_Interval],
) -> None:
    """Note the value of cut points that lie in one value; keep the others for another pass."""
    if not span.places:
        return
    if least == most:
        found[span.group].update(dict.fromkeys(span.places, (least, upto)))
    else:
        open_.append(span)


def _narrower(
    frame: Lazy, spans: Sequence[_Interval], found: Mapping[int, dict[int, tuple[int, int]]]
) -> list[_Interval]:
    """Count the values within the intervals in buckets; return the buckets in which cut points lie."""
    ordered = sorted(spans)
    left: list[_Interval] = []
    # So many at a time: an expression that names thousands of intervals is more than engines read.
    for first in range(0, len(ordered), _AT_ONCE):
        left += _counted_once(frame, ordered[first : first + _AT_ONCE], found)
    return left


def _counted_once(
    frame: Lazy, spans: Sequence[_Interval], found: Mapping[int, dict[int, tuple[int, int]]]
) -> list[_Interval]:
    value = nw.col("value")
    counted = (
        frame.filter(_any_of([_inside(each) for each in spans]))
        .select("value", bucket=_bucket(spans, 0, len(spans)))
        .group_by("bucket")
        .agg(least=value.min(), most=value.max(), rows=nw.len())
    )
    buckets = sorted(zip(*columns_of(counted, ("bucket", "least", "most", "rows")), strict=True))
    numbers = [each[0] // (_BUCKETS + 2) for each in buckets]
    left: list[_Interval] = []
    for number, each in enumerate(spans):
        own = buckets[bisect_left(numbers, number) : bisect_right(numbers, number)]
        upto = list(accumulate((rows for *_, rows in own), initial=each.below))
        # Which bucket each place lies in: the first up to which there are as many values.
        places_in: dict[int, list[int]] = {}
        for place in each.places:
            places_in.setdefault(bisect_left(upto, place) - 1, []).append(place)
        for i, places in places_in.items():
            _, least, most, _ = own[i]
            span = _Interval(each.group, least, most, upto[i], tuple(places))
            _settle(span, least, most, upto[i + 1], found, left)
    return left


def _inside(span: _Interval) -> nw.Expr:
    value = nw.col("value")
    return (nw.col("owner") == span.group) & (value >= span.least) & (value <= span.most)


def _any_of(conditions: Sequence[nw.Expr]) -> nw.Expr:
    """Join conditions by halves: as a chain, hundreds of them would go too deep."""
    if len(conditions) == 1:
        return conditions[0]
    middle = len(conditions) // 2
    return _any_of(conditions[:middle]) | _any_of(conditions[middle:])


def _bucket(spans: Sequence[_Interval], first: int, end: int) -> nw.Expr:
    """Return the bucket of a value that lies in one of the intervals, which stand in order; by halves."""
    if end - first == 1:
        span, value = spans[first], nw.col("value")
        # Any bucket will do that grows with the value: floats are faster than whole division, and as good.
        # Only where a difference of whole numbers would not fit is it one of floats.
        narrow = span.most - span.least < 2**62
        above = (
            (value - span.least).cast(nw.Float64) if narrow else value.cast(nw.Float64) - float(span.least)
        )
        return (above * (1 / span.width)).floor().cast(nw.Int64) + first * (_BUCKETS + 2)
    middle = (first + end) // 2
    own = spans[middle]
    owner = nw.col("owner")
    later = (owner > own.group) | ((owner == own.group) & (nw.col("value") >= own.least))
    return nw.when(later).then(_bucket(spans, middle, end)).otherwise(_bucket(spans, first, middle))


def _bins(found: Mapping[int, tuple[int, int]], size: int, bins: int) -> Counted:
    points, upto = [], []
    for place in ranks(size, bins):
        value, not_above = found[place]
        points.append(value)
        upto.append(not_above)
    counts = [after - before for before, after in zip([0, *upto], [*upto, size], strict=True)]
    return Counted(tuple(points), tuple(counts))
