"""How records are made: frozen attrs classes that report all their problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.listing import InNotebook
from customerbase.validation.fields import (
    REQUIRED,
    RULE,
    Check,
    Rule,
    attributes,
    choice,
    choices,
    day,
    flag,
    instance,
    instant,
    key,
    many,
    number,
    text,
    texts,
)

__all__ = ["Record", "record"]

T = TypeVar("T", bound=type)


class Record(InNotebook):
    """Base of all records and compound values."""

    __slots__ = ()
    __attrs_attrs__: ClassVar[Any]
    rules: ClassVar[tuple[tuple[str, object, tuple[type, ...], Callable[[Any], Any] | None, Check], ...]] = ()

    def __attrs_post_init__(self) -> None:
        problems: list[Problem] = []
        for name, default, sound, convert, check in self.rules:
            value = getattr(self, name)
            if value is default or type(value) in sound:
                continue
            if convert is not None:
                given, value = value, convert(value)
                if value is not given:
                    object.__setattr__(self, name, value)
            fault = check(value)
            if fault is not None:
                problems += _problems(name, value, fault)
        if not problems:
            problems += self.contradictions()
        if problems:
            raise InvalidRecord(type(self).__name__, problems)

    def contradictions(self) -> Iterable[Problem]:
        """Name the rules between fields that these values break."""
        return ()

    def replace(self, **changes: Any) -> Self:
        """Return a copy with these fields changed, checked anew."""
        given = {each.name: getattr(self, each.name) for each in attrs.fields(type(self))}
        return type(self)(**{**given, **changes})


def _problems(name: str, value: object, fault: str | Problem | list[Problem]) -> list[Problem]:
    if isinstance(fault, str):
        return [Problem(f"$.{name}", value, fault)]
    found = [fault] if isinstance(fault, Problem) else fault
    return [each.within(f"$.{name}") for each in found]


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        text,
        key,
        texts,
        flag,
        number,
        choice,
        choices,
        day,
        instant,
        instance,
        many,
        attributes,
    ),
)
def record(cls: T) -> T:
    """Make a frozen, keyword-only record of a class whose fields are declared above."""
    made: Any = attrs.define(cls, frozen=True, slots=True, kw_only=True, order=False)
    rules = []
    for each in attrs.fields(made):
        rule: Rule | None = each.metadata.get(RULE)
        if rule is not None:
            # Nothing that a caller can pass is this object: a required field has no default to be skipped for.
            default = object() if each.default is REQUIRED else each.default
            rules.append((each.name, default, rule.sound, rule.convert, rule.check))
    made.rules = tuple(rules)
    return made  # type: ignore[no-any-return]
