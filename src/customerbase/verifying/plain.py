"""Policies read back from what JSON or TOML holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from customerbase.errors import InvalidRecord, Problem
from customerbase.verifying.choices import by
from customerbase.verifying.events import after
from customerbase.verifying.levels import by_amount, by_source_age
from customerbase.verifying.policies import Paced, Policy, every, never, sooner_of, wrong_policy

__all__ = ["POLICIES", "Reader", "facets_named", "policy_from_plain"]

Reader = Callable[[Mapping[str, Any], Callable[[Any, str], Policy]], Policy]


def _read_every(plain: Mapping[str, Any], _read: Callable[[Any, str], Policy]) -> Policy:
    return every(**{unit: plain[unit] for unit in ("years", "months", "weeks", "days") if unit in plain})


def _read_never(_plain: Mapping[str, Any], _read: Callable[[Any, str], Policy]) -> Policy:
    return never()


def _read_by(plain: Mapping[str, Any], read: Callable[[Any, str], Policy]) -> Policy:
    rules = {name: read(each, f"rules[{name!r}]") for name, each in plain["rules"].items()}
    return by(plain["what"], rules, otherwise=read(plain["otherwise"], "otherwise"))


def _read_by_amount(plain: Mapping[str, Any], read: Callable[[Any, str], Policy]) -> Policy:
    rules = [(least, read(each, f"rules[{i}]")) for i, (least, each) in enumerate(plain["rules"])]
    return by_amount(plain["what"], rules, otherwise=read(plain["otherwise"], "otherwise"))


def _read_by_source_age(plain: Mapping[str, Any], read: Callable[[Any, str], Policy]) -> Policy:
    rules = [(months, read(each, f"rules[{i}]")) for i, (months, each) in enumerate(plain["rules"])]
    return by_source_age(rules, otherwise=read(plain["otherwise"], "otherwise"))


def _read_sooner_of(plain: Mapping[str, Any], read: Callable[[Any, str], Policy]) -> Policy:
    return sooner_of(*(read(each, f"policies[{i}]") for i, each in enumerate(plain["policies"])))


def _read_after(plain: Mapping[str, Any], _read: Callable[[Any, str], Policy]) -> Policy:
    # Without facets it is after an event of one's own, which concerns all of them.
    return after(plain["event"], days=plain.get("days", 0), facets=plain.get("facets"))


def _read_paced(plain: Mapping[str, Any], read: Callable[[Any, str], Policy]) -> Policy:
    paced = read(plain["of"], "of").more_often(plain["times"])
    assert isinstance(paced, Paced)
    return paced


def _read_allowing(plain: Mapping[str, Any], read: Callable[[Any, str], Policy]) -> Policy:
    days = {name: plain.get(name, 0) for name in ("second_hand_days", "wrong_days")}
    return read(plain["of"], "of").allowing(**days)


POLICIES: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "after": _read_after,
        "allowing": _read_allowing,
        "by": _read_by,
        "by_amount": _read_by_amount,
        "by_source_age": _read_by_source_age,
        "every": _read_every,
        "never": _read_never,
        "paced": _read_paced,
        "sooner_of": _read_sooner_of,
    }
)
"""Name of a policy → what reads it: a function of the plain policy, and of one that reads the policies within it."""

_PARTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "after": ("event", "days", "facets"),
        "allowing": ("second_hand_days", "wrong_days", "of"),
        "by": ("what", "rules", "otherwise"),
        "by_amount": ("what", "rules", "otherwise"),
        "by_source_age": ("rules", "otherwise"),
        "every": ("years", "months", "weeks", "days"),
        "never": (),
        "paced": ("times", "of"),
        "sooner_of": ("policies",),
    }
)


def policy_from_plain(plain: Any, *, policies: Mapping[str, Reader] = POLICIES) -> Policy:
    """Read a policy that `to_plain` wrote, or that somebody wrote by hand in the same form.

    Parameters
    ----------
    plain : mapping
    policies : mapping of str to Reader
        Name → reader; add one's own as ``{**POLICIES, "mine": read_mine}``.

    Raises
    ------
    InvalidRecord
        If it is no policy, no policy of that name is known, or it has a part that no such policy has.

    Examples
    --------
    >>> from customerbase.verifying.ready import know_your_customer
    >>> policy_from_plain(know_your_customer().to_plain()) == know_your_customer()
    True
    """
    return _read(plain, policies)


def _read(plain: Any, policies: Mapping[str, Reader]) -> Policy:
    name = plain.get("policy") if isinstance(plain, Mapping) else None
    if not isinstance(name, str) or name not in policies:
        known = ", ".join(sorted(policies))
        raise wrong_policy("$.policy", name, f"{name!r} is no policy; known are {known}")
    parts = _PARTS.get(name)
    if parts is not None and (unknown := sorted(map(str, set(plain) - {"policy", *parts}))):
        hint = f"known are {', '.join(parts)}" if parts else "it has none"
        raise InvalidRecord(
            "Policy",
            [Problem(f"$.{each}", plain.get(each), f"is no part of {name}", hint) for each in unknown],
        )

    def within(part: Any, where: str) -> Policy:
        # Each policy tells its problems as seen from itself; whoever holds it says where it stands.
        try:
            return _read(part, policies)
        except InvalidRecord as error:
            raise InvalidRecord("Policy", [each.within(f"$.{where}") for each in error.problems]) from error

    try:
        return policies[name](plain, within)
    except InvalidRecord:
        raise
    except KeyError as error:
        raise wrong_policy(f"$.{error.args[0]}", None, f"is lacking in the policy {name}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise wrong_policy("$", plain, f"is not written as the policy {name} is") from error


def facets_named(policy: Policy) -> set[str]:
    """Return the facets that a policy names: in choices by facet, and after events.

    Only what it writes down is looked at, so that policies of one's own are, too.

    >>> from customerbase.verifying.ready import half_yearly_credit
    >>> facets_named(half_yearly_credit(500_000))
    {'credit'}
    """
    found: set[str] = set()

    def look(plain: Any) -> None:
        if isinstance(plain, Mapping):
            if plain.get("policy") == "by" and plain.get("what") == "facet":
                found.update(plain["rules"])
            if plain.get("policy") == "after":
                found.update(plain.get("facets", ()))
            for each in plain.values():
                look(each)
        elif isinstance(plain, list):
            for each in plain:
                look(each)

    look(policy.to_plain())
    return found
