"""Headings of customer lists, and of the contacts that stand in their rows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["CONTACT", "CUSTOMER", "CUSTOMER_WEAK"]

CUSTOMER: Mapping[str, str] = MappingProxyType(
    {
        "customer_id": "customer id|customer no|customer number|customer code|cust id|cust no|client id|"
        "client no|account id|account no|account number|客户编号|客户编码|客户代码|客户号|"
        "客户ID|客户序号|会员编号|会员号|会员卡号|会员ID|单位编号|单位编码|往来单位编码|"
        "公司编号|client code|account code|record id|external id|customer key|partner id|"
        "客户代号|顾客编号|买家昵称|买家ID|买家会员名|客户内码|客户档案号|商户编号|商户号|"
        "店铺编号|往来单位编号",
        "name": "customer name|customer|name 1|company name|company|client name|client|account name|"
        "organization|organisation|organization name|organisation name|firm|business name|"
        "客户名称|客户名|客户|客户全称|客户姓名|公司名称|公司名|公司|公司全称|企业名称|企业|"
        "单位名称|单位|机构名称|往来单位|往来单位名称|商户名称|店名|会员姓名|"
        "customer full name|company/account|trade name|merchant name|organisation/company|"
        "客户全名|客户单位|单位全称|企业全称|公司中文名|公司中文名称|中文名称|纳税人名称|"
        "购货单位|购货单位名称|购买方名称|收货单位|备注名|收货人姓名|店铺名称|门店名称|商户|"
        "顾客姓名|买家姓名|商号",
        "first_name": "first name|given name|forename|名字|名",
        "last_name": "last name|surname|family name|姓|姓氏",
        "kind": "customer kind|kind|客户性质",
        "stage": "stage|customer stage|客户阶段|阶段",
        "reach": "reach|sales channel|channel type|直接间接|直接或间接|销售方式|客户渠道类型",
        "acquired_on": "acquired on|acquired|acquisition date|customer since|since|signup date|首次成交日期|"
        "建档日期|建档时间|建立日期|开发日期|开发时间|获取日期|登记日期|入会日期|开户日期|"
        "成为客户日期|建卡日期|开始合作日期|合作日期|joined on|joined|member since|发展日期|"
        "发展时间|开卡时间|开卡日期|关注时间|加入时间|入会时间|建档日|登记时间|首次合作日期|"
        "首次合作时间|合作起始日期|日期|date",
        "short_name": "short name|abbreviation|alias|简称|客户简称|公司简称|企业简称|别名|search term|"
        "search term 1|nickname|昵称|客户别名|公司别名|品牌名|品牌名称",
        "industry": "industry|sector|line of business|branch|trade|行业|所属行业|行业类别|行业分类|"
        "客户行业|经营行业|industry type|industry sector|行业划分|行业名称|所处行业|从事行业|"
        "一级行业|客户所属行业",
        "language": "language|preferred language|语言|语种|使用语言|language key|preferred languages|"
        "locale|首选语言|沟通语言",
        "currency": "currency|currency code|ccy|币种|币别|货币|结算币种|交易币种|结算货币|"
        "currency iso code|结算币别|默认币种|交易货币",
        "organization.legal_name": "legal name|registered name|official name|法定名称|工商注册名|注册名称|营业执照名称|"
        "工商名称|发票抬头|开票名称|公司注册名称|企业注册名称|发票名称|开票单位|开票单位名称|"
        "客户开票名称|开票抬头",
        "organization.english_name": "english name|name in english|company name en|英文名称|英文名|公司英文名|企业英文名|"
        "英文公司名称|英文全称|公司英文名称|企业英文名称|英文公司名",
        "organization.legal_representative": "legal representative|legal person|statutory representative|法人|法人代表|法定代表人|"
        "法人姓名|企业法人|负责人|corporate representative|企业负责人|法人代表姓名|代表人|"
        "代表人姓名|客户负责人",
        "organization.founded": "founded|founded on|founding date|date founded|established|established on|"
        "incorporation date|成立日期|成立时间|成立年份|创立日期|创办时间|公司成立日期|"
        "企业成立时间|注册成立日期|year established|year founded|创立时间|成立年月|设立日期|"
        "注册日期(工商)|开业日期|开业时间|公司成立时间",
        "organization.ownership": "ownership|ownership type|entity type|企业性质|公司性质|单位性质|所有制|经济性质|"
        "企业类型|公司类型|经济类型|单位类型|公司类别|注册类型|登记注册类型|企业登记类型|"
        "组织形式",
        "organization.business_scope": "business scope|scope of business|业务范围|经营范围|主营范围|营业项目|业务范畴|"
        "经营项目|服务范围",
        "organization.main_products": "main products|products|product range|主要产品|主营产品|主营业务|主营|经营产品|"
        "经营品种|主要经营品种|主营商品|主要经营产品|主营项目|主营品类|主要业务|主营类目",
        "organization.website": "website|web site|web|url|homepage|home page|网址|网站|公司网址|公司网站|"
        "企业网站|主页|官网|company domain name|domain|website url|company website|"
        "web address|www|主页地址|公司主页|网站地址|网址链接|官网地址|店铺链接",
        "organization.bank": "bank|bank name|开户行|开户银行|银行|银行名称|开户行名称|账户银行|开户行全称|"
        "开户支行|开户银行名称|基本户开户行|银行全称|开户行名",
        "person.gender": "customer gender|客户性别|会员性别|顾客性别",
        "person.born": "customer birthday|客户生日|会员生日|顾客生日",
        "person.occupation": "occupation|profession|job|职业|从事职业|职业类别",
        "person.employer": "employer|workplace|工作单位|就职单位|所在单位|任职单位|default address company|"
        "工作单位名称|公司单位|任职公司|就职公司|现工作单位",
        "person.education": "education|degree|教育程度|文化程度|学历|受教育程度",
        "person.marital_status": "marital status|married|婚姻状况|婚姻|婚否|是否已婚",
        "person.income": "income|annual income|yearly income|salary|收入|年收入|个人收入|家庭收入",
        "person.habits": "habits|shopping habits|习惯|生活习惯|消费习惯|购买习惯",
        "person.likes": "likes|interests|hobbies|hobby|preferences|爱好|兴趣|兴趣爱好|喜好|偏好|兴趣与爱好|"
        "个人爱好|特长爱好",
        "address.country": "country|country name|nation|国家|国别|国家地区|所在国家|国家/地区|country/region|"
        "country key|country or region|国家或地区|国家(地区)|所属国家",
        "address.province": "province|state|region|county|state province|省|省份|所在省|所在省份|省/直辖市|"
        "省自治区|所属省份|state/region|state or province|province/state|province code|"
        "state code|省(自治区)|所属省|省份名称|省区",
        "address.city": "city|town|locality|市|城市|所在城市|所在市|地市|地级市|所属城市|city/town|town/city|"
        "县市|城市名称|所在地市|所属市|地市州|suburb",
        "address.district": "district|borough|area|区|县|区县|所在区|所在区县|区/县|县区|行政区|市区|所属区县|"
        "区县名称|所属区|所属县|乡镇市区|乡镇区",
        "address.street": "street|street address|address line|street 1|街道|街道地址|详细地址|门牌号|街道门牌|"
        "address 1|address line 1|street line 1|street name|house no and street|街道/门牌号|"
        "详细门牌|详细住址|具体地址",
        "address.postal_code": "postal code|postcode|post code|zip|zip code|zipcode|邮编|邮政编码|邮码|邮递区号|"
        "zip/postal code|postal/zip code|postcode/zip|邮编号码|邮政编号",
        "address.text": "address|full address|地址|客户地址|住址|street address full|所在地址|地址信息|"
        "完整地址|住所|地址详情",
        "phones[main]": "phone|phone number|phone no|telephone|telephone number|tel|tel no|main phone|"
        "business phone|office phone|work phone|company phone|contact number|contact no|电话|"
        "电话号码|联系电话|公司电话|单位电话|办公电话|客户电话|座机|固定电话|固话|企业电话|"
        "总机|telephone 1|tel 1|primary phone|default phone|landline|landline phone|"
        "general phone|座机电话|座机号|座机号码|办公室电话|固定电话号码|固话号码|注册电话|"
        "开票电话|单位座机|电话1|联络电话|公司座机|总机电话",
        "phones[mobile]": "mobile|mobile phone|mobile number|cell|cell phone|cellphone|cellular|gsm|手机|"
        "手机号|手机号码|移动电话|客户手机|mobile phone number|mobile no|cell number|"
        "cell phone number|联系手机|行动电话|手提电话|流动电话|移动电话号码|"
        "联系手机号|本人手机",
        "phones[fax]": "fax|fax number|fax no|facsimile|传真|传真号|传真号码|公司传真|图文传真|联系传真|"
        "传真电话|办公传真",
        "phones[home]": "home phone|home telephone|private phone|家庭电话|住宅电话|宅电|家电话",
        "emails[main]": "email|e-mail|email address|e-mail address|mail|mail address|电子邮件|电子邮箱|邮箱|"
        "邮箱地址|邮件|邮件地址|客户邮箱|公司邮箱|电邮|primary email|main email|work email|"
        "business email|email 1|电子信箱|e-mail信箱|email地址|e-mail地址|联系邮箱|常用邮箱|"
        "信箱|企业邮箱",
        "identifiers[uscc]": "uscc|unified social credit code|social credit code|统一社会信用代码|社会信用代码|"
        "信用代码|统一信用代码|营业执照号|营业执照号码|统一社会信用码|社会统一信用代码|"
        "统一社会信用代码证号|三证合一号|信用代码证号|统一社会信用代码/税号",
        "identifiers[tax]": "tax id|tax no|tax number|tin|taxpayer id|税号|纳税人识别号|税务登记号|税务登记证号|"
        "纳税识别号|统一编号|tax number 1|taxpayer number|tax code|tax reg no|sales tax no|"
        "纳税登记号|纳税识别码|纳税人识别码|纳税人税号|纳税号|企业税号|公司税号|单位税号|"
        "税务号|购买方纳税人识别号|买方税号|营利事业统一编号|公司统编|统编",
        "identifiers[vat]": "vat|vat id|vat no|vat number|vat reg no|增值税号|增值税登记号|vat registration no|"
        "vat registration number|vat reg number|vat code",
        "identifiers[id_card]": "id card|id card no|id number|national id|身份证|身份证号|身份证号码|证件号码|证件号|"
        "公民身份号码|身份证件号|身份证编号|身份证字号",
        "identifiers[bank_account]": "bank account|bank account no|iban|银行账号|银行账户|账号|银行卡号|开户账号|公司账号|"
        "开户银行账号|对公账号|基本户账号|收款账号|银行卡号码|开户账户|银行账户号|银行户口",
        "identifiers[duns]": "duns|duns no|duns number|d-u-n-s|邓白氏编码|邓氏编码",
        "size.employees": "employees|number of employees|employee count|headcount|staff|no of employees|"
        "员工人数|职工人数|员工数|人数|公司人数|企业人数|从业人数|员工总数|no of staff|"
        "total employees|员工数量|职员人数|在职人数|用工人数|职工总数|职工数",
        "size.registered_capital": "registered capital|share capital|capital|注册资本|注册资金|注册资本金|资本金|资本额|"
        "注册资本额|注册资金额",
        "size.floor_area": "floor area|floor space|premises area|面积|营业面积|经营面积|厂房面积|店面面积|"
        "办公面积|占地面积|建筑面积|场地面积|门店面积|店铺面积|经营场地面积|仓库面积",
        "size.turnover": "turnover|annual turnover|annual revenue|annual sales|yearly sales|"
        "revenue of customer|年营业额|营业额|年销售额|年产值|年营业收入|营业收入|年收入规模|"
        "客户年销售额|年销售收入|年度营业额|年度销售额|年销售规模|上年营业额",
        "credit.rating": "credit rating|credit grade|rating|credit class|信用等级|资信等级|信用级别|信用评级|"
        "资信|资信状况|信用状况|credit score|信用评分|信誉等级",
        "credit.limit": "credit limit|credit line|credit|信用额度|授信额度|信用限额|资信额度|赊销额度|"
        "欠款额度|credit amount|最大信用额度|欠款限额|赊销限额|信用金额|授信金额|最高欠款额|"
        "应收额度",
        "credit.assessed_on": "credit assessed on|credit date|assessed on|评估日期|资信评估日期|信用评估日期|"
        "评级日期",
        "credit.assessed_by": "credit assessed by|assessed by|评估人|评估机构|信用评估人|资信评估人|评级机构",
        "payment.days": "payment days|net days|credit days|days to pay|付款天数|信用期|账期天数|信用天数|"
        "付款期限|结算天数",
        "payment.words": "payment terms|terms of payment|terms|付款条件|付款条款|结算条件|收款条件|"
        "payment condition|收款条款|收付款条件|付款约定",
        "tags": "tags|tag|labels|标签|客户标签|分组|客户分组|客户分组标签|rating|客户等级|客户级别|"
        "客户类别|客户分类|客户星级|会员等级|会员级别|vip等级|vip级别|customer group|"
        "customer category|customer class|customer grade|customer level|account group|"
        "price group|客户分级|客户评级|客户层级|客户价值等级|重要程度|重要等级|客户重要性|"
        "优先级",
        "note": "note|notes|remark|remarks|comment|comments|memo|备注|备注信息|备注1|备注内容",
        "responsible": "responsible|sales rep|sales representative|salesperson|sales person|salesman|"
        "account manager|account owner|owner|assigned to|employee id|业务员|销售员|营销员|"
        "客户经理|归属人|责任人|专人负责|跟进人|所属业务员|销售代表|负责业务员|业务经理|"
        "所有者|负责员工|销售人员|我方负责人|负责人|业务代表|业务人员|分管业务员|rep|sales owner|"
        "customer owner|company owner|contact owner|lead owner|record owner|"
        "relationship manager|sales employee|account rep|专管业务员|业务负责人|所属员工|导购|"
        "导购员|专属导购|服务顾问|跟单员|业务跟单|所属销售|销售负责人|销售经理|客户专员|"
        "专属客服|维护人|对接业务员|我方业务员|我方联系人|本公司负责人|跟进人员|跟进销售|"
        "跟进业务员|所属人|所有人|归属销售|归属业务员|归属员工|开发人|开发业务员|开发人员|"
        "客户负责人",
        "observed_on": "observed on|as of|更新日期|数据日期|采集日期|收集日期|调查日期|资料日期|填表日期|"
        "填写日期|填报日期|登记更新日期|日期|date",
        "contact[1].name": "负责人|客户负责人",
        "kind_or_tag": "customer type|type of customer|account type|客户类型|客户属性|客户种类",
        "kind_or_ownership": "company type",
        "stage_or_tag": "customer status|lifecycle stage|客户状态|合作状态|成交状态|经营状态|登记状态|"
        "客户生命周期",
        "bank_and_account": "bank and account|开户行及账号|开户银行及账号|开户行账号|开户行和账号|开户行与账号|"
        "开户行名称及账号|购买方开户行及账号|银行及账号",
        "address_and_phone": "address and phone|地址电话|地址及电话|注册地址电话|注册地址及电话|单位地址电话|"
        "单位地址及电话|开票地址电话|开票地址及电话|公司地址电话|公司地址及电话|"
        "购买方地址电话|联系地址及电话",
        "person.salutation": "",
        "address.street2": "street 2|street2|address 2|address line 2|address2|street line 2|suite|apartment|"
        "楼层门牌",
        "address.area": "省市区|地区|省市县|省市区县|省市|所在省市|所属省市|所在地区|所属地区|省份城市|所在区域|"
        "省/市/区|省-市-区|省市(区)|行政区划|客户区域|客户地区|客户所在地|所在地|籍贯",
        "phones": "phone/mobile|tel/mobile|telephone/mobile|手机/固话|固话/手机|手机/电话|"
        "电话/手机|手机或固话|电话手机|手机电话|联系电话/手机|联系手机/电话|手机号/电话|"
        "手机号码/固定电话|联系方式(手机/座机)|座机/手机|手机/座机|电话(手机)|联系方式|"
        "联系电话(手机/座机)",
        "phones[alternative]": "alt phone|alternate phone|alternative phone|other phone|secondary phone|"
        "second phone|备用电话|其他电话|备用联系电话|其它电话|第二电话|备用手机",
        "phones[more]": "more phones|更多电话|更多号码|更多联系电话",
        "phones[address]": "default address phone",
        "emails[alternative]": "secondary email|other email|alternate email|alternative email|备用邮箱|其他邮箱",
        "emails[more]": "更多邮箱",
        "emails[cc]": "cc email",
        "emails[invoices]": "invoice email|billing email|开票邮箱|发票邮箱|收票邮箱|电子发票邮箱",
        "identifiers[registration]": "company registration no|company registration number|registration number|"
        "registration no|company reg no|注册号|工商注册号|营业执照注册号|工商登记号|"
        "公司注册编号|企业注册号",
        "identifiers[organization_code]": "organization code|组织机构代码|机构代码|组织机构代码证号",
        "identifiers[br]": "br no|business registration no|business registration number|商业登记号码|"
        "商业登记证号码|商业登记编号",
        "payment.term": "credit period|credit term|账期|信用期限|回款周期|付款周期|结算周期|账期(天)|"
        "结账周期|付款账期",
        "payment.means": "payment method|payment means|means of payment|付款方式|支付方式|结算方式|结账方式|"
        "收款方式|付款类型",
        "attributes[source]": "lead source|account source|customer source|how did you hear about us|"
        "referral source|source|客户来源|来源|来源渠道|客户来源渠道|线索来源|信息来源|"
        "获客渠道|获取渠道|客户渠道|客户获取渠道|来源方式",
        "anniversaries[wedding]": "wedding anniversary|wedding day|结婚纪念日|结婚日期",
        "anniversaries[founding]": "company anniversary|公司周年|司庆|司庆日|公司纪念日|店庆|店庆日",
    }
)

CUSTOMER_WEAK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id|no|number|code|编号|编码|代码|代号": ("customer_id",),
        "name|full name|姓名|名称|全称|全名|名字/名称": ("name", "contact[1].name"),
        "gender|sex|性别": ("contact[1].gender", "person.gender"),
        "salutation|title of courtesy|courtesy title|mr/ms|称谓|称呼|尊称|先生/女士|先生女士": (
            "contact[1].salutation",
            "person.salutation",
        ),
        "birthday|birth date|date of birth|birthdate|born|dob|生日|出生日期|出生年月|出生年月日|出生时间": (
            "contact[1].born",
            "person.born",
        ),
        "title|job title|position|function|designation|job position|职务|职位|职称|头衔|岗位": (
            "contact[1].title",
            "person.occupation",
        ),
        "department|dept|部门|所在部门|科室|部门名称": ("contact[1].department",),
        "role|buying role|decision role|决策角色|角色|采购角色": ("contact[1].role",),
        "influence|影响力|影响程度": ("contact[1].influence",),
        "attitude|态度|对我方态度": ("contact[1].attitude",),
        "wechat|wechat id|wechat no|weixin|微信|微信号|微信号码|微信账号|微信id": (
            "contact[1].wechat",
            "identifiers[wechat]",
        ),
        "qq|qq id|qq no|qq number|qq号|qq号码|扣扣|qq账号": ("contact[1].qq", "identifiers[qq]"),
        "whatsapp|whatsapp number|whatsapp no": ("contact[1].whatsapp", "phones[whatsapp]"),
        "type|类型|性质|客户属性分类": ("kind_or_tag",),
        "status|lead status|lead stage|状态|跟进状态|线索状态|跟进阶段": ("stage_or_tag",),
        "segment|category|group|类别|分类|级别|等级": ("tags",),
        "country code|countrycode|国家代码": ("address.country",),
        "description|客户描述|线索描述|客户说明|详细备注|其他备注|客户简介|公司简介|企业简介|"
        "情况说明|备注说明|补充说明|说明|描述|附注|其他说明|买家备注|卖家备注|客户备注": ("note",),
        "created|created at|created on|creation date|created date|create date|date created|"
        "creation time|date added|创建时间|创建日期|添加时间|添加日期|录入日期|录入时间|"
        "注册时间|注册日期|registered on|registration date": ("acquired_on",),
        "last updated|updated at|updated on|modified|last modified|last modified date|"
        "modified on|last update|修改时间|最后更新|最近更新|更新时间|信息更新时间": ("observed_on",),
    }
)
"""Headings that say less: each takes the first of its fields that no clear heading has taken.

