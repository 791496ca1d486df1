"""Segments: names for regions of the cube of scores, first match wins."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, TypeAlias

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.languages import language_of
from customerbase.listing import html_table
from customerbase.scoring.checks import count_from, in_order, one_of_two, one_to, raise_any
from customerbase.scoring.scale import Points

__all__ = ["Coverage", "Segment", "SegmentMap", "UnreachedSegment", "only_map"]

Bounds: TypeAlias = tuple[int, int | None]


class UnreachedSegment(UserWarning):
    """A segment of a map can never be reached: others before it take all of its cells."""


def _bounds(given: Any) -> Any:
    if given is None:
        return (1, None)
    if isinstance(given, int):
        return (given, given)
    return tuple(given) if isinstance(given, list | tuple) else given


def _three(given: Any) -> Any:
    three = [given] * 3 if isinstance(given, int) else given
    return Points(*three) if isinstance(three, list | tuple) and len(three) == 3 else given


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


@attrs.frozen(kw_only=True)
class Segment:
    """A name for customers whose scores lie within bounds.

    Parameters
    ----------
    name : str
    name_zh : str, optional
        The name in Chinese; by default the same.
    r, f, m : int or (least, most), optional
        Scores that belong to it, both ends included; any score by default.
        ``(4, None)`` is 4 and above.
    introductions : int
        How many customers one must have brought at least, whatever he buys himself.
    bought : bool or None
        Whether it is for customers who have scores (True), for those who have
        not bought (False), or for both (None).  Whoever only brought things
        back has scores, and has not bought: the first segment that asks has him.

    Raises
    ------
    InvalidRecord

    Examples
    --------
    >>> Segment(name="Champions", name_zh="冠军客户", r=(4, 5), f=(4, 5)).holds(Points(5, 4, 1))
    True
    """

    name: str
    name_zh: str = attrs.field(default=attrs.Factory(lambda self: self.name, takes_self=True))
    r: Bounds = attrs.field(default=(1, None), converter=_bounds)
    f: Bounds = attrs.field(default=(1, None), converter=_bounds)
    m: Bounds = attrs.field(default=(1, None), converter=_bounds)
    introductions: int = 0
    bought: bool | None = True

    def __attrs_post_init__(self) -> None:
        if self.name_zh is None:
            object.__setattr__(self, "name_zh", self.name)
        raise_any("Segment", self._problems())

    def _problems(self) -> Iterator[Problem]:
        for part in ("name", "name_zh"):
            if not _is_text(getattr(self, part)):
                yield Problem(f"$.{part}", getattr(self, part), "is no name")
        for axis in ("r", "f", "m"):
            bounds = getattr(self, axis)
            sound = (
                isinstance(bounds, tuple)
                and len(bounds) == 2
                and one_to(bounds[0])
                and (bounds[1] is None or one_to(bounds[1]))
            )
            if not sound:
                yield Problem(f"$.{axis}", bounds, "is no score, and no two of them", "write 5, or (4, 5)")
            elif bounds[1] is not None and bounds[1] < bounds[0]:
                yield Problem(f"$.{axis}", bounds, "ends before it begins", "write the smaller score first")
            elif self.bought is False and bounds != (1, None):
                yield Problem(f"$.{axis}", bounds, "is asked of customers who have no scores")
        if not count_from(self.introductions):
            yield Problem("$.introductions", self.introductions, "is no number of customers")
        if self.bought is not None and not isinstance(self.bought, bool):
            yield Problem("$.bought", self.bought, "is neither True nor False nor None")

    def holds(self, points: Points | None, introductions: int = 0, *, visited: bool = True) -> bool:
        """Tell whether a customer belongs here.

        Parameters
        ----------
        points : Points or None
            None where he has no scores, since there is no purchase of his.
        introductions : int
        visited : bool
            False where there are only returns of his: he has scores, and yet
            has not bought.
        """
        if introductions < self.introductions:
            return False
        if self.bought is False:
            return points is None or not visited
        if points is None:
            return self.bought is None and (self.r, self.f, self.m) == ((1, None),) * 3
        return all(
            least <= got and (most is None or got <= most)
            for got, (least, most) in zip(points, (self.r, self.f, self.m), strict=True)
        )


@attrs.frozen(kw_only=True)
class Coverage:
    """How a map covers the cells of the cube.

    Attributes
    ----------
    twice : tuple of (Points, names)
        Cells that several segments claim; the first of the names has them.
    never : tuple of str
        Segments that no customer can ever be in.
    uncovered : tuple of Points
        Cells that no segment claims.
    """

    twice: tuple[tuple[Points, tuple[str, ...]], ...]
    never: tuple[str, ...]
    uncovered: tuple[Points, ...]

    @property
    def exact(self) -> bool:
        """Whether each cell belongs to exactly one segment, and each segment has one."""
        return not (self.twice or self.never or self.uncovered)

    def __str__(self) -> str:
        if self.exact:
            return "each cell belongs to exactly one segment"
        said = []
        for what, cells in (
            ("covered twice", [f"{cell} ({', '.join(names)})" for cell, names in self.twice]),
            ("never reached", list(self.never)),
            ("not covered", [str(cell) for cell in self.uncovered]),
        ):
            if cells:
                more = f", … ({len(cells)} in all)" if len(cells) > 5 else ""
                said.append(f"{what}: {', '.join(cells[:5])}{more}")
        return "; ".join(said)


@attrs.frozen(kw_only=True)
class SegmentMap:
    """Segments in order: a customer is in the first that he belongs to.

    It is checked when it is made: `coverage` says which cells are covered
    twice, which segments are never reached, and which cells are not covered.

    Parameters
    ----------
    name : str
    segments : tuple of Segment
    bins : int or three
        How many scores r, f and m have; 5 each by default.
    otherwise : str, optional
        Name for customers whom no segment claims; without it they have None.
    otherwise_zh : str, optional

    Raises
    ------
    InvalidRecord
        If two segments have one name, or bounds lie outside the scores.

    Warns
    -----
    UnreachedSegment
        If a segment can never be reached.

    Examples
    --------
    >>> halves = SegmentMap(
    ...     name="halves",
    ...     segments=[Segment(name="recent", r=(3, 5)), Segment(name="often", f=5)],
    ...     otherwise="others",
    ... )
    >>> halves.segment(Points(3, 5, 1)), halves.segment(Points(1, 5, 1)), halves.segment(Points(1, 1, 1))
    ('recent', 'often', 'others')
    >>> len(halves.coverage.twice), halves.coverage.never, len(halves.coverage.uncovered)
    (15, (), 40)
    """

    name: str
    segments: tuple[Segment, ...] = attrs.field(converter=in_order)
    bins: Points = attrs.field(
        default=Points(5, 5, 5),
        converter=_three,
    )
    otherwise: str | None = None
    otherwise_zh: str | None = attrs.field(
        default=attrs.Factory(lambda self: self.otherwise, takes_self=True)
    )
    coverage: Coverage = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.otherwise_zh is None:
            object.__setattr__(self, "otherwise_zh", self.otherwise)
        raise_any("SegmentMap", self._problems())
        object.__setattr__(self, "coverage", _covered(self))
        if self.coverage.never:
            said = f"segment map {self.name!r}: {', '.join(self.coverage.never)} can never be reached"
            warnings.warn(said, UnreachedSegment, stacklevel=3)

    def _problems(self) -> Iterator[Problem]:
        if not _is_text(self.name):
            yield Problem("$.name", self.name, "is no name")
        for part in ("otherwise", "otherwise_zh"):
            if getattr(self, part) is not None and not _is_text(getattr(self, part)):
                yield Problem(f"$.{part}", getattr(self, part), "is no name")
        if self.otherwise is None and self.otherwise_zh is not None:
            yield Problem("$.otherwise_zh", self.otherwise_zh, "stands there without `otherwise`")
        if not self.segments:
            yield Problem("$.segments", (), "is empty")
        if not isinstance(self.bins, Points) or not all(one_to(each, 50) for each in self.bins):
            yield Problem("$.bins", self.bins, "are not three numbers of scores from 1 to 50")
            return
        names: set[str] = {self.otherwise} if isinstance(self.otherwise, str) else set()
        for i, each in enumerate(self.segments):
            if not isinstance(each, Segment):
                yield Problem(f"$.segments[{i}]", each, "is no Segment")
                continue
            if each.name in names:
                yield Problem(f"$.segments[{i}].name", each.name, "stands there twice")
            names.add(each.name)
            for axis, bins in zip("rfm", self.bins, strict=True):
                least, most = getattr(each, axis)
                if least > bins or (most or 0) > bins:
                    reason = f"goes beyond {bins}, the highest score"
                    yield Problem(f"$.segments[{i}].{axis}", (least, most), reason, "say how many with bins=")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all segments, in order; the one for all others last."""
        own = tuple(each.name for each in self.segments)
        return own if self.otherwise is None else (*own, self.otherwise)

    def segment(
        self, points: Points | Iterable[int] | None, introductions: int = 0, *, visited: bool = True
    ) -> str | None:
        """Return the segment of a customer with these scores; None where there is none.

        Parameters
        ----------
        points : Points or None
            None for a customer who has not bought.
        introductions : int
            How many customers he brought.
        visited : bool
            False where there are only returns of his.

        Raises
        ------
        InvalidRecord
            If the scores are not three that this map is for.
        """
        found = None if points is None else self._checked(points)
        for each in self.segments:
            if each.holds(found, introductions, visited=visited):
                return each.name
        return self.otherwise

    def _checked(self, points: Iterable[int]) -> Points:
        three = tuple(points)
        if len(three) != 3 or not all(map(one_to, three, self.bins)):
            reason = f"are not three scores from 1-1-1 to {self.bins}"
            raise InvalidRecord("SegmentMap", [Problem("$.points", three, reason)])
        return Points(*three)

    def said(self, name: str | None, language: str = "en") -> str:
        """Return the name of a segment in a language.

        Raises
        ------
        ValueError
            If the language is neither ``en`` nor ``zh``.
        """
        one_of_two(language)
        if language_of(language) == "zh":
            chinese = {each.name: each.name_zh for each in self.segments} | {
                self.otherwise: self.otherwise_zh
            }
            return chinese.get(name) or name or "未分类"
        return name or "no segment"

    def _repr_html_(self) -> str:
        rows = [
            [each.name, each.name_zh, *(_span(getattr(each, axis)) for axis in ("r", "f", "m"))]
            for each in self.segments
        ]
        others = [[self.otherwise, self.otherwise_zh, "", "", ""]] if self.otherwise is not None else []
        return html_table([self.name, "", "R", "F", "M"], [*rows, *others])

    def check_bins(self, bins: Points) -> None:
        """Refuse a scale that has another number of scores than this map is for.

        Raises
        ------
        InvalidRecord
        """
        if bins != self.bins:
            reason = f"has {bins} scores, the segment map {self.name!r} is for {self.bins}"
            hint = "fit the scale with bins=, or make a map with bins="
            raise InvalidRecord("SegmentMap", [Problem("$.bins", tuple(bins), reason, hint)])

    def to_plain(self) -> dict[str, Any]:
        """Return the map as JSON or TOML can hold it."""
        plain: dict[str, Any] = {"segments": [_plain(each) for each in self.segments]}
        plain |= {"map": self.name, "bins": list(self.bins)}
        if self.otherwise is not None:
            plain["otherwise"] = self.otherwise
            if self.otherwise_zh not in (None, self.otherwise):
                plain["otherwise_zh"] = self.otherwise_zh
        return plain


