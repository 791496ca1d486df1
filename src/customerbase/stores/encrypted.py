"""Records in one SQLite file that is encrypted as a whole, by SQLCipher.

All that `customerbase.stores.sqlite` does, in a file of which every page is
encrypted (AES-256) and signed (HMAC-SHA-512).  The key is given to SQLCipher
and kept nowhere else: no message, no location and no ``repr`` holds it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2  # type: ignore[import-untyped]

from customerbase.errors import StoreError
from customerbase.stores.sqlite import SqliteRows
from customerbase.stores.sqlite_file import Driver

__all__ = ["copy", "open_rows"]

_RAW = 32


def open_rows(location: str | os.PathLike[str], key: str | bytes, *, timeout: float = 30) -> SqliteRows:
    """Open an encrypted file, or make it with mode 0600 where there is none.

    Parameters
    ----------
    location : str or os.PathLike
    key : str or bytes
        A passphrase, from which SQLCipher derives the key; or the 32 bytes of the key itself.
    timeout : float
        Seconds to wait for another program that writes.

    Raises
    ------
    StoreError
        If the key is not that of the file, or the file is not encrypted.
    """
    return SqliteRows(location, timeout=timeout, driver=_driver(_pragma(key)))


def copy(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    key: str | bytes | None = None,
    new_key: str | bytes | None = None,
) -> None:
    """Write a base into a new file: encrypted, under another key, or no longer encrypted.

    Parameters
    ----------
    source, target : str or os.PathLike
        The target must not be there yet; it is made with mode 0600.
    key : str or bytes, optional
        Of the source; None where it is not encrypted.
    new_key : str or bytes, optional
        Of the target; None where it is not to be encrypted.

    Raises
    ------
    StoreError
        If the source cannot be read with this key, or the target is there.
    """
    # Opened as a base first: what is no base of ours, or is read with another key, is told.
    if key is None:
        SqliteRows(_there(source)).close()
    else:
        open_rows(_there(source), key).close()
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            os.fspath(target), f"cannot be made: {error.strerror}", "name another file"
        ) from error
    connection = _quiet(source, 30)
    try:
        if key is not None:
            connection.execute(f"PRAGMA key = {_pragma(key)}")
        new = "''" if new_key is None else _pragma(new_key)
        connection.execute(f"ATTACH DATABASE ? AS made KEY {new}", (os.fspath(target),))
        connection.execute("SELECT sqlcipher_export('made')").fetchall()
        for each in ("application_id", "user_version"):
            value = connection.execute(f"PRAGMA main.{each}").fetchone()[0]
            connection.execute(f"PRAGMA made.{each} = {value}")
        connection.execute("DETACH DATABASE made")
    except dbapi2.Error as error:
        Path(target).unlink()
        raise StoreError(os.fspath(source), f"could not be copied; SQLite says: {error}") from None
    finally:
        connection.close()


def _there(source: str | os.PathLike[str]) -> str | os.PathLike[str]:
    if not Path(source).is_file():
        raise StoreError(os.fspath(source), "is not there", "name the file of the base")
    return source


def _driver(pragma: str) -> Driver:
    def connect(path: Path, timeout: float) -> Any:
        connection = _quiet(path, timeout)
        connection.execute(f"PRAGMA key = {pragma}")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except dbapi2.DatabaseError as error:
            connection.close()
            if "not a database" not in str(error):
                raise
            raise _wrong_key(path, timeout) from None
        return connection

    return Driver(connect=connect, error=dbapi2.Error)


def _wrong_key(path: Path, timeout: float) -> StoreError:
    connection = _quiet(path, timeout)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.DatabaseError:
        return StoreError(
            os.fspath(path), "cannot be read with this key", "give the key that it was encrypted with"
        )
    finally:
        connection.close()
    return StoreError(
        os.fspath(path), "is not encrypted", "open it without key=, or encrypt it: stores.encrypted.copy()"
    )


def _quiet(path: str | os.PathLike[str], timeout: float) -> Any:
    """Connect without SQLCipher writing to the terminal what went wrong."""
    connection = dbapi2.connect(os.fspath(path), timeout=timeout, isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    return connection


def _pragma(key: str | bytes) -> str:
    """Return a key as SQLCipher reads it."""
    if isinstance(key, bytes):
        if len(key) != _RAW:
            raise ValueError(f"a key of bytes has {_RAW} of them, not {len(key)}")
        return f"\"x'{key.hex()}'\""
    if not isinstance(key, str) or not key or "\0" in key:
        raise ValueError("the key is no text, is empty, or holds a NUL")
    quoted = key.replace("'", "''")
    return f"'{quoted}'"
