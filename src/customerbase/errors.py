"""What can go wrong, said so that it can be mended.

Every error of the library is a `CustomerbaseError` and also the built-in that
people catch for such a fault.  Each carries the data needed to mend it as
attributes; the message is built from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

__all__ = [
    "AmbiguousHeader",
    "CurrencyMismatch",
    "CustomerbaseError",
    "EditConflict",
    "ErasedPerson",
    "InvalidRecord",
    "InvalidTable",
    "MissingExtra",
    "NewerFile",
    "NotAllowed",
    "NotFound",
    "NotMergeable",
    "NotReferable",
    "NothingToFit",
    "Problem",
    "SourceError",
    "StoreError",
]


class CustomerbaseError(Exception):
    """Base of all errors that the library raises on purpose."""


class Problem:
    """One thing that is wrong, and where.

    Parameters
    ----------
    path : str
        Where: ``$.phones[1].number`` in a record.
    value : object
        The value as it was given.
    reason : str
        What is wrong with it.
    hint : str, optional
        How to mend it.
    """

    __slots__ = ("hint", "path", "reason", "value")

    def __init__(self, path: str, value: object, reason: str, hint: str | None = None) -> None:
        self.path = path
        self.value = value
        self.reason = reason
        self.hint = hint

    def within(self, prefix: str) -> Problem:
        """Return the same problem seen from the record that holds this one."""
        return Problem(prefix + self.path.removeprefix("$"), self.value, self.reason, self.hint)

    def __str__(self) -> str:
        said = f"{self.path}: {self.reason}"
        return f"{said} ({self.hint})" if self.hint else said

    def __repr__(self) -> str:
        return f"Problem({self.path!r}, {self.reason!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Problem):
            return NotImplemented
        return (self.path, self.value, self.reason, self.hint) == (
            other.path,
            other.value,
            other.reason,
            other.hint,
        )

    def __hash__(self) -> int:
        return hash((self.path, self.reason))


class InvalidRecord(CustomerbaseError, ValueError):
    """A record cannot be made of these values; lists every problem, each with its path.

    Attributes
    ----------
    record : str
        Name of the record's class.
    problems : tuple of Problem
    """

    def __init__(self, record: str, problems: Iterable[Problem]) -> None:
        self.record = record
        self.problems = tuple(problems)
        super().__init__(record, self.problems)

    def __str__(self) -> str:
        lines = [f"{len(self.problems)} problem(s) in this {self.record}:"]
        lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)


class InvalidTable(CustomerbaseError, ValueError):
    """A table lacks what is needed, or holds what cannot be counted; lists every problem.

    Attributes
    ----------
    problems : tuple of Problem
        Their paths name columns: ``$.amount``.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [f"{len(self.problems)} problem(s) in this table:"]
        lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)


class CurrencyMismatch(CustomerbaseError, ValueError):
    """Amounts of different currencies were to be added or compared.

    Attributes
    ----------
    currencies : tuple of str
    """

    def __init__(self, currencies: Iterable[str]) -> None:
        self.currencies = tuple(sorted(set(currencies)))
        super().__init__(self.currencies)

    def __str__(self) -> str:
        return (
            f"amounts in {' and '.join(self.currencies)} cannot be added or compared: "
            "convert them to one currency first, or choose one with currency="
        )


class NothingToFit(CustomerbaseError, ValueError):
    """A scale was to be fitted, and no customer had bought anything.

    Attributes
    ----------
    as_of : datetime.date or None
        The day up to which purchases counted.
    currency : str or None
        The one in which they counted; None where that is not known.
    """

    def __init__(self, as_of: date | None = None, currency: str | None = None) -> None:
        self.as_of = as_of
        self.currency = currency
        super().__init__(as_of, currency)

    def __str__(self) -> str:
        counted = f" in {self.currency}" if self.currency else ""
        until = f" by {self.as_of}" if self.as_of else ""
        take = "a later day, another currency" if self.currency else "a later day"
        return (
            f"no customer has a purchase{counted}{until}, so there is nothing to fit a scale to: "
            f"take {take}, or a scale that you have"
        )


class NotFound(CustomerbaseError, LookupError):
    """No record of this kind has this id.

    Attributes
    ----------
    kind, key : str
    """

    def __init__(self, kind: str, key: str) -> None:
        self.kind = kind
        self.key = key
        super().__init__(kind, key)

    def __str__(self) -> str:
        return f"there is no {self.kind} {self.key!r} in this base"


class NotReferable(CustomerbaseError, ValueError):
    """A record names another one that the base does not hold, or is itself still named.

    Attributes
    ----------
    kind, key : str
        The record that names, or is named.
    missing : str
        What it refers to, as ``customer 'C1'``.
    """

    def __init__(self, kind: str, key: str, missing: str) -> None:
        self.kind = kind
        self.key = key
        self.missing = missing
        super().__init__(kind, key, missing)

    def __str__(self) -> str:
        return f"{self.kind} {self.key!r} refers to {self.missing}, which is not in this base: add it first"


class ErasedPerson(NotReferable):
    """Something would bring back a person who was erased; nothing is kept of it.

    Attributes
    ----------
    kind, key : str
        The record that was to be kept.
    missing : str
        Who was erased, by an id of this record.
    on : datetime.date
        The day of the erasure, in UTC.
    """

    def __init__(self, kind: str, key: str, missing: str, on: date) -> None:
        super().__init__(kind, key, missing)
        self.on = on
        self.args = (kind, key, missing, on)

    def __str__(self) -> str:
        himself = self.missing == f"{self.kind} {self.key!r}"
        who = "is, or has what was told of," if himself else f"refers to {self.missing},"
        return (
            f"{self.kind} {self.key!r} {who} somebody who was erased on {self.on}: leave it out; "
            "if the person came back of his own will, let him in with allow_again()"
        )


