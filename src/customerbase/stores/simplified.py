"""Traditional characters and their simplified partners, by OpenCC (extra ``cn``)."""

from __future__ import annotations

from functools import cache
from typing import Final

from opencc import OpenCC

from customerbase.searching.folding import Folding

__all__ = ["folding"]

_PLANES: Final = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x323B0))


@cache
def folding() -> Folding:
    """Return the folding that makes traditional characters simplified, each by itself.

    Examples
    --------
    >>> folding().fold("後臺") == folding().fold("后台")
    True
    """
    converter = OpenCC("t2s")
    # One to a line: OpenCC looks at neighbours, and a part of a name must fold as it does within the name.
    characters = [chr(code) for first, end in _PLANES for code in range(first, end)]
    partners = dict(zip(characters, converter.convert("\n".join(characters)).split("\n"), strict=True))
    pairs = []
    for each, partner in partners.items():
        last = partners.get(partner, partner)
        if last != each and len(last) == 1:
            pairs.append(each + last)
    return Folding("".join(pairs))
