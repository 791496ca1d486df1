"""Postal codes, by country.

- Full-width characters become plain; ``100020.0`` loses its ``.0``; ``1.0002E+5`` is refused.
- Where the form of a country's codes is known (Universal Postal Union, *Postal
  addressing systems*), what has another form is refused.  A code that has lost the
  zero in front of it (``10020`` for ``010020``, ``1067`` for ``01067``) is refused
  and said: it may also have lost another digit.
- Codes of other countries are kept as written.

>>> clean_postal_code("１０００２０", country="CN"), clean_postal_code("sw1a1aa", country="GB")
('100020', 'SW1A 1AA')
>>> clean_postal_code("10020", country="CN")
Traceback (most recent call last):
customerbase.clean.refused.Refused: has 5 digits, a postal code of CN has 6 \
(a zero in front may be lost: is '010020' meant?)
"""

from __future__ import annotations

import re
from collections.abc import Container

from customerbase.clean.ids import refuse_powers_of_ten
from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_name

__all__ = ["clean_postal_code"]

_FORMS = {
    "CN": "[0-9]{6}", "DE": "[0-9]{5}", "FR": "[0-9]{5}", "IT": "[0-9]{5}", "ES": "[0-9]{5}", "KR": "[0-9]{5}",
    "US": "[0-9]{5}(?:-[0-9]{4})?", "TW": "[0-9]{3}(?:-?[0-9]{2,3})?", "JP": "[0-9]{3}-?[0-9]{4}", "SG": "[0-9]{6}",
    "AT": "[1-9][0-9]{3}", "CH": "[1-9][0-9]{3}", "AU": "[0-9]{4}", "NL": "[1-9][0-9]{3} ?[A-Z]{2}",
    "GB": "[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}", "CA": "[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]",
}  # fmt: skip
_LENGTHS = {"CN": 6, "SG": 6, "DE": 5, "FR": 5, "IT": 5, "ES": 5, "KR": 5, "US": 5, "AU": 4, "JP": 7}
_PREFIXED = re.compile(r"[A-Z]{1,2}-(?=[0-9])")


def clean_postal_code(raw: str, *, country: str = "CN", blanks: Container[str] = BLANKS) -> str | None:
    """Return a postal code as its country writes it, or None if it is blank.

    Parameters
    ----------
    raw : str
    country : str
        Code of ISO 3166-1.

    Raises
    ------
    Refused
        If it has not the form of that country's codes.
    """
    text = clean_name(raw, limit=40, blanks=blanks)
    if text is None:
        return None
    text = re.sub(r"^([0-9]+)\.0+$", r"\1", text)
    refuse_powers_of_ten(text)
    form = _FORMS.get(country)
    if form is None:
        return text
    code = (
        _PREFIXED.sub("", text.upper()) if country in ("DE", "AT", "CH", "FR", "IT", "ES") else text.upper()
    )
    if re.fullmatch(form, code):
        return f"{code[:-3].rstrip()} {code[-3:]}" if country in ("GB", "CA") else code
    length = _LENGTHS.get(country)
    if length is not None and code.isascii() and code.isdecimal():
        hint = (
            f"a zero in front may be lost: is {'0' + code!r} meant?"
            if len(code) == length - 1
            else "look it up"
        )
        raise Refused(f"has {len(code)} digits, a postal code of {country} has {length}", hint)
    raise Refused(f"is no postal code of {country}", "look it up, or write another country")
