"""What of a record is compared, in the form in which it is compared.

A profile holds keys, not texts: names without case, width, punctuation and
(with a `fold`) traditional characters; telephones as phoned from anywhere;
identifiers without blanks.  It says nothing that the card does not say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from customerbase.clean.abbreviations import ABBREVIATIONS
from customerbase.clean.company_names import CompanyName, name_key, parse_company_name
from customerbase.clean.phone_keys import phone_key
from customerbase.clean.text import halfwidth
from customerbase.model import Contact, Customer, CustomerKind
from customerbase.validation import FrozenMap
from customerbase.values import Address, PartialDate, Phone

__all__ = ["Profile", "profile_of", "profile_of_contact", "reached"]

_Fold = Callable[[str], str]

# 复姓 that are in use; a name that begins with one has it as its family name.
_DOUBLE_SURNAMES: Final = frozenset(
    "欧阳 司马 上官 诸葛 司徒 东方 独孤 南宫 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 端木 轩辕 申屠 闻人 "
    "歐陽 諸葛 東方 獨孤 長孫 軒轅 聞人 尉遲".split()
)
# 深圳 and 深圳市 are one place.
_OF_PLACES: Final = re.compile("(?:省|市|地区|区|縣|县|自治区|自治州|特别行政区)$")
_LEGAL_FORMS: Final = MappingProxyType(
    {
        "有限责任公司": "有限公司", "有限責任公司": "有限公司", "責任有限公司": "有限公司", "责任有限公司": "有限公司",
        "limited": "ltd", "companyltd": "coltd", "companylimited": "coltd", "colimited": "coltd",
        "incorporated": "inc", "corporation": "corp", "privatelimited": "pvtltd", "pvtlimited": "pvtltd",
        "privateltd": "pvtltd", "pteltd": "pteltd", "ptelimited": "pteltd", "gesellschaftmitbeschränkterhaftung": "gmbh",
        "aktiengesellschaft": "ag", "kommanditgesellschaft": "kg", "sociétéanonyme": "sa",
    }
)  # fmt: skip
_LOCAL: Final = 6
_USCC: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_HAN_NAME: Final = re.compile(r"[\u3400-\u9fff]{2,4}")


def _frozen(given: Mapping[str, str]) -> Mapping[str, str]:
    return FrozenMap(given)


@attrs.frozen(kw_only=True)
class Profile:
    """What of one record is compared.

    Its `repr` says who it is and nothing of how people are reached.

    Parameters
    ----------
    key : str
        The id of the record.
    kind : CustomerKind
        A person at a customer is a ``PERSON``.
    names : tuple of str
        Keys of all names, the one on the card first.
    core : str
        What is left of a company's name without place, trade, legal form and
        branch; of a person, the key of the name.
    cores : frozenset of str
        The same of each of the names.
    place, trade, legal_form, branch : str, optional
        The other parts of a company's name.
    given_name, family_name : str, optional
        Of a person, where the name tells them apart.
    phones : frozenset of str
        Numbers in E.164 where they can be read so.  Of a person, the
        extension belongs to the number.
    emails : frozenset of str
    identifiers : mapping of str to str
        Scheme → number.
    born : PartialDate, optional
    province, city, district, street, postal_code : str, optional
        Of the main address.
    within : frozenset of str
        Of a person at a customer, the customers where the person works or worked.
    """

    key: str
    kind: CustomerKind = CustomerKind.ORGANIZATION
    names: tuple[str, ...] = attrs.field(repr=False)
    core: str = attrs.field(repr=False)
    cores: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    place: str | None = attrs.field(default=None, repr=False)
    trade: str | None = attrs.field(default=None, repr=False)
    legal_form: str | None = attrs.field(default=None, repr=False)
    branch: str | None = attrs.field(default=None, repr=False)
    given_name: str | None = attrs.field(default=None, repr=False)
    family_name: str | None = attrs.field(default=None, repr=False)
    phones: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    emails: frozenset[str] = attrs.field(default=frozenset(), repr=False)
    identifiers: Mapping[str, str] = attrs.field(default=FrozenMap(), converter=_frozen, repr=False)
    born: PartialDate | None = attrs.field(default=None, repr=False)
    province: str | None = attrs.field(default=None, repr=False)
    city: str | None = attrs.field(default=None, repr=False)
    district: str | None = attrs.field(default=None, repr=False)
    street: str | None = attrs.field(default=None, repr=False)
    postal_code: str | None = attrs.field(default=None, repr=False)
    within: frozenset[str] = attrs.field(default=frozenset(), repr=False)


def profile_of(
    customer: Customer,
    *,
    contacts: Iterable[Contact] = (),
    region: str = "CN",
    fold: _Fold | None = None,
    abbreviations: Mapping[str, str] | None = None,
) -> Profile:
    """Return what of a customer is compared.

    Parameters
    ----------
    customer : Customer
    contacts : iterable of Contact
        The people there: their telephones and e-mail addresses are the company's too.
    region : str
        The country (ISO 3166-1) of telephones that are written without one.
    fold : callable, optional
        Makes traditional characters simplified.
    abbreviations : mapping of str to str, optional
        Short name, as `name_key` writes it → the name that it stands for; by
        default the built-in table.  It counts only on a card that holds no
        full legal name.

    Examples
    --------
    >>> from customerbase import Phone
    >>> one = profile_of(
    ...     Customer(customer_id="C1", name="华为（技术）有限公司", phones=[Phone(number="138-0013 8000")])
    ... )
    >>> two = profile_of(
    ...     Customer(customer_id="C2", name="华为(技术)有限公司", phones=[Phone(number="+86 13800138000")])
    ... )
    >>> (one.names == two.names, one.phones == two.phones)
    (True, True)
    """
    folding = fold or _as_it_is
    person = customer.kind is CustomerKind.PERSON
    address = _address(customer.address(), folding)
    people = [] if person else list(contacts)
    reached = [*customer.phones, *(each for one in people for each in one.phones)]
    written = [*customer.emails, *(each for one in people for each in one.emails)]
    said: dict[str, Any] = {
        "key": customer.customer_id,
        "kind": customer.kind,
        "phones": _phones(reached, region, with_extension=person),
        "emails": frozenset(each.address.casefold() for each in written),
        "identifiers": _identifiers(customer),
        "born": customer.person.born,
    }
    if person:
        return Profile(**said, **_person(customer.name, folding), **address)
    profile = customer.organization
    names = [customer.name, profile.legal_name, profile.english_name, customer.short_name]
    return Profile(
        **said,
        **_company(names, folding, ABBREVIATIONS if abbreviations is None else abbreviations),
        **address,
    )


def profile_of_contact(contact: Contact, *, region: str = "CN", fold: _Fold | None = None) -> Profile:
    """Return what of a person at a customer is compared.

    Examples
    --------
    >>> profile_of_contact(Contact(contact_id="P1", name="欧阳明")).family_name
    '欧阳'
    """
    return Profile(
        key=contact.contact_id,
        kind=CustomerKind.PERSON,
        phones=_phones(contact.phones, region, with_extension=True),
        emails=frozenset(each.address.casefold() for each in contact.emails),
        within=frozenset(each.customer_id for each in contact.employments),
        **_person(contact.name, fold or _as_it_is),
    )


def reached(card: Customer | Contact, *, region: str = "CN") -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of telephones, without extensions, and e-mail addresses by which somebody is reached.

    >>> phones = [Phone(number="0755-83201234", extension="12")]
    >>> reached(Contact(contact_id="P1", name="王伟", phones=phones))
    (frozenset({'+8675583201234'}), frozenset())
    """
    phones = _phones(card.phones, region, with_extension=False) if card.phones else frozenset()
    return phones, frozenset(each.address.casefold() for each in card.emails)


