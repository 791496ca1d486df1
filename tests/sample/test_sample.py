"""The sample company: the same bytes everywhere, realistic, and whole."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import attrs
import pytest

from customerbase import sample
from customerbase.convert import from_plain
from customerbase.model import KINDS
from customerbase.sample.dice import Dice

AS_OF = date(2024, 12, 31)
FILES = [each.name for each in attrs.fields(sample.SampleFiles) if each.name != "refused"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return sample.write(tmp_path_factory.mktemp("sample"))


def rows(path, encoding="utf-8-sig", *, without=()):
    """The rows of a CSV file as dicts, without the lines that were put in to be refused."""
    text = path.read_bytes().decode(encoding)
    header, *lines = text.split("\r\n")[:-1]
    names = next(csv.reader([header]))
    return [
        dict(zip(names, next(csv.reader([line])), strict=True))
        for number, line in enumerate(lines, 2)
        if number not in without
    ]


def traps(files, path):
    return {each.line for each in files.refused if each.file == path.name}


@pytest.fixture(scope="module")
def customers(files):
    home = rows(files.customers, "gb18030", without=traps(files, files.customers))
    abroad = rows(files.customers_abroad, without=traps(files, files.customers_abroad))
    return {each["客户编号"]: each for each in home} | {each["Customer No"]: each for each in abroad}


@pytest.fixture(scope="module")
def sales(files):
    return rows(files.sales, without=traps(files, files.sales))


def records(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class TestTheSameEverywhere:
    def test_a_seed_gives_the_same_bytes_each_time(self, files, tmp_path):
        random.seed(1)  # nobody else's chance has a part in it
        again = sample.write(tmp_path)

        for name in FILES:
            assert getattr(again, name).read_bytes() == getattr(files, name).read_bytes(), name

    def test_another_seed_is_another_company(self, files, tmp_path):
        other = sample.write(tmp_path, seed=7)

        assert other.sales.read_bytes() != files.sales.read_bytes()

    @pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2025, 1, 1), date(2031, 7, 15)])
    def test_the_story_ends_on_the_day_that_is_asked_for(self, tmp_path, as_of):
        files = sample.write(tmp_path, seed=as_of.toordinal(), as_of=as_of)

        days = [date.fromisoformat(each["on"]) for each in records(files.verifications)]
        assert max(days) <= as_of
        assert as_of.year - min(days).year <= 4

    def test_chance_is_made_of_what_python_promises_to_keep(self):
        # the documentation of random: random() gives the same sequence for a compatible seed, and only random()
        dice = Dice(2024)

        assert [dice.whole(1, 6) for _ in range(12)] == [3, 5, 2, 6, 3, 5, 2, 2, 5, 3, 3, 5]
        assert "".join(dice.shuffled("abcdef")) == "adecbf"


class TestWhatItIs:
    def test_a_company_of_the_size_that_is_promised(self, files, customers, sales):
        contacts = sum(
            bool(each.get(f"联系人{i}") or each.get(f"Contact {i}"))
            for each in customers.values()
            for i in (1, 2)
        )

        assert len(customers) == 200
        assert 340 <= contacts <= 420
        assert 4_700 <= len({each["Order No"] for each in sales}) <= 5_300
        assert 2_700 <= len(rows(files.interactions, without=traps(files, files.interactions))) <= 3_300
        assert len(rows(files.employees)) == 12
        assert sum(getattr(files, name).stat().st_size for name in FILES) < 1_500_000

    def test_a_fifth_of_the_customers_brings_most_of_the_sales(self, sales):
        amounts = sorted(_by_customer(sales).values(), reverse=True)

        assert 0.65 < sum(amounts[: len(amounts) // 5]) / sum(amounts) < 0.85

    def test_some_never_bought_and_many_bought_once_and_the_same(self, customers, sales):
        amounts = _by_customer(sales)
        orders = Counter(
            dict(Counter(number for _, number in {(e["Order No"], e["Customer No"]) for e in sales}))
        )
        once = Counter(amounts[number] for number, count in orders.items() if count == 1)

        assert 0.1 < 1 - len(amounts) / len(customers) < 0.2
        assert once.most_common(1)[0][1] >= 20

    def test_little_is_sold_around_the_spring_festival(self, sales):
        months = Counter(each["Order No"][4:6] for each in sales if each["Order No"].startswith("SO"))

        assert months["02"] * 2 < months["12"]

    def test_lists_stand_in_the_encodings_in_which_they_are_met(self, files):
        with pytest.raises(UnicodeDecodeError):
            files.customers.read_text(encoding="utf-8")
        assert files.customers_abroad.read_bytes().startswith(b"\xef\xbb\xbf")

    def test_dirt_is_in_it(self, files, sales):
        text = files.customers.read_text(encoding="gb18030")

        for writing in ("０", "转", "万元", "NULL", "年", "\u3000"):
            assert writing in text
        assert {"," in each["Quantity"] for each in sales} == {True, False}
        assert any(each["Unit Price"].startswith("￥") for each in sales)

    def test_the_rows_to_be_refused_are_where_it_says(self, files):
        folder = files.sales.parent
        for each in files.refused:
            encoding = "gb18030" if each.file == files.customers.name else "utf-8-sig"
            assert len((folder / each.file).read_bytes().decode(encoding).split("\r\n")) > each.line
        assert 12 <= len(files.refused) <= 24
        assert {each.why for each in files.refused} >= {
            "neither a number nor a name",
            "24-1-5 may be three days",
            "no such day",
        }


class TestItIsWhole:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("competitors", "competitor"),
            ("campaigns", "campaign"),
            ("assignments", "assignment"),
            ("relationships", "relationship"),
            ("feedback", "feedback"),
            ("tasks", "task"),
            ("sightings", "sighting"),
            ("consents", "consent"),
            ("verifications", "verification"),
        ],
    )
    def test_each_line_is_a_record_and_names_what_there_is(self, files, customers, sales, name, kind):
        plain = records(getattr(files, name))
        made = [from_plain(KINDS[kind], each) for each in plain]
        known = {
            "customer_id": set(customers),
            "other_id": set(customers),
            "employee_id": {each["工号"] for each in rows(files.employees)},
            "by": {each["工号"] for each in rows(files.employees)},
            "product_id": {each["产品编号"] for each in rows(files.products)},
            "purchase_id": {each["Order No"] for each in sales},
            "competitor_id": {each["competitor_id"] for each in records(files.competitors)},
        }

        assert len({each.key for each in made}) == len(made)
        for each in plain:
            for field, ids in known.items():
                assert each.get(field) is None or each[field] in ids

    def test_sales_name_customers_products_staff_and_the_orders_they_return(self, files, customers, sales):
        orders = {each["Order No"] for each in sales}

        assert {each["Customer No"] for each in sales} <= set(customers)
        assert {each["Product No"] for each in sales} <= {each["产品编号"] for each in rows(files.products)}
        assert {each["Salesperson"] for each in sales} <= {each["工号"] for each in rows(files.employees)}
        returns = [each for each in sales if each["Return Of"]]
        assert 40 <= len(returns) <= 80
        assert {each["Return Of"] for each in returns} <= orders
        assert all(each["Quantity"].startswith(("-", "－")) for each in returns)

    def test_nobody_deals_with_us_before_he_is_known_or_after_the_end(self, files, customers):
        for each in rows(files.interactions, without=traps(files, files.interactions)):
            assert each["客户编号"] in customers
            assert date(2021, 1, 4) <= date(*map(int, each["日期"].replace("/", "-").split("-"))) <= AS_OF

    def test_the_bought_list_says_other_numbers_of_customers_we_know(self, files, customers):
        listed = rows(files.bought_list, without=traps(files, files.bought_list))
        shared = [each for each in listed if each["客户编号"] in customers]

        assert 15 <= len(shared) < len(listed)
        assert all(each["电话"] != customers[each["客户编号"]]["电话"] for each in shared)


def _by_customer(sales):
    sums = defaultdict(Decimal)
    for each in sales:
        plain = each["Quantity"].replace(",", "").replace("－", "-")
        price = Decimal(each["Unit Price"].replace(",", "").removeprefix("￥"))
        share = each["Discount"] or "0"
        off = Decimal(share.removesuffix("%")) / 100 if share.endswith("%") else Decimal(share)
        sums[each["Customer No"]] += int(plain) * price * (1 - off)
    return sums
