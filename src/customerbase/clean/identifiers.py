"""Numbers of registers, banks and tax offices, by their scheme.

Full-width characters, small letters, spaces, hyphens, a leading apostrophe and
a label before a colon (``税号：…``) go; what is left is kept as people gave it.
A number that cannot be one of its scheme is refused, with the character that
is likely wrong where only one reading holds.  What no rule is known for is kept.

- ``uscc``: GB 32100-2015; the organisation code (GB 11714) and the 15 digits of
  registrations and tax numbers before it are accepted.
- ``tax``: in China a credit code, an identity number, or one of the 15, 17 or 20
  characters before 2015; in Taiwan a 統一編號; elsewhere as ``vat``.
- ``vat``: with the prefix of a member state of the European Union by its own rule,
  where python-stdnum (extra ``cn``) is given as `check`.
- ``id_card``: GB 11643-1999 where it has its form, a Hong Kong card with its
  brackets; passports and other papers are kept.
- ``organization_code``: GB 11714-1997.
- ``registration``: in China 15 digits by GS 15-2006, or a credit code; others are kept.
- ``lei``, ``iban``: ISO 17442, ISO 13616; ``duns``: nine digits.
- ``bank_account``: an IBAN where it has the form of one; others are kept.

A number of 16 digits and more whose last digits are zeros, as a spreadsheet
leaves them that keeps 15, is refused unless its check characters hold; so is
``6.2E+17``.

>>> clean_identifier("9135 0100 ｍ000100y43", scheme="uscc")
'91350100M000100Y43'
>>> clean_identifier("91350I00M000100Y43", scheme="uscc")
Traceback (most recent call last):
customerbase.clean.refused.Refused: its check character is wrong \
(is '91350100M000100Y43' meant? 'I' stands where '1' would be right)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from typing import TypeAlias

from customerbase.clean.check_digits import (
    CREDIT_CODE_CHARACTERS,
    has_birthday,
    iban_length,
    is_credit_code,
    is_hong_kong_id,
    is_iban,
    is_id_card,
    is_lei,
    is_organization_code,
    is_registration,
    is_taiwan_business_number,
)
from customerbase.clean.ids import refuse_powers_of_ten
from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_name

__all__ = ["VAT_PREFIXES", "Check", "clean_identifier"]

Check: TypeAlias = Callable[[str], bool | None]
"""Tells whether a VAT number can be one; None where it does not know the country."""

VAT_PREFIXES = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split()
)
"""Member states of the European Union, and Northern Ireland, as VAT numbers write them."""

_FLOAT = re.compile(r"([0-9]+)\.0+")
_BETWEEN = re.compile(r"[\s\-‐‑‒–—−]")
_LABEL = re.compile(
    r"[\u3400-\u9fff]{2,12}(?:[(][^()]{0,10}[)])?\s*:?\s*(?=\S)|[A-Za-z][A-Za-z. \-]{2,19}:\s*(?=\S)"
)
_CREDIT_FORM = re.compile(r"[0-9A-Z][0-9]{7}[0-9A-Z]{10}")
_OLD_TAX = re.compile(r"[0-9]{6}[0-9A-Z]{8}[0-9X]|[1-9][0-9]{14}[0-9]{2}|[1-9][0-9]{16}[0-9X][0-9]{2}")
_LOOKS_LIKE = {
    "O": "0DQ", "I": "1", "S": "5", "Z": "2", "V": "UY", "0": "DQ", "D": "0", "Q": "0", "1": "LJT7", "L": "1",
    "5": "6", "2": "7", "8": "B3", "B": "8", "6": "GB5", "G": "6C", "C": "G", "U": "W", "E": "F", "F": "E",
    "7": "1T", "M": "NW", "N": "M", "W": "M", "P": "R", "R": "P", "X": "Y", "Y": "X", "*": "X", "×": "X",
    "А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "К": "K", "М": "M", "О": "0", "Р": "P", "Т": "T", "Х": "X",
    "У": "Y", "Α": "A", "Β": "B", "Ε": "E", "Η": "H", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "0", "Ρ": "P", "Τ": "T",
    "Χ": "X", "Υ": "Y",
}  # fmt: skip


def clean_identifier(
    raw: str,
    *,
    scheme: str | None = None,
    region: str = "CN",
    check: Check | None = None,
    blanks: Container[str] = BLANKS,
) -> str | None:
    """Return a number of a register, a bank or a tax office, in capitals without spaces or hyphens.

    Parameters
    ----------
    raw : str
    scheme : str, optional
        What gives such numbers: see above.  Without it, or with another one, every number is kept.
    region : str
        Whose tax numbers they are (ISO 3166-1).
    check : callable, optional
        Tells whether a VAT number can be one:
        `customerbase.standard_numbers.vat.can_be_vat` (extra ``cn``).

    Raises
    ------
    Refused
        If it cannot be such a number, or a spreadsheet has rounded it.
    """
    text = clean_name(raw, limit=200, blanks=blanks)
    if text is None:
        return None
    if found := _FLOAT.fullmatch(text):
        text = found[1]
    refuse_powers_of_ten(text)
    rule = _RULES.get(scheme or "")
    if rule is not None:
        text = _LABEL.sub("", text.replace("：", ":"), count=1)
    number = _BETWEEN.sub("", text.lstrip("'`‘’")).upper()
    if scheme in ("iban", "bank_account"):
        number = number.removeprefix("IBAN")
    elif scheme in ("vat", "tax") and number[:2] in VAT_PREFIXES:
        number = re.sub(r"[./]", "", number)
    if not number:
        raise Refused("holds no letter and no digit", "write the number, or leave the cell empty")
    holds = rule(number, region, check) if rule is not None else None
    if holds is None and _was_rounded(number):
        raise Refused(
            "its last digits are zeros, as a spreadsheet leaves them that keeps only 15",
            "look the number up and write it as text",
        )
    return number


def _was_rounded(number: str) -> bool:
    return len(number) >= 16 and number.isdecimal() and not number[15:].strip("0")


# Each rule returns True where the check characters hold, None where it knows none, and refuses what cannot be.


def _uscc(number: str, _: str, __: Check | None) -> bool | None:
    if is_credit_code(number):
        return True
    if len(number) in (9, 15) and number.isascii() and number.isalnum():
        if len(number) == 9 and not is_organization_code(number):
            raise _wrong(number, is_organization_code)
        return None
    if _was_rounded(number):
        return None
    if len(number) != 18:
        raise Refused(
            f"has {len(number)} characters; a unified social credit code has 18",
            "look it up at gsxt.gov.cn, and write it as text",
        )
    raise _wrong(number, is_credit_code)


def _tax(number: str, region: str, check: Check | None) -> bool | None:
    if region == "TW" and len(number) == 8 and number.isdecimal():
        if not is_taiwan_business_number(number):
            raise _wrong(number, is_taiwan_business_number)
        return True
    if region != "CN":
        return _vat(number, region, check)
    if is_credit_code(number) or is_id_card(number):
        return True
    if _CREDIT_FORM.fullmatch(number) and not _was_rounded(number):
        raise _wrong(number, is_id_card if re.match(r"[1-8][0-9]{16}", number) else is_credit_code)
    return None if _OLD_TAX.fullmatch(number) else _vat(number, region, check)


def _vat(number: str, _: str, check: Check | None) -> bool | None:
    if number[:2] not in VAT_PREFIXES or check is None:
        return None
    holds = check(number)
    if holds is False:
        raise Refused(
            f"is no VAT number of {number[:2]}",
            "look it up in VIES, or write it without the country's letters",
        )
    return holds


def _id_card(number: str, _: str, __: Check | None) -> bool | None:
    if is_id_card(number):
        return True
    if "(" in number and re.fullmatch(r"[A-Z]{1,2}[0-9]{6}\([0-9A]\)", number):
        if not is_hong_kong_id(number):
            raise _wrong(number, is_hong_kong_id)
        return True
    if _was_rounded(number):
        return None
    if re.fullmatch(r"[0-9]{15}|[0-9OIL]{17}[0-9X*×]", number):
        raise _wrong(number, is_id_card)
    if number.isdecimal() and len(number) in (16, 17, 19):
        raise Refused(
            f"has {len(number)} digits; an identity number has 18", "look for one too many or missing"
        )
    return None


def _org_code(number: str, _: str, __: Check | None) -> bool | None:
    if len(number) == 18:
        return _uscc(number, _, __)
    if not is_organization_code(number):
        raise _wrong(number, is_organization_code)
    return True


def _registration(number: str, region: str, _: Check | None) -> bool | None:
    if region != "CN":
        return None
    if len(number) == 18:
        return _uscc(number, region, _)
    if len(number) == 15 and number.isdecimal() and not is_registration(number):
        raise _wrong(number, is_registration)
    return None


def _lei(number: str, _: str, __: Check | None) -> bool | None:
    if not is_lei(number):
        raise _wrong(number, is_lei)
    return True


def _iban(number: str, _: str, __: Check | None) -> bool | None:
    length = iban_length(number[:2])
    if length is not None and length != len(number):
        raise Refused(f"has {len(number)} characters; an IBAN of {number[:2]} has {length}", "look it up")
    if not is_iban(number):
        raise _wrong(number, is_iban)
    return True


def _bank_account(number: str, _: str, __: Check | None) -> bool | None:
    if iban_length(number[:2]) is not None and re.match(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11}", number):
        return _iban(number, _, __)
    return None


def _duns(number: str, _: str, __: Check | None) -> bool | None:
    if re.fullmatch(r"[0-9]{9}", number):
        return None
    hint = "a zero in front may be lost" if re.fullmatch(r"[0-9]{7,8}", number) else "look it up"
    raise Refused(f"{number!r} is no D-U-N-S number: it has nine digits", hint)


_RULES: dict[str, Callable[[str, str, Check | None], bool | None]] = {
    "uscc": _uscc,
    "tax": _tax,
    "vat": _vat,
    "id_card": _id_card,
    "organization_code": _org_code,
    "registration": _registration,
    "lei": _lei,
    "iban": _iban,
    "duns": _duns,
    "bank_account": _bank_account,
}


def _wrong(number: str, holds: Callable[[str], bool]) -> Refused:
    """Return why a number is refused, and what it may have been."""
    readings_of = [_strange_read]
    if holds in (
        is_credit_code,
        is_lei,
        is_iban,
    ):  # of ten numbers read at random one holds by a single digit
        readings_of += [_one_read_otherwise, _two_swapped]
    for readings in (each(number) for each in readings_of):
        found = [(each, how) for each, how in readings if holds(each) and _org_code_holds(each, holds)]
        if len(found) == 1:
            meant, how = found[0]
            return Refused("its check character is wrong", f"is {meant!r} meant? {how}")
    if holds is is_credit_code:
        strange = sorted({each for each in number if each not in CREDIT_CODE_CHARACTERS})
        if strange:
            return Refused(
                f"{', '.join(map(repr, strange))} never stands in a credit code", "look the code up"
            )
    if holds is is_id_card and not has_birthday(number):
        return Refused("no day of birth stands in it", "look the number up")
    hint = "look the number up: a character is wrong, or two have changed places"
    return Refused("its check character is wrong", hint)


def _org_code_holds(number: str, holds: Callable[[str], bool]) -> bool:
    """Tell whether what is proposed for a credit code has a right organisation code within it, too."""
    return holds is not is_credit_code or is_organization_code(number[8:17])


def _strange_read(number: str) -> Iterator[tuple[str, str]]:
    """Give the number with each character that no number has as the one that it looks like."""
    plain = "".join(_LOOKS_LIKE[each][0] if _is_strange(each) else each for each in number)
    for each, other in zip(number, plain, strict=True):
        if each != other:
            yield plain, f"{each!r} stands where {other!r} would be right"
            return


def _is_strange(character: str) -> bool:
    return character in _LOOKS_LIKE and (character in "OISZ*" or not character.isascii())


def _one_read_otherwise(number: str) -> Iterator[tuple[str, str]]:
    for i, each in enumerate(number[:40]):
        for other in _LOOKS_LIKE.get(each, ""):
            yield number[:i] + other + number[i + 1 :], f"{each!r} stands where {other!r} would be right"


def _two_swapped(number: str) -> Iterator[tuple[str, str]]:
    for i in range(min(len(number), 40) - 1):
        if number[i] != number[i + 1]:
            swapped = number[:i] + number[i + 1] + number[i] + number[i + 2 :]
            yield swapped, f"{number[i : i + 2]!r} have changed places"
