"""Recency, frequency and monetary value of each customer, from his purchases alone."""

from __future__ import annotations

import copy
import pickle
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import CurrencyMismatch, InvalidRecord
from customerbase.measures import Count, Returns, RfmSummary, Summaries, summarize
from customerbase.measures.dealt import EXACT, trimmed
from customerbase.model import Purchase, PurchaseLine, SaleTotal
from customerbase.testing import strategies
from customerbase.values import CURRENCIES, Money

AS_OF = date(2024, 6, 30)


def sale(number, on, *prices, who="C1", currency="CNY", **more):
    lines = [PurchaseLine(quantity=-1 if p < 0 else 1, unit_price=Money(abs(p), currency)) for p in prices]
    return Purchase(purchase_id=number, customer_id=who, on=on, lines=lines, **more)


def only(purchases, **how):
    (one,) = summarize(purchases, as_of=AS_OF, **how)
    return one


TWO_AND_ONE_BACK = [
    sale("1", date(2024, 5, 1), 100),
    sale("2", date(2024, 6, 1), 50, 20),
    sale("3", date(2024, 6, 9), -50),
]


# ------------------------------------------------------------------ the three numbers


def test_both_families_of_models_find_their_own_words():
    one = only(TWO_AND_ONE_BACK)

    assert (one.recency, one.frequency, one.monetary, one.tenure) == (29, 2, Money(120, "CNY"), 60)
    assert (one.age_at_last_purchase, one.repeats, one.mean_value) == (31, 1, Decimal(60))
    assert (one.first_purchase, one.last_purchase) == (date(2024, 5, 1), date(2024, 6, 1))


@given(strategies.sale_histories(), strategies.days())
def test_they_are_what_a_few_lines_count(sold, as_of):
    by_customer = defaultdict(list)
    for each in sold:
        if each.on <= as_of:
            by_customer[each.customer_id].append(each)

    summaries = summarize(sold, as_of=as_of)

    assert [each.customer_id for each in summaries] == sorted(by_customer)
    for each in summaries:
        own = by_customer[each.customer_id]
        visits = [sold for sold in own if not sold.is_return]
        assert each.frequency == len(visits)
        assert each.recency == min(((as_of - sold.on).days for sold in visits), default=None)
        assert each.tenure == max(((as_of - sold.on).days for sold in visits), default=None)
        assert each.monetary.amount == sum(sold.amount.amount for sold in own)


@given(strategies.purchase_histories(), st.sampled_from(Count), st.sampled_from(Returns), st.randoms())
def test_the_order_of_rows_changes_nothing_and_rows_stay_as_they_were(sold, count, returns, dice):
    other = list(sold)
    dice.shuffle(other)
    kept = list(other)

    how = {"as_of": AS_OF, "count": count, "returns": returns, "zone": "Asia/Shanghai"}
    first, second = summarize(sold, **how), summarize(other, **how)

    assert (first, vars(first)) == (second, vars(second))
    assert other == kept


@given(strategies.sale_histories(), strategies.days())
def test_what_is_bought_later_does_not_count(sold, as_of):
    until = [each for each in sold if each.on <= as_of]

    assert summarize(sold, as_of=as_of) == summarize(until, as_of=as_of)


def test_a_purchase_of_the_day_itself_counts_and_has_recency_0():
    one = only([sale("1", AS_OF, 10), sale("2", AS_OF + timedelta(days=1), 99)])

    assert (one.recency, one.tenure, one.frequency, one.monetary) == (0, 0, 1, Money(10, "CNY"))


@pytest.mark.parametrize(
    ("last", "as_of", "days"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), 29),
        (date(2023, 2, 28), date(2023, 3, 1), 1),
        (date(2024, 2, 28), date(2024, 3, 1), 2),
        (date(2023, 12, 31), date(2024, 1, 1), 1),
        (date(2023, 6, 30), date(2024, 6, 30), 366),
    ],
)
def test_days_are_counted_over_the_ends_of_months_and_leap_days(last, as_of, days):
    (one,) = summarize([sale("1", last, 10)], as_of=as_of)

    assert one.recency == days


def test_the_sum_is_exact_whatever_precision_the_caller_has_set():
    sold = [sale(str(i), date(2024, 1, 1), Decimal("1234567.010001")) for i in range(1, 1_001)]

    with localcontext(prec=3):
        one = only(sold)

    assert one.monetary.amount == Decimal("1234567010.001")
    assert one.mean_value == Decimal("1234567.010001")


