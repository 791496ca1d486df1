"""What tables of facets are refused for, and how it is told."""

from __future__ import annotations

from datetime import date

import pytest

from customerbase import verify
from customerbase.errors import InvalidRecord, InvalidTable
from customerbase.listing import Listing
from customerbase.tables import verify as tables

pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")

AS_OF = date(2024, 12, 31)
HELD = pl.DataFrame(
    {"customer_id": ["C1", "C2"], "facet": ["basic", "credit"], "verified_on": [date(2024, 1, 31), None]}
)


def paths(what, *args, **fields):
    with pytest.raises(InvalidTable) as caught:
        what(*args, **fields)
    return {each.path for each in caught.value.problems}


@pytest.mark.parametrize("name", ["verified_on", "known_since", "unconfirmed_since", "wrong_since"])
@pytest.mark.parametrize("what", [tables.freshness, tables.index])
def test_a_day_that_is_yet_to_come_is_refused(what, name):
    later = HELD.with_columns(pl.lit(date(2025, 1, 1)).alias(name))
    assert paths(what, later, as_of=AS_OF) == {f"$.{name}"}
    assert paths(tables.due_dates, later, verify.yearly_round(), as_of=AS_OF) == {f"$.{name}"}


def test_a_column_that_the_policy_asks_for_must_be_there():
    policy = verify.by_grade({"A": verify.every(months=3)}, otherwise=verify.every(years=1))
    assert paths(tables.due_dates, HELD, policy, as_of=AS_OF) == {"$.grade"}


def test_a_table_without_any_day_is_refused_and_so_are_texts():
    assert paths(tables.freshness, HELD.drop("verified_on"), as_of=AS_OF) == {"$.verified_on"}
    texts = HELD.with_columns(verified_on=pl.lit("2024-01-31"))
    assert paths(tables.freshness, texts, as_of=AS_OF) == {"$.verified_on"}


def test_a_policy_that_never_comes_due_or_is_none_or_is_ones_own_is_refused():
    class Own(type(verify.yearly_round())):
        pass

    class Other(verify.Policy):
        def due_on(self, state, as_of, pace=1):
            return as_of

        def why(self, state, as_of, pace=1):
            return verify.Why("so", "如此")

        def to_plain(self):
            return {"policy": "other"}

    with pytest.raises(InvalidRecord, match="never comes due"):
        tables.due_dates(HELD, verify.never(), as_of=AS_OF)
    with pytest.raises(TypeError, match="not a policy"):
        tables.due_dates(HELD, "yearly", as_of=AS_OF)
    with pytest.raises(TypeError, match="of your own"):
        tables.due_dates(HELD, Other(), as_of=AS_OF)


def test_classes_in_numbers_with_gaps_are_the_words_of_whole_numbers():
    frame = pd.DataFrame(
        {
            "customer_id": ["C1", "C2", "C3"],
            "facet": "basic",
            "verified_on": [date(2024, 1, 31)] * 3,
            "grade": [1, 2, None],
        }
    )
    policy = verify.by_grade({"1": verify.every(months=1)}, otherwise=verify.every(months=12))
    found = tables.due_dates(frame, policy, as_of=AS_OF)["due_on"]
    assert [each.date() for each in found] == [date(2024, 2, 29), date(2025, 1, 31), date(2025, 1, 31)]


def test_floors_and_caps_in_columns_are_looked_at():
    facts = pl.DataFrame(
        {
            "worth": [1.0, 1.0],
            "rate": [0.1, 0.1],
            "cost": [1.0, 1.0],
            "lo": [0.0, -1.0],
            "hi": [float("inf"), 2.0],
        }
    )
    columns = tables.CheckColumns(floor="lo", cap="hi")
    assert paths(tables.allocate, facts, 3, columns=columns) == {"$.lo"}
    assert paths(tables.allocate, facts, 3, columns=tables.CheckColumns(floor="least")) == {"$.least"}
    sound = facts.with_columns(lo=pl.lit(0.5))
    assert tables.allocate(sound, 3, columns=columns)["checks_a_year"].sum() == pytest.approx(3)


@pytest.mark.parametrize("budget", [-1, float("nan"), float("inf"), "3", True, None])
def test_a_budget_is_a_number_from_0(budget):
    facts = pl.DataFrame({"worth": [1.0], "rate": [0.1], "cost": [1.0]})
    with pytest.raises(InvalidRecord, match="budget"):
        tables.allocate(facts, budget)


def test_a_budget_below_the_floors_says_what_they_cost():
    facts = pl.DataFrame({"worth": [1.0, 2.0], "rate": [0.1, 0.1], "cost": [1.0, 1.0]})
    with pytest.raises(InvalidRecord, match="less than the floors cost, 1"):
        tables.allocate(facts, 0.5, floor=0.5)


def test_rates_of_too_many_groups_are_to_be_joined():
    rate = verify.Rate(1, 4)
    rows = [
        verify.RateRow(facet="basic", group=f"C{i}", confirmed=1, changed=0, mean=rate.mean, rate=rate)
        for i in range(1_001)
    ]
    learned = verify.LearnedRates(by="customer", as_of=AS_OF, rows=Listing(rows))
    assert paths(tables.freshness, HELD, as_of=AS_OF, rates=learned) == {"$.rates"}


def test_an_empty_table_gives_an_empty_table():
    empty = HELD.clear()
    assert tables.due_dates(empty, verify.yearly_round(), as_of=AS_OF).columns[-2:] == [
        "due_on",
        "days_overdue",
    ]
    assert tables.freshness(empty, as_of=AS_OF).height == tables.index(empty, as_of=AS_OF).height == 0
