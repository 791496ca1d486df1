"""Where the headings of a list stand, below a title and other lines that people put above them.

- The first row that is **mostly headings which are understood** (two at least)
  is the row of headings, whatever stands above it.
- Where no row is understood, it is the first that is not blank: what is a title
  and what a heading in words of one's own is not guessed.

>>> heading_row([["客户名单"], ["制表：王", "2024年"], ["客户名称", "电话"], ["杭州织造厂", "0571-1"]])
2
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import get_args

from customerbase.sources.heading_words import FileKind, fields_of, keys_of, weak_words

__all__ = ["LOOKED_AT", "TITLE_NOTE", "heading_row", "is_heading", "understood_headings"]

LOOKED_AT = 50
"""Rows among which the headings are looked for."""

TITLE_NOTE = "rows above the headings were read as a title"
"""What a note of the table says of the rows above the headings."""

_KINDS: tuple[FileKind, ...] = get_args(FileKind)
_LONGEST = 60


def is_heading(text: str, own: Collection[str] = ()) -> bool:
    """Tell whether a text is a heading that some kind of list understands, or one of the caller's `own`.

    >>> is_heading("客户名称"), is_heading("Kunde"), is_heading("Kunde", ["Kunde"])
    (True, False, True)
    """
    said = text.strip()
    if not said or len(said) > _LONGEST:
        return False
    if said in own:
        return True
    return any(
        fields_of(said, kind) or any(key in weak_words(kind) for key in keys_of(said)) for kind in _KINDS
    )


def understood_headings(cells: Sequence[str], own: Collection[str] = ()) -> int:
    """Count the headings of a row that are understood; 0 where they are fewer than two, or than half of it.

    >>> understood_headings(["客户名称", "电话", "?"]), understood_headings(["客户名称", "x", "y", "z"])
    (2, 0)
    """
    filled = [each for each in cells if each.strip()]
    if len(filled) < 2 or len(set(filled)) < 2:
        return 0
    known = sum(is_heading(each, own) for each in filled)
    return known if known >= 2 and 2 * known >= len(filled) else 0


def heading_row(rows: Sequence[Sequence[str]], own: Collection[str] = ()) -> int | None:
    """Return the place of the headings among the first rows, counted from 0; None where all are blank.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first ones, blank ones too; `LOOKED_AT` of them are looked at.
    own : collection of str
        Headings that the caller names himself.
    """
    looked = rows[:LOOKED_AT]
    for i, cells in enumerate(looked):
        if understood_headings(cells, own):
            return i
    return next((i for i, cells in enumerate(looked) if any(each.strip() for each in cells)), None)
