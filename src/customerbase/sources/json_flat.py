"""One object of JSON as one row: what stands within it gets a heading of its own.

- Objects within are flattened to headings with dots (``address.city``), lists
  of objects to numbered ones (``contacts[0].name``); a list of plain values is one
  cell, parted by ``; ``.
- An object of a list that says its `label`, `type`, `kind` or `scheme` stands under
  it: ``phones[fax]``, ``addresses[billing].city``, ``identifiers[vat]``; the one of
  telephones, e-mail addresses and addresses that says none is the main one.
- An amount and its currency are one cell: ``12.50 CNY``.
- Numbers are text exactly as written; true and false are ``true`` and ``false``;
  null is an empty cell.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from customerbase.sources.table import RowProblem

__all__ = ["flat_object"]

_SHOWN = 200
_LABELS = ("label", "type", "kind", "scheme")
_MAIN = frozenset({"phones", "emails", "addresses"})
_VALUES = frozenset({"number", "value", "address", "email", "phone", "day"})
_FIELDS = {"payment_terms": "payment"}  # where the field is called otherwise than on the card
_MONEY = {"amount", "currency"}
_EXTENSION = "extension"


class _Bad(ValueError):
    """The line is JSON, and yet cannot be a row."""


def flat_object(text: str, number: int, limit: int, *, whole: bool = True) -> dict[str, str] | RowProblem:
    """Return heading → cell of one object, or what is wrong with it.

    Parameters
    ----------
    text : str
    number : int
        The line on which it begins.
    limit : int
        Characters that it may have.
    whole : bool
        Whether the text is all of it.
    """
    shown = (text if len(text) <= 10_000 else text[:_SHOWN] + "…",)
    if len(text) > limit or not whole:
        length = f"{len(text):,} characters, " if whole else ""
        return RowProblem(number, shown, f"has {length}more than the {limit:,} characters allowed")
    try:
        given = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_unique
        )
        if not isinstance(given, dict):
            what = "a list" if isinstance(given, list) else "a single value"
            return RowProblem(number, shown, f"is {what}, not an object", 'write {"name": …}')
        flat: dict[str, str] = {}
        for key, value in given.items():
            _flatten(_FIELDS.get(key) or key, value, flat)
    except json.JSONDecodeError as error:
        hint = "each line must be one whole JSON object" if text in {"{", "["} else None
        return RowProblem(number, shown, f"is no JSON: {error.msg} at column {error.colno}", hint)
    except _Bad as error:
        return RowProblem(number, shown, str(error))
    except RecursionError:
        return RowProblem(number, shown, "is nested too deeply")
    return flat


def _no_number(word: str) -> NoReturn:
    raise _Bad(f"holds {word}, which is no number: write null where nothing is known")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Bad(f"holds the key {twice!r} twice")
    return found


def _flatten(heading: str, value: Any, flat: dict[str, str]) -> None:
    if not heading.strip():
        raise _Bad("holds a key without a name")
    if (
        isinstance(value, dict)
        and value.keys() == _MONEY
        and not any(isinstance(each, dict | list) or each in (None, "") for each in value.values())
    ):
        value = f"{_as_text(value['amount'])} {_as_text(value['currency'])}"
    if isinstance(value, dict):
        for key, inner in value.items():
            _flatten(f"attributes[{key}]" if heading == "attributes" else f"{heading}.{key}", inner, flat)
        return
    if isinstance(value, list):
        if any(isinstance(each, dict | list) for each in value):
            for place, each in _places(heading, value):
                _flatten(place, each, flat)
            return
        value = "; ".join(_as_text(each) for each in value if each is not None)
    if heading in flat:
        raise _Bad(f"gives {heading!r} twice, once flat and once nested")
    flat[heading] = _as_text(value)


def _places(heading: str, values: Sequence[Any]) -> list[tuple[str, Any]]:
    """Return the elements of a list under their labels, or their numbers."""
    labels = [_label(heading, each) for each in values]
    counted = Counter(labels)
    placed: list[tuple[str, Any]] = []
    for i, (each, label) in enumerate(zip(values, labels, strict=True)):
        if not isinstance(each, dict):
            placed.append((f"{heading}[{i}]", each))
            continue
        if label is None or counted[label] > 1:
            placed.append((f"{heading}[{i}]", each))
            continue
        rest = {key: inner for key, inner in each.items() if key not in _LABELS[:4] or inner != label}
        placed.append((f"{heading}[{label}]", _alone(rest)))
    return placed


def _label(heading: str, value: Any) -> str | None:
    """Return what an element is called by itself."""
    if not isinstance(value, Mapping):
        return None
    for key in _LABELS:
        said = value.get(key)
        if isinstance(said, str) and said.strip() and len(said) <= 60 and not set(said) & set("[].\r\n"):
            return said
    bare = all(key not in value or value[key] is None for key in _LABELS)
    return "main" if bare and heading in _MAIN else None


def _alone(value: dict[str, Any]) -> Any:
    """Return the value of an object that holds nothing else, with its extension."""
    keys = value.keys() - {_EXTENSION}
    if len(keys) != 1 or not keys <= _VALUES:
        return value
    (key,) = keys
    alone, extension = value[key], value.get(_EXTENSION)
    if isinstance(alone, dict | list) or isinstance(extension, dict | list):
        return value
    return alone if extension in (None, "") else f"{_as_text(alone)}转{_as_text(extension)}"


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
