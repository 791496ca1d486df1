"""Bytes to text, without ever guessing a character.

The chain is: byte order mark, UTF-16 by its NUL bytes, strict UTF-8, and then
the likeliest of GB18030 (the superset of GB2312 and GBK that Chinese Windows
writes), Big5 with the characters of Hong Kong, and Windows-1252.  Nearly every
pair of bytes is a character of GB18030 and of Big5, so that what is valid does
not tell them apart: `customerbase.sources.likelihood` weighs how real lists
are written in each.  The choice and its certainty are told in the result; where
two are about as likely, or another encoding is likelier, the caller is asked.
`encoding` overrides it all.  A replacement character never stands in for a
byte that was not understood.

>>> decode("客户".encode("gb18030"))[0]
'客户'
>>> decode("客戶名稱,電話".encode("big5"))[1].name
'big5hkscs'
"""

from __future__ import annotations

import codecs
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import attrs

from customerbase.errors import SourceError
from customerbase.sources.likelihood import CHOSEN, weighed
from customerbase.sources.not_text import refuse_binary

__all__ = ["Encoding", "OpenText", "decode", "detect", "open_bytes", "open_text"]

CHUNK = 1 << 20
CERTAIN = 0.75
"""The least certainty with which an encoding is chosen; below it the caller is asked."""

_HEAD = 1 << 16
_SAMPLE = 1 << 14
_LONG_ASCII = re.compile(rb"[\x00-\x7f]{200,}")
_CLEAR = 4  # NUL bytes, all in every second place
_BY_CHANCE = 8  # bytes above ASCII
_EXAMPLES = "encoding='gb18030', 'big5', 'cp1252', 'shift_jis', …"
_SPOKEN = {"gb18030": "GB18030", "big5hkscs": "Big5-HKSCS", "cp1252": "Windows-1252"}

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@attrs.frozen
class Encoding:
    """How bytes were read as text.

    Parameters
    ----------
    name : str
        The codec, as Python names it.
    because : str
        How it was found out.
    mark : int
        Length in bytes of the byte order mark before the text.
    certainty : float
        0 to 1; 1 where it was not chosen by what is likely.
    nul : bool
        Whether a NUL byte may stand in it.
    """

    name: str
    because: str
    mark: int = 0
    certainty: float = 1.0
    nul: bool = attrs.field(default=True, eq=False, repr=False)


@attrs.frozen
class OpenText:
    """A source that is open as text.

    Parameters
    ----------
    stream : text stream
        Line ends are left as they are.
    raw : binary file
        The file beneath.
    encoding : Encoding
    total_bytes : int
    """

    stream: io.TextIOWrapper
    raw: BinaryIO
    encoding: Encoding
    total_bytes: int

    def position(self) -> int:
        """Bytes read so far."""
        return self.total_bytes if self.raw.closed else min(self.raw.tell(), self.total_bytes)

    def rewind(self) -> None:
        """Go back to the first character."""
        self.stream.seek(0)
        self.raw.seek(self.encoding.mark)

    def close(self) -> None:
        """Close the file; may be called twice."""
        self.stream.close()


class _NotThis(Exception):
    """The bytes are no text of this encoding, from this byte and line on."""

    def __init__(self, offset: int, line: int, reason: str) -> None:
        self.offset = offset
        self.line = line
        self.reason = reason
        super().__init__(offset, line, reason)

    def __str__(self) -> str:
        return f"byte {self.offset:,} on line {self.line:,}"


def open_bytes(source: str | os.PathLike[str] | bytes, origin: str) -> BinaryIO:
    """Open a file, or bytes that are already here, for reading.

    Raises
    ------
    SourceError
        If there is no such file, or it cannot be read.
    """
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return Path(source).open("rb")
    except FileNotFoundError as error:
        raise SourceError(origin, "there is no such file") from error
    except IsADirectoryError as error:
        raise SourceError(origin, "is a folder, not a file") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise SourceError(origin, f"cannot be opened: {why}") from error


