"""Headings of lists of products, purchases and their lines."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["LINE", "PRODUCT", "PRODUCT_WEAK", "PURCHASE", "PURCHASE_WEAK"]

PRODUCT: Mapping[str, str] = MappingProxyType(
    {
        "product_id": "product id|product no|product code|product number|item id|item no|item code|item number|sku|"
        "stock code|article|article no|article number|part no|part number|产品编号|产品编码|产品代码|产品ID|商品编号|商品编码|"
        "商品代码|货号|物料编码|物料编号|料号|存货编码|条码|款号",
        "name": "product name|product|item name|item|article name|产品名称|产品名|产品|商品名称|商品名|商品|品名|货品名称|"
        "物料名称|存货名称|产品类型名称",
        "category": "category|category name|product category|product type|product group|type|类别|产品类别|产品类型|分类|"
        "产品分类|商品类别|商品分类|品类|大类|类型|物料分组|物料类别|存货分类|存货类别|商品分组|所属类别",
        "quality_grade": "quality grade|quality|grade|quality level|质量级别|质量等级|等级|品级|级别|质量",
        "unit": "unit|unit of measure|uom|quantity per unit|pack|packing|pack size|sales unit|单位|计量单位|基本单位|销售单位|库存单位",
        "offer": "offer|promotion|usual discount|优惠|优惠政策|优惠方式|促销|折扣政策",
        "list_price": "list price|unit price|price|sales price|selling price|retail price|单价|价格|售价|销售价|标价|"
        "零售价|销售单价|定价|参考售价|牌价|建议零售价|标准售价|批发价|参考销售价|含税售价",
        "unit_cost": "unit cost|cost|cost price|purchase price|standard cost|成本|成本价|进价|单位成本|采购价|进货价|参考成本|标准成本|成本单价|计划单价|参考进价",
        "currency": "currency|currency code|ccy|币种|币别|货币|结算币种|交易币种",
        "discontinued": "discontinued|discontinued on|inactive|end of life|停产|停售|是否停产|停产日期|停用|下架",
        "note": "note|notes|remark|remarks|comment|description|备注|说明|描述|产品说明",
    }
)
PRODUCT_WEAK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id|no|code|number|编号|编码|代码": ("product_id",),
        "name|title|名称": ("name",),
        "category id|category code|类别编号|分类编码": ("category",),
        "规格|规格型号|型号规格|包装|包装规格|specification|spec": ("unit",),
    }
)

_CUSTOMER = {
    "customer_id": "customer id|customer no|customer number|customer code|cust id|cust no|client id|client no|"
    "account id|account no|account number|user id|member id|buyer id|客户编号|客户编码|客户代码|客户号|客户ID|会员编号|"
    "会员号|会员卡号|会员ID|单位编码|往来单位编码|买家ID|用户ID|客户代号|购货单位编码|购货单位代码|买家昵称|买家会员名|会员卡",
    "customer_name": "customer name|customer|client name|client|company name|company|account name|buyer|buyer name|"
    "sold to|客户名称|客户名|客户|客户全称|客户姓名|客户简称|公司名称|单位名称|购货单位|购买单位|购货方|往来单位|往来单位名称|买家|买方|"
    "会员姓名|购买人|客户全名|购买方名称|购货单位名称|收货人姓名|收货人|顾客|顾客姓名|买家姓名|billing name|customer full name|bill to name",
    "customer_country": "country|customer country|buyer country|billing country|国家|国别|客户国家|国家地区",
}
_HEADER = {
    "on": "on|date|order date|invoice date|purchase date|sale date|sales date|transaction date|document date|posting date|"
    "order time|timestamp|datetime|date time|invoice time|transaction time|purchased at|ordered on|ordered at|日期|下单日期|"
    "下单时间|订单日期|订单时间|销售日期|成交日期|成交时间|购买日期|购买时间|交易日期|交易时间|开票日期|单据日期|出库日期|"
    "发票日期|业务日期|开单日期|制单日期|消费日期|消费时间|采购日期|订单创建时间|订单付款时间|支付时间|购货日期|发货日期|记账日期|交易创建时间",
    "currency": "currency|currency code|ccy|币种|币别|货币|结算币种|交易币种",
    "channel": "channel|sales channel|order channel|源渠道|渠道|销售渠道|购买渠道|订单来源|来源渠道|购买方式",
    "place": "place|store|shop|location|branch|ship city|sales place|地点|购买地点|门店|店铺|成交地点|销售地点|店名|收货城市",
    "payment_means": "payment means|payment method|means of payment|payment|pay method|payment type|支付方式|付款方式|结算方式|收款方式|付款工具",
    "terms": "terms|payment terms|terms of payment|delivery terms|付款条件|付款条款|结算条件|交货条件|账期",
    "employee_id": "employee id|employee|sales rep|sales representative|salesperson|sales person|salesman|seller|sold by|"
    "rep|业务员|销售员|营销员|销售人员|业务员编号|员工编号|职员编号|经手人|客户经理|销售代表|开单人|负责人",
    "campaign_id": "campaign id|campaign|campaign code|promotion id|营销活动|活动编号|活动|促销活动",
    "coupon_id": "coupon id|coupon|coupon code|discount code|voucher|voucher code|优惠券|优惠券号|券号|优惠码|奖券",
    "reverses": "reverses|reversal of|return of|credits|credited invoice|original order|original invoice|original order id|"
    "原单号|原订单号|退货原单|退货原单号|冲销单号|对应订单",
    "note": "note|notes|remark|remarks|comment|comments|memo|备注|说明|摘要|订单备注|附注|备注信息|整单备注",
}
_PURCHASE_ID = {
    "purchase_id": "purchase id|purchase no|order id|order no|order number|invoice id|invoice no|invoice number|invoice|"
    "transaction id|transaction no|receipt no|receipt|sale id|sales id|document no|document number|bill no|订单编号|订单号|"
    "单号|单据编号|单据号|销售单号|发票号|发票号码|交易号|交易编号|流水号|小票号|合同号|合同编号|出库单号|销售编号|购买编号",
}
_LINE = {
    "line_no": "line|line no|line number|row no|position|pos|行号|项次|明细行号|序次",
    "product_id": "product id|product no|product code|item id|item no|item code|sku|stock code|article|article no|"
    "part no|part number|商家编码|商品货号|产品货号|规格编码|产品编号|产品编码|产品代码|商品编号|商品编码|商品代码|货号|物料编码|料号|存货编码|条码|款号|产品ID",
    "product_name": "product name|product|item name|item|item description|product description|description|article name|产品名称|"
    "产品名|产品|商品名称|商品名|商品|品名|货品名称|物料名称|存货名称|购买产品|lineitem name|商品标题|宝贝标题|宝贝名称|产品标题|货物名称|项目名称",
    "quantity": "quantity|qty|units|pieces|count|number of items|number of cds|order qty|数量|销售数量|购买数量|订购数量|件数|销量|宝贝数量|商品数量|实发数量|主数量|出货数量|个数|出库数量",
    "unit_price": "unit price|price|price each|item price|sales price|单价|价格|销售单价|成交单价|成交价|售价|含税单价|商品单价|商品价格|宝贝价格|产品单价|原币含税单价|实际单价",
    "discount": "discount|discount rate|discount percent|rebate|折扣|折扣率|优惠率|折让率",
    "unit_cost": "unit cost|cost|cost price|成本|成本价|单位成本|进价|成本单价",
    "amount": "amount|total|total amount|revenue|sales|sales amount|net amount|line total|order total|order amount|order value|"
    "invoice amount|value|dollar value|spend|turnover|subtotal|grand total|total price|金额|总金额|合计|销售额|销售金额|订单金额|成交金额|"
    "交易金额|消费金额|购买金额|采购额|采购金额|实付金额|应付金额|价税合计|总价|总额|小计|合计金额|成交额|发票金额|付款金额|实收款|实付款|实际支付金额|买家实际支付金额|订单总金额|应收金额|含税金额|原币价税合计|商品总价|总计|实收金额|销售收入",
}

_DOCUMENT = {"document_kind": "kind of document", "document_status": "state of document"}
PURCHASE: Mapping[str, str] = MappingProxyType(_PURCHASE_ID | _CUSTOMER | _HEADER | _LINE | _DOCUMENT)
LINE: Mapping[str, str] = MappingProxyType(
    _PURCHASE_ID | _LINE | {"currency": _HEADER["currency"], "note": _HEADER["note"]}
)
PURCHASE_WEAK: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id|no|number|编号": ("purchase_id",),
        "time|when|时间|created at|created|创建时间|付款时间|付款日期|payment date": ("on",),
        "unit name|规格|规格型号": (),
        "买家留言|卖家备注|客户留言|buyer note|seller note|order note": ("note",),
        "name": ("purchase_id",),
        "type|document type|transaction type|invoice type|order type|sales type|sale type|voucher type|单据类型|业务类型|订单类型|"
        "交易类型|销售类型|发票类型|类型": ("document_kind",),
        "status|order status|document status|invoice status|transaction status|状态|订单状态|单据状态|交易状态|发票状态|financial status|交易状况": (
            "document_status",
        ),
    }
)
