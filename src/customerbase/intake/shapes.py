"""Where in a record the values of a column go, and how their cells are cleaned.

A heading names a place in the record by the record's own field names:
``planned_on``, ``cost.amount``, ``handlings[0].on``, ``attributes[colour]``.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin

import attrs

from customerbase.clean.choices import (
    clean_attitude,
    clean_channel,
    clean_direction,
    clean_gender,
    clean_kind,
    clean_method,
    clean_reach,
    clean_roles,
    clean_stage,
)
from customerbase.clean.dates import clean_date, clean_day
from customerbase.clean.ids import clean_id
from customerbase.clean.money import clean_currency, clean_money
from customerbase.clean.numbers import clean_flag, clean_number, clean_whole
from customerbase.clean.partial_dates import clean_partial_date
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_prose, clean_tags, clean_text
from customerbase.intake.reading import Reading
from customerbase.model import (
    Attitude,
    Channel,
    CollectionMethod,
    ContactRole,
    CustomerKind,
    Direction,
    Gender,
    Reach,
    Stage,
)
from customerbase.sources.headings import heading_key
from customerbase.validation import Record
from customerbase.values import Money, PartialDate

__all__ = ["PROSE", "Step", "bare", "cleaner", "place", "put"]

PROSE = frozenset(
    "action audience business_scope content evidence habits interest likes main_products note offer outcome reason "
    "result submitted".split()
)
"""Fields in which people write sentences."""

Step = str | int
"""A field, or the number of an element."""

_DIGITS = 4
_STEP = re.compile(r"([^.\[\]]+)|\[([^\[\]]*)\]")

_WORDS: Mapping[type, Callable[[str], Any]] = {
    Attitude: clean_attitude,
    Channel: clean_channel,
    CollectionMethod: clean_method,
    ContactRole: clean_roles,
    CustomerKind: clean_kind,
    Direction: clean_direction,
    Gender: clean_gender,
    Reach: clean_reach,
    Stage: clean_stage,
}


def place(cls: type[Record], heading: str) -> tuple[tuple[Step, ...], Any] | None:
    """Return the steps that lead to the value a heading names, and its type; None if it names none.

    >>> from customerbase.model import Task
    >>> place(Task, "planned_profit.amount"), place(Task, "Planned on")
    ((('planned_profit', 'amount'), <class 'decimal.Decimal'>), (('planned_on',), <class 'datetime.date'>))
    """
    fields = {each.name: each.type for each in attrs.fields(_resolved(cls))}
    if heading not in fields:
        named = {heading_key(name): name for name in fields}
        if (found := named.get(heading_key(heading))) is not None:
            heading = found
    steps: list[Step] = []
    kind: Any = cls
    for name, element in _STEP.findall(heading.strip()):
        kind = bare(kind)
        if name:
            kind = _part(kind, name)
            steps.append(name)
        elif get_origin(kind) is tuple and element.isdecimal() and len(element) < _DIGITS:
            kind = get_args(kind)[0]
            steps.append(int(element))
        elif get_origin(kind) in _MAPPINGS and element:
            kind = str
            steps.append(element)
        else:
            return None
        if kind is None:
            return None
    return (tuple(steps), bare(kind)) if steps else None


def put(plain: dict[str, Any], steps: tuple[Step, ...], value: Any) -> None:
    """Put a value into plain dicts and lists, where the steps lead; elements come in order."""
    held: Any = plain
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        last = following is None
        if isinstance(step, int):
            held += [{} for _ in range(step + 1 - len(held))]
        if last:
            held[step] = value
        elif isinstance(step, str) and step not in held:
            held[step] = [] if isinstance(following, int) else {}
        held = held[step]


def cleaner(
    kind: Any, steps: tuple[Step, ...], unit: str | None, reading: Reading, zone: tzinfo
) -> Callable[[str], Any]:
    """Return what cleans a cell whose value is of this type."""
    name = next(each for each in reversed(steps) if isinstance(each, str))
    dayfirst = reading.dayfirst
    simple: dict[Any, Callable[[str], Any]] = {
        Money: lambda raw: clean_money(raw, currency=reading.currency, unit=unit),
        date: lambda raw: clean_day(raw, dayfirst=dayfirst),
        datetime: lambda raw: _instant(raw, reading, zone),
        PartialDate: lambda raw: clean_partial_date(raw, dayfirst=dayfirst),
        bool: clean_flag,
        int: clean_whole,
        Decimal: clean_number,
        str: _text(name),
    }
    if kind in simple:
        return simple[kind]
    if get_origin(kind) is tuple:
        return _WORDS.get(get_args(kind)[0], clean_tags)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _WORDS.get(kind, lambda raw: _word(raw, kind))
    return clean_text


def _text(name: str) -> Callable[[str], Any]:
    if name == "currency":
        return clean_currency
    if name in PROSE:
        return clean_prose
    return clean_id if _names_a_record(name) else clean_text


def _names_a_record(field: str) -> bool:
    return field.endswith("_id") or field in ("by", "reports_to", "reverses")


_MAPPINGS = (Mapping, dict)


def _resolved(cls: Any) -> Any:
    attrs.resolve_types(cls)
    return cls


def bare(kind: Any) -> Any:
    """Return the type without ``| None``."""
    if get_origin(kind) in (Union, types.UnionType):
        others = [each for each in get_args(kind) if each is not type(None)]
        return others[0] if len(others) == 1 else str
    return kind


def _part(kind: Any, name: str) -> Any:
    if kind is Money:
        return {"amount": Decimal, "currency": str}.get(name)
    if get_origin(kind) in _MAPPINGS:
        return str
    if isinstance(kind, type) and attrs.has(kind):
        return next((each.type for each in attrs.fields(_resolved(kind)) if each.name == name), None)
    return None


def _instant(raw: str, reading: Reading, zone: tzinfo) -> datetime | None:
    found = clean_date(raw, dayfirst=reading.dayfirst)
    if found is None or found[1] is None:
        return None
    return found[1] if found[1].tzinfo is not None else found[1].replace(tzinfo=zone)


def _word(raw: str, options: type[Enum]) -> Any:
    text = clean_text(raw)
    if text is None:
        return None
    found = {heading_key(str(each.value)): each for each in options}.get(heading_key(text))
    if found is None:
        raise Refused("is none of the choices", "one of " + ", ".join(str(each.value) for each in options))
    return found
