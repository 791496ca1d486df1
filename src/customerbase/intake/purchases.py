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
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, tzinfo
from itertools import islice
from operator import attrgetter
from typing import Literal

from customerbase.clean.refused import Refused
from customerbase.intake.heads import HeadReader, Ids, Numbers
from customerbase.intake.lines import LineReader
from customerbase.intake.not_records import Documents, totals
from customerbase.intake.parties import Parties, Products
from customerbase.intake.progress import Progress
from customerbase.intake.reading import Input, Reading, first_place, open_table, openable, understood
from customerbase.intake.resting import collector_resting
from customerbase.intake.result import ImportResult
from customerbase.intake.tally import Fault, Tally, run
from customerbase.intake.voice import digest_of, voice
from customerbase.model import Source
from customerbase.sources.headings import FileKind, HeadingMap
from customerbase.sources.table import Readable, Row, RowProblem, SourceTable
from customerbase.stores.packing import LARGEST, Head, Line, Packed
from customerbase.stores.store import Store

__all__ = ["import_purchases"]

_CHUNK = 2_000
_PRODUCT = attrgetter("product_id")


def import_purchases(
    store: Store,
    path: Input,
    source: Source,
    reading: Reading,
    *,
    lines: Input | None = None,
    lines_reading: Reading | None = None,
    zone: tzinfo = UTC,
    negatives: Literal["refuse", "return"] = "refuse",
    create_customers: bool = False,
    dry_run: bool = False,
) -> ImportResult:
    """Read sales into a store.

    Parameters
    ----------
    store : Store
    path : path-like, data frame or Readable
        Sales with their lines, or, with `lines`, the orders alone.
    source : Source
    reading : Reading
        Its currency is that of amounts that do not say theirs.
    lines : path-like, data frame or Readable, optional
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
    dry_run : bool
        Whether it is only shown what would come of it.

    Returns
    -------
    ImportResult

    Raises
    ------
    SourceError, AmbiguousHeader
    """
    if negatives not in ("refuse", "return"):
        raise ValueError(f"negatives={negatives!r} is neither 'refuse' nor 'return'")
    given = openable(path)
    beside = None if lines is None else openable(lines)
    with ExitStack() as stack:
        kind: FileKind = "purchases" if beside is None else "purchase_headers"
        table = stack.enter_context(open_table(given, reading, kind=kind))
        details = None
        if beside is not None:
            details_reading = lines_reading or Reading(
                aliases=reading.aliases,
                encoding=reading.encoding,
                delimiter=reading.delimiter,
                currency=reading.currency,
                dayfirst=reading.dayfirst,
            )
            details = stack.enter_context(open_table(beside, details_reading, kind="purchase_lines"))
            if details.origin == table.origin:
                named = None if isinstance(beside, Readable) else os.fspath(beside)
                # Two sheets of one workbook, or two frames.
                details.origin = f"{table.origin} (lines)" if named in (None, table.origin) else named
        digest = digest_of(given, *(() if beside is None else (beside,)))
        source = voice(store, "purchase", source, table.origin, digest)

        def work(tally: Tally, batch_id: str) -> None:
            reader = _Import(store, source, tally, batch_id, reading, zone, negatives, create_customers)
            with collector_resting():
                if details is None:
                    reader.read_sales(table, understood(table, "purchases", reading))
                else:
                    reader.read_orders(table, understood(table, "purchase_headers", reading))
                    reader.read_lines(details, understood(details, "purchase_lines", details_reading))
                cells_of = {table.origin: _Cells(given, reading, kind)}
                if details is not None and beside is not None:
                    cells_of[details.origin] = _Cells(beside, details_reading, "purchase_lines")
                reader.keep(cells_of)

        return run(store, "purchase", table.origin, source, work, digest, dry_run=dry_run)


def _faults(packed: Line | tuple[Fault, ...]) -> tuple[Fault, ...]:
    return () if isinstance(packed, Line) else packed


def _judged(
    packed: Line | tuple[Fault, ...], off: Fault | None, back: Fault | None
) -> Line | tuple[Fault, ...]:
    """Return a line, or its faults with those of its paper: called off, or goods came back and it says otherwise."""
    sold = type(packed) is Line and (packed.quantity > 0 or packed.amount > 0)
    fault = off or (back if sold else None)
    return packed if fault is None else (*_faults(packed), fault)


class _Cells:
    """The rows of a file by line, read once more for those that are refused with others."""

    def __init__(self, path: Input, reading: Reading, kind: FileKind) -> None:
        self._path = path
        self._kind: FileKind = kind
        self._reading = reading

    def of(self, lines: Container[int]) -> dict[int, list[str]]:
        """Return the cells of these lines."""
        with open_table(self._path, self._reading, kind=self._kind) as table:
            return {
                row[0]: row[1] for row in table.rows if not isinstance(row, RowProblem) and row[0] in lines
            }


