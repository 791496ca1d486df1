"""A small shop on PostgreSQL with a customer database beside its own tables.

    python3 examples/host_application.py postgresql://user@host/database

The shop has parties and orders of its own, and SQLAlchemy.  What it writes and what customerbase writes is one
transaction; parties and sales flow from its tables into the base, again and again.  Its tables stand in a
schema ``shop``, ours in a schema ``crm``; both are made anew.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    create_engine,
    func,
    insert,
    make_url,
    select,
    text,
    update,
)

import customerbase
from customerbase import DatabaseMapping, Interaction, LinesMapping, TableMapping

shop = MetaData(schema="shop")
parties = Table(
    "party",
    shop,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("city", String(40)),
    Column("phone", String(40)),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
orders = Table(
    "orders",
    shop,
    Column("id", Integer, primary_key=True),
    Column("party", ForeignKey(parties.c.id), nullable=False),
    Column("placed", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
lines = Table(
    "order_line",
    shop,
    Column("id", Integer, primary_key=True),
    Column("order", ForeignKey(orders.c.id), nullable=False),
    Column("item", String(20), nullable=False),
    Column("quantity", Numeric(12, 3), nullable=False),
    Column("price", Numeric(12, 2), nullable=False),
)

MAPPING = DatabaseMapping(
    name="shop",
    ids="shop-",
    currency="EUR",
    overlap=0,
    tables=(
        TableMapping(
            kind="customer",
            schema="shop",
            table="party",
            key="id",
            changed="changed_at",
            fields={"customer_id": "id", "name": "name", "address.city": "city", "phones[main]": "phone"},
        ),
        TableMapping(
            kind="purchase",
            schema="shop",
            table="orders",
            key="id",
            changed="changed_at",
            gone="state = 'cancelled'",
            fields={"purchase_id": "id", "customer_id": "party", "on": "placed"},
            lines=LinesMapping(
                schema="shop",
                table="order_line",
                of="order",
                key="id",
                fields={"product_id": "item", "quantity": "quantity", "unit_price": "price"},
            ),
        ),
    ),
)

TODAY = date(2024, 4, 1)


def moment(day):
    """When the shop's clock says that something changed."""
    return datetime(2024, 4, day, 9, tzinfo=UTC)


def open_shop(engine):
    """Make the shop's tables, and ours beside them."""
    with engine.begin() as connection:
        for schema in ("shop", "crm"):
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
        connection.execute(text("CREATE SCHEMA shop"))
        shop.create_all(connection)
    customerbase.prepare(engine, schema="crm")


def trade(connection):
    """A few parties, and what they ordered."""
    connection.execute(
        insert(parties),
        [
            {"id": i, "name": name, "city": city, "phone": phone, "changed_at": moment(1)}
            for i, name, city, phone in (
                (1, "Acme", "London", "+44 20 7946 0000"),
                (2, "Byron", "Paris", None),
                (3, "上海机电", "上海", "021-6412 0000"),
            )
        ],
    )
    placed = [(1, 1, 5), (2, 1, 40), (3, 2, 70), (4, 3, 3), (5, 3, 12), (6, 3, 25)]
    for number, party, ago in placed:
        day = date.fromordinal(TODAY.toordinal() - ago)
        connection.execute(
            insert(orders).values(id=number, party=party, placed=day, state="done", changed_at=moment(1))
        )
        connection.execute(
            insert(lines).values(
                id=number * 10, order=number, item="PUMP", quantity=party, price=Decimal("1200.50")
            )
        )


def confirm(connection, number, *, in_stock):
    """Take an order and note the dealing on the customer's card: both, or neither."""
    connection.execute(
        insert(orders).values(id=number, party=1, placed=TODAY, state="done", changed_at=moment(2))
    )
    connection.execute(
        insert(lines).values(id=number * 10, order=number, item="PUMP", quantity=1, price=1200)
    )
    base = customerbase.open(connection, schema="crm")
    dealing = Interaction(
        interaction_id=f"order-{number}",
        customer_id="shop-1",
        on=TODAY,
        channel="phone",
        content="ordered a pump",
    )
    base.save(dealing, source="transaction_record")
    if not in_stock:
        raise RuntimeError("out of stock")


def counts(engine):
    """How many orders the shop has, and how many dealings the base."""
    with engine.begin() as connection:
        base = customerbase.open(connection, schema="crm")
        of_shop = connection.scalar(select(func.count()).select_from(orders))
        return of_shop, len(list(base.store.scan(Interaction)))


def show(results):
    """Say what a reading brought."""
    for each in results:
        print(
            f"  {each.origin}: {each.taken} taken, {each.changed} changed, {each.unchanged} unchanged, {each.refused} refused"
        )
        for note in each.notes:
            print(f"    {note}")


def main(url):
    """Open the shop, trade, and look at its customers."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    open_shop(engine)
    with engine.begin() as connection:
        trade(connection)
        base = customerbase.open(connection, schema="crm")
        print("first reading, in the transaction in which the orders were made:")
        show(base.pull(MAPPING))

    print("an order and its dealing in one transaction:")
    try:
        with engine.begin() as connection:
            confirm(connection, 7, in_stock=False)
    except RuntimeError as error:
        print(f"  {error}: {counts(engine)} orders and dealings")
    with engine.begin() as connection:
        confirm(connection, 8, in_stock=True)
    print(f"  confirmed: {counts(engine)} orders and dealings")

    with engine.begin() as connection:
        connection.execute(update(parties).where(parties.c.id == 2).values(city="Lyon", changed_at=moment(2)))
        connection.execute(
            update(orders).where(orders.c.id == 4).values(state="cancelled", changed_at=moment(2))
        )
    with customerbase.open(engine, schema="crm") as base:
        print("second reading: a party moved, an order came, one was cancelled:")
        show(base.pull(MAPPING))
        print("ranking:")
        for row in base.sales_ranking():
            print(f"  {row.rank}. {row.name}: {row.amount}")
        print("recency, frequency, monetary value:")
        for each in base.rfm(as_of=TODAY).rows:
            print(f"  {each.customer_id}: {each.score.cell}, {each.segment}")
    engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
