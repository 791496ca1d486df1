"""The one converter between records and plain values that JSON can hold.

Decimal and days become text, an enumeration its value, `Money` an amount and
a currency, a `PartialDate` its ISO form.  Fields that equal their default are
left out.  Attributes keep their type: a Decimal among them is written
``{"decimal": "1.5"}``, a day ``{"day": "2024-02-29"}``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import attrs
import cattrs
from cattrs.errors import AttributeValidationNote, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from customerbase.errors import CustomerbaseError, InvalidRecord, Problem
from customerbase.paths import CARDS, value_type
from customerbase.validation import FrozenMap
from customerbase.values import Money, PartialDate

__all__ = [
    "from_json",
    "from_plain",
    "instant_from_text",
    "instant_text",
    "json_line",
    "to_json",
    "to_plain",
    "values_from_plain",
    "values_to_plain",
]

R = TypeVar("R")

json_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Write plain values as one line of JSON."""


def to_plain(record: object) -> Any:
    """Return a record as dicts, lists and scalars that JSON can hold.

    >>> from customerbase.model import Customer
    >>> to_plain(Customer(customer_id="C1", name="Acme"))
    {'customer_id': 'C1', 'name': 'Acme'}
    """
    return _converter().unstructure(record)


def from_plain(cls: type[R], plain: Any) -> R:
    """Make a record of plain values.

    Raises
    ------
    InvalidRecord
        With every problem and its path.

    Examples
    --------
    >>> from customerbase.model import Customer
    >>> from_plain(Customer, {"customer_id": "C1", "phones": [{"number": 1}], "nmae": "Acme"})
    Traceback (most recent call last):
    customerbase.errors.InvalidRecord: 3 problem(s) in this Customer:
      $.name: is missing
      $.phones[0].number: expected text, not int
      $.nmae: is no field of a Customer
    """
    try:
        return _converter().structure(plain, cls)
    except (cattrs.BaseValidationError, cattrs.StructureHandlerNotFoundError, CustomerbaseError) as error:
        raise InvalidRecord(cls.__name__, list(_problems(error, "$", plain))) from None


def to_json(record: object) -> str:
    """Return a record as one line of JSON."""
    return json_line(to_plain(record))


def from_json(cls: type[R], text: str) -> R:
    """Make a record of a line of JSON that `to_json` wrote."""
    return from_plain(cls, json.loads(text))


def values_to_plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a card's values by path, each as JSON can hold it."""
    unstructure = _converter().unstructure
    return {
        path: value
        if value is None or (isinstance(value, str | bool) and not hasattr(value, "value"))
        else _attribute_to_plain(value)
        if path.startswith("attributes[")
        else unstructure(value)
        for path, value in values.items()
    }


