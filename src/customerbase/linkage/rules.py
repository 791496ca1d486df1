"""Exact rules: which fields must agree for two records to be one, and what speaks against it.

A rule is a value: it is compared, printed and written down as JSON, and a
rule of one's own is a line::

    ExactRule("phone and postal code", agree=("phone", "postal_code"))

Two records match by a rule when in each of its fields they share a value, and
none of its objections holds.  A telephone, an e-mail address, a postal
address or a number of an authority that stands on the cards of more than
`holders` customers of different names says nothing: it is a switchboard, an
accountant's, or a placeholder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

import attrs

from customerbase.errors import InvalidRecord, Problem
from customerbase.linkage.fields import FIELDS, TELLING, field_named
from customerbase.linkage.objections import OBJECTIONS, objection
from customerbase.linkage.profiles import Profile
from customerbase.model import CustomerKind

__all__ = ["AGAINST", "AUTOMATIC", "PEOPLE", "ExactRule", "rule_from_plain", "rule_to_plain"]

AGAINST: Final = ("kind", "identifiers", "branch", "legal_entity", "born", "given_name")
"""What speaks against a match by a rule that says nothing else."""

_Key = tuple[str, ...]


def _texts(given: Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


@attrs.frozen
class ExactRule:
    """Which fields must agree for two records to be one.

    Parameters
    ----------
    name : str
        What reports and merges call it.
    agree : tuple of str
        Names of `FIELDS`; in each of them a value is shared.
    against : tuple of str
        Names of `OBJECTIONS`, none of which may hold.
    kind : CustomerKind, optional
        Only records of this kind.
    holders : int
        A telephone, e-mail, address or number that customers of more
        different names have says nothing.

    Raises
    ------
    InvalidRecord
        With every problem: an unknown field or objection, no field at all.

    Examples
    --------
    >>> from customerbase import Customer, Phone
    >>> from customerbase.linkage.profiles import profile_of
    >>> rule = ExactRule("phone and core name", agree=("phone", "core"))
    >>> here = [Phone(number="0755-83201234")]
    >>> one = profile_of(Customer(customer_id="C1", name="Acme Ltd", phones=here))
    >>> two = profile_of(Customer(customer_id="C2", name="ACME", phones=here))
    >>> rule.matches(one, two)
    True
    """

    name: str
    agree: tuple[str, ...] = attrs.field(converter=_texts)
    against: tuple[str, ...] = attrs.field(default=AGAINST, converter=_texts, kw_only=True)
    kind: CustomerKind | None = attrs.field(
        default=None, converter=attrs.converters.optional(CustomerKind), kw_only=True
    )
    holders: int = attrs.field(default=10, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = []
        if not isinstance(self.name, str) or not self.name.strip():
            problems.append(Problem("$.name", self.name, "is blank", "say what reports are to call it"))
        if not self.agree:
            problems.append(
                Problem("$.agree", self.agree, "names no field", f"choose from {', '.join(FIELDS)}")
            )
        problems += [
            Problem(f"$.agree[{i}]", each, "is no field", f"choose from {', '.join(FIELDS)}")
            for i, each in enumerate(self.agree)
            if field_named(each) is None
        ]
        problems += [
            Problem(f"$.against[{i}]", each, "is no objection", f"choose from {', '.join(OBJECTIONS)}")
            for i, each in enumerate(self.against)
            if each not in OBJECTIONS
        ]
        if isinstance(self.holders, bool) or not isinstance(self.holders, int) or self.holders < 1:
            problems.append(Problem("$.holders", self.holders, "is no whole number from 1"))
        if problems:
            raise InvalidRecord("ExactRule", problems)

    @property
    def telling(self) -> tuple[str, ...]:
        """Those of its fields of which a value that many share says nothing."""
        return tuple(each for each in self.agree if each in TELLING or each.startswith("identifiers["))

    def keys(self, profile: Profile) -> Iterator[_Key]:
        """Yield what a profile is found by: two that share a key agree in every field of the rule."""
        if self.kind is None or profile.kind is self.kind:
            yield from product(*(sorted(set(_field(each)(profile))) for each in self.agree))

    def objection(self, one: Profile, other: Profile) -> str | None:
        """Return what speaks against two profiles under this rule, or None.

        Different numbers of one authority do so under every rule.
        """
        return objection(one, other, ("identifiers", *self.against))

    def matches(self, one: Profile, other: Profile) -> bool:
        """Tell whether two profiles are one by this rule, as far as the two alone can tell."""
        shared = set(self.keys(one)).intersection(self.keys(other))
        return bool(shared) and self.objection(one, other) is None


def _field(name: str) -> Any:
    return field_named(name)


_SAME_NUMBER: Final = ("kind", "identifiers", "branch", "born")
_NAMED: Final = (*AGAINST, "street", "phone", "email")

AUTOMATIC: Final = (
    ExactRule("identifier", agree=("identifier",), against=_SAME_NUMBER, holders=5),
    ExactRule("legal name and address", agree=("legal_name", "address"), kind=CustomerKind.ORGANIZATION),
    ExactRule("phone and core name", agree=("phone", "core"), kind=CustomerKind.ORGANIZATION),
    ExactRule("e-mail and core name", agree=("email", "core"), kind=CustomerKind.ORGANIZATION),
    ExactRule("name and address", agree=("name", "address")),
    ExactRule(
        "legal name and city", agree=("legal_name", "city"), against=_NAMED, kind=CustomerKind.ORGANIZATION
    ),
    ExactRule("name and personal e-mail", agree=("name", "personal_email"), kind=CustomerKind.PERSON),
    ExactRule("name and phone", agree=("name", "phone"), kind=CustomerKind.PERSON),
    ExactRule(
        "name, birthday and postal code", agree=("name", "born", "postal_code"), kind=CustomerKind.PERSON
    ),
    ExactRule("birthday and address", agree=("born", "address"), kind=CustomerKind.PERSON),
    ExactRule("birthday and personal e-mail", agree=("born", "personal_email"), kind=CustomerKind.PERSON),
    ExactRule("birthday and mobile", agree=("born", "mobile"), kind=CustomerKind.PERSON),
)
"""Rules that may merge customers by themselves, the strongest first."""

PEOPLE: Final = (
    ExactRule("same customer, name and personal e-mail", agree=("within", "name", "personal_email")),
    ExactRule("same customer, name and phone", agree=("within", "name", "phone")),
)
"""Rules that may merge people at a customer by themselves: only within one customer."""


def rule_to_plain(rule: ExactRule) -> dict[str, Any]:
    """Return what JSON or TOML holds of a rule.

    >>> rule = ExactRule("mine", agree="phone")
    >>> rule_from_plain(rule_to_plain(rule)) == rule
    True
    """
    plain: dict[str, Any] = {
        "name": rule.name,
        "agree": list(rule.agree),
        "against": list(rule.against),
        "holders": rule.holders,
    }
    return plain if rule.kind is None else {**plain, "kind": rule.kind.value}


def rule_from_plain(plain: Mapping[str, Any]) -> ExactRule:
    """Read back what `rule_to_plain` wrote; what is left out is the default.

    Raises
    ------
    InvalidRecord
    """
    known = [each.name for each in attrs.fields(ExactRule)]
    problems = [
        Problem(f"$.{each}", plain[each], "is nothing that a rule says", f"choose from {', '.join(known)}")
        for each in plain
        if each not in known
    ]
    problems += [Problem(f"$.{each}", None, "is missing") for each in ("name", "agree") if each not in plain]
    if "kind" in plain and plain["kind"] not in list(CustomerKind):
        problems.append(
            Problem(
                "$.kind", plain["kind"], f"expected one of {', '.join(each.value for each in CustomerKind)}"
            )
        )
    if problems:
        raise InvalidRecord("ExactRule", problems)
    return ExactRule(**plain)
