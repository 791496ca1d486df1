"""What of a profile is compared, taken apart once for each record: folded texts, digits, tokens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from customerbase.linkage.profiles import Profile
from customerbase.model import CustomerKind
from customerbase.values import PartialDate

__all__ = ["Features", "features_of"]

_DIGITS: Final = re.compile(r"\d+")


class Features:
    """A profile in the form that comparisons and keys of blocks read.

    Attributes
    ----------
    key : str
        Of the profile.
    person : bool
        Whether it is one; a company and a person are never one.
    given, family : str
        Letters and digits of both names, empty where not known; a name of one word stands as the family name.
    given_sound, family_sound : str
        The same as they sound, where that was asked for.
    whole : str
        The person's whole name as one word, also where its parts are not known.
    core, core_sound, cores, names : str, str, tuple and tuple of str
        Of an organisation.
    place, trade, branch : str
        The other parts of an organisation's name.
    phones, emails, within : tuple of str
    identifiers : tuple of (str, str)
        Scheme and value.
    born : str
        Digits: 8 for a day, 6 for a month, 4 for a year.
    street, numbers : str and tuple of str
        A street, and the numbers in it.
    province, city, district, postal_code : str
    """

    __slots__ = (
        "born",
        "branch",
        "city",
        "core",
        "core_sound",
        "cores",
        "district",
        "emails",
        "family",
        "family_sound",
        "given",
        "given_sound",
        "identifiers",
        "key",
        "names",
        "numbers",
        "person",
        "phones",
        "place",
        "postal_code",
        "province",
        "street",
        "trade",
        "whole",
        "within",
    )

    def __init__(self, profile: Profile, sound: Callable[[str], str] | None = None) -> None:
        person = profile.kind == CustomerKind.PERSON
        self.key = profile.key
        self.person = person
        self.given = _letters(profile.given_name) if person else ""
        self.family = _letters(profile.family_name) if person else ""
        name = _letters(profile.names[0]) if profile.names else ""
        self.whole = (self.given + self.family or name) if person else ""
        if not (self.given or self.family):
            self.family = self.whole
        self.given_sound = sound(self.given) if sound and self.given else ""
        self.family_sound = sound(self.family) if sound and self.family else ""
        self.core = "" if person else _letters(profile.core) or name
        self.core_sound = sound(self.core) if sound and self.core else ""
        self.cores = () if person else _all(profile.cores, self.core)
        self.names = () if person else _all(profile.names)
        self.place = "" if person else _letters(profile.place)
        self.trade = "" if person else _letters(profile.trade)
        self.branch = "" if person else _letters(profile.branch)
        self.phones = tuple(sorted(profile.phones))
        self.emails = tuple(sorted(each.casefold() for each in profile.emails))
        self.within = tuple(sorted(profile.within))
        self.identifiers = tuple(
            sorted((scheme, _letters(value)) for scheme, value in profile.identifiers.items())
        )
        self.born = _day(profile.born)
        self.street = _letters(profile.street)
        self.numbers = tuple(sorted(set(_DIGITS.findall(self.street))))
        self.province = _letters(profile.province)
        self.city = _letters(profile.city)
        self.district = _letters(profile.district)
        self.postal_code = _letters(profile.postal_code)


def features_of(profile: Profile, *, sound: Callable[[str], str] | None = None) -> Features:
    """Return what of this profile is compared.

    Parameters
    ----------
    profile : Profile
    sound : callable, optional
        A word → how it sounds, the same for words that sound the same: 王 and Wang.
    """
    return Features(profile, sound)


def _all(texts: Iterable[str], *more: str) -> tuple[str, ...]:
    return tuple(sorted({*map(_letters, texts), *more} - {""}))


def _letters(text: str | None) -> str:
    """Letters and digits alone, without case: full-width and half-width are one."""
    if not text:
        return ""
    if text.isascii() and text.isalnum():
        return text.lower()
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _day(born: PartialDate | None) -> str:
    """The year, month and day that are known, as digits; nothing without the year."""
    if born is None or born.year is None:
        return ""
    if born.month is None:
        return f"{born.year:04}"
    return f"{born.year:04}{born.month:02}" + (f"{born.day:02}" if born.day else "")
