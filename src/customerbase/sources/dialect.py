"""How the cells of a text file are parted: found out by its first lines, where the caller does not say.

The delimiter is one of ``, ; TAB |``: the one by which most lines have as many
cells as one another.  Single quotes are quotes where each cell that begins with one ends
with one, and there are no double ones; a backslash escapes where it stands
before a quote in the middle of a quoted cell and no quote is doubled.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

from customerbase.errors import SourceError
from customerbase.sources.quoting import Dialect, split_record

__all__ = ["DELIMITERS", "sniffed", "stated"]

DELIMITERS = (",", ";", "\t", "|")

_LONG = 100_000
_ESCAPED = re.compile(r"""(?:^|[,;\t|])"[^"\r\n]*[^\\"]\\"(?![,;\t|\r\n"])""", re.MULTILINE)
_DOUBLED = re.compile(r"""[^,;\t|\r\n\\]""(?![,;\t|\r\n])""")
_SINGLE = re.compile(r"""(?:^|[,;\t|])'(?:[^']|'')*'(?=[,;\t|\r\n]|\Z)""", re.MULTILINE)
_SINGLE_BEGUN = re.compile(r"""(?:^|[,;\t|])'""", re.MULTILINE)


def stated(origin: str, delimiter: str | None, quote: str | None, escape: str | None) -> None:
    """Make sure that what the caller states can be.

    Raises
    ------
    SourceError
    """
    if delimiter is not None and (
        not delimiter or len(delimiter) > 10 or not set(delimiter).isdisjoint('"\r\n')
    ):
        raise SourceError(
            origin, f"{delimiter!r} cannot be a delimiter", "give one such as ',' or ';' or '::'"
        )
    for what, character in (("a quote", quote), ("an escape", escape)):
        if character is not None and (
            len(character) != 1 or character.isalnum() or character.isspace() or character == delimiter
        ):
            raise SourceError(
                origin, f"{character!r} cannot be {what}", "give one character that is none in names"
            )
    if quote is not None and quote == escape:
        raise SourceError(
            origin, f"{quote!r} cannot be quote and escape", "a doubled quote is understood without escape="
        )


def sniffed(
    lines: Sequence[str], origin: str, delimiter: str | None, quote: str | None, escape: str | None
) -> Dialect:
    """Say how the cells are parted, by the first lines that are neither blank nor comments.

    Raises
    ------
    SourceError
        If two delimiters fit equally well.
    """
    sample = [line for line in lines if len(line) < _LONG]
    text = "".join(sample)
    if quote is None:
        quote = "'" if _in_single_quotes(text) else '"'
    if escape is None and quote == '"' and _ESCAPED.search(text) and not _DOUBLED.search(text):
        escape = "\\"
    if delimiter is None:
        delimiter = _delimiter(sample, origin, quote, escape)
    return Dialect(delimiter, quote, escape)


def _in_single_quotes(text: str) -> bool:
    if '"' in text or "'" not in text:
        return False
    return len(_SINGLE.findall(text)) == len(_SINGLE_BEGUN.findall(text)) >= 3


def _delimiter(sample: Sequence[str], origin: str, quote: str, escape: str | None) -> str:
    scores = []
    for rank, each in enumerate(DELIMITERS):
        widths = _widths(sample, Dialect(each, quote, escape))
        counted = Counter(width for width in widths if width > 1)
        if counted:
            width, times = max(counted.items(), key=lambda found: (found[1], found[0]))
            scores.append((times / len(widths), width, -rank, each))
    if not scores:
        return ","
    scores.sort(reverse=True)
    if len(scores) > 1 and scores[0][:2] == scores[1][:2]:
        one, other = scores[0][3], scores[1][3]
        raise SourceError(
            origin,
            f"{one!r} and {other!r} may both be the delimiter",
            f"say which: delimiter={one!r} or delimiter={other!r}",
        )
    return scores[0][3]


def _widths(sample: Sequence[str], dialect: Dialect) -> list[int]:
    if dialect.plain:
        try:
            records = csv.reader(sample, delimiter=dialect.delimiter, quotechar=dialect.quote)
            return [len(cells) for cells in records if cells]
        except csv.Error:  # a cell above the limit of that module: a quote may never be closed
            pass
    return [len(split_record(line, dialect)) for line in sample]
