"""The organised tables: what each row says, and the laws that hold whatever the records."""

from __future__ import annotations

import csv
import itertools
from collections import defaultdict
from datetime import date
from decimal import Context, Decimal, getcontext, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch
from customerbase.grading import Grade, by_credit, by_employees, by_sales
from customerbase.model import Assignment, Customer, Purchase, PurchaseLine, SaleTotal, Source
from customerbase.ranking import Basis, Origin, address_table, grade_table, roster, sales_ranking
from customerbase.values import Address, CreditStanding, Money, Period, Size


def customer(customer_id, **known):
    return Customer(customer_id=customer_id, name=f"name of {customer_id}", **known)


def sale(customer_id, amount, *, on=date(2024, 3, 1), quantity=1, currency="CNY", back=False, number="1"):
    return SaleTotal(
        purchase_id=f"{customer_id}-{on}-{number}",
        customer_id=customer_id,
        on=on,
        amount=Money(amount, currency),
        quantity=Decimal(quantity),
        is_return=back,
    )


IDS = st.sampled_from("abcdefg")
DAYS = st.dates(date(2023, 1, 1), date(2024, 12, 31))
AMOUNTS = st.decimals(-999, 9_999, places=6)
SALES = st.lists(
    st.builds(
        sale,
        IDS,
        AMOUNTS,
        on=DAYS,
        quantity=st.decimals(-9, 99, places=3),
        back=st.booleans(),
        number=st.text(),
    ),
    max_size=25,
)
PLACES = st.sampled_from([None, "x", "y"])
ADDRESSES = st.builds(
    lambda *parts: (
        [Address(**dict(zip(("country", "province", "city", "district"), parts, strict=True)))]
        if any(parts)
        else []
    ),
    *[PLACES] * 4,
)
CUSTOMERS = st.lists(
    st.builds(
        customer,
        IDS,
        acquired_on=st.none() | DAYS,
        addresses=ADDRESSES,
        size=st.builds(
            Size,
            employees=st.none() | st.integers(0, 20),
            turnover=st.none() | st.builds(Money, st.integers(0, 5), st.just("CNY")),
        ),
    ),
    unique_by=lambda each: each.customer_id,
    max_size=7,
)


# ------------------------------------------------------------------ roster


def test_the_roster_stands_by_acquisition_and_says_what_each_day_rests_on():
    known = [
        customer("stated", acquired_on=date(2024, 4, 1)),
        customer("bought"),
        customer("heard of"),
        customer("unknown"),
    ]
    heard = {"heard of": Origin(source=Source(method="referral", collected_by="E7"), on=date(2024, 2, 1))}
    sold = [sale("bought", 5, on=date(2024, 3, 9)), sale("bought", 5, on=date(2024, 3, 2))]

    rows = roster(known, origins=heard, sales=sold)

    assert [(row.number, row.customer_id, row.acquired_on, row.basis) for row in rows] == [
        (1, "heard of", date(2024, 2, 1), Basis.FIRST_RECORDED),
        (2, "bought", date(2024, 3, 2), Basis.FIRST_PURCHASE),
        (3, "stated", date(2024, 4, 1), Basis.STATED),
        (4, "unknown", None, Basis.UNKNOWN),
    ]
    assert (rows[0].source, rows[0].collected_by) == (heard["heard of"].source, "E7")


def test_goods_returned_acquire_nobody():
    (row,) = roster([customer("a")], sales=[sale("a", -5, back=True)])

    assert row.basis is Basis.UNKNOWN


def test_customers_of_one_day_stand_by_id():
    known = [customer(each, acquired_on=date(2024, 1, 1)) for each in "cab"]

    assert [row.customer_id for row in roster(known)] == ["a", "b", "c"]


