"""Check characters of numbers that registers, banks and tax offices give.

Each function takes a number in capitals without spaces or hyphens and tells
whether it can be one: its length, its characters, what the standard says of
its parts, and its check characters.

- GB 32100-2015, 法人和其他组织统一社会信用代码编码规则: 18 characters, without
  I, O, S, V, Z; the last one by weights of powers of 3, modulo 31.
- GB 11714-1997, 全国组织机构代码编制规则: 8 characters and one by weights, modulo 11.
- GB 11643-1999, 公民身份号码: 18 digits, the last one (0-9 or X) by ISO 7064
  MOD 11-2; the 15 digits of GB 11643-1989 have no check digit.
- GS 15-2006, 工商行政管理注册号编制规则: 15 digits, ISO 7064 MOD 11,10.
- ISO 13616 (IBAN) and ISO 17442 (LEI): ISO 7064 MOD 97-10.
- 財政部, 營利事業統一編號: 8 digits by weights, divisible by 5 since 2023 (before
  that by 10, which is a multiple of it).
- Hong Kong identity card: letters as numbers of two figures, by weights, modulo 11.

>>> is_credit_code("91350100M000100Y43"), is_credit_code("91350100M000100Y44")
(True, False)
>>> is_id_card("11010519491231002X"), is_lei("529900T8BM49AURSDO55"), is_iban("DE89370400440532013000")
(True, True, True)
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import cycle

__all__ = [
    "CREDIT_CODE_CHARACTERS",
    "has_birthday",
    "iban_length",
    "is_credit_code",
    "is_hong_kong_id",
    "is_iban",
    "is_id_card",
    "is_lei",
    "is_organization_code",
    "is_registration",
    "is_taiwan_business_number",
    "luhn",
]

CREDIT_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_EVERY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CREDIT_CODE = re.compile(f"[{CREDIT_CODE_CHARACTERS}]{{18}}")
_ORGANIZATION = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ID_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")
_ID_CARD_OLD = re.compile(r"[1-9][0-9]{14}")
_HONG_KONG = re.compile(r"([A-Z]{1,2})([0-9]{6})\(?([0-9A])\)?")
_LENGTHS = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28
EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26
IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28
NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25
SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
"""


def is_credit_code(number: str) -> bool:
    """Tell whether this is a unified social credit code (统一社会信用代码)."""
    if not _CREDIT_CODE.fullmatch(number):
        return False
    total = sum(CREDIT_CODE_CHARACTERS.index(each) * 3**i for i, each in enumerate(number[:17]))
    return CREDIT_CODE_CHARACTERS[-total % 31] == number[17]


def is_organization_code(number: str) -> bool:
    """Tell whether this is an organisation code (组织机构代码).

    >>> is_organization_code("D2143569X")
    True
    """
    if not _ORGANIZATION.fullmatch(number):
        return False
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(_EVERY.index(each) * w for each, w in zip(number[:8], weights, strict=True))
    return "0123456789X"[-total % 11] == number[8]


def is_id_card(number: str) -> bool:
    """Tell whether this is a Chinese identity number (公民身份号码), of 18 or the former 15 digits."""
    if _ID_CARD_OLD.fullmatch(number):
        return has_birthday(number)
    if not _ID_CARD.fullmatch(number) or not has_birthday(number):
        return False
    total = sum(int(each) * (2 ** (17 - i) % 11) for i, each in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def has_birthday(number: str) -> bool:
    """Tell whether the part of an identity number that is the day of birth is one.

    >>> has_birthday("110105194912310021"), has_birthday("110105194913310021")
    (True, False)
    """
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def is_registration(number: str) -> bool:
    """Tell whether this is a business registration number (营业执照注册号) of 15 digits.

    >>> is_registration("110108000000016")
    True
    """
    if len(number) != 15 or not (number.isdecimal() and number.isascii()):
        return False
    product = 10
    for each in number[:14]:
        product = ((product + int(each)) % 10 or 10) * 2 % 11
    return (product + int(number[14])) % 10 == 1


def is_lei(number: str) -> bool:
    """Tell whether this is a legal entity identifier."""
    return re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", number) is not None and _mod_97(number) == 1


@cache
def _iban_lengths() -> dict[str, int]:
    return {each[:2]: int(each[2:]) for each in _LENGTHS.split()}


def iban_length(country: str) -> int | None:
    """Return how long a country's account numbers are by the register of ISO 13616, or None.

    >>> iban_length("DE"), iban_length("CN")
    (22, None)
    """
    return _iban_lengths().get(country)


def is_iban(number: str) -> bool:
    """Tell whether this is an international bank account number.

    That of a country that is not in the register is checked by its digits alone.
    """
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", number):
        return False
    length = iban_length(number[:2])
    return length in (None, len(number)) and _mod_97(number[4:] + number[:4]) == 1


def is_taiwan_business_number(number: str) -> bool:
    """Tell whether this is a unified business number of Taiwan (統一編號).

    >>> is_taiwan_business_number("00501503"), is_taiwan_business_number("00501502")
    (True, False)
    """
    if len(number) != 8 or not (number.isdecimal() and number.isascii()):
        return False
    products = [int(each) * w for each, w in zip(number, (1, 2, 1, 2, 1, 2, 4, 1), strict=True)]
    total = sum(sum(divmod(each, 10)) for each in products)
    return total % 5 == 0 or (number[6] == "7" and (total + 1) % 5 == 0)


def is_hong_kong_id(number: str) -> bool:
    """Tell whether this is the number of a Hong Kong identity card.

    >>> is_hong_kong_id("A123456(3)"), is_hong_kong_id("A1234564")
    (True, False)
    """
    found = _HONG_KONG.fullmatch(number)
    if found is None:
        return False
    letters = found[1].rjust(2)
    values = [36 if each == " " else _EVERY.index(each) for each in letters] + [
        int(each) for each in found[2]
    ]
    total = sum(value * w for value, w in zip(values, range(9, 1, -1), strict=True))
    return (total + _EVERY.index(found[3])) % 11 == 0


def luhn(number: str) -> bool:
    """Tell whether digits hold by ISO/IEC 7812 (Luhn), as those of most payment cards do.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = (sum(divmod(int(each) * w, 10)) for each, w in zip(reversed(number), cycle((1, 2))))
    return sum(doubled) % 10 == 0


def _mod_97(text: str) -> int:
    return int("".join(str(_EVERY.index(each)) for each in text)) % 97
