"""What every source gives: a header at once, and rows as they are asked for.

A good row is a plain tuple ``(line, cells)``, with as many cells as the header
has headings.  A row that cannot be aligned with the header is a `RowProblem`
among them, so that its place in the file is kept.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

import attrs

from customerbase.errors import SourceError

__all__ = ["Frame", "Note", "Readable", "Row", "RowProblem", "SourceTable", "checked_header"]

Row = tuple[int, list[str]]
"""Physical line, counted from 1, and the cells as text."""


@attrs.frozen
class RowProblem:
    """A row that could not be aligned with the header, and why.

    Parameters
    ----------
    line : int
        Physical line on which the row begins, counted from 1.
    cells : tuple of str
        The cells as far as they could be told apart.
    reason : str
    hint : str, optional
    column : str, optional
        The heading of the cell at fault, where it is one cell.
    """

    line: int
    cells: tuple[str, ...]
    reason: str
    hint: str | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", {self.column}" if self.column else "")
        return f"{place}: {self.reason}" + (f" ({self.hint})" if self.hint else "")


@attrs.define
class Note:
    """Something that was done to the rows on the way; it grows while they are read.

    Parameters
    ----------
    rule : str
        What was done, in a sentence.
    count : int
        How many rows, or columns, it was done to; 0 where it was done to the whole.
    lines : list of int
        The first lines that it was done to, at most ten.
    """

    rule: str
    count: int = 0
    lines: list[int] = attrs.field(factory=list)

    def add(self, line: int) -> None:
        """Count one more row."""
        self.count += 1
        if len(self.lines) < 10:
            self.lines.append(line)

    def __str__(self) -> str:
        if not self.count:
            return self.rule
        if not self.lines:
            return f"{self.rule}: {self.count:,}"
        more = ", …" if self.count > len(self.lines) else ""
        return f"{self.rule}: {self.count:,} (lines {', '.join(map(str, self.lines))}{more})"


class SourceTable:
    """Rows of one source, read once, one after the other.

    Parameters
    ----------
    origin : str
        The file or other source, as people know it.
    header : sequence of str
        One heading for each cell of a row; checked by `checked_header`.
    rows : iterable of (int, list of str) or RowProblem
        Read lazily and at most once.
    encoding : str, optional
        How the bytes were read.
    encoding_because : str, optional
        How that was found out: ``byte order mark``, ``given``, ...
    encoding_certainty : float, optional
        0 to 1: how sure that is.
    delimiter : str, optional
    notes : list of Note, optional
        What was done to the rows; complete once all rows are read.
    total_bytes : int, optional
    key : int, optional
        Which cell tells people of which row something is said, where a line
        of a file does not.
    position : callable, optional
        Gives the bytes read so far.
    close : callable, optional

    Examples
    --------
    >>> with SourceTable("a list", ["name"], [(2, ["Ann"])]) as table:
    ...     list(table)
    [(2, ['Ann'])]
    """

    def __init__(
        self,
        origin: str,
        header: Sequence[str],
        rows: Iterable[Row | RowProblem],
        *,
        encoding: str | None = None,
        encoding_because: str | None = None,
        encoding_certainty: float | None = None,
        delimiter: str | None = None,
        notes: list[Note] | None = None,
        total_bytes: int | None = None,
        key: int | None = None,
        position: Callable[[], int] | None = None,
        close: Callable[[], None] | None = None,
    ) -> None:
        self.origin = origin
        self.header = tuple(header)
        self.encoding = encoding
        self.encoding_because = encoding_because
        self.encoding_certainty = encoding_certainty
        self.delimiter = delimiter
        self.notes: list[Note] = [] if notes is None else notes
        self.total_bytes = total_bytes
        self.key = key
        self._rows: Iterator[Row | RowProblem] = iter(rows)
        self._position = position
        self._close = close
        self._begun = False

    def __iter__(self) -> Iterator[Row | RowProblem]:
        """Give the rows; a second time there are none, and a `SourceError` says so."""
        if self._begun:
            raise SourceError(self.origin, "was read already", "open it again to read it again")
        self._begun = True
        return self._rows

    @property
    def rows(self) -> Iterator[Row | RowProblem]:
        """The rows, at most once."""
        return iter(self)

    def position(self) -> int:
        """Bytes read so far, for a bar that shows the progress; 0 where that is unknown."""
        return 0 if self._position is None else self._position()

    def close(self) -> None:
        """Close the file beneath; may be called twice."""
        if self._close is not None:
            self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SourceTable({self.origin!r}, {len(self.header)} columns)"


class Readable(ABC):
    """A source that is no file, and can be opened again and again."""

    @abstractmethod
    def open(self) -> SourceTable:
        """Return its rows from the first on."""

    @abstractmethod
    def digest(self) -> str:
        """Return what tells its content from any other."""


class Frame(Protocol):
    """A data frame of pandas, Polars, pyarrow, DuckDB, PySpark or another library that narwhals knows."""

    @property
    def columns(self) -> Any:
        """Its columns, or their names."""


def checked_header(origin: str, cells: Sequence[str], notes: list[Note]) -> tuple[str, ...]:
    """Return the headings without white space around them, each once, and none blank.

    Empty headings at the end are dropped.  Between others, a column without a
    heading is called by its place, and a heading that stands there again gets a number,
    so that ``mapping=`` can say what it holds.  A `Note` says each of these.

    Raises
    ------
    SourceError
        If more than half of the columns have no heading.

    Examples
    --------
    >>> checked_header("a.csv", [" name", "phone ", ""], [])
    ('name', 'phone')
    >>> checked_header("a.csv", ["name", "电话", "", "电话"], [])
    ('name', '电话', 'column 3', '电话 (2)')
    """
    headings = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
    last = len(headings)
    while last and not headings[last - 1]:
        last -= 1
    if last == 0:
        raise SourceError(origin, "its first row is blank: there is no header", "give each column a heading")
    if last < len(headings):
        notes.append(Note("columns at the end without a heading were dropped", len(headings) - last))
    headings = headings[:last]
    blank = [i for i, heading in enumerate(headings) if not heading]
    if blank:
        if len(blank) * 2 > last:
            which = ", ".join(str(i + 1) for i in blank[:10]) + (", …" if len(blank) > 10 else "")
            raise SourceError(
                origin, f"columns {which} have no heading", "give each column a heading, or remove it"
            )
        for i in blank:
            headings[i] = f"column {i + 1}"
        named = ", ".join(repr(headings[i]) for i in blank[:10])
        notes.append(Note(f"columns without a heading were called by their place ({named})", len(blank)))
    seen: dict[str, int] = {}
    taken = set(headings)
    again: list[str] = []
    for i, heading in enumerate(headings):
        number = seen[heading] = seen.get(heading, 0) + 1
        if number > 1:
            while f"{heading} ({number})" in taken:
                number += 1
            headings[i] = f"{heading} ({number})"
            taken.add(headings[i])
            again.append(headings[i])
    if again:
        named = ", ".join(map(repr, again[:10]))
        notes.append(Note(f"headings that stand there again were numbered ({named})", len(again)))
    return tuple(headings)