def test_the_roster_of_a_day_leaves_out_what_came_later():
    known = [customer("early"), customer("late", acquired_on=date(2024, 9, 1)), customer("later")]
    heard = {
        "early": Origin(source=Source.of("visit"), on=date(2024, 7, 1)),
        "later": Origin(source=Source.of("visit"), on=date(2024, 7, 1)),
    }
    charge = [
        Assignment(
            assignment_id="1",
            customer_id="early",
            employee_id="E1",
            since=date(2024, 1, 1),
            until=date(2024, 5, 31),
        ),
        Assignment(assignment_id="2", customer_id="early", employee_id="E2", since=date(2024, 6, 1)),
    ]
    sold = [sale("early", 1, on=date(2024, 2, 1)), sale("later", 1, on=date(2024, 8, 1))]

    (then,) = roster(known, origins=heard, sales=sold, assignments=charge, as_of=date(2024, 5, 1))
    now = roster(known, origins=heard, sales=sold, assignments=charge)

    assert (then.customer_id, then.responsible, then.source) == ("early", ("E1",), None)
    assert [(row.customer_id, row.responsible) for row in now] == [
        ("early", ("E2",)),
        ("later", ()),
        ("late", ()),
    ]


@given(CUSTOMERS, SALES, DAYS, st.randoms())
def test_the_roster_does_not_depend_on_the_order_of_records(known, sold, day, random):
    rows = roster(known, sales=sold, as_of=day)
    shuffled = random.sample(known, len(known)), random.sample(sold, len(sold))

    assert roster(shuffled[0], sales=shuffled[1], as_of=day) == rows
    assert {row.customer_id for row in rows} <= {row.customer_id for row in roster(known, sales=sold)}
    assert all(row.acquired_on is None or row.acquired_on <= day for row in rows)
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))


# ------------------------------------------------------------------ sales ranking


def test_ties_share_a_rank_and_the_next_rank_skips():
    rows = sales_ranking([], [sale("d", 1), sale("c", 5), sale("b", 5), sale("a", 9)])

    assert [(row.rank, row.customer_id) for row in rows] == [(1, "a"), (2, "b"), (2, "c"), (4, "d")]


def test_a_return_lowers_the_amount_and_is_no_purchase():
    (row,) = sales_ranking([], [sale("a", "9.99"), sale("a", "-2.00", quantity=-1, back=True)])

    assert (row.purchases, row.returns, row.amount, row.quantity) == (1, 1, Money("7.99", "CNY"), 0)


def test_a_purchase_and_its_totals_are_ranked_alike():
    whole = Purchase(
        purchase_id="1",
        customer_id="a",
        on=date(2024, 3, 1),
        lines=[PurchaseLine(quantity=3, unit_price=Money("0.333333", "CNY"), discount="0.1")],
    )
    alone = SaleTotal(
        purchase_id="1", customer_id="a", on=whole.on, amount=whole.amount, quantity=whole.quantity
    )

    assert sales_ranking([], [whole]) == sales_ranking([], [alone])


def test_sales_of_an_unknown_customer_do_not_vanish():
    (row,) = sales_ranking([], [sale("nobody knows", 5)])

    assert (row.customer_id, row.name) == ("nobody knows", None)


def test_only_sales_of_the_period_and_until_the_day_count():
    sold = [sale("a", 1, on=date(2023, 12, 31)), sale("a", 2), sale("a", 4, on=date(2024, 6, 1))]

    def amount(**of):
        return sales_ranking([], sold, **of)[0].amount.amount

    assert amount(period=Period.year(2024)) == 6
    assert amount(period=Period.year(2024), as_of=date(2024, 5, 31)) == 2
    assert amount(as_of=date(2024, 3, 1)) == 3


def test_several_currencies_are_refused_until_one_is_chosen():
    sold = [sale("a", 5), sale("a", 7, currency="USD"), sale("b", 3, currency="USD")]

    with pytest.raises(CurrencyMismatch) as refused:
        sales_ranking([], sold)

    assert refused.value.currencies == ("CNY", "USD")
    assert [(row.customer_id, str(row.amount)) for row in sales_ranking([], sold, currency="USD")] == [
        ("a", "7.00 USD"),
        ("b", "3.00 USD"),
    ]