def detect(raw: BinaryIO, *, origin: str, encoding: str | None = None) -> Encoding:
    """Find out how the bytes of a file are to be read; all of them are looked at, in pieces.

    Parameters
    ----------
    raw : binary file that can be rewound
    origin : str
        What errors call the file.
    encoding : str, optional
        The codec to use, whatever the bytes look like.

    Raises
    ------
    SourceError
        If the file is empty, is no text, is no text of the `encoding` given,
        or of none that can be told; with the byte and the line.
    """
    head = raw.read(_HEAD)
    raw.seek(0)
    if not head:
        raise SourceError(origin, "is empty", "nothing was saved into it, or the wrong file was chosen")
    if encoding is not None:
        return _given(raw, head, origin, encoding)
    refuse_binary(head, origin)
    for mark, name in _MARKS:
        if head.startswith(mark):
            try:
                nul = _read_through(raw, name, len(mark))
            except _NotThis as fault:
                reason = f"begins as {name} by its byte order mark, yet {fault} is not: {fault.reason}"
                raise SourceError(origin, reason, "save it again, or say encoding=") from fault
            return Encoding(name, "byte order mark", len(mark), nul=nul)
    if 0 in head:
        return _wide(raw, head, origin)
    try:
        nul = _read_through(raw, "utf-8", 0)
    except _NotThis as fault:
        return _likeliest(raw, origin, fault)
    _refuse_other_than_utf8(head, origin)
    return Encoding("utf-8", "valid as UTF-8", nul=nul)


def open_text(
    source: str | os.PathLike[str] | bytes, *, origin: str, encoding: str | None = None
) -> OpenText:
    """Open a source as a stream of text; line ends are left as they are.

    Raises
    ------
    SourceError
        As `detect`.
    """
    raw = open_bytes(source, origin)
    try:
        found = detect(raw, origin=origin, encoding=encoding)
        total = raw.seek(0, io.SEEK_END)
        raw.seek(found.mark)
        stream = io.TextIOWrapper(raw, encoding=found.name, errors="strict", newline="")
        return OpenText(stream, raw, found, total)
    except BaseException:
        raw.close()
        raise


def decode(data: bytes, *, encoding: str | None = None, origin: str = "these bytes") -> tuple[str, Encoding]:
    r"""Read bytes as text, and say how.

    Raises
    ------
    SourceError
        As `detect`.

    Examples
    --------
    >>> decode(b"\xff\xfeA\x00")
    ('A', Encoding(name='utf-16-le', because='byte order mark', mark=2, certainty=1.0))
    """
    found = detect(io.BytesIO(data), origin=origin, encoding=encoding)
    return data[found.mark :].decode(found.name), found


def _given(raw: BinaryIO, head: bytes, origin: str, encoding: str) -> Encoding:
    try:
        name = codecs.lookup(encoding).name
        b"a".decode(name, "ignore")  # a LookupError where it is no encoding of text
    except (LookupError, ValueError, TypeError) as error:
        hint = "for example 'utf-8', 'gb18030', 'big5', 'cp1252', 'utf-16'"
        raise SourceError(origin, f"there is no encoding {encoding!r}", hint) from error
    family = name.replace("-sig", "")
    mark = next(
        (len(mark) for mark, codec in _MARKS if head.startswith(mark) and codec.startswith(family)),
        0,
    )
    if mark:
        name = next(codec for mark_, codec in _MARKS if head.startswith(mark_) and codec.startswith(family))
    elif name != family:
        name = family
    if not name.startswith(("utf-16", "utf-32")):
        refuse_binary(head, origin)
    try:
        nul = _read_through(raw, name, mark)
    except _NotThis as fault:
        reason = f"is not {encoding}: {fault} cannot be read ({fault.reason})"
        raise SourceError(
            origin, reason, "leave encoding= out to have it found out, or give another"
        ) from fault
    return Encoding(name, "given", mark, nul=nul)


def _wide(raw: BinaryIO, head: bytes, origin: str) -> Encoding:
    """Tell UTF-16 without a mark by its NUL bytes: before or behind each ASCII character."""
    nul = head.count(0)
    for name, behind in (("utf-16-le", 1), ("utf-16-be", 0)):
        share = head[behind::2].count(0) / nul
        if share < 0.98 or nul * 50 < len(head):
            continue
        try:
            _read_through(raw, name, 0)
        except _NotThis:
            continue
        units = len(head) // 2
        # Text without any Chinese has a NUL in each unit; a few may be something else.
        certainty = round(share * (1 - 0.5 ** min(nul, units, 50)), 4)
        if nul >= _CLEAR:
            because = f"NUL bytes in every second place, certainty {certainty:.1%}"
            return Encoding(name, because, certainty=certainty)
    if nul > 2 and nul * 50 > len(head):
        hint = (
            "if it is text in UTF-16 say encoding='utf-16-le' or 'utf-16-be'; otherwise save it as CSV UTF-8"
        )
        raise SourceError(origin, "is no text: it holds NUL bytes", hint)
    try:
        nul = _read_through(raw, "utf-8", 0)
    except _NotThis as fault:
        return _likeliest(raw, origin, fault)
    return Encoding("utf-8", "valid as UTF-8", nul=nul)


