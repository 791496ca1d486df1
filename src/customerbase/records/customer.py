"""The customer: a company or a person that we sell to, sold to, or hope to sell to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from customerbase.errors import InvalidRecord, Problem
from customerbase.records.entity import Entity
from customerbase.validation import (
    FrozenMap,
    Record,
    attributes,
    choice,
    day,
    flag,
    instance,
    key,
    many,
    record,
    text,
    texts,
)
from customerbase.values import (
    CURRENCIES,
    Address,
    Anniversary,
    CreditStanding,
    Email,
    Identifier,
    Money,
    PartialDate,
    PaymentTerms,
    Phone,
    Size,
)

__all__ = [
    "AttributeField",
    "AttributeSchema",
    "AttributeType",
    "Customer",
    "CustomerKind",
    "Gender",
    "OrganizationProfile",
    "PersonProfile",
    "Reach",
    "Stage",
]


class CustomerKind(StrEnum):
    """A company or a person."""

    ORGANIZATION = "organization"
    PERSON = "person"


class Stage(StrEnum):
    """How far the customer has come: not yet bought, buys, stopped, past."""

    PROSPECT = "prospect"
    ACTIVE = "active"
    LAPSED = "lapsed"
    FORMER = "former"


class Reach(StrEnum):
    """Buys from us, or buys what we make from somebody else."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class Gender(StrEnum):
    """As the person states it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


@record
class OrganizationProfile(Record):
    """What is known of a company.

    Parameters
    ----------
    legal_name, english_name : str, optional
        As registered, and as written in English.
    legal_representative : str, optional
    founded : PartialDate, optional
    ownership : str, optional
        State-owned, private, foreign, listed, ...
    business_scope, main_products, website, bank : str, optional
    """

    legal_name: str | None = text(default=None)
    english_name: str | None = text(default=None)
    legal_representative: str | None = text(default=None, private=True)
    founded: PartialDate | None = instance(PartialDate, default=None)
    ownership: str | None = text(default=None)
    business_scope: str | None = text(default=None, limit=10_000)
    main_products: str | None = text(default=None, limit=10_000)
    website: str | None = text(default=None)
    bank: str | None = text(default=None)


@record
class PersonProfile(Record):
    """What is known of a customer who is a person.

    Parameters
    ----------
    gender : Gender, optional
    born : PartialDate, optional
    occupation, employer, education, marital_status, habits, likes : str, optional
    income : Money, optional
        In a year.
    """

    gender: Gender | None = choice(Gender, default=None)
    born: PartialDate | None = instance(PartialDate, default=None, private=True)
    occupation: str | None = text(default=None)
    employer: str | None = text(default=None, private=True)
    education: str | None = text(default=None)
    marital_status: str | None = text(default=None, private=True)
    income: Money | None = instance(Money, default=None, private=True)
    habits: str | None = text(default=None, private=True)
    likes: str | None = text(default=None, private=True)


@record
class Customer(Entity):
    """A company or a person that we sell to, sold to, or hope to sell to.

    Parameters
    ----------
    customer_id : str
        The number on the card.
    name : str
    kind : CustomerKind
    stage : Stage
    reach : Reach
    acquired_on : datetime.date, optional
        The day on which he became known to us as a customer.
    short_name, industry, language, note : str, optional
    currency : str, optional
        Code of ISO 4217 in which he usually buys.
    organization : OrganizationProfile
    person : PersonProfile
    addresses, phones, emails : tuple
        One of each label.
    identifiers : tuple of Identifier
        One of each scheme.
    size : Size
    credit : CreditStanding, optional
    payment_terms : PaymentTerms, optional
    anniversaries : tuple of Anniversary
    attributes : mapping of str to (str, int, Decimal, bool or date)
        What a trade keeps for itself, declared by an `AttributeSchema`.
    tags : tuple of str

    Raises
    ------
    InvalidRecord
        With every problem and its path.

    Examples
    --------
    >>> Customer(customer_id="C1", name="上海机电").stage.value
    'prospect'
    >>> Customer(customer_id=" C1", name="", stage="often")
    Traceback (most recent call last):
    customerbase.errors.InvalidRecord: 3 problem(s) in this Customer:
      $.customer_id: begins or ends with white space
      $.name: is blank: leave it out (None) where nothing is known
      $.stage: expected one of prospect, active, lapsed, former
    """

    kind_name = "customer"

    customer_id: str = key()
    name: str = text(limit=1_000)
    kind: CustomerKind = choice(CustomerKind, default=CustomerKind.ORGANIZATION)
    stage: Stage = choice(Stage, default=Stage.PROSPECT)
    reach: Reach = choice(Reach, default=Reach.DIRECT)
    acquired_on: date | None = day(default=None)
    short_name: str | None = text(default=None)
    industry: str | None = text(default=None)
    language: str | None = text(default=None, limit=100)
    currency: str | None = text(default=None, limit=3)
    organization: OrganizationProfile = instance(
        OrganizationProfile, default=OrganizationProfile(), split=True
    )
    person: PersonProfile = instance(PersonProfile, default=PersonProfile(), split=True, private=True)
    addresses: tuple[Address, ...] = many(Address, by="label", default=())
    phones: tuple[Phone, ...] = many(Phone, by="label", default=(), private=True)
    emails: tuple[Email, ...] = many(Email, by="label", default=(), private=True)
    identifiers: tuple[Identifier, ...] = many(Identifier, by="scheme", default=(), private=True)
    size: Size = instance(Size, default=Size(), split=True)
    credit: CreditStanding | None = instance(CreditStanding, default=None)
    payment_terms: PaymentTerms | None = instance(PaymentTerms, default=None)
    anniversaries: tuple[Anniversary, ...] = many(Anniversary, by="label", default=(), private=True)
    attributes: Mapping[str, str | int | Decimal | bool | date] = attributes(default=FrozenMap())
    tags: tuple[str, ...] = texts(default=())
    note: str | None = text(default=None, limit=100_000, private=True)

    def contradictions(self) -> Iterable[Problem]:
        if self.currency is not None and self.currency not in CURRENCIES:
            yield Problem("$.currency", self.currency, "is no currency of ISO 4217")

    def address(self, label: str = "main") -> Address | None:
        """Return the address of this label; for ``main``, the first one where none is so labelled."""
        return _labelled(self.addresses, label)

    def phone(self, label: str = "main") -> Phone | None:
        """Return the number of this label; for ``main``, the first one where none is so labelled."""
        return _labelled(self.phones, label)

    def email(self, label: str = "main") -> Email | None:
        """Return the e-mail of this label; for ``main``, the first one where none is so labelled."""
        return _labelled(self.emails, label)

    def identifier(self, scheme: str) -> str | None:
        """Return the number under this scheme."""
        return next((each.value for each in self.identifiers if each.scheme == scheme), None)


_Labelled = TypeVar("_Labelled", Address, Phone, Email)


def _labelled(elements: tuple[_Labelled, ...], label: str) -> _Labelled | None:
    for each in elements:
        if each.label == label:
            return each
    return elements[0] if elements and label == "main" else None


class AttributeType(StrEnum):
    """What an attribute of one's own trade holds."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    FLAG = "flag"
    DAY = "day"


