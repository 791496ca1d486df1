"""What people call the values of a card: one table of words for the chronicle, the reports and the card itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from customerbase.model import Contact, Customer
from customerbase.paths import split
from customerbase.values import Address

__all__ = ["FIELDS", "LABELS", "Words", "address_said", "field_place", "field_words", "in_sentence"]

FIELDS: Final[dict[str, tuple[str, str]]] = {
    "name": ("Name", "名称"),
    "kind": ("Kind", "类别"),
    "stage": ("Stage", "阶段"),
    "reach": ("Reach", "直接或间接"),
    "acquired_on": ("Acquired on", "建档日期"),
    "short_name": ("Short name", "简称"),
    "industry": ("Industry", "行业"),
    "language": ("Language", "语言"),
    "currency": ("Currency", "币种"),
    "legal_name": ("Legal name", "注册名称"),
    "english_name": ("English name", "英文名称"),
    "legal_representative": ("Legal representative", "法定代表人"),
    "founded": ("Founded", "成立日期"),
    "ownership": ("Ownership", "所有制"),
    "business_scope": ("Business scope", "经营范围"),
    "main_products": ("Main products", "主要产品"),
    "website": ("Website", "网站"),
    "bank": ("Bank", "开户银行"),
    "gender": ("Gender", "性别"),
    "born": ("Born", "出生日期"),
    "occupation": ("Occupation", "职业"),
    "employer": ("Employer", "工作单位"),
    "education": ("Education", "学历"),
    "marital_status": ("Marital status", "婚姻状况"),
    "income": ("Income", "年收入"),
    "habits": ("Habits", "习惯"),
    "likes": ("Likes", "喜好"),
    "address": ("Address", "地址"),
    "phone": ("Telephone", "电话"),
    "email": ("E-mail", "电子邮件"),
    "employees": ("Staff", "员工人数"),
    "registered_capital": ("Registered capital", "注册资本"),
    "floor_area": ("Floor area (m²)", "营业面积(平方米)"),
    "turnover": ("Own turnover", "客户自身营业额"),
    "credit": ("Credit standing", "资信状况"),
    "payment_terms": ("Payment terms", "付款条件"),
    "tags": ("Tags", "标签"),
    "note": ("Note", "备注"),
    "title": ("Title", "职务"),
    "department": ("Department", "部门"),
    "roles": ("Roles", "决策角色"),
    "influence": ("Influence (1–5)", "影响力(1–5)"),
    "attitude": ("Attitude", "态度"),
    "reports_to": ("Reports to", "上级"),
    "since": ("Since", "起始日期"),
    "until": ("Until", "截止日期"),
}
"""Field of a card, or part of one → its title in English and in Chinese."""

LABELS: Final[dict[str, tuple[str, str]]] = {
    "main": ("main", "主要"),
    "mobile": ("mobile", "手机"),
    "fax": ("fax", "传真"),
    "home": ("home", "住宅"),
    "office": ("office", "办公"),
    "private": ("private", "私人"),
    "invoices": ("invoices", "开票"),
    "registered": ("registered", "注册地"),
    "delivery": ("delivery", "收货"),
    "invoice": ("invoice", "开票"),
    "birthday": ("Birthday", "生日"),
    "founding": ("Founding day", "成立日"),
    "wedding": ("Wedding day", "结婚纪念日"),
    "uscc": ("Unified social credit code", "统一社会信用代码"),
    "vat": ("VAT no.", "增值税号"),
    "tax": ("Tax no.", "税号"),
    "duns": ("D-U-N-S no.", "邓白氏编码"),
    "id_card": ("Identity card", "身份证号"),
    "bank_account": ("Bank account", "银行账号"),
    "erp": ("ERP no.", "ERP 编号"),
}
"""Label of an address, telephone, identifier or day to remember → the words for it."""

_SINGULAR: Final = {"addresses": "address", "phones": "phone", "emails": "email"}
# As on the card, a contact's employment beside the name.
_FIELDS: Final = [each.name for cls in (Customer, Contact) for each in attrs.fields(cls)]
_ORDER: Final = {name: i for i, name in enumerate(dict.fromkeys(["name", "employments", *_FIELDS]))}
_NO_NAMES: Final[Mapping[tuple[str, str], str]] = MappingProxyType({})


@attrs.frozen
class Words:
    """The same words in English and in Chinese."""

    en: str
    zh: str


def in_sentence(title: str) -> str:
    """Return an English title as it stands within a sentence; abbreviations stay as they are.

    >>> in_sentence("Legal name"), in_sentence("E-mail"), in_sentence("VAT no.")
    ('legal name', 'e-mail', 'VAT no.')
    """
    first = title.split(" ", 1)[0]
    return title[:1].lower() + title[1:] if any(each.islower() for each in first) else title


def field_place(path: str) -> tuple[int, str, int]:
    """Return where a value stands on its card, for sorting."""
    name, element, part = split(path)
    parts = list(FIELDS)
    return (
        _ORDER.get(name, len(_ORDER)),
        element or "",
        parts.index(part) if part in FIELDS else -1,
    )


def field_words(
    path: str, *, names: Mapping[tuple[str, str], str] = _NO_NAMES, home: str | None = None
) -> Words:
    """Return what people call the value that stands at a path of a card.

    Parameters
    ----------
    path : str
    names : mapping of (str, str) to str
        Kind and id of a record → its name.
    home : str, optional
        The customer whose affairs are told: a title there is just a title,
        a title elsewhere says where.

    Examples
    --------
    >>> field_words("phones[mobile]").en, field_words("employments[C1].title").zh
    ('Telephone (mobile)', '职务')
    >>> field_words("employments[C1]", names={("customer", "C1"): "Acme"}).en
    'Works at Acme'
    """
    name, element, part = split(path)
    if name == "employments" and element is not None:
        return _employment(
            names.get(("customer", element), element), part, elsewhere=home not in (None, element)
        )
    if name in _SINGULAR:
        title, label = Words(*FIELDS[_SINGULAR[name]]), _label(element or "main")
        if element in (None, "main"):
            return title
        return Words(f"{title.en} ({label.en})", f"{title.zh}（{label.zh}）")
    if element is not None:
        return _label(element)
    return _field(part or name)


def _field(name: str) -> Words:
    spaced = name.replace("_", " ")
    return Words(*FIELDS.get(name, (spaced, spaced)))


def _label(label: str) -> Words:
    return Words(*LABELS.get(label, (label, label)))


def _employment(where: str, part: str | None, *, elsewhere: bool) -> Words:
    if part is None:
        return Words(f"Works at {where}", f"任职于 {where}")
    title = _field(part)
    return Words(f"{title.en} at {where}", f"{where} 的{title.zh}") if elsewhere else title


def address_said(where: Address) -> str:
    """Return an address in one line; one in Chinese goes from the country down.

    >>> address_said(Address(country="中国", province="上海市", city="上海市", street="南京路1号"))
    '中国上海市南京路1号'
    """
    if not any("\u4e00" <= each <= "\u9fff" for each in str(where)):
        return str(where)
    # A municipality is its own province.
    parts = "".join(dict.fromkeys(each for each in where.parts[:5] if each))
    return f"{parts} {where.postal_code}" if where.postal_code else parts