@pytest.mark.parametrize(
    ("currency", "amounts", "written"),
    [
        ("CNY", ["4310.000000"], "4310.00"),
        ("CNY", ["4300", "10"], "4310.00"),
        ("CNY", ["4309.5", "0.500"], "4310.00"),
        ("CNY", ["0.3350", "0.000"], "0.335"),
        ("CNY", ["5.005", "-5.005000"], "0.00"),
        ("JPY", ["1200.000"], "1200"),
        ("JPY", ["1200.5"], "1200.5"),
        ("KWD", ["1.2"], "1.200"),
        ("CNY", ["999999999999999999", "-0.000001"], "999999999999999998.999999"),
    ],
)
def test_an_amount_is_written_in_one_way_however_it_was_summed_up(currency, amounts, written):
    sold = [
        SaleTotal(purchase_id=str(i), customer_id="C1", on=AS_OF, quantity=1, amount=Money(each, currency))
        for i, each in enumerate(amounts)
    ]

    with localcontext(prec=3):
        assert str(only(sold).monetary.amount) == written


@given(
    st.decimals(-(10**18) + 1, 10**18 - 1, places=6),
    st.integers(0, 12),
    strategies.currencies(),
)
def test_trimmed_an_amount_is_the_same_and_is_written_as_every_equal_one(amount, zeros, currency):
    longer = amount.quantize(Decimal(1).scaleb(-6 - zeros), context=EXACT)

    assert trimmed(amount, currency) == amount
    assert str(trimmed(longer, currency)) == str(trimmed(amount, currency))
    assert -trimmed(amount, currency).as_tuple().exponent >= CURRENCIES[currency]


def test_nothing_sold_is_nobody():
    summaries = summarize([], as_of=AS_OF, count="day")

    assert summaries == ()
    assert (summaries.as_of, summaries.currency, summaries.counted) == (AS_OF, None, Count.DAY)


# ------------------------------------------------------------------ what a visit is


@pytest.mark.parametrize(("count", "visits"), [("order", 3), ("day", 2), ("line", 5)])
def test_a_visit_is_an_order_a_day_or_a_line(count, visits):
    day = date(2024, 6, 1)

    one = only([sale("1", day, 1, 2), sale("2", day, 3), sale("3", date(2024, 6, 2), 4, 5)], count=count)

    assert (one.frequency, one.monetary) == (visits, Money(15, "CNY"))


@given(strategies.purchase_histories())
def test_however_visits_are_counted_days_and_money_are_the_same(sold):
    by = {count: summarize(sold, as_of=AS_OF, count=count) for count in ("order", "day")}

    for order, day in zip(by["order"], by["day"], strict=True):
        assert order.frequency >= day.frequency
        assert attrs.evolve(order, frequency=day.frequency) == day


def test_a_negative_line_is_no_visit_by_line():
    exchanged = sale("1", date(2024, 6, 1), 30, -10)

    assert only([exchanged], count="line").frequency == 1
    assert only([exchanged], count="line").monetary == Money(20, "CNY")
    assert only([exchanged], count="line", returns="ignore").monetary == Money(30, "CNY")
    assert only([exchanged]).frequency == 1


def test_lines_can_be_counted_only_where_there_are_lines():
    summed = SaleTotal(
        purchase_id="1", customer_id="C1", on=AS_OF, quantity=Decimal(1), amount=Money(1, "CNY")
    )

    with pytest.raises(TypeError, match="needs purchases with their lines"):
        summarize([summed], as_of=AS_OF, count="line")


def test_purchases_that_look_alike_are_all_counted():
    day = date(2024, 6, 1)

    assert only([sale("1", day, 5), sale("2", day, 5), sale("3", day, 5)]).frequency == 3


# ------------------------------------------------------------------ returns


@pytest.mark.parametrize(
    ("returns", "recency", "visits", "amount"),
    [("lower", 29, 2, 120), ("ignore", 29, 2, 170), ("visit", 21, 3, 120)],
)
def test_what_a_return_does_is_declared(returns, recency, visits, amount):
    one = only(TWO_AND_ONE_BACK, returns=returns)

    assert (one.recency, one.frequency, one.monetary) == (recency, visits, Money(amount, "CNY"))


