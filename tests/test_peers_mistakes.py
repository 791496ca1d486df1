"""The mistakes of other libraries, each by its name: what goes wrong there must not here.

Read from their sources and from their users' threads; P(alive) of `lifetimes` is no part of this library yet.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.measures import summarize, summarize_lifetime
from customerbase.model import Purchase, PurchaseLine, SaleTotal
from customerbase.rfm import fit, r_vignette, run, score, standard
from customerbase.testing import strategies
from customerbase.values import Money

AS_OF = date(2024, 12, 31)


def sale(number, who, on=date(2024, 6, 1), amount="10", **more):
    return SaleTotal(
        purchase_id=str(number),
        customer_id=who,
        on=on,
        quantity=Decimal(1),
        amount=Money(amount, "CNY"),
        **more,
    )


def cells(sold, **how):
    return {each.customer_id: each.cell for each in run(sold, as_of=AS_OF, **how).scores}


# ------------------------------------------------------------------ rfm of PyPI


@given(strategies.sale_histories(returns=False, min_size=1), st.randoms())
def test_rfm_of_pypi_equal_customers_score_differently_by_the_order_of_rows(sold, dice):
    other = list(sold)
    dice.shuffle(other)

    assert cells(other) == cells(sold)
    figures = {}
    for each in run(sold, as_of=AS_OF).scores:
        same = (each.summary.recency, each.summary.frequency, each.summary.monetary)
        assert figures.setdefault(same, each.cell) == each.cell


def test_rfm_of_pypi_a_hundred_and_five_hundredths_becomes_a_hundred():
    summaries = summarize([sale(1, "C1", amount="100.05"), sale(2, "C2", amount="100.0")], as_of=AS_OF)

    assert [each.monetary.amount for each in summaries] == [Decimal("100.05"), Decimal(100)]
    assert [each.m for each in score(summaries, fit(summaries, 2))] == [2, 1]


def test_rfm_of_pypi_identical_purchases_are_dropped():
    (one,) = summarize([sale(i, "C1") for i in range(3)], as_of=AS_OF)

    assert (one.frequency, one.monetary) == (3, Money(30, "CNY"))


def test_rfm_of_pypi_the_input_is_changed():
    sold = [sale(2, "C2", date(2024, 7, 1)), sale(1, "C1")]
    kept = list(sold)
    summaries = summarize(sold, as_of=AS_OF)
    people = list(reversed(summaries))
    kept_people = list(people)

    score(people, fit(people))

    assert sold == kept
    assert people == kept_people


# ------------------------------------------------------------------ pymc-marketing


@pytest.mark.parametrize("once", [51, 70, 99, 100])
def test_pymc_marketing_crashes_where_most_bought_once(once):
    sold = [sale(f"{i}-{n}", f"C{i:03}") for i in range(100) for n in range(1 if i < once else 1 + i)]

    made = run(sold, as_of=AS_OF)

    assert {each.f for each in made.scores if each.summary.frequency == 1} == {1}
    assert sum(made.scale.counts("frequency").values()) == 100
    assert (once < 100) == any(each.f > 1 for each in made.scores)
    assert any(note.startswith("frequency: nobody has score 2") for note in made.scale.notes)


@pytest.mark.parametrize("segments", [standard(), r_vignette()], ids=lambda each: each.name)
def test_pymc_marketing_has_a_label_premium_that_nobody_can_reach(segments):
    assert segments.coverage.never == ()
    people = [
        sale(f"{i}-{n}", f"C{i:02}", AS_OF - timedelta(days=(60 - i) % 60), amount=i)
        for i in range(60)
        for n in range(1 if i < 36 else i)
    ]

    best = max(run(people, as_of=AS_OF, segments=segments).scores, key=lambda each: each.total)

    assert best.cell == (5, 5, 5)
    assert segments.segment(best.cell) == "Champions"


# ------------------------------------------------------------------ lifetimes


def test_lifetimes_sorts_days_as_text_before_it_reads_them():
    first, last = "9/1/2023", "10/1/2023"
    assert last < first  # as text

    with pytest.raises(InvalidRecord):
        Purchase(
            purchase_id="1",
            customer_id="C1",
            on=first,
            lines=[PurchaseLine(quantity=1, unit_price=Money(1, "CNY"))],
        )
    (one,) = summarize([sale(1, "C1", date(2023, 10, 1)), sale(2, "C1", date(2023, 9, 1))], as_of=AS_OF)
    assert (one.first_purchase, one.last_purchase) == (date(2023, 9, 1), date(2023, 10, 1))


def test_lifetimes_drops_time_zones_so_that_two_local_days_become_one():
    beijing = timezone(timedelta(hours=8))
    evening = datetime(2024, 6, 1, 23, 30, tzinfo=beijing)
    line = PurchaseLine(quantity=1, unit_price=Money(5, "CNY"))
    both = [
        Purchase(purchase_id=str(i), customer_id="C1", on=at.date(), at=at, lines=[line])
        for i, at in enumerate([evening, evening + timedelta(hours=1)])
    ]
    assert len({each.at.astimezone(UTC).date() for each in both}) == 1

    (visits,) = summarize(both, as_of=AS_OF, zone="Asia/Shanghai", count="day")
    (lifetime,) = summarize_lifetime(both, as_of=AS_OF, zone="Asia/Shanghai")

    assert (visits.frequency, lifetime.repeats, lifetime.age_at_last_purchase) == (2, 1, 1)


def test_lifetimes_counts_refunds_as_purchases():
    sold = [
        sale(1, "C1", date(2024, 1, 1), "100"),
        sale(2, "C1", date(2024, 3, 1), "-100", is_return=True),
    ]

    (visits,) = summarize(sold, as_of=AS_OF)
    (lifetime,) = summarize_lifetime(sold, as_of=AS_OF)

    assert (visits.frequency, visits.last_purchase, visits.monetary) == (1, date(2024, 1, 1), Money(0, "CNY"))
    assert (lifetime.repeats, lifetime.age_at_last_purchase, lifetime.repeat_value) == (0, 0, None)


# ------------------------------------------------------------------ rfm of R


def test_rfm_of_r_adds_1_to_its_cut_points_so_that_revenue_in_thousands_collapses():
    sold = [sale(i, f"C{i:03}", amount=Decimal(i).scaleb(-3)) for i in range(1, 996)]

    counts = run(sold, as_of=AS_OF).scale.counts("monetary")

    assert counts == dict.fromkeys(range(1, 6), 199)


# ------------------------------------------------------------------ openretailscience


@given(strategies.sale_histories(returns=False, min_size=1), st.permutations([f"X{i}" for i in range(12)]))
def test_openretailscience_splits_ties_by_customer_id(sold, names):
    old = sorted({each.customer_id for each in sold})
    new = dict(zip(old, names, strict=False))
    renamed = [
        SaleTotal(
            purchase_id=each.purchase_id,
            customer_id=new[each.customer_id],
            on=each.on,
            quantity=each.quantity,
            amount=each.amount,
        )
        for each in sold
    ]

    before, after = cells(sold), cells(renamed)

    assert {new[who]: cell for who, cell in before.items()} == after
