"""The fields in which two records are compared, and the levels of agreement of each.

A level is a place in `FIELDS`: 0 is the best agreement, the last is disagreement, `SILENT` stands for a
field that one of the two does not have.  What a level is worth is not said here but measured or given by
default (`customerbase.linkage.weights`).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["BY_FREQUENCY", "FIELDS", "ORDER", "SILENT", "Levels"]

SILENT: Final = -1
"""One of the two records does not have the field."""

Levels = tuple[int, ...]
"""A level, or `SILENT`, for each field of `FIELDS`, in its order."""

FIELDS: Final = MappingProxyType(
    {
        "family_name": ("same", "near", "same letters", "alike", "differs"),
        "given_name": ("same", "near", "same letters", "alike", "differs"),
        "name_order": ("as written", "swapped", "one word"),
        "company": ("same", "same core", "near", "one within the other", "alike", "differs"),
        "trade": ("same", "differs"),
        "name_place": ("same", "differs"),
        "branch": ("same", "one has none", "differs"),
        "identifier": ("same", "near", "alike", "differs"),
        "phone": ("same", "near", "differs"),
        "email": ("same", "near", "same mailbox", "alike", "differs"),
        "born": (
            "same",
            "near",
            "day and month swapped",
            "same as far as known",
            "within a month",
            "within four months",
            "within a year",
            "differs",
        ),
        "employer": ("same", "differs"),
        "street": ("same", "near", "same number", "alike", "differs"),
        "locality": (
            "same",
            "same postal code",
            "same town",
            "near",
            "same province",
            "differs",
        ),
    }
)
"""Field → its levels, best first."""

ORDER: Final = tuple(FIELDS)
"""The fields in their order."""

BY_FREQUENCY: Final = MappingProxyType(
    {
        "family_name": (0,),
        "given_name": (0,),
        "company": (0, 1),
        "identifier": (0,),
        "phone": (0,),
        "email": (0,),
        "street": (0,),
        "locality": (0, 1, 2),
    }
)
"""Field → the levels that are worth more where the shared value is rare."""