def test_a_purchase_that_reverses_another_is_a_return_though_it_is_not_negative():
    exchange = sale("2", date(2024, 6, 20), 5, reverses="1")

    one = only([sale("1", date(2024, 6, 1), 100), exchange])

    assert (one.frequency, one.recency, one.monetary) == (1, 29, Money(105, "CNY"))
    by_line = only([sale("1", date(2024, 6, 1), 60, 40), exchange], count="line")
    assert (by_line.frequency, by_line.recency, by_line.monetary) == (2, 29, Money(105, "CNY"))


def test_who_only_brought_things_back_never_visited():
    back = [sale("9", date(2024, 6, 1), -5)]
    one = only(back)

    assert (one.recency, one.frequency, one.tenure, one.monetary) == (None, 0, None, Money(-5, "CNY"))
    assert (one.mean_value, one.age_at_last_purchase, one.repeats) == (None, None, 0)
    assert summarize(back, as_of=AS_OF, returns="ignore") == ()


@given(strategies.purchase_histories())
def test_returns_change_neither_recency_nor_frequency_unless_they_are_visits(sold):
    lower, ignored = (
        {each.customer_id: each for each in summarize(sold, as_of=AS_OF, returns=how)}
        for how in ("lower", "ignore")
    )

    for who, each in ignored.items():
        assert (each.recency, each.frequency) == (lower[who].recency, lower[who].frequency)
        assert each.monetary >= lower[who].monetary


# ------------------------------------------------------------------ days have a zone


def test_the_zone_decides_the_day_of_an_instant_near_midnight():
    at = datetime(2024, 6, 30, 17, 30, tzinfo=UTC)  # already July in Shanghai
    night = sale("1", date(2024, 6, 30), 10, at=at)

    assert only([night]).recency == 0
    assert only([night], zone="Europe/London").recency == 0
    assert summarize([night], as_of=AS_OF, zone="Asia/Shanghai") == ()
    assert only([night], zone=ZoneInfo("America/Los_Angeles")).recency == 0


def test_two_instants_that_are_one_day_in_utc_are_two_days_in_shanghai():
    evening = [
        sale(str(hour), date(2024, 6, 1), 10, at=datetime(2024, 6, 1, hour, 30, tzinfo=UTC))
        for hour in (15, 16)
    ]

    assert only(evening, zone="UTC", count="day").frequency == 1
    assert only(evening, zone="Asia/Shanghai", count="day").frequency == 2
    assert only(evening, count="day").frequency == 1


def test_summer_time_moves_the_night():
    night = [
        sale(str(month), date(2024, month, 1), 10, at=datetime(2024, month, 1, 23, 30, tzinfo=UTC))
        for month in (1, 6)
    ]

    one = only(night, zone="Europe/London")

    assert (one.first_purchase, one.last_purchase) == (date(2024, 1, 1), date(2024, 6, 2))


# ------------------------------------------------------------------ several currencies


def test_currencies_are_never_mixed():
    sold = [sale("1", date(2024, 6, 1), 10), sale("2", date(2024, 6, 2), 7, currency="USD")]

    with pytest.raises(CurrencyMismatch) as raised:
        summarize(sold, as_of=AS_OF)

    assert raised.value.currencies == ("CNY", "USD")
    assert only(sold, currency="USD").monetary == Money(7, "USD")
    assert only(sold, currency="USD").frequency == 1
    assert summarize(sold, as_of=AS_OF, currency="EUR") == ()
    assert summarize(sold, as_of=AS_OF, currency="EUR").currency == "EUR"


def test_a_later_purchase_in_another_currency_is_no_mixture():
    later = sale("2", date(2024, 7, 1), 7, currency="USD")

    assert only([sale("1", date(2024, 6, 1), 10), later]).monetary == Money(10, "CNY")


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"as_of": datetime(2024, 6, 30)}, TypeError, r"is no day: .* \(\.date\(\) of it, if its day is the"),
        ({"as_of": "2024-06-30"}, TypeError, r"is no day: .*2024, 12, 31\)$"),
        ({"as_of": None}, TypeError, "is no day"),
        ({"count": "visit"}, ValueError, "'order', 'day', 'line'"),
        ({"returns": "drop"}, ValueError, "'lower', 'ignore', 'visit'"),
        ({"zone": "Shanghai"}, ValueError, "no time zone"),
        ({"zone": 8}, TypeError, "no time zone"),
        ({"currency": "cny"}, ValueError, "'cny' is no currency"),
        ({"currency": 156}, ValueError, "no currency"),
    ],
)
def test_what_is_no_day_word_zone_or_currency_is_refused_even_of_nothing(how, error, said):
    with pytest.raises(error, match=said):
        summarize([], **{"as_of": AS_OF} | how)


