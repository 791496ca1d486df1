"""Which column holds which field: the order in which it is decided, and what is to be asked.

Nothing is raised here but what cannot hold: a question is noted, so that all of
them can be shown at once (`customerbase.intake.proposing`), or the first be raised.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from customerbase.errors import AmbiguousHeader, SourceError
from customerbase.sources.heading_forms import heading_key, keys_of
from customerbase.sources.heading_words import (
    TABLES,
    FileKind,
    fields_of,
    is_field,
    known_fields,
    numbered_part,
    numbered_person,
    weak_fields_of,
)

__all__ = ["Finder"]

_CUSTOMER_NEED = ("the customer", ("customer_id", "customer_name"))
_NEEDS: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = MappingProxyType(
    {
        "customers": (("the customer's name or number", ("name", "customer_id", "first_name", "last_name")),),
        "products": (("the product's number or name", ("product_id", "name")),),
        "employees": (("the employee's number or name", ("employee_id", "name", "first_name", "last_name")),),
        "purchases": (
            ("the date", ("on",)),
            _CUSTOMER_NEED,
            ("an amount or a price", ("amount", "unit_price")),
        ),
        "purchase_headers": (
            ("the purchase's number", ("purchase_id",)),
            ("the date", ("on",)),
            _CUSTOMER_NEED,
        ),
        "purchase_lines": (
            ("the purchase's number", ("purchase_id",)),
            ("an amount or a price", ("amount", "unit_price")),
        ),
        "interactions": (("the date", ("on",)), _CUSTOMER_NEED),
    }
)
_REPEATED = re.compile(r"(.+) \(\d+\)", re.DOTALL)  # as `sources.table.checked_header` numbers it
_PARTS_OF_ADDRESS = frozenset(
    {"address.province", "address.city", "address.district", "address.postal_code", "address.area"}
)
_MAY_BE_MAIN: Final = ("office", "mailing")
"""Addresses that are the main one, where no heading says which that is."""
_SEVERAL: Final = frozenset({"tags"})
"""Fields that several columns may fill."""
_COMPANY: Final = re.compile(
    "公司|企业|单位|机构|商户|店|购货|往来|company|organi[sz]ation|account|business|firm|merchant"
)
_MEANS: Mapping[str, str] = MappingProxyType(
    {
        "responsible": "one of us",
        "contact[1].name": "a person at the customer",
        "organization.legal_representative": "its legal representative",
        "acquired_on": "since when he is a customer",
        "observed_on": "the day on which the row was true",
        "tags": "a class of our own",
    }
)


class Finder:
    """The columns that are taken so far, by whom, and what is to be asked.

    Attributes
    ----------
    taken : dict of int to str
        Place of a column → its field.
    why : dict of int to str
        Place of a column → ``mapping``, ``alias``, ``own``, ``table`` or ``weak``.
    left_out : set of int
        Columns that are not to be read.
    questions : dict of int to AmbiguousHeader
        Place of a column → what is to be asked of it.
    """

    def __init__(self, header: Sequence[str], kind: FileKind, origin: str) -> None:
        if kind not in TABLES:
            raise SourceError(origin, f"{kind!r} is no kind of file", f"one of {', '.join(TABLES)}")
        self.header = header
        self.kind: FileKind = kind
        self.origin = origin
        self.taken: dict[int, str] = {}
        self.why: dict[int, str] = {}
        self.left_out: set[int] = set()
        self.decided: set[str] = set()
        self.questions: dict[int, AmbiguousHeader] = {}

    def find(self, mapping: Mapping[str, str | None], aliases: Mapping[str, Iterable[str]]) -> None:
        """Take what each says, in the order in which they count."""
        self._take_mapping(mapping)
        self._take_aliases(aliases)
        self._take_parts_of_people()
        self._take_table()
        self._settle_places()
        self._settle_names()
        self._take_weak()
        self._settle_address()

    def refuse_what_is_missing(self, own: Mapping[str, Iterable[str]]) -> None:
        """Raise where no column gives what a file of this kind needs, with what may have been meant.

        Raises
        ------
        SourceError
        """
        if not (missing := self.missing()):
            return
        near = [
            f"mapping={{{heading!r}: {field!r}}}"
            for _, fields in missing
            for field in fields
            for heading in self._near(field, own)
        ]
        what = " and ".join(each for each, _ in missing)
        suggestion = f"did you mean {' or '.join(near[:3])}? " if near else ""
        say = ", ".join("/".join(fields) for _, fields in missing)
        hint = f"{suggestion}{self.seen()}; say with mapping={{heading: field}} which is {say}"
        raise SourceError(self.origin, f"no column of these {self.kind.replace('_', ' ')} gives {what}", hint)

    def missing(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return what a file of this kind needs and no column gives, and the fields that would."""
        taken = set(self.taken.values())
        return [(what, fields) for what, fields in _NEEDS[self.kind] if not taken.intersection(fields)]

    def seen(self) -> str:
        """Say which headings there are."""
        shown = ", ".join(repr(each[:60]) for each in self.header[:30])
        return f"its headings are {shown}" + (", …" if len(self.header) > 30 else "")

    def free(self) -> list[int]:
        """Return the places of the columns that nobody claims."""
        return [i for i in range(len(self.header)) if i not in self.taken and i not in self.left_out]

    # ------------------------------------------------------------- in order

    def _take_mapping(self, mapping: Mapping[str, str | None]) -> None:
        for heading, field in mapping.items():
            if heading not in self.header:
                near = difflib.get_close_matches(heading, self.header, 3)
                hint = f"did you mean {' or '.join(map(repr, near))}?" if near else self.seen()
                raise SourceError(self.origin, f"mapping= names {heading!r}, which is no heading here", hint)
            i = list(self.header).index(heading)
            if field is None:
                self.left_out.add(i)
                continue
            self._refuse_unknown(field, "mapping=")
            if field in self.decided and field not in _SEVERAL:
                raise SourceError(self.origin, f"mapping= gives {field!r} to two headings", "give it to one")
            self.taken[i] = field
            self.why[i] = "mapping"
            self.decided.add(field)

    def _take_aliases(self, aliases: Mapping[str, Iterable[str]]) -> None:
        keys: dict[str, str] = {}
        for field, headings in aliases.items():
            if not is_field(field, self.kind) and any(is_field(field, each) for each in TABLES):
                continue
            self._refuse_unknown(field, "aliases=")
            for heading in headings:
                for key in keys_of(heading):
                    if keys.setdefault(key, field) != field:
                        choices = (keys[key], field)
                        raise AmbiguousHeader(
                            self.origin, heading, choices, f"aliases= give {heading!r} to both"
                        )
        for i in self.free():
            found = next((keys[key] for key in keys_of(self.header[i]) if key in keys), None)
            if found is not None and found not in self.decided:
                self._claim(i, found, "alias")
        self.decided |= set(self.taken.values())

    def _take_parts_of_people(self) -> None:
        if self.kind != "customers":
            return
        people = {numbered_person(heading) for heading in self.header} - {None}
        parts: dict[str, dict[int, int]] = {}
        for i in self.free():
            if (found := numbered_part(self.header[i])) is not None:
                part, number = found
                parts.setdefault(part, {})[number] = i
        for part, numbered in parts.items():
            wanted = {f"contact[{number}].{part}": i for number, i in numbered.items()}
            # ``联系人1电话`` beside ``电话1``: the person's is said, so the other is the customer's.
            said = {fields_of(self.header[i], self.kind) for i in self.free()}
            if people >= numbered.keys() and not any((field,) in said for field in wanted):
                for field, i in wanted.items():
                    if field not in self.decided:
                        self._claim(i, field, "table")

    def _take_table(self) -> None:
        for i in self.free():
            found = fields_of(self.header[i], self.kind)
            found = tuple(each for each in found if each not in self.decided or each in _SEVERAL)
            if len(found) > 1:
                self._ask_which_field(i, found)
            elif found:
                self._claim(i, found[0], "own" if found[0] == self.header[i].strip() else "table")

    def _ask_which_field(self, i: int, found: tuple[str, ...]) -> None:
        heading = self.header[i]
        reason = f"{heading!r} may mean {', '.join(found[:-1])} or {found[-1]}"
        question = AmbiguousHeader(self.origin, heading, found, reason)
        said = (f"{each!r} ({_MEANS[each]})" if each in _MEANS else repr(each) for each in found)
        question.hint = f"say which: mapping={{{heading!r}: one of {', '.join(said)}}}; None leaves it out"
        self.questions[i] = question

    def _settle_places(self) -> None:
        """The office, or else the address for letters, is the main one where no heading says which that is."""
        for label in _MAY_BE_MAIN:
            front = f"addresses[{label}]."
            group = {
                i: each.removeprefix(front)
                for i, each in self.taken.items()
                if each.startswith(front) and self.why[i] == "table"
            }
            main = {
                each.removeprefix("address.") for each in self.taken.values() if each.startswith("address.")
            }
            wheres = {"text", "street"}
            if not main & {*group.values()} and not (main & wheres and wheres & {*group.values()}):
                for i, part in group.items():
                    self.taken[i] = f"address.{part}"

    def _settle_names(self) -> None:
        """First and last names beside the name of a company are those of a person there."""
        company = next((i for i, each in self.taken.items() if each == "name"), None)
        if company is None or not _COMPANY.search(self.header[company].casefold()):
            return
        if any(each.startswith("contact[1].name") for each in self.taken.values()):
            return
        for i, field in self.taken.items():
            if field in ("first_name", "last_name") and self.why[i] == "table":
                self.taken[i] = f"contact[1].{field}"

    def _take_weak(self) -> None:
        for i in self.free():
            if i in self.questions:
                continue
            wanted = weak_fields_of(self.header[i], self.kind)
            if wanted and (base := _REPEATED.fullmatch(self.header[i])) and base[1] in self.header:
                self._ask_about_repeated(i, base[1])
                continue
            taken = set(self.taken.values())
            named = {"contact[1].name", "contact[1].first_name", "contact[1].last_name"} & taken
            for field in wanted:
                if field in taken and field not in _SEVERAL:
                    continue
                if field.startswith("contact[1].") and field != "contact[1].name" and not named:
                    continue
                self.taken[i] = field
                self.why[i] = "weak"
                break

    def _settle_address(self) -> None:
        taken = set(self.taken.values())
        if taken & _PARTS_OF_ADDRESS and "address.street" not in taken:
            for i, field in self.taken.items():
                if field == "address.text" and field not in self.decided:
                    self.taken[i] = "address.street"

    # ------------------------------------------------------------- one column

    def _ask_about_repeated(self, i: int, base: str) -> None:
        heading = self.header[i]
        where = f"column {list(self.header).index(base) + 1} and column {i + 1}"
        question = AmbiguousHeader(
            self.origin, heading, (base, heading), f"{base!r} is the heading of {where}"
        )
        question.hint = f"say what the second holds: mapping={{{heading!r}: field}}, or None to leave it out"
        self.questions[i] = question

    def _claim(self, i: int, field: str, why: str) -> None:
        for other, theirs in self.taken.items():
            if theirs == field and field not in _SEVERAL:
                one, two = self.header[other], self.header[i]
                error = AmbiguousHeader(
                    self.origin, two, (one, two), f"{one!r} and {two!r} both mean {field}"
                )
                error.hint = (
                    f"say which: mapping={{{two!r}: None}} leaves {two!r} out, "
                    f"mapping={{{two!r}: 'attributes[...]'}} keeps it elsewhere"
                )
                self.questions[i] = error
                return
        self.taken[i] = field
        self.why[i] = why

    def _refuse_unknown(self, field: str, where: str) -> None:
        known = known_fields(self.kind)
        if is_field(field, self.kind):
            return
        near = difflib.get_close_matches(field, known, 3, 0.5)
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else f"one of {', '.join(known)}"
        raise SourceError(
            self.origin, f"{where} names the field {field!r}, which {self.kind} do not have", hint
        )

    def _near(self, field: str, own: Mapping[str, Iterable[str]]) -> Iterator[str]:
        table, _ = TABLES[self.kind]
        words = {heading_key(each) for each in (*table[field].split("|"), *own.get(field, ()))}
        unclaimed = {heading_key(self.header[i]): self.header[i] for i in self.free()}
        for key, heading in unclaimed.items():
            if key and difflib.get_close_matches(key, words, 1, 0.75):
                yield heading
