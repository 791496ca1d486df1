"""The address of each value on a card, so that each can have a source of its own.

A card (a `Customer` or a `Contact`) is taken apart into values under paths
and put together from them again:

- ``name``: a field that is one value;
- ``size.employees``: one figure of a group;
- ``phones[main]``: one element, under its label;
- ``employments[C1].title``: one figure of an element; ``employments[C1]``
  itself is True where the element exists;
- ``attributes[shoe size]``: one attribute.

A value that equals the field's default is not on the card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeAlias, TypeVar

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.model import Contact, Customer
from customerbase.validation import SHAPE, FrozenMap, Record

__all__ = ["CARDS", "assemble", "field_of", "take_apart", "value_type"]

CARDS: dict[str, type[Customer | Contact]] = {"customer": Customer, "contact": Contact}
"""The kinds that are cards: what is known of them is what observations say."""

R = TypeVar("R", Customer, Contact)


Plan: TypeAlias = tuple[tuple[str, Any, tuple[Any, ...]], ...]


def _make_plan(cls: Any) -> Plan:
    plan = []
    for each in attrs.fields(cls):
        shape = each.metadata.get(SHAPE) or ("value",)
        default = each.default
        plan.append((each.name, default, shape))
    return tuple(plan)


_plan: Callable[[Any], Plan] = cache(_make_plan)


def _make_shapes(cls: Any) -> dict[str, tuple[str, frozenset[str]]]:
    shapes = {}
    for name, _, (form, *details) in _plan(cls)[1:]:
        parts: frozenset[str] = frozenset()
        if form in ("part", "split"):
            parts = frozenset(each.name for each in attrs.fields(details[0])) - {*details[1:]}
        shapes[name] = form, parts
    return shapes


# A card's own id is no value of it: nobody states it, so it has no path.
_shapes: Callable[[Any], dict[str, tuple[str, frozenset[str]]]] = cache(_make_shapes)
_UNKNOWN: tuple[str, frozenset[str]] = ("unknown", frozenset())


def take_apart(card: Customer | Contact) -> dict[str, Any]:
    """Return the values of a card by path; the card's id is not among them.

    >>> from customerbase.values import Phone, Size
    >>> acme = Customer(
    ...     customer_id="C1", name="Acme", phones=[Phone(number="555-0100")], size=Size(employees=7)
    ... )
    >>> sorted(take_apart(acme))
    ['name', 'phones[main]', 'size.employees']
    """
    found: dict[str, Any] = {}
    for name, default, (form, *details) in _plan(type(card))[1:]:
        value = getattr(card, name)
        if value == default:
            continue
        if form == "value":
            found[name] = value
        elif form == "part":
            _take_group(found, f"{name}.", value)
        elif form == "map":
            found.update((f"{name}[{each}]", held) for each, held in value.items())
        else:
            by = details[1]
            for each in value:
                path = f"{name}[{getattr(each, by)}]"
                if form == "split":
                    found[path] = True
                    _take_group(found, f"{path}.", each, but=by)
                else:
                    found[path] = each
    return found


def _take_group(found: dict[str, Any], prefix: str, group: Record, but: str | None = None) -> None:
    for name, default, _ in _plan(type(group)):
        value = getattr(group, name)
        if name != but and value != default:
            found[prefix + name] = value


def assemble(cls: type[R], key: str, values: Mapping[str, Any]) -> R:
    """Put a card together from values by path; None counts as nothing.

    Raises
    ------
    InvalidRecord
        If a path is none of this card's, or the values make no card.
    """
    given: dict[str, Any] = {}
    grouped: dict[str, dict[str, dict[str, Any]]] = {}
    fields = _shapes(cls)
    for path, value in values.items():
        if value is None:
            continue
        name, element, part = split(path)
        form, parts = fields.get(name, _UNKNOWN)
        if form == "value" and element is None and part is None:
            given[name] = value
        elif form in ("map", "keyed") and element is not None and part is None:
            grouped.setdefault(name, {}).setdefault("", {})[element] = value
        elif form == "part" and element is None and part in parts:
            grouped.setdefault(name, {}).setdefault("", {})[part] = value
        elif form == "split" and element is not None and (part is None or part in parts):
            held = grouped.setdefault(name, {}).setdefault(element, {})
            if part is not None:
                held[part] = value
        else:
            raise InvalidRecord(cls.__name__, [Problem(f"$.{path}", value, "is no path of this card")])
    return _put_together(cls, key, given, grouped)


def _put_together(
    cls: type[R], key: str, given: dict[str, Any], grouped: Mapping[str, dict[str, dict[str, Any]]]
) -> R:
    plan = _plan(cls)
    shapes = {name: shape for name, _, shape in plan}
    for name, elements in grouped.items():
        form, *details = shapes[name]
        if form == "map":
            given[name] = FrozenMap(elements[""])
        elif form == "keyed":
            _check_labels(cls, name, details[1], elements[""])
            given[name] = tuple(elements[""].values())
        elif form == "part":
            given[name] = details[0](**elements[""])
        else:
            wanted, by = details
            given[name] = tuple(wanted(**{by: label}, **parts) for label, parts in elements.items())
    given[plan[0][0]] = key
    missing = [name for name, default, _ in plan if default is attrs.NOTHING and name not in given]
    if missing:
        raise InvalidRecord(cls.__name__, [Problem(f"$.{name}", None, "is missing") for name in missing])
    return cls(**given)


def _check_labels(cls: Any, name: str, by: str, elements: Mapping[str, Any]) -> None:
    faults = [
        Problem(f"$.{name}[{label}].{by}", getattr(each, by), f"stands under the label {label!r}")
        for label, each in elements.items()
        if getattr(each, by, label) != label
    ]
    if faults:
        raise InvalidRecord(cls.__name__, faults)


def split(path: str) -> tuple[str, str | None, str | None]:
    """Return the field, the element's label and the part that a path names.

    >>> split("employments[C.1].title")
    ('employments', 'C.1', 'title')
    """
    opened = path.find("[")
    if opened < 0:
        name, dot, part = path.partition(".")
        return name, None, part if dot else None
    closed = path.rfind("]")
    rest = path[closed + 1 :]
    return path[:opened], path[opened + 1 : closed], rest[1:] if rest else None


def field_of(path: str) -> str:
    """Return the field of the card to which a path belongs."""
    return split(path)[0]


def _resolve(cls: Any) -> dict[str, Any]:
    attrs.resolve_types(cls)
    return {each.name: each.type for each in attrs.fields(cls)}


_types: Callable[[Any], dict[str, Any]] = cache(_resolve)


def value_type(cls: Any, path: str) -> Any:
    """Return the type of the value that stands at a path, or None where there is no such path."""
    name, element, part = split(path)
    shape = next((shape for each, _, shape in _plan(cls) if each == name), None)
    if shape is None:
        return None
    form, *details = shape
    if form == "value":
        return _types(cls)[name] if element is None and part is None else None
    if form == "map":
        return object if element else None
    if form == "keyed":
        return details[0] if element and part is None else None
    if form == "part":
        return _types(details[0]).get(part or "")
    return bool if part is None else _types(details[0]).get(part)
