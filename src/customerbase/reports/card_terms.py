"""The words of the collection card, in English and in Chinese; `terms` holds them with all others."""

from __future__ import annotations

from typing import Final

__all__ = ["CARD_TERMS"]

CARD_TERMS: Final[dict[str, tuple[str, str]]] = {
    "collection_card": ("Customer collection card", "客户资料卡"),
    "card_section": ("Section", "部分"),
    "card_what": ("What", "项目"),
    "card_value": ("To be filled in", "填写内容"),
    "card_field": ("Field", "字段"),
    "card_basic": ("Basic data", "基本资料"),
    "card_reached": ("Address and telephones", "地址与电话"),
    "card_contact": ("Contact person", "联系人"),
    "card_credit": ("Credit and payment", "资信与付款"),
    "card_learned": ("How it was learned", "资料来源"),
    "card customer_id": ("Customer no.", "客户编号"),
    "card kind": ("Organization or person", "单位或个人"),
    "card identifiers[uscc]": ("Unified social credit code", "统一社会信用代码"),
    "card addresses[main].province": ("Province", "省份"),
    "card addresses[main].city": ("City", "城市"),
    "card addresses[main].district": ("District", "区县"),
    "card addresses[main].street": ("Street", "街道门牌"),
    "card addresses[main].postal_code": ("Postal code", "邮政编码"),
    "card phones[mobile]": ("Mobile", "手机"),
    "card phones[fax]": ("Fax", "传真"),
    "card contact[1].name": ("Contact's name", "联系人姓名"),
    "card contact[1].title": ("Contact's title", "联系人职务"),
    "card contact[1].department": ("Contact's department", "联系人部门"),
    "card contact[1].mobile": ("Contact's mobile", "联系人手机"),
    "card contact[1].email": ("Contact's e-mail", "联系人邮箱"),
    "card credit.rating": ("Credit rating", "信用等级"),
    "card payment.days": ("Payment term (days)", "账期（天）"),
    "card payment.words": ("Payment terms in words", "付款条件"),
    "card collected_by": ("Collected by", "收集人"),
    "card observed_on": ("Collected on", "收集日期"),
    "card method": ("How (visit, telephone, ...)", "收集方式"),
}
