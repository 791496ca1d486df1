"""Customers in their segments, and what each segment is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from customerbase.listing import Listing
from customerbase.model import Relationship, RelationshipType
from customerbase.scoring.checks import ids_of, once_each
from customerbase.scoring.score import RfmScore, only_score
from customerbase.scoring.segments import SegmentMap, only_map
from customerbase.values import Money, total

__all__ = ["SegmentRow", "SegmentSize", "assign", "introductions", "segment_sizes"]


@attrs.frozen(kw_only=True)
class SegmentRow:
    """One customer in his segment.

    Attributes
    ----------
    customer_id : str
    segment : str or None
        None where the map claims him for none.
    score : RfmScore or None
        None where he has not bought.
    introductions : int
        How many customers he brought.
    """

    customer_id: str
    segment: str | None
    score: RfmScore | None = None
    introductions: int = 0


@attrs.frozen(kw_only=True)
class SegmentSize:
    """What one segment comes to.

    Attributes
    ----------
    segment : str or None
    customers : int
    share : Fraction
        Of all customers.
    orders : int
        Visits of all its customers.
    revenue : Money or None
        None where nobody in any segment bought.
    share_of_revenue : Fraction or None
        None where the revenue of all is not above 0.
    mean_recency, mean_frequency, mean_monetary : Fraction or None
        `mean_recency` is of those who visited.  `mean_frequency` is `orders`,
        and `mean_monetary` the revenue, over all who have scores: among them
        are those who only brought things back, as in `orders` and `revenue`.
        None where there is nobody.
    """

    segment: str | None
    customers: int
    share: Fraction
    orders: int
    revenue: Money | None
    share_of_revenue: Fraction | None
    mean_recency: Fraction | None
    mean_frequency: Fraction | None
    mean_monetary: Fraction | None


def introductions(relationships: Iterable[Relationship], *, as_of: date | None = None) -> dict[str, int]:
    """Return customer id → how many customers he has brought.

    Parameters
    ----------
    relationships : iterable of Relationship
        Those of the types "introduced" and "introduced by"; one that is noted
        from both sides counts once.
    as_of : datetime.date, optional
        Leaves out those that began later.

    Examples
    --------
    >>> link = Relationship(relationship_id="1", customer_id="C1", other_id="C2", type="introduced")
    >>> introductions([link, link.seen_from_the_other().replace(relationship_id="2")])
    {'C1': 1}
    """
    pairs: set[tuple[str, str]] = set()
    for each in relationships:
        if as_of is not None and each.since is not None and each.since > as_of:
            continue
        if each.type is RelationshipType.INTRODUCED:
            pairs.add((each.customer_id, each.other_id))
        elif each.type is RelationshipType.INTRODUCED_BY:
            pairs.add((each.other_id, each.customer_id))
    return dict(sorted(Counter(who for who, _ in pairs).items()))


def assign(
    scores: Iterable[RfmScore],
    segments: SegmentMap,
    *,
    customers: Iterable[str] = (),
    introduced: Mapping[str, int] | None = None,
) -> Listing[SegmentRow]:
    """Put customers into the segments of a map.

    Parameters
    ----------
    scores : iterable of RfmScore
    segments : SegmentMap
    customers : iterable of str
        Ids of further customers: those who have not bought.
    introduced : mapping of str to int, optional
        Customer id → how many customers he brought; see `introductions`.

    Returns
    -------
    Listing of SegmentRow
        By customer id.

    Raises
    ------
    InvalidRecord
        If the scale has another number of scores than the map is for, or a
        customer has two scores.
    TypeError
        If these are no scores, `segments` no map, or `customers` no ids.
    """
    only_map(segments)
    brought = introduced or {}
    held = tuple(map(only_score, scores))
    once_each((each.customer_id for each in held), "SegmentRow")
    by_id = {each.customer_id: each for each in held}
    for scale in {id(each.scale): each.scale for each in by_id.values()}.values():
        segments.check_bins(scale.bins)
    rows = []
    for who in sorted(by_id.keys() | ids_of(customers, "customers")):
        found, n = by_id.get(who), brought.get(who, 0)
        if found is None:
            name = segments.segment(None, n)
        else:
            name = segments.segment(found.cell, n, visited=found.summary.recency is not None)
        rows.append(SegmentRow(customer_id=who, segment=name, score=found, introductions=n))
    return Listing(rows)


def segment_sizes(rows: Iterable[SegmentRow], segments: SegmentMap | None = None) -> Listing[SegmentSize]:
    """Sum up each segment: customers, visits, revenue, means.

    Parameters
    ----------
    rows : iterable of SegmentRow
    segments : SegmentMap, optional
        Gives the order, and the segments that nobody is in; without it,
        segments stand by the number of their customers.
    """
    if segments is not None:
        only_map(segments)
    own: dict[str | None, list[SegmentRow]] = {}
    for each in rows:
        own.setdefault(each.segment, []).append(each)
    if segments is None:
        order = sorted(own, key=lambda name: (-len(own[name]), name or ""))
    else:
        order = [*segments.names, *(name for name in sorted(own, key=str) if name not in segments.names)]
    amounts = [each.score.summary.monetary for held in own.values() for each in held if each.score]
    revenue = total(amounts) if amounts else None
    customers = sum(map(len, own.values()))
    return Listing(_size(name, own.get(name, []), customers, revenue) for name in order)


def _size(name: str | None, rows: list[SegmentRow], customers: int, revenue: Money | None) -> SegmentSize:
    summaries = [each.score.summary for each in rows if each.score is not None]
    own = None if revenue is None else total((each.monetary for each in summaries), currency=revenue.currency)
    whole = revenue.amount if revenue is not None else Decimal(0)
    return SegmentSize(
        segment=name,
        customers=len(rows),
        share=Fraction(len(rows), customers) if customers else Fraction(0),
        orders=sum(each.frequency for each in summaries),
        revenue=own,
        share_of_revenue=Fraction(own.amount) / Fraction(whole) if own is not None and whole > 0 else None,
        mean_recency=_mean([each.recency for each in summaries if each.recency is not None]),
        mean_frequency=_mean([each.frequency for each in summaries]),
        mean_monetary=_mean([each.monetary.amount for each in summaries]),
    )


def _mean(values: list[int] | list[Decimal]) -> Fraction | None:
    return sum(map(Fraction, values), Fraction(0)) / len(values) if values else None
