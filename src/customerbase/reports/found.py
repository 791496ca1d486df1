"""What was found by words: the cards, where the words stand on them, and why they stand in this order."""

from __future__ import annotations

from collections.abc import Iterable

from customerbase.languages import language_of
from customerbase.reports.table import Column, Table, column, tabulate
from customerbase.reports.words import CHOICES, Phrase, term
from customerbase.searching.fields import Field
from customerbase.searching.ranking import Found

__all__ = ["report"]


def report(found: Iterable[Found], *, notes: Iterable[Phrase] = ()) -> Table:
    """Return what was found as a table.

    Parameters
    ----------
    found : iterable of Found
    notes : iterable of Phrase
    """
    columns = (
        column("card", read=lambda row: row.key),
        column("name", read=lambda row: row.name),
        Column("places", "Found in", "所在字段", "text", _places),
        Column("workplaces", "Works at", "任职客户", "text", _workplaces),
        Column("why", "Why", "原因", "text", lambda row: Phrase(row.why(), row.why("zh"))),
    )
    return tabulate("found", columns, found, notes)


def _places(row: Found) -> Phrase:
    """Name each value in which a word was found once; a name is in the column beside it."""
    once = {each.path: each for each in row.matches}.values()
    return Phrase(
        *(
            term("list_separator", language).join(
                words if each.field is Field.NAME else f"{words}: {each.value}"
                for each in once
                for words in (_words(each.field, language),)
            )
            for language in ("en", "zh")
        )
    )


def _words(field: Field, language: str) -> str:
    return CHOICES[Field][field.value] if language_of(language) == "zh" else field.value.replace("_", " ")


def _workplaces(row: Found) -> Phrase | None:
    if not row.workplaces:
        return None
    listed = [f"{each.name} ({each.customer_id})" for each in row.workplaces]
    return Phrase(term("list_separator").join(listed), term("list_separator", "zh").join(listed))
