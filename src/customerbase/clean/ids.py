"""Numbers and codes under which things are known: customers, orders, products.

- An id is text: leading zeros and letter case stay.  Full-width characters
  become ASCII, white space around it goes, runs of it within become one space.
- ``17850.0`` is what a program makes of 17850 when the column has gaps: the
  ``.0`` goes, and `id_was_float` says so.
- ``1.38E+10`` is refused: the digits are gone.  ``5E12``, without a sign or a
  point, is a code as people give them.

>>> clean_id(" 17850.0 "), id_was_float("17850.0"), clean_id("00042")
('17850', True, '00042')
"""

from __future__ import annotations

import re
from collections.abc import Container

from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_name

__all__ = ["clean_id", "id_was_float", "refuse_powers_of_ten"]

_FLOAT = re.compile(r"(-?[0-9]+)\.0+")
_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE]\+[0-9]{2,3}|[+-]?[0-9]+\.[0-9]+[eE][+-]?[0-9]+")


def clean_id(raw: str, *, blanks: Container[str] = BLANKS) -> str | None:
    """Return an id, or None if it is blank.

    Raises
    ------
    Refused
        If a spreadsheet wrote it in powers of ten, or it has over 200 characters.
    """
    if raw.isalnum() and raw.isascii() and len(raw) <= 200:
        return None if raw.casefold() in blanks else raw
    text = clean_name(raw, limit=200, blanks=blanks)
    if text is None:
        return None
    if found := _FLOAT.fullmatch(text):
        return found[1]
    refuse_powers_of_ten(text)
    return text


def id_was_float(raw: str) -> bool:
    """Tell whether `clean_id` took a ``.0`` off."""
    return _FLOAT.fullmatch(raw.strip()) is not None


def refuse_powers_of_ten(text: str) -> None:
    """Refuse a number whose digits a spreadsheet has cut.

    Raises
    ------
    Refused
    """
    if _SCIENTIFIC.fullmatch(text):
        raise Refused(
            "is a number in powers of ten: a spreadsheet has cut its digits",
            "format the column as text and write the number again",
        )
