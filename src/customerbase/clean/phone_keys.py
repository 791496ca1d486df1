"""The key by which two spellings of one telephone number are found to be the same.

The key is the number as ITU-T E.164 has it (RFC 3966, "global number"): ``+``,
the country's code, and the number without the prefix that is dialled only
within the country.  An extension is no part of it.

A number without a country's code is one of the region that the caller names.
Chinese numbers are known by their plan (mobiles ``1[3-9]``, area codes ``010``,
``02x``, ``0[3-9]xx``, ``400`` and ``800``); those of other regions by their
codes, prefixes and lengths (`customerbase.clean.calling_codes`).  What has no
area code, is a short number (``95588``), or is made of one digit alone has no
key: it does not say who is reached.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from customerbase.clean.calling_codes import calling_code, dialling, dialling_of_code
from customerbase.clean.text import halfwidth
from customerbase.values import Phone

__all__ = ["Parse", "phone_doubt", "phone_key"]

Parse: TypeAlias = Callable[[str, str], str | None]
"""From a number and a region to E.164, or None; `customerbase.standard_numbers.phones.e164` is one."""

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_CHINESE = re.compile(r"0?(1[3-9][0-9]{9}|(?:10|2[0-9])[0-9]{8}|[3-9][0-9]{2}[0-9]{7,8})|([48]00[0-9]{7})")
_INTERNATIONAL = re.compile(r"\s*(?:\(\s*)?(?:\+|00(?=[1-9]))")
_TRUNK_IN_BRACKETS = re.compile(r"\(0\)")
_CODE_APART = re.compile(r"\(?(8(?:52|53|86))(?:\)|[\s\-.])")
_NORTH_AMERICAN = re.compile(r"1[-. ]\(?([2-9][0-9]{2})\)?[-. ]([2-9][0-9]{2})[-. ]([0-9]{4})")
_SHORT = re.compile(r"1(?:1[0249]|2[0-9]|00[0-9]{2}|[02][0-9]{3}|06[0-9]{3,6})|9[56][0-9]{3,6}|12[0-9]{3}")
_NO_DIGIT = re.compile(r"[^0-9]")


def phone_key(phone: Phone | str, *, region: str = "CN", parse: Parse | None = None) -> str | None:
    """Return the number in E.164, without its extension; None if it does not tell all of that.

    Parameters
    ----------
    phone : Phone or str
    region : str
        Where a number without a country's code is dialled (ISO 3166-1).
    parse : callable, optional
        Another reading of numbers that are not plainly Chinese, asked first:
        `customerbase.standard_numbers.phones.e164` (extra ``cn``).

    Examples
    --------
    >>> [phone_key(each) for each in ("138 0013 8000", "0086-13800138000", "(0755) 8320-1234", "95588")]
    ['+8613800138000', '+8613800138000', '+8675583201234', None]
    >>> phone_key("+49 (0)30 123456"), phone_key("030/123456", region="DE"), phone_key("83201234")
    ('+4930123456', '+4930123456', None)
    """
    number = phone if isinstance(phone, str) else phone.number
    if region == "CN" and _MOBILE.fullmatch(number):
        return "+86" + number
    if not number.isascii():
        number = halfwidth(number)
    digits = _NO_DIGIT.sub("", number)
    if len(set(digits)) <= 1:
        return None
    if lead := _INTERNATIONAL.match(number):
        given = _TRUNK_IN_BRACKETS.sub("", number[lead.end() :])
        key = _international(_NO_DIGIT.sub("", given))
        if key is not None and key.startswith("+86"):
            return key
    else:
        key = _chinese(number, digits) if region == "CN" else None
        if key is not None:
            return key
        key = _national(number, digits, region) if region != "CN" else None
    return (parse(number, region) or key) if parse is not None else key


def phone_doubt(phone: Phone | str, *, region: str = "CN", parse: Parse | None = None) -> str | None:
    """Return why a number may be wrong, or None if nothing speaks against it.

    It is kept nevertheless: number plans change, and people leave parts out
    that their neighbours know.  With `parse` numbers that are not Chinese are
    looked at closely, without it only at their length.

    Examples
    --------
    >>> phone_doubt("138001380001"), phone_doubt("1380013800")
    ('has 12 digits; a mobile number has 11', 'has 10 digits; a mobile number has 11')
    >>> phone_doubt("83201234"), phone_doubt("400-800-1234"), phone_doubt("00000000")
    (None, None, 'is one digit, again and again')
    """
    number = halfwidth(phone if isinstance(phone, str) else phone.number)
    digits = _NO_DIGIT.sub("", number)
    if len(digits) > 5 and len(set(digits)) == 1:
        return "is one digit, again and again"
    key = phone_key(number, region=region)
    if parse is not None and (key is None or not key.startswith("+86")):
        key = parse(number, region)
    if key is not None:
        return None
    if _INTERNATIONAL.match(number):
        return "is no number of the country whose code it has"
    if region != "CN":
        plan = dialling(region)
        if plan is None or len(digits) <= plan.most + len(plan.trunk):
            return None
        return f"has {len(digits)} digits, more than numbers have in {region}"
    if _SHORT.fullmatch(digits) or len(digits) <= 8:
        return None
    if re.match("1[3-9]", digits):
        return f"has {len(digits)} digits; a mobile number has 11"
    return f"has {len(digits)} digits, as no Chinese number of this kind"


def _chinese(number: str, digits: str) -> str | None:
    apart = _CODE_APART.match(number.strip())
    if apart and len(digits) - 3 >= 8:  # 852-2345678, of seven digits, is a Chinese town
        return _international(digits)
    if found := _CHINESE.fullmatch(digits):
        if american := _NORTH_AMERICAN.fullmatch(number):
            return "+1" + "".join(american.groups())
        return "+86" + (found[1] or found[2])
    if digits.startswith("86") and (found := _CHINESE.fullmatch(digits[2:])):
        return "+86" + (found[1] or found[2])
    if american := _NORTH_AMERICAN.fullmatch(number):
        return "+1" + "".join(american.groups())
    return None


def _international(digits: str) -> str | None:
    """Return the key of digits that begin with a country's code."""
    code = calling_code(digits)
    if code is None:
        return None
    rest = digits[len(code) :]
    if code == "86":
        found = _CHINESE.fullmatch(rest)
        return "+86" + (found[1] or found[2]) if found else None
    plan = dialling_of_code(code)
    assert plan is not None
    # A trunk prefix of 0 begins no number of its country; an 8 or a 1 may, so it goes only where it is too much.
    if plan.trunk and rest.startswith(plan.trunk) and (plan.trunk[0] == "0" or len(rest) > plan.most):
        rest = _without_trunk(rest, plan.trunk)
    return _key(code, rest, plan.trunk, plan.least, plan.most)


