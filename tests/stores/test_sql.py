"""What is particular to a server database, and the contract on each of those that we know."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import settings

from customerbase.stores.sql.rows import open_rows
from customerbase.testing.contracts.store import StoreContract

NUMBERS = count(1)


class SqlContract(StoreContract):
    durable = True
    # Each of its many reads is a question to a server.
    histories = max(1, settings.default.max_examples // 5)

    def empty_rows(self):
        return self.open(f"t{next(NUMBERS)}_")

    def open(self, prefix):
        rows = open_rows(self.url, prefix=prefix)
        rows.prefix = prefix
        return rows

    def reopened(self, rows):
        rows.close()
        return self.open(rows.prefix)


class TestSqliteBySqlalchemy(SqlContract):
    @pytest.fixture(autouse=True)
    def _place(self, tmp_path):
        self.url = f"sqlite:///{tmp_path / 'base.db'}"


class TestPostgres(SqlContract):
    @pytest.fixture(autouse=True)
    def _place(self, postgres_url):
        self.url = postgres_url


class TestMariadb(SqlContract):
    histories = max(1, settings.default.max_examples // 10)  # it makes tables slowly

    @pytest.fixture(autouse=True)
    def _place(self, mariadb_database):
        self.url = mariadb_database
