"""The fields of records: what each accepts, and what it makes of what people give.

Each function declares a field of a `record`: ``name: str = text()``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import attrs

from customerbase.errors import Problem
from customerbase.validation.checks import Fault, check_decimal, check_key, check_text, check_whole
from customerbase.validation.frozen_map import FrozenMap

__all__ = [
    "attributes",
    "choice",
    "choices",
    "day",
    "flag",
    "instance",
    "instant",
    "key",
    "many",
    "number",
    "text",
    "texts",
]

Check: TypeAlias = Callable[[Any], str | Problem | list[Problem] | None]

RULE = "customerbase.rule"
SHAPE = "customerbase.shape"
REQUIRED: Any = attrs.NOTHING

_SCALARS = (str, bool, int, Decimal, date)


class Rule(NamedTuple):
    """What a field accepts.

    Most values are their field's default, or of a type of which every value
    is right; a record looks for these first and calls nothing for them.
    """

    check: Check
    convert: Callable[[Any], Any] | None
    sound: tuple[type, ...]


def _specified(
    check: Check,
    default: Any = REQUIRED,
    *,
    sound: tuple[type, ...] = (),
    converter: Callable[[Any], Any] | None = None,
    private: bool = False,
    shape: Any = None,
) -> Any:
    rule = Rule(check, converter, sound)
    return attrs.field(default=default, repr=not private, metadata={RULE: rule, SHAPE: shape})


def text(*, default: Any = REQUIRED, limit: int = 2_000, private: bool = False) -> Any:
    """Text that is not blank, of at most `limit` characters."""
    check = check_text if limit == 2_000 else partial(check_text, limit=limit)
    return _specified(check, default, private=private)


def key(*, default: Any = REQUIRED) -> Any:
    """An id: short text without control characters or white space around it."""
    return _specified(check_key, default)


def texts(*, default: tuple[()] = (), private: bool = False) -> Any:
    """A tuple of texts, each of them once."""

    def check(value: Any) -> list[Problem] | Fault:
        if not isinstance(value, tuple):
            return f"expected several texts, not {type(value).__name__}"
        faults = [
            Problem(f"$[{i}]", each, str(fault))
            for i, each in enumerate(value)
            if (fault := check_text(each))
        ]
        if not faults and len(set(value)) < len(value):
            return "holds the same text twice"
        return faults or None

    return _specified(check, default, converter=_to_sorted_tuple, private=private)


def flag(*, default: Any = REQUIRED) -> Any:
    """True or False."""

    def check(value: object) -> Fault:
        return None if isinstance(value, bool) else "expected True or False"

    return _specified(check, default, sound=(bool,))


def number(
    *,
    default: Any = REQUIRED,
    least: int | Decimal | None = None,
    most: int | Decimal | None = None,
    whole: bool = False,
    places: int = 6,
) -> Any:
    """A Decimal of at most `places` decimals, or an int where `whole`; floats are refused."""

    def check(value: object) -> Fault:
        wanted = int if whole else Decimal
        if not isinstance(value, wanted) or isinstance(value, bool):
            why = " (a float is not exact: use Decimal or text)" if isinstance(value, float) else ""
            return f"expected {'a whole number' if whole else 'a Decimal'}, not {type(value).__name__}{why}"
        fault = check_decimal(value, places) if isinstance(value, Decimal) else check_whole(value)
        if fault is not None:
            return fault
        if least is not None and value < least:
            return f"is below {least}"
        if most is not None and value > most:
            return f"is above {most}"
        return None

    return _specified(check, default, converter=None if whole else _to_decimal)


def choice(options: type[Enum], *, default: Any = REQUIRED) -> Any:
    """A member of an enumeration; its value is accepted too."""

    def convert(value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, options):
            try:
                return options(value)
            except ValueError:
                return value
        return value

    def check(value: object) -> Fault:
        if isinstance(value, options):
            return None
        return "expected one of " + ", ".join(str(each.value) for each in options)

    return _specified(check, default, sound=(options,), converter=convert)


def choices(options: type[Enum], *, default: tuple[()] = ()) -> Any:
    """A tuple of members of an enumeration, each once, in the enumeration's order."""
    order = list(options)

    def convert(value: Any) -> Any:
        if not isinstance(value, tuple | list | set | frozenset):
            return value
        try:
            return tuple(sorted({options(each) for each in value}, key=order.index))
        except ValueError:
            return value

    def check(value: object) -> Fault:
        if isinstance(value, tuple) and all(isinstance(each, options) for each in value):
            return None
        return "expected some of " + ", ".join(str(each.value) for each in options)

    return _specified(check, default, converter=convert)


