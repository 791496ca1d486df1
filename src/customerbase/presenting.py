"""A base in front of its reader: the six tables, the page that shows all of it, a customer's card.

Each function asks a base, lets `customerbase.reports` put the answer into
words, and gives it back for any of `customerbase.outputs` to write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs
from dateutil.relativedelta import relativedelta

from customerbase import verify
from customerbase.base import CustomerBase
from customerbase.dossier import Dossier
from customerbase.errors import NothingToFit
from customerbase.model import Contact, Customer, Employee, SaleTotal, Verification
from customerbase.outputs.page import page
from customerbase.ranking import GradeRow, RankBy, RosterRow, SalesRow
from customerbase.reports import (
    address_table,
    chronicle,
    dossier,
    grade_table,
    key_people,
    roster,
    sales_ranking,
)
from customerbase.reports import rfm as rfm_report
from customerbase.reports import verification as verification_report
from customerbase.reports.dossier import Card
from customerbase.reports.extra_days import checks_a_month, extra_days
from customerbase.reports.figures import Section
from customerbase.reports.overview import Overview, overview
from customerbase.reports.table import Table, filled
from customerbase.reports.words import TERMS, Phrase, term
from customerbase.values import Period

__all__ = [
    "SIX_TABLES",
    "Presented",
    "best_customer",
    "card_of",
    "most_used",
    "present",
    "rfm_section",
    "six_tables",
    "staff_names",
    "verification_section",
]

SIX_TABLES = ("roster", "sales_ranking", "grade_table", "address_table", "key_people", "chronicle")
"""Their names, in the order in which they are shown."""


def six_tables(
    base: CustomerBase,
    *,
    as_of: date | None = None,
    period: Period | str | None = None,
    by: RankBy | str = RankBy.AMOUNT,
    currency: str | None = None,
    customer_id: str | None = None,
    only: Iterable[str] = SIX_TABLES,
) -> tuple[Table, ...]:
    """Return the six organised tables of a base.

    Parameters
    ----------
    base : CustomerBase
    as_of : datetime.date, optional
        The day that the tables are of.
    period : Period or str, optional
        Of the sales in the ranking and in the address table.
    by : {"amount", "quantity", "turnover"}
        What the sales ranking ranks by.
    currency : str, optional
        Of the sales that are added up; where there are several, by default
        that of most sales, and a note says what is left out.
    customer_id : str, optional
        Whose chronicle is told; by default that of the best customer.
    only : iterable of str
        Names of `SIX_TABLES`; the others are not made.

    Raises
    ------
    NotFound
        If there is no such customer.
    ValueError
        If there is no such table.

    Examples
    --------
    >>> from customerbase.base import open_base
    >>> with open_base("memory:") as base:
    ...     _ = base.save(Customer(customer_id="C1", name="Acme"), source="visit")
    ...     [each.title for each in six_tables(base, only=["roster", "chronicle"])]
    ['Customer roster', 'Chronicle: Acme (C1)']
    """
    chosen = _known(only)
    asked = _Asked(base, as_of, Period.parse(period) if isinstance(period, str) else period, currency)
    return asked.tables(chosen, by=by, customer_id=customer_id)


@attrs.frozen(kw_only=True)
class Presented:
    """A whole base as it stands on a day, ready to be shown in either language.

    Parameters
    ----------
    overview : Overview
        Figures and charts.
    tables : tuple of Table
    sections : tuple of Section
        Customer segments, where there are purchases; verification, where
        anything was ever checked.
    """

    overview: Overview
    tables: tuple[Table, ...]
    sections: tuple[Section, ...] = ()

    def page(self, *, title: str | None = None, language: str = "en") -> str:
        """Return one HTML page that needs no network.

        Parameters
        ----------
        title : str, optional
            The company's name, say.
        language : {'en', 'zh'}
        """
        seen = self.overview
        heading = title or term("overview", language)
        tables = tuple(filled(each) for each in self.tables)
        return page(
            heading,
            seen.figures,
            seen.charts,
            tables,
            language=language,
            notes=seen.notes,
            sections=self.sections,
        )


def present(
    base: CustomerBase,
    *,
    as_of: date,
    period: Period | str | None = None,
    by: RankBy | str = RankBy.AMOUNT,
    currency: str | None = None,
    customer_id: str | None = None,
    only: Iterable[str] = SIX_TABLES,
    verification: Mapping[str, Any] | None = None,
) -> Presented:
    """Sum up a whole base: figures, charts and tables.

    Parameters
    ----------
    base : CustomerBase
    as_of : datetime.date
    period : Period or str, optional
        What the figures are of, by default the year that ends on `as_of`;
        and the sales in the tables, by default all of them.
    by, currency, customer_id, only
        As for `six_tables`.
    verification : mapping, optional
        Further arguments of `verification_section`.
    """
    chosen = _known(only)
    when = Period.parse(period) if isinstance(period, str) else period
    asked = _Asked(base, as_of, when, currency)
    seen = overview(
        base.all(Customer),
        base.sales(),
        as_of=as_of,
        period=when,
        currency=currency,
        roster=asked.roster_rows,
        grades=asked.grade_rows,
    )
    tables = asked.tables(chosen, by=by, customer_id=customer_id)
    sections = [rfm_section(base, as_of=as_of, currency=asked.currency)]
    if any(each.on <= as_of for each in base.all(Verification)):
        more = {"currency": asked.currency, **(verification or {})}
        sections.append(verification_section(base, as_of=as_of, **more))
    shown = tuple(each for each in sections if each is not None)
    return Presented(overview=seen, tables=tables, sections=shown)


def rfm_section(base: CustomerBase, *, as_of: date, currency: str | None = None) -> Section | None:
    """Score the customers of a base, and show it: charts, segments, and who moved within a quarter.

    The day one quarter earlier is scored by the same scale, where there were
    sales by then.

    Parameters
    ----------
    base : CustomerBase
    as_of : datetime.date
    currency : str, optional
        Of the sales; where there are several, by default that of most of them.

    Returns
    -------
    Section or None
        None where nobody has bought.
    """
    chosen = currency or most_used(each.amount.currency for each in base.sales() if _counts(each, as_of))
    try:
        now = base.rfm(as_of=as_of, currency=chosen, everyone=True)
    except NothingToFit:
        return None
    earlier = as_of - rfm_report.QUARTER
    before = base.rfm(as_of=earlier, currency=chosen, scale=now.scale, everyone=True)
    return rfm_report.section(now, before if before.scores else None)


def verification_section(
    base: CustomerBase,
    *,
    as_of: date,
    currency: str | None = None,
    policy: verify.Policy | None = None,
    capacity: verify.Capacity | None = None,
    capacities: Mapping[str, verify.Capacity] | None = None,
    checks_a_day: int = 8,
    **known: Any,
) -> Section | None:
    """Show how a base is kept: what is due, the plan from next month on, what is still right, what more would buy.

    Facts are weighted by what their customers bought in the year that ends on
    the day.  Where there are many, a part of them is simulated.

    Parameters
    ----------
    base : CustomerBase
    as_of : datetime.date
    currency : str, optional
        Of the sales; where there are several, by default that of most of them.
    policy : Policy, optional
        The base's own by default.
    capacity, capacities
        Of the employees, as for `customerbase.verify.plan`.
    checks_a_day : int
        How many checks somebody makes in a day.
    **known
        As for `CustomerBase.facet_states`: ``occurrences``, ``amounts``, ...

    Returns
    -------
    Section or None
        None where nothing is known that could be checked.
    """
    states = base.facet_states(as_of=as_of, **known)
    if not states:
        return None
    chosen = base.verification_policy if policy is None else policy
    checks = [each for each in base.all(Verification) if each.on <= as_of]
    first_known = {(each.customer_id, each.facet): each.known_since for each in states if each.known_since}
    rates = verify.learn(checks, as_of=as_of, first_known=first_known)
    year = Period(start=as_of - relativedelta(years=1) + relativedelta(days=1), end=as_of)
    used = currency or most_used(each.amount.currency for each in base.sales() if _counts(each, as_of))
    sold = base.sales_worth(year, currency=used)
    worth = sold if any(sold.values()) else None
    dues = verify.due(states, chosen, as_of=as_of, until=date.max)
    plan = verify.plan(
        dues,
        start=as_of + relativedelta(months=1, day=1),
        capacity=capacity,
        capacities=capacities,
        worth=worth,
    )
    monthly = checks_a_month(checks, as_of=as_of)
    held = verification_report.Upkeep(
        as_of=as_of,
        states=states,
        dues=dues,
        checked=round(12 * monthly),
        plan=plan,
        freshness=verify.freshness(states, as_of=as_of, rates=rates, worth=worth),
        rates=rates,
        tiers=verify.tier_counts(base.data_tiers(as_of=as_of)),
        upkeep=base.maintenance_rate(year),
        extra=extra_days(
            states, as_of=as_of, checks=monthly, rates=rates, worth=worth, checks_a_day=checks_a_day
        )
        if monthly
        else None,
        names={each.customer_id: each.name for each in base.all(Customer)},
        staff=staff_names(base),
    )
    return verification_report.section(held)


def card_of(base: CustomerBase, customer_id: str, *, as_of: date | None = None) -> Card:
    """Return a customer's card, ready to be printed.

    Raises
    ------
    NotFound
    """
    held: Dossier = base.dossier(customer_id, as_of=as_of)
    return dossier.report(held, names=staff_names(base))


def best_customer(
    base: CustomerBase,
    *,
    as_of: date | None = None,
    period: Period | str | None = None,
    currency: str | None = None,
) -> str | None:
    """Return the id of the customer who bought most; of the first on the roster where nobody bought.

    None where there is no customer.
    """
    when = Period.parse(period) if isinstance(period, str) else period
    return _Asked(base, as_of, when, currency).best


def most_used(currencies: Iterable[str]) -> str | None:
    """Return the currency that occurs most, the first by its code of several; None where there is none.

    >>> most_used(["EUR", "CNY", "CNY", "EUR", "USD"])
    'CNY'
    """
    uses = Counter(currencies)
    return max(sorted(uses), key=lambda each: uses[each], default=None)


def _known(names: Iterable[str]) -> tuple[str, ...]:
    chosen = tuple(names)
    if unknown := [each for each in chosen if each not in SIX_TABLES]:
        raise ValueError(f"there is no table {unknown[0]!r}: choose among {', '.join(SIX_TABLES)}")
    return chosen


def staff_names(base: CustomerBase) -> dict[str, str]:
    """Return the name of each employee, by id."""
    return {each.employee_id: each.name for each in base.all(Employee)}


class _Asked:
    """What was asked of a base, and what several tables need for the answer."""

    def __init__(
        self, base: CustomerBase, as_of: date | None, period: Period | None, currency: str | None
    ) -> None:
        self.base = base
        self.as_of = as_of
        self.period = period
        self.names = staff_names(base)
        uses = Counter(each.amount.currency for each in base.sales(period) if _counts(each, as_of))
        self.currency = currency or most_used(uses.elements())
        left_out = [f"{uses[each]:,} × {each}" for each in sorted(uses) if each != self.currency]
        self.notes: tuple[Phrase, ...] = ()
        if left_out:
            said = TERMS["other_sales"].filled(currency=self.currency, others=", ".join(left_out))
            self.notes = (said,)

    @cached_property
    def roster_rows(self) -> tuple[RosterRow, ...]:
        return self.base.roster(as_of=self.as_of)

    @cached_property
    def grade_rows(self) -> tuple[GradeRow, ...]:
        return self.base.grade_table(period=self.period, as_of=self.as_of)

    @cached_property
    def sales_rows(self) -> tuple[SalesRow, ...]:
        return self.base.sales_ranking(self.period, currency=self.currency, as_of=self.as_of)

    @property
    def best(self) -> str | None:
        first = (self.sales_rows or self.roster_rows)[:1]
        return first[0].customer_id if first else None

    def tables(
        self, chosen: Iterable[str], *, by: RankBy | str, customer_id: str | None
    ) -> tuple[Table, ...]:
        makers: Mapping[str, Callable[[], Table]] = {
            "roster": lambda: roster.report(self.roster_rows, names=self.names),
            "sales_ranking": lambda: self.sales_ranking(by),
            "grade_table": lambda: grade_table.report(self.grade_rows),
            "address_table": self.address_table,
            "key_people": self.key_people,
            "chronicle": lambda: self.chronicle(customer_id),
        }
        return tuple(makers[each]() for each in chosen)

    def sales_ranking(self, by: RankBy | str) -> Table:
        if RankBy(by) is RankBy.AMOUNT:
            rows = self.sales_rows
        else:
            # Turnovers are the customers' own, in whatever currency they keep their books.
            currency = None if RankBy(by) is RankBy.TURNOVER else self.currency
            rows = self.base.sales_ranking(self.period, by=by, currency=currency, as_of=self.as_of)
        return sales_ranking.report(rows, period=self.period, notes=self.notes)

    def address_table(self) -> Table:
        rows = self.base.address_table(period=self.period, currency=self.currency, as_of=self.as_of)
        return address_table.report(rows, period=self.period, notes=self.notes)

    def key_people(self) -> Table:
        names = {each.contact_id: each.name for each in self.base.all(Contact)}
        return key_people.report(self.base.key_people_table(as_of=self.as_of), names=names)

    def chronicle(self, customer_id: str | None) -> Table:
        chosen = customer_id or self.best
        if chosen is None:
            return chronicle.report(())
        table = chronicle.report(self.base.chronicle(chosen, as_of=self.as_of), names=self.names)
        name, title = self.base.customer(chosen).name, Phrase(table.title, table.title_zh)
        if name == chosen:  # who came without a name is called by the number
            said = TERMS["titled"].filled(title=title, value=chosen)
        else:
            said = TERMS["of_customer"].filled(title=title, name=name, key=chosen)
        return attrs.evolve(table, title=said.en, title_zh=said.zh)


def _counts(sale: SaleTotal, as_of: date | None) -> bool:
    return as_of is None or sale.on <= as_of
