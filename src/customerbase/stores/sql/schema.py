"""The tables in a server database, version by version, for a schema and a prefix of the caller's choice.

A version is a function that adds to what the versions before it made; one
that has been released is never changed.  Where databases differ, this is
settled here:

- Text is compared and sorted by its code points, and no character is padded
  or folded: ``COLLATE "C"`` on PostgreSQL, ``utf8mb4_nopad_bin`` on MariaDB.
- Amounts are whole millionths; instants are text of a fixed width in UTC and
  days are ISO text, as in an SQLite file.  MariaDB knows no instant beyond
  2038 or with its zone, and what a driver makes of one depends on the
  session's zone: such text is the same and sorts the same everywhere.
- Ids have at most 200 characters and are found by an index; what may be
  longer is text without a limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeEngine

from customerbase.errors import StoreError

__all__ = ["FILTERED", "LATER", "VERSIONS", "Tables"]

FILTERED: Final = {
    "contact": (),
    "employee": (),
    "product": (),
    "campaign": (),
    "competitor": (),
    "assignment": ("customer_id", "employee_id"),
    "relationship": ("customer_id", "other_id"),
    "coupon": ("customer_id", "campaign_id"),
    "interaction": ("customer_id", "employee_id", "campaign_id"),
    "feedback": ("customer_id", "product_id"),
    "task": ("customer_id", "employee_id", "campaign_id"),
    "sighting": ("customer_id",),
    "consent": ("customer_id",),
    "touch": ("customer_id", "campaign_id"),
    "response": ("customer_id", "campaign_id"),
    "redemption": ("customer_id", "coupon_id"),
    "verification": ("customer_id",),
}
"""Kind → the columns by which its records are picked, in version 1; written out, for a version never changes."""

LATER: Final = {"lead": ("customer_id", "employee_id", "campaign_id")}
"""Likewise, of the kinds that came later."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,29}")
_UTF8: Final = {"charset": "utf8mb4", "collation": "utf8mb4_nopad_bin"}


class Tables:
    """The tables of one base, as of a version.

    Parameters
    ----------
    schema : str or None
        Where they stand; None for where the connection looks first.
    prefix : str
        What all their names begin with.
    version : int, optional
        The latest by default.

    Raises
    ------
    StoreError
        If a name is none that every database takes.
    """

    def __init__(self, schema: str | None, prefix: str, version: int | None = None) -> None:
        for what, name in (("schema", schema), ("prefix", prefix)):
            if name and not _NAME.fullmatch(name):
                raise StoreError(
                    repr(name), f"is no {what}", "take up to 30 letters, digits and underscores of ASCII"
                )
        self.schema = schema
        self.prefix = prefix
        self.metadata = MetaData(schema=schema)
        for add in VERSIONS[:version]:
            add(self)

    @property
    def all(self) -> list[Table]:
        """All of them; one that others refer to stands before those."""
        return self.metadata.sorted_tables

    def __getitem__(self, name: str) -> Table:
        full = f"{self.prefix}{name}"
        return self.metadata.tables[full if self.schema is None else f"{self.schema}.{full}"]

    def add(self, name: str, *parts: Any) -> None:
        """Add a table."""
        Table(
            f"{self.prefix}{name}",
            self.metadata,
            *parts,
            mysql_engine="InnoDB",
            mariadb_engine="InnoDB",
            mysql_row_format="DYNAMIC",
            mariadb_row_format="DYNAMIC",
            mysql_charset="utf8mb4",
            mariadb_charset="utf8mb4",
            mysql_collate="utf8mb4_nopad_bin",
            mariadb_collate="utf8mb4_nopad_bin",
            sqlite_strict=True,
        )

    def index(self, table: str, *names: str) -> None:
        """Add an index."""
        held = self[table]
        Index(f"{self.prefix}{table}_{'_'.join(names)}"[:60], *(held.c[name] for name in names))


def _short(limit: int) -> TypeEngine[str]:
    """Text that an index finds: an id, a day, a word of ours."""
    return _by_dialect(mysql.VARCHAR(limit, **_UTF8))


def _long() -> TypeEngine[str]:
    return _by_dialect(mysql.LONGTEXT(**_UTF8))


