"""Key people: who decides at the customer, how they stand towards us, and the way to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from customerbase.buying_center import KeyPeople, PersonRow
from customerbase.reports.table import Table, column, shown, tabulate
from customerbase.reports.words import TERMS, Phrase

__all__ = ["report"]


def report(
    rows: KeyPeople | Iterable[PersonRow],
    *,
    names: Mapping[str, str] | None = None,
    notes: Iterable[Phrase] = (),
) -> Table:
    """Return the key people of one customer, or of all, as a table.

    Parameters
    ----------
    rows : KeyPeople or iterable of PersonRow
        What `buying_center.key_people` or `key_people_table` returns.
    names : mapping, optional
        Id of a contact who is not among the rows → the name to print for him.
    notes : iterable of Phrase
    """
    one = isinstance(rows, KeyPeople)
    people = rows.people if isinstance(rows, KeyPeople) else tuple(rows)
    known = {**(names or {}), **{each.contact_id: each.name for each in people}}
    columns = [
        column("person", read=lambda row: row.name),
        column("title"),
        column("department"),
        column("roles", "list"),
        column("roles_basis", read=lambda row: row.basis),
        column("influence", "whole"),
        column("attitude"),
        column("reports_to", read=lambda row: known.get(row.reports_to, row.reports_to)),
        column("path", read=lambda row: " → ".join(known.get(each, each) for each in row.path) or None),
    ]
    if not one:
        columns[:0] = [column("customer_id"), column("customer", read=lambda row: row.customer_name)]
    return tabulate("key_people", columns, people, (*_missing(rows), *notes))


def _missing(rows: object) -> Iterable[Phrase]:
    if isinstance(rows, KeyPeople) and rows.missing_roles:
        title, roles = TERMS["missing_roles"], rows.missing_roles
        yield Phrase(f"{title.en}: {shown(roles)}", f"{title.zh}：{shown(roles, language='zh')}")
