"""The day on which each facet became known: from there the first check tells how long it stayed right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, tzinfo

from customerbase.ledger import Entry, Observation, counting
from customerbase.paths import split
from customerbase.verifying.facets import FacetFields, covers_of, facet_names

__all__ = ["first_known"]


def first_known(
    entries: Mapping[tuple[str, str], Iterable[Entry]],
    *,
    declared: Iterable[FacetFields] = (),
    zone: tzinfo = UTC,
) -> dict[tuple[str, str], date]:
    """Return for each customer and facet the day of the first statement of it that counts.

    What was put right since does not move it: a check tells of the time
    since what it found was learned.

    Parameters
    ----------
    entries : mapping
        (``customer`` or ``contact``, id) → entries of the ledger.
    declared : iterable of FacetFields
        The company's own facets.
    zone : tzinfo
        Of the business.

    Returns
    -------
    dict
        (customer id, facet) → day.
    """
    declared = tuple(declared)
    names, covers = facet_names(declared), covers_of(declared)
    found: dict[tuple[str, str], date] = {}
    for (kind, key), held in entries.items():
        said = counting(held)
        employers = {key} if kind == "customer" else set(_employers(said))
        for each in said:
            day = each.observed_on or each.recorded_at.astimezone(zone).date()
            told = {
                facet
                for path, value in each.values.items()
                if value is not None
                for facet in names
                if covers(facet, kind, path)
            }
            for customer_id in employers:
                for facet in told:
                    found[customer_id, facet] = min(day, found.get((customer_id, facet), day))
    return found


def _employers(said: Iterable[Observation]) -> Iterable[str]:
    for each in said:
        for path in each.values:
            name, element, _ = split(path)
            if name == "employments" and element is not None:
                yield element
