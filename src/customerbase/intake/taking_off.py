"""Cells of a list that say that a value is to be taken off the card: ``delete``, ``删除``."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from customerbase.clean.refused import Refused
from customerbase.intake.right_values import TAKEN_OFF
from customerbase.model import Customer
from customerbase.paths import value_type

__all__ = ["cannot_be_taken_off", "contact_paths_off", "says_take_off", "taken_off"]

_STAYS: Final = frozenset(
    {"customer_id", "name", "first_name", "last_name", "observed_on", "kind", "currency"}
)
_COMPOSED: Final = {"address": "addresses", "credit": "credit", "payment": "payment_terms"}
_OF_CONTACT: Final = {
    "phone": "phones[main]",
    "mobile": "phones[mobile]",
    "fax": "phones[fax]",
    "email": "emails[main]",
    "born": "anniversaries[birthday]",
}


def says_take_off(raw: str) -> bool:
    """Tell whether a cell says that the value is to go.

    >>> says_take_off(" 删除 "), says_take_off("Delete"), says_take_off("deleted scenes")
    (True, True, False)
    """
    return raw.strip().casefold() in TAKEN_OFF


def cannot_be_taken_off(field: str) -> Refused | None:
    """Return why what a column holds stays; None where it may go."""
    if field in _STAYS or re.fullmatch(r"contact\[[^\]]+\]\.(id|name)", field):
        return Refused("cannot be taken off: without it there is no card", "write the right one")
    if field == "responsible":
        return Refused("cannot be taken off: somebody answers for each customer", "say who does so now")
    parted = field.partition(".")[0] in _COMPOSED or field.startswith("contact[")
    if not parted and value_type(Customer, field) is None:
        return Refused("cannot be taken off here", "take it off the card itself")
    return None


def taken_off(fields: Iterable[str], known: Customer | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands at the paths of a customer's card when what these columns hold is taken off.

    Parameters
    ----------
    fields : iterable of str
        Of the columns.
    known : Customer or None
        The card that stands; of one who is new, there is nothing to take off.
    given : mapping
        Path → value, of what the row states besides.
    """
    found: dict[str, Any] = {}
    if known is None:
        return found
    parts: dict[str, list[str]] = {}
    for field in fields:
        group, dot, part = field.partition(".")
        if dot and group in _COMPOSED:
            parts.setdefault(group, []).append(part)
        elif labelled := re.fullmatch(r"(phones|emails)\[(.*)\]", field):
            found |= dict.fromkeys(_of_one_cell(labelled[1], labelled[2], known))
        elif not field.startswith("contact["):
            found[field] = None
    for group, some in parts.items():
        path = "addresses[main]" if group == "address" else _COMPOSED[group]
        stands = given.get(path)
        if stands is None:
            stands = known.address() if group == "address" else getattr(known, path)
        if stands is not None:
            found[path] = _without(stands, some)
    return found


def contact_paths_off(fields: Collection[str], number: int, at: str) -> Iterator[str]:
    """Yield the paths of a contact's card that the columns of one person in the row empty."""
    for field in fields:
        found = re.fullmatch(r"contact\[(\d+)\]\.(.+)", field)
        if found is None or int(found[1]) != number:
            continue
        part = found[2]
        if part in _OF_CONTACT:
            yield _OF_CONTACT[part]
        elif part in ("title", "department", "influence", "attitude"):
            yield f"{at}.{part}"
        elif part == "role":
            yield f"{at}.roles"
        else:
            yield part


def _of_one_cell(group: str, label: str, known: Customer) -> Iterator[str]:
    """Yield the paths of all that one cell brought: of several numbers the others are ``main 2``, ``main 3``."""
    for each in getattr(known, group):
        if re.fullmatch(re.escape(label) + r"( \d+)?", each.label):
            yield f"{group}[{each.label}]"


def _without(value: Any, parts: Iterable[str]) -> Any:
    """Return a value without some of its parts; None where nothing is left of it."""
    held = {each.name for each in attrs.fields(type(value))} - {"label"}
    gone = held if "text" in parts else held.intersection(parts)
    left = value.replace(**dict.fromkeys(gone)) if gone < held else None
    return None if left is None or all(getattr(left, each) is None for each in held) else left
