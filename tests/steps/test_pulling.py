"""Records of another system flow in again and again: nothing twice, nothing lost, nothing damaged on the way."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hosts import host_of
from hypothesis import given, settings
from hypothesis import strategies as st

import customerbase
from customerbase import Customer, InvalidRecord, Money, NotFound, Purchase, StoreError
from customerbase.convert import from_json, to_json
from customerbase.model import Contact
from customerbase.sources.database_mapping import (
    DatabaseMapping,
    LinesMapping,
    TableMapping,
    mapping_from_toml,
    mapping_to_toml,
)

PARTIES = TableMapping(
    kind="customer",
    table="party",
    key="id",
    changed="changed_at",
    where="is_person = 0",
    fields={"customer_id": "id", "name": "name", "phones[main]": "phone", "address.city": "city"},
    constants={"kind": "organization"},
)
PEOPLE = TableMapping(
    kind="contact",
    table="party",
    key="id",
    changed="changed_at",
    where="is_person = 1",
    fields={"contact_id": "id", "customer_id": "parent", "name": "name", "phone": "phone"},
)
SALES = TableMapping(
    kind="purchase",
    table="Sales Order",
    key="id",
    changed="changed_at",
    where="state <> 'draft'",
    gone="state = 'cancelled'",
    fields={"purchase_id": "id", "customer_id": "party", "on": "ordered_at", "currency": "currency"},
    lines=LinesMapping(
        table="Sales Order Line",
        of="order",
        key="id",
        changed="changed_at",
        fields={"product_id": "item", "product_name": "item name", "quantity": "qty", "unit_price": "price"},
    ),
)
ERP = DatabaseMapping(name="erp", ids="erp-", zone="UTC", overlap=0, tables=(PARTIES, PEOPLE, SALES))

TABLES = (
    (
        "CREATE TABLE party (id INTEGER PRIMARY KEY, name VARCHAR(80), phone VARCHAR(40), city VARCHAR(40), "
        "is_person INTEGER, parent INTEGER, changed_at {time})"
    ),
    (
        'CREATE TABLE "Sales Order" (id INTEGER PRIMARY KEY, party INTEGER, ordered_at {time}, '
        "currency VARCHAR(3), state VARCHAR(20), changed_at {time})"
    ),
    (
        'CREATE TABLE "Sales Order Line" (id INTEGER PRIMARY KEY, "order" INTEGER, item VARCHAR(20), '
        '"item name" VARCHAR(80), qty {decimal}, price {decimal}, changed_at {time})'
    ),
)
DAY = "2024-03-01 00:00:00"
LATER = "2024-03-02 00:00:00"


class Erp:
    """A small ERP: statements in SQL, whatever the database quotes by."""

    def __init__(self, host, time="TIMESTAMP", decimal="DECIMAL(16, 6)", quote='"', end=""):
        self.host, self.quote = host, quote
        for each in TABLES:
            self(each.format(time=time, decimal=decimal) + end)

    def __call__(self, sql):
        self.host.run(sql.replace('"', self.quote))
        self.host.commit()

    def party(self, key, name="上海机电", phone="021-6412 0000", at=DAY, parent="NULL"):
        person = 0 if parent == "NULL" else 1
        self(f"INSERT INTO party VALUES ({key}, '{name}', '{phone}', '上海', {person}, {parent}, '{at}')")

    def sale(self, key, party=1, at=DAY, lines=((Decimal(2), Decimal("1200.500001")),), state="sale"):
        self(
            f"INSERT INTO \"Sales Order\" VALUES ({key}, {party}, '2024-02-29 23:30:00', 'CNY', '{state}', '{at}')"
        )
        for i, (quantity, price) in enumerate(lines):
            number = key * 10 + i
            self(
                f"INSERT INTO \"Sales Order Line\" VALUES ({number}, {key}, 'I{i}', 'Pump', {quantity}, {price}, '{at}')"
            )


@pytest.fixture
def erp(tmp_path):
    host = host_of("sqlite", "sqlite3 that begins by itself", str(tmp_path / "erp.db"))
    yield Erp(host, time="TEXT", decimal="REAL")
    host.close()


@pytest.fixture
def base():
    with customerbase.open("memory:", zone="Asia/Shanghai") as made:
        yield made


def pulled(base, erp, mapping=ERP):
    return base.pull(mapping, erp.host.given)


def counts(results):
    return [(each.taken, each.changed, each.unchanged, each.refused) for each in results]


SERVERS = {"postgres": ("postgres_database", "psycopg"), "mariadb": ("mariadb_database", "pymysql")}


@pytest.mark.parametrize("database", SERVERS)
def test_parties_people_and_sales_come_in_from_a_server(database, request, base):
    fixture, driver = SERVERS[database]
    host = host_of(database, driver, request.getfixturevalue(fixture))
    request.addfinalizer(host.close)
    time = "TIMESTAMP" if database == "postgres" else "DATETIME"
    erp = (
        Erp(host, time)
        if database == "postgres"
        else Erp(host, time, quote="`", end=" CHARACTER SET utf8mb4")
    )
    check_the_first_reading(base, erp)
    erp("UPDATE party SET city = '北京' WHERE id = 1")
    erp(f"UPDATE party SET changed_at = '{LATER}' WHERE id = 1")
    assert counts(pulled(base, erp))[0] == (0, 1, 0, 0)


def test_parties_people_and_sales_come_in(base, erp):
    check_the_first_reading(base, erp)


def check_the_first_reading(base, erp):
    erp.party(1)
    erp.party(2, name="王芳", phone="138 0013 8000", parent=1)
    erp.sale(7)
    assert counts(pulled(base, erp)) == [(1, 0, 0, 0), (0, 1, 0, 0), (2, 0, 0, 0)]
    customer = base.customer("erp-1")
    assert (customer.name, customer.kind, customer.addresses[0].city) == ("上海机电", "organization", "上海")
    assert base.store.get(Contact, "erp-2").employments[0].customer_id == "erp-1"
    sale = base.store.get(Purchase, "erp-7")
    # Half past eleven in UTC is the next day in Shanghai.
    assert (sale.customer_id, sale.on) == ("erp-1", date(2024, 3, 1))
    assert sale.lines[0].unit_price == Money("1200.500001", "CNY")
    assert [each.origin for each in base.batches()] == ["party", "party", "Sales Order"]


def test_the_second_reading_brings_only_what_changed(base, erp):
    erp.party(1, at="2024-02-01 00:00:00")
    erp.party(3, name="Acme")
    erp.sale(7)
    pulled(base, erp)
    assert all(each.batch_id is None and not each.changed for each in pulled(base, erp))
    assert len(base.batches()) == 2
    erp("UPDATE party SET name = 'Acme Ltd', changed_at = '2024-03-02 00:00:00' WHERE id = 3")
    (parties, _, sales) = pulled(base, erp)
    assert (parties.rows, parties.changed, sales.changed) == (1, 1, 0)
    assert base.customer("erp-3").name == "Acme Ltd"


def test_a_line_that_changed_brings_its_whole_sale(base, erp):
    erp.party(1)
    erp.sale(7, lines=((1, 10), (2, 20)))
    pulled(base, erp)
    erp(f"UPDATE \"Sales Order Line\" SET qty = 3, changed_at = '{LATER}' WHERE id = 71")
    pulled(base, erp)
    assert [each.quantity for each in base.store.get(Purchase, "erp-7").lines] == [1, 3]


def test_a_refused_row_is_named_by_table_and_key_and_tried_again(base, erp):
    erp.party(1)
    erp.sale(7, party=9)
    (_, _, sales) = pulled(base, erp)
    assert str(sales.refusals[0]).startswith("Sales Order, key 7, customer_id: ")
    assert {each.key for each in sales.refusals} == {"7", "70"}
    erp.party(9, name="Late Ltd", at=LATER)
    pulled(base, erp)
    assert base.store.get(Purchase, "erp-7").customer_id == "erp-9"
    assert pulled(base, erp)[2].refused == 0


def test_refused_rows_can_be_written_out(base, erp, tmp_path):
    erp.sale(7, party=9)
    (_, _, sales) = pulled(base, erp)
    files = sales.write_refused(tmp_path / "refused.csv")
    assert len(files) == 2
    assert "key 7 of Sales Order" in files[0].read_text(encoding="utf-8-sig")


def test_a_batch_that_was_undone_is_read_again(base, erp):
    erp.party(1)
    (parties, _, _) = pulled(base, erp)
    base.undo(parties)
    with pytest.raises(NotFound):
        base.customer("erp-1")
    assert pulled(base, erp)[0].taken == 1
    assert base.customer("erp-1").name == "上海机电"


def test_a_sale_that_was_cancelled_is_taken_away(base, erp):
    erp.party(1)
    erp.sale(7)
    pulled(base, erp)
    erp(f"UPDATE \"Sales Order\" SET state = 'cancelled', changed_at = '{LATER}' WHERE id = 7")
    (_, _, sales) = pulled(base, erp)
    assert "records that count no longer there were taken away: 1" in sales.notes
    with pytest.raises(NotFound):
        base.store.get(Purchase, "erp-7")
    assert base.store.rows.revisions("purchase", "erp-7")


def test_a_person_whose_company_is_not_there_makes_no_customer(base, erp):
    erp.party(2, name="王芳", parent=1)
    (_, people, _) = pulled(base, erp)
    assert "there is no customer 'erp-1'" in str(people.refusals[0])
    assert not base.store.rows.keys("customer")


def test_an_erased_person_does_not_come_back_and_no_key_of_his_is_kept(base, erp):
    erp.party(1)
    erp.sale(7)
    pulled(base, erp)
    base.erase("erp-1", reason="asked for it", by="E1")
    erp.party(42, name="Another name", at=LATER)  # under another number, with his telephone
    (parties, _, sales) = pulled(base, erp)
    assert (parties.taken, parties.refused, sales.changed) == (0, 2, 0)
    for note in base.store.rows.notes("pull"):
        assert [each["waiting"] for each in json.loads(note.data)["steps"]][-1] == []
    assert "erp-1" not in base.store.rows.keys("customer")


def test_all_can_be_read_afresh(base, erp):
    erp.party(1, at="2024-02-01 00:00:00")
    erp.party(3, name="Acme")
    pulled(base, erp)
    (again, _, _) = base.pull(ERP, erp.host.given, afresh=True)
    assert (again.rows, again.unchanged) == (2, 2)


def test_another_mapping_reads_from_the_beginning(base, erp):
    erp.party(1)
    pulled(base, erp)
    fields = {"customer_id": "id", "name": "name", "note": "city"}
    changed = DatabaseMapping(
        name="erp",
        ids="erp-",
        tables=(TableMapping(kind="customer", table="party", key="id", fields=fields),),
    )
    assert pulled(base, erp, changed)[0].changed == 1
    assert base.customer("erp-1").note == "上海"


def test_a_late_commit_is_seen_within_the_overlap(base, erp):
    mapping = DatabaseMapping(name="erp", tables=(PARTIES,), overlap=600)
    erp.party(1, at="2024-03-01 00:10:00")
    pulled(base, erp, mapping)
    erp.party(3, name="Acme", at="2024-03-01 00:01:00")
    erp.party(4, name="Too late", at="2024-02-29 23:59:00")
    pulled(base, erp, mapping)
    assert base.store.rows.keys("customer") == ["1", "3"]


def test_values_that_would_be_damaged_refuse_their_row(base, erp):
    erp.party(1)
    erp.sale(7, lines=((1, "9e15"),))
    erp.sale(8)
    erp("UPDATE \"Sales Order\" SET currency = X'00ff' WHERE id = 8")
    (_, _, sales) = pulled(base, erp)
    reasons = {each.key: each.reason for each in sales.refusals}
    assert reasons["70"] == "has more digits than floating point keeps"
    assert reasons["8"] == "is bytes, not text"


def test_a_table_that_is_not_there_is_named(base, erp):
    erp("DROP TABLE party")
    with pytest.raises(StoreError, match="party"):
        pulled(base, erp)


def test_a_host_pulls_from_his_own_tables_in_his_own_transaction(erp):
    erp.party(1)
    erp.sale(7)
    connection = erp.host.given
    with customerbase.open(connection, zone="UTC") as base:
        erp.host.begin()
        base.pull(ERP)
        connection.rollback()
        assert not base.store.rows.keys("customer")
        base.pull(ERP)
    assert connection.execute("SELECT id FROM customerbase_purchase").fetchall() == [("erp-7",)]


def test_a_base_in_memory_must_be_told_where_the_other_system_is(base):
    with pytest.raises(TypeError, match="give the connection"):
        base.pull(ERP)


@settings(max_examples=20)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 4), st.sampled_from("ABC"), st.sampled_from("XY")), max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_after_any_changes_the_cards_are_what_the_tables_say(rounds):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE party (id INTEGER PRIMARY KEY, name TEXT, city TEXT, changed_at TEXT)")
    parties = TableMapping(
        kind="customer",
        table="party",
        key="id",
        changed="changed_at",
        fields={"customer_id": "id", "name": "name", "address.city": "city"},
    )
    mapping = DatabaseMapping(name="erp", tables=(parties,), overlap=0)
    clock = datetime(2024, 3, 1)
    with customerbase.open("memory:") as base:
        for changes in rounds:
            for key, name, city in changes:
                clock += timedelta(seconds=1)
                connection.execute(
                    "INSERT INTO party VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                    "name = excluded.name, city = excluded.city, changed_at = excluded.changed_at",
                    (key, f"Company {name}", f"City {city}", clock.isoformat(" ")),
                )
            connection.commit()
            base.pull(mapping, connection)
            there = connection.execute("SELECT id, name, city FROM party ORDER BY id").fetchall()
            ours = [
                (int(each.customer_id), each.name, each.addresses[0].city)
                for each in base.store.scan(Customer)
            ]
            assert ours == there
    connection.close()


# ------------------------------------------------------------------ the mapping itself


def test_a_mapping_goes_to_toml_and_json_and_back():
    assert mapping_from_toml(mapping_to_toml(ERP)) == ERP
    assert from_json(DatabaseMapping, to_json(ERP)) == ERP
    assert hash(mapping_from_toml(mapping_to_toml(ERP))) == hash(ERP)


def test_all_that_is_wrong_with_a_mapping_is_said_at_once():
    text = """
name = ""
zone = "Mars/Olympus"
tabels = []

[[tables]]
kind = "customer"
key = "id"
gone = "true"
fields = { name = "name" }

[[tables]]
kind = "nonsense"
table = "t"
query = "SELECT 1"
key = "id"
fields = {}
"""
    with pytest.raises(InvalidRecord) as caught:
        mapping_from_toml(text)
    assert "$.tabels" in str(caught.value)
    with pytest.raises(InvalidRecord) as caught:
        mapping_from_toml(text.replace("tabels = []", ""))
    paths = [each.path for each in caught.value.problems]
    assert paths == [
        "$.name",
        "$.zone",
        "$.tables[0].gone",
        "$.tables[0].fields",
        "$.tables[0]",
        "$.tables[1].kind",
        "$.tables[1]",
    ]
    with pytest.raises(InvalidRecord, match="is no TOML"):
        mapping_from_toml("name = ")
