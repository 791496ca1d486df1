"""Which tables of another system hold our records: a mapping that is written in TOML and kept by whoever runs it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from customerbase.convert import from_plain, to_plain
from customerbase.errors import InvalidRecord, Problem
from customerbase.model import KINDS
from customerbase.validation.frozen_map import FrozenMap

__all__ = ["DatabaseMapping", "LinesMapping", "TableMapping", "mapping_from_toml", "mapping_to_toml"]


def _frozen(given: Mapping[str, str]) -> Mapping[str, str]:
    return FrozenMap(given) if isinstance(given, Mapping) else given


def _tables(given: Iterable[TableMapping]) -> tuple[TableMapping, ...]:
    return tuple(given)


@attrs.frozen(kw_only=True)
class LinesMapping:
    """Where the lines of sales stand.

    Parameters
    ----------
    fields : mapping of str to str
        Field of a line (``product_id``, ``quantity``, ``unit_price``, ``amount``, …) → column.
    of : str
        The column that names the sale by its key.
    table, schema, query : str, optional
        A table, or a SELECT in its place.
    key : str, optional
        The column that names the line; it orders them.
    changed : str, optional
        The column that says when a line was changed last.
    where : str, optional
        A condition in SQL.
    constants : mapping of str to str
        Field → what it is on each line.
    """

    fields: Mapping[str, str] = attrs.field(converter=_frozen)
    of: str
    table: str | None = None
    schema: str | None = None
    query: str | None = None
    key: str | None = None
    changed: str | None = None
    where: str | None = None
    constants: Mapping[str, str] = attrs.field(factory=FrozenMap, converter=_frozen)


@attrs.frozen(kw_only=True)
class TableMapping:
    """Which records of ours the rows of a table, or of a query, are.

    Parameters
    ----------
    kind : str
        ``customer``, ``contact``, ``purchase``, or another kind of record.
    key : str
        The column that tells a row from all others.
    fields : mapping of str to str
        Field of ours → column; for customers and sales those that lists have,
        for contacts ``contact_id``, ``customer_id``, ``name``, ``title``, ``phone``, ….
    table, schema, query : str, optional
        A table, or a SELECT in its place.
    changed : str, optional
        The column that says when a row was changed last: a time, or a number
        that grows.  Without it, all rows are read each time.
    where : str, optional
        A condition in SQL of the rows that are ours at all.
    gone : str, optional
        A condition in SQL of rows that count no longer, such as orders that
        were cancelled: their records are taken away.  Not for customers and contacts.
    constants : mapping of str to str
        Field → what it is in each row.
    lines : LinesMapping, optional
        Of sales.
    """

    kind: str
    key: str
    fields: Mapping[str, str] = attrs.field(converter=_frozen)
    table: str | None = None
    schema: str | None = None
    query: str | None = None
    changed: str | None = None
    where: str | None = None
    gone: str | None = None
    constants: Mapping[str, str] = attrs.field(factory=FrozenMap, converter=_frozen)
    lines: LinesMapping | None = None

    @property
    def origin(self) -> str:
        """What results and errors call it."""
        return self.table or f"query of {self.kind} records"


@attrs.frozen(kw_only=True)
class DatabaseMapping:
    """Which tables of another system hold our records, in the order in which they are read.

    Parameters
    ----------
    name : str
        Of the system; what was read last is remembered under it.
    tables : tuple of TableMapping
        Parties before the sales that name them.
    ids : str
        What the ids of this system begin with in ours, where others have the
        same numbers: ``"odoo-"``.
    zone : str, optional
        Time zone of its times without one; many systems keep them in UTC.
    currency : str, optional
        Of amounts that do not say theirs.
    overlap : int
        Seconds before the last change that was seen from which rows are read
        again: a transaction that began earlier may have ended later.

    Raises
    ------
    InvalidRecord
        With all that is wrong.

    Examples
    --------
    >>> parties = TableMapping(
    ...     kind="customer",
    ...     table="party",
    ...     key="id",
    ...     changed="changed_at",
    ...     fields={"customer_id": "code", "name": "name"},
    ... )
    >>> mapping = DatabaseMapping(name="erp", ids="erp-", zone="UTC", tables=(parties,))
    >>> mapping_from_toml(mapping_to_toml(mapping)) == mapping
    True
    """

    name: str
    tables: tuple[TableMapping, ...] = attrs.field(converter=_tables)
    ids: str = ""
    zone: str | None = None
    currency: str | None = None
    overlap: int = 600

    def __attrs_post_init__(self) -> None:
        problems = []
        if not self.name or len(self.name) > _LONGEST:
            problems.append(Problem("$.name", self.name, f"has 1 to {_LONGEST} characters"))
        if self.zone is not None and not _is_zone(self.zone):
            problems.append(
                Problem("$.zone", self.zone, "is no time zone", "write one such as Europe/Berlin")
            )
        if isinstance(self.overlap, bool) or not isinstance(self.overlap, int) or self.overlap < 0:
            problems.append(Problem("$.overlap", self.overlap, "is no number of seconds"))
        for i, each in enumerate(self.tables):
            problems += _wrong(each, f"$.tables[{i}]")
        if problems:
            raise InvalidRecord("DatabaseMapping", problems)


_LONGEST: Final = 60


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _wrong(table: TableMapping, path: str) -> list[Problem]:
    problems = []
    if table.kind not in KINDS:
        problems.append(
            Problem(f"{path}.kind", table.kind, "is no kind of record", f"one of {', '.join(KINDS)}")
        )
    if table.gone is not None and table.kind in ("customer", "contact"):
        hint = "say it by a field, such as stage; people are taken out by erase()"
        problems.append(Problem(f"{path}.gone", table.gone, "is not for customers and contacts", hint))
    if table.lines is not None and table.kind != "purchase":
        problems.append(Problem(f"{path}.lines", table.kind, "only sales have lines"))
    needed = {"customer": "customer_id", "contact": "customer_id", "purchase": "purchase_id"}.get(table.kind)
    if needed is None and table.kind in KINDS:
        needed = f"{table.kind}_id"
    if needed is not None and needed not in table.fields:
        hint = "without it, the same row would come in again under another id"
        problems.append(Problem(f"{path}.fields", needed, "has no column", hint))
    if table.lines is not None and table.fields.get("purchase_id", table.key) != table.key:
        hint = "the lines name the sale by its key"
        problems.append(
            Problem(f"{path}.fields.purchase_id", table.fields["purchase_id"], f"is not {table.key}", hint)
        )
    if table.kind == "contact" and "contact_id" not in table.fields:
        problems.append(Problem(f"{path}.fields", "contact_id", "has no column"))
    problems += _wrong_part(table, path)
    if table.lines is not None:
        problems += _wrong_part(table.lines, f"{path}.lines")
    return problems


def _wrong_part(part: TableMapping | LinesMapping, path: str) -> list[Problem]:
    problems = []
    if (part.table is None) == (part.query is None):
        problems.append(Problem(path, None, "needs either a table or a query"))
    both = set(part.fields) & set(part.constants)
    problems += [Problem(f"{path}.constants", each, "has a column, too") for each in sorted(both)]
    for field, column in {**part.fields, **part.constants}.items():
        if not isinstance(column, str):
            problems.append(Problem(f"{path}.{field}", column, "is no text"))
    return problems


def mapping_from_toml(text: str) -> DatabaseMapping:
    """Read a mapping.

    Raises
    ------
    InvalidRecord
        With every problem and its path.
    """
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidRecord("DatabaseMapping", [Problem("$", None, f"is no TOML: {error}")]) from error
    return from_plain(DatabaseMapping, plain)


def mapping_to_toml(mapping: DatabaseMapping) -> str:
    """Write a mapping, to be read by `mapping_from_toml`."""
    plain = to_plain(mapping)
    tables = plain.pop("tables")
    parts = ["".join(_pair(name, value) for name, value in plain.items())]
    for each in tables:
        lines = each.pop("lines", None)
        parts.append("[[tables]]\n" + _table(each, "tables"))
        if lines is not None:
            parts.append("[tables.lines]\n" + _table(lines, "tables.lines"))
    return "\n".join(parts)


def _table(plain: Mapping[str, Any], path: str) -> str:
    simple = "".join(_pair(name, value) for name, value in plain.items() if not isinstance(value, Mapping))
    for name, value in plain.items():
        if isinstance(value, Mapping):
            simple += f"\n[{path}.{name}]\n" + "".join(_pair(*each) for each in value.items())
    return simple


def _pair(name: str, value: Any) -> str:
    # What JSON writes of text and whole numbers is TOML, but for one character.
    key, text = (json.dumps(each, ensure_ascii=False).replace("\x7f", "\\u007f") for each in (name, value))
    return f"{key} = {text}\n"
