"""Workbooks of spreadsheets (xlsx, xlsm, xlsb, xls, ods) as rows of text.

Loaded by `registry.load`, since it needs python-calamine.

- **Sheet, headings, merged cells**: see `customerbase.sources.sheets`.  The number of a row is the one that the
  spreadsheet shows.  Rows that are hidden, or filtered out, are read; where the file is an .xlsx a note says so.
- **Text** stays exactly what it is: ``007`` keeps its zeros.
- **Numbers** are written plain, to the 15 digits that a spreadsheet keeps:
  ``1.0`` is ``1``, ``0.30000000000000004`` is ``0.3``; 15% is ``0.15``.  One that a spreadsheet has rounded, of 16 digits and
  more, is written as the spreadsheet shows it, ``6.22202020011223E+18``, which no reader of numbers and ids takes.
- **Days** are written as ISO says, ``2024-01-05``, with the time behind where
  there is one, whether the workbook counts from 1900 or from 1904; yes and no are ``true`` and ``false``.
- A **formula** is what the spreadsheet last worked out; an **error**, such as
  ``#DIV/0!``, is an empty cell, and a note counts them where the file is an .xlsx.

A workbook is read as a whole, and rests in memory until its rows are taken in: some 100 bytes for each
cell, the blank ones between the first cell and the last too.  A list of millions of rows is better a CSV file.

The rows are those that `customerbase.sources.csv.read_csv` gives of the same list.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any, Final

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from customerbase.errors import SourceError
from customerbase.sources.cell_text import cell_text
from customerbase.sources.compound_file import MAGIC, cells_stray, is_damaged, is_locked
from customerbase.sources.sheets import Sheet, Wanted, sheet_table
from customerbase.sources.table import SourceTable
from customerbase.sources.workbook_xml import Seen, look_at

__all__ = ["read_excel", "read_sheets"]

_LOCKED: Final = ("is locked by a password", "take the password off and save it")
_MOST_CELLS: Final = 60_000_000


def read_excel(
    source: str | os.PathLike[str] | bytes,
    *,
    sheet: str | int | None = None,
    fill_merged: bool = False,
    header_row: int | None = None,
    own: Collection[str] = (),
    understands: Callable[[Sequence[str]], bool] | None = None,
    origin: str | None = None,
) -> SourceTable:
    """Open a sheet of a workbook as a `SourceTable`.

    Parameters
    ----------
    source : path or bytes
    sheet : str or int, optional
        Its name, or its number among the sheets that are shown, counted from 1;
        needed where several hold something and not just one of them is understood.
    fill_merged : bool
        Whether each cell of a merged range holds what its first one does.
    header_row : int, optional
        The row of the headings, counted from 1; found out by default.
    own : collection of str
        Headings that the caller names himself.
    understands : callable, optional
        Tells whether a row of headings is that of the list which is wanted.
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
    if not isinstance(source, bytes) and not os.path.exists(source):  # noqa: PTH110 - Path.exists raises where the name holds a NUL
        raise SourceError(name, "there is no such file")
    wanted = Wanted(
        sheet=sheet, fill_merged=fill_merged, header_row=header_row, own=own, understands=understands
    )
    seen = look_at(source)
    _refuse_far_cells(seen, name)
    return sheet_table(name, _sheets(source, name, seen), wanted)


def read_sheets(source: str | os.PathLike[str], *, origin: str) -> list[Sheet]:
    """Return the sheets of a workbook that are shown, as they stand: forms have no row of headings.

    Parameters
    ----------
    source : path
    origin : str
        What errors call the file.

    Raises
    ------
    SourceError
        If it is no workbook, or is locked by a password.
    """
    seen = look_at(source)
    _refuse_far_cells(seen, origin)
    return [each for each in _sheets(source, origin, seen) if each.visible]


def _refuse_far_cells(seen: Mapping[str, Seen], name: str) -> None:
    """Refuse what would fill the memory with blank cells: all between the first and the last are held."""
    for sheet, each in seen.items():
        if each.cells > _MOST_CELLS:
            reason = f"its sheet {sheet!r} reaches to row {each.rows:,} and to column {each.columns:,}"
            raise SourceError(name, reason, "delete the cells that stand far away, or save it as CSV UTF-8")


def _refuse_what_ends_the_reader(stream: IO[bytes], name: str) -> None:
    begin, size = stream.read(512), stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if not begin.startswith(MAGIC):
        return
    damaged = is_damaged(begin, size)
    content = b"" if damaged else stream.read()
    if content and is_locked(content):
        raise SourceError(name, *_LOCKED)
    if damaged or cells_stray(content):
        raise SourceError(name, "cannot be read as a workbook: it is damaged", "save it again, as xlsx")


def _sheets(source: str | os.PathLike[str] | bytes, name: str, seen: Mapping[str, Seen]) -> list[Sheet]:
    with _stream(source) as stream:
        _refuse_what_ends_the_reader(stream, name)
    with _stream(source) as stream, _readable(name, stream), CalamineWorkbook.from_object(stream) as book:
        # A sheet that was read needs its workbook no longer: the file is let go.
        return [
            _sheet(book, each.name, each.visible == SheetVisibleEnum.Visible, seen.get(each.name, Seen()))
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet
        ]


def _stream(source: str | os.PathLike[str] | bytes) -> IO[bytes]:
    # A path would be read as what its name ends in; a stream is read as what it holds.
    return BytesIO(source) if isinstance(source, bytes) else open(source, "rb")  # noqa: PTH123


def _sheet(book: CalamineWorkbook, name: str, visible: bool, seen: Seen) -> Sheet:
    held = book.get_sheet_by_name(name)
    left = held.start[1] if held.start is not None else 0
    merged = [
        ((top, max(first - left, 0)), (bottom, last - left))
        for (top, first), (bottom, last) in held.merged_cell_ranges or ()
        if last >= left
    ]
    empty: list[list[Any]] = []
    return Sheet(
        name=name,
        rows=(lambda: empty) if held.start is None else held.iter_rows,
        text=cell_text,
        visible=visible,
        merged=merged,
        hidden=seen.hidden,
        errors=seen.errors,
    )


@contextmanager
def _readable(name: str, stream: IO[bytes]) -> Iterator[None]:
    """Name what the reader of workbooks says; also where it breaks off in the middle."""
    try:
        yield
    except PasswordError as error:
        raise SourceError(name, *_LOCKED) from error
    except (CalamineError, OSError, ValueError) as error:
        stream.seek(0)
        zipped = "is a zip archive and " if stream.read(2) == b"PK" else ""
        hint = "save it as xlsx, or as CSV UTF-8"
        raise SourceError(name, f"{zipped}cannot be read as a workbook: {error}", hint) from error
    except BaseException as error:
        # What Rust gives up on is no Exception; it is of no public class.
        if type(error).__name__ != "PanicException":
            raise
        raise SourceError(name, "cannot be read as a workbook: it is damaged", "save it again") from error
