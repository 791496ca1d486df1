"""Scales and maps read back from what JSON or TOML holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from customerbase.errors import CustomerbaseError, InvalidRecord, Problem
from customerbase.measures import Count, Returns
from customerbase.scoring.checks import raise_any
from customerbase.scoring.nested import NestedScale
from customerbase.scoring.scale import AnyScale, Cuts, Fitted, Scale
from customerbase.scoring.segments import Segment, SegmentMap

__all__ = ["map_from_plain", "scale_from_plain", "to_plain"]

R = TypeVar("R")

_SCALE = ("scale", "recency", "frequency", "monetary", "closed", "weights", "currency", "fitted")
_FITTED = ("as_of", "customers", "data", "counted", "returns")
_MAP = ("map", "segments", "bins", "otherwise", "otherwise_zh")
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

    By hand, cut points may stand alone: ``recency = [30, 90]``.

    Raises
    ------
    InvalidRecord
        If it is none; a part that no scale has is named, too.

    Examples
    --------
    >>> scale = Scale(recency=[30], frequency=[2], monetary=["99.5"], weights=[1, 2, 1])
    >>> scale_from_plain(to_plain(scale)) == scale
    True
    """
    return _read("Scale", plain, _scale)


def map_from_plain(plain: Any) -> SegmentMap:
    """Read a map of segments that `to_plain` wrote, or that somebody wrote by hand in the same form.

    Raises
    ------
    InvalidRecord
        If it is none; a part that no map has is named, too.
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


def _only(record: str, plain: Mapping[str, Any], known: Iterable[str], path: str = "$") -> None:
    hint = f"known are {', '.join(known)}"
    raise_any(
        record,
        [
            Problem(f"{path}.{name}", plain[name], "is no part of it", hint)
            for name in plain
            if name not in known
        ],
    )


def _scale(plain: Any) -> Scale | NestedScale:
    kind = plain.get("scale") if isinstance(plain, Mapping) else None
    if kind not in ("rfm", "nested"):
        raise InvalidRecord("Scale", [Problem("$.scale", kind, f"{kind!r} is neither 'rfm' nor 'nested'")])
    _only("Scale", plain, _SCALE)
    common = {name: plain[name] for name in ("closed", "weights", "currency") if name in plain}
    if "fitted" in plain:
        common["fitted"] = _fitted(plain["fitted"])
    recency, frequency, monetary = (plain[name] for name in ("recency", "frequency", "monetary"))
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


def _cuts(plain: Any, path: str) -> Any:
    """Return cut points; a list alone is left to the scale, which knows its place."""
    if not isinstance(plain, Mapping):
        return plain
    _only("Scale", plain, ("points", "counts"), path)
    try:
        return Cuts(plain["points"], plain.get("counts", ()))
    except InvalidRecord as error:
        raise InvalidRecord("Scale", [each.within(path) for each in error.problems]) from error


def _fitted(plain: Mapping[str, Any]) -> Fitted:
    _only("Fitted", plain, _FITTED, "$.fitted")
    as_of = plain.get("as_of")
    return Fitted(
        as_of=date.fromisoformat(as_of) if isinstance(as_of, str) else as_of,
        customers=plain["customers"],
        data=plain.get("data"),
        counted=Count(plain["counted"]) if "counted" in plain else None,
        returns=Returns(plain["returns"]) if "returns" in plain else None,
    )


def _map(plain: Any) -> SegmentMap:
    if not isinstance(plain, Mapping):
        raise InvalidRecord("SegmentMap", [Problem("$", plain, "is no map of segments")])
    _only("SegmentMap", plain, _MAP)
    segments = [_segment(each, f"$.segments[{i}]") for i, each in enumerate(plain["segments"])]
    others = {name: plain[name] for name in ("bins", "otherwise", "otherwise_zh") if name in plain}
    return SegmentMap(name=plain["map"], segments=segments, **others)


def _segment(plain: Mapping[str, Any], path: str) -> Segment:
    _only("Segment", plain, _SEGMENT, path)
    bought = plain.get("bought", True)
    try:
        return Segment(
            name=plain["name"],
            name_zh=plain.get("name_zh", plain["name"]),
            r=_bounds(plain.get("r")),
            f=_bounds(plain.get("f")),
            m=_bounds(plain.get("m")),
            introductions=plain.get("introductions", 0),
            bought=None if bought == "either" else bought,
        )
    except InvalidRecord as error:
        raise InvalidRecord("SegmentMap", [each.within(path) for each in error.problems]) from error


def _bounds(given: Any) -> Any:
    """Return bounds: what TOML cannot hold, no upper bound, is a list of one."""
    return (given[0], None) if isinstance(given, list | tuple) and len(given) == 1 else given
