"""The table of divisions by which imports take addresses apart: the caller's own, or that of the extra ``cn``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from customerbase import registry
from customerbase.clean.addresses import clean_address
from customerbase.clean.divisions import Divisions
from customerbase.errors import MissingExtra
from customerbase.intake.reading import Reading
from customerbase.values import Address

__all__ = ["AddressCells", "divisions_of"]

_WITHOUT = "addresses were read without a table of divisions: pip install 'customerbase[cn]'"


def divisions_of(reading: Reading) -> Divisions | None:
    """Return the table, or None where there is none: then only what begins with a province is taken apart."""
    if reading.divisions is not None:
        return reading.divisions
    try:
        table: Divisions = registry.load("divisions", "gb2260").divisions()
    except MissingExtra:
        return None
    return table


class AddressCells:
    """Reads addresses of rows; the table is loaded when the first one comes."""

    def __init__(self, reading: Reading, note: Callable[[str], Any]) -> None:
        self._reading = reading
        self._note = note
        self._loaded: list[Divisions | None] = []

    def read(self, parts: dict[str, str]) -> Address | None:
        """Return the address of a row's cells, by the names of `clean_address`."""
        if not parts:
            return None
        if not self._loaded:
            self._loaded.append(divisions_of(self._reading))
        table = self._loaded[0]
        if table is None and parts.get("text"):
            self._note(_WITHOUT)
        return clean_address(divisions=table, **parts)
