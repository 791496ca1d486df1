"""Scales and maps read back from what JSON or TOML holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from customerbase.errors import CustomerbaseError, InvalidRecord, Problem
from customerbase.measures import Count, Returns
from customerbase.scoring.nested import NestedScale
from customerbase.scoring.scale import AnyScale, Cuts, Fitted, Scale
from customerbase.scoring.segments import Segment, SegmentMap

__all__ = ["map_from_plain", "scale_from_plain", "to_plain"]


def to_plain(rule: AnyScale | SegmentMap) -> dict[str, Any]:
    """Return a scale or a map as JSON or TOML can hold it.

    >>> from customerbase.scoring.maps import standard
    >>> map_from_plain(to_plain(standard())) == standard()
    True
    """
    return rule.to_plain()


def scale_from_plain(plain: Any) -> Scale | NestedScale:
    """Read a scale that `to_plain` wrote.

    Raises
    ------
    InvalidRecord
        If it is none.

    Examples
    --------
    >>> scale = Scale(recency=[30], frequency=[2], monetary=["99.5"], weights=[1, 2, 1])
    >>> scale_from_plain(to_plain(scale)) == scale
    True
    """
    kind = plain.get("scale") if isinstance(plain, Mapping) else None
    if kind not in ("rfm", "nested"):
        raise InvalidRecord("Scale", [Problem("$.scale", kind, f"{kind!r} is neither 'rfm' nor 'nested'")])
    try:
        common = {name: plain[name] for name in ("closed", "weights", "currency") if name in plain}
        if "fitted" in plain:
            common["fitted"] = _fitted(plain["fitted"])
        recency, frequency, monetary = (plain[name] for name in ("recency", "frequency", "monetary"))
        if kind == "rfm":
            return Scale(
                recency=_cuts(recency), frequency=_cuts(frequency), monetary=_cuts(monetary), **common
            )
        return NestedScale(
            recency=_cuts(recency),
            frequency=tuple(map(_cuts, frequency)),
            monetary=tuple(tuple(map(_cuts, own)) for own in monetary),
            **common,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _wrong("Scale", plain, error) from error


def map_from_plain(plain: Any) -> SegmentMap:
    """Read a map of segments that `to_plain` wrote.

    Raises
    ------
    InvalidRecord
        If it is none.
    """
    try:
        segments = [_segment(each) for each in plain["segments"]]
        others = {name: plain[name] for name in ("bins", "otherwise", "otherwise_zh") if name in plain}
        return SegmentMap(name=plain["map"], segments=segments, **others)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _wrong("SegmentMap", plain, error) from error


def _wrong(record: str, plain: Any, error: Exception) -> Exception:
    if isinstance(error, CustomerbaseError):
        return error
    if isinstance(error, KeyError):
        return InvalidRecord(record, [Problem(f"$.{error.args[0]}", None, "is lacking")])
    return InvalidRecord(record, [Problem("$", plain, f"is not written as a {record} is: {error}")])


def _cuts(plain: Mapping[str, Any]) -> Cuts:
    return Cuts(plain["points"], plain.get("counts", ()))


def _fitted(plain: Mapping[str, Any]) -> Fitted:
    as_of = plain.get("as_of")
    return Fitted(
        as_of=date.fromisoformat(as_of) if isinstance(as_of, str) else as_of,
        customers=plain["customers"],
        data=plain.get("data"),
        counted=Count(plain["counted"]),
        returns=Returns(plain["returns"]),
    )


def _segment(plain: Mapping[str, Any]) -> Segment:
    def bounds(axis: str) -> Any:
        given = plain.get(axis, (1, None))
        return given if len(given) == 2 else (given[0], None)

    bought = plain.get("bought", True)
    return Segment(
        name=plain["name"],
        name_zh=plain.get("name_zh", plain["name"]),
        r=bounds("r"),
        f=bounds("f"),
        m=bounds("m"),
        introductions=plain.get("introductions", 0),
        bought=None if bought == "either" else bought,
    )
