"""Customers, their people, and our own staff."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from customerbase.model import (
    Assignment,
    Attitude,
    AttributeField,
    AttributeSchema,
    AttributeType,
    Contact,
    ContactRole,
    Customer,
    CustomerKind,
    Employee,
    Employment,
    Gender,
    OrganizationProfile,
    PersonProfile,
    Reach,
    Stage,
)
from customerbase.testing.strategies import parts, words
from customerbase.testing.strategies.words import Ids, built, drawn, ids, maybe

__all__ = [
    "assignments",
    "attribute_fields",
    "attribute_schemas",
    "contacts",
    "customers",
    "employees",
    "employments",
    "organization_profiles",
    "person_profiles",
]


def some(strategy: SearchStrategy[Any], by: str, max_size: int = 2) -> SearchStrategy[tuple[Any, ...]]:
    """A tuple of parts, no two alike in the field `by`; mostly few of them."""
    return st.lists(strategy, max_size=max_size, unique_by=lambda each: getattr(each, by)).map(tuple)


def in_order(*pairs: tuple[str, str]) -> Any:
    """Return a mend that swaps the two days of a pair that stand the wrong way round."""

    def mend(values: dict[str, Any]) -> dict[str, Any]:
        for first, last in pairs:
            start, end = values.get(first), values.get(last)
            if start is not None and end is not None and end < start:
                values = {**values, first: end, last: start}
        return values

    return mend


def organization_profiles(**fields: SearchStrategy[Any]) -> SearchStrategy[OrganizationProfile]:
    """What is known of a company: mostly little."""
    return built(
        OrganizationProfile,
        {
            "legal_name": maybe(words.company_names()),
            "english_name": maybe(words.company_names()),
            "legal_representative": maybe(words.person_names()),
            "founded": maybe(parts.partial_dates()),
            "ownership": maybe(st.sampled_from(("国有", "private", "foreign"))),
            "business_scope": maybe(words.texts()),
            "main_products": maybe(words.texts()),
            "website": maybe(st.sampled_from(("https://acme.example", "例子.公司"))),
            "bank": maybe(st.sampled_from(("中国工商银行", "Deutsche Bank"))),
        },
        fields,
    )


def person_profiles(**fields: SearchStrategy[Any]) -> SearchStrategy[PersonProfile]:
    """What is known of a customer who is a person: mostly little."""
    return built(
        PersonProfile,
        {
            "gender": maybe(st.sampled_from(Gender)),
            "born": maybe(parts.partial_dates()),
            "occupation": maybe(words.texts()),
            "employer": maybe(words.company_names()),
            "education": maybe(st.sampled_from(("本科", "PhD"))),
            "marital_status": maybe(st.sampled_from(("已婚", "single"))),
            "income": maybe(parts.money(least=0)),
            "habits": maybe(words.texts()),
            "likes": maybe(words.texts()),
        },
        fields,
    )


def customers(customer_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Customer]:
    """Customers: companies and people, in Chinese and English, with much or little on their cards.

    Parameters
    ----------
    customer_ids : strategy or sequence of str, optional
        A small pool by default, so that several customers get the same id.
    **fields : strategy
        Strategies for other fields, instead of the usual ones.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(customers(["K7"], stage=st.just(Stage.ACTIVE)), lambda each: True).customer_id
    'K7'
    """
    return built(
        Customer,
        {
            "customer_id": drawn(customer_ids, ids("C")),
            "name": words.names(),
            "kind": st.sampled_from(CustomerKind),
            "stage": st.sampled_from(Stage),
            "reach": st.sampled_from(Reach),
            "acquired_on": maybe(parts.days()),
            "short_name": maybe(words.company_names()),
            "industry": maybe(st.sampled_from(("机械", "Retail", "retail", "食品"))),
            "language": maybe(st.sampled_from(("zh-CN", "en"))),
            "currency": maybe(parts.currencies()),
            "organization": st.just(OrganizationProfile()) | organization_profiles(),
            "person": st.just(PersonProfile()) | person_profiles(),
            "addresses": some(parts.addresses(), "label"),
            "phones": some(parts.phones(), "label"),
            "emails": some(parts.emails(), "label"),
            "identifiers": some(parts.identifiers(), "scheme"),
            "size": parts.sizes(),
            "credit": maybe(parts.credit_standings()),
            "payment_terms": maybe(parts.payment_terms()),
            "anniversaries": some(parts.anniversaries(), "label"),
            "attributes": parts.attributes(),
            "tags": st.lists(st.sampled_from(("vip", "VIP", "老客户", "a,b")), max_size=2, unique=True).map(
                tuple
            ),
            "note": maybe(words.notes()),
        },
        fields,
    )


def employments(
    customer_ids: Ids = None, contact_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[Employment]:
    """What a person is at one customer.

    Parameters
    ----------
    customer_ids, contact_ids : strategy or sequence of str, optional
        Where the person works, and whom he may report to; without
        `contact_ids` he reports to nobody.
    **fields : strategy
    """

    def mend(values: dict[str, Any]) -> dict[str, Any]:
        since, until = values["since"], values["until"]
        if since and until and since.earliest and until.latest and until.latest < since.earliest:
            values = {**values, "since": until, "until": since}
        return values

    return built(
        Employment,
        {
            "customer_id": drawn(customer_ids, ids("C")),
            "title": maybe(st.sampled_from(("采购经理", "Owner", "Sales Representative", "总经理"))),
            "department": maybe(st.sampled_from(("采购部", "Marketing"))),
            "roles": st.lists(st.sampled_from(ContactRole), max_size=3),
            "influence": maybe(st.integers(1, 5)),
            "attitude": maybe(st.sampled_from(Attitude)),
            "reports_to": st.none() if contact_ids is None else maybe(drawn(contact_ids, ids("P"))),
            "since": maybe(parts.partial_dates()),
            "until": maybe(parts.partial_dates()),
        },
        fields,
        mend,
    )


def contacts(
    contact_ids: Ids = None, customer_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[Contact]:
    """People at customers; some stand at none, some at two.

    Parameters
    ----------
    contact_ids, customer_ids : strategy or sequence of str, optional
    **fields : strategy
    """
    return built(
        Contact,
        {
            "contact_id": drawn(contact_ids, ids("P")),
            "name": words.person_names() | words.texts(),
            "employments": some(employments(customer_ids), "customer_id"),
            "gender": maybe(st.sampled_from(Gender)),
            "phones": some(parts.phones(), "label"),
            "emails": some(parts.emails(), "label"),
            "anniversaries": some(parts.anniversaries(), "label"),
            "attributes": parts.attributes(),
            "note": maybe(words.notes()),
        },
        fields,
    )


def employees(employee_ids: Ids = None, **fields: SearchStrategy[Any]) -> SearchStrategy[Employee]:
    """Our own staff; nobody reports to anybody unless `reports_to` is given.

    Parameters
    ----------
    employee_ids : strategy or sequence of str, optional
    **fields : strategy
    """
    return built(
        Employee,
        {
            "employee_id": drawn(employee_ids, ids("E")),
            "name": words.person_names(),
            "title": maybe(st.sampled_from(("业务员", "Sales Manager"))),
            "department": maybe(st.sampled_from(("销售部", "Sales"))),
            "territory": maybe(st.sampled_from(("华南", "North"))),
            "phones": some(parts.phones(), "label"),
            "emails": some(parts.emails(), "label"),
            "hired_on": maybe(parts.days()),
            "left_on": maybe(parts.days()),
            "note": maybe(words.notes()),
        },
        fields,
        in_order(("hired_on", "left_on")),
    )


def assignments(
    customer_ids: Ids = None, employee_ids: Ids = None, **fields: SearchStrategy[Any]
) -> SearchStrategy[Assignment]:
    """Who is responsible for whom, since when; some go on, some last one day.

    Parameters
    ----------
    customer_ids, employee_ids : strategy or sequence of str, optional
    **fields : strategy
    """
    return built(
        Assignment,
        {
            "assignment_id": ids("A"),
            "customer_id": drawn(customer_ids, ids("C")),
            "employee_id": drawn(employee_ids, ids("E")),
            "since": parts.days(),
            "until": maybe(parts.days()),
            "note": maybe(words.notes()),
        },
        fields,
        in_order(("since", "until")),
    )


def attribute_fields(**fields: SearchStrategy[Any]) -> SearchStrategy[AttributeField]:
    """Attributes that a trade declares; only texts have choices."""

    def mend(values: dict[str, Any]) -> dict[str, Any]:
        return values if values["type"] is AttributeType.TEXT else {**values, "choices": ()}

    return built(
        AttributeField,
        {
            "name": words.keys(),
            "type": st.sampled_from(AttributeType),
            "choices": st.sampled_from(((), ("长", "短"), ("S", "M", "L"))),
            "required": st.booleans(),
            "title": maybe(words.texts()),
            "title_zh": maybe(words.texts()),
            "unit": maybe(st.sampled_from(("cm", "℃"))),
        },
        fields,
        mend,
    )


def attribute_schemas(**fields: SearchStrategy[Any]) -> SearchStrategy[AttributeSchema]:
    """What a trade declares of its customers, open to other attributes or closed."""
    declared = {"fields": some(attribute_fields(), "name", 3), "closed": st.booleans()}
    return built(AttributeSchema, declared, fields)
