"""Policies that choose among others: by class, by amount, by the age of the source, after an event."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, TypeVar

import attrs
from dateutil.relativedelta import relativedelta

from customerbase.errors import InvalidRecord, Problem
from customerbase.model import CollectionMethod, Facet
from customerbase.verifying.cycles import later
from customerbase.verifying.policies import Grace, Policy, Why, only_policy, pairs_of, wrong_policy
from customerbase.verifying.state import FacetState, Trigger
from customerbase.verifying.words import CLASSES_ZH, EVENTS_ZH, said, zh_of

__all__ = [
    "CONCERNS",
    "After",
    "By",
    "ByAge",
    "ByAmount",
    "after",
    "by",
    "by_amount",
    "by_facet",
    "by_grade",
    "by_method",
    "by_risk",
    "by_segment",
    "by_source_age",
]

_ONCE = Fraction(1)
Amount = TypeVar("Amount", bound=Decimal | int | str)

CONCERNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        Trigger.MAIL_RETURNED: (Facet.BASIC,),
        Trigger.NUMBER_DEAD: (Facet.BASIC, Facet.DECISION_MAKERS),
        Trigger.PAYMENT_OVERDUE: (Facet.CREDIT,),
        Trigger.CONTACT_LEFT: (Facet.DECISION_MAKERS,),
        Trigger.OWNERSHIP_CHANGED: (Facet.BASIC, Facet.CREDIT, Facet.DECISION_MAKERS),
    }
)
"""Event → the facets that must be checked after it, where `after` is not told which."""


class Choice(Policy):
    """What is common to policies that leave the answer to one of several others."""

    __slots__ = ()

    @abstractmethod
    def chosen(self, state: FacetState, as_of: date) -> Policy:
        """Return the policy that holds for this facet."""

    @abstractmethod
    def because(self, state: FacetState, as_of: date) -> Why:
        """Say why it is this one, as the beginning of a sentence."""

    @abstractmethod
    def parts(self) -> tuple[Policy, ...]:
        """Return all the policies among which it chooses."""

    def due_on(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> date | None:
        return self.chosen(state, as_of).due_on(state, as_of, pace)

    def why(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> Why:
        first, then = self.because(state, as_of), self.chosen(state, as_of).why(state, as_of, pace)
        return Why(f"{first.en}: {then.en}", f"{first.zh}：{then.zh}")

    def grace(self, state: FacetState, as_of: date) -> Grace | None:
        return self.chosen(state, as_of).grace(state, as_of)

    @property
    def comes_due(self) -> bool:
        return any(each.comes_due for each in self.parts())


def _class_of(state: FacetState, what: str) -> str | None:
    if what == "facet":
        return state.facet
    if what == "method":
        return None if state.method is None else state.method.value
    return state.classes.get(what)


@attrs.frozen
class By(Choice):
    """A policy for each class; made by `by`, `by_grade`, `by_segment`, `by_facet`, ..."""

    what: str
    rules: tuple[tuple[str, Policy], ...]
    otherwise: Policy
    _found: Mapping[str, Policy] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        # A plain dict: policies are pickled, as when they go to other processes.
        object.__setattr__(self, "_found", dict(self.rules))

    def chosen(self, state: FacetState, as_of: date) -> Policy:  # noqa: ARG002 - every choice takes it
        return self._found.get(_class_of(state, self.what) or "", self.otherwise)

    def because(self, state: FacetState, as_of: date) -> Why:  # noqa: ARG002
        held = _class_of(state, self.what)
        what, what_zh = self.what.replace("_", " "), CLASSES_ZH.get(self.what, self.what)
        if held is None:
            return Why(f"{what} unknown", f"{what_zh}不详")
        return Why(f"{what} {said(held)}", f"{what_zh}“{zh_of(held)}”")

    def parts(self) -> tuple[Policy, ...]:
        return (*(policy for _, policy in self.rules), self.otherwise)

    def to_plain(self) -> dict[str, Any]:
        rules = {name: policy.to_plain() for name, policy in self.rules}
        return {"policy": "by", "what": self.what, "rules": rules, "otherwise": self.otherwise.to_plain()}


def by(what: str, rules: Mapping[str, Policy], *, otherwise: Policy) -> Policy:
    """Choose by the class to which a customer belongs.

    Parameters
    ----------
    what : str
        A name among the `classes` of a state: ``grade``, ``segment``, ``risk``,
        ``kind``, an attribute of one's own; or ``facet``, ``method``.
    rules : mapping of str to Policy
    otherwise : Policy
        For classes that are not named, and where the class is not known.

    Raises
    ------
    InvalidRecord
        If nothing is named, or a name is no text.
    TypeError
        If one is no policy.

    Examples
    --------
    >>> from customerbase.verifying.policies import every
    >>> policy = by("region", {"east": every(months=3)}, otherwise=every(years=1))
    >>> state = FacetState(
    ...     customer_id="C1", facet="basic", verified_on=date(2024, 1, 1), classes={"region": "east"}
    ... )
    >>> policy.due_on(state, date(2024, 2, 1))
    datetime.date(2024, 4, 1)
    """
    if not isinstance(what, str) or not what:
        raise wrong_policy("$.what", what, "is no name of a class", "as in 'grade'")
    named = pairs_of(rules)
    if not named:
        raise wrong_policy("$.rules", rules, "names no class")
    pairs = [
        (_name(name, i), only_policy(policy, f"$.rules[{name!r}]")) for i, (name, policy) in enumerate(named)
    ]
    ordered = _each_once(sorted(pairs, key=lambda pair: pair[0]))
    return By(what, ordered, only_policy(otherwise, "$.otherwise"))


def _name(name: Any, i: int) -> str:
    if not isinstance(name, str) or not name:
        raise wrong_policy(f"$.rules[{i}]", name, "is no name of a class")
    return str(name.value) if isinstance(name, StrEnum) else name


def by_grade(rules: Mapping[str, Policy], *, otherwise: Policy) -> Policy:
    """Choose by the customer's grade.

    >>> from customerbase.verifying.policies import every
    >>> by_grade({"A": every(months=3)}, otherwise=every(months=12)).comes_due
    True
    """
    return by("grade", rules, otherwise=otherwise)


def by_segment(rules: Mapping[str, Policy], *, otherwise: Policy) -> Policy:
    """Choose by the segment into which scoring put the customer."""
    return by("segment", rules, otherwise=otherwise)


def by_risk(rules: Mapping[str, Policy], *, otherwise: Policy) -> Policy:
    """Choose by the customer's class of risk, kept under the attribute ``risk``."""
    return by("risk", rules, otherwise=otherwise)


