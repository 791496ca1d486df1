"""The strategies: every record can be drawn, nasty ones too, and a company's references hold."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from customerbase import model, values
from customerbase.model import KINDS, Customer, Purchase, Stage
from customerbase.testing import register, strategies
from customerbase.testing.registered import RECORDS
from customerbase.testing.strategies import Company
from customerbase.validation import Record
from customerbase.values import Money, Period

QUICKLY = settings(max_examples=2_000, database=None, phases=[Phase.generate])


@pytest.mark.parametrize("made_of", RECORDS)
def test_from_type_makes_every_record_and_value(made_of: type[Any]) -> None:
    register()

    assert type(find(st.from_type(made_of), lambda _: True, settings=QUICKLY)) is made_of


def test_every_record_and_value_of_the_library_is_registered() -> None:
    public = [getattr(module, name) for module in (model, values) for name in module.__all__]
    made = {each for each in public if isinstance(each, type) and issubclass(each, Record | Money)}

    assert made - {model.Entity} == set(RECORDS)


def test_importing_the_library_or_its_testing_loads_neither_hypothesis_nor_pytest() -> None:
    code = (
        "import sys, customerbase, customerbase.model, customerbase.testing;"
        "print(sorted({'hypothesis', 'pytest'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_strategies_do_not_load_pytest() -> None:
    code = "import sys, customerbase.testing.strategies; print('pytest' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    "nasty",
    [
        lambda name: name.endswith(" "),
        lambda name: "  " in name,
        lambda name: name.isascii() and name.isupper() and len(name) > 3,
        lambda name: any(ord(character) > 0xFFFF for character in name),
        lambda name: "\u0301" in name,
        lambda name: "'" in name,
        lambda name: "%" in name,
        lambda name: "_" in name,
    ],
)
def test_names_are_nasty_in_the_ways_that_trip_stores(nasty: Any) -> None:
    assert nasty(find(strategies.names(), nasty, settings=QUICKLY))


def test_leap_days_and_ids_in_other_case_occur() -> None:
    assert find(strategies.days(), lambda day: (day.month, day.day) == (2, 29), settings=QUICKLY).day == 29
    assert find(strategies.ids("C"), lambda key: key == "c1", settings=QUICKLY) == "c1"


@pytest.mark.parametrize(
    "nasty",
    [
        lambda each: each.is_return,
        lambda each: each.amount.amount == 0,
        lambda each: each.quantity < 0,
        lambda each: each.currency == "JPY",
        lambda each: each.at is not None and each.at.utcoffset().total_seconds() > 0,
        lambda each: any(line.discount == 1 for line in each.lines),
    ],
)
def test_purchases_are_nasty_in_the_ways_that_trip_tables(nasty: Any) -> None:
    assert nasty(find(strategies.purchases(), nasty, settings=QUICKLY))


def test_ids_come_again() -> None:
    assert find(
        st.lists(strategies.customers(), min_size=2, max_size=3),
        lambda several: several[0].key == several[1].key and several[0] != several[1],
        settings=QUICKLY,
    )


YEAR = Period.year(2024)


@given(strategies.purchases(["S1"], ["C1", "C2"], currencies=["EUR"], between=YEAR, returns=False))
def test_purchases_keep_to_what_was_asked(sale: Purchase) -> None:
    assert sale.purchase_id == "S1"
    assert sale.customer_id in ("C1", "C2")
    assert sale.currency == "EUR"
    assert sale.on in YEAR
    assert all(line.quantity >= 0 for line in sale.lines)


@given(strategies.customers(stage=st.just(Stage.LAPSED)))
def test_any_field_takes_a_strategy_of_ones_own(customer: Customer) -> None:
    assert customer.stage is Stage.LAPSED


@given(strategies.days(Period(start=date(2024, 2, 28), end=date(2024, 3, 1))))
def test_days_keep_to_their_period(day: date) -> None:
    assert date(2024, 2, 28) <= day <= date(2024, 3, 1)


@given(strategies.purchase_histories(["C1", "C2"], max_size=5))
def test_in_a_history_a_return_takes_back_what_was_sold_before(history: tuple[Purchase, ...]) -> None:
    sales = {each.purchase_id: each for each in history}

    assert len(sales) == len(history)
    for each in history:
        if each.reverses is not None:
            sold = sales[each.reverses]
            assert sold.customer_id == each.customer_id
            assert sold.on <= each.on
            assert {-line.quantity for line in each.lines} <= {line.quantity for line in sold.lines}


REFERENCES = {
    "customer_id": "customer",
    "other_id": "customer",
    "contact_id": "contact",
    "contact_ids": "contact",
    "employee_id": "employee",
    "by": "employee",
    "product_id": "product",
    "campaign_id": "campaign",
    "competitor_id": "competitor",
    "coupon_id": "coupon",
    "purchase_id": "purchase",
    "reverses": "purchase",
}


@settings(max_examples=15)
@given(strategies.companies())
def test_in_a_company_every_record_names_only_those_before_it(company: Company) -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for each in company.records():
        assert each.key not in known[each.kind_name]
        for kind, key in _named_by(each):
            assert key in known[kind], (each, kind, key)
        known[each.kind_name].add(each.key)


def _named_by(each: Any) -> list[tuple[str, str]]:
    found = []
    own = f"{each.kind_name}_id"
    parts = [
        each,
        *getattr(each, "employments", ()),
        *getattr(each, "lines", ()),
        *getattr(each, "handlings", ()),
    ]
    for part in parts:
        for name, kind in REFERENCES.items():
            if part is each and (name == own or (name == "by" and each.kind_name == "verification")):
                continue
            value = getattr(part, name, None)
            found += [
                (kind, key) for key in (value if isinstance(value, tuple) else (value,)) if key is not None
            ]
        superior = getattr(part, "reports_to", None)
        if superior is not None:
            found.append((each.kind_name, superior))
    return found


def test_a_company_may_have_records_of_every_kind() -> None:
    missing = set(KINDS)

    @settings(max_examples=40, database=None, phases=[Phase.generate], derandomize=True)
    @given(strategies.companies(max_of_each=1, max_purchases=2))
    def look(company: Company) -> None:
        missing.difference_update(each.kind_name for each in company.records())

    look()
    assert not missing
