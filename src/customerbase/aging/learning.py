"""What the outcomes of checks teach of how often facts change: by facet and segment, or by customer."""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, TypeAlias

import attrs

from customerbase.aging.rates import DAYS_A_YEAR, DEFAULT_PRIOR, PRIORS, AnyRate, KnownRate, Rate, real
from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import Listing, WithRows
from customerbase.measures.dealt import only_day
from customerbase.model import Verification, VerificationOutcome
from customerbase.validation import FrozenMap
from customerbase.verifying.state import FacetState

__all__ = ["LearnedRates", "RateRow", "Rates", "learn", "rate_of"]


@attrs.frozen(kw_only=True)
class RateRow:
    """What was learned of one facet, of one group or of all.

    Attributes
    ----------
    facet : str
    group : str or None
        The segment, or the customer; None: all customers together.
    confirmed, changed : int
        Checks that found no change, and that found one, since a day that is known.
    mean : float
        Changes a year that are expected.
    rate : Rate or KnownRate
    """

    facet: str
    group: str | None = None
    confirmed: int
    changed: int
    mean: float
    rate: AnyRate


@attrs.frozen(kw_only=True)
class LearnedRates(WithRows):
    """How often facts change, learned from the outcomes of checks.

    Attributes
    ----------
    by : str
        What tells the groups: the name of a class of `FacetState.classes`, or ``customer``.
    as_of : datetime.date
    rows : Listing of RateRow
        By facet; all customers first, then by group.
    priors : mapping of str to Rate
        What was believed before.
    default : Rate
        Of a facet without a prior.
    """

    by: str
    as_of: date
    rows: Listing[RateRow] = attrs.field(repr=False)
    priors: Mapping[str, AnyRate] = attrs.field(default=PRIORS, repr=False, converter=FrozenMap)
    default: AnyRate = attrs.field(default=DEFAULT_PRIOR, repr=False)
    _found: Mapping[tuple[str, str | None], AnyRate] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        _only_rates({**_places("priors", self.priors), "$.default": self.default}, "LearnedRates")
        found = {(each.facet, each.group): each.rate for each in self.rows}
        object.__setattr__(self, "_found", found)

    def rate(self, facet: str, group: str | None = None) -> AnyRate:
        """Return the rate of a group; where nothing was learned of it, of the facet; else the prior."""
        found = self._found.get((facet, group)) or self._found.get((facet, None))
        return found or self.priors.get(facet, self.default)

    def of(self, state: FacetState) -> AnyRate:
        """Return the rate of one facet of one customer."""
        group = state.customer_id if self.by == "customer" else state.classes.get(self.by)
        return self.rate(state.facet, group)

    def to_plain(self) -> dict[str, Any]:
        """Return it as JSON or TOML can hold it."""
        rows = [
            {"facet": each.facet, "confirmed": each.confirmed, "changed": each.changed}
            | ({} if each.group is None else {"group": each.group})
            | _rate_to_plain(each.rate)
            for each in self.rows
        ]
        return {
            "rates": "learned",
            "by": self.by,
            "as_of": self.as_of.isoformat(),
            "priors": {facet: _rate_to_plain(each) for facet, each in sorted(self.priors.items())},
            "default": _rate_to_plain(self.default),
            "rows": rows,
        }

    @classmethod
    def from_plain(cls, plain: Any) -> LearnedRates:
        """Read what `to_plain` wrote.

        Raises InvalidRecord if it is none.

        Examples
        --------
        >>> learned = LearnedRates(by="segment", as_of=date(2024, 12, 31), rows=Listing())
        >>> LearnedRates.from_plain(learned.to_plain()) == learned
        True
        """
        if not isinstance(plain, Mapping) or plain.get("rates") != "learned":
            raise InvalidRecord("LearnedRates", [Problem("$.rates", plain, "are no learned rates")])
        try:
            return cls(
                by=str(plain["by"]),
                as_of=date.fromisoformat(plain["as_of"]),
                priors={facet: _rate_from_plain(each) for facet, each in plain["priors"].items()},
                default=_rate_from_plain(plain["default"]),
                rows=Listing(_row_from_plain(each) for each in plain["rows"]),
            )
        except InvalidRecord:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"is not written as learned rates are: {type(error).__name__} {error}"
            raise InvalidRecord("LearnedRates", [Problem("$", plain, reason)]) from error


