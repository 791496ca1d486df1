"""The one door to narwhals: frames of any kind in, the same kind out.

What is eager is computed by Polars and handed back as it came; what is lazy
stays on its own engine, and stays lazy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar

import attrs

from customerbase.errors import InvalidTable, MissingExtra, Problem

try:
    import narwhals.stable.v2 as nw
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] == "narwhals":
        raise MissingExtra("customerbase.tables", "narwhals", "tables") from error
    raise

__all__ = [
    "Frame",
    "Home",
    "Lazy",
    "at_rest",
    "columns_of",
    "enter",
    "extended",
    "nw",
    "rest",
    "row_of",
    "rows_of",
    "session_zone",
]

Lazy: TypeAlias = "nw.LazyFrame[Any]"

Frame = TypeVar("Frame")
"""A frame of whatever kind: what is made of it is of the same kind."""


@attrs.frozen
class Home:
    """Where a frame came from, so that the result can go back there.

    Parameters
    ----------
    eager : bool
    backend : str
        Name of the engine, as narwhals calls it.
    arrow_types : bool
        Whether it is a pandas frame with types of Arrow.
    namespace : module
        The package of the caller's frame.
    names : tuple of str
        All columns of the caller's frame.
    """

    eager: bool
    backend: str
    arrow_types: bool = False
    namespace: Any = None
    names: tuple[str, ...] = ()

    def bring(self, frame: Lazy) -> Any:
        """Return a frame as the caller's kind."""
        if not self.eager:
            return frame.to_native()
        if self.backend == "polars":
            return frame.collect("polars").to_native()
        table = frame.collect("pyarrow").to_native()
        if self.backend == "pyarrow":
            return table
        if self.arrow_types:
            return table.to_pandas(types_mapper=self.namespace.ArrowDtype)
        # numpy has no whole numbers that may be unknown: pandas' own have, whatever a column holds.
        made = table.to_pandas(date_as_object=False)
        known = {name: "Int64" for name in ("recency", "tenure") if name in made.columns}
        return made.astype(known) if known else made


def enter(frame: Any, wanted: Iterable[str] | None = None, name: str = "frame") -> tuple[Lazy, Home]:
    """Take a frame in.

    Parameters
    ----------
    frame : pandas, Polars, pyarrow, DuckDB, PySpark or Ibis frame
        It is never changed.
    wanted : iterable of str, optional
        The columns that will be looked at, of those that are there.
    name : str
        What the caller calls it.

    Raises
    ------
    TypeError
        If it is no frame.
    InvalidTable
        If its engine cannot do what is asked, or a column holds a mixture.
    """
    try:
        _refuse_twice(frame)
        held: Any = nw.from_native(frame)
    except TypeError:
        said = f"{name} is no table: {type(frame).__module__}.{type(frame).__qualname__}"
        raise TypeError(f"{said}; give a frame of pandas, Polars, pyarrow, DuckDB, PySpark or Ibis") from None
    backend = str(held.implementation)
    names = tuple(held.collect_schema().names())
    if isinstance(held, nw.LazyFrame):
        if backend == "dask":
            hint = "give frame.compute(), or a Spark frame"
            raise InvalidTable([Problem("$", backend, "Dask has neither ranks nor exact decimals", hint)])
        return held, Home(eager=False, backend=backend, names=names)
    if backend == "polars":
        return held.lazy(), Home(eager=True, backend=backend, names=names)
    arrow_types = any(type(each).__name__ == "ArrowDtype" for each in getattr(frame, "dtypes", ()))
    asked = names if wanted is None else set(wanted)
    kept = [each for each in names if each in asked]
    home = Home(
        eager=True,
        backend="pyarrow" if backend == "pyarrow" else "pandas",
        arrow_types=arrow_types,
        namespace=nw.get_native_namespace(held),
        names=names,
    )
    return _in_polars(held.select(kept)), home


def _refuse_twice(frame: Any) -> None:
    """Refuse a table in which two columns have one name, as pandas and pyarrow allow."""
    package = type(frame).__module__.partition(".")[0]
    if package not in ("pandas", "pyarrow"):
        return
    names: Iterable[Any] = getattr(frame, "column_names" if package == "pyarrow" else "columns", ())
    twice = [str(name) for name, n in Counter(names).items() if n > 1]
    if twice:
        reason = "is the name of several columns"
        raise InvalidTable(Problem(f"$.{name}", None, reason, "rename them") for name in twice)


