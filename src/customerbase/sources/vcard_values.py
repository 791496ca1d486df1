"""What one vCard says of a customer, and of the person there, as cells below the headings of a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

import attrs

from customerbase.clean.company_names import name_key
from customerbase.sources.vcard_lines import Card, Property, parts_of, plain

__all__ = ["OURS", "Said", "said_by", "settle"]

OURS: Final = "-//customerbase//"
"""How the ``PRODID`` of cards begins that this package wrote."""

_OTHERS: Final[Mapping[str, str]] = {
    "group": "is a group of other cards, no customer",
    "location": "is a place, no customer",
    "device": "is a device, no customer",
    "application": "is a program, no customer",
}
_PICTURES: Final = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
_TECHNICAL: Final = frozenset(
    "VERSION PRODID REV PROFILE NAME SOURCE CLIENTPIDMAP XML MAILER CLASS SORT-STRING KIND FN N ORG X-ABLABEL X-ABADR "
    "X-ABSHOWAS X-ADDRESSBOOKSERVER-KIND X-IMAGETYPE X-IMAGEHASH X-SHARED-PHOTO-DISPLAY-PREF AGENT".split()
)
_READ: Final = frozenset(
    "TEL EMAIL ADR URL TITLE BDAY GENDER X-GENDER NOTE NICKNAME CATEGORIES UID X-BORN".split()
)
_UNPARTED: Final = frozenset({"X-CUSTOMER-ID", "X-CONTACT-ID"})
_APPLE: Final = re.compile(r"_\$!<(.+)>!\$_")
_LABELS: Final[Mapping[str, frozenset[str]]] = {
    "homefax": frozenset({"fax", "home"}),
    "workfax": frozenset({"fax", "work"}),
    "iphone": frozenset({"cell"}),
    "mobile": frozenset({"cell"}),
}
_DAY: Final = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T ].*)?")
_NO_YEAR: Final = re.compile(r"--([0-9]{2})-?([0-9]{2})(?:T.*)?")
_GENDERS: Final[Mapping[str, str]] = {"M": "male", "F": "female", "O": "other", "N": "", "U": ""}
_WIDE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
_PARTS: Final = ("postal_box", "extended", "street", "city", "province", "postal_code", "country")


@attrs.define
class Said:
    """What a card says.

    Attributes
    ----------
    line : int
    cells : dict
        Heading → text.
    organisation : str or None
        Key of the organisation at which the person is whose card it is.
    own : bool
        Whether it is the card of a customer himself.
    of_customer : dict
        What a person's card says of the organisation, which others may say otherwise.
    pictures : int
    """

    line: int
    cells: dict[str, str]
    organisation: str | None = None
    own: bool = True
    of_customer: dict[str, str] = attrs.field(factory=dict)
    pictures: int = 0


def said_by(card: Card) -> Said | str:
    """Return what a card says, or why it says nothing of a customer."""
    version = card.version
    kind = _kind(card)
    if kind in _OTHERS:
        return _OTHERS[kind]
    org = [_joined(each) for each in parts_of(found.value, version)] if (found := card.first("ORG")) else []
    person = _name(card)
    at = next((each for each in org if each), "")
    is_org = kind == "org" or bool(at and person in ("", at))
    name = (person or at) if is_org else person
    if not name:
        return "says no name: neither FN nor N nor ORG"
    is_contact = bool(at) and not is_org
    said = Said(card.line, {"name": at if is_contact else name})
    if is_contact:
        said.organisation, said.own = name_key(at), False
        said.cells["contact[1].name"] = name
        if department := ", ".join(each for each in org[1:] if each):
            said.cells["contact[1].department"] = department
    else:
        said.organisation = name_key(name)
        said.cells["kind"] = "organization" if is_org else "person"
    _tell(card, said, is_org)
    said.cells = {heading: text for heading, text in said.cells.items() if text.strip()}
    return said


def settle(cards: Sequence[Said]) -> None:
    """Give organisations the address and the page on which all cards of their people agree; keep the others apart.

    Two rows of one customer must not say different things of him.
    """
    own = {each.organisation for each in cards if each.own}
    places: dict[str | None, list[dict[str, str]]] = {}
    for each in cards:
        if (
            not each.own
            and each.of_customer
            and each.of_customer not in places.setdefault(each.organisation, [])
        ):
            places[each.organisation].append(each.of_customer)
    for each in cards:
        if each.own:
            each.cells.update(each.of_customer)
            continue
        found = places.get(each.organisation, [])
        if each.organisation not in own and len(found) == 1:
            each.cells.update(found[0])
        elif each.of_customer:
            address = [text for heading, text in each.of_customer.items() if heading.startswith("address.")]
            apart = {
                "contact[1].address": ", ".join(address),
                "contact[1].URL": each.of_customer.get("organization.website", ""),
            }
            each.cells.update({heading: text for heading, text in apart.items() if text})


# ------------------------------------------------------------------ who


def _kind(card: Card) -> str:
    for name in ("KIND", "X-ADDRESSBOOKSERVER-KIND"):
        if (found := card.first(name)) is not None:
            return found.value.strip().lower()
    shown = card.first("X-ABSHOWAS")
    return "org" if shown is not None and shown.value.strip().upper() == "COMPANY" else ""


def _name(card: Card) -> str:
    found = card.first("FN")
    if found is not None and (text := plain(found.value, card.version).strip()):
        return " ".join(text.split())
    found = card.first("N")
    if found is None:
        return ""
    parts = [_joined(each) for each in parts_of(found.value, card.version)]
    family, given, further, before, after = [*parts, "", "", "", "", ""][:5]
    if _WIDE.search(family + given):
        return family + further + given
    return " ".join(each for each in (before, given, further, family, after) if each)


def _joined(values: Iterable[str], between: str = " ") -> str:
    return between.join(each.strip() for each in values if each.strip())


# ------------------------------------------------------------------ what


def _tell(card: Card, said: Said, is_org: bool) -> None:
    version, cells = card.version, said.cells
    part = "" if said.own else "contact[1]."
    for heading, text in (*_telephones(card, part, is_org), *_emails(card, part)):
        cells[heading] = text
    found = card.all("ADR")
    address: Property | None = found[0] if found else None
    others = found[1:]
    if address is not None and not said.own and "home" in address.types:
        work = next((each for each in others if "home" not in each.types), None)
        others = [address, *(each for each in others if each is not work)]
        address = work
    ours = _is_ours(card)
    if address is not None:
        said.of_customer.update(_address(address, version, ours))
    for i, each in enumerate(others, 2):
        heading = f"ADR {i}" if said.own else "contact[1].address"
        cells[heading] = _joined((_joined(values, ", ") for values in parts_of(each.value, version)), ", ")
    if (url := card.first("URL")) is not None:
        where = cells if said.own and not is_org else said.of_customer
        where["URL" if where is cells else "organization.website"] = plain(url.value, version).strip()
    notes = [plain(each.value, version).strip() for each in card.all("NOTE")]
    cells[f"{part}note"] = "\n".join(notes)
    _tell_of_person(card, cells, part, is_org)
    nickname = _texts(card, "NICKNAME")
    cells["short_name" if said.own else f"{part}NICKNAME"] = nickname
    cells["tags" if said.own else f"{part}CATEGORIES"] = _texts(card, "CATEGORIES")
    uid = card.first("UID")
    if uid is not None and not ours:
        scheme = "identifiers[vcard]" if said.own else f"{part}UID"
        cells[scheme] = plain(uid.value, version).strip().removeprefix("urn:uuid:")
    _keep_others(card, said, part)


def _is_ours(card: Card) -> bool:
    made = card.first("PRODID")
    return made is not None and made.value.startswith(OURS)


def _texts(card: Card, name: str) -> str:
    """Return the values of lists as one cell."""
    parts = [part for each in card.all(name) for part in parts_of(each.value, card.version)]
    return _joined((value for part in parts for value in part), "; ")


def _tell_of_person(card: Card, cells: dict[str, str], part: str, is_org: bool) -> None:
    version = card.version
    title = card.first("TITLE") or card.first("ROLE")
    if title is not None:
        heading = "contact[1].title" if part else title.name if is_org else "person.occupation"
        cells[heading] = plain(title.value, version).strip()
    born = card.first("BDAY") or card.first("X-BORN")
    if born is not None:
        cells["contact[1].born" if part else "organization.founded" if is_org else "person.born"] = _day(born)
    gender = card.first("GENDER") or card.first("X-GENDER")
    if gender is not None:
        letter = gender.value.partition(";")[0].strip()
        heading = f"{part}gender" if part else gender.name if is_org else "person.gender"
        cells[heading] = _GENDERS.get(letter.upper(), letter)


def _day(given: Property) -> str:
    """Return a day as ISO writes it, with the parts that are known; what is no such day as it stands."""
    text = given.value.strip()
    if (found := _NO_YEAR.fullmatch(text)) is not None:
        return f"--{found[1]}-{found[2]}"
    if (found := _DAY.fullmatch(text)) is not None:
        omitted = "".join(given.parameters.get("X-APPLE-OMIT-YEAR", ()))
        year = "-" if omitted == found[1] else found[1]
        return f"{year}-{found[2]}-{found[3]}"
    return text


def _keep_others(card: Card, said: Said, part: str) -> None:
    has_role_only = not card.all("TITLE")
    for each in card.properties:
        name = each.name
        if name in _PICTURES or each.encoded:
            said.pictures += 1
            continue
        if name in _TECHNICAL or name in _READ or (name == "LABEL" and card.all("ADR")):
            continue
        if name == "ROLE" and has_role_only:
            continue
        text = _joined((_joined(values, ", ") for values in parts_of(each.value, card.version)), "; ")
        heading = name if name in _UNPARTED else f"{part}{name}"
        if text:
            said.cells[heading] = "; ".join((*([said.cells[heading]] if heading in said.cells else ()), text))


# ------------------------------------------------------------------ how he is reached


def _labelled(card: Card, name: str) -> Iterator[tuple[Property, frozenset[str], str | None]]:
    """Yield the properties of a name with their types, and their own label where they have one."""
    labels = {
        each.group: plain(each.value, card.version).strip() for each in card.all("X-ABLABEL") if each.group
    }
    for each in card.all(name):
        types, label = each.types, labels.get(each.group) if each.group else None
        if label is not None and (known := _APPLE.fullmatch(label)):
            word = known[1].lower()
            types, label = types | _LABELS.get(word, frozenset({word})), None
        if label is not None and (not label or len(label) > 60 or "[" in label or "]" in label):
            label = None
        yield each, types, label


def _numbered(label: str, seen: Counter[str]) -> str:
    seen[label] += 1
    return label if seen[label] == 1 else _numbered(f"{label} {seen[label]}", seen)


def _telephones(card: Card, part: str, is_org: bool) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for each, types, own in _labelled(card, "TEL"):
        if own is not None:
            label = own
        elif "fax" in types:
            label = "fax"
        elif types & {"cell", "mobile", "iphone"}:
            label = "mobile"
        elif "home" in types:
            label = "home"
        elif "work" in types and not part and not is_org:
            label = "work"
        else:
            label = "main"
        number = _dialled(plain(each.value, card.version).strip())
        if number:
            yield f"{part}phones[{_numbered(label, seen)}]", number


def _dialled(text: str) -> str:
    """Return what a ``tel:`` says as people write it (RFC 3966)."""
    if not text.lower().startswith("tel:"):
        return text
    number, *parameters = unquote(text[4:]).split(";")
    said = dict(each.partition("=")[::2] for each in parameters)
    context = said.get("phone-context", "")
    extension = f" ext. {said['ext']}" if said.get("ext") else ""
    return (context if context.startswith("+") else "") + number.strip() + extension


def _emails(card: Card, part: str) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for each, types, own in _labelled(card, "EMAIL"):
        label = own or ("private" if "home" in types else "main")
        address = plain(each.value, card.version).strip()
        yield f"{part}emails[{_numbered(label, seen)}]", re.sub("(?i)^mailto:", "", address)


def _address(given: Property, version: str, ours: bool) -> dict[str, str]:
    parts = [_joined(each, ", ") for each in parts_of(given.value, version)]
    said = dict(zip(_PARTS, [*parts, *[""] * len(_PARTS)], strict=False))
    street = [said["postal_box"], said["street"], said["extended"]]
    if ours:  # RFC 6350 has no place for it, and would leave the second one empty
        said["district"] = said["extended"]
        street = [said["street"]]
    said["street"] = _joined(street, ", ")
    wanted = ("country", "province", "city", "district", "street", "postal_code")
    return {f"address.{each}": said[each] for each in wanted if said.get(each)}