def _rate_to_plain(rate: AnyRate) -> dict[str, float]:
    return {"per_year": rate.per_year} if isinstance(rate, KnownRate) else {"a": rate.a, "b": rate.b}


def _rate_from_plain(plain: Any) -> AnyRate:
    return KnownRate(plain["per_year"]) if "per_year" in plain else Rate(plain["a"], plain["b"])


def _row_from_plain(plain: Any) -> RateRow:
    rate = _rate_from_plain(plain)
    counts = {name: int(plain[name]) for name in ("confirmed", "changed")}
    return RateRow(facet=plain["facet"], group=plain.get("group"), **counts, mean=rate.mean, rate=rate)


Rates: TypeAlias = Mapping[str, AnyRate] | LearnedRates | Callable[[FacetState], AnyRate]
"""Whence the rate of a fact: by facet, learned, or by a function of one's own."""


def rate_of(rates: Rates) -> Callable[[FacetState], AnyRate]:
    """Return a function that tells the rate of a fact.

    Parameters
    ----------
    rates : mapping of facet to Rate, `LearnedRates`, or callable
        A facet that a mapping lacks has `DEFAULT_PRIOR`.

    Raises
    ------
    InvalidRecord
        If a mapping holds what is no rate; so does the function returned, of what a callable says.
    TypeError
    """
    if isinstance(rates, LearnedRates):
        return rates.of
    if isinstance(rates, Mapping):
        given = rates
        _only_rates(_places("rates", given), "Rates")
        return lambda state: given.get(state.facet, DEFAULT_PRIOR)
    if callable(rates):
        asked = rates

        def told(state: FacetState) -> AnyRate:
            found = asked(state)
            if not isinstance(found, _RATES):
                where = f"$.rates[{state.facet!r}]"
                raise InvalidRecord("Rates", [_no_rate(where, found, f" (of {state.customer_id!r})")])
            return found

        return told
    raise TypeError(f"rates={reprlib.repr(rates)} are none: give facet → Rate, LearnedRates, or a function")


_RATES: Final = (Rate, KnownRate)


def _places(name: str, given: Mapping[str, object]) -> dict[str, object]:
    return {f"$.{name}[{facet!r}]": each for facet, each in given.items()}


def _only_rates(given: Mapping[str, object], record: str) -> None:
    problems = [_no_rate(where, each) for where, each in given.items() if not isinstance(each, _RATES)]
    if problems:
        raise InvalidRecord(record, problems)


def _no_rate(where: str, value: object, whose: str = "") -> Problem:
    number = real(value)
    hint = (
        "Rate(a, b) or KnownRate(changes a year)"
        if number is None or number < 0
        else f"KnownRate({number!r})"
    )
    return Problem(where, value, f"{reprlib.repr(value)}{whose} is no rate", hint)


