"""Sheets of a workbook as a `SourceTable`: which sheet, where its headings stand, and its rows.

What is read with is left to whoever makes the `Sheet`; all of it rests in memory.

- **Sheet**: the one that is visible and holds something.  Where there are
  several, the caller says which, by name or by number, unless just one has
  headings that are understood.  Notes name the others.
- **Headings**: see `customerbase.sources.heading_row`.  Where cells of their row are merged with those below, the
  rows below belong to them: the lowest text of a column is its heading, with
  the one above in front where it would stand there twice.
- **Merged cells** below the headings: only the first holds something; with
  ``fill_merged=True`` all hold what the first one does.
- Columns that are empty in every row are left out; values below an empty
  heading refuse their row.  A row that repeats the headings is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, TypeAlias

import attrs

from customerbase.errors import SourceError
from customerbase.sources.heading_row import LOOKED_AT, TITLE_NOTE, heading_row, understood_headings
from customerbase.sources.table import Note, Row, RowProblem, SourceTable, checked_header

__all__ = ["Merged", "Sheet", "Wanted", "sheet_table"]

Merged: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""First and last (row, column) of cells that were made one, counted from 0."""

_MANY: Final = 1_000
_NOTED: Final = 6


@attrs.frozen(kw_only=True)
class Wanted:
    """What the caller says of the sheet and of its rows.

    Attributes
    ----------
    sheet : str or int, optional
        Its name, or its number among those that are shown, counted from 1; a name in digits comes first.
    fill_merged : bool
    header_row : int, optional
        Counted from 1.
    own : collection of str
        Headings that the caller names himself.
    understands : callable, optional
        Tells whether a row of headings is that of the list which is wanted.
    """

    sheet: str | int | None = None
    fill_merged: bool = False
    header_row: int | None = None
    own: Collection[str] = ()
    understands: Callable[[Sequence[str]], bool] | None = None


@attrs.frozen(kw_only=True)
class Sheet:
    """One sheet of a workbook.

    Attributes
    ----------
    name : str
    rows : callable
        Gives its rows from the first one on, each time that it is called: cells as they were read.
    text : callable
        Gives a cell as text.
    visible : bool
    merged : sequence of ((int, int), (int, int))
    hidden, errors : sequence of int
        Rows that are not shown, and those of cells that hold an error; counted from 1.
    """

    name: str
    rows: Callable[[], Iterable[Sequence[Any]]]
    text: Callable[[Any], str]
    visible: bool = True
    merged: Sequence[Merged] = ()
    hidden: Sequence[int] = ()
    errors: Sequence[int] = ()

    @property
    def holds_something(self) -> bool:
        """Whether any cell is not blank."""
        return any(_filled(cells) for cells in self.rows())

    def first_rows(self) -> list[list[str]]:
        """Return the first rows as text."""
        found: list[list[str]] = []
        for cells in self.rows():
            found.append([self.text(each) for each in cells])
            if len(found) == LOOKED_AT:
                break
        return found


def sheet_table(origin: str, sheets: Sequence[Sheet], wanted: Wanted) -> SourceTable:
    """Choose a sheet, find its headings, and give its rows.

    Parameters
    ----------
    origin : str
        What errors call the workbook.
    sheets : sequence of Sheet
        In the order of the workbook.
    wanted : Wanted

    Raises
    ------
    SourceError
        If there is no such sheet, several may be meant, or it holds no headings or no row.
    AmbiguousHeader
        If a heading stands there twice.
    """
    notes: list[Note] = []
    sheet = _chosen(origin, sheets, wanted, notes)
    reader = _Reader(origin, sheet, wanted, notes)
    header = reader.header()
    rows = reader.rows()
    first = next(rows, None)
    if first is None:
        raise SourceError(origin, "holds a header and no row", "nothing was saved below the header")
    reader.tell()
    return SourceTable(origin, header, chain([first], rows), notes=notes)


# ------------------------------------------------------------------ which sheet


