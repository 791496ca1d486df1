"""What SQLite says when it fails, in words that help: by its codes, where it gives them."""

from __future__ import annotations

from typing import Final

from customerbase.errors import StoreError

__all__ = ["told"]

_DAMAGED: Final = "restore a copy; the file as it is may hold more than the copy: keep it"
_BUSY: Final = "another program is writing and did not finish within {timeout:g} s"
_DISK: Final = "the disk, or the network to it, failed ({name}); nothing was changed"
# Result code → what it means, and what to do.  The codes are those of https://www.sqlite.org/rescode.html.
_MEANINGS: Final[dict[str, tuple[str, str]]] = {
    "SQLITE_BUSY": (_BUSY, "try again later"),
    "SQLITE_LOCKED": (_BUSY, "try again later"),
    "SQLITE_PROTOCOL": (_BUSY, "try again later"),
    "SQLITE_FULL": ("the disk is full; nothing was changed", "make room and try again"),
    "SQLITE_READONLY": ("the file cannot be written", "check the rights of the file and its folder"),
    "SQLITE_IOERR": (
        _DISK,
        "try again; if it fails again, look at the disk, and copy the base to another one",
    ),
    "SQLITE_CANTOPEN": (
        "cannot be opened, or the files beside it that end in -wal and -shm cannot",
        "check the rights of the folder, and how many files this program holds open",
    ),
    "SQLITE_CORRUPT": ("the file is damaged", _DAMAGED),
    "SQLITE_NOTADB": (
        "is no SQLite file, or an encrypted one",
        "give key= if it is encrypted; to read a list, import it into a base",
    ),
}
# For what wraps SQLite without giving codes.
_WORDS: Final = {
    "locked": "SQLITE_BUSY",
    "busy": "SQLITE_BUSY",
    "disk is full": "SQLITE_FULL",
    "readonly": "SQLITE_READONLY",
    "disk I/O error": "SQLITE_IOERR",
    "unable to open": "SQLITE_CANTOPEN",
    "malformed": "SQLITE_CORRUPT",
    "not a database": "SQLITE_NOTADB",
}


def told(location: str, error: Exception, timeout: float) -> StoreError:
    """Say what went wrong with a file.

    Parameters
    ----------
    location : str
    error : Exception
    timeout : float
        Seconds for which another program was waited for.
    """
    said = str(error)
    name = getattr(error, "sqlite_errorname", None) or ""
    if "same thread" in said:
        return StoreError(
            location, "is used by another thread than the one that opened it", "open the base in each thread"
        )
    if "closed database" in said:
        return StoreError(location, "was closed", "open it again")
    # An extended code begins with the code that it refines: SQLITE_IOERR_WRITE.
    codes = [name, "_".join(name.split("_")[:2]), *(code for word, code in _WORDS.items() if word in said)]
    for code in codes:
        if code in _MEANINGS:
            reason, hint = _MEANINGS[code]
            return StoreError(location, reason.format(timeout=timeout, name=name or said), hint)
    return StoreError(location, f"SQLite says: {said}")
