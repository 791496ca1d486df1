"""Engines of our own, for databases that are named by their address."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from customerbase.errors import MissingExtra, StoreError

__all__ = ["engine_of"]

_DRIVERS: Final = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mariadb": "mariadb+pymysql",
    "sqlite": "sqlite",
}


def engine_of(location: str | URL, *, timeout: float = 30) -> Engine:
    """Make an engine of our own: one connection at a time, at READ COMMITTED, that waits so long for others.

    Raises
    ------
    StoreError
        If this is the address of no database that we know.
    """
    try:
        url = make_url(location)
    except ArgumentError as error:
        raise StoreError(str(location), "is no address of a database", _ADDRESS) from error
    name = url.drivername
    if name not in _DRIVERS and name not in _DRIVERS.values():
        raise StoreError(url.render_as_string(), f"{name} is none of the databases that are known", _ADDRESS)
    url = url.set(drivername=_DRIVERS.get(name, name))
    # On a server the latest that was committed must be seen once the lock is held, by whatever statement.
    level: dict[str, Any] = {} if url.drivername == "sqlite" else {"isolation_level": "READ COMMITTED"}
    try:
        engine = create_engine(url, poolclass=NullPool, **level)
    except ModuleNotFoundError as error:
        raise MissingExtra(f"the {name} store", error.name or name, "sql") from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(url.render_as_string(), str(error), _ADDRESS) from error
    for statement in _SESSION[engine.dialect.name]:
        _on_connect(engine, statement.format(timeout=int(timeout), milliseconds=int(timeout * 1000)))
    if engine.dialect.name == "sqlite":
        _begin_by_hand(engine)
    return engine


_ADDRESS: Final = "give one such as postgresql://user@host/database or mariadb://user@host/database"

_SESSION: Final = {
    "postgresql": ("SET lock_timeout = '{timeout}s'",),
    "mariadb": (
        # Without it what is too long would be cut, and nobody told.
        "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'",
        "SET SESSION innodb_lock_wait_timeout = {timeout}",
    ),
    "sqlite": ("PRAGMA foreign_keys = ON", "PRAGMA busy_timeout = {milliseconds}"),
}


def _on_connect(engine: Engine, statement: str) -> None:
    def run(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.close()
        connection.commit()

    event.listen(engine, "connect", run)


def _begin_by_hand(engine: Engine) -> None:
    # Python's sqlite3 begins a transaction only before it writes: what was read before would not be part of it.
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    event.listen(engine, "connect", connect)
    event.listen(engine, "begin", begin)
