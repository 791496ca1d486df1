"""What an engine must do so that facets on it fall due, age and are chosen as the definition says.

Make a subclass in a test file, with one hook::

    class TestMyEngine(VerifyContract):
        def frame(self, columns, zone):
            return my_frame(columns)

Days, tiers and counts must be equal; what is computed in floats, to ten digits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import inf, isclose
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from customerbase import verify
from customerbase.aging.freshness import age_of
from customerbase.errors import InvalidRecord, InvalidTable
from customerbase.listing import Listing
from customerbase.tables import verify as tables
from customerbase.testing.contracts.engine import Columns, EngineContract, rows_of_frame
from customerbase.testing.strategies.scoring import AS_OF
from customerbase.testing.strategies.verification import facet_states, policies
from customerbase.validation import EXACT

__all__ = ["VerifyContract"]

_DAYS = ("verified_on", "known_since", "anchor", "unconfirmed_since", "wrong_since")
_CLASSES = ("grade", "segment", "risk")
_AMOUNTS = ("credit_limit", "open_balance")
_EVENTS = (*verify.Trigger, "moved")
_ENDS = [date(2023, 2, 28), date(2023, 4, 30), date(2023, 12, 31), date(2024, 2, 29), date(2024, 6, 30)]
_AT_ENDS = facet_states(
    verified_on=st.sampled_from(_ENDS),
    anchor=st.sampled_from([date(2022, 12, day) for day in (28, 29, 30, 31)]),
)
_STATES = st.lists(
    facet_states() | _AT_ENDS,
    min_size=1,
    max_size=12,
    unique_by=lambda each: (each.customer_id, each.facet),
)
_POSITIVE = st.floats(1e-3, 1e3)
_RATES = st.one_of(
    st.builds(verify.Rate, st.floats(1e-2, 50) | st.sampled_from([1.0, 1 + 1e-9]), st.floats(1e-2, 1e3)),
    st.builds(verify.KnownRate, st.just(0.0) | st.floats(1e-6, 20)),
)


class VerifyContract(EngineContract):
    """The contract of an engine on which facets fall due and age, and records have tiers."""

    def test_due_dates_are_equal_to_the_definition(self) -> None:
        @given(states=_STATES, policy=policies())
        def agrees(states: list[verify.FacetState], policy: verify.Policy) -> None:
            frame = self.frame(_table(states), "UTC")
            if not policy.comes_due:
                for what in (
                    lambda: tables.due_dates(frame, policy, as_of=AS_OF),
                    lambda: verify.due(states, policy, as_of=AS_OF),
                ):
                    _must_refuse(InvalidRecord, what)
                return
            result = tables.due_dates(frame, policy, as_of=AS_OF)
            self._kept_kind(frame, result)
            days = [verify.due_on(each, policy, as_of=AS_OF) for each in states]
            wanted = [(day, None if day is None else (AS_OF - day).days) for day in days]
            found = _by_number(result, "due_on", "days_overdue")
            assert [(_day(day), overdue) for day, overdue in found] == wanted

        self._try(agrees)

    def test_freshness_and_the_index_are_equal_to_the_definition(self) -> None:
        @given(states=_STATES, data=st.data())
        def agrees(states: list[verify.FacetState], data: st.DataObject) -> None:
            rates = data.draw(_rates())
            worth = data.draw(st.lists(st.floats(0, 1e6), min_size=len(states), max_size=len(states)))
            columns = {**_table(states), "worth": ("float", worth)}
            frame = self.frame(columns, "UTC")
            fresh = tables.freshness(frame, as_of=AS_OF, rates=rates)
            ranked = tables.index(frame, as_of=AS_OF, rates=rates, worth="worth", cost=2)
            self._kept_kind(frame, ranked)
            rate = (
                rates.of
                if isinstance(rates, verify.LearnedRates)
                else lambda each: rates.get(each.facet, verify.DEFAULT_PRIOR)
            )
            right = [
                0.0
                if each.wrong_since
                else None
                if (age := age_of(each, AS_OF)) == inf
                else rate(each).fresh(age)
                for each in states
            ]
            gained = [
                value * verify.gain(rate(each), age_of(each, AS_OF)) / 2
                for value, each in zip(worth, states, strict=True)
            ]
            _all_close([row[0] for row in _by_number(fresh, "fresh")], right)
            _all_close([row[0] for row in _by_number(ranked, "index")], gained)

        self._try(agrees)

    def test_what_was_verified_after_the_day_is_refused(self) -> None:
        @given(states=_STATES, i=st.integers(0, 11))
        def agrees(states: list[verify.FacetState], i: int) -> None:
            table = _table(states)
            days = list(table["verified_on"][1])
            days[i % len(days)] = AS_OF + timedelta(days=1)
            frame = self.frame({**table, "verified_on": ("day", days)}, "UTC")
            for what in (
                lambda: tables.due_dates(frame, verify.yearly_round(), as_of=AS_OF),
                lambda: tables.freshness(frame, as_of=AS_OF),
            ):
                error = _must_refuse(InvalidTable, what)
                assert [each.path for each in error.problems] == ["$.verified_on"]

        self._try(agrees)

    def test_data_tiers_are_equal_to_the_definition(self) -> None:
        days = st.dates(AS_OF - timedelta(days=800), AS_OF + timedelta(days=30))
        edges = st.sampled_from([date(2023, 12, 31), date(2023, 12, 30), AS_OF])

        @given(
            kept=st.lists(st.none() | edges | days, min_size=1, max_size=6),
            used=st.lists(st.tuples(st.integers(0, 5), edges | days), max_size=30),
            least=st.integers(1, 4),
        )
        def agrees(kept: list[date | None], used: list[tuple[int, date]], least: int) -> None:
            used = [(who % len(kept), on) for who, on in used]
            rule = verify.TierRule(least_uses=least)
            uses = [
                verify.RecordUse(
                    customer_id=f"C{i}", maintained_on=day, used_on=[on for who, on in used if who == i]
                )
                for i, day in enumerate(kept)
            ]
            # A day of maintenance after the one that is asked for is not the last one; nobody knows that.
            assume(all(day is None or day <= AS_OF for day in kept))
            definition = {each.customer_id: each for each in verify.tiers(uses, as_of=AS_OF, rule=rule)}
            held: Columns = {
                "customer_id": ("text", [f"C{who}" for who, _ in used]),
                "on": ("day", [on for _, on in used]),
            }
            counted = rows_of_frame(tables.count_uses(self.frame(held, "UTC"), as_of=AS_OF, rule=rule))
            found = {row["customer_id"]: (row["uses"], _day(row["used_on"])) for row in counted}
            assert found == {
                who: (each.uses, each.used_on) for who, each in definition.items() if each.used_on is not None
            }
            names = [each.customer_id for each in uses]
            records: Columns = {
                "number": ("integer", list(range(len(names)))),
                "maintained_on": ("day", list(kept)),
                "uses": ("integer", [found.get(name, (0, None))[0] for name in names]),
                "used_on": ("day", [found.get(name, (0, None))[1] for name in names]),
            }
            frame = self.frame(records, "UTC")
            tiered = tables.tiers(frame, as_of=AS_OF, rule=rule)
            self._kept_kind(frame, tiered)
            assert [row[0] for row in _by_number(tiered, "tier")] == [
                int(definition[name].tier.value) for name in names
            ]

        self._try(agrees)

    def test_allocations_are_equal_to_the_definition(self) -> None:
        facts = st.lists(
            st.tuples(
                st.just(0.0) | _POSITIVE,
                st.just(0.0) | st.floats(1e-2, 20),
                st.floats(0.1, 10),
                st.sampled_from(["a", "b"]),
            ),
            min_size=1,
            max_size=8,
        )

        @given(
            facts=facts,
            hours=st.floats(1e-2, 50),
            how=st.sampled_from(list(verify.AllocationRule)),
            floor=st.sampled_from([None, 0.25, {"a": 0.5}]),
            cap=st.sampled_from([None, 12.0, {"b": 2.0}]),
        )
        def agrees(
            facts: list[tuple[float, float, float, str]], hours: float, how: Any, floor: Any, cap: Any
        ) -> None:
            checks = [
                verify.Check(f"C{i}", facet, worth, rate, cost)
                for i, (worth, rate, cost, facet) in enumerate(facts)
            ]
            columns: Columns = {
                "number": ("integer", list(range(len(facts)))),
                "facet": ("text", [each[3] for each in facts]),
                **{
                    name: ("float", [each[k] for each in facts])
                    for k, name in enumerate(("worth", "rate", "cost"))
                },
            }
            frame = self.frame(columns, "UTC")
            needed = sum(
                cost * ((floor or {}).get(facet, 0) if isinstance(floor, dict | None) else floor)
                for _, _, cost, facet in facts
            )
            budget = needed + hours
            definition = verify.allocate(checks, budget, how=how, floor=floor, cap=cap)
            result = tables.allocate(frame, budget, how=how, floor=floor, cap=cap)
            self._kept_kind(frame, result)
            often = [row[0] for row in _by_number(result, "checks_a_year")]
            spent = sum(each * cost for each, (_, _, cost, _) in zip(often, facts, strict=True))
            assert isclose(spent, definition.spent, rel_tol=1e-9, abs_tol=1e-12)
            for mine, theirs in zip(often, definition.frequencies, strict=True):
                assert isclose(mine, theirs, rel_tol=1e-6, abs_tol=1e-8 * (1 + budget))

        self._try(agrees)


def _table(states: Sequence[verify.FacetState]) -> dict[str, tuple[str, list[Any]]]:
    columns: dict[str, tuple[str, list[Any]]] = {
        "number": ("integer", list(range(len(states)))),
        "customer_id": ("text", [each.customer_id for each in states]),
        "facet": ("text", [each.facet for each in states]),
        "method": ("text", [each.method and each.method.value for each in states]),
    }
    for name in _DAYS:
        columns[name] = ("day", [getattr(each, name) for each in states])
    for name in _CLASSES:
        columns[name] = ("text", [each.classes.get(name) for each in states])
    for name in _AMOUNTS:
        amounts = [each.amounts.get(name) for each in states]
        columns[name] = (
            "decimal",
            [None if each is None else each.quantize(Decimal("0.01"), context=EXACT) for each in amounts],
        )
    for event in _EVENTS:
        columns[str(event)] = ("day", [each.events.get(event) for each in states])
    return columns


@st.composite
def _rates(draw: st.DrawFn) -> Any:
    """Rates by facet; or learned, by segment."""
    by_facet = draw(st.dictionaries(st.sampled_from([*verify.Facet]), _RATES, max_size=3))
    if draw(st.booleans()):
        return {facet.value: rate for facet, rate in by_facet.items()}
    rows = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(["basic", "credit"]), st.sampled_from([None, "best", "rest"])),
            _RATES,
            max_size=5,
        )
    )
    return verify.LearnedRates(
        by="segment",
        as_of=AS_OF,
        rows=Listing(
            verify.RateRow(facet=facet, group=group, confirmed=1, changed=1, mean=rate.mean, rate=rate)
            for (facet, group), rate in rows.items()
        ),
    )


def _by_number(frame: Any, *names: str) -> list[tuple[Any, ...]]:
    """Return columns in the order in which the rows were given: engines may hand them back in another one."""
    rows = rows_of_frame(frame)
    assert max(Counter(row["number"] for row in rows).values(), default=1) == 1, "a row came back twice"
    rows.sort(key=lambda row: row["number"])
    return [tuple(_known(row[name]) for name in names) for row in rows]


def _known(value: Any) -> Any:
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN and NaT


def _day(value: Any) -> Any:
    """Return a day that pandas hands back as a point in time."""
    return value.date() if hasattr(value, "date") else value


def _all_close(found: list[Any], wanted: list[Any]) -> None:
    assert len(found) == len(wanted)
    for mine, theirs in zip(found, wanted, strict=True):
        assert (mine is None) is (theirs is None), (mine, theirs)
        assert mine is None or isclose(mine, theirs, rel_tol=1e-8, abs_tol=1e-300), (mine, theirs)


def _must_refuse(error: type[Any], what: Any) -> Any:
    try:
        what()
    except error as raised:
        return raised
    raise AssertionError(f"{what} did not raise {error.__name__}")
