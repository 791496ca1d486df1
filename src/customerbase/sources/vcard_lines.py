r"""Content lines of vCards: 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) → properties with their parameters.

- Lines are unfolded as bytes, for writers fold in the middle of a character; a fold of 2.1 keeps its white space.
- ``ENCODING=QUOTED-PRINTABLE`` and ``CHARSET`` of 2.1 are undone; lines that end in ``=`` go on.  Base 64 is left as it is.
- Parameters: ``TYPE=a,b``, ``TYPE="a,b"``, ``TYPE=a;TYPE=b`` and the bare ``CELL`` of 2.1 are the same; ``^n``, ``^'`` and
  ``^^`` in them are undone (RFC 6868).
- A line that is no property spoils its card, and no other.

>>> ((card, *_),) = [
...     read_cards([(1, "BEGIN:VCARD"), (2, 'item1.TEL;TYPE="cell,voice":+86 139'), (3, "END:VCARD")])
... ]
>>> (
...     card.properties[0].name,
...     card.properties[0].group,
...     sorted(card.properties[0].types),
...     card.properties[0].value,
... )
('TEL', 'item1', ['cell', 'voice'], '+86 139')
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

__all__ = ["Card", "Property", "parts_of", "plain", "read_cards", "unfolded"]

_HEAD: Final = re.compile(r'(?:([\w-]+)\.)?([\w-]+)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', re.DOTALL)
_PARAMETER: Final = re.compile(r';((?:[^";]|"[^"]*")*)')
_PART: Final = re.compile(r'"([^"]*)"|([^",]+)')
_ENCODINGS: Final = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT", "B", "Q"})
_QUOTED: Final = re.compile(rb"[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE(?:;[^:]*)?:", re.IGNORECASE)
_BASE64: Final = re.compile(rb"[^:]*;(?:ENCODING=)?(?:BASE64|B)(?:;[^:]*)?:", re.IGNORECASE)
_OLD: Final = re.compile(rb"VERSION\s*:\s*2\.1\s*", re.IGNORECASE)
_BEGIN: Final = re.compile(rb"\s*BEGIN\s*:", re.IGNORECASE)
_CARET: Final = {"n": "\n", "'": '"', "^": "^"}
_SHOWN: Final = 60


@attrs.frozen
class Property:
    """One property of a card.

    Attributes
    ----------
    name, group : str
        The name in capitals; the group is empty where there is none.
    value : str
        Still with the escapes of its version.
    parameters : mapping of str to tuple of str
        By their names in capitals.
    line : int
    """

    name: str
    group: str
    value: str
    parameters: Mapping[str, tuple[str, ...]]
    line: int

    @property
    def types(self) -> frozenset[str]:
        """What it is for, in small letters: ``cell``, ``work``, ``pref``, ...."""
        return frozenset(each.strip().lower() for each in self.parameters.get("TYPE", ()))

    @property
    def preferred(self) -> int:
        """The place that it is given among others of its name: 1 for the first, 101 where nothing is said."""
        said = "".join(self.parameters.get("PREF", ()))
        if said.isdecimal() and 0 < int(said) <= 100:
            return int(said)
        return 1 if "pref" in self.types or "PREF" in self.parameters else 101

    @property
    def encoded(self) -> bool:
        """Whether the value is bytes in base 64."""
        return any(each.upper() in ("BASE64", "B") for each in self.parameters.get("ENCODING", ()))


@attrs.frozen
class Card:
    """One card, and what spoils it.

    Attributes
    ----------
    line : int
        The line on which it begins.
    version : str
    properties : tuple of Property
    fault : str or None
    """

    line: int
    version: str
    properties: tuple[Property, ...]
    fault: str | None = None

    def all(self, name: str) -> list[Property]:
        """Return the properties of this name that are not blank, the preferred ones first."""
        found = [each for each in self.properties if each.name == name and each.value.strip(" \t;")]
        return sorted(found, key=lambda each: each.preferred)

    def first(self, name: str) -> Property | None:
        """Return the preferred property of this name."""
        return next(iter(self.all(name)), None)


def unfolded(content: bytes) -> Iterator[tuple[int, bytes]]:
    r"""Yield logical lines, each with the number of the physical line on which it begins.

    >>> list(unfolded(b"NOTE:a\r\n  b\r\nN:c\r\n"))
    [(1, b'NOTE:a b'), (3, b'N:c')]
    """
    begin, old, quoted, base64 = 1, False, False, False
    held: list[bytes] = []
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", content), 1):
        blank = not line.strip()
        if quoted and held[-1].endswith(b"="):
            held[-1] = held[-1][:-1]
            held.append(line)
        elif held and line[:1] in (b" ", b"\t") and not blank:
            held.append(line.strip() if base64 else line if old else line[1:])
        elif base64 and not blank and b":" not in line:
            held.append(line.strip())
        else:
            if held:
                yield begin, b"".join(held)
            begin, held = number, [] if blank else [line]
            if _BEGIN.match(line):
                old = False
            elif _OLD.fullmatch(line):
                old = True
            quoted, base64 = bool(_QUOTED.match(line)), bool(_BASE64.match(line))
    if held:
        yield begin, b"".join(held)


def read_cards(lines: Iterable[tuple[int, str]]) -> Iterator[Card]:
    """Yield the cards of logical lines; lines outside of cards are passed over."""
    card: list[Property] | None = None
    begin, inner, fault = 0, 0, None
    for number, line in lines:
        word = re.sub(r"\s", "", line).upper() if len(line) < _SHOWN else ""
        if (
            word == "BEGIN:VCARD"
            and card is not None
            and card
            and card[-1].name == "AGENT"
            and not card[-1].value
        ):
            inner += 1
        elif word == "BEGIN:VCARD" and not inner:
            if card is not None:
                yield _card(begin, card, f"has no end: another card begins on line {number}")
            card, begin, fault = [], number, None
        elif word == "END:VCARD" and inner:
            inner -= 1
        elif word == "END:VCARD":
            if card is not None:
                yield _card(begin, card, fault)
            card = None
        elif card is not None and not inner:
            found = _property(line, number)
            if found is None:
                shown = line.strip()[:_SHOWN]
                fault = fault or f"holds a line that is no property: line {number}, {shown!r}"
            else:
                card.append(found)
    if card is not None:
        yield _card(begin, card, "has no end: the file may be cut off")


def _card(begin: int, properties: list[Property], fault: str | None) -> Card:
    version = next((each.value.strip() for each in properties if each.name == "VERSION"), "3.0")
    return Card(begin, version, tuple(properties), fault)


def _property(line: str, number: int) -> Property | None:
    found = _HEAD.fullmatch(line.strip())
    if found is None:
        return None
    parameters: dict[str, list[str]] = {}
    for each in _PARAMETER.finditer(found[3]):
        name, said, value = each[1].partition("=")
        name = name.strip().upper()
        if not said:  # as 2.1 writes it: TEL;CELL;PREF
            name, value = ("ENCODING" if name in _ENCODINGS else "TYPE"), each[1]
        parts = [part[0] or part[1] for part in _PART.findall(value)]
        if name == "TYPE":
            parts = [one for part in parts for one in part.split(",")]
        parameters.setdefault(name, []).extend(
            re.sub(r"\^([n'^])", lambda m: _CARET[m[1]], one) for one in parts
        )
    frozen = {name: tuple(values) for name, values in parameters.items()}
    value = found[4]
    if any(each.upper() in ("QUOTED-PRINTABLE", "Q") for each in frozen.get("ENCODING", ())):
        decoded = _quoted_printable(value, frozen.get("CHARSET", ("utf-8",))[0])
        if decoded is None:
            return None
        value = decoded
    return Property(found[2].upper(), found[1] or "", value, frozen, number)


def _quoted_printable(value: str, charset: str) -> str | None:
    """Return the text that is written so, or None where it is in none that can be read."""
    if not value.isascii():
        return value  # was decoded on the way, whatever it says
    content = quopri.decodestring(value.encode("ascii"))
    for encoding in (charset.strip().strip('"') or "utf-8", "utf-8", "gb18030"):
        try:
            return content.decode("gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def parts_of(value: str, version: str) -> list[list[str]]:
    r"""Return the components of a structured value, and the values of each.

    >>> parts_of(r"Acme\, Inc.;Sales,Export", "3.0")
    [['Acme, Inc.'], ['Sales', 'Export']]
    """
    escapes = r"\\[\\,;nN:]" if version != "2.1" else r"\\[\\;,:]"
    parts: list[list[str]] = [[""]]
    for each in re.findall(rf"{escapes}|;|,|[^\\;,]+|\\", value):
        if each == ";":
            parts.append([""])
        elif each == "," and version != "2.1":
            parts[-1].append("")
        else:
            parts[-1][-1] += _unescaped(each)
    return parts


def _unescaped(given: str) -> str:
    if len(given) == 2 and given[0] == "\\":
        return "\n" if given[1] in "nN" else given[1]
    return given


def plain(value: str, version: str) -> str:
    r"""Return a text without its escapes.

    >>> plain(r"a\nb\, c", "4.0")
    'a\nb, c'
    """
    escapes = r"\\[\\,;nN:]" if version != "2.1" else r"\\[\\;,:]"
    return re.sub(escapes, lambda found: _unescaped(found[0]), value).replace("\r\n", "\n")
