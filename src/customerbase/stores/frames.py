"""Columns of sales as frames of table libraries: the one door to Polars."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any, Final

import polars as pl

from customerbase.errors import MissingExtra
from customerbase.stores.columns import Columns, SaleColumns

__all__ = ["BACKENDS", "keyed", "sales_frame"]

BACKENDS: Final = ("pandas", "polars", "pyarrow")
"""Libraries whose frames can be asked for."""

_TYPES: Final = {
    "customer": pl.Int64,
    "on": pl.Date,
    "amount": pl.Int64,
    "quantity": pl.Int64,
    "is_return": pl.Boolean,
}
_ORDER: Final = (
    "purchase_id",
    "customer_id",
    "on",
    "amount",
    "currency",
    "quantity",
    "is_return",
    "employee_id",
)
_MICRO: Final = Decimal("0.000001")


def keyed(found: SaleColumns, names: tuple[str, ...]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the sales, with whole numbers for customers, and what these stand for.

    Parameters
    ----------
    found : SaleColumns
    names : tuple of str
        The columns that were asked for.
    """
    # SQLite joins the next block while Polars takes this one apart: both let go of the interpreter.
    with ThreadPoolExecutor(1) as worker:
        sales = _read(found.sales, names, worker)
        customers = _read(found.customers, ("customer", "customer_id"), worker)
    if "customer" not in names or customers["customer_id"].n_unique() == customers.height:
        return sales, customers
    # Several numbers stand for one customer where others were merged into him: the least for all of them.
    least = customers.with_columns(least=pl.col("customer").min().over("customer_id"))
    sales = sales.join(least.drop("customer_id"), on="customer", how="left", maintain_order="left")
    sales = sales.with_columns(customer="least").drop("least")
    return sales, least.filter(pl.col("customer") == pl.col("least")).drop("least")


def _read(blocks: Iterator[Columns], names: tuple[str, ...], worker: ThreadPoolExecutor) -> pl.DataFrame:
    waiting = [worker.submit(_frame, each) for each in blocks]
    empty = pl.DataFrame(schema={name: _TYPES.get(name, pl.String) for name in names})
    return pl.concat([empty, *(each.result() for each in waiting)])


def _frame(columns: Columns) -> pl.DataFrame:
    return pl.DataFrame({name: _series(name, text) for name, text in columns.items()})


def _series(name: str, text: str) -> pl.Series:
    lines = pl.Series(name, [text]).str.split("\n").explode()
    wanted = _TYPES.get(name, pl.String)
    if wanted == pl.Date:
        return lines.str.to_date("%Y-%m-%d")
    if wanted == pl.Boolean:
        return lines == "1"
    return lines if wanted == pl.String else lines.cast(wanted)


def sales_frame(found: SaleColumns, names: tuple[str, ...], backend: str) -> Any:
    """Return sales as a frame, with customers' ids and exact Decimals.

    Parameters
    ----------
    found : SaleColumns
        With all columns.
    names : tuple of str
    backend : str
        Of `BACKENDS`.

    Raises
    ------
    MissingExtra
        If pyarrow is not installed, and needed.
    """
    sales, customers = keyed(found, names)
    ids = sales.select("customer").join(customers, on="customer", how="left", maintain_order="left")
    frame = sales.select(
        ids["customer_id"],
        pl.exclude("customer", "amount", "quantity", "employee_id"),
        *(pl.col(name).cast(pl.Decimal(38, 6)) * pl.lit(_MICRO) for name in ("amount", "quantity")),
        pl.when(pl.col("employee_id") != "").then("employee_id").alias("employee_id"),
    ).select(_ORDER)
    try:
        if backend == "pyarrow":
            return frame.to_arrow()
        return frame.to_pandas(use_pyarrow_extension_array=True) if backend == "pandas" else frame
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "pyarrow":
            raise MissingExtra(f"a frame of {backend}", "pyarrow", "tables") from error
        raise
