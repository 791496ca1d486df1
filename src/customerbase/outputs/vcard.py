"""Customers and the people there as vCards (RFC 2426, RFC 6350), which telephones and mail programs read.

The same person has the same UID in every file: a file that is read again changes
what stands on the telephone and doubles nothing.  `customerbase.sources.vcard` reads
the cards back; the numbers of the base stand on them as ``X-CUSTOMER-ID`` and
``X-CONTACT-ID``, for whoever maps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TextIO
from uuid import NAMESPACE_URL, uuid5

from customerbase.model import Contact, Customer, CustomerKind
from customerbase.outputs.target import opened
from customerbase.values import Address, Calendar, Email, PartialDate, Phone

__all__ = ["VERSIONS", "Version", "write"]

Version = Literal["3.0", "4.0"]
VERSIONS: Final[tuple[Version, ...]] = ("3.0", "4.0")
"""Versions that are written: telephones of all makers read 3.0."""

_NOBODY: Final[Mapping[str, Customer]] = MappingProxyType({})
_GENDERS: Final = MappingProxyType({"male": "M", "female": "F", "other": "O"})
_BREAK: Final = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSAYABLE: Final = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_WIDTH: Final = 75


def write(
    cards: Iterable[Customer | Contact],
    target: str | Path | TextIO,
    *,
    customers: Mapping[str, Customer] = _NOBODY,
    version: Version = "3.0",
    notes: bool = True,
    domain: str = "customerbase",
) -> int:
    r"""Write customers and contacts as a file of vCards.

    Parameters
    ----------
    cards : iterable of Customer or Contact
        A contact is written as one who is at the first customer that he has not left.
    target : str, Path or text stream
        A stream must leave ends of line alone: ``open(..., newline="")``.
    customers : mapping of str to Customer
        Id → customer, of those at whom the contacts are; the id is told where there is none.
    version : {'3.0', '4.0'}
    notes : bool
        Whether notes are written: telephones are lost.
    domain : str
        Tells apart the cards of several companies on one telephone; keep it the same.

    Returns
    -------
    int
        How many cards were written.

    Raises
    ------
    TypeError
        If something is neither a customer nor a contact.
    ValueError
        If there is no such version.

    Examples
    --------
    >>> import io
    >>> from customerbase import Customer
    >>> file = io.StringIO(newline="")
    >>> write([Customer(customer_id="C1", name="Acme, Inc.", phones=(Phone(number="0571-1234567"),))], file)
    1
    >>> for line in file.getvalue().splitlines()[3:8]:
    ...     print(line)
    FN:Acme\, Inc.
    N:;;;;
    ORG:Acme\, Inc.
    X-ABShowAs:COMPANY
    TEL;TYPE=WORK:0571-1234567
    """
    if version not in VERSIONS:
        raise ValueError(f"version={version!r} is none of {', '.join(VERSIONS)}")
    made = _Made(version, customers, notes, domain)
    written = 0
    with opened(target) as stream:
        for each in cards:
            if isinstance(each, Customer):
                lines = made.customer(each)
            elif isinstance(each, Contact):
                lines = made.contact(each)
            else:
                raise TypeError(f"{type(each).__name__} is neither a Customer nor a Contact")
            stream.writelines(f"{folded}\r\n" for line in lines for folded in _folded(line))
            written += 1
    return written


class _Made:
    """Lines of cards, of one version."""

    def __init__(self, version: Version, customers: Mapping[str, Customer], notes: bool, domain: str) -> None:
        self.version = version
        self.customers = customers
        self.notes = notes
        self.domain = domain

    def customer(self, given: Customer) -> Iterator[str]:
        """Give the lines of a customer's own card."""
        is_org = given.kind is CustomerKind.ORGANIZATION
        yield from self._begun(given.name, given.name if is_org else None, is_org)
        yield from self._reached(given.phones, given.emails, "work" if is_org else None)
        if (address := given.address()) is not None:
            yield from self._address(address, is_org)
        if given.short_name:
            yield f"NICKNAME:{_text(given.short_name)}"
        if given.tags:
            yield f"CATEGORIES:{','.join(map(_text, given.tags))}"
        if is_org and given.organization.website:
            yield f"URL:{_text(given.organization.website)}"
        if not is_org:
            yield from self._person(given.person.born, given.person.gender)
            if given.person.occupation:
                yield f"TITLE:{_text(given.person.occupation)}"
        yield from self._ended(given.note, "customer", given.customer_id)

    def contact(self, given: Contact) -> Iterator[str]:
        """Give the lines of the card of a person at a customer."""
        at = next((each for each in given.employments if each.until is None), None)
        known = None if at is None else self.customers.get(at.customer_id)
        org = known.name if known is not None else at.customer_id if at is not None else None
        department = None if at is None else at.department
        yield from self._begun(given.name, org, False, department)
        if at is not None and at.title:
            yield f"TITLE:{_text(at.title)}"
        yield from self._reached(given.phones, given.emails, "work")
        born = next((each for each in given.anniversaries if each.label == "birthday"), None)
        # A day of the moon is another one each year.
        yield from self._person(
            born.day if born is not None and born.calendar is Calendar.SOLAR else None, given.gender
        )
        if at is not None:
            yield f"X-CUSTOMER-ID:{_text(at.customer_id)}"
        yield from self._ended(given.note, "contact", given.contact_id)

    def _begun(
        self, name: str, org: str | None, is_org: bool, department: str | None = None
    ) -> Iterator[str]:
        yield "BEGIN:VCARD"
        yield f"VERSION:{self.version}"
        yield "PRODID:-//customerbase//vCards//EN"
        yield f"FN:{_text(name)}"
        # Which part of a name is the family's is not known, and not guessed.
        yield "N:;;;;" if is_org else f"N:;{_text(name)};;;"
        if org is not None:
            yield f"ORG:{_text(org)}" + (f";{_text(department)}" if department else "")
        if is_org:
            yield "KIND:org" if self.version == "4.0" else "X-ABShowAs:COMPANY"

    def _ended(self, note: str | None, kind: str, key: str) -> Iterator[str]:
        if note and self.notes:
            yield f"NOTE:{_text(note)}"
        yield f"X-{kind.upper()}-ID:{_text(key)}"
        yield f"UID:urn:uuid:{uuid5(NAMESPACE_URL, f'{self.domain}:{kind}:{key}')}"
        yield "END:VCARD"

    def _reached(self, phones: Iterable[Phone], emails: Iterable[Email], main: str | None) -> Iterator[str]:
        kinds = {
            "mobile": "cell",
            "fax": "fax",
            "home": "home",
            "main": main,
            "work": None if main else "work",
        }
        number = 0
        for phone in phones:
            if phone.label == "main" or kinds.get(phone.label):
                yield f"TEL{self._type(kinds[phone.label])}:{_text(str(phone))}"
                continue
            number += 1
            yield f"item{number}.TEL:{_text(str(phone))}"
            yield f"item{number}.X-ABLabel:{_text(phone.label)}"
        for email in emails:
            if email.label in ("main", "private"):
                yield f"EMAIL{self._type(main if email.label == 'main' else 'home')}:{_text(email.address)}"
                continue
            number += 1
            yield f"item{number}.EMAIL:{_text(email.address)}"
            yield f"item{number}.X-ABLabel:{_text(email.label)}"

    def _type(self, kind: str | None) -> str:
        if kind is None:
            return ""
        return f";TYPE={kind if self.version == '4.0' else kind.upper()}"

    def _address(self, given: Address, is_org: bool) -> Iterator[str]:
        # RFC 6350 has no place for a district, and would leave the second one empty.
        parts = (
            None,
            given.district,
            given.street,
            given.city,
            given.province,
            given.postal_code,
            given.country,
        )
        yield f"ADR{self._type('work' if is_org else 'home')}:{';'.join(_text(each or '') for each in parts)}"

    def _person(self, born: PartialDate | None, gender: str | None) -> Iterator[str]:
        if born is not None:
            yield self._born(born)
        if gender is not None:
            yield f"{'GENDER' if self.version == '4.0' else 'X-GENDER'}:{_GENDERS[gender]}"

    def _born(self, born: PartialDate) -> str:
        if born.complete is not None:
            written = born.isoformat()
            return f"BDAY:{written if self.version == '3.0' else written.replace('-', '')}"
        if self.version == "4.0":
            written = born.isoformat()
            # RFC 6350 writes 1985, 1985-04 and --0405.
            return f"BDAY:{written if born.year is not None else '--' + written[2:].replace('-', '')}"
        if born.year is None and born.day is not None:
            # 3.0 has no day without a year; telephones know this one.
            return f"BDAY;X-APPLE-OMIT-YEAR=1604:1604-{born.month:02d}-{born.day:02d}"
        return f"X-BORN:{born.isoformat()}"


def _text(given: str) -> str:
    escaped = given.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _UNSAYABLE.sub("\ufffd", _BREAK.sub(r"\\n", escaped))


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of 75 bytes, none of which ends within a character."""
    piece, size = "", 0
    for each in line:
        length = len(each.encode("utf-8", "replace"))
        if size + length > _WIDTH:
            yield piece
            piece, size = " ", 1
        piece += each
        size += length
    yield piece
