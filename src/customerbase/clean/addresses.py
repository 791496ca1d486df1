"""Addresses, from columns of their parts or from one column of text.

- Parts from columns stay as they are; the short name of a Chinese province
  (广东) becomes its full one (广东省), so that one place is one place.
- A whole address in one column is taken apart by a table of divisions
  (GB/T 2260), where there is one: see `parse_address`.  Without a table only
  what begins with one of the 34 provinces, regions and municipalities of
  China is taken apart.  Elsewhere nothing is guessed.
- A postal code in brackets or after 邮编, and six digits at the very front
  or, after a blank, at the end, are taken out of such a text.  ``518000.0``
  loses its ``.0``.
- Parts given beside the text win over what the text says.

>>> found = clean_address(text="广东深圳市福田区福华路12号（邮编：518000）")
>>> found.province, found.city, found.district, found.street, found.postal_code
('广东省', '深圳市', '福田区', '福华路12号', '518000')
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from customerbase.clean.address_patterns import by_pattern
from customerbase.clean.address_walk import by_table
from customerbase.clean.divisions import Divisions
from customerbase.clean.parsed_address import AddressNote, Found, ParsedAddress, Span, confidence, pieces
from customerbase.clean.provinces import PROVINCES
from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_name, halfwidth
from customerbase.clean.traditional import simplified
from customerbase.errors import InvalidRecord
from customerbase.values import Address

__all__ = ["PROVINCES", "clean_address", "parse_address"]

_SPACES: Final = re.compile(r"\s+")
_HAN: Final = re.compile("[\u3400-\u9fff]")
_LABEL: Final = re.compile(
    "(?:联系|注册|通讯|通信|办公|公司|单位|收货|收件|详细|家庭|住所|经营|邮寄)?(?:地址|住址|住所)[:：] ?"
)
_CHINA: Final = re.compile(
    r"中华人民共和国|中國|中国|(?:P\. ?R\. ?|PR ?)?China\b\.?|P\. ?R\. ?C\.|PRC\b", re.IGNORECASE
)
_ENDS_IN_CHINA: Final = re.compile(
    r"[ ,.(]((?:P\. ?R\. ?|PR ?)?China\.?|P\. ?R\. ?C\.?|PRC)\)?$", re.IGNORECASE
)
_POSTAL: Final = re.compile(
    r"[(（]? ?(?:邮政编码|郵政編碼|邮编|郵編|郵遞區號|P\.?C\.?) ?[:：]? ?([0-9]{6})(?![0-9]) ?[)）]?|[(（]([0-9]{6})[)）]"
)
_POSTAL_FRONT: Final = re.compile(r"([0-9]{6})(?=[ ,，]*[\u4e00-\u9fff])")
_POSTAL_END: Final = re.compile(r"(?<=[ ,，;；])([0-9]{6})$")
_EDGES: Final = " ,，;；、。."
_PARTS: Final = ("country", "province", "city", "district", "street", "postal_code")


def parse_address(text: str, *, divisions: Divisions | None = None) -> ParsedAddress:
    """Return the parts of a whole address: country, province, city, district, and the rest.

    Parameters
    ----------
    text : str
    divisions : Divisions, optional
        The table of places.  Without one, only addresses that begin with a
        province, region or municipality are taken apart.

    Notes
    -----
    A level that was left out is filled in where the table has one place of
    the name (深圳市 lies in 广东省); where it has several, nothing is chosen.
    What stands in the address but is no place of the table (开发区) is kept
    as written.  An address in Latin letters is not taken apart.

    Examples
    --------
    >>> found = parse_address("内蒙古呼和浩特市回民区中山西路1号")
    >>> found.province, found.city, found.district, found.rest
    ('内蒙古自治区', '呼和浩特市', '回民区', '中山西路1号')
    >>> table = Divisions.from_rows(
    ...     [
    ...         ("440000", "广东省", None, None),
    ...         ("440300", "深圳市", None, None),
    ...         ("440305", "南山区", None, None),
    ...     ]
    ... )
    >>> found = parse_address("深圳南山区科技园1栋", divisions=table)
    >>> found.province, found.city, found.district, found.rest, found.code, found.confidence
    ('广东省', '深圳市', '南山区', '科技园1栋', '440305', 0.9)
    """
    text = _SPACES.sub(" ", halfwidth(text)).strip()
    if len(text) > 2_000 or not _HAN.search(text):
        return _unparsed(text)
    body, code, taken = _without_postal_code(text)
    spans: list[Span] = []
    at = 0
    if label := _LABEL.match(body):
        at = label.end()
        spans.append(("label", 0, at))
    while at < len(body) and body[at] in _EDGES:
        at += 1
    country = _CHINA.match(body, at)
    begin = country.end() if country else at
    if country:
        spans.append(("country", at, begin))
    found: Found = (
        by_pattern(body, begin) if divisions is None else by_table(body, simplified(body), begin, divisions)
    )
    if country and not found.parts:
        spans.pop()
        begin = at
    spans += found.spans
    last = spans[-1][2] if spans else at
    end = len(body)
    while last < end and body[last] in _EDGES:
        last += 1
    while end > last and body[end - 1] in _EDGES:
        end -= 1
    spans.append(("rest", last, end))
    notes = tuple(found.notes) if found.parts else (*found.notes, AddressNote.UNPARSED)
    return ParsedAddress(
        text=text,
        country="中国" if country and found.parts else None,
        rest=body[last:end] or None,
        postal_code=code,
        code=found.code,
        confidence=confidence(notes),
        notes=notes,
        abolished=found.abolished,
        successor=divisions.successor(found.abolished) if divisions and found.abolished else None,
        candidates=found.candidates,
        pieces=_put_back(pieces(body, spans), taken, code),
        **found.parts,
    )


def _unparsed(text: str) -> ParsedAddress:
    """Keep an address in Latin letters as it is, but for the country at its end."""
    notes = (AddressNote.UNPARSED,)
    country = _ENDS_IN_CHINA.search(text)
    rest = text[: country.start()].rstrip(_EDGES + "(") if country else text
    if country is None or not rest:
        return ParsedAddress(
            text=text,
            rest=text or None,
            confidence=0.0,
            notes=notes,
            pieces=(("rest", text),) if text else (),
        )
    spans: list[Span] = [("rest", 0, len(rest)), ("country", country.start(1), country.end(1))]
    return ParsedAddress(
        text=text, country="China", rest=rest, confidence=0.0, notes=notes, pieces=pieces(text, spans)
    )


def _without_postal_code(text: str) -> tuple[str, str | None, tuple[int, str]]:
    """Return the text without its postal code, the code, and what was taken out with it, and where."""
    for pattern in (_POSTAL, _POSTAL_FRONT, _POSTAL_END):
        found = pattern.match(text) if pattern is _POSTAL_FRONT else pattern.search(text)
        if found:
            code = next(each for each in found.groups() if each)
            return text[: found.start()] + text[found.end() :], code, (found.start(), found[0])
    return text, None, (0, "")


def _put_back(
    cut: tuple[tuple[str, str], ...], taken: tuple[int, str], code: str | None
) -> tuple[tuple[str, str], ...]:
    """Return the pieces with that of the postal code where it stood."""
    if code is None:
        return cut
    before, _, after = taken[1].partition(code)
    postal = [
        (role, each)
        for role, each in (("separator", before), ("postal_code", code), ("separator", after))
        if each
    ]
    at = 0
    put: list[tuple[str, str]] = []
    for role, each in cut:
        inner = taken[0] - at
        if postal and 0 <= inner < len(each):
            put += [(role, each[:inner])] if inner else []
            put += postal
            put.append((role, each[inner:]))
            postal = []
        else:
            put.append((role, each))
        at += len(each)
    return tuple(put + postal)


def clean_address(
    *,
    country: str = "",
    province: str = "",
    city: str = "",
    district: str = "",
    street: str = "",
    postal_code: str = "",
    text: str = "",
    label: str = "main",
    blanks: Container[str] = BLANKS,
    divisions: Divisions | None = None,
) -> Address | None:
    """Return an address of raw parts, or None if all of them are blank.

    Parameters
    ----------
    country, province, city, district, street, postal_code : str
        Cells of their own columns.
    text : str
        The cell of a column that holds whole addresses.
    label : str
    divisions : Divisions, optional
        As for `parse_address`.

    Raises
    ------
    Refused
        If a part is too long, or holds what cannot be kept.
    """
    given = dict(zip(_PARTS, (country, province, city, district, street, postal_code), strict=True))
    parts = {name: clean_name(raw, limit=2_000, blanks=blanks) for name, raw in given.items()}
    whole = clean_name(text, limit=2_000, blanks=blanks)
    if whole is not None:
        found = parse_address(whole, divisions=divisions)
        for name in _PARTS:
            value = getattr(found, "rest" if name == "street" else name)
            if parts[name] is None:
                parts[name] = value
            elif name == "street" and value is not None:
                parts[name] = f"{value} {parts[name]}"
    code = parts["postal_code"]
    if code is not None:
        parts["postal_code"] = re.sub(r"^([0-9]+)\.0$", r"\1", code)
    parts["province"] = PROVINCES.get(parts["province"] or "", parts["province"] or "") or None
    if not any(parts.values()):
        return None
    try:
        return Address(label=label, **parts)
    except InvalidRecord as error:
        problem = error.problems[0]
        raise Refused(f"{problem.path.removeprefix('$.')} {problem.reason}", problem.hint) from error
