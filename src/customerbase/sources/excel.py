"""Workbooks of spreadsheets (xlsx, xlsm, xlsb, xls, ods) as rows of text.

Loaded by `registry.load`, since it needs python-calamine.

- **Sheet**: the one that is visible and holds something; where there are
  several, the caller says which.
- **Header**: the first row that is not blank.  Blank rows are skipped; the
  number of a row is the one that the spreadsheet shows.
- **Text** stays exactly what it is: ``007`` keeps its zeros.
- **Numbers** are written plain, to the 15 digits that a spreadsheet keeps:
  ``1.0`` is ``1``, ``0.30000000000000004`` is ``0.3``.  One of 16 digits and more
  refuses its row: a spreadsheet has rounded it.
- **Days** are written as ISO says, ``2024-01-05``, with the time behind where
  there is one; yes and no are ``true`` and ``false``.
- A formula is what the spreadsheet last worked out; an error, such as
  ``#DIV/0!``, is an empty cell.

The rows are those that `customerbase.sources.csv.read_csv` gives of the same list.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import chain
from math import isfinite
from typing import Any, Final

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from customerbase.errors import SourceError
from customerbase.sources.table import Note, Row, RowProblem, SourceTable, checked_header

__all__ = ["read_excel"]

_UNREADABLE: Final = (CalamineError, XmlError, ZipError)
_MOST: Final = 10**15


class _Unsafe(ValueError):
    """A number that is not what somebody wrote: a spreadsheet has rounded it."""


def read_excel(
    source: str | os.PathLike[str] | bytes, *, sheet: str | None = None, origin: str | None = None
) -> SourceTable:
    """Open a sheet of a workbook as a `SourceTable`.

    Parameters
    ----------
    source : path or bytes
    sheet : str, optional
        Its name; needed where several visible sheets hold something.
    origin : str, optional
        What errors call the file; its path by default.

    Raises
    ------
    SourceError
        If it is no workbook, is locked by a password, has no such sheet, or
        the sheet has no usable header and no row.
    AmbiguousHeader
        If a heading stands there twice.
    """
    name = origin or ("these bytes" if isinstance(source, bytes) else os.fspath(source))
    with ExitStack() as opened:
        book = opened.enter_context(_opened(source, name))
        there = enumerate(_chosen(book, sheet, name), 1)
        notes: list[Note] = []
        header = _header(there, name, notes)
        rows = _rows(header, there)
        first = next(rows, None)
        if first is None:
            raise SourceError(name, "holds a header and no row", "nothing was saved below the header")
        return SourceTable(name, header, chain([first], rows), notes=notes, close=opened.pop_all().close)


def _opened(source: str | os.PathLike[str] | bytes, name: str) -> CalamineWorkbook:
    given: Any = BytesIO(source) if isinstance(source, bytes) else os.fspath(source)
    if isinstance(given, str) and not os.path.exists(given):  # noqa: PTH110 - Path.exists raises where the name holds a NUL
        raise SourceError(given, "there is no such file")
    try:
        return CalamineWorkbook.from_object(given)
    except PasswordError as error:
        raise SourceError(name, "is locked by a password", "take the password off and save it") from error
    except _UNREADABLE as error:
        hint = "save it as xlsx, or as CSV UTF-8"
        raise SourceError(name, f"cannot be read as a workbook: {error}", hint) from error


def _chosen(book: CalamineWorkbook, sheet: str | None, name: str) -> Iterable[Sequence[Any]]:
    """Give the rows of the sheet that is meant."""
    sheets = {each.name: each.visible for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet}
    if sheet is not None and sheet not in sheets:
        raise SourceError(name, f"has no sheet {sheet!r}", f"it has {', '.join(sheets)}")
    try:
        held = {
            each: book.get_sheet_by_name(each)
            for each, visible in sheets.items()
            if sheet == each or (sheet is None and visible == SheetVisibleEnum.Visible)
        }
        filled = {each: there for each, there in held.items() if there.start is not None}
        if len(filled) > 1:
            hint = f"say which: sheet={next(iter(filled))!r}"
            raise SourceError(name, f"has several sheets that hold something: {', '.join(filled)}", hint)
        for there in filled.values():
            return there.iter_rows()
    except _UNREADABLE as error:
        raise SourceError(name, f"cannot be read as a workbook: {error}", "save it again") from error
    raise SourceError(name, "holds nothing but blank cells")


def _header(rows: Iterator[tuple[int, Sequence[Any]]], name: str, notes: list[Note]) -> tuple[str, ...]:
    for number, cells in rows:
        if any(each not in ("", None) for each in cells):
            try:
                return checked_header(name, [_text(each) for each in cells], notes)
            except _Unsafe as error:
                raise SourceError(name, f"its header cannot be read: row {number} {error}") from error
    raise SourceError(name, "holds nothing but blank cells")


def _rows(header: tuple[str, ...], rows: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[Row | RowProblem]:
    width = len(header)
    for number, given in rows:
        cells, fault = [], None
        for i, each in enumerate(given):
            try:
                cells.append(_text(each))
            except _Unsafe as error:
                cells.append(f"{each:.0f}")
                column = header[i] if i < width else None
                hint = "format the column as text and write the whole number again"
                fault = fault or RowProblem(number, (), str(error), hint, column)
        if not any(each.strip() for each in cells):
            continue
        if fault is not None:
            yield RowProblem(number, tuple(cells), fault.reason, fault.hint, fault.column)
        elif any(cells[width:]):
            reason = f"has {len(cells)} cells, the header {width}"
            hint = "there are values below an empty heading: give that column a heading"
            yield RowProblem(number, tuple(cells), reason, hint)
        else:
            yield number, cells[:width]


def _text(value: Any) -> str:
    """Return a cell as one would write it: exact numbers, days as ISO says.

    >>> _text(1.0), _text("007"), _text(date(2024, 1, 5)), _text(0.1 + 0.2), _text(True)
    ('1', '007', '2024-01-05', '0.3', 'true')
    """
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        whole = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return whole.isoformat(" ") if whole.time() != time() else whole.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value)


def _number(value: float) -> str:
    if not isfinite(value):
        raise _Unsafe("is no number that can be written")
    if abs(value) >= _MOST:
        digits = len(f"{abs(value):.0f}")
        raise _Unsafe(f"has {digits} digits: a spreadsheet keeps 15, and the others are lost")
    if value == int(value):
        return str(int(value))
    # What the spreadsheet shows: its own arithmetic is binary, to 15 digits.
    return f"{Decimal(format(value, '.15g')):f}"
