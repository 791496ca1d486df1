"""The overview counts exactly, as of a day, and never adds two currencies."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from customerbase.grading import Grade
from customerbase.model import Customer, SaleTotal, Stage
from customerbase.ranking import GradeRow, grade_table
from customerbase.reports.figures import Chart, Figure
from customerbase.reports.overview import Overview, overview
from customerbase.standards import standard_rules
from customerbase.values import Address, Money, Period

AS_OF = date(2024, 10, 17)


def sale(number: int, customer: str, on: date, amount: str, currency: str = "CNY") -> SaleTotal:
    quantity = Decimal(-1 if amount.startswith("-") else 1)
    return SaleTotal(
        purchase_id=f"P{number}",
        customer_id=customer,
        on=on,
        amount=Money(amount, currency),
        quantity=quantity,
        is_return=quantity < 0,
    )


def figure(found: Overview, label: str) -> Figure:
    return next(each for each in found.figures if each.label.en == label)


def chart(found: Overview, name: str) -> Chart:
    return next(each for each in found.charts if each.name == name)


CUSTOMERS = [
    Customer(customer_id="C1", name="Acme", stage=Stage.ACTIVE, acquired_on=date(2024, 9, 1)),
    Customer(customer_id="C2", name="上海机电", acquired_on=date(2015, 1, 1)),
    Customer(customer_id="C3", name="Nobody"),
]
SALES = [
    sale(1, "C1", date(2024, 9, 3), "300.10"),
    sale(2, "C2", date(2024, 9, 4), "100.20"),
    sale(3, "C2", date(2024, 9, 5), "-50.10"),
    sale(4, "C2", date(2023, 9, 5), "175.10"),
    sale(5, "C1", date(2024, 9, 6), "7", "USD"),
    sale(6, "C1", date(2024, 10, 18), "1000"),
]


def test_figures_are_of_the_year_that_ends_today_against_the_one_before() -> None:
    found = overview(CUSTOMERS, SALES, as_of=AS_OF)
    revenue = figure(found, "Revenue, CNY")
    assert revenue.value == Money("350.20", "CNY")
    assert revenue.change == 1
    assert figure(found, "Purchases").value == 3
    assert figure(found, "Purchases").change == 2
    assert figure(found, "Buying customers").value == 2
    assert figure(found, "New customers").value == 1
    assert figure(found, "Average purchase, CNY").value == Money("200.15", "CNY")


def test_currencies_are_kept_apart_and_what_charts_leave_out_is_said() -> None:
    found = overview(CUSTOMERS, SALES, as_of=AS_OF)
    assert figure(found, "Revenue, USD").value == Money(7, "USD")
    assert any("1 × USD" in note.en for note in found.notes)
    in_dollars = overview(CUSTOMERS, SALES, as_of=AS_OF, currency="USD")
    assert chart(in_dollars, "sales-by-month").points[-2].value == 7


def test_what_comes_after_the_day_does_not_count() -> None:
    months = chart(overview(CUSTOMERS, SALES, as_of=AS_OF), "sales-by-month").points
    assert sum(each.value for each in months) == Decimal("525.30")
    assert [each.partial for each in months[-2:]] == [False, True]
    assert months[-2].value == Decimal("350.20")


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period.year(2024), "2023-01-01 to 2023-12-31"),
        (Period.year(2023), "2022-01-01 to 2022-12-31"),
        (Period.quarter(2024, 2), "2024-01-01 to 2024-03-31"),
        (Period.month(2024, 9), "2024-08-01 to 2024-08-31"),
        (Period(start=date(2024, 9, 3), end=date(2024, 9, 9)), "2024-08-27 to 2024-09-02"),
    ],
)
def test_a_period_is_compared_with_the_one_before_of_as_many_months_or_else_days(
    period: Period, before: str
) -> None:
    found = overview(CUSTOMERS, SALES, as_of=AS_OF, period=period)
    assert f"Compared with {before}" in [note.en for note in found.notes]


@pytest.mark.parametrize(
    "as_of", [date(2024, 12, 31), date(2024, 2, 29), date(2023, 2, 28), date(2025, 3, 1)]
)
def test_the_year_that_ends_on_a_day_is_compared_with_the_year_before_it(as_of: date) -> None:
    found = overview(CUSTOMERS, SALES, as_of=as_of)
    start = as_of + relativedelta(years=-1, days=1)
    before = f"{start - relativedelta(years=1)} to {start - timedelta(days=1)}"
    assert f"Compared with {before}" in [note.en for note in found.notes]


def test_nothing_sold_before_gives_no_change() -> None:
    found = overview(CUSTOMERS, SALES, as_of=AS_OF, period=Period.month(2024, 9))
    assert figure(found, "Revenue, CNY").change is None


def test_the_curve_ends_at_one_and_says_what_the_best_bring() -> None:
    found = overview(CUSTOMERS, SALES, as_of=AS_OF)
    curve = chart(found, "pareto")
    assert [each.value for each in (curve.points[0], curve.points[-1])] == [0, 1]
    assert curve.points[-1].at == 1
    assert figure(found, "Bought by the top 20 %").value == Decimal("300.10") / Decimal("350.20")


def test_places_are_told_apart_by_the_widest_part_that_does() -> None:
    def living(number: int, province: str | None) -> Customer:
        address = Address(country="中国", province=province)
        return Customer(customer_id=f"C{number}", name="x", addresses=[address])

    many = [living(1, "广东省"), living(2, "广东省"), living(3, "上海市"), living(4, None)]
    found = chart(overview(many, [], as_of=AS_OF), "places")
    assert found.title.en == "Customers by province"
    assert [(each.label.zh, each.value) for each in found.points] == [
        ("广东省", 2),
        ("上海市", 1),
        ("不详", 1),
    ]


def test_grades_keep_their_order_and_the_ungraded_come_last() -> None:
    rows = [
        GradeRow(grade=grade, customer_id=f"C{i}", name="x", reason="x", grades=())
        for i, grade in enumerate(["B", None, "A", "B"])
    ]
    points = chart(overview(CUSTOMERS, [], as_of=AS_OF, grades=rows), "grades").points
    assert [(each.label.en, each.value) for each in points] == [("B", 2), ("A", 1), ("no grade", 1)]


def test_the_chart_of_grades_says_by_which_of_several_rules() -> None:
    rows = grade_table(CUSTOMERS, standard_rules())
    titled = chart(overview(CUSTOMERS, [], as_of=AS_OF, grades=rows), "grades").title
    assert (titled.en, titled.zh) == ("Customers by grade: credit", "客户等级：资信")
    by_size = grade_table(CUSTOMERS, lambda each: Grade("large", each.name))
    alone = chart(overview(CUSTOMERS, [], as_of=AS_OF, grades=by_size), "grades")
    assert alone.title.en == "Customers by grade"
    assert [each.label.zh for each in alone.points] == ["大型"]


def test_customers_of_unknown_or_early_days_are_not_lost() -> None:
    found = chart(overview(CUSTOMERS, [], as_of=AS_OF), "acquired")
    assert [each.value for each in found.points][-2:] == [1, 0]
    assert found.note is not None
    assert found.note.en == "1 earlier; 1 on an unknown day"


def test_an_empty_base_has_an_overview() -> None:
    found = overview([], [], as_of=AS_OF)
    assert found.figures[0].value == 0
    assert all(not each.value for every in found.charts for each in every.points)


@given(st.permutations(SALES), st.permutations(CUSTOMERS))
def test_the_order_of_rows_changes_nothing(sales: list[SaleTotal], customers: list[Customer]) -> None:
    assert overview(customers, sales, as_of=AS_OF) == overview(CUSTOMERS, SALES, as_of=AS_OF)
