"""Which records a query finds, and in which order: the definition that every index is held to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from customerbase.model import Contact, Customer
from customerbase.searching.fields import NAMES, Field, Value, values_of
from customerbase.searching.query import Phrase, Query, Tier, Word
from customerbase.searching.tokens import END, START
from customerbase.values import PartialDate

__all__ = ["CONSIDERED", "Found", "Match", "Workplace", "meets", "ranked", "tier_of"]

CONSIDERED: Final = 100
"""So many records of one kind and tier are put in order, or as many as are asked for where that is more."""

_FIELDS: Final = {each: place for place, each in enumerate(Field)}
_SAID: Final = {
    Tier.EXACT: ("is called this", "名称完全一致"),
    Tier.BEGINS: ("its name begins with this", "名称以此开头"),
    Tier.NAMES: ("all words are in its names", "名称含全部词语"),
    Tier.PARTS_OF_NAMES: ("all words begin words of its names", "名称中的词以此开头"),
    Tier.WORDS: ("all words are on the card", "资料含全部词语"),
    Tier.PARTS: ("all words begin words on the card", "资料中的词以此开头"),
}


@attrs.frozen
class Match:
    """Where one word was found.

    Parameters
    ----------
    word : str
    field : Field
    path : str
        Of the value, as in ``phones[main]``.
    value : str
        The whole of it.
    """

    word: str = attrs.field(repr=False)
    field: Field
    path: str
    value: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Workplace:
    """Where a contact works, or worked.

    Parameters
    ----------
    customer_id, name : str
        Of the customer.
    title : str, optional
    until : PartialDate, optional
    """

    customer_id: str
    name: str
    title: str | None = None
    until: PartialDate | None = None


@attrs.frozen(kw_only=True)
class Found:
    """A record that was found.

    Attributes
    ----------
    record : Customer or Contact
    tier : Tier
        Why it stands where it stands, first of all.
    matches : tuple of Match
        For each word, the best place where it stands.
    workplaces : tuple of Workplace
        Of a contact: the customers at which he works or worked.
    """

    record: Customer | Contact = attrs.field(repr=lambda record: f"<{record.kind_name} {record.key}>")
    tier: Tier
    matches: tuple[Match, ...]
    workplaces: tuple[Workplace, ...] = ()

    @property
    def kind(self) -> str:
        """``customer`` or ``contact``."""
        return self.record.kind_name

    @property
    def key(self) -> str:
        """The record's id."""
        return self.record.key

    @property
    def name(self) -> str:
        """The record's name."""
        return self.record.name

    def why(self, language: str = "en") -> str:
        """Say in a few words why it was found: its tier."""
        return _SAID[self.tier][language == "zh"]


@attrs.frozen
class _Text:
    """A value with its tokens, as they are compared."""

    value: Value
    tokens: tuple[str, ...]

    def marked(self) -> _Text:
        """Return it as names are indexed, with marks at its beginning and end."""
        return _Text(self.value, (START + self.tokens[0], *self.tokens, END))

    def has(self, phrase: Phrase, tier: Tier) -> bool:
        wanted, prefix = phrase.tokens, phrase.prefix(tier)
        first, last = wanted[0], wanted[-1]
        if not prefix and last not in self.tokens:
            return False
        for i in range(len(self.tokens) - len(wanted) + 1):
            at = i + len(wanted) - 1
            if self.tokens[at] != last and not (prefix and self.tokens[at].startswith(last)):
                continue
            if len(wanted) == 1 or (self.tokens[i] == first and self.tokens[i:at] == wanted[:-1]):
                return True
        return False

    def is_all(self, phrase: Phrase) -> bool:
        """Tell whether the phrase is the whole of the value."""
        rest = self.tokens[len(phrase.tokens) :]
        begins = self.tokens[: len(phrase.tokens)] == phrase.tokens
        # After the last pair of Chinese characters, the second of them stands alone.
        return begins and (not rest or (len(rest) == 1 and rest[0] == phrase.tokens[-1][1:]))


