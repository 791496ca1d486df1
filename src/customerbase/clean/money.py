"""Amounts with their currency.

- The currency stands in the cell (``USD 5``, ``€5``, ``5元``, ``500万美元``), or
  in the unit of the heading (``金额（万元）``), or is given by the caller; a
  cell that says another than the caller's default keeps its own.
- ``¥`` is the yuan and the yen: it is the caller's currency where that is one
  of the two, otherwise it is refused.  ``$`` likewise for the dollars.  元 and
  圆 are the caller's currency where it is CNY, HKD, TWD, MOP, JPY or SGD, and
  CNY where the caller gives none.
- ``万元`` and ``亿元`` multiply; a unit in the cell wins over the heading's:
  ``1342128万元`` below ``注册资本(万元)`` is not multiplied twice.
- Numbers are read as in `customerbase.clean.numbers`; brackets are negative.
- More than six decimals are refused.

>>> clean_money("500万美元")
Money('5000000', 'USD')
>>> clean_money("1,234.50", currency="EUR"), clean_money("20", unit="万元")
(Money('1234.50', 'EUR'), Money('200000', 'CNY'))
"""

from __future__ import annotations

import re
from collections.abc import Container
from decimal import Decimal

from customerbase.clean.numbers import parse_number
from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_text
from customerbase.errors import InvalidRecord
from customerbase.values import CURRENCIES, Money

__all__ = ["clean_currency", "clean_money"]

_WORDS = {
    "人民币元": "CNY", "人民幣元": "CNY", "人民币": "CNY", "人民幣": "CNY", "rmb": "CNY", "cn¥": "CNY",
    "yuan": "CNY", "renminbi": "CNY", "美元": "USD", "美金": "USD", "us$": "USD", "us dollars": "USD",
    "us dollar": "USD", "usd$": "USD", "港币": "HKD", "港幣": "HKD", "港元": "HKD", "hk$": "HKD",
    "新台币": "TWD", "新台幣": "TWD", "新臺幣": "TWD", "台币": "TWD", "台幣": "TWD", "nt$": "TWD",
    "澳门元": "MOP", "澳門元": "MOP", "mop$": "MOP", "日元": "JPY", "日圆": "JPY", "日圓": "JPY", "円": "JPY",
    "yen": "JPY", "jp¥": "JPY", "欧元": "EUR", "歐元": "EUR", "€": "EUR", "euro": "EUR", "euros": "EUR",
    "英镑": "GBP", "英鎊": "GBP", "£": "GBP", "pounds": "GBP", "韩元": "KRW", "韓元": "KRW", "₩": "KRW",
    "新加坡元": "SGD", "新币": "SGD", "s$": "SGD", "澳元": "AUD", "澳币": "AUD", "a$": "AUD",
    "加元": "CAD", "加币": "CAD", "c$": "CAD", "ca$": "CAD", "瑞士法郎": "CHF", "卢布": "RUB", "₽": "RUB",
    "卢比": "INR", "₹": "INR", "泰铢": "THB", "฿": "THB", "越南盾": "VND", "₫": "VND",
}  # fmt: skip
_SHARED = {
    "¥": ("CNY", "JPY"),
    "$": ("USD", "HKD", "TWD", "SGD", "AUD", "CAD", "NZD", "MOP", "MXN", "BRL", "CLP", "COP", "ARS"),
    "dollars": ("USD", "HKD", "SGD", "AUD", "CAD", "NZD"),
    "dollar": ("USD", "HKD", "SGD", "AUD", "CAD", "NZD"),
}
_YUAN = ("CNY", "HKD", "TWD", "MOP", "JPY", "SGD")
_SMALL = {"角": Decimal("0.1"), "分": Decimal("0.01")}

_PLAIN = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_KNOWN = "|".join(sorted(map(re.escape, [*_WORDS, *_SHARED]), key=len, reverse=True))
_CODE = re.compile(r"(?<![a-z])[a-z]{3}(?![a-z])")
_WORD = re.compile(_KNOWN)
_YUAN_SIGN = re.compile(r"(?<=[0-9万萬亿億千百十\s)])[元圆圓塊块]整?$|^[元圆圓]$")
_SCALE_BEFORE_YUAN = re.compile(r"([十百千万萬亿億]+)[元圆圓]?")


