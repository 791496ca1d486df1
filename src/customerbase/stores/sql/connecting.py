"""One connection to a database, by SQLAlchemy: its transactions, and its errors in words that help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, Executable, Table, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from customerbase.errors import MissingExtra, StoreError

__all__ = ["SqlConnection", "engine_of"]

_CHUNK: Final = 500
_ROWS: Final = 2_000
_COPIED: Final = 50
"""From so many rows on PostgreSQL's COPY is quicker than statements."""

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


class SqlConnection:
    """A connection to one database, and its transactions.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    location : str
        What errors call the place; it holds no password.
    close : callable, optional
        Lets go of the connection.
    hosted : bool
        Whether it is a host's, who may take back what we have done already.

    Attributes
    ----------
    connection : sqlalchemy.Connection
    dialect : str
        ``postgresql``, ``mariadb`` or ``sqlite``.
    lock : sqlalchemy.Executable or None
        What the outermost transaction runs first, so that those who write
        wait for each other.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        location: str,
        close: Callable[[], None] | None = None,
        hosted: bool = False,
    ) -> None:
        self.location = location
        self.dialect = _dialect(connection)
        self.lock: Executable | None = None
        self.connection = connection
        self._close = close
        self._hosted = hosted
        self._depth = 0
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

    def on_rollback(self, forget: Callable[[], None]) -> None:
        """Call `forget` whenever something was taken back."""
        self._forget.append(forget)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that follows, or nothing of it."""
        with self.told():
            joined = self.connection.in_transaction()
            begun = self.connection.begin_nested() if joined else self.connection.begin()
        self._depth += 1
        try:
            if self._depth == 1 and self.lock is not None:
                self.run(self.lock)
            yield
        except BaseException as error:
            self._depth -= 1
            self._take_back(begun)
            if isinstance(error, SQLAlchemyError):
                raise error_of(self.location, error) from error
            raise
        self._depth -= 1
        try:
            with self.told():
                begun.commit()
        except BaseException:
            self._take_back(begun)
            raise
        if self._hosted and not self._depth:
            self._forget_all()

    def _forget_all(self) -> None:
        for forget in self._forget:
            forget()

    def _take_back(self, begun: Any) -> None:
        self._forget_all()
        with self.told():
            begun.rollback()

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
        if self.connection.in_transaction():
            yield
            return
        with self.told():
            begun = self.connection.begin()
        try:
            if self.dialect != "sqlite":
                self.run(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield
        finally:
            with self.told():
                begun.rollback()

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

    def chunks(
        self, statement: Executable, keys: Iterable[Any], parameters: Mapping[str, Any] | None = None
    ) -> Iterator[Any]:
        """Run a query with an expanding parameter ``keys`` for all keys, some hundred at a time."""
        wanted = list(dict.fromkeys(keys))
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
        mark = "?" if self.dialect == "sqlite" else "%s"
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
        if self.connection.in_transaction():
            yield
        else:
            with self.connection.begin():
                yield

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


def _dialect(connection: Connection) -> str:
    found = connection.dialect
    if found.name in ("mysql", "mariadb") and getattr(found, "is_mariadb", False):
        return "mariadb"
    return found.name


def error_of(location: str, error: BaseException) -> StoreError:
    """Say what a database said."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return StoreError(location, f"the database says: {' '.join(str(said).split())}")