def _likeliest(raw: BinaryIO, origin: str, utf8: _NotThis) -> Encoding:
    """Choose by what is likely, and make sure that all of the file is valid in it."""
    ranked = weighed(_sample(raw))
    best, second = ranked[:2]
    name = best.name or "an encoding that is not known here"
    if best.name == "utf-8" and best.certainty >= CERTAIN:
        reason = f"is UTF-8 by what most of it says, yet {utf8} is not: {utf8.reason}"
        raise SourceError(origin, reason, "it was damaged or put together of two files: save it again") from (
            utf8
        )
    if best.name not in CHOSEN or best.certainty < CERTAIN:
        other = f" or {second.name} {second.certainty:.0%}" if second.name and second.certainty > 0.01 else ""
        reason = f"is not UTF-8 ({utf8}), and what else it is not sure: {name} {best.certainty:.0%}{other}"
        asked = [each.name for each in ranked if each.name and each.name != "utf-8"]
        likely = [each for each in asked if any(each == i.name and i.certainty > 0.01 for i in ranked)][:3]
        choices = " or ".join(f"encoding={each!r}" for each in likely)
        raise SourceError(origin, reason, f"say which: {choices or _EXAMPLES}") from utf8
    try:
        nul = _read_through(raw, best.name, 0)
    except _NotThis as fault:
        reason = f"is neither UTF-8 ({utf8}) nor {_SPOKEN[best.name]} ({fault}), which it looks like"
        raise SourceError(origin, reason, f"it may be damaged; otherwise say which: {_EXAMPLES}") from fault
    certainty = round(best.certainty, 4)
    # 100 % is for what is known, not for what is likely.
    because = f"not UTF-8, {_SPOKEN[best.name]} by what is likely, certainty {min(certainty, 0.999):.1%}"
    return Encoding(best.name, because, certainty=certainty, nul=nul)


def _refuse_other_than_utf8(head: bytes, origin: str) -> None:
    """Ask where a few bytes are UTF-8 by chance, and something sensible in another encoding.

    Each second byte of GB18030 may follow its first in UTF-8 too; of more than
    a few characters together it is not to be feared.
    """
    if head.isascii() or len(head) >= _HEAD:
        return
    high = [byte for byte in head if byte > 0x7F]
    if len(high) > _BY_CHANCE or any(byte >= 0xE0 for byte in high):
        return
    best = weighed(head)[0]
    if best.name not in CHOSEN or best.certainty < 0.95:
        return
    try:
        head.decode(best.name)
    except UnicodeDecodeError:
        return
    reason = f"is valid as UTF-8, and yet likelier to be {_SPOKEN[best.name]}"
    raise SourceError(origin, reason, f"say which: encoding={best.name!r} or encoding='utf-8'")


def _sample(raw: BinaryIO) -> bytes:
    """Return the first lines that hold more than ASCII, wherever they stand."""
    found: list[bytes] = []
    size, rest = 0, b""
    raw.seek(0)
    for chunk, last in _chunks(raw):
        if chunk.isascii() and rest.isascii():
            rest = b""
            continue
        lines = (rest + chunk).splitlines(keepends=True)
        rest = b"" if last or not lines else lines.pop()
        for line in lines:
            if not line.isascii():
                # A trail byte may be ASCII: what is cut out of a long run begins later and ends before.
                found.append(_LONG_ASCII.sub(lambda run: run[0][:50] + run[0][-50:], line)[:_SAMPLE])
                size += len(found[-1])
                if size >= _SAMPLE:
                    return b"".join(found)
        rest = _LONG_ASCII.sub(lambda run: run[0][:50] + run[0][-50:], rest)
        if len(rest) > _SAMPLE:
            return b"".join([*found, rest[:_SAMPLE]])
    return b"".join(found)


def _read_through(raw: BinaryIO, name: str, mark: int) -> bool:
    """Decode everything once, keeping nothing; tell whether a NUL byte stands in it."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    raw.seek(mark)
    fed, line, nul = mark, 1, False
    for chunk, last in _chunks(raw):
        fed += len(chunk)
        nul = nul or 0 in chunk
        try:
            text = decoder.decode(chunk, last)
        except UnicodeError as error:
            if not isinstance(error, UnicodeDecodeError):
                raise _NotThis(fed - len(chunk), line, str(error)) from error
            before = error.object[: error.start].decode(name, "ignore")
            offset = fed - len(error.object) + error.start
            raise _NotThis(offset, line + before.count("\n"), error.reason) from error
        line += text.count("\n")
    raw.seek(0)
    return nul


def _chunks(raw: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    while chunk := raw.read(CHUNK):
        yield chunk, False
    yield b"", True
