"""Words for leads, in English and in Chinese.  Only `words` reads this table."""

from __future__ import annotations

from typing import Final

__all__ = ["LEAD_TERMS"]

LEAD_TERMS: Final[dict[str, tuple[str, str]]] = {
    "leads": ("Leads", "线索"),
    "lead_results": ("What became of leads", "线索的结果"),
    "answered": ("Answered", "有回应"),
    "answered_on": ("Answered on", "回应日期"),
    "bought": ("Bought", "已购买"),
    "bought_on": ("Bought on", "购买日期"),
    "came_on": ("Came on", "到来日期"),
    "channels": ("Ways allowed", "允许的方式"),
    "contacted": ("Contacted", "已联系"),
    "contacts_made": ("Contacts made", "已联系次数"),
    "conversion": ("Conversion", "转化率"),
    "days_to_contact": ("Days to first contact", "首次联系天数"),
    "days_to_sale": ("Days to first sale", "首次成交天数"),
    "interest": ("Asks for", "需求"),
    "lead_group": ("Of", "分组"),
    "lead_id": ("Lead no.", "线索编号"),
    "lead_status": ("Status", "状态"),
    "next_contact": ("Contact no.", "第几次联系"),
    "next_on": ("Next contact", "下次联系"),
    "not_said": ("not said", "未注明"),
    "page": ("Page", "来源页面"),
    "still_open": ("Open", "未结"),
}
