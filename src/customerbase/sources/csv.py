r"""Text with a delimiter between the cells: CSV, TSV and their like.

- **Encoding**: see `customerbase.sources.decode`.
- **Delimiter**: one of ``, ; TAB |``, the one by which most of the first rows
  have as many cells as the header; a first line ``sep=;`` or ``delimiter=``
  decides.  The Chinese comma ， is text.
- **Quotes** as in RFC 4180; a quote within an unquoted cell is text.  Cells
  may hold line breaks.
- **Blank lines**, and rows whose cells are all empty, are skipped.
- **Too many cells**: where a row has *k* cells too many and exactly *k* of its
  cells begin with white space, they are joined to the cell before: a comma in
  a sentence is followed by a space, a delimiter is not.  This is done only as
  long as no row of the right width has held such a cell, and it is counted in
  the notes.  Empty cells beyond the header are dropped.  Any other row with
  too many cells is refused.
- **Too few cells**: refused; it cannot be known which one is missing.
- **A cell above the limit**, and a **NUL**, refuse their row.
- **A quote that is never closed** refuses the row in which it opens; the rows
  that it swallowed are read again as rows, once in a file.

The limit of Python's own `csv` module, which is one for the whole process, is
neither needed nor touched.

>>> with read_csv("id;名称\n1;上海机电\n".encode()) as table:
...     table.delimiter, list(table)
(';', [(2, ['1', '上海机电'])])
"""

from __future__ import annotations

import csv
import os
from collections import deque
from collections.abc import Iterator
from typing import TextIO

from customerbase.errors import SourceError
from customerbase.sources.decode import open_text
from customerbase.sources.quoting import ends_open, shortened, split_record
from customerbase.sources.table import Note, Row, RowProblem, SourceTable, checked_header

__all__ = ["CELL_LIMIT", "DELIMITERS", "read_csv"]

CELL_LIMIT = 1_000_000
"""Characters that a cell may have unless the caller says otherwise."""

DELIMITERS = (",", ";", "\t", "|")

_SAMPLE_LINES = 100
_SAMPLE_CHARACTERS = 1 << 18
_C_LIMIT = 100_000
_REPAIR = "cells that begin with a space were joined to the cell before"


def read_csv(
    source: str | os.PathLike[str] | bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    cell_limit: int = CELL_LIMIT,
    origin: str | None = None,
) -> SourceTable:
    """Open a delimited text file as a `SourceTable`.

    Parameters
    ----------
    source : path or bytes
    encoding : str, optional
        Overrides what is found out.
    delimiter : str, optional
        One character; overrides what is found out.
    cell_limit : int
        Characters that a cell may have.
    origin : str, optional
        What errors call the file; its path by default.

    Raises
    ------
    SourceError
        If it cannot be read as a table at all: empty, binary, of another
        encoding, without rows, without a usable header, of no clear delimiter.
    AmbiguousHeader
        If a heading stands there twice.
    """
    name = origin or ("these bytes" if isinstance(source, bytes) else os.fspath(source))
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise SourceError(
            name, f"{delimiter!r} cannot be a delimiter", "give one character, such as ',' or ';'"
        )
    opened = open_text(source, origin=name, encoding=encoding)
    try:
        reader = _Reader(opened.stream, name, cell_limit)
        reader.begin(delimiter)
        header = reader.read_header()
        return SourceTable(
            name,
            header,
            reader.rows(),
            encoding=opened.encoding.name,
            encoding_because=opened.encoding.because,
            encoding_certainty=opened.encoding.certainty,
            delimiter=reader.delimiter,
            notes=reader.notes,
            total_bytes=opened.total_bytes,
            position=opened.position,
            close=opened.close,
        )
    except BaseException:
        opened.close()
        raise


