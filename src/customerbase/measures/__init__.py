r"""Numbers that describe one customer, from his purchases alone.

Two families of models use the words *recency*, *frequency* and *monetary
value*, and mean different things.  Here they have different names:

==========================  ===============================================  =====================
segmentation (RFM)          lifetime models (BG/NBD, gamma-gamma)            what it is
==========================  ===============================================  =====================
``recency``                                                                  days since the last visit
\                            ``age_at_last_purchase`` (their *recency*, t_x)  days from the first visit to the last
``frequency``                                                                visits
\                            ``repeats`` (their *frequency*, x)               visits after the first
``monetary``                                                                 what was bought in all
\                            ``repeat_value`` (their *monetary value*, m_x)   mean of the visits after the first
``tenure``                  ``tenure`` (T)                                   days since the first visit
==========================  ===============================================  =====================

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
