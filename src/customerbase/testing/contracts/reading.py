"""Everything that can be read of a base, as one mapping that can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import attrs

from customerbase.base import CustomerBase
from customerbase.convert import to_json
from customerbase.errors import CustomerbaseError
from customerbase.model import KINDS, Contact, Customer, Purchase
from customerbase.paths import CARDS
from customerbase.stores.columns import SALE_COLUMNS, SaleColumns
from customerbase.stores.finding import find
from customerbase.stores.links import Links
from customerbase.stores.rows import FILTERS, Stored
from customerbase.stores.store import Store
from customerbase.testing.contracts.histories import DAYS, IDS, MARKS, SPACES, START
from customerbase.testing.contracts.runs import RUNS

__all__ = ["all_of", "cards_then", "known_of", "rows_of", "seen_in"]


def all_of(store: Store) -> dict[Any, Any]:
    """Return what every read of the store says, but for reads of the past."""
    rows = store.rows
    found: dict[Any, Any] = {
        "next number": rows.next_number(),
        "names": list(rows.names()),
        "sale totals": list(rows.sale_totals()),
        "rfm runs": rows.rfm_runs(),
        "rows of rfm runs": [rows.rfm_run(name) for name in RUNS],
        "packed": rows.get_packed(IDS["purchase"]),
        "batches": rows.batches(),
        "notes": {space: rows.notes(space) for space in SPACES},
        "has notes": {space: rows.has_notes(space) for space in SPACES},
        "texts of notes": {space: rows.note_texts(space, ["none", *IDS["purchase"]]) for space in SPACES},
        "notes by mark": {
            (space, mark, keys): rows.notes(space, keys=keys, marks=[mark, "none"])
            for space in SPACES
            for mark in MARKS
            for keys in (None, IDS["purchase"][:2])
        },
        "found": {words: found_by(store, words) for words in WORDS},
        "settings": [rows.setting(name) for name in ("zone", "Zone", "zone ")],
    }
    for kind, ids in IDS.items():
        everything = [_stored(each) for each in rows.scan(kind)]
        found[kind, "scan"] = everything
        found[kind, "keys"] = rows.keys(kind)
        found[kind, "known"] = rows.known(kind, ids)
        found[kind, "get"] = {key: _stored(each) for key, each in rows.get(kind, ids).items()}
        for name in FILTERS[kind]:
            for value in {"customer_id": IDS["customer"], "employee_id": ("E1", "e1")}.get(name, ()):
                found[kind, name, value] = [_stored(each) for each in rows.scan(kind, {name: value})]
        for batch in rows.batches():
            found[kind, batch.batch_id] = (
                [_stored(each) for each in rows.brought_by(kind, batch.batch_id)],
                rows.revisions_of_batch(kind, batch.batch_id),
            )
        if kind in CARDS:
            found[kind, "first heard"] = list(rows.first_heard(kind))
            found |= _ledger(store, kind, ids)
        else:
            found |= {(kind, key, "revisions"): rows.revisions(kind, key) for key in ids}
            later = rows.revisions_after(kind, START + timedelta(hours=1))
            found[kind, "revisions after"] = list(later)
    for batch in rows.batches():
        found["observed in", batch.batch_id] = rows.observed_in(batch.batch_id)
    for day in DAYS:
        found["from", day] = list(rows.sale_totals(start=day, customer_id=IDS["customer"][0]))
        found["until", day] = list(rows.sale_totals(end=day))
        with rows.sale_columns(start=day, end=day) as columns:
            found["columns", day] = rows_of(columns)
    return found | seen_in(store)


def seen_in(store: Store) -> dict[Any, Any]:
    """Return the records as people see them, where some are merged."""
    found: dict[Any, Any] = {"merges": Links(store.rows).merges(), "seen names": list(store.names())}
    for kind, ids in IDS.items():
        cls = KINDS[kind]
        found["seen", kind] = list(store.scan(cls))
        found["seen keys", kind] = store.keys(kind)
        found["seen some", kind] = store.some(cls, ids)
        for key in ids:
            found["seen", kind, key] = _or_error(lambda: store.get(cls, key))  # noqa: B023
        if "customer_id" in FILTERS[kind]:
            for key in IDS["customer"]:
                found["seen", kind, "of", key] = list(store.scan(cls, customer_id=key))
        if kind in CARDS:
            found["seen first", kind] = list(store.first_heard(kind))
            found["seen ledgers", kind] = list(store.entries_of(kind, store.keys(kind)))
            found["seen folded", kind] = list(store.folded_all(kind))
    found["seen sales"] = list(store.sale_totals())
    for key in IDS["customer"]:
        found["seen sales", key] = list(store.sale_totals(customer_id=key))
    with store.sale_columns() as columns:
        found["seen columns"] = rows_of(columns)
    return found


def known_of(store: Store) -> dict[Any, Any]:
    """Return what must be read of an instant later on, too: all records, where they come from, and the tables.

    The version of a card is no part of it: nobody keeps how often it had been written by then.
    """
    rows = store.rows
    base = CustomerBase(store)
    found: dict[Any, Any] = {
        "names": list(rows.names()),
        "sale totals": list(rows.sale_totals()),
        "packed": rows.get_packed(IDS["purchase"]),
        "batches": rows.batches(),
        "observed in": {each.batch_id: rows.observed_in(each.batch_id) for each in rows.batches()},
        "found": {words: found_by(store, words) for words in WORDS[:4]},
        "tables": {
            table.__name__: _or_error(partial(table, **named))
            for table, named in (
                (base.roster, {}),
                (base.sales_ranking, {"currency": "USD", "everyone": True}),
                (base.grade_table, {}),
                (base.address_table, {"currency": "USD"}),
                (base.key_people_table, {}),
                (base.workload, {"currency": "USD"}),
            )
        },
        "dossiers": [_or_error(partial(base.dossier, key)) for key in IDS["customer"][:2]],
        "due": _or_error(partial(base.facet_states, as_of=DAYS[-1])),
    }
    with rows.sale_columns() as columns:
        found["columns"] = rows_of(columns)
    for kind, ids in IDS.items():
        found[kind, "keys"] = rows.keys(kind)
        found[kind, "known"] = rows.known(kind, ids)
        for name in FILTERS[kind]:
            for value in {"customer_id": IDS["customer"], "employee_id": ("E1", "e1")}.get(name, ()):
                found[kind, name, value] = [each.record for each in rows.scan(kind, {name: value})]
        if kind in CARDS:
            found[kind, "scan"] = [each.record for each in rows.scan(kind)]
            found[kind, "first heard"] = list(rows.first_heard(kind))
            found |= _ledger(store, kind, ids)
            continue
        found[kind, "scan"] = [_stored(each) for each in rows.scan(kind)]
        found[kind, "get"] = {key: _stored(each) for key, each in rows.get(kind, ids).items()}
        found |= {(kind, key, "revisions"): rows.revisions(kind, key) for key in ids}
    return found


WORDS: Final = (
    "acme",
    "ac",
    "C1",
    "c1'",
    "上海 机电",
    "机",
    "0100",
    "555 010",
    "shenz",
    '"acme"',
    "so",
    "客户%",
)
"""What is looked for: ids that look alike, parts of names, numbers and words."""


def found_by(store: Store, words: str) -> list[tuple[Any, ...]]:
    """Return what is found by words: record, tier, places, and where a contact works."""
    return [
        (each.record, each.tier, each.matches, each.workplaces) for each in find(store, words, limit=1_000)
    ]


def rows_of(columns: SaleColumns, names: Iterable[str] = SALE_COLUMNS) -> list[tuple[str, ...]]:
    """Return columns of sales as rows, in order, each customer's number replaced by his id."""
    names = tuple(names)
    rows: list[dict[str, str]] = []
    for block in columns.sales:
        assert tuple(block) == names, f"asked for {names}, got {tuple(block)}"
        texts = (block[name].split("\n") for name in names)
        rows += (dict(zip(names, values, strict=True)) for values in zip(*texts, strict=True))
    assert len(rows) <= columns.rows, f"{len(rows)} sales, and at most {columns.rows} were promised"
    ids: dict[str, str] = {}
    for block in columns.customers:
        ids |= zip(block["customer"].split("\n"), block["customer_id"].split("\n"), strict=True)
    if "customer" in names:
        for each in rows:
            each["customer"] = ids[each["customer"]]
    return sorted(tuple(each.values()) for each in rows)