def _chosen(origin: str, sheets: Sequence[Sheet], wanted: Wanted, notes: list[Note]) -> Sheet:
    shown = [each for each in sheets if each.visible]
    if isinstance(wanted.sheet, int):
        if wanted.sheet > len(shown):
            raise SourceError(origin, f"has no sheet {wanted.sheet}", f"it has {_names(shown)}")
        return shown[wanted.sheet - 1]
    if wanted.sheet is not None:
        for each in sheets:
            if each.name == wanted.sheet:
                return each
        if wanted.sheet.isdecimal() and 0 < int(wanted.sheet) <= len(shown):
            return shown[int(wanted.sheet) - 1]
        raise SourceError(origin, f"has no sheet {wanted.sheet!r}", f"it has {_names(sheets)}")
    filled = [each for each in shown if each.holds_something]
    if not filled:
        raise SourceError(origin, "holds nothing but blank cells")
    chosen = filled if len(filled) == 1 else [each for each in filled if _is_understood(each, wanted)]
    if len(chosen) != 1:
        hint = f"say which: sheet={(chosen or filled)[0].name!r}"
        raise SourceError(origin, f"has several sheets that hold something: {_names(filled)}", hint)
    left = [each for each in filled if each is not chosen[0]]
    if left:
        notes.append(Note(f"sheet {chosen[0].name!r} was read; others hold something too: {_names(left)}"))
    secret = [each for each in sheets if not each.visible and each.holds_something]
    if secret:
        notes.append(Note(f"hidden sheets were not read: {_names(secret)}"))
    return chosen[0]


def _is_understood(sheet: Sheet, wanted: Wanted) -> bool:
    first = sheet.first_rows()
    place = heading_row(first, wanted.own)
    if place is None:
        return False
    cells = [each for each in first[place] if each.strip()]
    if not understood_headings(cells, wanted.own):
        return False
    return wanted.understands is None or wanted.understands(cells)


def _names(sheets: Sequence[Sheet]) -> str:
    more = f" and {len(sheets) - _NOTED} more" if len(sheets) > _NOTED else ""
    return ", ".join(each.name for each in sheets[:_NOTED]) + more


def _filled(cells: Sequence[Any]) -> bool:
    return any(
        each is not None and each != "" and not (isinstance(each, str) and not each.strip()) for each in cells
    )


# ------------------------------------------------------------------ its rows


