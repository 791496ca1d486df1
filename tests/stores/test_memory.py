"""The reference keeps the contract itself: against simple models, and against a second one of its kind."""

from __future__ import annotations

from customerbase.stores.memory import MemoryRows
from customerbase.testing.contracts.store import StoreContract


class TestMemoryRows(StoreContract):
    def empty_rows(self):
        return MemoryRows()
