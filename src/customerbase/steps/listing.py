"""Organise: lists of customers that are kept for paging through them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from customerbase import registry
from customerbase.errors import CurrencyMismatch, InvalidRecord, MissingExtra, Problem
from customerbase.grading import GradeRule, Rule, from_plain, to_plain
from customerbase.model import Assignment, Customer
from customerbase.organised.listed import ListBy, ListedCustomer, listed_customers
from customerbase.standards import standard_rules
from customerbase.steps.given import checked_currency, checked_day, period_of
from customerbase.steps.keep_true import KeepTrue
from customerbase.stores.listings import (
    LONGEST_NAME,
    KeptListing,
    Page,
    kept_listing,
    kept_listings,
    page_of,
    put_listing,
    remove_listing,
)
from customerbase.stores.packing import unmicros
from customerbase.validation import word_of
from customerbase.values import Period

__all__ = ["ListCustomers"]


class ListCustomers(KeepTrue):
    """The part of `CustomerBase` that keeps lists, and reads them page by page."""

    def keep_listing(
        self,
        name: str,
        *,
        rules: Rule | Mapping[str, Rule] | None = None,
        period: Period | str | None = None,
        currency: str | None = None,
        as_of: date | None = None,
        replace: bool = False,
    ) -> KeptListing:
        """Make a list of all customers with grade, place, sales and who is responsible, and keep it.

        It stays as it is, for quick pages, until `refresh_listing` makes it
        anew; its `recorded_at` says how old it is.

        Parameters
        ----------
        name : str
            Of at most 40 characters.
        rules : rule or mapping of names to rules, optional
            By the first of which customers are graded; by default that of `standard_rules`.
        period : Period or str, optional
            Of the sales that count.
        currency : str, optional
            Only sales in it; needed where there are several.
        as_of : datetime.date, optional
            Leaves out later sales, and asks who was responsible then.
        replace : bool
            Whether it may take the place of a list of this name.

        Raises
        ------
        EditConflict
            If there is a list of this name, and it is not to be replaced.
        CurrencyMismatch
            If there are sales in several currencies and none was chosen.
        TypeError
            If the rule cannot be written down, to be applied again.
        """
        if not isinstance(name, str) or not 0 < len(name.strip()) == len(name) <= LONGEST_NAME:
            problem = Problem("$.name", name, f"is no name: give 1 to {LONGEST_NAME} characters")
            raise InvalidRecord("KeptListing", [problem])
        rules = standard_rules() if rules is None else rules
        rule_name, rule = next(iter(rules.items())) if isinstance(rules, Mapping) else ("grade", rules)
        if not isinstance(rule, GradeRule):
            raise TypeError(f"{rule!r} cannot be kept with the list: give a rule of customerbase.grading")
        order, sort_key = _order()
        with self.transaction():
            at = self.store.now()
            found_currency, sums = self._sums(
                period_of(period), checked_currency(currency), checked_day(as_of)
            )
            head = KeptListing(
                name=name,
                as_of=as_of,
                recorded_at=at,
                customers=0,
                rule=to_plain(rule),
                rule_name=rule_name,
                period=period_of(period),
                currency=found_currency,
                asked_currency=currency,
                order=order,
            )
            listed = self._listed(rule, found_currency, sums, as_of)
            return put_listing(self.store.rows, head, listed, sort_key, replace=replace)

    def refresh_listing(self, name: str, *, as_of: date | None = None) -> KeptListing:
        """Make a kept list anew, by the same rule, period and currency.

        Parameters
        ----------
        name : str
        as_of : datetime.date, optional
            The new day; by default the list's own.

        Raises
        ------
        NotFound
        """
        held = kept_listing(self.store.rows, name)
        return self.keep_listing(
            name,
            rules={held.rule_name: from_plain(held.rule)},
            period=held.period,
            currency=held.asked_currency,
            as_of=held.as_of if as_of is None else as_of,
            replace=True,
        )

    def listings(self) -> list[KeptListing]:
        """Return what is known of each kept list, by name."""
        return kept_listings(self.store.rows)

    def forget_listing(self, name: str) -> None:
        """Take a kept list away.

        Raises
        ------
        NotFound
        """
        with self.transaction():
            remove_listing(self.store.rows, name)

    def page(
        self,
        name: str,
        *,
        grade: str | None = None,
        place: str | None = None,
        stage: str | None = None,
        employee: str | None = None,
        by: ListBy | str = ListBy.SALES,
        page: int = 1,
        size: int = 50,
    ) -> Page:
        """Return one page of a kept list; the hundredth is read as fast as the first.

        Parameters
        ----------
        name : str
            Of the list.
        grade, stage : str, optional
        place : str, optional
            A country's code, or a province, city or district as it is written in the main address.
        employee : str, optional
            Id of who is responsible.
        by : {"sales", "name"}
            Sales with the greatest first; customer ids decide between equal ones.
        page : int
            From 1; one beyond the last has no rows.
        size : int
            Rows on a page.

        Raises
        ------
        NotFound
            If there is no list of this name.

        Examples
        --------
        >>> import customerbase
        >>> from customerbase import Customer
        >>> from customerbase.grading import by_employees
        >>> from customerbase.values import Address, Size
        >>> with customerbase.open() as base:
        ...     _ = base.save(
        ...         Customer(
        ...             customer_id="C1",
        ...             name="Acme",
        ...             size=Size(employees=700),
        ...             addresses=[Address(country="CN", province="上海")],
        ...         ),
        ...         source="visit",
        ...     )
        ...     _ = base.keep_listing("all", rules=by_employees({"A": 500, "B": 0}))
        ...     found = base.page("all", grade="A", place="上海")
        >>> found.total, found.rows[0].name
        (1, 'Acme')
        """
        for given, value in (("page", page), ("size", size)):
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{given}={value!r} is no number from 1 on")
        asked = {"grade": grade, "place": place, "stage": stage, "employee": employee}
        wanted = {each: str(value) for each, value in asked.items() if value is not None}
        with self.store.reading():
            return page_of(
                self.store.rows, name, wanted, by=word_of(ListBy, by, "by"), number=page, size=size
            )

    def _listed(
        self, rule: Rule, currency: str | None, sums: Mapping[str, Decimal], as_of: date | None
    ) -> Iterator[ListedCustomer]:
        return listed_customers(
            self.all(Customer), sums, self.all(Assignment), rule, currency=currency, as_of=as_of
        )

    def _sums(
        self, period: Period | None, currency: str | None, as_of: date | None
    ) -> tuple[str | None, dict[str, Decimal]]:
        """Return the one currency of the sales, and what each customer bought in it; read in columns."""
        within = period or Period()
        ends = [each for each in (within.end, as_of) if each is not None]
        found: dict[str, dict[str, int]] = {}
        ids: dict[str, str] = {}
        names = ("customer", "amount", "currency")
        with self.store.sale_columns(names, start=within.start, end=min(ends, default=None)) as sales:
            for block in sales.sales:
                columns = (block[each].split("\n") for each in names)
                for customer, amount, code in zip(*columns, strict=True):
                    held = found.setdefault(code, {})
                    held[customer] = held.get(customer, 0) + int(amount)
            for block in sales.customers:
                ids.update(zip(block["customer"].split("\n"), block["customer_id"].split("\n"), strict=True))
        if currency is None:
            if len(found) > 1:
                raise CurrencyMismatch(found)
            currency = next(iter(found), None)
        sums: dict[str, int] = {}
        for customer, amount_of in found.get(currency or "", {}).items():
            who = ids[customer]
            sums[who] = sums.get(who, 0) + amount_of
        return currency, {who: unmicros(amount) for who, amount in sums.items()}


def _order() -> tuple[str, Callable[[str], Any]]:
    """Return what names are sorted by: their sound where it is known, else their code points."""
    try:
        return "pinyin", registry.load("order", "pinyin").sort_key
    except MissingExtra:
        return "code points", str
