"""Each engine counts as the definition does."""

from __future__ import annotations

import pytest

from customerbase.testing.contracts.score import ScoreContract
from customerbase.testing.contracts.verify import VerifyContract

pa = pytest.importorskip("pyarrow")
pl = pytest.importorskip("polars")
pd = pytest.importorskip("pandas")
duckdb = pytest.importorskip("duckdb")

TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "day": pa.date32(),
    "local": pa.timestamp("us"),
    "instant": pa.timestamp("us", tz="UTC"),
    "decimal": pa.decimal128(18, 2),
    "float": pa.float64(),
}


def arrow(columns):
    return pa.table({name: pa.array(values, TYPES[kind]) for name, (kind, values) in columns.items()})


class TestArrow(ScoreContract, VerifyContract):
    def frame(self, columns, zone):
        return arrow(columns)


class TestPolars(ScoreContract, VerifyContract):
    def frame(self, columns, zone):
        return pl.from_arrow(arrow(columns))


class TestLazyPolars(ScoreContract, VerifyContract):
    lazy = True

    def frame(self, columns, zone):
        return pl.from_arrow(arrow(columns)).lazy()


class TestPandas(ScoreContract, VerifyContract):
    """As people make them: objects for days and Decimals, NaN for what is unknown."""

    def frame(self, columns, zone):
        whole = {"integer": "Int64", "boolean": "boolean"}
        return pd.DataFrame(
            {
                name: pd.Series(values, dtype=whole.get(kind) if None in values else None)
                for name, (kind, values) in columns.items()
            }
        )


class TestPandasWithArrowTypes(ScoreContract, VerifyContract):
    def frame(self, columns, zone):
        return arrow(columns).to_pandas(types_mapper=pd.ArrowDtype)


class TestDuckDB(ScoreContract, VerifyContract):
    lazy = True

    def frame(self, columns, zone):
        connection = duckdb.connect()
        connection.execute(f"SET TimeZone = '{zone}'")
        connection.register("held", arrow(columns))
        connection.execute("CREATE TABLE sold AS SELECT * FROM held")
        return connection.table("sold")
