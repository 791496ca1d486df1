"""What was saved, the base as it was, and changes over somebody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

import customerbase
from customerbase import Customer, Purchase
from customerbase.errors import EditConflict, NotFound, StoreError
from customerbase.model import Contact, Employment, Interaction, PurchaseLine, Verification
from customerbase.stores.rows import Rows
from customerbase.stores.undo import undo
from customerbase.values import Money


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2024, 1, 10, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> datetime:
        self.now += timedelta(days=days)
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def base(request, clock, tmp_path):
    where = "memory:" if request.param == "memory" else tmp_path / "acme.db"
    with customerbase.open(where, clock=clock, zone="Asia/Shanghai") as opened:
        yield opened


def sale(key: str, amount: str, on: date) -> Purchase:
    line = PurchaseLine(quantity=1, unit_price=Money(amount, "CNY"))
    return Purchase(purchase_id=key, customer_id="C1", on=on, lines=(line,))


CARD = Customer(customer_id="C1", name="Acme")


def told(base, record, **named):
    return [
        (str(each.what), each.undone, [(c.path, c.before, c.after) for c in each.changes])
        for each in base.history(record, **named)
    ]


def test_history_of_a_card_has_a_header_per_save_and_each_changed_value(base, clock):
    base.save(CARD, source=customerbase.Source(method="visit", collected_by="E1"))
    clock.pass_days(1)
    base.save(CARD.replace(name="Acme Corp."), source="directory", observed_on=date(2024, 1, 1))
    (waiting,) = base.candidates("C1")
    base.accept("C1", waiting, by="E2")
    base.verify("C1", "basic", on=date(2024, 1, 11), by="E3", outcome="confirmed")
    first, second, third, fourth = base.history("C1")
    assert (first.what, first.by, first.number) == ("stated", "E1", 1)
    assert (first.recorded_at, first.batch_id) == (datetime(2024, 1, 10, 9, tzinfo=UTC), None)
    assert (second.observed_on, second.changes) == (date(2024, 1, 1), ())
    assert [str(each) for each in third.changes] == ["name: 'Acme' → 'Acme Corp.'"]
    assert (third.what, third.by, third.source) == ("accepted", "E2", None)
    assert (fourth.what, fourth.by, fourth.observed_on) == ("verified", "E3", date(2024, 1, 11))


def test_history_of_a_sale_tells_what_was_changed_removed_made_anew_and_restored(base, clock):
    base.save(CARD, source="visit")
    bought = sale("S1", "5", date(2024, 1, 9))
    base.save(bought, source="transaction_record")
    clock.pass_days(1)
    with base.transaction():
        batch = base.store.begin_batch("purchase", "sales.csv", customerbase.Source.of("transaction_record"))
        base.store.keep([bought.replace(place="Wuxi")], batch.source, batch_id=batch.batch_id)
    clock.pass_days(1)
    undo(base.store, batch.batch_id)
    clock.pass_days(1)
    base.remove(bought)
    clock.pass_days(1)
    base.save(bought.replace(note="again"), source="visit")
    assert [(what, undone) for what, undone, _ in told(base, "S1", kind="purchase")] == [
        ("created", False),
        ("changed", True),
        ("restored", False),
        ("removed", False),
        ("created", False),
    ]
    saves = base.history("S1", kind="purchase")
    assert [str(each) for each in saves[1].changes] == ["place: nothing → 'Wuxi'"]
    assert [str(each) for each in saves[2].changes] == ["place: 'Wuxi' → nothing"]
    assert [each.recorded_at.day for each in saves] == [10, 11, 12, 13, 14]
    assert saves[1].batch_id == batch.batch_id


def test_history_of_a_card_whose_import_was_undone_is_still_told(base, clock):
    with base.transaction():
        batch = base.store.begin_batch("customer", "list.csv", customerbase.Source.of("directory"))
        statement = customerbase.stores.store.Statement(
            kind="customer", subject_id="C1", values={"name": "A"}
        )
        base.store.learn([statement], batch.source, batch_id=batch.batch_id)
    clock.pass_days(1)
    undo(base.store, batch.batch_id)
    assert told(base, "C1") == [
        ("stated", True, [("name", None, "A")]),
        ("retracted", False, [("name", "A", None)]),
    ]
    assert base.past(known_on=date(2024, 1, 10)).customer("C1").name == "A"
    assert base.past(known_on=date(2024, 1, 10)).batches()[0].undone_at is None
    with pytest.raises(NotFound):
        base.past(known_on=date(2024, 1, 11)).customer("C1")


def test_history_asks_for_a_record_that_was_there_once(base):
    with pytest.raises(NotFound):
        base.history("nobody")
    with pytest.raises(NotFound):
        base.history("S1", kind="purchase")
    with pytest.raises(ValueError, match="no kind of record"):
        base.history("S1", kind="sale")


def test_what_was_known_and_what_was_true_are_two_questions(base, clock):
    base.save(CARD, source="visit")
    base.save(sale("S1", "5", date(2024, 1, 9)), source="transaction_record")
    then = clock.pass_days(30)
    base.save(sale("S2", "7", date(2024, 1, 5)), source="transaction_record")  # heard of late
    base.save(sale("S1", "50", date(2024, 1, 9)), source="transaction_record")
    base.save(CARD.replace(name="Acme Corp."), source="visit", observed_on=date(2024, 1, 11))
    clock.pass_days(1)

    def totals(past):
        return [(each.purchase_id, each.amount.amount) for each in past.sales()]

    assert totals(base.past(known_on=then - timedelta(seconds=1))) == [("S1", 5)]
    assert totals(base.past(true_on=date(2024, 1, 6))) == [("S2", 7)]
    assert totals(base.past(known_on=date(2024, 1, 20), true_on=date(2024, 1, 6))) == []
    assert totals(base.past(known_on=then)) == totals(base) == [("S1", 50), ("S2", 7)]
    assert base.past(known_on=date(2024, 1, 20)).customer("C1").name == "Acme"
    assert base.past(true_on=date(2024, 1, 20)).customer("C1").name == "Acme Corp."
    (row,) = base.past(known_on=date(2024, 1, 20)).sales_ranking()
    assert row.amount == Money(5, "CNY")
    with base.past(true_on=date(2024, 1, 6)).store.rows.sale_columns() as columns:
        assert columns.rows >= 1


def test_a_day_of_the_past_ends_where_the_business_is(base, clock):
    clock.now = datetime(2024, 1, 10, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    base.save(CARD, source="visit")
    clock.now += timedelta(minutes=1)
    base.save(CARD.replace(customer_id="C2"), source="visit")
    assert [each.key for each in base.past(known_on=date(2024, 1, 10)).all(Customer)] == ["C1"]
    assert [each.key for each in base.past(known_on=date(2024, 1, 11)).all(Customer)] == ["C1", "C2"]


def test_a_contact_whose_place_of_work_was_struck_out_since_worked_there_then(base, clock):
    base.save(CARD, source="visit")
    person = Contact(contact_id="K1", name="Li", employments=(Employment(customer_id="C1"),))
    base.save(person, source="visit")
    day = clock.now.date()
    clock.pass_days(1)
    base.save(person.replace(employments=()), source="visit")
    assert list(base.all(Contact, customer_id="C1")) == []
    past = base.past(known_on=day)
    assert list(past.all(Contact, customer_id="C1")) == [person]
    assert past.dossier("C1").contacts == (person,)


def test_the_day_of_a_past_base_is_that_day(base, clock):
    base.save(CARD, source="visit")
    clock.pass_days(400)
    day = date(2024, 2, 1)
    assert base.past(known_on=day)._today() == day
    assert base.past(true_on=day)._today() == day


def test_the_past_cannot_be_written_to(base):
    base.save(CARD, source="visit")
    past = base.past(known_on=base.store.now())
    for write in (
        lambda: past.save(CARD.replace(name="B"), source="visit"),
        lambda: past.verify("C1", "basic", on=date(2024, 1, 10), by="E1", outcome="confirmed"),
        lambda: past.remove(sale("S1", "5", date(2024, 1, 9))),
        lambda: past.store.rows.put("customer", []),
        lambda: past.store.rows.set("zone", "UTC"),
        lambda: past.store.rows.remove_notes("merge", []),
    ):
        with pytest.raises(StoreError, match="shows the past"):
            write()
    past.close()
    assert base.customer("C1") == CARD


def test_every_way_of_writing_to_rows_is_shut_in_the_past(base):
    reads = set(
        "reading close get scan known keys brought_by names first_heard prepare_search hits scrub_search "
        "get_packed sale_totals sale_columns rfm_runs rfm_run next_number entries observed_in revisions "
        "revisions_of_batch revisions_after subjects_naming batches setting notes has_notes note_texts".split()
    )
    rows = base.past(true_on=date(2024, 1, 1)).store.rows
    methods = {name for name in vars(Rows) if callable(getattr(Rows, name)) and not name.startswith("_")}
    assert len(methods - reads) > 10
    for name in methods - reads:
        with pytest.raises(StoreError, match="shows the past"):
            getattr(rows, name)()


def test_a_past_is_asked_for_by_a_day_or_an_instant_with_a_zone(base):
    with pytest.raises(ValueError, match="which past"):
        base.past()
    with pytest.raises(TypeError, match="no zone"):
        base.past(known_on=datetime(2024, 1, 1))
    with pytest.raises(TypeError, match="true_on"):
        base.past(true_on="2024-01-01")


def test_kept_runs_are_there_once_they_were_kept(base, clock):
    base.save(CARD, source="visit")
    base.save(sale("S1", "5", date(2024, 1, 9)), source="transaction_record")
    day = clock.now.date()
    clock.pass_days(1)
    base.keep_rfm(base.rfm(as_of=day), name="January")
    assert list(base.past(known_on=day).rfm_runs()) == []
    assert base.past(known_on=clock.now).rfm_run("January") == base.rfm_run("January")


def test_a_change_over_somebody_elses_shows_both(base):
    base.save(CARD, source="visit")
    mine, yours = base.customer("C1"), base.customer("C1")
    base.change(mine, name="Acme Corp.", industry="steel", source="visit")
    with pytest.raises(EditConflict) as caught:
        base.change(yours, name="Acme Ltd", short_name="A", source="visit")
    error = caught.value
    assert (error.theirs, error.seen) == (base.customer("C1"), CARD)
    assert error.fields == ("name",)
    assert "name" in str(error)
    assert "short_name" not in str(error)
    assert base.customer("C1").name == "Acme Corp."
    again = base.change(base.customer("C1"), short_name="A", source="visit")
    assert again.changed == ("short_name",)


def test_a_record_that_somebody_changed_is_not_removed(base):
    base.save(CARD, source="visit")
    bought = sale("S1", "5", date(2024, 1, 9))
    base.save(bought, source="transaction_record")
    base.change(bought, place="Wuxi", source="transaction_record")
    with pytest.raises(EditConflict):
        base.remove(bought)
    base.remove(base.get(Purchase, "S1"))
    with pytest.raises(EditConflict):
        base.change(bought, place="Wuxi", source="transaction_record")


def test_of_two_who_write_to_one_file_the_second_is_told(tmp_path):
    with customerbase.open(tmp_path / "a.db") as one, customerbase.open(tmp_path / "a.db") as two:
        one.save(CARD, source="visit")
        talk = Interaction(interaction_id="I1", customer_id="C1", on=date(2024, 1, 1), channel="phone")
        one.save(talk, source="visit")
        for record, change in ((CARD, {"name": "B"}), (talk, {"content": "x"})):
            read = two.get(type(record), record.key)
            one.change(record, **change, source="visit")
            with pytest.raises(EditConflict) as caught:
                two.change(read, **dict.fromkeys(change, "y"), source="visit")
            assert caught.value.theirs == one.get(type(record), record.key)


def test_verifications_are_true_from_their_day(base, clock):
    base.save(CARD, source="visit", observed_on=date(2023, 1, 1))
    base.verify("C1", "basic", on=date(2024, 1, 5), by="E1", outcome="confirmed")
    assert list(base.past(true_on=date(2024, 1, 4)).all(Verification)) == []
    assert base.past(true_on=date(2024, 1, 4)).provenance("C1")["name"].verified_on is None
    assert base.past(true_on=date(2024, 1, 5)).provenance("C1")["name"].verified_on == date(2024, 1, 5)


def test_a_merge_is_told_in_both_histories_and_is_none_before_it_and_after_it_was_taken_back(base, clock):
    base.save(CARD, source="visit")
    base.save(Customer(customer_id="C2", name="Acme"), source="visit")
    base.save(sale("S1", "5", date(2024, 1, 9)).replace(customer_id="C2"), source="transaction_record")
    before = clock.now
    clock.pass_days(1)
    made = base.merge("C1", "C2", by="E1")
    merged = clock.now
    clock.pass_days(1)
    base.save(CARD.replace(note="x"), source="visit")
    clock.pass_days(1)
    base.unmerge(made.merge_id, by="E2")
    assert [(str(e.what), e.by, e.undone) for e in base.history("C1")] == [
        ("stated", None, False),
        ("merged", "E1", True),
        ("stated", None, False),
        ("unmerged", "E2", False),
    ]
    assert [str(each) for each in base.history("C2")[1].changes] == ["merged into: nothing → 'C1'"]
    assert [each.key for each in base.past(known_on=before).all(Customer)] == ["C1", "C2"]
    assert [each.key for each in base.past(known_on=merged).all(Customer)] == ["C1"]
    assert [each.customer_id for each in base.past(known_on=merged).sales()] == ["C1"]
    assert [each.customer_id for each in base.sales()] == ["C2"]
