"""What an import changed, or would change: a line for each value."""

from __future__ import annotations

from collections.abc import Iterable

from customerbase.chronicle.fields import field_words
from customerbase.ledger import BatchChange
from customerbase.reports.candidates import said
from customerbase.reports.table import Column, Table, column, tabulate
from customerbase.reports.words import TERMS, Phrase, word

__all__ = ["missing", "report"]


def report(changes: Iterable[BatchChange], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return the changes of an import as a table.

    Parameters
    ----------
    changes : iterable of BatchChange
        As `ImportResult.changes` or `CustomerBase.changes_of` give them.
    notes : iterable of Phrase
    """
    columns = (
        column("record", read=lambda each: _KINDS.get(each.kind) or TERMS.get(each.kind, each.kind)),
        column("id", read=lambda each: each.key),
        column("name"),
        column("fact", read=_fact),
        # Whoever accepts or rejects it names it by its path.
        Column("path", "Path", "路径", "text", lambda each: each.path),
        column("value_before", read=lambda each: said(each.before)),
        column("value_after", read=lambda each: said(each.after)),
        column("effect", read=lambda each: Phrase(word(each.why, "en"), word(each.why, "zh"))),
        column("written_as", read=lambda each: each.raw),
    )
    return tabulate("import_changes", columns, changes, notes)


def missing(customers: Iterable[tuple[str, str]], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return the customers who do not stand in a list that was said to be complete.

    >>> missing([("C1", "Acme")]).rows
    (('C1', 'Acme'),)
    """
    columns = (
        column("customer_id", read=lambda each: each[0]),
        column("name", read=lambda each: each[1]),
    )
    return tabulate("missing_customers", columns, customers, notes)


_KINDS = {"contact": Phrase("Contact", "联系人")}


def _fact(change: BatchChange) -> Phrase | str | None:
    if change.path is None or change.kind not in ("customer", "contact"):
        return change.path
    words = field_words(change.path)
    return Phrase(words.en, words.zh)
