"""Many purchases summed up column-wise, where the packages for it are installed."""

from __future__ import annotations

from datetime import date
from typing import Any

from customerbase import registry
from customerbase.errors import CurrencyMismatch, InvalidTable, MissingExtra
from customerbase.rfm import Count, Returns, RfmSummary, Summaries
from customerbase.stores.packing import MICRO
from customerbase.stores.store import Store
from customerbase.values import CURRENCIES

__all__ = ["MANY", "summarize_in_columns"]

MANY = 20_000
"""From how many purchases on it is worth loading the packages."""

_COLUMNS = ("customer", "on", "amount", "currency", "is_return")


def summarize_in_columns(
    store: Store, *, as_of: date, count: Count, returns: Returns, currency: str | None
) -> Summaries[RfmSummary] | None:
    """Sum up what each customer bought, as `customerbase.rfm.summarize` does.

    Parameters
    ----------
    store : Store
    as_of, count, returns, currency
        As for `customerbase.rfm.summarize`.

    Returns
    -------
    Summaries of RfmSummary, or None
        None where it is not done in this way: for few purchases, without the
        packages, or where sums would not fit into whole numbers of 64 bits.

    Raises
    ------
    CurrencyMismatch
    """
    with store.sale_columns(_COLUMNS, end=as_of) as columns:
        if columns.rows < MANY:
            return None
        try:
            frames, tables = _packages()
        except MissingExtra:
            return None
        sales, customers = frames.keyed(columns, _COLUMNS)
    if returns is Returns.IGNORE:
        sales = sales.filter(~sales["is_return"])
    if currency is None:
        held = sales["currency"].unique().sort().to_list()
        if len(held) > 1:
            raise CurrencyMismatch(held)
        currency = held[0] if held else None
    if currency is not None:
        sales = sales.filter(sales["currency"] == currency)
    if currency is None or sales.is_empty():
        return Summaries((), as_of=as_of, currency=currency, counted=count, returns=returns)
    # Whole minor units where all amounts are: sums of a million million fit then, too.
    places, unit = CURRENCIES[currency], MICRO // 10 ** CURRENCIES[currency]
    if (sales["amount"] % unit == 0).all():
        sales = sales.with_columns(sales["amount"] // unit)
    else:
        places = 6
    named = tables.PurchaseColumns(
        customer="customer", on="on", amount="amount", is_return="is_return", places=places
    )
    try:
        summary = tables.rfm.summarize(sales, columns=named, as_of=as_of, count=count, returns=returns)
    except InvalidTable:  # the one thing that may be wrong with purchases of ours: their sum is too large
        return None
    summary = summary.rename({"customer_id": "customer"}).join(customers, on="customer", how="left")
    found: Summaries[RfmSummary] = tables.rfm.to_summaries(
        summary, as_of=as_of, currency=currency, places=places, counted=count, returns=returns
    )
    return found


def _packages() -> tuple[Any, Any]:
    from customerbase import tables

    return registry.load("frame", "polars"), tables
