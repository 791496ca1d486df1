"""Bringing the tables of a database to the version that this library knows, step by step, under a lock.

A table of our own says how far they have come.  On PostgreSQL and SQLite all
steps happen in one transaction.  MariaDB ends a transaction at each ``CREATE
TABLE``: there a step that was cut short is taken up again where it stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Column, Integer, MetaData, Table, func, inspect, select, text
from sqlalchemy.schema import CreateSchema

from customerbase.errors import NewerFile, StoreError
from customerbase.stores.sql.connecting import SqlConnection
from customerbase.stores.sql.schema import VERSIONS, Tables

__all__ = ["prepare", "version_of"]

_PATIENCE: Final = 60
"""Seconds to wait while another program makes the tables."""


def prepare(db: SqlConnection, tables: Tables, *, versions: int = len(VERSIONS)) -> None:
    """Make the tables, or bring them up to date, if they are not.

    Raises
    ------
    StoreError
        If there is something to do in the midst of a transaction of the
        host's, for which no table of ours is made; if tables of another
        program bear our names; or if the rights to make tables are missing.
    NewerFile
        If a later version of the library made them.
    """
    found = version_of(db, tables)
    if found > len(VERSIONS):
        raise NewerFile(db.location, found, len(VERSIONS))
    if found >= versions:
        return
    if db.open:
        raise StoreError(
            db.location,
            "has no tables of the base yet, or those of an earlier version, and a transaction is open",
            "call customerbase.prepare() outside of a transaction, for example where the host makes its own tables",
        )
    with _alone(db, tables):
        for number in range(version_of(db, tables), versions):
            _step(db, tables, number)


def version_of(db: SqlConnection, tables: Tables) -> int:
    """Return how far the tables have come: 0 if there are none."""
    version = _version_table(tables)
    with db.told(), db.within():
        if not inspect(db.connection).has_table(version.name, schema=version.schema):
            return 0
    found = db.row(select(func.max(version.c.number)))
    return found[0] or 0


def _version_table(tables: Tables) -> Table:
    # Not among the tables: no version of them changes it.
    return Table(
        f"{tables.prefix}version",
        MetaData(schema=tables.schema),
        Column("number", Integer, primary_key=True, autoincrement=False),
    )


@contextmanager
def _alone(db: SqlConnection, tables: Tables) -> Iterator[None]:
    """Let no other program do the same at the same time."""
    name = f"customerbase {tables.schema or ''} {tables.prefix}"
    if db.dialect == "mariadb":
        key = hashlib.sha256(name.encode()).hexdigest()[:40]
        (got,) = db.row(text("SELECT GET_LOCK(:key, :patience)"), {"key": key, "patience": _PATIENCE})
        if got != 1:
            reason = f"another program is making the tables, and did not finish within {_PATIENCE} s"
            raise StoreError(db.location, reason, "try again later")
        try:
            _begin(db, tables)
            yield
        finally:
            db.row(text("SELECT RELEASE_LOCK(:key)"), {"key": key})
        return
    with db.transaction():
        if db.dialect == "postgresql":
            number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
            db.run(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
        else:
            # SQLite lets nobody else write once we have; one who has read before would be turned away.
            opening = Table(
                f"{tables.prefix}opening", MetaData(schema=tables.schema), Column("number", Integer)
            )
            with db.told():
                opening.create(db.connection, checkfirst=False)
                opening.drop(db.connection, checkfirst=False)
        _begin(db, tables)
        yield


def _begin(db: SqlConnection, tables: Tables) -> None:
    """Make the schema and the table of versions, unless they are there."""
    with db.told(), db.within():
        found = inspect(db.connection)
        if tables.schema is not None and not found.has_schema(tables.schema):
            db.run(CreateSchema(tables.schema, if_not_exists=True))
        version = _version_table(tables)
        if found.has_table(version.name, schema=version.schema):
            return
        ours = {each.name for each in tables.metadata.tables.values()}
        if strangers := ours.intersection(found.get_table_names(schema=tables.schema)):
            reason = f"a table {min(strangers)} is there already, and is none of ours"
            raise StoreError(db.location, reason, "choose another prefix= or schema=")
        _made(db, version)


def _step(db: SqlConnection, tables: Tables, number: int) -> None:
    """Bring the tables from a version to the next."""
    before = Tables(tables.schema, tables.prefix, number).metadata.tables
    after = Tables(tables.schema, tables.prefix, number + 1).metadata
    for table in after.sorted_tables:
        if table.key not in before:
            _made(db, table)
    if number == 0:
        lock = tables["lock"]
        if db.row(select(lock.c.key)) is None:
            db.insert(lock, ("key", "taken"), [(1, 0)])
    db.insert(_version_table(tables), ("number",), [(number + 1,)])


def _made(db: SqlConnection, table: Table) -> None:
    with db.told(), db.within():
        # Half of a step may be there where a transaction does not hold it together.
        table.create(db.connection, checkfirst=db.dialect == "mariadb")