def test_everyone_is_listed_when_asked_for():
    rows = sales_ranking([customer("a"), customer("b")], [sale("b", 5)], everyone=True)

    assert [(row.rank, row.customer_id, row.purchases, row.amount) for row in rows] == [
        (1, "b", 1, Money(5, "CNY")),
        (2, "a", 0, Money(0, "CNY")),
    ]


def test_ranked_by_their_own_turnover_who_states_none_has_no_rank():
    known = [
        customer("small", size=Size(turnover=Money(0, "CNY"))),
        customer("large", size=Size(turnover=Money(90, "CNY"))),
        customer("silent"),
    ]

    rows = sales_ranking(known, [sale("small", 5)], by="turnover", everyone=True)

    assert [(row.rank, row.customer_id, row.share) for row in rows] == [
        (1, "large", 1),
        (2, "small", 0),
        (None, "silent", None),
    ]
    assert len(sales_ranking(known, [], by="turnover")) == 2


def test_turnovers_of_two_currencies_are_not_compared():
    known = [customer(each, size=Size(turnover=Money(1, each))) for each in ("CNY", "USD")]

    with pytest.raises(CurrencyMismatch):
        sales_ranking(known, [], by="turnover")
    assert [row.customer_id for row in sales_ranking(known, [], by="turnover", currency="USD")] == ["USD"]


def test_no_share_is_told_of_nothing():
    rows = sales_ranking([], [sale("a", 5), sale("b", -5, back=True)])

    assert {(row.share, row.cumulative_share) for row in rows} == {(None, None)}
    assert sales_ranking([customer("a")], [], everyone=True)[0].amount is None
    assert sales_ranking([], []) == ()


@given(CUSTOMERS, SALES, st.sampled_from(["amount", "quantity", "turnover"]), st.booleans(), st.randoms())
def test_the_ranking_keeps_its_laws(known, sold, by, everyone, random):
    rows = sales_ranking(known, sold, by=by, everyone=everyone)
    figure = {"amount": lambda row: row.amount.amount, "turnover": lambda row: row.turnover.amount}.get(
        by, lambda row: row.quantity
    )
    ranked = [row for row in rows if row.rank is not None and (by != "amount" or row.amount is not None)]

    assert rows == sales_ranking(
        random.sample(known, len(known)), random.sample(sold, len(sold)), by=by, everyone=everyone
    )
    for one, other in itertools.pairwise(ranked):
        assert figure(one) >= figure(other)
        assert (one.rank == other.rank) is (figure(one) == figure(other))
    for i, row in enumerate(ranked):
        assert row.rank == 1 + sum(figure(each) > figure(row) for each in ranked)
        assert row.rank <= i + 1
    whole = sum((figure(row) for row in ranked), Decimal(0))
    if whole > 0:
        assert ranked[-1].cumulative_share == 1
        # each share is rounded to 28 digits by itself
        wide = Context(prec=60)
        summed = Decimal(0)
        for row in ranked:
            summed = wide.add(summed, row.share)
            assert abs(summed - row.cumulative_share) <= Decimal("1e-20")


@given(SALES)
def test_sums_are_exact_whatever_the_callers_context(sold):
    expected = sales_ranking([], sold)
    before = getcontext().copy()

    with localcontext() as narrow:
        narrow.prec = 2
        assert sales_ranking([], sold) == expected
        assert address_table([], sold) == address_table([], list(sold))

    assert (getcontext().prec, getcontext().rounding) == (before.prec, before.rounding)


def test_the_largest_and_the_smallest_amount_add_up():
    sold = [
        sale("a", "99999999999999999.000000", quantity="0.000001"),
        sale("a", "0.000001", quantity=10**17),
    ]

    (row,) = sales_ranking([], sold)
    (place,) = address_table([], sold, depth=1)

    assert row.amount == place.amount == Money("99999999999999999.000001", "CNY")
    assert row.quantity == Decimal("100000000000000000.000001")


# ------------------------------------------------------------------ grade table


