"""Collect: many records at once, as another program holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from customerbase.model import Entity, Source
from customerbase.steps.given import checked_day, checked_record
from customerbase.steps.records import Records, Said
from customerbase.stores.loading import Loaded, load

__all__ = ["Loading"]


class Loading(Records):
    """The part of `CustomerBase` that takes records in bulk."""

    def load(
        self,
        records: Iterable[Entity],
        *,
        source: Said,
        origin: str = "records",
        observed_on: date | None = None,
    ) -> Loaded:
        """Keep many records of any kinds as one batch, which can be undone.

        What is kept is what `save` would keep, one after the other; a record
        that would be refused is passed over, counted and listed.  All of it is
        one transaction: where the iterable raises, nothing is kept.

        Parameters
        ----------
        records : iterable of Entity
            Read once and some thousand at a time, so it may be longer than
            memory is large; a record stands after the customers that it names.
        source : Source or str
            How they were learned: a `Source`, or the name of a `CollectionMethod`.
        origin : str
            What the batch is called in `batches`: a program, a file, a table.
        observed_on : datetime.date, optional
            When they were learned, if that is not today.

        Returns
        -------
        Loaded
            What was taken, changed, unchanged and refused; print it.

        Raises
        ------
        TypeError
            If something is no record, or `observed_on` no day.

        Examples
        --------
        >>> import customerbase
        >>> from customerbase import Contact, Customer, Employment
        >>> with customerbase.open() as base:
        ...     print(
        ...         base.load(
        ...             [
        ...                 Customer(customer_id="C1", name="Acme"),
        ...                 Contact(contact_id="K1", name="Ann", employments=[Employment(customer_id="C2")]),
        ...             ],
        ...             source="visit",
        ...         )
        ...     )
        customer: 1 taken
        contact: 1 refused
        refused: contact 'K1' refers to customer 'C2', which is not in this base: add it first
        """
        return load(
            self.store,
            _checked(records),
            Source.of(source),
            origin=origin,
            observed_on=checked_day(observed_on, "observed_on"),
            check=None if self.attribute_schema is None else self.attribute_schema.check,
        )


def _checked(records: Iterable[Entity]) -> Iterator[Entity]:
    for each in records:
        yield checked_record(each)
