"""Where and how a customer is reached, and the numbers by which others know him."""

from __future__ import annotations

import re
from collections.abc import Iterable

from customerbase.errors import Problem
from customerbase.validation import Record, key, record, text

__all__ = ["Address", "Email", "Identifier", "Phone"]

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")


@record
class Phone(Record):
    """A telephone number as people dial it.

    Parameters
    ----------
    number : str
        Digits with the punctuation people use; at least three digits.
    label : str
        What the number is for: ``main``, ``mobile``, ``fax``, ``home``, ...
        A card holds one number for each label.
    extension : str, optional
        Digits dialled after the connection.

    Examples
    --------
    >>> Phone(number="0755-83201234", extension="8012").label
    'main'
    """

    number: str = text(limit=60, private=True)
    label: str = key(default="main")
    extension: str | None = text(default=None, limit=20, private=True)

    def contradictions(self) -> Iterable[Problem]:
        if sum(each.isdigit() for each in self.number) < 3:
            yield Problem("$.number", self.number, "has fewer than three digits")

    def __str__(self) -> str:
        return f"{self.number} ext. {self.extension}" if self.extension else self.number


@record
class Email(Record):
    """An e-mail address.

    Parameters
    ----------
    address : str
    label : str
        What the address is for: ``main``, ``private``, ``invoices``, ...
    """

    address: str = text(limit=320, private=True)
    label: str = key(default="main")

    def contradictions(self) -> Iterable[Problem]:
        if not _EMAIL.fullmatch(self.address):
            yield Problem("$.address", self.address, "is no e-mail address", "write it as name@example.com")

    def __str__(self) -> str:
        return self.address


@record
class Address(Record):
    """A place, from the country down to the door; any part may be unknown.

    Parameters
    ----------
    label : str
        ``main``, ``registered``, ``delivery``, ``invoice``, ...
    country, province, city, district, street, postal_code : str, optional
        At least one of them.
    """

    label: str = key(default="main")
    country: str | None = text(default=None, limit=200)
    province: str | None = text(default=None, limit=200)
    city: str | None = text(default=None, limit=200)
    district: str | None = text(default=None, limit=200)
    street: str | None = text(default=None, private=True)
    postal_code: str | None = text(default=None, limit=20, private=True)

    def contradictions(self) -> Iterable[Problem]:
        if not any(self.parts):
            yield Problem("$", self, "is an address without any part")

    @property
    def parts(self) -> tuple[str | None, ...]:
        """Country, province, city, district, street, postal code."""
        return (self.country, self.province, self.city, self.district, self.street, self.postal_code)

    def overlaid(self, given: Address) -> Address:
        """Return what is known once `given` was learned of the same place.

        A part that `given` does not name is kept where the parts that it
        does name agree; where one of them differs, `given` is another place
        and nothing is kept.

        >>> known = Address(city="Shenzhen", street="12 Fuhua Road")
        >>> known.overlaid(Address(city="Shenzhen", postal_code="518000")).street
        '12 Fuhua Road'
        >>> known.overlaid(Address(city="Shanghai")).street is None
        True
        """
        if any(new and old and new != old for new, old in zip(given.parts, self.parts, strict=True)):
            return given
        merged = [new or old for new, old in zip(given.parts, self.parts, strict=True)]
        names = ("country", "province", "city", "district", "street", "postal_code")
        return given.replace(**dict(zip(names, merged, strict=True)))

    def __str__(self) -> str:
        return ", ".join(part for part in reversed(self.parts) if part)


@record
class Identifier(Record):
    """A number under which others know the customer.

    Parameters
    ----------
    scheme : str
        Who gives the number: ``uscc`` (unified social credit code), ``vat``,
        ``tax``, ``duns``, ``id_card``, ``bank_account``, ``erp``, ...
    value : str
    """

    scheme: str = key()
    value: str = text(limit=200, private=True)

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"