def _as_it_is(text: str) -> str:
    return text


def _company(names: Iterable[str | None], fold: _Fold, abbreviations: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, None] = {}
    cores: dict[str, None] = {}
    parsed: list[dict[str, str | None]] = []

    def hold(name: str) -> None:
        parts = parse_company_name(fold(name))
        said = _parts(parts)
        # As it is written, as it is with the usual form of the legal form, and as it was.
        found[name_key(parts.raw)] = None
        found[_usual(said)] = None
        if parts.former is not None:
            found[name_key(parts.former)] = None
        cores[said["core"] or name_key(name)] = None
        parsed.append(said)

    for each in names:
        if each is not None:
            hold(each)
    # What a full legal name says is surer than what its short name may stand for.
    if all(each["legal_form"] is None for each in parsed):
        for long in filter(None, map(abbreviations.get, list(found))):
            hold(long)
    whole = next((each for each in parsed if each["legal_form"] is not None), parsed[0])
    return {
        "names": tuple(found),
        "core": next(iter(cores)),
        "cores": frozenset(cores),
        **{part: whole[part] for part in ("place", "trade", "legal_form", "branch")},
    }


def _usual(parts: Mapping[str, str | None]) -> str:
    """Write a name in the usual order; where nothing would be left without it, the core holds the place."""
    held = dict(parts)
    if held["place"] and (held["core"] or "").startswith(held["place"]):
        held["place"] = None
    return "".join(each for each in held.values() if each)


