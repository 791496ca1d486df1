"""What an engine must do so that tables on it are counted as records are: exactly as the definition says.

Make a subclass in a test file, with one hook::

    class TestMyEngine(ScoreContract):
        def frame(self, columns, zone):
            return my_frame(columns)

The same generated purchases go to `customerbase.rfm` as records and to
`customerbase.tables` as a frame; summaries, scales, scores, segments and the
sales ranking must be equal, to the last digit.
"""

from __future__ import annotations

import warnings
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

from customerbase import rfm
from customerbase.errors import CurrencyMismatch, InvalidTable, NothingToFit
from customerbase.measures import Count, Returns
from customerbase.ranking import sales_ranking
from customerbase.tables import ranking
from customerbase.tables import rfm as tables
from customerbase.testing.contracts.engine import EngineContract, rows_of_frame
from customerbase.testing.contracts.sold import DAYS, Sold, solds

__all__ = ["ScoreContract"]

_BINS = st.one_of(st.integers(1, 6), st.tuples(*[st.integers(1, 12)] * 3))


class ScoreContract(EngineContract):
    """The contract of an engine on which purchases are summed up, scored and ranked."""

    def test_all_that_follows_from_purchases_is_equal_to_the_definition(self) -> None:
        @given(
            sold=solds(),
            as_of=DAYS,
            returns=st.sampled_from(list(Returns)),
            bins=_BINS,
            pick=st.integers(0, 2),
            closed=st.sampled_from(["right", "left"]),
        )
        def agrees(sold: Sold, as_of: date, returns: Returns, bins: Any, pick: int, closed: Any) -> None:
            count = sold.counts()[pick % len(sold.counts())]
            said: dict[str, Any] = {"as_of": as_of, "count": count, "returns": returns}
            summaries = rfm.summarize(sold.purchases(), zone=sold.zone, **said)
            frame = self.frame(sold.table(), sold.zone)
            summary = tables.summarize(
                frame, columns=sold.columns, zone=sold.zone, currency=_currency(sold), **said
            )
            self._kept_kind(frame, summary)
            self._equal_summaries(summary, summaries, count, returns)
            if not any(each.frequency for each in summaries):
                for fit in (tables.fit, tables.fit_nested):
                    _must_raise(NothingToFit, fit, summary, bins)
                return
            for theirs, ours in ((tables.fit, rfm.fit), (tables.fit_nested, rfm.fit_nested)):
                scale = theirs(summary, bins, as_of=as_of, currency="CNY", counted=count, returns=returns)
                definition = ours(summaries, bins)
                assert scale == definition, "the scales differ"
                scale = attrs.evolve(scale, closed=closed, weights=(Decimal("0.5"), 2, 1))
                self._equal_scores(summary, summaries, scale)

        self._try(agrees)

    def test_the_sales_ranking_is_equal_to_the_definition(self) -> None:
        @given(sold=solds(), period=st.sampled_from(["2024", "2024-02", "..2024-03-31"]))
        def agrees(sold: Sold, period: str) -> None:
            frame = self.frame(sold.table(), sold.zone)
            ranked = ranking.sales_ranking(frame, columns=sold.columns, period=period, zone=sold.zone)
            self._kept_kind(frame, ranked)
            definition = sales_ranking((), sold.purchases(), _period(period))
            found = {
                str(row["customer_id"]): (
                    row["rank"],
                    row["purchases"],
                    row["returns"],
                    _minor(row["amount"]),
                    _share(row["share"]),
                    _share(row["cumulative_share"]),
                )
                for row in rows_of_frame(ranked)
            }
            assert found == {
                each.customer_id: (
                    each.rank,
                    each.purchases,
                    each.returns,
                    None if each.amount is None else int(each.amount.amount * 100),
                    _share(each.share),
                    _share(each.cumulative_share),
                )
                for each in definition
            }

        self._try(agrees)

    def test_several_currencies_are_never_added_up(self) -> None:
        @given(
            sold=solds(currencies=("CNY", "USD")),
            as_of=DAYS,
            chosen=st.sampled_from([None, "CNY", "USD", "EUR"]),
        )
        def agrees(sold: Sold, as_of: date, chosen: str | None) -> None:
            frame = self.frame(sold.table(), sold.zone)

            def theirs() -> Any:
                return tables.summarize(
                    frame, columns=sold.columns, as_of=as_of, zone=sold.zone, currency=chosen
                )

            def ours() -> Any:
                return rfm.summarize(sold.purchases(), as_of=as_of, zone=sold.zone, currency=chosen)

            held = {
                each.currency
                for each in sold.purchases()
                if each.on <= as_of and chosen in (None, each.currency)
            }
            if len(held) > 1:
                said, named = _must_raise(CurrencyMismatch, ours), _must_raise(CurrencyMismatch, theirs)
                assert said.currencies == named.currencies == tuple(sorted(held))
                return
            currency = chosen or next(iter(held), "CNY")
            self._equal_summaries(theirs(), ours(), Count.ORDER, Returns.LOWER, currency)

        self._try(agrees)

    def test_rows_in_which_something_is_unknown_are_refused_by_name_or_left_out(self) -> None:
        @given(sold=solds(nulls=True), as_of=DAYS)
        def agrees(sold: Sold, as_of: date) -> None:
            frame = self.frame(sold.table(), sold.zone)
            said: dict[str, Any] = {"columns": sold.columns, "as_of": as_of, "zone": sold.zone}
            if unknown := sold.unknown_by(as_of):
                error = _must_raise(InvalidTable, tables.summarize, frame, **said)
                assert {each.path for each in error.problems} == {f"$.{name}" for name in unknown}
            left_out = frozenset(row for row, _ in sold.form.nulls)
            self._equal_summaries(
                tables.summarize(frame, nulls="drop", **said),
                rfm.summarize(sold.purchases(without=left_out), as_of=as_of, zone=sold.zone),
                Count.ORDER,
                Returns.LOWER,
            )

        self._try(agrees)

    def test_the_order_of_the_rows_changes_nothing(self) -> None:
        @given(sold=solds(), as_of=DAYS, data=st.data())
        def agrees(sold: Sold, as_of: date, data: st.DataObject) -> None:
            order = data.draw(st.permutations(range(sold.rows)))
            table = sold.table()
            mixed = {name: (kind, [values[i] for i in order]) for name, (kind, values) in table.items()}
            one, other = (
                tables.summarize(
                    self.frame(each, sold.zone), columns=sold.columns, as_of=as_of, zone=sold.zone
                )
                for each in (table, mixed)
            )
            assert _by_id(one) == _by_id(other)

        self._try(agrees)

    # ------------------------------------------------------------------ comparing

    def _equal_summaries(
        self, summary: Any, definition: Any, count: Count, returns: Returns, currency: str = "CNY"
    ) -> None:
        assert definition.as_of is not None
        found = tables.to_summaries(
            summary, as_of=definition.as_of, currency=currency, counted=count, returns=returns
        )
        assert list(found) == list(definition)

    def _equal_scores(self, summary: Any, summaries: Any, scale: Any) -> None:
        definition = rfm.score(summaries, scale)
        scored = tables.score(summary, scale)
        self._kept_kind(summary, scored)
        found = {
            str(row["customer_id"]): (row["r"], row["f"], row["m"], Decimal(str(row["total"])))
            for row in rows_of_frame(scored)
        }
        assert found == {each.customer_id: (*each.cell, each.total) for each in definition}
        with warnings.catch_warnings():
            # Where there is one score only, the first of these takes all that the others would.
            warnings.simplefilter("ignore", rfm.UnreachedSegment)
            named = rfm.SegmentMap(
                name="of any bins",
                bins=scale.bins,
                segments=(
                    rfm.Segment(name="not yet", bought=False),
                    rfm.Segment(name="best", r=scale.bins.r, f=(min(2, scale.bins.f), None)),
                    rfm.Segment(name="small", m=1),
                ),
                otherwise="others",
            )
        rows = rfm.assign(definition, named)
        segments = {
            str(row["customer_id"]): row["segment"] for row in rows_of_frame(tables.assign(scored, named))
        }
        assert segments == {each.customer_id: each.segment for each in rows}


def _by_id(frame: Any) -> dict[str, dict[str, Any]]:
    return {str(row["customer_id"]): row for row in rows_of_frame(frame)}


def _must_raise(error: type[Any], what: Any, *arguments: Any, **named: Any) -> Any:
    try:
        what(*arguments, **named)
    except error as raised:
        return raised
    raise AssertionError(f"{what} did not raise {error.__name__}")


def _currency(sold: Sold) -> str | None:
    return "CNY" if sold.form.currencies else None


def _minor(amount: Any) -> int:
    return int(amount * 100) if isinstance(amount, Decimal) else int(amount)


def _share(share: Any) -> float | None:
    """Return a share to nine digits: the definition divides to 28, an engine in floats."""
    return None if share is None or share != share else round(float(share), 9)  # noqa: PLR0124 - NaN


def _period(text: str) -> Any:
    from customerbase.values import Period

    return Period.parse(text)
