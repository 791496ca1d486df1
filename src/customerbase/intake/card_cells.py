"""What one cell says of a customer's attributes, of how he is reached and pays, and of a person there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from customerbase.clean.choices import clean_attitude, clean_gender, clean_influence, clean_roles
from customerbase.clean.ids import clean_id
from customerbase.clean.numbers import clean_flag, clean_number, clean_whole
from customerbase.clean.partial_dates import clean_partial_date
from customerbase.clean.refused import Refused
from customerbase.clean.text import clean_name, clean_prose, clean_text
from customerbase.errors import InvalidRecord
from customerbase.intake.joined_cells import payment_term, read_salutation
from customerbase.intake.labelled import LabelledCells
from customerbase.model import AttributeType
from customerbase.values import Anniversary

__all__ = ["ATTRIBUTE", "of_payment", "read_contact", "said_of"]
_OF_CONTACT = re.compile(r"(phones|emails|attributes)\[(.*)\]")
ATTRIBUTE: Mapping[AttributeType, Callable[[str], Any]] = {
    AttributeType.TEXT: clean_prose,
    AttributeType.WHOLE: clean_whole,
    AttributeType.DECIMAL: clean_number,
    AttributeType.FLAG: clean_flag,
}
_CONTACT_PART: Mapping[str, Callable[[str], Any]] = {
    "id": clean_id,
    "name": clean_name,
    "first_name": clean_name,
    "last_name": clean_name,
    "title": clean_name,
    "department": clean_name,
    "role": clean_roles,
    "influence": clean_influence,
    "attitude": clean_attitude,
    "gender": clean_gender,
    "note": clean_prose,
}


def of_payment(part: str, raw: str, terms: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a cell says of how a customer pays, beside what other cells of the row say of it."""
    if part == "days":
        return {"days": clean_whole(raw)}
    found = payment_term(raw) if part == "term" else {part: clean_text(raw)}
    if terms.get("words") and found.get("words"):
        found["words"] = f"{terms['words']}; {found['words']}"
    return found


def said_of(error: Refused | InvalidRecord) -> tuple[str, str | None]:
    """Return why a cell is refused, and how to mend it."""
    if isinstance(error, Refused):
        return error.reason, error.hint
    problem = error.problems[0]
    return problem.reason, problem.hint


def read_contact(
    contact: dict[str, Any], part: str, raw: str, labelled: LabelledCells, *, dayfirst: bool | None
) -> None:
    """Add what a cell says of a person at the customer to what is held of him, by path.

    Parameters
    ----------
    contact : dict
    part : str
        As in ``contact[1].part``.
    raw : str
    labelled : LabelledCells
    dayfirst : bool or None

    Raises
    ------
    Refused
    """
    if (own := _OF_CONTACT.fullmatch(part)) is not None:
        labelled.add(contact, own[1], own[2], raw)
    elif part in ("phone", "mobile", "fax", "whatsapp"):
        labelled.add(contact, "phones", "main" if part == "phone" else part, raw)
    elif part == "email":
        labelled.add(contact, "emails", "main", raw)
    elif part in ("wechat", "qq", "address"):
        labelled.add(contact, "attributes", part, raw)
    elif part == "born":
        born = clean_partial_date(raw, dayfirst=dayfirst)
        if born is not None and born.month is not None and born.day is not None:
            contact["anniversaries[birthday]"] = Anniversary(label="birthday", day=born)
        elif born is not None:
            contact["attributes[born]"] = born.isoformat()
    elif part == "salutation":
        name, value = read_salutation(raw) or ("", None)
        if value is not None:
            contact.setdefault(name if name == "gender" else f"attributes[{name}]", value)
    elif (value := _CONTACT_PART[part](raw)) is not None and value != ():
        contact[part] = value
