"""Search in one SQLite file: customers and contacts with addresses and numbers, beside FTS5 written by hand.

    python benchmarks/search.py [CUSTOMERS]      1,000,000 by default, with as many contacts

The hand-written table holds the same texts, each Chinese character apart, under the tokeniser unicode61, and
ranks by bm25: what somebody writes who wants Chinese found, and needs no parts of numbers, tiers or folding.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import customerbase
from customerbase.model import Contact, Customer, Employment
from customerbase.searching.fields import document, values_of
from customerbase.stores.finding import available_folding
from customerbase.stores.rows import Stored
from customerbase.stores.sqlite import SqliteRows
from customerbase.values import Address, Email, Phone

NOW = datetime(2024, 3, 1, tzinfo=UTC)
CITIES = "上海 北京 深圳 广州 杭州 苏州 南京 武汉 成都 重庆 天津 西安 长沙 青岛 宁波 无锡".split()
WEIGHTS = [30, 12, 10, 8, 6, 5, 5, 4, 4, 4, 3, 3, 2, 2, 1, 1]
TRADES = (
    "机电 电子 化工 贸易 物流 建材 纺织 食品 医疗器械 信息技术 汽车配件 仪器仪表 环保设备 机械制造".split()
)
ENDS = "有限公司 有限公司 有限公司 股份有限公司 有限责任公司 厂 公司".split()
SYLLABLES = (
    "华 强 盛 达 兴 隆 泰 和 瑞 丰 信 诚 德 源 宏 博 金 海 天 龙 新 东 立 中 安 康 明 远 创 联".split()
)
LATIN = "Acme Northern Global Delta Orient Pacific Summit Harbour Crown Victory Shanghai Jade Silver Union".split()
LATIN_TRADES = "Trading Electric Chemicals Textiles Logistics Instruments Foods Machinery".split()
SURNAMES = "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗".split()
ROADS = "中山路 人民路 解放路 建设路 南京路 淮海路 世纪大道 科苑路 振华路 长江路".split()

WORDS = (
    "上海", "公司", "上海 机电", "华强", "上海 深圳", "瑞丰达 苏州", "王伟", "王", "厂", "shanghai", "sha", "acme tr",
    "3201", "755832", "138001", "+86 755 8320 1234", "世纪大道 88", "C0500000", "wang500000@example.com",
    '"Delta Foods"', "上海 公司 机电 世纪大道", "没有这个词", "zzz",
)  # fmt: skip


def customers(count: int):
    dice = random.Random(1)
    for i in range(count):
        city = dice.choices(CITIES, WEIGHTS)[0]
        brand = "".join(dice.sample(SYLLABLES, dice.choice((2, 2, 3))))
        if dice.random() < 0.15:
            name = f"{dice.choice(LATIN)} {dice.choice(LATIN)} {dice.choice(LATIN_TRADES)} Ltd"
        else:
            name = f"{city if dice.random() < 0.6 else ''}{brand}{dice.choice(TRADES)}{dice.choice(ENDS)}"
        yield Customer(
            customer_id=f"C{i:07}",
            name=name,
            short_name=brand,
            addresses=[
                Address(
                    province=f"{city}市",
                    city=f"{city}市",
                    street=f"{dice.choice(ROADS)}{dice.randint(1, 999)}号",
                )
            ],
            phones=[Phone(number=f"0{dice.randint(10, 999)}-{dice.randint(20000000, 89999999)}")],
        )


def contacts(count: int):
    dice = random.Random(2)
    for i in range(count):
        yield Contact(
            contact_id=f"K{i:07}",
            name=dice.choice(SURNAMES) + "".join(dice.sample(SYLLABLES, dice.choice((1, 2)))),
            employments=[Employment(customer_id=f"C{i:07}", title="经理")],
            phones=[Phone(number=f"13{dice.randint(100000000, 999999999)}", label="mobile")],
            emails=[Email(address=f"wang{i}@example.com")],
        )


def load(rows: SqliteRows, count: int) -> float:
    start = time.perf_counter()
    with rows.transaction():
        for records in (customers(count), contacts(count)):
            for some in _batched(records):
                stored = [Stored(record=each, version=1, recorded_at=NOW) for each in some]
                rows.put(stored[0].record.kind_name, stored)
    return time.perf_counter() - start


def _batched(records):
    while some := list(itertools.islice(records, 5_000)):
        yield some


def by_hand(path: Path, count: int) -> tuple[sqlite3.Connection, float]:
    connection = sqlite3.connect(path)
    start = time.perf_counter()
    connection.execute("CREATE VIRTUAL TABLE cards USING fts5(id UNINDEXED, name, rest)")
    cjk = re.compile("([\u4e00-\u9fff])")
    with connection:
        connection.executemany(
            "INSERT INTO cards VALUES (?, ?, ?)",
            (
                (
                    each.key,
                    cjk.sub(r" \1 ", each.name),
                    cjk.sub(
                        r" \1 ", " ".join(value.text for value in itertools.islice(values_of(each), 1, None))
                    ),
                )
                for each in itertools.chain(customers(count), contacts(count))
            ),
        )
    return connection, time.perf_counter() - start


def timed(work, times: int = 5) -> tuple[float, int]:
    taken = []
    found: list = []
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000, len(found)


def main() -> None:
    count = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 1_000_000
    folder = Path(tempfile.mkdtemp(dir=os.environ.get("CUSTOMERBASE_BENCHMARK_FOLDER")))
    file = folder / "search.db"
    rows = SqliteRows(file)
    print(f"{count:,} customers, as many contacts; SQLite {sqlite3.sqlite_version}")
    print(f"cards kept in {load(rows, count):.1f} s (no index yet)")
    rows._file.run("PRAGMA wal_checkpoint(TRUNCATE)")  # noqa: SLF001
    size = file.stat().st_size
    start = time.perf_counter()
    documents = [document(each, available_folding()) for each in itertools.islice(customers(count), 20_000)]
    made = (time.perf_counter() - start) / len(documents) * 1e6
    start = time.perf_counter()
    rows.prepare_search(available_folding())
    taken = time.perf_counter() - start
    rows._file.run("PRAGMA wal_checkpoint(TRUNCATE)")  # noqa: SLF001
    print(
        f"index made in {taken:.1f} s, {taken / count / 2 * 1e6:.0f} µs a card; making a card and its document {made:.0f} µs"
    )
    print(
        f"index {(file.stat().st_size - size) / 1e6:,.0f} MB, {(file.stat().st_size - size) / count / 2:.0f} B a card"
    )
    one = [
        Stored(record=each, version=2, recorded_at=NOW) for each in itertools.islice(customers(count), 100)
    ]
    start = time.perf_counter()
    for each in one:
        with rows.transaction():
            rows.put(
                "customer",
                [Stored(record=each.record.replace(short_name="变更"), version=2, recorded_at=NOW)],
            )
    print(f"a card changed, by itself: {(time.perf_counter() - start) * 10:.2f} ms")
    rows.close()
    hand, took = (None, 0.0) if "--alone" in sys.argv else by_hand(folder / "hand.db", count)
    if hand:
        print(
            f"by hand: made in {took:.1f} s with its texts, {(folder / 'hand.db').stat().st_size / 1e6:,.0f} MB"
        )
    print(f"\n{'words':28} {'find, ms':>9} {'found':>6}   by hand, ms")
    with customerbase.base.open_base(file) as base:
        base.find("x")
        for words in WORDS:
            ours, found = timed(lambda: base.find(words))  # noqa: B023
            theirs = ""
            if hand:
                theirs = f"{timed(lambda: hand_find(hand, words), 1)[0]:10.1f}"  # noqa: B023
            print(f"{words:28} {ours:9.1f} {found:6}   {theirs}", flush=True)
    start = time.perf_counter()
    rows = SqliteRows(file)
    rows.scrub_search()
    print(f"\nscrubbed after an erasure in {time.perf_counter() - start:.1f} s")
    rows.close()
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()


def hand_find(connection: sqlite3.Connection, words: str) -> list:
    cjk = re.compile("([\u4e00-\u9fff])")
    asked = " AND ".join(
        f'"{cjk.sub(chr(32) + chr(92) + "1 ", each)}"' for each in words.replace('"', "").split()
    )
    sql = "SELECT id FROM cards WHERE cards MATCH ? ORDER BY bm25(cards, 0, 10, 1) LIMIT 20"
    return connection.execute(sql, (asked,)).fetchall()


if __name__ == "__main__":
    main()