Fields of a contact are among them only where a column gives the contact's name.
"""

CONTACT: Mapping[str, str] = MappingProxyType(
    {
        "name": "|name|full name|person|姓名|名字|名称|名",
        "first_name": "first name|given name|forename",
        "last_name": "last name|surname|family name|姓|姓氏",
        "salutation": "salutation|称谓|称呼|先生/女士|title of courtesy",
        "title": "title|job title|position|function|职务|职位|职称|头衔|岗位|designation",
        "department": "department|dept|部门|所在部门|科室",
        "role": "role|buying role|角色|决策角色|采购角色",
        "influence": "influence|影响力|影响程度",
        "attitude": "attitude|态度",
        "phone": "phone|phone number|telephone|tel|phone no|office phone|电话|电话号码|办公电话|座机|"
        "联系电话|固话|联系方式|固定电话|联络电话|work phone|direct phone|direct line|"
        "电话/手机|business phone|办公室电话|座机号码|tel no|电话号",
        "mobile": "mobile|mobile phone|cell|cell phone|手机|手机号|手机号码|移动电话|手机电话|行动电话|"
        "mobile number|mobile no|mobile phone number|cell number|联系手机|流动电话|手提电话",
        "email": "email|e-mail|email address|mail|邮箱|电子邮件|电子邮箱|邮件|电邮|邮箱地址|电子信箱|"
        "e-mail地址|email地址|email id|mail address|邮件地址|信箱",
        "fax": "fax|fax number|传真|传真号",
        "born": "birthday|born|birth date|date of birth|dob|生日|出生日期|出生年月",
        "gender": "gender|sex|性别",
        "note": "note|notes|remark|remarks|comment|备注|说明",
        "id": "id|no|number|code|编号|编码|代码",
        "wechat": "wechat|wechat id|weixin|微信|微信号|微信号码",
        "qq": "qq|qq号|qq号码|qq no|qq number",
        "whatsapp": "whatsapp|whatsapp number",
        "address": "address|地址|住址|联系地址|通讯地址",
    }
)
"""Part of a contact → what stands before or after ``contact 2``, ``联系人2``."""
