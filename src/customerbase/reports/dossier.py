"""The customer card: everything known of one customer, each fact with the source it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol, runtime_checkable

import attrs

from customerbase.chronicle.fields import address_said
from customerbase.dossier import Dossier
from customerbase.model import Source
from customerbase.reports.dossier_tables import dossier_tables
from customerbase.reports.table import Table, column, filled, tabulate
from customerbase.reports.words import TERMS, Phrase, grade_phrase, lowered, rule_phrase
from customerbase.values import Address, Anniversary, Calendar, Email, Phone

__all__ = ["Card", "CardFact", "FactGroup", "report", "tables"]


@attrs.frozen(kw_only=True)
class CardFact:
    """One line of the card.

    Parameters
    ----------
    label : Phrase
    value : object
        As in a cell of a table.
    source : Source, optional
        Where it was learned.
    on : datetime.date, optional
        When the source learned it.
    """

    label: Phrase
    value: object
    source: Source | None = None
    on: date | None = None


@attrs.frozen(kw_only=True)
class FactGroup:
    """Lines of the card under one heading."""

    title: Phrase
    facts: tuple[CardFact, ...]


@attrs.frozen(kw_only=True)
class Card:
    """A customer card, ready to be printed in either language.

    Parameters
    ----------
    customer_id, name : str
    badges : tuple
        What stands beside the name: stage, grades, tags.
    groups : tuple of FactGroup
    tables : tuple of Table
        Those without rows are left out.
    as_of : datetime.date, optional
    """

    customer_id: str
    name: str
    badges: tuple[object, ...]
    groups: tuple[FactGroup, ...]
    tables: tuple[Table, ...]
    as_of: date | None


@runtime_checkable
class _Sourced(Protocol):
    source: Source
    observed_on: date | None


def report(dossier: Dossier, *, names: Mapping[str, str] | None = None, events: int | None = 40) -> Card:
    """Return the customer card.

    Parameters
    ----------
    dossier : Dossier
        What `dossier.dossier` returns.
    names : mapping, optional
        Id of an employee → the name to print for it.
    events : int, optional
        How much of the chronicle is printed: its latest entries, or all of them.
    """
    held = ((title, tuple(facts)) for title, facts in _groups(dossier))
    badges = [dossier.customer.stage, dossier.customer.kind]
    graded = [
        TERMS["titled"].filled(title=rule_phrase(rule), value=grade_phrase(each.grade))
        for rule, each in dossier.grades
        if each.grade
    ]
    return Card(
        customer_id=dossier.customer.customer_id,
        name=dossier.customer.name,
        badges=(*badges, *graded, *dossier.customer.tags),
        groups=tuple(FactGroup(title=TERMS[title], facts=facts) for title, facts in held if facts),
        tables=tuple(
            filled(each) for each in dossier_tables(dossier, names or {}, events) if each.rows or each.notes
        ),
        as_of=dossier.as_of,
    )


def tables(card: Card) -> tuple[Table, ...]:
    """Return the card as tables alone, its facts first: for text, CSV and Excel."""
    columns = (
        column("name", read=lambda pair: pair[1].label),
        column("value", read=lambda pair: pair[1].value),
        column("source", read=lambda pair: pair[1].source and pair[1].source.method),
        column("on", "date", lambda pair: pair[1].on),
    )
    facts = tabulate("dossier", columns, [(group, fact) for group in card.groups for fact in group.facts])
    own = Phrase(facts.title, facts.title_zh)
    title = TERMS["of_customer"].filled(title=own, name=card.name, key=card.customer_id)
    notes = () if card.as_of is None else (TERMS["as_of"].filled(day=card.as_of),)
    return (attrs.evolve(facts, title=title.en, title_zh=title.zh, notes=notes), *card.tables)


# ------------------------------------------------------------------ facts


def _groups(dossier: Dossier) -> Iterator[tuple[str, Iterator[CardFact]]]:
    yield "group_identity", _identity(dossier)
    yield "group_reach", _reach(dossier)
    yield "group_standing", _standing(dossier)
    yield "group_business", _business(dossier)
    yield "group_own", _own(dossier)


def _fact(dossier: Dossier, label: str | Phrase, value: object, path: str = "") -> Iterator[CardFact]:
    if value is None or value in ((), ""):
        return
    said = TERMS[label] if isinstance(label, str) else label
    known = dossier.provenance.get(path)
    if isinstance(known, _Sourced):
        yield CardFact(label=said, value=value, source=known.source, on=known.observed_on)
    else:
        yield CardFact(label=said, value=value)


def _identity(dossier: Dossier) -> Iterator[CardFact]:
    customer = dossier.customer
    for name in ("short_name", "kind", "reach", "acquired_on", "industry", "language", "currency"):
        yield from _fact(dossier, name, getattr(customer, name), name)
    for part in ("organization", "person"):
        profile = getattr(customer, part)
        for each in attrs.fields(type(profile)):
            yield from _fact(dossier, each.name, getattr(profile, each.name), f"{part}.{each.name}")
    for own in customer.identifiers:
        yield from _fact(dossier, _label(own.scheme), own.value, f"identifiers[{own.scheme}]")
    for day in customer.anniversaries:
        value = _anniversary(day)
        yield from _fact(dossier, _label(day.label), value, f"anniversaries[{day.label}]")
    yield from _fact(dossier, "note", customer.note, "note")


def _reach(dossier: Dossier) -> Iterator[CardFact]:
    customer = dossier.customer
    for field, name in (("addresses", "address"), ("phones", "phone"), ("emails", "email")):
        for each in getattr(customer, field):
            label = TERMS[name]
            if each.label != "main":
                label = TERMS["label_fact"].filled(fact=label, label=_label(each.label))
            yield from _fact(dossier, label, _reached(each), f"{field}[{each.label}]")


def _standing(dossier: Dossier) -> Iterator[CardFact]:
    customer, credit = dossier.customer, dossier.customer.credit
    for name in ("employees", "registered_capital", "floor_area", "turnover"):
        yield from _fact(dossier, name, getattr(customer.size, name), f"size.{name}")
    if credit is not None:
        yield from _fact(dossier, "credit_rating", credit.rating, "credit")
        yield from _fact(dossier, "credit_limit", credit.limit, "credit")
        assessed = tuple(str(each) for each in (credit.assessed_on, credit.assessed_by) if each is not None)
        yield from _fact(dossier, "assessed", assessed, "credit")
    if (terms := customer.payment_terms) is not None:
        days = None if terms.days is None else TERMS["terms_days"].filled(days=terms.days)
        value = tuple(each for each in (days, terms.means, terms.words) if each is not None)
        yield from _fact(dossier, "payment_terms", value, "payment_terms")
    for rule, graded in dossier.grades:
        label = TERMS["grade_by"].filled(rule=lowered(rule_phrase(rule)))
        why = Phrase(graded.reason, graded.reason_zh)
        if graded.grade is not None:
            why = TERMS["with_reason"].filled(value=grade_phrase(graded.grade), reason=why)
        yield from _fact(dossier, label, why)


def _business(dossier: Dossier) -> Iterator[CardFact]:
    sales = dossier.sales
    people = tuple(
        TERMS["since_day"].filled(name=each.name or each.employee_id, day=each.since)
        for each in dossier.responsible
    )
    yield from _fact(dossier, "responsible", people)
    if sales.purchases or sales.returns:
        yield from _fact(dossier, "purchases", sales.purchases)
        yield from _fact(dossier, "returns", sales.returns or None)
        yield from _fact(dossier, "total_bought", sales.amounts)
        yield from _fact(dossier, "quantity", sales.quantity)
        yield from _fact(dossier, "first_purchase", sales.first_on)
        yield from _fact(dossier, "last_purchase", sales.last_on)


def _own(dossier: Dossier) -> Iterator[CardFact]:
    for name, value in dossier.customer.attributes.items():
        yield from _fact(dossier, Phrase(name, name), value, f"attributes[{name}]")


def _anniversary(day: Anniversary) -> Phrase:
    said = day.day.isoformat().removeprefix("--")
    if day.calendar is Calendar.SOLAR:
        return Phrase(said, said)
    return TERMS["label_fact"].filled(fact=said, label=day.calendar)


def _reached(where: Address | Phone | Email) -> object:
    if isinstance(where, Phone) and where.extension:
        return TERMS["extension"].filled(number=where.number, extension=where.extension)
    return address_said(where) if isinstance(where, Address) else str(where)


def _label(label: str) -> Phrase:
    return TERMS.get(f"label_{label}", Phrase(label, label))
