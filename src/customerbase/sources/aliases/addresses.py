"""Headings of addresses that have a use: whose they are, and which part of one they give."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["PART_OF_ADDRESS", "USE_OF_ADDRESS"]

USE_OF_ADDRESS: Mapping[str, str] = MappingProxyType(
    {
        "invoice": "billing|billing address|bill to|invoice|invoicing|发票|开票|寄票|收票|发票邮寄|发票收件|发票寄送|账单|账务|帐单",
        "delivery": "shipping|shipping address|ship to|delivery|deliver to|收货|送货|交货|发货|配送|提货|收件|到货|寄送|常用收货|默认收货",
        "registered": "registered|registered office|registration|注册|工商注册|工商|营业执照|执照|注册登记|登记|公司注册|企业注册",
        "home": "home|residential|家庭|住宅|家",
        "factory": "factory|plant|工厂|厂区|生产",
        "warehouse": "warehouse|仓库",
        "other": "other|alternate|其他|其它|备用|第二",
        "office": "office|business|company|work|公司|单位|办公|企业|经营|营业|实际经营|实际办公|店铺|门店",
        "mailing": "mailing|postal|correspondence|通讯|通信|邮寄|联系|信函|通联",
    }
)
"""Label of an address → what stands before ``address``, ``city``, 地址, 邮编."""

PART_OF_ADDRESS: Mapping[str, str] = MappingProxyType(
    {
        "text": "|address|addr|full address|地址|住址|住所|详址|全地址|1",
        "area": "省市区|省市|地区|所在地",
        "street": "street|street 1|address 1|address line 1|line 1|street address|详细地址|街道",
        "street2": "street 2|address 2|address line 2|line 2",
        "city": "city|town|城市|市",
        "province": "province|state|region|state province|province code|state code|state region|省|省份",
        "district": "district|区|区县|县",
        "postal_code": "zip|zip code|postal code|postcode|zip postal code|邮编|邮政编码",
        "country": "country|country code|country region|国家",
    }
)
"""Part of an address → its words."""
