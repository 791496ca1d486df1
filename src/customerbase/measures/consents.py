"""Which consents stand, where several records mean the same person: the strictest wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from customerbase.model import Consent

__all__ = ["strictest"]


def strictest(
    logs: Iterable[Sequence[Consent]], *, joined_on: date, as_of: date | None = None
) -> tuple[Consent, ...]:
    """Return the entry that stands for each person, purpose and channel.

    Parameters
    ----------
    logs : iterable of sequences of Consent
        Of each of the records that mean the same.
    joined_on : datetime.date
        When it was learned that they do: what was said from then on was said
        of all of them, and counts as it was said.
    as_of : datetime.date, optional
        Leaves out later entries.

    Returns
    -------
    tuple of Consent
        A withdrawal in one of the logs outweighs a consent in another one,
        however much younger; of equals the last stands.

    Examples
    --------
    >>> from customerbase.model import Purpose
    >>> def said(key, day, granted):
    ...     return Consent(
    ...         consent_id=key,
    ...         customer_id="C1",
    ...         on=date(2024, day, 1),
    ...         purpose=Purpose.MARKETING,
    ...         granted=granted,
    ...     )
    >>> logs = [[said("a", 3, True)], [said("b", 1, False)]]
    >>> [each.granted for each in strictest(logs, joined_on=date(2024, 4, 1))]
    [False]
    >>> again = [[*logs[0], said("c", 5, True)], logs[1]]
    >>> [each.granted for each in strictest(again, joined_on=date(2024, 4, 1))]
    [True]
    """
    heard = [[each for each in log if as_of is None or each.on <= as_of] for log in logs]
    since = [each for log in heard for each in log if each.on >= joined_on]
    standing: dict[tuple[str, ...], Consent] = {}
    for log in heard:
        own: dict[tuple[str, ...], Consent] = {}
        for each in sorted([*(e for e in log if e.on < joined_on), *since], key=_order):
            own[each.contact_id or "", each.purpose, each.channel or ""] = each
        for about, each in own.items():
            held = standing.get(about)
            if held is None or (not each.granted, *_order(each)) > (not held.granted, *_order(held)):
                standing[about] = each
    return tuple(standing[about] for about in sorted(standing))


def _order(each: Consent) -> tuple[date, bool, str]:
    return each.on, not each.granted, each.consent_id
