"""A data frame as rows of text: pandas, Polars, pyarrow, DuckDB, PySpark, and whatever else narwhals knows.

It needs narwhals, by the one door that this package has to it.

- **Numbers** of whole and decimal kinds are written digit for digit; those in
  binary floating point as the shortest decimal that means the same float, and
  without ``.0``: a column of whole numbers with gaps, which pandas makes one
  of floats, reads as whole numbers.  What a float cannot have kept, beyond 15 digits, is
  written in powers of ten, which no reader of numbers and ids takes.
- **Nothing** (None, NaN, NaT, NA, null) is an empty cell.
- **Days and times** are written as ISO says; midnight without a zone is a day.
- **Lists** of plain values are one cell, parted by ``; ``.  Bytes, and values that are no single value, refuse their row.
- The number of a row is its place in the frame, counted from 1.

A lazy frame is computed once, when it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any, Final

from customerbase import registry
from customerbase.errors import AmbiguousHeader, SourceError
from customerbase.sources.table import Note, Readable, Row, RowProblem, SourceTable, checked_header
from customerbase.sources.value_text import short_float_text, value_text

__all__ = ["FrameSource", "framed"]

_ROWS: Final = 1_000


class FrameSource(Readable):
    """A data frame as a source.

    Parameters
    ----------
    frame : narwhals.DataFrame
        One that is computed.
    origin : str
        What results and errors call it.
    """

    def __init__(self, frame: Any, origin: str) -> None:
        self.origin = origin
        self._frame = frame
        self._digest: str | None = None
        short = {i for i, kind in enumerate(frame.schema.values()) if str(kind) == "Float32"}
        self._writers: list[Callable[[Any], str]] = [
            short_float_text if i in short else value_text for i in range(len(frame.columns))
        ]

    def open(self) -> SourceTable:
        notes: list[Note] = []
        columns = [str(each) for each in self._frame.columns]
        header = checked_header(self.origin, columns, notes)
        if len(self._frame) == 0:
            raise SourceError(self.origin, "holds columns and no row")
        return SourceTable(self.origin, header, self._rows(header), notes=notes)

    def digest(self) -> str:
        if self._digest is None:
            digest = blake2b(digest_size=16)
            digest.update(repr(self._frame.columns).encode("utf-8", "surrogatepass"))
            for cells, fault in self._each():
                digest.update(repr((cells, fault)).encode("utf-8", "surrogatepass"))
            self._digest = digest.hexdigest()
        return self._digest

    def _rows(self, header: tuple[str, ...]) -> Iterator[Row | RowProblem]:
        width = len(header)
        for number, (cells, fault) in enumerate(self._each(), 1):
            if fault is not None:
                reason, i = fault
                yield RowProblem(number, tuple(cells), reason, None, header[i] if i < width else None)
            elif any(cells[width:]):
                reason = "has a value in a column without a name"
                yield RowProblem(number, tuple(cells), reason, "give that column a name")
            elif any(each.strip() for each in cells):
                yield number, cells[:width]

    def _each(self) -> Iterator[tuple[list[str], tuple[str, int] | None]]:
        """Yield each row as text, and what is wrong with it, at which cell."""
        writers = self._writers
        for begin in range(0, len(self._frame), _ROWS):
            for row in self._frame[begin : begin + _ROWS].rows():
                cells: list[str] = []
                fault = None
                for i, value in enumerate(row):
                    try:
                        cells.append(value if type(value) is str else writers[i](value))
                    except ValueError as error:
                        cells.append(str(value)[:_ROWS])
                        fault = fault or (str(error), i)
                yield cells, fault


def framed(given: Any, *, origin: str = "the data frame") -> FrameSource:
    """Take a data frame as a source; a lazy one is computed.

    Parameters
    ----------
    given : frame
        Of pandas, Polars, pyarrow, DuckDB, PySpark, ..., or of narwhals.
    origin : str
        What results and errors call it.

    Raises
    ------
    TypeError
        If it is no data frame.
    SourceError
        If it cannot be computed.
    AmbiguousHeader
        If two of its columns have one name.
    MissingExtra
        If narwhals is not installed.
    """
    nw = registry.load("engine", "narwhals").nw
    try:
        frame = nw.from_native(given)
    except TypeError as error:
        raise TypeError(f"{type(given).__name__} is no data frame: {error}") from error
    except Exception as error:
        if isinstance(error, nw.exceptions.DuplicateError):
            raise _twice(given, origin) from error
        raise
    if isinstance(frame, nw.LazyFrame):
        try:
            frame = frame.collect()
        except Exception as error:  # each engine has errors of its own
            raise SourceError(origin, f"cannot be computed: {error}") from error
    return FrameSource(frame, origin)


def _twice(given: Any, origin: str) -> AmbiguousHeader:
    names = [str(each) for each in given.columns]
    name = next(each for each in names if names.count(each) > 1)
    places = tuple(f"column {i}" for i, each in enumerate(names, 1) if each == name)
    return AmbiguousHeader(origin, name, places, f"{name!r} is the name of {' and of '.join(places)}")
