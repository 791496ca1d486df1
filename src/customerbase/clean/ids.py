"""Numbers and codes under which things are known: customers, orders, products, registers.

- An id is text: leading zeros and letter case stay.  Full-width characters
  become ASCII, white space around it goes, runs of it within become one space.
- ``17850.0`` is what a program makes of 17850 when the column has gaps: the
  ``.0`` goes, and `id_was_float` says so.
- ``1.38E+10`` is refused: the digits are gone.  ``5E12``, without a sign or a
  point, is a code as people give them.
- An identifier (`clean_identifier`) of 16 or more digits that ends in zeros
  where a spreadsheet would have put them is refused: spreadsheets keep 15
  digits.  A leading apostrophe, by which they are told to keep text, goes.

>>> clean_id(" 17850.0 "), id_was_float("17850.0"), clean_id("00042")
('17850', True, '00042')
>>> clean_identifier("6222020200112230000")
Traceback (most recent call last):
customerbase.clean.refused.Refused: its last digits are zeros, as a spreadsheet leaves them that keeps only 15 \
(look the number up and write it as text)
"""

from __future__ import annotations

import re
from collections.abc import Container

from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_name

__all__ = ["clean_id", "clean_identifier", "id_was_float"]

_FLOAT = re.compile(r"(-?[0-9]+)\.0+")
_SCIENTIFIC = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE]\+[0-9]{2,3}|[+-]?[0-9]+\.[0-9]+[eE][+-]?[0-9]+")
_BETWEEN = re.compile(r"[\s-]")


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
    _refuse_scientific(text)
    return text


def id_was_float(raw: str) -> bool:
    """Tell whether `clean_id` took a ``.0`` off."""
    return _FLOAT.fullmatch(raw.strip()) is not None


def clean_identifier(raw: str, *, blanks: Container[str] = BLANKS) -> str | None:
    """Return a number of a register, a bank or a tax office, in capitals without spaces or hyphens.

    Raises
    ------
    Refused
        If a spreadsheet has rounded it.
    """
    text = clean_name(raw, limit=200, blanks=blanks)
    if text is None:
        return None
    if found := _FLOAT.fullmatch(text):
        text = found[1]
    _refuse_scientific(text)
    text = _BETWEEN.sub("", text.lstrip("'`")).upper()
    if not text:
        raise Refused("holds no letter and no digit", "write the number, or leave the cell empty")
    if len(text) >= 16 and text.isdecimal() and not text[15:].strip("0"):
        raise Refused(
            "its last digits are zeros, as a spreadsheet leaves them that keeps only 15",
            "look the number up and write it as text",
        )
    return text


def _refuse_scientific(text: str) -> None:
    if _SCIENTIFIC.fullmatch(text):
        raise Refused(
            "is a number in powers of ten: a spreadsheet has cut its digits",
            "format the column as text and write the number again",
        )
