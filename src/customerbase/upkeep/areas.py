"""Where customers are, for counts by area: province, city, district, or what the caller says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from customerbase.model import Customer

__all__ = ["Area", "AreaOf", "By", "area_of", "area_order"]

Area: TypeAlias = tuple[str | None, ...]
"""A place from wide to narrow, as in ``("广东", "深圳")``; None is a part that is unknown."""

AreaOf: TypeAlias = Callable[[Customer], "str | Area | None"]
By: TypeAlias = str | AreaOf

_PARTS: Final = ("province", "city", "district")


def area_of(by: By) -> Callable[[Customer], Area]:
    """Return what tells the area of a customer.

    Parameters
    ----------
    by : {'province', 'city', 'district'} or function of a customer
        The parts of his main address down to this one, since cities have
        districts of one name; or what the function returns, such as the
        territory of whoever is in charge of him.

    Raises
    ------
    ValueError
        If it is another word.
    TypeError
        If it is neither, or the function returns neither text, a tuple nor None.
    """
    if callable(by):
        return lambda customer: _as_area(by(customer))
    if not isinstance(by, str):
        raise TypeError(f"by={by!r} is neither a part of an address nor a function of a customer")
    if by not in _PARTS:
        raise ValueError(
            f"by={by!r} is none of {', '.join(map(repr, _PARTS))}, and no function of a customer"
        )
    parts = _PARTS[: _PARTS.index(by) + 1]

    def found(customer: Customer) -> Area:
        address = customer.address()
        return tuple(getattr(address, part) if address else None for part in parts)

    return found


def _as_area(told: str | Area | None) -> Area:
    if told is None or isinstance(told, str):
        return (told,)
    if isinstance(told, tuple) and told and all(each is None or isinstance(each, str) for each in told):
        return told
    raise TypeError(f"by() returned {told!r}, which is no area: return text, a tuple of texts, or None")


def area_order(area: Area) -> list[tuple[bool, str]]:
    """Return what areas are sorted by: by name, those where a part is unknown last."""
    return [(part is None, part or "") for part in area]
