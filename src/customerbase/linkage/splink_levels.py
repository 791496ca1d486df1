"""The levels of `customerbase.linkage.levels` as conditions of SQL, as far as SQL can say them.

Columns end in ``_l`` and ``_r`` for the two records.  Of a field that a record has several of, SQL compares the
first where it looks for what is near, and all where it looks for what is the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from customerbase.linkage.blocking import Index
from customerbase.linkage.features import Features

__all__ = ["ELSE", "SILENT_WHEN", "SQL_LEVELS", "columns"]

ELSE: Final = "ELSE"
"""Whatever no other level says."""


def _either_missing(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _alike(column: str, least: float) -> str:
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {least}"


def _edits(column: str, most: str, place: str = "") -> str:
    return f"damerau_levenshtein({column}_l{place}, {column}_r{place}) <= {most}"


def _any(column: str) -> str:
    return f"list_has_any({column}_l, {column}_r)"


_SWAPPED: Final = "family_l = given_r AND given_l = family_r"
_SAME_NAME: Final = "coalesce(list_has_any(names_l, names_r), FALSE)"
_SAME_PLACE: Final = "contains(place_l, place_r) OR contains(place_r, place_l)"
_SAME_TOWN: Final = "(coalesce(town_l = town_r, FALSE) OR coalesce(postal_code_l = postal_code_r, FALSE))"
_TOO_SHORT: Final = "least(length({0}_l), length({0}_r)) >= 3"
_MAIL: Final = "greatest(length(emails_l[1]), length(emails_r[1])) // {}"
_APART: Final = "abs(born_day_l - born_day_r) <= {}"

SILENT_WHEN: Final = MappingProxyType(
    {
        "family_name": _either_missing("family"),
        "given_name": _either_missing("given"),
        "name_order": "given_l IS NULL OR given_r IS NULL OR family_l IS NULL OR family_r IS NULL",
        "company": _either_missing("core"),
        "trade": f"{_either_missing('trade')} OR {_SAME_NAME}",
        "name_place": f"{_either_missing('place')} OR {_SAME_NAME} OR (({_SAME_PLACE}) AND {_SAME_TOWN})",
        "branch": f"{_either_missing('core')} OR (branch_l IS NULL AND branch_r IS NULL)",
        "identifier": "NOT coalesce(list_has_any(schemes_l, schemes_r), FALSE)",
        "phone": _either_missing("phones"),
        "email": _either_missing("emails"),
        "born": _either_missing("born"),
        "employer": _either_missing("within"),
        "street": _either_missing("street"),
        "locality": f"({_either_missing('postal_code')}) AND ({_either_missing('town')})",
    }
)
"""Field → when it says nothing."""

SQL_LEVELS: Final = MappingProxyType(
    {
        "family_name": (
            (0, f"family_l = family_r OR ({_SWAPPED})", "family"),
            (
                1,
                f"{_alike('family', 0.92)} OR ({_TOO_SHORT.format('family')} AND {_edits('family', '1')})",
                "",
            ),
            (3, _alike("family", 0.8), ""),
            (4, ELSE, ""),
        ),
        "given_name": (
            (0, f"given_l = given_r OR ({_SWAPPED})", "given"),
            (1, f"{_alike('given', 0.92)} OR ({_TOO_SHORT.format('given')} AND {_edits('given', '1')})", ""),
            (3, _alike("given", 0.8), ""),
            (4, ELSE, ""),
        ),
        "name_order": ((1, f"{_SWAPPED} AND given_l <> family_l", ""), (0, ELSE, "")),
        "company": (
            (0, "list_has_any(names_l, names_r) AND NOT list_contains(cores_l, names_l[1])", "name"),
            (1, _any("cores"), "core"),
            (2, f"{_alike('core', 0.94)} AND least(length(core_l), length(core_r)) > 3", ""),
            (3, "contains(core_l, core_r) OR contains(core_r, core_l)", ""),
            (4, _alike("core", 0.8), ""),
            (5, ELSE, ""),
        ),
        "trade": ((0, "contains(trade_l, trade_r) OR contains(trade_r, trade_l)", ""), (1, ELSE, "")),
        "name_place": ((0, _SAME_PLACE, ""), (1, ELSE, "")),
        "branch": (
            (0, "branch_l = branch_r", ""),
            (1, "branch_l IS NULL OR branch_r IS NULL", ""),
            (2, ELSE, ""),
        ),
        "identifier": (
            (0, _any("identifiers"), ""),
            (1, _edits("identifiers", "1", "[1]"), ""),
            (2, _edits("identifiers", "2", "[1]"), ""),
            (3, ELSE, ""),
        ),
        "phone": ((0, _any("phones"), ""), (1, _edits("phones", "1", "[1]"), ""), (2, ELSE, "")),
        "email": (
            (0, _any("emails"), ""),
            (1, _edits("emails", _MAIL.format(6), "[1]"), ""),
            (2, _any("boxes"), ""),
            (3, _edits("emails", _MAIL.format(3), "[1]"), ""),
            (4, ELSE, ""),
        ),
        "born": (
            (0, "born_l = born_r AND length(born_l) = 8", ""),
            (3, "starts_with(born_l, born_r) OR starts_with(born_r, born_l)", ""),
            (1, f"length(born_l) = 8 AND length(born_r) = 8 AND {_edits('born', '1')}", ""),
            (2, "born_l[1:4] = born_r[1:4] AND born_l[5:6] = born_r[7:8] AND born_l[7:8] = born_r[5:6]", ""),
            (4, _APART.format(31), ""),
            (5, _APART.format(124), ""),
            (6, _APART.format(366), ""),
            (7, ELSE, ""),
        ),
        "employer": ((0, _any("within"), ""), (1, ELSE, "")),
        "street": (
            (0, "street_l = street_r", "street"),
            (1, f"{_alike('street', 0.92)} AND coalesce(list_has_any(numbers_l, numbers_r), TRUE)", ""),
            (2, f"coalesce(list_has_any(numbers_l, numbers_r), FALSE) AND {_alike('street', 0.7)}", ""),
            (3, _alike("street", 0.85), ""),
            (4, ELSE, ""),
        ),
        "locality": (
            (
                0,
                f"town_l = town_r AND (postal_code_l = postal_code_r OR {_either_missing('postal_code')})",
                "town",
            ),
            (1, "postal_code_l = postal_code_r", "postal_code"),
            (2, "town_l = town_r", "town"),
            (3, f"{_edits('postal_code', '1')} OR {_alike('town', 0.9)}", ""),
            (4, "province_l = province_r", ""),
            (5, ELSE, ""),
        ),
    }
)
"""Field → (level, condition, column whose frequency counts), in the order in which they are asked."""


def columns(records: list[Features], index: Index) -> dict[str, list[object]]:
    """Return the records as columns for SQL; what is not there is None."""
    texts = "family given core trade place branch born street postal_code province".split()
    found: dict[str, list[object]] = {"unique_id": list(range(len(records)))}
    for name in texts:
        found[name] = [getattr(each, name) or None for each in records]
    found["name"] = [each.names[0] if each.names else None for each in records]
    found["town"] = [each.district or each.city or None for each in records]
    for name in ("names", "cores", "phones", "emails", "within"):
        found[name] = [_list(getattr(each, name)) for each in records]
    found["numbers"] = [_list(each.numbers) for each in records]
    found["boxes"] = [
        _list(box for mail in each.emails if len(box := mail.partition("@")[0]) > 3) for each in records
    ]
    found["identifiers"] = [_list(":".join(pair) for pair in each.identifiers) for each in records]
    found["schemes"] = [_list(scheme for scheme, _ in each.identifiers) for each in records]
    found["born_day"] = [_day_number(each.born) for each in records]
    found["blocks"] = [_list(index.kept_keys(number)) for number in range(len(records))]
    return found


def _list(values: Iterable[object]) -> list[object] | None:
    return list(values) or None


def _day_number(born: str) -> int | None:
    if len(born) < 8:
        return None
    return int(born[:4]) * 365 + int(born[4:6]) * 30 + int(born[6:])
