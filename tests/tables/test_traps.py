"""Traps of engines that a reviewer found: each gave another answer somewhere, or none."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from customerbase import rfm as definition
from customerbase.errors import InvalidTable
from customerbase.scoring.fitting import ranks
from customerbase.tables import PurchaseColumns, rfm
from customerbase.tables.cutting import count_cuts
from customerbase.tables.engine import nw
from customerbase.values import Money

pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")

AS_OF = date(2024, 12, 31)
DAY = date(2024, 3, 1)
ENGINES = ("polars", "duckdb")


def on(engine, frame):
    if engine == "polars":
        return frame
    connection = duckdb.connect()
    connection.register("held", frame)
    connection.execute("CREATE TABLE sold AS SELECT * FROM held")
    return connection.table("sold")


def sold(**columns):
    return pl.DataFrame({"customer_id": ["a", "b"], "on": [DAY, DAY], "amount": [100, 200]} | columns)


def rows(frame):
    return nw.from_native(frame).lazy().collect().rows(named=True)


def summary(**columns):
    return pl.DataFrame(
        {"customer_id": ["a", "b"], "recency": [3, 9], "frequency": [1, 4], "monetary": [100, 900]} | columns
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_that_differs_from_ours_by_case_alone_is_refused(engine):
    scale = definition.Scale(recency=[5], frequency=[1], monetary=[5])

    with pytest.raises(InvalidTable, match="know no case"):
        rfm.score(on(engine, summary(R=[7, 7])), scale, places=0)


@pytest.mark.parametrize("engine", ENGINES)
def test_weights_of_many_decimals_add_up(engine):
    scale = definition.Scale(recency=[5], frequency=[1], monetary=[5], weights=["0.333333333"] * 3)

    scored = rfm.score(on(engine, summary()), scale, places=0)

    assert sorted(row["total"] for row in rows(scored)) == [Decimal("1.666666665"), Decimal("1.666666665")]
    endless = definition.Scale(
        recency=[5], frequency=[1], monetary=[5], weights=["0.0000000000000000000001", 1, 1]
    )
    with pytest.raises(InvalidTable, match="more digits"):
        rfm.score(summary(), endless, places=0)


@pytest.mark.parametrize("engine", ENGINES)
def test_small_whole_numbers_are_added_up_in_wide_ones(engine):
    scores = pl.DataFrame(
        {
            "segment": ["A"] * 3,
            "frequency": [1] * 3,
            "monetary": pl.Series([2_000_000_000] * 3, dtype=pl.Int32),
        }
    )

    assert [row["revenue"] for row in rows(rfm.segment_sizes(on(engine, scores)))] == [6_000_000_000]


def test_the_currency_that_is_found_says_how_many_decimals_count():
    columns = PurchaseColumns(currency="money")
    yen = sold(amount=[100.5, 2.0], money=["JPY", "JPY"])

    with pytest.raises(InvalidTable, match="more than 0 decimals"):
        rfm.summarize(yen, columns=columns, as_of=AS_OF)
    dinar = rfm.summarize(sold(amount=[1.234, 2.0], money=["KWD", "KWD"]), columns=columns, as_of=AS_OF)
    assert sorted(dinar["monetary"]) == [Decimal("1.234"), Decimal("2.000")]


def test_other_currencies_may_have_other_decimals():
    mixed = sold(amount=[1.25, 1.234], money=["CNY", "KWD"])

    found = rfm.summarize(mixed, columns=PurchaseColumns(currency="money"), as_of=AS_OF, currency="CNY")

    assert found["monetary"].to_list() == [Decimal("1.25")]


def test_run_and_its_steps_take_whole_numbers_for_the_same_unit():
    scale = definition.Scale(recency=[30], frequency=[1], monetary=[150], currency="JPY")
    steps = rfm.score(rfm.summarize(sold(), as_of=AS_OF), scale)

    at_once = rfm.run(sold(), as_of=AS_OF, scale=scale).frame

    assert sorted(steps["m"]) == sorted(at_once["m"]) == [1, 2]


@pytest.mark.parametrize("engine", ENGINES)
def test_summaries_finer_than_money_is_kept_are_refused_not_cut(engine):
    fine = summary(monetary=pl.Series([Decimal("0.1234567"), Decimal(1)], dtype=pl.Decimal(20, 7)))

    for ask in (
        rfm.fit,
        lambda held: rfm.score(held, definition.Scale(recency=[5], frequency=[1], monetary=[1])),
    ):
        with pytest.raises(InvalidTable, match="more than 6 decimals"):
            ask(on(engine, fine))
    with pytest.raises(InvalidTable, match="more than 2 decimals"):
        rfm.fit(on(engine, summary(monetary=[0.125, 1.0])))


@pytest.mark.parametrize("amount", [45035996273704.97, 5_000_000.125])
def test_floats_that_are_not_exact_to_a_unit_are_refused(amount):
    with pytest.raises(InvalidTable, match=r"too large to be exact|more than 2 decimals"):
        rfm.summarize(sold(amount=[amount, 1.0]), as_of=AS_OF)


@pytest.mark.parametrize("engine", ENGINES)
def test_floats_of_32_bits_are_refused_alike_where_they_are_no_cents(engine):
    short = sold(amount=pl.Series([19.9, 1.5], dtype=pl.Float32))

    with pytest.raises(InvalidTable, match="32-bit floats keep seven digits"):
        rfm.summarize(on(engine, short), as_of=AS_OF)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_customer_who_visited_has_a_frequency_and_an_amount(engine):
    with pytest.raises(InvalidTable, match="of customers who have a recency"):
        rfm.fit(on(engine, summary(frequency=[9, None], monetary=[None, 9])))


@pytest.mark.parametrize(
    "kind", ["DECIMAL(18,6)", "DECIMAL(18,2)", "DECIMAL(15,5)", "DECIMAL(38,10)", "DECIMAL(38,20)"]
)
def test_decimals_of_any_width_are_read_on_duckdb(kind):
    sale = f"SELECT 'a' AS customer_id, DATE '2024-03-01' AS \"on\", CAST(1000000.5 AS {kind}) AS amount"

    assert [row["monetary"] for row in rows(rfm.summarize(duckdb.sql(sale), as_of=AS_OF))] == [
        Decimal("1000000.5")
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_thousand_bins_are_fitted_and_scored_as_by_definition(engine):
    people = [
        definition.RfmSummary(
            customer_id=f"C{i}",
            recency=i * 7 % 1_999,
            frequency=1 + i % 900,
            monetary=Money(Decimal(i * i % 100_003).scaleb(-2), "CNY"),
            first_purchase=None,
            last_purchase=None,
            tenure=2_000,
        )
        for i in range(2_500)
    ]
    frame = on(
        engine,
        pl.DataFrame(
            {
                "customer_id": [each.customer_id for each in people],
                "recency": [each.recency for each in people],
                "frequency": [each.frequency for each in people],
                "monetary": [int(each.monetary.amount * 100) for each in people],
            }
        ),
    )

    scale = rfm.fit(frame, bins=1_000, currency="CNY")

    whole = definition.fit(people, bins=1_000)
    assert (scale.recency, scale.frequency, scale.monetary) == (
        whole.recency,
        whole.frequency,
        whole.monetary,
    )
    cells = {row["customer_id"]: (row["r"], row["f"], row["m"]) for row in rows(rfm.score(frame, scale))}
    assert cells == {each.customer_id: tuple(each.cell) for each in definition.score(people, scale)}


WIDE = [
    [-(2**62), -5, 7, 2**62],
    [-(2**62), 2**62],
    [2**62, 2**62 + 1, 2**62 + 2, -(2**62), 0],
    [*range(-50, 50), 2**61, 2**61 + 1, 2**61 + 3],
    [2**53, 2**53 + 1, 2**53 + 2, 2**53 + 3],
    [5] * 40,
]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("values", WIDE, ids=range(len(WIDE)))
@pytest.mark.parametrize("bins", [2, 5, 9])
def test_counting_finds_the_order_statistics_of_any_whole_numbers(engine, values, bins):
    held = pl.DataFrame({"owner": [0] * len(values), "value": values})

    found = count_cuts(nw.from_native(on(engine, held)).lazy(), bins)[0]

    ordered = sorted(values)
    assert list(found.points) == [ordered[place - 1] for place in ranks(len(values), bins)]
    assert sum(found.counts) == len(values)


def test_a_column_without_a_name_is_nobodys_quantity():
    assert rfm.summarize(sold(**{"": ["x", "y"]}), as_of=AS_OF).height == 2


def test_a_return_that_is_ignored_does_not_bring_its_currency():
    mixed = sold(amount=[100, -5], money=["CNY", "USD"])

    found = rfm.summarize(mixed, columns=PurchaseColumns(currency="money"), as_of=AS_OF, returns="ignore")

    assert found["customer_id"].to_list() == ["a"]


def test_ids_that_no_table_keeps_are_refused_and_those_of_an_engine_stay_as_they_are():
    held = pd.DataFrame({"customer_id": [uuid.UUID(int=1)], "on": pd.to_datetime([DAY]), "amount": [1]})
    with pytest.raises(InvalidTable, match="astype"):
        rfm.summarize(held, as_of=AS_OF)
    sale = "SELECT CAST('00000000-0000-0000-0000-000000000001' AS UUID) AS customer_id, DATE '2024-03-01' AS \"on\", 5 AS amount"
    assert str(rfm.summarize(duckdb.sql(sale), as_of=AS_OF).types[0]) == "UUID"


def test_what_has_no_day_in_the_calendar_is_unknown():
    sale = "SELECT 'a' AS customer_id, DATE '-infinity' AS \"on\", 5 AS amount"

    with pytest.raises(InvalidTable, match="is unknown in 1 of 1 rows"):
        rfm.summarize(duckdb.sql(sale), as_of=AS_OF)


def test_zones_without_a_name_are_refused_and_two_names_of_one_zone_are_not():
    moment = "SELECT 'a' AS customer_id, TIMESTAMPTZ '2024-03-01 23:00:00+00' AS \"on\", 5 AS amount"
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Etc/UTC'")

    assert rows(rfm.summarize(connection.sql(moment), as_of=AS_OF, zone="UTC"))[0]["last_purchase"] == DAY
    aware = sold(on=[datetime(2024, 3, 1, tzinfo=timezone(timedelta(hours=8)))] * 2)
    with pytest.raises(ValueError, match="has no name that engines know"):
        rfm.summarize(aware, as_of=AS_OF, zone=timezone(timedelta(hours=8)))


@pytest.mark.parametrize("as_of", [date(2300, 1, 1), date.max])
def test_days_beyond_what_nanoseconds_reach_are_days_too(as_of):
    moments = pl.Series([datetime(2024, 3, 1)] * 2, dtype=pl.Datetime("ns"))

    for engine in ENGINES:
        assert len(rows(rfm.summarize(on(engine, sold(on=moments)), as_of=as_of))) == 2


def test_ids_of_two_types_do_not_meet_in_silence():
    before = pl.DataFrame({"customer_id": [1], "segment": ["A"]})
    after = pl.DataFrame({"customer_id": ["1"], "segment": ["A"]})

    with pytest.raises(InvalidTable, match="give both one type"):
        rfm.migrate(before, after)


def test_summaries_without_an_id_or_with_one_twice_make_no_records():
    for ids in (["a", None], ["a", "a"]):
        held = rfm.summarize(sold(), as_of=AS_OF).with_columns(customer_id=pl.Series(ids))
        with pytest.raises(InvalidTable, match="stands there twice"):
            rfm.to_summaries(held, as_of=AS_OF, currency="CNY")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda held: rfm.score(held, "standard"),
        lambda held: rfm.assign(held, "standard"),
        lambda held: rfm.summarize(held, as_of=AS_OF, columns="customer"),
    ],
)
def test_rules_of_another_kind_are_named_by_their_type(wrong):
    with pytest.raises(TypeError, match="is a str"):
        wrong(summary())


def test_text_where_numbers_belong_is_refused():
    with pytest.raises(InvalidTable, match="holds no numbers"):
        rfm.fit(summary(recency=["3", "9"]))
    with pytest.raises(InvalidTable, match="holds no numbers"):
        rfm.assign(summary(r=["1", "2"], f=[1, 1], m=[1, 1]), definition.standard())
    with pytest.raises(InvalidTable, match="holds no amounts"):
        rfm.segment_sizes(pl.DataFrame({"segment": ["A"], "frequency": [1], "monetary": ["1"]}))