def _in_polars(held: nw.DataFrame[Any]) -> Lazy:
    try:
        lazy = held.lazy("polars")
    except BaseException as error:  # Polars panics (no Exception) at what it does not know
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        problems = [
            Problem(
                f"$.{name}",
                None,
                f"cannot be read: {fault}",
                "give all its values one type: .astype(str), say",
            )
            for name in held.columns
            if (fault := _fault_of(held, name)) is not None
        ]
        if not problems:
            raise
        raise InvalidTable(problems) from error
    # A column of pandas in which nothing stands may be of any type: it must not be taken for text, or for floats.
    schema = lazy.collect_schema()
    if binary := [name for name in held.columns if schema[name] == nw.Binary and _is_object(held, name)]:
        hint = "make them text: .astype(str)"
        raise InvalidTable(
            Problem(f"$.{name}", None, "holds objects that no table keeps", hint) for name in binary
        )
    usual = ("object",) if len(held) else ("object", "float64")
    open_ = [name for name in held.columns if str(getattr(held[name].to_native(), "dtype", "")) in usual]
    untyped = [name for name in open_ if held[name].is_null().all()]
    return lazy.with_columns(nw.lit(None).alias(name) for name in untyped) if untyped else lazy


def _is_object(held: nw.DataFrame[Any], name: str) -> bool:
    return str(getattr(held[name].to_native(), "dtype", "")) == "object"


def _fault_of(held: nw.DataFrame[Any], name: str) -> str | None:
    try:
        held.select(name).lazy("polars")
    except BaseException as error:  # noqa: BLE001 - of whatever library the column comes from
        return str(error).partition("\n")[0]
    return None


def extended(
    frame: Frame, wanted: Iterable[str], added: Iterable[str], make: Callable[[Lazy], Lazy]
) -> Frame:
    """Return a frame with further columns; its rows, their order and its other columns stay as they are.

    Parameters
    ----------
    frame : frame
    wanted : iterable of str
        Columns that the new ones are made of.
    added : iterable of str
        Names of the new columns.
    make : callable
        Adds them to a narwhals frame.
    """
    held: Any = nw.from_native(frame)
    if isinstance(held, nw.LazyFrame):
        native: Frame = make(held).to_native()
        return native
    if held.implementation.is_polars():
        # All steps in one query: what several of them name is computed once.
        together: Frame = make(held.lazy()).collect().to_native()
        return together
    lazy, home = enter(frame, wanted)
    columns = nw.from_native(home.bring(make(lazy).select(*added)), eager_only=True)
    longer: Frame = held.with_columns(*(columns[name] for name in added)).to_native()
    return longer


@contextmanager
def at_rest(frame: Lazy) -> Iterator[Lazy]:
    """Compute a lazy frame once, for the several queries inside."""
    rested, release = rest(frame)
    try:
        yield rested
    finally:
        release()


def rest(frame: Lazy) -> tuple[Lazy, Any]:
    """Compute a lazy frame once; return it, and what lets go of it again."""
    backend = str(frame.implementation)
    if backend == "polars":
        return frame.collect().lazy(), _nothing
    native = frame.to_native()
    # What each engine calls it: DuckDB, PySpark, Ibis.
    for how, undo in (("materialize", "close"), ("persist", "unpersist"), ("cache", "release")):
        if callable(keep := getattr(native, how, None)):
            kept = keep()
            return nw.from_native(kept), getattr(kept, undo, _nothing)
    return frame, _nothing


def _nothing() -> None:
    pass


def session_zone(frame: Lazy, found: str) -> str | None:
    """Return the zone in which an engine's session sees points in time; None where columns have zones of their own.

    Parameters
    ----------
    frame : narwhals LazyFrame
    found : str
        The zone that the column is said to be in.
    """
    if frame.implementation.is_polars():
        return None
    # Asked anew each time: narwhals remembers the first zone of a Spark session for good.
    session = getattr(frame.to_native(), "sparkSession", None)
    return found if session is None else str(session.conf.get("spark.sql.session.timeZone"))


def rows_of(frame: Lazy) -> list[dict[str, Any]]:
    """Return the few rows of a small result."""
    return list(frame.collect().rows(named=True))


def columns_of(frame: Lazy, names: Iterable[str]) -> list[list[Any]]:
    """Return the columns of a result of some thousand rows."""
    found = frame.collect()
    return [found[name].to_list() for name in names]


def row_of(frame: Lazy) -> dict[str, Any]:
    """Return the one row of a result."""
    (row,) = rows_of(frame)
    return row
