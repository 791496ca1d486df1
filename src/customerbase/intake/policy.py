"""What a list may do to the cards that are there: value by value, as somebody decided once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TypeVar

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.ledger import Precedence
from customerbase.paths import CARDS, value_type
from customerbase.stores.rows import Rows
from customerbase.validation import FrozenMap

__all__ = ["SETTING", "IntakePolicy", "kept_policy"]

V = TypeVar("V")
SETTING: Final = "intake_policy"
"""The setting of a base in which its policy stands."""
_OF_CONTACTS: Final = "contact."


def _precedence(value: object) -> Precedence:
    try:
        return Precedence(value)  # type: ignore[arg-type]
    except ValueError:
        known = ", ".join(map(str, Precedence))
        problem = Problem("$.policy", value, "is no precedence", f"one of {known}")
        raise InvalidRecord("IntakePolicy", [problem]) from None


def _paths(given: Mapping[str, Any]) -> FrozenMap:
    return FrozenMap({path: _precedence(each) for path, each in given.items()})


@attrs.frozen(kw_only=True)
class IntakePolicy:
    """What values of a list do where others stand.

    Parameters
    ----------
    default : Precedence
        Of all values that `paths` does not name.
    paths : mapping of str to Precedence
        Of a path (``phones[main]``), of all that stands under a field
        (``phones``, ``size``), or of the people in the rows (``contact.phones``,
        ``contact``); the closest one holds.
    take_off : bool
        Whether a cell that says ``delete`` or ``删除`` takes the value off the card.

    Raises
    ------
    InvalidRecord
        If there is no such precedence, or no such path.

    Notes
    -----
    Whatever the policy, what is second-hand waits beside what is trusted, and
    what was observed earlier does not go before what was observed later.  A
    customer who is new gets his name from the list in any case.

    Examples
    --------
    >>> policy = IntakePolicy(default="fill", paths={"name": "ask", "phones": "newer"})
    >>> [str(policy.of("customer", each)) for each in ("name", "phones[main]", "note")]
    ['ask', 'newer', 'fill']
    >>> IntakePolicy.from_json(policy.to_json()) == policy
    True
    """

    default: Precedence = attrs.field(default=Precedence.NEWER, converter=_precedence)
    paths: Mapping[str, Precedence] = attrs.field(factory=FrozenMap, converter=_paths)
    take_off: bool = False

    def __attrs_post_init__(self) -> None:
        for path in self.paths:
            if not _is_path(path):
                hint = "as in name, phones, phones[main], size.turnover, contact.phones"
                problem = Problem(f"$.paths[{path!r}]", path, "is no value of a card", hint)
                raise InvalidRecord("IntakePolicy", [problem])

    @property
    def plain(self) -> bool:
        """Whether it does nothing of its own: the rules of the ledger hold for all values."""
        return self.default is Precedence.NEWER and not self.paths

    def of(self, kind: str, path: str) -> Precedence:
        """Return the precedence of a value of a customer's or a contact's card."""
        for each in _closest_first(path):
            named = self.paths.get(_OF_CONTACTS + each if kind == "contact" else each)
            if named is not None:
                return named
        if kind == "contact" and "contact" in self.paths:
            return self.paths["contact"]
        return self.default

    def applied(
        self, kind: str, values: Mapping[str, V], *, new: bool
    ) -> tuple[dict[str, V], dict[str, Precedence]]:
        """Return the values that are heard, and the precedence of those that give way or wait.

        `new` says that the card is not there yet.
        """
        heard: dict[str, V] = {}
        ranks: dict[str, Precedence] = {}
        for path, value in values.items():
            rank = self.of(kind, path)
            # Without a name, and without a place to work at, there is no card.
            if new and (path == "name" or (path.startswith("employments[") and path.endswith("]"))):
                rank = max(rank, Precedence.FILL, key=lambda each: each.strength)
            if rank is Precedence.NEVER:
                continue
            heard[path] = value
            if rank is not Precedence.NEWER:
                ranks[path] = rank
        return heard, ranks

    def to_json(self) -> str:
        """Return it as JSON, as a base keeps it."""
        paths = {path: str(each) for path, each in self.paths.items()}
        return json.dumps(
            {"default": str(self.default), "paths": paths, "take_off": self.take_off}, ensure_ascii=False
        )

    @classmethod
    def from_json(cls, text: str) -> IntakePolicy:
        """Read back what `to_json` wrote.

        Raises
        ------
        InvalidRecord
            If it is none.
        """
        try:
            return cls(**json.loads(text))
        except (TypeError, ValueError) as error:
            if isinstance(error, InvalidRecord):
                raise
            problem = Problem("$", text[:100], "is no policy", "as IntakePolicy.to_json writes it")
            raise InvalidRecord("IntakePolicy", [problem]) from error


def kept_policy(rows: Rows) -> IntakePolicy:
    """Return the policy that a base keeps; the plain one where it keeps none."""
    kept = rows.setting(SETTING)
    return IntakePolicy() if kept is None else IntakePolicy.from_json(kept)


def _closest_first(path: str) -> tuple[str, ...]:
    field = path.partition("[")[0].partition(".")[0]
    element = path[: path.rfind("]") + 1]
    return tuple(dict.fromkeys(each for each in (path, element, path.partition("[")[0], field) if each))


def _is_path(path: str) -> bool:
    if path == "contact":
        return True
    of = path.removeprefix(_OF_CONTACTS)
    card: Any = CARDS["contact" if path.startswith(_OF_CONTACTS) else "customer"]
    if of in {each.name for each in attrs.fields(card)}:
        return of not in ("customer_id", "contact_id")
    return value_type(card, of) is not None
