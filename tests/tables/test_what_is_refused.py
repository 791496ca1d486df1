"""What a table must be like: everything that is wrong is said at once, by column, with how to mend it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from customerbase import rfm as definition
from customerbase.errors import CurrencyMismatch, CustomerbaseError, InvalidRecord, InvalidTable, NothingToFit
from customerbase.tables import PurchaseColumns, ranking, rfm
from customerbase.tables.engine import nw

pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")
duckdb = pytest.importorskip("duckdb")

AS_OF = date(2024, 12, 31)
DAY = date(2024, 3, 1)


HALVES = definition.SegmentMap(
    name="halves", bins=2, segments=[definition.Segment(name="upper", m=2)], otherwise="lower"
)


def frame(**columns):
    return pl.DataFrame({"customer_id": ["a", "b"], "on": [DAY, DAY], "amount": [100, 200]} | columns)


def problems(table, **said):
    with pytest.raises(InvalidTable) as caught:
        rfm.summarize(table, as_of=AS_OF, **said)
    return {each.path: each for each in caught.value.problems}


def test_all_problems_come_together_each_with_its_column():
    found = problems(frame(on=["2024-03-01", "2024-03-02"], amount=["a", "b"]).drop("customer_id"))

    assert set(found) == {"$.customer_id", "$.on", "$.amount"}


def test_the_error_is_one_of_ours_and_a_value_error():
    assert issubclass(InvalidTable, CustomerbaseError)
    assert issubclass(InvalidTable, ValueError)


def test_a_column_that_is_not_there_is_named_with_those_that_are():
    (found,) = problems(frame(), columns=PurchaseColumns(customer="client")).values()

    assert "PurchaseColumns(customer=...)" in found.hint
    assert "'customer_id', 'on', 'amount'" in found.hint


def test_all_columns_that_are_there_are_named_also_those_that_nobody_asked_for():
    table = pd.DataFrame({"client": ["a"], "day": [DAY], "total": [1]})

    assert "there are 'client', 'day', 'total'" in problems(table)["$.on"].hint


def test_a_name_that_two_columns_have_is_refused_by_name():
    table = pd.DataFrame([["a", "b", 1]], columns=["customer_id", "on", "on"])

    assert "name of several columns" in problems(table)["$.on"].reason


def test_rules_of_another_kind_are_refused_by_their_type():
    for said in ({"scale": "standard"}, {"segments": "standard"}, {"columns": {"customer": "a"}}):
        with pytest.raises(TypeError, match=r"is a (str|dict)"):
            rfm.run(frame(), as_of=AS_OF, **said)
    with pytest.raises(ValueError, match="no time zone"):
        rfm.summarize(frame(), as_of=AS_OF, zone="Shanghai")
    with pytest.raises(ValueError, match="no currency of ISO 4217"):
        rfm.summarize(frame(), as_of=AS_OF, currency="cny")


def test_a_scale_that_was_counted_otherwise_is_refused():
    scale = rfm.run(frame(), as_of=AS_OF).scale

    with pytest.raises(InvalidRecord, match="count='order'"):
        rfm.run(frame(), as_of=AS_OF, count="day", scale=scale)


def test_whole_numbers_that_meet_a_scale_of_money_are_asked_about():
    scale = definition.Scale(recency=[1], frequency=[1], monetary=[150])
    summary = rfm.summarize(frame(), as_of=AS_OF)

    with pytest.warns(rfm.AssumedMinorUnits, match="places=0 if they are whole money"):
        assert set(rfm.run(frame(), as_of=AS_OF, scale=scale, segments=HALVES).frame["m"]) == {1}
    with pytest.warns(rfm.AssumedMinorUnits):
        rfm.score(summary, scale)
    whole = PurchaseColumns(places=0)
    assert set(rfm.run(frame(), as_of=AS_OF, scale=scale, segments=HALVES, columns=whole).frame["m"]) == {
        1,
        2,
    }
    assert set(rfm.score(summary, scale, places=0)["m"]) == {1, 2}


def test_a_scale_remembers_the_unit_of_the_whole_numbers_that_it_was_fitted_to():
    summary = rfm.summarize(frame(), as_of=AS_OF, columns=PurchaseColumns(places=0))
    scale = definition.scale_from_plain(definition.to_plain(rfm.fit(summary, bins=2, places=0)))

    assert [str(each) for each in scale.monetary.points] == ["100"]
    assert set(rfm.score(summary, scale)["m"]) == {1, 2}
    assert set(rfm.run(frame(), as_of=AS_OF, scale=scale, segments=HALVES).frame["m"]) == {1, 2}


def test_days_as_text_are_refused_with_the_way_to_parse_them():
    assert "str.to_date" in problems(frame(on=["2024-03-01", "2024-03-02"]))["$.on"].hint


def test_points_in_time_with_a_zone_need_the_zone_of_the_business():
    aware = frame(on=[datetime(2024, 3, 1, 23, tzinfo=UTC)] * 2)

    assert "which local day" in problems(aware)["$.on"].reason
    summary = rfm.summarize(aware, as_of=AS_OF, zone="Asia/Shanghai")
    assert set(summary["last_purchase"]) == {date(2024, 3, 2)}


def test_a_session_in_another_zone_is_refused_with_the_statement_that_sets_it():
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    table = connection.sql(
        "SELECT 1 AS customer_id, TIMESTAMPTZ '2024-03-01 23:00:00+00' AS \"on\", 5 AS amount"
    )

    assert "SET TimeZone" in problems(table, zone="Asia/Shanghai")["$.on"].hint
    assert rfm.summarize(table, as_of=AS_OF, zone="UTC").fetchall()[0][1] == (AS_OF - DAY).days


@pytest.mark.parametrize("amount", [float("inf"), float("-inf")])
def test_an_amount_without_end_is_refused(amount):
    assert "infinite in 1 rows" in problems(frame(amount=[1.0, amount]))["$.amount"].reason


@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
@pytest.mark.parametrize("column", ["customer_id", "amount"])
def test_nan_is_unknown_on_every_engine_as_it_is_on_pandas(column, lazy):
    table = frame(**{column: [1.0, float("nan")]})
    table = table.lazy() if lazy else table

    assert problems(table)[f"$.{column}"].reason == "is unknown in 1 of 2 rows"
    kept = nw.from_native(rfm.summarize(table, as_of=AS_OF, nulls="drop")).lazy().collect()
    assert kept.shape[0] == 1


def test_an_id_without_a_letter_is_unknown():
    assert problems(frame(customer_id=["a", ""]))["$.customer_id"].reason == "is unknown in 1 of 2 rows"


def test_floats_with_more_decimals_than_count_are_not_rounded_silently():
    fine = frame(amount=[0.125, 1.0])

    assert "more than 2 decimals in 1 rows" in problems(fine)["$.amount"].reason
    exact = rfm.summarize(fine, as_of=AS_OF, columns=PurchaseColumns(places=3))
    assert sorted(exact["monetary"]) == [Decimal("0.125"), Decimal("1.000")]


def test_what_floats_leave_over_from_decimals_is_no_further_decimal():
    table = frame(amount=[0.1 + 0.2, 1_234_567.89])

    assert sorted(rfm.summarize(table, as_of=AS_OF)["monetary"]) == [Decimal("0.30"), Decimal("1234567.89")]


def test_decimals_finer_than_money_is_kept_are_refused():
    fine = frame(amount=pl.Series([Decimal("0.1234567"), Decimal(1)], dtype=pl.Decimal(20, 7)))

    assert "more than 6 decimals" in problems(fine)["$.amount"].reason


def test_sums_that_no_whole_number_can_hold_are_refused_before_they_wrap_around():
    assert "too large" in problems(frame(amount=[2**62, 2**62]))["$.amount"].reason


def test_unknown_values_are_counted_and_rows_may_be_left_out():
    gaps = frame(customer_id=["a", None])

    assert problems(gaps)["$.customer_id"].reason == "is unknown in 1 of 2 rows"
    assert rfm.summarize(gaps, as_of=AS_OF, nulls="drop")["customer_id"].to_list() == ["a"]


def test_several_currencies_are_named_and_one_can_be_chosen():
    mixed = frame(money=["CNY", "USD"])
    columns = PurchaseColumns(currency="money")

    with pytest.raises(CurrencyMismatch, match="CNY and USD"):
        rfm.summarize(mixed, columns=columns, as_of=AS_OF)
    assert rfm.summarize(mixed, columns=columns, as_of=AS_OF, currency="USD")["monetary"].to_list() == [200]


@pytest.mark.parametrize(
    "empty",
    [
        pd.DataFrame({"customer_id": [], "on": [], "amount": []}),
        pd.DataFrame(columns=["customer_id", "on", "amount"]),
        frame().clear(),
        frame().clear().lazy(),
        frame().clear().to_arrow(),
    ],
    ids=["pandas", "pandas of columns alone", "polars", "polars lazy", "arrow"],
)
def test_a_table_without_rows_gives_a_summary_without_rows_and_nothing_to_fit(empty):
    summary = rfm.summarize(empty, as_of=AS_OF)

    assert list(rfm.to_summaries(summary, as_of=AS_OF, currency="CNY")) == []
    with pytest.raises(NothingToFit):
        rfm.run(empty, as_of=AS_OF)


def test_a_day_before_the_first_purchase_gives_no_customers_and_says_so():
    assert rfm.summarize(frame(), as_of=date(2020, 1, 1)).is_empty()
    with pytest.raises(NothingToFit, match="by 2020-01-01"):
        rfm.run(frame(), as_of=date(2020, 1, 1))


@pytest.mark.parametrize("as_of", ["2024-12-31", datetime(2024, 12, 31), None, 20241231])
def test_as_of_is_a_day(as_of):
    with pytest.raises(TypeError, match="is no day"):
        rfm.summarize(frame(), as_of=as_of)


def test_the_last_day_that_there_is_is_a_day_too():
    assert rfm.summarize(frame(on=[datetime(2024, 3, 1)] * 2), as_of=date.max).height == 2


@pytest.mark.parametrize("table", [[1, 2], {"customer_id": ["a"]}, None, "sales.csv"])
def test_what_is_no_table_is_refused_by_its_type(table):
    with pytest.raises(TypeError, match="is no table: "):
        rfm.summarize(table, as_of=AS_OF)


def test_words_that_are_none_are_refused_with_those_that_are():
    for said in ({"count": "visit"}, {"returns": "drop"}, {"nulls": "keep"}):
        with pytest.raises(ValueError, match="is none of"):
            rfm.summarize(frame(), as_of=AS_OF, **said)


def test_ids_of_several_kinds_in_one_column_are_refused_by_name():
    mixed = pd.DataFrame(
        {"customer_id": ["a", 1], "on": pd.to_datetime(["2024-03-01"] * 2), "amount": [1, 2]}
    )

    assert "cannot be read" in problems(mixed)["$.customer_id"].reason


def test_a_scale_of_another_currency_is_refused():
    scale = definition.Scale(recency=[1], frequency=[1], monetary=[1], currency="USD")

    with pytest.raises(CurrencyMismatch):
        rfm.run(frame(), as_of=AS_OF, currency="CNY", scale=scale)


def test_the_callers_frame_stays_as_it_was():
    table = pd.DataFrame(
        {"customer_id": ["b", "a"], "on": [DAY, DAY], "amount": [Decimal("1.50"), Decimal(2)]}, index=[7, 3]
    )
    before = table.copy(deep=True)

    summary = rfm.summarize(table, as_of=AS_OF)
    rfm.score(summary, rfm.fit(summary))
    rfm.run(table, as_of=AS_OF)
    ranking.sales_ranking(table)

    pd.testing.assert_frame_equal(table, before)


def test_scores_stand_beside_the_rows_that_they_belong_to_whatever_the_index():
    summary = rfm.summarize(frame(amount=[100, 900]).to_pandas(), as_of=AS_OF)
    mixed = summary.sort_values("monetary", ascending=False).set_index(pd.Index([7, 3])).assign(mine="kept")

    scored = rfm.score(mixed, rfm.fit(mixed, bins=2))

    assert list(scored.index) == [7, 3]
    assert list(scored["m"]) == [2, 1]
    assert list(scored["mine"]) == ["kept", "kept"]


def test_a_run_shows_its_segments_in_a_notebook_and_asks_nothing_of_a_lazy_engine():
    shown = rfm.run(frame(), as_of=AS_OF)._repr_html_()
    lazy = rfm.run(frame().lazy(), as_of=AS_OF)._repr_html_()

    assert shown.startswith("<table>")
    assert "customers" in shown
    assert lazy.startswith("<p>TableRun(")


def test_whole_numbers_are_minor_units_and_the_scale_speaks_of_money():
    summary = rfm.summarize(frame(amount=[10_050, 20_000]), as_of=AS_OF)

    assert [str(each) for each in rfm.fit(summary, bins=2, currency="CNY").monetary.points] == ["100.5"]
    assert [str(each) for each in rfm.fit(summary, bins=2, currency="JPY").monetary.points] == ["10050"]
    assert [str(each) for each in rfm.fit(summary, bins=2, places=0).monetary.points] == ["10050"]


def test_without_the_extra_the_error_says_what_to_install():
    code = "import sys; sys.modules['narwhals'] = None; sys.modules['narwhals.stable'] = None\nimport customerbase.tables"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert "pip install 'customerbase[tables]'" in ran.stderr.splitlines()[-1]
