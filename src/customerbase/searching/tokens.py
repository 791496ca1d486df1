"""Text in pieces that an index can hold: words, pairs of Chinese characters, and digits by threes.

A run of Chinese characters gives each pair of neighbours, and its last
character alone: ``上海机电`` gives ``上海 海机 机电 电``.  A part of the run is then
a run of its pairs, a single character begins a pair, and nothing needs to
know where one Chinese word ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

__all__ = [
    "END",
    "START",
    "TOKENS_VERSION",
    "digits_of",
    "email_tokens",
    "in_one",
    "in_threes",
    "is_chinese",
    "tokens_of",
]

TOKENS_VERSION: Final = "1"
"""Changes whenever the same text gives other tokens, so that an index of before is made anew."""
START: Final = "\ue000"
"""Put before the first token of a name, in one more token, so that names that begin with it are found."""
END: Final = "\ue001"
"""The token after the last one of each value: no phrase reaches from one value into the next."""
_WITHIN: Final = "\ue002"
"""Stands between the parts of a whole e-mail address, in one more token."""
_THREES: Final = 0xE100
"""A character of private use for each three digits: no text of people gives the same token."""

# Chinese and Japanese characters, kana, Hangul: what is written without spaces.
_CJK: Final = (
    "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
_PIECES: Final = re.compile(f"[{_CJK}](?:[\\W_]*[{_CJK}])*|[^\\W_{_CJK}]+")
_BETWEEN: Final = re.compile(f"[^{_CJK}]+")
_CHINESE: Final = re.compile(f"[{_CJK}]")


def tokens_of(folded: str) -> list[str]:
    """Return the tokens of a folded text; punctuation and spaces between Chinese characters count for nothing.

    >>> tokens_of("abc 机电（上海）")
    ['abc', '机电', '电上', '上海', '海']
    """
    tokens: list[str] = []
    for piece in _PIECES.findall(folded):
        if is_chinese(piece):
            run = _BETWEEN.sub("", piece)
            tokens += map("".join, pairwise(run))
            tokens.append(run[-1])
        else:
            tokens.append(piece)
    return tokens


def is_chinese(text: str) -> bool:
    """Tell whether a text begins with a character that is written without spaces."""
    return _CHINESE.match(text) is not None


def digits_of(number: str) -> str:
    """Return the digits of a number, in ASCII.

    >>> digits_of("0755-8320 １２３４")
    '075583201234'
    """
    return "".join(str(int(each)) for each in number if each.isdecimal())


def in_threes(digits: str) -> list[str]:
    """Return a token for each three digits that stand side by side: a part of four or more is a phrase of them."""
    return [chr(_THREES + int(digits[i : i + 3])) for i in range(len(digits) - 2)]


def in_one(tokens: Sequence[str]) -> str:
    """Return one token for several: a whole e-mail address is found by its beginning at once."""
    return _WITHIN.join(tokens)


def email_tokens(folded: str) -> list[str]:
    """Return the tokens of an e-mail address, and the whole of it."""
    tokens = tokens_of(folded)
    return [*tokens, in_one(tokens)] if tokens else []
