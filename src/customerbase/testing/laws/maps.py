"""The laws of maps of segments."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import product
from typing import Final, TypeAlias

from customerbase.scoring.plain import map_from_plain, to_plain
from customerbase.scoring.scale import Points
from customerbase.scoring.segments import SegmentMap
from customerbase.testing.laws.broken import MAP_LAWS, BrokenLaw, left

__all__ = ["check_segments"]


def check_segments(segments: SegmentMap, *, without: Collection[str] = ()) -> None:
    """Try the laws of a map of segments, on each of its cells.

    Parameters
    ----------
    segments : SegmentMap
    without : collection of str
        Names of laws that are left out: see `MAP_LAWS`.

    Raises
    ------
    BrokenLaw
        At the first law that is broken.
    ValueError
        If `without` names what is no law.

    Examples
    --------
    >>> from customerbase import rfm
    >>> check_segments(rfm.standard())
    """
    for law in left(MAP_LAWS, without):
        for found in _LAWS[law](segments):
            raise BrokenLaw(law, f"    {found}")


Case: TypeAlias = tuple[Points | None, int, bool]


def _cells(segments: SegmentMap) -> list[Points]:
    return [Points(*each) for each in product(*(range(1, bins + 1) for bins in segments.bins))]


def _cases(segments: SegmentMap) -> list[Case]:
    """Return every kind of customer that the map can tell from another."""
    brought = sorted({0, *(each.introductions for each in segments.segments)})
    cases: list[Case] = [(None, n, True) for n in brought]
    return cases + [
        (cell, n, visited) for cell in _cells(segments) for n in brought for visited in (True, False)
    ]


def _asked(segments: SegmentMap, case: Case) -> str | None:
    cell, introductions, visited = case
    return segments.segment(cell, introductions, visited=visited)


def _held(segments: SegmentMap, case: Case) -> list[str]:
    cell, introductions, visited = case
    return [each.name for each in segments.segments if each.holds(cell, introductions, visited=visited)]


def _case_told(case: Case) -> str:
    cell, introductions, visited = case
    said = (
        "who has not bought" if cell is None else f"of {cell}" + ("" if visited else ", with returns only,")
    )
    return f"a customer {said} who brought {introductions}"


def _named(segments: SegmentMap) -> Iterator[str]:
    allowed = {each.name for each in segments.segments} | {segments.otherwise}
    for case in _cases(segments):
        if (got := _asked(segments, case)) not in allowed:
            yield f"{_case_told(case)} is in {got!r}"


def _first(segments: SegmentMap) -> Iterator[str]:
    for case in _cases(segments):
        held, got = _held(segments, case), _asked(segments, case)
        wanted = held[0] if held else segments.otherwise
        if got != wanted:
            yield f"{_case_told(case)} is in {got!r}, the first that holds him is {wanted!r}"


def _calls(segments: SegmentMap) -> Iterator[str]:
    cases = _cases(segments)
    forwards = [_asked(segments, case) for case in cases]
    backwards = [_asked(segments, case) for case in reversed(cases)]
    for case, first, second in zip(cases, forwards, reversed(backwards), strict=True):
        if first != second:
            yield f"{_case_told(case)} is in {first!r}, and in {second!r} when asked again"


def _coverage(segments: SegmentMap) -> Iterator[str]:
    claimed = {cell: _held(segments, (cell, 0, True)) for cell in _cells(segments)}
    told = segments.coverage
    if dict(told.twice) != {cell: tuple(names) for cell, names in claimed.items() if len(names) > 1}:
        yield f"covered twice are other cells than {told.twice}"
    if set(told.uncovered) != {cell for cell, names in claimed.items() if not names}:
        yield f"not covered are other cells than {told.uncovered}"
    reached = {held[0] for case in _cases(segments) if (held := _held(segments, case))}
    if set(told.never) != {each.name for each in segments.segments} - reached:
        yield f"never reached are other segments than {told.never}"


def _round_trip(segments: SegmentMap) -> Iterator[str]:
    plain = json.loads(json.dumps(to_plain(segments)))
    if map_from_plain(plain) != segments:
        yield f"{segments}\nis written as\n{plain}"


_LAWS: Final[Mapping[str, Callable[[SegmentMap], Iterator[str]]]] = {
    "named": _named,
    "first": _first,
    "calls": _calls,
    "coverage": _coverage,
    "round trip": _round_trip,
}
