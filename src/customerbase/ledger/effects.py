"""What became of what an import stated, value by value."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import attrs

from customerbase.listing import InNotebook

__all__ = ["BatchChange", "Effect"]


class Effect(StrEnum):
    """What became of a value that an import stated.

    Attributes
    ----------
    NEW
        The record was not there before.
    FILLED
        Nothing stood there.
    REPLACED
        It took the place of another value.
    TAKEN_OFF
        Nothing stands there any more.
    WAITS
        Another value stands, and somebody must decide.
    OLDER
        What stands was observed later, and stays.
    GIVES_WAY
        Another value stands, and stays: so the import's policy says.
    """

    NEW = "new"
    FILLED = "filled"
    REPLACED = "replaced"
    TAKEN_OFF = "taken_off"
    WAITS = "waits"
    OLDER = "older"
    GIVES_WAY = "gives_way"


@attrs.frozen(kw_only=True)
class BatchChange(InNotebook):
    """One value that an import changed, or would have changed.

    Attributes
    ----------
    kind, key : str
        Of which record.
    name : str or None
        What the record is called.
    path : str or None
        Where the value stands; None where the whole record is new.
    before, after : object
        What stood, and what the import states; a value that waits, is older or
        gives way is not on the card.
    why : Effect
    raw : str or None
        What stood in the cell, where the value is not written as it was.
    """

    kind: str
    key: str
    name: str | None = None
    path: str | None = None
    before: Any = attrs.field(default=None, repr=False)
    after: Any = attrs.field(default=None, repr=False)
    why: Effect
    raw: str | None = attrs.field(default=None, repr=False)

    def __str__(self) -> str:
        called = f" ({self.name})" if self.name and self.name != self.key else ""
        place = f"{self.kind} {self.key}{called}"
        if self.path is None:
            return f"{place}: {self.why}"
        return f"{place}, {self.path}: {_said(self.before)} → {_said(self.after)} ({self.why})"


def _said(value: Any) -> str:
    return "nothing" if value is None else repr(str(value))
