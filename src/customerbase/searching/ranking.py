"""Which records a query finds, and in which order: the definition that every index is held to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, TypeAlias

import attrs

from customerbase.languages import language_of
from customerbase.model import Contact, Customer
from customerbase.searching.fields import NAMES, Field, Value, values_of
from customerbase.searching.query import Phrase, Query, Tier, Word
from customerbase.searching.tokens import END, START
from customerbase.values import PartialDate

__all__ = ["CONSIDERED", "Found", "Match", "Workplace", "meets", "ranked", "tier_of"]

CONSIDERED: Final = 50
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
        return _SAID[self.tier][language_of(language) == "zh"]


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


class _Card:
    """The values of a record; what is not a name is taken apart only where it is asked for."""

    def __init__(self, record: Customer | Contact, query: Query) -> None:
        self.record = record
        self._folding = query.folding
        self._values = tuple(values_of(record))

    @cached_property
    def names(self) -> list[_Text]:
        return [self._text(each) for each in self._values if each.field in NAMES]

    @cached_property
    def marked(self) -> list[_Text]:
        return [each.marked() for each in self.names if each.tokens]

    @cached_property
    def others(self) -> list[_Text]:
        return [self._text(each) for each in self._values if each.field not in NAMES]

    def _text(self, value: Value) -> _Text:
        return _Text(value, tuple(value.tokens(self._folding)))

    def meets(self, query: Query, tier: Tier) -> bool:
        names = self.marked if tier in (Tier.EXACT, Tier.BEGINS) else self.names
        return all(
            _has(names, word, tier) or (not tier.of_names and _has(self.others, word, tier))
            for word in query.needed(tier)
        )

    def tier(self, query: Query) -> Tier | None:
        return next((tier for tier in query.tiers if self.meets(query, tier)), None)

    def best(self, word: Word) -> tuple[_Place, _Text]:
        """Return the best place of a word, and how good it is."""
        for texts in (self.names, self.others):
            if places := list(_places(texts, word)):
                return min(places, key=lambda each: each[0])
        raise AssertionError("a record that is ranked holds every word")


_Place: TypeAlias = tuple[bool, int, int]
"""Not a name; not the whole value, not a whole word; the field: the less, the better."""


def _has(texts: Sequence[_Text], word: Word, tier: Tier) -> bool:
    return any(text.has(phrase, tier) for phrase in word.phrases for text in texts)


def _places(texts: Sequence[_Text], word: Word) -> Iterator[tuple[_Place, _Text]]:
    for text in texts:
        field = text.value.field
        for phrase in word.phrases:
            if text.has(phrase, Tier.PARTS):
                yield (field not in NAMES, _wholeness(text, phrase), _FIELDS[field]), text


def _wholeness(text: _Text, phrase: Phrase) -> int:
    if text.is_all(phrase):
        return 0
    return 1 if text.has(phrase, Tier.WORDS) else 2


def meets(record: Customer | Contact, query: Query, tier: Tier) -> bool:
    """Tell whether a record meets a query as this tier asks, or better."""
    return _Card(record, query).meets(query, tier)


def tier_of(record: Customer | Contact, query: Query) -> Tier | None:
    """Return the best tier that a record meets; None if it is not found.

    Examples
    --------
    >>> from customerbase.searching.folding import PLAIN
    >>> from customerbase.searching.query import query_of
    >>> tier_of(Customer(customer_id="C1", name="上海机电有限公司"), query_of("机电", PLAIN)).name
    'NAMES'
    """
    return _Card(record, query).tier(query)


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
    classes: defaultdict[tuple[Tier, bool], list[_Card]] = defaultdict(list)
    for each in records:
        card = _Card(each, query)
        tier = card.tier(query)
        if tier is not None:
            classes[tier, isinstance(each, Contact)].append(card)
    found: list[Found] = []
    for tier, contacts in sorted(classes):
        if len(found) >= limit:
            break
        found += _in_order(classes[tier, contacts], query, tier)
    return found[:limit]


def _in_order(cards: Sequence[_Card], query: Query, tier: Tier) -> list[Found]:
    placed = [(card, [card.best(word) for word in query.words]) for card in cards]
    held = Counter(i for _, best in placed for i, (_, text) in enumerate(best) if text.value.field in NAMES)
    rarest = sorted(range(len(query.words)), key=lambda i: (held[i], i))
    placed.sort(
        key=lambda each: (
            [each[1][i][0] for i in rarest],
            len(each[0].names[0].tokens),
            each[0].record.name,
            each[0].record.key,
        )
    )
    return [
        Found(
            record=card.record,
            tier=tier,
            matches=tuple(
                Match(word.text, text.value.field, text.value.path, text.value.text)
                for word, (_, text) in zip(query.words, best, strict=True)
            ),
        )
        for card, best in placed
    ]
