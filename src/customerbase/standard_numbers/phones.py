"""Telephone numbers of all countries, by phonenumbers (extra ``cn``)."""

from __future__ import annotations

import phonenumbers

__all__ = ["e164"]


def e164(number: str, region: str = "CN") -> str | None:
    """Return a number in E.164 if it is one of its country's, else None.

    Fits `customerbase.clean.phones.phone_key` as `parse`.

    Examples
    --------
    >>> e164("020 7946 0958", "GB"), e164("020 7946 09581", "GB"), e164("12345")
    ('+442079460958', None, None)
    """
    try:
        read = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(read):
        return None
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
