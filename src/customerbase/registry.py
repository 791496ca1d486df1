"""Where each store, source and output lives, and what it needs.

One sorted table of names as strings: nothing is imported before it is used.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType, ModuleType
from typing import Final, Literal

import attrs

from customerbase.errors import MissingExtra

__all__ = ["PLACES", "Family", "Place", "load", "names"]

Family = Literal[
    "check",
    "engine",
    "store",
    "source",
    "output",
    "frame",
    "folding",
    "order",
    "similarity",
    "divisions",
    "linkage",
]


@attrs.frozen
class Place:
    """Where something lives.

    Parameters
    ----------
    module : str
        Name of the module.
    package, extra : str, optional
        The optional package that it imports, and the extra that brings it.
    """

    module: str
    package: str | None = None
    extra: str | None = None


PLACES: Final = MappingProxyType(
    {
        ("check", "phones"): Place("customerbase.standard_numbers.phones", "phonenumbers", "cn"),
        ("check", "vat"): Place("customerbase.standard_numbers.vat", "stdnum", "cn"),
        ("divisions", "gb2260"): Place("customerbase.standard_numbers.division_table", "stdnum", "cn"),
        ("engine", "narwhals"): Place("customerbase.tables.engine", "narwhals", "tables"),
        ("folding", "simplified"): Place("customerbase.stores.simplified", "opencc", "cn"),
        ("frame", "polars"): Place("customerbase.stores.frames", "polars", "tables"),
        ("linkage", "splink"): Place("customerbase.linkage.splink_engine", "splink", "splink"),
        ("order", "pinyin"): Place("customerbase.stores.pinyin", "pypinyin", "cn"),
        ("output", "altair"): Place("customerbase.outputs.altair", "altair", "notebook"),
        ("output", "csv"): Place("customerbase.outputs.csv"),
        ("output", "excel"): Place("customerbase.outputs.excel", "openpyxl", "excel"),
        ("output", "great_tables"): Place("customerbase.outputs.great_tables", "great_tables", "notebook"),
        ("output", "html"): Place("customerbase.outputs.html"),
        ("output", "icalendar"): Place("customerbase.outputs.icalendar", "icalendar", "calendar"),
        ("output", "page"): Place("customerbase.outputs.page"),
        ("output", "text"): Place("customerbase.outputs.text"),
        ("output", "vcard"): Place("customerbase.outputs.vcard"),
        ("similarity", "rapidfuzz"): Place("customerbase.linkage.rapid", "rapidfuzz", "match"),
        ("source", "csv"): Place("customerbase.sources.csv"),
        ("source", "excel"): Place("customerbase.sources.excel", "python_calamine", "excel"),
        ("source", "frame"): Place("customerbase.sources.frame"),
        ("source", "json_lines"): Place("customerbase.sources.json_lines"),
        ("source", "markup"): Place("customerbase.sources.markup"),
        ("source", "vcard"): Place("customerbase.sources.vcard"),
        ("store", "encrypted"): Place("customerbase.stores.encrypted", "sqlcipher3", "encrypted"),
        ("store", "host"): Place("customerbase.stores.sql.hosting", "sqlalchemy", "sql"),
        ("store", "memory"): Place("customerbase.stores.memory"),
        ("store", "sql"): Place("customerbase.stores.sql.rows", "sqlalchemy", "sql"),
        ("store", "sqlite"): Place("customerbase.stores.sqlite"),
    }
)
"""(family, name) → where it lives."""


def names(family: Family) -> tuple[str, ...]:
    """Return the names that this family knows.

    >>> names("output")
    ('altair', 'csv', 'excel', 'great_tables', 'html', 'icalendar', 'page', 'text', 'vcard')
    """
    return tuple(name for kind, name in PLACES if kind == family)


def load(family: Family, name: str) -> ModuleType:
    """Import the module of this name, when it is first used.

    Raises
    ------
    ValueError
        If the family has no such name.
    MissingExtra
        If the package that it needs is not installed, saying how to install it.

    Examples
    --------
    >>> load("output", "csv").__name__
    'customerbase.outputs.csv'
    """
    place = PLACES.get((family, name))
    if place is None:
        raise ValueError(f"there is no {family} {name!r}: choose one of {', '.join(names(family))}")
    try:
        return importlib.import_module(place.module)
    except ModuleNotFoundError as error:
        if place.package and place.extra and (error.name or "").partition(".")[0] == place.package:
            raise MissingExtra(f"the {name} {family}", place.package, place.extra) from error
        raise
