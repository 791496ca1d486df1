"""Days as engines count them alike: by number, and by calendar."""

from __future__ import annotations

from datetime import date

from customerbase.tables.engine import Lazy, nw
from customerbase.verifying.cycles import Cycle

__all__ = ["CycleEnds", "day_number", "days_after"]


def day_number(day: nw.Expr) -> nw.Expr:
    """Return the number of a day as `datetime.date.toordinal` counts: engines subtract days in different ways."""
    before = day.dt.year().cast(nw.Int64) - 1
    # Half a year more keeps a float on the right side of whole numbers; whole division is slow on some engines.
    leaps, centuries, cycles = (
        ((before.cast(nw.Float64) + 0.5) * (1 / years)).floor().cast(nw.Int64) for years in (4, 100, 400)
    )
    days = before * 365 + leaps - centuries + cycles
    return days + day.dt.ordinal_day().cast(nw.Int64)


def days_after(day: nw.Expr, days: int) -> nw.Expr:
    """Return the day so many days later; the last that the calendar has, where it is beyond it.

    Parameters
    ----------
    day : narwhals Expr
        A column: it is named several times.
    days : int
    """
    if not days:
        return day
    last = nw.lit(date.max, dtype=nw.Date)
    if days >= date.max.toordinal() - 1:
        return nw.when(~day.is_null()).then(last)
    limit = nw.lit(date.fromordinal(date.max.toordinal() - days), dtype=nw.Date)
    later = nw.when(day <= limit).then(day).dt.offset_by(f"{days}d").cast(nw.Date)
    return nw.when(day > limit).then(last).otherwise(later)


class CycleEnds:
    """The ends of cycles, each a column: what names a day several times would otherwise grow with every naming.

    Parameters
    ----------
    last, anchor : narwhals Expr
        The day on which the cycles began, and the one from which due dates count.
    """

    def __init__(self, last: nw.Expr, anchor: nw.Expr) -> None:
        self._last, self._anchor = last, anchor
        self._names: dict[Cycle, str] = {}

    def of(self, cycle: Cycle) -> nw.Expr:
        """Return the column in which a cycle's end will stand, as `Cycle.after` has it."""
        return nw.col(self._names.setdefault(cycle, f"__ends_{cycle.months}_{cycle.days}"))

    def add_to(self, frame: Lazy) -> Lazy:
        """Add the columns of the cycles that were asked for."""
        last, anchor = nw.col("__last"), nw.col("__anchor")
        frame = frame.with_columns(__last=self._last, __anchor=self._anchor)
        following = last.dt.offset_by("1d").cast(nw.Date)
        # A day that a short month pulled forward goes back to that of its anchor, as far as the month allows.
        pulled = (anchor <= last) & (anchor.dt.day() > last.dt.day()) & (following.dt.day() == 1)
        frame = frame.with_columns(__wanted=nw.when(pulled).then(anchor.dt.day()).otherwise(0))
        frame = _with(frame, {name: _plainly(last, cycle) for cycle, name in self._names.items()})
        monthly = {cycle: name for cycle, name in self._names.items() if cycle.months}
        lacking = {}
        for name in monthly.values():
            ends = nw.col(name)
            longest = ends.dt.truncate("1mo").cast(nw.Date).dt.offset_by("1mo").cast(nw.Date)
            longest = longest.dt.offset_by("-1d").cast(nw.Date).dt.day()
            short = nw.min_horizontal(nw.col("__wanted"), longest) - ends.dt.day()
            # The year 9999 has no month after it; there the day is the last one anyhow.
            lacking[f"{name}_lacking"] = (
                nw.when(ends < nw.lit(date(9999, 12, 1), dtype=nw.Date)).then(short).otherwise(0)
            )
        frame = _with(frame, lacking)
        moved = {}
        for name in monthly.values():
            ends, short = nw.col(name), nw.col(f"{name}_lacking")
            found: nw.Expr = ends
            for days in (1, 2, 3):
                found = (
                    nw.when(short == days).then(ends.dt.offset_by(f"{days}d").cast(nw.Date)).otherwise(found)
                )
            moved[name] = found
        frame = _with(frame, moved)
        more = {name: days_after(nw.col(name), cycle.days) for cycle, name in monthly.items() if cycle.days}
        return _with(frame, more)

    @property
    def names(self) -> tuple[str, ...]:
        """All columns that `add_to` adds."""
        monthly = [f"{name}_lacking" for cycle, name in self._names.items() if cycle.months]
        return ("__last", "__anchor", "__wanted", *self._names.values(), *monthly)


def _with(frame: Lazy, columns: dict[str, nw.Expr]) -> Lazy:
    return frame.with_columns(**columns) if columns else frame


def _plainly(last: nw.Expr, cycle: Cycle) -> nw.Expr:
    """Return the end of a cycle without its anchor, and without the days of one that has months."""
    if not cycle.months:
        return days_after(last, cycle.days)
    years, months = divmod(cycle.months - 1, 12)
    latest = nw.lit(date.max, dtype=nw.Date)
    if years >= date.max.year - 1:
        return nw.when(~last.is_null()).then(latest)
    beyond = nw.lit(date(date.max.year - years, 12 - months, 1), dtype=nw.Date)
    ends = nw.when(last < beyond).then(last).dt.offset_by(f"{cycle.months}mo").cast(nw.Date)
    return nw.when(last >= beyond).then(latest).otherwise(ends)