class _Reader:
    """Headings and rows of one sheet."""

    def __init__(self, origin: str, sheet: Sheet, wanted: Wanted, notes: list[Note]) -> None:
        self.origin = origin
        self.sheet = sheet
        self.wanted = wanted
        self.notes = notes
        self.begin = 0  # the first row below the headings
        self.columns: list[int] = []
        self.names: tuple[str, ...] = ()
        self.repeated = Note("rows that repeat the headings were left out")
        self.filled = Note("merged cells were filled with what the first one holds")
        self.spread = self._spread()

    def header(self) -> tuple[str, ...]:
        """Find the headings, and the columns that have one."""
        first = self.sheet.first_rows()
        at = self._heading_row(first)
        title = sum(1 for cells in first[:at] if any(each.strip() for each in cells))
        if title:
            self.notes.append(
                Note(TITLE_NOTE, title, [i for i in range(1, at + 1) if any(first[i - 1])][:10])
            )
        headings, below = self._headings(first, at)
        self.begin = at + 1 + below
        if below:
            self.notes.append(Note(f"headings were read of rows {at + 1} to {self.begin}"))
        used = self._used(len(headings)) if any(not each.strip() for each in headings) else None
        kept = [i for i, each in enumerate(headings) if each.strip() or (used is not None and i in used)]
        # Values beside the last heading are no heading's: their rows are refused, each by itself.
        while kept and not headings[kept[-1]].strip():
            kept.pop()
        dropped = sum(1 for i in range(kept[-1] + 1 if kept else 0) if i not in kept)
        if dropped:
            self.notes.append(Note("empty columns were left out", dropped))
        self.columns = kept
        self.names = checked_header(self.origin, [headings[i] for i in kept], self.notes)
        return self.names

    def _heading_row(self, first: Sequence[Sequence[str]]) -> int:
        if self.wanted.header_row is None:
            at = heading_row(first, self.wanted.own)
            if at is None:
                if len(first) == LOOKED_AT:
                    hint = "say where the headings stand: header_row="
                    raise SourceError(self.origin, f"its first {LOOKED_AT} rows are blank", hint)
                raise SourceError(self.origin, "holds nothing but blank cells")
            return at
        at = self.wanted.header_row - 1
        if at >= len(first):
            hint = (
                f"it has {len(first)} rows"
                if len(first) < LOOKED_AT
                else f"take off what stands above row {at}"
            )
            raise SourceError(self.origin, f"has no headings in row {at + 1}", hint)
        if not any(each.strip() for each in first[at]):
            raise SourceError(self.origin, f"its row {at + 1} is blank: there are no headings")
        return at

    def _headings(self, first: Sequence[Sequence[str]], at: int) -> tuple[list[str], int]:
        """Return the headings, and how many rows below the first one belong to them."""
        above = list(first[at])
        reaching = [each for each in self.sheet.merged if each[0][0] == at and each[1][0] > at]
        across = [each for each in self.sheet.merged if each[0][0] == at and each[1][1] > each[0][1]]
        below = max((each[1][0] for each in reaching), default=at) - at
        if not across or not 0 < below < len(first) - at:
            return above, 0
        for (_, left), (_, right) in across:
            for i in range(left, min(right + 1, len(above))):
                above[i] = first[at][left]
        lowest = [
            next((first[row][i] for row in range(at + below, at, -1) if first[row][i].strip()), "")
            for i in range(len(above))
        ]
        said = [low or high for low, high in zip(lowest, above, strict=True)]
        return [
            high + low if low.strip() and said.count(low) > 1 else one
            for high, low, one in zip(above, lowest, said, strict=True)
        ], below

    def _used(self, width: int) -> set[int]:
        """Return the columns that hold something below the headings."""
        used: set[int] = set()
        for number, cells in enumerate(self.sheet.rows()):
            if number >= self.begin:
                used.update(
                    i for i in range(min(width, len(cells))) if i not in used and cells[i] not in ("", None)
                )
        return used

    def _spread(self) -> dict[int, list[tuple[int, int, int]]]:
        """Return row → (row that holds it, first column, last column) of merged cells."""
        spread: dict[int, list[tuple[int, int, int]]] = {}
        if self.wanted.fill_merged:
            for (top, left), (bottom, right) in self.sheet.merged:
                for row in range(top, bottom + 1):
                    spread.setdefault(row, []).append((top, left, right))
        return spread

    def _numbered(self) -> Iterator[tuple[int, Sequence[Any]]]:
        """Yield the rows below the headings, with merged cells filled where that is wanted."""
        held: dict[tuple[int, int], Any] = {}
        for at, given in enumerate(self.sheet.rows()):
            cells: Sequence[Any] = given
            for top, left, right in self.spread.get(at, ()):
                if left >= len(given):
                    continue
                if at == top:
                    held[top, left] = given[left]
                value = held.get((top, left))
                filled = list(cells)
                for i in range(left, min(right + 1, len(filled))):
                    filled[i] = value
                cells = filled
                if at >= self.begin and (at, left) != (top, right) and value not in ("", None):
                    self._count(self.filled, at + 1)
            if at >= self.begin:
                yield at + 1, cells

    def rows(self) -> Iterator[Row | RowProblem]:
        """Give the rows that are not blank."""
        text, columns, names = self.sheet.text, self.columns, list(self.names)
        straight = columns == list(range(len(columns)))
        beyond = columns[-1] + 1
        for number, given in self._numbered():
            cells = [each if type(each) is str else text(each) for each in given]
            if not any(cells) or not any(each.strip() for each in cells):
                continue
            row = cells[:beyond] if straight else [cells[i] if i < len(cells) else "" for i in columns]
            row += [""] * (len(columns) - len(row))
            if any(each.strip() for each in cells[beyond:]):
                reason = f"has {len(cells)} cells, the header {len(columns)}"
                hint = "there are values below an empty heading: give that column a heading"
                yield RowProblem(number, tuple(cells), reason, hint)
            elif row == names:
                self._count(self.repeated, number)
            else:
                yield number, row

    def _count(self, note: Note, number: int) -> None:
        if not note.count:
            self.notes.append(note)
        note.add(number)

    def tell(self) -> None:
        """Say what people may not expect of the sheet."""
        hidden = [row for row in self.sheet.hidden if row > self.begin]
        if hidden:
            self.notes.append(Note("hidden rows were read too", len(hidden), hidden[:10]))
        if self.sheet.errors:
            rule = "cells with an error, such as #N/A or #REF!, were read as empty"
            self.notes.append(Note(rule, len(self.sheet.errors), sorted(self.sheet.errors)[:10]))
        merged = [each for each in self.sheet.merged if each[1][0] >= self.begin]
        if merged and not self.wanted.fill_merged:
            rule = "merged cells hold something in their first cell only (fill_merged=True fills them)"
            self.notes.append(Note(rule, len(merged), [each[0][0] + 1 for each in merged[:10]]))
