"""Names in the order in which Chinese readers look for them: by their sound, as in a telephone book."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

__all__ = ["sort_key", "sound"]

_LONGEST: Final = 4


def sort_key(name: str) -> tuple[str, str]:
    """Return what a name is sorted by: its syllables in Latin letters, then the name itself.

    A character of several sounds is read as in the longest word that is known from there on.

    >>> sorted(["中国电器", "重庆机电", "上海机电", "Acme"], key=sort_key)
    ['Acme', '重庆机电', '上海机电', '中国电器']
    """
    if name.isascii():
        return name.casefold(), name
    found = []
    start = 0
    while start < len(name):
        end = start + 1
        if name[start].isascii():
            while end < len(name) and name[end].isascii():
                end += 1
        else:
            for longer in range(min(start + _LONGEST, len(name)), end, -1):
                if name[start:longer] in PHRASES_DICT:
                    end = longer
                    break
        found.append(_sound(name[start:end]))
        start = end
    return " ".join(found), name


def sound(name: str) -> str:
    """Return how a name sounds, in Latin letters without tones: what is the same for 晓明, 小明 and Xiaoming.

    >>> sound("小明") == sound("晓明") == sound("Xiaoming")
    True
    """
    return "".join(filter(str.isalpha, sort_key(name)[0]))


# Names are made of few words: asked one by one, pypinyin takes a tenth of a millisecond for each name.
@lru_cache(maxsize=20_000)
def _sound(word: str) -> str:
    if word.isascii():
        return word.casefold()
    return " ".join(lazy_pinyin(word, style=Style.TONE3)).casefold()
