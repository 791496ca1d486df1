"""Cells whose values stand under a label: telephones, e-mail addresses, identifiers, attributes.

A cell may name the label itself (``手机:138…`` in the column of telephones).
What another column has given under that label stays, and the number stands
beside it as ``mobile 2``.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, cast

from customerbase import registry
from customerbase.clean.emails import clean_emails
from customerbase.clean.identifiers import clean_identifier
from customerbase.clean.partial_dates import clean_partial_date
from customerbase.clean.phone_keys import phone_doubt
from customerbase.clean.phones import clean_phones, phone_key
from customerbase.clean.text import clean_name, clean_prose
from customerbase.errors import MissingExtra
from customerbase.values import Anniversary, Email, Identifier, Phone

__all__ = ["LabelledCells", "free_label"]

UNCHECKED = "numbers of other countries were not checked by their plans: pip install 'customerbase[cn]'"
DOUBTFUL = "telephone numbers that may be wrong were kept as written (a digit too many or too few)"


_CHOSEN = ("wechat", "qq", "whatsapp")
"""Names that people chose for themselves: a hyphen or a small letter is part of them."""


class LabelledCells:
    """Reads cells that hold something under a label.

    Parameters
    ----------
    region : str
        Whose telephone numbers they are.
    note : callable
        Takes what the result of an import says once, with how often.
    """

    def __init__(self, region: str, note: Callable[[str], None]) -> None:
        self._region = region
        self._note = note
        self._loaded: dict[str, ModuleType | None] = {}

    def add(self, held: dict[str, Any], group: str, label: str, raw: str) -> None:
        """Add the values of a cell to those that are held, by path."""
        if group == "phones":
            for phone in clean_phones(raw, label=label, region=self._region) or ():
                if phone_doubt(phone, region=self._region) or self._is_no_number_abroad(phone):
                    self._note(DOUBTFUL)
                _beside(held, group, phone)
        elif group == "emails":
            for email in clean_emails(raw, label=label) or ():
                _beside(held, group, email)
        elif group == "anniversaries":
            if (day := clean_partial_date(raw)) is not None:
                held[f"anniversaries[{label}]"] = Anniversary(label=label, day=day)
        elif group == "identifiers":
            found = clean_name(raw, limit=200) if label in _CHOSEN else self._identifier(raw, label)
            if found is not None:
                held[f"identifiers[{label}]"] = Identifier(scheme=label, value=found)
        elif (text := clean_prose(raw, limit=20_000)) is not None:
            held[f"attributes[{label}]"] = text

    def _identifier(self, raw: str, scheme: str) -> str | None:
        return clean_identifier(raw, scheme=scheme, region=self._region, check=self._vat)

    def _is_no_number_abroad(self, phone: Phone) -> bool:
        key = phone_key(phone, region=self._region)
        if key is None or key.startswith("+86"):
            return False
        plans = self._plans("phones")
        return plans is not None and phone_doubt(phone, region=self._region, parse=plans.e164) is not None

    def _vat(self, number: str) -> bool | None:
        plans = self._plans("vat")
        return None if plans is None else cast("bool | None", plans.can_be_vat(number))

    def _plans(self, name: str) -> ModuleType | None:
        if name not in self._loaded:
            try:
                self._loaded[name] = registry.load("check", name)
            except MissingExtra:
                self._loaded[name] = None
        if self._loaded[name] is None:
            self._note(UNCHECKED)
        return self._loaded[name]


def free_label(wanted: str, taken: Callable[[str], bool]) -> str:
    """Return the label, or the first of ``label 2``, ``label 3``, ... that is not taken.

    >>> free_label("mobile", {"mobile", "mobile 2"}.__contains__)
    'mobile 3'
    """
    name, i = wanted, 1
    while taken(name):
        i += 1
        name = f"{wanted} {i}"
    return name


def _beside(held: dict[str, Any], group: str, value: Phone | Email) -> None:
    def taken(name: str) -> bool:
        there = held.get(f"{group}[{name}]")
        return there is not None and str(there) != str(value)

    name = free_label(value.label, taken)
    if name != value.label:
        value = (
            Phone(number=value.number, label=name, extension=value.extension)
            if isinstance(value, Phone)
            else Email(address=value.address, label=name)
        )
    held[f"{group}[{name}]"] = value