class NotAllowed(CustomerbaseError, PermissionError):
    """A reader asked for what is not his to see.

    Attributes
    ----------
    reader : str
        As in ``customer 'C1'`` or ``employee 'E1'``.
    asked : str
        What he asked for.
    """

    def __init__(self, reader: str, asked: str) -> None:
        self.reader = reader
        self.asked = asked
        super().__init__(reader, asked)

    def __str__(self) -> str:
        return f"{self.reader} may not see {self.asked}"


class EditConflict(CustomerbaseError, ValueError):
    """Somebody else changed the record since it was read.

    Attributes
    ----------
    kind, key : str
    theirs, yours : object
        The record as it stands, and as it was to be saved; None for one that
        is not there any more, or was to be removed.
    seen : object
        The record as it had been read, where that is known.
    """

    def __init__(self, kind: str, key: str, theirs: object, yours: object, seen: object = None) -> None:
        self.kind = kind
        self.key = key
        self.theirs = theirs
        self.yours = yours
        self.seen = seen
        super().__init__(kind, key, theirs, yours, seen)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that both changed, each in another way."""
        versions = (self.seen, self.theirs, self.yours)
        cls = type(self.seen)
        if not attrs.has(cls) or any(type(each) is not cls for each in versions):
            return ()
        held = (
            (each.name, *(getattr(version, each.name) for version in versions)) for each in attrs.fields(cls)
        )
        return tuple(name for name, was, theirs, yours in held if was != theirs != yours != was)

    def __str__(self) -> str:
        if self.theirs is None:
            return f"{self.kind} {self.key!r} is not there any more: somebody took it away since you read it"
        both = f"; both changed {self._both_said()}" if self.fields else ""
        return (
            f"{self.kind} {self.key!r} already stands in the base with other values{both}: "
            "read it again, then change what you read (.theirs and .yours hold both)"
        )

    def _both_said(self) -> str:
        """Name the fields that both changed, with both values but for those that are private."""
        cls: type[attrs.AttrsInstance] = type(self.seen)  # type: ignore[assignment]
        shown = {each.name for each in attrs.fields(cls) if each.repr}
        return ", ".join(
            f"{name} (to {getattr(self.theirs, name)!s}, and to {getattr(self.yours, name)!s})"
            if name in shown
            else name
            for name in self.fields
        )


class NotMergeable(CustomerbaseError, ValueError):
    """Two records cannot be merged.

    Attributes
    ----------
    kind, survivor_id, other_id : str
    reason, hint : str
    """

    def __init__(self, kind: str, survivor_id: str, other_id: str, reason: str, hint: str) -> None:
        self.kind = kind
        self.survivor_id = survivor_id
        self.other_id = other_id
        self.reason = reason
        self.hint = hint
        super().__init__(kind, survivor_id, other_id, reason, hint)

    def __str__(self) -> str:
        return (
            f"{self.kind} {self.other_id!r} cannot be merged into {self.survivor_id!r}: "
            f"{self.reason} ({self.hint})"
        )


class SourceError(CustomerbaseError, ValueError):
    """A source cannot be read at all; nothing was taken from it.

    Attributes
    ----------
    origin : str
        The file or other source.
    reason : str
    hint : str or None
    """

    def __init__(self, origin: str, reason: str, hint: str | None = None) -> None:
        self.origin = origin
        self.reason = reason
        self.hint = hint
        super().__init__(origin, reason, hint)

    def __str__(self) -> str:
        said = f"{self.origin}: {self.reason}"
        return f"{said} ({self.hint})" if self.hint else said


class AmbiguousHeader(SourceError):
    """A heading may mean several fields, or several headings mean the same one.

    Attributes
    ----------
    header : str
        The heading as it stands in the source.
    choices : tuple of str
        The fields, or headings, among which the caller must choose.
    """

    def __init__(self, origin: str, header: str, choices: Sequence[str], reason: str) -> None:
        self.header = header
        self.choices = tuple(choices)
        hint = f"say which: mapping={{{header!r}: one of {', '.join(map(repr, self.choices))}}}"
        super().__init__(origin, reason, hint)
        self.args = (origin, header, self.choices, reason)


class StoreError(CustomerbaseError, RuntimeError):
    """The place where records rest cannot be used.

    Attributes
    ----------
    location : str
    reason : str
    hint : str or None
    """

    def __init__(self, location: str, reason: str, hint: str | None = None) -> None:
        self.location = location
        self.reason = reason
        self.hint = hint
        super().__init__(location, reason, hint)

    def __str__(self) -> str:
        said = f"{self.location}: {self.reason}"
        return f"{said} ({self.hint})" if self.hint else said


class NewerFile(StoreError):
    """The file was written by a later version of the library than this one.

    Attributes
    ----------
    found, known : int
        The file's schema version, and the newest that this library knows.
    """

    def __init__(self, location: str, found: int, known: int) -> None:
        self.found = found
        self.known = known
        super().__init__(
            location,
            f"written by a newer customerbase (schema {found}; this one knows up to {known})",
            "upgrade with: pip install --upgrade customerbase",
        )
        self.args = (location, found, known)


class MissingExtra(CustomerbaseError, ImportError):
    """An optional package is needed and not installed.

    Attributes
    ----------
    feature, package, extra : str
    """

    def __init__(self, feature: str, package: str, extra: str) -> None:
        self.feature = feature
        self.package = package
        self.extra = extra
        super().__init__(feature, package, extra)

    def __str__(self) -> str:
        return f"{self.feature} needs {self.package}: pip install 'customerbase[{self.extra}]'"