def _by_dialect(on_mariadb: TypeEngine[str]) -> TypeEngine[str]:
    return (
        Text()
        .with_variant(postgresql.TEXT(collation="C"), "postgresql")
        .with_variant(on_mariadb, "mysql", "mariadb")
    )


def _whole() -> TypeEngine[int]:
    return BigInteger().with_variant(Integer(), "sqlite")


def _id(name: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, _short(200), nullable=nullable)


def _day(name: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, _short(10), nullable=nullable)


def _instant(name: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, _short(27), nullable=nullable)


def _word(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, _short(40), nullable=nullable)


def _text(name: str, *, nullable: bool = True) -> Column[Any]:
    return Column(name, _long(), nullable=nullable)


def _number(name: str, *, nullable: bool = True, default: int | None = None) -> Column[Any]:
    served = None if default is None else str(default)
    return Column(name, _whole(), nullable=nullable, server_default=served)


def _key(name: str = "key") -> Column[Any]:
    # Given by us, who hold the lock: a sequence would have gaps, and could not be copied into.
    return Column(name, _whole(), primary_key=True, autoincrement=False)


def _stored() -> tuple[Column[Any], ...]:
    """What brought a record: the keys of its batch and source are never looked up but by `Origins`."""
    return (
        _number("version", nullable=False),
        _instant("recorded_at", nullable=False),
        _number("batch"),
        _number("source"),
    )


def _first(tables: Tables) -> None:
    """The lock for which writers wait, settings, where records come from, the ledger, and the records."""
    tables.add("lock", _key(), _number("taken", nullable=False))
    tables.add("settings", Column("name", _short(200), primary_key=True), _text("value", nullable=False))
    tables.add(
        "sources",
        _key(),
        _word("method"),
        _text("collected_by"),
        _text("origin"),
        _text("evidence"),
    )
    tables.add(
        "batches",
        _key(),
        _number("number", nullable=False),
        _text("batch_id", nullable=False),
        _word("what"),
        _text("origin", nullable=False),
        _number("source", nullable=False),
        _instant("recorded_at", nullable=False),
        _text("counts", nullable=False),
        _instant("undone_at"),
        _text("digest"),
    )
    tables.add(
        "ledger",
        _key("number"),
        _word("entry"),
        _word("kind"),
        _id("subject_id", nullable=False),
        _number("source"),
        _number("batch"),
        _day("observed_on"),
        _instant("recorded_at", nullable=False),
        _text("data", nullable=False),
        # The observation that a retraction takes back whole.
        _number("retracts"),
    )
    ledger: tuple[tuple[str, ...], ...] = (("kind", "subject_id"), ("batch",), ("retracts",))
    for names in ledger:
        tables.index("ledger", *names)
    tables.add(
        "customer",
        _key(),
        Column("id", _short(200), nullable=False, unique=True),
        _text("name", nullable=False),
        _text("data", nullable=False),
        *_stored(),
    )
    tables.index("customer", "batch")
    for kind, names in FILTERED.items():
        _kind(tables, kind, names)
    _purchases(tables)
    tables.add(
        "employments",
        Column("customer_id", _short(200), nullable=False),
        Column("contact", _whole(), ForeignKey(tables["contact"].c.key), nullable=False),
        PrimaryKeyConstraint("customer_id", "contact"),
    )
    tables.index("employments", "contact")
    tables.add(
        "revisions",
        _key(),
        _word("kind"),
        _id("id", nullable=False),
        _text("data", nullable=False),
        *_stored(),
        _instant("replaced_at", nullable=False),
        _number("replaced_by"),
    )
    for names in (("kind", "id"), ("batch",), ("replaced_by",), ("kind", "replaced_at")):
        tables.index("revisions", *names)
    _kept_runs(tables)


def _kind(tables: Tables, kind: str, names: tuple[str, ...]) -> None:
    """A kind of record: its id, what it is picked by, and the whole of it as JSON."""
    tables.add(
        kind,
        _key(),
        Column("id", _short(200), nullable=False, unique=True),
        *(_id(name) for name in names),
        _text("data", nullable=False),
        *_stored(),
    )
    for name in (*names, "batch"):
        tables.index(kind, name)


