"""What is asked of the parts of a scale or a map of segments when it is made."""

from __future__ import annotations

import reprlib
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from math import isfinite
from typing import Any

from customerbase.errors import InvalidRecord, Problem
from customerbase.languages import language_of
from customerbase.validation import EXACT, LIMIT

__all__ = [
    "count_from",
    "exact_numbers",
    "ids_of",
    "in_order",
    "once_each",
    "one_of_two",
    "one_to",
    "raise_any",
]


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
    if not isinstance(values, Iterable) or isinstance(values, str | bytes | dict | set | frozenset):
        hint = "write them in order: [30, 90]"
        raise InvalidRecord("Scale", [Problem(path, values, "is no list of numbers", hint)])
    exact: list[Decimal] = []
    problems: list[Problem] = []
    for i, value in enumerate(values):
        found = _exact(value)
        if found is None:
            hint = "write it as a whole number, a Decimal or text: '297.4'"
            if isinstance(value, float) and isfinite(value):
                hint = f'quote it: "{value}"'
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
    if not exact.is_finite() or not -LIMIT < exact < LIMIT or int(exact.as_tuple().exponent) < -60:
        return None
    # 5.00 and 5 are one number, and are to be written as one.
    whole = exact.to_integral_value(context=EXACT)
    return whole.quantize(Decimal(1), context=EXACT) if exact == whole else exact.normalize(EXACT)


def in_order(given: Iterable[Any]) -> tuple[Any, ...]:
    """Return several values as a tuple."""
    return tuple(given)


def count_from(value: Any, least: int = 0) -> bool:
    """Tell whether this is a whole number from `least`."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def ids_of(given: Iterable[str], name: str) -> set[str]:
    """Return several ids; one text is refused, and so are records.

    Raises
    ------
    TypeError
    """
    if isinstance(given, str):
        said = reprlib.repr(given)
        raise TypeError(f"{name}={said} is one text: give several ids, as in [{said}]")
    ids = set()
    for each in given:
        if not isinstance(each, str):
            raise TypeError(
                f"{name} holds {type(each).__name__}, which is no id: give the ids alone, as text"
            )
        ids.add(each)
    return ids


def once_each(ids: Iterable[str], record: str) -> None:
    """Refuse ids that stand there twice: one of the two rows would be lost.

    Raises
    ------
    InvalidRecord
    """
    twice = [who for who, n in Counter(ids).items() if n > 1]
    raise_any(record, [Problem("$.customer_id", who, f"{who!r} stands there twice") for who in twice[:5]])


def one_of_two(language: str) -> None:
    """Refuse a language in which there are no words.

    Raises
    ------
    ValueError
    """
    language_of(language)


def one_to(value: Any, most: int | None = None) -> bool:
    """Tell whether this is a whole number from 1 (to `most`)."""
    return count_from(value, 1) and (most is None or value <= most)
