"""What a table of purchases must be like, looked at before anything is counted; and its rows in one form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

import attrs

from customerbase.errors import CurrencyMismatch, InvalidTable, Problem
from customerbase.measures import Count
from customerbase.tables.columns import PurchaseColumns
from customerbase.tables.engine import Lazy, nw, row_of, rows_of, session_zone
from customerbase.tables.money import LARGEST, Unit, unit_of

__all__ = ["Purchases", "purchases"]

_SEVERAL = 20


@attrs.frozen
class Purchases:
    """Rows of purchases in one form.

    Attributes
    ----------
    rows : narwhals LazyFrame
        ``customer_id``, ``day`` (a day, or a local point in time), ``units``,
        ``back`` (whether it is a return), and ``order`` where it was named.
    unit : Unit
    currency : str or None
    """

    rows: Lazy
    unit: Unit
    currency: str | None


def purchases(
    frame: Lazy,
    columns: PurchaseColumns,
    *,
    as_of: date,
    zone: str | tzinfo | None,
    count: Count,
    currency: str | None,
    nulls: str,
    start: date | None = None,
) -> Purchases:
    """Look at a table, refuse what cannot be counted, and return its rows up to (and from) a day in one form.

    Raises
    ------
    InvalidTable
        Naming each column that is lacking, or of the wrong kind, or holds nothing where something must stand.
    CurrencyMismatch
    """
    if nulls not in ("refuse", "drop"):
        raise ValueError(f"nulls={nulls!r} is none of 'refuse', 'drop'")
    if type(as_of) is not date:
        raise TypeError(f"as_of={as_of!r} is no day: give a datetime.date, as in date(2024, 12, 31)")
    schema = dict(frame.collect_schema())
    named = columns.named
    _refuse([*_lacking(named, schema), *_kinds(columns, schema, zone)])
    used = list(dict.fromkeys(named.values()))
    frame = frame.select(used)
    if typed := _typed(columns, schema):
        frame = frame.with_columns(nw.col(name).cast(dtype) for name, dtype in typed.items())
        schema |= {name: dtype() for name, dtype in typed.items()}
    if nulls == "drop":
        frame = frame.drop_nulls(used)
    unit = unit_of(schema[columns.amount], columns.places, currency)
    assert unit is not None
    _refuse(_contents(frame, columns, unit))
    day = _local(frame, columns.on, schema[columns.on], zone)
    frame = frame.filter(_until(day, schema[columns.on], as_of))
    if start is not None:
        frame = frame.filter(day >= (start if schema[columns.on] == nw.Date else _midnight(start)))
    if columns.currency is not None:
        if currency is None:
            currency = _one_currency(frame, columns.currency)
            unit = unit_of(schema[columns.amount], columns.places, currency) or unit
        else:
            frame = frame.filter(nw.col(columns.currency) == currency)
    rows = frame.select(
        nw.col(columns.customer).alias("customer_id"),
        day.alias("day"),
        unit.units(nw.col(columns.amount)).alias("units"),
        _back(columns, schema, count).alias("back"),
        *([nw.col(columns.order).alias("order")] if columns.order and count is not Count.LINE else []),
    )
    return Purchases(rows, unit, currency)


# ------------------------------------------------------------------ which columns there are


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidTable(problems)


def _lacking(named: dict[str, str], schema: dict[str, Any]) -> Iterator[Problem]:
    for what, name in named.items():
        if name not in schema:
            there = ", ".join(map(repr, list(schema)[:_SEVERAL]))
            hint = f"say which of its columns it is: PurchaseColumns({what}=...); there are {there}"
            yield Problem(f"$.{name}", None, f"is no column of this table (for {what})", hint)


def _kinds(columns: PurchaseColumns, schema: dict[str, Any], zone: str | tzinfo | None) -> Iterator[Problem]:
    dtype = schema.get(columns.on)
    if dtype is not None and dtype not in (nw.Date, nw.Datetime, nw.Unknown):
        if dtype == nw.String:
            hint = "turn it into days first: pandas.to_datetime, polars.Expr.str.to_date, CAST(... AS DATE)"
            yield Problem(f"$.{columns.on}", str(dtype), "holds text, not days", hint)
        else:
            yield Problem(f"$.{columns.on}", str(dtype), f"holds {dtype}, not days")
    elif dtype == nw.Datetime and dtype.time_zone is not None and zone is None:
        hint = "say the zone of the business: zone='Asia/Shanghai'"
        yield Problem(
            f"$.{columns.on}", str(dtype), f"is in {dtype.time_zone}: which local day is meant?", hint
        )
    dtype = schema.get(columns.amount)
    if dtype is not None and unit_of(dtype, 0, None) is None and dtype != nw.Unknown:
        yield Problem(f"$.{columns.amount}", str(dtype), f"holds {dtype}, not amounts")
    dtype = schema.get(columns.quantity or "")
    if dtype is not None and not (dtype.is_numeric() or dtype == nw.Unknown):
        yield Problem(f"$.{columns.quantity}", str(dtype), f"holds {dtype}, not quantities")
    dtype = schema.get(columns.is_return or "")
    if dtype is not None and not (dtype in (nw.Boolean, nw.Unknown) or dtype.is_integer()):
        yield Problem(
            f"$.{columns.is_return}", str(dtype), f"holds {dtype}, neither True and False nor 1 and 0"
        )


def _typed(columns: PurchaseColumns, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the types for columns that have none, since nothing stands in them."""
    usual = {
        "customer": nw.String,
        "on": nw.Date,
        "is_return": nw.Boolean,
        "amount": nw.Int64,
        "quantity": nw.Int64,
    }
    return {
        name: usual.get(what, nw.String) for what, name in columns.named.items() if schema[name] == nw.Unknown
    }


