"""A program that writes into a base for some seconds, one of several that do so at once.

python writing.py LOCATION FOLDER NAME SECONDS

It prints, as JSON, what it did and how long the longest of its writes took.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import customerbase
from customerbase.base import CustomerBase
from customerbase.errors import EditConflict
from customerbase.model import Customer, Product, Purchase, PurchaseLine
from customerbase.values import Money

__all__ = ["PROGRAM", "make"]

PROGRAM = Path(__file__)
LIST = 20


def make(location: str | Path) -> None:
    """Make the base with the records that all write."""
    with customerbase.open(location, currency="USD") as base:
        base.save(Customer(customer_id="SHARED", name="Shared Ltd", note="0"), source="visit")
        base.save(Product(product_id="SHARED", name="0"), source="visit")


class Writer:
    """One of those who write at once."""

    def __init__(self, base: CustomerBase, folder: Path, name: str) -> None:
        self.base = base
        self.folder = folder
        self.name = name
        self.done: Counter[str] = Counter()
        self.longest = 0.0
        base.save(Customer(customer_id=name, name="First"), source="visit")

    def count_on_a_card(self) -> None:
        """Add one to what stands on a card that others change too."""
        seen = self.base.customer("SHARED")
        self.base.save(seen.replace(note=str(int(seen.note) + 1)), source="visit", seen=seen)

    def count_on_a_record(self) -> None:
        """Add one to what stands in a record that others change too."""
        seen = self.base.get(Product, "SHARED")
        self.base.save(seen.replace(name=str(int(seen.name) + 1)), source="visit", seen=seen)

    def count_inside_a_transaction(self) -> None:
        """Add one to a setting: what is read inside a transaction stays as it is until its end."""
        rows = self.base.store.rows
        with self.base.transaction():
            rows.set("shared", str(int(rows.setting("shared") or 0) + 1))

    def sell(self) -> None:
        number = self.done["sell"]
        line = PurchaseLine(quantity=1, unit_price=Money(number + 1, "USD"))
        sale = Purchase(
            purchase_id=f"{self.name}-{number}", customer_id="SHARED", on=date(2024, 3, 1), lines=(line,)
        )
        self.base.save(sale, source="transaction_record")

    def decide(self) -> None:
        """Let a value wait, and decide on it."""
        card = self.base.customer(self.name)
        self.base.save(card.replace(name=f"Name {self.done['decide']}"), source="press")
        (waits,) = self.base.candidates(self.name)
        self.base.accept(self.name, waits, by=self.name)

    def read_a_list(self) -> None:
        number = self.done["read_a_list"]
        path = self.folder / f"{self.name}-{number}.csv"
        path.write_text(
            "customer_id,name\n"
            + "".join(f"{self.name}-{number}-{i},Company {number} {i}\n" for i in range(LIST)),
            encoding="utf-8",
        )
        result = self.base.import_customers(path)
        assert (result.taken, result.refused) == (LIST, 0)

    def write(self, seconds: float) -> None:
        """Do one after the other, in no order, until the time is over."""
        dice = random.Random(self.name)
        deeds = (
            self.count_on_a_card,
            self.count_on_a_record,
            self.count_inside_a_transaction,
            self.sell,
            self.decide,
            self.read_a_list,
        )
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            deed = dice.choice(deeds)
            while True:
                began = time.monotonic()
                try:
                    deed()
                except EditConflict:
                    self.done["conflicts"] += 1
                else:
                    self.done[deed.__name__] += 1
                    break
                finally:
                    self.longest = max(self.longest, time.monotonic() - began)


def main(location: str, folder: str, name: str, seconds: str) -> None:
    """Write, and say what was written."""
    with customerbase.open(location) as base:
        writer = Writer(base, Path(folder), name)
        print("ready", flush=True)
        sys.stdin.readline()
        writer.write(float(seconds))
    print(json.dumps({"done": writer.done, "longest": writer.longest}))


if __name__ == "__main__":
    main(*sys.argv[1:])
