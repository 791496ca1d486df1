"""How the names of two records are compared: of people, and of organisations with place, trade and branch."""

from __future__ import annotations

from typing import Final

from customerbase.linkage.features import Features
from customerbase.linkage.levels import SILENT, Levels
from customerbase.linkage.similarity import Similarity

__all__ = ["anagram", "branch", "company", "employer", "person", "same", "share"]


def person(a: Features, b: Features, like: Similarity) -> Levels:
    """Family name, given name and their order; swapped where that way they are clearly more alike."""
    if not (a.given or a.family) or not (b.given or b.family):
        return SILENT, SILENT, SILENT
    family = _sounded(a.family, b.family, a.family_sound, b.family_sound, like)
    given = _sounded(a.given, b.given, a.given_sound, b.given_sound, like)
    if (family == 0 and given in (0, SILENT)) or (given == 0 and family == SILENT):
        return family, given, 0 if a.given and b.given else SILENT
    crossed_family = _sounded(a.family, b.given, a.family_sound, b.given_sound, like)
    crossed_given = _sounded(a.given, b.family, a.given_sound, b.family_sound, like)
    together = _together(a, b)
    if together is not None:
        return together
    if _good(crossed_family, crossed_given) > _good(family, given):
        # Which of the two is the family name is not known here: the better one stands first, from either side.
        better, other = sorted((crossed_family, crossed_given), key=lambda level: (level == SILENT, level))
        return better, other, 1 if a.given and b.given else _ONE_WORD
    if family == given == SILENT:
        return SILENT, SILENT, SILENT
    return family, given, 0 if a.given and b.given else SILENT


_ONE_WORD: Final = 2
_GOOD: Final = (8, 6, 5, 3, -2)


def _good(*levels: int) -> int:
    return sum(_GOOD[each] for each in levels if each != SILENT)


def _together(a: Features, b: Features) -> Levels | None:
    """A whole name in one word beside the same name in two: 王 + 小明 and 王小明, ou + yang and ouyang."""
    if bool(a.given) == bool(b.given):
        return None
    one, two = (b, a) if a.given else (a, b)
    if not two.family or len(one.family) < 3:
        return None
    if one.family in (two.family + two.given, two.given + two.family):
        return 0, 0, 0
    return None


def _sounded(one: str, other: str, sound: str, other_sound: str, like: Similarity) -> int:
    level = _part(one, other, like)
    return 1 if level > 1 and sound and sound == other_sound else level


def _part(one: str, other: str, like: Similarity) -> int:
    if not one or not other:
        return SILENT
    if one == other:
        return 0
    alike = like.jaro_winkler(one, other)
    shorter = min(len(one), len(other))
    if alike >= 0.92 or (shorter >= 3 and like.edits(one, other, 1) <= 1):
        return 1
    if shorter >= 3 and anagram(one, other, like):
        return 2
    if alike >= 0.8 or (shorter == 1 and one[0] == other[0]) or _half(one, other):
        return 3
    return 4


def _half(one: str, other: str) -> bool:
    """Of two characters one is the same: 佳远 and 嘉远, but not Jo and Al."""
    return len(one) == len(other) == 2 and not one.isascii() and (one[0] == other[0] or one[1] == other[1])


def anagram(one: str, other: str, like: Similarity) -> bool:
    """Whether both are of the same letters but for one: what a jumbled word looks like."""
    return like.edits("".join(sorted(one)), "".join(sorted(other)), 1) <= 1


def company(a: Features, b: Features, like: Similarity) -> int:
    """The names of two organisations."""
    if not a.core or not b.core:
        return SILENT
    if any(each in b.names and each not in a.cores for each in a.names):
        return 0
    if a.core == b.core or share(a.cores, b.cores) or share(a.names, b.names):
        return 1
    alike = like.jaro_winkler(a.core, b.core)
    short, long = sorted((a.core, b.core), key=len)
    if a.core_sound and a.core_sound == b.core_sound:
        return 2
    if len(short) > (3 if short.isascii() else 2) and (alike >= 0.94 or like.edits(a.core, b.core, 1) <= 1):
        return 2
    if len(short) > 1 and (
        short in long or (len(short) > 2 and short[0] == long[0] and _within(short, long))
    ):
        return 3
    return 4 if alike >= 0.8 or _half(short, long) else 5


def share(ones: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether any of the one stands among the others."""
    return any(each in others for each in ones)


def _within(short: str, long: str) -> bool:
    """Whether the letters of the short form follow one another in the long one: 中石化 in 中国石油化工."""
    if len(short) * 4 < len(long) or short.isascii():
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


def same(one: str, other: str) -> int:
    """Two words of which one may be longer: 上海 and 上海市."""
    if not one or not other:
        return SILENT
    return 0 if one == other or one in other or other in one else 1


def employer(ones: tuple[str, ...], others: tuple[str, ...]) -> int:
    """Whether two people are, or were, at the same customer."""
    if not ones or not others:
        return SILENT
    return 0 if any(each in others for each in ones) else 1


def branch(one: str, other: str) -> int:
    """Two branches, or a branch and its company."""
    if not one and not other:
        return SILENT
    if not one or not other:
        return 1
    return 0 if one == other else 2
