"""Lists of customers that a base keeps, so that a page of a million is read as fast as one of a hundred.

A list is made for a day and stays as it is until it is made again: it says
when it was made.  Its rows, and for each grade, place, stage and employee the
set of positions where it stands, rest as notes, so that every store can keep
lists; a page intersects some sets and reads the rows of one page.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

import attrs

from customerbase.convert import from_plain, instant_from_text, instant_text, json_line, to_plain
from customerbase.errors import EditConflict, NotFound
from customerbase.listing import Listing
from customerbase.model import Stage
from customerbase.organised.listed import ListBy, ListedCustomer, terms_of
from customerbase.stores.notes import Note
from customerbase.stores.packing import micros, unmicros
from customerbase.stores.positions import PART, bits_from_text, bits_of, slice_of, text_of_bits
from customerbase.stores.rows import Rows
from customerbase.values import Money, Period

__all__ = ["LONGEST_NAME", "KeptListing", "Page", "drop_listed", "kept_listing", "kept_listings", "page_of",
           "put_listing", "remove_listing"]  # fmt: skip

LONGEST_NAME: Final = 40
KIND: Final = "listing"
"""How errors call a kept list."""

_HEADS: Final = "listings"
_CHUNK: Final = 2_000
_BLOCK: Final = 256
"""So many places of the order by name are in one note."""
_LONGEST_VALUE: Final = 64


@attrs.frozen(kw_only=True)
class KeptListing:
    """What is known of a kept list but for its customers.

    Attributes
    ----------
    name : str
    as_of : datetime.date or None
        The day up to which sales count, and on which employees are responsible.
    recorded_at : datetime.datetime
        When it was made: what was written later is not in it.
    customers : int
    rule : mapping
        By which customers are graded, as `grading.to_plain` writes it.
    rule_name : str
    period : Period or None
        Of the sales.
    currency : str or None
        Of the sales; None where there were none.
    asked_currency : str or None
        The currency that was asked for.
    order : str
        What names are sorted by: ``pinyin``, or ``code points`` where the extra `cn` is lacking.
    gone : tuple
        Positions, by sales and by name, of customers who were taken out since.
    """

    name: str
    as_of: date | None
    recorded_at: datetime
    customers: int
    rule: Mapping[str, Any] = attrs.field(repr=False)
    rule_name: str
    period: Period | None
    currency: str | None
    asked_currency: str | None
    order: str
    gone: tuple[tuple[int, int], ...] = attrs.field(default=(), repr=False)


@attrs.frozen(kw_only=True)
class Page:
    """One page of a kept list.

    Attributes
    ----------
    rows : Listing of ListedCustomer
    total : int
        How many customers there are on all pages.
    number : int
        Of this page, from 1.
    size : int
        Rows on a full page.
    listing : KeptListing
        From which it was read, with its day.
    """

    rows: Listing[ListedCustomer]
    total: int
    number: int
    size: int
    listing: KeptListing

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.size)


def kept_listings(rows: Rows) -> list[KeptListing]:
    """Return what is known of each kept list, by name."""
    return [_head(each) for each in rows.notes(_HEADS)]


def kept_listing(rows: Rows, name: str) -> KeptListing:
    """Return what is known of a kept list.

    Raises
    ------
    NotFound
    """
    found = rows.notes(_HEADS, keys=[name])
    if not found:
        raise NotFound(KIND, name)
    return _head(found[0])


def put_listing(
    rows: Rows,
    head: KeptListing,
    listed: Iterable[ListedCustomer],
    sort_key: Callable[[str], Any],
    *,
    replace: bool = False,
) -> KeptListing:
    """Keep a list; called inside a transaction.

    Parameters
    ----------
    rows : Rows
    head : KeptListing
        But for the number of customers, which is counted here.
    listed : iterable of ListedCustomer
    sort_key : callable
        What names are sorted by.
    replace : bool
        Whether it may take the place of a list of this name.

    Raises
    ------
    EditConflict
        If there is one of this name, and it is not to be replaced.
    """
    if before := rows.notes(_HEADS, keys=[head.name]):
        if not replace:
            error = EditConflict(KIND, head.name, _head(before[0]), head)
            error.add_note(
                "to keep the new one in its place: replace=True; to make it again: refresh_listing"
            )
            raise error
        remove_listing(rows, head.name)
    # Of each row: what it is sorted by, its text, and the terms by which it is found.
    made: list[tuple[int, str, Any, str, tuple[tuple[str, str], ...]]] = []
    shared: dict[tuple[str, str], tuple[str, str]] = {}
    for each in listed:
        terms = tuple(shared.setdefault(term, term) for term in sorted(terms_of(each)))
        sales = 0 if each.sales is None else micros(each.sales.amount)
        made.append((-sales, each.customer_id, sort_key(each.name), _text_of(each, sales), terms))
    made.sort(key=lambda row: row[:2])
    by_name = sorted(range(len(made)), key=lambda i: (made[i][2], made[i][1]))
    name_of = array("L", bytes(array("L").itemsize * len(made)))
    for place, i in enumerate(by_name):
        name_of[i] = place
    space = _space(head.name)
    _put(rows, space, (
        Note(_row_key(i), f"[{name_of[i]},{row[3]}", (row[1],)) for i, row in enumerate(made)
    ))  # fmt: skip
    _put(rows, space, (
        Note(_block_key(i), json_line(by_name[i * _BLOCK : (i + 1) * _BLOCK])) for i in range(-(-len(made) // _BLOCK))
    ))  # fmt: skip
    values: set[tuple[str, str]] = set()
    for by, positions in ((ListBy.SALES, range(len(made))), (ListBy.NAME, name_of)):
        found: dict[tuple[str, str], array[int]] = {}
        for row, position in zip(made, positions, strict=True):
            for term in row[4]:
                found.setdefault(term, array("L")).append(position)
        values |= found.keys()
        _put(rows, space, (note for term, held in found.items() for note in _sets(by, term, held)))
    _put(rows, space, [Note("terms", json_line(sorted(values)))])
    head = attrs.evolve(head, customers=len(made))
    rows.put_notes(_HEADS, [Note(head.name, _head_text(head))])
    return head


def remove_listing(rows: Rows, name: str) -> None:
    """Forget a kept list; called inside a transaction.

    Raises
    ------
    NotFound
    """
    head = kept_listing(rows, name)
    space = _space(name)
    listed = head.customers + len(head.gone)
    parts = range(-(-listed // PART))
    (terms,) = rows.notes(space, keys=["terms"])
    for keys in (
        (_row_key(i) for i in range(listed)),
        (_block_key(i) for i in range(-(-listed // _BLOCK))),
        (_set_key(by, term, i) for by in ListBy for term in json.loads(terms.data) for i in parts),
        ("terms",),
    ):
        for some in _chunked(keys):
            rows.remove_notes(space, some)
    rows.remove_notes(_HEADS, [name])


def page_of(
    rows: Rows,
    name: str,
    wanted: Mapping[str, str],
    *,
    by: ListBy = ListBy.SALES,
    number: int = 1,
    size: int = 50,
) -> Page:
    """Return one page of a kept list.

    Parameters
    ----------
    rows : Rows
    name : str
    wanted : mapping of str to str
        Of ``grade``, ``place``, ``stage``, ``employee``.
    by : ListBy
    number : int
        Which page, from 1.
    size : int

    Raises
    ------
    NotFound
    """
    head = kept_listing(rows, name)
    space, listed = _space(name), head.customers + len(head.gone)
    parts = _parts(rows, space, by, wanted, listed)
    for gone in head.gone:
        position = gone[by is ListBy.NAME]
        parts[position // PART] &= ~(1 << position % PART)
    total = sum(each.bit_count() for each in parts)
    places = slice_of(parts, (number - 1) * size, size)
    if by is ListBy.NAME:
        blocks = rows.note_texts(space, sorted({_block_key(each // _BLOCK) for each in places}))
        held = {key: json.loads(text) for key, text in blocks.items()}
        places = [held[_block_key(each // _BLOCK)][each % _BLOCK] for each in places]
    found = rows.note_texts(space, [_row_key(each) for each in places])
    return Page(
        rows=Listing(_row_of(found[_row_key(each)], head.currency) for each in places),
        total=total,
        number=number,
        size=size,
        listing=head,
    )


def drop_listed(rows: Rows, customer_id: str) -> None:
    """Take a customer out of every kept list, as if he had never been on it; called inside a transaction."""
    for head in kept_listings(rows):
        space = _space(head.name)
        found = rows.notes(space, marks=[customer_id])
        gone = [(int(each.key.removeprefix("row|")), json.loads(each.data)[0]) for each in found]
        rows.remove_notes(space, [each.key for each in found])
        left = attrs.evolve(head, customers=head.customers - len(gone), gone=(*head.gone, *gone))
        rows.put_notes(_HEADS, [Note(head.name, _head_text(left))])


def _parts(rows: Rows, space: str, by: ListBy, wanted: Mapping[str, str], listed: int) -> list[int]:
    """Return the positions of those who have all the terms, part by part."""
    count = -(-listed // PART)
    everybody = [(1 << min(PART, listed - i * PART)) - 1 for i in range(count)]
    keys = {_set_key(by, term, i): i for term in wanted.items() for i in range(count)}
    held = rows.note_texts(space, keys) if keys else {}
    for key, i in keys.items():
        everybody[i] &= bits_from_text(held[key]) if key in held else 0
    return everybody


def _sets(by: ListBy, term: tuple[str, str], positions: Iterable[int]) -> Iterator[Note]:
    """Yield the set of positions of one term, in parts; a part without any is left out."""
    parts: dict[int, list[int]] = {}
    for each in positions:
        parts.setdefault(each // PART, []).append(each % PART)
    for i, some in parts.items():
        yield Note(_set_key(by, term, i), text_of_bits(bits_of(some)))


def _put(rows: Rows, space: str, notes: Iterable[Note]) -> None:
    for some in _chunked(notes):
        rows.put_notes(space, some)


def _chunked(things: Iterable[Any]) -> Iterator[list[Any]]:
    some: list[Any] = []
    for each in things:
        some.append(each)
        if len(some) == _CHUNK:
            yield some
            some = []
    if some:
        yield some


def _space(name: str) -> str:
    return f"listing {name}"


def _row_key(position: int) -> str:
    return f"row|{position:09}"


def _block_key(block: int) -> str:
    return f"name|{block:07}"


def _set_key(by: ListBy, term: Sequence[str], part: int) -> str:
    name, value = term
    if len(value) > _LONGEST_VALUE:
        value = sha256(value.encode()).hexdigest() + "…"
    return f"by {by}|{name}|{part:04}|{value}"


def _text_of(row: ListedCustomer, sales: int) -> str:
    """Return a row as JSON, but for its opening bracket and its place by name."""
    plain = [
        row.customer_id,
        row.name,
        row.stage.value,
        row.grade,
        *row.places,
        None if row.sales is None else sales,
        row.employees,
    ]
    return json_line(plain)[1:]


def _row_of(text: str, currency: str | None) -> ListedCustomer:
    _, who, name, stage, grade, country, province, city, district, sales, employees = json.loads(text)
    return ListedCustomer(
        customer_id=who,
        name=name,
        stage=Stage(stage),
        grade=grade,
        country=country,
        province=province,
        city=city,
        district=district,
        sales=None if sales is None or currency is None else Money(unmicros(sales), currency),
        employees=tuple(employees),
    )


def _head_text(head: KeptListing) -> str:
    return json_line(
        {
            "as_of": head.as_of and head.as_of.isoformat(),
            "recorded_at": instant_text(head.recorded_at),
            "customers": head.customers,
            "rule": head.rule,
            "rule_name": head.rule_name,
            "period": None if head.period is None else to_plain(head.period),
            "currency": head.currency,
            "asked_currency": head.asked_currency,
            "order": head.order,
            "gone": head.gone,
        }
    )


def _head(note: Note) -> KeptListing:
    plain = json.loads(note.data)
    return KeptListing(
        name=note.key,
        as_of=plain["as_of"] and date.fromisoformat(plain["as_of"]),
        recorded_at=instant_from_text(plain["recorded_at"]),
        customers=plain["customers"],
        rule=plain["rule"],
        rule_name=plain["rule_name"],
        period=None if plain["period"] is None else from_plain(Period, plain["period"]),
        currency=plain["currency"],
        asked_currency=plain["asked_currency"],
        order=plain["order"],
        gone=tuple((first, second) for first, second in plain["gone"]),
    )
