"""What a place where records rest must do, one thing at a time, for people to read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from customerbase import rfm
from customerbase.errors import CustomerbaseError, EditConflict, NotFound, NotReferable
from customerbase.ledger import Batch
from customerbase.model import (
    Contact,
    Customer,
    Employment,
    Product,
    Purchase,
    PurchaseLine,
    Source,
    Task,
    Verification,
)
from customerbase.stores.kept_runs import forget_run, keep_run, kept_run
from customerbase.stores.packing import micros, pack
from customerbase.stores.rows import Rows
from customerbase.stores.store import Outcome, Statement, Store
from customerbase.stores.undo import undo
from customerbase.testing.contracts.histories import START, Broken, Clock
from customerbase.testing.contracts.reading import rows_of
from customerbase.values import Money

__all__ = ["StoreExamples"]

VISIT = Source.of("visit")
LIST = Source.of("purchased_list")

ALIKE = ("C", "C1", "C1.", "C1.a", "C_", "C%", "Ç1", "C\u03271", "c1", "''", '"', "客户", "Ｃ1", "𠮷1")
"""Ids that databases take for one another, or sort each in their own way."""


class StoreExamples(ABC):
    """The examples of the contract; `StoreContract` adds the machine."""

    @abstractmethod
    def empty_rows(self) -> Rows:
        """Return a new place that is empty."""

    @contextmanager
    def _store(self, *customers: str) -> Iterator[Store]:
        rows = self.empty_rows()
        store = Store(rows, Clock())
        try:
            store.learn([_named(key) for key in customers], VISIT)
            yield store
        finally:
            rows.close()

    # ------------------------------------------------------------- ids and order

    def test_ids_that_look_alike_are_different(self) -> None:
        with self._store(*ALIKE) as store:
            for key in ALIKE:
                assert store.get(Customer, key).name == f"Customer {key}"
            assert len(store.rows.keys("customer")) == len(ALIKE)

    def test_records_come_in_the_order_of_code_points(self) -> None:
        with self._store(*reversed(ALIKE)) as store:
            expected = sorted(ALIKE)
            assert store.rows.keys("customer") == expected
            assert [each.key for each in store.scan(Customer)] == expected
            assert [key for key, _ in store.rows.names()] == expected
            store.keep([_purchase(f"P{key}", key) for key in ALIKE], VISIT)
            assert [each.purchase_id for each in store.rows.sale_totals()] == [f"P{key}" for key in expected]

    def test_a_filter_finds_the_id_as_it_is_written_and_no_other(self) -> None:
        with self._store(*ALIKE) as store:
            store.keep([_purchase(f"P{key}", key) for key in ALIKE], VISIT)
            for key in ALIKE:
                assert [each.key for each in store.scan(Purchase, customer_id=key)] == [f"P{key}"]
                totals = store.rows.sale_totals(customer_id=key)
                assert [each.purchase_id for each in totals] == [f"P{key}"]

    def test_a_filter_does_not_find_what_is_not_known(self) -> None:
        with self._store("C1") as store:
            tasks = [
                Task(task_id="T1", subject="call", employee_id="E1", customer_id="C1"),
                Task(task_id="T2", subject="sweep", employee_id="E1"),
                Task(task_id="T3", subject="call", employee_id="e1", customer_id="C1"),
            ]
            store.keep(tasks, VISIT)
            assert [each.key for each in store.scan(Task, customer_id="C1")] == ["T1", "T3"]
            assert [each.key for each in store.scan(Task, customer_id="C1", employee_id="E1")] == ["T1"]
            assert [each.key for each in store.scan(Task)] == ["T1", "T2", "T3"]

    def test_records_that_are_new_come_together_with_such_as_take_a_place(self) -> None:
        with self._store() as store:
            store.keep([_product("P", "1")], VISIT)
            store.keep([_product("Q", "2"), _product("P", "3"), _product("O", "4")], VISIT)
            assert list(store.scan(Product)) == [_product("O", "4"), _product("P", "3"), _product("Q", "2")]

    def test_nothing_is_found_under_what_no_record_may_be_called(self) -> None:
        """A NUL, half of a surrogate pair: databases stumble over them, which is not for their readers to know."""
        with self._store("C1") as store:
            for key in ("a\0b", "\ud800"):
                for cls in (Customer, Purchase, Task):
                    raises(NotFound, lambda: store.get(cls, key))  # noqa: B023
                assert store.rows.known("customer", [key, "C1"]) == {"C1"}
                assert not store.rows.get_packed([key])
                assert not store.rows.entries("customer", [key])
                assert not list(store.scan(Task, customer_id=key))
                assert not list(store.scan(Purchase, customer_id=key))

    def test_texts_come_back_character_by_character(self) -> None:
        names = ("Acme ", " Acme", "ACME", "a\tb\nc", "𠮷野家 👩‍👩‍👧", "e\u0301 é", "''; --", "\ufeff\u200b")
        with self._store() as store:
            store.learn([_named(f"C{i}", name=name) for i, name in enumerate(names)], VISIT)
            assert tuple(name for _, name in store.rows.names()) == names
            assert tuple(each.name for each in store.scan(Customer)) == names

    # ------------------------------------------------------------- records

    def test_the_second_record_under_an_id_takes_the_place_of_the_first(self) -> None:
        first, second = _product("P1", "1.10"), _product("P1", "1.100001")
        with self._store() as store:
            assert store.save(first, VISIT).outcome is Outcome.TAKEN
            assert store.save(second, LIST).outcome is Outcome.CHANGED
            assert store.save(second, LIST).outcome is Outcome.UNCHANGED
            assert store.get(Product, "P1") == second
            (revision,) = store.rows.revisions("product", "P1")
            assert (revision.before.record, revision.before.source) == (first, VISIT)
            stored = store.rows.get("product", ["P1"])["P1"]
            assert (stored.version, stored.source, stored.recorded_at) == (2, LIST, START)

    def test_amounts_are_exact(self) -> None:
        amounts = ("0.1", "0.2", "0.000001", "19.99", "123456789012.345679", "0.70")
        lines = tuple(_line(amount) for amount in amounts)
        sale = Purchase(purchase_id="P1", customer_id="C1", on=date(2024, 1, 31), lines=lines)
        with self._store("C1") as store:
            store.keep([sale], VISIT)
            held = store.get(Purchase, "P1")
            assert held == sale
            assert all(type(each.quantity) is Decimal for each in held.lines)
            (total,) = store.rows.sale_totals()
            assert (total.amount, total.quantity) == (sale.amount, sale.quantity)
            assert type(total.amount.amount) is Decimal

    def test_what_is_discarded_stays_as_a_revision(self) -> None:
        with self._store() as store:
            store.save(_product("P1", "1"), VISIT)
            store.discard("product", "P1")
            assert store.rows.get("product", ["P1"]) == {}
            assert len(store.rows.revisions("product", "P1")) == 1
            raises(NotFound, lambda: store.discard("product", "P1"))

    def test_an_edit_of_what_has_changed_meanwhile_is_refused(self) -> None:
        with self._store("C1") as store:
            read = store.get(Customer, "C1")
            store.save(read.replace(name="Ours"), VISIT, seen=read)
            raises(EditConflict, lambda: store.save(read.replace(name="Theirs"), VISIT, seen=read))
            assert store.get(Customer, "C1").name == "Ours"

    def test_a_record_of_an_unknown_customer_is_refused(self) -> None:
        with self._store("C1") as store:
            raises(NotReferable, lambda: store.keep([_purchase("P1", "C1"), _purchase("P2", "c1")], VISIT))
            raises(NotReferable, lambda: store.keep_packed([pack(_purchase("P1", "c1"))], VISIT))
            lost = Contact(contact_id="K1", name="Wang", employments=(Employment(customer_id="c1"),))
            raises(NotReferable, lambda: store.save(lost, VISIT))
            assert store.rows.keys("purchase") == store.rows.keys("contact") == []

    def test_a_contact_is_found_under_each_of_his_employers(self) -> None:
        at = (Employment(customer_id="C1", title="boss"), Employment(customer_id="C1]"))
        wang = Contact(contact_id="K1", name="Wang", employments=at)
        with self._store("C1", "C1]") as store:
            store.save(wang, VISIT)
            assert list(store.scan(Contact, customer_id="C1]")) == [wang]
            store.save(wang.replace(employments=at[:1]), VISIT)
            assert list(store.scan(Contact, customer_id="C1]")) == []
            assert store.get(Contact, "K1").employments == at[:1]

    def test_packed_purchases_are_kept_as_others_are(self) -> None:
        first, other = _purchase("P1", "C1", "1.00"), _purchase("P1", "C1", "2.00")
        with self._store("C1") as store:
            outcomes = store.keep_packed([pack(each) for each in (first, other, other)], LIST)
            assert outcomes == [Outcome.TAKEN, Outcome.CHANGED, Outcome.UNCHANGED]
            assert store.get(Purchase, "P1") == other
            assert [each.before.record for each in store.rows.revisions("purchase", "P1")] == [first]

    def test_what_is_written_while_records_are_read_neither_hides_nor_repeats_one(self) -> None:
        with self._store(*(f"C{i:04}" for i in range(1_200))) as store, store.transaction():
            seen = []
            for each in store.scan(Customer):
                seen.append(each.key)
                store.save(each.replace(name=f"{each.name}!"), VISIT)
                if len(seen) < 5:
                    store.learn([_named(f"D{each.key}"), _named(f"A{each.key}")], VISIT)
            assert [key for key in seen if key.startswith("C")] == [f"C{i:04}" for i in range(1_200)]
            assert len(seen) == len(set(seen))

    # ------------------------------------------------------------- transactions

    def test_a_transaction_that_fails_leaves_nothing(self) -> None:
        with self._store("C1") as store:
            with_nothing = _entries(store)
            raises(Broken, lambda: self._fill(store, fails=True))
            assert store.rows.keys("product") == store.rows.keys("purchase") == []
            assert (store.rows.batches(), store.rows.setting("zone")) == ([], None)
            assert (_entries(store), store.get(Customer, "C1").name) == (with_nothing, "Customer C1")

    def test_an_inner_part_that_fails_takes_back_only_itself(self) -> None:
        with self._store("C1") as store:
            with store.transaction():
                store.save(_product("P1", "1"), VISIT)
                raises(Broken, lambda: self._fill(store, fails=True))
                store.save(_product("P2", "2"), LIST)
            assert store.rows.keys("product") == ["P1", "P2"]
            assert [each.source for each in store.rows.scan("product")] == [VISIT, LIST]
            self._fill(store, fails=False)
            assert store.rows.keys("product") == ["P", "P1", "P2"]

    @staticmethod
    def _fill(store: Store, *, fails: bool) -> None:
        with store.transaction():
            batch = store.begin_batch("product", "列表.csv", LIST)
            store.learn([_named("C1", name="Other"), _named("C2")], VISIT, batch_id=batch.batch_id)
            store.keep([_product("P", "1")], Source.of("press"), batch_id=batch.batch_id)
            store.keep([_purchase("P9", "C2")], LIST)
            store.rows.set("zone", "Asia/Shanghai")
            if fails:
                raise Broken

    # ------------------------------------------------------------- ledger

    def test_entries_come_back_in_order_and_as_they_were(self) -> None:
        values: dict[str, Any] = {
            "name": "上海 😀",
            "size.turnover": Money("1234567.891234", "CNY"),
            "attributes[a]": Decimal("1.50"),
            "attributes[b]": True,
            "attributes[c]": 1,
            "attributes[d]": date(2024, 2, 29),
            "note": None,
        }
        with self._store() as store:
            said = Statement(kind="customer", subject_id="C1", values=values, observed_on=date(2023, 5, 1))
            store.learn([said, _named("C1", name="later")], LIST)
            first, second = store.entries("customer", "C1")
            assert (first.number, second.number, store.rows.next_number()) == (1, 2, 3)
            held: Any = first
            assert dict(held.values) == values
            assert {path: type(each) for path, each in held.values.items()} == {
                path: type(each) for path, each in values.items()
            }
            assert (held.source, held.recorded_at, held.observed_on) == (LIST, START, date(2023, 5, 1))

    def test_a_verification_is_kept_and_noted_on_the_card(self) -> None:
        check = Verification(
            verification_id="V1", customer_id="C1", facet="basic", on=date(2024, 2, 1), outcome="confirmed"  # type: ignore[arg-type]
        )  # fmt: skip
        with self._store() as store:
            store.learn([_named("C1")], LIST)
            store.keep([check], VISIT)
            assert store.provenance("customer", "C1")["name"].verified_on == date(2024, 2, 1)
            store.discard("verification", "V1")
            assert store.provenance("customer", "C1")["name"].verified_on is None

    # ------------------------------------------------------------- batches

    def test_a_batch_is_remembered_with_what_it_brought(self) -> None:
        with self._store("C1") as store:
            batch = store.begin_batch("purchase", "sales 2024.csv", LIST)
            store.rows.put_batch(_counted(batch, taken=1))
            store.keep([_purchase("P1", "C1")], LIST, batch_id=batch.batch_id)
            store.learn([_named("C2"), _named("C1", name="Other")], LIST, batch_id=batch.batch_id)
            assert store.rows.batches() == [_counted(batch, taken=1)]
            assert [each.record.key for each in store.rows.brought_by("purchase", batch.batch_id)] == ["P1"]
            assert store.rows.observed_in(batch.batch_id) == [("customer", "C1"), ("customer", "C2")]
            undone = undo(store, batch.batch_id)
            assert (undone.removed, undone.kept) == ({"purchase": 1, "customer": 1}, ())
            assert (store.rows.keys("purchase"), store.rows.keys("customer")) == ([], ["C1"])
            raises(NotFound, lambda: undo(store, batch.batch_id))

    def test_batches_stand_in_the_order_in_which_they_came(self) -> None:
        with self._store() as store:
            came = [store.begin_batch("customer", name, LIST) for name in ("z", "a", "m")]
            store.rows.put_batch(_counted(came[1], taken=3))
            assert [each.origin for each in store.rows.batches()] == ["z", "a", "m"]
            assert store.rows.batches()[1].counts == {"taken": 3}

    def test_days_include_both_ends(self) -> None:
        days = [date(2024, 1, 31) + timedelta(days=i) for i in range(4)]
        with self._store("C1") as store:
            store.keep([_purchase(f"P{day.day}", "C1", on=day) for day in days], VISIT)
            found = store.rows.sale_totals(start=days[1], end=days[2])
            assert [each.on for each in found] == [days[1], days[2]]
            with store.rows.sale_columns(["on"], start=days[1], end=days[2]) as columns:
                assert rows_of(columns, ["on"]) == [(days[1].isoformat(),), (days[2].isoformat(),)]

    # ------------------------------------------------------------- columns

    def test_columns_say_what_the_totals_say(self) -> None:
        with self._store(*ALIKE) as store:
            sold = [_purchase(f"P{key}", key, f"{i}.000001") for i, key in enumerate(ALIKE)]
            employees = [None, "E1", None]
            sold[:3] = [each.replace(employee_id=by) for each, by in zip(sold, employees, strict=False)]
            back = PurchaseLine(quantity=Decimal("-0.5"), unit_price=Money("2", "EUR"))
            sold[3] = sold[3].replace(lines=(back,))
            store.keep(sold, VISIT)
            with store.rows.sale_columns() as columns:
                found = rows_of(columns)
            assert found == sorted(
                (
                    each.purchase_id,
                    each.customer_id,
                    each.on.isoformat(),
                    str(micros(each.amount.amount)),
                    each.amount.currency,
                    str(micros(each.quantity)),
                    str(int(each.is_return)),
                    each.employee_id or "",
                )
                for each in store.rows.sale_totals()
            )
            assert len(found) == len(ALIKE)

    def test_columns_see_what_the_transaction_around_them_has_written(self) -> None:
        with self._store("C1") as store:
            with store.transaction():
                store.keep([_purchase("P1", "C1")], VISIT)
                with store.rows.sale_columns(["purchase_id"]) as columns:
                    assert rows_of(columns, ["purchase_id"]) == [("P1",)]
                store.keep([_purchase("P2", "C1")], VISIT)
            assert store.rows.keys("purchase") == ["P1", "P2"]

    def test_there_are_no_columns_where_nothing_was_sold(self) -> None:
        with self._store() as store, store.rows.sale_columns() as columns:
            assert list(columns.sales) == []

    # ------------------------------------------------------------- kept runs of RFM

    def test_a_run_comes_back_as_it_was_kept(self) -> None:
        run = _run()
        with self._store() as store:
            kept = keep_run(store, run, "2024-Q4 😀")
            found = kept_run(store, "2024-Q4 😀")
            assert found == run
            assert [each.customer_id for each in found.rows] == sorted(ALIKE)
            assert store.rows.rfm_runs() == [kept]
            assert (kept.customers, kept.recorded_at, kept.scale) == (len(ALIKE), START, run.scale)

    def test_runs_stand_by_their_names_as_they_are_written(self) -> None:
        names = ("2024", "2024 ", "2024-Q4", "2024-q4", "2024_Q4", "二〇二四")
        with self._store() as store:
            for name in reversed(names):
                keep_run(store, _run(), name)
            assert [each.name for each in store.rows.rfm_runs()] == sorted(names)
            forget_run(store, "2024-Q4")
            raises(NotFound, lambda: kept_run(store, "2024-Q4"))
            raises(NotFound, lambda: forget_run(store, "2024-Q4"))
            assert kept_run(store, "2024-q4") == _run()

    def test_a_run_takes_the_place_of_another_only_if_it_is_told_to(self) -> None:
        first, other = _run(), _run(introduced=2)
        with self._store() as store:
            keep_run(store, first, "2024-Q4")
            raises(EditConflict, lambda: keep_run(store, other, "2024-Q4"))
            assert kept_run(store, "2024-Q4") == first
            keep_run(store, other, "2024-Q4", replace=True)
            assert kept_run(store, "2024-Q4") == other
            assert len(store.rows.rfm_runs()) == 1

    def test_a_run_that_is_kept_in_vain_leaves_nothing(self) -> None:
        def vain(store: Store) -> None:
            with store.transaction():
                keep_run(store, _run(introduced=2), "2024-Q4", replace=True)
                keep_run(store, _run(), "2025-Q1")
                raise Broken

        with self._store() as store:
            keep_run(store, _run(), "2024-Q4")
            raises(Broken, lambda: vain(store))
            assert [each.name for each in store.rows.rfm_runs()] == ["2024-Q4"]
            assert kept_run(store, "2024-Q4") == _run()


def _run(introduced: int = 1) -> rfm.RfmRun:
    """Customers who bought, one who only brought things back, one who only brings others; some in no segment."""
    sold = [_purchase(f"P{key}", key, f"{i}.000001") for i, key in enumerate(ALIKE[2:])]
    back = PurchaseLine(quantity=Decimal(-1), unit_price=Money("0.1", "USD"))
    sold.append(_purchase("P", ALIKE[1]).replace(lines=(back,)))
    return rfm.run(
        sold,
        as_of=date(2024, 3, 1),
        segments=rfm.SegmentMap(name="leaders", segments=rfm.trade(introduced=2).segments[:3]),
        customers=ALIKE,
        introduced={ALIKE[0]: introduced, ALIKE[3]: 1},
        data="example",
    )


def _named(key: str, *, name: str | None = None) -> Statement:
    return Statement(kind="customer", subject_id=key, values={"name": name or f"Customer {key}"})


def _line(price: str) -> PurchaseLine:
    return PurchaseLine(quantity=Decimal("1.5"), unit_price=Money(price, "USD"))


def _purchase(key: str, customer: str, price: str = "10", on: date = date(2024, 1, 31)) -> Purchase:
    return Purchase(purchase_id=key, customer_id=customer, on=on, lines=(_line(price),))


def _product(key: str, weight: str) -> Product:
    return Product(product_id=key, name="Tea", attributes={"weight": Decimal(weight)})


def _counted(batch: Batch, **counts: int) -> Batch:
    return Batch(
        batch_id=batch.batch_id,
        what=batch.what,
        origin=batch.origin,
        source=batch.source,
        recorded_at=batch.recorded_at,
        counts=counts,
    )


def _entries(store: Store) -> Any:
    return store.rows.entries("customer", ALIKE), store.rows.next_number()


def raises(wanted: type[Exception], act: Callable[[], object]) -> None:
    """Check that `act` raises just this error."""
    raised: CustomerbaseError | Broken | None = None
    try:
        act()
    except (CustomerbaseError, Broken) as error:
        raised = error
    assert type(raised) is wanted, f"expected {wanted.__name__}, got {raised!r}"
