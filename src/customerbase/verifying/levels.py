"""Policies by how much and how old: by a stored amount, by the age of the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import attrs

from customerbase.verifying.choices import Choice, each_once
from customerbase.verifying.cycles import months_before
from customerbase.verifying.policies import Policy, Why, only_policy, pairs_of, wrong_policy
from customerbase.verifying.state import FacetState
from customerbase.verifying.words import CLASSES_ZH

__all__ = ["ByAge", "ByAmount", "by_amount", "by_source_age"]

Amount = TypeVar("Amount", bound=Decimal | int | str)


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
    return each_once(sorted(pairs, key=lambda pair: pair[0], reverse=True))


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