def by_facet(rules: Mapping[str, Policy], *, otherwise: Policy) -> Policy:
    """Choose by what is to be checked: basic data, credit standing, decision-makers, a facet of one's own."""
    return by("facet", rules, otherwise=otherwise)


def by_method(rules: Mapping[CollectionMethod | str, Policy], *, otherwise: Policy) -> Policy:
    """Choose by how the facet was learned: a visit, a bought list, ...

    Raises
    ------
    InvalidRecord
        If a name is no `CollectionMethod`.
    """
    known = set(CollectionMethod)
    problems = [
        Problem(f"$.rules[{name!r}]", name, f"is none of {', '.join(CollectionMethod)}")
        for name, _ in pairs_of(rules)
        if name not in known
    ]
    if problems:
        raise InvalidRecord("Policy", problems)
    return by("method", {str(name): policy for name, policy in pairs_of(rules)}, otherwise=otherwise)


@attrs.frozen
class ByAmount(Choice):
    """A policy for each least amount, largest first; made by `by_amount`."""

    what: str
    rules: tuple[tuple[Decimal, Policy], ...]
    otherwise: Policy

    def chosen(self, state: FacetState, as_of: date) -> Policy:  # noqa: ARG002
        held = state.amounts.get(self.what)
        if held is not None:
            for least, policy in self.rules:
                if held >= least:
                    return policy
        return self.otherwise

    def because(self, state: FacetState, as_of: date) -> Why:  # noqa: ARG002
        held = state.amounts.get(self.what)
        what, what_zh = self.what.replace("_", " "), CLASSES_ZH.get(self.what, self.what)
        if held is None:
            return Why(f"{what} unknown", f"{what_zh}不详")
        for least, _ in self.rules:
            if held >= least:
                return Why(
                    f"{what} {held:,f}, at least {least:,f}", f"{what_zh} {held:,f}，不低于 {least:,f}"
                )
        return Why(f"{what} {held:,f}", f"{what_zh} {held:,f}")

    def parts(self) -> tuple[Policy, ...]:
        return (*(policy for _, policy in self.rules), self.otherwise)

    def to_plain(self) -> dict[str, Any]:
        rules = [[str(least), policy.to_plain()] for least, policy in self.rules]
        return {
            "policy": "by_amount",
            "what": self.what,
            "rules": rules,
            "otherwise": self.otherwise.to_plain(),
        }