def _texts(record: Customer | Contact, query: Query) -> list[_Text]:
    return [_Text(each, tuple(each.tokens(query.folding))) for each in values_of(record)]


def _meets(texts: Sequence[_Text], query: Query, tier: Tier) -> bool:
    if tier.of_names:
        texts = [each for each in texts if each.value.field in NAMES]
    if tier in (Tier.EXACT, Tier.BEGINS):
        texts = [each.marked() for each in texts if each.tokens]
    return all(_has(texts, word, tier) for word in query.needed(tier))


def _has(texts: Sequence[_Text], word: Word, tier: Tier) -> bool:
    return any(text.has(phrase, tier) for phrase in word.phrases for text in texts)


def meets(record: Customer | Contact, query: Query, tier: Tier) -> bool:
    """Tell whether a record meets a query as this tier asks, or better."""
    return _meets(_texts(record, query), query, tier)


def tier_of(record: Customer | Contact, query: Query) -> Tier | None:
    """Return the best tier that a record meets; None if it is not found.

    Examples
    --------
    >>> from customerbase.searching.folding import PLAIN
    >>> from customerbase.searching.query import query_of
    >>> tier_of(Customer(customer_id="C1", name="上海机电有限公司"), query_of("机电", PLAIN)).name
    'NAMES'
    """
    return _tier(_texts(record, query), query)


def _tier(texts: Sequence[_Text], query: Query) -> Tier | None:
    return next((tier for tier in query.tiers if _meets(texts, query, tier)), None)


def ranked(records: Iterable[Customer | Contact], query: Query, limit: int) -> list[Found]:
    """Put the records that a query finds in order.

    By tier; customers before contacts; by the best place of each word, the
    word that fewest of the names of that tier hold first: in a name, a whole
    value before a whole word before the beginning of one, then by `Field`;
    shorter names first; by name; by id.

    Parameters
    ----------
    records : iterable of Customer or Contact
        Those that are considered.
    query : Query
    limit : int
        No more than so many.
    """
    classes: defaultdict[tuple[Tier, bool], list[tuple[Customer | Contact, list[_Text]]]] = defaultdict(list)
    for each in records:
        texts = _texts(each, query)
        tier = _tier(texts, query)
        if tier is not None:
            classes[tier, isinstance(each, Contact)].append((each, texts))
    found: list[Found] = []
    for (tier, _), members in sorted(classes.items(), key=lambda item: item[0]):
        if len(found) >= limit:
            break
        found += _in_order(members, query, tier)
    return found[:limit]


def _in_order(
    members: Sequence[tuple[Customer | Contact, Sequence[_Text]]], query: Query, tier: Tier
) -> list[Found]:
    held: Counter[int] = Counter()
    placed = []
    for record, texts in members:
        best = [_best(texts, word) for word in query.words]
        held.update(i for i, (_, text) in enumerate(best) if text.value.field in NAMES)
        placed.append((record, texts, best))
    rarest = sorted(range(len(query.words)), key=lambda i: (held[i], i))
    in_order = sorted(
        placed,
        key=lambda each: (
            [each[2][i][0] for i in rarest],
            len(each[1][0].tokens),
            each[0].name,
            each[0].key,
        ),
    )
    return [
        Found(
            record=record,
            tier=tier,
            matches=tuple(
                Match(word.text, text.value.field, text.value.path, text.value.text)
                for word, (_, text) in zip(query.words, best, strict=True)
            ),
        )
        for record, _, best in in_order
    ]


def _best(texts: Sequence[_Text], word: Word) -> tuple[tuple[bool, int, int], _Text]:
    """Return the best place of a word, and how good it is: names; whole value, whole word, part; the field."""
    return min(
        (
            ((field not in NAMES, _wholeness(text, phrase), _FIELDS[field]), text)
            for text in texts
            for field in (text.value.field,)
            for phrase in word.phrases
            if text.has(phrase, Tier.PARTS)
        ),
        key=lambda each: each[0],
    )


def _wholeness(text: _Text, phrase: Phrase) -> int:
    if text.is_all(phrase):
        return 0
    return 1 if text.has(phrase, Tier.WORDS) else 2
