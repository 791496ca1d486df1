"""The head of a sale: its number, day, customer and what else its lines have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, tzinfo
from hashlib import blake2s
from operator import itemgetter
from typing import Any, TypeAlias

from customerbase.clean.dates import clean_date
from customerbase.clean.ids import clean_id, id_was_float
from customerbase.clean.money import clean_currency
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name, clean_text
from customerbase.convert import instant_text
from customerbase.errors import SourceError
from customerbase.intake.parties import Parties
from customerbase.intake.reading import Reading
from customerbase.intake.result import Fault
from customerbase.sources.headings import Column, HeadingMap
from customerbase.stores.packing import Head, Line

__all__ = ["HeadReader", "Ids", "Numbers"]

Found: TypeAlias = tuple[Head | None, tuple[Fault, ...]]

_TEXTS = {
    "channel": 200,
    "place": 2_000,
    "payment_means": 200,
    "terms": 2_000,
    "note": 100_000,
    "employee_id": 0,
    "campaign_id": 0,
    "coupon_id": 0,
    "reverses": 0,
}
"""Field → the longest text it takes; 0 where it is an id."""
_READ = ("purchase_id", "customer_id", "customer_name", "customer_country", "on", "currency", *_TEXTS)
_FIELDS = (*Head._fields, "customer_name", "customer_country")


class Ids:
    """Cleans ids, each different text once, and notes those that a spreadsheet made numbers of.

    Parameters
    ----------
    notes : Counter
    """

    def __init__(self, notes: Counter[str]) -> None:
        self._notes = notes
        self._known: dict[str, str | None] = {}

    def __call__(self, raw: str, heading: str) -> str | None:
        """Return the id that a cell holds, or None.

        Raises
        ------
        Refused
        """
        try:
            return self._known[raw]
        except KeyError:
            found = self._known[raw] = clean_id(raw)
        if id_was_float(raw):
            self._notes[f"{heading}: different numbers like '17850.0' that were read as '17850'"] += 1
        return found


class Numbers:
    """Gives sales without a number one that every reading of them gives again.

    It is made of day, customer and content; the second of two equal sales
    counts on.  A mended row is told from its equals by the place where it
    first stood.  Sales that are in the base already keep the numbers that
    they have there, however the rows are ordered now.

    Parameters
    ----------
    kept : iterable of str
        The numbers of the sales that are in the base.
    """

    def __init__(self, kept: Iterable[str]) -> None:
        self._kept: dict[str, list[str]] = {}
        for each in kept:
            self._kept.setdefault("/".join(each.split("/", 3)[:3]), []).append(each)
        self._given: Counter[str] = Counter()

    def __call__(self, head: Head, line: Line, place: str | None) -> Head:
        """Return the head with its number."""
        content = "\x1f".join(map(str, (*head[1:], *line)))
        who = head.customer_id.replace("/", "|")
        if len(who) > 100:
            who = _digest(who)
        stem = f"{head.on}/{who}/{_digest(content)}"
        kept = self._kept.setdefault(stem, [])
        if place is not None:
            number = f"{stem}/{place}"
        else:
            nth = self._given[stem] = self._given[stem] + 1
            number = kept[nth - 1] if nth <= len(kept) else stem if nth == 1 else f"{stem}/{nth}"
        return head._replace(purchase_id=number)


def _digest(text: str) -> str:
    return blake2s(text.encode(), digest_size=5).hexdigest()


class HeadReader:
    """Reads the heads of sales; rows whose heads are alike share one.

    Parameters
    ----------
    headings : HeadingMap
    reading : Reading
    zone : tzinfo
        Of times that do not say theirs; it decides the day.
    parties : Parties
        Finds the customers.
    ids : Ids
    file : str

    Attributes
    ----------
    numbered : bool
        Whether the file gives each sale a number.

    Raises
    ------
    SourceError
        If nothing says the currency.
    """

    def __init__(
        self, headings: HeadingMap, reading: Reading, zone: tzinfo, parties: Parties, ids: Ids, file: str
    ) -> None:
        self._column = {each.field: each for each in headings.columns}
        if "currency" not in self._column and reading.currency is None:
            hint = "say it: currency='CNY' (--currency CNY)"
            raise SourceError(file, "nothing says the currency of its amounts", hint)
        self._reading = reading
        self._zone = zone
        self._parties = parties
        self._ids = ids
        wanted = [self._column[name] for name in _READ if name in self._column]
        self._mark_of = itemgetter(*[each.index for each in wanted])
        self._cells = [(each.field, each, self._cleaner(each)) for each in wanted]
        self.numbered = "purchase_id" in self._column
        self._made: dict[tuple[str, ...], Found] = {}
        self._last: tuple[str, ...] = ()
        self._found: Found | None = None

    def __call__(self, cells: Sequence[str]) -> Found:
        """Return the head that a row says, and what is wrong with it.

        One with faults is given too where its number can be read: blank in
        what is not known, it holds the rows of the sale together.
        """
        mark = self._mark_of(cells)
        if self._found is None or mark != self._last:  # the lines of a sale mostly stand together
            self._last = mark
            found = self._made.get(mark)
            if found is None:
                found = self._made[mark] = self._read(mark)
            self._found = found
        return self._found

    def _cleaner(self, column: Column) -> Callable[[str], Any]:
        field = column.field
        if field == "on":
            return self._day
        if field == "currency":
            return clean_currency
        if field in ("customer_name", "customer_country"):
            return clean_name
        if limit := _TEXTS.get(field, 0):
            return lambda raw: clean_text(raw, limit=limit)
        return lambda raw: self._ids(raw, column.heading)

    def _read(self, mark: Sequence[str]) -> Found:
        column = self._column
        faults: dict[str, Fault] = {}
        fields: dict[str, Any] = dict.fromkeys(_FIELDS)
        raws: dict[str, str] = {}
        for raw, (name, found, clean) in zip(mark, self._cells, strict=True):
            raws[name] = raw
            try:
                fields[name] = clean(raw)
            except Refused as error:
                faults[name] = found.heading, raw, error.reason, error.hint

        def refuse(name: str, reason: str, hint: str | None) -> None:
            faults.setdefault(name, (column[name].heading, raws[name], reason, hint))

        if fields["on"] is not None:
            fields["on"], fields["at"] = fields["on"]
        fields["currency"] = fields["currency"] or self._reading.currency
        if fields["currency"] is None:
            refuse("currency", "is blank", "say it: currency='CNY'")
        if fields["purchase_id"] is None and "purchase_id" in column:
            refuse("purchase_id", "is blank", "each sale needs its number")
        who = "customer_id" if "customer_id" in column else "customer_name"
        name, country = fields.pop("customer_name"), fields.pop("customer_country")
        if who not in faults:
            try:
                fields["customer_id"] = self._parties.customer(fields["customer_id"], name, country)
            except Refused as error:
                refuse(who, error.reason, error.hint)
        if not faults:
            fields["purchase_id"] = fields["purchase_id"] or ""
            return Head(**fields), ()
        if fields["purchase_id"] is None:
            return None, tuple(faults.values())
        for each in ("customer_id", "on", "currency"):
            fields[each] = fields[each] or ""
        return Head(**fields), tuple(faults.values())

    def _day(self, raw: str) -> tuple[str, str | None]:
        found = clean_date(raw, dayfirst=self._reading.dayfirst)
        if found is None:
            raise Refused("is blank", "each sale needs its day")
        day: date = found[0]
        moment: datetime | None = found[1]
        if moment is None:
            return day.isoformat(), None
        if moment.tzinfo is None:
            return day.isoformat(), instant_text(moment.replace(tzinfo=self._zone))
        return moment.astimezone(self._zone).date().isoformat(), instant_text(moment)
