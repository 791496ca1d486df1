"""How text is folded before it is compared: width, case, accents, and traditional characters to simplified ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

import attrs

__all__ = ["PLAIN", "Folding"]

_ACCENTED: Final = re.compile("[\u00c0-\u058f\u1e00-\u1fff\u0300-\u036f]")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")


def _table(folding: Folding) -> Mapping[int, str]:
    return {ord(each): into for each, into in zip(folding.pairs[::2], folding.pairs[1::2], strict=True)}


@attrs.frozen
class Folding:
    """What makes two spellings one.

    Full width becomes half width (NFKC), capitals become small, accents of
    Latin, Greek and Cyrillic letters are left out, and each character of
    `pairs` becomes its partner, whatever stands beside it: so a part of a
    text folds to a part of the folded text.

    Parameters
    ----------
    pairs : str
        Character and partner, character and partner, ...; empty where
        traditional characters are told apart from simplified ones.

    Examples
    --------
    >>> Folding("機机電电").fold("上海機電 ＡＢＣ Café")
    '上海机电 abc cafe'
    """

    pairs: str = attrs.field(default="", repr=lambda pairs: f"<{len(pairs) // 2} pairs>")
    _partners: Mapping[int, str] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_table, takes_self=True)
    )

    def fold(self, text: str) -> str:
        """Return the text as it is compared."""
        if text.isascii():
            return text.lower()
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        if _ACCENTED.search(folded):
            apart = _ACCENTS.sub("", unicodedata.normalize("NFD", folded))
            folded = unicodedata.normalize("NFKC", apart).casefold()
        return folded.translate(self._partners) if self._partners else folded


PLAIN: Final = Folding()
"""Folds no characters into others: what is used where the extra ``cn`` is not installed."""