@pytest.mark.parametrize("count", Count)
def test_what_is_no_sale_is_told_by_its_type_and_tables_have_a_place_of_their_own(count):
    class Priced:
        customer_id, on, amount, is_return = "C1", date(2024, 6, 1), 5, False

    frame = pytest.importorskip("pandas").DataFrame({"customer_id": ["C1"], "on": ["x" * 10_000]})
    for table in (frame, [("C1", date(2024, 6, 1), "x" * 10_000)], [{"customer_id": "C1"}]):
        with pytest.raises(TypeError, match=r"^\w+ is no sale; for a table use customerbase\.tables\.rfm$"):
            summarize(table, as_of=AS_OF, count=count)
    lazy = pytest.importorskip("polars").LazyFrame({"customer_id": ["C1"]})
    with pytest.raises(TypeError, match=r"^LazyFrame is no sale; for a table use"):
        summarize(lazy, as_of=AS_OF, count=count)
    if count is not Count.LINE:
        with pytest.raises(TypeError, match="Priced is no sale: its amount is of the type int, not Money"):
            summarize([Priced()], as_of=AS_OF, count=count)


def test_an_error_inside_a_sale_of_ones_own_stays_as_it_is():
    class Broken:
        customer_id, on, is_return, amount = "C1", date(2024, 6, 1), False, Money(1, "CNY")

        def __getattribute__(self, name):
            if name == "on" and not vars(type(self)).get("asked"):
                type(self).asked = True
                raise AttributeError("no such thing inside")
            return super().__getattribute__(name)

    with pytest.raises(AttributeError, match="no such thing inside"):
        summarize([Broken()], as_of=AS_OF)


SOUND = {
    "customer_id": "C1",
    "recency": 3,
    "frequency": 2,
    "monetary": Money(5, "CNY"),
    "first_purchase": None,
    "last_purchase": None,
    "tenure": 9,
}


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"customer_id": 7}, "$.customer_id"),
        ({"customer_id": ""}, "$.customer_id"),
        ({"recency": 3.0}, "$.recency"),
        ({"recency": float("nan")}, "$.recency"),
        ({"recency": -1}, "$.recency"),
        ({"recency": True}, "$.recency"),
        ({"recency": None}, "$.recency"),
        ({"frequency": "2"}, "$.frequency"),
        ({"frequency": None}, "$.frequency"),
        ({"frequency": 0}, "$.frequency"),
        ({"tenure": 2}, "$.tenure"),
        ({"tenure": -1}, "$.tenure"),
        ({"monetary": 5}, "$.monetary"),
        ({"monetary": Decimal(5)}, "$.monetary"),
        ({"last_purchase": datetime(2024, 1, 1)}, "$.last_purchase"),
        ({"first_purchase": "2024-01-01"}, "$.first_purchase"),
        ({"first_purchase": date(2024, 2, 1), "last_purchase": date(2024, 1, 1)}, "$.first_purchase"),
    ],
)
def test_a_summary_by_hand_holds_whole_days_and_visits_and_money(wrong, path):
    assert RfmSummary(**SOUND).repeats == 1

    with pytest.raises(InvalidRecord) as raised:
        RfmSummary(**SOUND | wrong)

    assert [each.path for each in raised.value.problems] == [path]


def test_whoever_takes_repeats_for_visits_is_told_so():
    with pytest.raises(InvalidRecord, match="counts every visit, the first one too"):
        RfmSummary(**SOUND | {"frequency": 0})


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InvalidRecord) as raised:
        RfmSummary(**SOUND | {"recency": 1.5, "monetary": 7.0, "first_purchase": "yesterday"})

    assert len(raised.value.problems) == 3


def test_summaries_remember_how_they_were_made_also_when_copied_and_pickled():
    made = summarize(TWO_AND_ONE_BACK, as_of=AS_OF, count="day", returns="visit")

    for again in (made, copy.copy(made), pickle.loads(pickle.dumps(made))):
        assert isinstance(again, Summaries)
        assert again == made
        assert (again.as_of, again.currency, again.counted, again.returns) == (
            AS_OF,
            "CNY",
            Count.DAY,
            Returns.VISIT,
        )
