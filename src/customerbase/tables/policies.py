"""Policies column-wise: the same values, as expressions of the engine in which a table lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from customerbase.errors import InvalidTable, Problem
from customerbase.tables.days import CycleEnds, days_after
from customerbase.tables.engine import nw
from customerbase.tables.facets import States, no_days
from customerbase.tables.money import unit_of
from customerbase.verifying.choices import By, Choice
from customerbase.verifying.cycles import months_before
from customerbase.verifying.events import After
from customerbase.verifying.levels import ByAge, ByAmount
from customerbase.verifying.policies import Allowing, Every, Never, Paced, Policy, SoonerOf

__all__ = ["asked_by", "due_on"]

_ONCE = Fraction(1)


def asked_by(policy: Policy, names: Any) -> Iterator[str]:
    """Yield the columns of classes, amounts and events that a policy asks for.

    Raises
    ------
    TypeError
        If it is, or holds, a policy of one's own, which no engine can compute.
    """
    if (isinstance(policy, By) and policy.what not in ("facet", "method")) or isinstance(policy, ByAmount):
        yield names.column(policy.what)
    elif isinstance(policy, After):
        yield names.column(policy.event)
    for each in _within(policy):
        yield from asked_by(each, names)


def _within(policy: Policy) -> Iterable[Policy]:
    if isinstance(policy, Choice):
        return policy.parts()
    if isinstance(policy, SoonerOf):
        return policy.policies
    if isinstance(policy, Paced | Allowing):
        return (policy.of,)
    if isinstance(policy, Every | Never | After):
        return ()
    kind = type(policy).__name__
    raise TypeError(
        f"{kind} is a policy of your own: tables know those of customerbase.verify; take due() for it"
    )


def due_on(policy: Policy, states: States, ends: CycleEnds) -> nw.Expr:
    """Return the day by which each facet must be checked, as `customerbase.verify.due_on` says it.

    Parameters
    ----------
    policy : Policy
    states : States
    ends : CycleEnds
        Is asked for the ends of the policy's cycles: its columns must be there.

    Raises
    ------
    InvalidTable
        If a column that the policy asks for is of the wrong kind.
    """
    found = _by_cycle(policy, states, ends, _ONCE)
    others = [
        _by_grace(policy, states, what) for what in ("unconfirmed_since", "wrong_since") if states.has(what)
    ]
    return nw.min_horizontal(found, *others) if others else found


def _by_cycle(policy: Policy, states: States, ends: CycleEnds, pace: Fraction) -> nw.Expr:
    if isinstance(policy, Every):
        last = states.last_known()
        found = ends.of(policy.cycle.paced(pace))
        return nw.when(last.is_null()).then(nw.lit(states.as_of, dtype=nw.Date)).otherwise(found)
    if isinstance(policy, SoonerOf):
        return _soonest([_by_cycle(each, states, ends, pace) for each in policy.policies])
    if isinstance(policy, Paced):
        return _by_cycle(policy.of, states, ends, pace * policy.times)
    if isinstance(policy, Allowing):
        return _by_cycle(policy.of, states, ends, pace)
    if isinstance(policy, After):
        return _after(policy, states)
    if isinstance(policy, Choice):
        return _chosen(policy, states, [_by_cycle(each, states, ends, pace) for each in policy.parts()])
    return _never()


def _soonest(days: list[nw.Expr]) -> nw.Expr:
    """Return the first of several days; Spark has no least of one."""
    return days[0] if len(days) == 1 else nw.min_horizontal(*days)


def _never() -> nw.Expr:
    return nw.lit(None, dtype=nw.Date)


def _chosen(policy: Choice, states: States, days: list[nw.Expr]) -> nw.Expr:
    """Return of the days that the parts of a policy name the one that holds in each row."""
    found = days[-1]
    for condition, day in reversed(list(zip(_conditions(policy, states), days[:-1], strict=True))):
        found = (
            day
            if condition is True
            else nw.when(condition).then(day).otherwise(found)
            if condition is not False
            else found
        )
    return found


def _conditions(policy: Choice, states: States) -> list[nw.Expr | bool]:
    """Say in which rows each part but the last is the one; of several, the first."""
    if isinstance(policy, By):
        names = [name for name, _ in policy.rules]
        if policy.what == "facet":
            held: Any = states.facet
        else:
            column = states.columns.method if policy.what == "method" else states.columns.column(policy.what)
            held = states.text(column)
        return [False if held is None else held == name for name in names]
    if isinstance(policy, ByAmount):
        return _amounts(policy, states)
    assert isinstance(policy, ByAge)
    since = states.day("known_since")
    return [since <= nw.lit(months_before(states.as_of, months), dtype=nw.Date) for months, _ in policy.rules]


def _amounts(policy: ByAmount, states: States) -> list[nw.Expr | bool]:
    name = states.columns.column(policy.what)
    dtype = states.schema[name]
    if dtype == nw.Unknown:
        return [False] * len(policy.rules)
    unit = None if dtype == nw.Boolean else unit_of(dtype, 0, None)
    if unit is None:
        hint = "turn it into numbers first: Decimal, whole numbers, or floats"
        raise InvalidTable([Problem(f"$.{name}", str(dtype), f"holds {dtype}, not amounts", hint)])
    column = nw.col(name)
    if unit.kind == "float":
        known = nw.when(~column.is_null()).then(column.cast(nw.Float64)).otherwise(float("nan"))
        # NaN is nobody's amount, and is the largest of all to some engines.
        return [~known.is_nan() & (known >= float(least)) for least, _ in policy.rules]
    return [unit.above(unit.units(column), Decimal(least), closed="left") for least, _ in policy.rules]


def _after(policy: After, states: States) -> nw.Expr:
    facet = states.facet
    if policy.facets and isinstance(facet, str) and facet not in policy.facets:
        return _never()
    name = states.columns.column(policy.event)
    if (fault := no_days(states.schema.get(name))) is not None:
        raise InvalidTable([Problem(f"$.{name}", str(states.schema[name]), fault, "turn it into days first")])
    on, checked = states.day_of(name), states.day("verified_on")
    counts = (on <= nw.lit(states.as_of, dtype=nw.Date)) & (checked.is_null() | (checked < on))
    if policy.facets and not isinstance(facet, str):
        counts &= facet.is_in(list(policy.facets))
    return nw.when(counts).then(days_after(on, policy.days))


def _by_grace(policy: Policy, states: States, what: str) -> nw.Expr:
    """Return by when what is second-hand must be confirmed, or what is wrong put right: at once where nobody says."""
    said = _grace(policy, states, what)
    found = states.day(what) if said is None else nw.coalesce(said, states.day(what))
    # What is older than the last good check cannot be due before it.
    return nw.when(found < states.day("verified_on")).then(states.day("verified_on")).otherwise(found)


def _grace(policy: Policy, states: States, what: str) -> nw.Expr | None:
    if isinstance(policy, Allowing):
        days = policy.second_hand_days if what == "unconfirmed_since" else policy.wrong_days
        return days_after(states.day(what), days)
    if isinstance(policy, Paced):
        return _grace(policy.of, states, what)
    if isinstance(policy, SoonerOf):
        said = [found for each in policy.policies if (found := _grace(each, states, what)) is not None]
        return _soonest(said) if said else None
    if isinstance(policy, Choice):
        parts = [_grace(each, states, what) for each in policy.parts()]
        if all(each is None for each in parts):
            return None
        return _chosen(policy, states, [_never() if each is None else each for each in parts])
    return None
