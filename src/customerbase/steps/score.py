"""Score: recency, frequency and monetary value from what the base holds; runs that are kept, and repeated."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from customerbase import registry
from customerbase.intake.resting import collector_resting
from customerbase.listing import Listing
from customerbase.measures.dealt import only_day
from customerbase.model import Purchase, Relationship
from customerbase.rfm import (
    AnyScale,
    Count,
    Returns,
    RfmRun,
    RfmSummary,
    SegmentMap,
    Summaries,
    introductions,
    run_of,
    summarize,
)
from customerbase.scoring.score import only_scale
from customerbase.scoring.segments import only_map
from customerbase.steps.given import checked_currency, period_of
from customerbase.steps.in_columns import summarize_in_columns
from customerbase.steps.keep_true import KeepTrue
from customerbase.stores.columns import SALE_COLUMNS
from customerbase.stores.kept_runs import KeptRun, forget_run, header_of, keep_run, kept_run
from customerbase.validation import word_of
from customerbase.values import Period

__all__ = ["Score"]

FRAMES = ("pandas", "polars", "pyarrow")


class Score(KeepTrue):
    """The part of `CustomerBase` that scores customers."""

    def rfm(
        self,
        *,
        as_of: date,
        count: Count | str = Count.ORDER,
        returns: Returns | str = Returns.LOWER,
        currency: str | None = None,
        bins: int | tuple[int, int, int] = 5,
        scale: AnyScale | str | None = None,
        segments: SegmentMap | None = None,
        everyone: bool = False,
    ) -> RfmRun:
        """Score customers by recency, frequency and monetary value, and put them into segments.

        Parameters
        ----------
        as_of : datetime.date
            Later purchases do not count, and recency is counted from this day.
        count : {"order", "day", "line"}
            What a visit is.
        returns : {"lower", "ignore", "visit"}
            What a return does.
        currency : str, optional
            Only purchases in it count; needed where there are several.
        bins : int, or three
            How many scores a scale has that is fitted to these purchases; where
            a scale is given, it changes nothing.
        scale : Scale, NestedScale or str, optional
            One that you have, or the name of a kept run: its scale is used
            then, and its map unless another one is given.
        segments : SegmentMap, optional
            `customerbase.rfm.standard` by default, where the scale has the five
            scores that it is for.  A map that asks for introductions gets
            those that `Relationship` records tell.
        everyone : bool
            Whether customers who bought nothing by this day are listed too.

        Returns
        -------
        RfmRun

        Raises
        ------
        NothingToFit
            If nobody bought anything by this day, and no scale was given.
        CurrencyMismatch
            If purchases are in several currencies and none was chosen, or the scale is in another one.
        InvalidRecord
            If scale and segments, or scale and way of counting, do not go together.
        NotFound
            If no run of this name was kept.
        TypeError
            If `as_of` is no day, `scale` no scale and no name, or `segments` no map.

        Notes
        -----
        Where there are many purchases in a file, and the extra ``tables`` is
        installed, they are summed up column-wise: the same result, sooner.

        Examples
        --------
        >>> import customerbase
        >>> from customerbase import Customer, Money, Purchase, PurchaseLine
        >>> base = customerbase.open("memory:")
        >>> for i, price in enumerate([10, 20, 90], start=1):
        ...     _ = base.save(Customer(customer_id=f"C{i}", name=f"Customer {i}"), source="visit")
        ...     line = PurchaseLine(quantity=1, unit_price=Money(price, "CNY"))
        ...     sale = Purchase(purchase_id=f"S{i}", customer_id=f"C{i}", on=date(2024, i, 1), lines=[line])
        ...     _ = base.save(sale, source="transaction_record")
        >>> run = base.rfm(as_of=date(2024, 3, 31))
        >>> [(each.customer_id, str(each.score.cell), each.segment) for each in run.rows]
        [('C1', '2-1-1', 'Hibernating'), ('C2', '4-1-2', 'Promising'), ('C3', '5-1-4', 'New Customers')]
        >>> base.close()
        """
        only_day(as_of)
        count, returns = word_of(Count, count, "count"), word_of(Returns, returns, "returns")
        checked_currency(currency)
        chosen = scale
        if segments is not None:
            only_map(segments)
        if isinstance(chosen, str):
            kept = header_of(self.store, _checked_name(chosen))
            chosen, segments = kept.scale, segments or kept.segments
        elif chosen is not None:
            only_scale(chosen)
        rows = self.store.rows
        asked = segments is not None and any(each.introductions for each in segments.segments)
        with collector_resting():
            return run_of(
                self._summaries(as_of, count, returns, currency),
                bins=bins,
                scale=chosen,
                segments=segments,
                customers=rows.keys("customer") if everyone else (),
                introduced=introductions(self.all(Relationship), as_of=as_of) if asked else None,
                data=Path(rows.location).name,
            )

    def _summaries(
        self, as_of: date, count: Count, returns: Returns, currency: str | None
    ) -> Summaries[RfmSummary]:
        if count is Count.LINE:
            lines = self.all(Purchase)
            return summarize(lines, as_of=as_of, count=count, returns=returns, currency=currency)
        summed = summarize_in_columns(
            self.store, as_of=as_of, count=count, returns=returns, currency=currency
        )
        if summed is not None:
            return summed
        totals = self.store.sale_totals(end=as_of)
        return summarize(totals, as_of=as_of, count=count, returns=returns, currency=currency)

    def keep_rfm(self, run: RfmRun, *, name: str, replace: bool = False) -> None:
        """Keep a run under a name, with its scale and its day, so that it can be repeated and compared.

        Parameters
        ----------
        run : RfmRun
        name : str
            As in ``"2024-Q4"``.  An equal run that has it already stays as it is.
        replace : bool
            Whether it may take the place of another run of this name.

        Raises
        ------
        EditConflict
            If another run has this name and is not to be replaced; `theirs` is that one.
        InvalidRecord
            If it could not be read back as it is: made by hand, with rows that contradict it.
        TypeError
            If it is no run.
        """
        if not isinstance(run, RfmRun):
            raise TypeError(f"{type(run).__name__} is no run: keep what rfm gives")
        keep_run(self.store, run, _checked_name(name), replace=replace)

    def rfm_runs(self) -> Listing[KeptRun]:
        """List the runs that are kept, by their day, without their customers."""
        return Listing(sorted(self.store.rows.rfm_runs(), key=lambda each: (each.as_of, each.name)))

    def rfm_run(self, name: str) -> RfmRun:
        """Return a kept run as it was.

        Raises
        ------
        NotFound
        """
        with collector_resting():
            return kept_run(self.store, _checked_name(name))

    def forget_rfm(self, name: str) -> None:
        """Take a kept run away.

        Raises
        ------
        NotFound
        """
        forget_run(self.store, _checked_name(name))

    def sales_frame(self, period: Period | str | None = None, *, backend: str = "polars") -> Any:
        """Return the sales without their lines as a frame, for notebooks and for `customerbase.tables`.

        Parameters
        ----------
        period : Period or str, optional
        backend : {"polars", "pyarrow", "pandas"}
            Whose frame it is; one of pandas has the types of Arrow.

        Returns
        -------
        frame
            ``purchase_id``, ``customer_id``, ``on`` (a day), ``amount`` (an exact
            Decimal), ``currency``, ``quantity`` (a Decimal), ``is_return``,
            ``employee_id`` (unknown where nobody is named); in no order.

        Raises
        ------
        MissingExtra
            If the extra ``tables`` is not installed.

        Examples
        --------
        >>> import customerbase
        >>> with customerbase.open("memory:") as base:
        ...     base.sales_frame("2024").columns[:4]
        ['purchase_id', 'customer_id', 'on', 'amount']
        """
        found = period_of(period) or Period()
        if backend not in FRAMES:
            raise ValueError(f"backend={backend!r} is none of {', '.join(map(repr, FRAMES))}")
        frames = registry.load("frame", "polars")
        with self.store.sale_columns(start=found.start, end=found.end) as columns:
            return frames.sales_frame(columns, SALE_COLUMNS, backend)


def _checked_name(name: str) -> str:
    if not isinstance(name, str):
        raise TypeError(f"name={name!r} is no name: write it as text, as in '2024-Q4'")
    if not name.strip():
        raise ValueError(f"name={name!r} is blank: write one, as in '2024-Q4'")
    return name
