"""The charts of an RFM run say what the run says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase import rfm
from customerbase.model import SaleTotal
from customerbase.reports.rfm_charts import (
    heat,
    migration,
    score_counts,
    segment_phrase,
    segment_shares,
    whale,
)
from customerbase.values import Money, total

AS_OF = date(2024, 12, 31)


def sold(amounts, currency="CNY"):
    """One purchase each, on days of the year; what is below zero was brought back."""
    return [
        SaleTotal(
            purchase_id=str(i),
            customer_id=f"C{who}",
            on=date(2024, 1 + i % 12, 1 + i % 28),
            quantity=1 if amount > 0 else -1,
            amount=Money(amount, currency),
            is_return=amount < 0,
        )
        for i, (who, amount) in enumerate(amounts)
    ]


SALES = st.lists(
    st.tuples(st.integers(0, 12), st.integers(-500, 10**6).filter(bool)), min_size=1, max_size=60
).filter(lambda amounts: any(amount > 0 for _, amount in amounts))


def run_of(amounts, **more):
    return rfm.run(sold(amounts), as_of=AS_OF, **more)


@given(SALES)
def test_each_cell_of_the_heat_map_is_the_mean_of_its_customers(amounts):
    run = run_of(amounts)
    grid = heat(run).grid

    assert [each.en for each in grid.rows] == ["R 5", "R 4", "R 3", "R 2", "R 1"]
    assert [each.en for each in grid.columns] == ["F 1", "F 2", "F 3", "F 4", "F 5"]
    held = {(5 - i, j + 1): cell for i, j, cell in grid.held}
    assert held.keys() == {(each.r, each.f) for each in run.scores}
    for (r, f), cell in held.items():
        own = [each.summary.monetary for each in run.scores if (each.r, each.f) == (r, f)]
        exact = Fraction(total(own).amount) / len(own)
        assert abs(Fraction(cell.value) - exact) <= Fraction(1, 100)
        assert cell.said.en.endswith(f"{len(own)} customer{'s' if len(own) > 1 else ''}")
        assert str(Money(cell.value, "CNY")) in cell.said.en


@given(SALES)
def test_the_counts_of_each_dimension_add_up_to_all_who_are_scored(amounts):
    run = run_of(amounts)
    chart = score_counts(run)

    for group in chart.groups:
        assert sum(each.value for each in chart.points if each.group == group) == len(run.scores)
    assert [each.label.en for each in chart.points] == [*"12345"] * 3


def test_a_dimension_may_have_scores_of_its_own_number():
    chart = score_counts(run_of([(1, 5), (2, 9), (3, 1)], bins=(2, 3, 4)))

    assert [each.label.en for each in chart.points] == [*"12", *"123", *"1234"]
    assert [each.en for each in chart.labels] == [*"1234"]


@given(SALES)
def test_segments_have_their_shares_of_customers_and_of_revenue(amounts):
    run = run_of(amounts, customers=["X1", "X2"])
    chart = segment_shares(run.sizes, run.segments)
    first, second = chart.groups

    shares = {each.label.en: each.value for each in chart.points if each.group == first}
    assert float(sum(shares.values())) == pytest.approx(1)
    assert shares["no segment"] > 0
    worth = [each for each in chart.points if each.group == second]
    if total(each.summary.monetary for each in run.scores).amount > 0:
        assert float(sum(each.value for each in worth)) == pytest.approx(1)
    else:
        assert {each.said for each in worth} == {"–"}
    assert {each.label.zh for each in chart.points} <= {
        segment_phrase(run.segments, name).zh for name in (*run.segments.names, None)
    }


@given(SALES)
def test_the_whale_curve_rises_while_customers_bring_something_and_ends_at_all(amounts):
    run = run_of(amounts)
    chart = whale(run)
    whole = total(each.summary.monetary for each in run.scores).amount
    if whole <= 0:
        assert chart is None
        return
    values = [each.value for each in chart.points]

    assert values[0] == 0
    assert values[-1] == 1
    steps = [after - before for before, after in pairwise(values)]
    assert all(after - before < Decimal("1e-30") for before, after in pairwise(steps)), "best first"
    good = sum(each.summary.monetary.amount for each in run.scores if each.summary.monetary.amount > 0)
    assert max(values) == pytest.approx(good / whole)


def test_the_peak_of_the_curve_is_marked_where_some_brought_back_more_than_they_bought():
    chart = whale(run_of([(1, 100), (2, 60), (3, 10), (3, -50)]))
    point, said = chart.mark

    assert float(point.value) == pytest.approx(160 / 120)
    assert said.en == "peak: 133.3%, reached by 66.7% of customers"
    assert said.zh == "峰值 133.3%，由 66.7% 的客户达到"
    assert chart.note.en == "1 customer brought back more than they bought: -40.00 CNY."


def test_a_curve_without_a_peak_has_its_best_fifth_marked():
    chart = whale(run_of([(i, 10 * (i + 1)) for i in range(10)]))

    assert chart.mark[1].en == "20.0% of customers bring 34.5%"
    assert chart.note is None


def test_a_long_curve_keeps_its_peak():
    amounts = [(i, 100 - i // 10) for i in range(997)] + [(2_000, 10), (2_000, -30)]
    chart = whale(run_of(amounts))

    assert len(chart.points) <= 203
    assert chart.mark[0] in chart.points
    assert chart.mark[0].value == max(each.value for each in chart.points)


def test_movement_is_a_matrix_from_the_side_to_the_bottom():
    moved = rfm.migrate(
        {"A": "Lost", "B": "Lost", "C": "Champions"},
        {"A": "Champions", "B": "Champions", "C": "Champions", "D": None},
        names=["Champions", "Lost"],
    )
    chart = migration(moved, rfm.standard(), before=date(2024, 9, 30), after=AS_OF)

    assert [each.zh for each in chart.grid.rows] == ["冠军客户", "已流失", "未分类"]
    assert {(i, j): (cell.value, cell.framed) for i, j, cell in chart.grid.held} == {
        (0, 0): (1, True),
        (1, 0): (2, False),
    }
    assert chart.grid.cells[1][0].said.en == "Lost → Champions: 2 customers"
    assert chart.title.en == "Movement between segments, 2024-09-30 to 2024-12-31"
    assert chart.note.en == "1 stayed, 2 moved; 1 came, 0 went."


def test_without_purchases_there_is_nothing_to_draw():
    scale = rfm.Scale(recency=[30], frequency=[1], monetary=[10])
    run = rfm.run([], as_of=AS_OF, scale=scale)

    assert (heat(run), whale(run)) == (None, None)
    assert not any(each.value for each in score_counts(run).points)


def test_cumulative_sales_say_up_to_which_day():
    title = whale(run_of([(1, 100), (2, 60)])).title

    assert title.en == "Cumulative sales, all up to 2024-12-31, CNY"
    assert title.zh == "累计销售额，截至 2024-12-31 的全部销售（CNY）"
