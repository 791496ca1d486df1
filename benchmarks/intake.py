"""Customers from a CSV file into an SQLite base, cleaned: wall time, processor time and peak memory.

    python benchmarks/intake.py [--customers 1000000] [--unnumbered] [--cases customerbase ...] [--folder DIR]

The list is made up, seeded: Chinese companies and persons with telephones, addresses, credit codes, an
amount and a person in each row.  In 5 of 100 rows something is written as people write it (full-width
digits, extensions, `500万元`, dates with years alone, cells that must be refused), and 3 of 100 customers
stand there a second time under another spelling.  With --unnumbered the list gives no numbers of its own,
so that each row is looked for among those that are there.

Each case runs in a process of its own, one after the other:

- customerbase: `base.import_customers` into a new file, with provenance, ready to be undone.
- again: the same file a second time, which must change nothing.
- undo: the import taken back.
- csv and sqlite3: what somebody writes by hand: `csv.DictReader`, `executemany` of strings.
- pandas: `read_csv`, `to_sql`, strings.

The rivals clean nothing, find nobody again, and cannot take anything back: they show what reading and
writing alone costs.  How far it has come is shown on a terminal.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

CASES = ("customerbase", "again", "undo", "csv and sqlite3", "pandas")
HEADER = (
    "客户编号,客户名称,客户类型,行业,省份,城市,区县,详细地址,邮编,电话,电子邮箱,统一社会信用代码,"
    "注册资本,建档日期,客户状态,联系人1,联系人1职务,联系人1手机"
).split(",")
_PLACES = (
    ("广东省", "深圳市", "南山区", "0755", "518000"),
    ("广东省", "广州市", "天河区", "020", "510000"),
    ("浙江省", "杭州市", "西湖区", "0571", "310000"),
    ("江苏省", "苏州市", "吴中区", "0512", "215000"),
    ("四川省", "成都市", "武侯区", "028", "610000"),
    ("上海市", "上海市", "浦东新区", "021", "200000"),
    ("湖北省", "武汉市", "江夏区", "027", "430000"),
)
_FIRST = "华中信达宏远鑫源博瑞恒泰嘉盛金禾利丰安康天宇东方新兴国泰海德明佳美和永立正顺伟业创联科汇"
_TRADES = ("电子", "贸易", "五金", "机械", "塑胶", "科技", "物流", "建材", "服装", "食品")
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "厂", "商行")
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
_TITLES = ("总经理", "采购经理", "财务", "业务员", "厂长")
_STAGES = ("潜在客户", "成交客户", "流失客户", "")


def _uscc(dice: random.Random) -> str:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91440300" + "".join(dice.choices(letters, k=9))
    weighted = sum(letters.index(each) * pow(3, i, 31) for i, each in enumerate(body))
    return body + letters[-weighted % 31]


def _name(dice: random.Random, city: str) -> str:
    core = "".join(dice.choices(_FIRST, k=dice.choice((2, 3, 3, 4))))
    return f"{city}{core}{dice.choice(_TRADES)}{dice.choices(_FORMS, (70, 8, 7, 8, 7))[0]}"


def _wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def _dirty(dice: random.Random, row: list[str]) -> None:
    """Write one cell as people write it."""
    way = dice.randrange(8)
    if way == 0:
        row[9] = _wide(row[9])
    elif way == 1:
        row[9] = row[9] + f"转{dice.randrange(8000, 8999)}"
    elif way == 2:
        row[9] = row[9] + " / " + f"13{dice.randrange(10**9):09d}"
    elif way == 3:
        row[12] = f"{dice.randrange(10, 900)}万美元"
    elif way == 4:
        row[13] = f"{dice.randrange(2001, 2024)}年{dice.randrange(1, 13)}月{dice.randrange(1, 28)}日"
    elif way == 5:
        row[1] = f"  {_wide(row[1])} "
    elif way == 6:
        row[13] = "24-1-5"  # may be three days: refused
    else:
        row[10] = "info(at)example.cn"  # no address: refused


def _again(dice: random.Random, row: list[str], number: str) -> list[str]:
    """Return the same customer as somebody else wrote him."""
    other = list(row)
    other[0] = number
    other[1] = row[1].replace("有限公司", "公司", 1) if dice.random() < 0.5 else row[1] + "（总部）"
    other[9] = row[9].replace("-", "")
    other[7] = row[7].replace("号", "")
    return other


def _rows(customers: int, numbered: bool) -> Iterator[list[str]]:
    dice = random.Random(2024)
    for i in range(customers):
        province, city, district, area, code = dice.choice(_PLACES)
        name = _name(dice, city[:-1])
        row = [
            f"KH{i:07d}" if numbered else "",
            name,
            "企业",
            dice.choice(_TRADES),
            province,
            city,
            district,
            f"{dice.choice(_FIRST)}{dice.choice(_FIRST)}路{dice.randrange(1, 3000)}号",
            code,
            f"{area}-{dice.randrange(20_000_000, 90_000_000)}",
            f"c{i}@example.cn" if dice.random() < 0.7 else "",
            _uscc(dice) if dice.random() < 0.6 else "",
            f"{dice.randrange(10, 9_000)}万元" if dice.random() < 0.5 else "",
            f"20{dice.randrange(1, 24):02d}-{dice.randrange(1, 13):02d}-{dice.randrange(1, 28):02d}",
            dice.choice(_STAGES),
            dice.choice(_SURNAMES) + "".join(dice.choices(_GIVEN, k=2)),
            dice.choice(_TITLES),
            f"13{dice.randrange(10**9):09d}",
        ]
        clean = list(row)
        if dice.random() < 0.05:
            _dirty(dice, row)
        yield row
        if dice.random() < 0.03:
            yield _again(dice, clean, f"KX{i:07d}" if numbered else "")


def made(path: Path, customers: int, *, numbered: bool) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        first = 0 if numbered else 1
        writer.writerow(HEADER[first:])
        writer.writerows(row[first:] for row in _rows(customers, numbered))


# ----------------------------------------------------------------- one case, in a process of its own


def run_case(case: str, folder: Path) -> None:
    source = folder / "customers.csv"
    began, used = time.perf_counter(), time.process_time()
    note = ""
    if case in ("customerbase", "again", "undo"):
        import customerbase

        with closing(customerbase.open(folder / "base.db")) as base:
            if case == "undo":
                undone = base.undo(base.batches()[-1])
                note = f"{sum(undone.removed.values()):,} records removed"
            else:
                result = base.import_customers(source, currency="CNY")
                note = (
                    f"{result.taken:,} taken, {result.changed:,} changed, {result.unchanged:,} unchanged, "
                    f"{result.refused:,} refused"
                )
    elif case == "csv and sqlite3":
        with (
            closing(sqlite3.connect(folder / "by_hand.db")) as database,
            source.open(encoding="utf-8") as stream,
        ):
            reader = csv.DictReader(stream)
            names = list(reader.fieldnames or ())
            columns = ", ".join(f'"{each}" TEXT' for each in names)
            database.execute(f"CREATE TABLE customer ({columns})")
            places = ", ".join("?" * len(names))
            with database:
                database.executemany(
                    f"INSERT INTO customer VALUES ({places})",
                    ([row[each] for each in names] for row in reader),
                )
            note = f"{database.execute('SELECT count(*) FROM customer').fetchone()[0]:,} rows of strings"
    else:
        import pandas as pd

        frame = pd.read_csv(source, dtype=str, keep_default_na=False)
        with closing(sqlite3.connect(folder / "pandas.db")) as database:
            frame.to_sql("customer", database, index=False)
        note = f"{len(frame):,} rows of strings"
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - began,
                "cpu": time.process_time() - used,
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "note": note,
            }
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--unnumbered", action="store_true")
    parser.add_argument("--cases", nargs="+", default=CASES, choices=CASES)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.case:
        run_case(given.case, given.folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for each in ("base.db", "by_hand.db", "pandas.db"):
            (folder / each).unlink(missing_ok=True)
        made(folder / "customers.csv", given.customers, numbered=not given.unnumbered)
        size = (folder / "customers.csv").stat().st_size
        print(f"{given.customers:,} customers, {size / 1e6:,.0f} MB of CSV", flush=True)
        print(f"{'case':18} {'wall':>9} {'cpu':>9} {'peak':>9} {'file':>9}")
        for case in given.cases:
            command = [sys.executable, __file__, "--case", case, "--folder", str(folder)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            found = json.loads(done.stdout.splitlines()[-1])
            file = {"csv and sqlite3": "by_hand.db", "pandas": "pandas.db"}.get(case, "base.db")
            print(
                f"{case:18} {found['wall']:7.1f} s {found['cpu']:7.1f} s {found['peak'] / 1e6:6,.0f} MB "
                f"{(folder / file).stat().st_size / 1e6:6,.0f} MB  {found['note']}",
                flush=True,
            )


if __name__ == "__main__":
    main()
