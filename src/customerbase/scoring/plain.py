"""Scales and maps read back from what JSON or TOML holds."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from customerbase.errors import CustomerbaseError, InvalidRecord, Problem
from customerbase.measures import Count, Returns
from customerbase.scoring.checks import raise_any
from customerbase.scoring.nested import NestedScale
from customerbase.scoring.scale import AnyScale, Cuts, Fitted, Scale
from customerbase.scoring.segments import Segment, SegmentMap, UnreachedSegment

__all__ = ["map_from_plain", "scale_from_plain", "to_plain"]

R = TypeVar("R")

_SCALE = ("scale", "recency", "frequency", "monetary", "closed", "weights", "currency", "fitted")
_FITTED = ("as_of", "customers", "data", "counted", "returns", "places")
_MAP = ("map", "name", "segments", "bins", "otherwise", "otherwise_zh")
_PLACE = "\0"
"""Name of what stands in for a part that is wrong, while the others are looked at."""
_SEGMENT = ("name", "name_zh", "r", "f", "m", "introductions", "bought")


def to_plain(rule: AnyScale | SegmentMap) -> dict[str, Any]:
    """Return a scale or a map as JSON or TOML can hold it.

    >>> from customerbase.scoring.maps import standard
    >>> map_from_plain(to_plain(standard())) == standard()
    True
    """
    return rule.to_plain()


def scale_from_plain(plain: Any) -> Scale | NestedScale:
    """Read a scale that `to_plain` wrote, or that somebody wrote by hand in the same form.

    By hand, cut points may stand alone: ``recency = [30, 90]``; ``scale`` may be
    left out, and is "nested" where ``monetary`` is nested three deep, else "rfm".

    Raises
    ------
    InvalidRecord
        If it is none; a part that no scale has is named, too.  A float is
        refused, since it is not exact: quote it.

    Examples
    --------
    >>> scale = Scale(recency=[30], frequency=[2], monetary=["99.5"], weights=[1, 2, 1])
    >>> scale_from_plain(to_plain(scale)) == scale
    True
    """
    return _read("Scale", plain, _scale)


def map_from_plain(plain: Any) -> SegmentMap:
    """Read a map of segments that `to_plain` wrote, or that somebody wrote by hand in the same form.

    By hand, its name may be called ``name`` instead of ``map``.

    Raises
    ------
    InvalidRecord
        If it is none, with all that is wrong; a part that no map has is named, too.

    Examples
    --------
    >>> map_from_plain({"name": "ours", "bins": 3, "segments": [{"name": "best", "r": 3}]}).names
    ('best',)
    """
    return _read("SegmentMap", plain, _map)


def _read(record: str, plain: Any, reader: Callable[[Any], R]) -> R:
    try:
        return reader(plain)
    except CustomerbaseError:
        raise
    except KeyError as error:
        raise InvalidRecord(record, [Problem(f"$.{error.args[0]}", None, "is lacking")]) from error
    except (TypeError, ValueError, AttributeError) as error:
        problem = Problem("$", plain, f"is not written as a {record} is: {error}")
        raise InvalidRecord(record, [problem]) from error


def _unknown(plain: Mapping[str, Any], known: Iterable[str], path: str = "$") -> Iterator[Problem]:
    hint = f"known are {', '.join(known)}"
    for name in plain:
        if name not in known:
            yield Problem(f"{path}.{name}", plain[name], "is no part of it", hint)


def _lacking(plain: Mapping[str, Any], needed: Iterable[str], path: str = "$") -> Iterator[Problem]:
    for name in needed:
        if name not in plain:
            yield Problem(f"{path}.{name}", None, "is lacking")


def _scale(plain: Any) -> Scale | NestedScale:
    if not isinstance(plain, Mapping):
        raise InvalidRecord("Scale", [Problem("$", plain, "is no scale")])
    parts = ("recency", "frequency", "monetary")
    kind = plain["scale"] if "scale" in plain else "nested" if _is_nested(plain.get("monetary")) else "rfm"
    problems = [*_unknown(plain, _SCALE), *_lacking(plain, parts)]
    if kind not in ("rfm", "nested"):
        problems.append(Problem("$.scale", kind, f"{kind!r} is neither 'rfm' nor 'nested'"))
    raise_any("Scale", problems)
    common = {name: plain[name] for name in ("closed", "weights", "currency") if name in plain}
    if "fitted" in plain:
        common["fitted"] = _fitted(plain["fitted"])
    recency, frequency, monetary = (plain[name] for name in parts)
    if kind == "rfm":
        return Scale(
            recency=_cuts(recency, "$.recency"),
            frequency=_cuts(frequency, "$.frequency"),
            monetary=_cuts(monetary, "$.monetary"),
            **common,
        )
    return NestedScale(
        recency=_cuts(recency, "$.recency"),
        frequency=[_cuts(each, f"$.frequency[{i}]") for i, each in enumerate(frequency)],
        monetary=[
            [_cuts(each, f"$.monetary[{i}][{j}]") for j, each in enumerate(own)]
            for i, own in enumerate(monetary)
        ],
        **common,
    )


def _is_nested(monetary: Any) -> bool:
    """Tell whether cut points of money stand three deep: for each r, for each f, a list or table of them."""
    for _ in range(2):
        if not isinstance(monetary, list | tuple) or not monetary:
            return False
        monetary = monetary[0]
    return isinstance(monetary, list | tuple | Mapping)


def _cuts(plain: Any, path: str) -> Any:
    """Return cut points; a list alone is left to the scale, which knows its place."""
    if not isinstance(plain, Mapping):
        return plain
    raise_any("Scale", [*_unknown(plain, ("points", "counts"), path), *_lacking(plain, ("points",), path)])
    try:
        return Cuts(plain["points"], plain.get("counts", ()))
    except InvalidRecord as error:
        raise InvalidRecord("Scale", [each.within(path) for each in error.problems]) from error


def _fitted(plain: Mapping[str, Any]) -> Fitted:
    raise_any("Fitted", _unknown(plain, _FITTED, "$.fitted"))
    as_of = plain.get("as_of")
    return Fitted(
        as_of=date.fromisoformat(as_of) if isinstance(as_of, str) else as_of,
        customers=plain["customers"],
        data=plain.get("data"),
        counted=Count(plain["counted"]) if "counted" in plain else None,
        returns=Returns(plain["returns"]) if "returns" in plain else None,
        places=plain.get("places"),
    )


def _map(plain: Any) -> SegmentMap:
    if not isinstance(plain, Mapping):
        raise InvalidRecord("SegmentMap", [Problem("$", plain, "is no map of segments")])
    problems = list(_unknown(plain, _MAP))
    word = "map" if "map" in plain or "name" not in plain else "name"
    if word not in plain:
        problems.append(Problem("$.map", None, "is lacking", "give the map a name"))
    elif word == "map" and plain.get("name", plain["map"]) != plain["map"]:
        problems.append(Problem("$.name", plain["name"], "stands beside `map`", "leave one of them out"))
    given: Any = plain.get("segments")
    if not isinstance(given, list | tuple):
        reason = "is no list of segments" if "segments" in plain else "is lacking"
        problems.append(Problem("$.segments", given, reason))
        given = [{"name": _PLACE}]
    segments: list[Segment] = []
    for i, each in enumerate(given):
        try:
            segments.append(_segment(each, f"$.segments[{i}]"))
        except InvalidRecord as error:
            problems += error.problems
            # It keeps its place, so that what the map finds is named by the right one.
            segments.append(Segment(name=f"{_PLACE}{i}"))
    others = {name: plain[name] for name in ("bins", "otherwise", "otherwise_zh") if name in plain}
    if not problems:
        return _made(plain[word], segments, others, word)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnreachedSegment)
        try:
            _made(plain.get(word, _PLACE), segments, others, word)
        except InvalidRecord as error:
            problems += error.problems
    raise InvalidRecord("SegmentMap", problems)


def _made(name: Any, segments: list[Segment], others: dict[str, Any], word: str) -> SegmentMap:
    try:
        return SegmentMap(name=name, segments=segments, **others)
    except InvalidRecord as error:
        problems = [
            Problem(f"$.{word}", each.value, each.reason, each.hint) if each.path == "$.name" else each
            for each in error.problems
        ]
        raise InvalidRecord("SegmentMap", problems) from error


def _segment(plain: Any, path: str) -> Segment:
    if not isinstance(plain, Mapping):
        raise InvalidRecord("SegmentMap", [Problem(path, plain, "is no segment")])
    problems = [*_unknown(plain, _SEGMENT, path), *_lacking(plain, ("name",), path)]
    given = {"name": _PLACE} | {name: each for name, each in plain.items() if name in _SEGMENT}
    given |= {axis: _bounds(given.get(axis)) for axis in ("r", "f", "m")}
    if given.get("bought") == "either":
        given["bought"] = None
    try:
        made = Segment(**given)
    except InvalidRecord as error:
        raise InvalidRecord(
            "SegmentMap", [*problems, *(each.within(path) for each in error.problems)]
        ) from error
    raise_any("SegmentMap", problems)
    return made


def _bounds(given: Any) -> Any:
    """Return bounds: what TOML cannot hold, no upper bound, is a list of one."""
    return (given[0], None) if isinstance(given, list | tuple) and len(given) == 1 else given
