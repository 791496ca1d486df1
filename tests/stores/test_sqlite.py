from __future__ import annotations

import pytest

from customerbase.stores.sqlite import SqliteRows
from customerbase.testing.contracts.store import StoreContract


class TestSqliteRows(StoreContract):
    durable = True

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path):
        self.folder = tmp_path
        self.files = 0

    def empty_rows(self):
        self.files += 1
        return SqliteRows(self.folder / f"{self.files}.db")

    def reopened(self, rows):
        rows.close()
        return SqliteRows(rows.location)
