"""Purchases read packed, and made into what people and stores ask for: the same for every database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Protocol

from customerbase.convert import instant_from_text
from customerbase.model import Source
from customerbase.stores.packing import Packed, unpack
from customerbase.stores.rows import Stored

__all__ = ["PackedReads", "PackedRow"]

PackedRow = tuple[Packed, int, str, int | None, int | None]
"""A purchase, its version, when it was recorded, and the keys of batch and source."""


class _Origins(Protocol):
    def batch_id(self, key: int | None) -> str | None: ...

    def source(self, key: int | None) -> Source | None: ...


class PackedReads(ABC):
    """Reads of purchases over the rows that a database gives.

    Parameters
    ----------
    origins : Origins
        Turns keys of batches and sources into what they stand for.
    """

    def __init__(self, origins: _Origins) -> None:
        self._said_by = origins

    @abstractmethod
    def _packed(self, keys: Iterable[str]) -> Iterator[PackedRow]:
        """Yield those of the purchases that are there."""

    def get(self, keys: Iterable[str]) -> Iterator[Stored]:
        """Yield those of the purchases that are there."""
        for packed, version, recorded_at, batch, source in self._packed(keys):
            yield Stored(
                record=unpack(packed),
                version=version,
                recorded_at=instant_from_text(recorded_at),
                batch_id=self._said_by.batch_id(batch),
                source=self._said_by.source(source),
            )

    def get_packed(self, keys: Iterable[str]) -> dict[str, tuple[Packed, int]]:
        """Return those of the purchases that are there, as they are packed, and their versions."""
        return {packed[0].purchase_id: (packed, version) for packed, version, *_ in self._packed(keys)}
