"""A raw value that cannot be trusted, and why.

Every cleaner returns a value, or None where the cell is blank, or raises
`Refused`; nothing else ever comes out of one.  The intake turns a `Refused`
into a refused row with file, line and column.

>>> str(Refused("is no date", "write it as 2024-01-05"))
'is no date (write it as 2024-01-05)'
"""

from __future__ import annotations

from customerbase.errors import CustomerbaseError

__all__ = ["Refused"]


class Refused(CustomerbaseError, ValueError):
    """A raw value was refused.

    Attributes
    ----------
    reason : str
    hint : str or None
    """

    def __init__(self, reason: str, hint: str | None = None) -> None:
        self.reason = reason
        self.hint = hint
        super().__init__(reason, hint)

    def __str__(self) -> str:
        return f"{self.reason} ({self.hint})" if self.hint else self.reason