def values_from_plain(kind: str, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Read back what `values_to_plain` wrote of a card of this kind."""
    cls: Any = CARDS[kind]
    return {path: _structure_at(cls, path)(value) for path, value in plain.items()}


def instant_text(instant: datetime) -> str:
    """Return an instant as text of a fixed width, in UTC, that sorts by time."""
    # strftime does not pad the years before 1000 on every system.
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant_from_text(text: str) -> datetime:
    """Read back what `instant_text` wrote."""
    return datetime.fromisoformat(text)


# ------------------------------------------------------------------ the converter


@cache
def _structure_at(cls: Any, path: str) -> Callable[[Any], Any]:
    if path.startswith("attributes["):
        return _attribute_from_plain
    wanted = value_type(cls, path)
    if wanted is str or wanted == (str | None):
        return lambda value: value
    structure = _converter().structure
    return lambda value: None if value is None else structure(value, wanted)


@cache
def _converter() -> cattrs.Converter:
    made = cattrs.Converter(detailed_validation=True)
    made.register_unstructure_hook(Decimal, str)
    made.register_unstructure_hook(datetime, instant_text)
    made.register_unstructure_hook(date, date.isoformat)
    made.register_unstructure_hook(
        Money, lambda money: {"amount": str(money.amount), "currency": money.currency}
    )
    made.register_unstructure_hook(PartialDate, PartialDate.isoformat)
    made.register_unstructure_hook_func(
        _is_attributes, lambda held: {name: _attribute_to_plain(each) for name, each in held.items()}
    )
    for scalar in (str, int, bool):
        made.register_structure_hook(scalar, lambda value, _: value)
    made.register_structure_hook(StrEnum, _chosen)  # which is a str, too
    made.register_structure_hook(Decimal, _decimal)
    made.register_structure_hook(
        datetime, lambda value, _: _parsed(datetime.fromisoformat, value, "an instant")
    )
    made.register_structure_hook(date, lambda value, _: _parsed(date.fromisoformat, value, "a day"))
    made.register_structure_hook(Money, _money)
    made.register_structure_hook(
        PartialDate, lambda value, _: _parsed(PartialDate.parse, value, "a part of a date")
    )
    made.register_structure_hook_func(_is_attributes, lambda value, _: _attributes(value))
    made.register_structure_hook_factory(_is_record, lambda cls: _structure_record(cls, made))
    made.register_unstructure_hook_factory(
        _is_record,
        lambda cls: make_dict_unstructure_fn(cls, made, _cattrs_omit_if_default=True),
    )
    return made


def _structure_record(cls: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    structure = make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True)

    def checked(plain: Any, wanted: Any) -> Any:
        if not isinstance(plain, Mapping):
            raise InvalidRecord(cls.__name__, [Problem("$", plain, "expected fields and their values")])
        return structure(plain, wanted)

    return checked


def _is_record(cls: Any) -> bool:
    return isinstance(cls, type) and attrs.has(cls) and cls is not PartialDate


def _is_attributes(wanted: Any) -> bool:
    return getattr(wanted, "__origin__", None) is Mapping or wanted is FrozenMap


def _chosen(value: Any, wanted: Any) -> Any:
    try:
        return wanted(value)
    except ValueError:
        return value  # the record says which values there are


def _attribute_to_plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value


def _attribute_from_plain(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1:
        ((form, held),) = value.items()
        if form == "decimal":
            return _decimal(held, Decimal)
        if form == "day":
            return _parsed(date.fromisoformat, held, "a day")
    return value


def _attributes(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    return FrozenMap({name: _attribute_from_plain(each) for name, each in value.items()})


def _decimal(value: Any, _: Any) -> Any:
    if isinstance(value, str):
        try:
            return Decimal(value)
        except ArithmeticError:
            return value
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _money(value: Any, _: Any) -> Money:
    if isinstance(value, Money):
        return value
    if not isinstance(value, Mapping) or set(value) != {"amount", "currency"}:
        raise InvalidRecord("Money", [Problem("$", value, "expected an amount and a currency")])
    return Money(value["amount"], value["currency"])


def _parsed(parse: Callable[[str], Any], value: Any, what: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse(value)
    except ValueError:
        raise InvalidRecord(what, [Problem("$", value, f"{value!r} is not {what}")]) from None


def _problems(error: BaseException, path: str, plain: Any) -> Iterable[Problem]:
    """Turn whatever the converter raised into problems, each with its path."""
    if isinstance(error, InvalidRecord):
        yield from (each.within(path) for each in error.problems)
    elif isinstance(error, cattrs.ForbiddenExtraKeysError):
        for name in sorted(error.extra_fields):
            held = plain.get(name) if isinstance(plain, Mapping) else None
            yield Problem(f"{path}.{name}", held, f"is no field of a {error.cl.__name__}")
    elif isinstance(error, cattrs.BaseValidationError):
        for each in error.exceptions:
            step: Any = None
            where = path
            for note in getattr(each, "__notes__", ()):
                if isinstance(note, IterableValidationNote):
                    step, where = note.index, f"{path}[{note.index}]"
                elif isinstance(note, AttributeValidationNote):
                    step, where = note.name, f"{path}.{note.name}"
            try:
                held = plain[step]
            except (KeyError, IndexError, TypeError):
                held = plain if step is None else None
            yield from _problems(each, where, held)
    elif isinstance(error, KeyError):
        yield Problem(path, None, "is missing")
    else:
        yield Problem(path, plain, "has the wrong form" if isinstance(error, TypeError) else str(error))
