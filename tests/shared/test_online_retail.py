"""Half a million lines of a gift wholesaler into one SQLite file: lines without customer refused by name."""

from __future__ import annotations

import csv
import lzma
import math
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice

import pytest

import customerbase
from customerbase import rfm
from customerbase.model import Customer, Purchase

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]


@pytest.fixture(scope="module")
def retail(shared_data, tmp_path_factory):
    """The list, what it says counted by plain Python, the base that it was read into, and the result."""
    packed = shared_data / "online_retail" / "online-retail.csv.xz"
    folder = tmp_path_factory.mktemp("retail")
    path = folder / "online-retail.csv"
    with lzma.open(packed, "rb") as stream:
        path.write_bytes(stream.read())
    with customerbase.open(folder / "retail.db", zone="Europe/London", currency="GBP") as base:
        result = base.import_purchases(path, create_customers=True)
        yield path, base, result


@pytest.fixture(scope="module")
def counted(retail):
    with retail[0].open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [row for row in rows if row["CustomerID"]], [row for row in rows if not row["CustomerID"]]


def test_every_line_is_taken_or_refused_by_name(retail, counted):
    _, _, result = retail
    named, nameless = counted

    assert (result.rows, len(nameless), len(named)) == (541_909, 135_080, 406_829)
    assert (result.taken, result.refused) == (406_829, 135_080)
    reasons = Counter((each.column, each.reason) for row in result.refused_rows for each in row.refusals[:1])
    assert sum(reasons.values()) == 135_080
    assert reasons.most_common(1)[0][0][0] == "CustomerID"
    assert all(row.cells[6] == "" for row in result.refused_rows)
    assert [row.row for row in result.refused_rows] == sorted(row.row for row in result.refused_rows)


def test_customers_and_sales_are_all_there_and_the_sum_is_exact(retail, counted):
    _, base, result = retail
    named, _ = counted
    sales = base.sales()

    assert sum(1 for _ in base.all(Customer)) == 4_372
    assert len(sales) == 22_190
    assert sum(each.amount.amount for each in sales) == Decimal("8300065.814")
    assert sum(each.quantity for each in sales) == sum(int(row["Quantity"]) for row in named)
    assert result.records["purchase"]["taken"] == 22_190
    by_customer: Counter[str] = Counter()
    for row in named:
        by_customer[row["CustomerID"].removesuffix(".0")] += Decimal(row["UnitPrice"]) * int(row["Quantity"])
    assert {each.customer_id: each.amount.amount for each in base.sales_ranking()} == dict(by_customer)


def test_cancellations_are_returns(retail):
    _, base, _ = retail
    sales = base.sales()

    cancelled = [each for each in sales if each.purchase_id.startswith("C")]
    assert len(cancelled) > 3_000
    assert all(each.is_return and each.amount.amount <= 0 for each in cancelled)
    assert {each.purchase_id for each in sales if each.is_return} == {each.purchase_id for each in cancelled}


def test_repeated_lines_are_kept_and_days_are_london_days(retail, counted):
    _, base, _ = retail
    named, _ = counted
    wanted = Counter(row["InvoiceNo"] for row in named)
    for key in ("536365", "536409", "C536379"):
        sale = base.get(Purchase, key)
        assert len(sale.lines) == wanted[key]
        assert sale.on == sale.at.astimezone(base.zone).date()
    assert base.get(Purchase, "536365").on.isoformat() == "2010-12-01"


def test_reading_it_again_changes_nothing(retail):
    path, base, first = retail

    again = base.import_purchases(path, create_customers=True)

    assert (again.batch_id, again.unchanged, again.refused) == (None, first.taken, first.refused)
    assert len(base.batches()) == 1


# ------------------------------------------------------------------ recency, frequency, monetary value

AS_OF = date(2011, 12, 10)


