"""Every other kind of record from a file: products, staff, dealings, feedback, tasks, links, consents.

A list with headings as people write them is understood for products, staff
and dealings; for every kind the record's own field names are understood, in
CSV and in JSON lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, tzinfo
from hashlib import blake2s
from itertools import islice
from typing import Any, cast

import attrs

from customerbase.clean.company_names import name_key
from customerbase.clean.dates import clean_day
from customerbase.clean.emails import clean_emails
from customerbase.clean.money import clean_currency, clean_money
from customerbase.clean.numbers import clean_flag
from customerbase.clean.phones import clean_phones
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_tags
from customerbase.convert import from_plain, to_plain
from customerbase.errors import InvalidRecord, NotReferable, SourceError
from customerbase.intake.labelled import free_label
from customerbase.intake.parties import ids_by_name
from customerbase.intake.progress import Progress
from customerbase.intake.reading import Input, Reading, first_place, open_table, openable, understood
from customerbase.intake.result import ImportResult
from customerbase.intake.shapes import Step, cleaner, place, put
from customerbase.intake.tally import Fault, Tally, faults_of, run
from customerbase.intake.voice import digest_of, voice
from customerbase.model import KINDS, Channel, Entity, Source, Verification
from customerbase.paths import CARDS
from customerbase.sources.headings import Column, FileKind
from customerbase.sources.table import RowProblem, SourceTable
from customerbase.stores.facets import check_verification
from customerbase.stores.store import Outcome, Store
from customerbase.values import Money

__all__ = ["import_records"]

_CHUNK = 1_000
_LISTS: dict[str, FileKind] = {"product": "products", "employee": "employees", "interaction": "interactions"}


@attrs.frozen
class _Cell:
    index: int
    heading: str
    steps: tuple[Step, ...]
    clean: Callable[[str], Any]
    money: bool = False
    unit: str | None = None


def import_records(
    store: Store,
    kind: str,
    path: Input,
    source: Source,
    reading: Reading,
    *,
    zone: tzinfo = UTC,
    dry_run: bool = False,
) -> ImportResult:
    """Read records of one kind into a store.

    Parameters
    ----------
    store : Store
    kind : str
        A name of `customerbase.model.KINDS`, but for customers, contacts and
        purchases, which have readers of their own.
    path : path-like, data frame or Readable
    source : Source
    reading : Reading
    zone : tzinfo
        Of times that do not say theirs.
    dry_run : bool
        Whether it is only shown what would come of it.

    Returns
    -------
    ImportResult

    Raises
    ------
    SourceError, AmbiguousHeader
    ValueError
        If the kind has another reader, or there is no such kind.
    """
    if kind not in KINDS or kind in CARDS or kind == "purchase":
        known = sorted(set(KINDS) - set(CARDS) - {"purchase"})
        raise ValueError(f"{kind!r} is not read by import_records: choose one of {', '.join(known)}")
    given = openable(path)
    with open_table(given, reading, kind=_LISTS.get(kind)) as table:
        digest = digest_of(given)
        source = voice(store, kind, source, table.origin, digest)

        def work(tally: Tally, batch_id: str) -> None:
            _Import(store, kind, source, tally, batch_id, reading, zone).read(table)

        return run(store, kind, table.origin, source, work, digest, dry_run=dry_run)


def _worded(column: Column, clean: Callable[[str], Any]) -> Callable[[str], Any]:
    return (lambda raw: clean(column.worded(raw))) if column.words else clean


class _Import:
    def __init__(
        self,
        store: Store,
        kind: str,
        source: Source,
        tally: Tally,
        batch_id: str,
        reading: Reading,
        zone: tzinfo,
    ) -> None:
        self.store = store
        self.kind = kind
        self.cls: type[Entity] = KINDS[kind]
        self.source = source
        self.tally = tally
        self.batch_id = batch_id
        self.reading = reading
        self.zone = zone
        self.currency_column: Column | None = None
        self.seen: dict[str, int] = {}
        self._of_the_day: Counter[str] = Counter()
        self._by_name: dict[str, list[str]] | None = None

    def read(self, table: SourceTable) -> None:
        """Read all rows, some thousand at a time."""
        read_row = self._row_reader(table)
        rows = table.rows
        done = 0
        with Progress(table.origin, table.total_bytes) as progress:
            while chunk := list(islice(rows, _CHUNK)):
                self._keep(table.origin, list(self._records(table, chunk, read_row)))
                done += len(chunk)
                progress(table.position(), done)

    # ------------------------------------------------------------- columns

    def _row_reader(self, table: SourceTable) -> Callable[[Sequence[str], list[Fault]], dict[str, Any]]:
        cells, special, ignored = self._columns(table)
        self.tally.reads(table, ignored)

        def read(row: Sequence[str], faults: list[Fault]) -> dict[str, Any]:
            plain: dict[str, Any] = {}
            currency = self._currency(row, faults)
            for cell in cells:
                raw = row[cell.index]
                if not raw:
                    continue
                try:
                    if cell.money and currency is not None:
                        value: Any = clean_money(raw, currency=currency, unit=cell.unit)
                    else:
                        value = cell.clean(raw)
                except Refused as error:
                    faults.append((cell.heading, raw, error.reason, error.hint))
                    continue
                if value is not None and value != ():
                    put(plain, cell.steps, value)
            for heading, index, apply in special:
                if row[index]:
                    try:
                        apply(plain, row[index])
                    except Refused as error:
                        faults.append((heading, row[index], error.reason, error.hint))
            return plain

        return read

    def _currency(self, row: Sequence[str], faults: list[Fault]) -> str | None:
        """Return the currency that a column says of the amounts of a row."""
        if self.currency_column is None:
            return None
        raw = row[self.currency_column.index]
        try:
            return clean_currency(raw)
        except Refused as error:
            faults.append((self.currency_column.heading, raw, error.reason, error.hint))
            return None

    def _columns(
        self, table: SourceTable
    ) -> tuple[list[_Cell], list[tuple[str, int, Callable[[dict[str, Any], str], None]]], Sequence[str]]:
        """Say where each column's values go; some are worked out together with others."""
        cells: list[_Cell] = []
        special: list[tuple[str, int, Callable[[dict[str, Any], str], None]]] = []
        ignored: list[str] = []
        own = [place(self.cls, heading) for heading in table.header]
        if self.kind in _LISTS and not all(own):
            headings = understood(table, _LISTS[self.kind], self.reading)
            ignored += headings.ignored
            for column in headings.columns:
                if column.field == "currency":
                    self.currency_column = column
                    continue
                apply = _SPECIAL.get((self.kind, column.field))
                if apply is not None:
                    special.append((column.heading, column.index, cast(Any, apply)))
                    continue
                if column.field == "customer_name":
                    special.append((column.heading, column.index, self._by_customer_name))
                    continue
                if labelled := _LABELLED.fullmatch(column.field):
                    special.append(
                        (
                            column.heading,
                            column.index,
                            _reached(labelled[1], labelled[2], self.reading.region),
                        )
                    )
                    continue
                found = place(self.cls, column.field)
                if found is None:
                    ignored.append(column.heading)
                    continue
                steps, kind = found
                clean = _worded(column, cleaner(kind, steps, column.unit, self.reading, self.zone))
                cells.append(_Cell(column.index, column.heading, steps, clean, kind is Money, column.unit))
        else:
            for index, (heading, found) in enumerate(zip(table.header, own, strict=True)):
                if found is None:
                    ignored.append(heading)
                    continue
                steps, kind = found
                cells.append(
                    _Cell(index, heading, steps, cleaner(kind, steps, None, self.reading, self.zone))
                )
            self._refuse_what_is_missing(table, {each.steps[0] for each in cells})
        return cells, special, ignored

    def _refuse_what_is_missing(self, table: SourceTable, given: set[Step]) -> None:
        needed = {each.name for each in attrs.fields(self.cls) if each.default is attrs.NOTHING}
        missing = sorted(needed - given - {f"{self.kind}_id"})
        if missing:
            hint = f"its headings are {', '.join(table.header[:30])}"
            raise SourceError(
                table.origin, f"no column gives {' or '.join(missing)} of these {self.kind} records", hint
            )

    # ------------------------------------------------------------- rows

    def _records(
        self,
        table: SourceTable,
        chunk: Sequence[Any],
        read: Callable[[Sequence[str], list[Fault]], dict[str, Any]],
    ) -> Iterator[tuple[int, Sequence[str], Entity]]:
        file = table.origin
        for each in chunk:
            if isinstance(each, RowProblem):
                self.tally.misaligned(file, each)
                continue
            line, cells = each
            faults: list[Fault] = []
            plain = read(cells, faults)
            record = None
            if not faults:
                self._complete(plain, first_place(table, line))
                try:
                    record = from_plain(self.cls, plain)
                    if isinstance(record, Verification):
                        today = self.store.now().astimezone(self.zone).date()
                        check_verification(self.store.rows, record.facet, record.on, today)
                except InvalidRecord as error:
                    faults += faults_of(error)
            if record is not None and (first := self.seen.setdefault(record.key, line)) != line:
                reason = f"{self.kind} {record.key!r} stands already in row {first}"
                faults.append((f"{self.kind}_id", record.key, reason, "keep one of the rows"))
            if faults or record is None:
                self.tally.refuse(file, line, cells, faults)
            else:
                yield line, cells, record

    def _complete(self, plain: dict[str, Any], place: str | None) -> None:
        """Fill in what people leave out: the number of a dealing, a product without a name, the way.

        A dealing gets a number that every list gives it again: day, customer,
        content, and which of its equals; or, mended, its place among the refused.
        """
        key = f"{self.kind}_id"
        if self.kind == "interaction":
            plain.setdefault("channel", Channel.OTHER)
        if self.kind in ("product", "employee"):
            known_as = plain.get(key) or plain.get("name")
            if known_as is not None:
                plain.setdefault(key, known_as)
                plain.setdefault("name", known_as)
        if key not in plain:
            day = plain.get("on") or plain.get("planned_on") or plain.get("since")
            whose = plain.get("customer_id") or plain.get("employee_id")
            if whose is not None:
                stem = f"{day.isoformat() if isinstance(day, date) else self.kind}/{whose}"
                if place is None:
                    # By what it is, not by its place: another list of the same day must not take its number.
                    said = blake2s(repr(sorted(plain.items())).encode(), digest_size=5).hexdigest()
                    stem = f"{stem}/{said}"
                    self._of_the_day[stem] += 1
                    nth = self._of_the_day[stem]
                    plain[key] = stem if nth == 1 else f"{stem}/{nth}"
                else:
                    plain[key] = f"{stem}/{place}"

    def _keep(self, file: str, rows: list[tuple[int, Sequence[str], Entity]]) -> None:
        while rows:
            try:
                learned = self.store.keep([each for _, _, each in rows], self.source, batch_id=self.batch_id)
            except NotReferable as error:
                kept = []
                for line, cells, record in rows:
                    if record.key == error.key or self._names(record, error.missing):
                        fault: Fault = (None, record.key, str(error), None)
                        self.tally.refuse(file, line, cells, [fault])
                    else:
                        kept.append((line, cells, record))
                rows = kept
                continue
            for one in learned:
                self.tally.record(self.kind, one.outcome)
                self.tally.row(Outcome(one.outcome))
            return

    def _names(self, record: Entity, missing: str) -> bool:
        return any(
            f"customer {getattr(record, name, None)!r}" == missing for name in ("customer_id", "other_id")
        )

    def _by_customer_name(self, plain: dict[str, Any], raw: str) -> None:
        """Find the customer that a dealing names, where it gives no number."""
        if "customer_id" in plain:
            return
        if self._by_name is None:
            self._by_name = ids_by_name(self.store)
        found = self._by_name.get(name_key(raw), [])
        if not found:
            raise Refused("is the name of no customer in this base", "import the customers first")
        if len(found) > 1:
            raise Refused(f"may mean any of {', '.join(found[:5])}", "give the customer's number")
        plain["customer_id"] = found[0]


