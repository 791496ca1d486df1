"""A base inside of somebody's application: our writes are parts of the host's transaction, and end nothing of his.

- Where the host's transaction is open, each write of ours is a savepoint in
  it; whether it stays is for the host to say.
- Where none is open, we begin one and commit it.
- Nothing that we remember outlives a write: the host may take it back, and
  tells nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any, Final, Protocol

import attrs
from sqlalchemy import URL, Connection, Engine, Executable, Table, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from customerbase.errors import MissingExtra, StoreError
from customerbase.stores.migrations import APPLICATION_ID
from customerbase.stores.sql.connecting import ONE_STATE, Begun, SqlConnection, dialect_of, error_of
from customerbase.stores.sql.guest import Guest, guest_of, module_of
from customerbase.stores.sql.rows import PREFIX, SqlRows

__all__ = ["HostConnection", "connected", "open_rows"]


class _Host(Protocol):
    """Whoever lends a connection: what his transactions are."""

    def in_transaction(self) -> bool: ...

    def begin(self, *, reading: bool) -> Begun: ...


@attrs.define
class _Ours:
    """A transaction, or a savepoint, that we began by hand."""

    commit: Callable[[], None]
    rollback: Callable[[], None]


class _OfSqlalchemy:
    """A host who lends a connection of SQLAlchemy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def in_transaction(self) -> bool:
        if not self._connection.in_transaction():
            return False
        self._begin_in_sqlite()
        return True

    def begin(self, *, reading: bool) -> Begun:
        begun = self._connection.begin()
        self._begin_in_sqlite()
        if reading and self._connection.dialect.name != "sqlite":
            self._connection.execute(text(ONE_STATE))
        return begun

    def _begin_in_sqlite(self) -> None:
        # SQLAlchemy leaves it to the driver, which begins before it writes; a savepoint that comes earlier would
        # be a transaction of its own, and the host's rollback would not reach it.
        if self._connection.dialect.name == "sqlite":
            driver: Any = self._connection.connection.driver_connection
            if not driver.in_transaction:
                driver.execute("BEGIN").close()


class _OfDriver:
    """A host who lends a connection of a driver, or of Django."""

    def __init__(self, guest: Guest) -> None:
        self._guest = guest
        self._ours = False

    def in_transaction(self) -> bool:
        return self._ours or self._guest.in_transaction()

    def begin(self, *, reading: bool) -> Begun:
        self._guest.begin_ours(reading=reading)
        self._ours = True
        return _Ours(lambda: self._end("COMMIT"), lambda: self._end("ROLLBACK"))

    def _end(self, word: str) -> None:
        if self._ours:
            self._guest.end_ours(word)
            self._ours = False


class HostConnection(SqlConnection):
    """A connection that a host lends us.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        The host's, or one of ours over a driver's connection of his.
    host : object
        Says whether a transaction is open, and begins one of ours.
    location : str
    close : callable, optional
    """

    def __init__(
        self, connection: Connection, host: _Host, *, location: str, close: Callable[[], None] | None = None
    ) -> None:
        super().__init__(connection, location=location, close=close)
        self._host = host
        # No other base in the same transaction names its savepoints so: MariaDB forgets the earlier of two namesakes.
        self._name = f"customerbase_{secrets.token_hex(4)}"

    @property
    def open(self) -> bool:
        with self.told():
            return self._depth > 0 or self._host.in_transaction()

    def _begin(self, *, reading: bool = False) -> Begun:
        return self._host.begin(reading=reading)

    def _part(self) -> Begun:
        name = f"{self._name}_{self._depth}"
        self._say(f"SAVEPOINT {name}")

        def commit() -> None:
            self._say(f"RELEASE SAVEPOINT {name}")
            if self._depth == 0:
                self._forget_all()

        def rollback() -> None:
            self._say(f"ROLLBACK TO SAVEPOINT {name}")
            self._say(f"RELEASE SAVEPOINT {name}")

        return _Ours(commit, rollback)

    def overwrite_freed(self, tables: Iterable[Table]) -> tuple[str, ...]:  # noqa: ARG002 - a host's are left alone
        """Say what is left of deleted rows: his database is tidied by the host, when he has no transaction open."""
        copies = "journals, archives and replicas of the host's database still hold what was erased"
        if self.dialect == "sqlite" and self.row(text("PRAGMA secure_delete"))[0]:
            return (copies,)
        return (
            copies,
            "deleted rows lie in the host's database until VACUUM, or until others take their place",
        )

    def _say(self, sql: str) -> None:
        self.connection.exec_driver_sql(sql)

    def _wait_for(self, lock: Executable) -> None:
        if self.dialect == "mariadb" and self.seen is not None:
            # A transaction of MariaDB may see what was there when it began, and yet write over what is there now.
            latest = self.row(self.seen.with_for_update())
            if latest != self.row(self.seen):
                raise StoreError(
                    self.location,
                    "somebody else wrote since the host's transaction began, which does not see it",
                    "take it back and do it again, or run it at READ COMMITTED",
                )
        super()._wait_for(lock)


