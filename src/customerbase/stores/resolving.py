"""What a record names, and what it names where some of the cards are merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from customerbase.ledger import Roots
from customerbase.model import KINDS, Contact, Entity, Interaction
from customerbase.paths import CARDS, split, take_apart
from customerbase.stores.links import Cluster, Links
from customerbase.stores.rows import Rows

__all__ = [
    "NAMED",
    "REFERENCES",
    "all_named",
    "as_it_rests",
    "jobs_as_they_rest",
    "named_by",
    "names_merged",
    "roots_named",
    "roots_of",
    "seen_as",
    "values_of",
]

NAMED: Final = {"customer_id": "customer", "other_id": "customer", "contact_id": "contact"}

REFERENCES: Final[Mapping[str, Mapping[str, str]]] = {
    kind: {
        each.name: NAMED[each.name]
        for each in attrs.fields(cls)
        if each.name in NAMED and each.name != f"{kind}_id"
    }
    for kind, cls in KINDS.items()
}
"""Kind → its fields that hold the id of a card → the kind of that card."""


def seen_as(record: Entity, roots: Roots) -> Entity | None:
    """Return a record that names the cards as they are seen; None if it links one with itself."""
    changed: dict[str, Any] = {
        name: roots[of][value]
        for name, of in REFERENCES[record.kind_name].items()
        if (value := getattr(record, name)) in roots.get(of, ())
    }
    if isinstance(record, Interaction) and (met := _met(record, roots)) != record.contact_ids:
        changed["contact_ids"] = met
    if not changed:
        return record
    ends = [changed.get(name, getattr(record, name, None)) for name in ("customer_id", "other_id")]
    if "other_id" in REFERENCES[record.kind_name] and ends[0] == ends[1]:
        return None
    return record.replace(**changed)


def roots_named(rows: Rows, records: Sequence[Entity]) -> Roots:
    """Return how the cards that some records name are seen, for those that are seen under another id."""
    return {of: Links(rows).some(of, named) for of in CARDS if (named := all_named(records, of))}


def as_it_rests(record: Entity, before: Entity, roots: Roots) -> Entity:
    """Return a record as it is to be kept: what names a card as it is seen names the one that it named before."""
    kept: dict[str, Any] = {
        name: getattr(before, name)
        for name, of in REFERENCES[record.kind_name].items()
        if getattr(record, name) is not None
        and getattr(record, name) == roots.get(of, {}).get(getattr(before, name))
    }
    if (
        isinstance(record, Interaction)
        and isinstance(before, Interaction)
        and record.contact_ids == _met(before, roots)
    ):
        kept["contact_ids"] = before.contact_ids
    return record.replace(**kept) if kept else record


def _met(record: Interaction, roots: Roots) -> tuple[str, ...]:
    people = roots.get("contact", {})
    return (
        tuple(dict.fromkeys(people.get(each, each) for each in record.contact_ids))
        if people
        else record.contact_ids
    )


def roots_of(clusters: Mapping[str, Cluster]) -> dict[str, str]:
    """Return the ids under which the members of clusters are seen, for those that are seen under another one."""
    return {key: each.root for key, each in clusters.items() if key != each.root}


def all_named(records: Iterable[Entity], kind: str) -> set[str]:
    """Return the cards of a kind that some records name."""
    found: set[str] = set()
    for each in records:
        if isinstance(each, Contact):
            found |= named_by(each)[kind]
        else:
            found |= values_of(each, kind)
    return found


def values_of(record: Entity, kind: str) -> set[str]:
    """Return the cards of a kind that a record names which is no contact."""
    named = {getattr(record, name) for name, of in REFERENCES[record.kind_name].items() if of == kind}
    if kind == "contact" and isinstance(record, Interaction):
        named.update(record.contact_ids)
    return named - {None}


def named_by(contact: Contact) -> dict[str, set[str]]:
    """Return the employers and superiors whom a contact names, by kind."""
    superiors = {each.reports_to for each in contact.employments if each.reports_to is not None}
    return {"customer": {each.customer_id for each in contact.employments}, "contact": superiors}


def names_merged(record: Entity, roots: Roots) -> bool:
    """Tell whether a record is a contact who names a card that is seen under another id."""
    return isinstance(record, Contact) and any(
        key in roots[of] for of, named in named_by(record).items() for key in named
    )


def jobs_as_they_rest(rows: Rows, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a contact with his employers as his card names them, where these are merged."""
    jobs = {path: split(path)[1] or "" for path in values if path.startswith("employments[")}
    clusters = Links(rows).clusters("customer", set(jobs.values())) if jobs else {}
    held = rows.get("contact", [key]).get(key)
    if not clusters or held is None:
        return dict(values)
    rests = take_apart(held.record)  # type: ignore[arg-type]
    found: dict[str, Any] = {}
    for path, value in values.items():
        seen_at = jobs.get(path)
        members = clusters[seen_at].members if seen_at in clusters else ()
        at = [each for each in members if f"employments[{each}]" in rests]
        if seen_at is None or not at:
            found[path] = value
        elif value is None:
            # He is no longer there, at whichever of them he was.
            elsewhere = [_at(path, each) for each in at]
            found |= {each: None for each in elsewhere if each in rests}
        else:
            found[_at(path, at[0])] = value
    return found


def _at(path: str, customer_id: str) -> str:
    part = split(path)[2]
    return f"employments[{customer_id}]" + (f".{part}" if part else "")
