"""What speaks against two records being one, whatever else agrees."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from customerbase.linkage.profiles import Profile

__all__ = ["NOT_UNIQUE", "OBJECTIONS", "Objection", "objection"]

Objection: TypeAlias = Callable[[Profile, Profile], str | None]

NOT_UNIQUE: Final = frozenset({"bank_account"})
"""Schemes of identifiers of which one customer may well have several."""

_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def _kind(one: Profile, other: Profile) -> str | None:
    return "kind" if one.kind is not other.kind else None


def _identifiers(one: Profile, other: Profile) -> str | None:
    for scheme in sorted(one.identifiers.keys() & other.identifiers.keys()):
        if scheme not in NOT_UNIQUE and one.identifiers[scheme] != other.identifiers[scheme]:
            return f"identifiers[{scheme}]"
    return None


def _branch(one: Profile, other: Profile) -> str | None:
    # A head office is not one of its branches either.
    return "branch" if one.branch != other.branch else None


def _legal_entity(one: Profile, other: Profile) -> str | None:
    """Tell apart two full legal names: 华为技术有限公司 is not 华为终端有限公司, whatever they share."""
    if one.legal_form is None or other.legal_form is None or not set(one.names).isdisjoint(other.names):
        return None
    if bool(_HAN.search(one.legal_form)) != bool(_HAN.search(other.legal_form)):
        return None
    if one.place and other.place and one.place != other.place:
        return "legal_entity"
    if one.cores.isdisjoint(other.cores):
        return "legal_entity"
    return "legal_entity" if (one.trade, one.legal_form) != (other.trade, other.legal_form) else None


def _born(one: Profile, other: Profile) -> str | None:
    if one.born is None or other.born is None:
        return None
    parts = zip(
        (one.born.year, one.born.month, one.born.day),
        (other.born.year, other.born.month, other.born.day),
        strict=True,
    )
    return "born" if any(mine and theirs and mine != theirs for mine, theirs in parts) else None


def _given_name(one: Profile, other: Profile) -> str | None:
    """Tell apart the people of one household: an initial is not another name."""
    mine, theirs = one.given_name, other.given_name
    if mine is None or theirs is None or mine == theirs:
        return None
    if (mine, one.family_name) == (other.family_name, theirs):  # one of them has the family name in front
        return None
    shorter, longer = sorted((mine, theirs), key=len)
    return None if len(shorter) == 1 and longer.startswith(shorter) and shorter.isascii() else "given_name"


def _nothing_shared(name: str, values: Callable[[Profile], Collection[str]]) -> Objection:
    def found(one: Profile, other: Profile) -> str | None:
        mine, theirs = values(one), values(other)
        return name if mine and theirs and set(mine).isdisjoint(theirs) else None

    return found


OBJECTIONS: Final[Mapping[str, Objection]] = MappingProxyType(
    {
        "kind": _kind,
        "identifiers": _identifiers,
        "branch": _branch,
        "legal_entity": _legal_entity,
        "born": _born,
        "given_name": _given_name,
        "city": _nothing_shared("city", lambda profile: (profile.city,) if profile.city else ()),
        "street": _nothing_shared("street", lambda profile: (profile.street,) if profile.street else ()),
        "phone": _nothing_shared("phone", lambda profile: profile.phones),
        "email": _nothing_shared("email", lambda profile: profile.emails),
    }
)
"""Name of an objection → a function of two profiles that returns what speaks against them, or None.

``kind`` a company and a person; ``identifiers`` different numbers of one
scheme; ``branch`` two branches, or a branch and its head office;
``legal_entity`` two full legal names of one group; ``born`` other days of
birth; ``given_name`` people of one family; ``city``, ``street``, ``phone`` and
``email`` where both have some and share none.
"""


def objection(one: Profile, other: Profile, names: Collection[str]) -> str | None:
    """Return the first of these objections that holds between two profiles.

    >>> from customerbase import Customer
    >>> from customerbase.linkage.profiles import profile_of
    >>> firm, person = (
    ...     Customer(customer_id=each, name="Acme", kind=each) for each in ("organization", "person")
    ... )
    >>> objection(profile_of(firm), profile_of(person), ["born", "kind"])
    'kind'
    """
    for name in names:
        if (found := OBJECTIONS[name](one, other)) is not None:
            return found
    return None