def test_the_best_grade_stands_first_and_who_has_none_last():
    known = [
        customer("a"),
        customer("b", size=Size(employees=5)),
        customer("c", size=Size(employees=50)),
        customer("d", size=Size(employees=60)),
    ]

    rows = grade_table(known, by_employees([("large", 50), ("small", 0)]))

    assert [(row.customer_id, row.grade) for row in rows] == [
        ("c", "large"),
        ("d", "large"),
        ("b", "small"),
        ("a", None),
    ]
    assert rows[0].reason == "50 employees, at least 50"


def test_several_rules_give_a_column_each_and_the_first_sorts():
    known = [
        customer("a", credit=CreditStanding(rating="bad"), size=Size(employees=50)),
        customer("b", credit=CreditStanding(rating="good")),
    ]
    rules = {"credit": by_credit({"A": "good", "C": "bad"}), "size": by_employees([("A", 10), ("B", 0)])}

    rows = grade_table(known, rules)

    assert [(row.customer_id, [(name, each.grade) for name, each in row.grades]) for row in rows] == [
        ("b", [("credit", "A"), ("size", None)]),
        ("a", [("credit", "C"), ("size", "A")]),
    ]
    assert rows[0].grade == "A"


def test_nothing_bought_is_not_the_same_as_sales_unknown():
    rule = by_sales([("A", Money(10, "CNY")), ("B", Money(0, "CNY"))])

    assert grade_table([customer("a")], rule)[0].grade is None
    assert grade_table([customer("a")], rule, sales=[])[0].grade == "B"
    assert grade_table([customer("a")], rule, sales=[sale("a", 9), sale("a", 1)])[0].grade == "A"
    early = grade_table([customer("a")], rule, sales=[sale("a", 10)], as_of=date(2024, 2, 28))
    assert early[0].grade == "B"


def test_a_plain_function_grades_too():
    rows = grade_table([customer("a"), customer("b")], lambda each: Grade(each.customer_id.upper(), "its id"))

    assert [(row.grade, row.reason) for row in rows] == [("A", "its id"), ("B", "its id")]


@given(CUSTOMERS, SALES, st.randoms())
def test_every_customer_has_one_grade_row_whatever_the_order(known, sold, random):
    rules = {
        "size": by_employees([("A", 10), ("B", 0)]),
        "sales": by_sales([("A", Money(99, "CNY")), ("B", Money(0, "CNY"))]),
    }
    rows = grade_table(known, rules, sales=sold)

    assert rows == grade_table(random.sample(known, len(known)), rules, sales=random.sample(sold, len(sold)))
    assert sorted(row.customer_id for row in rows) == sorted(each.customer_id for each in known)
    order = {"A": 0, "B": 1, None: 2}
    assert [order[row.grade] for row in rows] == sorted(order[row.grade] for row in rows)
    employees = {each.customer_id: each.size.employees for each in known}
    assert all((row.grade is None) == (employees[row.customer_id] is None) for row in rows)


# ------------------------------------------------------------------ a real company


@pytest.mark.shared_data
def test_northwind_agrees_to_the_cent(shared_data):
    folder = shared_data / "northwind"

    def read(name):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    orders = {row["orderID"]: row for row in read("orders.csv")}
    lines = defaultdict(list)
    for row in read("order-details.csv"):
        lines[row["orderID"]].append(
            PurchaseLine(
                quantity=row["quantity"],
                unit_price=Money(row["unitPrice"], "USD"),
                discount=row["discount"],
            )
        )
    sold = [
        Purchase(
            purchase_id=number,
            customer_id=orders[number]["customerID"],
            on=date.fromisoformat(orders[number]["orderDate"][:10]),
            lines=tuple(bought),
        )
        for number, bought in lines.items()
    ]

    rows = sales_ranking([], sold)

    assert len(rows) == 89
    assert sum((row.amount for row in rows), Money(0, "USD")).rounded() == Money("1265793.04", "USD")
    assert (rows[0].customer_id, rows[0].amount) == ("QUICK", Money("110277.305", "USD"))
    assert round(rows[17].cumulative_share * 100, 2) == Decimal("60.06")
    assert rows[-1].cumulative_share == 1
