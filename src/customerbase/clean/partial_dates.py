"""Days that are known in part: a birthday without its year, a founding year.

Everything that `customerbase.clean.dates` reads is a whole day.  Beyond that:
``1980``, ``1980年``, ``1980年5月``, ``1980-05``, ``1980/5``, ``5月12日``, ISO's ``--05-12``,
and ``May 12``, ``12-May`` or ``May 1980``.  ``05-12`` alone is refused: day or month may come first.

>>> [clean_partial_date(each).isoformat() for each in ("1980年5月", "5月12日", "1980")]
['1980-05', '--05-12', '1980']
"""

from __future__ import annotations

import re
from collections.abc import Container

from customerbase.clean.dates import clean_day, month_number
from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_text
from customerbase.errors import InvalidRecord
from customerbase.values import PartialDate

__all__ = ["clean_partial_date"]

_YEAR = re.compile(r"([0-9]{4})(?:\.0|年)?")
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})|年([0-9]{1,2})月?)")
_NO_YEAR = re.compile(r"([0-9]{1,2})月(?:([0-9]{1,2})[日号號]?)?|--([0-9]{2})(?:-([0-9]{2}))?")
_NAMED = re.compile(
    r"([0-9]{1,2})[\s-]*([A-Za-z]{3,9})\.?|([A-Za-z]{3,9})\.?[\s-]+(?:([0-9]{1,2})|([0-9]{4}))"
)
_TWO = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}")


def clean_partial_date(
    raw: str,
    *,
    dayfirst: bool | None = None,
    serial: bool = False,
    blanks: Container[str] = BLANKS,
) -> PartialDate | None:
    """Return what is known of a day, or None if the cell is blank.

    Raises
    ------
    Refused
        If it is no day or part of one, or may be several.
    """
    text = clean_text(raw, blanks=blanks)
    if text is None:
        return None
    year: str | None = None
    month: str | None = None
    day: str | None = None
    if found := _YEAR.fullmatch(text):
        year = found[1]
    elif found := _MONTH.fullmatch(text):
        year, month = found[1], found[2] or found[3]
    elif found := _NO_YEAR.fullmatch(text):
        month, day = found[1] or found[3], found[2] or found[4]
    elif found := _NAMED.fullmatch(text):
        month, day, year = str(month_number(found[2] or found[3])), found[1] or found[4], found[5]
    elif _TWO.fullmatch(text):
        raise Refused("may begin with the day or with the month", "write it as 5月12日 or --05-12")
    else:
        whole = clean_day(text, dayfirst=dayfirst, serial=serial, blanks=blanks)
        return None if whole is None else PartialDate.of(whole)
    try:
        return PartialDate(
            year=int(year) if year else None,
            month=int(month) if month else None,
            day=int(day) if day else None,
        )
    except InvalidRecord as error:
        raise Refused("there is no such day", "write it as 1980, 1980-05, or 1980-05-12") from error
