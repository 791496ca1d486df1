"""Headings of forms by which people come forward, beside those of the customer himself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["LEAD", "PERSONAL"]

LEAD: Mapping[str, str] = MappingProxyType(
    {
        "lead_id": "lead id|lead no|lead number|submission id|submission|entry id|response id|respondent id|request id|"
        "ticket|线索编号|线索ID|提交编号|答卷编号|答卷序号|报名编号|表单编号",
        "on": "on|date|time|timestamp|submitted|submitted at|submitted on|submission date|submission time|created|"
        "created at|created time|created date|date submitted|entry date|completed at|received|received on|lead date|"
        "提交时间|提交日期|提交答卷时间|填写时间|填表日期|填表时间|日期|时间|创建时间|创建日期|留言时间|报名时间|登记时间|登记日期|咨询时间|咨询日期|"
        "扫码时间|线索时间|获取时间",
        "page": "page|page url|url|landing page|form|form name|source page|referrer|lead source|utm source|来源页面|页面|"
        "表单|表单名称|落地页|来源网址|线索来源|来源页",
        "interest": "interest|interested in|message|your message|enquiry|inquiry|question|request|comments|comment|"
        "how can we help|what do you need|requirement|requirements|product of interest|需求|您的需求|采购需求|留言|留言内容|咨询内容|"
        "咨询|问题|意向产品|感兴趣的产品|感兴趣产品|意向|询价内容|询盘内容|说明您的需求",
        "consent": "consent|marketing consent|newsletter|subscribe|subscribe to newsletter|opt in|email opt in|"
        "marketing opt in|i agree to receive marketing|i would like to receive news|keep me informed|"
        "同意接收营销信息|同意接收推广信息|同意接收资讯|是否同意接收资讯|是否接收营销信息|同意联系|订阅|订阅资讯|是否订阅|接收推广",
        "campaign_id": "campaign|campaign id|utm campaign|营销活动|活动|活动编号|活动名称",
        "employee_id": "lead owner|owner|assigned to|followed up by|跟进人|跟进人员|负责跟进",
        "evidence": "ip|ip address|user agent|evidence|IP地址|凭证",
    }
)
"""Field → headings, as in the tables of `customerbase.sources.aliases`."""

PERSONAL = "name|full name|your name|contact name|contact|姓名|您的姓名|名字|称呼|您的称呼|真实姓名|联系人|联系人姓名"
"""Headings under which a person says who he is, where the form asks for no company."""