_PYTHON_TYPE = {
    AttributeType.TEXT: str,
    AttributeType.WHOLE: int,
    AttributeType.DECIMAL: Decimal,
    AttributeType.FLAG: bool,
    AttributeType.DAY: date,
}


@record
class AttributeField(Record):
    """One attribute that a trade keeps for itself: hair, shoe size, room habit.

    Parameters
    ----------
    name : str
    type : AttributeType
    choices : tuple of str
        The only texts allowed, where there are any.
    required : bool
    title, title_zh : str, optional
        What people read.
    unit : str, optional
    """

    name: str = key()
    type: AttributeType = choice(AttributeType, default=AttributeType.TEXT)
    choices: tuple[str, ...] = texts(default=())
    required: bool = flag(default=False)
    title: str | None = text(default=None)
    title_zh: str | None = text(default=None)
    unit: str | None = text(default=None, limit=50)

    def contradictions(self) -> Iterable[Problem]:
        if self.choices and self.type is not AttributeType.TEXT:
            yield Problem("$.choices", self.choices, f"are texts, yet the attribute holds {self.type.value}")

    def fault(self, value: object) -> str | None:
        """Say why `value` cannot stand in this field, or return None."""
        wanted = _PYTHON_TYPE[self.type]
        misread = (wanted is int and isinstance(value, bool)) or isinstance(value, datetime)
        if not isinstance(value, wanted) or misread:
            return f"expected {self.type.value}, not {type(value).__name__}"
        if self.choices and value not in self.choices:
            return "expected one of " + ", ".join(self.choices)
        return None


@record
class AttributeSchema(Record):
    """The attributes that a company keeps of its customers.

    Parameters
    ----------
    fields : tuple of AttributeField
    closed : bool
        Whether attributes that are not declared are refused.

    Examples
    --------
    >>> schema = AttributeSchema(fields=(AttributeField(name="shoe_size", type="whole"),))
    >>> [str(problem) for problem in schema.problems({"shoe_size": "large"})]
    ["$.attributes['shoe_size']: expected whole, not str"]
    """

    fields: tuple[AttributeField, ...] = many(AttributeField, by="name", default=(), ordered=True)
    closed: bool = flag(default=False)

    def problems(self, attributes: Mapping[str, object]) -> list[Problem]:
        """List what is wrong with a customer's attributes under this schema."""
        found = []
        declared = {each.name: each for each in self.fields}
        for name, value in attributes.items():
            field = declared.get(name)
            fault = field.fault(value) if field else ("is not declared" if self.closed else None)
            if fault:
                found.append(Problem(f"$.attributes[{name!r}]", value, fault))
        missing = (each.name for each in self.fields if each.required and each.name not in attributes)
        found += [Problem(f"$.attributes[{name!r}]", None, "is required") for name in missing]
        return found

    def check(self, customer: Customer) -> None:
        """Raise `InvalidRecord` if the customer's attributes break this schema."""
        if problems := self.problems(customer.attributes):
            raise InvalidRecord("Customer", problems)
