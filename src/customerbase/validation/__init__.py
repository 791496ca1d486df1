"""How records are made: frozen attrs classes that report all their problems at once.

`record` turns a class into a frozen, keyword-only attrs class.  Each field is
declared by one of the specifiers of `customerbase.validation.fields` (`text`,
`number`, `many`, ...); what a specifier checks is run for every field before
the first error is raised, so that one `InvalidRecord` names every wrong value
with its path.
"""

from customerbase.validation.checks import (
    EXACT,
    LIMIT,
    Fault,
    check_decimal,
    check_key,
    check_text,
    check_whole,
    storable,
)
from customerbase.validation.fields import (
    REQUIRED,
    SHAPE,
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
from customerbase.validation.frozen_map import FrozenMap
from customerbase.validation.record import Record, record
from customerbase.validation.words import word_of, zone_of

__all__ = [
    "EXACT",
    "LIMIT",
    "REQUIRED",
    "SHAPE",
    "Fault",
    "FrozenMap",
    "Record",
    "attributes",
    "check_decimal",
    "check_key",
    "check_text",
    "check_whole",
    "choice",
    "choices",
    "day",
    "flag",
    "instance",
    "instant",
    "key",
    "many",
    "number",
    "record",
    "storable",
    "text",
    "texts",
    "word_of",
    "zone_of",
]
