"""How alike two texts are: Jaro-Winkler and Damerau-Levenshtein, defined in plain Python.

`PLAIN` needs nothing.  The extra ``match`` brings the same two functions some thirty times faster
(`customerbase.linkage.rapid`, reached as ``registry.load("similarity", "rapidfuzz")``); a test holds both
against each other, so that no result depends on what is installed.

Sources: M. A. Jaro, Journal of the American Statistical Association 84 (1989) 414-420; W. E. Winkler,
Proceedings of the Section on Survey Research Methods (ASA, 1990) 354-359; F. J. Damerau, Communications of the
ACM 7 (1964) 171-176, in the form of optimal string alignment (no part is edited twice).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import attrs

__all__ = ["PLAIN", "Similarity", "edits", "jaro_winkler"]

_PREFIX: Final = 4
_SCALE: Final = 0.1
_BOOST_FROM: Final = 0.7


def jaro_winkler(one: str, other: str) -> float:
    """Return how alike two texts are, between 0 and 1; a common beginning counts more.

    Winkler's bonus for a common beginning of up to four characters is given above a similarity of 0.7.

    >>> round(jaro_winkler("martha", "marhta"), 4)
    0.9611
    >>> jaro_winkler("", "")
    1.0
    """
    if one == other:
        return 1.0
    jaro = _jaro(one, other)
    if jaro <= _BOOST_FROM:
        return jaro
    prefix = 0
    for left, right in zip(one[:_PREFIX], other[:_PREFIX], strict=False):
        if left != right:
            break
        prefix += 1
    return jaro + prefix * _SCALE * (1 - jaro)


def _jaro(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    taken = [False] * len(other)
    matched = []
    for i, letter in enumerate(one):
        for j in range(max(0, i - reach), min(len(other), i + reach + 1)):
            if not taken[j] and other[j] == letter:
                taken[j] = True
                matched.append(letter)
                break
    if not matched:
        return 0.0
    there = [letter for letter, used in zip(other, taken, strict=True) if used]
    moved = sum(left != right for left, right in zip(matched, there, strict=True)) // 2
    common = len(matched)
    return (common / len(one) + common / len(other) + (common - moved) / common) / 3


def edits(one: str, other: str, most: int) -> int:
    """Return how many characters were put in, left out, changed or swapped with their neighbour.

    More than `most` are not counted: the answer is then ``most + 1``.

    >>> edits("13800138000", "13800183000", 2)
    1
    >>> edits("smith", "jones", 2)
    3
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        row = [i]
        for j, right in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
        if min(row) > most and min(before) > most:
            return most + 1
    return min(last[-1], most + 1)


@attrs.frozen
class Similarity:
    """The two measures that comparisons use: one form of each.

    Parameters
    ----------
    jaro_winkler : callable
        Two texts → 0 to 1, as `jaro_winkler`.
    edits : callable
        Two texts and a limit → a number of edits, as `edits`.
    """

    jaro_winkler: Callable[[str, str], float]
    edits: Callable[[str, str, int], int]


PLAIN: Final = Similarity(jaro_winkler, edits)
"""The definition; slow, and always there."""
