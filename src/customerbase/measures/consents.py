"""Which consents stand, where several records mean the same person: the strictest wins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from customerbase.model import Consent

__all__ = ["Said", "strictest"]

Log = tuple[str, str | None]


@attrs.frozen
class Said:
    """An entry of the log of one record, as people see it.

    Attributes
    ----------
    consent : Consent
        It names the customer and the contact under the ids under which they are seen.
    logs : frozenset of tuple
        For whom it counts: customer and contact of the record on which it was
        noted, and of those of whom it was known by then that they are the same.
    """

    consent: Consent
    logs: frozenset[Log]


def strictest(said: Iterable[Said], *, as_of: date | None = None) -> tuple[Consent, ...]:
    """Return the entry that stands for each person, purpose and channel.

    Parameters
    ----------
    said : iterable of Said
    as_of : datetime.date, optional
        Leaves out later entries.

    Returns
    -------
    tuple of Consent
        In each log the last entry stands; of several logs that mean the same
        person, a withdrawal in one outweighs a consent in another, however
        much younger.

    Examples
    --------
    >>> from customerbase.model import Purpose
    >>> def said(key, day, granted, *logs):
    ...     consent = Consent(
    ...         consent_id=key,
    ...         customer_id="C1",
    ...         on=date(2024, day, 1),
    ...         purpose=Purpose.MARKETING,
    ...         granted=granted,
    ...     )
    ...     return Said(consent, frozenset((log, None) for log in logs))
    >>> log = [said("a", 3, True, "C1"), said("b", 1, False, "C2")]
    >>> [each.granted for each in strictest(log)]
    [False]
    >>> [each.granted for each in strictest([*log, said("c", 5, True, "C1", "C2")])]
    [True]
    """
    own: dict[tuple[Log, tuple[str, ...]], Consent] = {}
    heard = [each for each in said if as_of is None or each.consent.on <= as_of]
    for each in sorted(heard, key=lambda each: _order(each.consent)):
        for log in each.logs:
            own[log, _about(each.consent)] = each.consent
    standing: dict[tuple[str, ...], Consent] = {}
    for (_, about), consent in own.items():
        held = standing.get(about)
        if held is None or (not consent.granted, *_order(consent)) > (not held.granted, *_order(held)):
            standing[about] = consent
    return tuple(standing[about] for about in sorted(standing))


def _about(each: Consent) -> tuple[str, ...]:
    return each.contact_id or "", each.purpose, each.channel or ""


def _order(each: Consent) -> tuple[date, bool, str]:
    return each.on, not each.granted, each.consent_id
