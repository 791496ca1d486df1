"""Leads: captured from forms and pages, followed up by a rule, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from customerbase.convert import from_json, to_json
from customerbase.errors import InvalidRecord, Problem
from customerbase.intake import ImportResult
from customerbase.intake.leads import Captured, Form, import_leads
from customerbase.leads import Cadence, Group, LeadResult, LeadState, follow, results
from customerbase.listing import Listing
from customerbase.measures.consents import Said as SaidOfConsent
from customerbase.measures.consents import strictest
from customerbase.model import (
    Channel,
    CollectionMethod,
    Consent,
    CustomerKind,
    Interaction,
    Lead,
    LeadOutcome,
    Purpose,
    Source,
)
from customerbase.reports import leads as report
from customerbase.reports.table import Table
from customerbase.steps.collect import Path
from customerbase.steps.forms import Forms
from customerbase.steps.given import checked_day
from customerbase.steps.records import Said
from customerbase.stores.consents import consents_said
from customerbase.stores.links import Links
from customerbase.validation.words import word_of
from customerbase.values import Period

__all__ = ["Leads"]

_CADENCE: Final = "cadence"


class Leads(Forms):
    """The part of `CustomerBase` that takes in those who come forward, and follows them up."""

    @property
    def cadence(self) -> Cadence:
        """The rule by which leads are followed up: a first contact and seven more where nothing is set."""
        found = self.store.rows.setting(_CADENCE)
        return Cadence() if found is None else from_json(Cadence, found)

    @cadence.setter
    def cadence(self, cadence: Cadence) -> None:
        if not isinstance(cadence, Cadence):
            raise TypeError(f"{cadence!r} is no Cadence")
        with self.transaction():
            self.store.rows.set(_CADENCE, to_json(cadence))

    # ------------------------------------------------------------------ in

    def capture_lead(
        self,
        form: Mapping[str, object],
        *,
        page: str | None = None,
        method: CollectionMethod | str = CollectionMethod.WEB_REGISTRATION,
        consents: Iterable[Purpose | str] = (),
        channel: Channel | str | None = None,
        evidence: str | None = None,
        on: date | None = None,
        at: datetime | None = None,
        campaign_id: str | None = None,
        employee_id: str | None = None,
        collected_by: str | None = None,
        kind: CustomerKind | str | None = None,
        **reading: Any,
    ) -> Lead:
        """Take in one form that somebody filled in: a customer, a person, a lead, and his consents.

        Parameters
        ----------
        form : mapping of str to object
            Label → what was filled in; understood as the headings of a list are.
        page : str, optional
            The form or page.
        method : CollectionMethod or str
        consents : iterable of Purpose or str
            To which sending this form is consent; a box of its own is found among the labels.
        channel : Channel, optional
            By which he may be contacted; by every one where nothing is said.
        evidence : str, optional
            Where the proof is kept: the number of the request, the picture of the card.
        on : datetime.date, optional
            Today by default.
        at : datetime.datetime, optional
            The moment; by default now, where no day is given.
        campaign_id, employee_id : str, optional
            What brought him, and who of us follows up.
        collected_by : str, optional
            Who of us took it in, where somebody did.
        kind : CustomerKind, optional
            By default a person where the form asks for no company.
        **reading
            As for `import_customers`: ``mapping={"Ihre Nachricht": "interest"}``, ...

        Returns
        -------
        Lead
            The same one where the same form comes a second time.

        Raises
        ------
        InvalidRecord
            If something that was filled in is no such value: every problem by its label; nothing is kept.
        AmbiguousHeader
            If a label may mean several things.
        """
        if on is None:
            at = self.store.now() if at is None else at
            on = at.astimezone(self.zone).date() if at.tzinfo else at.date()
        where = page or "the form"
        captured = self._captured(
            page, consents, channel, evidence, checked_day(on, "on"), at, campaign_id, employee_id
        )
        source = Source(
            method=word_of(CollectionMethod, method, "method"), origin=where, collected_by=collected_by
        )
        filled = Form({str(label): _written(value) for label, value in form.items()}, where)
        with self.transaction():
            result, found = import_leads(
                self.store,
                filled,
                source,
                self._reading(reading),
                captured,
                zone=self.zone,
                kind=kind,
            )
        if result.refused_rows:
            problems = [
                Problem(column or "$", value, reason, hint)
                for row in result.refused_rows
                for column, value, reason, hint in row.faults
            ]
            raise InvalidRecord("Lead", problems)
        return found[0]

    def import_leads(
        self,
        path: Path,
        *,
        page: str | None = None,
        method: CollectionMethod | str = CollectionMethod.WEB_REGISTRATION,
        consents: Iterable[Purpose | str] = (),
        channel: Channel | str | None = None,
        evidence: str | None = None,
        on: date | None = None,
        campaign_id: str | None = None,
        employee_id: str | None = None,
        collected_by: str | None = None,
        kind: CustomerKind | str | None = None,
        **reading: Any,
    ) -> ImportResult:
        """Read a file of forms: the export of a page, the scanner of a fair.

        Parameters
        ----------
        path : path-like
        page, method, consents, channel, evidence, on, campaign_id, employee_id, collected_by, kind
            As for `capture_lead`; where a column says it, the column counts.
        **reading
            As for `import_customers`.

        Raises
        ------
        SourceError, AmbiguousHeader
            If the file cannot be read at all, or nothing says on which days they came.
        """
        captured = self._captured(
            page, consents, channel, evidence, checked_day(on, "on"), None, campaign_id, employee_id
        )
        source = Source(
            method=word_of(CollectionMethod, method, "method"), origin=page, collected_by=collected_by
        )
        result, _ = import_leads(
            self.store, path, source, self._reading(reading), captured, zone=self.zone, kind=kind
        )
        return result

    # ------------------------------------------------------------------ followed up

    def leads(
        self,
        *,
        as_of: date,
        cadence: Cadence | None = None,
        holidays: Collection[date] = (),
        employee_id: str | None = None,
        period: Period | None = None,
    ) -> Listing[LeadState]:
        """Say of each lead where it stands, and when it is to be contacted next.

        Parameters
        ----------
        as_of : datetime.date
        cadence : Cadence, optional
            `cadence` by default.
        holidays : collection of datetime.date
        employee_id : str, optional
            Only those that this employee follows up.
        period : Period, optional
            Only those that came in this time.

        Returns
        -------
        Listing of LeadState
            What is due first stands first.
        """
        day = checked_day(as_of)
        assert day is not None
        found = list(self.all(Lead))
        whose = {each.customer_id for each in found}
        states = follow(
            found,
            interactions=(each for each in self.all(Interaction) if each.customer_id in whose),
            sales=(each for each in self.store.sale_totals() if each.customer_id in whose),
            consents=self._standing(whose, day),
            cadence=self.cadence if cadence is None else cadence,
            holidays=holidays,
            as_of=day,
        )
        return Listing(
            each
            for each in states
            if (employee_id is None or each.lead.employee_id == employee_id)
            and (period is None or each.lead.on in period)
        )

    def due_leads(self, *, as_of: date, **how: Any) -> Listing[LeadState]:
        """List the leads that are to be contacted by this day, the longest overdue first.

        Parameters
        ----------
        as_of : datetime.date
        **how
            As for `leads`.
        """
        return Listing(
            each
            for each in self.leads(as_of=as_of, **how)
            if each.next_on is not None and each.next_on <= as_of
        )

    def close_lead(
        self,
        lead: Lead | LeadState | str,
        outcome: LeadOutcome | str,
        *,
        on: date,
        source: Said,
        reason: str | None = None,
    ) -> Lead:
        """Say what became of a lead; nobody is to contact it any more.

        Parameters
        ----------
        lead : Lead, LeadState or str
            Or its id.
        outcome : LeadOutcome or str
        on : datetime.date
        source : Source or str
            How that was learned.
        reason : str, optional

        Raises
        ------
        NotFound
        """
        key = lead if isinstance(lead, str) else lead.lead.key if isinstance(lead, LeadState) else lead.key
        with self.transaction():
            closed = self.get(Lead, key).replace(
                outcome=word_of(LeadOutcome, outcome, "outcome"),
                closed_on=checked_day(on, "on"),
                reason=reason,
            )
            self.save(closed, source=source)
        return closed

    def lead_results(self, by: Group = "page", *, as_of: date, **how: Any) -> Listing[LeadResult]:
        """Say what became of leads: how many were contacted, answered, and bought.

        Parameters
        ----------
        by : {"page", "method", "campaign", "employee", "month"}
        as_of : datetime.date
        **how
            As for `leads`: ``period=`` for those of a time, ``employee_id=``.
        """
        return results(self.leads(as_of=as_of, **how), by)

    def leads_table(self, *, as_of: date, **how: Any) -> Table:
        """Return the leads as a table for an output; as `leads` lists them."""
        states = self.leads(as_of=as_of, **how)
        whose = {each.lead.customer_id for each in states}
        return report.report(states, {key: name for key, name in self.store.names() if key in whose})

    def lead_results_table(self, by: Group = "page", *, as_of: date, **how: Any) -> Table:
        """Return what became of leads as a table for an output."""
        return report.results(self.lead_results(by, as_of=as_of, **how))

    def _captured(
        self,
        page: str | None,
        consents: Iterable[Purpose | str],
        channel: Channel | str | None,
        evidence: str | None,
        on: date | None,
        at: datetime | None,
        campaign_id: str | None,
        employee_id: str | None,
    ) -> Captured:
        if isinstance(consents, str):
            raise TypeError(f"consents={consents!r} is one text: give a list, as in [{consents!r}]")
        return Captured(
            page=page,
            on=on,
            at=at,
            evidence=evidence,
            purposes=tuple(word_of(Purpose, each, "consents") for each in consents),
            channel=None if channel is None else word_of(Channel, channel, "channel"),
            campaign_id=campaign_id,
            employee_id=employee_id,
        )

    def _standing(self, whose: Collection[str], as_of: date) -> dict[str, tuple[Consent, ...]]:
        """Return the consents that stand for these customers; of those who were merged, the strictest."""
        logs: dict[str, list[SaidOfConsent]] = {each: [] for each in whose}
        for consent in self.all(Consent):
            if consent.customer_id in logs:
                log = frozenset({(consent.customer_id, consent.contact_id)})
                logs[consent.customer_id].append(SaidOfConsent(consent, log))
        merged = {each.root for each in Links(self.store.rows).every("customer").values()}
        for each in merged & logs.keys():
            logs[each] = consents_said(self.store, each, zone=self.zone) or logs[each]
        return {each: strictest(said, as_of=as_of) for each, said in logs.items()}


def _written(value: object) -> str:
    """Return what was filled in as a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(map(_written, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
