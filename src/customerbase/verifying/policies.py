"""Policies: when a facet must be checked again, as values that read like English.

A policy answers two questions of a `FacetState`: by which day it must be
checked (`due_on`), and why (`why`).  They must agree; whoever writes a policy
of his own derives from `Policy` and answers both.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.verifying.cycles import Cycle
from customerbase.verifying.state import FacetState

__all__ = [
    "Allowing",
    "Every",
    "Grace",
    "Never",
    "Paced",
    "Policy",
    "SoonerOf",
    "Why",
    "every",
    "never",
    "only_policy",
    "pairs_of",
    "sooner_of",
    "wrong_policy",
]

_ONCE = Fraction(1)


class Why(NamedTuple):
    """A reason, in English and in Chinese."""

    en: str
    zh: str


class Grace(NamedTuple):
    """Days within which a second-hand value is confirmed, and one found wrong is put right."""

    second_hand: int = 0
    wrong: int = 0


def wrong_policy(path: str, value: object, reason: str, hint: str | None = None) -> InvalidRecord:
    """Return what is to be raised of a policy that cannot be."""
    return InvalidRecord("Policy", [Problem(path, value, reason, hint)])


class Policy(ABC):
    """Base of all policies."""

    __slots__ = ()

    @abstractmethod
    def due_on(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> date | None:
        """Return the day by which the facet must be checked; None where it need not be.

        Parameters
        ----------
        state : FacetState
        as_of : datetime.date
        pace : Fraction
            How many times as often as the policy says.
        """

    @abstractmethod
    def why(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> Why:
        """Say why, as a part of a sentence."""

    @abstractmethod
    def to_plain(self) -> dict[str, Any]:
        """Return the policy as what JSON and TOML can hold, its name under ``policy``."""

    @property
    def comes_due(self) -> bool:
        """Whether anything can ever be due by it."""
        return True

    def grace(self, state: FacetState, as_of: date) -> Grace | None:  # noqa: ARG002 - a choice asks both
        """Return the days that second-hand and wrong values are left; None where it says nothing of them."""
        return None

    def __or__(self, other: Policy) -> Policy:
        return sooner_of(self, other)

    def more_often(self, times: int | str | Fraction) -> Policy:
        """Return the same policy with every cycle shorter: ``more_often(2)`` checks twice as often.

        >>> every(months=6).more_often(2).to_plain()
        {'policy': 'paced', 'times': '2', 'of': {'policy': 'every', 'months': 6}}
        """
        return Paced(self, _times(times))

    def less_often(self, times: int | str | Fraction) -> Policy:
        """Return the same policy with every cycle longer: ``less_often(2)`` checks half as often."""
        return Paced(self, 1 / _times(times))

    def allowing(self, *, second_hand_days: int = 0, wrong_days: int = 0) -> Policy:
        """Return the same policy with time to confirm second-hand values, and to put wrong ones right.

        Without it, both are due at once.

        >>> every(months=6).allowing(second_hand_days=30).to_plain()
        {'policy': 'allowing', 'second_hand_days': 30, 'wrong_days': 0, 'of': {'policy': 'every', 'months': 6}}
        """
        return Allowing(self, second_hand_days, wrong_days)


def only_policy(given: Any, path: str = "$") -> Policy:
    """Return a policy as it is.

    Raises
    ------
    TypeError
    """
    if isinstance(given, Policy):
        return given
    raise TypeError(f"{path} is a {type(given).__name__}, not a policy: give one, as in every(months=6)")


def _times(given: Any) -> Fraction:
    try:
        # A float is not exact: 0.1 times as often would be some other number.
        times = None if isinstance(given, float | bool) else Fraction(given)
    except (TypeError, ValueError, ArithmeticError):
        times = None
    if times is None or times <= 0:
        hint = "give a whole number, or a text as in '3/2' or '1.5'"
        raise wrong_policy("$.times", given, "is no number above zero", hint)
    return times


@attrs.frozen
class Every(Policy):
    """A cycle, counted from the last check; made by `every`."""

    cycle: Cycle

    def due_on(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> date | None:
        last = state.verified_on or state.known_since
        if last is None:
            return as_of
        cycle = self.cycle if pace == 1 else self.cycle.paced(pace)
        return cycle.after(last, state.anchor)

    def why(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> Why:  # noqa: ARG002
        cycle = self.cycle.paced(pace)
        often, often_zh = f"checked every {cycle}", f"每 {cycle.zh}核实一次"
        if state.verified_on is not None:
            return Why(f"{often}, last on {state.verified_on}", f"{often_zh}，上次 {state.verified_on}")
        if state.known_since is not None:
            return Why(
                f"{often}, never since it was learned on {state.known_since}",
                f"{often_zh}，自 {state.known_since} 得知后从未核实",
            )
        return Why(f"{often}, and never yet", f"{often_zh}，从未核实")

    def to_plain(self) -> dict[str, Any]:
        spans = {"months": self.cycle.months, "days": self.cycle.days}
        return {"policy": "every"} | {unit: number for unit, number in spans.items() if number}


def every(*, years: int = 0, months: int = 0, weeks: int = 0, days: int = 0) -> Policy:
    """Check again and again, so long after the last check.

    Where nobody ever checked, the cycle counts from the day on which the
    facet was learned; where not even that is known, it is due at once.

    Parameters
    ----------
    years, months, weeks, days : int

    Raises
    ------
    InvalidRecord
        If one is no whole number from 0, or all are 0: it would never come due.

    Examples
    --------
    >>> state = FacetState(customer_id="C1", facet="basic", verified_on=date(2023, 8, 31))
    >>> every(months=6).due_on(state, date(2024, 1, 1))
    datetime.date(2024, 2, 29)
    """
    given = {"years": years, "months": months, "weeks": weeks, "days": days}
    problems = [
        Problem(f"$.{unit}", number, "is no whole number from 0", "as in every(months=6)")
        for unit, number in given.items()
        if not isinstance(number, int) or isinstance(number, bool) or number < 0
    ]
    if not problems and not any(given.values()):
        problems = [
            Problem("$.months", 0, "never comes due: the cycle has no length", "as in every(months=6)")
        ]
    if not problems and (years > 1_000 or months > 12_000 or weeks > 50_000 or days > 400_000):
        problems = [Problem("$.months", given, "is more than a thousand years, and never comes due")]
    if problems:
        raise InvalidRecord("Policy", problems)
    return Every(Cycle(12 * years + months, 7 * weeks + days))


@attrs.frozen
class Never(Policy):
    """Need not be checked; made by `never`."""

    def due_on(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> date | None:  # noqa: ARG002
        return None

    def why(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> Why:  # noqa: ARG002
        return Why("need not be checked", "无须定期核实")

    def to_plain(self) -> dict[str, Any]:
        return {"policy": "never"}

    @property
    def comes_due(self) -> bool:
        return False


def never() -> Policy:
    """Leave out of the rounds; for parts of a policy, as in ``by_facet({...}, otherwise=never())``.

    A second-hand value, or one found wrong, is due all the same.
    """
    return Never()


@attrs.frozen
class SoonerOf(Policy):
    """Whichever of several comes first; made by `sooner_of`."""

    policies: tuple[Policy, ...]

    def due_on(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> date | None:
        days = [each.due_on(state, as_of, pace) for each in self.policies]
        return min((day for day in days if day is not None), default=None)

    def why(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> Why:
        wanted = self.due_on(state, as_of, pace)
        chosen = next(each for each in self.policies if each.due_on(state, as_of, pace) == wanted)
        return chosen.why(state, as_of, pace)

    def to_plain(self) -> dict[str, Any]:
        return {"policy": "sooner_of", "policies": [each.to_plain() for each in self.policies]}

    @property
    def comes_due(self) -> bool:
        return any(each.comes_due for each in self.policies)

    def grace(self, state: FacetState, as_of: date) -> Grace | None:
        said = [found for each in self.policies if (found := each.grace(state, as_of)) is not None]
        if not said:
            return None
        return Grace(min(each.second_hand for each in said), min(each.wrong for each in said))


def sooner_of(*policies: Policy) -> Policy:
    """Check by the first day that any of several policies names; ``a | b`` is ``sooner_of(a, b)``.

    Raises
    ------
    InvalidRecord
        If there are none.
    TypeError
        If one is no policy.
    """
    if not policies:
        raise wrong_policy("$.policies", (), "is empty")
    return SoonerOf(tuple(only_policy(each, f"$.policies[{i}]") for i, each in enumerate(policies)))


@attrs.frozen
class Paced(Policy):
    """A policy so many times as often; made by `Policy.more_often` and `Policy.less_often`."""

    of: Policy
    times: Fraction

    def due_on(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> date | None:
        return self.of.due_on(state, as_of, pace * self.times)

    def why(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> Why:
        return self.of.why(state, as_of, pace * self.times)

    def to_plain(self) -> dict[str, Any]:
        return {"policy": "paced", "times": str(self.times), "of": self.of.to_plain()}

    @property
    def comes_due(self) -> bool:
        return self.of.comes_due

    def grace(self, state: FacetState, as_of: date) -> Grace | None:
        return self.of.grace(state, as_of)


@attrs.frozen
class Allowing(Policy):
    """A policy that leaves time for second-hand and wrong values; made by `Policy.allowing`."""

    of: Policy
    second_hand_days: int = 0
    wrong_days: int = 0

    def __attrs_post_init__(self) -> None:
        problems = [
            Problem(f"$.{name}", value, "is no whole number of days from 0")
            for name in ("second_hand_days", "wrong_days")
            if not isinstance(value := getattr(self, name), int) or isinstance(value, bool) or value < 0
        ]
        if problems:
            raise InvalidRecord("Policy", problems)

    def due_on(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> date | None:
        return self.of.due_on(state, as_of, pace)

    def why(self, state: FacetState, as_of: date, pace: Fraction = _ONCE) -> Why:
        return self.of.why(state, as_of, pace)

    def to_plain(self) -> dict[str, Any]:
        return {
            "policy": "allowing",
            "second_hand_days": self.second_hand_days,
            "wrong_days": self.wrong_days,
            "of": self.of.to_plain(),
        }

    @property
    def comes_due(self) -> bool:
        return self.of.comes_due

    def grace(self, state: FacetState, as_of: date) -> Grace | None:  # noqa: ARG002
        return Grace(self.second_hand_days, self.wrong_days)


def pairs_of(given: Mapping[Any, Any] | Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return what a mapping, or a list of pairs, holds."""
    return list(given.items() if isinstance(given, Mapping) else given)
