"""Customer lists into cards: customers, the people in their rows, and who is responsible."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Protocol

import attrs

from customerbase.clean.company_names import name_key
from customerbase.clean.refused import Refused
from customerbase.convert import from_json
from customerbase.intake.cells import CustomerRow, CustomerRows
from customerbase.intake.identity import Identities
from customerbase.intake.not_records import sums_up, totals
from customerbase.intake.policy import IntakePolicy, kept_policy
from customerbase.intake.progress import Progress
from customerbase.intake.reading import Input, Reading, open_table, openable, understood
from customerbase.intake.responsible import Responsibles
from customerbase.intake.result import ImportResult
from customerbase.intake.statements import People, stated_of_customer
from customerbase.intake.tally import Fault, Tally, faults_of, run
from customerbase.intake.voice import digest_of, heard_before, voice
from customerbase.ledger import Batch
from customerbase.model import AttributeSchema, Customer, CustomerKind, Source
from customerbase.records.numbering import Numbering
from customerbase.sources.table import RowProblem, SourceTable
from customerbase.stores.links import Links
from customerbase.stores.store import Learned, Outcome, Statement, Store

__all__ = ["Beside", "import_customers"]

_CHUNK = 1_000
_OF_A_PERSON = frozenset(
    (
        "first_name",
        "last_name",
        "person.gender",
        "person.born",
        "person.marital_status",
        "identifiers[id_card]",
    )
)


class Beside(Protocol):
    """What else the rows of a list come to, beside customers and people: a lead for each, say."""

    kind: CustomerKind | None
    """What customers are where the file does not say."""

    def begin(self, table: SourceTable, reading: Reading) -> Reading:
        """Look at the headings; return how the list is to be read without what is not of customers."""

    def faults(self, line: int, cells: Sequence[str]) -> list[Fault]:
        """Read a row; say for what it is to be refused."""

    def row(self, line: int, customer_id: str, contact_id: str | None) -> None:
        """Hear whom a row that was not refused means."""

    def end(self, tally: Tally, batch_id: str) -> None:
        """Keep what it comes to, in the batch of the list."""


def _of_a_company(field: str) -> bool:
    return field.startswith(("organization.", "size.", "contact[")) or field == "identifiers[uscc]"


def import_customers(
    store: Store,
    path: Input,
    source: Source,
    reading: Reading,
    *,
    observed_on: date | None = None,
    kind: CustomerKind | str | None = None,
    numbering: Numbering | None = None,
    known_only: bool = False,
    beside: Beside | None = None,
    policy: IntakePolicy | None = None,
    complete: bool = False,
    dry_run: bool = False,
) -> ImportResult:
    """Read a list of customers, with the people in its rows, into a store.

    Parameters
    ----------
    store : Store
    path : path-like, data frame or Readable
    source : Source
        How the list came to be known; its origin is the file's name if it has none.
    reading : Reading
    observed_on : datetime.date, optional
        The day on which what it says was true; a column of the file may say
        it for each row.
    kind : CustomerKind or str, optional
        What customers are where the file does not say.  By default persons, where a
        column is of persons alone (first name, gender, birthday, identity card)
        and none of companies; organisations otherwise.
    numbering : Numbering, optional
        How customers without a number get one.
    known_only : bool
        Whether a row of a customer who is not there is refused: a list of the
        people at customers makes none.
    beside : Beside, optional
        Is told of each row that was not refused.
    policy : IntakePolicy, optional
        What its values do where others stand; by default that of the base.
    complete : bool
        Whether all customers stand in the list: those who do not are named in
        the result, and stay.
    dry_run : bool
        Whether it is only shown what would come of it.

    Returns
    -------
    ImportResult

    Raises
    ------
    SourceError, AmbiguousHeader
        If the file cannot be read at all; nothing is taken then.
    ValueError
        If there is no such kind of customer.
    """
    if kind is not None and kind not in set(CustomerKind):
        raise ValueError(f"kind={kind!r} is none of {', '.join(map(repr, map(str, CustomerKind)))}")
    given = openable(path)
    with open_table(given, reading, kind="customers") as table:
        digest = digest_of(given)
        source = voice(store, "customer", source, table.origin, digest)

        heard = heard_before(store, "customer", source, digest)

        def work(tally: Tally, batch_id: str) -> None:
            how = reading if beside is None else beside.begin(table, reading)
            headings = understood(table, "customers", how)
            tally.reads(table, headings.ignored)
            declared = store.rows.setting("attribute_schema")
            schema = None if declared is None else from_json(AttributeSchema, declared)
            terms = policy or kept_policy(store.rows)
            reader = CustomerRows(headings, how, tally.notes, schema, take_off=terms.take_off)
            if (
                kind is None
                and (_OF_A_PERSON & headings.fields)
                and not any(map(_of_a_company, headings.fields))
            ):
                stated: CustomerKind | None = CustomerKind.PERSON
            else:
                stated = None if kind is None else CustomerKind(kind)
            if beside is not None:
                stated = beside.kind or stated
            work = Import(store, source, tally, batch_id, observed_on, stated, numbering or Numbering())
            work.known_only = known_only
            work.beside = beside
            work.policy = terms
            work.heard_in = heard
            work.identities.again = heard is not None
            work.named = set() if complete else None
            work.read(table, reader)
            if work.named is not None:
                tally.missing = _missing(store, work.named)
            if beside is not None:
                beside.end(tally, batch_id)

        return run(store, "customer", table.origin, source, work, digest, dry_run=dry_run)


def _missing(store: Store, named: set[str]) -> tuple[tuple[str, str], ...]:
    """Return number and name of the customers of a base whom a list does not name, under any of their ids."""
    roots = Links(store.rows).roots("customer")
    there = {roots.get(key, key) for key in named}
    return tuple((key, name) for key, name in store.rows.names() if key not in roots and key not in there)


@attrs.define
class _Line:
    """A row on its way: what it says, whom it means, and where its statements stand."""

    line: int
    cells: Sequence[str]
    row: CustomerRow
    customer_id: str = ""
    statements: range = range(0)


class _Torn(Exception):
    """Rolls back what was learned of rows of which a part was refused."""


class Import:
    """One reading of one list."""

    def __init__(
        self,
        store: Store,
        source: Source,
        tally: Tally,
        batch_id: str,
        observed_on: date | None,
        kind: CustomerKind | None,
        numbering: Numbering,
    ) -> None:
        self.store = store
        self.source = source
        self.tally = tally
        self.batch_id = batch_id
        self.observed_on = observed_on
        self.kind = kind
        self.identities = Identities(store.rows, numbering)
        self.responsibles = Responsibles(store, source, batch_id)
        self.seen: dict[str, tuple[int, int | None]] = {}
        self.called: dict[str, str] = {}
        self.people = People(store.rows, self.identities.stones)
        self.new: set[str] = set()
        self.known_only = False
        self.beside: Beside | None = None
        self.policy = IntakePolicy()
        self.heard_in: Batch | None = None
        self.named: set[str] | None = None

    def read(self, table: SourceTable, reader: CustomerRows) -> None:
        """Read all rows, some thousand at a time.

        Rows without a number come after those that have one: they may mean
        one of these, and a number that is made must be none that the file gives.
        """
        rows = table.rows
        done = 0
        put_aside: list[bytes] = []
        with Progress(table.origin, table.total_bytes) as progress:
            while chunk := list(islice(rows, _CHUNK)):
                lines = self._cleaned(table.origin, chunk, reader)
                if reader.numbered:
                    without = [each for each in lines if each.row.customer_id is None]
                    if without:
                        # Packed, a million of them are some hundred megabytes, and not ten thousand.
                        put_aside.append(zlib.compress(pickle.dumps(without), 1))
                    lines = [each for each in lines if each.row.customer_id is not None]
                self._keep(table.origin, lines)
                done += len(chunk)
                progress(table.position(), done)
            for packed in put_aside:
                self._keep(table.origin, pickle.loads(zlib.decompress(packed)))  # noqa: S301 - our own
                progress(table.position(), done)

    def _keep(self, file: str, lines: list[_Line]) -> None:
        if any(each.row.customer_id is None for each in lines):
            self.identities.prepare(each.row for each in lines)
        self.people.expect(each.row for each in lines)
        self._learn(file, list(self._identified(file, lines)))

    def _cleaned(self, file: str, chunk: Sequence[Any], reader: CustomerRows) -> list[_Line]:
        """Clean the cells of some rows, and refuse those that say nothing right."""
        lines = []
        for each in chunk:
            if isinstance(each, RowProblem):
                self.tally.misaligned(file, each)
                continue
            line, cells = each
            row = reader.read(cells)
            if self.named is not None and row.customer_id is not None:
                self.named.add(row.customer_id)
            if row.customer_id is None or sums_up(row.customer_id):
                faults = totals(cells, reader.headings)
                if faults:
                    self.tally.refuse(file, line, cells, faults)
                    continue
            if self.kind is not None and row.name is not None:
                row.values.setdefault("kind", self.kind)
            if self.beside is not None:
                row.faults += self.beside.faults(line, cells)
            if row.faults:
                self.tally.refuse(file, line, cells, row.faults)
            elif not (row.name or row.customer_id):
                self.tally.refuse(file, line, cells, [(None, None, "has neither a number nor a name", None)])
            else:
                lines.append(_Line(line, cells, row))
        return lines

    def _identified(self, file: str, lines: list[_Line]) -> Iterator[_Line]:
        """Find out whom each row means, and refuse a second row that says otherwise of the same customer."""
        for each in lines:
            try:
                each.customer_id = self.identities.number(each.row)
            except Refused as error:
                self.tally.refuse(file, each.line, each.cells, [(None, None, error.reason, error.hint)])
                continue
            if self.named is not None:
                self.named.add(each.customer_id)
            other_name = self._named_otherwise(each)
            mark = each.row.fingerprint
            first, was = self.seen.setdefault(each.customer_id, (each.line, mark))
            if was is None and not other_name:
                self.seen[each.customer_id] = each.line, mark
            if other_name or (mark is not None and was is not None and was != mark):
                reason = f"customer {each.customer_id!r} stands already in row {first}, with other values"
                hint = "keep one of the rows, or give this customer a number of his own"
                self.tally.refuse(file, each.line, each.cells, [(None, None, reason, hint)])
                continue
            yield each

    def _named_otherwise(self, each: _Line) -> bool:
        """Tell whether a row names its customer otherwise than an earlier one of this file.

        Another spelling of the same name is none: the first is kept, or each reading would change it anew.
        """
        if each.row.name is None:
            return False
        first = self.called.setdefault(each.customer_id, each.row.name)
        if name_key(first) != name_key(each.row.name):
            return True
        if each.row.name != first:
            each.row.name = first
            each.row.raw.pop("name", None)
        return False

    def _learn(self, file: str, lines: list[_Line]) -> None:
        held = self.store.rows.get("customer", [each.customer_id for each in lines])
        if self.known_only:
            lines = [each for each in lines if self._is_there(file, each, held)]
        statements: list[Statement] = []
        for each in lines:
            begin = len(statements)
            stored = held.get(each.customer_id)
            known = stored.record if stored is not None else None
            assert known is None or isinstance(known, Customer)
            stated = stated_of_customer(each.row, known, self.tally.notes)
            values = stated.values
            if known is None and "name" not in values and each.customer_id not in self.new:
                values["name"] = each.customer_id
                self.tally.notes["customers without a name are called by their number"] += 1
            if known is None:
                self.new.add(each.customer_id)
            on = each.row.observed_on or self.observed_on
            statements.append(
                Statement(
                    kind="customer",
                    subject_id=each.customer_id,
                    values=values,
                    observed_on=on,
                    raw=stated.raw,
                )
            )
            for contact_id, said in self.people.stated(each.row, each.customer_id, known is not None):
                statements.append(
                    Statement(
                        kind="contact",
                        subject_id=contact_id,
                        values=said.values,
                        observed_on=on,
                        raw=said.raw,
                    )
                )
            each.statements = range(begin, len(statements))
        statements = self._under_policy(statements, held)
        learned = self._learn_whole(lines, statements)
        taken = [each for each in lines if self._judge(file, each, statements, learned)]
        if self.beside is not None:
            for each in taken:
                people = [
                    statements[i].subject_id for i in each.statements if statements[i].kind == "contact"
                ]
                self.beside.row(each.line, each.customer_id, people[0] if people else None)
        self.responsibles.assign(
            [
                (each.customer_id, each.row.responsible, each.row.observed_on or self.observed_on)
                for each in taken
                if each.row.responsible is not None
            ],
            self.tally,
        )

    def _under_policy(self, statements: list[Statement], held: Mapping[str, object]) -> list[Statement]:
        """Leave out what is never taken, and say what gives way or waits."""
        if self.policy.plain:
            return statements
        people = {each.subject_id for each in statements if each.kind == "contact"}
        there = held.keys() | self.store.rows.known("contact", people)
        found = []
        for each in statements:
            heard, ranks = self.policy.applied(each.kind, each.values, new=each.subject_id not in there)
            found.append(attrs.evolve(each, values=heard, precedence=ranks))
        return found

    def _is_there(self, file: str, each: _Line, held: Mapping[str, object]) -> bool:
        if each.customer_id in held:
            return True
        reason = f"there is no customer {each.customer_id!r} in this base"
        self.tally.refuse(file, each.line, each.cells, [(None, None, reason, "import the customers first")])
        return False

    def _learn_whole(self, lines: list[_Line], statements: list[Statement]) -> dict[int, Learned]:
        """Learn what rows say, of each all or nothing: not the customer without the people in his row."""
        refused: dict[int, Learned] = {}
        while True:
            wanted = [i for i in range(len(statements)) if i not in refused]
            torn: dict[int, Learned] = {}
            try:
                with self.store.transaction():
                    said = [statements[i] for i in wanted]
                    results = self.store.learn(
                        said, self.source, batch_id=self.batch_id, heard_in=self.heard_in
                    )
                    learned = refused | dict(zip(wanted, results, strict=True))
                    for each in lines:
                        errors = [i for i in each.statements if learned[i].error is not None]
                        if errors and len(errors) < len(each.statements) and errors[0] not in refused:
                            torn |= dict.fromkeys(each.statements, learned[errors[0]])
                    if torn:
                        raise _Torn  # noqa: TRY301 - it leaves the transaction
            except _Torn:
                refused |= torn
            else:
                return learned

    def _judge(
        self, file: str, each: _Line, statements: Sequence[Statement], learned: Mapping[int, Learned]
    ) -> bool:
        """Count a row by what became of its statements."""
        outcomes = [learned[i] for i in each.statements]
        errors = {id(one.error): one.error for one in outcomes if one.error is not None}
        faults = [fault for error in errors.values() for fault in faults_of(error)]
        if faults:
            self.tally.refuse(file, each.line, each.cells, faults)
            return False
        for i in each.statements:
            self.tally.record(statements[i].kind, learned[i].outcome)
            self.tally.waiting += len(learned[i].waiting)
        if outcomes[0].outcome is Outcome.TAKEN:
            self.tally.row(Outcome.TAKEN)
        elif any(one.outcome is not Outcome.UNCHANGED for one in outcomes):
            self.tally.row(Outcome.CHANGED)
        else:
            self.tally.row(Outcome.UNCHANGED)
        return True
