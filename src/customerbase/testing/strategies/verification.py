"""How facets stand, and policies that say when they must be checked: ends of months, ties, what is just large enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from customerbase.model import CollectionMethod, Facet
from customerbase.testing.strategies import parts, words
from customerbase.testing.strategies.scoring import AS_OF
from customerbase.testing.strategies.words import Ids, built, drawn, ids, maybe
from customerbase.values import Period
from customerbase.verifying.choices import by
from customerbase.verifying.events import after
from customerbase.verifying.levels import by_amount, by_source_age
from customerbase.verifying.policies import Policy, every, never, sooner_of
from customerbase.verifying.state import FacetState, Trigger

__all__ = ["facet_states", "policies"]

_CLASSES: Final[Mapping[str, Sequence[str]]] = {
    "grade": ("A", "B", "C", "D"),
    "segment": ("best", "rest"),
    "risk": ("high", "medium", "low"),
}
_FACETS: Final = (*(each.value for each in Facet), "delivery")
_EVENTS: Final = (*(each.value for each in Trigger), "moved")
_AMOUNTS: Final = ("credit_limit", "open_balance")
# Just enough, and a cent less.
_LEVELS: Final = tuple(map(Decimal, ("0", "99999.99", "100000", "250000", "-0.01")))
_FIRST: Final = date(2019, 1, 1)


def facet_states(
    customer_ids: Ids = None,
    facets: Ids = None,
    *,
    as_of: date = AS_OF,
    **fields: SearchStrategy[Any],
) -> SearchStrategy[FacetState]:
    """How one facet of one customer stands; nothing of it was checked after `as_of`.

    Some were never checked, some are second-hand or found wrong; some events
    befell the customer on the day of a check, and some are yet to come.

    Parameters
    ----------
    customer_ids, facets : strategy or sequence of str, optional
        Small pools by default.
    as_of : datetime.date
    **fields : strategy

    Examples
    --------
    >>> from hypothesis import find
    >>> find(facet_states(["C1"], ["credit"]), lambda each: each.verified_on is not None).last_known
    datetime.date(2019, 1, 1)
    """
    past = parts.days(Period(start=min(_FIRST, as_of), end=as_of))
    ahead = st.integers(1, 400).map(lambda days: as_of + timedelta(days=days))
    amounts = st.sampled_from(_LEVELS) | st.integers(0, 10**8).map(lambda cents: Decimal(cents).scaleb(-2))

    @st.composite
    def several(draw: DrawFn, /) -> FacetState:
        known, verified = draw(maybe(past)), draw(maybe(past))
        anchors = [day for day in (known, verified) if day is not None and (not verified or day <= verified)]
        events = past | ahead if verified is None else st.just(verified) | past | ahead
        usual: dict[str, SearchStrategy[Any]] = {
            "customer_id": drawn(customer_ids, ids("C")),
            "facet": drawn(facets, st.sampled_from(_FACETS)),
            "verified_on": st.just(verified),
            "known_since": st.just(known),
            "anchor": maybe(st.sampled_from(anchors) | past) if anchors else st.none(),
            "unconfirmed_since": maybe(past),
            "wrong_since": maybe(past),
            "tried_on": maybe(past),
            "method": maybe(st.sampled_from(CollectionMethod)),
            "classes": st.fixed_dictionaries(
                {}, optional={name: st.sampled_from(of) for name, of in _CLASSES.items()}
            ),
            "amounts": st.dictionaries(st.sampled_from(_AMOUNTS), amounts),
            "events": st.dictionaries(st.sampled_from(_EVENTS), events, max_size=3),
            "employee_id": maybe(ids("E")),
            "place": st.lists(words.names(), max_size=3).map(tuple),
        }
        return draw(built(FacetState, usual, fields))

    return several()


def policies(*, max_leaves: int = 6) -> SearchStrategy[Policy]:
    """Policies of every kind, one within another; some never come due.

    Parameters
    ----------
    max_leaves : int
        The most cycles and events in one.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(policies(), lambda each: each.comes_due).to_plain()["policy"]
    'after'
    """
    leaves = _after() | _cycles() | st.just(never())
    return st.recursive(leaves, _among, max_leaves=max_leaves)


def _cycles() -> SearchStrategy[Policy]:
    months, days = st.integers(0, 60), st.integers(0, 400)
    return st.builds(
        lambda months, days: every(months=months, days=days or int(not months)), months, st.just(0) | days
    )


def _after() -> SearchStrategy[Policy]:
    facets = st.none() | st.lists(st.sampled_from(_FACETS), min_size=1, max_size=2)
    return st.builds(
        lambda event, days, named: after(event, days=days, facets=named),
        st.sampled_from(_EVENTS),
        st.sampled_from((0, 1, 7)) | st.integers(0, 400),
        facets,
    )


def _among(within: SearchStrategy[Policy]) -> SearchStrategy[Policy]:
    classes = {**_CLASSES, "facet": _FACETS, "method": tuple(each.value for each in CollectionMethod)}

    def by_class(what: str) -> SearchStrategy[Policy]:
        rules = st.dictionaries(st.sampled_from(classes[what]), within, min_size=1, max_size=3)
        return st.builds(lambda rules, rest: by(what, rules, otherwise=rest), rules, within)

    times = st.fractions(Fraction(1, 24), 24, max_denominator=24)
    return (
        st.lists(within, min_size=1, max_size=3).map(lambda several: sooner_of(*several))
        | st.sampled_from(sorted(classes)).flatmap(by_class)
        | st.builds(
            lambda what, rules, rest: by_amount(what, rules, otherwise=rest),
            st.sampled_from(_AMOUNTS),
            st.dictionaries(st.sampled_from(_LEVELS), within, min_size=1, max_size=3),
            within,
        )
        | st.builds(
            lambda rules, rest: by_source_age(rules, otherwise=rest),
            st.dictionaries(st.integers(1, 60), within, min_size=1, max_size=2),
            within,
        )
        | st.builds(lambda policy, factor: policy.more_often(factor), within, times)
        | st.builds(
            lambda policy, listed, wrong: policy.allowing(second_hand_days=listed, wrong_days=wrong),
            within,
            st.integers(0, 60),
            st.integers(0, 60),
        )
    )
