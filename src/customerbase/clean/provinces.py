"""The 34 provinces, regions and municipalities of China: what is known of places without a table of divisions."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["MUNICIPALITIES", "PROVINCES", "PROVINCE_CODES"]

MUNICIPALITIES: Final = ("北京市", "天津市", "上海市", "重庆市")
"""Cities that are provinces too."""

PROVINCE_CODES: Final = dict(
    each.split()
    for each in (
        "11 北京市,12 天津市,13 河北省,14 山西省,15 内蒙古自治区,21 辽宁省,22 吉林省,23 黑龙江省,31 上海市,32 江苏省,33 浙江省,34 安徽省,"
        "35 福建省,36 江西省,37 山东省,41 河南省,42 湖北省,43 湖南省,44 广东省,45 广西壮族自治区,46 海南省,50 重庆市,51 四川省,52 贵州省,"
        "53 云南省,54 西藏自治区,61 陕西省,62 甘肃省,63 青海省,64 宁夏回族自治区,65 新疆维吾尔自治区,71 台湾省,81 香港特别行政区,82 澳门特别行政区"
    ).split(",")
)
"""First two digits of GB/T 2260 → the full name."""

_ENDING = re.compile("壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|省|市")


def _names() -> dict[str, str]:
    names = {}
    for full in PROVINCE_CODES.values():
        names[full] = full
        names[_ENDING.sub("", full)] = full
    names |= {
        "臺灣": "台湾省",
        "台灣": "台湾省",
        "廣東": "广东省",
        "廣東省": "广东省",
        "重慶": "重庆市",
        "重慶市": "重庆市",
    }
    names |= {"广西省": "广西壮族自治区", "新疆省": "新疆维吾尔自治区", "宁夏省": "宁夏回族自治区"}
    names |= {
        "广西自治区": "广西壮族自治区",
        "新疆自治区": "新疆维吾尔自治区",
        "宁夏自治区": "宁夏回族自治区",
    }
    names |= {
        "西藏省": "西藏自治区",
        "内蒙古省": "内蒙古自治区",
        "内蒙": "内蒙古自治区",
        "香港特区": "香港特别行政区",
    }
    names |= {
        "內蒙古": "内蒙古自治区",
        "香港特區": "香港特别行政区",
        "澳門": "澳门特别行政区",
        "澳门特区": "澳门特别行政区",
    }
    return names


PROVINCES: Final = _names()
"""Full and short names of China's 34 provinces, regions and municipalities → the full name."""
