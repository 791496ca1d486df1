"""A program that imports lists, to be killed at any moment; and what must then be true of the base.

python importing.py LOCATION CUSTOMERS PURCHASES
"""

from __future__ import annotations

import sys
from pathlib import Path

import customerbase
from customerbase.base import CustomerBase
from customerbase.errors import StoreError

__all__ = ["PROGRAM", "ROWS", "check", "import_lists", "write_lists"]

PROGRAM = Path(__file__)
ROWS = 300
"""Customers in each list of customers, purchases in each list of purchases."""


def write_lists(folder: Path, number: int) -> tuple[Path, Path]:
    """Write two lists: customers, and a purchase of each."""
    customers, purchases = folder / f"customers{number}.csv", folder / f"purchases{number}.csv"
    ids = [f"K{number}-{i}" for i in range(ROWS)]
    customers.write_text(
        "customer_id,name,phone\n"
        + "".join(f"{each},Company {each} Ltd,+1 212 555 {i:04}\n" for i, each in enumerate(ids)),
        encoding="utf-8",
    )
    purchases.write_text(
        "purchase_id,customer_id,date,amount,currency\n"
        + "".join(f"P{each},{each},2024-03-{1 + i % 28:02},{i + 1},USD\n" for i, each in enumerate(ids)),
        encoding="utf-8",
    )
    return customers, purchases


def import_lists(
    base: CustomerBase, customers: str | Path, purchases: str | Path
) -> tuple[int, int, int, int]:
    """Import both; return how many records were taken and how many were there."""
    first = base.import_customers(customers)
    second = base.import_purchases(purchases)
    assert (first.refused, second.refused) == (0, 0)
    return first.taken, first.unchanged, second.taken, second.unchanged


def check(base: CustomerBase, before: set[str] | None = None) -> tuple[int, int]:
    """See that the base holds whole batches only; return how many there are of customers and of purchases.

    Parameters
    ----------
    base : CustomerBase
    before : set of str, optional
        Batches that were looked at before, and the new ones when this is done; without it, everything is looked at.
    """
    rows = base.store.rows
    batches = rows.batches()
    found = {}
    for kind in ("customer", "purchase"):
        own = [each for each in batches if each.what == kind]
        assert len({each.origin for each in own}) == len(own)
        assert len(rows.keys(kind)) == ROWS * len(own)
        found[kind] = len(own)
    for each in batches:
        if before is None or each.batch_id not in before:
            assert dict(each.counts) == {"taken": ROWS}, each
            # Purchases say of their customers that these buy.
            assert len(rows.observed_in(each.batch_id)) == ROWS
            assert len(rows.brought_by("purchase", each.batch_id)) == (ROWS if each.what == "purchase" else 0)
    assert rows.next_number() == len(batches) * ROWS + 1
    if before is not None:
        before.update(each.batch_id for each in batches)
        return found["customer"], found["purchase"]
    entries = rows.entries("customer", rows.keys("customer")).values()
    numbers = sorted(each.number for ledger in entries for each in ledger)
    assert numbers == list(range(1, len(batches) * ROWS + 1))
    # A list of purchases has one of the same number for each customer, and their amounts add up.
    assert (
        sum(each.amount.amount for each in rows.sale_totals()) == found["purchase"] * ROWS * (ROWS + 1) // 2
    )
    return found["customer"], found["purchase"]


def main(location: str, customers: str, purchases: str) -> None:
    """Say when the import begins, and what came of it."""
    try:
        with customerbase.open(location) as base:
            print("now", flush=True)
            import_lists(base, customers, purchases)
        print("done", flush=True)
    except StoreError as error:
        print("told:", error, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
