"""Lists of companies and people in which some are written more than once, as people write them, with the truth.

Made for measuring matching: the same seed gives the same list.  Companies have namesakes in other trades and
towns, branches that are customers of their own, and groups that share a switchboard; copies drop the legal form
or the place, abbreviate, swap characters that sound alike, and have other telephones or none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from customerbase.model import Customer, PersonProfile
from customerbase.values import Address, Email, Identifier, PartialDate, Phone

__all__ = ["companies", "people"]

SYLLABLES = (
    "华 强 盛 达 兴 隆 泰 和 瑞 丰 信 诚 德 源 宏 博 金 海 天 龙 新 东 立 中 安 康 明 远 创 联 嘉 恒 鼎 鑫 卓 启 凯 弘 旭 众"
).split()
ALIKE = {
    "华": "桦",
    "诚": "成",
    "源": "元",
    "宏": "弘",
    "鑫": "新",
    "达": "大",
    "恒": "衡",
    "旭": "许",
    "丰": "峰",
    "泰": "太",
}
OLD = str.maketrans(
    "华强达兴丰诚东创联龙远众启贸机电纺织仪设备医疗汽", "華強達興豐誠東創聯龍遠眾啟貿機電紡織儀設備醫療汽"
)
PLACES = (
    ("上海", "上海市", "021", ("浦东新区", "闵行区", "松江区")),
    ("深圳", "深圳市", "0755", ("南山区", "福田区", "宝安区")),
    ("苏州", "苏州市", "0512", ("吴中区", "昆山市")),
    ("杭州", "杭州市", "0571", ("余杭区", "滨江区")),
    ("成都", "成都市", "028", ("武侯区", "双流区")),
    ("青岛", "青岛市", "0532", ("黄岛区", "城阳区")),
)
TRADES = "机电 电子 贸易 物流 包装 化工 纺织 食品 仪器 医疗器械 汽车配件 环保设备 自动化设备 信息技术".split()
FORMS = "有限公司 有限公司 有限公司 有限责任公司 股份有限公司".split()
ROADS = "科技路 工业大道 创业一路 建设路 长江路 和平路 中山路 人民路 解放路 世纪大道".split()
FAMILIES = "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 唐 许 邓 冯 韩 曹 欧阳 司马".split()
GIVENS = (
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀 英 建 国 华 志 小 晓 文 雅 婷 子 涵 浩 然 思 远 佳 怡 宇 轩 梓 欣 雨 晨 "
    "俊 博 嘉 诗 慧 玲 红 梅 海 波 鹏 飞 龙 春 兰 桂 玉 珍"
).split()
SOUNDS = {"晓": "小", "伟": "玮", "静": "婧", "杰": "捷", "涛": "滔", "明": "铭", "佳": "嘉"}
WORDS = "acme northern delta orient pacific summit harbour crown victory jade silver union atlas vector lumen".split()


def companies(count: int, seed: int = 1) -> Iterator[tuple[Customer, int]]:
    """Yield customers, each with the number of the company that is meant; about a third is there again."""
    dice = random.Random(seed)
    number = 0
    for entity in range(count):
        place, city, dialling, districts = dice.choice(PLACES)
        brand = "".join(dice.sample(SYLLABLES, dice.choice((2, 2, 2, 3) if count < 20_000 else (3, 3, 4))))
        trade, form = dice.choice(TRADES), dice.choice(FORMS)
        facts = {
            "place": place,
            "brand": brand,
            "trade": trade,
            "form": form,
            "city": city,
            "district": dice.choice(districts),
            "street": f"{dice.choice(ROADS)}{dice.randint(1, 900)}号",
            "phone": f"{dialling}-{dice.randint(20_000_000, 89_999_999)}",
            "mobile": f"13{dice.randint(100_000_000, 999_999_999)}",
            "mail": f"sales@{brand_in_letters(brand)}{dice.randint(1, 99)}.com.cn",
            "code": f"9131{dice.randint(10**13, 10**14 - 1)}" if dice.random() < 0.4 else "",
            "branch": f"{dice.choice(PLACES)[0]}分公司" if dice.random() < 0.06 else "",
        }
        for copy in range(1 + (dice.random() < 0.3) + (dice.random() < 0.08)):
            yield _company(dice, f"C{number:06}", facts, dirty=copy > 0), entity
            number += 1


def brand_in_letters(brand: str) -> str:
    return "".join(f"{'bcdfghjklmnpqrstwxyz'[ord(each) % 20]}{'aeiou'[ord(each) % 5]}" for each in brand)


def _company(dice: random.Random, key: str, facts: dict[str, str], *, dirty: bool) -> Customer:
    place, brand, trade, form = (facts[each] for each in ("place", "brand", "trade", "form"))
    name = f"{place}{brand}{trade}{form}"
    keep = dict.fromkeys(("phone", "mail", "code", "street"), True)
    phone = facts["phone"]
    if dirty:
        if (how := dice.randrange(8)) == 0:
            name = f"{brand}{trade}{form}"
        elif how == 1:
            name = f"{place}{brand}{trade}"
        elif how == 2:
            name = f"{brand}{trade}"
        elif how == 3:
            name = f"{brand}{trade}（{place}）{form}"
        elif how == 4:
            name = name.translate(OLD)
        elif how == 5:
            swapped = next((each for each in brand if each in ALIKE), None)
            name = name.replace(swapped, ALIKE[swapped], 1) if swapped else f"{place}市{brand}{trade}{form}"
        elif how == 6:
            name = f"{place}{brand}"
        keep = {each: dice.random() < 0.65 for each in keep}
        if dice.random() < 0.3:
            phone = facts["mobile"]
        elif dice.random() < 0.1:
            at = dice.randrange(6, len(phone))
            phone = phone[:at] + str((int(phone[at]) + 1) % 10) + phone[at + 1 :]
    return Customer(
        customer_id=key,
        name=name + facts["branch"],
        phones=[Phone(number=phone)] if keep["phone"] else [],
        emails=[Email(address=facts["mail"])] if keep["mail"] else [],
        identifiers=[Identifier(scheme="uscc", value=facts["code"])]
        if facts["code"] and keep["code"]
        else [],
        addresses=[
            Address(
                city=facts["city"],
                district=facts["district"],
                street=facts["street"] if keep["street"] else None,
            )
        ],
    )


def people(count: int, seed: int = 1) -> Iterator[tuple[Customer, int]]:
    """Yield customers who are people, each with the number of the person that is meant."""
    dice = random.Random(seed)
    number = 0
    for entity in range(count):
        family = dice.choice(FAMILIES)
        given = "".join(dice.sample(GIVENS, dice.choice((1, 2, 2))))
        _, city, _, districts = dice.choice(PLACES)
        born = PartialDate(year=dice.randint(1950, 2004), month=dice.randint(1, 12), day=dice.randint(1, 28))
        mobile = f"13{dice.randint(100_000_000, 999_999_999)}"
        mail = f"{dice.choice(WORDS)}{dice.randint(1, 9999)}@{dice.choice(('qq.com', '163.com', 'sina.com'))}"
        district, street = dice.choice(districts), f"{dice.choice(ROADS)}{dice.randint(1, 900)}号"
        for copy in range(1 + (dice.random() < 0.3) + (dice.random() < 0.08)):
            name, day, reached, written = family + given, born, mobile, mail
            keep = dict.fromkeys(("born", "mobile", "mail", "address"), True)
            if copy:
                how = dice.randrange(6)
                sounding = next((each for each in given if each in SOUNDS), None)
                if how == 0 and sounding:
                    name = family + given.replace(sounding, SOUNDS[sounding])
                elif how == 1:
                    day = PartialDate(year=born.year, month=born.month)
                elif how == 2:
                    at = dice.randrange(3, 11)
                    reached = mobile[:at] + str((int(mobile[at]) + 1) % 10) + mobile[at + 1 :]
                elif how == 3:
                    reached = f"15{dice.randint(100_000_000, 999_999_999)}"
                keep = {each: dice.random() < 0.7 for each in keep}
            yield (
                Customer(
                    customer_id=f"P{number:06}",
                    kind="person",
                    name=name,
                    person=PersonProfile(born=day if keep["born"] else None),
                    phones=[Phone(number=reached)] if keep["mobile"] else [],
                    emails=[Email(address=written)] if keep["mail"] else [],
                    addresses=[Address(city=city, district=district, street=street)]
                    if keep["address"]
                    else [],
                ),
                entity,
            )
            number += 1
