"""The fields in which two profiles can agree.

A field gives the values that a profile has there; two profiles agree in it
when they share one.  What says nothing gives no value: a number of noughts
alone, a birth year without the day, an address without a street.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from customerbase.linkage.profiles import Profile
from customerbase.model import CustomerKind

__all__ = [
    "AUTHORITIES",
    "FIELDS",
    "TELLING",
    "Field",
    "agreeing",
    "differing",
    "field_named",
    "is_role_mailbox",
]

Field: TypeAlias = Callable[[Profile], Iterable[str]]

AUTHORITIES: Final = (
    "uscc", "tax", "vat", "org_code", "duns", "lei", "gln", "id_card", "passport", "ssn", "erp",
)  # fmt: skip
"""Schemes of identifiers that are given to one customer, and to nobody else."""

TELLING: Final = frozenset({"address", "email", "identifier", "mobile", "personal_email", "phone"})
"""Fields of which one value seldom belongs to several; where it does, it says nothing."""

# RFC 2142 names most of them; the others are what companies write on their cards.
_ROLES: Final = frozenset(
    "abuse accounting accounts admin administrator billing booking bookings careers contact customerservice "
    "email enquiries enquiry export finance ftp hello help helpdesk hostmaster hr info information inquiry "
    "invoice invoices it jobs legal mail mailbox marketing media news newsletter noc noreply office operations "
    "order orders postmaster pr press privacy procurement public purchase purchasing reception recruitment "
    "root sales security service services shop staff support tech trade usenet uucp webmaster welcome www "
    "kefu caigou xiaoshou bangongshi renshi caiwu".split()
)
_ONE_SIGN: Final = re.compile(r"(.)\1*")
_SCHEME: Final = re.compile(r"identifiers\[(.+)\]")


def is_role_mailbox(address: str) -> bool:
    """Tell whether an e-mail address is that of an office, read by several people (RFC 2142: info, sales, ...).

    >>> is_role_mailbox("Sales-2@acme.example"), is_role_mailbox("ann.sales@acme.example")
    (True, False)
    """
    local = re.sub(r"[0-9_.\-]+$", "", address.partition("@")[0].casefold())
    return re.sub(r"[_.\-]", "", local) in _ROLES or not local


def _identifier(profile: Profile) -> Iterator[str]:
    for scheme, value in profile.identifiers.items():
        if scheme in AUTHORITIES and not _ONE_SIGN.fullmatch(value):
            yield f"{scheme}:{value}"


def _legal_name(profile: Profile) -> Iterable[str]:
    return profile.names if profile.legal_form is not None else ()


def _personal_email(profile: Profile) -> Iterator[str]:
    return (each for each in profile.emails if not is_role_mailbox(each))


def _mobile(profile: Profile) -> Iterator[str]:
    return (each for each in profile.phones if re.fullmatch(r"(?:\+?86)?1[3-9][0-9]{9}", each))


def _born(profile: Profile) -> Iterator[str]:
    if profile.born is not None and profile.born.complete is not None:
        yield profile.born.isoformat()


def _address(profile: Profile) -> Iterator[str]:
    # A street alone is in many towns, and a town alone holds many customers.
    town = profile.city or profile.district or profile.postal_code or profile.province
    if profile.street is not None and town is not None:
        yield f"{town}|{profile.street}"


def _one(name: str) -> Field:
    def field(profile: Profile) -> Iterable[str]:
        value = getattr(profile, name)
        return () if value is None else (value,)

    return field


FIELDS: Final[Mapping[str, Field]] = MappingProxyType(
    {
        "identifier": _identifier,
        "name": lambda profile: profile.names,
        "legal_name": _legal_name,
        "core": lambda profile: profile.cores,
        "given_name": _one("given_name"),
        "family_name": _one("family_name"),
        "born": _born,
        "phone": lambda profile: profile.phones,
        "mobile": _mobile,
        "email": lambda profile: profile.emails,
        "personal_email": _personal_email,
        "address": _address,
        "province": _one("province"),
        "city": _one("city"),
        "district": _one("district"),
        "street": _one("street"),
        "postal_code": _one("postal_code"),
        "place": _one("place"),
        "branch": _one("branch"),
        "within": lambda profile: profile.within,
    }
)
"""Name of a field → what gives its values.

``identifier`` is any number given by one of `AUTHORITIES`, ``identifiers[vat]``
that of one scheme; ``legal_name`` a company's name with its legal form;
``personal_email`` an address that is not an office's; ``address`` a street with
its town; ``within`` the customer at whom a person works.
"""

_SHOWN: Final = (
    "identifier", "name", "core", "given_name", "family_name", "born", "phone", "email", "province", "city",
    "district", "street", "postal_code", "branch",
)  # fmt: skip


def field_named(name: str) -> Field | None:
    """Return what gives the values of a field, or None if there is no such field."""
    if name in FIELDS:
        return FIELDS[name]
    if found := _SCHEME.fullmatch(name):
        scheme = found[1]
        return lambda profile: (profile.identifiers[scheme],) if scheme in profile.identifiers else ()
    return None


def agreeing(one: Profile, other: Profile) -> tuple[str, ...]:
    """Return the fields in which two profiles agree.

    >>> from customerbase import Customer, Phone
    >>> from customerbase.linkage.profiles import profile_of
    >>> cards = [Customer(customer_id=each, name="Acme", phones=[Phone(number="555 0100")]) for each in "12"]
    >>> agreeing(*(profile_of(each) for each in cards))
    ('name', 'core', 'phone')
    """
    return tuple(
        name for name in _both(one, other) if not set(FIELDS[name](one)).isdisjoint(FIELDS[name](other))
    )


def differing(one: Profile, other: Profile) -> tuple[str, ...]:
    """Return the fields that both profiles have, and in which they share nothing."""
    return tuple(name for name in _both(one, other) if set(FIELDS[name](one)).isdisjoint(FIELDS[name](other)))


def _both(one: Profile, other: Profile) -> Iterator[str]:
    person = CustomerKind.PERSON in (one.kind, other.kind)
    for name in _SHOWN:
        if person and name == "core":
            continue
        if any(FIELDS[name](one)) and any(FIELDS[name](other)):
            yield name
