"""`base.rfm`: what the store holds, scored; column-wise and one by one the same; runs kept and repeated."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import customerbase
from customerbase import rfm, sample
from customerbase.errors import (
    CurrencyMismatch,
    EditConflict,
    InvalidRecord,
    MissingExtra,
    NotFound,
    NothingToFit,
)
from customerbase.model import Customer, Purchase, PurchaseLine, Relationship, Source
from customerbase.steps import in_columns
from customerbase.stores.sqlite import SqliteRows
from customerbase.stores.store import Statement, Store
from customerbase.testing import strategies
from customerbase.values import Money

YEAR_END = date(2024, 12, 31)
VISIT = Source.of("visit")


@pytest.fixture(params=["memory", "sqlite"])
def base(request, tmp_path):
    where = "memory:" if request.param == "memory" else tmp_path / "acme.db"
    clock = lambda: datetime(2025, 1, 2, tzinfo=UTC)
    with customerbase.open(where, clock=clock) as opened:
        yield opened


@pytest.fixture
def column_wise(monkeypatch):
    """However few purchases there are, they are summed up column-wise; counted is how often that was done."""
    pytest.importorskip("narwhals")
    pytest.importorskip("polars")
    done = []
    summarize = in_columns.summarize_in_columns

    def counted(*arguments, **named):
        found = summarize(*arguments, **named)
        done.append(found is not None)
        return found

    monkeypatch.setattr(in_columns, "MANY", 0)
    monkeypatch.setattr("customerbase.steps.score.summarize_in_columns", counted)
    return done


def sell(base, number, customer, on, *amounts, currency="CNY", reverses=None, employee=None):
    """Save a sale with a line for each amount; one below 0 came back."""
    if not base.store.rows.known("customer", [customer]):
        base.save(Customer(customer_id=customer, name=customer), source="visit")
    lines = [
        PurchaseLine(quantity=1 if amount >= 0 else -1, unit_price=Money(abs(Decimal(amount)), currency))
        for amount in map(Decimal, amounts)
    ]
    sale = Purchase(
        purchase_id=number, customer_id=customer, on=on, lines=lines, reverses=reverses, employee_id=employee
    )
    base.save(sale, source="transaction_record")


@pytest.fixture
def trade(base):
    """Five customers of 2024; one brought three others, one never bought, one only brought back."""
    sell(base, "S1", "C1", date(2024, 1, 5), "100", "20.50")
    sell(base, "S2", "C1", date(2024, 11, 5), "300")
    sell(base, "S3", "C1", date(2024, 11, 5), "-20.50")
    sell(base, "S4", "C2", date(2024, 6, 1), "9.99")
    sell(base, "S5", "C3", date(2024, 12, 31), "1000")
    sell(base, "S6", "C4", date(2024, 12, 1), "-5")
    sell(base, "S7", "C2", date(2025, 1, 1), "5000")
    base.save(Customer(customer_id="C5", name="C5"), source="visit")
    for i, other in enumerate(("C1", "C2", "C3")):
        link = Relationship(relationship_id=f"R{i}", customer_id="C5", other_id=other, type="introduced")
        base.save(link, source="visit")
    return base


def said(run):
    return {
        each.customer_id: (
            None
            if each.score is None
            else (each.score.summary.recency, each.score.summary.frequency, str(each.score.summary.monetary))
        )
        for each in run.rows
    }


# ------------------------------------------------------------------ what it gives


def test_it_scores_what_was_bought_by_the_day(trade):
    run = trade.rfm(as_of=YEAR_END)

    assert said(run) == {
        "C1": (56, 2, "400.00 CNY"),
        "C2": (213, 1, "9.99 CNY"),
        "C3": (0, 1, "1,000.00 CNY"),
        "C4": (None, 0, "-5.00 CNY"),
    }
    assert (run.as_of, run.currency, run.segments) == (YEAR_END, "CNY", rfm.standard())
    assert run.scale.fitted.customers == 3


def test_the_scale_remembers_the_name_of_the_file_and_not_where_it_lies(trade):
    data = trade.rfm(as_of=YEAR_END).scale.fitted.data

    assert data == ("memory:" if trade.store.rows.location == "memory:" else "acme.db")


def test_it_gives_what_the_definition_gives(trade):
    assert trade.rfm(as_of=YEAR_END, bins=3, returns="visit", count="day") == rfm.run(
        trade.sales(),
        as_of=YEAR_END,
        bins=3,
        returns="visit",
        count="day",
        data=trade.rfm(as_of=YEAR_END).scale.fitted.data,
    )


def test_lines_are_counted_where_they_are_the_visits(trade):
    assert said(trade.rfm(as_of=YEAR_END, count="line"))["C1"] == (56, 3, "400.00 CNY")


def test_everyone_lists_those_who_have_not_bought_too(trade):
    assert "C5" not in said(trade.rfm(as_of=YEAR_END))

    run = trade.rfm(as_of=YEAR_END, segments=rfm.trade(introduced=9), everyone=True)

    assert [(each.customer_id, each.segment) for each in run.rows if each.score is None] == [
        ("C5", "not yet bought")
    ]


def test_a_map_that_asks_for_introductions_gets_them(trade):
    run = trade.rfm(as_of=YEAR_END, segments=rfm.trade(introduced=3), everyone=True)

    assert [(each.customer_id, each.introductions) for each in run.rows if each.introductions] == [("C5", 3)]
    assert run.rows[-1].segment == "opinion leader"


def test_a_map_that_does_not_ask_for_them_does_not_read_them(trade, monkeypatch):
    monkeypatch.setattr(trade, "all", lambda *_, **__: pytest.fail("nobody asked for records"))

    assert len(trade.rfm(as_of=YEAR_END).rows) == 4


def test_a_scale_of_one_s_own_is_used(trade):
    scale = rfm.Scale(recency=[30], frequency=[1], monetary=[100], currency="CNY")

    run = trade.rfm(as_of=YEAR_END, scale=scale)

    assert {each.customer_id: str(each.cell) for each in run.scores} == {
        "C1": "1-2-2",
        "C2": "1-1-1",
        "C3": "2-1-2",
        "C4": "1-1-1",
    }
    assert run.segments is None


# ------------------------------------------------------------------ what it refuses


def test_there_is_nothing_to_fit_in_an_empty_base(base):
    with pytest.raises(NothingToFit, match="no customer has a purchase by 2024-12-31"):
        base.rfm(as_of=YEAR_END)


def test_what_is_no_map_no_scale_and_no_day_is_told(trade):
    for wrong in ("standard", {"C1": "Lost"}):
        with pytest.raises(TypeError, match=r"no SegmentMap: give one, as in rfm\.standard\(\)"):
            trade.rfm(as_of=YEAR_END, segments=wrong)
    with pytest.raises(TypeError, match="dict is no scale"):
        trade.rfm(as_of=YEAR_END, scale={"scale": "rfm"})
    with pytest.raises(TypeError, match=r"is no day: .* \(\.date\(\) of it, if its day is the local one\)"):
        trade.rfm(as_of=datetime(2024, 12, 31, tzinfo=UTC))
    with pytest.raises(TypeError, match="as_of=None is no day"):
        trade.rfm(as_of=None)


def test_there_is_nothing_to_fit_in_a_currency_that_nobody_paid_in(trade):
    with pytest.raises(NothingToFit, match="no customer has a purchase in USD by 2024-12-31"):
        trade.rfm(as_of=YEAR_END, currency="USD")


def test_there_is_nothing_to_fit_before_the_first_purchase(trade):
    with pytest.raises(NothingToFit, match="by 2023-12-31"):
        trade.rfm(as_of=date(2023, 12, 31))


def test_with_a_scale_of_another_day_an_empty_base_gives_nobody(base):
    scale = rfm.Scale(recency=[30], frequency=[1], monetary=[100], currency="CNY")

    run = base.rfm(as_of=YEAR_END, scale=scale)

    assert (list(run.rows), run.currency) == ([], "CNY")


def test_two_currencies_are_not_added_up(trade):
    sell(trade, "S8", "C9", date(2024, 3, 1), "7", currency="EUR")

    with pytest.raises(CurrencyMismatch, match=r"CNY.*EUR"):
        trade.rfm(as_of=YEAR_END)
    assert said(trade.rfm(as_of=YEAR_END, currency="EUR")) == {"C9": (305, 1, "7.00 EUR")}
    assert len(trade.rfm(as_of=YEAR_END, currency="CNY").rows) == 4


def test_a_scale_in_another_currency_is_refused(trade):
    scale = rfm.Scale(recency=[30], frequency=[1], monetary=[100], currency="EUR")

    with pytest.raises(CurrencyMismatch):
        trade.rfm(as_of=YEAR_END, scale=scale)


@pytest.mark.parametrize("day", [None, "2024-12-31", datetime(2024, 12, 31, tzinfo=UTC), 2024])
def test_a_day_is_a_day(trade, day):
    with pytest.raises(TypeError, match=r"as_of=.* is no day: give a datetime\.date"):
        trade.rfm(as_of=day)


def test_words_are_told(trade):
    with pytest.raises(ValueError, match="count='week' is none of 'order', 'day', 'line'"):
        trade.rfm(as_of=YEAR_END, count="week")
    with pytest.raises(ValueError, match="returns='drop' is none of"):
        trade.rfm(as_of=YEAR_END, returns="drop")
    with pytest.raises(ValueError, match="'RMB' is no currency"):
        trade.rfm(as_of=YEAR_END, currency="RMB")


# ------------------------------------------------------------------ column-wise


WAYS = [
    {},
    {"count": "day"},
    {"returns": "ignore"},
    {"returns": "visit", "count": "day"},
    {"currency": "CNY"},
    {"currency": "JPY"},
]


def outcome(base, given):
    try:
        return base.rfm(as_of=YEAR_END, bins=3, **given)
    except (CurrencyMismatch, NothingToFit) as error:
        return type(error), str(error)


@pytest.mark.parametrize("given", WAYS, ids=str)
def test_column_wise_and_one_by_one_give_the_same(trade, column_wise, monkeypatch, given):
    there = outcome(trade, given)
    assert column_wise == [True] or isinstance(there, tuple)
    monkeypatch.setattr(in_columns, "MANY", 10**9)

    assert outcome(trade, given) == there
    assert column_wise[1:] in ([False], [])


CUSTOMERS = ("C1", "c1", "C1.", "客户%", "Ｃ1'", "=1", '"')


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    sales=st.lists(
        strategies.purchases(
            [f"S{i}" for i in range(12)],
            CUSTOMERS,
            on=st.dates(date(2024, 1, 1), date(2025, 2, 1)),
        ),
        max_size=12,
        unique_by=lambda each: each.purchase_id,
    ),
    given=st.sampled_from(WAYS),
)
def test_generated_sales_come_to_the_same_column_wise(
    tmp_path_factory, column_wise, monkeypatch, sales, given
):
    path = tmp_path_factory.mktemp("generated") / "acme.db"
    with closing(SqliteRows(path)) as rows:
        store = Store(rows, lambda: datetime(2025, 1, 2, tzinfo=UTC))
        store.learn(
            [Statement(kind="customer", subject_id=key, values={"name": key}) for key in CUSTOMERS], VISIT
        )
        store.keep(sales, VISIT)
    with customerbase.open(path) as base:
        monkeypatch.setattr(in_columns, "MANY", 0)
        there = outcome(base, given)
        monkeypatch.setattr(in_columns, "MANY", 10**9)

        assert outcome(base, given) == there


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    files = sample.write(folder)
    with customerbase.open(folder / "sample.db", currency="CNY") as base:
        for name in ("customers", "customers_abroad"):
            base.import_customers(getattr(files, name))
        base.import_records("relationship", files.relationships)
        base.import_purchases(files.sales)
        yield base


def test_the_sample_company_comes_to_the_same_column_wise(company, column_wise, monkeypatch):
    currency = max(currencies := [each.amount.currency for each in company.sales()], key=currencies.count)
    asked = {"as_of": YEAR_END, "currency": currency, "segments": rfm.trade(introduced=1), "everyone": True}
    there = company.rfm(**asked)
    monkeypatch.setattr(in_columns, "MANY", 10**9)

    assert company.rfm(**asked) == there
    assert len(there.rows) > 100
    assert len({each.segment for each in there.rows}) == 4
    assert column_wise == [True, False]


def test_sums_beyond_whole_numbers_of_64_bits_are_made_one_by_one(base, column_wise):
    for i in range(3):
        sell(base, f"S{i}", f"C{i}", date(2024, 1, 1), "4611686018427.000001")
    sell(base, "S9", "C0", date(2024, 2, 1), "4611686018427.000001")

    run = base.rfm(as_of=YEAR_END)

    assert column_wise == [False]
    assert run.rows[0].score.summary.monetary == Money("9223372036854.000002", "CNY")


def test_sums_of_whole_minor_units_may_be_larger(base, column_wise):
    for i in range(4):
        sell(base, f"S{i}", "C1", date(2024, 1, 1 + i), "4611686018427.25")

    assert said(base.rfm(as_of=YEAR_END)) == {"C1": (362, 4, "18,446,744,073,709.00 CNY")}
    assert column_wise == [True]


def test_few_purchases_load_no_packages(trade, monkeypatch):
    monkeypatch.setattr(in_columns, "_packages", lambda: pytest.fail("loaded"))

    assert len(trade.rfm(as_of=YEAR_END).rows) == 4


@pytest.mark.parametrize("package", ["narwhals", "polars"])
def test_without_the_packages_it_goes_one_by_one(trade, column_wise, monkeypatch, package):
    there = trade.rfm(as_of=YEAR_END)
    for name in list(sys.modules):
        if name.startswith("customerbase.tables") or name == "customerbase.stores.frames":
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(customerbase, "tables", raising=False)
    for name in list(sys.modules):
        if name.partition(".")[0] == package:
            monkeypatch.setitem(sys.modules, name, None)

    assert trade.rfm(as_of=YEAR_END) == there
    assert column_wise == [True, False]


# ------------------------------------------------------------------ frames


@pytest.fixture
def frames():
    return pytest.importorskip("polars")


def test_a_frame_of_sales_says_what_the_sales_say(trade, frames):
    sell(trade, "S0", "C1", date(2024, 5, 1), "0.000001", employee="E1")

    frame = trade.sales_frame()

    assert sorted(frame.rows()) == sorted(
        (
            each.purchase_id,
            each.customer_id,
            each.on,
            each.amount.amount,
            each.amount.currency,
            each.quantity,
            each.is_return,
            each.employee_id,
        )
        for each in trade.sales()
    )
    assert frame.columns == [
        "purchase_id",
        "customer_id",
        "on",
        "amount",
        "currency",
        "quantity",
        "is_return",
        "employee_id",
    ]
    assert frame.schema["amount"] == frames.Decimal(38, 6)


def test_a_frame_can_be_of_a_period(trade, frames):
    assert sorted(trade.sales_frame("2025")["purchase_id"]) == ["S7"]
    assert sorted(trade.sales_frame("2024-11")["purchase_id"]) == ["S2", "S3"]
    assert trade.sales_frame("2020").shape == (0, 8)


def test_an_empty_frame_has_the_types_of_a_full_one(base, frames):
    empty = base.sales_frame().schema
    sell(base, "S1", "C1", date(2024, 1, 1), "1", employee="E1")

    assert base.sales_frame().schema == empty


@pytest.mark.parametrize("backend", ["pandas", "pyarrow"])
def test_frames_of_other_libraries_hold_the_same(trade, frames, backend):
    pytest.importorskip("pyarrow")
    pytest.importorskip(backend)

    frame = trade.sales_frame(backend=backend)

    assert type(frame).__module__.partition(".")[0] == backend
    assert frames.DataFrame(frame).equals(trade.sales_frame())


def test_a_frame_can_be_summed_up_by_tables(trade, frames):
    tables = pytest.importorskip("customerbase.tables")
    frame = trade.sales_frame(backend="polars")

    done = tables.rfm.run(
        frame, columns=tables.PurchaseColumns(is_return="is_return", currency="currency"), as_of=YEAR_END
    )

    found = {row["customer_id"]: (row["r"], row["f"], row["m"]) for row in done.frame.rows(named=True)}
    assert found == {each.customer_id: each.cell for each in trade.rfm(as_of=YEAR_END).scores}


def test_an_unknown_library_is_told(base):
    with pytest.raises(ValueError, match="backend='excel' is none of 'pandas', 'polars', 'pyarrow'"):
        base.sales_frame(backend="excel")


def test_a_frame_without_the_packages_says_what_to_install(base, monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)
    monkeypatch.delitem(sys.modules, "customerbase.stores.frames", raising=False)

    with pytest.raises(MissingExtra, match=r"needs polars: pip install 'customerbase\[tables\]'"):
        base.sales_frame()


# ------------------------------------------------------------------ kept runs


def test_a_run_is_kept_listed_and_forgotten(trade):
    third, fourth = trade.rfm(as_of=date(2024, 9, 30)), trade.rfm(as_of=YEAR_END)
    trade.keep_rfm(fourth, name="a")
    trade.keep_rfm(third, name="b")

    assert trade.rfm_run("a") == fourth
    assert [(each.name, each.as_of, each.customers) for each in trade.rfm_runs()] == [
        ("b", date(2024, 9, 30), 2),
        ("a", YEAR_END, 4),
    ]
    (header, _) = trade.rfm_runs()
    assert (header.recorded_at, header.scale) == (datetime(2025, 1, 2, tzinfo=UTC), third.scale)
    trade.forget_rfm("b")
    assert [each.name for each in trade.rfm_runs()] == ["a"]


def test_last_quarter_s_scale_and_map_are_used_again_and_the_runs_compared(trade):
    mine = rfm.trade(introduced=3)
    trade.keep_rfm(trade.rfm(as_of=date(2024, 9, 30), segments=mine, everyone=True), name="2024-Q3")

    run = trade.rfm(as_of=YEAR_END, scale="2024-Q3", everyone=True)

    before = trade.rfm_run("2024-Q3")
    assert (run.scale, run.segments) == (before.scale, mine)
    assert [(each.customer_id, each.before, each.after) for each in run.since(before).moved] == [
        ("C1", "occasional", "key account"),
        ("C3", "not yet bought", "occasional"),
    ]
    assert trade.rfm(as_of=YEAR_END, scale="2024-Q3", segments=rfm.standard()).segments == rfm.standard()


def test_a_run_that_counted_in_another_way_gives_no_scale(trade):
    trade.keep_rfm(trade.rfm(as_of=YEAR_END, count="day"), name="days")

    with pytest.raises(InvalidRecord, match="count='day'"):
        trade.rfm(as_of=YEAR_END, scale="days")


def test_a_name_that_is_taken_is_not_taken_again(trade):
    first, other = trade.rfm(as_of=date(2024, 9, 30)), trade.rfm(as_of=YEAR_END)
    trade.keep_rfm(first, name="2024")
    trade.keep_rfm(first, name="2024")  # the same once more changes nothing

    with pytest.raises(EditConflict) as caught:
        trade.keep_rfm(other, name="2024")
    assert (caught.value.theirs, caught.value.yours) == (first, other)
    assert any("replace=True" in note for note in caught.value.__notes__)
    assert trade.rfm_run("2024") == first
    trade.keep_rfm(other, name="2024", replace=True)
    assert trade.rfm_run("2024") == other


def test_a_name_that_nothing_was_kept_under_is_told(trade):
    for ask in (trade.rfm_run, trade.forget_rfm, lambda name: trade.rfm(as_of=YEAR_END, scale=name)):
        with pytest.raises(NotFound, match="there is no rfm run '2024-Q4' in this base"):
            ask("2024-Q4")


def test_a_name_is_text_and_not_blank(trade):
    run = trade.rfm(as_of=YEAR_END)

    with pytest.raises(TypeError, match="name=2024 is no name"):
        trade.keep_rfm(run, name=2024)
    with pytest.raises(ValueError, match="name=' ' is blank"):
        trade.keep_rfm(run, name=" ")
    with pytest.raises(TypeError, match="is no run: keep what rfm gives"):
        trade.keep_rfm(run.rows, name="2024")
    assert trade.rfm_runs() == ()


def test_what_is_no_run_is_told_in_few_words_however_long_it_is(trade):
    scores = trade.rfm(as_of=YEAR_END).scores * 1_000

    with pytest.raises(TypeError) as caught:
        trade.keep_rfm(scores, name="2024")
    assert len(str(caught.value)) < 100


def test_what_is_sold_and_imported_later_changes_no_kept_run(trade):
    run = trade.rfm(as_of=YEAR_END)
    trade.keep_rfm(run, name="2024")
    sell(trade, "S9", "C1", date(2024, 12, 1), "99")

    assert trade.rfm_run("2024") == run
    assert trade.rfm(as_of=YEAR_END, scale="2024") != run
