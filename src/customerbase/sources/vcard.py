r"""vCards, as telephones and mail programs write them: 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), many in a file.

- A card of a **person at an organisation** (``ORG`` beside another name) is a contact of that customer; one of an
  **organisation** (``KIND:org``, or a name that is that of the ``ORG``), and one of a person without an ``ORG``, is a customer.
- ``TEL`` and ``EMAIL`` go to the person where there is one, by their types or their own label (``X-ABLabel``).  ``ADR`` and
  ``URL`` go to the customer; of several cards of one organisation only where all agree.
- ``TITLE``, ``BDAY`` (also ``--0405``), ``GENDER``, ``NOTE``, ``NICKNAME`` and ``CATEGORIES`` go where such fields are; the ``UID`` of
  a customer's card is his identifier of the scheme ``vcard``.
- Whatever else stands there is a column by its own name (``X-QQ``, ``IMPP``): an attribute with ``extra="keep"``.
  Pictures, sounds and keys are left out, and a note counts them.
- A card that is damaged, and one of a group or a place, is a `RowProblem`; the number of a row is the line
  on which its card begins.

What the file holds rests in memory.

>>> with read_vcard(
...     b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann\r\nORG:Acme\r\nBDAY:--0405\r\nEND:VCARD\r\n"
... ) as table:
...     dict(zip(table.header, next(table.rows)[1]))
{'name': 'Acme', 'contact[1].name': 'Ann', 'contact[1].born': '--04-05'}
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from customerbase.errors import SourceError
from customerbase.sources.decode import Encoding, decode, open_bytes
from customerbase.sources.table import Note, Row, RowProblem, SourceTable
from customerbase.sources.vcard_lines import Card, read_cards, unfolded
from customerbase.sources.vcard_values import Said, said_by, settle

__all__ = ["read_vcard"]


def read_vcard(
    source: str | os.PathLike[str] | bytes, *, encoding: str | None = None, origin: str | None = None
) -> SourceTable:
    """Open a file of vCards as a `SourceTable` of customers and the people there.

    Parameters
    ----------
    source : path or bytes
    encoding : str, optional
        Overrides what is found out.
    origin : str, optional
        What errors call the file; its path by default.

    Raises
    ------
    SourceError
        If it cannot be read at all, or holds no whole card.
    """
    name = origin or ("these bytes" if isinstance(source, bytes) else os.fspath(source))
    with open_bytes(source, name) as stream:
        content = stream.read()
    lines, read_as = _lines(content, name, encoding)
    cards = list(read_cards(lines))
    if not cards:
        raise SourceError(name, "holds no vCard", "a card begins with BEGIN:VCARD")
    read = [_read(each) for each in cards]
    said = [each for each in read if isinstance(each, Said)]
    if not said:
        first = next(each for each in read if isinstance(each, RowProblem))
        raise SourceError(
            name, f"holds no card that can be read: line {first.line} {first.reason}", first.hint
        )
    settle(said)
    header = tuple(dict.fromkeys(heading for each in said for heading in each.cells))
    notes = []
    if left := sum(each.pictures for each in said):
        notes.append(Note("pictures, sounds and keys of cards were left out", left))
    return SourceTable(
        name,
        header,
        _rows(read, header),
        encoding=read_as.name,
        encoding_because=read_as.because,
        notes=notes,
        total_bytes=len(content),
    )


def _lines(content: bytes, name: str, encoding: str | None) -> tuple[list[tuple[int, str]], Encoding]:
    """Return logical lines as text; those of most encodings are put together before they are decoded."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or (encoding or "").lower().startswith(("utf-16", "utf-32")):
        text, read_as = decode(content, encoding=encoding, origin=name)
        folded = text.encode("utf-8", "surrogatepass")
        whole = list(unfolded(folded))
        return [(number, line.decode("utf-8", "replace")) for number, line in whole], read_as
    whole = list(unfolded(content))
    text, read_as = decode(b"\n".join(line for _, line in whole), encoding=encoding, origin=name)
    texts = text.split("\n")
    if len(texts) != len(whole):
        raise SourceError(
            name, f"cannot be read as {read_as.name}: its lines are others then", "say encoding="
        )
    return [(number, line) for (number, _), line in zip(whole, texts, strict=True)], read_as


def _read(card: Card) -> Said | RowProblem:
    shown = tuple(each.value for each in card.properties if each.name in ("FN", "ORG"))
    if card.fault is not None:
        return RowProblem(card.line, shown, card.fault)
    said = said_by(card)
    if isinstance(said, str):
        return RowProblem(card.line, shown, said)
    return said


def _rows(read: Sequence[Said | RowProblem], header: tuple[str, ...]) -> Iterator[Row | RowProblem]:
    for each in read:
        if isinstance(each, RowProblem):
            yield each
        else:
            yield each.line, [each.cells.get(heading, "") for heading in header]
