"""Text that a spreadsheet would run as a formula, kept from running.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end is taken
for a formula by spreadsheets, also after white space and also where the sign
is full-width (CWE-1236).  `guarded` puts an apostrophe before such text and
`unguarded` takes it away again: ``unguarded(guarded(text)) == text`` for every
text.
"""

from __future__ import annotations

import unicodedata

__all__ = ["guarded", "unguarded"]

_SIGNS = frozenset("=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                   "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}\N{MINUS SIGN}")  # fmt: skip
_STARTS = frozenset("\t\r\n")


def _runs(text: str) -> bool:
    if text[:1] in _STARTS and text:
        return True
    for each in text:
        if not each.isspace() and unicodedata.category(each) not in ("Cf", "Cc"):
            return each in _SIGNS
    return False


def guarded(text: str) -> str:
    """Return text that no spreadsheet runs as a formula.

    Text that already looks guarded gets one more apostrophe, so that
    `unguarded` gives back exactly what was there.

    >>> guarded("=1+1"), guarded("+86 755 8320"), guarded("O'Neill")
    ("'=1+1", "'+86 755 8320", "O'Neill")
    """
    return "'" + text if _runs(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """Return the text as it was before `guarded`.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and _runs(text.lstrip("'")) else text
