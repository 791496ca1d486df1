"""CDNOW: 69,659 purchases of CDs, a list of sales without numbers; nothing repeated is dropped, no cent is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

import customerbase
from customerbase.model import Customer

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
