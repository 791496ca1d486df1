"""What all outputs take: one table or several, and a place to write them to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from customerbase.reports.table import Table

__all__ = ["Tables", "opened", "several"]

Tables = Table | Iterable[Table]


def several(tables: Tables) -> tuple[Table, ...]:
    """Return the tables as a tuple, given one or many."""
    return (tables,) if isinstance(tables, Table) else tuple(tables)


@contextmanager
def opened(target: str | Path | TextIO, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Yield a text stream to `target`; a stream that is given stays open."""
    if isinstance(target, str | Path):
        # newline="": each output decides its own ends of line, alike on every system.
        with Path(target).open("w", encoding=encoding, newline="", errors="backslashreplace") as stream:
            yield stream
    else:
        yield target
