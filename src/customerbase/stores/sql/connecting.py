"""One connection to a database, by SQLAlchemy: its transactions, and its errors in words that help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, Protocol

from sqlalchemy import (
    URL,
    Connection,
    Executable,
    Select,
    Table,
    func,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from customerbase.errors import StoreError
from customerbase.stores.sql.engines import engine_of
from customerbase.stores.sql.failing import error_of
from customerbase.validation import storable

__all__ = ["ONE_STATE", "Begun", "SqlConnection", "dialect_of", "error_of"]

ONE_STATE: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
_CHUNK: Final = 500
_ROWS: Final = 2_000
_COPIED: Final = 50
"""From so many rows on PostgreSQL's COPY is quicker than statements."""


class Begun(Protocol):
    """A transaction, or a part of one, that has begun."""

    def commit(self) -> None:
        """Keep what was done in it."""

    def rollback(self) -> None:
        """Take back what was done in it."""


class SqlConnection:
    """A connection to one database, and its transactions.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    location : str
        What errors call the place; it holds no password.
    close : callable, optional
        Lets go of the connection.

    Attributes
    ----------
    connection : sqlalchemy.Connection
    dialect : str
        ``postgresql``, ``mariadb`` or ``sqlite``.
    lock : sqlalchemy.Executable or None
        What the outermost transaction runs first, so that those who write
        wait for each other.
    seen : sqlalchemy.Select or None
        How often the lock was taken, as far as the transaction sees.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        location: str,
        close: Callable[[], None] | None = None,
    ) -> None:
        self.location = location
        self.dialect = dialect_of(connection)
        self.lock: Executable | None = None
        self.seen: Select[Any] | None = None
        self.connection = connection
        self._close = close
        self._depth = 0
        self._reading = False
        self._lost = False
        self._forget: list[Callable[[], None]] = []

    @classmethod
    def at(cls, location: str | URL, *, timeout: float = 30) -> SqlConnection:
        """Connect to a database at an address.

        Raises
        ------
        StoreError
        """
        engine = engine_of(location, timeout=timeout)
        name = engine.url.set(drivername=engine.dialect.name).render_as_string(hide_password=True)
        try:
            connection = engine.connect()
        except SQLAlchemyError as error:
            raise error_of(name, error) from error

        def close() -> None:
            connection.close()
            engine.dispose()

        return cls(connection, location=name, close=close)

    # ------------------------------------------------------------- transactions

    @property
    def writing(self) -> bool:
        """Whether a transaction of ours is open."""
        return self._depth > 0

    @property
    def open(self) -> bool:
        """Whether a transaction is open, of ours or of a host."""
        return self.connection.in_transaction()

    def on_rollback(self, forget: Callable[[], None]) -> None:
        """Call `forget` whenever something was taken back."""
        self._forget.append(forget)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that follows, or nothing of it.

        Raises
        ------
        StoreError
            If the database is written while it is read: what would be written would be taken back.
        """
        if self._reading:
            raise StoreError(
                self.location,
                "is being read at this moment",
                "write when the answer is there, not while it is made",
            )
        if self._depth and self._lost:
            raise self._taken_back()
        with self.told():
            begun = self._part() if self.open else self._begin()
        self._depth += 1
        try:
            if self._depth == 1 and self.lock is not None:
                self._wait_for(self.lock)
            yield
        except BaseException as error:
            self._depth -= 1
            self._take_back(begun)
            if isinstance(error, SQLAlchemyError):
                raise error_of(self.location, error) from error
            raise
        self._depth -= 1
        if self._lost and not self._depth:
            self._take_back(begun)
            raise self._taken_back()
        try:
            with self.told():
                begun.commit()
        except BaseException:
            self._take_back(begun)
            raise

    def _begin(self, *, reading: bool = False) -> Begun:
        """Begin a transaction of our own; where it is for reading, one that sees one state of the database."""
        begun = self.connection.begin()
        if reading and self.dialect != "sqlite":
            self.connection.execute(text(ONE_STATE))
        return begun

    def _part(self) -> Begun:
        """Begin a part of the transaction that is open."""
        return self.connection.begin_nested()

    def _wait_for(self, lock: Executable) -> None:
        self.run(lock)

    def _forget_all(self) -> None:
        for forget in self._forget:
            forget()

    def _take_back(self, begun: Begun) -> None:
        self._forget_all()
        try:
            with self.told():
                begun.rollback()
        except StoreError:
            # The server took back all of it, where two waited for each other; there is no part left to take back.
            if not self._depth:
                raise
            self._lost = True
        finally:
            self._lost = self._lost and self._depth > 0

    def _taken_back(self) -> StoreError:
        return StoreError(
            self.location,
            "the transaction was taken back when something in it could not be done; nothing was changed",
            "leave it, and do all of it again",
        )

    @contextmanager
    def together(self) -> Iterator[None]:
        """Run several statements in the transaction that is open, or in one of their own."""
        if self._depth:
            yield
        else:
            with self.transaction():
                yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let the queries inside see one state of the database, whatever others write meanwhile."""
        if self.open:
            yield
            return
        with self.told():
            begun = self._begin(reading=True)
        self._reading = True
        try:
            yield
        finally:
            self._reading = False
            with self.told():
                begun.rollback()

    def overwrite_freed(self, tables: Iterable[Table]) -> tuple[str, ...]:
        """Give the places of deleted rows back, where the database does it when asked; say what is left."""
        archives = f"write-ahead logs, archives and replicas of {self.location} still hold what was erased"
        if self.dialect != "postgresql":
            return (archives,)
        if self._close is None or self.connection.in_transaction():
            return (
                archives,
                "deleted rows lie in the tables until VACUUM: run it when the transaction is over",
            )
        preparer = self.connection.dialect.identifier_preparer
        with self.told(), self.connection.engine.connect() as other:
            vacuuming = other.execution_options(isolation_level="AUTOCOMMIT")
            for each in tables:
                vacuuming.exec_driver_sql(f"VACUUM {preparer.format_table(each)}")
        return (archives,)

    def close(self) -> None:
        """Let go of the database."""
        if self._close is not None:
            self._close()
            self._close = None

    # ------------------------------------------------------------- statements

    def run(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> None:
        """Run one statement."""
        with self.told(), self.within():
            self.connection.execute(statement, parameters)

    def rows(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """Return all rows of a query."""
        with self.told(), self.within():
            return self.connection.execute(statement, parameters).all()

    def row(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any:
        """Return the first row of a query, or None."""
        with self.told(), self.within():
            return self.connection.execute(statement, parameters).first()

    def ask(self, sql: str, parameters: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
        """Run a query of the caller's and yield its rows as they come."""
        with self.told(), self.within():
            streamed = {"stream_results": True, "yield_per": _ROWS}
            yield from self.connection.execute(text(sql), parameters, execution_options=streamed)

    def quote(self, name: str) -> str:
        """Return a name as the database writes it."""
        quoted: str = self.connection.dialect.identifier_preparer.quote_identifier(name)
        # What follows a colon would be a parameter.
        return quoted.replace(":", r"\:")

    def next_key(self, table: Table, name: str = "key") -> int:
        """Return the next whole number after the largest of a column; only who holds the lock may use it."""
        number: int = self.row(select(func.coalesce(func.max(table.c[name]), 0) + 1))[0]
        return number

    def chunks(
        self, statement: Executable, keys: Iterable[Any], parameters: Mapping[str, Any] | None = None
    ) -> Iterator[Any]:
        """Run a query with an expanding parameter ``keys`` for all keys, some hundred at a time."""
        wanted = [each for each in dict.fromkeys(keys) if not isinstance(each, str) or storable(each)]
        for i in range(0, len(wanted), _CHUNK):
            yield from self.rows(statement, {**(parameters or {}), "keys": wanted[i : i + _CHUNK]})

    def run_chunks(
        self, statement: Executable, keys: Iterable[Any], parameters: Mapping[str, Any] | None = None
    ) -> None:
        """Run a statement with an expanding parameter ``keys`` for all keys, some hundred at a time."""
        wanted = list(dict.fromkeys(keys))
        for i in range(0, len(wanted), _CHUNK):
            self.run(statement, {**(parameters or {}), "keys": wanted[i : i + _CHUNK]})

    def many(self, statement: Executable, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run a statement once for each row."""
        held = list(rows)
        if held:
            with self.told(), self.within():
                self.connection.execute(statement, held)

    def insert(self, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add rows, each with the values of these columns, as quickly as the database can."""
        preparer = self.connection.dialect.identifier_preparer
        columns = ", ".join(preparer.quote(table.c[name].name) for name in names)
        into = f"{preparer.format_table(table)} ({columns})"
        mark = "?" if self.connection.dialect.paramstyle == "qmark" else "%s"
        statement = f"INSERT INTO {into} VALUES ({', '.join([mark] * len(names))})"
        waiting = iter(rows)
        with self.told(), self.within():
            while some := [tuple(row) for row in islice(waiting, _ROWS)]:
                if self._copies and len(some) >= _COPIED:
                    self._copy(f"COPY {into} FROM STDIN", some)
                else:
                    self.connection.exec_driver_sql(statement, some)

    @property
    def _copies(self) -> bool:
        return self.dialect == "postgresql" and self.connection.dialect.driver == "psycopg"

    def _copy(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        driver: Any = self.connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    @contextmanager
    def within(self) -> Iterator[None]:
        """Run a statement in the transaction that is open, or in one that ends with it."""
        # SQLAlchemy begins a transaction by itself, and would leave it open.
        if self.open:
            yield
            return
        begun = self._begin()
        try:
            yield
        except BaseException:
            begun.rollback()
            raise
        begun.commit()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what the database or its driver raises into a `StoreError`."""
        try:
            yield
        except SQLAlchemyError as error:
            raise error_of(self.location, error) from error
        except Exception as error:
            # A copy speaks to the driver itself.
            if isinstance(error, self.connection.dialect.loaded_dbapi.Error):
                raise error_of(self.location, error) from error
            raise


def dialect_of(connection: Connection) -> str:
    """Return ``postgresql``, ``mariadb``, ``sqlite``, or what else it is."""
    found = connection.dialect
    if found.name in ("mysql", "mariadb") and getattr(found, "is_mariadb", False):
        return "mariadb"
    return found.name
