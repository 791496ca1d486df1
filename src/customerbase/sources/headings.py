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

First and last names beside the name of a company are those of a person there.

A column ``address`` is the whole address (``address.text``) where it stands alone,
and the street (``address.street``) where province, city, district or postal code have columns too.
One that says its use (收货地址, ``Billing city``) is an address of its own: ``addresses[delivery].text``.

>>> found = map_headings(["客户编号", "公司名称", "联系人2电话", "注册资本（万元）"], "customers")
>>> [(each.field, each.unit) for each in found.columns]
[('customer_id', None), ('name', None), ('contact[2].phone', None), ('size.registered_capital', '万元')]
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

import attrs

from customerbase.sources.column_finder import Finder
from customerbase.sources.heading_files import OwnHeadings, load_aliases
from customerbase.sources.heading_forms import heading_key, unit_of
from customerbase.sources.heading_words import FileKind, known_fields

__all__ = [
    "Column",
    "FileKind",
    "HeadingMap",
    "OwnHeadings",
    "heading_key",
    "known_fields",
    "load_aliases",
    "map_headings",
]

_OF_PERSON: Final = re.compile(r"(contact\[[1-9][0-9]?\])\.([^\[\]]{1,60})")
_ONLY_WHEN_KEPT: Final = "attributes["
_NO_WORDS: Mapping[str, str] = MappingProxyType({})


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
    words : mapping of str to str
        Words of one's own → as the library has them.
    """

    index: int
    heading: str
    field: str
    unit: str | None = None
    words: Mapping[str, str] = attrs.field(default=_NO_WORDS, eq=False, repr=False)

    def worded(self, cell: str) -> str:
        """Return a cell in words that the library knows."""
        return self.words.get(cell.strip(), cell) if self.words else cell


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

    def as_mapping(self) -> dict[str, str | None]:
        """Return heading → field, None for those that are left out: what ``mapping=`` takes."""
        found: dict[str, str | None] = {each.heading: each.field for each in self.columns}
        return found | dict.fromkeys(self.ignored)

    def to_toml(self) -> str:
        """Return the text of a TOML file that ``mapping=`` takes for the next list of this form.

        >>> print(map_headings(["客户名称", "电话", "鞋码"], "customers").to_toml())
        [mapping]
        "客户名称" = "name"
        "电话" = "phones[main]"
        "鞋码" = false
        <BLANKLINE>
        """
        values = {each.field: each.words for each in self.columns if each.words}
        return OwnHeadings(mapping=self.as_mapping(), values=values).to_toml()


def map_headings(
    header: Sequence[str],
    kind: FileKind,
    *,
    mapping: Mapping[str, str | None] | str | os.PathLike[str] | None = None,
    aliases: OwnHeadings | Mapping[str, Iterable[str]] | str | os.PathLike[str] | None = None,
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
    mapping : mapping of str to str, or path of a TOML file, optional
        Heading → field, or None for a column to be left out.  It wins over all else.
    aliases : mapping of str to headings, path of a TOML file, or OwnHeadings, optional
        Field → further headings.  Fields of other kinds of files are passed over.
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
    finder = Finder(header, kind, origin)
    own = OwnHeadings.of(aliases)
    if isinstance(mapping, str | os.PathLike):
        saved = OwnHeadings.of(mapping)
        mapping, own = saved.mapping, attrs.evolve(saved, mapping={}).over(own)
    finder.find(mapping or {}, own.aliases)
    if finder.questions:
        raise finder.questions[min(finder.questions)]
    finder.refuse_what_is_missing(own.aliases)
    columns: list[Column] = []
    ignored: list[str] = []
    for i, heading in enumerate(header):
        field = finder.taken.get(i)
        if field is not None and (
            extra == "keep"
            or finder.why[i] in ("mapping", "alias", "own")
            or not field.startswith(_ONLY_WHEN_KEPT)
        ):
            columns.append(Column(i, heading, field, unit_of(heading), own.values.get(field, _NO_WORDS)))
        elif field is None and extra == "keep" and i not in finder.left_out:
            columns.append(Column(i, heading, _kept_as(heading), None))
        else:
            ignored.append(heading)
    return HeadingMap(tuple(columns), tuple(ignored))


def _kept_as(heading: str) -> str:
    """Return the attribute as which an unknown column is kept: the person's where it says so, else the customer's."""
    found = _OF_PERSON.fullmatch(heading)
    return f"attributes[{heading}]" if found is None else f"{found[1]}.attributes[{found[2]}]"