@pytest.fixture(scope="module")
def by_hand(retail, counted):
    """Customer → (last day, invoices, amount), by a few lines of plain Python: cancelled invoices are no visits."""
    named, _ = counted
    lines = defaultdict(list)
    for row in named:
        lines[row["InvoiceNo"], row["CustomerID"].removesuffix(".0"), row["InvoiceDate"][:10]].append(row)
    figures = {}
    for (number, who, day), rows in lines.items():
        last, visits, amount = figures.get(who, ("", 0, Decimal(0)))
        if not number.startswith("C"):
            last, visits = max(last, day), visits + 1
        amount += sum(Decimal(row["UnitPrice"]) * int(row["Quantity"]) for row in rows)
        figures[who] = (last, visits, amount)
    return figures


def test_the_summaries_are_what_a_few_lines_count(retail, by_hand):
    _, base, _ = retail

    summaries = rfm.summarize(base.sales(), as_of=AS_OF)

    assert len(summaries) == len(by_hand) == 4_372
    for each in summaries:
        last, visits, amount = by_hand[each.customer_id]
        days = (AS_OF - date.fromisoformat(last)).days if last else None
        assert (each.recency, each.frequency, each.monetary.amount) == (days, visits, amount)
    assert sum(each.frequency for each in summaries) == 22_190 - 3_654
    assert sum(each.monetary.amount for each in summaries) == Decimal("8300065.814")
    assert sum(each.recency is None for each in summaries) == 33  # only brought things back


def test_from_the_raw_file_to_segments_nobody_is_lost(retail, by_hand):
    _, base, _ = retail

    run = rfm.run(base.sales(), as_of=AS_OF)

    assert run.scale.fitted.customers == 4_339
    assert len(run.rows) == 4_372
    assert all(each.segment is not None for each in run.rows)
    sizes = run.sizes
    assert sum(each.customers for each in sizes) == 4_372
    assert sum(each.orders for each in sizes) == 18_536
    assert sum(each.revenue.amount for each in sizes) == Decimal("8300065.814")
    assert (sum(each.share for each in sizes), sum(each.share_of_revenue for each in sizes)) == (1, 1)
    scored = {each.customer_id: each for each in run.scores}
    for who, (_, visits, _) in by_hand.items():
        assert visits or scored[who].cell[:2] == (1, 1)


def test_the_cut_points_are_values_by_definition_and_the_bins_of_money_hold_a_fifth_each(retail, by_hand):
    _, base, _ = retail
    scale = rfm.fit(rfm.summarize(base.sales(), as_of=AS_OF))

    visited = [each for each in by_hand.values() if each[1]]
    columns = {
        "recency": [(AS_OF - date.fromisoformat(last)).days for last, _, _ in visited],
        "frequency": [visits for _, visits, _ in visited],
        "monetary": [amount for _, _, amount in visited],
    }
    for name, values in columns.items():
        ordered = sorted(values)
        wanted = [ordered[math.ceil(Fraction(i * len(ordered), 5)) - 1] for i in range(1, 5)]
        assert list(getattr(scale, name).points) == wanted
        assert sum(scale.counts(name).values()) == 4_339
    assert list(scale.frequency.points) == [1, 2, 3, 6]
    assert sum(visits == 1 for visits in columns["frequency"]) == scale.counts("frequency")[1]
    assert set(scale.counts("monetary").values()) <= {867, 868}


def test_a_visit_may_be_a_line_or_a_day(retail, counted):
    _, base, _ = retail
    some = list(islice(base.all(Purchase), 2_000))
    numbers = {each.purchase_id for each in some}
    named, _ = counted
    rows = [row for row in named if row["InvoiceNo"] in numbers and not row["InvoiceNo"].startswith("C")]

    by_line = rfm.summarize(some, as_of=AS_OF, count="line", zone=base.zone)
    by_day = rfm.summarize(some, as_of=AS_OF, count="day", zone=base.zone)

    assert sum(each.frequency for each in by_line) == len(rows)
    assert sum(each.frequency for each in by_day) == len(
        {(row["CustomerID"], row["InvoiceDate"][:10]) for row in rows}
    )
    assert [(each.customer_id, each.recency, each.monetary) for each in by_line] == [
        (each.customer_id, each.recency, each.monetary) for each in by_day
    ]
