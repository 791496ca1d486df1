"""How two records are compared: each field gives a level of agreement, or nothing where one side is silent.

A level is a place in `FIELDS`: 0 is the best agreement, the last is disagreement, `SILENT` stands for a
field that one of the two does not have.  What a level is worth is not said here but measured or given by
default (`customerbase.linkage.weights`).
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from customerbase.linkage.features import Features
from customerbase.linkage.similarity import Similarity

__all__ = ["BY_FREQUENCY", "FIELDS", "ORDER", "SILENT", "Levels", "compare", "shared_value", "values_of"]

SILENT: Final = -1

FIELDS: Final = MappingProxyType(
    {
        "family_name": ("same", "near", "same letters", "alike", "differs"),
        "given_name": ("same", "near", "same letters", "alike", "differs"),
        "name_order": ("as written", "swapped", "one word"),
        "company": ("same", "near", "one within the other", "alike", "differs"),
        "trade": ("same", "differs"),
        "name_place": ("same", "differs"),
        "branch": ("same", "one has none", "differs"),
        "identifier": ("same", "near", "alike", "differs"),
        "phone": ("same", "near", "differs"),
        "email": ("same", "near", "same mailbox", "alike", "differs"),
        "born": (
            "same",
            "near",
            "day and month swapped",
            "same as far as known",
            "within a month",
            "within four months",
            "within a year",
            "differs",
        ),
        "employer": ("same", "differs"),
        "street": ("same", "near", "same number", "alike", "differs"),
        "locality": (
            "same",
            "same postal code",
            "same town",
            "near",
            "same province",
            "differs",
        ),
    }
)
"""Field → its levels, best first."""

ORDER: Final = tuple(FIELDS)

Levels = tuple[int, ...]


def compare(a: Features, b: Features, like: Similarity) -> Levels:
    """Return the level of each field of `FIELDS`, in its order."""
    family, given, order = _person(a, b, like)
    return (
        family,
        given,
        order,
        _company(a, b, like),
        _same(a.trade, b.trade),
        _same(a.place, b.place),
        _branch(a.branch, b.branch) if a.core and b.core else SILENT,
        _identifier(a, b, like),
        _phone(a.phones, b.phones, like),
        _email(a, b, like),
        _born(a.born, b.born, like),
        _employer(a.within, b.within),
        _street(a, b, like),
        _locality(a, b, like),
    )


# ------------------------------------------------------------------------------ names


def _person(a: Features, b: Features, like: Similarity) -> Levels:
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
    if shorter >= 3 and _anagram(one, other, like):
        return 2
    if alike >= 0.8 or (shorter == 1 and one[0] == other[0]):
        return 3
    return 4


def _anagram(one: str, other: str, like: Similarity) -> bool:
    """Whether both are of the same letters but for one: what a jumbled word looks like."""
    return like.edits("".join(sorted(one)), "".join(sorted(other)), 1) <= 1


def _company(a: Features, b: Features, like: Similarity) -> int:
    if not a.core or not b.core:
        return SILENT
    if a.core == b.core or _share(a.cores, b.cores) or _share(a.names, b.names):
        return 0
    alike = like.jaro_winkler(a.core, b.core)
    short, long = sorted((a.core, b.core), key=len)
    if len(short) > 3 and (alike >= 0.94 or like.edits(a.core, b.core, 1) <= 1):
        return 1
    if len(short) > 1 and (
        short in long or (len(short) > 2 and short[0] == long[0] and _within(short, long))
    ):
        return 2
    return 3 if alike >= 0.8 else 4


def _share(ones: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return any(each in others for each in ones)


def _within(short: str, long: str) -> bool:
    """Whether the letters of the short form follow one another in the long one: 中石化 in 中国石油化工."""
    if len(short) * 4 < len(long) or short.isascii():
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


def _same(one: str, other: str) -> int:
    if not one or not other:
        return SILENT
    return 0 if one == other or one in other or other in one else 1


def _employer(ones: tuple[str, ...], others: tuple[str, ...]) -> int:
    if not ones or not others:
        return SILENT
    return 0 if any(each in others for each in ones) else 1


def _branch(one: str, other: str) -> int:
    if not one and not other:
        return SILENT
    if not one or not other:
        return 1
    return 0 if one == other else 2


# ------------------------------------------------------------------------------ numbers and addresses


def _identifier(a: Features, b: Features, like: Similarity) -> int:
    found = SILENT
    for scheme, value in a.identifiers:
        for other_scheme, other in b.identifiers:
            if scheme == other_scheme:
                level = 3
                if value == other:
                    return 0
                distance = like.edits(value, other, 2)
                if len(value) >= 5 and distance <= 2:
                    level = distance
                found = level if found == SILENT else min(found, level)
    return found


def _phone(ones: tuple[str, ...], others: tuple[str, ...], like: Similarity) -> int:
    if not ones or not others:
        return SILENT
    if any(each in others for each in ones):
        return 0
    for one in ones:
        for other in others:
            if len(one) >= 8 and like.edits(one, other, 1) <= 1:
                return 1
    return 2


def _email(a: Features, b: Features, like: Similarity) -> int:
    if not a.emails or not b.emails:
        return SILENT
    if _share(a.emails, b.emails):
        return 0
    names = {each for each in (a.given, a.family, b.given, b.family) if len(each) > 2}
    return min(_address(one, other, names, like) for one in a.emails for other in b.emails)


def _address(one: str, other: str, names: set[str], like: Similarity) -> int:
    box, _, host = one.partition("@")
    other_box, _, other_host = other.partition("@")
    if box == other_box and len(box) > 3:
        return 2
    common = [each for each in names if each in box and each in other_box]
    if common or (host == other_host and host):
        # A name says nothing twice, and everybody of one company or provider has the same end.
        for name in sorted(common, key=lambda each: (-len(each), each)):
            box, other_box = box.replace(name, "", 1), other_box.replace(name, "", 1)
        one, other = ("".join(filter(str.isalnum, each)) for each in (box, other_box))
        if one == other:
            return 1 if host == other_host else 2
    longer = max(len(one), len(other))
    distance = like.edits(one, other, max(1, longer // 3))
    if distance <= longer // 6:
        return 1
    return 3 if distance <= longer // 3 else 4


_DAYS_BEFORE: Final = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def _born(one: str, other: str, like: Similarity) -> int:
    if not one or not other:
        return SILENT
    if len(one) != len(other) or len(one) < 8:
        shorter = min(len(one), len(other))
        return 3 if one[:shorter] == other[:shorter] else 7
    if one == other:
        return 0
    if like.edits(one, other, 1) <= 1:
        return 1
    if one[:4] == other[:4] and one[4:6] == other[6:] and one[6:] == other[4:6]:
        return 2
    apart = abs(_day(one) - _day(other))
    if apart <= 31:
        return 4
    if apart <= 124:
        return 5
    return 6 if apart <= 366 else 7


def _day(born: str) -> int:
    return int(born[:4]) * 365 + _DAYS_BEFORE[min(int(born[4:6]), 12)] + int(born[6:])


def _street(a: Features, b: Features, like: Similarity) -> int:
    if not a.street or not b.street:
        return SILENT
    if a.street == b.street:
        return 0
    alike = like.jaro_winkler(a.street, b.street)
    numbers = bool(a.numbers & b.numbers)
    if alike >= 0.92 and (numbers or not a.numbers or not b.numbers):
        return 1
    common = len(a.grams & b.grams) / (min(len(a.grams), len(b.grams)) or 1)
    if numbers and (alike >= 0.7 or common >= 0.5):
        return 2
    return 3 if alike >= 0.85 or common >= 0.6 else 4


def _locality(a: Features, b: Features, like: Similarity) -> int:
    towns, others = _towns(a), _towns(b)
    code = a.postal_code if a.postal_code and b.postal_code else ""
    if not code and not (towns and others):
        return 4 if a.province and a.province == b.province else SILENT
    same_code = bool(code) and a.postal_code == b.postal_code
    same_town = any(each in others for each in towns)
    if same_town and (same_code or not code):
        return 0
    if same_code:
        return 1
    if same_town:
        return 2
    near_code = bool(code) and len(code) > 3 and like.edits(a.postal_code, b.postal_code, 1) <= 1
    if near_code or any(_near_town(one, other, like) for one in towns for other in others):
        return 3
    return 4 if a.province and a.province == b.province else 5


def _towns(record: Features) -> tuple[str, ...]:
    """The finest that are known."""
    if record.district:
        return (record.district,)
    return (record.city,) if record.city else ()


def _near_town(one: str, other: str, like: Similarity) -> bool:
    if min(len(one), len(other)) < 4:
        return False
    return like.jaro_winkler(one, other) >= 0.9 or _anagram(one, other, like)


# ------------------------------------------------------------------------------ values that are shared


def shared_value(a: Features, b: Features, field: str, levels: Levels) -> str:
    """Return the value in which two records agree in this field, marked by its kind; empty where there is none."""
    if field in ("family_name", "given_name"):
        return f"part:{_shared_part(a, b, field, levels)}"
    if field == "locality":
        if a.postal_code and a.postal_code == b.postal_code:
            return f"code:{a.postal_code}"
        return f"town:{_least(_towns(a), _towns(b))}"
    if field == "street":
        return f"street:{a.street}"
    name = {"identifier": "identifiers", "phone": "phones", "email": "emails", "company": "cores"}[field]
    return f"{field}:{_least(getattr(a, name), getattr(b, name))}"


def _shared_part(a: Features, b: Features, field: str, levels: Levels) -> str:
    if levels[2] > 0:
        both = sorted({a.given, a.family} & {b.given, b.family} - {""}) or [""]
        return both[0] if field == "family_name" else both[-1]
    two = a if a.given else b  # one of them may have the whole name in one word
    return two.family if field == "family_name" else two.given


def _least(ones: Iterable[object], others: Iterable[object]) -> object:
    return min(set(ones) & set(others), default="", key=str)


def values_of(record: Features) -> set[str]:
    """Return the values of a record that `shared_value` may name."""
    found = {f"part:{each}" for each in (record.family, record.given) if each}
    found.update(f"town:{each}" for each in _towns(record))
    found.update(f"identifier:{each}" for each in record.identifiers)
    found.update(f"phone:{each}" for each in record.phones)
    found.update(f"email:{each}" for each in record.emails)
    if record.postal_code:
        found.add(f"code:{record.postal_code}")
    found.update(f"company:{each}" for each in record.cores)
    if record.street:
        found.add(f"street:{record.street}")
    return found


BY_FREQUENCY: Final = MappingProxyType(
    {
        "family_name": (0,),
        "given_name": (0,),
        "company": (0,),
        "identifier": (0,),
        "phone": (0,),
        "email": (0,),
        "street": (0,),
        "locality": (0, 1, 2),
    }
)
"""Field → the levels that are worth more where the shared value is rare."""
