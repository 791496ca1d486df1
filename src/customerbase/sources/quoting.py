"""Cells in quotes, by the rules of RFC 4180 as Python's `csv` module relaxes them, for cells of any size.

A quote within an unquoted cell is text.  The delimiter may have several
characters.  Where quotes are escaped by a backslash instead of being doubled,
the backslash counts before a quote and before itself alone: any other is text.
"""

from __future__ import annotations

import attrs

__all__ = ["Dialect", "ends_open", "shortened", "split_record"]

SHOWN = 200


@attrs.frozen
class Dialect:
    r"""How cells are parted and put into quotes.

    Parameters
    ----------
    delimiter : str
        One character or more.
    quote : str
        One character.
    escape : str, optional
        The character by which a quote within quotes is kept from closing them: ``\``.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None

    @property
    def plain(self) -> bool:
        """Whether Python's own `csv` module reads it."""
        return self.escape is None and len(self.delimiter) == 1


def shortened(cells: list[str]) -> tuple[str, ...]:
    """Return the cells, of very long ones the beginning alone."""
    return tuple(cell if len(cell) <= 10_000 else cell[:SHOWN] + "…" for cell in cells)


def ends_open(line: str, opened: bool, dialect: Dialect) -> bool:
    """Tell whether a quoted cell goes on after this line, given whether one came in from the line before."""
    quote, escape = dialect.quote, dialect.escape
    begun = dialect.delimiter + quote
    at = 0
    if not opened:
        if line.startswith(quote):
            at, opened = 1, True
        else:
            at = line.find(begun)
            if at < 0:
                return False
            at, opened = at + len(begun), True
    while True:
        at = line.find(quote, at)
        if at < 0:
            return True
        if escape is not None and _escaped(line, at, escape):
            at += 1
            continue
        if line.startswith(quote, at + 1):
            at += 2
            continue
        at = line.find(begun, at + 1)
        if at < 0:
            return False
        at += len(begun)


def split_record(record: str, dialect: Dialect) -> list[str]:
    r"""Split one record as `csv.reader` does, whatever the size of its cells.

    >>> split_record('1,"a ""b"", c",d"e\n', Dialect())
    ['1', 'a "b", c', 'd"e']
    >>> split_record(r'1::"a \"b\" \n"', Dialect("::", '"', "\\"))
    ['1', 'a "b" \\n']
    """
    delimiter, quote, escape = dialect.delimiter, dialect.quote, dialect.escape
    record = record.rstrip("\r\n")
    cells: list[str] = []
    at, end = 0, len(record)
    while True:
        value = ""
        if record.startswith(quote, at):
            parts = []
            at += 1
            begun = at
            while True:
                found = record.find(quote, at)
                if found < 0:
                    parts.append(record[begun:])
                    at = end
                    break
                if escape is not None and _escaped(record, found, escape):
                    at = found + 1
                    continue
                parts.append(record[begun:found])
                if not record.startswith(quote, found + 1):
                    at = found + 1
                    break
                parts.append(quote)
                begun = at = found + 2
            value = "".join(parts)
        stop = record.find(delimiter, at)
        last = stop < 0
        value += record[at:] if last else record[at:stop]
        if escape is not None and escape in value:
            value = _unescaped(value, dialect)
        cells.append(value)
        if last:
            return cells
        at = stop + len(delimiter)


def _escaped(text: str, at: int, escape: str) -> bool:
    """Tell whether an odd number of escapes stands before this place."""
    before = at
    while before and text[before - 1] == escape:
        before -= 1
    return (at - before) % 2 == 1


def _unescaped(text: str, dialect: Dialect) -> str:
    escape = dialect.escape or "\\"
    parts: list[str] = []
    at = 0
    while (found := text.find(escape, at)) >= 0:
        following = text[found + 1 : found + 2]
        parts.append(text[at:found])
        parts.append(following if following in (escape, dialect.quote) and following else escape + following)
        at = found + 2
    return "".join([*parts, text[at:]])
