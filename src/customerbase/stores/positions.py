"""Sets of positions in a list, as text: which places of a long list are those of grade A.

A set is a number with a bit for each position, in parts of 65,536 bits, so
that two sets are intersected, and counted, in some microseconds.
"""

from __future__ import annotations

import zlib
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

__all__ = ["PART", "bits_from_text", "bits_of", "slice_of", "text_of_bits"]

PART: Final = 65_536
"""Positions in one part of a set."""

_STEP: Final = 512


def bits_of(positions: Iterable[int]) -> int:
    """Return the set of positions below `PART` as a number.

    >>> bits_of([0, 3])
    9
    """
    held = bytearray(PART // 8)
    for each in positions:
        held[each >> 3] |= 1 << (each & 7)
    return int.from_bytes(held, "little")


def text_of_bits(bits: int) -> str:
    """Write a set as a JSON text.

    >>> bits_from_text(text_of_bits(9))
    9
    """
    held = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    packed = zlib.compress(held, 1)
    # A set of many is hardly smaller when it is packed, and takes three times as long to read.
    sort, kept = ("z", packed) if 2 * len(packed) < len(held) else ("r", held)
    return f'"{sort}{b2a_base64(kept, newline=False).decode("ascii")}"'


def bits_from_text(text: str) -> int:
    """Read back what `text_of_bits` wrote."""
    kept = a2b_base64(text[2:-1])
    return int.from_bytes(zlib.decompress(kept) if text[1] == "z" else kept, "little")


def slice_of(parts: Sequence[int], first: int, count: int) -> list[int]:
    """Return some members of a set in order, from the `first` on, counted from 0.

    Parameters
    ----------
    parts : sequence of int
        The set, part by part.
    first, count : int

    Examples
    --------
    >>> slice_of([bits_of([1, 5, 9]), bits_of([2])], 1, 3)
    [5, 9, 65538]
    """
    found: list[int] = []
    for i, part in enumerate(parts):
        inside = part.bit_count()
        if first >= inside:
            first -= inside
            continue
        for position in _members(part, first):
            if len(found) == count:
                return found
            found.append(i * PART + position)
        first = 0
    return found


def _members(part: int, passed_over: int) -> Iterator[int]:
    """Yield the members of one part, without the first few."""
    held = part.to_bytes(PART // 8, "little")
    for start in range(0, len(held), _STEP // 8):
        word = int.from_bytes(held[start : start + _STEP // 8], "little")
        inside = word.bit_count()
        if passed_over >= inside:
            passed_over -= inside
            continue
        while word:
            low = word & -word
            word ^= low
            if passed_over:
                passed_over -= 1
            else:
                yield start * 8 + low.bit_length() - 1
