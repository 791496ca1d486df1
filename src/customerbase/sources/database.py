"""Tables of another system as rows of text, by a mapping.

- **Numbers** of whole or decimal kinds are written digit for digit; those in
  binary floating point as the shortest decimal that means the same float.
  Infinite ones, and whole ones of 16 digits and more, refuse their row.
- **Days and times** are written as ISO says; a time without a zone is in the
  zone of the mapping, if it names one.
- **Ids** begin with the mapping's `ids`.
- Bytes, and values that are no single value, refuse their row.

All rows are read at once, and rest in a temporary file until they are taken
in: so they are of one moment, and no query is open while others write.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from hashlib import blake2b
from tempfile import SpooledTemporaryFile
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

import attrs

from customerbase.sources.database_mapping import DatabaseMapping, LinesMapping, TableMapping
from customerbase.sources.database_values import shift, text_of
from customerbase.sources.table import Note, Readable, Row, RowProblem, SourceTable

__all__ = ["Database", "Pulled", "Since", "TableReader"]

_HELD: Final = 32_000_000
_MOMENTS: Final = frozenset({"on", "at", "observed_on", "recorded_at"})
_FLOATS: Final = "numbers in binary floating point were read as the shortest decimal that means the same"


class Database(Protocol):
    """What is needed of a connection."""

    def reading(self) -> AbstractContextManager[None]:
        """Let the queries inside see one state."""

    def ask(self, sql: str, parameters: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
        """Run a query and yield its rows."""

    def quote(self, name: str) -> str:
        """Return a name as SQL writes it."""


@attrs.frozen(kw_only=True)
class Since:
    """How far a table was read before.

    Attributes
    ----------
    heads, lines : str, int, datetime or None
        The latest change that was seen of its rows, and of their lines.
    waiting : tuple
        Keys of rows that were refused, and are tried again.
    """

    heads: Any = None
    lines: Any = None
    waiting: tuple[str | int, ...] = ()


class Pulled(Readable):
    """Rows that were read, and rest until they are taken in.

    Attributes
    ----------
    latest : str, int, datetime or None
        The latest change among them.
    """

    def __init__(self, origin: str, header: Sequence[str], key: int, digest: str) -> None:
        self.origin = origin
        self.header = header
        self.latest: Any = None
        self.count = 0
        self.notes: list[Note] = []
        self._key = key
        self._digest = digest
        self._file = SpooledTemporaryFile(_HELD, "w+", encoding="utf-8", errors="surrogatepass", newline="\n")  # noqa: SIM115 - `close` ends it
        self._floats = Note(_FLOATS)

    def add(self, cells: Sequence[str], owner: str | int, fault: tuple[str, str] | None) -> None:
        """Add a row; `owner` is the key of the record that it is of."""
        self.count += 1
        self._file.write(json.dumps([cells, owner, fault]) + "\n")

    def saw_float(self) -> None:
        """Note that the row to come holds a number in floating point."""
        self._floats.add(self.count + 1)

    def open(self) -> SourceTable:
        notes = [self._floats] if self._floats.count else []
        return SourceTable(self.origin, self.header, self._rows(), notes=notes, key=self._key)

    def digest(self) -> str:
        return self._digest

    def owners(self, lines: Container[int]) -> set[str | int]:
        """Return the keys of the records that these rows are of."""
        return {owner for line, (_, owner, _) in self._each() if line in lines}

    def _each(self) -> Iterator[tuple[int, list[Any]]]:
        self._file.seek(0)
        for line, text in enumerate(self._file, 1):
            yield line, json.loads(text)

    def _rows(self) -> Iterator[Row | RowProblem]:
        for line, (cells, _, fault) in self._each():
            if fault is None:
                yield line, cells
            else:
                reason, column = fault
                yield RowProblem(line, tuple(cells), reason, None, column)

    def close(self) -> None:
        self._file.close()


class TableReader:
    """Reads what is new in one table, and in that of its lines.

    Parameters
    ----------
    database : Database
    mapping : DatabaseMapping
    table : TableMapping
    since : Since
    """

    def __init__(
        self, database: Database, mapping: DatabaseMapping, table: TableMapping, since: Since
    ) -> None:
        self._database = database
        self._mapping = mapping
        self._table = table
        self._since = since
        self._zone = None if mapping.zone is None else ZoneInfo(mapping.zone)
        self._parameters: dict[str, Any] = {}
        self._new = self._condition()

    def heads(self) -> Pulled:
        """Read the rows of the table."""
        table = self._table
        wanted = self._new + ([] if table.gone is None else [f"({table.gone}) IS NOT TRUE"])
        sql = f"FROM {self._from(table)} h{_where(wanted)} ORDER BY {self._of('h', table.key)}"
        return self._read(table, "h", table.key, table.key, sql, table.origin)

    def lines(self) -> Pulled | None:
        """Read the lines of those rows."""
        lines = self._table.lines
        if lines is None:
            return None
        wanted = [] if lines.where is None else [f"({lines.where})"]
        heads = self._new + ([] if self._table.gone is None else [f"({self._table.gone}) IS NOT TRUE"])
        if heads:
            picked = (
                f"SELECT {self._of('h', self._table.key)} FROM {self._from(self._table)} h{_where(heads)}"
            )
            wanted.append(f"{self._of('l', lines.of)} IN ({picked})")
        order = ", ".join(self._of("l", each) for each in dict.fromkeys((lines.of, lines.key or lines.of)))
        sql = f"FROM {self._from(lines)} l{_where(wanted)} ORDER BY {order}"
        origin = lines.table or f"lines of the {self._table.origin}"
        return self._read(lines, "l", lines.key or lines.of, lines.of, sql, origin)

    def gone(self) -> list[str]:
        """Return the ids of records that count no longer."""
        table = self._table
        if table.gone is None:
            return []
        column = table.fields[f"{table.kind}_id"]
        sql = f"SELECT {self._of('h', column)} FROM {self._from(table)} h{_where([*self._new, f'({table.gone})'])}"
        found = self._database.ask(sql, self._parameters)
        return [f"{self._mapping.ids}{text_of(value, None)}" for (value,) in found if value is not None]

    def _condition(self) -> list[str]:
        table, since = self._table, self._since
        always = [] if table.where is None else [f"({table.where})"]
        if table.changed is None or since.heads is None:
            return always
        changed, key = self._of("h", table.changed), self._of("h", table.key)
        self._parameters["since"] = shift(since.heads, self._mapping.overlap)
        new = [f"{changed} >= :since", f"{changed} IS NULL"]
        if since.waiting:
            names = [f"waiting_{i}" for i in range(len(since.waiting))]
            self._parameters |= dict(zip(names, since.waiting, strict=True))
            new.append(f"{key} IN ({', '.join(f':{name}' for name in names)})")
        lines = table.lines
        if lines is not None and lines.changed is not None and since.lines is not None:
            self._parameters["since_lines"] = shift(since.lines, self._mapping.overlap)
            touched = f"SELECT {self._of('t', lines.of)} FROM {self._from(lines)} t"
            new.append(f"{key} IN ({touched} WHERE {self._of('t', lines.changed)} >= :since_lines)")
        return [*always, f"({' OR '.join(new)})"]

    def _from(self, part: TableMapping | LinesMapping) -> str:
        if part.query is not None:
            return f"({part.query})"
        schema = "" if part.schema is None else f"{self._database.quote(part.schema)}."
        return f"{schema}{self._database.quote(part.table or '')}"

    def _of(self, alias: str, column: str) -> str:
        return f"{alias}.{self._database.quote(column)}"

    def _read(
        self, part: TableMapping | LinesMapping, alias: str, key: str, owner: str, sql: str, origin: str
    ) -> Pulled:
        fields = dict(part.fields)
        if isinstance(part, LinesMapping):
            fields.setdefault("purchase_id", part.of)
        columns = list(
            dict.fromkeys((*fields.values(), key, owner, *([part.changed] if part.changed else [])))
        )
        place = {column: i for i, column in enumerate(columns)}
        header = [*fields, *part.constants]
        constants = list(part.constants.values())
        named = "key" if "key" not in header else "key of the row"
        sql = f"SELECT {', '.join(self._of(alias, each) for each in columns)} {sql}"
        digest = blake2b(f"{sql} {self._parameters}".encode(), digest_size=16).hexdigest()
        pulled = Pulled(origin, (*header, named), len(header), digest)
        readers = [(name, place[column], self._writer(name)) for name, column in fields.items()]
        changed = None if part.changed is None else place[part.changed]
        try:
            for row in self._database.ask(sql, self._parameters):
                cells, fault = self._cells(row, readers, pulled)
                if changed is not None and row[changed] is not None:
                    pulled.latest = (
                        row[changed] if pulled.latest is None else max(pulled.latest, row[changed])
                    )
                whose = row[place[owner]]
                pulled.add(
                    [*cells, *constants, str(row[place[key]])],
                    whose if isinstance(whose, int) else str(whose),
                    fault,
                )
        except BaseException:
            pulled.close()
            raise
        return pulled

    @staticmethod
    def _cells(
        row: Sequence[Any], readers: Sequence[tuple[str, int, Callable[[Any], str]]], pulled: Pulled
    ) -> tuple[list[str], tuple[str, str] | None]:
        cells: list[str] = []
        fault = None
        for name, i, write in readers:
            try:
                cells.append(write(row[i]))
            except ValueError as error:
                cells.append(str(row[i]))
                fault = fault or (str(error), name)
        if any(isinstance(value, float) for value in row):
            pulled.saw_float()
        return cells, fault

    def _writer(self, field: str) -> Callable[[Any], str]:
        ids = self._mapping.ids
        zone = self._zone if field in _MOMENTS else None
        if ids and (field.endswith(("_id", "].id")) or field in ("by", "reports_to", "reverses")):
            return lambda value: "" if value is None else f"{ids}{text_of(value, None)}"
        return lambda value: text_of(value, zone)


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
