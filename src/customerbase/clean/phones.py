"""Telephone numbers as people dial them.

- Full-width digits become plain, words before the number (``电话：``, ``Tel.``)
  go; punctuation between digits stays as people wrote it.
- ``0755-83201234转8012``, ``0755-83201234-8012``, ``ext. 8012``, ``x8012`` and
  ``分机8012`` have an extension.
- Several numbers, parted by ``/ ; 、 ,`` or a line break, are labelled ``main``,
  ``main 2``, ``main 3``.  A short last part belongs to the one before:
  ``83201234/5`` is 83201234 and 83201235.
- ``13812345678.0`` loses its ``.0``; ``1.38E+10`` is refused: its digits are gone.
- Short service numbers (three digits and more) are accepted.  More than 20
  digits, or letters, are refused.

>>> [str(each) for each in clean_phones("０７５５-83201234转8012；138 0013 8000")]
['0755-83201234 ext. 8012', '138 0013 8000']
"""

from __future__ import annotations

import re
from collections.abc import Container

from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_text
from customerbase.errors import InvalidRecord
from customerbase.values import Phone

__all__ = ["clean_phones"]

_SPLIT = re.compile(r"\s*[;；、,，\n|]\s*|\s*/\s*|\s+(?:or|或)\s+", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:telephone|phone|tel|mobile|cell|mob|fax|[tmf]|联系电话|电话|電話|手机|手機|传真|傳真|座机)\s*[.:：]*\s*",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"\s*(?:转|轉|分机|分機|内线|ext(?:ension)?\.?|x|#)\s*[:：]?\s*([0-9]{1,8})$", re.IGNORECASE
)
_HYPHEN_EXTENSION = re.compile(r"^((?:\(?0[0-9]{2,3}\)?[- ]?)[0-9]{7,8})-([0-9]{1,6})$")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_ALLOWED = re.compile(r"\+?[0-9()\[\]\s.\-]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))


def clean_phones(
    raw: str, *, label: str = "main", blanks: Container[str] = BLANKS
) -> tuple[Phone, ...] | None:
    """Return the numbers of a cell, or None if it is blank.

    Parameters
    ----------
    raw : str
    label : str
        What the first number is for; the others are ``label 2``, ...

    Raises
    ------
    Refused
    """
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return None
    text = text.translate(_DASHES)
    found: dict[tuple[str, str | None], None] = {}
    before = ""
    for written in _SPLIT.split(text):
        if not written:
            continue
        part = written
        if before and re.fullmatch(r"[0-9]{1,2}", part) and before[-len(part) :].isdigit():
            part = before[: -len(part)] + part
        number, extension = _number(part)
        before = "" if extension else number
        found[number, extension] = None
    if not found:
        raise Refused("holds no telephone number", "write digits, or leave the cell empty")
    phones = []
    for i, (number, extension) in enumerate(found, 1):
        try:
            name = label if i == 1 else f"{label} {i}"
            phones.append(Phone(number=number, label=name, extension=extension))
        except InvalidRecord as error:
            raise Refused(f"{number!r} {error.problems[0].reason}", "write the whole number") from error
    return tuple(phones)


def _number(part: str) -> tuple[str, str | None]:
    number = _LABEL.sub("", part.strip())
    extension = None
    if _SCIENTIFIC.fullmatch(number):
        raise Refused(
            "is a number in powers of ten: a spreadsheet has cut its digits",
            "format the column as text and write the number again",
        )
    if found := _EXTENSION.search(number):
        number, extension = number[: found.start()].strip(), found[1]
    elif found := _HYPHEN_EXTENSION.fullmatch(number):
        number, extension = found[1], found[2]
    number = re.sub(r"^([0-9]{7,15})\.0$", r"\1", re.sub(r"\s+", " ", number))
    if not _ALLOWED.fullmatch(number):
        raise Refused(
            f"{number!r} is no telephone number", "write digits, and the extension after 转 or ext."
        )
    digits = sum(each.isdigit() for each in number)
    if digits > 20:
        raise Refused(f"{number!r} has {digits} digits", "part several numbers by ; or /")
    return number, extension