def clean_money(
    raw: str,
    *,
    currency: str | None = None,
    unit: str | None = None,
    blanks: Container[str] = BLANKS,
) -> Money | None:
    """Return the amount, or None if the cell is blank.

    Parameters
    ----------
    raw : str
    currency : str, optional
        Code of ISO 4217 that holds where neither cell nor heading says one.
    unit : str, optional
        What the heading says in brackets: ``万元``, ``USD``.

    Raises
    ------
    Refused
        If it is no amount, or its currency is not known.
    """
    if currency is not None and unit is None and _PLAIN.fullmatch(raw):
        return _money(Decimal(raw), currency)
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return None
    rest, found = _without_currency(text.casefold(), currency)
    unit_scale = ""
    if unit and len(unit) <= 50:
        unit_rest, unit_currency = _without_currency(unit.strip().casefold(), currency)
        found = found or unit_currency
        if (said := _SCALE_BEFORE_YUAN.search(unit_rest)) or unit_rest in {"k", "m"}:
            unit_scale = said[1] if said else unit_rest
    if unit_scale and not re.search(r"[十百千万萬亿億元圆圓a-z]", rest) and _names_no_scale(text):
        rest += unit_scale
    amount = parse_number(rest)
    chosen = found or currency
    if chosen is None:
        raise Refused("does not say its currency", "say it: currency='CNY'")
    return _money(amount, chosen)


def _names_no_scale(text: str) -> bool:
    """Tell whether a cell gives a number alone, so that the unit of its heading applies.

    A cell that names 元 itself is in 元, whatever its heading says.
    """
    return not re.search(r"[元圆圓塊块万萬亿億]", text)


def clean_currency(raw: str, *, blanks: Container[str] = BLANKS) -> str | None:
    """Return the code of ISO 4217 that a cell names.

    >>> clean_currency("人民币"), clean_currency("usd")
    ('CNY', 'USD')

    Raises
    ------
    Refused
        If it is no currency, or may be several.
    """
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return None
    word = text.casefold()
    code = _WORDS.get(word) or (word.upper() if word.upper() in CURRENCIES else None)
    if code is None and word in _SHARED:
        raise Refused(f"may be {' or '.join(_SHARED[word][:4])}", "write the code of ISO 4217")
    if code is None and word in {"元", "圆", "圓"}:
        return "CNY"
    if code is None:
        raise Refused("is no currency", "write its code of ISO 4217, such as CNY, EUR, USD")
    return code


def _without_currency(text: str, default: str | None) -> tuple[str, str | None]:
    """Return the text without the currency that it names, and the currency."""
    found: set[str] = set()
    for code in _CODE.findall(text):
        if code.upper() in CURRENCIES:
            found.add(code.upper())
            text = re.sub(rf"(?<![a-z]){code}(?![a-z])", " ", text)
    shared: list[str] = []

    def note(match: re.Match[str]) -> str:
        word = match[0]
        if word in _WORDS:
            found.add(_WORDS[word])
        else:
            shared.append(word)
        return " "

    text = _WORD.sub(note, text).strip()
    yuan = _YUAN_SIGN.search(text)
    if yuan:
        text = text[: yuan.start()].strip()
    if len(found) > 1:
        raise Refused(
            f"names several currencies: {', '.join(sorted(found))}", "write one amount in one currency"
        )
    code = next(iter(found), None)
    for word in shared:
        code = _narrowed(word, code, default)
    if yuan and code is None:
        code = default if default in _YUAN else "CNY"
    text = re.sub(r"^\(\s+", "(", re.sub(r"\s+\)$", ")", text))
    return re.sub(r"^([+-])\s+", r"\1", text), code


def _narrowed(word: str, code: str | None, default: str | None) -> str:
    """Return which of the currencies that share a sign is meant."""
    may_be = _SHARED[word]
    if code is None and default in may_be:
        code = default
    if code is None:
        reason = f"{word!r} may mean {' or '.join(may_be[:4])}"
        raise Refused(reason, f"say which: currency={may_be[0]!r}")
    if code not in may_be:
        raise Refused(f"names both {word!r} and {code}", "write one currency")
    return code


def _money(amount: Decimal, currency: str) -> Money:
    try:
        return Money(amount, currency)
    except InvalidRecord as error:
        problem = error.problems[0]
        raise Refused(problem.reason, problem.hint) from error
