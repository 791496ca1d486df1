"""Ibis counts as the definition does, where it is installed and works.

It is in no extra: Ibis 12 breaks on SQLGlot 28 and later, and on DuckDB 2.  With
`ibis-framework[duckdb]==12.0.0`, `sqlglot<28` and `duckdb<2` these tests pass.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from customerbase.testing.contracts.score import ScoreContract
from customerbase.testing.contracts.verify import VerifyContract

ibis = pytest.importorskip("ibis")
pa = pytest.importorskip("pyarrow")

TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "day": pa.date32(),
    "local": pa.timestamp("us"),
    "decimal": pa.decimal128(18, 2),
    "float": pa.float64(),
}


@pytest.fixture(scope="module")
def connection():
    try:
        made = ibis.duckdb.connect()
        made.create_table("works", pa.table({"a": [1]}))
    except Exception as error:  # noqa: BLE001 - whatever its dependencies raise
        pytest.skip(f"this Ibis does not work with what is installed beside it: {error}")
    return made


class TestIbis(ScoreContract, VerifyContract):
    lazy = True

    @pytest.fixture(autouse=True)
    def _connected(self, connection):
        self.connection = connection

    def frame(self, columns, zone):
        """Points in time come as local ones: Ibis has no way to another zone that all its engines know."""
        arrays = {}
        for name, (kind, values) in columns.items():
            if kind == "instant":
                moments = [each and each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for each in values]
                arrays[name] = pa.array(moments, TYPES["local"])
            else:
                arrays[name] = pa.array(values, TYPES[kind])
        return self.connection.create_table("sold", pa.table(arrays), overwrite=True)
