"""What is left of a person who was erased: keyed hashes, so that nothing brings him back unnoticed.

A tombstone holds no value of the person.  It holds what HMAC-SHA-256 makes,
with a salt of the base, of his ids, identifiers, telephones, e-mails, and of
his name beside each of these; whoever states one of them again is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import uuid4

import attrs

from customerbase.clean.company_names import name_key
from customerbase.convert import instant_from_text, instant_text
from customerbase.errors import ErasedPerson
from customerbase.stores.notes import Note
from customerbase.stores.rows import Rows
from customerbase.values import Email, Identifier, Phone

__all__ = ["SPACE", "Tombstone", "Tombstones", "email_key", "identifier_key", "phone_key"]

SPACE: Final = "tombstone"
"""The space of the notes that tombstones are."""
_SALT: Final = "tombstone salt"
_LEAST: Final = 7
"""Digits of a telephone that may be one person's alone; shorter ones are numbers of services."""


@attrs.frozen(kw_only=True)
class Tombstone:
    """That a person was erased, without saying whom.

    Attributes
    ----------
    tombstone_id : str
    kind : str
        ``customer`` or ``contact``.
    erased_at : datetime.datetime
    by, reason : str
    lifted_at : datetime.datetime or None
        When the person was let in again.
    lifted_by : str or None
    """

    tombstone_id: str
    kind: str
    erased_at: datetime
    by: str
    reason: str
    lifted_at: datetime | None = None
    lifted_by: str | None = None

    def note(self, marks: Iterable[str]) -> Note:
        """Return the note under which it is kept."""
        plain = {
            "kind": self.kind,
            "erased_at": instant_text(self.erased_at),
            "by": self.by,
            "reason": self.reason,
        }
        if self.lifted_at is not None:
            plain |= {"lifted_at": instant_text(self.lifted_at), "lifted_by": self.lifted_by or ""}
        return Note(self.tombstone_id, json.dumps(plain, ensure_ascii=False), tuple(marks))

    @classmethod
    def of(cls, note: Note) -> Tombstone:
        """Read back what `note` wrote."""
        plain = json.loads(note.data)
        lifted = plain.get("lifted_at")
        return cls(
            tombstone_id=note.key,
            kind=plain["kind"],
            erased_at=instant_from_text(plain["erased_at"]),
            by=plain["by"],
            reason=plain["reason"],
            lifted_at=None if lifted is None else instant_from_text(lifted),
            lifted_by=plain.get("lifted_by"),
        )


