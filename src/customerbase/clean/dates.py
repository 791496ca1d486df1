"""Days, and moments of a day.

- ISO (``2024-01-05``), ``2024/1/5``, ``2024.1.5``, ``20240105``,
  ``2024年1月5日`` are read; so are ``5 Jan 2024`` and ``Jan 5, 2024``.
- ``二〇二四年一月五日`` and ``民国113年1月5日`` (1911 years later) are read; a day of the
  lunar calendar (``农历正月初五``) is refused.
- ``24-1-5`` is refused: it may be the day, the month or the year.
- ``1/2/2024`` is refused unless one of the two is above 12, or the caller
  says ``dayfirst=``.
- A time may follow (``2010-12-01 08:26:00``, ``下午3:05``, ``3:05 PM``, with
  ``Z`` or ``+08:00``).  Midnight without a zone is what programs write for a day
  alone: no time is returned.  A datetime is naive unless the cell gives the
  zone; then it carries it, and the day is that of the cell.
- Serial numbers of spreadsheets (days since 1899-12-30) only where the caller
  says ``serial=True``; otherwise the hint says how the spreadsheet writes dates.
- ``2024-02-30`` is no such day.  Years before 1000 are refused.

>>> clean_date("2024年1月5日")
(datetime.date(2024, 1, 5), None)
>>> clean_date("2010-12-01 08:26:00")
(datetime.date(2010, 12, 1), datetime.datetime(2010, 12, 1, 8, 26))
>>> clean_day("1996-07-04 00:00:00.000")
datetime.date(1996, 7, 4)
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import UTC, date, datetime, timedelta, timezone

from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_text

__all__ = ["clean_date", "clean_day", "month_number"]

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.0+)?)?")
_YEAR_FIRST = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})[日号號]?)(?![0-9])(.*)"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])(?:[T\s]+(.+))?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})(?![0-9])(.*)")
_DAY_NAME_YEAR = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+([0-9]{4})(?![0-9])(.*)", re.IGNORECASE
)
_NAME_DAY_YEAR = re.compile(
    r"([a-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})(?![0-9])(.*)", re.IGNORECASE
)
_SHORT = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{1,2}(?![0-9]).*")
_SERIAL = re.compile(r"([0-9]{1,7})(?:\.[0-9]+)?")
_TIME = re.compile(
    r"(?:[T\s]*(?:(?:星期|周|週|礼拜)[一二三四五六日天])?)?[T\s]*"
    r"(上午|下午|中午|晚上|凌晨|早上)?\s*([0-9]{1,2})[:时時点點]\s*([0-9]{1,2})?(?:[:分]\s*([0-9]{1,2})?)?秒?"
    r"(?:[.,]([0-9]{1,9}))?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})?"
)
_WEEKDAY = re.compile(r"[T\s,]*[(]?(?:(?:星期|周|週|礼拜)[一二三四五六日天])?[)]?\s*")
_MONTHS = {
    name: number
    for number, names in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
    for name in (names, names[:3], names[:4])
}
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十廿卅]{1,3})[日号號]?(.*)"
)
_REPUBLIC = re.compile(
    r"(?:中[华華])?民[国國]\s*([0-9]{1,3})(?:年([0-9]{1,2})月([0-9]{1,2})[日号號]?|([-/.])([0-9]{1,2})\4([0-9]{1,2}))(.*)"
)
_LUNAR = re.compile(r"[农農阴陰旧舊][历曆]|正月|[腊臘冬]月|初[一二三四五六七八九十]")
_NUMERALS = {each: i for i, each in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_EPOCH = date(1899, 12, 30)
_FORM = "write it as 2024-01-05"


def clean_date(
    raw: str,
    *,
    dayfirst: bool | None = None,
    serial: bool = False,
    blanks: Container[str] = BLANKS,
) -> tuple[date, datetime | None] | None:
    """Return the day, and the moment if the cell has a time; None if it is blank.

    Parameters
    ----------
    raw : str
    dayfirst : bool, optional
        How ``1/2/2024`` is meant: True for the 1st of February.
    serial : bool
        Read numbers such as 45296 as a spreadsheet's days.

    Raises
    ------
    Refused
        If it is no day, or may be one of several.
    """
    if _ISO.fullmatch(raw):
        try:
            moment = datetime.fromisoformat(raw[:19])
        except ValueError:
            moment = None  # what is wrong with it is said below
        if moment is not None and moment.year >= 1000:
            alone = not (moment.hour or moment.minute or moment.second)
            return moment.date(), None if alone else moment
    text = clean_text(raw, blanks=blanks)
    if text is None:
        return None
    if len(text) > 100:
        raise Refused("is no date", _FORM)
    day, rest = _day(text, dayfirst, serial)
    return day, _moment(day, rest)


def clean_day(
    raw: str,
    *,
    dayfirst: bool | None = None,
    serial: bool = False,
    blanks: Container[str] = BLANKS,
) -> date | None:
    """Return the day alone, whatever time stands beside it.

    Raises
    ------
    Refused
        As `clean_date`.
    """
    found = clean_date(raw, dayfirst=dayfirst, serial=serial, blanks=blanks)
    return None if found is None else found[0]


def _day(text: str, dayfirst: bool | None, serial: bool) -> tuple[date, str]:
    if found := _YEAR_FIRST.fullmatch(text):
        return _made(found[1], found[3] or found[5], found[4] or found[6]), found[7]
    if not text.isascii() and (chinese := _in_chinese(text)) is not None:
        return chinese
    if found := _DAY_NAME_YEAR.fullmatch(text):
        return _made(found[3], month_number(found[2]), found[1]), found[4]
    if found := _NAME_DAY_YEAR.fullmatch(text):
        return _made(found[3], month_number(found[1]), found[2]), found[4]
    if found := _YEAR_LAST.fullmatch(text):
        one, other, year = found[1], found[3], found[4]
        if int(one) > 12 or (dayfirst and int(other) <= 12):
            return _made(year, other, one), found[5]
        if int(other) > 12 or dayfirst is False or int(one) == int(other):
            return _made(year, one, other), found[5]
        raise Refused("may begin with the day or with the month", f"{_FORM}, or say dayfirst=True or False")
    if serial and (found := _SERIAL.fullmatch(text)):
        return _from_serial(text), ""
    if found := _COMPACT.fullmatch(text):
        return _made(found[1], found[2], found[3]), found[4] or ""
    if _SHORT.fullmatch(text):
        raise Refused("does not say which part is the year", f"{_FORM}, with four digits for the year")
    if _SERIAL.fullmatch(text):
        hint = "if these are a spreadsheet's day numbers, format the column as dates there and save it again"
        raise Refused("is no date", f"{_FORM}; {hint}")
    raise Refused("is no date", _FORM)


def _in_chinese(text: str) -> tuple[date, str] | None:
    if found := _CHINESE.fullmatch(text):
        year = "".join(str(_NUMERALS[each]) for each in found[1])
        return _made(year, _counted(found[2]), str(_counted(found[3]))), found[4]
    if found := _REPUBLIC.fullmatch(text):
        year = str(int(found[1]) + 1911)
        return _made(year, found[2] or found[5], found[3] or found[6]), found[7]
    if _LUNAR.search(text):
        raise Refused("is a day of the lunar calendar", f"{_FORM}, as the solar calendar has it")
    return None


def _counted(text: str) -> int:
    """Return a number below 40 in Chinese numerals; one that is none gives 0, which is no day."""
    tens, ten, ones = text.replace("廿", "二十").replace("卅", "三十").partition("十")
    if not ten:
        return _NUMERALS.get(text, 0)
    if (tens and tens not in _NUMERALS) or (ones and ones not in _NUMERALS):
        return 0
    return 10 * (_NUMERALS[tens] if tens else 1) + (_NUMERALS[ones] if ones else 0)


def _made(year: str, month: str | int, day: str) -> date:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError as error:
        raise Refused(f"there is no such day: {year}-{int(month):02d}-{int(day):02d}", None) from error
    if made.year < 1000:
        raise Refused("is before the year 1000", _FORM)
    return made


def month_number(name: str) -> int:
    """Return the number of an English month.

    >>> month_number("Sept")
    9

    Raises
    ------
    Refused
    """
    number = _MONTHS.get(name.casefold())
    if number is None:
        raise Refused(f"{name!r} is no month", _FORM)
    return number


def _from_serial(text: str) -> date:
    days = int(text.partition(".")[0])
    if not 61 <= days <= 109_574:  # before March 1900 spreadsheets count a day that never was
        raise Refused("is no day number of a spreadsheet", "61 (1900-03-01) to 109574 (2199-12-31)")
    return _EPOCH + timedelta(days=days)


def _moment(day: date, rest: str) -> datetime | None:
    if _WEEKDAY.fullmatch(rest):
        return None
    found = _TIME.fullmatch(rest)
    if found is None:
        raise Refused(f"{rest.strip()!r} after the day is no time", "write it as 2024-01-05 08:26:00")
    half, hour_, minute, second, fraction, am_pm, zone = found.groups()
    hour = int(hour_)
    late = half in {"下午", "晚上"} or (am_pm or "").lower().startswith("p")
    early = half in {"上午", "凌晨", "早上"} or (am_pm or "").lower().startswith("a")
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    try:
        moment = datetime(
            day.year,
            day.month,
            day.day,
            hour,
            int(minute or 0),
            int(second or 0),
            int((fraction or "").ljust(6, "0")[:6]),
            tzinfo=_zone(zone),
        )
    except ValueError as error:
        raise Refused(f"{rest.strip()!r} is no time of a day", "write it as 08:26:00") from error
    if zone is None and (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0):
        return None
    return moment


def _zone(zone: str | None) -> timezone | None:
    if zone is None:
        return None
    if zone.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if zone[0] == "-" else offset)
