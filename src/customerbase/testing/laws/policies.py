"""The laws of policies of verification."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple, TypeAlias

import attrs
from hypothesis import Phase
from hypothesis import strategies as st

from customerbase.testing.laws.broken import POLICY_LAWS, BrokenLaw, left
from customerbase.testing.laws.trying import search
from customerbase.testing.strategies.scoring import AS_OF
from customerbase.testing.strategies.verification import facet_states
from customerbase.verifying.due import due_on, explain
from customerbase.verifying.plain import POLICIES, Reader, policy_from_plain
from customerbase.verifying.policies import Grace, Policy, only_policy
from customerbase.verifying.state import FacetState

__all__ = ["check_policy"]


class _Case(NamedTuple):
    """What a law is tried on."""

    policy: Policy
    state: FacetState
    other: FacetState
    times: Fraction
    as_of: date


Law: TypeAlias = Callable[[_Case], Iterator[str]]

# They are changed one at a time: two facets that differ in more have other reasons for that alone.
_FIELDS: Final = (
    "verified_on",
    "known_since",
    "method",
    "classes",
    "amounts",
    "events",
    "employee_id",
    "place",
    "facet",
    "unconfirmed_since",
    "wrong_since",
    "tried_on",
)


def check_policy(
    policy: Policy,
    *,
    without: Collection[str] = (),
    states: st.SearchStrategy[FacetState] | None = None,
    policies: Mapping[str, Reader] = POLICIES,
    max_examples: int = 200,
    as_of: date = AS_OF,
    shrink: bool = True,
) -> None:
    """Try the laws of a policy on generated facets: ends of months, never checked, second-hand, events of the same day.

    Parameters
    ----------
    policy : Policy
        Made of those of the library, or one's own.
    without : collection of str
        Names of laws that are left out: see `POLICY_LAWS`.
    states : strategy of FacetState, optional
        Of what the policy asks: classes and amounts of one's own.  Those of
        `customerbase.testing.strategies.facet_states` by default.
    policies : mapping of str to Reader
        How policies of one's own are read back: ``{**POLICIES, "mine": read_mine}``.
    max_examples : int
        How many facets the laws are tried on.
    as_of : datetime.date
    shrink : bool
        Whether to look for the simplest facet that breaks a law.

    Raises
    ------
    BrokenLaw
        At a law that is broken, with a facet that breaks it.
    TypeError
        If `policy` is no `Policy`.
    ValueError
        If `without` names what is no law.

    Examples
    --------
    >>> from customerbase import verify
    >>> check_policy(verify.round_by_grade() | verify.after("payment_overdue", days=7), max_examples=20)
    """
    only_policy(policy, "policy")
    wanted = left(POLICY_LAWS, without)
    laws = {law: _LAWS[law] for law in wanted if law != "round trip"}
    if "round trip" in wanted:
        for found in _round_trip(policy, policies):
            raise BrokenLaw("round trip", f"    {found}")
    drawn = facet_states(as_of=as_of) if states is None else states
    times = st.sampled_from((Fraction(2), Fraction(12), Fraction(3, 2))) | st.fractions(
        1, 40, max_denominator=30
    )
    cases = st.builds(_Case, st.just(policy), drawn, drawn, times, st.just(as_of))
    try:
        # All of them on the same facets: most policies keep them, and drawing takes the most time.
        _try(laws, cases, max_examples, [Phase.generate])
    except BrokenLaw as error:
        if shrink:
            _try({error.law: laws[error.law]}, cases, max_examples, [Phase.generate, Phase.shrink])
        raise


def _try(
    laws: Mapping[str, Law], cases: st.SearchStrategy[_Case], max_examples: int, phases: list[Phase]
) -> None:
    def holds(case: _Case) -> None:
        for name, law in laws.items():
            _holds(name, law, case)

    search(holds, cases, max_examples=max_examples, phases=phases, unsteady=("same", "policy"))


def _holds(name: str, law: Law, case: _Case) -> None:
    try:
        found = next(law(case), None)
    except Exception as error:
        raise BrokenLaw(name, f"    {_told(case.state)}\n    the policy raises {error!r}") from error
    if found is not None:
        raise BrokenLaw(name, f"    {_told(case.state)}\n    {found}")


def _told(state: FacetState) -> str:
    """Say of a state what there is to say."""
    fields = attrs.fields_dict(FacetState)
    held = {name: getattr(state, name) for name in fields}
    said = [
        f"{name}={str(value) if isinstance(value, date) else value!r}"
        for name, value in held.items()
        if name in ("customer_id", "facet") or value != fields[name].default
    ]
    return f"FacetState({', '.join(said)})"


def _asked(case: _Case, state: FacetState) -> date | None:
    return case.policy.due_on(state, case.as_of)


def _later(day: date | None, than: date | None) -> bool:
    """Tell whether a day is later than another; what is never due is latest of all."""
    return than is not None and (day is None or day > than)


def _day(case: _Case) -> Iterator[str]:
    day = _asked(case, case.state)
    if day is not None and type(day) is not date:
        yield f"is due on {day!r}, which is no datetime.date"


def _same(case: _Case) -> Iterator[str]:
    def turned(known: Mapping[str, Any]) -> dict[str, Any]:
        return dict(reversed(list(known.items())))

    day, why = _asked(case, case.state), case.policy.why(case.state, case.as_of)
    held = case.state
    repeated = [_asked(case, held), _asked(case, case.other), _asked(case, held)]
    again = attrs.evolve(
        held, classes=turned(held.classes), amounts=turned(held.amounts), events=turned(held.events)
    )
    for then in (repeated[0], repeated[2], _asked(case, again)):
        if then != day:
            yield f"is due on {day}, and on {then} when asked again"
    if (told := case.policy.why(again, case.as_of)) != why:
        yield f"the reason is {why}, and {told} when asked again"


def _alike(case: _Case) -> Iterator[str]:
    twin = attrs.evolve(case.state, customer_id=f"{case.state.customer_id}-2")
    day, his = _asked(case, case.state), _asked(case, twin)
    if day != his:
        yield f"is due on {day}, that of {twin.customer_id!r} on {his}"


def _checked(case: _Case) -> Iterator[str]:
    day, last = _asked(case, case.state), case.state.verified_on
    if last is not None and day is not None and day < last:
        yield f"is due on {day}, before its check"


def _later_check(case: _Case) -> Iterator[str]:
    first, second = case.state.verified_on, case.other.verified_on
    if first is None or second is None:
        return
    sooner, later = (
        _asked(case, attrs.evolve(case.state, verified_on=day)) for day in sorted((first, second))
    )
    if _later(sooner, later):
        yield f"checked on {min(first, second)} it is due on {sooner}, checked on {max(first, second)} on {later}"


def _more_often(case: _Case) -> Iterator[str]:
    day, times = _asked(case, case.state), case.times
    oftener = case.policy.more_often(times).due_on(case.state, case.as_of)
    if _later(oftener, day):
        yield f"is due on {day}, {times} times as often on {oftener}"
    rarer = case.policy.less_often(times).due_on(case.state, case.as_of)
    if _later(day, rarer):
        yield f"is due on {day}, 1/({times}) times as often on {rarer}"


def _future(case: _Case) -> Iterator[str]:
    past = {event: on for event, on in case.state.events.items() if on <= case.as_of}
    day, without = _asked(case, case.state), _asked(case, attrs.evolve(case.state, events=past))
    if day != without:
        yield f"is due on {day}, without what is yet to come on {without}"


def _grace(case: _Case) -> Iterator[str]:
    grace = case.policy.grace(case.state, case.as_of)
    if grace is None:
        return
    numbers = tuple(grace) if isinstance(grace, Grace) else ()
    if not numbers or not all(type(each) is int and each >= 0 for each in numbers):
        yield f"second-hand and wrong values are given {grace!r}"


def _words(case: _Case) -> Iterator[str]:
    why = case.policy.why(case.state, case.as_of)
    if not (isinstance(why, tuple) and len(why) == 2 and all(isinstance(e, str) and e.strip() for e in why)):
        yield f"the reason is {why!r}"
        return
    day = due_on(case.state, case.policy, as_of=case.as_of)
    for language in ("en", "zh"):
        said = explain(case.state, case.policy, as_of=case.as_of, language=language)
        if day is not None and str(day) not in said:
            yield f"is due on {day}, and explained by {said!r}"


def _reason(case: _Case) -> Iterator[str]:
    # The anchor moves a day within its month, and is not worth a word.
    why, day = case.policy.why(case.state, case.as_of), _asked(case, case.state)
    for name in _FIELDS:
        changed = attrs.evolve(case.state, **{name: getattr(case.other, name)})
        if case.policy.why(changed, case.as_of) == why and (then := _asked(case, changed)) != day:
            yield f"is due on {day}, with {name}={getattr(case.other, name)!r} on {then}, and the reason of both is {why}"


def _never(case: _Case) -> Iterator[str]:
    day = _asked(case, case.state)
    if day is not None and not case.policy.comes_due:
        yield f"is due on {day}, and the policy says that nothing ever comes due"


def _round_trip(policy: Policy, policies: Mapping[str, Reader]) -> Iterator[str]:
    try:
        plain = policy.to_plain()
        if _holds_none(plain):
            yield f"TOML cannot hold the None in {plain}"
        if policy_from_plain(json.loads(json.dumps(plain)), policies=policies) != policy:
            yield f"{policy}\nis written as\n{plain}"
    except (TypeError, ValueError) as error:
        yield f"{policy} is not read back: {error}"


def _holds_none(plain: Any) -> bool:
    if isinstance(plain, Mapping):
        return any(map(_holds_none, plain.values()))
    return plain is None or (isinstance(plain, list | tuple) and any(map(_holds_none, plain)))


_LAWS: Final[Mapping[str, Law]] = {
    "day": _day,
    "same": _same,
    "alike": _alike,
    "checked": _checked,
    "later check": _later_check,
    "more often": _more_often,
    "future": _future,
    "grace": _grace,
    "words": _words,
    "reason": _reason,
    "never": _never,
}
