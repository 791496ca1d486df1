"""CDNOW: 69,659 purchases of CDs, a list of sales without numbers; nothing repeated is dropped, no cent is lost."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

import customerbase
from customerbase import rfm
from customerbase.model import Customer, SaleTotal
from customerbase.values import Money

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def cdnow(shared_data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cdnow")
    _, *rows = (shared_data / "cdnow" / "CDNOW_master.txt").read_text().splitlines()
    lines = ["customer_id,date,quantity,amount"]
    for row in rows:
        who, day, pieces, dollars = row.split()
        lines.append(f"{who},{day[:4]}-{day[4:6]}-{day[6:]},{pieces},{dollars}")
    path = folder / "cdnow.csv"
    path.write_text("\n".join(lines) + "\n")
    with customerbase.open("memory:", currency="USD") as base:
        yield base, base.import_purchases(path, create_customers=True), path


def test_every_sale_is_there(cdnow):
    base, result, _ = cdnow

    assert (result.taken, result.refused) == (69_659, 0)
    assert sum(1 for _ in base.all(Customer)) == 23_570
    assert sum(each.amount.amount for each in base.sales()) == Decimal("2500315.63")


def test_the_best_fifth_hold_two_thirds(cdnow):
    base, _, _ = cdnow
    ranking = base.sales_ranking(everyone=True)

    assert len(ranking) == 23_570
    assert round(ranking[23_570 // 5 - 1].cumulative_share * 100, 2) == Decimal("67.78")


def test_reading_it_again_changes_nothing(cdnow):
    base, _, path = cdnow

    again = base.import_purchases(path, create_customers=True)

    assert (again.batch_id, again.unchanged) == (None, 69_659)


def test_the_best_fifth_of_the_summaries_hold_the_same(cdnow):
    base, _, _ = cdnow

    summaries = rfm.summarize(base.sales(), as_of=date(1998, 7, 1))

    amounts = sorted((each.monetary.amount for each in summaries), reverse=True)
    assert (len(amounts), sum(amounts)) == (23_570, Decimal("2500315.63"))
    assert round(sum(amounts[: 23_570 // 5]) / sum(amounts) * 100, 2) == Decimal("67.78")
    assert sum(each.frequency for each in summaries) == 69_659


# ------------------------------------------------------------------ the sample: one tenth, of whom most bought once


@pytest.fixture(scope="module")
def sample(shared_data):
    rows = map(str.split, (shared_data / "cdnow" / "CDNOW_sample.txt").read_text().splitlines())
    return [
        SaleTotal(
            purchase_id=str(i),
            customer_id=who,
            on=date(int(day[:4]), int(day[4:6]), int(day[6:])),
            quantity=Decimal(pieces),
            amount=Money(dollars, "USD"),
        )
        for i, (_, who, day, pieces, dollars) in enumerate(rows)
    ]


def test_half_of_the_sample_bought_once_and_it_is_scored_all_the_same(sample):
    run = rfm.run(sample, as_of=date(1998, 7, 1))

    once = [each for each in run.scores if each.summary.frequency == 1]
    assert len(run.rows) == 2_357
    assert round(Decimal(len(once)) / 2_357 * 100, 1) == Decimal("51.1")
    assert {each.f for each in once} == {1}
    assert run.scale.counts("frequency") == {1: 1_205, 2: 0, 3: 406, 4: 358, 5: 388}
    assert run.scale.notes == ("frequency: nobody has score 2, since too many customers have the same value",)
    assert sum(each.orders for each in run.sizes) == 6_919
    assert all(each.customers for each in run.sizes if each.segment not in ("New Customers", "Promising"))


def test_the_best_fifth_of_the_sample_hold_two_thirds(sample):
    amounts = sorted(
        (each.monetary.amount for each in rfm.summarize(sample, as_of=date(1998, 7, 1))), reverse=True
    )

    assert round(sum(amounts[: -(-2_357 // 5)]) / sum(amounts) * 100, 2) == Decimal("67.46")


def test_lifetimes_of_the_first_39_weeks_count_the_days_after_the_first(sample):
    until = date(1997, 9, 30)  # where papers on this sample end the time that they fit to
    days = {(each.customer_id, each.on) for each in sample if each.on <= until}

    lifetimes = rfm.summarize_lifetime(sample, as_of=until)

    assert len(lifetimes) == 2_357
    assert Counter(each.repeats for each in lifetimes)[0] == 1_411
    assert sum(each.repeats for each in lifetimes) == 2_457 == len(days) - 2_357
    assert all(0 <= each.age_at_last_purchase <= each.tenure for each in lifetimes)


def test_a_test_mailing_by_nested_cells_reaches_everybody_once(sample):
    summaries = rfm.summarize(sample, as_of=date(1998, 7, 1))
    scale = rfm.fit_nested(summaries)

    assert sum(scale.counts().values()) == 2_357
    assert Counter(each.cell for each in rfm.score(summaries, scale)) == Counter(scale.counts())
