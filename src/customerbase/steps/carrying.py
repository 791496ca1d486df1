"""Customers and the people there, to be carried on a telephone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO, cast

from customerbase import registry
from customerbase.model import Contact, Customer
from customerbase.steps.records import Records

__all__ = ["Carrying"]


class Carrying(Records):
    """The part of `CustomerBase` that writes cards for telephones."""

    def write_contacts(
        self,
        target: str | os.PathLike[str] | TextIO,
        *,
        version: str = "3.0",
        notes: bool = True,
        domain: str = "customerbase",
    ) -> int:
        """Write all customers, and the people who are there now, as vCards for telephones and mail programs.

        Parameters
        ----------
        target : path-like or text stream
            A stream must leave ends of line alone: ``open(..., newline="")``.
        version : {'3.0', '4.0'}
            Telephones of all makers read 3.0.
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
        ValueError
            If there is no such version.

        Notes
        -----
        A card holds the name, the organisation, title, telephones, e-mails, birthday, gender, note and, of a
        customer, the main address, the page and the tags.  `import_customers` reads the file back:
        customers and people are recognised by their names; by their numbers with
        ``mapping={"X-CUSTOMER-ID": "customer_id", "X-CONTACT-ID": "contact[1].id"}``.

        Examples
        --------
        >>> import customerbase, io
        >>> with customerbase.open("memory:") as base:
        ...     _ = base.save(Customer(customer_id="C1", name="Acme"), source="visit")
        ...     base.write_contacts(io.StringIO(newline=""))
        1
        """
        write = registry.load("output", "vcard").write
        where = Path(target) if isinstance(target, str | os.PathLike) else target
        with self.store.reading():
            customers = {each.customer_id: each for each in self.all(Customer)}
            cards = self._cards(customers)
            written = write(cards, where, customers=customers, version=version, notes=notes, domain=domain)
        return cast(int, written)

    def _cards(self, customers: dict[str, Customer]) -> Iterator[Customer | Contact]:
        yield from customers.values()
        for person in self.all(Contact):
            if any(each.until is None for each in person.employments):
                yield person