def connected(given: Any, *, writing: bool = True) -> HostConnection:
    """Return what we need of a connection or engine of a host, to write there or only to read.

    Raises
    ------
    StoreError
        If it is none that we know, or if it would not keep what we write as it
        is, or not together.
    """
    db = _connected(given, writing)
    try:
        return _checked(db) if writing else db
    except BaseException:
        db.close()
        raise


def _connected(given: Any, writing: bool) -> HostConnection:
    if (module_of(given, "Engine") or "").startswith("sqlalchemy."):
        return _of_engine(given, writing)
    if (module_of(given, "Connection") or "").startswith("sqlalchemy."):
        return _of_sqlalchemy(given, writing)
    guest = guest_of(given)
    if guest is None:
        found = f"{type(given).__module__}.{type(given).__qualname__}"
        hint = "give a connection of psycopg 3, sqlite3, PyMySQL or Django, or a Connection or Engine of SQLAlchemy"
        if (module_of(given, "Session") or "").startswith("sqlalchemy."):
            hint = "give its connection: session.connection()"
        raise StoreError(f"<{found}>", "is no connection that is known", hint)
    return _of_driver(guest)


def _of_engine(engine: Engine, writing: bool) -> HostConnection:
    try:
        connection = engine.connect()
        if connection.dialect.name != "sqlite":
            # As in databases that we open ourselves; the pool sets it back.
            connection = connection.execution_options(isolation_level="READ COMMITTED")
    except SQLAlchemyError as error:
        raise error_of(_named(engine), error) from error
    try:
        return _of_sqlalchemy(connection, writing, connection.close)
    except BaseException:
        connection.close()
        raise


def _named(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _of_sqlalchemy(
    connection: Connection, writing: bool, close: Callable[[], None] | None = None
) -> HostConnection:
    driver: Any = connection.connection.driver_connection
    mode = getattr(driver, "get_autocommit", None)
    alone = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
    alone = alone or (mode() if mode else getattr(driver, "autocommit", False)) is True
    if alone and writing:
        raise StoreError(
            _named(connection.engine),
            "is a connection at AUTOCOMMIT, where nothing that is written can be taken back",
            "give one of another isolation level",
        )
    return HostConnection(
        connection, _OfSqlalchemy(connection), location=_named(connection.engine), close=close
    )


def _of_driver(guest: Guest) -> HostConnection:
    location = f"the host's connection to {guest.drivername.partition('+')[0]}"
    host = _OfDriver(guest)
    native = {"use_native_hstore": False} if guest.drivername.startswith("postgresql") else {}
    try:
        engine = create_engine(
            URL.create(guest.drivername),
            creator=lambda: guest,
            poolclass=StaticPool,
            pool_reset_on_return=None,
            **native,
        )
    except ModuleNotFoundError as error:
        raise MissingExtra("a base in an application", error.name or guest.drivername, "sql") from error
    try:
        # SQLAlchemy asks what it speaks to; with some drivers that begins a transaction.
        begun = None if host.in_transaction() else host.begin(reading=False)
        try:
            connection = engine.connect()
        finally:
            if begun is not None:
                begun.rollback()
    except Exception as error:
        if isinstance(error, (SQLAlchemyError, engine.dialect.loaded_dbapi.Error)):
            raise error_of(location, error) from error
        raise
    return HostConnection(connection, host, location=location, close=connection.close)


_STRICT: Final = ("STRICT_ALL_TABLES", "STRICT_TRANS_TABLES")


def _checked(db: HostConnection) -> HostConnection:
    """Refuse a connection that would not keep what we write as it is."""
    fault = hint = None
    if db.dialect not in ("postgresql", "mariadb", "sqlite"):
        fault = f"is a connection to {dialect_of(db.connection)}, which is not known"
        hint = "PostgreSQL, MariaDB and SQLite are"
    elif db.dialect == "sqlite":
        driver: Any = db.connection.connection.driver_connection
        if getattr(driver, "text_factory", str) is not str:
            fault, hint = "gives something else than str for text", "leave its text_factory as it is"
        elif db.row(text("PRAGMA application_id"))[0] == APPLICATION_ID:
            fault, hint = "is a connection to a file of our own", "open it by its path"
    elif db.dialect == "mariadb":
        mode, charset = db.row(text("SELECT @@sql_mode, @@character_set_client"))
        if not any(each in mode for each in _STRICT):
            fault, hint = "would cut what is too long", "let its sql_mode hold STRICT_TRANS_TABLES"
        elif charset != "utf8mb4":
            fault, hint = f"speaks {charset}, which does not hold every character", "connect with utf8mb4"
    else:
        (charset,) = db.row(text("SHOW client_encoding"))
        if charset != "UTF8":
            fault, hint = f"speaks {charset}, which does not hold every character", "connect with UTF8"
    if fault is not None:
        raise StoreError(db.location, fault, hint)
    return db


def open_rows(given: Any, *, schema: str | None = None, prefix: str = PREFIX) -> SqlRows:
    """Open a base over a connection or engine of a host; its tables are made if no transaction is open.

    Raises
    ------
    StoreError, NewerFile
    """
    db = connected(given)
    try:
        return SqlRows(db, schema=schema, prefix=prefix)
    except BaseException:
        db.close()
        raise
