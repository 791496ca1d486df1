"""Everything at once says the same as the steps one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given

from customerbase.errors import CurrencyMismatch, InvalidRecord, NothingToFit
from customerbase.measures import Count, Returns, Summaries, summarize
from customerbase.model import Purchase, PurchaseLine
from customerbase.rfm import (
    Scale,
    assign,
    fit,
    fit_nested,
    migrate,
    run,
    run_of,
    score,
    segment_sizes,
    standard,
    trade,
)
from customerbase.testing import strategies
from customerbase.values import Money

AS_OF = date(2024, 12, 31)


def bought(number, who, on=date(2024, 6, 1), amount=10, **more):
    line = PurchaseLine(quantity=1, unit_price=Money(amount, "CNY"))
    return Purchase(purchase_id=number, customer_id=who, on=on, lines=[line], **more)


@given(strategies.sale_histories(min_size=1))
def test_it_is_the_steps_one_by_one(sold):
    summaries = summarize(sold, as_of=AS_OF)
    if not any(each.frequency for each in summaries):
        with pytest.raises(NothingToFit):
            run(sold, as_of=AS_OF)
        return

    made = run(iter(sold), as_of=AS_OF, data="ours", customers=["C9"])

    scale = fit(summaries, data="ours")
    assert (made.scale, made.segments) == (scale, standard())
    assert made.scores == score(summaries, scale)
    assert made.rows == assign(made.scores, standard(), customers=["C9"])
    assert made.sizes == segment_sizes(made.rows, standard())
    assert (made.as_of, made.currency) == (AS_OF, "CNY")


def test_it_remembers_how_purchases_were_summed_up():
    at = datetime(2024, 12, 31, 20, tzinfo=UTC)
    sold = [bought("1", "C1"), bought("2", "C2", date(2024, 12, 31), at=at)]

    here = run(sold, as_of=AS_OF, zone="UTC", count="day", returns="ignore")
    there = run(sold, as_of=AS_OF, zone="Asia/Shanghai")

    assert (here.counted, here.returns, len(here.rows)) == (Count.DAY, Returns.IGNORE, 2)
    assert (here.scale.fitted.counted, here.scale.fitted.returns) == (Count.DAY, Returns.IGNORE)
    assert (there.counted, len(there.rows)) == (Count.ORDER, 1)


def test_last_quarters_scale_is_used_as_it_is_and_needs_nobody():
    before = run([bought("1", "C1"), bought("2", "C2", date(2024, 9, 1), 90)], as_of=date(2024, 9, 30))

    now = run([bought("3", "C3", date(2024, 12, 30), 99)], as_of=AS_OF, scale=before.scale)
    nobody = run([], as_of=AS_OF, scale=before.scale, customers=["C1"])

    assert now.scale is before.scale
    assert now.rows[0].score.scale is before.scale
    assert [(each.customer_id, each.score) for each in nobody.rows] == [("C1", None)]
    assert nobody.currency == "CNY"
    with pytest.raises(NothingToFit):
        run([], as_of=AS_OF)
    with pytest.raises(InvalidRecord, match="were made with count='day'"):
        run([], as_of=AS_OF, scale=before.scale, count="day")


def test_other_bins_have_no_standard_map_and_yet_nobody_is_lost():
    made = run([bought("1", "C1")], as_of=AS_OF, bins=3, customers=["C0", "C1"], introduced={"C0": 2})

    assert made.segments is None
    assert [(each.customer_id, each.segment, each.introductions) for each in made.rows] == [
        ("C0", None, 2),
        ("C1", None, 0),
    ]
    assert [each.customers for each in made.sizes] == [2]
    with pytest.raises(InvalidRecord, match="is for 5-5-5"):
        run([bought("1", "C1")], as_of=AS_OF, bins=3, segments=standard())


def test_ones_own_map_and_a_nested_scale():
    sold = [bought("1", "C1"), bought("2", "C2", amount=90)]
    nested = fit_nested(summarize(sold, as_of=AS_OF))

    made = run(sold, as_of=AS_OF, scale=nested, segments=trade(), customers=["C3"])

    assert [each.segment for each in made.rows] == ["occasional", "occasional", "not yet bought"]
    assert [each.segment for each in made.sizes] == list(trade().names)


def test_since_an_earlier_run_customers_moved_and_came():
    sold = [bought("1", "C1"), bought("2", "C2", date(2024, 11, 1), 90)]

    before, after = run(sold, as_of=date(2024, 9, 30)), run(sold, as_of=AS_OF)

    moved = after.since(before)
    assert moved == migrate(before.rows, after.rows, names=standard().names)
    assert [each.customer_id for each in moved.came] == ["C2"]
    assert moved.names[:11] == standard().names


def test_summaries_must_say_their_day(person):
    scale = Scale(recency=[30], frequency=[1], monetary=[50])

    for without in ([person()], Summaries([person()])):
        with pytest.raises(TypeError, match=r"Summaries\(rows, as_of=day\)"):
            run_of(without, scale=scale)
    made = run_of(Summaries([person()], as_of=AS_OF), scale=scale)
    assert (made.as_of, made.segments, made.rows[0].score.cell) == (AS_OF, None, (2, 2, 2))


def test_parts_that_are_none_are_told_by_their_type(person):
    sold = [bought("1", "C1")]
    made = run(sold, as_of=AS_OF)
    summaries = summarize(sold, as_of=AS_OF)

    for wrong in ("standard", {"C1": "Lost"}, standard):
        with pytest.raises(TypeError, match=r"no SegmentMap: give one, as in rfm\.standard\(\)"):
            run(sold, as_of=AS_OF, segments=wrong)
        with pytest.raises(TypeError, match="no SegmentMap"):
            run_of(summaries, segments=wrong)
    for wrong in ("2011-Q4", {"scale": "rfm"}, fit):
        with pytest.raises(TypeError, match="is no scale"):
            run(sold, as_of=AS_OF, scale=wrong)
        with pytest.raises(TypeError, match="is no scale"):
            run_of(summaries, scale=wrong)
    for wrong in ("2011-Q4", made.rows):
        with pytest.raises(TypeError, match=r"^\w+ is no run: .*base\.rfm_run\(name\)$"):
            made.since(wrong)
    with pytest.raises(TypeError, match="is no sale; for a table use"):
        run([person()], as_of=AS_OF)


def test_bins_change_nothing_beside_a_scale():
    scale = Scale(recency=[30], frequency=[1], monetary=[50])
    sold = [bought("1", "C1")]

    assert run(sold, as_of=AS_OF, scale=scale, bins=4) == run(sold, as_of=AS_OF, scale=scale)


def test_where_nothing_is_in_the_currency_that_was_chosen_it_is_named():
    with pytest.raises(NothingToFit, match="no customer has a purchase in USD by 2024-12-31"):
        run([bought("1", "C1")], as_of=AS_OF, currency="USD")


def test_several_currencies_need_a_choice():
    line = PurchaseLine(quantity=1, unit_price=Money(7, "USD"))
    sold = [bought("1", "C1"), Purchase(purchase_id="2", customer_id="C2", on=AS_OF, lines=[line])]

    with pytest.raises(CurrencyMismatch):
        run(sold, as_of=AS_OF)
    assert [each.customer_id for each in run(sold, as_of=AS_OF, currency="USD").rows] == ["C2"]
