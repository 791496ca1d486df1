"""Whole addresses taken apart: province, city and district, beside cpca and JioNLP where they are installed.

    python benchmarks/addresses.py [COUNT]      20,000 generated addresses by default

Two sets: the cases of tests/clean/address_cases.txt, written by hand, and addresses made of the current places
of GB/T 2260 with streets, some of which bear the names of other places.  A rival's names for the level between a
municipality and its districts, and for places that their province governs itself, are made ours before comparing.
The cases expect that nothing is chosen where several places have the name; a rival that chooses is counted wrong
there, so the share without these cases is given too.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from customerbase import registry
from customerbase.clean.addresses import parse_address
from customerbase.clean.provinces import MUNICIPALITIES

CASES = Path(__file__).resolve().parents[1] / "tests" / "clean" / "address_cases.txt"
STREETS = "中山路 人民大街 北京东路 南京西路 上海路 解放路 建设路 科苑路 长江路 世纪大道 天津路 青年街 文化巷 吉林大路".split()
ENDINGS = ("省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区")


def hand_written():
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            text, province, city, district, _, _, sure = line.split("|")
            yield text, (province, city, district), float(sure)


def generated(count, table):
    dice = random.Random(1)
    places = [
        each
        for each in table.rows
        if each.level == 3 and not table.ended(each) and each.name[-1] in "区县市旗"
    ]
    places = [each for each in places if table.named(each.name)]
    while count:
        place = dice.choice(places)
        province, city = table.above(place)
        if province is None or (city is None and province.name not in MUNICIPALITIES):
            continue
        above = [province.name]
        if city is not None:
            above.append(city.name)
        truth = (province.name, above[-1], place.name)
        way = dice.randrange(4)
        if way == 1:
            above[0] = next(
                (above[0].removesuffix(each) for each in ENDINGS[::-1] if above[0].endswith(each)), above[0]
            )
        elif way == 2 and city is not None:
            del above[0]
        elif way == 3 and city is not None and city.name.endswith("市") and len(city.name) > 2:
            above = [city.name.removesuffix("市")]
        street = f"{dice.choice(STREETS)}{dice.randint(1, 300)}号"
        yield "".join([*above, place.name, street]), truth, 1.0
        count -= 1


def ours(table):
    def run(texts):
        for each in texts:
            found = parse_address(each, divisions=table)
            yield found.province or "", found.city or "", found.district or ""

    return run


def cpca():
    import cpca

    def run(texts):
        frame = cpca.transform(texts)
        yield from frame[["省", "市", "区"]].fillna("").itertuples(index=False, name=None)

    return run


def jionlp():
    import jionlp

    def run(texts):
        for each in texts:
            found = jionlp.parse_location(each)
            yield tuple(found[name] or "" for name in ("province", "city", "county"))

    return run


def in_our_terms(found):
    province, city, district = found
    if city in {"市辖区", "县"} or (province in MUNICIPALITIES and not city):
        city = province
    if "直辖" in city:
        city, district = (district, "") if district.endswith("市") else ("", district)
    elif not city and district.endswith("市"):
        city, district = district, ""
    return province, city, district


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    table = registry.load("divisions", "gb2260").divisions()
    sets = {"by hand": [*hand_written()], "generated": [*generated(count, table)]}
    print(f"{'':10} {'set':10} {'addresses':>9} {'right':>7} {'where one is meant':>19} {'a second':>9}")
    for name, make in (("ours", lambda: ours(table)), ("cpca", cpca), ("jionlp", jionlp)):
        try:
            run = make()
        except ImportError:
            print(f"{name:10} is not installed")
            continue
        for label, cases in sets.items():
            texts = [text for text, _, _ in cases]
            begun = time.process_time()
            found = [*run(texts)]
            took = time.process_time() - begun
            right = [in_our_terms(got) == truth for got, (_, truth, _) in zip(found, cases, strict=True)]
            meant = [ok for ok, (_, _, sure) in zip(right, cases, strict=True) if sure > 0.5]
            if "-v" in sys.argv:
                for got, ok, (text, truth, _) in zip(found, right, cases, strict=True):
                    if not ok:
                        print("   ", text, got, truth)
            print(
                f"{name:10} {label:10} {len(texts):9,} {sum(right) / len(right):7.1%}"
                f" {sum(meant) / len(meant):19.1%} {len(texts) / took:9,.0f}"
            )


if __name__ == "__main__":
    main()
