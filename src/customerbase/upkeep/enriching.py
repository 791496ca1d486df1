"""Enrichment (丰富率): the share of records that have the fields that are wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, get_args

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook, Listing
from customerbase.measures.dealt import only_day
from customerbase.model import Contact, Customer, Employment
from customerbase.paths import split, value_type
from customerbase.validation import FrozenMap

__all__ = ["Enrichment", "FieldRate", "enrichment_rate"]

_CONTACTS: Final = "contacts"
_DEFAULTS: Final = {
    cls: {each.name: each.default for each in attrs.fields(cls)} for cls in (Customer, Contact)
}

Has = Callable[[Any], bool]


@attrs.frozen(kw_only=True)
class FieldRate:
    """How many records have one field.

    Attributes
    ----------
    field : str
    records : int
        Those that have it.
    share : Fraction or None
        Of all records; None where there are none.
    """

    field: str
    records: int
    share: Fraction | None


@attrs.frozen(kw_only=True)
class Enrichment(InNotebook):
    """How rich the records are.

    Attributes
    ----------
    records, complete : int
        All of them, and those that have every wanted field.
    share : Fraction or None
        The enrichment rate: complete ÷ records; None where there are none.
    fields : Listing of FieldRate
        In the order in which they were asked for.
    """

    records: int
    complete: int
    share: Fraction | None
    fields: Listing[FieldRate] = attrs.field(repr=False)

    @property
    def scarcest(self) -> FieldRate | None:
        """The field that most records lack; None where none is lacking anywhere."""
        lacking = [each for each in self.fields if each.records < self.records]
        return min(lacking, key=lambda each: each.records, default=None)

    def _repr_html_(self) -> str:
        return InNotebook._repr_html_(self) + self.fields._repr_html_()


def enrichment_rate(
    customers: Iterable[Customer],
    fields: Iterable[str],
    *,
    contacts: Iterable[Contact] = (),
    as_of: date | None = None,
) -> Enrichment:
    """Say which share of the records has the fields that are wanted.

    Parameters
    ----------
    customers : iterable of Customer
    fields : iterable of str
        Paths of the card: ``phones`` (any), ``phones[main]``, ``addresses[main].city``,
        ``addresses.city`` (of any), ``organization.legal_name``, ``attributes[shoe size]``.
        After ``contacts.`` those of a contact at the customer, of which one must
        have it: ``contacts.phones[mobile]``, or, of his employment there,
        ``contacts.title``, ``contacts.roles``; ``contacts`` alone asks for anybody at all.
        A value that equals the default of its field, such as the stage
        ``prospect``, is none: nobody knows whether somebody stated it.
    contacts : iterable of Contact
    as_of : datetime.date, optional
        Contacts count who are at the customer on this day; None leaves out those who have left.

    Returns
    -------
    Enrichment

    Raises
    ------
    InvalidRecord
        Naming each field that is unknown; also if none is wanted.
    TypeError
        If `as_of` is no day.

    Examples
    --------
    >>> from customerbase.values import Phone
    >>> known = [
    ...     Customer(customer_id="C1", name="Ann", industry="steel", phones=[Phone(number="555-0100")]),
    ...     Customer(customer_id="C2", name="Bo", industry="paper"),
    ... ]
    >>> rate = enrichment_rate(known, ["industry", "phones"])
    >>> rate.share, [(each.field, each.records) for each in rate.fields]
    (Fraction(1, 2), [('industry', 2), ('phones', 1)])
    """
    if as_of is not None:
        only_day(as_of)
    wanted = _wanted(fields)
    staff = _staff(contacts, as_of) if any(split_contacts(each) is not None for each in wanted) else {}
    asked = [_asker(path, staff) for path in wanted]
    counts = [0] * len(wanted)
    records = complete = 0
    for each in customers:
        records += 1
        lacking = False
        for i, has in enumerate(asked):
            if has(each):
                counts[i] += 1
            else:
                lacking = True
        complete += not lacking
    return Enrichment(
        records=records,
        complete=complete,
        share=_share(complete, records),
        fields=Listing(
            FieldRate(field=path, records=found, share=_share(found, records))
            for path, found in zip(wanted, counts, strict=True)
        ),
    )


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _staff(contacts: Iterable[Contact], as_of: date | None) -> dict[str, list[tuple[Contact, Employment]]]:
    found: dict[str, list[tuple[Contact, Employment]]] = defaultdict(list)
    for each in contacts:
        for there in each.employments:
            if there.holds(as_of):
                found[there.customer_id].append((each, there))
    return found


def split_contacts(path: str) -> str | None:
    """Return what is asked of contacts, nothing where it is anybody; None for a field of the customer.

    >>> split_contacts("contacts.phones"), split_contacts("contacts"), split_contacts("phones")
    ('phones', '', None)
    """
    if path == _CONTACTS:
        return ""
    return path.removeprefix(f"{_CONTACTS}.") if path.startswith(f"{_CONTACTS}.") else None


def _wanted(fields: Iterable[str]) -> list[str]:
    if isinstance(fields, str):
        problem = Problem("$.fields", fields, "is one text", f"give several, as in [{fields!r}]")
        raise InvalidRecord("Enrichment", [problem])
    wanted = list(dict.fromkeys(fields))
    problems = [
        Problem(f"$.fields[{i}]", each, f"{each!r} is no field of a card", _hint(each))
        for i, each in enumerate(wanted)
        if not isinstance(each, str) or not _is_there(each)
    ]
    if not wanted:
        problems = [Problem("$.fields", (), "names no field", 'name some, as in ["phones", "industry"]')]
    if problems:
        raise InvalidRecord("Enrichment", problems)
    return wanted


def _hint(path: object) -> str:
    if isinstance(path, str) and path.startswith(f"{_CONTACTS}."):
        known = [*_names(Contact), *_names(Employment)]
    else:
        known = [*_names(Customer), _CONTACTS]
    return f"there are {', '.join(known)}, and what is within them, as phones[main]"


def _names(cls: Any) -> Iterator[str]:
    # The first is the card's own id.
    return (each.name for each in attrs.fields(cls)[1:])


def _is_there(path: str) -> bool:
    within = split_contacts(path)
    if within is None:
        return _is_at(Customer, path)
    return path == _CONTACTS or within in _names(Employment) or _is_at(Contact, within)


def _is_at(cls: type[Customer | Contact], path: str) -> bool:
    name, element, part = split(path)
    if name not in _names(cls) or element == "" or part == "" or _written(name, element, part) != path:
        return False
    if element is None and part is None:
        return True
    if value_type(cls, path) is not None:
        return True
    # A part of an element (addresses[main].city), of any (addresses.city), or of a value that is whole (credit.limit).
    label = element if element is not None else "main"
    holder = value_type(cls, f"{name}[{label}]") or (value_type(cls, name) if element is None else None)
    parts = next((each for each in (holder, *get_args(holder)) if attrs.has(each)), None)
    return part is not None and parts is not None and part in {each.name for each in attrs.fields(parts)}


def _written(name: str, element: str | None, part: str | None) -> str:
    return name + ("" if element is None else f"[{element}]") + ("" if part is None else f".{part}")


def _asker(path: str, staff: dict[str, list[tuple[Contact, Employment]]]) -> Has:
    within = split_contacts(path)
    if within is None:
        return _has(Customer, path)
    if within == "":
        return lambda customer: customer.customer_id in staff
    if within in _names(Employment):
        return lambda customer: any(
            _known(getattr(there, within)) for _, there in staff.get(customer.customer_id, ())
        )
    has = _has(Contact, within)
    return lambda customer: any(has(person) for person, _ in staff.get(customer.customer_id, ()))


def _has(cls: type[Customer | Contact], path: str) -> Has:
    """Return what tells whether a card has a value at a path, without taking the whole card apart."""
    name, label, part = split(path)
    default = _DEFAULTS[cls][name]
    if label is None and part is None:
        return lambda card: getattr(card, name) != default
    if label is None and part is not None:
        return lambda card: any(_known(getattr(each, part)) for each in _elements(getattr(card, name)))
    labelled_by = _LABELS.get(name)

    def has(card: Any) -> bool:
        held = getattr(card, name)
        if isinstance(held, FrozenMap):
            return label in held
        return any(
            getattr(each, labelled_by or "label") == label and (part is None or _known(getattr(each, part)))
            for each in held
        )

    return has


_LABELS: Final = {"identifiers": "scheme", "employments": "customer_id"}


def _elements(held: Any) -> Sequence[Any]:
    if held is None:
        return ()
    return held if isinstance(held, tuple) else (held,)


def _known(value: Any) -> bool:
    return value is not None and value != ()
