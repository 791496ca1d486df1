"""Which column of a source holds which field.

A heading is compared without case, spaces and punctuation, in simplified
characters; ``companyName``, ``Company Name *`` and ``COMPANY_NAME`` are one.  A unit
in brackets (``注册资本（万元）``) is taken off and handed to the cleaner.

Order of decision for each heading: the caller's `mapping`; the caller's
`aliases`; a field's own path as written on cards (``phones[fax]``); the package's
table; numbered contacts (``联系人2电话``, ``contact 2 name``, ``contacts[0].name``).
A number alone (``邮箱2``, ``Phone 2``) is that contact's, where each such heading has
a contact of its number (``联系人2``, ``Contact 2``); otherwise it is the customer's.
Headings that say little (``name``, ``性别``) take the first of their fields that no
clear heading has taken.  What may still mean several fields, and fields that
several headings claim, raise `AmbiguousHeader`.

A column ``address`` is the whole address (``address.text``) where it stands alone,
and the street (``address.street``) where province, city, district or postal code have columns too.

>>> found = map_headings(["客户编号", "公司名称", "联系人2电话", "注册资本（万元）"], "customers")
>>> [(each.field, each.unit) for each in found.columns]
[('customer_id', None), ('name', None), ('contact[2].phone', None), ('size.registered_capital', '万元')]
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import attrs

from customerbase.errors import AmbiguousHeader, SourceError
from customerbase.sources.heading_words import (
    TABLES,
    FileKind,
    fields_of,
    heading_key,
    is_field,
    keys_of,
    known_fields,
    numbered_part,
    numbered_person,
    unit_of,
    weak_words,
)

__all__ = ["Column", "FileKind", "HeadingMap", "heading_key", "known_fields", "load_aliases", "map_headings"]

_CUSTOMER_NEED = ("the customer", ("customer_id", "customer_name"))
_NEEDS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = MappingProxyType(
    {
        "customers": (("the customer's name or number", ("name", "customer_id", "first_name", "last_name")),),
        "products": (("the product's number or name", ("product_id", "name")),),
        "employees": (("the employee's number or name", ("employee_id", "name", "first_name", "last_name")),),
        "purchases": (
            ("the date", ("on",)),
            _CUSTOMER_NEED,
            ("an amount or a price", ("amount", "unit_price")),
        ),
        "purchase_headers": (
            ("the purchase's number", ("purchase_id",)),
            ("the date", ("on",)),
            _CUSTOMER_NEED,
        ),
        "purchase_lines": (
            ("the purchase's number", ("purchase_id",)),
            ("an amount or a price", ("amount", "unit_price")),
        ),
        "interactions": (("the date", ("on",)), _CUSTOMER_NEED),
    }
)

_PARTS_OF_ADDRESS = frozenset({"address.province", "address.city", "address.district", "address.postal_code"})


@attrs.frozen
class Column:
    """One column of a source that was understood.

    Parameters
    ----------
    index : int
        Place in the row, counted from 0.
    heading : str
        As it stands in the source.
    field : str
        Where its values go: ``name``, ``phones[fax]``, ``contact[2].title``.
    unit : str, optional
        What the heading says in brackets: ``万元``, ``USD``.
    """

    index: int
    heading: str
    field: str
    unit: str | None = None


@attrs.frozen
class HeadingMap:
    """What the columns of a source hold.

    Parameters
    ----------
    columns : tuple of Column
        In the order of the source.
    ignored : tuple of str
        Headings that nobody claims.
    """

    columns: tuple[Column, ...]
    ignored: tuple[str, ...] = ()

    def column(self, field: str) -> Column | None:
        """Return the column of a field, if it has one."""
        return next((each for each in self.columns if each.field == field), None)

    def index(self, field: str) -> int | None:
        """Return the place of a field in the row, if it has one."""
        found = self.column(field)
        return None if found is None else found.index

    @property
    def fields(self) -> frozenset[str]:
        """All fields that have a column."""
        return frozenset(each.field for each in self.columns)


def load_aliases(path: str | os.PathLike[str]) -> Mapping[str, tuple[str, ...]]:
    """Read a TOML file of own headings: ``"phones[main]" = ["Rufnummer", "总机电话"]``.

    Raises
    ------
    SourceError
        If it cannot be read, or is of another form.
    """
    name = os.fspath(path)
    try:
        loaded = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SourceError(name, "there is no such file") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(name, f"cannot be read as TOML: {error}") from error
    aliases: dict[str, tuple[str, ...]] = {}
    for field, headings in loaded.items():
        listed = [headings] if isinstance(headings, str) else headings
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            hint = 'write "phones[main]" = ["Rufnummer"]; quote a field that holds a dot'
            raise SourceError(name, f"{field!r} is no list of headings", hint)
        aliases[field] = tuple(listed)
    return aliases


def map_headings(
    header: Sequence[str],
    kind: FileKind,
    *,
    mapping: Mapping[str, str | None] | None = None,
    aliases: Mapping[str, Iterable[str]] | str | os.PathLike[str] | None = None,
    extra: Literal["ignore", "keep"] = "ignore",
    origin: str = "the header",
) -> HeadingMap:
    """Say which field each column holds.

    Parameters
    ----------
    header : sequence of str
    kind : str
        What the file holds: ``customers``, ``products``, ``employees``, ``purchases``,
        ``purchase_headers``, ``purchase_lines`` or ``interactions``.
    mapping : mapping of str to str, optional
        Heading → field, or None for a column to be left out.  It wins over all else.
    aliases : mapping of str to headings, or path of a TOML file, optional
        Field → further headings.
    extra : {"ignore", "keep"}
        With ``keep``, a heading that nobody claims becomes ``attributes[heading]``.
    origin : str
        What errors call the source.

    Raises
    ------
    AmbiguousHeader
        If a heading may mean several fields, or two headings mean one.
    SourceError
        If the file lacks what its kind needs, or `mapping` names what is not there.
    """
    finder = _Finder(header, kind, origin)
    finder.take_mapping(mapping or {})
    own = load_aliases(aliases) if isinstance(aliases, str | os.PathLike) else aliases or {}
    finder.take_aliases(own)
    finder.take_parts_of_people()
    finder.take_table()
    finder.take_weak()
    finder.settle_address()
    finder.refuse_what_is_missing(own)
    columns: list[Column] = []
    ignored: list[str] = []
    for i, heading in enumerate(header):
        field = finder.taken.get(i)
        if field is not None:
            columns.append(Column(i, heading, field, unit_of(heading)))
        elif extra == "keep" and i not in finder.left_out:
            columns.append(Column(i, heading, f"attributes[{heading}]", None))
        else:
            ignored.append(heading)
    return HeadingMap(tuple(columns), tuple(ignored))


class _Finder:
    """The columns that are taken so far, and by whom."""

    def __init__(self, header: Sequence[str], kind: FileKind, origin: str) -> None:
        if kind not in TABLES:
            raise SourceError(origin, f"{kind!r} is no kind of file", f"one of {', '.join(TABLES)}")
        self.header = header
        self.kind: FileKind = kind
        self.origin = origin
        self.taken: dict[int, str] = {}
        self.left_out: set[int] = set()
        self.decided: set[str] = set()

    def take_mapping(self, mapping: Mapping[str, str | None]) -> None:
        for heading, field in mapping.items():
            if heading not in self.header:
                near = difflib.get_close_matches(heading, self.header, 3)
                hint = f"did you mean {' or '.join(map(repr, near))}?" if near else self.seen()
                raise SourceError(self.origin, f"mapping= names {heading!r}, which is no heading here", hint)
            i = list(self.header).index(heading)
            if field is None:
                self.left_out.add(i)
                continue
            self.refuse_unknown(field, "mapping=")
            if field in self.decided:
                raise SourceError(self.origin, f"mapping= gives {field!r} to two headings", "give it to one")
            self.taken[i] = field
            self.decided.add(field)

    def take_aliases(self, aliases: Mapping[str, Iterable[str]]) -> None:
        keys: dict[str, str] = {}
        for field, headings in aliases.items():
            self.refuse_unknown(field, "aliases=")
            for heading in headings:
                for key in keys_of(heading):
                    if keys.setdefault(key, field) != field:
                        choices = (keys[key], field)
                        raise AmbiguousHeader(
                            self.origin, heading, choices, f"aliases= give {heading!r} to both"
                        )
        for i in self.free():
            found = next((keys[key] for key in keys_of(self.header[i]) if key in keys), None)
            if found is not None and found not in self.decided:
                self.claim(i, found)
        self.decided |= set(self.taken.values())

    def take_parts_of_people(self) -> None:
        if self.kind != "customers":
            return
        people = {numbered_person(heading) for heading in self.header} - {None}
        parts: dict[str, dict[int, int]] = {}
        for i in self.free():
            if (found := numbered_part(self.header[i])) is not None:
                part, number = found
                parts.setdefault(part, {})[number] = i
        for part, numbered in parts.items():
            wanted = {f"contact[{number}].{part}": i for number, i in numbered.items()}
            # ``联系人1电话`` beside ``电话1``: the person's is said, so the other is the customer's.
            said = {fields_of(self.header[i], self.kind) for i in self.free()}
            if people >= numbered.keys() and not any((field,) in said for field in wanted):
                for field, i in wanted.items():
                    if field not in self.decided:
                        self.claim(i, field)

    def take_table(self) -> None:
        for i in self.free():
            found = fields_of(self.header[i], self.kind)
            found = tuple(each for each in found if each not in self.decided)
            if len(found) > 1:
                reason = f"{self.header[i]!r} may mean {', '.join(found[:-1])} or {found[-1]}"
                raise AmbiguousHeader(self.origin, self.header[i], found, reason)
            if found:
                self.claim(i, found[0])

    def take_weak(self) -> None:
        weak = weak_words(self.kind)
        for i in self.free():
            wanted = next((weak[key] for key in keys_of(self.header[i]) if key in weak), ())
            taken = set(self.taken.values())
            for field in wanted:
                if field in taken:
                    continue
                if (
                    field.startswith("contact[1].")
                    and field != "contact[1].name"
                    and "contact[1].name" not in taken
                ):
                    continue
                self.taken[i] = field
                break

    def settle_address(self) -> None:
        taken = set(self.taken.values())
        if taken & _PARTS_OF_ADDRESS and "address.street" not in taken:
            for i, field in self.taken.items():
                if field == "address.text" and field not in self.decided:
                    self.taken[i] = "address.street"

    def claim(self, i: int, field: str) -> None:
        for other, theirs in self.taken.items():
            if theirs == field:
                one, two = self.header[other], self.header[i]
                error = AmbiguousHeader(
                    self.origin, two, (one, two), f"{one!r} and {two!r} both mean {field}"
                )
                error.hint = (
                    f"say which: mapping={{{two!r}: None}} leaves {two!r} out, "
                    f"mapping={{{two!r}: 'attributes[...]'}} keeps it elsewhere"
                )
                raise error
        self.taken[i] = field

    def refuse_unknown(self, field: str, where: str) -> None:
        known = known_fields(self.kind)
        if is_field(field, self.kind):
            return
        near = difflib.get_close_matches(field, known, 3, 0.5)
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"one of {', '.join(known)}"
        raise SourceError(
            self.origin, f"{where} names the field {field!r}, which {self.kind} do not have", hint
        )

    def refuse_what_is_missing(self, own: Mapping[str, Iterable[str]]) -> None:
        taken = set(self.taken.values())
        missing = [(what, fields) for what, fields in _NEEDS[self.kind] if not taken.intersection(fields)]
        if not missing:
            return
        near: list[str] = []
        table, _ = TABLES[self.kind]
        unclaimed = {heading_key(self.header[i]): self.header[i] for i in self.free()}
        for _, fields in missing:
            for field in fields:
                words = {heading_key(each) for each in (*table[field].split("|"), *own.get(field, ()))}
                for key, heading in unclaimed.items():
                    if key and difflib.get_close_matches(key, words, 1, 0.75):
                        near.append(f"mapping={{{heading!r}: {field!r}}}")
        what = " and ".join(each for each, _ in missing)
        suggestion = f"did you mean {' or '.join(near[:3])}? " if near else ""
        say = ", ".join("/".join(fields) for _, fields in missing)
        hint = f"{suggestion}{self.seen()}; say with mapping={{heading: field}} which is {say}"
        raise SourceError(self.origin, f"no column of these {self.kind.replace('_', ' ')} gives {what}", hint)

    def seen(self) -> str:
        shown = ", ".join(repr(each[:60]) for each in self.header[:30])
        return f"its headings are {shown}" + (", …" if len(self.header) > 30 else "")

    def free(self) -> list[int]:
        return [i for i in range(len(self.header)) if i not in self.taken and i not in self.left_out]