def by_amount(
    what: str,
    rules: Mapping[Amount, Policy] | Iterable[tuple[Decimal | int | str, Policy]],
    *,
    otherwise: Policy,
) -> Policy:
    """Choose by a stored value: a large open balance is checked sooner, a prepaid customer's credit may wait.

    Parameters
    ----------
    what : str
        A name among the `amounts` of a state: ``credit_limit``, ``open_balance``, ...
    rules : mapping, or list of pairs, of Decimal to Policy
        The least amount → the policy from it on.
    otherwise : Policy
        Below all of them, and where the amount is not known.

    Examples
    --------
    >>> from customerbase.verifying.policies import every
    >>> policy = by_amount("open_balance", {100_000: every(months=3)}, otherwise=every(years=2))
    >>> state = FacetState(customer_id="C1", facet="credit", amounts={"open_balance": Decimal(250_000)})
    >>> policy.why(state, date(2024, 1, 1)).en
    'open balance 250,000, at least 100,000: checked every 3 months, and never yet'
    """
    if not isinstance(what, str) or not what:
        raise wrong_policy("$.what", what, "is no name of an amount", "as in 'open_balance'")
    pairs = [
        (_amount(least, i), only_policy(policy, f"$.rules[{i}]"))
        for i, (least, policy) in enumerate(pairs_of(rules))
    ]
    return ByAmount(what, _descending(pairs), only_policy(otherwise, "$.otherwise"))


def _amount(given: Any, i: int) -> Decimal:
    try:
        amount = None if isinstance(given, float | bool) else Decimal(given)
    except (ArithmeticError, TypeError, ValueError):
        amount = None
    if amount is None or not amount.is_finite():
        hint = "write it as a whole number, a Decimal or text: '99.50'"
        raise wrong_policy(f"$.rules[{i}]", given, "is no exact amount", hint)
    return amount


def _descending(pairs: list[tuple[Any, Policy]]) -> tuple[tuple[Any, Policy], ...]:
    if not pairs:
        raise wrong_policy("$.rules", (), "is empty")
    return _each_once(sorted(pairs, key=lambda pair: pair[0], reverse=True))


def _each_once(ordered: list[tuple[Any, Policy]]) -> tuple[tuple[Any, Policy], ...]:
    for (one, _), (other, _) in pairwise(ordered):
        if one == other:
            raise wrong_policy("$.rules", one, f"{one} stands there twice")
    return tuple(ordered)


@attrs.frozen
class ByAge(Choice):
    """A policy for each least age of the source, oldest first; made by `by_source_age`."""

    rules: tuple[tuple[int, Policy], ...]
    otherwise: Policy

    def chosen(self, state: FacetState, as_of: date) -> Policy:
        since = state.known_since
        if since is not None:
            for months, policy in self.rules:
                if months_before(as_of, months) >= since:
                    return policy
        return self.otherwise

    def because(self, state: FacetState, as_of: date) -> Why:
        since = state.known_since
        if since is None:
            return Why("age of the source unknown", "来源年龄不详")
        for months, _ in self.rules:
            if months_before(as_of, months) >= since:
                old = "1 month" if months == 1 else f"{months} months"
                return Why(f"source of {since}, at least {old} old", f"来源于 {since}，已满 {months} 个月")
        return Why(f"source of {since}", f"来源于 {since}")

    def parts(self) -> tuple[Policy, ...]:
        return (*(policy for _, policy in self.rules), self.otherwise)

    def to_plain(self) -> dict[str, Any]:
        rules = [[months, policy.to_plain()] for months, policy in self.rules]
        return {"policy": "by_source_age", "rules": rules, "otherwise": self.otherwise.to_plain()}


