"""Records read back from their lines of JSON, fast: the same that `convert` makes of them.

What rests in a store was checked when it was written.  Read back, it is put
together without being checked again, which takes a third of the time; where
it is not as it was written, `convert` reads it, and says what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Final, TypeVar, Union, get_args, get_origin

import attrs

from customerbase.convert import from_json, instant_from_text, values_from_plain
from customerbase.errors import CustomerbaseError
from customerbase.paths import CARDS, value_type
from customerbase.validation import FrozenMap, Record
from customerbase.values import Money, PartialDate

__all__ = ["record_from_text", "values_from_text"]

R = TypeVar("R")
Read = Callable[[Any], Any]

_MISSING: Final = object()
_UNLIKE: Final = (KeyError, ValueError, TypeError, AttributeError, ArithmeticError, CustomerbaseError)
"""What reading raises where the text is not as it was written."""


def record_from_text(cls: type[R], text: str) -> R:
    """Read back what `convert.to_json` wrote: as `convert.from_json`, but what it holds is not checked again.

    Raises
    ------
    InvalidRecord
        If it is no text of such a record.

    Examples
    --------
    >>> from customerbase.model import Customer
    >>> record_from_text(Customer, '{"customer_id":"C1","name":"Acme"}').name
    'Acme'
    """
    wanted: Any = cls
    try:
        made: R = _reader(wanted)(json.loads(text))
    except _UNLIKE:
        return from_json(cls, text)
    return made


def values_from_text(kind: str, text: str) -> dict[str, Any]:
    """Read back what a line of JSON holds of a card of this kind: as `convert.values_from_plain`.

    What stands under the empty path is no value, and is handed on as it is.

    Raises
    ------
    InvalidRecord
        If it holds what no card of this kind does.
    """
    plain = json.loads(text)
    beside = plain.pop("", None)
    try:
        values = {path: _reader_at(kind, _shape_of(path))(value) for path, value in plain.items()}
    except _UNLIKE:
        values = values_from_plain(kind, plain)
    if beside is not None:
        values[""] = beside
    return values


@cache
def _reader(wanted: Any) -> Read:
    """Return what reads a value of a declared type."""
    simple = _SIMPLE.get(wanted)
    if simple is not None:
        return simple
    origin = get_origin(wanted)
    if origin in (Union, UnionType):
        (held,) = (each for each in get_args(wanted) if each is not type(None))
        read = _reader(held)
        return lambda value: None if value is None else read(value)
    if origin is tuple:
        element = _reader(get_args(wanted)[0])
        return lambda value: tuple([element(each) for each in value])
    if origin is Mapping:
        return lambda value: FrozenMap({name: _attribute(each) for name, each in value.items()})
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return {each.value: each for each in wanted}.__getitem__
    if isinstance(wanted, type) and issubclass(wanted, Record):
        return _record_reader(wanted)
    raise TypeError(f"no fast way to read {wanted}")


def _record_reader(cls: Any) -> Read:
    attrs.resolve_types(cls)
    fields = tuple(
        (
            each.name,
            getattr(cls, each.name).__set__,
            _MISSING if each.default is attrs.NOTHING else each.default,
            None if each.type in _AS_IT_IS else _reader(each.type),
        )
        for each in attrs.fields(cls)
    )
    new = object.__new__

    def read(plain: Any) -> Any:
        made = new(cls)
        left = len(plain)
        for name, put, default, convert in fields:
            value = plain.get(name, _MISSING)
            if value is not _MISSING:
                left -= 1
                put(made, value if convert is None else convert(value))
            elif default is not _MISSING:
                put(made, default)
            else:
                raise KeyError(name)
        if left:
            raise KeyError(cls)
        return made

    return read


def _money(plain: Any) -> Money:
    return Money(Decimal(plain["amount"]), plain["currency"])


def _attribute(value: Any) -> Any:
    if type(value) is dict:
        ((form, held),) = value.items()
        return _ATTRIBUTE[form](held)
    return value


def _as_it_is(value: Any) -> Any:
    return value


_AS_IT_IS: Final = (str, int, bool, str | None, int | None, bool | None)
_ATTRIBUTE: Final[Mapping[str, Read]] = {"decimal": Decimal, "day": date.fromisoformat}
_SIMPLE: Final[dict[Any, Read]] = {
    **dict.fromkeys(_AS_IT_IS, _as_it_is),
    Decimal: Decimal,
    date: date.fromisoformat,
    datetime: instant_from_text,
    Money: _money,
    PartialDate: PartialDate.parse,
}


def _shape_of(path: str) -> str:
    """Return a path without the name of its element: there are as many of these as there are cards."""
    opened = path.find("[")
    return path if opened < 0 else path[: opened + 1] + "x" + path[path.rfind("]") :]


@cache
def _reader_at(kind: str, shape: str) -> Read:
    if shape.startswith("attributes["):
        return _attribute
    wanted = value_type(CARDS[kind], shape)
    if wanted is None:
        raise KeyError(shape)
    if wanted in _AS_IT_IS:
        return _as_it_is
    read = _reader(wanted)
    return lambda value: None if value is None else read(value)
