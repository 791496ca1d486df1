"""Bytes to text, without ever guessing a character.

The chain is: byte order mark, then strict UTF-8, then strict GB18030 (the
superset of GB2312 and GBK that Chinese Windows writes).  `encoding` overrides
it.  What passes none of them is refused; a replacement character never stands
in for a byte that was not understood.

Nearly every pair of bytes is a character of GB18030, so that Big5 and
Windows-1252 files would pass as Chinese nonsense.  They are told by what real
GB18030 text hardly uses: second bytes below 0x80, and the rows of kana, Greek,
Cyrillic and private use where Big5 keeps its commonest characters.  Where more
than a quarter of the characters are of that sort, the caller is asked.

>>> decode("客户".encode("gb18030"))
('客户', Encoding(name='gb18030', because='not UTF-8, valid as GB18030', mark=0))
"""

from __future__ import annotations

import codecs
import io
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import attrs

from customerbase.errors import SourceError

__all__ = ["Encoding", "OpenText", "decode", "detect", "open_bytes", "open_text"]

CHUNK = 1 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF document", "export the table as CSV"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", None),
    (b"\xff\xd8\xff", "a JPEG picture", None),
    (b"GIF8", "a GIF picture", None),
    (b"SQLite format 3\0", "an SQLite database", "export the table as CSV"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file", "save it as CSV UTF-8"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"\xfd7zXZ\0", "an xz archive", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"PAR1", "a Parquet file", "export the table as CSV"),
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
    """

    name: str
    because: str
    mark: int = 0


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
    head = raw.read(1 << 16)
    raw.seek(0)
    if not head:
        raise SourceError(origin, "is empty", "nothing was saved into it, or the wrong file was chosen")
    if encoding is not None:
        return _given(raw, head, origin, encoding)
    _refuse_binary(head, origin)
    for mark, name in _MARKS:
        if head.startswith(mark):
            try:
                _read_through(raw, name, len(mark))
            except _NotThis as fault:
                reason = f"begins as {name} by its byte order mark, yet {fault} is not: {fault.reason}"
                raise SourceError(origin, reason, "save it again, or say encoding=") from fault
            return Encoding(name, "byte order mark", len(mark))
    if head.count(0) > 2 and head.count(0) * 50 > len(head):
        hint = (
            "if it is text in UTF-16 say encoding='utf-16-le' or 'utf-16-be'; otherwise save it as CSV UTF-8"
        )
        raise SourceError(origin, "is no text: it holds NUL bytes", hint)
    try:
        _read_through(raw, "utf-8", 0)
    except _NotThis as fault:
        utf8 = fault
    else:
        return Encoding("utf-8", "valid as UTF-8")
    found: Counter[str] = Counter()
    try:
        _read_through(raw, "gb18030", 0, found)
    except _NotThis as fault:
        reason = f"is neither UTF-8 ({utf8}) nor GB18030 ({fault})"
        raise SourceError(origin, reason, "say which: encoding='big5', 'cp1252', 'shift_jis', …") from fault
    if _hardly_gb18030(found):
        reason = f"is not UTF-8 ({utf8}), and as GB18030 it would read as rare characters nobody writes"
        raise SourceError(origin, reason, "say which: encoding='big5', 'cp1252' or 'gb18030'")
    return Encoding("gb18030", "not UTF-8, valid as GB18030")


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
    ('A', Encoding(name='utf-16-le', because='byte order mark', mark=2))
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
        _refuse_binary(head, origin)
    try:
        _read_through(raw, name, mark)
    except _NotThis as fault:
        reason = f"is not {encoding}: {fault} cannot be read ({fault.reason})"
        raise SourceError(
            origin, reason, "leave encoding= out to have it found out, or give another"
        ) from fault
    return Encoding(name, "given", mark)


def _read_through(raw: BinaryIO, name: str, mark: int, found: Counter[str] | None = None) -> None:
    """Decode everything once, keeping nothing; count the characters into `found`."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    raw.seek(mark)
    fed, line = mark, 1
    for chunk, last in _chunks(raw):
        fed += len(chunk)
        try:
            text = decoder.decode(chunk, last)
        except UnicodeError as error:
            if not isinstance(error, UnicodeDecodeError):
                raise _NotThis(fed - len(chunk), line, str(error)) from error
            before = error.object[: error.start].decode(name, "ignore")
            offset = fed - len(error.object) + error.start
            raise _NotThis(offset, line + before.count("\n"), error.reason) from error
        line += text.count("\n")
        if found is not None:
            found.update(text)
    raw.seek(0)


def _chunks(raw: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    while chunk := raw.read(CHUNK):
        yield chunk, False
    yield b"", True


def _refuse_binary(head: bytes, origin: str) -> None:
    if head.startswith(b"PK\x03\x04"):
        if b"xl/" in head or b"[Content_Types].xml" in head:
            raise SourceError(
                origin, "looks like an Excel workbook (xlsx), not like text", "save it as CSV UTF-8"
            )
        raise SourceError(origin, "looks like a zip archive, not like text", "unpack it first")
    for magic, what, hint in _MAGIC:
        if head.startswith(magic):
            raise SourceError(origin, f"looks like {what}, not like text", hint)


def _hardly_gb18030(found: Counter[str]) -> bool:
    whole = odd = 0
    for character, times in found.items():
        if character > "\x7f":
            encoded = character.encode("gb18030")
            whole += times
            if len(encoded) == 2 and (encoded[1] < 0x80 or 0xA4 <= encoded[0] <= 0xAF):
                odd += times
    return odd * 4 > whole
