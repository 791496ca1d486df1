"""What waits for a decision: second-hand values beside the trusted ones that stand."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from customerbase.chronicle.fields import address_said, field_words
from customerbase.ledger import Candidate
from customerbase.reports.table import Column, Table, column, shown, tabulate
from customerbase.reports.words import Phrase
from customerbase.validation import Record
from customerbase.values import Address

__all__ = ["Waiting", "report", "said"]


@attrs.frozen(kw_only=True)
class Waiting:
    """A value that waits, and the card on which it would stand.

    Parameters
    ----------
    card : str
        Id of the customer or contact.
    name : str
    stands : object
        The value that stands now.
    candidate : Candidate
    """

    card: str
    name: str
    stands: object
    candidate: Candidate


def report(rows: Iterable[Waiting], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return what waits as a table.

    Parameters
    ----------
    rows : iterable of Waiting
    notes : iterable of Phrase
    """
    columns = (
        column("card"),
        column("name"),
        column("fact", read=lambda row: _fact(row.candidate.path)),
        # Whoever accepts or rejects it names it by its path.
        Column("path", "Path", "路径", "text", lambda row: row.candidate.path),
        column("stands", read=lambda row: said(row.stands)),
        column("waits", read=lambda row: said(row.candidate.value)),
        column("source", read=lambda row: str(row.candidate.observation.source)),
    )
    return tabulate("candidates", columns, rows, notes)


def _fact(path: str) -> Phrase:
    words = field_words(path)
    return Phrase(words.en, words.zh)


def said(value: object) -> str:
    """Return what people read of a value; of one without words of its own, the parts that it has.

    >>> from customerbase.values import Phone
    >>> said(Phone(number="010 5550 1234"))
    '010 5550 1234'
    """
    if isinstance(value, Address):
        return address_said(value)
    if isinstance(value, Record) and type(value).__str__ is object.__str__:
        parts = (getattr(value, each.name) for each in attrs.fields(type(value)) if each.name != "label")
        return " · ".join(text for each in parts if (text := said(each)))
    return shown(value)
