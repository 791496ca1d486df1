"""Headings of lists of our own staff, and of dealings with customers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["EMPLOYEE", "EMPLOYEE_WEAK", "INTERACTION", "INTERACTION_WEAK"]

EMPLOYEE: Mapping[str, str] = MappingProxyType(
    {
        "employee_id": "employee id|employee no|employee number|employee code|emp id|emp no|staff id|staff no|staff number|"
        "personnel no|user id|员工编号|员工编码|员工代码|工号|职员编号|职工编号|员工号|员工ID|业务员编号|人员编号|人员编码",
        "name": "employee name|employee|staff name|full name|name|姓名|员工姓名|职员姓名|职员|员工|业务员|业务员姓名|名称|人员姓名",
        "first_name": "first name|given name|forename|名字|名",
        "last_name": "last name|surname|family name|姓|姓氏",
        "title": "title|job title|position|function|role|职务|职位|岗位|职称|头衔",
        "department": "department|dept|team|division|部门|所在部门|所属部门|科室|团队",
        "territory": "territory|sales territory|area|sales area|region served|负责区域|销售区域|片区|辖区|区域|负责地区",
        "phones[main]": "phone|phone number|telephone|tel|office phone|work phone|电话|电话号码|联系电话|办公电话|座机",
        "phones[mobile]": "mobile|mobile phone|cell|cell phone|手机|手机号|手机号码|移动电话",
        "phones[home]": "home phone|private phone|家庭电话|住宅电话",
        "phones[fax]": "fax|fax number|传真|传真号",
        "emails[main]": "email|e-mail|email address|mail|电子邮件|电子邮箱|邮箱|邮件|邮箱地址|电邮|企业邮箱|工作邮箱|公司邮箱",
        "reports_to": "reports to|manager|supervisor|superior|boss|manager id|line manager|上级|直属上级|直接上级|主管|汇报对象|上级编号|经理",
        "hired_on": "hired on|hire date|hired|date hired|start date|joined|joined on|date of joining|入职日期|入职时间|聘用日期|到职日期|参加工作日期|雇佣日期",
        "left_on": "left on|left|leaving date|termination date|end date|exit date|离职日期|离职时间|离开日期|退休日期|解聘日期",
        "note": "note|notes|remark|remarks|comment|comments|备注|说明|附注|简介",
    }
)
EMPLOYEE_WEAK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"id|no|number|code|编号|编码|代码": ("employee_id",)}
)

INTERACTION: Mapping[str, str] = MappingProxyType(
    {
        "interaction_id": "interaction id|interaction no|activity id|visit id|visit no|call id|record id|往来编号|记录编号|拜访编号|跟进编号|联系编号",
        "customer_id": "customer id|customer no|customer number|customer code|client id|account id|account no|客户编号|客户编码|"
        "客户代码|客户号|客户ID|会员编号|会员号",
        "customer_name": "customer name|customer|client name|client|company name|company|account name|客户名称|客户名|客户|客户全称|"
        "公司名称|单位名称|拜访客户|拜访单位|会员姓名",
        "on": "on|date|when|time|timestamp|interaction date|activity date|visit date|call date|contact date|日期|时间|拜访日期|"
        "拜访时间|联系日期|联系时间|跟进日期|跟进时间|往来日期|往来时间|沟通日期|沟通时间|接触日期|接触时间|回访日期",
        "channel": "channel|type|method|means|activity type|contact method|interaction type|方式|渠道|往来方式|联系方式|沟通方式|跟进方式|"
        "拜访方式|接触方式|联系类型|类型",
        "direction": "direction|in out|inbound outbound|initiated by|方向|发起方|来往方向|主动被动|呼叫方向|联系方向",
        "place": "place|location|where|venue|地点|拜访地点|地址|往来地点|会面地点|场所",
        "content": "content|subject|topic|notes|note|details|description|summary|what|内容|拜访内容|沟通内容|跟进内容|往来内容|联系内容|"
        "主题|事由|详情|记录|跟进记录|拜访记录|谈话内容|洽谈内容|备注",
        "outcome": "outcome|result|conclusion|response|结果|拜访结果|跟进结果|沟通结果|结论|效果|客户反应|往来结果",
        "cost": "cost|expense|expenses|spend|费用|花费|成本|拜访费用|招待费|支出|往来费用",
        "currency": "currency|currency code|币种|货币|币别",
        "minutes": "minutes|duration|duration minutes|length|时长|分钟|通话时长|持续时间|用时|时长分钟",
        "employee_id": "employee id|employee|sales rep|sales representative|salesperson|user|owner|by|made by|业务员|销售员|营销员|"
        "员工编号|员工|职员|跟进人|拜访人|负责人|经办人|联系我方人员|销售人员|客户经理|业务员编号|记录人",
        "contact_id": "contact id|contact|contact name|contact person|person|联系人|联系人编号|联系人姓名|被访人|拜访对象|客户联系人|接待人|对方人员",
        "campaign_id": "campaign id|campaign|campaign code|营销活动|活动编号|活动名称|活动",
        "follow_up_on": "follow up on|follow up|follow up date|next contact|next action|next date|next visit|next step date|下次跟进日期|"
        "下次跟进时间|下次联系日期|下次联系时间|下次拜访日期|下次拜访时间|跟进计划日期|计划跟进日期|下次回访日期",
    }
)
INTERACTION_WEAK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"id|no|number|code|编号": ("interaction_id",)}
)
