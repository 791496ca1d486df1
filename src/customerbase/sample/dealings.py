"""What else happens between the sample company and its customers, as records whose keys are the model's fields."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from customerbase.sample.company import Client
from customerbase.sample.dice import Dice
from customerbase.sample.goods import CATALOGUE
from customerbase.sample.trade import SEASON, Order

__all__ = [
    "COMPETITORS",
    "assignments",
    "campaigns",
    "consents",
    "feedback",
    "in_charge",
    "interactions",
    "money",
    "relationships",
    "sightings",
    "tasks",
]

Plain = dict[str, Any]

INTERACTIONS = 3_000

COMPETITORS: tuple[Plain, ...] = (
    {
        "competitor_id": "JZ01",
        "name": "北辰工控",
        "products": "变频器、伺服系统",
        "strengths": "价格低、账期长",
    },
    {"competitor_id": "JZ02", "name": "欧迅自动化", "products": "PLC 控制器", "strengths": "品牌、技术支持"},
    {
        "competitor_id": "JZ03",
        "name": "Nordfeld Sensors",
        "products": "sensors",
        "weaknesses": "delivery 8 weeks",
    },
)

_WAYS = (
    ("visit", 26),
    ("phone", 34),
    ("message", 16),
    ("email", 12),
    ("meeting", 5),
    ("event", 4),
    ("web", 3),
)

_SAID = {
    "visit": (
        "拜访采购部，了解全年用量",
        "现场查看设备运行情况",
        "送样并演示",
        "季度回访",
        "催收货款",
        "陪同技术交流",
    ),
    "phone": ("确认交期", "询问样品试用情况", "报价跟进", "通知价格调整", "确认到货", "节日问候"),
    "message": ("发送产品资料", "确认订单数量", "询问库存", "发送报价单"),
    "email": ("发送正式报价", "发送合同", "对账单", "发送检验报告"),
    "meeting": ("技术方案评审", "年度框架协议谈判"),
    "event": ("工博会展位接待", "新品发布会"),
    "web": ("网站留言询价",),
}
_CAME_OF_IT = (
    ("有意向", 20),
    ("已下单", 12),
    ("待回复", 20),
    ("需要降价", 8),
    ("暂无需求", 12),
    ("已解决", 10),
    ("", 18),
)

_SAID_ABROAD = {
    "visit": ("Visited the plant, saw the line running", "Presented the new drives"),
    "phone": ("Confirmed delivery date", "Followed up the quotation", "Asked about the trial"),
    "message": ("Sent the datasheet", "Asked for stock"),
    "email": ("Sent the quotation", "Sent the invoice and packing list", "Answered technical questions"),
    "meeting": ("Frame contract negotiation",),
    "event": ("Met at the trade fair",),
    "web": ("Inquiry by the web form",),
}
_CAME_OF_IT_ABROAD = (
    ("interested", 20),
    ("ordered", 12),
    ("waiting for reply", 20),
    ("no need now", 12),
    ("", 18),
)


def money(fen: int) -> Plain:
    """Return an amount in yuan."""
    return {"amount": f"{fen // 100}.{fen % 100:02d}", "currency": "CNY"}


def interactions(dice: Dice, everybody: Sequence[Client], as_of: date) -> list[Plain]:
    """Return three thousand dealings by date; who buys more is seen more."""
    weights = [3 + math.isqrt(25 * each.purchases) for each in everybody]
    begin = date(as_of.year - 3, 1, 4)
    made = []
    for client, weight in zip(everybody, weights, strict=True):
        first, last = max(begin, client.acquired_on), client.active_until or as_of
        often = max(1, round(INTERACTIONS * weight / sum(weights)))
        made += [(dice.working_day(first, last, SEASON), client) for _ in range(often)]
    made.sort(key=lambda each: (each[0], each[1].number))
    return [_interaction(dice, i, day, client, as_of) for i, (day, client) in enumerate(made, 1)]


def _interaction(dice: Dice, i: int, day: date, client: Client, as_of: date) -> Plain:
    channel = dice.weighted(_WAYS)
    if client.abroad and channel == "visit" and dice.chance(0.8):
        channel = "email"
    said, came = (_SAID_ABROAD, _CAME_OF_IT_ABROAD) if client.abroad else (_SAID, _CAME_OF_IT)
    inbound = channel == "web" or (channel in ("phone", "email", "message") and dice.chance(0.3))
    found: Plain = {
        "interaction_id": f"WL{i:05d}",
        "customer_id": client.number,
        "on": day.isoformat(),
        "channel": channel,
        "direction": "inbound" if inbound else "outbound",
        "employee_id": in_charge(client, day, as_of),
        "content": dice.pick(said[channel]),
    }
    if outcome := dice.weighted(came):
        found["outcome"] = outcome
    if channel == "visit":
        found["place"] = client.city
        found["cost"] = money(dice.whole(6, 90) * 1_000 * (6 if client.abroad else 1))
    if channel in ("visit", "phone", "meeting"):
        found["minutes"] = dice.whole(1, 5) * {"visit": 30, "phone": 4, "meeting": 45}[channel]
    if dice.chance(0.12):
        found["follow_up_on"] = (day + timedelta(days=dice.whole(3, 40))).isoformat()
    return found


def in_charge(client: Client, day: date, as_of: date) -> str:
    """Return who was responsible on a day: what `Y005` had went to `Y012`."""
    return "Y005" if client.employee == "Y012" and day < date(as_of.year - 1, 7, 1) else client.employee


def assignments(everybody: Sequence[Client], as_of: date) -> Iterator[Plain]:
    """Yield who was responsible before: Y005 left, and his customers went to Y012."""
    left = date(as_of.year - 1, 6, 30)
    for client in everybody:
        if client.employee == "Y012" and client.acquired_on < left:
            since = max(client.acquired_on, date(2016, 9, 11))
            yield {
                "assignment_id": f"GS-{client.number}-1",
                "customer_id": client.number,
                "employee_id": "Y005",
                "since": since.isoformat(),
                "until": left.isoformat(),
                "note": "离职交接给 Y012",
            }


def campaigns(as_of: date) -> tuple[Plain, ...]:
    """Return two campaigns of the last year."""
    year = as_of.year
    return (
        {
            "campaign_id": "HD01", "name": "春季传感器推广", "channel": "message", "offer": "传感器九折",
            "start": f"{year}-03-01", "end": f"{year}-04-15", "budget": money(3_000_000),
        },
        {
            "campaign_id": "HD02", "name": "Autumn drives mailing", "channel": "email", "offer": "10 % off drives",
            "start": f"{year}-09-02", "end": f"{year}-10-31", "budget": money(1_200_000),
        },
    )  # fmt: skip


_COMPLAINTS = {
    "complaint": ("到货少件", "外壳破损", "交期延误一周", "通讯不稳定", "与样品不一致"),
    "repair": ("上电无显示", "运行中过热停机", "输出无信号", "编码器报警"),
    "praise": ("服务工程师响应很快", "质量稳定，运行一年无故障"),
    "suggestion": ("希望提供英文说明书", "希望网上能查库存"),
    "inquiry": ("询问是否有防爆型号", "询问保修期"),
}


def feedback(dice: Dice, sold: Sequence[Order], as_of: date) -> Iterator[Plain]:
    """Yield sixty feedbacks, each upon a purchase; the newest are still open."""
    upon = [each for each in sold if each.reverses is None and (as_of - each.on).days > 25]
    chosen = sorted(dice.shuffled(upon)[:60], key=lambda each: (each.on, each.number))
    for i, order in enumerate(chosen, 1):
        kind = dice.weighted(
            (("complaint", 24), ("repair", 18), ("praise", 6), ("suggestion", 6), ("inquiry", 6))
        )
        on = order.on + timedelta(days=dice.whole(2, 25))
        found: Plain = {
            "feedback_id": f"FK{i:03d}",
            "customer_id": order.client.number,
            "on": on.isoformat(),
            "kind": kind,
            "content": dice.pick(_COMPLAINTS[kind]),
            "channel": dice.pick(("phone", "message", "email")),
            "product_id": order.lines[0].goods.number,
            "purchase_id": order.number,
        }
        closed = on + timedelta(days=dice.whole(1, 21))
        if kind in ("complaint", "repair") and closed <= as_of and dice.chance(0.9):
            step: Plain = {
                "on": closed.isoformat(),
                "action": dice.pick(("补发", "换货", "上门维修", "远程指导", "折让")),
                "by": "Y009",
                "cost": money(dice.whole(0, 30) * 2_000),
                "satisfied": dice.whole(2, 5),
            }
            found["handlings"] = [step]
            found["closed_on"] = closed.isoformat()
        yield found


def tasks(dice: Dice, everybody: Sequence[Client], as_of: date) -> Iterator[Plain]:
    """Yield eighty pieces of planned work; what lies after `as_of` is open."""
    active = [each for each in everybody if each.active_until is None]
    for i in range(1, 81):
        client = dice.pick(active)
        planned = as_of + timedelta(days=dice.whole(-240, 60))
        profit = dice.whole(2, 80) * 100_000
        found: Plain = {
            "task_id": f"RW{i:03d}",
            "employee_id": in_charge(client, planned, as_of),
            "customer_id": client.number,
            "subject": dice.pick(
                ("年度框架协议", "新品推介", "样品测试跟进", "应收款催收", "增购变频器", "客户回访")
            ),
            "planned_on": planned.isoformat(),
            "planned_profit": money(profit),
            "planned_cost": money(profit // 20),
        }
        if planned < as_of and dice.chance(0.85):
            won = dice.chance(0.6)
            found["status"] = "done" if won or dice.chance(0.7) else "cancelled"
            found["done_on"] = min(as_of, planned + timedelta(days=dice.whole(0, 15))).isoformat()
            found["outcome"] = "签约" if won else "客户推迟"
            if won:
                found["actual_profit"] = money(profit * dice.whole(40, 130) // 100)
        yield found


def relationships(dice: Dice, everybody: Sequence[Client]) -> Iterator[Plain]:
    """Yield who owns, supplies and introduced whom; one small customer introduced many."""
    mixed = dice.shuffled([each for each in everybody if not each.abroad and not each.private])
    leader = max(mixed[:60], key=lambda each: (each.rank or 0, each.number))
    pairs = [(leader, each, "introduced") for each in mixed[60:69]]
    pairs += [(mixed[2 * i], mixed[2 * i + 1], "parent_of") for i in range(35, 43)]
    pairs += [(mixed[2 * i], mixed[2 * i + 1], "supplies") for i in range(45, 58)]
    pairs += [(mixed[2 * i], mixed[2 * i + 1], "introduced") for i in range(60, 72)]
    for i, (one, other, type_) in enumerate(pairs, 1):
        found: Plain = {
            "relationship_id": f"GX{i:03d}",
            "customer_id": one.number,
            "other_id": other.number,
            "type": type_,
        }
        if type_ == "introduced":
            found["since"] = other.acquired_on.isoformat()
        yield found


def sightings(dice: Dice, everybody: Sequence[Client], as_of: date) -> Iterator[Plain]:
    """Yield where competitors were seen, at what price, and how that was learned."""
    for i in range(1, 41):
        client = dice.pick(everybody)
        goods = dice.pick(CATALOGUE[1:])
        yield {
            "sighting_id": f"JP{i:03d}",
            "competitor_id": dice.pick(COMPETITORS)["competitor_id"],
            "customer_id": client.number,
            "on": dice.day(max(client.acquired_on, date(as_of.year - 2, 1, 1)), as_of).isoformat(),
            "product": goods.name,
            "price": money(goods.price * dice.whole(78, 108) // 100),
            "share": f"0.{dice.whole(1, 7)}",
            "source": {
                "method": dice.pick(("visit", "phone_survey", "observation")),
                "collected_by": client.employee,
            },
        }


def consents(dice: Dice, everybody: Sequence[Client], as_of: date) -> Iterator[Plain]:
    """Yield who allowed us to write to him, and who took it back."""
    number = 0
    for client in everybody:
        if not (client.private or dice.chance(0.45)):
            continue
        given = dice.day(max(client.acquired_on, date(as_of.year - 3, 1, 1)), as_of)
        log = [(given, True)]
        if dice.chance(0.15) and given < as_of:
            log.append((dice.day(given + timedelta(days=1), as_of), False))
        for on, granted in log:
            number += 1
            yield {
                "consent_id": f"TY{number:04d}",
                "customer_id": client.number,
                "on": on.isoformat(),
                "purpose": "marketing",
                "granted": granted,
                "channel": "email" if client.abroad else "message",
                "evidence": "signed form" if client.abroad else "签字回执",
            }