def _purchases(tables: Tables) -> None:
    """Purchases have no JSON: their lines are many, and are added up in the database."""
    tables.add(
        "purchase",
        _key(),
        Column("id", _short(200), nullable=False, unique=True),
        Column("customer", _whole(), ForeignKey(tables["customer"].c.key), nullable=False),
        _day("on_day", nullable=False),
        _instant("at"),
        _word("currency"),
        _number("amount", nullable=False),
        _number("quantity", nullable=False),
        Column("is_return", SmallInteger().with_variant(Integer(), "sqlite"), nullable=False),
        _text("channel"),
        _text("place"),
        _text("payment_means"),
        _text("terms"),
        _id("employee_id"),
        _id("campaign_id"),
        _id("coupon_id"),
        _id("reverses"),
        _text("note"),
        *_stored(),
    )
    for name in ("customer", "employee_id", "campaign_id", "coupon_id", "batch"):
        tables.index("purchase", name)
    tables.add(
        "purchase_line",
        Column("purchase", _whole(), ForeignKey(tables["purchase"].c.key), nullable=False),
        _number("line", nullable=False),
        _id("product_id"),
        _number("quantity", nullable=False),
        _number("unit_price", nullable=False),
        _number("discount", nullable=False, default=0),
        _number("unit_cost"),
        _text("description"),
        _number("stated_amount"),
        PrimaryKeyConstraint("purchase", "line"),
    )


def _kept_runs(tables: Tables) -> None:
    """Runs of RFM that were kept: what was done, and a row for each customer."""
    tables.add(
        "rfm_run",
        _key(),
        Column("name", _short(200), nullable=False, unique=True),
        _day("as_of", nullable=False),
        _instant("recorded_at", nullable=False),
        _number("customers", nullable=False),
        _word("counted"),
        _word("returns"),
        _word("currency", nullable=True),
        _text("scale", nullable=False),
        _text("segments"),
    )
    tables.add(
        "rfm_row",
        Column("run", _whole(), ForeignKey(tables["rfm_run"].c.key), nullable=False),
        Column("customer_id", _short(200), nullable=False),
        _text("segment"),
        _number("introductions", nullable=False),
        *(_number(name) for name in ("r", "f", "m", "recency", "frequency", "monetary")),
        _day("first_purchase"),
        _day("last_purchase"),
        _number("tenure"),
        PrimaryKeyConstraint("run", "customer_id"),
    )


def _notes(tables: Tables) -> None:
    """Small things beside the records, and the marks by which they are found."""
    # Together they are as long as an index of MariaDB (3,072 bytes) and of PostgreSQL (2,704) allows.
    tables.add(
        "notes",
        Column("space", _short(60), primary_key=True),
        Column("key", _short(300), primary_key=True),
        _text("data", nullable=False),
    )
    tables.add(
        "marks",
        Column("space", _short(60), primary_key=True),
        Column("mark", _short(300), primary_key=True),
        Column("key", _short(300), primary_key=True),
    )
    tables.index("marks", "space", "key")


def _search(tables: Tables) -> None:
    """The index of words, for databases that have one of their own: today PostgreSQL."""
    vector = Text().with_variant(postgresql.TSVECTOR(), "postgresql")
    tables.add(
        "search",
        Column("kind", _short(20), primary_key=True),
        Column("key", _whole(), primary_key=True, autoincrement=False),
        Column("names", vector, nullable=False),
        Column("everything", vector, nullable=False),
        _number("whole", nullable=False),
    )
    held = tables["search"]
    for name in ("names", "everything"):
        index = Index(f"{tables.prefix}search_{name}", held.c[name], postgresql_using="gin")
        index.ddl_if(dialect="postgresql")
    # The few records that are beyond what the index can hold are looked at themselves.
    beyond = Index(
        f"{tables.prefix}search_beyond", held.c.kind, held.c.key, postgresql_where=held.c.whole == 0
    )
    beyond.ddl_if(dialect="postgresql")
    tables.add(
        "search_state",
        Column("kind", _short(20), primary_key=True),
        _number("upto", nullable=False),
        _text("tokens", nullable=False),
        _text("pairs", nullable=False),
    )


def _leads(tables: Tables) -> None:
    """Who came forward by a form or a page."""
    for kind, names in LATER.items():
        _kind(tables, kind, names)


VERSIONS: Final[tuple[Callable[[Tables], None], ...]] = (_first, _notes, _search, _leads)
"""Version i + 1 of the tables is what the first i + 1 of these make."""