class _Reader:
    """Lines of one file → records → aligned rows."""

    def __init__(self, stream: TextIO, origin: str, cell_limit: int) -> None:
        self.stream = stream
        self.origin = origin
        self.cell_limit = cell_limit
        self.delimiter = ","
        self.notes: list[Note] = []
        self.ahead: deque[str] = deque()
        self.line = 0
        self.recovered = False
        self.header: tuple[str, ...] = ()
        self.unnamed = 0
        self.unsuspected = True  # no row of the right width has a cell that begins with a space
        self.repair = Note(_REPAIR)
        self.slot: list[str] = []
        self.splitter: Iterator[list[str]] | None = (
            None  # one for all lines: making one takes longer than a line
        )

    # ------------------------------------------------------------------ before the first row

    def begin(self, delimiter: str | None) -> None:
        """Look at the first lines and decide the delimiter."""
        size = 0
        for line in self.stream:
            self.ahead.append(line)
            size += len(line)
            if len(self.ahead) >= _SAMPLE_LINES or size >= _SAMPLE_CHARACTERS:
                break
        while self.ahead and not self.ahead[0].strip("\ufeff \t\r\n\x1a"):
            self.ahead.popleft()
            self.line += 1
        if not self.ahead:
            raise SourceError(self.origin, "holds nothing but blank lines")
        first = self.ahead[0].strip()
        if first[:4].lower() == "sep=" and len(first) <= 5:
            declared = first[4:] or "\t"
            self.ahead.popleft()
            self.line += 1
            delimiter = delimiter or declared
        self.delimiter = delimiter or self.sniffed()

    def sniffed(self) -> str:
        """Return the delimiter by which most of the first rows are as wide as the header."""
        sample = [line for line in self.ahead if len(line) < _C_LIMIT]
        scores = []
        for rank, each in enumerate(DELIMITERS):
            widths = [len(cells) for cells in csv.reader(sample, delimiter=each) if cells]
            if widths and widths[0] > 1:
                alike = sum(width == widths[0] for width in widths) / len(widths)
                scores.append((alike, widths[0], -rank, each))
        if not scores:
            return ","
        scores.sort(reverse=True)
        if len(scores) > 1 and scores[0][:2] == scores[1][:2]:
            one, other = scores[0][3], scores[1][3]
            raise SourceError(
                self.origin,
                f"{one!r} and {other!r} may both be the delimiter",
                f"say which: delimiter={one!r} or delimiter={other!r}",
            )
        return scores[0][3]

    def read_header(self) -> tuple[str, ...]:
        """Read the first record as headings, and make sure that something follows."""
        first = self.first_record()
        if first is None:
            raise SourceError(self.origin, "holds nothing but blank lines")
        if isinstance(first, RowProblem):
            raise SourceError(
                self.origin, f"its header cannot be read: line {first.line} {first.reason}", first.hint
            )
        header = self.header = checked_header(self.origin, first[1], self.notes)
        self.unnamed = len(first[1]) - len(header)
        skipped = 0
        while True:
            line = self.ahead[skipped] if skipped < len(self.ahead) else self.stream.readline()
            if not line:
                raise SourceError(
                    self.origin, "holds a header and no row", "nothing was saved below the header"
                )
            if skipped == len(self.ahead):
                self.ahead.append(line)
            if line.strip(self.delimiter + " \t\r\n\x1a"):
                return header
            skipped += 1
            if skipped > 1_000:
                return header

    # ------------------------------------------------------------------ lines → records

    def lines(self) -> Iterator[str]:
        """Give the lines that were looked at, then the others; `line` counts them."""
        while True:
            while self.ahead:
                self.line += 1
                yield self.ahead.popleft()
            try:
                for line in self.stream:
                    self.line += 1
                    yield line
                    if self.ahead:
                        break
                else:
                    return
            except UnicodeDecodeError as error:
                raise SourceError(self.origin, "changed while it was read", "read it again") from error

    def first_record(self) -> Row | RowProblem | None:
        """Give line and cells of the first record that is not blank."""
        source = self.lines()
        for line in source:
            at = self.line
            parsed = (
                self.parse(line, source) if '"' in line else (line, line.rstrip("\r\n").split(self.delimiter))
            )
            if isinstance(parsed, RowProblem):
                return parsed
            record, cells = parsed
            if not _blank(cells):
                return _without_nul(at, record, cells)
        return None

    def parse(self, line: str, source: Iterator[str]) -> tuple[str, list[str]] | RowProblem:
        """Give a record that holds a quote, with all its lines, and its cells."""
        if len(line) < _C_LIMIT and not ends_open(line, False, self.delimiter):
            if self.splitter is None:
                self.splitter = csv.reader(iter(self.slot.pop, None), delimiter=self.delimiter)
            self.slot.append(line)
            try:
                return line, next(self.splitter)
            except csv.Error:
                self.slot.clear()
                self.splitter = None
                return line, split_record(line, self.delimiter)
        record = self.gather(line, source)
        if isinstance(record, RowProblem):
            return record
        return record, split_record(record, self.delimiter)

    def gather(self, line: str, source: Iterator[str]) -> str | RowProblem:
        """Return a record with all its lines, or say why it has no end."""
        at = self.line
        opened = ends_open(line, False, self.delimiter)
        parts = [line]
        kept = len(line)
        most = self.cell_limit + 1_000_000
        while opened:
            following = next(source, None)
            if following is None:
                return self.never_closed(at, parts, kept > most)
            opened = ends_open(following, True, self.delimiter)
            kept += len(following)
            if kept <= most:
                parts.append(following)
        if kept > most and len(parts) < self.line - at + 1:
            cells = split_record(parts[0], self.delimiter)
            reason = f"holds a cell of more than {self.cell_limit:,} characters: its quote closes on line {self.line}"
            return RowProblem(at, shortened(cells), reason, "a quote may be missing")
        return "".join(parts)

    def never_closed(self, at: int, parts: list[str], too_long: bool) -> RowProblem:
        """Refuse the row in which the quote opens; read the others again where they were kept."""
        hint = "close the quote, or double it where it belongs to the text"
        cells = split_record(parts[0], self.delimiter)
        if too_long or self.recovered:
            lost = self.line - at
            reason = f"a quote opens here and is never closed: the {lost:,} lines after it were not read"
        else:
            reason = "a quote opens here and is never closed"
            self.recovered = True
            self.ahead.extend(parts[1:])
            self.line = at
        return RowProblem(at, shortened(cells), reason, hint)

    def too_large(self, at: int, cells: list[str], which: int) -> RowProblem:
        """Refuse a row for the size of one of its cells."""
        reason = f"cell {which + 1} has {len(cells[which]):,} characters, more than the {self.cell_limit:,} allowed"
        column = self.header[which] if len(cells) == len(self.header) else None
        return RowProblem(at, shortened(cells), reason, "shorten it", column)

    # ------------------------------------------------------------------ records → rows

    def rows(self) -> Iterator[Row | RowProblem]:
        """Give the records that are not blank as rows as wide as the header."""
        delimiter, width, limit = self.delimiter, len(self.header), self.cell_limit
        begun = delimiter + " "
        while True:
            source = self.lines()
            for line in source:
                at, record = self.line, line
                if '"' in line:
                    parsed = self.parse(line, source)
                    if isinstance(parsed, RowProblem):
                        yield parsed
                        continue
                    record, cells = parsed
                else:
                    cells = line.rstrip("\r\n").split(delimiter)
                # Nearly every record of nearly every file is of this kind.
                if (
                    len(cells) == width
                    and cells[0]
                    and len(record) <= limit
                    and begun not in record
                    and record[0] != " "
                    and "\0" not in record
                ):
                    yield at, cells
                elif (row := self.aligned(at, record, cells)) is not None:
                    yield row
            if not self.ahead:  # lines that an open quote had swallowed
                return

    def aligned(self, at: int, record: str, cells: list[str]) -> Row | RowProblem | None:
        """Give a record that is out of the ordinary as a row, or say what is wrong; None if it is blank."""
        width = len(self.header)
        if _blank(cells):
            return None
        if "\0" in record:
            return _without_nul(at, record, cells)
        if len(record) > self.cell_limit:
            wide = [i for i, cell in enumerate(cells) if len(cell) > self.cell_limit]
            if wide:
                return self.too_large(at, cells, wide[0])
        if len(cells) == width:
            if any(cell[:1] == " " for cell in cells):
                self.unsuspected = False
            return at, cells
        fitted = self.fitted(cells, width, self.unsuspected)
        if fitted is None:
            return RowProblem(at, tuple(cells), *_misfit(len(cells), width, self.line - at, self.unnamed))
        if any(cells[width:]):
            if not self.repair.count:
                self.notes.append(self.repair)
            self.repair.add(at)
        return at, fitted

    def fitted(self, cells: list[str], width: int, unsuspected: bool) -> list[str] | None:
        """Return a record of another width as a row, where the rules allow it."""
        extra = len(cells) - width
        if extra < 0:
            return None
        if not any(cells[width:]):
            return cells[:width]
        begun = [i for i, cell in enumerate(cells) if cell[:1].isspace()]
        if not unsuspected or len(begun) != extra or begun[0] == 0:
            return None
        joined: list[str] = []
        for i, cell in enumerate(cells):
            if i in begun:
                joined[-1] += self.delimiter + cell
            else:
                joined.append(cell)
        return joined


def _blank(cells: list[str]) -> bool:
    return not any(cells) or (len(cells) == 1 and not cells[0].strip(" \t\x1a"))


def _without_nul(at: int, record: str, cells: list[str]) -> Row | RowProblem:
    if "\0" in record:
        return RowProblem(at, tuple(cells), "holds a NUL byte", "remove it")
    return at, cells


def _misfit(found: int, width: int, lines: int, dropped: int) -> tuple[str, str]:
    reason = f"has {found} cells, the header {width}"
    if dropped and found > width:
        return reason, "there are values below an empty heading: give that column a heading"
    if lines:
        return reason, f"it goes on over {lines + 1} lines: a quote may be missing or one too many"
    if found > width:
        return reason, "put a cell that holds the delimiter into quotes"
    return reason, "add the delimiters that are missing"
