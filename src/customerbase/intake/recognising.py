"""What a file holds, told from its headings alone.

1. A file whose headings are the field names of a record, its own id and all
   that the record needs among them, holds such records: ``task_id``,
   ``planned_on``, ... is a file of tasks.
2. Otherwise each kind of list says which headings it understands
   (`customerbase.sources.headings`).  A list that lacks what its kind needs
   (sales without an amount) is none.
3. Sales win over a kind to which their date and their amount say nothing: many
   a sales list tells more of the customer than of the sale.
4. Among customers, products and employees, one whose own number stands in the first
   column wins over those whose number is nowhere: a person's name may be anybody's.
5. Of the others, the kind that understands most is the one, if no other
   understands as many; its own number (``Order No`` of a sale) counts twice.

>>> recognise(["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"]).kind
'purchases'
>>> recognise(["客户编号", "公司名称", "联系人", "电话"]).kind
'customers'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from customerbase.errors import AmbiguousHeader, SourceError
from customerbase.intake.reading import Reading
from customerbase.intake.shapes import place
from customerbase.model import KINDS
from customerbase.paths import CARDS
from customerbase.sources.heading_words import fields_of, is_field
from customerbase.sources.headings import FileKind, map_headings

__all__ = ["LISTS", "RECORDS", "Recognised", "recognise"]

LISTS: Mapping[str, str] = {
    "customers": "customer_id",
    "purchases": "purchase_id",
    "purchase_headers": "purchase_id",
    "purchase_lines": "purchase_id",
    "interactions": "interaction_id",
    "products": "product_id",
    "employees": "employee_id",
}
"""Lists that are understood by headings as people write them → the field of their own number."""

RECORDS = tuple(kind for kind in KINDS if kind not in CARDS and kind != "purchase")
"""Kinds of records that are read by their field names."""

_UNDATED = frozenset({"customers", "products", "employees"})
_LISTED = {"product": "products", "employee": "employees", "interaction": "interactions"}


@attrs.frozen(kw_only=True)
class Recognised:
    """What a file seems to hold.

    Attributes
    ----------
    kind : str or None
        A name of `LISTS` or of `RECORDS`; None where it cannot be told.
    scores : mapping
        Every kind that it may be → how much it understands, most first.
    """

    kind: str | None
    scores: Mapping[str, int]


def recognise(header: Sequence[str], reading: Reading | None = None) -> Recognised:
    """Say what a file with these headings holds.

    Parameters
    ----------
    header : sequence of str
    reading : Reading, optional
        Its `mapping` and `aliases` count as headings that are understood.
    """
    records = {kind: count for kind in RECORDS if (count := _as_records(header, kind))}
    if len(records) == 1:
        (kind,) = records
        return Recognised(kind=_LISTED.get(kind, kind), scores={_LISTED.get(kind, kind): records[kind]})
    found = {kind: fields for kind in LISTS if (fields := _as_list(header, kind, reading or Reading()))}
    if "purchases" in found:
        # Whatever has all in one file has also what half of it needs.
        found.pop("purchase_headers", None)
        found.pop("purchase_lines", None)
    scores = {kind: len(fields) + (LISTS[kind] in fields.values()) for kind, fields in found.items()}
    ranked = sorted(scores, key=lambda kind: -scores[kind])
    left = [kind for kind in ranked if not any(_beats(other, kind, found) for other in found)]
    clear = len(left) == 1 or (len(left) > 1 and scores[left[0]] > scores[left[1]])
    return Recognised(kind=left[0] if clear else None, scores={kind: scores[kind] for kind in ranked})


def _beats(one: str, other: str, found: Mapping[str, Mapping[int, str]]) -> bool:
    if one == other:
        return False
    if one == "purchases":
        said = {field: i for i, field in found[one].items()}
        amounts = [said[each] for each in ("amount", "unit_price") if each in said]
        return said.get("on") not in found[other] and any(each not in found[other] for each in amounts)
    if {one, other} <= _UNDATED:
        return found[one].get(0) == LISTS[one] and LISTS[other] not in found[other].values()
    return False


def _as_records(header: Sequence[str], kind: str) -> int:
    """Count the headings that are fields of a record; none of them where its id or what it needs is missing."""
    cls = KINDS[kind]
    known = [found[0][0] for heading in header if (found := place(cls, heading)) is not None]
    own = f"{kind}_id"
    needed = {own} | {each.name for each in attrs.fields(cls) if each.default is attrs.NOTHING}
    return len(known) if needed <= set(known) and 2 * len(known) > len(header) else 0


def _as_list(header: Sequence[str], kind: str, reading: Reading) -> Mapping[int, str]:
    """Return the columns that a kind of list understands; none where what it needs is missing."""
    listed: FileKind = kind  # type: ignore[assignment]
    mapping = {
        heading: field
        for heading, field in (reading.mapping or {}).items()
        if heading in header and (field is None or is_field(field, listed))
    }
    try:
        found = map_headings(header, listed, mapping=mapping, aliases=_own(reading, listed))
    except AmbiguousHeader:
        # It may well be this kind: the person will be asked which column is which.
        return {i: fields[0] for i, each in enumerate(header) if (fields := fields_of(each, listed))}
    except SourceError:
        return {}
    return {each.index: each.field for each in found.columns}


def _own(reading: Reading, kind: FileKind) -> Mapping[str, Iterable[str]] | None:
    if not isinstance(reading.aliases, Mapping):
        return None
    return {field: headings for field, headings in reading.aliases.items() if is_field(field, kind)}
