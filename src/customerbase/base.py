"""`CustomerBase`: what ``customerbase.open(...)`` returns.

Thin: records rest in a store, and every answer is a pure function of another
module over what the store holds.  Its methods stand in `customerbase.steps`,
by the step of the work they belong to.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from types import TracebackType
from typing import Self

from customerbase import registry
from customerbase.errors import StoreError
from customerbase.steps.carrying import Carrying
from customerbase.steps.finding import Finding
from customerbase.steps.history import History
from customerbase.steps.leads import Leads
from customerbase.steps.match_lists import MatchLists
from customerbase.steps.one_state import one_state
from customerbase.steps.readers import Readers
from customerbase.steps.score import Score
from customerbase.steps.visits import Visits
from customerbase.stores.rows import Rows
from customerbase.stores.store import Store

__all__ = ["CustomerBase", "open_base", "prepare"]

Path = str | os.PathLike[str]

_SERVERS = ("mariadb", "postgres", "postgresql")


def open_base(
    location: Path | object = "memory:",
    *,
    key: str | bytes | None = None,
    schema: str | None = None,
    prefix: str | None = None,
    zone: str | tzinfo | None = None,
    currency: str | None = None,
    clock: Callable[[], datetime] | None = None,
) -> CustomerBase:
    """Open a customer database, or make one where there is none.

    Parameters
    ----------
    location : path-like, connection or engine
        A file, as in ``"acme.db"``; the address of a database on a server, as
        in ``"postgresql://crm@localhost/acme"`` or ``"mariadb://…"``; or
        ``"memory:"`` for a base that is gone when the program ends.  Or the
        connection of a program that keeps our tables beside its own: a
        Connection or Engine of SQLAlchemy, ``django.db.connection``, or a
        connection of psycopg, sqlite3 or PyMySQL.  Our writes are then
        savepoints in its transaction; where none is open, each is a
        transaction of its own.  It is not closed.
    key : str or bytes, optional
        Of a file that is encrypted: a passphrase, or the 32 bytes of the key
        itself.  It is kept nowhere: without it, nobody reads the file again.
    schema : str, optional
        Of a database on a server, or of a connection: where in it the tables stand.
    prefix : str, optional
        Likewise: what the names of the tables begin with;
        ``"customerbase_"`` if nothing is said.
    zone : str or tzinfo, optional
        Time zone of the business, as in ``"Asia/Shanghai"``: it decides which
        day a moment belongs to.  A file remembers it; UTC where nothing was
        ever said.
    currency : str, optional
        Of amounts that do not say theirs.  A file remembers it.
    clock : callable, optional
        Says when something is recorded; the machine's clock by default.

    Raises
    ------
    StoreError, NewerFile
        If the file or database cannot be used.
    MissingExtra
        If what speaks to the database is not installed.

    Examples
    --------
    >>> from customerbase import Customer
    >>> with open_base("memory:") as base:
    ...     _ = base.save(Customer(customer_id="C1", name="Acme"), source="visit")
    ...     base.customer("C1").name
    'Acme'
    """
    named = {} if prefix is None else {"prefix": prefix}
    rows: Rows
    if key is not None:
        rows = _encrypted(location, key, schema or prefix)
        return _based(rows, clock, zone, currency)
    if not isinstance(location, str | os.PathLike):
        rows = registry.load("store", "host").open_rows(location, schema=schema, **named)
        return _based(rows, clock, zone, currency)
    where = os.fspath(location)
    if where.partition("://")[0].partition("+")[0] in _SERVERS:
        rows = registry.load("store", "sql").open_rows(where, schema=schema, **named)
    elif "://" in where:
        hint = "give a path such as acme.db, an address such as postgresql://host/database, or 'memory:'"
        raise StoreError(where, "is neither a file nor a database that is known", hint)
    elif schema is not None or prefix is not None:
        raise StoreError(where, "has no schema= and no prefix=: only a database on a server does")
    elif where in ("memory:", ":memory:"):
        rows = registry.load("store", "memory").open_rows()
    else:
        rows = registry.load("store", "sqlite").open_rows(where)
    return _based(rows, clock, zone, currency)


def _encrypted(location: Path | object, key: str | bytes, tables: str | None) -> Rows:
    where = os.fspath(location) if isinstance(location, str | os.PathLike) else "a connection"
    if where in ("a connection", "memory:", ":memory:") or "://" in where or tables is not None:
        raise StoreError(where.partition("://")[0], "has no key=: only a file is encrypted by it")
    rows: Rows = registry.load("store", "encrypted").open_rows(where, key)
    return rows


def _based(
    rows: Rows, clock: Callable[[], datetime] | None, zone: str | tzinfo | None, currency: str | None
) -> CustomerBase:
    try:
        return CustomerBase(Store(rows, clock or _now), zone=zone, currency=currency)
    except BaseException:
        rows.close()
        raise


def prepare(location: Path | object, *, schema: str | None = None, prefix: str | None = None) -> None:
    """Make the tables of a base where a program makes its own, so that it can be opened within a transaction.

    Parameters
    ----------
    location, schema, prefix
        As for `open_base`.

    Raises
    ------
    StoreError
        If a transaction is open: tables are made in one of our own, or not at all.
    NewerFile

    Examples
    --------
    >>> import sqlite3
    >>> connection = sqlite3.connect(":memory:")
    >>> prepare(connection)
    >>> _ = connection.execute("BEGIN")
    >>> open_base(connection).batches()
    []
    """
    open_base(location, schema=schema, prefix=prefix).close()


def _now() -> datetime:
    return datetime.now(UTC)


@one_state(
    "address_table",
    "chronicle",
    "customers_of",
    "data_tiers",
    "dossier",
    "due",
    "due_leads",
    "facet_states",
    "feedback_on",
    "freshness",
    "grade_table",
    "key_people",
    "key_people_table",
    "lead_results",
    "lead_results_table",
    "leads",
    "leads_table",
    "missing_feedback",
    "open_tasks",
    "purge_candidates",
    "rfm",
    "roster",
    "sales_of",
    "sales_ranking",
    "workload",
)
class CustomerBase(Leads, Visits, Score, Finding, History, MatchLists, Carrying, Readers):
    """A customer database: records, where each value comes from, and the organised tables.

    Made by `open_base`, which ``customerbase.open`` is another name of.
    """

    def close(self) -> None:
        """Let go of the file or database."""
        self.store.rows.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<CustomerBase {self.store.rows.location}>"
