"""A value on a card that became another, and how we know."""

from __future__ import annotations

from datetime import date, datetime

from customerbase.records.source import Source
from customerbase.validation import Record, day, instance, instant, key, record, text

__all__ = ["Change"]


@record
class Change(Record):
    """A value on a card that became another.

    Parameters
    ----------
    kind, subject_id : str
        Whose card: ``customer`` or ``contact``, and its id.
    path : str
        Which value: ``name``, ``phones[main]``, ``size.employees``.
    before, after : object
        None where nothing was, or is, known.
    recorded_at : datetime.datetime
    source : Source
    observed_on : datetime.date, optional
    """

    kind: str = key()
    subject_id: str = key()
    path: str = text()
    before: object = instance(object, default=None, private=True)
    after: object = instance(object, default=None, private=True)
    recorded_at: datetime = instant()
    source: Source = instance(Source)
    observed_on: date | None = day(default=None)
