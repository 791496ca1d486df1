"""Addresses, from columns of their parts or from one column of text.

- Parts from columns stay as they are; the short name of a Chinese province
  (广东) becomes its full one (广东省), so that one place is one place; with a
  table of divisions those of cities and districts do too, where the province
  stands beside them and the table agrees.
- A whole address in one column is taken apart by a table of divisions
  (GB/T 2260), where there is one: see `parse_address`.  Without a table only
  what begins with one of the 34 provinces, regions and municipalities of
  China is taken apart.  Elsewhere nothing is guessed.
- A postal code in brackets or after 邮编, and six digits at the very front
  or, after a blank, at the end, are taken out of such a text.  ``518000.0``
  loses its ``.0``.
- Parts given beside the text win over what the text says; where they differ,
  the whole text is kept as the street.

>>> found = clean_address(text="广东深圳市福田区福华路12号（邮编：518000）")
>>> found.province, found.city, found.district, found.street, found.postal_code
('广东省', '深圳市', '福田区', '福华路12号', '518000')
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
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

__all__ = ["PROVINCES", "clean_address", "parse_address", "read_address"]

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
_BETWEEN: Final = "-—–/|>·"
_PLACES: Final = ("province", "city", "district")
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
    edges = _EDGES + _BETWEEN if found.parts else _EDGES
    while last < end and body[last] in edges:
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

    Notes
    -----
    Where the text says something else than a column does, nothing is chosen:
    the column stays, and the whole text is the street.

    Examples
    --------
    >>> clean_address(city="广州市", text="广东省深圳市福华路1号").parts
    (None, None, '广州市', None, '广东省深圳市福华路1号', None)
    """
    given = dict(zip(_PARTS, (country, province, city, district, street, postal_code), strict=True))
    return read_address(given, text, label=label, blanks=blanks, divisions=divisions)[0]


def read_address(
    given: Mapping[str, str],
    text: str = "",
    *,
    label: str = "main",
    blanks: Container[str] = BLANKS,
    divisions: Divisions | None = None,
) -> tuple[Address | None, tuple[AddressNote, ...]]:
    """Return the address of raw parts by name, as `clean_address` does, and what is to be said of it.

    >>> read_address({"city": "广州市"}, "广东省深圳市福华路1号")[1]
    (<AddressNote.WITHOUT_TABLE: 'without a table'>, <AddressNote.CONTRADICTORY: 'contradictory'>)
    """
    cells = {
        name: clean_name(raw, limit=2_000, blanks=blanks) for name in _PARTS for raw in [given.get(name, "")]
    }
    code = cells["postal_code"]
    if code is not None:
        cells["postal_code"] = re.sub(r"^([0-9]+)\.0$", r"\1", code)
    parts, notes = _parts_of(cells, clean_name(text, limit=2_000, blanks=blanks), divisions)
    if not any(parts.values()):
        return None, ()
    try:
        return Address(label=label, **parts), notes
    except InvalidRecord as error:
        problem = error.problems[0]
        raise Refused(f"{problem.path.removeprefix('$.')} {problem.reason}", problem.hint) from error


def _parts_of(
    cells: Mapping[str, str | None], text: str | None, divisions: Divisions | None
) -> tuple[dict[str, str | None], tuple[AddressNote, ...]]:
    """Return the parts of cells and a whole address beside them, and what is to be said of them."""
    parts = dict(cells)
    parts["province"] = PROVINCES.get(parts["province"] or "", parts["province"] or "") or None
    places = [parts[name] for name in _PLACES if parts[name] is not None]
    if not places and text is None:
        return parts, ()
    # 广东省 | 深圳市 | 南山区科技园: what the columns say is the beginning of what the text says.
    within = " ".join(each for each in places if each) if divisions is not None else ""
    found = parse_address(f"{within} {text or ''}", divisions=divisions)
    # 深圳 in a column by itself stays as it is; beside 广东省 it is 深圳市 for sure.
    if text is None and parts["province"] is None:
        return parts, found.notes
    if _agree(parts, found, divisions) and (text is not None or found.rest is None):
        for name in _PLACES if text is None else _PARTS:
            value = getattr(found, "rest" if name == "street" else name)
            if name == "street" and parts[name] is not None and value is not None:
                parts[name] = f"{value} {parts[name]}"
            elif value is not None and (parts[name] is not None or text is not None):
                parts[name] = value
    elif text is not None:
        parts["street"] = " ".join(each for each in (text, parts["street"]) if each)
        return parts, tuple(dict.fromkeys((*found.notes, AddressNote.CONTRADICTORY)))
    return parts, found.notes


def _agree(parts: Mapping[str, str | None], found: ParsedAddress, divisions: Divisions | None) -> bool:
    """Tell whether what was found is what the columns say, in full."""
    if {AddressNote.CONTRADICTORY, AddressNote.AMBIGUOUS} & {*found.notes} and any(
        parts[each] for each in _PLACES
    ):
        return False
    for name in ("country", *_PLACES, "postal_code"):
        given, value = parts[name], getattr(found, name)
        if given is None or given == value:
            continue
        if name in {"country", "postal_code"}:
            if value is not None:
                return False
        elif value is None or divisions is None:
            if value is not None or divisions is not None:
                return False
        elif all(each.name != value for each in divisions.named(given)):
            return False
    return True
