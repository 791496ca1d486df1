"""Rules read back from what JSON or TOML holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from customerbase.errors import CurrencyMismatch, InvalidRecord
from customerbase.grading.checks import wrong_rule
from customerbase.grading.facts import COUNTED, CreditRule, Measure, counted, priced
from customerbase.grading.points import points, scored
from customerbase.grading.rule import Choice, ChoiceRule, GradeRule
from customerbase.values import Money

__all__ = ["RULES", "Reader", "from_plain"]

Reader = Callable[[Mapping[str, Any], Callable[[Any], GradeRule]], GradeRule]


def _read_credit(plain: Mapping[str, Any], _read: Callable[[Any], GradeRule]) -> GradeRule:
    return CreditRule(tuple((grade, tuple(names)) for grade, names in plain["ratings"]))


def _reader_of_least(measure: Measure) -> Reader:
    def reader(plain: Mapping[str, Any], _read: Callable[[Any], GradeRule]) -> GradeRule:
        pairs = [(grade, least) for grade, least in plain["least"]]
        if measure in COUNTED:
            return counted(measure, pairs)
        return priced(measure, [(grade, Money(least, plain["currency"])) for grade, least in pairs])

    return reader


def _reader_of_choice(how: Choice) -> Reader:
    def reader(plain: Mapping[str, Any], read: Callable[[Any], GradeRule]) -> GradeRule:
        rules = tuple(read(each) for each in plain["rules"])
        return ChoiceRule(how, rules, tuple(plain.get("order", ())), bool(plain.get("known_only", False)))

    return reader


def _read_points(plain: Mapping[str, Any], read: Callable[[Any], GradeRule]) -> GradeRule:
    parts = [scored(read(each["of"]), dict(each["worth"]), weight=each["weight"]) for each in plain["parts"]]
    least = [(grade, each) for grade, each in plain["least"]]
    return points(*parts, least=least, known_only=bool(plain.get("known_only", False)))


RULES: Final[Mapping[str, Reader]] = MappingProxyType(
    {"by_credit": _read_credit, "points": _read_points}
    | {f"by_{measure.value}": _reader_of_least(measure) for measure in Measure}
    | {how.value: _reader_of_choice(how) for how in Choice}
)
"""Name of a rule → what reads it: a function of the plain rule, and of one that reads the rules within it."""


def from_plain(plain: Any, *, rules: Mapping[str, Reader] = RULES) -> GradeRule:
    """Read a rule that `to_plain` wrote.

    Parameters
    ----------
    plain : mapping
    rules : mapping of str to Reader
        Name → reader; add one's own as ``{**RULES, "by_mine": read_mine}``.

    Raises
    ------
    InvalidRecord
        If it is no rule, or no rule of that name is known.

    Examples
    --------
    >>> from customerbase.grading import by_employees, to_plain
    >>> rule = by_employees({"A": 500, "B": 0})
    >>> from_plain(to_plain(rule)) == rule
    True
    """

    def read(part: Any) -> GradeRule:
        return from_plain(part, rules=rules)

    name = plain.get("rule") if isinstance(plain, Mapping) else None
    if not isinstance(name, str) or name not in rules:
        raise wrong_rule("$.rule", name, f"{name!r} is no rule; known are {', '.join(sorted(rules))}")
    try:
        return rules[name](plain, read)
    except (InvalidRecord, CurrencyMismatch):
        raise
    except KeyError as error:
        raise wrong_rule(f"$.{error.args[0]}", None, f"is lacking in the rule {name}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise wrong_rule("$", plain, f"is not written as the rule {name} is") from error
