"""The tables of an SQLite file, step by step; a file says in ``user_version`` how far it has come.

A step that has been released is never changed: what is to be different comes
as a further step.  Steps run when a file is opened, inside one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlite_utils import Database

from customerbase.stores.rows import FILTERS

__all__ = ["APPLICATION_ID", "STEPS"]

APPLICATION_ID: Final = 0x43757374
"""Marks a file as ours (``Cust``), in the header of the SQLite file format."""


_KINDS_OF_FIRST: Final = (
    "customer contact employee product campaign competitor assignment relationship coupon purchase interaction "
    "feedback task sighting consent touch response redemption verification"
).split()


def _first(db: Database) -> None:
    db.table("settings").create({"name": str, "value": str}, pk="name", not_null={"value"}, strict=True)
    db.table("sources").create(
        {
            "key": int,
            "method": str,
            "collected_by": str,
            "origin": str,
            "evidence": str,
        },
        pk="key",
        not_null={"method"},
        strict=True,
    )
    db.table("batches").create(
        {
            "key": int,
            "batch_id": str,
            "what": str,
            "origin": str,
            "source": int,
            "recorded_at": str,
            "counts": str,
            "undone_at": str,
            "digest": str,
        },
        pk="key",
        not_null={"batch_id", "what", "origin", "source", "recorded_at", "counts"},
        foreign_keys=[("source", "sources", "key")],
        strict=True,
    )
    db.table("batches").create_index(["batch_id"], unique=True)
    _ledger(db)
    for kind in _KINDS_OF_FIRST:
        if kind != "purchase":
            _kind(db, kind)
    _purchases(db)
    db.table("employments").create(
        {"contact": int, "customer_id": str},
        pk=("customer_id", "contact"),
        foreign_keys=[("contact", "contact", "key")],
        strict=True,
    )
    db.table("employments").create_index(["contact"])
    db.table("revisions").create(
        {
            "key": int,
            "kind": str,
            "id": str,
            "data": str,
            "version": int,
            "recorded_at": str,
            "batch": int,
            "source": int,
            "replaced_at": str,
            "replaced_by": int,
        },
        pk="key",
        not_null={"kind", "id", "data", "version", "recorded_at", "replaced_at"},
        foreign_keys=[
            ("batch", "batches", "key"),
            ("source", "sources", "key"),
            ("replaced_by", "batches", "key"),
        ],
        strict=True,
    )
    for columns in (["kind", "id"], ["batch"], ["replaced_by"]):
        db.table("revisions").create_index(columns)


def _ledger(db: Database) -> None:
    db.table("ledger").create(
        {
            "number": int,
            "entry": str,
            "kind": str,
            "subject_id": str,
            "source": int,
            "batch": int,
            "observed_on": str,
            "recorded_at": str,
            "data": str,
        },
        pk="number",
        not_null={"entry", "kind", "subject_id", "recorded_at", "data"},
        foreign_keys=[("source", "sources", "key"), ("batch", "batches", "key")],
        strict=True,
    )
    db.table("ledger").create_index(["kind", "subject_id"])
    db.table("ledger").create_index(["batch"])


_STORED: Final = {"data": str, "version": int, "recorded_at": str, "batch": int, "source": int}


def _kind(db: Database, kind: str) -> None:
    """A kind of record: its id, what it is picked and sorted by, and the whole of it as JSON."""
    columns = {"key": int, "id": str}
    fixed = {"id", "data", "version", "recorded_at"}
    links = [("batch", "batches", "key"), ("source", "sources", "key")]
    if kind == "customer":
        columns |= {"name": str}
        fixed |= {"name"}
    elif kind != "contact":
        columns |= dict.fromkeys(FILTERS[kind], str)
    table = db.table(kind)
    table.create(columns | _STORED, pk="key", not_null=fixed, foreign_keys=links, strict=True)
    table.create_index(["id"], unique=True)
    table.create_index(["batch"])
    for name in FILTERS[kind]:
        if kind != "contact":
            table.create_index([name])


def _purchases(db: Database) -> None:
    """Purchases have no JSON: their lines are many, and are added up in the database."""
    table = db.table("purchase")
    table.create(
        {
            "key": int,
            "id": str,
            "customer": int,
            "on_day": str,
            "at": str,
            "currency": str,
            "amount": int,
            "quantity": int,
            "is_return": int,
            "channel": str,
            "place": str,
            "payment_means": str,
            "terms": str,
            "employee_id": str,
            "campaign_id": str,
            "coupon_id": str,
            "reverses": str,
            "note": str,
            "version": int,
            "recorded_at": str,
            "batch": int,
            "source": int,
        },
        pk="key",
        not_null={
            "id",
            "customer",
            "on_day",
            "currency",
            "amount",
            "quantity",
            "is_return",
            "version",
            "recorded_at",
        },
        foreign_keys=[
            ("customer", "customer", "key"),
            ("batch", "batches", "key"),
            ("source", "sources", "key"),
        ],
        strict=True,
    )
    table.create_index(["id"], unique=True)
    for name in ("customer", "employee_id", "campaign_id", "coupon_id", "batch"):
        table.create_index([name])
    # By hand: sqlite-utils knows no WITHOUT ROWID, which saves a second tree for half a million lines.
    db.execute(
        """
        CREATE TABLE purchase_line (
            purchase INTEGER NOT NULL REFERENCES purchase (key),
            line INTEGER NOT NULL,
            product_id TEXT,
            quantity INTEGER NOT NULL,
            unit_price INTEGER NOT NULL,
            discount INTEGER NOT NULL DEFAULT 0,
            unit_cost INTEGER,
            description TEXT,
            stated_amount INTEGER,
            PRIMARY KEY (purchase, line)
        ) STRICT, WITHOUT ROWID
        """
    )


def _kept_runs(db: Database) -> None:
    """Runs of RFM that were kept: what was done, and a row for each customer."""
    db.table("rfm_run").create(
        {
            "key": int,
            "name": str,
            "as_of": str,
            "recorded_at": str,
            "customers": int,
            "counted": str,
            "returns": str,
            "currency": str,
            "scale": str,
            "segments": str,
        },
        pk="key",
        not_null={"name", "as_of", "recorded_at", "customers", "counted", "returns", "scale"},
        strict=True,
    )
    db.table("rfm_run").create_index(["name"], unique=True)
    # By hand, as for the lines of purchases: rows are found by their run alone.
    db.execute(
        """
        CREATE TABLE rfm_row (
            run INTEGER NOT NULL REFERENCES rfm_run (key),
            customer_id TEXT NOT NULL,
            segment TEXT,
            introductions INTEGER NOT NULL,
            r INTEGER,
            f INTEGER,
            m INTEGER,
            recency INTEGER,
            frequency INTEGER,
            monetary INTEGER,
            first_purchase TEXT,
            last_purchase TEXT,
            tenure INTEGER,
            PRIMARY KEY (run, customer_id)
        ) STRICT, WITHOUT ROWID
        """
    )


def _notes(db: Database) -> None:
    """Small things beside the records, and the marks by which they are found."""
    db.execute(
        "CREATE TABLE notes (space TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL, "
        "PRIMARY KEY (space, key)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE marks (space TEXT NOT NULL, mark TEXT NOT NULL, key TEXT NOT NULL, "
        "PRIMARY KEY (space, mark, key)) STRICT, WITHOUT ROWID"
    )
    db.table("marks").create_index(["space", "key"])


def _search(db: Database) -> None:
    """The search index: empty, it is filled when somebody searches for the first time."""
    db.execute(
        "CREATE TABLE search_state (kind TEXT PRIMARY KEY, upto INTEGER NOT NULL, tokens TEXT NOT NULL, "
        "pairs TEXT NOT NULL) STRICT, WITHOUT ROWID"
    )
    for table in ("search_customer_names", "search_customer", "search_contact_names", "search_contact"):
        # Our tokens come with a space between them; the tokeniser named here only takes them apart again.
        db.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5(tokens, content = '', columnsize = 0, tokenize = 'ascii', "
            "prefix = '1 2')"
        )


def _leads(db: Database) -> None:
    """Who came forward by a form or a page."""
    _kind(db, "lead")


STEPS: Final[tuple[Callable[[Database], None], ...]] = (_first, _kept_runs, _notes, _search, _leads)
"""Step i brings a file from version i to version i + 1."""
