"""What a company says of its own headings, in a TOML file or kept in its base.

::

    name = ["Kunde", "Firma"]            # field = its further headings
    "phones[main]" = ["Rufnummer"]       # a field that holds a dot or a bracket is quoted

    [mapping]                            # one list: heading = its field
    "Kunden-Nr" = "customer_id"
    "Intern" = false                     # left out

    [values.stage]                       # words of one's own, as the library has them
    "合作客户" = "active"
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs

from customerbase.errors import SourceError
from customerbase.sources.heading_forms import heading_key

__all__ = ["OwnHeadings", "load_aliases", "load_headings"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def _lists(given: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType(
        {field: (each,) if isinstance(each, str) else tuple(each) for field, each in given.items()}
    )


@attrs.frozen(kw_only=True)
class OwnHeadings:
    """Headings and words of one's own.

    Attributes
    ----------
    aliases : mapping of str to tuple of str
        Field → further headings that mean it.
    mapping : mapping of str to str or None
        Heading of one list → field; None leaves the column out.
    values : mapping of str to mapping of str to str
        Field → word of one's own → word that the library knows.

    Examples
    --------
    >>> OwnHeadings(aliases={"name": "Firma"}).over(OwnHeadings(aliases={"name": ["Kunde"]})).aliases["name"]
    ('Firma', 'Kunde')
    """

    aliases: Mapping[str, tuple[str, ...]] = attrs.field(default=_NOTHING, converter=_lists)
    mapping: Mapping[str, str | None] = _NOTHING
    values: Mapping[str, Mapping[str, str]] = _NOTHING

    @classmethod
    def of(
        cls, given: OwnHeadings | Mapping[str, Iterable[str]] | str | os.PathLike[str] | None
    ) -> OwnHeadings:
        """Return them, given the path of a file, or aliases alone.

        Raises
        ------
        SourceError
            If the file cannot be read, or is of another form.
        """
        if isinstance(given, OwnHeadings):
            return given
        if isinstance(given, str | os.PathLike):
            return load_headings(given)
        return cls(aliases=given or {})

    def over(self, other: OwnHeadings) -> OwnHeadings:
        """Return both, these first: where both know a heading or a word, these count."""
        mine = {heading_key(each) for listed in self.aliases.values() for each in listed}
        aliases = {
            field: tuple(each for each in listed if heading_key(each) not in mine)
            for field, listed in other.aliases.items()
        }
        for field, listed in self.aliases.items():
            aliases[field] = (*listed, *aliases.get(field, ()))
        values = {
            field: {**other.values.get(field, {}), **self.values.get(field, {})}
            for field in (*other.values, *self.values)
        }
        return OwnHeadings(aliases=aliases, mapping={**other.mapping, **self.mapping}, values=values)

    def to_toml(self) -> str:
        """Return them as the text of a TOML file, which `load_headings` reads.

        >>> print(OwnHeadings(aliases={"name": ["Firma"]}, mapping={"Intern": None}).to_toml())
        "name" = ["Firma"]
        <BLANKLINE>
        [mapping]
        "Intern" = false
        <BLANKLINE>
        """
        parts = []
        if self.aliases:
            parts.append([f"{_text(field)} = {_listed(each)}" for field, each in self.aliases.items()])
        if self.mapping:
            lines = (f"{_text(one)} = {_text(to) if to else 'false'}" for one, to in self.mapping.items())
            parts.append(["[mapping]", *lines])
        for field, words in self.values.items():
            lines = (f"{_text(one)} = {_text(to)}" for one, to in words.items())
            parts.append([f"[values.{_text(field)}]", *lines])
        return "\n".join("\n".join(part) + "\n" for part in parts)


def _text(text: str) -> str:
    # A basic string of TOML is one of JSON, but for DEL and what lies outside of the basic plane.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def load_aliases(path: str | os.PathLike[str]) -> Mapping[str, tuple[str, ...]]:
    """Read a TOML file of own headings: ``"phones[main]" = ["Rufnummer", "总机电话"]``.

    Raises
    ------
    SourceError
        If it cannot be read, or is of another form.
    """
    return load_headings(path).aliases


def load_headings(path: str | os.PathLike[str]) -> OwnHeadings:
    """Read a TOML file of own headings, of the mapping of a list, and of own words.

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
    except (OSError, ValueError) as error:
        raise SourceError(name, f"cannot be read as TOML: {error}") from error
    mapping = _table(name, loaded.pop("mapping", {}), "mapping")
    values = loaded.pop("values", {})
    if not isinstance(values, dict):
        raise SourceError(
            name, "'values' is no table", 'write [values.stage], and below it "合作客户" = "active"'
        )
    return OwnHeadings(
        aliases=_aliases(name, loaded.pop("aliases", {})) | _aliases(name, loaded),
        mapping={heading: field or None for heading, field in mapping.items()},
        values={field: _words(name, words, field) for field, words in values.items()},
    )


def _aliases(name: str, given: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(given, dict):
        raise SourceError(name, "'aliases' is no table of fields and their headings")
    found = {}
    for field, headings in given.items():
        listed = [headings] if isinstance(headings, str) else headings
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            hint = 'write "phones[main]" = ["Rufnummer"]; quote a field that holds a dot'
            raise SourceError(name, f"{field!r} is no list of headings", hint)
        found[field] = tuple(listed)
    return found


def _table(name: str, given: object, what: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise SourceError(name, f"{what!r} is no table", f"write [{what}], and below it heading = field")
    for heading, field in given.items():
        if not isinstance(field, str) and field is not False:
            hint = "write the field in quotes; false leaves the column out"
            raise SourceError(name, f"{heading!r} in [{what}] is given no field", hint)
    return given


def _words(name: str, given: object, field: str) -> Mapping[str, str]:
    if not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
        raise SourceError(name, f"[values.{field}] is no table of words", 'write "合作客户" = "active"')
    return given
