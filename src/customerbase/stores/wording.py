"""The words that tell an erased person, and text without them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from customerbase.errors import InvalidRecord
from customerbase.model import Entity
from customerbase.values import Email, Identifier, Phone

__all__ = ["Words"]

_LEAST = 2
_DIGITS = 5
_IN_PLACE = "[erased]"


class Words:
    """Names, telephones, e-mails and identifiers of one person, as they were written."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._found: re.Pattern[str] | None = None

    def learn(self, said: Iterable[tuple[str, Any]]) -> None:
        """Take the words out of what was said of the person: path and value."""
        for path, value in said:
            for word in [value] if path == "name" else _words(value):
                if len(word) >= (_DIGITS if word.isdigit() else _LEAST):
                    self._words.add(word)
        # The longest first: a name within a name.
        ordered = sorted(self._words, key=len, reverse=True)
        self._found = re.compile("|".join(map(_bounded, ordered))) if ordered else None

    def without(self, text: str, in_place: str = _IN_PLACE) -> str:
        """Return a text in which ``[erased]`` stands in place of each of the words."""
        return text if self._found is None else self._found.sub(in_place, text)

    def out_of(self, record: Entity) -> Entity:
        """Return a record without the words in its free text; ids and choices stay as they are."""
        try:
            return record.replace(**self._changes(record, _IN_PLACE))
        except InvalidRecord:
            # The text was as long as it may be.
            return record.replace(**self._changes(record, "…"))

    def _changes(self, record: Any, in_place: str) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        for each in attrs.fields(type(record)):
            value = getattr(record, each.name)
            if type(value) is str and not each.name.endswith("_id"):
                said = self.without(value, in_place)
                if said != value:
                    changes[each.name] = said
            elif isinstance(value, tuple):
                parts = tuple(self._part(part, in_place) for part in value)
                if parts != value:
                    changes[each.name] = parts
        return changes

    def _part(self, part: Any, in_place: str) -> Any:
        if not attrs.has(type(part)):
            return part
        changes = self._changes(part, in_place)
        return part.replace(**changes) if changes else part


def _bounded(word: str) -> str:
    """Return what finds a word; one of Latin letters or digits only where it stands by itself."""
    before = r"(?<![0-9A-Za-z])" if word[0].isascii() and word[0].isalnum() else ""
    after = r"(?![0-9A-Za-z])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after


def _words(value: object) -> Iterator[str]:
    if isinstance(value, Phone):
        yield value.number
        yield "".join(each for each in value.number if each.isdigit())
    elif isinstance(value, Email):
        yield value.address
    elif isinstance(value, Identifier):
        yield value.value
