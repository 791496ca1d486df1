"""Cells that hold two things, or one of several: a bank and its account, a mobile or a fixed number.

Each reader returns values by their paths on the card.  What cannot be told
apart stays together, as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any

from customerbase.clean.addresses import clean_address
from customerbase.clean.choices import clean_gender, clean_kind, clean_stage
from customerbase.clean.identifiers import clean_identifier
from customerbase.clean.phones import clean_phones
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name, clean_tags, clean_text
from customerbase.values import Identifier, Phone

__all__ = [
    "JOINED",
    "account_of",
    "address_parts",
    "full_name",
    "payment_term",
    "read_joined",
    "read_salutation",
]

JOINED = frozenset(
    {"kind_or_tag", "kind_or_ownership", "stage_or_tag", "phones", "bank_and_account", "address_and_phone"}
)
"""Fields of a list that are no field of the card: what a cell says decides which it is."""

_MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}")
_ACCOUNT = re.compile(
    r"(.*?)[\s:：,，、;；/]*(?:(?:银行)?[账帐](?:号|户)|a/?c(?:\s*no)?)?[.:：\s]*([0-9][0-9 \-]{6,40}[0-9])\s*",
    re.IGNORECASE | re.DOTALL,
)
_PHONE_BEHIND = re.compile(
    r"(.*?[^0-9\s,，、;；/:：])[\s,，、;；/]*(?:联系电话|电话|tel\.?|phone)?[\s:：]*"
    r"((?:\+?86[- ]?)?(?:1[3-9][0-9]{9}|[(（]?0[0-9]{2,3}[)）]?[- ]?[0-9]{7,8}(?:[-转][0-9]{1,6})?"
    r"|400[- ]?[0-9]{3}[- ]?[0-9]{4}|[2-8][0-9]{6,7}))\s*",
    re.IGNORECASE | re.DOTALL,
)
_DAYS = re.compile(r"(?:net\s*|净\s*)?([0-9]{1,4})\s*(?:天|日|days?|d)?", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]")
_BETWEEN_DIVISIONS = re.compile(r"\s*[/\\|>,，、·\-—–]+\s*|\s+")


def read_joined(field: str, raw: str, taken: Container[str]) -> dict[str, Any]:
    """Read a cell of one of the fields `JOINED`.

    Parameters
    ----------
    field, raw : str
    taken : container of str
        Fields that have columns of their own: a telephone that stands behind the
        address of a register is not the main one where that has a column.

    Raises
    ------
    Refused

    Examples
    --------
    >>> read_joined("bank_and_account", "中国银行深圳福田支行 7600 1234 5678 901", ())["organization.bank"]
    '中国银行深圳福田支行'
    >>> sorted(read_joined("phones", "13900000001 / 0755-83201234", ()))
    ['phones[main]', 'phones[mobile]']
    >>> read_joined("kind_or_tag", "经销商", ())
    {'tags': ('经销商',)}
    """
    if field == "phones":
        return _phones(raw, taken)
    if field == "bank_and_account":
        return _bank(raw)
    if field == "address_and_phone":
        return _address_and_phone(raw, taken)
    clean, name = (clean_stage, "stage") if field == "stage_or_tag" else (clean_kind, "kind")
    try:
        value = clean(raw)
    except Refused:
        if field == "kind_or_ownership":
            return {"organization.ownership": clean_text(raw)}
        return {"tags": clean_tags(raw)}
    return {} if value is None else {name: value}


def _phones(raw: str, taken: Container[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in clean_phones(raw) or ():
        digits = re.sub(r"[\s\-()]", "", each.number)
        label = "mobile" if _MOBILE.fullmatch(digits) else "main"
        names = (label, *(f"{label} {i}" for i in range(2, 100)))
        name = next(n for n in names if f"phones[{n}]" not in found and f"phones[{n}]" not in taken)
        found[f"phones[{name}]"] = each.replace(label=name)
    return found


def _bank(raw: str) -> dict[str, Any]:
    text = clean_text(raw)
    if text is None:
        return {}
    bank, account = account_of(text)
    found: dict[str, Any] = {"organization.bank": bank} if bank else {}
    if account and (number := clean_identifier(account, scheme="bank_account")) is not None:
        found["identifiers[bank_account]"] = Identifier(scheme="bank_account", value=number)
    return found


def account_of(text: str) -> tuple[str, str | None]:
    """Part a bank and the number of an account behind it.

    >>> account_of("工行西湖支行，账号：1202020209900012345"), account_of("工行西湖支行")
    (('工行西湖支行', '1202020209900012345'), ('工行西湖支行', None))
    """
    found = _ACCOUNT.fullmatch(text)
    return (found[1].strip(), found[2].strip()) if found else (text, None)


def _address_and_phone(raw: str, taken: Container[str]) -> dict[str, Any]:
    text = clean_text(raw)
    if text is None:
        return {}
    found: dict[str, Any] = {}
    behind = _PHONE_BEHIND.fullmatch(text)
    if behind is not None:
        label = "main" if "phones[main]" not in taken else "registered"
        phones: tuple[Phone, ...] = clean_phones(behind[2], label=label) or ()
        found |= {f"phones[{each.label}]": each for each in phones}
        text = behind[1].strip()
    own = any(each.startswith("address.") for each in taken) if isinstance(taken, frozenset) else False
    address = clean_address(text=text, label="registered" if own else "main")
    return found if address is None else found | {f"addresses[{address.label}]": address}


def address_parts(parts: Mapping[str, str]) -> dict[str, str]:
    """Put what stands in columns of an address into the parts that `clean_address` takes.

    >>> address_parts({"area": "广东省/深圳市/福田区", "street": "福华路12号"})
    {'street': '福华路12号', 'text': '广东省深圳市福田区'}
    >>> address_parts({"area": "华南"}), address_parts({"street": "Ring 2", "street2": "Floor 3"})
    ({'province': '华南'}, {'street': 'Ring 2, Floor 3'})
    """
    found = dict(parts)
    second = found.pop("street2", "")
    if second.strip():
        between = "" if _HAN.search(second) else ", "
        found["street"] = between.join(each for each in (found.get("street", "").strip(), second) if each)
    area = found.pop("area", "")
    if area.strip():
        text = _BETWEEN_DIVISIONS.sub("", area.strip()) if _HAN.search(area) else area
        known = clean_address(text=text)
        if known is not None and known.province is None:
            found.setdefault("province", area)
        else:
            found["text"] = text + found.get("text", "")
    return found


def payment_term(raw: str) -> dict[str, Any]:
    """Return the days of payment, or else the words in which they are agreed.

    >>> payment_term("30天"), payment_term("月结30天")
    ({'days': 30}, {'words': '月结30天'})
    """
    text = clean_text(raw)
    if text is None:
        return {}
    found = _DAYS.fullmatch(text)
    return {"days": int(found[1])} if found else {"words": text}


def full_name(first: str | None, last: str | None) -> str | None:
    """Put a name together, as the language has it.

    >>> full_name("Ida", "Doyle"), full_name("伟", "张"), full_name(None, "Doyle")
    ('Ida Doyle', '张伟', 'Doyle')
    """
    given = [each for each in (first, last) if each]
    if len(given) > 1 and all(_HAN.search(each) for each in given):
        return "".join(reversed(given))
    return " ".join(given) or None


def read_salutation(raw: str) -> tuple[str, Any] | None:
    """Return the gender that a form of address says, or else the form itself.

    >>> read_salutation("女士")[0], read_salutation("王总"), read_salutation("Dr.")
    ('gender', ('salutation', '王总'), ('salutation', 'Dr.'))
    """
    text = clean_name(raw, limit=100)
    if text is None:
        return None
    try:
        return "gender", clean_gender(text)
    except Refused:
        return "salutation", text
