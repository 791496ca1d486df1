"""One column of a list read by itself: what each of its cells comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any

import attrs

from customerbase.clean.dates import clean_date
from customerbase.clean.ids import clean_id
from customerbase.clean.money import clean_currency, clean_money
from customerbase.clean.numbers import clean_number
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name, clean_text
from customerbase.intake.cells import CustomerRows
from customerbase.intake.reading import Reading
from customerbase.intake.shapes import cleaner, place
from customerbase.model import KINDS
from customerbase.reports.listed_values import written
from customerbase.sources.headings import Column, FileKind, HeadingMap
from customerbase.values import Money

__all__ = ["Cell", "cell_reader"]

_OF_LISTS: Mapping[str, str] = {"products": "product", "employees": "employee", "interactions": "interaction"}


@attrs.frozen
class Cell:
    """What a cell comes to.

    Attributes
    ----------
    cleaned : str or None
        As it would be written; None where it says nothing.
    refused : str or None
        Why it would be refused.
    """

    cleaned: str | None
    refused: str | None = None


def cell_reader(
    column: Column, kind: FileKind, reading: Reading, zone: tzinfo, language: str
) -> Callable[[str], Cell]:
    """Return what reads the cells of a column as an import does.

    Parameters
    ----------
    column : Column
    kind : str
    reading : Reading
    zone : tzinfo
        Of times that do not say theirs.
    language : {'en', 'zh'}
        In which values are written.
    """
    if kind == "customers":
        return _of_customers(attrs.evolve(column, index=0), reading, language)
    clean = _cleaner(column, kind, reading, zone)

    def read(raw: str) -> Cell:
        try:
            value = clean(column.worded(raw))
        except Refused as error:
            return Cell(None, _said(error.reason, error.hint))
        return Cell(_text(value, language))

    return read


def _of_customers(column: Column, reading: Reading, language: str) -> Callable[[str], Cell]:
    rows = CustomerRows(HeadingMap((column,)), reading, {})

    def read(raw: str) -> Cell:
        row = rows.read([raw])
        if row.faults:
            _, _, reason, hint = row.faults[0]
            return Cell(None, _said(reason, hint))
        people = [value for each in row.contacts.values() for value in each.values()]
        parts = (
            row.customer_id,
            row.name,
            row.address,
            row.credit,
            row.terms,
            row.responsible,
            row.observed_on,
        )
        found = [*(each for each in parts if each is not None), *row.values.values(), *people]
        return Cell("; ".join(text for each in found if (text := _text(each, language))) or None)

    return read


def _cleaner(column: Column, kind: FileKind, reading: Reading, zone: tzinfo) -> Callable[[str], Any]:
    field = column.field
    if (cls := KINDS.get(_OF_LISTS.get(kind, ""))) is not None:
        found = place(cls, field)
        if found is not None and field not in ("currency", "customer_name"):
            return cleaner(found[1], found[0], column.unit, reading, zone)
    currency = reading.currency or "CNY"  # whichever it is, it decides nothing of what can be read
    plain: Mapping[str, Callable[[str], Any]] = {
        "on": lambda raw: (clean_date(raw, dayfirst=reading.dayfirst) or (None,))[0],
        "currency": clean_currency,
        "quantity": clean_number,
        "amount": lambda raw: clean_money(raw, currency=currency, unit=column.unit),
        "unit_price": lambda raw: clean_money(raw, currency=currency, unit=column.unit),
        "unit_cost": lambda raw: clean_money(raw, currency=currency, unit=column.unit),
        "customer_name": clean_name,
    }
    return plain.get(field, clean_id if field.endswith("_id") else clean_text)


def _text(value: Any, language: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, tuple):
        return ", ".join(text for each in value if (text := _text(each, language))) or None
    return str(value) if isinstance(value, Money) else written(value, language)


def _said(reason: str, hint: str | None) -> str:
    return f"{reason} ({hint})" if hint else reason
