"""Lines of a text file into records: cells that belong together, and the line on which they begin."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import TextIO

from customerbase.errors import SourceError
from customerbase.sources.quoting import Dialect, ends_open, shortened, split_record
from customerbase.sources.table import Row, RowProblem

__all__ = ["BLANK", "Records", "blank"]

BLANK = "\ufeff \t\r\n\x1a"
"""What a line without anything may be made of."""

_SAMPLE_LINES = 100
_SAMPLE_CHARACTERS = 1 << 18
_C_LIMIT = 100_000


class Records:
    """One file, read line by line and at most once.

    Parameters
    ----------
    stream : text stream
    origin : str
    cell_limit : int
        Characters that a cell may have.
    nul : bool
        Whether a NUL may stand in it.

    Attributes
    ----------
    line : int
        Physical line that was read last, counted from 1.
    ahead : deque of str
        Lines that were looked at and are still to be read.
    dialect : Dialect
    """

    def __init__(self, stream: TextIO, origin: str, cell_limit: int, nul: bool) -> None:
        self.stream = stream
        self.origin = origin
        self.cell_limit = cell_limit
        self.nul = nul
        self.dialect = Dialect()
        self.ahead: deque[str] = deque()
        self.line = 0
        self.recovered = False
        self.slot: list[str] = []
        # One for all lines: making one takes longer than a line.
        self.splitter: Iterator[list[str]] | None = None

    def look(self, lines: int = _SAMPLE_LINES) -> None:
        """Have so many lines ahead, as far as there are so many."""
        size = 0
        while len(self.ahead) < lines and size < _SAMPLE_CHARACTERS:
            try:
                line = self.stream.readline()
            except UnicodeDecodeError as error:
                raise SourceError(self.origin, "changed while it was read", "read it again") from error
            if not line:
                return
            self.ahead.append(line)
            size += len(line)

    def skip(self, lines: int = 1) -> list[tuple[int, str]]:
        """Pass over lines that are ahead; return them with their numbers."""
        passed = []
        for _ in range(min(lines, len(self.ahead))):
            self.line += 1
            passed.append((self.line, self.ahead.popleft()))
        return passed

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

    def numbered(self) -> Iterator[tuple[int, str]]:
        """Give the lines that are ahead, or where there are none those that follow, with their numbers.

        Of those that follow, `line` is not counted: that takes longer than to read them.
        """
        if self.ahead:
            return self._numbered_ahead()
        return zip(count(self.line + 1), self.stream, strict=False)

    def _numbered_ahead(self) -> Iterator[tuple[int, str]]:
        while self.ahead:
            self.line += 1
            yield self.line, self.ahead.popleft()

    def first(self) -> Row | RowProblem | None:
        """Give line and cells of the first record that is not blank."""
        for line in self.lines():
            at = self.line
            parsed = self.record(line)
            if isinstance(parsed, RowProblem):
                return parsed
            record, cells = parsed
            if not blank(cells):
                if "\0" in record:
                    return RowProblem(at, tuple(cells), "holds a NUL byte", "remove it")
                return at, cells
        return None

    def peeked(self) -> list[tuple[int, list[str]]]:
        """Return the records that are ahead, with the place of each among the lines ahead; nothing is read."""
        found = []
        lines = list(self.ahead)
        at = 0
        while at < len(lines):
            begun, record = at, lines[at]
            opened = ends_open(record, False, self.dialect)
            while opened and at + 1 < len(lines) and at - begun < 50:
                at += 1
                opened = ends_open(lines[at], True, self.dialect)
                record += lines[at]
            if opened:  # never closed, or too long to be looked through: what stands on its line alone
                at, record = begun, lines[begun]
            if len(record) < _C_LIMIT:
                found.append((begun, split_record(record, self.dialect)))
            at += 1
        return found

    def record(self, line: str) -> tuple[str, list[str]] | RowProblem:
        """Give the record that begins with a line, and its cells."""
        if self.dialect.quote in line or self.dialect.escape is not None:
            return self.parse(line)
        return line, line.rstrip("\r\n").split(self.dialect.delimiter)

    def parse(self, line: str) -> tuple[str, list[str]] | RowProblem:
        """Give a record that holds a quote, with all its lines, and its cells."""
        dialect = self.dialect
        if dialect.plain and len(line) < _C_LIMIT and not ends_open(line, False, dialect):
            if self.splitter is None:
                self.splitter = csv.reader(
                    iter(self.slot.pop, None), delimiter=dialect.delimiter, quotechar=dialect.quote
                )
            self.slot.append(line)
            try:
                return line, next(self.splitter)
            except csv.Error:
                self.slot.clear()
                self.splitter = None
                return line, split_record(line, dialect)
        record = self.gather(line)
        if isinstance(record, RowProblem):
            return record
        return record, split_record(record, dialect)

    def gather(self, line: str) -> str | RowProblem:
        """Return a record with all its lines, or say why it has no end."""
        at = self.line
        opened = ends_open(line, False, self.dialect)
        source = self.lines()
        parts = [line]
        kept = len(line)
        most = self.cell_limit + 1_000_000
        while opened:
            following = next(source, None)
            if following is None:
                return self.never_closed(at, parts, kept > most)
            opened = ends_open(following, True, self.dialect)
            kept += len(following)
            if kept <= most:
                parts.append(following)
        if kept > most and len(parts) < self.line - at + 1:
            cells = split_record(parts[0], self.dialect)
            reason = f"holds a cell of more than {self.cell_limit:,} characters: its quote closes on line {self.line}"
            return RowProblem(at, shortened(cells), reason, "a quote may be missing")
        return "".join(parts)

    def never_closed(self, at: int, parts: list[str], too_long: bool) -> RowProblem:
        """Refuse the row in which the quote opens; read the others again where they were kept."""
        hint = "close the quote, or double it where it belongs to the text"
        cells = split_record(parts[0], self.dialect)
        if too_long or self.recovered:
            lost = self.line - at
            reason = f"a quote opens here and is never closed: the {lost:,} lines after it were not read"
        else:
            reason = "a quote opens here and is never closed"
            self.recovered = True
            self.ahead.extend(parts[1:])
            self.line = at
        return RowProblem(at, shortened(cells), reason, hint)


def blank(cells: list[str]) -> bool:
    """Tell whether a record holds nothing."""
    return not any(cells) or (len(cells) == 1 and not cells[0].strip(BLANK))
