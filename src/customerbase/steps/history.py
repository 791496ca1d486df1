"""History: what was saved of a record, a base as it was, and changes that do not overwrite somebody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Self, TypeVar

from customerbase.ledger import Saved
from customerbase.listing import Listing
from customerbase.model import KINDS, Entity
from customerbase.steps.given import checked_day
from customerbase.steps.records import Records, Said
from customerbase.stores.history import history
from customerbase.stores.past import PastRows
from customerbase.stores.store import Learned, Store

__all__ = ["History"]

R = TypeVar("R", bound=Entity)


class History(Records):
    """The part of `CustomerBase` that knows what was, and who wrote what."""

    def history(self, record: Entity | str, *, kind: str = "customer") -> Listing[Saved]:
        """List what was written of a record: each save with who, when and how, and each value that it changed.

        Parameters
        ----------
        record : record or str
            Of any kind; or its id.
        kind : str
            Of which kind the record with this id is: ``"customer"``, ``"purchase"``, ``"task"``, …

        Returns
        -------
        Listing of Saved
            In the order in which they were recorded; also of a record that was
            taken away or whose import was undone.

        Raises
        ------
        NotFound
            If nothing was ever written of it.
        ValueError
            If there is no such kind of record.

        Examples
        --------
        >>> import customerbase
        >>> with customerbase.open("memory:") as base:
        ...     card = customerbase.Customer(customer_id="C1", name="Acme")
        ...     _ = base.save(card, source="visit")
        ...     _ = base.change(card, name="Acme Corp.", source="phone_survey")
        ...     for saved in base.history("C1"):
        ...         print(saved.number, saved.what, saved.source.method, *saved.changes)
        1 stated visit name: nothing → 'Acme'
        2 stated phone_survey name: 'Acme' → 'Acme Corp.'
        """
        if isinstance(record, Entity):
            kind, key = record.kind_name, record.key
        else:
            key = record
        if kind not in KINDS:
            raise ValueError(f"kind={kind!r} is no kind of record: there are {', '.join(KINDS)}")
        with self.store.reading():
            return history(self.store, kind, key)

    def past(self, *, known_on: date | datetime | None = None, true_on: date | None = None) -> Self:
        """Return the base as it was: every question may be asked of it, and nothing written to it.

        Parameters
        ----------
        known_on : datetime.date or datetime.datetime, optional
            What was known then: only what had been recorded by the end of that
            day here, or by that instant, as it stood then.  What was changed,
            taken away or undone since is as it was.
        true_on : datetime.date, optional
            What was true then, as far as is known: only values observed by that
            day, and dealings that had happened by it.

        Raises
        ------
        ValueError
            If neither is given.
        TypeError
            If `known_on` is an instant without a zone, or either is no day.

        Notes
        -----
        `erase` reaches the past, too.  Settings, such as facets and the policy of
        verification, are today's; of runs of RFM, those that were replaced or
        forgotten since are not there.  See the explanation of time.

        Examples
        --------
        >>> from datetime import date, datetime, timezone
        >>> import customerbase
        >>> clock = lambda: datetime(2024, 5, 1, tzinfo=timezone.utc)
        >>> with customerbase.open("memory:", clock=clock) as base:
        ...     _ = base.save(
        ...         customerbase.Customer(customer_id="C1", name="Acme"),
        ...         source="visit",
        ...         observed_on=date(2024, 2, 1),
        ...     )
        ...     known = base.past(known_on=date(2024, 3, 1))
        ...     true = base.past(true_on=date(2024, 3, 1))
        ...     [len(list(each.all(customerbase.Customer))) for each in (known, true)]
        [0, 1]
        """
        if known_on is None and true_on is None:
            raise ValueError(
                "which past? known_on= asks for what was known then, true_on= for what was true then"
            )
        true_on = checked_day(true_on, "true_on")
        instant = self._instant(known_on)
        day = self._end_of(true_on)
        then: datetime = min(each for each in (instant, day, self.store.now()) if each is not None)
        made = type(self)(
            Store(PastRows(self.store.rows, known_at=instant, true_on=true_on), lambda: then), zone=self.zone
        )
        made.currency = self.currency
        return made

    def change(self, record: R, *, source: Said, observed_on: date | None = None, **changes: Any) -> Learned:
        """Change some fields of a record that you read, unless somebody changed the record since.

        Parameters
        ----------
        record : record
            As you read it.
        source : Source or str
            As for `save`.
        observed_on : datetime.date, optional
            As for `save`.
        **changes
            Field → its new value.

        Raises
        ------
        EditConflict
            If another record stands by now: it holds both, and names the
            fields that both changed.
        InvalidRecord, NotReferable
        """
        return self.save(record.replace(**changes), source=source, seen=record, observed_on=observed_on)

    def _instant(self, known_on: date | datetime | None) -> datetime | None:
        if not isinstance(known_on, datetime):
            end = self._end_of(checked_day(known_on, "known_on"))
            return None if end is None else end.astimezone(UTC)
        if known_on.utcoffset() is None:
            raise TypeError(f"known_on={known_on!r} has no zone: give an instant with its tzinfo, or a day")
        return known_on.astimezone(UTC)