def learn(
    verifications: Iterable[Verification],
    *,
    as_of: date,
    first_known: Mapping[tuple[str, str], date] | None = None,
    segments: Mapping[str, str | None] | None = None,
    by: str = "segment",
    priors: Mapping[str, AnyRate] = PRIORS,
    default: AnyRate = DEFAULT_PRIOR,
) -> LearnedRates:
    """Learn from the outcomes of checks how often facts change, by facet and segment.

    A check tells of the time since the fact was last known to be right: since
    the last check that confirmed or corrected it, else since it became known.
    "Wrong" is a change, and stops the clock; what puts it right afterwards
    starts the clock again and is no second change.  A check that reached nobody
    or was refused tells nothing.

    Parameters
    ----------
    verifications : iterable of Verification
    as_of : datetime.date
    first_known : mapping of (customer id, facet) to datetime.date, optional
        The day that a fact became known, for its first check; without it, the
        first check only starts the clock.  A day after the check is not of it.
    segments : mapping of customer id to segment, optional
        Whoever is in none counts for all customers only.
    by : str
        What the segments are called in `FacetState.classes`; or ``customer``:
        each customer is a group of his own.
    priors : mapping of facet to Rate
        Each group starts from it; see `PRIORS`.
    default : Rate
        Of a facet that is not among them; see `DEFAULT_PRIOR`.

    Raises
    ------
    InvalidRecord
        If a check is dated after `as_of`, an id stands there twice, a day is none, or a prior is no rate.
    TypeError
    ValueError
        If segments are given though each customer is a group of his own.

    Examples
    --------
    >>> def check(i, on, outcome):
    ...     return Verification(
    ...         verification_id=str(i), customer_id="C1", facet="basic", on=on, outcome=outcome
    ...     )
    >>> checks = [check(1, date(2022, 1, 1), "confirmed"), check(2, date(2024, 1, 1), "confirmed")]
    >>> learned = learn(checks, as_of=date(2024, 12, 31))
    >>> [(each.confirmed, each.changed, round(each.mean, 4)) for each in learned.rows]
    [(1, 0, 0.1154)]
    """
    only_day(as_of)
    if by == "customer" and segments is not None:
        raise ValueError("by='customer' makes each customer a group of his own: leave segments out")
    if not isinstance(priors, Mapping):
        raise TypeError(f"priors={reprlib.repr(priors)} are none: give facet → Rate")
    _only_rates({**_places("priors", priors), "$.default": default}, "LearnedRates")
    known = {} if first_known is None else first_known
    groups = {} if segments is None else segments
    ordered = _in_order(verifications, as_of)
    held: dict[tuple[str, str | None], list[Any]] = {}
    for who, facet, days, changed in _gaps(ordered, known):
        group = who if by == "customer" else groups.get(who)
        for key in {(facet, None), (facet, group)}:
            row = held.get(key)
            if row is None:
                row = held[key] = [priors.get(facet, default), 0, 0]
            rate = row[0]
            row[0] = rate.changed(days / DAYS_A_YEAR) if changed else rate.confirmed(days / DAYS_A_YEAR)
            row[1 + changed] += 1
    rows = []
    for facet, group in sorted(held, key=lambda key: (key[0], key[1] is not None, key[1] or "")):
        rate, confirmed, changes = held[facet, group]
        rows.append(
            RateRow(facet=facet, group=group, confirmed=confirmed, changed=changes, mean=rate.mean, rate=rate)
        )
    return LearnedRates(by=by, as_of=as_of, rows=Listing(rows), priors=priors, default=default)


def _in_order(verifications: Iterable[Verification], as_of: date) -> list[Verification]:
    problems: list[Problem] = []
    ids: set[str] = set()
    held = []
    for each in verifications:
        if not isinstance(each, Verification):
            raise TypeError(f"{reprlib.repr(each)} is no Verification")
        name = each.verification_id
        if each.on > as_of:
            hint = "take a later as_of, or mend its day"
            reason = f"verification {name!r} is dated {each.on}, after as_of={as_of}"
            problems.append(Problem("$.on", each.on, reason, hint))
        if name in ids:
            problems.append(Problem("$.verification_id", name, f"{name!r} stands there twice"))
        ids.add(name)
        held.append(each)
    if problems:
        raise InvalidRecord("Verification", problems)
    held.sort(key=lambda each: (each.on, each.verification_id))
    return held


def _gaps(
    ordered: Iterable[Verification], first_known: Mapping[tuple[str, str], date]
) -> Iterator[tuple[str, str, int, bool]]:
    """Yield of each check that tells something: customer, facet, days since it was right, whether it changed."""
    right: dict[tuple[str, str], date] = {}
    wrong: dict[tuple[str, str], date] = {}
    for each in ordered:
        outcome, on = each.outcome, each.on
        if outcome is not VerificationOutcome.WRONG and not outcome.known_true:
            continue
        key = (each.customer_id, each.facet)
        start = right.get(key)
        if start is None and (known := first_known.get(key)) is not None:
            if type(known) is not date:
                path = f"$.first_known[{key[0]!r}, {key[1]!r}]"
                raise InvalidRecord("LearnedRates", [Problem(path, known, "is no day")])
            # What stood before the check that found it wrong is not what is checked now.
            start = known if known <= on and (key not in wrong or known > wrong[key]) else None
        if start is not None:
            changed = outcome is not VerificationOutcome.CONFIRMED
            yield each.customer_id, each.facet, (on - start).days, changed
        if outcome is VerificationOutcome.WRONG:
            right.pop(key, None)
            wrong[key] = on
        else:
            right[key] = on
