"""VAT numbers of the member states of the European Union, by python-stdnum (extra ``cn``)."""

from __future__ import annotations

from customerbase.standard_numbers.by_stdnum import InvalidComponent, vat

__all__ = ["can_be_vat"]


def can_be_vat(number: str) -> bool | None:
    """Tell whether a number, with its country's prefix, can be a VAT number; None if the country is not known.

    Fits `customerbase.clean.identifiers.clean_identifier` as `check`.

    Examples
    --------
    >>> can_be_vat("ATU57194903"), can_be_vat("ATU57194904"), can_be_vat("US123")
    (True, False, None)
    """
    try:
        vat.compact(number)
    except InvalidComponent:
        return None
    return bool(vat.is_valid(number))
