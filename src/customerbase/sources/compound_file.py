"""Whether an old workbook (.xls) is whole and open: its first bytes ([MS-CFB], section 2.2), and where its cells stand ([MS-XLS]).

Its reader asks for as much memory as they say, and a process that cannot have
it is ended on the spot, where no error can be caught.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from typing import Final

__all__ = ["MAGIC", "cells_stray", "is_damaged", "is_locked"]

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How compound files begin."""

_HEAD: Final = 512
_SECTORS: Final = {3: 9, 4: 12}
_IN_HEADER: Final = 109
_END: Final = 0xFFFFFFFA
_CELLS: Final = frozenset({0x0006, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00BD, 0x00BE})
_SEVERAL: Final = frozenset({0x00BD, 0x00BE})
_DIMENSIONS: Final = 0x0200
_LOCKED: Final = 0x002F
_FIRST: Final = 20
_ROWS: Final = 65_536
_COLUMNS: Final = 256


def is_damaged(begin: bytes, size: int) -> bool:
    """Tell whether a compound file cannot be what it says of itself.

    Parameters
    ----------
    begin : bytes
        Its first 512 bytes.
    size : int
        Of the whole, in bytes.

    Examples
    --------
    >>> is_damaged(MAGIC, 8), is_damaged(b"PK", 2)
    (True, False)
    """
    if not begin.startswith(MAGIC):
        return False
    if len(begin) < _HEAD or size < _HEAD:
        return True
    version, order, shift, mini_shift = struct.unpack_from("<4H", begin, 26)
    if order != 0xFFFE or _SECTORS.get(version) != shift or mini_shift != 6:
        return True
    sectors = (size >> shift) + 1
    of_table, directory = struct.unpack_from("<2I", begin, 44)
    cutoff, mini_table, of_mini, further, of_further = struct.unpack_from("<5I", begin, 56)
    counts_fit = max(of_table, of_mini, of_further) <= sectors and cutoff == 4096
    starts_fit = all(each < sectors or each > _END for each in (directory, mini_table, further))
    listed = struct.unpack_from(f"<{_IN_HEADER}I", begin, 76)
    return not (counts_fit and starts_fit and all(each < sectors or each > _END for each in listed))


def cells_stray(content: bytes) -> bool:
    """Tell whether a cell of an old workbook stands where none can: it has 65,536 rows and 256 columns.

    Parameters
    ----------
    content : bytes
        A compound file that `is_damaged` finds no fault with.
    """
    try:
        return any(_strays(kind, body) for kind, body in _records(_stream(content)))
    except (struct.error, IndexError, ValueError):
        return True


def is_locked(content: bytes) -> bool:
    """Tell whether a workbook in a compound file is enciphered: an old one, or an .xlsx in one ([MS-OFFCRYPTO]).

    Parameters
    ----------
    content : bytes
        A compound file that `is_damaged` finds no fault with.
    """
    if "EncryptedPackage".encode("utf-16-le") in content:
        return True
    try:
        return any(kind == _LOCKED for kind, _ in islice(_records(_stream(content)), _FIRST))
    except (struct.error, IndexError, ValueError):
        return False


def _strays(kind: int, body: bytes) -> bool:
    if kind == _DIMENSIONS and len(body) >= 12:
        first_row, last_row, first, last = struct.unpack_from("<IIHH", body)
        return bool(max(first_row, last_row) > _ROWS or max(first, last) > _COLUMNS)
    if kind not in _CELLS or len(body) < 4:
        return False
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in _SEVERAL else 0
    return bool(max(struct.unpack_from("<H", body, 2)[0], last) >= _COLUMNS)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _stream(content: bytes) -> bytes:
    """Return the stream of the workbook, put together from its sectors; nothing where there is none."""
    (shift,) = struct.unpack_from("<H", content, 30)
    directory, cutoff = struct.unpack_from("<I", content, 48)[0], 4096
    mini_table, _, further = struct.unpack_from("<3I", content, 60)
    listed = list(struct.unpack_from(f"<{_IN_HEADER}I", content, 76))
    size = 1 << shift

    def sector(number: int) -> bytes:
        return content[(number + 1) << shift : (number + 2) << shift]

    seen = 0
    while further < _END and seen <= len(content) >> shift:
        numbers = struct.unpack(f"<{size // 4}I", sector(further))
        listed += numbers[:-1]
        further, seen = numbers[-1], seen + 1
    table = b"".join(sector(each) for each in listed if each < _END)

    def chain(start: int, of: bytes) -> list[int]:
        found: list[int] = []
        while start < _END:
            if len(found) > len(of) // 4:
                raise ValueError("goes round in a circle")
            found.append(start)
            (start,) = struct.unpack_from("<I", of, 4 * start)
        return found

    entries = b"".join(map(sector, chain(directory, table)))
    root = b""
    for at in range(0, len(entries) - 127, 128):
        entry = entries[at : at + 128]
        length, kind = struct.unpack_from("<HB", entry, 64)
        name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
        start, whole = struct.unpack_from("<II", entry, 116)
        if kind == 5:
            root = b"".join(map(sector, chain(start, table)))
        elif kind == 2 and name.lower() in ("workbook", "book"):
            if whole >= cutoff:
                return b"".join(map(sector, chain(start, table)))[:whole]
            small = b"".join(map(sector, chain(mini_table, table)))
            return b"".join(root[each << 6 : (each + 1) << 6] for each in chain(start, small))[:whole]
    return b""
