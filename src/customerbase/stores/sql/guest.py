"""A driver's connection that a host lends us: what we may do with it, and how it says whether a transaction is open.

Each kind is known by the name of its class: what the host does not use is not imported.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib import import_module
from typing import Any, Final

from customerbase.errors import StoreError
from customerbase.stores.sql.connecting import ONE_STATE

__all__ = ["DjangoGuest", "Guest", "MariadbGuest", "PostgresGuest", "SqliteGuest", "guest_of", "module_of"]


class Guest(ABC):
    """A connection of a host, as a driver gives it to SQLAlchemy: it ends no transaction of his, and is not closed.

    Parameters
    ----------
    connection : object
    """

    drivername: str
    """As SQLAlchemy names dialect and driver."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    @property
    def connection(self) -> Any:
        """The connection itself."""
        return self._connection

    # ------------------------------------------------------------- what SQLAlchemy may do

    @abstractmethod
    def cursor(self, *_: Any, **__: Any) -> Any:
        """Return a cursor that gives tuples, whatever the host's own give."""

    def commit(self) -> None:  # noqa: B027 - to do nothing is what it is for
        """Do nothing: SQLAlchemy ends what it believes to have begun."""

    rollback = close = commit

    def create_function(self, *_: Any, **__: Any) -> None:  # noqa: B027 - to do nothing is what it is for
        """Do nothing: SQLAlchemy adds functions to a connection to SQLite, which we do not need."""

    def character_set_name(self) -> None:  # noqa: B027 - to do nothing is what it is for
        """Say nothing: SQLAlchemy would set it anew."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)

    # ------------------------------------------------------------- transactions

    @abstractmethod
    def in_transaction(self) -> bool:
        """Tell whether a transaction is open."""

    @abstractmethod
    def begin_ours(self, *, reading: bool) -> None:
        """Begin a transaction where none is open."""

    def end_ours(self, word: str) -> None:
        """End it: ``COMMIT`` or ``ROLLBACK``."""
        self.execute(word)

    def execute(self, sql: str) -> Any:
        """Run a statement; return the first row, if it gives one."""
        cursor = self.cursor()
        try:
            cursor.execute(sql)
            return cursor.fetchone() if cursor.description else None
        finally:
            cursor.close()


class SqliteGuest(Guest):
    """A connection of Python's sqlite3."""

    drivername = "sqlite"

    def cursor(self, *_: Any, **__: Any) -> Any:
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return cursor

    def in_transaction(self) -> bool:
        return bool(self.connection.in_transaction)

    def begin_ours(self, *, reading: bool) -> None:  # noqa: ARG002 - SQLite shows one state anyhow
        # In words: its commit() does nothing where the connection is in the mode autocommit=True.
        self.execute("BEGIN")


class PostgresGuest(Guest):
    """A connection of psycopg 3."""

    drivername = "postgresql+psycopg"

    def cursor(self, *_: Any, **__: Any) -> Any:
        # Not by the connection itself: its cursors may be of the host's own kind.
        plain = import_module("psycopg").Cursor
        return plain(self.connection, row_factory=import_module("psycopg.rows").tuple_row)

    def in_transaction(self) -> bool:
        return int(self.connection.info.transaction_status) != 0

    def begin_ours(self, *, reading: bool) -> None:
        # Else the driver begins by itself.
        if self.connection.autocommit:
            self.execute("BEGIN")
        if reading:
            self.execute(ONE_STATE)

    def end_ours(self, word: str) -> None:
        # In words the driver would begin one to end it.
        self.connection.commit() if word == "COMMIT" else self.connection.rollback()


class MariadbGuest(Guest):
    """A connection of PyMySQL."""

    drivername = "mariadb+pymysql"

    def cursor(self, *_: Any, **__: Any) -> Any:
        return self.connection.cursor(import_module("pymysql.cursors").Cursor)

    def in_transaction(self) -> bool:
        # Asked of the server: what the driver remembers is wrong after a deadlock.
        return bool(self.execute("SELECT @@in_transaction")[0])

    def begin_ours(self, *, reading: bool) -> None:
        if reading:
            self.execute(ONE_STATE)
        self.connection.begin()


class DjangoGuest(Guest):
    """A connection of Django: the driver's one beneath it, which it may open anew."""

    def __init__(self, wrapper: Any, kind: type[Guest]) -> None:
        super().__init__(wrapper)
        self.drivername = kind.drivername
        self._kind = kind

    @property
    def connection(self) -> Any:
        return self._driver().connection

    def _driver(self) -> Guest:
        self._connection.ensure_connection()
        return self._kind(self._connection.connection)

    def cursor(self, *_: Any, **__: Any) -> Any:
        return self._driver().cursor()

    def in_transaction(self) -> bool:
        # An atomic block may have sent nothing yet: then the driver knows of no transaction.
        return bool(self._connection.in_atomic_block) or self._driver().in_transaction()

    def begin_ours(self, *, reading: bool) -> None:
        self._driver().begin_ours(reading=reading)

    def end_ours(self, word: str) -> None:
        self._driver().end_ours(word)


_DRIVERS: Final[dict[tuple[str, str], type[Guest]]] = {
    ("psycopg", "Connection"): PostgresGuest,
    ("pymysql.connections", "Connection"): MariadbGuest,
    ("sqlite3", "Connection"): SqliteGuest,
}


def module_of(given: Any, name: str) -> str | None:
    """Return the module of the class of this name that something is an instance of."""
    return next((each.__module__ for each in type(given).__mro__ if each.__name__ == name), None)


def guest_of(given: Any) -> Guest | None:
    """Return a driver's or Django's connection as a guest; None if it is neither.

    Raises
    ------
    StoreError
        If Django stands on a driver that we do not know.
    """
    kind = _kind(given)
    if kind is not None:
        return kind(given)
    if type(given).__module__ == "django.utils.connection":
        # What stands for the connection of whichever thread asks: ours is that of this one.
        given = given._connections[given._alias]  # noqa: SLF001 - Django has no other way to it
    if (module_of(given, "BaseDatabaseWrapper") or "").startswith("django."):
        given.ensure_connection()
        beneath = _kind(given.connection)
        if beneath is None:
            driver = type(given.connection).__module__
            hint = "Django needs psycopg 3 for PostgreSQL, sqlite3, or PyMySQL"
            raise StoreError(f"the connection {given.alias!r} of Django", f"stands on {driver}", hint)
        return DjangoGuest(given, beneath)
    return None


def _kind(given: Any) -> type[Guest] | None:
    for (module, name), kind in _DRIVERS.items():
        if module_of(given, name) == module:
            return kind
    return None
