"""Ready-made maps of segments."""

from __future__ import annotations

from customerbase.scoring.segments import Segment, SegmentMap

__all__ = ["r_vignette", "standard", "trade"]


def standard() -> SegmentMap:
    """Return the usual eleven names, over recency and frequency from 1 to 5.

    Each of the 25 cells belongs to exactly one of them, whatever the monetary
    value.  The names are those that most tools print; they agree on the names
    better than on the borders.

    Returns
    -------
    SegmentMap

    Examples
    --------
    >>> standard().coverage.exact, len(standard().segments)
    (True, 11)
    """
    return SegmentMap(
        name="standard",
        segments=(
            Segment(name="Champions", name_zh="冠军客户", r=5, f=(4, 5)),
            Segment(name="Loyal Customers", name_zh="忠诚客户", r=(3, 4), f=(4, 5)),
            Segment(name="Potential Loyalists", name_zh="潜在忠诚客户", r=(4, 5), f=(2, 3)),
            Segment(name="New Customers", name_zh="新客户", r=5, f=1),
            Segment(name="Promising", name_zh="有希望的客户", r=4, f=1),
            Segment(name="Need Attention", name_zh="需要关注", r=3, f=3),
            Segment(name="About To Sleep", name_zh="即将沉睡", r=3, f=(1, 2)),
            Segment(name="Can't Lose Them", name_zh="不能流失", r=(1, 2), f=5),
            Segment(name="At Risk", name_zh="有流失风险", r=(1, 2), f=(3, 4)),
            Segment(name="Hibernating", name_zh="沉睡客户", r=2, f=(1, 2)),
            Segment(name="Lost", name_zh="已流失", r=1, f=(1, 2)),
        ),
    )


def r_vignette() -> SegmentMap:
    """Return the ten segments of the vignette of the R package ``rfm``, in its order.

    They overlap, and do not cover every cell: customers whom none claims are
    its "Others".  `SegmentMap.coverage` lists both.

    References
    ----------
    Aravind Hebbali, *rfm: Recency, Frequency and Monetary Value Analysis* (R
    package), vignette "RFM Customer Level Data".
    """
    bounds = {
        "Champions": ("冠军客户", (5, 5), (5, 5), (5, 5)),
        "Potential Loyalist": ("潜在忠诚客户", (3, 5), (3, 5), (2, 5)),
        "Loyal Customers": ("忠诚客户", (2, 4), (2, 4), (2, 4)),
        "Promising": ("有希望的客户", (3, 4), (1, 3), (3, 5)),
        "New Customers": ("新客户", (4, 5), (1, 3), (1, 5)),
        "Can't Lose Them": ("不能流失", (1, 2), (3, 4), (4, 5)),
        "At Risk": ("有流失风险", (1, 2), (2, 5), (4, 5)),
        "Need Attention": ("需要关注", (1, 3), (3, 5), (3, 5)),
        "About To Sleep": ("即将沉睡", (2, 3), (1, 3), (1, 4)),
        "Lost": ("已流失", (1, 1), (1, 5), (1, 5)),
    }
    return SegmentMap(
        name="r_vignette",
        segments=tuple(
            Segment(name=name, name_zh=zh, r=r, f=f, m=m) for name, (zh, r, f, m) in bounds.items()
        ),
        otherwise="Others",
        otherwise_zh="其他",
    )


def trade(*, introduced: int = 3) -> SegmentMap:
    """Return the four classes of the trade: opinion leader, not yet bought, key account, occasional.

    An opinion leader brings others, whatever he buys himself; introductions
    come from `Relationship` records (`introductions`).

    Parameters
    ----------
    introduced : int
        How many customers an opinion leader has brought at least.

    Examples
    --------
    >>> trade().segment((1, 1, 1), introductions=4), trade().segment(None), trade().segment((5, 5, 5))
    ('opinion leader', 'not yet bought', 'key account')
    """
    return SegmentMap(
        name="trade",
        segments=(
            Segment(name="opinion leader", name_zh="意见领袖", introductions=introduced, bought=None),
            Segment(name="not yet bought", name_zh="尚未购买", bought=False),
            Segment(name="key account", name_zh="重点客户", f=(4, None), m=(4, None)),
            Segment(name="occasional", name_zh="零散客户"),
        ),
    )
