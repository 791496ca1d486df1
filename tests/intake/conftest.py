"""What the tests of reading files share: bases with a clock that is set, files by their text, and a whole base seen."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from customerbase.base import CustomerBase
from customerbase.model import KINDS
from customerbase.paths import CARDS
from customerbase.stores.memory import MemoryRows
from customerbase.stores.sqlite import open_rows
from customerbase.stores.store import Store


class Clock:
    """A clock that stands still until somebody sets it."""

    def __init__(self) -> None:
        self.now = datetime(2024, 6, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Desk:
    """A base, a folder for its files, and what one needs to tell a story about both."""

    def __init__(self, folder: Path, rows=None, **said) -> None:
        self.folder = folder
        self.clock = Clock()
        self.base = CustomerBase(Store(rows or MemoryRows(), self.clock), **{"currency": "CNY", **said})

    def write(self, text: str | bytes, name: str = "list.csv") -> Path:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def table(self, header, rows, name: str = "list.csv") -> Path:
        """Write a table."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows(rows)
        return self.write(stream.getvalue(), name)

    def customers(self, text: str, name: str = "customers.csv", **said):
        """Read a list of customers."""
        return self.base.import_customers(self.write(text, name), **said)

    def purchases(self, text: str, name: str = "sales.csv", **said):
        """Read a list of sales."""
        return self.base.import_purchases(self.write(text, name), **said)

    def records(self, kind, text: str, name: str = "records.csv", **said):
        """Read a list of other records."""
        return self.base.import_records(kind, self.write(text, name), **said)

    def cards(self):
        """All records of all kinds, by id, without what brought them."""
        rows = self.base.store.rows
        return {kind: {each.record.key: each.record for each in rows.scan(kind)} for kind in KINDS}

    def whole(self):
        """Everything that rests in the base: records, versions, ledger, revisions, batches."""
        return whole(self.base)


def whole(base: CustomerBase):
    rows = base.store.rows
    records = {kind: list(rows.scan(kind)) for kind in KINDS}
    ledger = {kind: rows.entries(kind, rows.keys(kind)) for kind in CARDS}
    revisions = {
        (kind, each.record.key): rows.revisions(kind, each.record.key)
        for kind, held in records.items()
        for each in held
    }
    return records, ledger, revisions, rows.batches()


def count_law(result) -> None:
    """Each row read is taken, changed, unchanged or refused, and each refused one says why."""
    assert result.rows == result.taken + result.changed + result.unchanged + result.refused
    assert result.refused == len(result.refused_rows)
    for row in result.refused_rows:
        assert row.refusals
        for each in row.refusals:
            assert each.file in result.headers
            assert each.row >= 1
            assert each.reason
            assert each.column is None or isinstance(each.column, str)
    assert str(result)


@pytest.fixture(params=["memory", "sqlite"])
def desk(request, tmp_path):
    """A base of each kind of store."""
    rows = open_rows(str(tmp_path / "base.db")) if request.param == "sqlite" else MemoryRows()
    made = Desk(tmp_path, rows)
    yield made
    made.base.close()


@pytest.fixture(scope="session")
def new_desk(tmp_path_factory):
    """A maker of bases in memory, for laws that need many of them."""
    folder = TemporaryDirectory()
    count = iter(range(10**9))
    yield lambda **said: Desk(Path(folder.name) / str(next(count)), **said)
    folder.cleanup()


@pytest.fixture(scope="session")
def obeys():
    """A check that an import's figures add up, and that its refusals say why."""
    return count_law