def _national(number: str, digits: str, region: str) -> str | None:
    plan = dialling(region)
    if plan is None:
        return None
    rest = digits
    if digits.startswith(plan.code) and (
        len(digits) > plan.most + len(plan.trunk) or re.match(rf"\(?{plan.code}(?:\)|-)", number)
    ):
        return _international(digits)
    if plan.trunk and digits.startswith(plan.trunk):
        rest = _without_trunk(digits, plan.trunk)
    elif plan.trunk[:1] == "0" and not _tells_area(digits, region):
        return None
    return _key(plan.code, rest, plan.trunk, plan.least, plan.most)


def _key(code: str, rest: str, trunk: str, least: int, most: int) -> str | None:
    """Return the key; None where the length is wrong, or a second 0 stands where the trunk prefix was."""
    again = trunk[:1] == "0" and rest.startswith("0")
    return f"+{code}{rest}" if least <= len(rest) <= most and not again else None


def _without_trunk(digits: str, trunk: str) -> str:
    rest = digits[len(trunk) :]
    return rest.removeprefix("0") if trunk == "8" else rest  # Belarus: 8, then a 0 before the area


def _tells_area(digits: str, region: str) -> bool:
    """Tell whether digits without the trunk prefix 0 are more than a number within a town."""
    plan = dialling(region)
    return plan is not None and plan.least == plan.most == len(digits)
