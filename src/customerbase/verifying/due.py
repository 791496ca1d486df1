"""What is due to be checked, how urgent it is, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.languages import language_of
from customerbase.listing import InNotebook, Listing
from customerbase.measures.dealt import only_day
from customerbase.verifying.cycles import later
from customerbase.verifying.policies import Grace, Policy, Why, only_policy, wrong_policy
from customerbase.verifying.state import FacetState
from customerbase.verifying.words import said, zh_of

__all__ = ["Due", "due", "due_on", "explain"]

_ONCE = Fraction(1)
_AT_ONCE = Grace()
_DAYS = (
    ("verified_on", "verified"),
    ("known_since", "learned"),
    ("unconfirmed_since", "left unconfirmed"),
    ("wrong_since", "found wrong"),
)


@attrs.frozen(kw_only=True)
class Due(InNotebook):
    """One facet of one customer that must be checked by a day.

    Attributes
    ----------
    customer_id, facet : str
    due_on : datetime.date
    days_overdue : int
        Days since it was due; negative while there is time.
    as_of : datetime.date
        The day on which this was asked.
    state : FacetState
        Holds, among others, ``employee_id`` and ``place``.
    policy : Policy or None
        By which it is due: it tells the reason when that is asked for.
    """

    customer_id: str
    facet: str
    due_on: date
    as_of: date = attrs.field(repr=False)
    state: FacetState = attrs.field(repr=False)
    policy: Policy | None = attrs.field(default=None, repr=False)

    @property
    def days_overdue(self) -> int:
        """Days since it was due; negative while there is time."""
        return (self.as_of - self.due_on).days

    @property
    def why(self) -> Why:
        """Why it is due, without whose it is and when: both stand in fields of their own."""
        if self.policy is None:
            return Why("", "")
        return _why(self.state, self.policy, self.as_of, self.due_on)

    @property
    def reason(self) -> str:
        """Why it is due, in one sentence."""
        return "" if self.policy is None else explain(self.state, self.policy, as_of=self.as_of)

    @property
    def reason_zh(self) -> str:
        """The same in Chinese."""
        if self.policy is None:
            return ""
        return explain(self.state, self.policy, as_of=self.as_of, language="zh")


def due_on(state: FacetState, policy: Policy, *, as_of: date) -> date | None:
    """Return the day by which a facet must be checked; None where it need not be.

    A second-hand value that nobody confirmed is due at once, and so is what a
    check found wrong, unless the policy allows time for it (`Policy.allowing`).

    Parameters
    ----------
    state : FacetState
    policy : Policy
    as_of : datetime.date
        Where nobody ever checked and nothing tells since when it stands, it is
        due on this day; events after it do not count.

    Raises
    ------
    InvalidRecord
        If it was verified after `as_of`.
    TypeError
        If `state` is no `FacetState`, `policy` no policy, or `as_of` no day.

    Examples
    --------
    >>> from customerbase.verifying.policies import every
    >>> state = FacetState(customer_id="C1", facet="basic", known_since=date(2024, 1, 31))
    >>> due_on(state, every(months=1), as_of=date(2024, 2, 1))
    datetime.date(2024, 2, 29)
    """
    _check(state, only_day(as_of, "as_of"))
    return _due_on(state, only_policy(policy, "policy"), as_of)


def _due_on(state: FacetState, policy: Policy, as_of: date) -> date | None:
    found = policy.due_on(state, as_of, _ONCE)
    if state.unconfirmed_since is None and state.wrong_since is None:
        return found
    earlier = _by_grace(state, policy, as_of)
    return earlier if found is None else min(found, earlier)


def _by_grace(state: FacetState, policy: Policy, as_of: date) -> date:
    grace = policy.grace(state, as_of) or _AT_ONCE
    days = []
    if state.unconfirmed_since is not None:
        days.append(later(state.unconfirmed_since, grace.second_hand))
    if state.wrong_since is not None:
        days.append(later(state.wrong_since, grace.wrong))
    # What is older than the last good check cannot be due before it.
    return min(days) if state.verified_on is None else max(min(days), state.verified_on)


def _check(state: FacetState, as_of: date) -> None:
    if not isinstance(state, FacetState):
        raise TypeError(f"state is a {type(state).__name__}, not a FacetState")
    if problems := list(_too_late(state, as_of, "$")):
        raise InvalidRecord("FacetState", problems)


def _too_late(state: FacetState, as_of: date, path: str) -> Iterator[Problem]:
    """Yield the days of a state that are yet to come."""
    for name, done in _DAYS:
        day = getattr(state, name)
        if day is not None and day > as_of:
            reason = f"{state.facet} of {state.customer_id} was {done} after as_of, {as_of}"
            hint = "take a later day, or leave out what came later"
            yield Problem(f"{path}.{name}", day, reason, hint)


def due(
    states: Iterable[FacetState], policy: Policy, *, as_of: date, until: date | None = None
) -> Listing[Due]:
    """List what must be checked, most urgent first.

    Parameters
    ----------
    states : iterable of FacetState
        Their order changes nothing.
    policy : Policy
    as_of : datetime.date
    until : datetime.date, optional
        Also what comes due up to this day: for a plan.  By default, what is
        due on `as_of`, or overdue.

    Returns
    -------
    Listing of Due
        By day, then by customer and facet.

    Raises
    ------
    InvalidRecord
        If the policy never comes due, something was verified after `as_of`,
        or a facet of a customer stands there twice.
    TypeError
        If `as_of` or `until` is no day, or `policy` no policy.

    Examples
    --------
    >>> from customerbase.verifying.policies import every
    >>> states = [
    ...     FacetState(customer_id="C1", facet="basic", verified_on=date(2023, 2, 1)),
    ...     FacetState(customer_id="C1", facet="credit", verified_on=date(2024, 1, 1)),
    ... ]
    >>> for each in due(states, every(years=1), as_of=date(2024, 3, 1)):
    ...     print(each.facet, each.due_on, each.days_overdue)
    ...     print(each.reason)
    basic 2024-02-01 29
    C1, basic: checked every year, last on 2023-02-01; due on 2024-02-01, 29 days overdue
    """
    as_of = only_day(as_of, "as_of")
    last = as_of if until is None else only_day(until, "until")
    if not only_policy(policy, "policy").comes_due:
        raise wrong_policy("$", policy, "never comes due", "as in every(months=12)")
    found = []
    problems = []
    seen = set()
    for i, state in enumerate(states):
        if not isinstance(state, FacetState):
            raise TypeError(f"states[{i}] is a {type(state).__name__}, not a FacetState")
        key = (state.customer_id, state.facet)
        if key in seen:
            problems.append(
                Problem(f"$[{i}]", key, f"{state.facet} of {state.customer_id} stands there twice")
            )
        seen.add(key)
        if too_late := list(_too_late(state, as_of, f"$[{i}]")):
            problems += too_late
            continue
        day = _due_on(state, policy, as_of)
        if day is not None and day <= last:
            found.append(
                Due(
                    customer_id=state.customer_id,
                    facet=state.facet,
                    due_on=day,
                    as_of=as_of,
                    state=state,
                    policy=policy,
                )
            )
    if problems:
        raise InvalidRecord("FacetState", problems)
    found.sort(key=lambda each: (each.due_on, each.customer_id, each.facet))
    return Listing(found)


def explain(state: FacetState, policy: Policy, *, as_of: date, language: str = "en") -> str:
    """Say in one sentence when a facet is due, and why.

    Parameters
    ----------
    state : FacetState
    policy : Policy
    as_of : datetime.date
    language : {'en', 'zh'}

    Raises
    ------
    ValueError
        If there are no words in this language.

    Examples
    --------
    >>> from customerbase.verifying.policies import every
    >>> listed = FacetState(
    ...     customer_id="C7",
    ...     facet="basic",
    ...     known_since=date(2024, 2, 1),
    ...     unconfirmed_since=date(2024, 2, 1),
    ... )
    >>> explain(listed, every(years=1), as_of=date(2024, 2, 11))
    'C7, basic: second-hand since 2024-02-01 and not confirmed; due on 2024-02-01, 10 days overdue'
    >>> explain(listed, every(years=1), as_of=date(2024, 2, 1), language="zh")
    'C7，基础数据：2024-02-01 起为二手资料，尚未确认；应于 2024-02-01 核实，今日到期'
    """
    language = language_of(language)
    day = due_on(state, policy, as_of=as_of)
    why = _why(state, policy, as_of, day)
    if language == "zh":
        told = f"{state.customer_id}，{zh_of(state.facet)}：{why.zh}"
        return told if day is None else f"{told}；应于 {day} 核实，{_when_zh((as_of - day).days)}"
    told = f"{state.customer_id}, {said(state.facet)}: {why.en}"
    return told if day is None else f"{told}; due on {day}, {_when((as_of - day).days)}"


def _why(state: FacetState, policy: Policy, as_of: date, day: date | None) -> Why:
    why, tried = _cause(state, policy, as_of, day), state.tried_on
    return Why(f"{why.en}, tried in vain on {tried}", f"{why.zh}，{tried} 未能核实") if tried else why


def _cause(state: FacetState, policy: Policy, as_of: date, day: date | None) -> Why:
    grace = policy.grace(state, as_of) or _AT_ONCE
    wrong, second_hand = state.wrong_since, state.unconfirmed_since
    last = state.verified_on or date.min
    if wrong is not None and day == max(later(wrong, grace.wrong), last):
        return Why(
            f"found wrong on {wrong}{_within('put right', grace.wrong)}",
            f"{wrong} 核实有误{_within_zh(grace.wrong)}",
        )
    if second_hand is not None and day == max(later(second_hand, grace.second_hand), last):
        return Why(
            f"second-hand since {second_hand} and not confirmed{_within('confirmed', grace.second_hand)}",
            f"{second_hand} 起为二手资料，尚未确认{_within_zh(grace.second_hand)}",
        )
    return policy.why(state, as_of, _ONCE)


def _within(done: str, days: int) -> str:
    return f", to be {done} within {days} day{'s' if days > 1 else ''}" if days else ""


def _within_zh(days: int) -> str:
    return f"，{days} 天内核实" if days else ""


def _when(overdue: int) -> str:
    if overdue == 0:
        return "today"
    number = abs(overdue)
    days = "1 day" if number == 1 else f"{number:,} days"
    return f"{days} overdue" if overdue > 0 else f"in {days}"


def _when_zh(overdue: int) -> str:
    if overdue == 0:
        return "今日到期"
    return f"已逾期 {overdue:,} 天" if overdue > 0 else f"还有 {-overdue:,} 天"