def _parts(name: CompanyName) -> dict[str, str | None]:
    place = None if name.place is None else name_key(name.place)
    if place is not None and len(place) > 2:
        place = _OF_PLACES.sub("", place)
    form = None if name.legal_form is None else name_key(name.legal_form)
    return {
        "place": place,
        "core": name_key(name.core),
        "trade": None if name.trade is None else name_key(name.trade),
        "legal_form": None if form is None else _LEGAL_FORMS.get(form, form),
        "branch": None if name.branch is None else name_key(name.branch),
    }


def _person(name: str, fold: _Fold) -> dict[str, Any]:
    text = fold(name).strip()
    given, family = None, None
    if _HAN_NAME.fullmatch(text):
        cut = 2 if text[:2] in _DOUBLE_SURNAMES and len(text) > 2 else 1
        family, given = text[:cut], text[cut:]
    elif "," in text:
        family, _, given = text.partition(",")
        text = f"{given} {family}"
    elif len(words := text.split()) > 1:
        family, given = words[-1], " ".join(words[:-1])
    key = name_key(text)
    # Taylor, Harry and Harry Taylor and Taylor Harry: in the order of the alphabet they are one.
    words = sorted(filter(None, (name_key(each) for each in text.split())))
    return {
        "names": tuple(dict.fromkeys((key, "".join(words) or key))),
        "core": key,
        "cores": frozenset([key]),
        "given_name": name_key(given) if given and given.strip() else None,
        "family_name": name_key(family) if family and family.strip() else None,
    }


def _address(address: Address | None, fold: _Fold) -> dict[str, Any]:
    if address is None:
        return {}
    parts = ("province", "city", "district", "street", "postal_code")
    return {
        part: None if (value := getattr(address, part)) is None else name_key(fold(value)) for part in parts
    }


def _phones(phones: Iterable[Phone], region: str, *, with_extension: bool) -> frozenset[str]:
    found = set()
    for each in phones:
        key = _dialled(each, region)
        if key is not None:
            found.add(f"{key};ext={each.extension}" if with_extension and each.extension else key)
    return frozenset(found)


def _dialled(phone: Phone, region: str) -> str | None:
    """Return the number in E.164; without an area code, its digits: with a name, these still tell much."""
    key = phone_key(phone, region=region)
    if key is not None:
        return key
    digits = re.sub(r"[^0-9]", "", halfwidth(phone.number))
    return digits if len(digits) >= _LOCAL and len(set(digits)) > 1 else None


def _identifiers(customer: Customer) -> dict[str, str]:
    found = {each.scheme: re.sub(r"[\s.\-]", "", each.value).upper() for each in customer.identifiers}
    tax = found.get("tax")
    # Since 2015 the tax number of a Chinese company is its unified social credit code.
    if tax is not None and "uscc" not in found and _USCC.fullmatch(tax):
        found["uscc"] = found.pop("tax")
    return found