def months_before(as_of: date, months: int) -> date:
    """Return the day so many months before another; the first that there is, where it is before all days."""
    try:
        return as_of - relativedelta(months=months)
    except (ValueError, OverflowError):
        return date.min


def by_source_age(rules: Mapping[int, Policy] | Iterable[tuple[int, Policy]], *, otherwise: Policy) -> Policy:
    """Choose by the age of the source: of the oldest statement that still stands.

    Parameters
    ----------
    rules : mapping, or list of pairs, of int to Policy
        Least age in months on the day asked about → the policy from it on.
    otherwise : Policy
        For younger sources, and where the day is not known.

    Examples
    --------
    >>> from customerbase.verifying.policies import every
    >>> policy = by_source_age({24: every(months=6)}, otherwise=every(years=1))
    >>> policy.to_plain()["rules"]
    [[24, {'policy': 'every', 'months': 6}]]
    """
    pairs = []
    for i, (months, policy) in enumerate(pairs_of(rules)):
        if not isinstance(months, int) or isinstance(months, bool) or months < 1:
            raise wrong_policy(f"$.rules[{i}]", months, "is no whole number of months from 1")
        pairs.append((months, only_policy(policy, f"$.rules[{i}]")))
    return ByAge(_descending(pairs), only_policy(otherwise, "$.otherwise"))


@attrs.frozen
class After(Policy):
    """So many days after an event, unless it was checked since; made by `after`."""

    event: str
    days: int
    facets: tuple[str, ...] = ()

    def _since(self, state: FacetState, as_of: date) -> date | None:
        # Most customers had no event, and to see that costs less than to look for one.
        on = state.events.get(self.event) if state.events else None
        concerned = not self.facets or state.facet in self.facets
        if on is None or on > as_of or not concerned:
            return None
        # A check on the same day may have come before the news.
        return on if state.verified_on is None or state.verified_on <= on else None

    def due_on(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> date | None:  # noqa: ARG002
        since = self._since(state, as_of)
        return None if since is None else later(since, self.days)

    def why(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> Why:  # noqa: ARG002
        event, event_zh = self.event.replace("_", " "), EVENTS_ZH.get(self.event, self.event)
        since = self._since(state, as_of)
        if since is None:
            return Why(f"checked after {event}, which did not happen since", f"{event_zh}后核实，此后未发生")
        within = "at once" if not self.days else f"within {self.days} day{'s' if self.days > 1 else ''}"
        within_zh = "应立即核实" if not self.days else f"应在 {self.days} 天内核实"
        return Why(f"{event} on {since}: checked {within}", f"{since} {event_zh}：{within_zh}")

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"policy": "after", "event": self.event, "days": self.days}
        return plain | ({"facets": list(self.facets)} if self.facets else {})


def after(event: Trigger | str, *, days: int = 0, facets: Iterable[str] | None = None) -> Policy:
    """Check within so many days after an event; alone, or by `sooner_of` beside a cycle.

    Parameters
    ----------
    event : Trigger or str
        Mail returned, number dead, payment overdue, contact left, ownership
        changed; or an event of one's own.
    days : int
    facets : iterable of str, optional
        What must be checked then; by default what the event `CONCERNS`, and
        everything after an event of one's own.

    Examples
    --------
    >>> policy = after("payment_overdue", days=7)
    >>> late = FacetState(customer_id="C1", facet="credit", events={"payment_overdue": date(2024, 3, 1)})
    >>> policy.due_on(late, date(2024, 3, 2)), policy.why(late, date(2024, 3, 2)).en
    (datetime.date(2024, 3, 8), 'payment overdue on 2024-03-01: checked within 7 days')
    """
    if not isinstance(event, str) or not event:
        raise wrong_policy("$.event", event, "is no event", f"as in {', '.join(Trigger)}")
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise wrong_policy("$.days", days, "is no whole number of days from 0")
    if isinstance(facets, str):
        raise wrong_policy("$.facets", facets, "is one text", f"give several, as in [{facets!r}]")
    chosen = CONCERNS.get(event, ()) if facets is None else tuple(facets)
    if facets is not None and not (chosen and all(isinstance(each, str) and each for each in chosen)):
        raise wrong_policy(
            "$.facets", facets, "names no facet", "leave it out for those that the event concerns"
        )
    return After(str(event), days, tuple(sorted({str(each) for each in chosen})))
