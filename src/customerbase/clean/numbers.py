"""Exact numbers: Decimal or int, never float.

- ``1,234.50`` and ``１，２３４.５`` have thousands separators, by the English
  and Chinese convention; groups of four (``1,2345``) are refused.  Spaces,
  apostrophes and underscores between groups of three are accepted.
- ``1.234,50`` can only be the European convention and is 1234.50.  ``1,234``
  is 1234.  ``1,23`` and ``1,2345`` are refused: the comma may be either.
- ``(12.5)``, ``-12.5``, ``12.5-`` and ``−12.5`` are negative.
- ``15%`` is a number only where a share is asked for (`clean_share`).
- ``3万`` and ``1.2亿`` are 30000 and 120000000.
- ``1E3`` is 1000: the number is exact, as it is written.
- ``NaN`` and the like are blank; ``Infinity`` is refused.

>>> clean_number("1,234.50"), clean_number("1.234,50"), clean_number("（3）")
(Decimal('1234.50'), Decimal('1234.50'), Decimal('-3'))
"""

from __future__ import annotations

import re
from collections.abc import Container
from decimal import Decimal

from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_text, is_blank

__all__ = ["SCALES", "clean_flag", "clean_number", "clean_share", "clean_whole", "parse_number"]

SCALES = {
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1_000),
    "万": Decimal(10_000),
    "萬": Decimal(10_000),
    "十万": Decimal(100_000),
    "百万": Decimal(1_000_000),
    "百萬": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "千萬": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "億": Decimal(100_000_000),
    "万亿": Decimal(1_000_000_000_000),
    "k": Decimal(1_000),
    "thousand": Decimal(1_000),
    "m": Decimal(1_000_000),
    "mn": Decimal(1_000_000),
    "million": Decimal(1_000_000),
    "bn": Decimal(1_000_000_000),
    "billion": Decimal(1_000_000_000),
}
"""Word after a number → what it multiplies by."""

_PLAIN = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:([,\s'’_])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]*)?")
_EUROPEAN = re.compile(r"[0-9]{1,3}(?:[.\s][0-9]{3})+,[0-9]+")
_UNGROUPED = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_SEPARATORS = re.compile(r"[,\s'’_]")
_SCALE = re.compile(
    "(.*?)(" + "|".join(sorted(map(re.escape, SCALES), key=len, reverse=True)) + ")", re.DOTALL
)
_MOST = 18


def clean_number(raw: str, *, blanks: Container[str] = BLANKS) -> Decimal | None:
    """Return the exact number, or None if the cell is blank.

    Raises
    ------
    Refused
        If it is no number, or one that can be read in two ways.
    """
    if _PLAIN.fullmatch(raw):
        return Decimal(raw)
    text = clean_text(raw, limit=2_000, blanks=blanks)
    return None if text is None else parse_number(text)


def clean_whole(raw: str, *, blanks: Container[str] = BLANKS) -> int | None:
    """Return a whole number; ``12.0``, ``1,200`` and ``120人`` are whole.

    >>> clean_whole("1,200"), clean_whole("120人")
    (1200, 120)

    Raises
    ------
    Refused
        If it is no number, or has a fraction.
    """
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return None
    value = parse_number(text.rstrip("人名个位個件次天日分钟鐘 "))
    if value != value.to_integral_value():
        raise Refused("is no whole number", "write it without a fraction")
    return int(value)


def clean_share(raw: str, *, blanks: Container[str] = BLANKS) -> Decimal | None:
    """Return a share from 0 to 1, such as a discount.

    ``15%`` is 0.15, ``0.15`` too; ``8.5折`` lets off 0.15 of the price, and
    ``85折`` as well.  ``15`` alone is refused.

    >>> clean_share("15%"), clean_share("8.5折"), clean_share("0")
    (Decimal('0.15'), Decimal('0.15'), Decimal('0'))

    Raises
    ------
    Refused
    """
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return None
    if text.endswith("折"):
        kept = parse_number(text[:-1])
        share = 1 - (kept / 10 if kept <= 10 else kept / 100)
    elif text.endswith("%"):
        share = parse_number(text[:-1]) / 100
    else:
        share = parse_number(text)
        if share > 1:
            raise Refused("is above 1", f"if it is per cent, write {share}%")
    if not 0 <= share <= 1:
        raise Refused("is no share from 0 to 1", "write 0.15 or 15%")
    return share


_YES = frozenset("true yes y t 1 on 是 有 对 對 √ ✓ 1.0".split())
_NO = frozenset("false no n f 0 off 否 不 没有 沒有 × 0.0".split())


def clean_flag(raw: str, *, blanks: Container[str] = BLANKS) -> bool | None:
    """Return yes or no.

    >>> clean_flag("是"), clean_flag("0")
    (True, False)

    Raises
    ------
    Refused
    """
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return False if raw.strip() in {"无", "無", "×"} and not is_blank(raw, frozenset()) else None
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Refused("is neither yes nor no", "write yes or no, 是 or 否, 1 or 0")


def parse_number(text: str) -> Decimal:
    """Return the number that this text, already cleaned, says.

    Raises
    ------
    Refused
    """
    body = text.strip().replace("，", ",").replace("−", "-").replace("．", ".")
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1].strip()
    if body.endswith("-") and not body.startswith("-"):
        body = "-" + body[:-1].strip()
    if body[:1] in "+-":
        negative ^= body[:1] == "-"
        body = body[1:].lstrip()
    factor = Decimal(1)
    if (found := _SCALE.fullmatch(body.casefold())) and found[1].strip():
        factor, body = SCALES[found[2]], found[1].strip()
    value = _digits(body, text) * factor
    if value and value.adjusted() >= _MOST:
        raise Refused(f"has more than {_MOST} digits before the point", None)
    return -value if negative else value


def _digits(body: str, text: str) -> Decimal:
    if not body.isascii() and not body.replace("’", "").isascii():
        raise Refused("is no number", "write digits only")
    if len(body) > 60:
        raise Refused("is no number", "it has too many digits")
    if _UNGROUPED.fullmatch(body):
        return Decimal(body)
    if _ENGLISH.fullmatch(body):
        return Decimal(_SEPARATORS.sub("", body))
    if _EUROPEAN.fullmatch(body):
        return Decimal(re.sub(r"[.\s]", "", body).replace(",", "."))
    if re.fullmatch(r"[0-9]+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}", body):
        raise Refused("may be read in two ways", "write a point before the decimals, and no separator")
    if "%" in text:
        raise Refused("is a percentage where an amount is expected", "write the amount")
    raise Refused("is no number", "write digits, with a point before the decimals")
