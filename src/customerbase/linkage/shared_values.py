"""In which value two records agree, to look up how common it is."""

from __future__ import annotations

from collections.abc import Iterable

from customerbase.linkage.compare_points import towns
from customerbase.linkage.features import Features
from customerbase.linkage.levels import ORDER, Levels

__all__ = ["shared_value", "values_of"]


def shared_value(a: Features, b: Features, field: str, levels: Levels) -> str:
    """Return the value in which two records agree in this field, marked by its kind; empty where there is none."""
    if field in ("family_name", "given_name"):
        return f"part:{_shared_part(a, b, field, levels)}"
    if field == "locality":
        if a.postal_code and a.postal_code == b.postal_code:
            return f"code:{a.postal_code}"
        return f"town:{_least(towns(a), towns(b))}"
    if field == "street":
        return f"street:{a.street}"
    if field == "company" and levels[ORDER.index("company")] == 0:
        return f"name:{_least(a.names, b.names)}"
    name = {"identifier": "identifiers", "phone": "phones", "email": "emails", "company": "cores"}[field]
    return f"{field}:{_least(getattr(a, name), getattr(b, name))}"


def _shared_part(a: Features, b: Features, field: str, levels: Levels) -> str:
    if levels[2] > 0:
        both = sorted({a.given, a.family} & {b.given, b.family} - {""}) or [""]
        return both[0] if field == "family_name" else both[-1]
    two = a if a.given else b  # one of them may have the whole name in one word
    return two.family if field == "family_name" else two.given


def _least(ones: Iterable[object], others: Iterable[object]) -> object:
    return min(set(ones) & set(others), default="", key=str)


def values_of(record: Features) -> set[str]:
    """Return the values of a record that `shared_value` may name."""
    found = {f"part:{each}" for each in (record.family, record.given) if each}
    found.update(f"town:{each}" for each in towns(record))
    found.update(f"identifier:{each}" for each in record.identifiers)
    found.update(f"phone:{each}" for each in record.phones)
    found.update(f"email:{each}" for each in record.emails)
    if record.postal_code:
        found.add(f"code:{record.postal_code}")
    found.update(f"company:{each}" for each in record.cores)
    found.update(f"name:{each}" for each in record.names)
    if record.street:
        found.add(f"street:{record.street}")
    return found
