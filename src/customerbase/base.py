"""`CustomerBase`: what ``customerbase.open(...)`` returns.

Thin: records rest in a store, and every answer is a pure function of another
module over what the store holds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta, tzinfo
from types import TracebackType
from typing import Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from customerbase import registry
from customerbase.buying_center import KeyPeople, PersonRow, key_people, key_people_table
from customerbase.chronicle import Event, chronicle
from customerbase.convert import from_json, to_json
from customerbase.dossier import Dossier, dossier
from customerbase.errors import StoreError
from customerbase.grading import Rule
from customerbase.intake import ImportResult, import_customers, import_purchases, import_records
from customerbase.intake.reading import Reading
from customerbase.ledger import Batch, Candidate, Provenance
from customerbase.model import (
    Assignment,
    AttributeSchema,
    Change,
    Competitor,
    CompetitorSighting,
    Consent,
    Contact,
    Customer,
    CustomerKind,
    Employee,
    Entity,
    Feedback,
    Interaction,
    Product,
    Redemption,
    Relationship,
    Response,
    SaleTotal,
    Source,
    Task,
    Touch,
    Verification,
)
from customerbase.ranking import (
    GradeRow,
    Origin,
    PlaceRow,
    RankBy,
    RosterRow,
    SalesRow,
    address_table,
    grade_table,
    roster,
    sales_ranking,
)
from customerbase.records.numbering import Numbering
from customerbase.standards import standard_rules
from customerbase.stores.store import Learned, Store
from customerbase.stores.undo import Undone, undo
from customerbase.values import CURRENCIES, Period
from customerbase.work import (
    FeedbackRow,
    OwnCustomerRow,
    OwnSaleRow,
    TaskRow,
    WorkloadRow,
    customers_of,
    feedback_on,
    open_tasks,
    sales_of,
    workload,
)

__all__ = ["CustomerBase", "open_base"]

R = TypeVar("R", bound=Entity)
Said = Source | str
Path = str | os.PathLike[str]

OWN_RECORDS = "transaction_record"


def open_base(
    location: Path = "memory:",
    *,
    zone: str | tzinfo | None = None,
    currency: str | None = None,
    clock: Callable[[], datetime] | None = None,
) -> CustomerBase:
    """Open a customer database, or make one where there is none.

    Parameters
    ----------
    location : path-like
        A file, as in ``"acme.db"``; or ``"memory:"`` for a base that is gone
        when the program ends.
    zone : str or tzinfo, optional
        Time zone of the business, as in ``"Asia/Shanghai"``: it decides which
        day a moment belongs to.  A file remembers it; UTC where nothing was
        ever said.
    currency : str, optional
        Of amounts that do not say theirs.  A file remembers it.
    clock : callable, optional
        Says when something is recorded; the machine's clock by default.

    Raises
    ------
    StoreError, NewerFile
        If the file cannot be used.

    Examples
    --------
    >>> from customerbase import Customer
    >>> with open_base("memory:") as base:
    ...     _ = base.save(Customer(customer_id="C1", name="Acme"), source="visit")
    ...     base.customer("C1").name
    'Acme'
    """
    where = os.fspath(location)
    if where in ("memory:", ":memory:"):
        rows = registry.load("store", "memory").open_rows()
    elif "://" in where:
        raise StoreError(where, "is no file", "give a path such as acme.db, or 'memory:'")
    else:
        rows = registry.load("store", "sqlite").open_rows(where)
    try:
        return CustomerBase(Store(rows, clock or _now), zone=zone, currency=currency)
    except BaseException:
        rows.close()
        raise


def _now() -> datetime:
    return datetime.now(UTC)


class CustomerBase:
    """A customer database: records, where each value comes from, and the organised tables.

    Made by `open_base`, which ``customerbase.open`` is another name of.
    """

    def __init__(self, store: Store, *, zone: str | tzinfo | None = None, currency: str | None = None) -> None:
        self.store = store
        self.zone = self._remembered_zone(zone)
        self.currency = self._remembered_currency(currency)

    def close(self) -> None:
        """Let go of the file."""
        self.store.rows.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<CustomerBase {self.store.rows.location}>"

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all that is written inside, or nothing of it."""
        return self.store.transaction()

    # ------------------------------------------------------------- records

    def customer(self, customer_id: str, *, as_of: date | None = None, true_on: date | None = None) -> Customer:
        """Return a customer's card.

        Parameters
        ----------
        customer_id : str
        as_of : datetime.date, optional
            As it was known at the end of that day.
        true_on : datetime.date, optional
            As it was on that day, as far as is known now.

        Raises
        ------
        NotFound
        """
        if as_of is None and true_on is None:
            return self.store.get(Customer, customer_id)
        card = self.store.card(Customer, customer_id, known_at=self._end_of(as_of), true_on=true_on)
        assert isinstance(card, Customer)
        return card

    def contact(self, contact_id: str, *, as_of: date | None = None, true_on: date | None = None) -> Contact:
        """Return the card of a person at a customer; as `customer` does."""
        if as_of is None and true_on is None:
            return self.store.get(Contact, contact_id)
        card = self.store.card(Contact, contact_id, known_at=self._end_of(as_of), true_on=true_on)
        assert isinstance(card, Contact)
        return card

    def get(self, cls: type[R], key: str) -> R:
        """Return the record of any kind with this id.

        Raises
        ------
        NotFound
        """
        return self.store.get(cls, key)

    def all(self, cls: type[R], **where: str) -> Iterator[R]:
        """Yield the records of a kind, by id.

        Parameters
        ----------
        cls : type
            `Customer`, `Contact`, `Purchase`, `Interaction`, ...
        **where
            ``customer_id=``, ``employee_id=``, ``campaign_id=``, ``product_id=``:
            only those that name it.
        """
        return self.store.scan(cls, **where)

    def save(
        self,
        record: Entity,
        *,
        source: Said,
        seen: Entity | None = None,
        observed_on: date | None = None,
    ) -> Learned:
        """Keep a record that somebody wrote or changed.

        Parameters
        ----------
        record : Entity
            Of any kind.
        source : Source or str
            How it was learned: a `Source`, or the name of a `CollectionMethod`.
            A second-hand value does not take the place of a trusted one: it
            waits, and the result names it.
        seen : Entity, optional
            The record as you read it; if somebody changed it since, nothing
            is written and `EditConflict` shows both.
        observed_on : datetime.date, optional
            When it was learned, if that is not today.

        Raises
        ------
        InvalidRecord, NotReferable, EditConflict
        """
        if isinstance(record, Customer):
            schema = self.attribute_schema
            if schema is not None:
                schema.check(record)
        return self.store.save(record, Source.of(source), seen=seen, observed_on=observed_on)

    def remove(self, record: Entity) -> None:
        """Take back a record that is no card, such as a sale entered by mistake.

        Raises
        ------
        NotFound
        ValueError
            For a customer or a contact: what is known of them is corrected, not removed.
        """
        if isinstance(record, Customer | Contact):
            raise ValueError(f"a {record.kind_name} is not removed: save a correction, or undo its import")
        self.store.discard(record.kind_name, record.key)

    def assign(
        self, customer_id: str, employee_id: str, *, since: date, source: Said = "observation"
    ) -> Assignment:
        """Make an employee responsible for a customer; whoever was so before is it until the day before."""
        with self.transaction():
            for each in list(self.all(Assignment, customer_id=customer_id)):
                if each.until is None and each.employee_id != employee_id:
                    last = max(each.since, since - timedelta(days=1))
                    self.save(each.replace(until=last), source=source)
            made = Assignment(
                assignment_id=f"{customer_id}/{employee_id}/{since}",
                customer_id=customer_id,
                employee_id=employee_id,
                since=since,
            )
            self.save(made, source=source)
        return made

    def next_customer_id(self, numbering: Numbering | None = None) -> str:
        """Return the next number that no customer has."""
        return next((numbering or Numbering()).free(set(self.store.rows.keys("customer"))))

    @property
    def attribute_schema(self) -> AttributeSchema | None:
        """The attributes that this base declares for customers."""
        found = self.store.rows.setting("attribute_schema")
        return None if found is None else from_json(AttributeSchema, found)

    @attribute_schema.setter
    def attribute_schema(self, schema: AttributeSchema) -> None:
        with self.transaction():
            self.store.rows.set("attribute_schema", to_json(schema))

    # ------------------------------------------------------------- where values come from

    def provenance(self, customer: Customer | Contact | str) -> dict[str, Provenance]:
        """Say for each value of a card its source, when it was observed, recorded and verified.

        Parameters
        ----------
        customer : Customer, Contact or str
            A card, or a customer's id.

        Returns
        -------
        dict
            Path, as in ``phones[main]`` → `Provenance`.
        """
        return self.store.provenance(*_subject(customer))

    def candidates(self, customer: Customer | Contact | str) -> tuple[Candidate, ...]:
        """Return the second-hand values that wait because a trusted one stands."""
        return self.store.candidates(*_subject(customer))

    def accept(
        self, customer: Customer | Contact | str, candidate: Candidate, *, by: str, note: str | None = None
    ) -> None:
        """Let a waiting value take its place on the card; it is trusted from then on.

        Raises
        ------
        NotFound
            If it does not wait any more.
        """
        kind, key = _subject(customer)
        self.store.decide(kind, key, candidate.path, candidate.value, accepted=True, by=by, note=note)

    def reject(
        self, customer: Customer | Contact | str, candidate: Candidate, *, by: str, note: str | None = None
    ) -> None:
        """Put a waiting value aside; the same source saying it again changes nothing."""
        kind, key = _subject(customer)
        self.store.decide(kind, key, candidate.path, candidate.value, accepted=False, by=by, note=note)

    def changes(self, customer: Customer | Contact | str) -> tuple[Change, ...]:
        """Return each change of a card, in order."""
        return self.store.changes(*_subject(customer))

    # ------------------------------------------------------------- importing

    def import_customers(
        self,
        path: Path,
        *,
        source: Said = OWN_RECORDS,
        observed_on: date | None = None,
        kind: CustomerKind | str | None = None,
        numbering: Numbering | None = None,
        **reading: Any,
    ) -> ImportResult:
        """Read a list of customers, with the people in its rows.

        Parameters
        ----------
        path : path-like
            CSV in any dialect, or JSON lines.
        source : Source or str
            How the list was come by; our own records by default.
        observed_on : datetime.date, optional
            The day on which what it says was true.
        kind : CustomerKind, optional
            What customers are where the file does not say.
        numbering : Numbering, optional
            How customers without a number get one.
        **reading
            ``mapping=``, ``aliases=``, ``extra=``, ``encoding=``, ``delimiter=``,
            ``currency=``, ``dayfirst=``: see `customerbase.intake.reading.Reading`.

        Returns
        -------
        ImportResult
            What was taken, changed, unchanged and refused; print it.

        Raises
        ------
        SourceError, AmbiguousHeader
            If the file cannot be read at all; nothing is taken then.
        """
        return import_customers(
            self.store,
            path,
            Source.of(source),
            self._reading(reading),
            observed_on=observed_on,
            kind=None if kind is None else CustomerKind(kind),
            numbering=numbering,
        )

    def import_purchases(
        self,
        path: Path,
        *,
        lines: Path | None = None,
        source: Said = OWN_RECORDS,
        negatives: Literal["refuse", "return"] = "refuse",
        create_customers: bool = False,
        lines_mapping: Mapping[str, str | None] | None = None,
        **reading: Any,
    ) -> ImportResult:
        """Read sales: one file whose rows are lines or whole sales, or orders and their `lines`.

        Parameters
        ----------
        path : path-like
        lines : path-like, optional
            The lines of the orders, joined by the order's number.
        source : Source or str
        negatives : {"refuse", "return"}
            What an amount below zero means where no quantity says that goods
            came back.
        create_customers : bool
            Make customers of the sales that name them; otherwise a sale to an
            unknown customer is refused.
        lines_mapping : mapping, optional
            As `mapping=`, for the file of lines.
        **reading
            As for `import_customers`; ``currency=`` is needed where neither
            the file nor the base says one.
        """
        said = self._reading(reading)
        details = {name: value for name, value in reading.items() if name != "mapping"}
        return import_purchases(
            self.store,
            path,
            Source.of(source),
            said,
            lines=lines,
            lines_reading=self._reading({**details, "mapping": lines_mapping}),
            zone=self.zone,
            negatives=negatives,
            create_customers=create_customers,
        )

    def import_records(
        self, cls: type[Entity] | str, path: Path, *, source: Said = OWN_RECORDS, **reading: Any
    ) -> ImportResult:
        """Read records of any other kind: products, staff, dealings, feedback, tasks, links, consents.

        Parameters
        ----------
        cls : type or str
            `Product`, `Employee`, `Interaction`, ... or its name in lower case.
        path : path-like
        source : Source or str
        **reading
            As for `import_customers`.
        """
        kind = cls if isinstance(cls, str) else cls.kind_name
        return import_records(
            self.store, kind, path, Source.of(source), self._reading(reading), zone=self.zone
        )

    def import_products(self, path: Path, *, source: Said = OWN_RECORDS, **reading: Any) -> ImportResult:
        """Read a list of products; as `import_records`."""
        return self.import_records(Product, path, source=source, **reading)

    def import_employees(self, path: Path, *, source: Said = OWN_RECORDS, **reading: Any) -> ImportResult:
        """Read a list of our own staff; as `import_records`."""
        return self.import_records(Employee, path, source=source, **reading)

    def import_interactions(self, path: Path, *, source: Said = OWN_RECORDS, **reading: Any) -> ImportResult:
        """Read dealings with customers: visits, calls, letters; as `import_records`."""
        return self.import_records(Interaction, path, source=source, **reading)

    def batches(self) -> list[Batch]:
        """Return the imports of this base, in the order in which they came."""
        return self.store.rows.batches()

    def undo(self, batch: Batch | ImportResult | str) -> Undone:
        """Take an import back; what people edited since is kept, and listed.

        Raises
        ------
        NotFound
            If there is no such batch, or it was undone already.
        """
        batch_id = batch if isinstance(batch, str) else batch.batch_id
        return undo(self.store, batch_id or "")

    # ------------------------------------------------------------- the organised tables

    def sales(self, period: Period | str | None = None, *, customer_id: str | None = None) -> list[SaleTotal]:
        """Return the sales without their lines, by id."""
        found = _period(period) or Period()
        return list(
            self.store.rows.sale_totals(customer_id=customer_id, start=found.start, end=found.end)
        )

    def roster(self, *, as_of: date | None = None) -> tuple[RosterRow, ...]:
        """Return the roster: customers by the day on which they were acquired, from what source, by whom."""
        origins = {
            key: Origin(source=source, on=observed_on or recorded_at.astimezone(self.zone).date())
            for key, source, recorded_at, observed_on in self.store.rows.first_heard("customer")
        }
        return roster(
            self.all(Customer), origins=origins, sales=self.sales(), assignments=self.all(Assignment), as_of=as_of
        )

    def sales_ranking(
        self,
        period: Period | str | None = None,
        *,
        by: RankBy | str = RankBy.AMOUNT,
        currency: str | None = None,
        as_of: date | None = None,
        everyone: bool = False,
    ) -> tuple[SalesRow, ...]:
        """Rank customers by what they bought from us, or by their own turnover.

        Parameters
        ----------
        period : Period or str, optional
            ``"2024"``, ``"2024-05"``, ``"2024-Q2"``, or a `Period`.
        by : {"amount", "quantity", "turnover"}
        currency : str, optional
            Only sales in it; needed where there are several.
        as_of : datetime.date, optional
        everyone : bool
            Whether customers who bought nothing are listed too.
        """
        return sales_ranking(
            self.all(Customer),
            self.sales(period),
            _period(period),
            by=by,
            currency=currency,
            as_of=as_of,
            everyone=everyone,
        )

    def grade_table(
        self,
        rules: Rule | Mapping[str, Rule] | None = None,
        *,
        period: Period | str | None = None,
        as_of: date | None = None,
    ) -> tuple[GradeRow, ...]:
        """Put customers into grades, by credit standing, by size, or by any rule; each with its reason.

        Parameters
        ----------
        rules : rule or mapping of names to rules, optional
            See `customerbase.grading`; by default `standard_rules`.
        period : Period or str, optional
            Of the sales that rules may look at.
        as_of : datetime.date, optional
        """
        rules = standard_rules() if rules is None else rules
        return grade_table(
            self.all(Customer), rules, sales=self.sales(), period=_period(period), as_of=as_of
        )

    def address_table(
        self,
        *,
        depth: int = 4,
        period: Period | str | None = None,
        currency: str | None = None,
        as_of: date | None = None,
    ) -> tuple[PlaceRow, ...]:
        """Count customers and add up sales by country, province, city and district."""
        return address_table(
            self.all(Customer),
            self.sales(),
            depth=depth,
            period=_period(period),
            currency=currency,
            as_of=as_of,
        )

    def key_people(self, customer_id: str, *, as_of: date | None = None) -> KeyPeople:
        """Say who decides at a customer, who leads to him, and which roles nobody holds."""
        return key_people(
            self.all(Contact, customer_id=customer_id), customer_id=customer_id, as_of=as_of
        )

    def key_people_table(self, *, as_of: date | None = None) -> tuple[PersonRow, ...]:
        """List the people who decide at every customer."""
        return key_people_table(self.all(Contact), self.all(Customer), as_of=as_of)

    def chronicle(self, customer_id: str, *, as_of: date | None = None) -> tuple[Event, ...]:
        """Tell all dealings with one customer in order of time.

        Raises
        ------
        NotFound
        """
        self.customer(customer_id)
        return chronicle(
            customer_id,
            interactions=self.all(Interaction, customer_id=customer_id),
            purchases=self.sales(customer_id=customer_id),
            contacts=self.all(Contact, customer_id=customer_id),
            changes=self._changes_around(customer_id),
            as_of=as_of,
            **self._dealings(customer_id),
        )

    def dossier(
        self,
        customer_id: str,
        *,
        rules: Mapping[str, Rule] | None = None,
        as_of: date | None = None,
    ) -> Dossier:
        """Put together everything known of one customer, for one card.

        Raises
        ------
        NotFound
        """
        relationships = list(self.all(Relationship, customer_id=customer_id))
        relationships += list(self.all(Relationship, other_id=customer_id))
        others = {each.other_id for each in relationships} | {each.customer_id for each in relationships}
        known = self.store.rows.get("customer", sorted(others))
        dealings = self._dealings(customer_id)
        return dossier(
            self.customer(customer_id, as_of=as_of),
            contacts=self.all(Contact, customer_id=customer_id),
            employees=self.all(Employee),
            sales=self.sales(customer_id=customer_id),
            interactions=self.all(Interaction, customer_id=customer_id),
            relationships=relationships,
            customers=[each.record for each in known.values() if isinstance(each.record, Customer)],
            competitors=self.all(Competitor),
            changes=self._changes_around(customer_id),
            rules=standard_rules() if rules is None else rules,
            provenance=self.provenance(customer_id),
            as_of=as_of,
            **{name: each for name, each in dealings.items() if name != "relationships"},
        )

    # ------------------------------------------------------------- simple queries of the trade

    def customers_of(self, employee_id: str, *, as_of: date | None = None) -> tuple[OwnCustomerRow, ...]:
        """List the customers for whom an employee is, or was, responsible."""
        return customers_of(
            employee_id, self.all(Assignment, employee_id=employee_id), self.all(Customer), as_of
        )

    def sales_of(
        self, employee_id: str, period: Period | str | None = None, *, as_of: date | None = None
    ) -> tuple[OwnSaleRow, ...]:
        """List an employee's sales."""
        return sales_of(employee_id, self.sales(period), _period(period), as_of)

    def open_tasks(self, employee_id: str, *, as_of: date | None = None) -> tuple[TaskRow, ...]:
        """List an employee's open tasks, overdue ones first; overdue is counted from `as_of`."""
        return open_tasks(employee_id, self.all(Task, employee_id=employee_id), as_of)

    def workload(
        self,
        period: Period | str | None = None,
        *,
        as_of: date | None = None,
        currency: str | None = None,
    ) -> tuple[WorkloadRow, ...]:
        """Sum up each employee's customers, sales, profit and tasks."""
        return workload(
            self.all(Employee),
            self.all(Assignment),
            self.sales(period),
            self.all(Task),
            _period(period),
            as_of=as_of,
            currency=currency,
        )

    def feedback_on(
        self,
        *,
        category: str | None = None,
        product_id: str | None = None,
        period: Period | str | None = None,
        as_of: date | None = None,
    ) -> tuple[FeedbackRow, ...]:
        """List the feedback on a type of product, or on one, and how each was handled."""
        return feedback_on(
            self.all(Feedback),
            self.all(Product),
            _period(period),
            as_of,
            category=category,
            product_id=product_id,
        )

    # ------------------------------------------------------------- inside

    def _dealings(self, customer_id: str) -> dict[str, Any]:
        kinds: dict[str, type[Entity]] = {
            "feedback": Feedback,
            "assignments": Assignment,
            "verifications": Verification,
            "tasks": Task,
            "sightings": CompetitorSighting,
            "consents": Consent,
            "touches": Touch,
            "responses": Response,
            "redemptions": Redemption,
            "relationships": Relationship,
        }
        return {name: self.all(cls, customer_id=customer_id) for name, cls in kinds.items()}

    def _changes_around(self, customer_id: str) -> list[Change]:
        found = list(self.changes(customer_id))
        for each in list(self.all(Contact, customer_id=customer_id)):
            found += self.changes(each)
        return found

    def _reading(self, given: Mapping[str, Any]) -> Reading:
        said = dict(given)
        said.setdefault("currency", self.currency)
        try:
            return Reading(**said)
        except TypeError as error:
            known = ", ".join(f"{each}=" for each in Reading.__annotations__)
            unknown = sorted(set(said) - set(Reading.__annotations__))
            raise TypeError(f"no such option: {', '.join(unknown)}; there are {known}") from error

    def _end_of(self, day: date | None) -> datetime | None:
        if day is None:
            return None
        following = datetime.combine(day + timedelta(days=1), datetime.min.time(), self.zone)
        return following - timedelta(microseconds=1)

    def _remembered_zone(self, zone: str | tzinfo | None) -> tzinfo:
        rows = self.store.rows
        if zone is None:
            zone = rows.setting("zone") or "UTC"
        elif isinstance(zone, str) and rows.setting("zone") != zone:
            _zone(zone)
            with self.transaction():
                rows.set("zone", zone)
        return _zone(zone) if isinstance(zone, str) else zone

    def _remembered_currency(self, currency: str | None) -> str | None:
        rows = self.store.rows
        if currency is None:
            return rows.setting("currency")
        if currency not in CURRENCIES:
            raise ValueError(f"{currency!r} is no currency of ISO 4217: write its code, as in CNY, EUR, USD")
        if rows.setting("currency") != currency:
            with self.transaction():
                rows.set("currency", currency)
        return currency


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no time zone: write it as in Asia/Shanghai") from error


def _subject(customer: Customer | Contact | str) -> tuple[str, str]:
    return ("customer", customer) if isinstance(customer, str) else (customer.kind_name, customer.key)


def _period(period: Period | str | None) -> Period | None:
    return Period.parse(period) if isinstance(period, str) else period
