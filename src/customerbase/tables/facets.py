"""Which columns of a table say how facets stand; and a look at them before anything is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import attrs

from customerbase.errors import InvalidTable, Problem
from customerbase.measures.dealt import only_day
from customerbase.tables.amounts import rows_where
from customerbase.tables.engine import Frame, Lazy, enter, extended, nw, row_of
from customerbase.validation import FrozenMap

__all__ = ["FacetColumns", "States", "days_in", "no_days", "states_in", "with_columns"]

_DAYS: Final = ("verified_on", "known_since", "anchor", "unconfirmed_since", "wrong_since")


@attrs.frozen(kw_only=True)
class FacetColumns:
    """Which columns of a table of facets hold what; each row is one facet of one customer.

    A table need not have all of them: what has no column is not known of any
    row.  Classes, amounts and events stand in columns of their own names
    (``grade``, ``open_balance``, ``mail_returned``), or under those that
    `named` gives them.

    Parameters
    ----------
    customer : str
    facet : str
        Where no column is called so, `the_facet` says of which facet the table is.
    verified_on : str or None
        Day of the last good check; None says that nothing was ever checked.
    known_since, anchor, unconfirmed_since, wrong_since : str
        Days, as of a `FacetState`.
    method : str
        How it was learned, as `CollectionMethod` calls it.
    the_facet : str, optional
    named : mapping of str to str
        Class, amount or event → its column.

    Examples
    --------
    >>> FacetColumns(verified_on="checked", named={"grade": "klass"}).column("grade")
    'klass'
    """

    customer: str = "customer_id"
    facet: str = "facet"
    verified_on: str | None = "verified_on"
    known_since: str = "known_since"
    anchor: str = "anchor"
    unconfirmed_since: str = "unconfirmed_since"
    wrong_since: str = "wrong_since"
    method: str = "method"
    the_facet: str | None = None
    named: Mapping[str, str] = attrs.field(factory=dict, converter=FrozenMap)

    def column(self, name: str) -> str:
        """Return the column of a class, an amount or an event."""
        return self.named.get(name, name)


@attrs.frozen
class States:
    """What a table says of facets, as expressions of its engine.

    Attributes
    ----------
    columns : FacetColumns
    schema : mapping of str to type
    as_of : datetime.date
    """

    columns: FacetColumns
    schema: Mapping[str, Any]
    as_of: date

    def day(self, what: str) -> nw.Expr:
        """Return a day that the table says of each row; unknown where it has no such column."""
        return self.day_of(getattr(self.columns, what))

    def day_of(self, name: str | None) -> nw.Expr:
        """Return the days in a column; unknown where there is none."""
        return days_in(self.schema, name)

    def text(self, name: str) -> nw.Expr | None:
        """Return a column of words; None where there is none, or nothing stands in it."""
        dtype = self.schema.get(name)
        if dtype is None or dtype == nw.Unknown:
            return None
        column = nw.col(name)
        if dtype.is_float():
            # Whole numbers with gaps come as floats: 1.0 is the class "1".
            known = nw.when(~column.is_null()).then(column).otherwise(0.5)
            whole = nw.when(known.is_finite() & (known.floor() == known)).then(known)
            column = whole.cast(nw.Int64)
        return column.cast(nw.String)

    def has(self, what: str) -> bool:
        """Tell whether the table says anything of it."""
        return bool(self.schema.get(getattr(self.columns, what), nw.Unknown) != nw.Unknown)

    @property
    def facet(self) -> nw.Expr | str:
        """The column of facets, or the one facet that the whole table is of."""
        found = self.text(self.columns.facet)
        if found is not None:
            return found
        assert self.columns.the_facet is not None
        return self.columns.the_facet

    def last_known(self) -> nw.Expr:
        """Return the day on which each was last known to be right."""
        return nw.coalesce(self.day("verified_on"), self.day("known_since"))


def states_in(
    frame: Lazy, columns: FacetColumns | None, as_of: date, there: Iterable[str], asked: Iterable[str] = ()
) -> States:
    """Look at a table of facets, and refuse what cannot be read.

    Parameters
    ----------
    frame : narwhals LazyFrame
    columns : FacetColumns, optional
    as_of : datetime.date
    there : iterable of str
        All columns of the caller's table.
    asked : iterable of str
        Columns that a policy asks for.

    Raises
    ------
    InvalidTable
        Naming each column that is lacking or of the wrong kind; or if
        something was verified after `as_of`.
    TypeError
    """
    only_day(as_of)
    if columns is None:
        columns = FacetColumns()
    if not isinstance(columns, FacetColumns):
        kind = type(columns).__name__
        raise TypeError(f"columns= is a {kind}, which does not say what holds what: give FacetColumns(...)")
    schema = dict(frame.collect_schema())
    problems = [*_lacking(columns, schema, list(there), asked), *_of_wrong_kind(columns, schema)]
    if problems:
        raise InvalidTable(problems)
    states = States(columns, MappingProxyType(schema), as_of)
    held = [what for what in _DAYS if what != "anchor" and states.has(what)]
    asked = {what: rows_where(states.day(what) > as_of) for what in held}
    later = row_of(frame.select(**asked)) if asked else {}
    hint = "take a later day, or leave out what came later"
    problems = [
        Problem(f"$.{getattr(columns, what)}", None, f"is after as_of, {as_of}, in {rows:,} rows", hint)
        for what, rows in later.items()
        if rows
    ]
    if problems:
        raise InvalidTable(problems)
    return states


def _lacking(
    columns: FacetColumns, schema: Mapping[str, Any], there: list[str], asked: Iterable[str]
) -> list[Problem]:
    listed = ", ".join(map(repr, there[:20]))
    usual = FacetColumns()
    wanted = {
        what: name
        for what in ("customer", "facet", *_DAYS, "method")
        if (name := getattr(columns, what)) != getattr(usual, what) and name is not None
    }
    if columns.the_facet is None:
        wanted["facet"] = columns.facet
    found = [
        Problem(f"$.{name}", None, f"is no column of this table (for {what})", f"there are {listed}")
        for what, name in wanted.items()
        if name not in schema
    ]
    found += [
        Problem(f"$.{name}", None, "is no column of this table, and is asked for", f"there are {listed}")
        for name in asked
        if name not in schema
    ]
    if columns.verified_on is not None and columns.verified_on not in schema and not found:
        hint = f"say which it is, FacetColumns(verified_on=...), or None if nothing was ever checked; there are {listed}"
        found.append(Problem(f"$.{columns.verified_on}", None, "is no column of this table", hint))
    return found


def _of_wrong_kind(columns: FacetColumns, schema: Mapping[str, Any]) -> list[Problem]:
    hint = "turn it into days first: pandas.to_datetime, polars.Expr.str.to_date, CAST(... AS DATE)"
    problems = []
    for what in _DAYS:
        name = getattr(columns, what)
        if (fault := no_days(schema.get(name))) is not None:
            problems.append(Problem(f"$.{name}", str(schema[name]), fault, hint))
    return problems


def days_in(schema: Mapping[str, Any], name: str | None) -> nw.Expr:
    """Return the days in a column; unknown where there is none, or nothing stands in it."""
    dtype = None if name is None else schema.get(name)
    if name is None or dtype is None or dtype == nw.Unknown:
        return nw.lit(None, dtype=nw.Date)
    return nw.col(name) if dtype == nw.Date else nw.col(name).cast(nw.Date)


def no_days(dtype: Any) -> str | None:
    """Say why a column cannot hold days; None where it can, or there is none."""
    if dtype is None or dtype in (nw.Unknown, nw.Date):
        return None
    if dtype == nw.Datetime:
        zone = getattr(dtype, "time_zone", None)
        return None if zone is None else f"is in {zone}: which local day is meant?"
    return f"holds {'text' if dtype == nw.String else dtype}, not days"


def with_columns(
    frame: Frame,
    columns: FacetColumns | None,
    as_of: date,
    added: Iterable[str],
    make: Callable[[States], Callable[[Lazy], Lazy]],
    asked: Iterable[str] = (),
    look: Callable[[Lazy], None] | None = None,
) -> Frame:
    """Return a table of facets with further columns; its rows and other columns stay as they are.

    Parameters
    ----------
    frame : frame
    columns : FacetColumns, optional
    as_of : datetime.date
    added : iterable of str
        Names of the new columns.
    make : callable
        Returns what adds them to a narwhals frame, given what the table says.
    asked : iterable of str
        Further columns that are looked at, and must be there.
    look : callable, optional
        Looks at the table before, and raises if something in it is wrong.
    """
    asked = tuple(asked)
    usual = columns if isinstance(columns, FacetColumns) else FacetColumns()
    wanted = [
        name
        for each in attrs.fields(FacetColumns)
        if each.name not in ("the_facet", "named") and (name := getattr(usual, each.name)) is not None
    ]
    held, home = enter(frame, [*wanted, *asked])
    make_columns = make(states_in(held, columns, as_of, home.names, asked))
    if look is not None:
        look(held)
    return extended(frame, [*wanted, *asked], added, make_columns)
