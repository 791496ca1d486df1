r"""What a file is: by its first bytes, and by what its name ends in only where these leave it open.

An ERP's ``.xls`` is often a page of HTML or a text with tabs, and many a
``.csv`` was saved as a workbook: each is read as what it is.

>>> (
...     format_of(b"PK\x03\x04...", "list.csv"),
...     format_of(b"<html><table>", "list.xls"),
...     format_of(b"a;b\n", "list.csv"),
... )
('excel', 'markup', 'csv')
"""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Final, Literal

__all__ = ["Format", "begins_with", "format_of", "misnamed"]

Format = Literal["csv", "excel", "json_lines", "markup", "vcard"]
"""Names of sources in `customerbase.registry`."""

_SUFFIXES: Final[Mapping[str, Format]] = MappingProxyType(
    {
        ".csv": "csv",
        ".tsv": "csv",
        ".txt": "csv",
        ".tab": "csv",
        ".json": "json_lines",
        ".jsonl": "json_lines",
        ".ndjson": "json_lines",
        ".xlsx": "excel",
        ".xlsm": "excel",
        ".xltx": "excel",
        ".xltm": "excel",
        ".xlsb": "excel",
        ".xls": "excel",
        ".xlt": "excel",
        ".et": "excel",
        ".ods": "excel",
        ".html": "markup",
        ".htm": "markup",
        ".xml": "markup",
        ".vcf": "vcard",
        ".vcard": "vcard",
    }
)
_CALLED: Final[Mapping[Format, str]] = MappingProxyType(
    {
        "csv": "text with delimiters",
        "excel": "a workbook",
        "json_lines": "JSON",
        "markup": "a page of HTML or XML",
        "vcard": "vCards",
    }
)
_BINARY: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OLD_BOOK: Final = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")
_MARKUP: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?xml\b[^>]*>\s*|<\?mso[^>]*>\s*)*<(?:!doctype\s+html|html|head|meta|body|table|style|"
    r"div|(?:\w+:)?workbook)\b",
    re.IGNORECASE | re.DOTALL,
)
_CARD: Final = re.compile(r"\s*begin\s*:\s*vcard\s*[\r\n]", re.IGNORECASE)
_OBJECT: Final = re.compile(r'\s*(?:\[\s*)?\{\s*(?:"|\})')
_LOOKED_AT: Final = 4096


def begins_with(path: str | os.PathLike[str]) -> bytes:
    """Return the first bytes of a file, enough for `format_of`."""
    with open(path, "rb") as stream:  # noqa: PTH123 - as everywhere here: the name may be anything
        return stream.read(_LOOKED_AT)


def format_of(begin: bytes, name: str) -> Format:
    """Say what a file is.

    Parameters
    ----------
    begin : bytes
        How its content begins.
    name : str
        How the file is called.
    """
    said = _said_by(name)
    if begin.startswith(_BINARY) or (said == "excel" and _OLD_BOOK.match(begin)):
        return "excel"
    text = _text(begin)
    if _CARD.match(text):
        return "vcard"
    if _MARKUP.match(text):
        return "markup"
    if _OBJECT.match(text):
        return "json_lines"
    if said in ("json_lines", "vcard"):
        return said
    if said == "excel" and not begin.strip(b"\0"):
        return said
    return "csv"


def misnamed(found: Format, name: str) -> str | None:
    """Say that a file is something else than its name says; None where it is what it says, or says nothing.

    >>> misnamed("markup", "orders.xls")
    'its name ends in .xls, yet it is a page of HTML or XML, and was read as that'
    """
    said = _said_by(name)
    if said is None or said == found:
        return None
    return f"its name ends in {PurePath(name).suffix}, yet it is {_CALLED[found]}, and was read as that"


def _said_by(name: str) -> Format | None:
    return _SUFFIXES.get(PurePath(name).suffix.lower())


def _text(begin: bytes) -> str:
    for mark, encoding in ((BOM_UTF8, "utf-8"), (BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")):
        if begin.startswith(mark):
            return begin[len(mark) :].decode(encoding, "replace")
    # What tells formats apart is ASCII in all others that are read.
    return begin.decode("latin-1")