class _Draft:
    """A purchase on its way.

    Its rows are known by their lines alone: the cells of half a million rows
    would fill the memory, and are wanted of the few that are refused.
    """

    __slots__ = ("back", "details", "fault", "faulty", "head", "lines", "rows")

    def __init__(self, head: Head) -> None:
        self.head = head
        self.lines: list[Line] = []
        self.rows: list[int] = []
        self.details: list[int] = []
        self.faulty: dict[tuple[str, int], tuple[Sequence[str], tuple[Fault, ...]]] = {}
        self.fault: str | None = None
        self.back: Fault | None = None

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
        self.ids = Ids(tally.notes)
        self.largest = 0

    # ------------------------------------------------------------- reading

    def read_sales(self, table: SourceTable, headings: HeadingMap) -> None:
        """Read a file in which each row is a line, or a whole sale."""
        self.tally.reads(table, headings.ignored)
        head_of = self._heads(table, headings)
        line_of = LineReader(headings, self.reading, self.negatives, self.products)
        documents = Documents(headings)
        judging = bool(documents)
        drafts, file = self.drafts, table.origin
        numbers = None
        if not head_of.numbered:
            numbers = Numbers(self.store.rows.keys("purchase"))
        last, draft = None, None
        for line, cells in self._rows(table):
            head, faults = head_of(cells)
            if head is None:
                every = totals(cells, headings) or (*faults, *_faults(line_of(cells, None)))
                self.tally.refuse(file, line, cells, every)
                continue
            packed = line_of(cells, head.currency or None)
            if judging:
                packed = _judged(packed, documents.called_off(cells), documents.taken_back(cells))
            if numbers is not None:
                if faults or type(packed) is not Line:
                    self.tally.refuse(file, line, cells, (*faults, *_faults(packed)))
                    continue
                head = numbers(head, packed, first_place(table, line))
                self.tally.notes["sales without a number were numbered by day, customer and content"] += 1
            if draft is None or head is not last:
                last = head
                draft = drafts.get(head.purchase_id)
                if draft is None:
                    draft = drafts[head.purchase_id] = _Draft(head)
                elif draft.head != head:
                    last = None
                    faults = (*faults, *self._unlike(draft, head, headings))
            draft.rows.append(line)
            if faults or type(packed) is not Line:
                draft.spoil(file, line, cells, (*faults, *_faults(packed)))
            else:
                draft.lines.append(packed)
        self._note(line_of)

    def read_orders(self, table: SourceTable, headings: HeadingMap) -> None:
        """Read a file of orders without their lines."""
        self.tally.reads(table, headings.ignored)
        head_of = self._heads(table, headings)
        documents = Documents(headings)
        for line, cells in self._rows(table):
            head, faults = head_of(cells)
            if head is None:
                faults = totals(cells, headings) or faults
            if (off := documents.called_off(cells)) is not None:
                faults = (*faults, off)
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
            draft.back = documents.taken_back(cells)
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
                purchase_id = self.ids(raw, number.heading)
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
            packed = _judged(packed, None, draft.back)
            if type(packed) is Line:
                draft.lines.append(packed)
            else:
                draft.spoil(table.origin, line, cells, _faults(packed))
        self._note(line_of)

    def _note(self, line_of: LineReader) -> None:
        self.largest = max(self.largest, line_of.largest)
        if line_of.apart:
            rule = "different lines whose amount is not quantity × price less discount; the amount is what counts"
            self.tally.notes[rule] += line_of.apart

    def _heads(self, table: SourceTable, headings: HeadingMap) -> HeadReader:
        return HeadReader(headings, self.reading, self.zone, self.parties, self.ids, table.origin)

    def _rows(self, table: SourceTable) -> Iterator[tuple[int, list[str]]]:
        done = 0
        rows = table.rows
        with Progress(table.origin, table.total_bytes) as progress:
            while some := list(islice(rows, _CHUNK)):
                yield from self._aligned(table.origin, some)
                done += len(some)
                progress(table.position(), done)

    def _aligned(self, file: str, some: list[Row | RowProblem]) -> list[Row]:
        """Return the rows, the others counted as refused."""
        good: list[Row] = [each for each in some if type(each) is tuple]
        if len(good) < len(some):
            for each in some:
                if isinstance(each, RowProblem):
                    self.tally.misaligned(file, each)
        return good

    def _unlike(self, draft: _Draft, head: Head, headings: HeadingMap) -> Iterator[Fault]:
        """Say what a further row of a purchase says otherwise than its first."""
        if "" in (draft.head.customer_id, head.customer_id, draft.head.on, head.on):
            return  # one of them is refused already
        heading = {each.field: each.heading for each in headings.columns}
        for name, was, now in zip(Head._fields, draft.head, head, strict=True):
            if was == now or name == "at":
                continue
            if name in ("note", "place"):
                self.tally.notes[f"{name}: lines of one purchase differ; the first is kept"] += 1
                continue
            reason = f"purchase {head.purchase_id!r} has {now!r} here and {was!r} in row {draft.rows[0]}"
            column = heading.get(name, heading.get("customer_name") if name == "customer_id" else None)
            yield column, now, reason, "the lines of one purchase agree in this"
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
        sold: set[str | None] = set()
        for draft in whole:
            sold.update(map(_PRODUCT, draft.lines))
        self.products.keep(self.tally, sold)
        self.parties.keep(self.tally, {each.head.customer_id for each in whole if each.lines})
        for i in range(0, len(whole), _CHUNK):
            some = whole[i : i + _CHUNK]
            packed: list[Packed] = [(each.head, each.lines) for each in some]
            outcomes = self.store.keep_packed(packed, self.source, batch_id=self.batch_id)
            for draft, outcome in zip(some, outcomes, strict=True):
                self.tally.record("purchase", outcome)
                self.tally.row(outcome, len(draft.rows) + len(draft.details))

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
        if len(draft.lines) * self.largest <= LARGEST:
            return None
        amount = sum(abs(line.amount) for line in draft.lines)
        quantity = sum(abs(line.quantity) for line in draft.lines)
        return "its amount, 9.2 million million or more" if max(amount, quantity) > LARGEST else None
