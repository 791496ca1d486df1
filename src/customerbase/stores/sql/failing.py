"""What a server says when it fails, in words that help: by its codes, where it gives them."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.exc import DBAPIError

from customerbase.errors import StoreError

__all__ = ["error_of"]

_BUSY: Final = (
    "another program is writing and did not finish in time; nothing was changed",
    "try again later",
)
_BETWEEN: Final = ("another transaction came between; nothing was changed", "do all of it again")
_FULL: Final = ("the server's disk is full; nothing was changed", "make room there and try again")
_GONE: Final = (
    "the server ended, or the connection to it; what was not kept is gone",
    "see what is there when it answers again, and go on: the base connects by itself",
)
_RIGHTS: Final = (
    "the user of the database may not do this",
    "grant the rights to tables, schema and database",
)
_READ_ONLY: Final = ("the database takes no writes", "connect to the server that does, not to its copy")
# https://www.postgresql.org/docs/18/errcodes-appendix.html; a code of two characters is a class.
_POSTGRESQL: Final = {
    "55P03": _BUSY,
    "40001": _BETWEEN,
    "40P01": _BETWEEN,
    "53100": _FULL,
    "57P01": _GONE,
    "57P02": _GONE,
    "57P03": _GONE,
    "08": _GONE,
    "25006": _READ_ONLY,
    "42501": _RIGHTS,
}
# https://mariadb.com/kb/en/mariadb-error-code-reference/; from 2000 on they are those of the client.
_MARIADB: Final = {
    1205: _BUSY,
    1213: _BETWEEN,
    1020: _BETWEEN,
    1021: _FULL,
    1114: _FULL,
    1053: _GONE,
    1927: _GONE,
    2006: _GONE,
    2013: _GONE,
    1290: _READ_ONLY,
    1792: _READ_ONLY,
    1044: _RIGHTS,
    1142: _RIGHTS,
}


def error_of(location: str, error: BaseException) -> StoreError:
    """Say what a database said.

    Parameters
    ----------
    location : str
    error : BaseException
        Of SQLAlchemy, or of a driver.
    """
    said: Any = error.orig if isinstance(error, DBAPIError) else error
    words = f"the database says: {' '.join(str(said).split())}"
    state = getattr(said, "sqlstate", None) or ""
    number = said.args[0] if getattr(said, "args", ()) else None
    known = _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
    if known is None and type(said).__module__.startswith("pymysql") and isinstance(number, int):
        known = _MARIADB.get(number)
    if known is None and isinstance(error, DBAPIError) and error.connection_invalidated:
        known = _GONE
    if known is None:
        return StoreError(location, words)
    reason, hint = known
    return StoreError(location, f"{reason} ({words})", hint)
