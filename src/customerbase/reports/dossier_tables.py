"""The tables of the customer card: people, sales, dealings, feedback, links to others, the chronicle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from customerbase.dossier import Dossier
from customerbase.model import Contact, Facet
from customerbase.reports import chronicle, key_people
from customerbase.reports.table import Table, column, tabulate
from customerbase.reports.words import TERMS

__all__ = ["dossier_tables"]


def dossier_tables(dossier: Dossier, names: Mapping[str, str], events: int | None) -> Iterator[Table]:
    """Yield the tables of the card; `names` says how employees are called, `events` how many are printed."""
    known = {**names, **{each.contact_id: each.name for each in dossier.contacts}}
    yield key_people.report(dossier.key_people, names=known)
    yield _contacts(dossier.contacts, dossier.customer.customer_id)
    yield tabulate(
        "open_tasks",
        (
            column("planned_on", "date"),
            column("subject"),
            column("employee", read=lambda task: known.get(task.employee_id, task.employee_id)),
            column("planned_profit", "money"),
        ),
        dossier.open_tasks,
    )
    yield tabulate(
        "recent_sales",
        (
            column("on", "date"),
            column("purchase_id"),
            column("quantity", "number"),
            column("amount", "money"),
            column("return", read=lambda sale: sale.is_return or None),
        ),
        dossier.last_sales,
    )
    yield tabulate(
        "recent_dealings",
        (
            column("on", "date"),
            column("channel"),
            column("content"),
            column("outcome"),
            column("by", read=lambda each: known.get(each.employee_id, each.employee_id)),
        ),
        dossier.last_interactions,
    )
    yield tabulate(
        "feedback",
        (
            column("on", "date"),
            column("kind"),
            column("content"),
            column("action", read=lambda each: each.handlings[-1].action if each.handlings else None),
            column("closed_on", "date"),
        ),
        dossier.feedback,
    )
    yield from _others(dossier, known)
    latest = dossier.chronicle[-events:] if events else dossier.chronicle
    notes = []
    if len(latest) < len(dossier.chronicle):
        counts = {"shown": f"{len(latest):,}", "count": f"{len(dossier.chronicle):,}"}
        notes.append(TERMS["last_events"].filled(**counts))
    yield chronicle.report(latest, names=known, notes=notes)


def _others(dossier: Dossier, known: Mapping[str, str]) -> Iterator[Table]:
    yield tabulate(
        "relationships",
        (
            column("relationship", read=lambda each: each.relationship.type),
            column("customer", read=lambda each: each.name or each.relationship.other_id),
            column("since", "date", lambda each: each.relationship.since),
        ),
        dossier.relationships,
    )
    yield tabulate(
        "sightings",
        (
            column("on", "date", lambda each: each.sighting.on),
            column("competitor", read=lambda each: each.name or each.sighting.competitor_id),
            column("product", read=lambda each: each.sighting.product),
            column("price", "money", lambda each: each.sighting.price),
            column("share", "share", lambda each: each.sighting.share),
        ),
        dossier.sightings,
    )
    yield tabulate(
        "consents",
        (
            column("purpose"),
            column("channel"),
            column("person", read=lambda each: known.get(each.contact_id, each.contact_id)),
            column("granted"),
            column("on", "date"),
            column("expires_on", "date"),
        ),
        dossier.consents,
    )
    yield tabulate(
        "verifications",
        (
            column("facet", read=lambda each: Facet.of(each.facet)),
            column("on", "date"),
            column("outcome"),
            column("by", read=lambda each: known.get(each.by, each.by)),
        ),
        dossier.verifications,
    )


def _contacts(contacts: Iterable[Contact], customer_id: str) -> Table:
    def job(contact: Contact, name: str) -> object:
        employment = contact.at(customer_id)
        return None if employment is None else getattr(employment, name)

    columns = (
        column("person", read=lambda each: each.name),
        column("title", read=lambda each: job(each, "title")),
        column("phone", "list", lambda each: tuple(str(phone) for phone in each.phones)),
        column("email", "list", lambda each: tuple(str(email) for email in each.emails)),
    )
    return tabulate("contacts", columns, contacts)
