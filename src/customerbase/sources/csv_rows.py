"""Records of a text file into rows as wide as the headings, or problems with their lines."""

from __future__ import annotations

from collections.abc import Iterator

from customerbase.errors import SourceError
from customerbase.sources.csv_beginning import Beginning
from customerbase.sources.csv_records import Records, blank
from customerbase.sources.heading_row import is_heading
from customerbase.sources.layout import (
    below_the_list,
    first_words,
    kind_of,
    looks_like_headings,
)
from customerbase.sources.quoting import shortened
from customerbase.sources.table import Note, Row, RowProblem

__all__ = ["Rows"]

_REPAIR = "cells that begin with a space were joined to the cell before"
_FILLED = "rows were filled with empty cells at their end, which this file leaves out"
_COMMENT = "comments were not read"
_REPEATED = "headings that were repeated were skipped"
_BELOW = "lines below the list were not read"


class Rows:
    """The rows of one file; `Beginning.notes` grow while they are read.

    Parameters
    ----------
    records : Records
        Read up to the headings.
    beginning : Beginning
    """

    def __init__(self, records: Records, beginning: Beginning) -> None:
        self.records = records
        self.beginning = beginning
        self.header = beginning.header
        self.notes = beginning.notes
        self.unsuspected = True  # no row of the right width has a cell that begins with a space
        self.said: dict[str, Note] = {}
        self.words = first_words() | {self.header[0], *beginning.own}
        self.ended = False
        self.table: Note | None = None  # the one that is passed over

    def rows(self) -> Iterator[Row | RowProblem]:  # noqa: C901, PLR0912 - one loop, as calls take longer than a row
        """Give the records that are not blank as rows as wide as the header."""
        records, dialect, limit = self.records, self.records.dialect, self.records.cell_limit
        delimiter, width = dialect.delimiter, len(self.header)
        # Any line needs a closer look where escapes may stand in it.
        quote = dialect.quote if dialect.escape is None else ""
        begun, second = delimiter + " ", 1 - width
        unusual = self.words | {""}
        nul = records.nul
        expected = width  # none after a gap, so that the next record is looked at closely
        moved = False  # whether lines were read, or put back, behind the counter
        try:
            while True:
                direct = not records.ahead
                for at, line in records.numbered():
                    record = line
                    if quote in line:
                        records.line = at
                        parsed = records.parse(line)
                        moved = records.line != at or bool(records.ahead)
                        if isinstance(parsed, RowProblem):
                            yield parsed
                            if moved:
                                break
                            continue
                        record, cells = parsed
                    else:
                        cells = line.rstrip("\r\n").split(delimiter)
                    # Nearly every record of nearly every file is of this kind.
                    if (
                        len(cells) == expected
                        and cells[0] not in unusual
                        and (cells[-1] or cells[second])
                        and len(record) <= limit
                        and begun not in record
                        and record[0] != " "
                        and not (nul and "\0" in record)
                    ):
                        yield at, cells
                    elif blank(cells):
                        expected = -1
                    else:
                        if not moved:
                            records.line = at
                        row = self.aligned(at, record, cells, expected < 0)
                        expected = width
                        if row is not None:
                            yield row
                        elif self.ended:
                            yield from self.pass_over(at, cells)
                            return
                        moved = moved or bool(records.ahead)
                    if moved:
                        break
                else:
                    if direct and not records.ahead:
                        return
                moved = False
        except UnicodeDecodeError as error:
            raise SourceError(records.origin, "changed while it was read", "read it again") from error

    def aligned(self, at: int, record: str, cells: list[str], after_gap: bool) -> Row | RowProblem | None:
        """Give a record that is out of the ordinary as a row, or say what is wrong; None if it is no row."""
        width = len(self.header)
        # A row of the right width that begins as rows do, and is filled, needs no closer look.
        usual = (
            len(cells) == width
            and not after_gap
            and cells[0] not in self.words
            and (cells[-1] or cells[1 - width])
        )
        if not usual and self.is_no_row(at, cells, after_gap):
            return None
        if "\0" in record:
            return RowProblem(at, tuple(cells), "holds a NUL byte", "remove it")
        if len(record) > self.records.cell_limit:
            wide = [i for i, cell in enumerate(cells) if len(cell) > self.records.cell_limit]
            if wide:
                return self.too_large(at, cells, wide[0])
        if len(cells) == width:
            if any(cell[:1] == " " for cell in cells):
                self.unsuspected = False
            return at, cells
        fitted = self.fitted(cells, width)
        if fitted is None:
            lines = self.records.line - at
            return RowProblem(
                at, shortened(cells), *_misfit(len(cells), width, lines, self.beginning.unnamed)
            )
        if len(cells) < width:
            self.note(_FILLED, at)
        elif any(cells[width:]):
            self.note(_REPAIR, at)
        return at, fitted

    def fitted(self, cells: list[str], width: int) -> list[str] | None:
        """Return a record of another width as a row, where the rules allow it."""
        extra = len(cells) - width
        if extra < 0:
            sorts = self.beginning.sorts
            if sorts is None or len(cells) < 2 or not cells[-1].strip():
                return None
            alike = all(not cell.strip() or kind_of(cell) in sorts[i] for i, cell in enumerate(cells))
            return cells + [""] * -extra if alike else None
        if not any(cells[width:]):
            return cells[:width]
        begun = [i for i, cell in enumerate(cells) if cell[:1].isspace()]
        if not self.unsuspected or len(begun) != extra or begun[0] == 0:
            return None
        joined: list[str] = []
        for i, cell in enumerate(cells):
            if i in begun:
                joined[-1] += self.records.dialect.delimiter + cell
            else:
                joined.append(cell)
        return joined

    def too_large(self, at: int, cells: list[str], which: int) -> RowProblem:
        """Refuse a row for the size of one of its cells."""
        limit = self.records.cell_limit
        reason = f"cell {which + 1} has {len(cells[which]):,} characters, more than the {limit:,} allowed"
        column = self.header[which] if len(cells) == len(self.header) else None
        return RowProblem(at, shortened(cells), reason, "shorten it", column)

    # ------------------------------------------------------------------ what stands among the rows and is none

    def is_no_row(self, at: int, cells: list[str], after_gap: bool) -> bool:
        """Tell whether a record is a comment, headings once more, what stands below a list, or another table."""
        width = len(self.header)
        if (
            cells[0].startswith("#")
            and len(cells) == 1 < width
            and (self.beginning.comments or cells[0][1:2] == " ")
        ):
            self.note(_COMMENT, at)
        elif 1 < width <= len(cells) and cells[0].strip() == self.header[0] and self.is_header(cells):
            self.note(_REPEATED, at)
        elif self.begins_table(cells, after_gap):
            self.another(at, cells)
        elif width > 2 and len(cells) - cells.count("") < 4 and below_the_list(cells):
            self.note(_BELOW, at)
        elif after_gap and width > 1 and self.is_title(cells):
            self.ended = True
        else:
            return False
        return True

    def begins_table(self, cells: list[str], after_gap: bool) -> bool:
        """Tell whether a record is the headings of another table.

        Within the rows, and as wide as they are, every cell must be a heading, and three at least.
        """
        own, width = self.beginning.own, len(self.header)
        if after_gap or len(cells) != width:
            # To look a cell up as a heading takes long: where every second line is blank, each row comes here.
            if len(self.words.intersection(map(str.strip, cells))) < (1 if after_gap else 2):
                return False
            filled = sum(1 for cell in cells if cell.strip())
            return all(map(str.strip, cells[:filled])) and looks_like_headings(cells, own)
        return width > 2 and cells[0] in self.words and all(is_heading(cell, own) for cell in cells)

    def is_header(self, cells: list[str]) -> bool:
        """Tell whether a record is the headings once more."""
        return [cell.strip() for cell in cells[: len(self.header)]] == list(self.header)

    def is_title(self, cells: list[str]) -> bool:
        """Tell whether a record of one cell stands above headings."""
        if sum(1 for cell in cells if cell.strip()) != 1:
            return False
        self.records.look(10)
        following = [found for _, found in self.records.peeked()[:10] if not blank(found)]
        return bool(following) and self.begins_table(following[0], True)

    def another(self, at: int, cells: list[str]) -> None:
        """Say that another table begins here; the first one has ended."""
        self.ended = True
        shown = ", ".join(cell.strip() for cell in cells if cell.strip())
        shown = shown if len(shown) <= 80 else shown[:79] + "…"
        self.table = Note(
            f"another table begins in line {at} ({shown}); header_row={at} reads it. Its lines", 0
        )
        self.notes.append(self.table)

    def pass_over(self, at: int, cells: list[str]) -> Iterator[RowProblem]:
        """Refuse what stands below the table that was read, and name each further one."""
        records = self.records
        yield self.refused(at, cells)
        while True:
            for line in records.lines():
                at = records.line
                parsed = records.record(line)
                cells = list(parsed.cells) if isinstance(parsed, RowProblem) else parsed[1]
                if blank(cells):
                    continue
                if looks_like_headings(cells, self.beginning.own):
                    self.another(at, cells)
                yield self.refused(at, cells)
            if not records.ahead:
                return

    def refused(self, at: int, cells: list[str]) -> RowProblem:
        """Refuse a line of a table that is not the one which was read."""
        if self.table is None:
            return RowProblem(at, shortened(cells), "is the title of another table")
        self.table.count += 1
        return RowProblem(at, shortened(cells), "belongs to another table", "header_row= reads it")

    def note(self, rule: str, at: int) -> None:
        """Count a row to which something was done."""
        if rule not in self.said:
            self.said[rule] = Note(rule)
            self.notes.append(self.said[rule])
        self.said[rule].add(at)


def _misfit(found: int, width: int, lines: int, dropped: int) -> tuple[str, str]:
    reason = f"has {found} cells, the header {width}"
    if dropped and found > width:
        return reason, "there are values below an empty heading: give that column a heading"
    if lines:
        return reason, f"it goes on over {lines + 1} lines: a quote may be missing or one too many"
    if found > width:
        return reason, "put a cell that holds the delimiter into quotes"
    return reason, "add the delimiters that are missing"
