"""The answer of a database to a query, as a list.

All rows are read when the query is made, and rest in a temporary file until they
are taken in: so they are of one moment, memory stays small, and no query is open
while others write.  Values become text as those of a data frame do; the number of a
row is its place in the answer, counted from 1.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import blake2b
from tempfile import SpooledTemporaryFile
from typing import Any, Final

from customerbase import registry
from customerbase.errors import SourceError
from customerbase.sources.table import Note, Readable, Row, RowProblem, SourceTable, checked_header
from customerbase.sources.value_text import value_text

__all__ = ["QuerySource", "query"]

_HELD: Final = 32_000_000
_BLOCK: Final = 1 << 20


class QuerySource(Readable):
    """Rows that a database answered with; made by `query`.

    Attributes
    ----------
    origin : str
        What results and errors call it.
    count : int
        How many rows there are.
    """

    def __init__(self, origin: str, header: Sequence[str]) -> None:
        self.origin = origin
        self.count = 0
        self._notes: list[Note] = []
        self._header = checked_header(origin, header, self._notes)
        self._hash = blake2b(repr(self._header).encode("utf-8", "surrogatepass"), digest_size=16)
        self._file = SpooledTemporaryFile(_HELD, "w+b")  # noqa: SIM115 - ended with this object
        self._end = weakref.finalize(self, self._file.close)

    def add(self, values: Sequence[Any]) -> None:
        """Add a row of the answer."""
        cells: list[str] = []
        fault: tuple[str, int] | None = None
        for i, value in enumerate(values):
            try:
                cells.append(value if type(value) is str else value_text(value))
            except ValueError as error:
                cells.append(str(value)[:1_000])
                fault = fault or (str(error), i)
        self.count += 1
        line = json.dumps([cells, fault]).encode("ascii") + b"\n"
        self._hash.update(line)
        self._file.write(line)

    def open(self) -> SourceTable:
        return SourceTable(self.origin, self._header, self._rows(), notes=list(self._notes))

    def digest(self) -> str:
        return self._hash.hexdigest()

    def close(self) -> None:
        """Let the rows go; otherwise they go with this object."""
        self._end()

    def _rows(self) -> Iterator[Row | RowProblem]:
        place, number = 0, 0
        while True:
            # Two who read at once are each in a place of their own.
            self._file.seek(place)
            lines = self._file.readlines(_BLOCK)
            place = self._file.tell()
            if not lines:
                return
            for line in lines:
                number += 1
                cells, fault = json.loads(line)
                if fault is not None:
                    reason, i = fault
                    yield RowProblem(number, tuple(cells), reason, None, self._header[i])
                elif any(each.strip() for each in cells):
                    yield number, cells


def query(
    connection: object,
    sql: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    origin: str = "the query",
) -> QuerySource:
    """Ask a database, and take its answer as a list.

    Parameters
    ----------
    connection
        As for `customerbase.open`: of psycopg, sqlite3, PyMySQL or Django, or a
        ``Connection`` or ``Engine`` of SQLAlchemy.
    sql : str
        The columns of its answer are the headings: ``SELECT name AS "customer name", ...``.
    parameters : mapping of str to value, optional
        What stands in the query as ``:name``.
    origin : str
        What results and errors call it.

    Raises
    ------
    StoreError
        If the connection is none that is known, or the database refuses the query.
    SourceError
        If it answers with no row.
    MissingExtra
        If SQLAlchemy is not installed.

    Examples
    --------
    >>> import sqlite3, customerbase
    >>> erp = sqlite3.connect(":memory:")
    >>> _ = erp.execute("CREATE TABLE kunden (firma TEXT, ort TEXT)")
    >>> _ = erp.execute("INSERT INTO kunden VALUES ('Müller GmbH', 'Ulm')")
    >>> found = query(
    ...     erp, "SELECT firma AS company, ort AS city FROM kunden WHERE ort = :ort", {"ort": "Ulm"}
    ... )
    >>> with customerbase.open("memory:") as base:
    ...     base.import_customers(found).taken
    1
    >>> erp.close()
    """
    with closing(registry.load("store", "host").connected(connection, writing=False)) as database:
        answer: QuerySource | None = None
        with database.reading():
            for row in database.ask(sql, dict(parameters or {})):
                if answer is None:
                    answer = QuerySource(origin, list(row._fields))
                answer.add(row)
    if answer is None:
        raise SourceError(origin, "answers with no row")
    return answer
