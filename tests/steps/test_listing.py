"""Kept lists: a page is what the plain definition gives; they say their day, and stay as they are until made anew."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import customerbase
from customerbase import registry
from customerbase.errors import CurrencyMismatch, EditConflict, InvalidRecord, NotFound
from customerbase.grading import Grade, by_employees, to_plain
from customerbase.model import Assignment, Customer, Purchase, PurchaseLine, Stage
from customerbase.organised.listed import ListBy, in_order, listed_customers, picked
from customerbase.stores import listings
from customerbase.stores.listings import drop_listed
from customerbase.values import Address, Money, Size

RULE = by_employees({"A": 500, "B": 100, "C": 0})
AT = datetime(2024, 6, 1, tzinfo=UTC)
NAMES = ("上海机电", "北京电器", "Acme", "acme", "Ärzte", "㐂")
PLACES = (
    None,
    Address(country="CN", province="上海", city="上海", district="浦东新区"),
    Address(country="CN", province="浙江", city="杭州"),
    Address(country="CN", city="上海"),
    Address(country="DE", city="B" * 90),
)


@pytest.fixture(params=["memory", "sqlite"])
def base(request, tmp_path):
    with customerbase.open(
        "memory:" if request.param == "memory" else tmp_path / "base.db", clock=lambda: AT
    ) as opened:
        yield opened


def customer(key, name="Acme", employees=None, address=None, stage=Stage.PROSPECT):
    return Customer(
        customer_id=key,
        name=name,
        stage=stage,
        size=Size(employees=employees),
        addresses=() if address is None else (address,),
    )


def sale(key, who, amount, on=date(2024, 1, 31), currency="CNY"):
    line = PurchaseLine(quantity=Decimal(1), unit_price=Money(amount, currency))
    return Purchase(purchase_id=key, customer_id=who, on=on, lines=[line])


customers = st.lists(
    st.builds(
        customer,
        st.integers(0, 30).map(lambda i: f"C{i:02}"),
        st.sampled_from(NAMES),
        st.sampled_from((None, 7, 100, 700)),
        st.sampled_from(PLACES),
        st.sampled_from(Stage),
    ),
    max_size=12,
    unique_by=lambda each: each.customer_id,
)
few = settings(max_examples=max(10, (settings.default or settings()).max_examples // 4), deadline=None)


@few
@given(st.data(), customers)
def test_a_page_is_what_the_plain_definition_gives(data, known):
    ids = [each.customer_id for each in known]
    sold, given_to = [], []
    if ids:
        sold = [
            sale(f"S{i}", who, amount, on)
            for i, (who, amount, on) in enumerate(
                data.draw(
                    st.lists(
                        st.tuples(
                            st.sampled_from(ids),
                            st.sampled_from(("7", "7.5", "100")),
                            st.sampled_from((date(2024, 1, 31), date(2024, 5, 1))),
                        ),
                        max_size=8,
                    )
                )
            )
        ]
        given_to = [
            Assignment(
                assignment_id=f"A{i}",
                customer_id=who,
                employee_id=employee,
                since=date(2024, 1, 1),
                until=until,
            )
            for i, (who, employee, until) in enumerate(
                data.draw(
                    st.lists(
                        st.tuples(
                            st.sampled_from(ids),
                            st.sampled_from(("E1", "E2")),
                            st.sampled_from((None, date(2024, 2, 1))),
                        ),
                        max_size=5,
                    )
                )
            )
        ]
    as_of = data.draw(st.sampled_from((None, date(2024, 3, 1))))
    gone = data.draw(st.lists(st.sampled_from(ids), max_size=2, unique=True)) if ids else []
    wanted = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "grade": st.sampled_from(("A", "B", "Z")),
                "place": st.sampled_from(("CN", "上海", "杭州", "浦东新区", "B" * 90, "B" * 89)),
                "stage": st.sampled_from([each.value for each in Stage]),
                "employee": st.sampled_from(("E1", "E2")),
            },
        )
    )
    by = data.draw(st.sampled_from(ListBy))
    sums: dict[str, Decimal] = {}
    for each in sold:
        if as_of is None or each.on <= as_of:
            sums[each.customer_id] = sums.get(each.customer_id, Decimal(0)) + each.amount.amount
    rows = listed_customers(known, sums, given_to, RULE, currency="CNY" if sums else None, as_of=as_of)
    sort_key = registry.load("order", "pinyin").sort_key
    expected = in_order([each for each in picked(rows, wanted) if each.customer_id not in gone], by, sort_key)

    with tempfile.TemporaryDirectory() as folder:
        for location in ("memory:", Path(folder) / "base.db"):
            with customerbase.open(location) as base:
                base.load([*known, *sold, *given_to], source="visit")
                head = base.keep_listing("all", rules=RULE, as_of=as_of)
                assert head.customers == len(known)
                with base.transaction():
                    for each in gone:
                        drop_listed(base.store.rows, each)
                size = data.draw(st.integers(1, 4))
                found = []
                for number in range(1, len(expected) // size + 3):
                    page = base.page("all", **wanted, by=by, page=number, size=size)
                    assert (page.total, page.pages) == (len(expected), -(-len(expected) // size))
                    assert len(page.rows) <= size
                    found += page.rows
                assert found == expected
                assert base.listings()[0].customers == len(known) - len(gone)
                base.forget_listing("all")
                assert base.store.rows.notes("listing all") == base.listings() == []


def test_more_than_one_part(base, monkeypatch):
    monkeypatch.setattr(listings, "PART", 8)
    monkeypatch.setattr("customerbase.stores.positions.PART", 8)
    monkeypatch.setattr(listings, "_BLOCK", 3)
    base.load([customer(f"C{i:02}", f"N{99 - i}", i * 100) for i in range(30)], source="visit")
    base.keep_listing("all", rules=RULE)
    found = [
        each.customer_id for n in (1, 2, 3) for each in base.page("all", grade="A", page=n, size=10).rows
    ]
    assert found == [f"C{i:02}" for i in range(5, 30)]
    by_name = [each.name for each in base.page("all", grade="A", by="name", size=50).rows]
    assert by_name == sorted(by_name)
    assert len(by_name) == 25


def test_a_list_stays_as_it_is_until_it_is_made_anew(base):
    base.load([customer("C1", employees=700), customer("C2"), sale("S1", "C1", "9.90")], source="visit")
    head = base.keep_listing(
        "all", rules={"size": RULE}, period="2024", currency="CNY", as_of=date(2024, 3, 1)
    )
    assert (head.recorded_at, head.rule, head.rule_name, head.order) == (AT, to_plain(RULE), "size", "pinyin")
    base.load([sale("S2", "C2", "100"), sale("S3", "C2", "1000", date(2024, 5, 1))], source="visit")
    assert [each.customer_id for each in base.page("all").rows] == ["C1", "C2"]

    again = base.refresh_listing("all")
    assert [str(each.sales) for each in base.page("all").rows] == ["100.00 CNY", "9.90 CNY"]
    assert (again.period, again.asked_currency, again.as_of) == (head.period, "CNY", date(2024, 3, 1))
    base.refresh_listing("all", as_of=date(2024, 6, 1))
    page = base.page("all", size=1)
    assert (str(page.rows[0].sales), page.total, page.pages) == ("1,100.00 CNY", 2, 2)
    assert page.listing.as_of == date(2024, 6, 1)


def test_a_name_is_given_once(base):
    base.keep_listing("all", rules=RULE)
    with pytest.raises(EditConflict) as caught:
        base.keep_listing("all", rules=RULE)
    assert "replace=True" in caught.value.__notes__[0]
    base.keep_listing("all", replace=True)
    assert base.listings()[0].rule_name == "credit"
    for asked in (
        lambda: base.page("al"),
        lambda: base.refresh_listing("al"),
        lambda: base.forget_listing("al"),
    ):
        with pytest.raises(NotFound):
            asked()


def test_what_makes_no_list_is_told(base):
    base.load([customer("C1"), sale("S1", "C1", "1"), sale("S2", "C1", "1", currency="EUR")], source="visit")
    with pytest.raises(CurrencyMismatch):
        base.keep_listing("all")
    with pytest.raises(TypeError, match="cannot be kept"):
        base.keep_listing("all", rules=lambda customer: Grade("A", "everybody is"), currency="CNY")
    for wrong in ("", " all", "x" * 41):
        with pytest.raises(InvalidRecord, match="1 to 40 characters"):
            base.keep_listing(wrong, currency="CNY")
    base.keep_listing("all", currency="EUR")
    for asked in ({"page": 0}, {"size": 0}, {"by": "age"}):
        with pytest.raises(ValueError, match=r"page|size|by"):
            base.page("all", **asked)


def test_a_list_that_fails_leaves_the_one_that_was(base):
    base.load([customer("C1")], source="visit")
    base.keep_listing("all", rules=RULE)
    base.load([sale("S1", "C1", "1"), sale("S2", "C1", "1", currency="EUR")], source="visit")
    with pytest.raises(CurrencyMismatch):
        base.refresh_listing("all")
    assert base.page("all").total == 1


def test_without_the_extra_names_stand_by_code_points(base, monkeypatch):
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    monkeypatch.delitem(sys.modules, "customerbase.stores.pinyin", raising=False)
    base.load([customer("C1", "上海机电"), customer("C2", "北京电器"), customer("C3", "b")], source="visit")
    assert base.keep_listing("all", rules=RULE).order == "code points"
    assert [each.customer_id for each in base.page("all", by="name").rows] == ["C3", "C1", "C2"]


def test_who_is_erased_is_on_no_list(base):
    base.load([customer("C1", "王小明"), customer("C2"), sale("S1", "C1", "9.90")], source="visit")
    base.keep_listing("all", rules=RULE)
    base.keep_listing("again", rules=RULE)
    base.erase("C1", reason="asked for it", by="Li")
    for name in ("all", "again"):
        assert [each.customer_id for each in base.page(name).rows] == ["C2"]
        assert base.page(name).total == 1
        assert not [
            each
            for each in base.store.rows.notes(f"listing {name}")
            if "王小明" in each.data or "C1" in each.marks
        ]


def test_two_that_are_one_customer_stand_there_once(base):
    base.load(
        [customer("C1"), customer("C2"), sale("S1", "C1", "9.90"), sale("S2", "C2", "100")], source="visit"
    )
    base.merge("C1", "C2", by="Li")
    base.keep_listing("all", rules=RULE)
    assert [(each.customer_id, str(each.sales)) for each in base.page("all").rows] == [("C1", "109.90 CNY")]


def test_a_page_is_of_one_list_whoever_makes_it_anew_meanwhile(tmp_path, monkeypatch):
    path = tmp_path / "base.db"
    parts = listings._parts
    with customerbase.open(path) as base, customerbase.open(path) as other:
        base.load([customer("C1"), customer("C2")], source="visit")
        base.keep_listing("all", rules=RULE)

        def made_anew(*given):
            monkeypatch.setattr(listings, "_parts", parts)
            other.load([customer("C0"), sale("S1", "C2", "7")], source="visit")
            other.refresh_listing("all")
            return parts(*given)

        monkeypatch.setattr(listings, "_parts", made_anew)
        assert [each.customer_id for each in base.page("all").rows] == ["C1", "C2"]
        assert [each.customer_id for each in base.page("all").rows] == ["C2", "C0", "C1"]
