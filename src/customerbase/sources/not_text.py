"""Files that are no text, told by the bytes with which they begin."""

from __future__ import annotations

from customerbase.errors import SourceError

__all__ = ["refuse_binary"]

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


def refuse_binary(head: bytes, origin: str) -> None:
    """Do nothing where the first bytes may be text.

    Raises
    ------
    SourceError
        Naming the kind of file.
    """
    if head.startswith(b"PK\x03\x04"):
        if b"xl/" in head or b"[Content_Types].xml" in head:
            raise SourceError(
                origin, "looks like an Excel workbook (xlsx), not like text", "save it as CSV UTF-8"
            )
        raise SourceError(origin, "looks like a zip archive, not like text", "unpack it first")
    for magic, what, hint in _MAGIC:
        if head.startswith(magic):
            raise SourceError(origin, f"looks like {what}, not like text", hint)
