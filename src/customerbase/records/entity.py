"""What every record that a base keeps has: a kind, and an id within its kind."""

from __future__ import annotations

from typing import ClassVar

from customerbase.validation import Record

__all__ = ["Entity"]


class Entity(Record):
    """A record that rests in a base under an id of its own.

    Attributes
    ----------
    kind_name : str
        The kind's name, as in ``customer`` (a class attribute).
    """

    __slots__ = ()
    kind_name: ClassVar[str]

    @property
    def key(self) -> str:
        """The record's id within its kind."""
        return str(getattr(self, f"{self.kind_name}_id"))
