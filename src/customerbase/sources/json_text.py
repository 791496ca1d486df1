"""JSON text in a stream: one value after the other, with the line of each, and never all of them at once.

The values of an array, also of one that stands within objects
(``{"data": {"items": [...]}}``), are found by their brackets alone and handed on
as text, so that one that is damaged spoils no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TextIO

import attrs

from customerbase.errors import SourceError

__all__ = ["Piece", "pieces"]

_PIECE = 1 << 16
_SPACE = " \t\r\n\ufeff\x1a\x1e"
_MARK = re.compile(r'["{}\[\]]')
_END_OF_STRING = re.compile(r'(?:[^"\\]|\\.)*"', re.DOTALL)
_END_OF_SCALAR = re.compile(rf"[,\]}}{_SPACE}]")
_DEPTH = 50
_DECODER = json.JSONDecoder()


@attrs.frozen
class Piece:
    """One value of a document.

    Parameters
    ----------
    path : tuple of str
        Keys of the objects around it.
    line : int
        On which it begins, counted from 1.
    text : str
        Of one that is too long, its beginning.
    whole : bool
        Whether the text is all of it.
    listed : bool
        Whether it stands in a list.
    """

    path: tuple[str, ...]
    line: int
    text: str
    whole: bool = True
    listed: bool = False


def pieces(stream: TextIO, origin: str, limit: int, *, whole: bool = False) -> Iterator[Piece]:
    """Give the values of a text of JSON in their order; objects are opened, the values of lists are whole.

    Parameters
    ----------
    stream : text stream
    origin : str
    limit : int
        Characters that one value may have.
    whole : bool
        Whether the outermost objects are not opened either.

    Raises
    ------
    SourceError
        Naming the line, where what stands between the values is no JSON.
    """
    reader = _Reader(stream, origin, limit)
    while following := reader.peek():
        if following in ",]}:":
            raise reader.wrong("a value")
        yield from reader.value((), listed=whole)
        if reader.peek() == ",":
            reader.take()


class _Reader:
    """A window over the text."""

    def __init__(self, stream: TextIO, origin: str, limit: int) -> None:
        self.stream = stream
        self.origin = origin
        self.limit = limit
        self.buffer = ""
        self.at = 0
        self.line = 1

    def more(self) -> bool:
        """Read on; what was passed is forgotten."""
        try:
            following = self.stream.read(_PIECE)
        except UnicodeDecodeError as error:
            raise SourceError(self.origin, "changed while it was read", "read it again") from error
        self.buffer = self.buffer[self.at :] + following
        self.at = 0
        return bool(following)

    def pass_over(self, count: int) -> None:
        self.line += self.buffer.count("\n", self.at, self.at + count)
        self.at += count

    def peek(self) -> str:
        """Return the next character that is no space; nothing at the end."""
        while True:
            begun = self.at
            while self.at < len(self.buffer) and self.buffer[self.at] in _SPACE:
                self.at += 1
            self.line += self.buffer.count("\n", begun, self.at)
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self.more():
                return ""

    def take(self) -> None:
        self.pass_over(1)

    def wrong(self, wanted: str) -> SourceError:
        found = self.peek()
        what = repr(found) if found else "the end of the file"
        hint = "the file may be cut off" if not found else "it may be damaged or put together by hand"
        return SourceError(
            self.origin, f"is no JSON: line {self.line} has {what} where {wanted} should be", hint
        )

    def value(self, path: tuple[str, ...], *, listed: bool) -> Iterator[Piece]:
        """Give the value that stands here: opened where it is an object or list by itself, or whole."""
        first = self.peek()
        if listed or first not in ("{", "["):
            line = self.line
            text, whole = self.text()
            yield Piece(path, line, text, whole, listed)
        elif first == "[":
            yield from self.array(path)
        elif len(path) < _DEPTH:
            yield from self.object(path)
        else:
            raise SourceError(self.origin, f"is nested too deeply: line {self.line}")

    def array(self, path: tuple[str, ...]) -> Iterator[Piece]:
        self.take()
        if self.peek() == "]":
            self.take()
            return
        while True:
            if self.peek() in ("", ",", "]", "}", ":"):
                raise self.wrong("a value")
            yield from self.value(path, listed=True)
            following = self.peek()
            if following not in (",", "]"):
                raise self.wrong("',' or ']'")
            self.take()
            if following == "]":
                return

    def object(self, path: tuple[str, ...]) -> Iterator[Piece]:
        self.take()
        seen: set[str] = set()
        if self.peek() == "}":
            self.take()
            return
        while True:
            if self.peek() != '"':
                raise self.wrong("a key in quotes")
            line = self.line
            try:
                key = json.loads(self.text()[0])
            except ValueError as error:
                raise SourceError(self.origin, f"is no JSON: line {line} holds no key") from error
            if key in seen:
                raise SourceError(self.origin, f"holds the key {key!r} twice: line {line}")
            seen.add(key)
            if self.peek() != ":":
                raise self.wrong("':'")
            self.take()
            if self.peek() in ("", ",", "]", "}", ":"):
                raise self.wrong("a value")
            yield from self.value((*path, key), listed=False)
            following = self.peek()
            if following not in (",", "}"):
                raise self.wrong("',' or '}'")
            self.take()
            if following == "}":
                return

    def text(self) -> tuple[str, bool]:
        """Take one value as text, to its last bracket or quote; all of a too long one is passed over."""
        try:  # nearly every value is whole in the window and undamaged: the parser finds its end at once
            _, end = _DECODER.raw_decode(self.buffer, self.at)
        except (ValueError, RecursionError):
            pass
        else:
            # A number at the end of the window may go on behind it.
            if self.buffer[self.at] in '{["' and end - self.at <= self.limit:
                text = self.buffer[self.at : end]
                self.pass_over(end - self.at)
                return text, True
        parts: list[str] = []
        kept, depth, in_string, done = 0, 0, False, False
        while not done:
            begun = self.at
            at, depth, in_string, done = _scanned(self.buffer, begun, depth, in_string)
            if kept <= self.limit:
                parts.append(self.buffer[begun:at])
            kept += at - begun
            self.pass_over(at - begun)
            if not done and not self.more():
                parts.append(self.buffer)  # an escape without what it escapes
                self.at = len(self.buffer)
                break
        text = "".join(parts)
        return (text, True) if kept <= self.limit else (text[:200], False)


def _scanned(text: str, at: int, depth: int, in_string: bool) -> tuple[int, int, bool, bool]:
    """Go on to the end of a value or of the text: return the place, what is open there, and whether it is the end."""
    while True:
        if in_string:
            found = _END_OF_STRING.match(text, at)
            if found is None:
                # An escape may be cut in two: what follows is read with it.
                return len(text) - _odd_escapes(text, at), depth, True, False
            at, in_string = found.end(), False
            if depth == 0:
                return at, 0, False, True
        elif depth == 0 and text[at : at + 1] not in ('"', "{", "["):
            found = _END_OF_SCALAR.search(text, at)
            return (len(text), 0, False, False) if found is None else (found.start(), 0, False, True)
        found = _MARK.search(text, at)
        if found is None:
            return len(text), depth, False, False
        at = found.end()
        if found[0] == '"':
            in_string = True
        else:
            depth += 1 if found[0] in "{[" else -1
            if depth <= 0:
                return at, 0, False, True


def _odd_escapes(text: str, since: int) -> int:
    at = len(text)
    while at > since and text[at - 1] == "\\":
        at -= 1
    return (len(text) - at) % 2
