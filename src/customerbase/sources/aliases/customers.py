"""Headings of customer lists, and of the contacts that stand in their rows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["CONTACT", "CUSTOMER", "CUSTOMER_WEAK"]

CUSTOMER: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": "customer id|customer no|customer number|customer code|cust id|cust no|client id|client no|"
        "client code|account id|account no|account number|account code|客户编号|客户编码|客户代码|客户号|客户ID|客户序号|"
        "会员编号|会员号|会员卡号|会员ID|单位编号|单位编码|往来单位编码|档案编号|档案号|公司编号",
        "name": "customer name|customer|company name|company|client name|client|account name|organization|"
        "organisation|organization name|organisation name|firm|business name|客户名称|客户名|客户|客户全称|客户姓名|"
        "公司名称|公司名|公司|公司全称|企业名称|企业|单位名称|单位|机构名称|往来单位|往来单位名称|商户名称|店名|会员姓名",
        "first_name": "first name|given name|forename|名字",
        "last_name": "last name|surname|family name|姓|姓氏",
        "kind": "customer kind|customer type|kind|type of customer|客户类型|客户性质|客户种类|客户属性",
        "stage": "stage|status|customer status|customer stage|lifecycle stage|lead status|客户状态|状态|客户阶段|阶段|"
        "合作状态|成交状态|跟进状态",
        "reach": "reach|sales channel|channel type|直接间接|直接或间接|销售方式|客户渠道类型",
        "acquired_on": "acquired on|acquired|acquisition date|customer since|since|created|created at|created on|"
        "creation date|date added|registered on|registration date|signup date|首次成交日期|建档日期|建档时间|建立日期|"
        "开发日期|开发时间|获取日期|录入日期|登记日期|注册日期|注册时间|创建时间|创建日期|入会日期|开户日期|成为客户日期|"
        "建卡日期|开始合作日期|合作日期",
        "short_name": "short name|abbreviation|alias|简称|客户简称|公司简称|企业简称|助记码|别名",
        "industry": "industry|sector|line of business|branch|trade|行业|所属行业|行业类别|行业分类|客户行业|经营行业",
        "language": "language|preferred language|语言|语种|使用语言",
        "currency": "currency|currency code|ccy|币种|币别|货币|结算币种|交易币种|结算货币",
        "organization.legal_name": "legal name|registered name|official name|法定名称|工商注册名|注册名称|营业执照名称|工商名称|发票抬头|开票名称",
        "organization.english_name": "english name|name in english|company name en|英文名称|英文名|公司英文名|企业英文名|英文公司名称",
        "organization.legal_representative": "legal representative|legal person|statutory representative|法人|法人代表|"
        "法定代表人|法人姓名|企业法人|负责人",
        "organization.founded": "founded|founded on|founding date|date founded|established|established on|"
        "incorporation date|成立日期|成立时间|成立年份|创立日期|创办时间|公司成立日期|企业成立时间|注册成立日期",
        "organization.ownership": "ownership|ownership type|company type|entity type|企业性质|公司性质|单位性质|所有制|"
        "经济性质|企业类型|公司类型|经济类型",
        "organization.business_scope": "business scope|scope of business|业务范围|经营范围|主营范围",
        "organization.main_products": "main products|products|product range|主要产品|主营产品|主营业务|主营|经营产品|经营品种|主要经营品种",
        "organization.website": "website|web site|web|url|homepage|home page|site|网址|网站|公司网址|公司网站|企业网站|主页|官网",
        "organization.bank": "bank|bank name|开户行|开户银行|银行|银行名称|开户行名称|账户银行",
        "person.gender": "customer gender|客户性别|会员性别",
        "person.born": "customer birthday|客户生日|会员生日",
        "person.occupation": "occupation|profession|job|职业",
        "person.employer": "employer|workplace|工作单位|就职单位|所在单位|任职单位",
        "person.education": "education|degree|教育程度|文化程度|学历|受教育程度",
        "person.marital_status": "marital status|married|婚姻状况|婚姻|婚否|是否已婚",
        "person.income": "income|annual income|yearly income|salary|收入|年收入|个人收入|家庭收入",
        "person.habits": "habits|shopping habits|习惯|生活习惯|消费习惯|购买习惯",
        "person.likes": "likes|interests|hobbies|hobby|preferences|爱好|兴趣|兴趣爱好|喜好|偏好",
        "address.country": "country|country name|nation|billing country|国家|国别|国家地区|所在国家|国家/地区",
        "address.province": "province|state|region|county|state province|billing state|省|省份|省市|所在省|所在省份|"
        "省/直辖市|省自治区|地区|所属省份",
        "address.city": "city|town|locality|billing city|市|城市|所在城市|所在市|地市|地级市|所属城市",
        "address.district": "district|borough|area|区|县|区县|所在区|所在区县|区/县|县区|行政区|市区",
        "address.street": "street|street address|address line|address 1|address line 1|street 1|billing street|街道|"
        "街道地址|详细地址|门牌号|街道门牌",
        "address.postal_code": "postal code|postcode|post code|zip|zip code|zipcode|billing zip|邮编|邮政编码|邮码|邮递区号",
        "address.text": "address|full address|mailing address|office address|company address|billing address|"
        "business address|registered address|地址|客户地址|公司地址|单位地址|通讯地址|通信地址|联系地址|办公地址|"
        "企业地址|注册地址|收货地址|住址|家庭住址|家庭地址|经营地址|送货地址",
        "phones[main]": "phone|phone number|phone no|telephone|telephone number|tel|tel no|main phone|business phone|"
        "office phone|work phone|company phone|contact number|contact no|电话|电话号码|联系电话|公司电话|单位电话|办公电话|客户电话|座机|"
        "固定电话|固话|企业电话|联系方式|总机",
        "phones[mobile]": "mobile|mobile phone|mobile number|cell|cell phone|cellphone|cellular|gsm|手机|手机号|手机号码|"
        "移动电话|客户手机|手机号/电话",
        "phones[fax]": "fax|fax number|fax no|facsimile|传真|传真号|传真号码|公司传真",
        "phones[home]": "home phone|home telephone|private phone|家庭电话|住宅电话|宅电|家电话",
        "emails[main]": "email|e-mail|email address|e-mail address|mail|mail address|电子邮件|电子邮箱|邮箱|邮箱地址|邮件|"
        "邮件地址|客户邮箱|公司邮箱|电邮",
        "identifiers[uscc]": "uscc|unified social credit code|social credit code|统一社会信用代码|社会信用代码|信用代码|统一信用代码|"
        "营业执照号|营业执照号码|营业执照注册号|工商注册号",
        "identifiers[tax]": "tax id|tax no|tax number|tin|taxpayer id|税号|纳税人识别号|税务登记号|税务登记证号|纳税识别号|统一编号",
        "identifiers[vat]": "vat|vat id|vat no|vat number|vat reg no|增值税号|增值税登记号",
        "identifiers[id_card]": "id card|id card no|id number|national id|身份证|身份证号|身份证号码|证件号码|证件号",
        "identifiers[bank_account]": "bank account|bank account no|iban|银行账号|银行账户|账号|银行卡号|开户账号|公司账号",
        "identifiers[duns]": "duns|duns no|duns number|d-u-n-s|邓白氏编码|邓氏编码",
        "size.employees": "employees|number of employees|employee count|headcount|staff|no of employees|员工人数|职工人数|员工数|"
        "人数|公司人数|企业人数|从业人数|人员规模|员工总数",
        "size.registered_capital": "registered capital|share capital|capital|注册资本|注册资金|注册资本金|资本金",
        "size.floor_area": "floor area|floor space|premises area|面积|营业面积|经营面积|厂房面积|店面面积|办公面积|占地面积|建筑面积",
        "size.turnover": "turnover|annual turnover|annual revenue|annual sales|yearly sales|revenue of customer|年营业额|营业额|"
        "年销售额|年产值|年营业收入|营业收入|年收入规模|客户年销售额",
        "credit.rating": "credit rating|credit grade|rating|credit class|信用等级|资信等级|信用级别|信用评级|资信|资信状况|信用状况",
        "credit.limit": "credit limit|credit line|credit|信用额度|授信额度|信用限额|资信额度|赊销额度|欠款额度",
        "credit.assessed_on": "credit assessed on|credit date|assessed on|评估日期|资信评估日期|信用评估日期|评级日期",
        "credit.assessed_by": "credit assessed by|assessed by|评估人|评估机构|信用评估人|资信评估人|评级机构",
        "payment.days": "payment days|net days|credit days|days to pay|账期|付款天数|信用期|账期天数|信用天数|付款期限|结算天数",
        "payment.words": "payment terms|terms of payment|terms|付款条件|付款条款|结算条件|收款条件|结账方式|结算方式|付款方式|支付方式",
        "tags": "tags|tag|labels|标签|客户标签|分组|客户分组|客户分组标签",
        "note": "note|notes|remark|remarks|comment|comments|memo|备注|备注信息|说明|客户备注|附注|其他说明",
        "responsible": "responsible|sales rep|sales representative|salesperson|sales person|salesman|account manager|"
        "account owner|owner|assigned to|employee id|业务员|销售员|营销员|客户经理|归属人|责任人|专人负责|跟进人|"
        "所属业务员|销售代表|负责业务员|业务经理|所有者|负责员工|销售人员|我方负责人|负责人|业务代表|分管业务员",
        "observed_on": "observed on|as of|last updated|updated at|updated on|modified|last modified|更新日期|更新时间|修改时间|"
        "最后更新|数据日期|采集日期|收集日期|调查日期",
        "contact[1].name": "负责人",
    }
)

CUSTOMER_WEAK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id|no|number|code|编号|编码|代码|序号": ("customer_id",),
        "name|full name|姓名|名称|全称|全名": ("name", "contact[1].name"),
        "gender|sex|性别|salutation|称谓": ("contact[1].gender", "person.gender"),
        "birthday|birth date|date of birth|born|dob|生日|出生日期|出生年月": (
            "contact[1].born",
            "person.born",
        ),
        "title|job title|position|function|职务|职位|职称|头衔": ("contact[1].title", "person.occupation"),
        "department|dept|部门|所在部门|科室": ("contact[1].department",),
        "role|buying role|decision role|决策角色|角色|采购角色": ("contact[1].role",),
        "influence|影响力|影响程度": ("contact[1].influence",),
        "attitude|态度|对我方态度": ("contact[1].attitude",),
        "type|类型|性质": ("kind",),
        "segment|category|group|customer group|类别|分类|级别|等级|客户类别|客户分类|客户级别|客户等级": (
            "tags",
        ),
        "country code|countrycode|国家代码": ("address.country",),
    }
)
"""Headings that say less: each takes the first of its fields that no clear heading has taken.

Fields of a contact are among them only where a column gives the contact's name.
"""

CONTACT: Mapping[str, str] = MappingProxyType(
    {
        "name": "|name|full name|person|姓名|名字|名称|名",
        "title": "title|job title|position|function|职务|职位|职称|头衔",
        "department": "department|dept|部门|所在部门|科室",
        "role": "role|buying role|角色|决策角色|采购角色",
        "influence": "influence|影响力|影响程度",
        "attitude": "attitude|态度",
        "phone": "phone|phone number|telephone|tel|phone no|office phone|电话|电话号码|办公电话|座机|联系电话|固话|联系方式",
        "mobile": "mobile|mobile phone|cell|cell phone|手机|手机号|手机号码|移动电话",
        "email": "email|e-mail|email address|mail|邮箱|电子邮件|电子邮箱|邮件|电邮",
        "fax": "fax|fax number|传真|传真号",
        "born": "birthday|born|birth date|date of birth|dob|生日|出生日期|出生年月",
        "gender": "gender|sex|性别|称谓|salutation",
        "note": "note|notes|remark|remarks|comment|备注|说明",
        "id": "id|no|number|code|编号|编码|代码",
    }
)
"""Part of a contact → what stands before or after ``contact 2``, ``联系人2``."""
