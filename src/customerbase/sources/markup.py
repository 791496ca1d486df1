"""Tables in HTML, and workbooks in XML, which many an ERP writes under the name of ``.xls``.

- **HTML**: each ``<table>`` is a sheet; a table within a cell is one of its own.  ``rowspan`` and ``colspan`` are merged
  cells.  Runs of white space are one space, ``<br>`` is a line break.
- **XML Spreadsheet 2003** (``urn:schemas-microsoft-com:office:spreadsheet``): cells by their type, as in
  `customerbase.sources.excel`.
- Sheets, headings and rows: see `customerbase.sources.sheets`.  The encoding is the one that the page declares, if it
  can be read by that; otherwise as `customerbase.sources.decode` finds it.

>>> page = b"<table><tr><th>name<th>phone<tr><td>Ann<td>0171 555</table>"
>>> with read_markup(page) as table:
...     table.header, list(table)
(('name', 'phone'), [(2, ['Ann', '0171 555'])])
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from html.parser import HTMLParser
from typing import Any, Final

import attrs

from customerbase.errors import SourceError
from customerbase.sources.cell_text import cell_text, number_text
from customerbase.sources.decode import open_text
from customerbase.sources.sheets import Merged, Sheet, Wanted, sheet_table
from customerbase.sources.table import SourceTable

__all__ = ["read_markup"]

_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
_WIDER: Final = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "big5": "big5hkscs"}
_SCIENTIFIC: Final = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_WIDEST: Final = 16_384
_MOST_SPANNED: Final = 1_000_000
_MOST_CELLS: Final = 50_000_000


def read_markup(
    source: str | os.PathLike[str] | bytes,
    *,
    encoding: str | None = None,
    sheet: str | int | None = None,
    fill_merged: bool = False,
    header_row: int | None = None,
    own: Collection[str] = (),
    understands: Callable[[Sequence[str]], bool] | None = None,
    origin: str | None = None,
) -> SourceTable:
    """Open a table of a page of HTML, or a sheet of a workbook in XML, as a `SourceTable`.

    Parameters
    ----------
    source : path or bytes
    encoding : str, optional
        Overrides what the page declares and what is found out.
    sheet, fill_merged, header_row, own, understands, origin
        As for `customerbase.sources.excel.read_excel`; tables of a page are called ``table 1``, ``table 2``, ….

    Raises
    ------
    SourceError
        If it cannot be decoded, or holds no table with headings and rows.
    AmbiguousHeader
        If a heading stands there twice.
    """
    name = origin or ("these bytes" if isinstance(source, bytes) else os.fspath(source))
    text, read_as, because = _decoded(source, name, encoding)
    parser = _Tables(name)
    try:
        parser.feed(text)
        parser.close()
    except (AssertionError, RecursionError) as error:  # what html.parser says of a broken declaration
        raise SourceError(name, f"cannot be read as HTML or XML: {error}", "save it as xlsx") from error
    grids = parser.ended()
    if not grids:
        raise SourceError(name, "holds no table", "save the list as xlsx, or as CSV UTF-8")
    wanted = Wanted(
        sheet=sheet, fill_merged=fill_merged, header_row=header_row, own=own, understands=understands
    )
    try:
        sheets = [each.sheet() for each in grids]
    except _TooWide as error:
        raise _too_wide(name) from error
    table = sheet_table(name, sheets, wanted)
    table.encoding, table.encoding_because = read_as, because
    return table


def _decoded(
    source: str | os.PathLike[str] | bytes, name: str, encoding: str | None
) -> tuple[str, str | None, str | None]:
    if encoding is None:
        if isinstance(source, bytes):
            begin = source[:4096]
        else:
            with open(source, "rb") as stream:  # noqa: PTH123 - the name may be anything
                begin = stream.read(4096)
        found = None if begin[:2] in (b"\xff\xfe", b"\xfe\xff") else _DECLARED.search(begin)
        if found is not None:
            declared = found[1].decode("ascii").lower()
            try:
                return _text(source, name, _WIDER.get(declared, declared))
            except (SourceError, LookupError):
                pass  # a page that says what it is not
    return _text(source, name, encoding)


def _text(
    source: str | os.PathLike[str] | bytes, name: str, encoding: str | None
) -> tuple[str, str | None, str | None]:
    opened = open_text(source, origin=name, encoding=encoding)
    try:
        return opened.stream.read(), opened.encoding.name, opened.encoding.because
    except UnicodeDecodeError as error:
        raise SourceError(name, f"cannot be decoded: {error}", "say encoding=") from error
    finally:
        opened.close()


@attrs.define
class _Grid:
    """Cells of one table, as they come."""

    name: str
    visible: bool = True
    rows: list[list[Any]] = attrs.field(factory=list)
    merged: list[Merged] = attrs.field(factory=list)
    errors: list[int] = attrs.field(factory=list)
    row: int = -1
    column: int = 0
    taken: set[tuple[int, int]] = attrs.field(factory=set)
    spanned: int = 0

    def begin_row(self, at: int | None = None) -> None:
        self.row = max(self.row + 1, at if at is not None else 0)
        self.column = 0

    def put(self, value: Any, across: int, down: int, at: int | None = None) -> None:
        """Put a cell into the next place that is free, or the one that it names."""
        if self.row < 0:
            self.begin_row()
        if at is not None:
            self.column = max(self.column, at)
        while (self.row, self.column) in self.taken:
            self.column += 1
        self.spanned += across * down - 1
        if self.column + across > _WIDEST or self.row + down > 1 << 20 or self.spanned > _MOST_SPANNED:
            raise _TooWide
        if value not in ("", None):
            while len(self.rows) <= self.row:
                self.rows.append([])
            cells = self.rows[self.row]
            cells += [""] * (self.column + 1 - len(cells))
            cells[self.column] = value
        if across > 1 or down > 1:
            self.merged.append(((self.row, self.column), (self.row + down - 1, self.column + across - 1)))
            self.taken.update(
                (row, column)
                for row in range(self.row + 1, self.row + down)
                for column in range(self.column, self.column + across)
            )
        self.column += across

    def sheet(self) -> Sheet:
        width = max((len(each) for each in self.rows), default=0)
        width = max([width, *(right + 1 for _, (_, right) in self.merged)])
        height = max([len(self.rows), *(bottom + 1 for _, (bottom, _) in self.merged)]) if self.merged else 0
        self.rows += [[] for _ in range(height - len(self.rows))]
        if width * len(self.rows) > _MOST_CELLS:
            raise _TooWide
        self.rows = [[*cells, *[""] * (width - len(cells))] for cells in self.rows]
        return Sheet(
            name=self.name,
            rows=lambda: self.rows,
            text=cell_text,
            visible=self.visible,
            merged=self.merged,
            errors=self.errors,
        )


class _TooWide(Exception):
    """More cells than any spreadsheet has."""


def _too_wide(name: str) -> SourceError:
    return SourceError(name, "has cells further away than any spreadsheet holds", "save the list as xlsx")


@attrs.define
class _Cell:
    """A cell that is open."""

    across: int = 1
    down: int = 1
    at: int | None = None
    number: str | None = None
    kind: str | None = None
    parts: list[str] = attrs.field(factory=list)


class _Tables(HTMLParser):
    """Tables of a page, or sheets of a workbook in XML."""

    def __init__(self, origin: str) -> None:
        super().__init__(convert_charrefs=True)
        self.origin = origin
        self.grids: list[_Grid] = []
        self._open: list[tuple[_Grid, _Cell | None]] = []  # those around the one that is read
        self._grid: _Grid | None = None
        self._cell: _Cell | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name.rpartition(":")[2]: value or "" for name, value in attributes}
        plain = tag.rpartition(":")[2]
        if plain in ("script", "style", "head"):
            self._silent += plain != "head"
        elif plain in ("table", "worksheet"):
            self._begin_table(plain, said)
        elif plain in ("tr", "row"):
            self._end_cell()
            self._of_table().begin_row(_place(said.get("index")) if plain == "row" else None)
        elif plain in ("td", "th", "cell"):
            self._end_cell()
            self._begin_cell(plain, said)
        elif plain == "data" and self._cell is not None:
            self._cell.kind = said.get("type", "String")
        elif plain == "br":
            self.handle_data("\n")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag.rpartition(":")[2] in ("table", "worksheet", "td", "th", "cell", "script", "style"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        plain = tag.rpartition(":")[2]
        if plain in ("script", "style"):
            self._silent = max(self._silent - 1, 0)
        elif plain in ("td", "th", "cell", "tr", "row"):
            self._end_cell()
        elif plain == "table" and self._grid is not None and self._grid.name.startswith("table "):
            self._end_cell()
            self._grid, self._cell = self._open.pop() if self._open else (None, None)

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.parts.append(data if data == "\n" or self._cell.kind else re.sub(r"\s+", " ", data))

    def _begin_table(self, tag: str, said: dict[str, str]) -> None:
        if tag == "table" and self._grid is not None and not self._grid.name.startswith("table "):
            return  # the <Table> of a <Worksheet>
        if self._grid is not None and tag == "table":
            self._open.append((self._grid, self._cell))
        number = len(self.grids) + 1
        self._grid, self._cell = (
            _Grid(said.get("name") or f"sheet {number}" if tag != "table" else f"table {number}"),
            None,
        )
        self.grids.append(self._grid)

    def _of_table(self) -> _Grid:
        if self._grid is None:
            self._begin_table("table", {})
        assert self._grid is not None
        return self._grid

    def _begin_cell(self, tag: str, said: dict[str, str]) -> None:
        self._of_table()
        if tag == "cell":
            self._cell = _Cell(
                across=_count(said.get("mergeacross"), 0) + 1,
                down=_count(said.get("mergedown"), 0) + 1,
                at=_place(said.get("index")),
            )
        else:
            across, down = _count(said.get("colspan"), 1), _count(said.get("rowspan"), 1)
            self._cell = _Cell(across=max(across, 1), down=max(down, 1), number=said.get("num"))

    def _end_cell(self) -> None:
        cell, grid = self._cell, self._grid
        if cell is None or grid is None:
            return
        self._cell = None
        if cell.kind == "Error":
            grid.errors.append(grid.row + 1)
        try:
            grid.put(_value(cell), cell.across, cell.down, cell.at)
        except _TooWide as error:
            raise _too_wide(self.origin) from error

    def ended(self) -> list[_Grid]:
        """Return the tables that hold something."""
        self._end_cell()
        return [each for each in self.grids if any(map(any, each.rows))]


def _value(cell: _Cell) -> Any:
    text = "".join(cell.parts)
    if cell.kind is None:
        text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
        # What Excel shows in powers of ten it tells whole beside.
        return cell.number if cell.number and _SCIENTIFIC.fullmatch(text) else text
    if cell.kind == "Error":
        return ""
    try:
        if cell.kind == "Number":
            return number_text(float(text))
        if cell.kind == "DateTime":
            return datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return text
    if cell.kind == "Boolean" and text in ("0", "1"):
        return text == "1"
    return text


def _count(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 8 else otherwise


def _place(text: str | None) -> int | None:
    number = _count(text, 0)
    return number - 1 if number > 0 else None
