"""The beginning of a text file: what stands above the headings, the dialect, the headings."""

from __future__ import annotations

from collections.abc import Collection

import attrs

from customerbase.errors import SourceError
from customerbase.sources.csv_records import BLANK, Records
from customerbase.sources.dialect import sniffed
from customerbase.sources.layout import (
    header_place,
    kind_of,
    looks_like_headings,
    looks_like_record,
    proposed,
)
from customerbase.sources.quoting import Dialect
from customerbase.sources.table import Note, RowProblem, checked_header

__all__ = ["Beginning", "begin"]


@attrs.define
class Beginning:
    """What is known of a file before its first row is read.

    Attributes
    ----------
    header : tuple of str
    unnamed : int
        Columns at the end without a heading, which were dropped.
    comments : bool
        Whether comments stand above the headings.
    sorts : tuple of frozenset, or None
        Where the file leaves out empty cells at the end: the sorts of values of each column.
    own : collection of str
        Headings that the caller names himself.
    notes : list of Note
    """

    header: tuple[str, ...] = ()
    unnamed: int = 0
    comments: bool = False
    sorts: tuple[frozenset[str], ...] | None = None
    own: Collection[str] = ()
    notes: list[Note] = attrs.field(factory=list)


def begin(
    records: Records,
    delimiter: str | None,
    quote: str | None,
    escape: str | None,
    header_row: int | None,
    own: Collection[str] = (),
) -> Beginning:
    """Read a file up to its headings, and find out how it is written.

    Raises
    ------
    SourceError
    """
    found = Beginning(own=own)
    above: list[tuple[int, str]] = []
    records.look()
    _skip_blank(records)
    if not records.ahead:
        raise SourceError(records.origin, "holds nothing but blank lines")
    if header_row is None or header_row > records.line + 1:
        first = records.ahead[0].strip()
        if first[:4].lower() == "sep=" and len(first) <= 5:
            delimiter = delimiter or first[4:] or "\t"
            records.skip()
    if header_row:
        above = _to_line(records, header_row)
    records.dialect = _dialect(records, delimiter, quote, escape)
    if records.dialect.quote == "'" and quote is None:
        found.notes.append(Note("single quotes were read as quotes", 1))
    if records.dialect.escape and escape is None:
        found.notes.append(Note("backslashes before quotes were read as escapes", 1))
    if header_row is None:
        above = _to_headings(records, found)
    if above:
        shown = "; ".join(repr(_short(line)) for _, line in above[:3]) + ("; …" if len(above) > 3 else "")
        note = Note(f"lines above the headings were not read ({shown})")
        for at, _ in above:
            note.add(at)
        found.notes.append(note)
    if header_row == 0:
        width = max((len(cells) for _, cells in records.peeked()), default=1)
        found.header = tuple(f"column {i}" for i in range(1, width + 1))
        return found
    _read_header(records, found)
    found.sorts = _sorts(records, len(found.header))
    return found


def _skip_blank(records: Records) -> None:
    while records.ahead and not records.ahead[0].strip(BLANK):
        records.skip()
        if not records.ahead:
            records.look()


def _to_line(records: Records, wanted: int) -> list[tuple[int, str]]:
    """Pass over the lines before the one in which the headings stand."""
    above = []
    while records.line + 1 < wanted:
        records.look(1)
        if not records.ahead:
            break
        above += records.skip()
        above = [each for each in above if each[1].strip(BLANK)]
    records.look()
    if not records.ahead or records.line + 1 != wanted or not records.ahead[0].strip(BLANK):
        raise SourceError(records.origin, f"header_row={wanted}: nothing stands in that line")
    return above


def _dialect(records: Records, delimiter: str | None, quote: str | None, escape: str | None) -> Dialect:
    lines = [line for line in records.ahead if line.strip(BLANK) and not line.startswith("#")]
    return sniffed(lines or list(records.ahead), records.origin, delimiter, quote, escape)


def _to_headings(records: Records, found: Beginning) -> list[tuple[int, str]]:
    """Pass over comments, titles and blank lines; ask where no row looks like headings."""
    rows = [(place, cells) for place, cells in records.peeked() if any(cell.strip(BLANK) for cell in cells)]
    while len(rows) > 1 and _comment(rows):
        found.comments = True
        del rows[0]
    if not rows:
        return []
    # A heading that is wider than the rows, or narrower, is still one.
    at = header_place([cells for _, cells in rows], found.own)
    if looks_like_record([cells for _, cells in rows[at : at + 6]], found.own):
        place, cells = rows[at]
        line = records.line + place + 1
        reason = (
            f"its first row looks like a record, not like headings: line {line}: {_short(', '.join(cells))!r}"
        )
        hint = (
            f"write headings above it, such as {proposed(cells)!r}; or say header_row={line} if these are its "
            "headings, or header_row=0 if it has none: its columns are then called 'column 1', 'column 2', …"
        )
        raise SourceError(records.origin, reason, hint)
    empty = records.dialect.delimiter + BLANK
    return [each for each in records.skip(rows[at][0]) if each[1].strip(empty)]


def _comment(rows: list[tuple[int, list[str]]]) -> bool:
    """Tell whether the first of these rows is a comment: no headings, and not as wide as what follows."""
    cells = rows[0][1]
    if not cells[0].lstrip("\ufeff").startswith("#"):
        return False
    bare = [cells[0].lstrip("\ufeff# "), *cells[1:]]
    wide = max(len(each) for _, each in rows[1:])
    return not looks_like_headings(bare) and (len(cells) < wide or wide == 1)


def _read_header(records: Records, found: Beginning) -> None:
    """Read the first record as headings, and make sure that something follows."""
    first = records.first()
    if first is None:
        raise SourceError(records.origin, "holds nothing but blank lines")
    if isinstance(first, RowProblem):
        raise SourceError(
            records.origin, f"its header cannot be read: line {first.line} {first.reason}", first.hint
        )
    found.header = checked_header(records.origin, first[1], found.notes)
    found.unnamed = len(first[1]) - len(found.header)
    seen = 0
    empty = records.dialect.delimiter + BLANK
    while seen <= 1_000:
        if seen == len(records.ahead):
            records.look(seen + 1)
        if seen == len(records.ahead):
            reason = "holds a header and no row"
            raise SourceError(records.origin, reason, "nothing was saved below the header")
        if records.ahead[seen].strip(empty):
            return
        seen += 1


def _sorts(records: Records, width: int) -> tuple[frozenset[str], ...] | None:
    """Return the sorts of values of each column, where the file leaves out empty cells at the end."""
    rows = [cells for _, cells in records.peeked() if any(cells)]
    short = [cells for cells in rows if len(cells) < width]
    whole = [cells for cells in rows if len(cells) == width]
    if len(short) < max(3, len(rows) // 5) or len(short) + len(whole) < len(rows) or not whole:
        return None
    if width < 3 or any(len(cells) < 2 or not cells[-1].strip() for cells in rows):
        return None
    return tuple(frozenset(kind_of(cells[i]) for cells in whole if cells[i].strip()) for i in range(width))


def _short(text: str) -> str:
    text = " ".join(text.split()).strip(",;|\t ")
    return text if len(text) <= 60 else text[:59] + "…"
