r"""A table out of the clipboard: from a spreadsheet, a page, a chat, a terminal.

- **HTML** with a ``<table>``: see `customerbase.sources.markup`.
- **A table in Markdown**, or as a database prints it: cells between ``|``, and a line of
  dashes below the headings; ``\|`` is a bar within a cell.
- **Columns that are aligned** by two spaces or more: each piece belongs to the heading
  above it, where a Chinese character is two columns wide; a line of dashes says how
  wide the columns are.  A row whose pieces belong to no heading, or two to one, is refused.
- **Anything else** as a text file (`customerbase.sources.csv`), with tabs where there are
  any: this is what Excel and WPS put into the clipboard.

>>> with pasted("| 名称 | 电话 |\n|------|------|\n| 上海机电 | 021-62345678 |").open() as table:
...     table.header, list(table)
(('名称', '电话'), [(3, ['上海机电', '021-62345678'])])
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence

from customerbase.errors import SourceError
from customerbase.sources.csv import read_csv
from customerbase.sources.markup import read_markup
from customerbase.sources.table import Readable, SourceTable

__all__ = ["Pasted", "pasted"]

_HTML = re.compile(r"<table[\s>]", re.IGNORECASE)
_BARS = re.compile(r"\s*[|+]?\s*:?-{2,}:?\s*(?:[|+]\s*:?-+:?\s*)*[|+]?\s*")
_DASHES = re.compile(r"\s*-{2,}(?:\s{2,}-{2,})+\s*")
_FRAME = re.compile(r"\s*\+(?:-+\+)+\s*")
_PIECE = re.compile(r"\S+(?: \S+)*")
_BAR = re.compile(r"(?<!\\)\|")
_TOP = 40  # lines in which headings and the line of dashes below them are looked for


class Pasted(Readable):
    """A table that was pasted as text.

    Parameters
    ----------
    text : str
    origin : str
        What results and errors call it.
    """

    def __init__(self, text: str, origin: str) -> None:
        self.text = text
        self.origin = origin

    def open(self) -> SourceTable:
        """Return its rows from the first on.

        Raises
        ------
        SourceError
            If it is no table.
        """
        if not self.text.strip():
            raise SourceError(self.origin, "holds nothing")
        if _HTML.search(self.text):
            return read_markup(_bytes(self.text, self.origin), encoding="utf-8", origin=self.origin)
        lines = self.text.splitlines()
        if (between := _between_bars(lines)) is not None:
            return self._written(between)
        if "\t" in self.text:
            return read_csv(
                _bytes(self.text, self.origin), encoding="utf-8", delimiter="\t", origin=self.origin
            )
        if (columns := _aligned(lines)) is not None:
            return self._written(columns)
        return read_csv(_bytes(self.text, self.origin), encoding="utf-8", origin=self.origin)

    def _written(self, rows: Sequence[Sequence[str]]) -> SourceTable:
        """Read cells that were told apart already, one record for each line."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        for cells in rows:
            writer.writerow(cells)
        data = _bytes(stream.getvalue(), self.origin)
        return read_csv(data, encoding="utf-8", delimiter=",", origin=self.origin)

    def digest(self) -> str:
        """Return what tells this text from any other."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def pasted(text: str, *, origin: str = "the pasted table") -> Pasted:
    r"""Return a pasted table as something that imports read in the place of a path.

    Parameters
    ----------
    text : str
    origin : str
        What results and errors call it.

    Examples
    --------
    >>> import customerbase
    >>> base = customerbase.open("memory:")
    >>> base.import_customers(pasted("名称\t电话\n上海机电\t021-62345678\n")).taken
    1
    >>> base.close()
    """
    return Pasted(text, origin)


def _bytes(text: str, origin: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SourceError(origin, "holds half a character: a surrogate without its pair") from error


def _between_bars(lines: Sequence[str]) -> list[list[str]] | None:
    """Return the cells of each line of a table in Markdown, or of one that a database prints."""
    top = [i for i, line in enumerate(lines[:_TOP]) if "|" in line or _FRAME.fullmatch(line)]
    if not any(
        ("|" in lines[i] or "+" in lines[i]) and _BARS.fullmatch(lines[i]) and i > 0 and "|" in lines[i - 1]
        for i in range(min(len(lines), _TOP))
    ):
        return None
    rows: list[list[str]] = []
    for i, line in enumerate(lines):
        if _BARS.fullmatch(line) or _FRAME.fullmatch(line) or i < top[0] or not line.strip():
            rows.append([])
            continue
        inner = line.strip()
        inner = inner.removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        rows.append([cell.strip().replace("\\|", "|") for cell in _BAR.split(inner)])
    return rows


def _aligned(lines: Sequence[str]) -> list[list[str]] | None:
    """Return the cells of each line, where the columns are aligned by spaces."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    dashes = next((i for i in filled[:_TOP] if _DASHES.fullmatch(lines[i])), None)
    before = [i for i in filled if dashes is not None and i < dashes]
    heading = before[-1] if before else filled[0]
    spans = [(begin, end) for begin, end, _ in _pieces(lines[dashes if before and dashes else heading])]
    if len(spans) < 2:
        return None
    rows: list[list[str]] = []
    fitting = 0
    for i, line in enumerate(lines):
        if i == dashes or not line.strip() or i < heading:
            rows.append([])
            continue
        pieces = _pieces(line)
        cells = _placed(pieces, spans)
        fitting += cells is not None and len(pieces) > 1
        # One cell too many refuses the row: what stands where is not known.
        rows.append([piece for _, _, piece in pieces] if cells is None else cells)
    if dashes is None and fitting * 10 < len(filled) * 8:
        return None
    return rows


def _pieces(line: str) -> list[tuple[int, int, str]]:
    """Return the pieces of a line between two spaces or more, with their columns on the screen."""
    found = []
    for piece in _PIECE.finditer(line):
        begin = _width(line[: piece.start()])
        found.append((begin, begin + _width(piece[0]), piece[0]))
    return found


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _placed(pieces: Sequence[tuple[int, int, str]], spans: Sequence[tuple[int, int]]) -> list[str] | None:
    """Return the pieces under their headings; None where one belongs to none, or two to one."""
    cells = [""] * len(spans)
    for begin, end, piece in pieces:
        shared = [min(end, right) - max(begin, left) for left, right in spans]
        most = max(shared)
        if most <= 0 or shared.count(most) > 1:
            return None
        i = shared.index(most)
        if cells[i]:
            return None
        cells[i] = piece
    return cells
