"""The same rules column-wise: tables of any engine in, tables of the same kind out.

Needs the extra ``tables`` (narwhals, Polars).  The engine is the one that the
caller's table lives in: pandas, Polars, pyarrow, DuckDB, PySpark, Ibis.
"""

from __future__ import annotations

from customerbase.tables import ranking, rfm
from customerbase.tables.columns import PurchaseColumns

__all__ = ["PurchaseColumns", "ranking", "rfm"]
