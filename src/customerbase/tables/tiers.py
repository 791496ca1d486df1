"""Data tiers of whole tables: how often each record was used, and of which tier it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from customerbase.errors import InvalidTable, Problem
from customerbase.measures.dealt import only_day
from customerbase.tables.aging import check_numbers
from customerbase.tables.engine import Frame, Lazy, enter, extended, nw
from customerbase.tables.facets import days_in, no_days
from customerbase.upkeep.tiers import DataTier, TierRule

__all__ = ["count_uses", "tiers"]


def count_uses(
    frame: Frame,
    *,
    as_of: date,
    rule: TierRule | None = None,
    customer: str = "customer_id",
    on: str = "on",
) -> Frame:
    """Count for each customer the uses within the months of a rule, and find the day of the last one.

    Parameters
    ----------
    frame : pandas, Polars, pyarrow, DuckDB, PySpark or Ibis frame
        A row for each use.
    as_of : datetime.date
        Later uses do not count.
    rule : TierRule, optional
    customer, on : str
        Its columns.

    Returns
    -------
    frame of the same kind
        The customer, ``uses`` and ``used_on``; in no order, without those who were never used.

    Raises
    ------
    InvalidTable
    TypeError

    Examples
    --------
    >>> import polars as pl
    >>> used = pl.DataFrame({"customer_id": ["C1", "C1"], "on": [date(2020, 1, 1), date(2024, 3, 1)]})
    >>> count_uses(used, as_of=date(2024, 12, 31)).rows()
    [('C1', 1, datetime.date(2024, 3, 1))]
    """
    since = _since(rule, as_of)
    held, home = enter(frame, [customer, on])
    schema = _there(held, home.names, {"customer": customer, "on": on})
    day = days_in(schema, on)
    counted = (
        held.with_columns(__day=day)
        .filter(nw.col("__day") <= nw.lit(as_of, dtype=nw.Date))
        .with_columns(__within=nw.when(nw.col("__day") >= since).then(1).otherwise(0))
        .group_by(customer)
        .agg(uses=nw.col("__within").sum().cast(nw.Int64), used_on=nw.col("__day").max())
    )
    result: Frame = home.bring(counted)
    return result


def tiers(
    frame: Frame,
    *,
    as_of: date,
    rule: TierRule | None = None,
    maintained_on: str = "maintained_on",
    uses: str = "uses",
    used_on: str = "used_on",
) -> Frame:
    """Say of each record of which data tier it is.

    Parameters
    ----------
    frame : pandas, Polars, pyarrow, DuckDB, PySpark or Ibis frame
        A row for each record.
    as_of : datetime.date
        Later days do not count.
    rule : TierRule, optional
    maintained_on, uses, used_on : str
        Its columns: the last day of maintenance, the number of uses within the
        months of the rule, the day of the last use, as `count_uses` gives both; a
        number that is not known is 0.

    Returns
    -------
    frame of the same kind
        With ``tier``: 1 to 4, as the values of `DataTier`.

    Raises
    ------
    InvalidTable
    TypeError

    Examples
    --------
    >>> import polars as pl
    >>> held = pl.DataFrame(
    ...     {"maintained_on": [date(2024, 5, 1), None], "uses": [3, 0], "used_on": [date(2024, 9, 1), None]}
    ... )
    >>> tiers(held, as_of=date(2024, 12, 31))["tier"].to_list()
    [1, 4]
    """
    since = _since(rule, as_of)
    least = (rule or TierRule()).least_uses
    wanted = [maintained_on, uses, used_on]
    held, home = enter(frame, wanted)
    schema = _there(held, home.names, {"maintained_on": maintained_on, "uses": uses, "used_on": used_on})
    day, last = days_in(schema, maintained_on), days_in(schema, used_on)
    number = nw.when(nw.col(uses).is_null()).then(0).otherwise(nw.col(uses))
    check_numbers(held.select(number.alias(uses)), {uses: False})
    asked = nw.lit(as_of, dtype=nw.Date)

    def adding(rows: Lazy) -> Lazy:
        rows = rows.with_columns(
            __kept=(day >= since) & (day <= asked), __number=number, __used=last <= asked
        )
        # what is unknown is not kept, and was not used
        rows = rows.with_columns(
            __kept=nw.when(nw.col("__kept")).then(1).otherwise(0),
            __used=nw.when(nw.col("__used")).then(1).otherwise(0),
        )
        kept, count, used = nw.col("__kept") == 1, nw.col("__number"), nw.col("__used") == 1
        found = (
            nw.when(kept & (count >= least))
            .then(_value(DataTier.FIRST))
            .otherwise(
                nw.when(kept | (count > 0))
                .then(_value(DataTier.SECOND))
                .otherwise(nw.when(used).then(_value(DataTier.THIRD)).otherwise(_value(DataTier.FOURTH)))
            )
        )
        return rows.with_columns(tier=found.cast(nw.Int64)).drop("__kept", "__number", "__used")

    return extended(frame, wanted, ["tier"], adding)


def _value(tier: DataTier) -> nw.Expr:
    return nw.lit(int(tier.value))


def _since(rule: TierRule | None, as_of: date) -> nw.Expr:
    only_day(as_of)
    if rule is not None and not isinstance(rule, TierRule):
        raise TypeError(f"rule={rule!r} is no TierRule: write TierRule(within_months=12, least_uses=3)")
    return nw.lit((rule or TierRule()).since(as_of), dtype=nw.Date)


def _there(held: Lazy, there: tuple[str, ...], named: Mapping[str, str]) -> dict[str, Any]:
    schema = dict(held.collect_schema())
    listed = ", ".join(map(repr, there[:20]))
    problems = [
        Problem(f"$.{name}", None, f"is no column of this table (for {what})", f"there are {listed}")
        for what, name in named.items()
        if name not in schema
    ]
    for what, name in named.items():
        if what not in ("customer", "uses") and (fault := no_days(schema.get(name))) is not None:
            problems.append(Problem(f"$.{name}", str(schema[name]), fault, "turn it into days first"))
    if problems:
        raise InvalidTable(problems)
    return schema
