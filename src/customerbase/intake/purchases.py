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

import gc
import os
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, tzinfo
from itertools import islice
from operator import itemgetter
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
from customerbase.sources.headings import Column, HeadingMap
from customerbase.sources.table import RowProblem, SourceTable
from customerbase.stores.packing import LARGEST, Head, Line, Packed
from customerbase.stores.store import Outcome, Store

__all__ = ["import_purchases"]

_CHUNK = 2_000
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
_HEAD = ("purchase_id", "customer_id", "customer_name", "customer_country", "on", "currency", *_TEXTS)
_ALL_FIELDS = (*Head._fields, "customer_name", "customer_country")


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
            with _collector_resting():
                if details is None:
                    reader.read_sales(table, understood(table, "purchases", reading))
                else:
                    reader.read_orders(table, understood(table, "purchase_headers", reading))
                    reader.read_lines(details, understood(details, "purchase_lines", details_reading))
                cells_of = {table.origin: _Cells(path, reading)}
                if details is not None and lines is not None:
                    cells_of[details.origin] = _Cells(lines, details_reading)
                reader.keep(cells_of)

        return run(store, "purchase", table.origin, source, work)


def _faults(packed: Line | tuple[Fault, ...]) -> tuple[Fault, ...]:
    return () if isinstance(packed, Line) else packed


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Let the cyclic garbage collector rest: it would look through a million fresh tuples again and again."""
    working = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if working:
            gc.enable()


class _Cells:
    """The rows of a file by line, read once more for those that are refused with others."""

    def __init__(self, path: str | os.PathLike[str], reading: Reading) -> None:
        self._path = path
        self._reading = reading

    def of(self, lines: Container[int]) -> dict[int, list[str]]:
        """Return the cells of these lines."""
        with open_table(self._path, self._reading) as table:
            return {
                row[0]: row[1] for row in table.rows if not isinstance(row, RowProblem) and row[0] in lines
            }


class _Draft:
    """A purchase on its way.

    Its rows are known by their lines alone: the cells of half a million rows
    would fill the memory, and are wanted of the few that are refused.
    """

    __slots__ = ("details", "fault", "faulty", "head", "lines", "rows")

    def __init__(self, head: Head) -> None:
        self.head = head
        self.lines: list[Line] = []
        self.rows: list[int] = []
        self.details: list[int] = []
        self.faulty: dict[tuple[str, int], tuple[Sequence[str], tuple[Fault, ...]]] = {}
        self.fault: str | None = None

    def spoil(self, file: str, line: int, cells: Sequence[str], faults: tuple[Fault, ...]) -> None:
        """Note a row with faults; it spoils the whole."""
        self.faulty[file, line] = cells, faults
        if self.fault is None:
            self.fault = f"row {line} of {file}"


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
        self._ids: dict[str, str | None] = {}

    # ------------------------------------------------------------- reading

    def read_sales(self, table: SourceTable, headings: HeadingMap) -> None:
        """Read a file in which each row is a line, or a whole sale."""
        self.tally.reads(table, headings.ignored)
        head_of = self._head_reader(headings, table.origin)
        line_of = LineReader(headings, self.reading, self.negatives, self.products)
        drafts, file = self.drafts, table.origin
        last, draft = None, None
        for line, cells in self._rows(table):
            head, faults = head_of(cells)
            if head is None:
                self.tally.refuse(file, line, cells, (*faults, *_faults(line_of(cells, None))))
                continue
            packed = line_of(cells, head.currency or None)
            if draft is None or head is not last:
                last = head
                draft = drafts.get(head.purchase_id)
                if draft is None:
                    draft = drafts[head.purchase_id] = _Draft(head)
                elif draft.head != head:
                    last = None
                    faults = (*faults, *self._unlike(draft, head))
            draft.rows.append(line)
            if faults or type(packed) is not Line:
                draft.spoil(file, line, cells, (*faults, *_faults(packed)))
            else:
                draft.lines.append(packed)

    def read_orders(self, table: SourceTable, headings: HeadingMap) -> None:
        """Read a file of orders without their lines."""
        self.tally.reads(table, headings.ignored)
        head_of = self._head_reader(headings, table.origin)
        for line, cells in self._rows(table):
            head, faults = head_of(cells)
            if head is not None and head.purchase_id in self.drafts:
                first = self.drafts[head.purchase_id].rows[0]
                reason = f"purchase {head.purchase_id!r} stands already in row {first}"
                faults = (*faults, (None, None, reason, "keep one of the rows"))
                head = None
            if head is None:
                self.tally.refuse(table.origin, line, cells, faults)
                continue
            draft = self.drafts[head.purchase_id] = _Draft(head)
            draft.rows.append(line)
            if faults:
                draft.spoil(table.origin, line, cells, faults)

    def read_lines(self, table: SourceTable, headings: HeadingMap) -> None:
        """Read the lines of the orders that were read."""
        self.tally.reads(table, headings.ignored)
        line_of = LineReader(headings, self.reading, self.negatives, self.products)
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
            packed = line_of(cells, draft.head.currency or None)
            draft.details.append(line)
            if type(packed) is Line:
                draft.lines.append(packed)
            else:
                draft.spoil(table.origin, line, cells, _faults(packed))

    def _rows(self, table: SourceTable) -> Iterator[tuple[int, list[str]]]:
        done = 0
        rows = table.rows
        with Progress(table.origin, table.total_bytes) as progress:
            while some := list(islice(rows, _CHUNK)):
                for each in some:
                    if type(each) is RowProblem:
                        self.tally.misaligned(table.origin, each)
                    else:
                        yield each  # type: ignore[misc]
                done += len(some)
                progress(table.position(), done)

    # ------------------------------------------------------------- the head of a purchase

    def _head_reader(
        self, headings: HeadingMap, file: str
    ) -> Callable[[Sequence[str]], tuple[Head | None, tuple[Fault, ...]]]:
        """Return a function from cells to head and faults; rows whose heads are alike share one."""
        column = {each.field: each for each in headings.columns}
        if "currency" not in column and self.reading.currency is None:
            hint = "say it: currency='CNY' (--currency CNY)"
            raise SourceError(file, "nothing says the currency of its amounts", hint)
        wanted = [column[name] for name in _HEAD if name in column]
        mark_of = itemgetter(*[each.index for each in wanted])
        cells_of = [(each.field, each, self._cleaner(each)) for each in wanted]
        numbered = "purchase_id" in column
        made: dict[tuple[str, ...], tuple[Head | None, tuple[Fault, ...]]] = {}
        last: tuple[str, ...] = ()
        found: tuple[Head | None, tuple[Fault, ...]] | None = None

        def head_of(cells: Sequence[str]) -> tuple[Head | None, tuple[Fault, ...]]:
            nonlocal last, found
            mark = mark_of(cells)
            if found is None or mark != last:  # the lines of a sale mostly stand together
                last = mark
                found = made.get(mark)
                if found is None:
                    found = made[mark] = self._head(mark, cells_of, column)
            if numbered or found[0] is None:
                return found
            return self._numbered(found[0]), found[1]

        return head_of

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
        return lambda raw: self._id(raw, column.heading)

    def _head(
        self,
        mark: Sequence[str],
        cells: Sequence[tuple[str, Column, Callable[[str], Any]]],
        column: Mapping[str, Column],
    ) -> tuple[Head | None, tuple[Fault, ...]]:
        """Read the head of a purchase.

        One with faults is given too where its number can be read: blank in
        what is not known, it holds the rows of the purchase together.
        """
        faults: dict[str, Fault] = {}
        fields: dict[str, Any] = dict.fromkeys(_ALL_FIELDS)
        raws: dict[str, str] = {}
        for raw, (name, found, clean) in zip(mark, cells, strict=True):
            raws[name] = raw
            try:
                fields[name] = clean(raw)
            except Refused as error:
                faults[name] = found.heading, raw, error.reason, error.hint

        def refuse(name: str, reason: str, hint: str | None) -> None:
            faults.setdefault(name, (column[name].heading, raws[name], reason, hint))

        if fields["on"] is not None:
            fields["on"], fields["at"] = fields["on"]
        fields["currency"] = fields["currency"] or self.reading.currency
        if fields["currency"] is None:
            refuse("currency", "is blank", "say it: currency='CNY'")
        if fields["purchase_id"] is None and "purchase_id" in column:
            refuse("purchase_id", "is blank", "each sale needs its number")
        who = "customer_id" if "customer_id" in column else "customer_name"
        name, country = fields.pop("customer_name"), fields.pop("customer_country")
        if who not in faults:
            try:
                fields["customer_id"] = self.parties.customer(fields["customer_id"], name, country)
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

    def _numbered(self, head: Head) -> Head:
        """Give a sale without a number one that the same file gives it again: day, customer, which of the day."""
        self.without_number += 1
        stem = f"{head.on}/{head.customer_id}"
        self._nth[stem] += 1
        return head._replace(purchase_id=f"{stem}/{self._nth[stem]}")

    def _day(self, raw: str) -> tuple[str, str | None]:
        found = clean_date(raw, dayfirst=self.reading.dayfirst)
        if found is None:
            raise Refused("is blank", "each sale needs its day")
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
            if id_was_float(raw):
                self.tally.notes[
                    f"{heading}: different numbers like '17850.0' that were read as '17850'"
                ] += 1
        return found

    def _unlike(self, draft: _Draft, head: Head) -> Iterator[Fault]:
        """Say what a further row of a purchase says otherwise than its first."""
        if "" in (draft.head.customer_id, head.customer_id, draft.head.on, head.on):
            return  # one of them is refused already
        for name, was, now in zip(Head._fields, draft.head, head, strict=True):
            if was == now or name == "at":
                continue
            if name in ("note", "place"):
                self.tally.notes[f"{name}: lines of one purchase differ; the first is kept"] += 1
                continue
            reason = f"purchase {head.purchase_id!r} has {now!r} here and {was!r} in row {draft.rows[0]}"
            yield name, now, reason, "the lines of one purchase agree in this"
        if draft.head.at != head.at:
            self.tally.notes["lines of one purchase have different times; the earliest is kept"] += 1
            if head.at is not None and (draft.head.at is None or head.at < draft.head.at):
                draft.head = draft.head._replace(at=head.at)

    # ------------------------------------------------------------- keeping

    def keep(self, cells_of: Mapping[str, _Cells]) -> None:
        """Keep the purchases that are whole, and refuse the others with all their rows."""
        whole: list[_Draft] = []
        spoilt: list[tuple[_Draft, str]] = []
        for draft in self.drafts.values():
            fault = draft.fault or self._unfit(draft)
            if fault is None:
                whole.append(draft)
            else:
                spoilt.append((draft, fault))
        self._refuse(spoilt, cells_of)
        self.products.keep(self.tally)
        self.parties.keep(self.tally, {each.head.customer_id for each in whole if each.lines})
        for i in range(0, len(whole), _CHUNK):
            some = whole[i : i + _CHUNK]
            packed: list[Packed] = [(each.head, each.lines) for each in some]
            outcomes = self.store.keep_packed(packed, self.source, batch_id=self.batch_id)
            for draft, outcome in zip(some, outcomes, strict=True):
                self.tally.record("purchase", outcome)
                self.tally.row(outcome, len(draft.rows) + len(draft.details))
        if self.without_number:
            rule = "sales without a number were numbered by day and customer"
            self.tally.notes[rule] = self.without_number

    def _refuse(self, spoilt: Sequence[tuple[_Draft, str]], cells_of: Mapping[str, _Cells]) -> None:
        files = list(cells_of)
        rows = [
            (draft, fault, file, line)
            for draft, fault in spoilt
            for file, lines in zip(files, (draft.rows, draft.details), strict=False)
            for line in lines
        ]
        wanted: dict[str, set[int]] = {}
        for draft, _, file, line in rows:
            if (file, line) not in draft.faulty:
                wanted.setdefault(file, set()).add(line)
        cells = {file: cells_of[file].of(lines) for file, lines in wanted.items()}
        for draft, fault, file, line in rows:
            if (found := draft.faulty.get((file, line))) is not None:
                self.tally.refuse(file, line, *found)
                continue
            reason = f"purchase {draft.head.purchase_id!r} was refused because of {fault}"
            hint = "mend that, and read all its rows again"
            self.tally.refuse(file, line, cells[file][line], ((None, None, reason, hint),))

    def _unfit(self, draft: _Draft) -> str | None:
        if not draft.lines:
            return "its having no lines"
        amount, quantity = (
            sum([abs(line[7]) for line in draft.lines]),
            sum([abs(line[1]) for line in draft.lines]),
        )
        return "its amount, 9.2 million million or more" if max(amount, quantity) > LARGEST else None
