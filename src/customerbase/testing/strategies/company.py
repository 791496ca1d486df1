"""A whole small company: every record that another one names is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from customerbase.model import (
    Assignment,
    Campaign,
    Competitor,
    CompetitorSighting,
    Consent,
    Contact,
    Coupon,
    Customer,
    Employee,
    Entity,
    Feedback,
    Interaction,
    Lead,
    Product,
    Purchase,
    Redemption,
    Relationship,
    Response,
    Task,
    Touch,
    Verification,
)
from customerbase.testing.strategies import dealings, people, trade
from customerbase.testing.strategies.parts import YEARS
from customerbase.values import Period

__all__ = ["Company", "companies"]


@attrs.frozen(kw_only=True)
class Company:
    """The records of one company; each id within its kind once, each id that a record names is there.

    The fields stand in the order in which the records can be added to a base:
    none names one of a later field, nor a later one of its own field.
    """

    customers: tuple[Customer, ...]
    contacts: tuple[Contact, ...] = ()
    employees: tuple[Employee, ...] = ()
    products: tuple[Product, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    competitors: tuple[Competitor, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    tasks: tuple[Task, ...] = ()
    sightings: tuple[CompetitorSighting, ...] = ()
    consents: tuple[Consent, ...] = ()
    touches: tuple[Touch, ...] = ()
    responses: tuple[Response, ...] = ()
    redemptions: tuple[Redemption, ...] = ()
    leads: tuple[Lead, ...] = ()
    verifications: tuple[Verification, ...] = ()

    def records(self) -> Iterator[Entity]:
        """Yield every record, each after those that it names."""
        for each in attrs.fields(Company):
            yield from getattr(self, each.name)


def companies(
    *,
    currencies: Sequence[str] = ("CNY", "USD"),
    between: Period = YEARS,
    max_customers: int = 3,
    max_purchases: int = 6,
    max_of_each: int = 2,
) -> SearchStrategy[Company]:
    """Whole small companies: all records of all kinds, each reference to a record that is there.

    Parameters
    ----------
    currencies : sequence of str
        Of the purchases; one code makes them addable.
    between : Period
        The days of sale.
    max_customers, max_purchases : int
    max_of_each : int
        The most records of every other kind.

    Examples
    --------
    >>> from hypothesis import Phase, find, settings
    >>> quickly = settings(phases=[Phase.generate], database=None)  # the first that serves, not the smallest
    >>> company = find(companies(), lambda each: each.purchases, settings=quickly)
    >>> company.purchases[0].customer_id in {each.customer_id for each in company.customers}
    True
    """
    # Made once and not for each company: hypothesis takes much longer to check a strategy than to draw from it.
    usual: dict[str, SearchStrategy[Any]] = {
        "customer": st.lists(people.customers(), min_size=1, max_size=max_customers, unique_by=_key),
        "purchase": st.lists(
            trade.purchases(currencies=currencies, between=between, returns=False), max_size=max_purchases
        ),
    }
    for name, strategy in _OTHERS.items():
        usual[name] = st.lists(strategy(), max_size=max_of_each, unique_by=_key)

    @st.composite
    def drawn(draw: DrawFn, /) -> Company:
        return _Founding(draw, usual, between).company()

    return drawn()


_OTHERS: dict[str, Callable[[], SearchStrategy[Any]]] = {
    "contact": people.contacts,
    "employee": people.employees,
    "product": trade.products,
    "campaign": trade.campaigns,
    "competitor": dealings.competitors,
    "assignment": people.assignments,
    "relationship": dealings.relationships,
    "coupon": trade.coupons,
    "interaction": dealings.interactions,
    "feedback": dealings.feedback,
    "task": dealings.tasks,
    "sighting": dealings.sightings,
    "consent": trade.consents,
    "touch": trade.touches,
    "response": trade.responses,
    "redemption": trade.redemptions,
    "lead": trade.leads,
    "verification": dealings.verifications,
}


def _key(each: Entity) -> str:
    return each.key


class _Founding:
    """Draws the records of one company, and lets each name only those already drawn."""

    def __init__(self, draw: DrawFn, usual: dict[str, SearchStrategy[Any]], between: Period) -> None:
        self.draw = draw
        self.usual = usual
        self.between = between
        self.known: dict[str, list[str]] = {}

    def company(self) -> Company:
        customers = self.kind("customer")
        return Company(
            customers=customers,
            employees=self.kind("employee", reports_to="employee?"),
            contacts=self.contacts(),
            products=self.kind("product"),
            campaigns=self.kind("campaign"),
            competitors=self.kind("competitor"),
            assignments=self.kind("assignment", customer_id="customer", employee_id="employee"),
            relationships=self.relationships(),
            coupons=self.kind("coupon", campaign_id="campaign?", customer_id="customer?"),
            purchases=self.purchases(),
            interactions=self.interactions(),
            feedback=self.feedback(),
            tasks=self.kind(
                "task",
                employee_id="employee",
                customer_id="customer?",
                contact_id="contact?",
                campaign_id="campaign?",
            ),
            sightings=self.kind("sighting", competitor_id="competitor", customer_id="customer"),
            consents=self.kind("consent", customer_id="customer", contact_id="contact?"),
            touches=self.kind("touch", campaign_id="campaign", customer_id="customer"),
            responses=self.kind(
                "response", campaign_id="campaign", customer_id="customer", purchase_id="purchase?"
            ),
            redemptions=self.kind(
                "redemption", coupon_id="coupon", customer_id="customer", purchase_id="purchase?"
            ),
            leads=self.kind(
                "lead",
                customer_id="customer",
                contact_id="contact?",
                campaign_id="campaign?",
                employee_id="employee?",
            ),
            verifications=self.kind("verification", customer_id="customer"),
        )

    def kind(self, name: str, **references: str) -> tuple[Any, ...]:
        """Draw the records of a kind; a reference marked ``?`` may be left out."""
        self.known[name] = []
        made = []
        for each in self.draw(self.usual[name]):
            named = {field: self.one_of(kind) for field, kind in references.items()}
            if any(named[field] is None and not kind.endswith("?") for field, kind in references.items()):
                continue
            made.append(each.replace(**named))
            self.known[name].append(each.key)
        return tuple(made)

    def one_of(self, kind: str) -> str | None:
        """Draw the id of a record already drawn, or None where there is none."""
        choices: list[str | None] = list(self.known[kind.removesuffix("?")])
        if kind.endswith("?"):
            choices.insert(0, None)
        return self.draw(st.sampled_from(choices)) if choices else None

    def contacts(self) -> tuple[Contact, ...]:
        self.known["contact"] = []
        made: list[Contact] = []
        for each in self.draw(self.usual["contact"]):
            jobs = {}
            for job in each.employments:
                customer_id = self.one_of("customer")
                jobs[customer_id] = job.replace(customer_id=customer_id, reports_to=self.one_of("contact?"))
            made.append(each.replace(employments=tuple(jobs.values())))
            self.known["contact"].append(each.key)
        return tuple(made)

    def relationships(self) -> tuple[Relationship, ...]:
        if len(self.known["customer"]) < 2:
            return ()
        made = []
        for each in self.draw(self.usual["relationship"]):
            first, second, *_ = self.draw(st.permutations(self.known["customer"]))
            made.append(each.replace(customer_id=first, other_id=second))
        return tuple(made)

    def purchases(self) -> tuple[Purchase, ...]:
        made = []
        for i, each in enumerate(self.draw(self.usual["purchase"]), start=1):
            lines = tuple(line.replace(product_id=self.one_of("product?")) for line in each.lines)
            sold = each.replace(
                purchase_id=f"S{i}",
                customer_id=self.one_of("customer"),
                lines=lines,
                employee_id=self.one_of("employee?"),
                campaign_id=self.one_of("campaign?"),
                coupon_id=self.one_of("coupon?"),
            )
            made.append(sold)
        made += trade.taken_back(self.draw, made, self.between)
        self.known["purchase"] = [each.key for each in made]
        return tuple(made)

    def interactions(self) -> tuple[Interaction, ...]:
        made = self.kind(
            "interaction", customer_id="customer", employee_id="employee?", campaign_id="campaign?"
        )
        met = [self.one_of("contact?") for _ in made]
        return tuple(
            each.replace(contact_ids=() if contact is None else (contact,))
            for each, contact in zip(made, met, strict=True)
        )

    def feedback(self) -> tuple[Feedback, ...]:
        made = self.kind(
            "feedback",
            customer_id="customer",
            contact_id="contact?",
            product_id="product?",
            purchase_id="purchase?",
        )
        return tuple(
            each.replace(
                handlings=tuple(step.replace(by=self.one_of("employee?")) for step in each.handlings)
            )
            for each in made
        )
