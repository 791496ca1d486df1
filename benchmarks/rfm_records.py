"""RFM over records in plain Python, and from where on the column-wise form is the better choice.

    python benchmarks/rfm_records.py [--rows 1_000 10_000 100_000 1_000_000] [--runs 3]

A tenth as many customers as purchases, two in a hundred returns.  Each case runs in a process of its own,
round by round; printed are medians, from records in hand to scores and segments.

- plain: `customerbase.rfm.run` over `SaleTotal` records.
- plain, purchases: the same over `Purchase` records of one line each.
- by columns, from records: a Polars frame is filled from the records, then `customerbase.tables.rfm.run`.
- by columns, from a frame: the frame is there already.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

AS_OF = date(2025, 1, 1)
CASES = ("plain", "plain, purchases", "by columns, from records", "by columns, from a frame")


def made(rows: int, kind: str) -> list[Any]:
    from customerbase.model import Purchase, PurchaseLine, SaleTotal
    from customerbase.values import Money

    dice = random.Random(rows)
    customers = max(rows // 10, 1)
    prices = [Money(Decimal(dice.randint(100, 1_000_000)).scaleb(-2), "CNY") for _ in range(2_000)]
    days = [date(2020, 1, 1) + timedelta(days=i) for i in range(1_826)]
    found: list[Any] = []
    for i in range(rows):
        back = dice.random() < 0.02
        who, on, price = f"C{int(customers * dice.random() ** 2)}", dice.choice(days), dice.choice(prices)
        if kind == "plain, purchases":
            line = PurchaseLine(quantity=Decimal(-1 if back else 1), unit_price=price)
            found.append(Purchase(purchase_id=str(i), customer_id=who, on=on, lines=(line,)))
        else:
            amount = -price if back else price
            found.append(
                SaleTotal(
                    purchase_id=str(i),
                    customer_id=who,
                    on=on,
                    amount=amount,
                    quantity=Decimal(1),
                    is_return=back,
                )
            )
    return found


def frame_of(sales: list[Any]) -> Any:
    import polars as pl

    return pl.DataFrame(
        {
            "customer_id": [each.customer_id for each in sales],
            "on": [each.on for each in sales],
            "amount": [int(each.amount.amount.scaleb(2)) for each in sales],
        }
    )


def run_case(case: str, rows: int) -> dict[str, float]:
    sales = made(rows, case)
    if case.startswith("by columns"):
        from customerbase.tables import rfm as tables

        # The engine starts its threads when it is first used; that is no part of the work.
        tables.run(frame_of(sales[:100]), as_of=AS_OF)
        frame = frame_of(sales) if case.endswith("frame") else None
        begun = time.perf_counter()
        tables.run(frame_of(sales) if frame is None else frame, as_of=AS_OF)
    else:
        from customerbase import rfm

        begun = time.perf_counter()
        rfm.run(sales, as_of=AS_OF)
    wall = time.perf_counter() - begun
    return {"wall": wall, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", nargs="+", type=int, default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--case", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.case:
        print(json.dumps(run_case(asked.case[0], int(asked.case[1]))))
        return
    print(f"medians of {asked.runs}, interleaved; seconds (peak MB)\n")
    print("| purchases | " + " | ".join(CASES) + " |\n|" + "---|" * (len(CASES) + 1))
    for rows in asked.rows:
        found: dict[str, list[dict[str, float]]] = {case: [] for case in CASES}
        for _ in range(asked.runs):
            for case in CASES:
                command = [sys.executable, "-W", "ignore", __file__, "--case", case, str(rows)]
                ran = subprocess.run(command, capture_output=True, text=True, check=True)
                found[case].append(json.loads(ran.stdout))
        cells = [
            f"{statistics.median(each['wall'] for each in found[case]):.3f} "
            f"({statistics.median(each['peak'] for each in found[case]):,.0f})"
            for case in CASES
        ]
        print(f"| {rows:,} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
