"""The data sets of the R package rfm: orders whose customers are known by name, and customers from a web shop."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

import customerbase
from customerbase import rfm
from customerbase.model import Customer, CustomerKind
from customerbase.values import Money

pytestmark = pytest.mark.shared_data


def test_orders(shared_data):
    with customerbase.open("memory:", currency="USD") as base:
        result = base.import_purchases(shared_data / "rfm_r" / "orders.csv", create_customers=True)

        assert (result.taken, result.refused) == (4_906, 0)
        assert sum(1 for _ in base.all(Customer)) == 995
        assert sum(each.amount.amount for each in base.sales()) == 464_158
        assert sum(each.amount.amount for each in base.sales_ranking()) == 464_158


def test_customers(shared_data):
    path = shared_data / "rfm_r" / "customers.csv"
    with customerbase.open("memory:", currency="USD") as base:
        result = base.import_customers(path)

        assert result.rows == 39_999
        assert result.taken == sum(1 for _ in base.all(Customer))
        card = base.customer("22086")
        assert (card.name, card.kind, card.email().address) == (
            "Maddalena Erie",
            CustomerKind.PERSON,
            "merie0@go.com",
        )
        assert any("17850.0" in note for note in result.notes)
        again = base.import_customers(path)
        assert (again.batch_id, again.refused) == (None, result.refused)


# ------------------------------------------------------------------ the vignette of the R package

AS_OF = date(2006, 12, 31)
# The cut points that the package prints; its intervals are closed on the left.
PRINTED = rfm.Scale(
    recency=[115, 181, "297.4", 482],
    frequency=[4, 5, 6, 8],
    monetary=["255.8", 382, "506.4", 666],
    closed="left",
    currency="USD",
)


@pytest.fixture(scope="module")
def summaries(shared_data):
    with customerbase.open("memory:", currency="USD") as base:
        base.import_purchases(shared_data / "rfm_r" / "orders.csv", create_customers=True)
        return rfm.summarize(base.sales(), as_of=AS_OF)


def counts(scores, axis):
    got = Counter(getattr(each, axis) for each in scores)
    return [got[i] for i in range(1, 6)]


def test_the_vignettes_cut_points_give_the_vignettes_scores(summaries):
    scores = rfm.score(summaries, PRINTED)

    assert len(scores) == 995
    assert counts(scores, "r") == [197, 200, 199, 199, 200]
    assert counts(scores, "f") == [268, 187, 176, 244, 120]
    assert counts(scores, "m") == [200, 200, 198, 202, 195]


def test_the_vignettes_segments_have_its_customers_orders_and_revenue(summaries):
    segments = rfm.r_vignette()

    sizes = rfm.segment_sizes(rfm.assign(rfm.score(summaries, PRINTED), segments), segments)

    assert {each.segment: (each.customers, each.orders, each.revenue.amount) for each in sizes} == {
        "Champions": (35, 316, 31_646),
        "Potential Loyalist": (342, 2_211, 204_856),
        "Loyal Customers": (170, 799, 76_562),
        "Promising": (9, 28, 4_249),
        "New Customers": (104, 329, 28_837),
        "Can't Lose Them": (47, 274, 32_446),
        "At Risk": (28, 216, 22_227),
        "Need Attention": (10, 57, 4_562),
        "About To Sleep": (102, 283, 23_449),
        "Lost": (148, 393, 35_324),
        "Others": (0, 0, 0),
    }
    assert sum(each.revenue.amount for each in sizes) == 464_158


def test_our_own_cut_points_are_values_that_somebody_has(summaries):
    scale = rfm.fit(summaries)
    scores = rfm.score(summaries, scale)

    assert counts(scores, "r") == [197, 201, 198, 199, 200] == list(scale.counts("recency").values())
    assert counts(scores, "f") == [268, 187, 176, 244, 120] == list(scale.counts("frequency").values())
    assert counts(scores, "m") == [199, 201, 197, 203, 195] == list(scale.counts("monetary").values())
    assert set(scale.recency.points) <= {each.recency for each in summaries}
    assert set(scale.monetary.points) <= {each.monetary.amount for each in summaries}


def test_revenue_in_thousands_does_not_collapse_the_scores(summaries):
    cells = [each.cell for each in rfm.run_of(summaries).scores]
    thousands = [
        each.__class__(
            customer_id=each.customer_id,
            recency=each.recency,
            frequency=each.frequency,
            monetary=each.monetary * Decimal("0.001"),
            first_purchase=each.first_purchase,
            last_purchase=each.last_purchase,
            tenure=each.tenure,
        )
        for each in summaries
    ]

    assert [each.cell for each in rfm.score(thousands, rfm.fit(thousands))] == cells
    # as the package does it
    plus_one = [each * Decimal("0.001") + 1 for each in rfm.fit(summaries).monetary.points]
    collapsed = rfm.Scale(recency=[], frequency=[], monetary=plus_one, closed="left")
    assert sum(each.m == 1 for each in rfm.score(thousands, collapsed)) == 994


def test_customers_that_come_already_summed_up_are_scored_as_they_are(shared_data):
    with (shared_data / "rfm_r" / "customers.csv").open(encoding="utf-8", newline="") as stream:
        people = [
            rfm.RfmSummary(
                customer_id=row["customer_id"],
                recency=int(Decimal(row["recency_days"])),
                frequency=int(Decimal(row["number_of_orders"])),
                monetary=Money(row["revenue"], "USD"),
                first_purchase=None,
                last_purchase=date.fromisoformat(row["most_recent_visit"]),
                tenure=None,
            )
            for row in csv.DictReader(stream)
        ]

    scale = rfm.fit(people)

    assert scale.fitted.customers == 39_999
    assert scale.fitted.as_of == people[0].last_purchase + timedelta(days=people[0].recency)
    for name in ("recency", "frequency", "monetary"):
        assert sum(scale.counts(name).values()) == 39_999
        assert scale.notes == ()
