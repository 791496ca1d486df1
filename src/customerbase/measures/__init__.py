"""Numbers that describe one customer, from his purchases alone.

Two families of models use the words *recency*, *frequency* and *monetary
value*, and mean different things.  Here they have different names:

- ``recency`` is the days since the last visit; lifetime models (BG/NBD,
  gamma-gamma) call *recency* (t_x) what is ``age_at_last_purchase`` here: the
  days from the first visit to the last.
- ``frequency`` is the visits; their *frequency* (x) is ``repeats``: the visits
  after the first.
- ``monetary`` is what was bought in all; their *monetary value* (m_x) is
  ``repeat_value``: the mean of the visits after the first.
- ``tenure`` is the days since the first visit; so is their T.

What a visit is, and what a return does, is said by the caller: `Count` and
`Returns`.
"""

from __future__ import annotations

from customerbase.measures.dealt import Count, Returns
from customerbase.measures.lifetime import LifetimeSummary, summarize_lifetime
from customerbase.measures.segmentation import RfmSummary, summarize
from customerbase.measures.summaries import Summaries

__all__ = [
    "Count",
    "LifetimeSummary",
    "Returns",
    "RfmSummary",
    "Summaries",
    "summarize",
    "summarize_lifetime",
]
