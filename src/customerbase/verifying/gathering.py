"""From cards, their ledger and what was verified to how each facet stands."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, tzinfo
from decimal import Decimal
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

import attrs

from customerbase.ledger import Fact, Folded
from customerbase.listing import Listing
from customerbase.model import Assignment, Contact, Customer, Verification, VerificationOutcome
from customerbase.paths import split
from customerbase.validation import FrozenMap
from customerbase.verifying.facets import Covers, FacetFields, covers_of, facet_names
from customerbase.verifying.state import FacetState, Occurrence, Trigger, latest

__all__ = ["Ledgers", "facet_states", "origin_of"]

Ledgers: TypeAlias = Mapping[tuple[str, str], Folded]
"""(``customer`` or ``contact``, id) → what follows from the ledger of that card."""

_NOTHING: Final = FrozenMap()
_OWNERSHIP: Final = frozenset({"organization.ownership", "organization.legal_representative"})
# Neighbours share a district; whose street it is, too, is told by the card.
_PLACE: Final = ("country", "province", "city", "district")


def origin_of(verification_id: str) -> str:
    """Return the origin of what a verification put right, as its source names it."""
    return f"verification {verification_id}"


@attrs.define
class _Checked:
    """What the checks of one facet of one customer say."""

    anchor: date | None = None
    good: date | None = None
    wrong: date | None = None
    tried: date | None = None
    brought: set[str] = attrs.field(factory=set)

    def hear(self, each: Verification) -> None:
        if each.outcome.known_true:
            self.anchor = _anchor(self.anchor, each.on)
            self.good, self.wrong, self.tried = each.on, None, None
            self.brought.add(origin_of(each.verification_id))
        elif each.outcome is VerificationOutcome.WRONG:
            self.wrong, self.tried = each.on, None
        else:
            self.tried = each.on

    def put_right_by(
        self,
        moves: Iterable[tuple[str, Fact | None, Fact]],
        as_of: date,
        zone: tzinfo,
        covers: Callable[[str, str], bool],
    ) -> None:
        """Forget that it is wrong where a value that stood then gave way to one learned at first hand."""
        wrong = self.wrong
        for kind, before, fact in moves:
            trusted = fact.observation.source.first_hand or fact.decision is not None
            replaced = before is not None and before.value is not None
            if (
                wrong is not None
                and trusted
                and replaced
                and covers(kind, fact.path)
                and wrong <= _said(fact, zone) <= as_of
            ):
                self.wrong = None


def _anchor(before: date | None, on: date) -> date:
    """Return the day whose day of the month is kept: the one before, where a short month pulled this one forward."""
    pulled = before is not None and before <= on and before.day > on.day == monthrange(on.year, on.month)[1]
    return before if before is not None and pulled else on


class _News(NamedTuple):
    """An event that cards tell, and the source that told it."""

    event: Trigger
    on: date
    origin: str | None


class _Stated(NamedTuple):
    """What the ledger says of one facet of one customer."""

    since: date
    by: Fact
    unconfirmed: date | None


def facet_states(
    customers: Iterable[Customer],
    *,
    ledgers: Ledgers,
    contacts: Iterable[Contact] = (),
    verifications: Iterable[Verification] = (),
    assignments: Iterable[Assignment] = (),
    occurrences: Iterable[Occurrence] = (),
    classes: Mapping[str, Mapping[str, str]] = _NOTHING,
    amounts: Mapping[str, Mapping[str, Decimal]] = _NOTHING,
    declared: Iterable[FacetFields] = (),
    currency: str | None = None,
    zone: tzinfo = UTC,
    as_of: date,
) -> Listing[FacetState]:
    """Say how each facet of each customer stands on a day.

    A facet of which nothing is known and that nobody ever checked is left
    out: there is nothing to verify.

    Parameters
    ----------
    customers : iterable of Customer
        Those acquired after `as_of` are left out.
    ledgers : mapping
        (``customer`` or ``contact``, id) → `Folded`, what follows from the ledger of that card.
    contacts : iterable of Contact
    verifications : iterable of Verification
        Those after `as_of` do not count.
    assignments : iterable of Assignment
    occurrences : iterable of Occurrence
        What befell customers.  That a contact left is known from his card, and
        that the ownership changed from the ledger.
    classes, amounts : mapping of str to mapping
        Name, as in ``grade`` or ``open_balance``, → customer → class or
        amount; besides those that are on the card: its kind, stage, reach and
        industry, the credit limit, and attributes.
    declared : iterable of FacetFields
        The company's own facets.
    currency : str, optional
        Of the levels that policies set: a credit limit in another one is not
        known.  Without it, the figure counts whatever its currency.
    zone : tzinfo
        Of the business: decides on which day something was recorded.
    as_of : datetime.date

    Returns
    -------
    Listing of FacetState
        By customer, in the order of facets.
    """
    declared = tuple(declared)
    names, covers = facet_names(declared), covers_of(declared)
    people = _people_by_customer(contacts)
    checked = _checked(verifications, as_of)
    in_charge = _in_charge(assignments, as_of)
    befell = latest(occurrences, as_of)
    found = []
    for customer in sorted(customers, key=lambda each: each.customer_id):
        if customer.acquired_on is not None and customer.acquired_on > as_of:
            continue
        me = customer.customer_id
        his = people.get(me, ())
        good = {
            facet: check.good
            for facet in names
            if (check := checked.get((me, facet))) is not None and check.good is not None
        }
        stated = _stated(_his_facts(me, his, ledgers, as_of), names, covers, as_of, good, zone)
        news = list(_news(me, his, ledgers, as_of, zone))
        shared = {
            "classes": _classes(customer, classes),
            "amounts": _amounts(customer, amounts, currency),
            "events": _events(befell.get(me, _NOTHING), news),
            "employee_id": in_charge.get(me),
            "place": _place(customer),
        }
        for facet in names:
            told, check = stated.get(facet), checked.get((me, facet))
            if told is None and check is None:
                continue
            if check is not None and check.wrong is not None:
                moves = _moves(me, his, ledgers)
                check.put_right_by(moves, as_of, zone, partial(covers, facet))
            state = _state(me, facet, told, check, shared)
            if check is not None and any(each.origin in check.brought for each in news):
                # What a check of this facet itself brought to light needs no other check of it.
                others = [each for each in news if each.origin not in check.brought]
                state = attrs.evolve(state, events=_events(befell.get(me, _NOTHING), others))
            found.append(state)
    return Listing(found)


def _state(
    customer_id: str, facet: str, told: _Stated | None, check: _Checked | None, shared: Mapping[str, Any]
) -> FacetState:
    check = check or _Checked()
    return FacetState(
        customer_id=customer_id,
        facet=facet,
        verified_on=check.good,
        known_since=told.since if told else None,
        anchor=None if check.anchor is None else _anchor(told.since if told else None, check.anchor),
        unconfirmed_since=told.unconfirmed if told else None,
        wrong_since=check.wrong,
        tried_on=check.tried,
        method=told.by.observation.source.method if told else None,
        **shared,
    )


def _people_by_customer(contacts: Iterable[Contact]) -> dict[str, list[Contact]]:
    found = defaultdict(list)
    for each in contacts:
        for employment in each.employments:
            found[employment.customer_id].append(each)
    return found


def _checked(verifications: Iterable[Verification], as_of: date) -> dict[tuple[str, str], _Checked]:
    found: dict[tuple[str, str], _Checked] = {}
    counted = (each for each in verifications if each.on <= as_of)
    for each in sorted(counted, key=lambda each: (each.on, each.verification_id)):
        found.setdefault((each.customer_id, each.facet), _Checked()).hear(each)
    return found


def _in_charge(assignments: Iterable[Assignment], as_of: date) -> dict[str, str]:
    """Return who was given each customer last."""
    holding = [each for each in assignments if each.holds(as_of)]
    holding.sort(key=lambda each: (each.since, each.employee_id))
    return {each.customer_id: each.employee_id for each in holding}


def _his_facts(
    me: str, people: Iterable[Contact], ledgers: Ledgers, as_of: date
) -> Iterator[tuple[str, Fact]]:
    folded = ledgers.get(("customer", me))
    if folded is not None:
        for fact in folded.standing.values():
            yield "customer", fact
    at_work = [each for each in people if (job := each.at(me)) is not None and job.holds(as_of)]
    # Where everybody left, those who left are what is known, and it is to be checked who came.
    for person in at_work or [each for each in people if _left(each, me, as_of)]:
        folded = ledgers.get(("contact", person.contact_id))
        if folded is None:
            continue
        for path, fact in folded.standing.items():
            name, element, _ = split(path)
            if name != "employments" or element == me:
                yield "contact", fact


def _stated(
    facts: Iterable[tuple[str, Fact]],
    names: Iterable[str],
    covers: Covers,
    as_of: date,
    good: Mapping[str, date],
    zone: tzinfo,
) -> dict[str, _Stated]:
    found: dict[str, _Stated] = {}
    for kind, fact in facts:
        # What was recorded later tells all the same what was there: it is the best that is known of that day.
        # A source that only repeats itself, as an export does each night, makes no fact younger.
        said = _said(fact, zone)
        when = min(said, as_of)
        first_hand = fact.observation.source.first_hand or fact.decision is not None
        verified = fact.verified_on is not None and (
            fact.verified_on <= as_of
            # The fact knows its last check only; an earlier one may lie before the day asked about.
            or any(day >= said and covers(facet, kind, fact.path) for facet, day in good.items())
        )
        entered = min(fact.observation.recorded_at.astimezone(zone).date(), as_of)
        for facet in names:
            if not covers(facet, kind, fact.path):
                continue
            known, last = found.get(facet), good.get(facet)
            # What is older than the last check, and came after it, waits since it came.
            since = when if last is None or when > last else max(entered, last)
            unconfirmed = None if first_hand or verified else since
            if known is None:
                found[facet] = _Stated(when, fact, unconfirmed)
                continue
            older = (when, fact.path) < (known.since, known.by.path)
            found[facet] = _Stated(
                since=min(when, known.since),
                by=fact if older else known.by,
                unconfirmed=min((day for day in (unconfirmed, known.unconfirmed) if day), default=None),
            )
    return found


def _classes(customer: Customer, given: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    found = {
        "kind": customer.kind.value,
        "stage": customer.stage.value,
        "reach": customer.reach.value,
    }
    if customer.industry is not None:
        found["industry"] = customer.industry
    found |= {name: value for name, value in customer.attributes.items() if isinstance(value, str)}
    me = customer.customer_id
    found |= {name: by_customer[me] for name, by_customer in given.items() if me in by_customer}
    return FrozenMap(found)


def _amounts(
    customer: Customer, given: Mapping[str, Mapping[str, Decimal]], currency: str | None
) -> Mapping[str, Decimal]:
    found = {
        name: Decimal(value)
        for name, value in customer.attributes.items()
        if isinstance(value, int | Decimal) and not isinstance(value, bool)
    }
    limit = None if customer.credit is None else customer.credit.limit
    if limit is not None and currency in (None, limit.currency):
        found["credit_limit"] = limit.amount
    me = customer.customer_id
    found |= {name: by_customer[me] for name, by_customer in given.items() if me in by_customer}
    return FrozenMap(found)


def _events(befell: Mapping[str, date], news: Iterable[_News]) -> Mapping[str, date]:
    found = dict(befell)
    for each in news:
        found[each.event.value] = max(each.on, found.get(each.event.value, each.on))
    return FrozenMap(found) if found else _NOTHING


def _said(fact: Fact, zone: tzinfo) -> date:
    """Return the day from which a fact holds, as far as is known."""
    if fact.decision is not None:
        return fact.decision.recorded_at.astimezone(zone).date()
    return fact.observation.observed_on or fact.observation.recorded_at.astimezone(zone).date()


def _left(person: Contact, customer_id: str, as_of: date) -> bool:
    job = person.at(customer_id)
    last = None if job is None or job.until is None else job.until.latest
    return last is not None and last <= as_of


def _moves(me: str, people: Iterable[Contact], ledgers: Ledgers) -> Iterator[tuple[str, Fact | None, Fact]]:
    """Yield what stood on a customer's cards and what took its place, with the kind of card."""
    cards = [("customer", me), *(("contact", each.contact_id) for each in people)]
    for kind, key in cards:
        folded = ledgers.get((kind, key))
        for before, fact, _ in folded.moves if folded is not None else ():
            yield kind, before, fact


def _news(me: str, people: Iterable[Contact], ledgers: Ledgers, as_of: date, zone: tzinfo) -> Iterator[_News]:
    """Yield what cards tell: that a contact left, that the ownership changed."""
    for person in people:
        employment, folded = person.at(me), ledgers.get(("contact", person.contact_id))
        left = None if employment is None or employment.until is None else employment.until.latest
        if left is not None and left <= as_of:
            fact = None if folded is None else folded.facts.get(f"employments[{me}].until")
            origin = None if fact is None else fact.observation.source.origin
            yield _News(Trigger.CONTACT_LEFT, left, origin)
    folded = ledgers.get(("customer", me))
    for before, fact, at in folded.moves if folded is not None else ():
        on = fact.observation.observed_on or at.astimezone(zone).date()
        if fact.path in _OWNERSHIP and before is not None and on <= as_of:
            yield _News(Trigger.OWNERSHIP_CHANGED, on, fact.observation.source.origin)


def _place(customer: Customer) -> tuple[str, ...]:
    address = customer.address()
    if address is None:
        return ()
    return tuple(part for name in _PLACE if (part := getattr(address, name)) is not None)
