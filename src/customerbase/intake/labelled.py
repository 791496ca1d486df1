"""Cells whose values stand under a label: telephones, e-mail addresses, identifiers, attributes.

A cell may name the label itself (``手机:138…`` in the column of telephones).
What another column has given under that label stays, and the number stands
beside it as ``mobile 2``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from customerbase.clean.emails import clean_emails
from customerbase.clean.ids import clean_identifier
from customerbase.clean.partial_dates import clean_partial_date
from customerbase.clean.phone_keys import phone_doubt
from customerbase.clean.phones import clean_phones
from customerbase.clean.text import clean_name, clean_prose
from customerbase.values import Anniversary, Email, Identifier, Phone

__all__ = ["LabelledCells", "free_label"]

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

    def add(self, held: dict[str, Any], group: str, label: str, raw: str) -> None:
        """Add the values of a cell to those that are held, by path."""
        if group == "phones":
            for phone in clean_phones(raw, label=label, region=self._region) or ():
                if phone_doubt(phone, region=self._region):
                    self._note(DOUBTFUL)
                _beside(held, group, phone)
        elif group == "emails":
            for email in clean_emails(raw, label=label) or ():
                _beside(held, group, email)
        elif group == "anniversaries":
            if (day := clean_partial_date(raw)) is not None:
                held[f"anniversaries[{label}]"] = Anniversary(label=label, day=day)
        elif group == "identifiers":
            found = clean_name(raw, limit=200) if label in _CHOSEN else clean_identifier(raw)
            if found is not None:
                held[f"identifiers[{label}]"] = Identifier(scheme=label, value=found)
        elif (text := clean_prose(raw, limit=20_000)) is not None:
            held[f"attributes[{label}]"] = text


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
