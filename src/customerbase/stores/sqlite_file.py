"""One SQLite file: opening it safely, transactions, and errors in words that help."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import attrs
from sqlite_utils import Database

from customerbase.errors import NewerFile, StoreError
from customerbase.stores.migrations import APPLICATION_ID, STEPS
from customerbase.stores.sqlite_errors import told
from customerbase.validation import storable

__all__ = ["Driver", "SqliteFile"]

_CHUNK = 500
_LEAST = 512
"""Bytes of the smallest page, and so of the smallest file, that SQLite writes."""
_SETTINGS = (
    "foreign_keys = ON",
    "secure_delete = ON",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "cache_size = -64000",
)


@attrs.frozen
class Driver:
    """What opens files in the place of Python's own sqlite3.

    Parameters
    ----------
    connect : callable
        Given a path and the seconds to wait, returns a connection that is like one of sqlite3.
    error : type
        The base of what it raises.
    """

    connect: Callable[[Path, float], Any] = attrs.field(repr=False)
    error: type[Exception]


class SqliteFile:
    """A connection to one file, and its transactions.

    Parameters
    ----------
    path : str or os.PathLike
        A file that is not there is made, with mode 0600.
    timeout : float
        Seconds to wait for another program that writes.
    driver : Driver, optional
        Python's own by default.

    Raises
    ------
    StoreError
        If the file cannot be used; it is left as it is.
    NewerFile
        If a later version of the library wrote it.
    """

    def __init__(self, path: str | os.PathLike[str], *, timeout: float, driver: Driver | None = None) -> None:
        self.location = os.fspath(path)
        self._timeout = timeout
        self._errors = _errors(driver)
        self._db = _connect(self.location, timeout, driver)
        self._conn: sqlite3.Connection = self._db.conn
        # Absolute: the program may go to another folder.
        self._path = Path(self.location).absolute()
        self._place = _place(self._path)
        self._process = os.getpid()
        self._depth = 0
        self._left_open = False
        self._closed = False
        self._reading = False
        self._forget: list[Callable[[], None]] = []

    def on_rollback(self, forget: Callable[[], None]) -> None:
        """Call `forget` whenever something was taken back."""
        self._forget.append(forget)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that follows, or nothing of it.

        Raises
        ------
        StoreError
            If the file is not where it was, if it is written while it is read, or if SQLite took the whole back
            when something inside could not be written.
        """
        self._check_place()
        self._check_whole()
        if self._reading:
            raise StoreError(
                self.location,
                "is being read at this moment",
                "write when the answer is there, not while it is made",
            )
        name = f"customerbase_{self._depth}"
        begin, commit, undo = (
            ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
            if self._depth == 0
            else (f"SAVEPOINT {name}", f"RELEASE {name}", (f"ROLLBACK TO {name}", f"RELEASE {name}"))
        )
        if self._depth == 0:
            self._wait_for_others(begin)
        else:
            self.run(begin)
        self._depth += 1
        try:
            yield
        except BaseException as error:
            self._depth -= 1
            self._take_back(undo)
            if isinstance(error, self._errors):
                raise told(self.location, error, self._timeout) from error
            raise
        self._depth -= 1
        if self._depth == 0 and not self._conn.in_transaction:
            self._take_back(undo)
            raise self._taken_back()
        try:
            self.run(commit)
        except BaseException:
            self._take_back(undo)
            raise

    def _wait_for_others(self, begin: str) -> None:
        """Begin to write as soon as others let us.

        SQLite itself looks again after a tenth of a second, at random so to say: where many write without a pause,
        one of them may look in vain for many seconds.
        """
        self._check_process()
        until = time.monotonic() + self._timeout
        self._conn.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    self._conn.execute(begin)
                except self._errors as error:
                    if "locked" not in str(error) or time.monotonic() > until:
                        raise told(self.location, error, self._timeout) from error
                    # From one to five milliseconds, so that those who wait do not look at the same time.
                    time.sleep(0.001 + time.monotonic_ns() % 4_000_000 / 1e9)
                else:
                    return
        finally:
            self._conn.execute(f"PRAGMA busy_timeout = {int(self._timeout * 1_000)}")

    def _take_back(self, undo: Sequence[str]) -> None:
        for forget in self._forget:
            forget()
        if self._conn.in_transaction:
            # What a failing disk keeps from being taken back is taken back when the next transaction begins.
            try:
                for statement in undo:
                    self._conn.execute(statement)
            except self._errors:
                self._left_open = self._depth == 0 and self._conn.in_transaction

    def _check_place(self) -> None:
        if self._closed:
            raise StoreError(self.location, "was closed", "open it again")
        if self._depth == 0 and self._place is not None and _place(self._path) != self._place:
            raise StoreError(
                self.location,
                "was removed, or another file was put in its place, since it was opened",
                "open it again: what would be written now would be lost",
            )

    def _check_whole(self) -> None:
        """Begin nothing inside a transaction of which SQLite took everything back: it would be kept alone."""
        if self._depth and not self._conn.in_transaction:
            raise self._taken_back()
        if self._left_open:
            self.run("ROLLBACK")
            self._left_open = False

    def _taken_back(self) -> StoreError:
        return StoreError(
            self.location,
            "the transaction was taken back when something in it could not be written; nothing was changed",
            "leave it, and do all of it again",
        )

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let the queries inside see one state of the file, whatever others write meanwhile."""
        self._check_place()
        self._check_whole()
        if self._conn.in_transaction:
            yield
            return
        self.run("BEGIN")
        self._reading = True
        try:
            yield
        finally:
            self._reading = False
            with suppress(sqlite3.Error):
                self._conn.rollback()
            self._left_open = self._conn.in_transaction

    def overwrite_freed(self) -> tuple[str, ...]:
        """Bring what was written into the file itself, and empty the journal that still holds the old pages."""
        if self._conn.in_transaction:
            later = "when it is kept and the last program that uses the file closes it"
            return (f"the transaction is not over: what was erased leaves the file and its journal {later}",)
        busy, _, _ = self.run("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            until = "until that one is done and the base is closed"
            return (f"another program reads {self.location}: its journal holds what was erased {until}",)
        return ()

    def close(self) -> None:
        """Let go of the file."""
        self._closed = True
        self._db.close()

    def _check_process(self) -> None:
        if os.getpid() != self._process:
            raise StoreError(
                self.location,
                "was opened by the process from which this one was forked; SQLite would damage the file",
                "open the base in each process",
            )

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        self._check_process()
        try:
            return self._conn.execute(sql, parameters)
        except self._errors as error:
            raise told(self.location, error, self._timeout) from error

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return all rows of a query."""
        self._check_process()
        try:
            return self._conn.execute(sql, parameters).fetchall()
        except self._errors as error:
            raise told(self.location, error, self._timeout) from error

    def chunks(self, sql: str, keys: Iterable[str], *first: Any) -> Iterator[Any]:
        """Run a query that ends in ``IN (...)`` for all keys, some hundred at a time."""
        wanted = [each for each in dict.fromkeys(keys) if not isinstance(each, str) or storable(each)]
        for i in range(0, len(wanted), _CHUNK):
            some = wanted[i : i + _CHUNK]
            yield from self.rows(sql.format(",".join("?" * len(some))), (*first, *some))

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each row."""
        self._check_process()
        try:
            self._conn.executemany(sql, rows)
        except self._errors as error:
            raise told(self.location, error, self._timeout) from error


def _place(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from any other, whatever its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _errors(driver: Driver | None) -> tuple[type[Exception], ...]:
    return (sqlite3.Error,) if driver is None else (sqlite3.Error, driver.error)


def _connect(location: str, timeout: float, driver: Driver | None) -> Database:
    path = Path(location)
    if path.is_dir():
        raise StoreError(location, "is a folder", "name a file, for example acme.db")
    if not path.parent.is_dir():
        raise StoreError(location, f"the folder {path.parent} does not exist", "make it first")
    try:
        if path.is_file() and not _may_be_ours(path):
            raise StoreError(location, "is no SQLite file", "to read a list, import it into a base")
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        # Absolute, so that no name of a file means anything else to SQLite (":memory:").
        connection = (
            sqlite3.connect(path.absolute(), timeout=timeout, isolation_level=None)
            if driver is None
            else driver.connect(path.absolute(), timeout)
        )
    except OSError as error:
        raise StoreError(location, f"cannot be opened: {error}") from error
    except _errors(driver) as error:
        raise told(location, error, timeout) from error
    try:
        return _prepare(location, connection, timeout)
    except BaseException as error:
        connection.close()
        if isinstance(error, _errors(driver)):
            raise told(location, error, timeout) from error
        raise


def _may_be_ours(path: Path) -> bool:
    # SQLite takes a file that is shorter than its header for an empty one, and writes over it.  Told by its
    # size alone: opening and closing the file would drop the locks that this process holds on it by another
    # connection (POSIX), and the next program to leave would take the journal away from under that one.
    size = path.stat().st_size
    return size == 0 or size >= _LEAST


def _prepare(location: str, connection: sqlite3.Connection, timeout: float) -> Database:
    for setting in _SETTINGS:
        if setting.startswith("journal"):
            _refuse_strangers(location, connection)
            _keep_a_journal(connection, setting, timeout)
        else:
            connection.execute(f"PRAGMA {setting}")
    db = Database(connection, execute_plugins=False, strict=True)
    if _version(connection) < len(STEPS):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for step in STEPS[_version(connection) :]:
                step(db)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {len(STEPS)}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return db


def _keep_a_journal(connection: sqlite3.Connection, setting: str, timeout: float) -> None:
    """Turn the file to its journal, waiting for others that do so at this moment: SQLite itself does not."""
    until = time.monotonic() + timeout
    while True:
        try:
            connection.execute(f"PRAGMA {setting}")
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _refuse_strangers(location: str, connection: sqlite3.Connection) -> None:
    """A file of another program, or of a later version of this one, is left as it is."""
    # In one transaction: another process may be making the tables at this moment.
    connection.execute("BEGIN")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    found = _version(connection)
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    connection.execute("COMMIT")
    if mark != APPLICATION_ID and (tables or mark or found):
        raise StoreError(location, "is an SQLite file of another program", "choose another name for the base")
    if found > len(STEPS):
        raise NewerFile(location, found, len(STEPS))
