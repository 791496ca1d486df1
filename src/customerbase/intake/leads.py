"""Leads out of forms: the customer and the person as in any list, and beside them the lead and his consent."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import cache
from hashlib import blake2s
from typing import Any

import attrs

from customerbase.clean.dates import clean_date
from customerbase.clean.ids import clean_id
from customerbase.clean.numbers import clean_flag
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_prose, clean_text
from customerbase.errors import SourceError
from customerbase.intake.customers import import_customers
from customerbase.intake.reading import Reading
from customerbase.intake.result import ImportResult
from customerbase.intake.tally import Fault, Tally
from customerbase.model import Channel, Consent, CustomerKind, Lead, Purpose, Source
from customerbase.sources.aliases.leads import LEAD, PERSONAL
from customerbase.sources.heading_words import fields_of, keys_of
from customerbase.sources.table import Readable, SourceTable
from customerbase.stores.store import Outcome, Store

__all__ = ["Captured", "Form", "import_leads"]

_OWN = frozenset(LEAD)


@attrs.frozen(kw_only=True)
class Captured:
    """What all leads of a form or file have in common.

    Attributes
    ----------
    page : str or None
        The form or page, where no column says it.
    on : datetime.date or None
    at : datetime.datetime or None
    evidence : str or None
        Where the proof is kept.
    purposes : tuple of Purpose
        To which sending the form is consent.
    channel : Channel or None
        By which; None is every one.
    campaign_id, employee_id : str or None
    """

    page: str | None = None
    on: date | None = None
    at: datetime | None = None
    evidence: str | None = None
    purposes: tuple[Purpose, ...] = ()
    channel: Channel | None = None
    campaign_id: str | None = None
    employee_id: str | None = None


@attrs.frozen
class Form(Readable):
    """One form, as it was filled in.

    Parameters
    ----------
    fields : mapping of str to str
        Label → what was written.
    origin : str
        What problems call it.
    """

    fields: Mapping[str, str]
    origin: str

    def open(self) -> SourceTable:
        """Return it as a table of one row."""
        return SourceTable(self.origin, tuple(self.fields), [(1, list(self.fields.values()))])

    def digest(self) -> str:
        """Return what tells it from any other form."""
        return blake2s(repr((self.origin, tuple(self.fields.items()))).encode("utf-8", "replace")).hexdigest()


def import_leads(
    store: Store,
    path: str | os.PathLike[str] | Readable,
    source: Source,
    reading: Reading,
    captured: Captured,
    *,
    zone: tzinfo,
    kind: CustomerKind | str | None = None,
) -> tuple[ImportResult, tuple[Lead, ...]]:
    """Read forms into a store: a customer, a person, a lead and the consents of each.

    Parameters
    ----------
    store : Store
    path : path-like or Readable
    source : Source
        The way by which they came.
    reading : Reading
        Its mapping may also name the fields of a lead: ``interest``, ``on``, ``page``, ``consent``, ...
    captured : Captured
    zone : datetime.tzinfo
        Of times that do not say theirs.
    kind : CustomerKind, optional
        What those are who came; by default a person where the form asks for no company.

    Returns
    -------
    ImportResult
    tuple of Lead
        Of the rows that were not refused, in their order.

    Raises
    ------
    SourceError, AmbiguousHeader
        If the file cannot be read at all, or nothing says the day.
    """
    beside = _Leads(store, source, captured, zone, kind)
    result = import_customers(store, path, source, reading, observed_on=captured.on, kind=kind, beside=beside)
    own = set(beside.columns.values())
    ignored = tuple(each for each in result.ignored if each not in own)
    return attrs.evolve(result, ignored=ignored), tuple(beside.leads)


class _Leads:
    """The leads of one file, on their way."""

    def __init__(
        self,
        store: Store,
        source: Source,
        captured: Captured,
        zone: tzinfo,
        kind: CustomerKind | str | None,
    ) -> None:
        self.store = store
        self.source = source
        self.captured = captured
        self.zone = zone
        self.kind = None if kind is None else CustomerKind(kind)
        self.header: tuple[str, ...] = ()
        self.columns: dict[str, str] = {}
        self._at: dict[str, int] = {}
        self.dayfirst: bool | None = None
        self.leads: list[Lead] = []
        self.consents: list[Consent] = []
        self._given: dict[int, tuple[dict[str, Any], str]] = {}
        self._first: dict[str, tuple[int, str]] = {}

    def begin(self, table: SourceTable, reading: Reading) -> Reading:
        """Find the columns of the leads, and leave them out of what is read of customers."""
        self.header = table.header
        self.dayfirst = reading.dayfirst
        mapping = dict(reading.mapping or {})
        self.columns = {field: heading for heading, field in mapping.items() if field in _OWN}
        for heading in table.header:
            if heading in mapping:
                continue
            field = _field_of(heading)
            # A note of the customer is the message here; a word that says more of the customer stays his.
            if field is not None and field not in self.columns:
                self.columns[field] = heading
        self._at = {field: table.header.index(heading) for field, heading in self.columns.items()}
        if self.captured.on is None and "on" not in self.columns:
            hint = "say it: on=date(2024, 3, 5), or mapping={'...': 'on'}"
            raise SourceError(table.origin, "no column gives the day on which these leads came", hint)
        for field, heading in self.columns.items():
            mapping[heading] = "observed_on" if field == "on" else None
        free = [each for each in table.header if each not in mapping]
        personal = [each for each in free if keys_of(each)[:1] and keys_of(each)[0] in _personal()]
        companies = "name" in mapping.values() or any(
            "name" in fields_of(each, "customers") for each in free if each not in personal
        )
        if personal:
            mapping[personal[0]] = "contact[1].name" if companies else "name"
        if self.kind is None and not companies:
            self.kind = CustomerKind.PERSON
        return attrs.evolve(reading, mapping=mapping)

    def faults(self, line: int, cells: Sequence[str]) -> list[Fault]:
        """Read what a row says of the lead; say what is wrong with it."""
        given: dict[str, Any] = {}
        faults: list[Fault] = []
        for field, heading in self.columns.items():
            raw = cells[self._at[field]]
            try:
                given[field] = self._clean(field, raw)
            except Refused as error:
                # What is wrong with a day is said already: the card is learned on it.
                if field == "on":
                    return []
                faults.append((heading, raw, error.reason, error.hint))
        if not faults and self.captured.on is None and given.get("on") is None:
            faults.append((self.columns["on"], None, "is blank: nothing says when this lead came", None))
        said = "\n".join(
            f"{heading}: {cell.strip()}"
            for heading, cell in zip(self.header, cells, strict=True)
            if cell.strip()
        )
        self._given[line] = given, said
        if (lead_id := given.get("lead_id")) is not None:
            first, was = self._first.setdefault(lead_id, (line, said))
            if was != said:
                reason = f"lead {lead_id!r} stands already in row {first}, with other words"
                faults.append((self.columns["lead_id"], lead_id, reason, "give it a number of its own"))
        return faults

    def row(self, line: int, customer_id: str, contact_id: str | None) -> None:
        """Make the lead of a row that was taken, and the consents that it gives."""
        given, said = self._given.pop(line)
        day, at = given.get("on") or (self.captured.on, self.captured.at)
        assert day is not None
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=self.zone)
        page = given.get("page") or self.captured.page
        evidence = given.get("evidence") or self.captured.evidence
        mark = blake2s(repr((page, at and at.isoformat(), said)).encode(), digest_size=5).hexdigest()
        lead_id = given.get("lead_id") or f"{day.isoformat()}/{customer_id}/{mark}"
        lead = Lead(
            lead_id=lead_id,
            customer_id=customer_id,
            contact_id=contact_id,
            on=day,
            at=at,
            method=self.source.method,
            page=page,
            interest=given.get("interest"),
            submitted=said,
            evidence=evidence,
            campaign_id=given.get("campaign_id") or self.captured.campaign_id,
            employee_id=given.get("employee_id") or self.captured.employee_id,
        )
        self.leads.append(lead)
        purposes = dict.fromkeys(self.captured.purposes, "sending the form")
        if given.get("consent"):
            heading = self.columns["consent"]
            cell = next(each for each in said.split("\n") if each.startswith(f"{heading}: "))
            purposes[Purpose.MARKETING] = f"“{cell}”"
        for purpose, by in purposes.items():
            where = f"{by} on {page}" if page else by
            self.consents.append(
                Consent(
                    consent_id=f"{lead_id}/{purpose.value}",
                    customer_id=customer_id,
                    contact_id=contact_id,
                    on=day,
                    purpose=purpose,
                    granted=True,
                    channel=self.captured.channel,
                    evidence=f"{where} ({evidence})" if evidence else where,
                )
            )

    def end(self, tally: Tally, batch_id: str) -> None:
        """Keep them, in the batch of the file; who closed one since has closed it."""
        held = self.store.rows.get("lead", [each.key for each in self.leads])
        # A lead that was read before is as it has become since: who follows up, and what came of it.
        known = {key: each.record for key, each in held.items() if isinstance(each.record, Lead)}
        self.leads = [known.get(each.key, each) for each in self.leads]
        for records in (self.leads, self.consents):
            learned = self.store.keep(records, self.source, batch_id=batch_id)
            for each, one in zip(records, learned, strict=True):
                tally.record(each.kind_name, Outcome(one.outcome))

    def _clean(self, field: str, raw: str) -> Any:
        if field == "on":
            return clean_date(raw, dayfirst=self.dayfirst)
        if field == "consent":
            return clean_flag(raw)
        if field in ("lead_id", "campaign_id", "employee_id"):
            return clean_id(raw)
        return clean_prose(raw, limit=20_000) if field == "interest" else clean_text(raw, limit=2_000)


@cache
def _fields() -> Mapping[str, str]:
    return {
        key: field
        for field, headings in LEAD.items()
        for each in headings.split("|")
        for key in keys_of(each)
    }


@cache
def _personal() -> frozenset[str]:
    return frozenset(key for each in PERSONAL.split("|") for key in keys_of(each))


def _field_of(heading: str) -> str | None:
    return next((_fields()[key] for key in keys_of(heading) if key in _fields()), None)
