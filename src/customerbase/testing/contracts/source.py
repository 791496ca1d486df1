"""What a source of rows must do: a test class for whoever writes one.

Make a subclass in a test file, with two hooks::

    class TestMyFormat(SourceContract):
        def write(self, rows):
            return my_format(rows)  # bytes are spoiled too

        def open(self, written):
            return read_my_format(written)

The laws are those of `customerbase.testing.laws.check_source`, which can be called by itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from hypothesis.strategies import SearchStrategy

from customerbase.sources.table import Readable, SourceTable
from customerbase.testing.laws.sources import check_source

__all__ = ["SourceContract"]


class SourceContract(ABC):
    """The contract of a source.

    Attributes
    ----------
    without : collection of str
        Names of laws that the format cannot keep: see `customerbase.testing.laws.SOURCE_LAWS`.
    cells : strategy of str or None
        What stands in cells, where the format cannot hold every text.
    lists : int
        How many lists the laws are tried on.
    """

    without: ClassVar[Collection[str]] = ()
    cells: ClassVar[SearchStrategy[str] | None] = None
    lists: ClassVar[int] = 25

    @abstractmethod
    def write(self, rows: Sequence[Sequence[str]]) -> Any:
        """Return rows, the headings first, in the format of the source."""

    @abstractmethod
    def open(self, written: Any) -> SourceTable | Readable:
        """Open what was written."""

    def test_it_keeps_the_laws_of_sources(self) -> None:
        """Generated lists are written and read."""
        check_source(self.write, self.open, without=self.without, cells=self.cells, max_examples=self.lists)
