"""What was read out of the text of an address, and how sure it is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias

import attrs

from customerbase.clean.divisions import Division

__all__ = ["AddressNote", "Found", "ParsedAddress", "Span", "confidence", "pieces"]

Span: TypeAlias = tuple[str, int, int]
"""What a stretch of the text is, where it begins and ends."""


class AddressNote(StrEnum):
    """Why an address is less than sure."""

    SHORT = "short"
    INFERRED = "inferred"
    REPEATED = "repeated"
    ABOLISHED = "abolished"
    NOT_IN_TABLE = "not in the table"
    WITHOUT_TABLE = "without a table"
    AMBIGUOUS = "ambiguous"
    CONTRADICTORY = "contradictory"
    UNPARSED = "unparsed"


_SURE: Final = {
    AddressNote.SHORT: 0.95,
    AddressNote.INFERRED: 0.9,
    AddressNote.REPEATED: 0.9,
    AddressNote.ABOLISHED: 0.8,
    AddressNote.NOT_IN_TABLE: 0.7,
    AddressNote.WITHOUT_TABLE: 0.6,
    AddressNote.AMBIGUOUS: 0.5,
    AddressNote.CONTRADICTORY: 0.3,
    AddressNote.UNPARSED: 0.0,
}


@attrs.frozen(kw_only=True)
class ParsedAddress:
    """An address in its parts.

    Attributes
    ----------
    text : str
        The address on one line, with full-width ASCII made plain.
    country, province, city, district, rest, postal_code : str or None
        Full names of places where the table knows them, otherwise as
        written.  `rest` is street, house and whatever else.
    code : str or None
        GB/T 2260, of the smallest place that is known.
    confidence : float
        1: all written in full and in agreement with the table.  0.95: a name
        is written without its ending.  0.9: a level was left out, and only
        one place has the name; or a part stands there twice.  0.8: a place
        that is no more.  0.7: a place, by its form, that the table lacks.
        0.6: read without a table.  0.5: several places have the name; none
        is chosen.  0.3: what is written contradicts the table.  0: nothing
        was recognised.  The least of these that applies.
    notes : tuple of AddressNote
        What made it less than 1.
    abolished, successor : Division or None
        The place that is no more, with its last year; and what took over its
        code, which the table seldom knows.
    candidates : tuple of Division
        The places that an ambiguous or contradictory name may mean.
    pieces : tuple of (str, str)
        The whole text in order, each piece with what it is; joined they are
        the text.
    """

    text: str
    country: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    rest: str | None = None
    postal_code: str | None = None
    code: str | None = None
    confidence: float = 1.0
    notes: tuple[AddressNote, ...] = ()
    abolished: Division | None = None
    successor: Division | None = None
    candidates: tuple[Division, ...] = ()
    pieces: tuple[tuple[str, str], ...] = ()


@attrs.define
class Found:
    """What was found at the front of an address: parts by name, and where they stand."""

    parts: dict[str, str]
    spans: list[Span]
    notes: dict[AddressNote, None]
    code: str | None = None
    abolished: Division | None = None
    candidates: tuple[Division, ...] = ()


def confidence(notes: tuple[AddressNote, ...]) -> float:
    """Return the least confidence that these notes leave."""
    return min((_SURE[each] for each in notes), default=1.0)


def pieces(text: str, spans: list[Span]) -> tuple[tuple[str, str], ...]:
    """Cut the whole text at the spans, which are in order; between them stand separators."""
    found = []
    at = 0
    for role, start, end in spans:
        if start > at:
            found.append(("separator", text[at:start]))
        if end > start:
            found.append((role, text[start:end]))
        at = end
    if at < len(text):
        found.append(("separator", text[at:]))
    return tuple(found)
