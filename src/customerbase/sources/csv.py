r"""Text with a delimiter between the cells: CSV, TSV and their like.

- **Encoding**: see `customerbase.sources.decode`.
- **Delimiter**: one of ``, ; TAB |``, the one by which most of the first rows
  have as many cells as one another; a first line ``sep=;`` or ``delimiter=``
  decides, which may be any, also of several characters.  The Chinese comma ，
  is text.
- **Quotes** as in RFC 4180; a quote within an unquoted cell is text.  Cells
  may hold line breaks.  Single quotes, and quotes escaped by a backslash, are
  understood where the first lines leave no doubt, or where the caller says so.
- **Headings** stand in the first row, below a title and lines such as the day of
  export, or in the line `header_row`; see `customerbase.sources.layout`.  A
  first row that looks like a record is no row of headings: the caller is asked.
- **Blank lines**, and rows whose cells are all empty, are skipped; so are comments
  (``# …``) above the headings, and below them lines of one cell that begin so.
- **Too many cells**: where a row has *k* cells too many and exactly *k* of its
  cells begin with white space, they are joined to the cell before: a comma in
  a sentence is followed by a space, a delimiter is not.  This is done only as
  long as no row of the right width has held such a cell, and it is counted in
  the notes.  Empty cells beyond the header are dropped.  Any other row with
  too many cells is refused.
- **Too few cells**: refused, as it cannot be known which one is missing.  Only where
  the file leaves out empty cells at the end throughout (among its first rows one
  in five is shorter, none ends with an empty cell, and every cell is of the
  sort of its column) are they added.
- **A second table** in the file, told by headings of its own, is refused row by row:
  the notes name its line, and ``header_row=`` reads it.  Headings that are repeated
  are skipped, and so is what programs print below a list.
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

import os
from collections.abc import Collection

from customerbase.errors import SourceError
from customerbase.sources.csv_beginning import begin
from customerbase.sources.csv_records import Records
from customerbase.sources.csv_rows import Rows
from customerbase.sources.decode import open_text
from customerbase.sources.dialect import DELIMITERS, stated
from customerbase.sources.table import SourceTable

__all__ = ["CELL_LIMIT", "DELIMITERS", "read_csv"]

CELL_LIMIT = 1_000_000
"""Characters that a cell may have unless the caller says otherwise."""


def read_csv(
    source: str | os.PathLike[str] | bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    quote: str | None = None,
    escape: str | None = None,
    header_row: int | None = None,
    own: Collection[str] = (),
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
        One character or several; overrides what is found out.
    quote, escape : str, optional
        One character each; override what is found out.
    header_row : int, optional
        The line of the headings, counted from 1; 0 where there are none: the
        columns are then called ``column 1``, ``column 2`` and so on.
    own : collection of str
        Headings that the caller names himself: they are known as such.
    cell_limit : int
        Characters that a cell may have.
    origin : str, optional
        What errors call the file; its path by default.

    Raises
    ------
    SourceError
        If it cannot be read as a table at all: empty, binary, of another
        encoding, without rows, without headings, of no clear delimiter.
    """
    name = origin or ("these bytes" if isinstance(source, bytes) else os.fspath(source))
    stated(name, delimiter, quote, escape)
    if header_row is not None and header_row < 0:
        raise SourceError(name, f"header_row={header_row} is no line", "they are counted from 1; 0 for none")
    opened = open_text(source, origin=name, encoding=encoding)
    try:
        records = Records(opened.stream, name, cell_limit, opened.encoding.nul)
        beginning = begin(records, delimiter, quote, escape, header_row, own)
        return SourceTable(
            name,
            beginning.header,
            Rows(records, beginning).rows(),
            encoding=opened.encoding.name,
            encoding_because=opened.encoding.because,
            encoding_certainty=opened.encoding.certainty,
            delimiter=records.dialect.delimiter,
            notes=beginning.notes,
            total_bytes=opened.total_bytes,
            position=opened.position,
            close=opened.close,
        )
    except BaseException:
        opened.close()
        raise
