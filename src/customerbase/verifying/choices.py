"""Policies that choose among others: by class, by amount, by the age of the source, after an event."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.model import CollectionMethod
from customerbase.verifying.policies import Grace, Policy, Why, only_policy, pairs_of, wrong_policy
from customerbase.verifying.state import FacetState
from customerbase.verifying.words import CLASSES_ZH, said, zh_of

__all__ = [
    "By",
    "by",
    "by_facet",
    "by_grade",
    "by_method",
    "by_risk",
    "by_segment",
    "each_once",
]

_ONCE = Fraction(1)


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

    def why(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> Why:
        if self.what == "facet":
            # The sentence has named it already.
            return self.chosen(state, as_of).why(state, as_of, pace)
        return Choice.why(self, state, as_of, pace)

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
    ordered = each_once(sorted(pairs, key=lambda pair: pair[0]))
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


def each_once(ordered: list[tuple[Any, Policy]]) -> tuple[tuple[Any, Policy], ...]:
    """Return pairs in order, each of its own class or level.

    Raises
    ------
    InvalidRecord
    """
    for (one, _), (other, _) in pairwise(ordered):
        if one == other:
            raise wrong_policy("$.rules", one, f"{one} stands there twice")
    return tuple(ordered)
