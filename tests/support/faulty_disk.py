"""A disk that fails when it is told to: SQLite over a VFS of ours, behind the interface of `sqlite3`.

The package apsw brings a copy of SQLite of its own, which asks us for every read and write.  No file is ever open in
both copies at once: closing it in one would drop the locks of the other.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

import apsw

__all__ = ["Connection", "FaultyDisk"]


class FaultyDisk:
    """Counts what is asked of the disk, and fails from the n-th time on, or only that once.

    Parameters
    ----------
    vfs : str
        The name under which SQLite finds it.
    """

    def __init__(self) -> None:
        self.name = f"faulty-{uuid4().hex}"
        self.asked: Counter[str] = Counter()
        self.failed: list[str] = []
        self.checkpoint_after = 1_000
        self._plan: tuple[str, int, int, bool] | None = None
        self._vfs = _Vfs(self)

    def fail(self, what: str, number: int, code: int, *, once: bool = False) -> None:
        """Fail the `number`-th time from now on that the disk shall do `what`, and later ones unless `once`."""
        self.asked.clear()
        self.failed.clear()
        self._plan = (what, number, code, once)

    def heal(self) -> None:
        """Work again, and count from nothing."""
        self.asked.clear()
        self._plan = None

    def connect(self, path: Any, timeout: float = 5.0, isolation_level: None = None, **_: Any) -> Connection:
        """What `sqlite3.connect` does."""
        return Connection(_told(lambda: apsw.Connection(str(path), vfs=self.name)), timeout, self)

    def asks(self, what: str, file: str) -> None:
        self.asked[what] += 1
        if self._plan is not None and self._plan[0] == what:
            _, number, code, once = self._plan
            if self.asked[what] == number or (self.asked[what] > number and not once):
                self.failed.append(f"{what} {self.asked[what]} of {file[-8:]}")
                raise apsw.exception_for(code)


class _Quiet:
    def excepthook(self, *_: object) -> bool:
        """What SQLite itself passes over need not be told."""
        return True


class _Vfs(_Quiet, apsw.VFS):
    def __init__(self, disk: FaultyDisk) -> None:
        self._disk = disk
        super().__init__(disk.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - as SQLite calls it
        self._disk.asks("open", str(name))
        return _File(self._disk, name, flags)

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802
        self._disk.asks("delete", name)
        super().xDelete(name, sync)


class _File(_Quiet, apsw.VFSFile):
    def __init__(self, disk: FaultyDisk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__("", name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        self._disk.asks("read", self._name)
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._disk.asks("write", self._name)
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.asks("sync", self._name)
        super().xSync(flags)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.asks("truncate", self._name)
        super().xTruncate(size)

    def xLock(self, level: int) -> None:  # noqa: N802
        self._disk.asks("lock", self._name)
        super().xLock(level)


class Connection:
    """A connection of apsw that answers as one of `sqlite3`."""

    isolation_level = None

    def __init__(self, connection: apsw.Connection, timeout: float, disk: FaultyDisk) -> None:
        self._connection = connection
        self._disk = disk
        connection.set_busy_timeout(int(timeout * 1000))
        connection.set_wal_hook(self._checkpoint)

    def _checkpoint(self, connection: apsw.Connection, _: str, pages: int) -> int:
        """What SQLite does by itself: after a commit, where a failure is no failure of the commit."""
        if pages >= self._disk.checkpoint_after:
            with suppress(apsw.Error):
                connection.wal_checkpoint()
        return apsw.SQLITE_OK

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, sql: str, parameters: Any = ()) -> Cursor:
        return Cursor(self._connection, _told(lambda: self._connection.execute(sql, parameters or None)))

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> Cursor:
        return Cursor(self._connection, _told(lambda: self._connection.executemany(sql, rows)))

    def create_function(
        self, name: str, arguments: int, function: Any, *, deterministic: bool = False
    ) -> None:
        self._connection.create_scalar_function(name, function, arguments, deterministic=deterministic)

    def rollback(self) -> None:
        if self.in_transaction:
            self.execute("ROLLBACK")

    def commit(self) -> None:
        if self.in_transaction:
            self.execute("COMMIT")

    def close(self) -> None:
        # As in `sqlite3`: what cannot be put in order now is put in order by whoever opens the file next.
        with suppress(apsw.Error):
            self._connection.close(force=True)


class Cursor:
    """A cursor of apsw that answers as one of `sqlite3`."""

    def __init__(self, connection: apsw.Connection, cursor: Any) -> None:
        self._cursor = cursor
        self.lastrowid = connection.last_insert_rowid()
        self.rowcount = connection.changes()

    def fetchone(self) -> Any:
        return _told(self._cursor.fetchone)

    def fetchall(self) -> list[Any]:
        return _told(self._cursor.fetchall)

    def __iter__(self) -> Iterator[Any]:
        while (row := self.fetchone()) is not None:
            yield row


_SAID = {
    apsw.SQLITE_FULL: "database or disk is full",
    apsw.SQLITE_IOERR: "disk I/O error",
    apsw.SQLITE_CANTOPEN: "unable to open database file",
    apsw.SQLITE_BUSY: "database is locked",
    apsw.SQLITE_READONLY: "attempt to write a readonly database",
}
_KINDS = {
    apsw.SQLITE_CONSTRAINT: sqlite3.IntegrityError,
    apsw.SQLITE_CORRUPT: sqlite3.DatabaseError,
    apsw.SQLITE_NOTADB: sqlite3.DatabaseError,
}


def _told(act: Any) -> Any:
    """Do something, and let it fail as `sqlite3` fails."""
    try:
        return act()
    except apsw.Error as error:
        kind = _KINDS.get(error.result, sqlite3.OperationalError)
        told = kind(_SAID.get(error.result, str(error)))
        told.sqlite_errorcode = code = error.extendedresult or error.result
        names = apsw.mapping_result_codes | apsw.mapping_extended_result_codes
        told.sqlite_errorname = str(names[code])
        raise told from error