def day(*, default: Any = REQUIRED) -> Any:
    """A calendar day (`datetime.date`, not a datetime)."""

    def check(value: object) -> Fault:
        if isinstance(value, datetime) or not isinstance(value, date):
            return f"expected a date, not {type(value).__name__}"
        return None

    return _specified(check, default, sound=(date,))


def instant(*, default: Any = REQUIRED) -> Any:
    """A point in time: a datetime that carries its zone."""

    def check(value: object) -> Fault:
        if not isinstance(value, datetime):
            return f"expected a datetime, not {type(value).__name__}"
        if value.utcoffset() is None:
            return "has no time zone: give tzinfo=ZoneInfo(...)"
        try:
            value.astimezone(UTC)
        except OverflowError:
            return "lies outside the years 1 to 9999 in UTC"
        return None

    return _specified(check, default)


def instance(
    wanted: type | tuple[type, ...],
    *,
    default: Any = REQUIRED,
    private: bool = False,
    split: bool = False,
) -> Any:
    """A value of this class; with `split`, a ledger keeps each of its fields by itself."""

    def check(value: object) -> Fault:
        if isinstance(value, wanted):
            return None
        names = wanted.__name__ if isinstance(wanted, type) else " or ".join(w.__name__ for w in wanted)
        return f"expected {names}, not {type(value).__name__}"

    sound = wanted if isinstance(wanted, tuple) else (wanted,)
    shape = ("part", wanted) if split else None
    return _specified(check, default, sound=sound, private=private, shape=shape)


def many(
    wanted: type,
    *,
    default: tuple[()] = REQUIRED,
    by: str | None = None,
    private: bool = False,
    split: bool = False,
    ordered: bool = False,
) -> Any:
    """A tuple of values of this class, no two alike in the field `by`.

    A ledger keeps each element by itself, under its `by`; with `split`, each
    field of each element.  Elements stand in the order of their `by`, ``main``
    first, unless the caller's order means something (`ordered`).
    """

    def convert(value: Any) -> Any:
        value = _to_tuple(value)
        if by is None or ordered or not isinstance(value, tuple) or len(value) < 2:
            return value
        if not all(isinstance(each, wanted) for each in value):
            return value
        labels = [getattr(each, by) for each in value]
        order = sorted(range(len(value)), key=lambda i: (labels[i] != "main", labels[i]))
        return tuple(value[i] for i in order)

    def check(value: Any) -> Fault | list[Problem]:
        if not isinstance(value, tuple):
            return f"expected several {wanted.__name__}, not {type(value).__name__}"
        if not value:
            return None
        faults = [
            Problem(f"$[{i}]", each, f"expected {wanted.__name__}, not {type(each).__name__}")
            for i, each in enumerate(value)
            if not isinstance(each, wanted)
        ]
        if by is not None and not faults and len(value) > 1:
            seen: set[object] = set()
            for i, each in enumerate(value):
                name = getattr(each, by)
                if name in seen:
                    faults.append(Problem(f"$[{i}].{by}", name, f"{name!r} stands there twice"))
                seen.add(name)
        return faults or None

    shape = None if by is None else ("split" if split else "keyed", wanted, by)
    return _specified(check, default, converter=convert, private=private, shape=shape)


def attributes(*, default: FrozenMap) -> Any:
    """Attributes that a trade keeps for itself: name → text, number, flag or day."""

    def check(value: Any) -> Fault | list[Problem]:
        if not isinstance(value, FrozenMap):
            return f"expected a mapping, not {type(value).__name__}"
        faults = []
        for name, each in value.items():
            fault = check_key(name)
            if fault is None:
                if not isinstance(each, _SCALARS) or isinstance(each, datetime):
                    fault = f"expected text, a number, a flag or a day, not {type(each).__name__}"
                elif isinstance(each, str):
                    fault = check_text(each, 20_000)
                elif isinstance(each, Decimal):
                    fault = check_decimal(each)
                elif isinstance(each, int):
                    fault = check_whole(each)
            if fault is not None:
                faults.append(Problem(f"$[{name!r}]", each, str(fault)))
        return faults or None

    def convert(value: Any) -> Any:
        if isinstance(value, Mapping) and not isinstance(value, FrozenMap):
            return FrozenMap(value)
        return value

    return _specified(check, default, converter=convert, private=True, shape=("map",))


def _to_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _to_sorted_tuple(value: Any) -> Any:
    # The order of a set of texts differs from one run of Python to the next: equal cards must print alike.
    if isinstance(value, set | frozenset):
        return tuple(sorted(value, key=lambda each: (type(each).__name__, str(each))))
    return _to_tuple(value)


def _to_decimal(value: Any) -> Any:
    if type(value) is Decimal:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        try:
            return Decimal(value)
        except ArithmeticError:
            return value
    return value
