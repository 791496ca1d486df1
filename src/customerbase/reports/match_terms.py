"""The words of matching, in English and in Chinese; `terms` holds them with all others."""

from __future__ import annotations

from typing import Final

__all__ = ["MATCH_FIELDS", "MATCH_TERMS"]

MATCH_TERMS: Final[dict[str, tuple[str, str]]] = {
    "match_candidates": ("Cards that may mean the same", "疑似重复清单"),
    "match_how": (
        "Write one decision in each row: same, not the same, or later. Rows without one stay open.",
        "每行填写一个判断：同、不同或以后；未填写的行保持待定。",
    ),
    "match_groups": ("Cards that rules say are one", "规则判定为同一客户的卡"),
    "match_refused": ("Groups that were not joined", "未合并的组"),
    "decision": ("Decision", "判断"),
    "probability": ("Probability", "可能性"),
    "agree": ("Agree", "一致"),
    "differ": ("Differ", "不一致"),
    "match_rule": ("Rule", "规则"),
    "left_customer": ("Customer no. A", "客户编号甲"),
    "right_customer": ("Customer no. B", "客户编号乙"),
    "left_contact": ("Contact no. A", "联系人编号甲"),
    "right_contact": ("Contact no. B", "联系人编号乙"),
    "left": ("{} A", "{}甲"),
    "right": ("{} B", "{}乙"),
    "survivor": ("Seen as", "归入"),
    "merged_cards": ("Merged", "被合并"),
    "members": ("Cards", "卡"),
    "match_reason": ("Reason", "原因"),
    "too_large": ("too many cards", "卡数过多"),
    "kept_apart": ("somebody said that they are not the same", "已判断为不同"),
    "between_cards": ("Between", "冲突双方"),
}

MATCH_FIELDS: Final[dict[str, tuple[str, str]]] = {
    "identifier": ("number of an authority", "证照号码"),
    "identifiers": ("number of an authority", "证照号码"),
    "name": ("name", "名称"),
    "legal_name": ("legal name", "注册名称"),
    "core": ("core of the name", "字号"),
    "company": ("company's name", "公司名称"),
    "name_order": ("order of the name", "姓名顺序"),
    "name_place": ("place in the name", "名称中的地名"),
    "trade": ("trade in the name", "名称中的行业"),
    "place": ("place in the name", "名称中的地名"),
    "branch": ("branch", "分支机构"),
    "legal_entity": ("legal entity", "法律主体"),
    "kind": ("company or person", "企业或个人"),
    "given_name": ("given name", "名"),
    "family_name": ("family name", "姓"),
    "born": ("birthday", "出生日期"),
    "phone": ("telephone", "电话"),
    "mobile": ("mobile", "手机"),
    "email": ("e-mail", "电子邮件"),
    "personal_email": ("personal e-mail", "个人邮箱"),
    "address": ("address", "地址"),
    "street": ("street", "街道门牌"),
    "locality": ("town", "所在地"),
    "province": ("province", "省"),
    "city": ("city", "市"),
    "district": ("district", "区县"),
    "postal_code": ("postal code", "邮政编码"),
    "employer": ("employer", "所在单位"),
    "within": ("customer", "所在客户"),
}
"""Field of a comparison, or objection → what people call it."""
