"""What is asked of the parts of a scale or a map of segments when it is made."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from customerbase.errors import InvalidRecord, Problem

__all__ = ["exact_numbers", "in_order", "one_to", "raise_any"]


def raise_any(record: str, problems: Iterable[Problem]) -> None:
    """Raise what is wrong, all of it at once.

    Raises
    ------
    InvalidRecord
    """
    if found := list(problems):
        raise InvalidRecord(record, found)


def exact_numbers(values: Any, path: str) -> tuple[Decimal, ...]:
    """Return whole numbers, Decimals or text as finite Decimals; anything else is refused.

    Raises
    ------
    InvalidRecord
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise InvalidRecord("Scale", [Problem(path, values, "is no list of numbers")])
    exact: list[Decimal] = []
    problems: list[Problem] = []
    for i, value in enumerate(values):
        found = _exact(value)
        if found is None:
            hint = "write it as a whole number, a Decimal or text: '297.4'"
            problems.append(Problem(f"{path}[{i}]", value, "is no exact number", hint))
        else:
            exact.append(found)
    raise_any("Scale", problems)
    return tuple(exact)


def _exact(value: object) -> Decimal | None:
    if not isinstance(value, Decimal | int | str) or isinstance(value, bool):
        return None
    try:
        exact = Decimal(value)
    except (ArithmeticError, ValueError):
        return None
    return exact if exact.is_finite() else None


def in_order(given: Iterable[Any]) -> tuple[Any, ...]:
    """Return several values as a tuple."""
    return tuple(given)


def one_to(value: Any, most: int | None = None) -> bool:
    """Tell whether this is a whole number from 1 (to `most`)."""
    return (
        isinstance(value, int)
        and not isinstance(value, bool)
        and value >= 1
        and (most is None or value <= most)
    )
