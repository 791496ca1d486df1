"""Keep up: plans of checks, freshness, where the next hour of checking is worth most, data tiers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import chain
from typing import Any

from customerbase import verify
from customerbase.errors import CurrencyMismatch, InvalidRecord, Problem
from customerbase.intake.resting import collector_resting
from customerbase.ledger import counting
from customerbase.listing import Listing
from customerbase.measures.dealt import only_day
from customerbase.model import (
    Campaign,
    CollectionMethod,
    Contact,
    Customer,
    Employee,
    Interaction,
    Response,
    Source,
    Task,
    TaskStatus,
    Touch,
    Verification,
)
from customerbase.steps.given import period_of
from customerbase.steps.verify import PLANNED, Verify
from customerbase.values import Period
from customerbase.verifying.first_known import first_known

__all__ = ["Upkeep"]


class Upkeep(Verify):
    """The part of `CustomerBase` that plans the checking, and measures how well the base is kept."""

    def verification_plan(
        self,
        policy: verify.Policy | None = None,
        *,
        start: date,
        periods: int = 12,
        by: verify.PlanPeriod | str = verify.PlanPeriod.MONTH,
        target: Any = None,
        capacity: verify.Capacity | None = None,
        capacities: Mapping[str, verify.Capacity] | None = None,
        catch_up: int = 1,
        worth: Mapping[str, float] | None = None,
        **known: Any,
    ) -> verify.Plan:
        """Plan the visits that check what comes due, levelled, by employee and month or week.

        Parameters
        ----------
        policy : Policy, optional
            `verification_policy` by default.
        start : datetime.date
            First day of the plan; what is due is asked on this day.
        periods, by, target, capacity, capacities, catch_up, worth
            As for `customerbase.verify.plan`; capacities by the ids of employees, or by their names.
        **known
            As for `facet_states`.

        Examples
        --------
        >>> import customerbase
        >>> base = customerbase.open("memory:")
        >>> for i in range(1, 7):
        ...     card = Customer(customer_id=f"C{i}", name=f"Customer {i}")
        ...     _ = base.save(card, source="visit", observed_on=date(2023, 6, 28))
        >>> made = base.verification_plan(start=date(2024, 1, 1), periods=6)
        >>> [each.visits for each in made.loads]
        [1, 1, 1, 1, 1, 1]
        """
        only_day(start, "start")
        with collector_resting():
            dues = self.due(policy, as_of=start, until=date.max, **known)
            in_charge = {each.state.employee_id for each in dues}
            return verify.plan(
                dues,
                start=start,
                periods=periods,
                by=by,
                target=target,
                capacity=capacity,
                capacities=self._by_employee(capacities, in_charge),
                catch_up=catch_up,
                worth=worth,
            )

    def _by_employee(
        self, capacities: Mapping[str, verify.Capacity] | None, in_charge: Iterable[str | None]
    ) -> dict[str, verify.Capacity] | None:
        """Return capacities by the ids of employees, given by ids or names."""
        if capacities is None:
            return None
        staff = {each.employee_id: each.name for each in self.all(Employee)}
        ids = {*staff, *in_charge}
        found, problems = {}, []
        for key, capacity in capacities.items():
            named = [key] if key in ids else [who for who, name in staff.items() if name == key]
            if len(named) == 1:
                found[named[0]] = capacity
            else:
                reason = (
                    f"{key!r} is the name of several" if named else f"{key!r} is no employee of this base"
                )
                hint = "give an employee_id; there are " + ", ".join(sorted(staff)[:20])
                problems.append(Problem(f"$.capacities[{key!r}]", key, reason, hint))
        if problems:
            raise InvalidRecord("Plan", problems)
        return found

    def keep_plan(self, plan: verify.Plan, *, language: str = "en") -> int:
        """Keep the visits of a plan as tasks of the employees, in place of the open ones planned before.

        Tasks that are done or given up stay as they are.  Keeping the same
        plan again changes nothing.

        Parameters
        ----------
        plan : Plan
        language : {'en', 'zh'}
            Of the tasks' subjects.

        Returns
        -------
        int
            Number of the tasks that are open by the plan.
        """
        if not isinstance(plan, verify.Plan):
            raise TypeError(f"{type(plan).__name__} is no plan: keep what verification_plan gives")
        planned = {each.task_id: each for each in plan.tasks(language=language)}
        with self.transaction():
            for each in list(self.all(Task)):
                if not each.task_id.startswith(PLANNED):
                    continue
                if each.status is not TaskStatus.OPEN:
                    planned.pop(each.task_id, None)
                elif each.task_id not in planned:
                    self.remove(each)
            self.store.keep(list(planned.values()), Source(method=CollectionMethod.OBSERVATION))
        return len(planned)

    def learned_rates(
        self, *, as_of: date, segments: Mapping[str, str | None] | None = None
    ) -> verify.LearnedRates:
        """Learn from the outcomes of all checks up to a day how often facts change.

        Parameters
        ----------
        as_of : datetime.date
        segments : mapping of customer id to segment, optional
            By which the rates are told apart.
        """
        only_day(as_of)
        checks = [each for each in self.all(Verification) if each.on <= as_of]
        checked = {each.customer_id for each in checks}
        people = [
            each.contact_id
            for each in self.all(Contact)
            if any(job.customer_id in checked for job in each.employments)
        ]
        entries = {
            (kind, key): held
            for kind, keys in (("customer", sorted(checked)), ("contact", people))
            for key, held in self.store.entries_of(kind, keys)
        }
        first = first_known(entries, declared=self.facets, zone=self.zone)
        return verify.learn(checks, as_of=as_of, segments=segments, first_known=first)

    def sales_worth(
        self, period: Period | str | None = None, *, currency: str | None = None
    ) -> dict[str, float]:
        """Return what each customer bought, returns deducted, as a weight: 0 where that is not above 0.

        Parameters
        ----------
        period : Period or str, optional
        currency : str, optional
            Which sales count; needed where they are in several.

        Raises
        ------
        CurrencyMismatch
        """
        found = period_of(period) or Period()
        sums: dict[str, Fraction] = defaultdict(Fraction)
        currencies = set()
        for each in self.store.sale_totals(start=found.start, end=found.end):
            if currency in (None, each.amount.currency):
                currencies.add(each.amount.currency)
                sums[each.customer_id] += Fraction(each.amount.amount)
        if len(currencies) > 1:
            raise CurrencyMismatch(currencies)
        return {who: max(float(amount), 0.0) for who, amount in sorted(sums.items())}

    def _rates(self, rates: Any, as_of: date) -> Any:
        return self.learned_rates(as_of=as_of) if rates is None else rates

    def freshness(
        self,
        *,
        as_of: date,
        rates: Any = None,
        worth: Any = None,
        **known: Any,
    ) -> verify.Freshness:
        """Say which share of what the base knows may be expected to be still right, by facet.

        Parameters
        ----------
        as_of : datetime.date
        rates : mapping of facet to Rate, LearnedRates, or callable, optional
            Learned from the base's own checks by default.
        worth : mapping or callable, optional
            What each fact is worth: `sales_worth`, say.
        **known
            As for `facet_states`.

        Examples
        --------
        >>> import customerbase
        >>> base = customerbase.open("memory:")
        >>> _ = base.save(
        ...     Customer(customer_id="C1", name="Acme"), source="visit", observed_on=date(2022, 1, 1)
        ... )
        >>> round(base.freshness(as_of=date(2024, 1, 1)).total.right_share, 3)
        0.769
        """
        chosen = self._rates(rates, as_of)
        states = self.facet_states(as_of=as_of, **known)
        return verify.freshness(states, as_of=as_of, rates=chosen, worth=worth)

    def visits_by_worth(
        self,
        *,
        as_of: date,
        rates: Any = None,
        worth: Any = None,
        cost: Any = 1.0,
        visit: Any = None,
        **known: Any,
    ) -> Listing[verify.IndexRow]:
        """Rank customers by what a check now is worth for its hours: the month's choice, best first.

        Parameters
        ----------
        as_of, rates, worth
            As for `freshness`.
        cost, visit
            As for `customerbase.verify.index`.
        **known
            As for `facet_states`.
        """
        chosen = self._rates(rates, as_of)
        states = self.facet_states(as_of=as_of, **known)
        return verify.index(states, as_of=as_of, rates=chosen, worth=worth, cost=cost, visit=visit)

    def compare_policies(
        self,
        policies: Mapping[str, Any],
        *,
        as_of: date,
        budget_per_month: float,
        months: int = 24,
        rates: Any = None,
        worth: Any = None,
        cost: Any = 1.0,
        **known: Any,
    ) -> verify.Comparison:
        """Simulate policies on what the base holds, each with the same hours, and say what they keep right.

        Parameters
        ----------
        policies : mapping of name to Policy or strategy
            The first one is what the others are compared with.
        as_of, rates, worth
            As for `freshness`.
        budget_per_month, months, cost
            As for `customerbase.verify.compare`.
        **known
            As for `facet_states`.
        """
        chosen = self._rates(rates, as_of)
        return verify.compare(
            policies,
            self.facet_states(as_of=as_of, **known),
            as_of=as_of,
            budget_per_month=budget_per_month,
            months=months,
            rates=chosen,
            worth=worth,
            cost=cost,
        )

    # ------------------------------------------------------------- data tiers and the trade's measures

    def data_tiers(self, *, as_of: date, rule: verify.TierRule | None = None) -> Listing[verify.TierRow]:
        """Put each customer's record into a data tier; those that are offered first stand first.

        A record was maintained when it was verified, or its card stated anew
        by first hand; it was used by interactions and the touches of campaigns.

        Parameters
        ----------
        as_of : datetime.date
        rule : TierRule, optional
        """
        return verify.tiers(self._uses(as_of), as_of=as_of, rule=rule or verify.TierRule())

    def _uses(self, as_of: date) -> Listing[verify.RecordUse]:
        only_day(as_of)
        return verify.uses_of(
            [each for each in self.all(Customer) if each.acquired_on is None or each.acquired_on <= as_of],
            [*self.all(Interaction), *self.all(Touch)],
            maintained=list(self.all(Verification)),
            edited=self._edited_on(),
            as_of=as_of,
        )

    def _edited_on(self) -> dict[str, list[date]]:
        """Return the days on which each customer's card was stated by first hand."""
        found: dict[str, list[date]] = {}
        for key, entries in self.store.entries_of("customer", self.store.keys("customer")):
            days = {
                each.observed_on or each.recorded_at.astimezone(self.zone).date()
                for each in counting(entries)
                if each.source.first_hand
            }
            if days:
                found[key] = sorted(days)
        return found

    def enrichment_rate(self, fields: Iterable[str], *, as_of: date | None = None) -> verify.Enrichment:
        """Return the share of the customers of whom all wanted fields are known, and of each field."""
        return verify.enrichment_rate(self.all(Customer), fields, contacts=self.all(Contact), as_of=as_of)

    def maintenance_rate(self, period: Period | str, *, by: Any = "province") -> verify.MaintenanceRate:
        """Return the share of the customers maintained in a period, by area.

        Parameters
        ----------
        period : Period or str
        by : {"province", "city", "district"} or callable of a Customer
        """
        found = period_of(period)
        assert found is not None
        days: dict[str, list[date]] = defaultdict(list, {k: list(v) for k, v in self._edited_on().items()})
        for each in self.all(Verification):
            if each.outcome.known_true:
                days[each.customer_id].append(each.on)
        return verify.maintenance_rate(days, self.all(Customer), period=found, by=by)

    def purge_candidates(self, *, as_of: date) -> Listing[verify.PurgeCandidate]:
        """List the records without identifier, phone and use: to be checked, and erased only after that.

        Sales are uses, besides interactions and touches.
        """
        used: dict[str, list[date]] = defaultdict(list)
        dealings: tuple[Iterable[verify.Used], ...] = (
            self.all(Interaction),
            self.all(Touch),
            self.all(Response),
            self.store.sale_totals(),
        )
        for each in chain.from_iterable(dealings):
            used[each.customer_id].append(each.on)
        return verify.purge_candidates(self.all(Customer), contacts=self.all(Contact), used=used, as_of=as_of)

    def missing_feedback(self, *, as_of: date, within_months: int = 1) -> verify.FedBack:
        """List the touches of campaigns of which no result was fed back in time."""
        return verify.missing_feedback(
            self.all(Campaign),
            self.all(Touch),
            self.all(Response),
            self.all(Interaction),
            as_of=as_of,
            within_months=within_months,
        )