def _ledger(store: Store, kind: str, ids: Iterable[str]) -> dict[Any, Any]:
    found: dict[Any, Any] = {(kind, "entries"): store.rows.entries(kind, ids)}
    for key in found[kind, "entries"]:
        folded = store.folded(kind, key)
        found[kind, key, "folded"] = folded
        # 1, True and Decimal(1) are equal, as are a choice and its text: their types must be, too.
        found[kind, key, "types"] = {path: type(fact.value) for path, fact in folded.facts.items()}
        found[kind, key, "waiting"] = [(each.path, type(each.value)) for each in folded.candidates]
        found[kind, key, "provenance"] = store.provenance(kind, key)
        found[kind, key, "changes"] = store.changes(kind, key)
    return found


def _stored(stored: Stored) -> tuple[Any, ...]:
    record = stored.record
    exact = None if isinstance(record, Purchase) else to_json(record)
    return exact, record, attrs.astuple(stored, recurse=False)


def cards_then(store: Store, instants: Iterable[datetime]) -> dict[Any, Any]:
    """Return the cards as they were known at each instant, and as they were on each day."""
    found: dict[Any, Any] = {}
    instants = sorted(instants)
    for cls in (Customer, Contact):
        for key in store.rows.entries(cls.kind_name, IDS[cls.kind_name]):
            for instant in instants:
                found[key, instant] = _or_error(lambda: store.card(cls, key, known_at=instant))  # noqa: B023
            for day in DAYS:
                found[key, day] = _or_error(lambda: store.card(cls, key, true_on=day))  # noqa: B023
    return found


def _or_error(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except CustomerbaseError as error:
        return type(error).__name__
