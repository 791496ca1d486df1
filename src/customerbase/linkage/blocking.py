"""Which pairs are worth comparing: records that share a key of some sort, never all with all.

Each record has a few keys of each sort (telephone, mailbox, name with town, letters of the name in order, ...).
Records with the same key make a block; a block that is too large for the budget of pairs is passed over in the
sorts that are vague, and looked at along its sorted order only.  Keys are kept as 64-bit numbers in arrays, so
that a million records need some hundreds of megabytes, and pairs come out one record after the other.

Sources: P. Christen, Data Matching (Springer, 2012), chapter 4; M. A. Hernández and S. J. Stolfo, The merge/purge
problem for large databases (SIGMOD 1995) 127-138 for the sorted neighbourhood.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import attrs

from customerbase.linkage.features import Features

__all__ = ["BLOCKS", "Block", "Index", "pairs"]

_LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
_PORTION: Final = 2_000_000
_ENOUGH: Final = 150_000
_PER_RECORD: Final = 30
_PER_RECORD_OF_MANY: Final = 12
_MANY: Final = 100_000


@attrs.frozen
class Block:
    """A sort of key.

    Parameters
    ----------
    name : str
    keys : callable
        The keys of a record.
    """

    name: str
    keys: Callable[[Features], Iterator[str]]


def _phone(record: Features) -> Iterator[str]:
    for each in record.phones:
        yield each[-8:]


def _email(record: Features) -> Iterator[str]:
    for each in record.emails:
        box = each.partition("@")[0]
        yield each
        if len(box) > 4:
            yield f"{box}@"
        if len(each) > 9:
            yield f"{each[:5]}^"
            yield f"{each[-10:]}$"


def _identifier(record: Features) -> Iterator[str]:
    for scheme, value in record.identifiers:
        yield f"{scheme}:{value}"
        if len(value) > 5:
            middle = len(value) // 2
            yield f"{scheme}<{value[:middle]}{record.family[:1]}"
            yield f"{scheme}>{value[middle:]}{record.family[:1]}"


def _company(record: Features) -> Iterator[str]:
    if record.core:
        yield from record.cores
        yield from record.names
        if record.core_sound:
            yield f"{record.core_sound}~"
        if town := record.district or record.city:
            yield f"{record.core[0]}^{town}"
            yield f"{record.core[-1]}${town}"
        if len(record.core) > 3:
            yield f"{record.core[:3]}^"
            yield f"{record.core[-3:]}$"
        elif len(record.core) > 1:
            yield f"{record.core[:2]}^"


def _parts(record: Features) -> list[str]:
    return [each for each in (record.given, record.family) if each]


def _whole_name(record: Features) -> Iterator[str]:
    parts = _parts(record)
    if parts:
        yield "".join(sorted(parts))
        yield "".join(sorted("".join(parts)))


def _name_and_born(record: Features) -> Iterator[str]:
    for part in _parts(record):
        if record.born:
            yield f"{part}{record.born[:4]}"
            yield f"{part[:2]}{record.born[:6]}"
            yield f"{part[:1]}{record.born[2:]}"


def _name_and_place(record: Features) -> Iterator[str]:
    for part in _parts(record):
        for place in (record.postal_code, record.district or record.city):
            if place:
                yield f"{part}{place[:4]}"
        if record.postal_code:
            yield f"{part[:2]}{record.postal_code}"


def _born_and_place(record: Features) -> Iterator[str]:
    if record.born:
        yield record.born
        for place in (record.postal_code, record.district or record.city, record.province):
            if place:
                yield f"{record.born}{place[:3]}"


def _address(record: Features) -> Iterator[str]:
    if record.street:
        numbers = "".join(sorted(record.numbers))
        yield record.street[:12]
        if record.postal_code:
            yield f"{record.postal_code}{numbers}"
        if numbers:
            for word in _LETTERS.findall(record.street):
                yield f"{numbers} {word[:5]}"
                yield f"{numbers} {word[-5:]}$"


def _consonants(text: str) -> str:
    """The beginning and what is left without vowels and repetitions: alike for names that sound alike."""
    kept = text[:1]
    for letter in text[1:]:
        if letter not in "aeiouyhw" and letter != kept[-1]:
            kept += letter
    return kept[:5]


def _sound(record: Features) -> Iterator[str]:
    if record.given and record.family and record.whole.isascii():
        yield "".join(sorted((_consonants(record.given), _consonants(record.family))))


BLOCKS: Final = (
    Block("identifier", _identifier),
    Block("phone", _phone),
    Block("email", _email),
    Block("company", _company),
    Block("whole name", _whole_name),
    Block("born and place", _born_and_place),
    Block("name and born", _name_and_born),
    Block("name and place", _name_and_place),
    Block("address", _address),
    Block("sound", _sound),
)
"""The sorts of keys, most telling first."""


class Index:
    """The entries of all records under their keys, sorted by key and then by record.

    Parameters
    ----------
    records : sequence of Features
    blocks : sequence of Block
    budget : int, optional
        How many pairs at most, those of several blocks counted as often; by default 30 for each record, of more
        than a hundred thousand 12.  Blocks are taken up to the size that keeps within it.
    """

    def __init__(
        self, records: Sequence[Features], *, blocks: Sequence[Block] = BLOCKS, budget: int | None = None
    ) -> None:
        keys, owners = array("q"), array("I")
        self.first = array("I", [0])
        for number, record in enumerate(records):
            found = {hash((block.name, record.person, key)) for block in blocks for key in block.keys(record)}
            keys.extend(sorted(found))
            owners.extend([number] * len(found))
            self.first.append(len(keys))
        self.keys = keys
        self.owners, self.place, self.end, self.size = (
            array("I", bytes(4 * len(keys))) for _ in ("owners", "place", "end", "size")
        )
        start = position = 0
        last: int | None = None
        for entry in _in_order(keys):
            key = keys[entry]
            if key != last and position:
                self._close(start, position)
                start = position
            last = key
            self.owners[position] = owners[entry]
            self.place[entry] = position
            position += 1
        self._close(start, position)
        self.largest = self._largest(_usual(len(records)) if budget is None else budget)

    def _close(self, start: int, end: int) -> None:
        for position in range(start, end):
            self.end[position] = end
            self.size[position] = end - start

    def _largest(self, budget: int) -> int:
        """The largest size of block for which all blocks up to it stay within this many pairs."""
        counts = Counter(self.size)
        spent, largest = 0, 2
        for size in sorted(counts):
            spent += counts[size] * (size - 1) // 2
            if spent > budget and size > 2:
                break
            largest = size
        return largest

    def others(self, number: int, split: int | None = None) -> list[int]:
        """Return the later records that share a block with this one; of the second list only, where it is split."""
        found: set[int] = set()
        for entry in range(self.first[number], self.first[number + 1]):
            position = self.place[entry]
            if self.size[position] <= self.largest:
                found.update(self.owners[position + 1 : self.end[position]])
        return sorted(found if split is None else (each for each in found if each >= split))

    def kept_keys(self, number: int) -> list[int]:
        """Return the keys of a record that others have too, without those of blocks that are too large."""
        entries = range(self.first[number], self.first[number + 1])
        return [self.keys[each] for each in entries if 1 < self.size[self.place[each]] <= self.largest]


def _usual(count: int) -> int:
    few = min(count, _MANY)
    return max(_ENOUGH, _PER_RECORD * few + _PER_RECORD_OF_MANY * (count - few))


def _in_order(keys: array[int]) -> Iterator[int]:
    """Yield the places of the keys, sorted by key; in portions, for a list of all of them would need much room."""
    portions = 1 + len(keys) // _PORTION
    for portion in range(portions):
        there = (
            range(len(keys))
            if portions == 1
            else [place for place, key in enumerate(keys) if key % portions == portion]
        )
        yield from sorted(there, key=keys.__getitem__)


def pairs(
    records: Sequence[Features], *, split: int | None = None, index: Index | None = None, step: int = 1
) -> Iterator[tuple[int, list[int]]]:
    """Yield each record's number with the later records to compare it with, as numbers in order.

    Parameters
    ----------
    records : sequence of Features
    split : int, optional
        Where a second list begins: only pairs across the two are given.
    index : Index, optional
        Of these records; made here by default.
    step : int
        Only every so many-th record, for a sample.
    """
    index = Index(records) if index is None else index
    for number in range(0, len(records) if split is None else split, step):
        if found := index.others(number, split):
            yield number, found
