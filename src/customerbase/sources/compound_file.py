"""Whether an old workbook (.xls) is whole, as far as its first bytes tell ([MS-CFB], section 2.2).

Its reader asks for as much memory as they say, and a process that cannot have
it is ended on the spot, where no error can be caught.
"""

from __future__ import annotations

import struct
from typing import Final

__all__ = ["MAGIC", "is_damaged"]

MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How compound files begin."""

_HEAD: Final = 512
_SECTORS: Final = {3: 9, 4: 12}
_IN_HEADER: Final = 109
_END: Final = 0xFFFFFFFA


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
