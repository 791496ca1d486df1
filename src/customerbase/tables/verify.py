"""Verification of whole tables: due dates, freshness, the index and data tiers, under the same names.

What `customerbase.verify` says of one facet, this says column-wise, on the
engine that the caller's table already lives in.  Each row is one facet of one
customer; the rows, their order and their other columns stay as they are, and
what is lazy stays lazy.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from customerbase.tables.days import CycleEnds, day_number
from customerbase.tables.engine import Frame, Lazy, nw
from customerbase.tables.facets import FacetColumns, States, with_columns
from customerbase.tables.policies import asked_by, due_on
from customerbase.verifying.policies import Policy, only_policy, wrong_policy

__all__ = ["FacetColumns", "due_dates"]


def due_dates(frame: Frame, policy: Policy, *, as_of: date, columns: FacetColumns | None = None) -> Frame:
    """Say of each row by which day it must be checked.

    Parameters
    ----------
    frame : pandas, Polars, pyarrow, DuckDB, PySpark or Ibis frame
        It is not changed.
    policy : Policy
        The same value that `customerbase.verify.due` takes.
    as_of : datetime.date
    columns : FacetColumns, optional
        Which columns hold what.

    Returns
    -------
    frame of the same kind
        With ``due_on`` (a day; unknown where it need not be checked) and
        ``days_overdue`` (negative while there is time).

    Raises
    ------
    InvalidTable
        If a column is lacking or of the wrong kind, or something was verified after `as_of`.
    InvalidRecord
        If the policy never comes due.
    TypeError
        If it is no policy, or one of your own.

    Examples
    --------
    >>> import polars as pl
    >>> from customerbase import verify
    >>> held = pl.DataFrame(
    ...     {
    ...         "customer_id": ["C1", "C1"],
    ...         "facet": ["basic", "credit"],
    ...         "verified_on": [date(2023, 8, 31), date(2023, 8, 31)],
    ...     }
    ... )
    >>> policy = verify.by_facet({"credit": verify.every(months=6)}, otherwise=verify.every(years=1))
    >>> due_dates(held, policy, as_of=date(2024, 3, 31)).select("facet", "due_on", "days_overdue").rows()
    [('basic', datetime.date(2024, 8, 31), -153), ('credit', datetime.date(2024, 2, 29), 31)]
    """
    if not only_policy(policy, "policy").comes_due:
        raise wrong_policy("$", policy, "never comes due", "as in every(months=12)")
    names = columns if isinstance(columns, FacetColumns) else FacetColumns()

    def made(states: States) -> Callable[[Lazy], Lazy]:
        ends = CycleEnds(states.last_known(), states.day("anchor"))
        day = due_on(policy, states, ends)

        def adding(rows: Lazy) -> Lazy:
            rows = ends.add_to(rows).with_columns(due_on=day)
            rows = rows.with_columns(days_overdue=as_of.toordinal() - day_number(nw.col("due_on")))
            return rows.drop(ends.names)

        return adding

    asked = tuple(dict.fromkeys(asked_by(policy, names)))
    return with_columns(frame, columns, as_of, ("due_on", "days_overdue"), made, asked)