_LABELLED = re.compile(r"(phones|emails)\[(.+)\]")


def _reached(group: str, label: str, region: str) -> Callable[[dict[str, Any], str], None]:
    """Return what adds the numbers or addresses of a cell to the others."""

    def apply(plain: dict[str, Any], raw: str) -> None:
        phones = group == "phones"
        found = clean_phones(raw, label=label, region=region) if phones else clean_emails(raw, label=label)
        held = plain.setdefault(group, [])
        for each in found or ():
            taken = {one.get("label", "main") for one in held}
            value = to_plain(each)
            value["label"] = free_label(each.label, taken.__contains__)
            held.append(value)

    return apply


def _first_name(plain: dict[str, Any], raw: str) -> None:
    plain["name"] = f"{raw.strip()} {plain.get('name', '')}".strip()


def _last_name(plain: dict[str, Any], raw: str) -> None:
    plain["name"] = f"{plain.get('name', '')} {raw.strip()}".strip()


def _discontinued(plain: dict[str, Any], raw: str) -> None:
    """Keep the day on which a product was given up, or that it was where no day is said."""
    try:
        given_up = clean_flag(raw)
    except Refused:
        day = clean_day(raw)
        if day is not None:
            plain["discontinued_on"] = day
        return
    if given_up:
        plain.setdefault("attributes", {})["discontinued"] = True


def _contacts(plain: dict[str, Any], raw: str) -> None:
    plain["contact_ids"] = list(clean_tags(raw) or ())


_SPECIAL: dict[tuple[str, str], Callable[[dict[str, Any], str], None]] = {
    ("employee", "first_name"): _first_name,
    ("employee", "last_name"): _last_name,
    ("product", "discontinued"): _discontinued,
    ("interaction", "contact_id"): _contacts,
}
