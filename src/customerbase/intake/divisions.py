"""The table of divisions by which imports take addresses apart: the caller's own, or that of the extra ``cn``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from customerbase import registry
from customerbase.clean.addresses import read_address
from customerbase.clean.divisions import Divisions
from customerbase.clean.parsed_address import AddressNote
from customerbase.errors import MissingExtra
from customerbase.intake.reading import Reading
from customerbase.values import Address

__all__ = ["AddressCells", "divisions_of"]

_WITHOUT = "addresses were read without a table of divisions: pip install 'customerbase[cn]'"

_SAID: Final = {
    AddressNote.CONTRADICTORY: "addresses whose parts contradict each other were kept as written",
    AddressNote.AMBIGUOUS: "addresses that may lie in several cities were kept as written",
    AddressNote.ABOLISHED: "addresses name districts that are no more; they were kept as written",
}


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
        given = {name: each for name, each in parts.items() if name not in {"text", "label"}}
        address, notes = read_address(
            given, parts.get("text", ""), label=parts.get("label", "main"), divisions=table
        )
        for each in notes:
            if each in _SAID:
                self._note(_SAID[each])
        return address