def only_map(segments: SegmentMap) -> SegmentMap:
    """Refuse whatever is no map of segments.

    Raises
    ------
    TypeError
    """
    if not isinstance(segments, SegmentMap):
        hint = "give one, as in rfm.standard(), or read one with map_from_plain"
        raise TypeError(f"segments is of the type {type(segments).__name__}, which is no SegmentMap: {hint}")
    return segments


def _span(bounds: Bounds) -> str:
    least, most = bounds
    if most is None:
        return "" if least == 1 else f"≥ {least}"
    return str(least) if least == most else f"{least}–{most}"


def _plain(segment: Segment) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": segment.name}
    if segment.name_zh != segment.name:
        plain["name_zh"] = segment.name_zh
    for axis in ("r", "f", "m"):
        least, most = getattr(segment, axis)
        if (least, most) != (1, None):
            plain[axis] = [least] if most is None else [least, most]
    if segment.introductions:
        plain["introductions"] = segment.introductions
    if segment.bought is not True:
        plain["bought"] = "either" if segment.bought is None else segment.bought
    return plain


def _covered(given: SegmentMap) -> Coverage:
    """Look at each cell, of customers who brought nobody; whom introductions alone make a member, is reached."""
    twice: list[tuple[Points, tuple[str, ...]]] = []
    uncovered: list[Points] = []
    reached: set[str] = set()
    brought = sorted({0, *(each.introductions for each in given.segments)})
    cells: list[Points | None] = [None]
    cells += [Points(*each) for each in product(*(range(1, bins + 1) for bins in given.bins))]
    for cell in cells:
        for n in brought:
            claimed = [each.name for each in given.segments if each.holds(cell, n)]
            reached.update(claimed[:1])
            if n or cell is None:
                continue
            if not claimed:
                uncovered.append(cell)
            elif len(claimed) > 1:
                twice.append((cell, tuple(claimed)))
    never = tuple(each.name for each in given.segments if each.name not in reached)
    return Coverage(twice=tuple(twice), never=never, uncovered=tuple(uncovered))
