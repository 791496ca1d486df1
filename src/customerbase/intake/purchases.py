"""Sales into purchases: from one file of lines, or from a file of orders and one of their lines.

Half a million lines come through here, so nothing is made an object that
need not be one: cells are cleaned once for each different text, lines are
packed as stores keep them, and purchases are kept in bulk.  What the cells
mean is the same as everywhere: the cleaners of `customerbase.clean`.

A purchase is taken whole or not at all: where one of its lines is refused, so
are the others, for otherwise the mended line, read again, would take the place
of the whole.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Literal

from customerbase.clean.dates import clean_date
from customerbase.clean.ids import clean_id, id_was_float
from customerbase.clean.money import clean_currency
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name, clean_text
from customerbase.convert import instant_text
from customerbase.errors import SourceError
from customerbase.intake.lines import LineReader
from customerbase.intake.parties import Parties, Products
from customerbase.intake.progress import Progress
from customerbase.intake.reading import Reading, open_table, understood
from customerbase.intake.result import ImportResult
from customerbase.intake.tally import Fault, Tally, run
from customerbase.model import Source
from customerbase.sources.headings import HeadingMap
from customerbase.sources.table import RowProblem, SourceTable
from customerbase.stores.packing import LARGEST, Head, Line, Packed
from customerbase.stores.store import Outcome, Store

__all__ = ["import_purchases"]

_CHUNK = 2_000
_TEXTS = ("channel", "place", "payment_means", "terms", "employee_id", "campaign_id", "coupon_id", "reverses", "note")
_IDS = frozenset({"employee_id", "campaign_id", "coupon_id", "reverses"})


def import_purchases(
    store: Store,
    path: str | os.PathLike[str],
    source: Source,
    reading: Reading,
    *,
    lines: str | os.PathLike[str] | None = None,
    lines_reading: Reading | None = None,
    zone: tzinfo = UTC,
    negatives: Literal["refuse", "return"] = "refuse",
    create_customers: bool = False,
) -> ImportResult:
    """Read sales into a store.

    Parameters
    ----------
    store : Store
    path : path-like
        Sales with their lines, or, with `lines`, the orders alone.
    source : Source
    reading : Reading
        Its currency is that of amounts that do not say theirs.
    lines : path-like, optional
        The lines of the orders, joined by the order's number.
    lines_reading : Reading, optional
        How that file is to be read; as the first, without its mapping.
    zone : tzinfo
        Of times that do not say theirs; it decides the day of a sale.
    negatives : {"refuse", "return"}
        What an amount below zero means where no quantity says that goods came
        back: nothing that we know (the row is refused), or a return.  A
        negative quantity always is a return.
    create_customers : bool
        Whether a customer who is not there is made of the sale; otherwise the
        sale is refused.

    Returns
    -------
    ImportResult

    Raises
    ------
    SourceError, AmbiguousHeader
    """
    with ExitStack() as stack:
        table = stack.enter_context(open_table(path, reading))
        details = None
        if lines is not None:
            details_reading = lines_reading or Reading(
                aliases=reading.aliases,
                encoding=reading.encoding,
                delimiter=reading.delimiter,
                currency=reading.currency,
                dayfirst=reading.dayfirst,
            )
            details = stack.enter_context(open_table(lines, details_reading))
        source = source if source.origin else source.replace(origin=table.origin)

        def work(tally: Tally, batch_id: str) -> None:
            reader = _Import(store, source, tally, batch_id, reading, zone, negatives, create_customers)
            if details is None:
                reader.read_sales(table, understood(table, "purchases", reading))
            else:
                reader.read_orders(table, understood(table, "purchase_headers", reading))
                reader.read_lines(details, understood(details, "purchase_lines", details_reading))
            reader.keep()

        return run(store, "purchase", table.origin, source, work)


class _Draft:
    """A purchase on its way."""

    __slots__ = ("fault", "file", "head", "lines", "rows")

    def __init__(self, head: Head, file: str) -> None:
        self.head = head
        self.file = file
        self.lines: list[Line] = []
        self.rows: list[tuple[str, int, Sequence[str], tuple[Fault, ...]]] = []
        self.fault: str | None = None


class _Import:
    """One reading of one file of sales, or of two."""

    def __init__(
        self,
        store: Store,
        source: Source,
        tally: Tally,
        batch_id: str,
        reading: Reading,
        zone: tzinfo,
        negatives: str,
        create_customers: bool,
    ) -> None:
        self.store = store
        self.source = source
        self.tally = tally
        self.batch_id = batch_id
        self.reading = reading
        self.zone = zone
        self.negatives = negatives
        self.products = Products(store, source, batch_id)
        self.parties = Parties(store, source, batch_id, create=create_customers)
        self.drafts: dict[str, _Draft] = {}
        self.without_number = 0
        self._nth: Counter[str] = Counter()
        self._days: dict[str, tuple[str, str | None] | None] = {}
        self._ids: dict[str, str | None] = {}

    # ------------------------------------------------------------- reading

    def read_sales(self, table: SourceTable, headings: HeadingMap) -> None:
        """Read a file in which each row is a line, or a whole sale."""
        self.tally.reads(table, headings.ignored)
        head_of = self._head_reader(headings, table.origin)
        line_of = LineReader(headings, self.reading, self.negatives, self.products, self.tally)
        drafts, file = self.drafts, table.origin
        for line, cells in self._rows(table):
            faults: list[Fault] = []
            head = head_of(cells, faults)
            packed = line_of(cells, faults)
            if head is None:
                self.tally.refuse(file, line, cells, faults)
                continue
            draft = drafts.get(head[0])
            if draft is None:
                draft = drafts[head[0]] = _Draft(head, file)
            elif draft.head != head:
                self._reconcile(draft, head, faults)
            draft.rows.append((file, line, cells, tuple(faults)))
            if packed is not None and not faults:
                draft.lines.append(packed)
            elif draft.fault is None:
                draft.fault = f"row {line}"

    def read_orders(self, table: SourceTable, headings: HeadingMap) -> None:
        """Read a file of orders without their lines."""
        self.tally.reads(table, headings.ignored)
        head_of = self._head_reader(headings, table.origin)
        for line, cells in self._rows(table):
            faults: list[Fault] = []
            head = head_of(cells, faults)
            if head is not None and head.purchase_id in self.drafts:
                first = self.drafts[head.purchase_id].rows[0][1]
                reason = f"purchase {head.purchase_id!r} stands already in row {first}"
                faults.append((None, None, reason, "keep one of the rows"))
                head = None
            if head is None:
                self.tally.refuse(table.origin, line, cells, faults)
                continue
            draft = self.drafts[head.purchase_id] = _Draft(head, table.origin)
            draft.rows.append((table.origin, line, cells, tuple(faults)))
            if faults:
                draft.fault = f"row {line} of {table.origin}"

    def read_lines(self, table: SourceTable, headings: HeadingMap) -> None:
        """Read the lines of the orders that were read."""
        self.tally.reads(table, headings.ignored)
        line_of = LineReader(headings, self.reading, self.negatives, self.products, self.tally)
        number = headings.columns[[each.field for each in headings.columns].index("purchase_id")]
        for line, cells in self._rows(table):
            faults: list[Fault] = []
            raw = cells[number.index]
            try:
                purchase_id = self._id(raw, number.heading)
            except Refused as error:
                purchase_id = None
                faults.append((number.heading, raw, error.reason, error.hint))
            draft = None if purchase_id is None else self.drafts.get(purchase_id)
            if draft is None:
                reason = "names no order that was read" if purchase_id else "names no order"
                faults.append((number.heading, raw, reason, "the order must stand in the file of orders"))
                self.tally.refuse(table.origin, line, cells, faults)
                continue
            packed = line_of(cells, faults, draft.head.currency)
            draft.rows.append((table.origin, line, cells, tuple(faults)))
            if packed is not None and not faults:
                draft.lines.append(packed)
            elif draft.fault is None:
                draft.fault = f"row {line} of {table.origin}"

    def _rows(self, table: SourceTable) -> Iterator[tuple[int, list[str]]]:
        done = 0
        with Progress(table.origin, table.total_bytes) as progress:
            for each in table.rows:
                if isinstance(each, RowProblem):
                    self.tally.misaligned(table.origin, each)
                    continue
                yield each
                done += 1
                if not done % _CHUNK:
                    progress(table.position(), done)

    # ------------------------------------------------------------- the head of a purchase

    def _head_reader(
        self, headings: HeadingMap, file: str
    ) -> Callable[[Sequence[str], list[Fault]], Head | None]:
        """Return a function from cells to head; it makes one head for equal cells."""
        column = {each.field: each for each in headings.columns}
        parts = [column[name] for name in _TEXTS if name in column]
        number, on = column.get("purchase_id"), column["on"]
        currency = column.get("currency")
        who = column.get("customer_id") or column["customer_name"]
        known_as = column.get("customer_name")
        country = column.get("customer_country")
        fixed_currency = self.reading.currency
        if currency is None and fixed_currency is None:
            hint = "say it: currency='CNY' (--currency CNY)"
            raise SourceError(file, "nothing says the currency of its amounts", hint)
        made: dict[tuple[str, ...], Head] = {}
        indexes = [each.index for each in (number, on, currency, who, known_as, country) if each] + [p.index for p in parts]

        def head_of(cells: Sequence[str], faults: list[Fault]) -> Head | None:
            mark = tuple([cells[i] for i in indexes])
            found = made.get(mark)
            if found is not None:
                return found if number is not None else self._numbered(found)
            fields: dict[str, Any] = dict.fromkeys(Head._fields)
            fields["currency"] = fixed_currency
            begin = len(faults)
            for each in (on, *parts, *((currency,) if currency else ())):
                raw = cells[each.index]
                try:
                    self._part(fields, each.field, each.heading, raw)
                except Refused as error:
                    faults.append((each.heading, raw, error.reason, error.hint))
            try:
                fields["customer_id"] = self.parties.customer(
                    self._id(cells[who.index], who.heading) if who.field == "customer_id" else None,
                    clean_name(cells[known_as.index]) if known_as else None,
                    clean_name(cells[country.index]) if country else None,
                )
            except Refused as error:
                faults.append((who.heading, cells[who.index], error.reason, error.hint))
            if fields["currency"] is None and currency is not None:
                faults.append((currency.heading, cells[currency.index], "is blank", "say it: currency='CNY'"))
            if number is not None:
                try:
                    fields["purchase_id"] = self._id(cells[number.index], number.heading)
                    if fields["purchase_id"] is None:
                        raise Refused("is blank", "each sale needs its number")
                except Refused as error:
                    faults.append((number.heading, cells[number.index], error.reason, error.hint))
            if number is not None and fields["purchase_id"] is not None and len(faults) > begin:
                return self._broken(fields, file)
            if len(faults) > begin:
                return None
            fields["purchase_id"] = fields["purchase_id"] or ""
            head = made[mark] = Head(**fields)
            return head if number is not None else self._numbered(head)

        return head_of

    def _broken(self, fields: dict[str, Any], file: str) -> Head | None:
        """Keep the other lines of a purchase with its refused one, so that they are mended together."""
        draft = self.drafts.get(fields["purchase_id"])
        if draft is not None:
            return draft.head
        fields["customer_id"] = fields["customer_id"] or ""
        fields["on"] = fields["on"] or ""
        fields["currency"] = fields["currency"] or ""
        return Head(**fields)

    def _numbered(self, head: Head) -> Head:
        """Give a sale without a number one that the same file gives it again: day, customer, which of the day."""
        self.without_number += 1
        stem = f"{head.on}/{head.customer_id}"
        self._nth[stem] += 1
        return head._replace(purchase_id=f"{stem}/{self._nth[stem]}")

    def _part(self, fields: dict[str, Any], field: str, heading: str, raw: str) -> None:
        if field == "on":
            if raw not in self._days:
                self._days[raw] = self._day(raw)
            found = self._days[raw]
            if found is None:
                raise Refused("is blank", "each sale needs its day")
            fields["on"], fields["at"] = found
        elif field == "currency":
            fields["currency"] = clean_currency(raw) or fields["currency"]
        elif field in _IDS:
            fields[field] = self._id(raw, heading)
        else:
            fields[field] = clean_text(raw, limit=100_000 if field == "note" else 200 if field in ("channel", "payment_means") else 2_000)

    def _day(self, raw: str) -> tuple[str, str | None] | None:
        found = clean_date(raw, dayfirst=self.reading.dayfirst)
        if found is None:
            return None
        day: date = found[0]
        moment: datetime | None = found[1]
        if moment is None:
            return day.isoformat(), None
        at = moment if moment.tzinfo is not None else moment.replace(tzinfo=self.zone)
        return at.astimezone(self.zone).date().isoformat(), instant_text(at)

    def _id(self, raw: str, heading: str) -> str | None:
        try:
            found = self._ids[raw]
        except KeyError:
            found = self._ids[raw] = clean_id(raw)
        if found is not None and id_was_float(raw):
            self.tally.notes[f"{heading}: numbers like '17850.0' were read as '17850'"] += 1
        return found

    def _reconcile(self, draft: _Draft, head: Head, faults: list[Fault]) -> None:
        """Say what a further line of a purchase says otherwise than its first."""
        if "" in (draft.head.customer_id, head.customer_id, draft.head.on, head.on):
            return
        for name, was, now in zip(Head._fields, draft.head, head, strict=True):
            if was == now or name == "at":
                continue
            if name == "note" or name == "place":
                self.tally.notes[f"{name}: lines of one purchase differ; the first is kept"] += 1
                continue
            reason = f"purchase {head.purchase_id!r} has {now!r} here and {was!r} in row {draft.rows[0][1]}"
            faults.append((name, str(now), reason, "the lines of one purchase agree in this"))
        if draft.head.at != head.at:
            self.tally.notes["lines of one purchase have different times; the earliest is kept"] += 1
            if head.at is not None and (draft.head.at is None or head.at < draft.head.at):
                draft.head = draft.head._replace(at=head.at)

    # ------------------------------------------------------------- keeping

    def keep(self) -> None:
        """Keep the purchases that are whole, and refuse the others with all their lines."""
        whole = []
        for draft in self.drafts.values():
            fault = draft.fault or self._unfit(draft)
            if fault is None:
                whole.append(draft)
                continue
            for file, line, cells, faults in draft.rows:
                reason = f"another row of purchase {draft.head.purchase_id!r} was refused: {fault}"
                said = faults or ((None, None, reason, "mend it, and read all rows of the purchase again"),)
                self.tally.refuse(file, line, cells, said)
        self.products.keep(self.tally)
        self.parties.keep(self.tally, {each.head.customer_id for each in whole if each.lines})
        for i in range(0, len(whole), _CHUNK):
            some = whole[i : i + _CHUNK]
            packed: list[Packed] = [(each.head, each.lines) for each in some]
            outcomes = self.store.keep_packed(packed, self.source, batch_id=self.batch_id)
            for draft, outcome in zip(some, outcomes, strict=True):
                self.tally.record("purchase", outcome)
                self.tally.row(outcome, len(draft.rows))
        if self.without_number:
            rule = "sales without a number were numbered by day and customer"
            self.tally.notes[rule] = self.without_number

    def _unfit(self, draft: _Draft) -> str | None:
        if not draft.lines:
            return f"purchase {draft.head.purchase_id!r} has no lines"
        if sum(abs(line.amount) for line in draft.lines) > LARGEST:
            return f"purchase {draft.head.purchase_id!r} comes to 9.2 million million or more"
        return None
