"""How the customers are spread: over places, over the quarters in which they came, over grades."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta

from customerbase.model import Customer
from customerbase.ranking import GradeRow
from customerbase.reports.figures import Chart, Point
from customerbase.reports.words import TERMS, Phrase, grade_phrase, lowered, rule_phrase

__all__ = ["by_grade", "by_place", "by_quarter"]

_BARS = 10
_QUARTERS = 12
_PARTS = ("country", "province", "city")


def by_place(customers: Sequence[Customer]) -> Chart:
    """Count customers by the widest part of the main address that tells them apart.

    That is the country, unless four in five known ones share it; then the
    province, and likewise the city.
    """
    counts: Counter[str | None] = Counter()
    part = _PARTS[0]
    for part in _PARTS:
        places = (each.address() for each in customers)
        counts = Counter(None if place is None else getattr(place, part) for place in places)
        known = [count for place, count in counts.items() if place is not None]
        if len(known) > 1 and 5 * max(known) < 4 * sum(known):
            break
    unknown = counts.pop(None, 0)
    largest = sorted(counts, key=lambda each: (-counts[each], each or ""))
    points = [_counted(Phrase(str(each), str(each)), counts[each]) for each in largest[:_BARS]]
    if rest := sum(counts[each] for each in largest[_BARS:]):
        points.append(_counted(TERMS["others"], rest))
    if unknown:
        points.append(_counted(TERMS["unknown"], unknown))
    title = TERMS["chart_place"].filled(part=lowered(TERMS[part]))
    return Chart(name="places", title=title, form="bars", points=tuple(points))


def by_quarter(acquired: Sequence[date | None], as_of: date) -> Chart:
    """Count customers by the quarter of their acquisition, the last twelve quarters."""
    current = as_of.replace(month=3 * ((as_of.month - 1) // 3) + 1, day=1)
    starts = [current - relativedelta(months=3 * i) for i in reversed(range(_QUARTERS))]
    days = [each for each in acquired if each is not None]
    first = min(days, default=as_of)
    starts = [each for each in starts if each + relativedelta(months=3) > first]
    points = []
    for start in starts:
        end = start + relativedelta(months=3)
        label = f"{start.year} Q{(start.month + 2) // 3}"
        point = _counted(Phrase(label, label), sum(start <= each < end for each in days))
        points.append(
            Point(
                label=point.label,
                value=point.value,
                said=point.said,
                partial=as_of < end - relativedelta(days=1),
            )
        )
    earlier, unknown = sum(each < starts[0] for each in days), len(acquired) - len(days)
    said = [
        TERMS[name].filled(count=f"{count:,}")
        for name, count in (("earlier", earlier), ("day_unknown", unknown))
        if count
    ]
    note = Phrase("; ".join(each.en for each in said), "；".join(each.zh for each in said)) if said else None
    return Chart(
        name="acquired", title=TERMS["chart_acquired"], form="columns", points=tuple(points), note=note
    )


def by_grade(rows: Iterable[GradeRow]) -> Chart | None:
    """Count customers by grade, in the order in which the table has them; those without one come last."""
    held = tuple(rows)
    counts = Counter(row.grade for row in held)
    if not counts:
        return None
    unknown = counts.pop(None, 0)
    points = [_counted(grade_phrase(grade), count) for grade, count in counts.items()]
    if unknown:
        points.append(_counted(grade_phrase(None), unknown))
    title = TERMS["chart_grades"]
    if len(held[0].grades) > 1:  # the first of several rules is the one that sorts
        title = TERMS["chart_grades_by"].filled(rule=lowered(rule_phrase(held[0].grades[0][0])))
    return Chart(name="grades", title=title, form="bars", points=tuple(points))


def _counted(label: Phrase, count: int) -> Point:
    return Point(label=label, value=count, said=f"{count:,}")
