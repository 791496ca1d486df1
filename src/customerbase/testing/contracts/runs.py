"""Runs of RFM, as values that hypothesis can make: what a place must keep as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from customerbase import rfm
from customerbase.rfm import RfmRun
from customerbase.testing import strategies

__all__ = ["RUNS", "rfm_runs"]

RUNS: Final = ("2024-Q4", "2024-q4", "2024-Q4 ", "季度%")
"""Names that databases take for one another."""

_BY_HAND = rfm.Scale(recency=[30, 90], frequency=[1], monetary=["0.01", "99.9"], weights={"m": "2.5"})
_RESTING = rfm.SegmentMap(
    name="休眠",
    segments=[rfm.Segment(name="recent", name_zh="近期", r=(2, None), bought=True)],
    bins=(3, 2, 3),
    otherwise="其他 😀",
)


def rfm_runs(customer_ids: Sequence[str]) -> SearchStrategy[RfmRun]:
    """Runs over a few customers: fitted and by hand, with and without a map, with customers who did not buy.

    Parameters
    ----------
    customer_ids : sequence of str
    """
    few = strategies.rfm_customers(st.sampled_from(customer_ids), max_size=4)
    rules: SearchStrategy[dict[str, Any]] = st.sampled_from(
        (
            {},
            {"bins": 3},
            {"segments": rfm.trade(introduced=1)},
            {"scale": _BY_HAND},
            {"scale": _BY_HAND, "segments": _RESTING},
            {"nested": (2, 1, 2)},
        )
    )
    others = st.lists(st.sampled_from(customer_ids), max_size=2)
    brought = st.dictionaries(st.sampled_from(customer_ids), st.integers(1, 3), max_size=2)
    return st.builds(_run, few, rules, others, brought)


def _run(summaries: Any, rules: dict[str, Any], others: list[str], brought: dict[str, int]) -> RfmRun:
    given = dict(rules)
    if bins := given.pop("nested", None):
        given["scale"] = rfm.fit_nested(summaries, bins, data="nested")
    return rfm.run_of(summaries, customers=others, introduced=brought, data="sample", **given)