class _Said(Protocol):
    """What is stated of one customer or contact."""

    @property
    def kind(self) -> str: ...
    @property
    def subject_id(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


class Tombstones:
    """The tombstones of a base, and whom they stop.

    Parameters
    ----------
    rows : Rows
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        salt = rows.setting(_SALT)
        self._salt = None if salt is None else bytes.fromhex(salt)

    def __bool__(self) -> bool:
        """Whether anybody was ever erased from this base."""
        return self._salt is not None

    def all(self) -> list[Tombstone]:
        """Return all of them, oldest first."""
        return sorted(map(Tombstone.of, self._rows.notes(SPACE)), key=lambda each: each.erased_at)

    def put(
        self,
        kind: str,
        ids: Sequence[str],
        values: Iterable[tuple[str, Any]],
        *,
        at: datetime,
        by: str,
        reason: str,
        shared: Iterable[object] = (),
    ) -> Tombstone:
        """Leave a tombstone of a person.

        Parameters
        ----------
        kind : str
        ids : sequence of str
            All that he had.
        values : iterable of (str, object)
            Path and value of all that was ever said of him.
        at, by, reason
        shared : iterable
            Telephones and e-mails that others have too: they stop only who has his name as well.
        """
        if self._salt is None:
            self._salt = secrets.token_bytes(32)
            self._rows.set(_SALT, self._salt.hex())
        said = list(values)
        common = {key for each in shared if (key := _reached_by(each)) is not None}
        names = {value for path, value in said if path == "name" and isinstance(value, str)}
        marks = {self._mark("id", kind, each) for each in ids}
        for name in names:
            marks |= {self._mark("name", kind, name_key(name))}
            marks |= {self._mark("name at", name_key(name), each) for each in _employers(said)}
        for _, value in said:
            key = _telling(value)
            if key is None:
                continue
            if key not in common:
                marks.add(self._mark(*key))
            marks |= {self._mark("name and", name_key(name), *key) for name in names}
        made = Tombstone(tombstone_id=uuid4().hex, kind=kind, erased_at=at, by=by, reason=reason)
        self._rows.put_notes(SPACE, [made.note(marks)])
        return made

    def of_ids(self, kind: str, ids: Iterable[str]) -> dict[str, Tombstone]:
        """Return the tombstones of those of the ids that were an erased person's, by id."""
        if self._salt is None:
            return {}
        return self._found({self._mark("id", kind, each): each for each in ids})

    def first_unused(self, kind: str, ids: Iterator[str]) -> str:
        """Return the first of the ids that was not an erased person's: another must not be taken for him."""
        return next(each for each in ids if not self.of_ids(kind, [each]))

    def of_names(self, kind: str, names: Iterable[str]) -> dict[str, Tombstone]:
        """Return the tombstones of erased people who had one of these names, by name."""
        if self._salt is None:
            return {}
        return self._found({self._mark("name", kind, name_key(each)): each for each in names})

    def stop(
        self, statements: Sequence[_Said], names: Mapping[tuple[str, str], str]
    ) -> dict[int, ErasedPerson]:
        """Return which of the statements would bring an erased person back, and the error that says so.

        Parameters
        ----------
        statements : sequence
        names : mapping
            Kind and id → name, of those that are there.
        """
        if self._salt is None:
            return {}
        borne = [list(self._marks(each, names)) for each in statements]
        found = self._found({mark: mark for marks in borne for mark in marks})
        errors = {}
        for i, marks in enumerate(borne):
            stone = next((found[mark] for mark in marks if mark in found), None)
            if stone is not None:
                who = statements[i]
                errors[i] = ErasedPerson(
                    who.kind, who.subject_id, f"{who.kind} {who.subject_id!r}", stone.erased_at.date()
                )
        return errors

    def lift(self, stone: Tombstone, *, at: datetime, by: str) -> Tombstone:
        """Let the person in again: what was hashed of him goes, that he was erased stays known."""
        lifted = attrs.evolve(stone, lifted_at=at, lifted_by=by)
        self._rows.put_notes(SPACE, [lifted.note(())])
        return lifted

    def stopping(self, said: _Said) -> list[Tombstone]:
        """Return the tombstones that stop a statement."""
        if self._salt is None:
            return []
        return list(map(Tombstone.of, self._rows.notes(SPACE, marks=self._marks(said, {}))))

    def _marks(self, said: _Said, names: Mapping[tuple[str, str], str]) -> Iterator[str]:
        yield self._mark("id", said.kind, said.subject_id)
        name = said.values.get("name") or names.get((said.kind, said.subject_id))
        for value in said.values.values():
            key = _telling(value)
            if key is not None:
                yield self._mark(*key)
                if name is not None:
                    yield self._mark("name and", name_key(name), *key)
        if name is not None and said.kind == "contact":
            for each in _employers(said.values.items()):
                yield self._mark("name at", name_key(name), each)

    def _found(self, wanted: Mapping[str, str]) -> dict[str, Tombstone]:
        """Return tombstones by what their mark stands for."""
        found = {}
        for note in self._rows.notes(SPACE, marks=wanted):
            for mark in wanted.keys() & set(note.marks):
                found[wanted[mark]] = Tombstone.of(note)
        return found

    def _mark(self, *parts: str) -> str:
        assert self._salt is not None
        text = json.dumps(parts, ensure_ascii=True)
        return hmac.new(self._salt, text.encode(), hashlib.sha256).hexdigest()[:40]


def phone_key(phone: Phone) -> str | None:
    """Return what telephones are compared by, or None for one that is nobody's own.

    >>> phone_key(Phone(number="+86 138-0013-8000")) == phone_key(Phone(number="１３８００１３８０００"))
    True
    """
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", phone.number))
    digits = re.sub(r"^(?:00)?86(?=1[0-9]{10}$)", "", digits)
    if len(digits) < _LEAST:
        return None
    extension = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", phone.extension or ""))
    return f"{digits}x{extension}" if extension else digits


def email_key(email: Email) -> str:
    """Return what e-mails are compared by."""
    return unicodedata.normalize("NFKC", email.address).casefold()


def identifier_key(identifier: Identifier) -> str:
    """Return what a number of one scheme is compared by."""
    text = unicodedata.normalize("NFKC", identifier.value).casefold()
    return "".join(each for each in text if each.isalnum()) or text


def _reached_by(value: object) -> tuple[str, ...] | None:
    if isinstance(value, Phone):
        key = phone_key(value)
        return None if key is None else ("phone", key)
    return ("email", email_key(value)) if isinstance(value, Email) else None


def _telling(value: object) -> tuple[str, ...] | None:
    if isinstance(value, Identifier):
        return "identifier", value.scheme.casefold(), identifier_key(value)
    return _reached_by(value)


def _employers(values: Iterable[tuple[str, Any]]) -> set[str]:
    return {
        path.partition("[")[2].rpartition("]")[0] for path, _ in values if path.startswith("employments[")
    }