# ------------------------------------------------------------------ what stands in them


def _contents(frame: Lazy, columns: PurchaseColumns, unit: Unit) -> list[Problem]:
    """Ask in one query for all that must not be."""
    amount = nw.col(columns.amount)
    asked = {f"null {what}": _rows_where(nw.col(name).is_null()) for what, name in columns.named.items()}
    asked["rows"] = nw.len()
    if unit.kind == "float":
        asked["odd"] = _rows_where(~amount.is_finite())
        amount = nw.when(amount.is_finite()).then(amount).otherwise(0.0)
        exact = amount.abs() * 10**unit.places
        # Beyond what floats leave over from decimals: 0.1 + 0.2 is no third decimal, 0.125 is.
        asked["finer"] = _rows_where((exact - (exact + 0.5).floor()).abs() > exact * 1e-9 + 1e-6)
    elif unit.kind == "decimal" and unit.scale > unit.places:
        asked["finer"] = _rows_where(unit.money(unit.units(amount)) != amount)
    size = amount.cast(nw.Float64).abs().sum()
    asked["size"] = size
    found = row_of(frame.select(**asked))
    problems = []
    for what, name in columns.named.items():
        if missing := found[f"null {what}"]:
            hint = "mend them, filter them out, or leave such rows out with nulls='drop'"
            reason = f"is unknown in {missing:,} of {found['rows']:,} rows"
            problems.append(Problem(f"$.{name}", None, reason, hint))
    path = f"$.{columns.amount}"
    if odd := found.get("odd"):
        problems.append(Problem(path, None, f"is NaN or infinite in {odd:,} rows", "mend or filter them"))
    if finer := found.get("finer"):
        reason = f"has more than {unit.places} decimals in {finer:,} rows"
        hint = "say how many count with PurchaseColumns(places=...), at most 6, or round them yourself"
        problems.append(Problem(path, None, reason, hint))
    units = abs(found["size"] or 0) * (1 if unit.kind == "integer" else 10**unit.places)
    if units >= LARGEST * 0.999:
        problems.append(Problem(path, found["size"], "is too large: sums are kept below 9.2e18 units"))
    return problems


def _rows_where(condition: nw.Expr) -> nw.Expr:
    """Count rows: Spark adds up no booleans."""
    return nw.when(condition).then(1).otherwise(0).sum()


def _one_currency(frame: Lazy, name: str) -> str | None:
    held = row_of(frame.select(first=nw.col(name).min(), last=nw.col(name).max()))
    if held["first"] == held["last"]:
        return None if held["first"] is None else str(held["first"])
    found = rows_of(frame.select(name).unique().sort(name).head(_SEVERAL))
    raise CurrencyMismatch(str(each[name]) for each in found)


# ------------------------------------------------------------------ one form


def _local(frame: Lazy, name: str, dtype: Any, zone: str | tzinfo | None) -> nw.Expr:
    """Return days as they are, and points in time as they stand on the clock of the business."""
    column = nw.col(name)
    if dtype != nw.Datetime or dtype.time_zone is None or zone is None:
        return column
    wanted = zone if isinstance(zone, str) else getattr(zone, "key", None) or str(zone)
    session = session_zone(frame, dtype.time_zone)
    if session is None:
        column = column.dt.convert_time_zone(wanted)
    elif session != wanted:
        hint = f"set it to {wanted}: SET TimeZone on DuckDB, spark.sql.session.timeZone on Spark"
        if frame.implementation.is_ibis():
            hint = "turn it into local points in time without a zone first, by Ibis"
        reason = f"is seen in {session}, the zone of the session, not in {wanted}"
        raise InvalidTable([Problem(f"$.{name}", session, reason, hint)])
    return column.dt.replace_time_zone(None)


def _until(day: nw.Expr, dtype: Any, as_of: date) -> nw.Expr:
    if dtype == nw.Date:
        return day <= as_of
    if as_of == date.max:
        return ~day.is_null()
    return day < _midnight(as_of + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _back(columns: PurchaseColumns, schema: dict[str, Any], count: Count) -> nw.Expr:
    """Tell which rows are returns."""
    signs = nw.col(columns.amount) < (Decimal(0) if schema[columns.amount].is_decimal() else 0)
    if columns.quantity is not None:
        signs = signs | (nw.col(columns.quantity) < 0)
    if columns.is_return is not None:
        told = nw.col(columns.is_return)
        said = told if schema[columns.is_return] == nw.Boolean else told != 0
        signs = (said | signs) if count is Count.LINE else said
    return signs
