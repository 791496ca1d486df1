"""What a table of purchases must be like, looked at before anything is counted; and its rows in one form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

import attrs

from customerbase.errors import CurrencyMismatch, InvalidTable, Problem
from customerbase.measures import Count
from customerbase.measures.dealt import only_day
from customerbase.tables.amounts import asked_of, finer_decimals, rows_where, wrong_amounts
from customerbase.tables.columns import PurchaseColumns
from customerbase.tables.engine import Lazy, nw, row_of, rows_of, session_zone
from customerbase.tables.money import Unit, unit_of
from customerbase.validation import zone_of
from customerbase.values import CURRENCIES

__all__ = ["Purchases", "purchases"]

_SEVERAL = 20
_UTC = {"UTC", "Etc/UTC", "Etc/UCT", "Zulu", "Etc/Zulu"}


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
    there: Iterable[str],
    start: date | None = None,
    ignoring: bool = False,
) -> Purchases:
    """Look at a table, refuse what cannot be counted, and return its rows up to (and from) a day in one form.

    Raises
    ------
    InvalidTable
        Naming each column that is lacking, or of the wrong kind, or holds nothing where something must stand.
    CurrencyMismatch
    """
    if currency is not None and currency not in CURRENCIES:
        raise ValueError(f"{currency!r} is no currency of ISO 4217: write its code, as in CNY, EUR, USD")
    zone = None if zone is None else zone_of(zone)
    if zone is not None and zone is not UTC and not hasattr(zone, "key"):
        raise ValueError(f"zone={zone!r} has no name that engines know: write it as in 'Asia/Shanghai'")
    if nulls not in ("refuse", "drop"):
        raise ValueError(f"nulls={nulls!r} is none of 'refuse', 'drop'")
    only_day(as_of)
    schema = dict(frame.collect_schema())
    named = columns.named
    plain = frame.implementation.is_polars()
    _refuse([*_lacking(named, schema, there), *_kinds(columns, schema, zone, untyped=plain)])
    used = list(dict.fromkeys(named.values()))
    frame = frame.select(used)
    if plain and (typed := _typed(columns, schema)):
        frame = frame.with_columns(nw.col(name).cast(dtype) for name, dtype in typed.items())
        schema |= {name: dtype() for name, dtype in typed.items()}
    unknown = {what: _unknown(what, name, schema[name]) for what, name in named.items()}
    if schema[columns.on] == nw.Date and not frame.implementation.is_spark_like():
        # Minus infinity, and the years before 1, which Spark does not have (nor reads the first day of).
        unknown["on"] = unknown["on"] | (nw.col(columns.on) < date.min)
    if nulls == "drop":
        for condition in unknown.values():
            frame = frame.filter(~condition)
    # What does not count is not looked at; what is unknown may count, and is refused.
    day = _local(frame, columns.on, schema[columns.on], zone)
    within = _within(frame, day, schema[columns.on], start, as_of)
    looked_at, frame = frame.filter(unknown["on"] | within), frame.filter(within)
    back = _back(columns, schema, count)
    if columns.currency is not None:
        if currency is None:
            counted = frame.filter(~back) if ignoring else frame
            currency = _one_currency(counted.filter(~unknown["currency"]), columns.currency)
        if currency is not None:
            chosen = nw.col(columns.currency) == currency
            looked_at, frame = looked_at.filter(unknown["currency"] | chosen), frame.filter(chosen)
    amount, dtype = columns.amount, schema[columns.amount]
    unit = unit_of(dtype, columns.places, currency)
    assert unit is not None
    asked = {f"null {what}": rows_where(condition) for what, condition in unknown.items()}
    found = row_of(looked_at.select(**asked, rows=nw.len(), **asked_of(amount, unit)))
    problems = [*_gaps(found, named), *wrong_amounts(found, amount, unit, dtype)]
    _refuse(problems or finer_decimals(looked_at, amount, unit, dtype))
    rows = frame.select(
        nw.col(columns.customer).alias("customer_id"),
        day.alias("day"),
        unit.units(nw.col(amount)).alias("units"),
        back.alias("back"),
        *([nw.col(columns.order).alias("order")] if columns.order and count is not Count.LINE else []),
    )
    return Purchases(rows, unit, currency)


# ------------------------------------------------------------------ which columns there are


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidTable(problems)


def _lacking(named: dict[str, str], schema: dict[str, Any], there: Iterable[str]) -> Iterator[Problem]:
    listed = ", ".join(map(repr, list(there)[:_SEVERAL]))
    for what, name in named.items():
        if name not in schema:
            hint = f"say which of its columns it is: PurchaseColumns({what}=...); there are {listed}"
            yield Problem(f"$.{name}", None, f"is no column of this table (for {what})", hint)


def _kinds(
    columns: PurchaseColumns, schema: dict[str, Any], zone: tzinfo | None, *, untyped: bool
) -> Iterator[Problem]:
    """Yield which columns are of the wrong kind; one without a type, where that means nothing, is of any."""

    def wrong(
        name: str | None, what: str, hint: str | None, *, right: Callable[[Any], bool]
    ) -> Iterator[Problem]:
        dtype = None if name is None else schema.get(name)
        if dtype is not None and not right(dtype) and not (untyped and dtype == nw.Unknown):
            said = "text" if dtype == nw.String else dtype
            yield Problem(f"$.{name}", str(dtype), f"holds {said}, not {what}", hint)

    hint = "turn it into days first: pandas.to_datetime, polars.Expr.str.to_date, CAST(... AS DATE)"
    yield from wrong(columns.on, "days", hint, right=lambda dtype: dtype in (nw.Date, nw.Datetime))
    dtype = schema.get(columns.on)
    if dtype == nw.Datetime and dtype.time_zone is not None and zone is None:
        reason = f"is in {dtype.time_zone}: which local day is meant?"
        yield Problem(
            f"$.{columns.on}", str(dtype), reason, "say the zone of the business: zone='Asia/Shanghai'"
        )
    hint = "turn it into numbers first: Decimal, whole minor units, or floats"
    yield from wrong(
        columns.amount,
        "amounts",
        hint,
        right=lambda dtype: dtype != nw.Unknown and unit_of(dtype, 0, None) is not None,
    )
    yield from wrong(columns.quantity, "quantities", hint, right=lambda dtype: bool(dtype.is_numeric()))
    hint = "turn it into True and False, or 1 and 0, first"
    flags: Callable[[Any], bool] = lambda dtype: dtype == nw.Boolean or dtype.is_integer()  # noqa: E731
    yield from wrong(columns.is_return, "True and False, or 1 and 0", hint, right=flags)


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


def _gaps(found: dict[str, Any], named: dict[str, str]) -> Iterator[Problem]:
    for what, name in named.items():
        if missing := found[f"null {what}"]:
            hint = "mend them, filter them out, or leave such rows out with nulls='drop'"
            yield Problem(f"$.{name}", None, f"is unknown in {missing:,} of {found['rows']:,} rows", hint)


def _unknown(what: str, name: str, dtype: Any) -> nw.Expr:
    """Tell in which rows nothing is known: null, NaN among numbers, and text without a letter where an id belongs."""
    column = nw.col(name)
    if dtype.is_float():
        # Asked of what is known only: engines differ in whether unknown is NaN.
        return column.is_null() | nw.when(~column.is_null()).then(column).otherwise(0.0).is_nan()
    if dtype == nw.String and what in ("customer", "order", "currency"):
        return column.is_null() | (column == "")
    return column.is_null()


def _one_currency(frame: Lazy, name: str) -> str | None:
    held = row_of(frame.select(first=nw.col(name).min(), last=nw.col(name).max()))
    if held["first"] == held["last"]:
        return None if held["first"] is None else str(held["first"])
    found = rows_of(frame.select(name).unique().sort(name).head(_SEVERAL))
    raise CurrencyMismatch(str(each[name]) for each in found)


# ------------------------------------------------------------------ one form


def _local(frame: Lazy, name: str, dtype: Any, zone: tzinfo | None) -> nw.Expr:
    """Return days as they are, and points in time as they stand on the clock of the business."""
    column = nw.col(name)
    if dtype != nw.Datetime or dtype.time_zone is None or zone is None:
        return column
    wanted = getattr(zone, "key", None) or str(zone)
    session = session_zone(frame, dtype.time_zone)
    if session is None:
        column = column.dt.convert_time_zone(wanted)
    elif session != wanted and not {session, wanted} <= _UTC:
        hint = f"set it to {wanted}: SET TimeZone on DuckDB, spark.sql.session.timeZone on Spark"
        if frame.implementation.is_ibis():
            hint = "turn it into local points in time without a zone first, by Ibis"
        reason = f"is seen in {session}, the zone of the session, not in {wanted}"
        raise InvalidTable([Problem(f"$.{name}", session, reason, hint)])
    return column.dt.replace_time_zone(None)


def _within(frame: Lazy, day: nw.Expr, dtype: Any, start: date | None, as_of: date) -> nw.Expr:
    """Tell which days lie up to one, and from another on."""
    if frame.implementation.is_spark_like() and dtype == nw.Datetime:
        # A point in time that Python names would be one of the process's zone there, not of the session's.
        day, dtype = day.dt.date(), nw.Date()
    if dtype == nw.Date:
        return day <= as_of if start is None else (day <= as_of) & (day >= start)
    nano = dtype.time_unit == "ns"  # which goes from 1677 to 2262
    inside = ~day.is_null()
    if as_of < (date(2262, 1, 1) if nano else date.max):
        inside = inside & (day < _midnight(as_of + timedelta(days=1)))
    if start is not None and (start > date(1677, 12, 31) or not nano):
        inside = inside & (day >= _midnight(start))
    return inside


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
