"""What is asked for: words and phrases, out of the line that somebody typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from typing import Final

import attrs

from customerbase.searching.folding import Folding
from customerbase.searching.tokens import END, START, digits_of, in_one, in_threes, is_chinese, tokens_of

__all__ = ["Phrase", "Query", "Tier", "Word", "query_of", "significant"]

_QUOTED: Final = re.compile(r"[\"“”„「『]([^\"“”„「『」』]*)(?:[\"“”」』]|$)|([^\"“”„「『]+)")
_NUMBER: Final = re.compile(r"(?=.*\d)[+\d().,/\-‐-―]+", re.DOTALL)
_TWO_DIGITS: Final = frozenset(
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 "
    "60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split()
)
"""Country codes of two digits (ITU-T E.164); 1 and 7 have one, all others three."""


class Tier(IntEnum):
    """How well a record meets a query; the first one is the best."""

    EXACT = 1
    """One of its names, or its number, is what was typed."""
    BEGINS = 2
    """One of its names begins with it."""
    NAMES = 3
    """Each word stands whole in its names."""
    PARTS_OF_NAMES = 4
    """Each word begins a word of its names."""
    WORDS = 5
    """Each word stands whole somewhere."""
    PARTS = 6
    """Each word begins a word somewhere."""

    @property
    def of_names(self) -> bool:
        """Whether only names count."""
        return self <= Tier.PARTS_OF_NAMES

    @property
    def open(self) -> bool:
        """Whether the beginning of a Latin word is enough."""
        return self in (Tier.BEGINS, Tier.PARTS_OF_NAMES, Tier.PARTS)


@attrs.frozen
class Phrase:
    """Tokens that stand side by side.

    Parameters
    ----------
    tokens : tuple of str
    stem : bool
        Whether the last one is only the beginning of a token in any case: a single Chinese character.
    open : bool
        Whether it may be, where beginnings are enough.
    """

    tokens: tuple[str, ...]
    stem: bool = False
    open: bool = False

    def prefix(self, tier: Tier) -> bool:
        """Tell whether the last token may be the beginning of one, for this tier."""
        return self.stem or (self.open and tier.open)


@attrs.frozen
class Word:
    """One thing that a record must have, in any of some forms.

    Parameters
    ----------
    text : str
        As it was typed.
    phrases : tuple of Phrase
        A number is a word, or a part of a telephone number.
    """

    text: str
    phrases: tuple[Phrase, ...]


@attrs.frozen
class Query:
    """What is asked for; made by `query_of`.

    Parameters
    ----------
    text : str
    words : tuple of Word
        All of them are required.
    start : Phrase
        What a name that begins with all of it holds.
    exact : Phrase
        What a name that is all of it holds.
    folding : Folding
    """

    text: str
    words: tuple[Word, ...]
    start: Phrase
    exact: Phrase
    folding: Folding

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Those that differ: where no word is open, beginnings are as good as words."""
        if any(phrase.open for word in self.words for phrase in word.phrases):
            return tuple(Tier)
        return (Tier.EXACT, Tier.BEGINS, Tier.NAMES, Tier.WORDS)

    @property
    def widest(self) -> Tier:
        """The tier that every record meets which is found at all."""
        return self.tiers[-1]

    def needed(self, tier: Tier) -> tuple[Word, ...]:
        """Return the words that a record of this tier has, among them the marks of names."""
        if tier is Tier.EXACT:
            return (Word(self.text, (self.exact,)),)
        if tier is Tier.BEGINS:
            return (Word(self.text, (self.start,)),)
        return self.words


def query_of(text: str, folding: Folding) -> Query | None:
    """Read what somebody typed; None where there is nothing in it to look for.

    Examples
    --------
    >>> from customerbase.searching.folding import PLAIN
    >>> [each.text for each in query_of('上海 "Acme Trading" +86 755 8320', PLAIN).words]
    ['上海', 'Acme Trading', '+86 755 8320']
    """
    words = []
    plain = []
    closed = False
    for part, quoted in _parts(text):
        phrases = _phrases(part, quoted, folding)
        if phrases:
            words.append(Word(part, phrases))
            plain.append(part)
            closed = quoted or _is_email(part)
    if not words:
        return None
    whole = folding.fold(" ".join(plain))
    tokens = tuple(tokens_of(whole))
    begins = _phrase(whole, quoted=closed)
    first = START + begins.tokens[0]
    start = (first,) if len(begins.tokens) == 1 else (first, *begins.tokens)
    return Query(
        text=text,
        words=tuple(words),
        start=Phrase(start, begins.stem, begins.open),
        exact=Phrase((START + tokens[0], *tokens, END)),
        folding=folding,
    )


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what was typed, piece by piece, and whether it was in quotation marks."""
    for match in _QUOTED.finditer(text):
        quoted, open_ = match.groups()
        if quoted is not None:
            yield quoted, True
            continue
        number: list[str] = []
        for chunk in open_.split():
            plain = unicodedata.normalize("NFKC", chunk)
            is_number = _NUMBER.fullmatch(plain) is not None
            if number and not is_number:
                yield " ".join(number), False
                number = []
            if number or (is_number and plain[0] in "+0("):
                # A telephone number is written with spaces; one begins here.
                number.append(chunk)
            else:
                yield chunk, False
        if number:
            yield " ".join(number), False


def _phrases(part: str, quoted: bool, folding: Folding) -> tuple[Phrase, ...]:
    folded = folding.fold(part)
    phrase = _phrase(folded, quoted=quoted or _is_email(folded))
    found: tuple[Phrase, ...] = (phrase,) if phrase.tokens else ()
    if phrase.tokens and _is_email(folded):
        # By one token, for a word that many begin with is dear to look for side by side with others.
        found += (Phrase((in_one(tokens_of(folded)),), open=not quoted),)
    if _NUMBER.fullmatch("".join(folded.split())):
        threes = in_threes(significant(folded))
        found += (Phrase(tuple(threes)),) if threes else ()
    return found


def _is_email(part: str) -> bool:
    """Tell whether it is an e-mail address, or the beginning of one."""
    return part.find("@") > 0 and not part.count(" ")


def _phrase(folded: str, *, quoted: bool) -> Phrase:
    tokens = tokens_of(folded)
    if not tokens:
        return Phrase(())
    last = tokens[-1]
    if not is_chinese(last):
        return Phrase(tuple(tokens), open=not quoted and len(last) > 1)
    if len(tokens) > 1 and is_chinese(tokens[-2]):
        # The pair before it says the same, and further characters may follow.
        return Phrase(tuple(tokens[:-1]))
    return Phrase(tuple(tokens), stem=True)


def significant(number: str) -> str:
    """Return the digits that every notation of a telephone number has: without country code and trunk prefix.

    >>> significant("+86 755 8320"), significant("0755-8320"), significant("3201")
    ('7558320', '7558320', '3201')
    """
    digits = digits_of(number)
    abroad = number.lstrip(" (").startswith("+")
    if not abroad and digits.startswith("00"):
        abroad, digits = True, digits[2:]
    if abroad:
        code = 1 if digits[:1] in ("1", "7") else 2 if digits[:2] in _TWO_DIGITS else 3
        digits = digits[code:]
    return digits.removeprefix("0")
