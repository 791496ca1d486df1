"""Cells in quotes, by the rules of RFC 4180 as Python's `csv` module relaxes them, for cells of any size."""

from __future__ import annotations

__all__ = ["ends_open", "shortened", "split_record"]

SHOWN = 200


def shortened(cells: list[str]) -> tuple[str, ...]:
    """Return the cells, of very long ones the beginning alone."""
    return tuple(cell if len(cell) <= 10_000 else cell[:SHOWN] + "…" for cell in cells)


def ends_open(line: str, opened: bool, delimiter: str) -> bool:
    """Tell whether a quoted cell goes on after this line, given whether one came in from the line before."""
    at = 0
    if not opened:
        if line.startswith('"'):
            at, opened = 1, True
        else:
            at = line.find(delimiter + '"')
            if at < 0:
                return False
            at, opened = at + 2, True
    while True:
        at = line.find('"', at)
        if at < 0:
            return True
        if line.startswith('"', at + 1):
            at += 2
            continue
        at = line.find(delimiter + '"', at + 1)
        if at < 0:
            return False
        at += 2


def split_record(record: str, delimiter: str) -> list[str]:
    r"""Split one record as `csv.reader` does, whatever the size of its cells.

    >>> split_record('1,"a ""b"", c",d"e\n', ",")
    ['1', 'a "b", c', 'd"e']
    """
    record = record.rstrip("\r\n")
    cells: list[str] = []
    at, end = 0, len(record)
    while True:
        value = ""
        if record.startswith('"', at):
            parts = []
            at += 1
            while True:
                quote = record.find('"', at)
                if quote < 0:
                    parts.append(record[at:])
                    at = end
                    break
                parts.append(record[at:quote])
                if not record.startswith('"', quote + 1):
                    at = quote + 1
                    break
                parts.append('"')
                at = quote + 2
            value = "".join(parts)
        stop = record.find(delimiter, at)
        if stop < 0:
            cells.append(value + record[at:])
            return cells
        cells.append(value + record[at:stop])
        at = stop + 1
