"""What the sample company's staff checked, what befell its customers, and by which policy it checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from customerbase.sample.company import Client
from customerbase.sample.dealings import Plain, in_charge, money
from customerbase.sample.dice import Dice
from customerbase.sample.lists import Rows

__all__ = ["POLICY", "departures", "events", "receivables", "verifications"]

_YEARLY = {"policy": "every", "months": 12}
_HALF_YEARLY = {"policy": "every", "months": 6}

POLICY: Plain = {
    "policy": "allowing",
    "second_hand_days": 30,
    "wrong_days": 14,
    "of": {
        "policy": "sooner_of",
        "policies": [
            {
                "policy": "by",
                "what": "facet",
                "rules": {
                    "credit": {
                        "policy": "sooner_of",
                        "policies": [
                            {
                                "policy": "by_amount",
                                "what": "credit_limit",
                                "rules": [["1000000", _HALF_YEARLY]],
                                "otherwise": _YEARLY,
                            },
                            {
                                "policy": "by_amount",
                                "what": "open_balance",
                                "rules": [["800000", {"policy": "every", "months": 3}]],
                                "otherwise": {"policy": "never"},
                            },
                        ],
                    },
                    "decision_makers": {
                        "policy": "by",
                        "what": "grade",
                        "rules": {"A": _HALF_YEARLY},
                        "otherwise": _YEARLY,
                    },
                },
                "otherwise": _YEARLY,
            },
            *(
                {"policy": "after", "event": event, "days": days, "facets": facets}
                for event, days, facets in (
                    ("payment_overdue", 14, ["credit"]),
                    ("contact_left", 30, ["decision_makers"]),
                    ("number_dead", 30, ["basic", "decision_makers"]),
                    ("mail_returned", 30, ["basic"]),
                )
            ),
        ],
    },
}
"""The company's policy: once a year; large credit and the best customers' people twice; large debts each quarter; after events."""

# How often what is known changes, in changes a year.
_CHANGES = {"basic": 0.1, "credit": 0.28, "decision_makers": 0.34}

_METHODS = {
    "basic": (("phone_survey", 60), ("visit", 30), ("email_survey", 10)),
    "credit": (("public_register", 45), ("phone_survey", 40), ("visit", 15)),
    "decision_makers": (("visit", 55), ("phone_survey", 45)),
}
# Yuan of one check, least and most.
_COSTS = {"visit": (60, 300), "phone_survey": (3, 9), "public_register": (10, 40)}

_EVIDENCE = {
    "visit": ("拜访记录", "名片", "签字确认单"),
    "phone_survey": ("电话记录", "电话录音"),
    "email_survey": ("邮件回复",),
    "public_register": ("国家企业信用信息公示系统", "信用报告"),
}
_EVIDENCE_ABROAD = {
    "visit": ("business card", "visit report"),
    "phone_survey": ("call note",),
    "email_survey": ("reply by e-mail",),
    "public_register": ("commercial register", "credit report"),
}
_MENDED = {
    "basic": ("地址变更", "总机号码变更", "公司更名", "员工人数更新"),
    "credit": ("额度调整", "账期调整", "等级调整"),
    "decision_makers": ("采购负责人更换", "总经理更换", "手机号变更", "新增技术负责人"),
}
_MENDED_ABROAD = {
    "basic": ("new address", "new switchboard number"),
    "credit": ("limit changed", "terms changed"),
    "decision_makers": ("new buyer", "new managing director"),
}


def verifications(dice: Dice, everybody: Sequence[Client], as_of: date) -> list[Plain]:
    """Return four years of checks by date: facet by facet, most in time, some late or left out."""
    made = [
        check
        for client in everybody
        for facet in _facets(client)
        for check in _checks(dice, client, facet, as_of)
    ]
    made.sort(key=lambda each: (each["on"], each["customer_id"], each["facet"]))
    return [{"verification_id": f"HS{i:04d}", **each} for i, each in enumerate(made, 1)]


def _facets(client: Client) -> Iterator[str]:
    yield "basic"
    if client.rating:
        yield "credit"
    if client.people:
        yield "decision_makers"


def _months(client: Client, facet: str) -> int:
    """Return how long they let pass from one check to the next, by habit."""
    rank = 999 if client.rank is None else client.rank
    if facet == "credit":
        return 6 if client.limit >= 100 else 12
    if facet == "decision_makers" and client.rating == "A":
        return 6 if rank < 30 else 7
    return 12 if rank < 110 else 14


def _checks(dice: Dice, client: Client, facet: str, as_of: date) -> Iterator[Plain]:
    cycle = 30 * _months(client, facet)
    known = client.acquired_on
    day = max(known, date(as_of.year - 3, 1, 4)) + timedelta(days=dice.whole(25, cycle))
    last = _until(dice, client, facet, as_of)
    wrong = False
    while (day := _working(day)) <= last:
        by = "Y011" if facet == "credit" else in_charge(client, day, as_of)
        if dice.chance(0.07):
            yield _check(dice, client, facet, day, "unreachable" if dice.chance(0.8) else "refused", by)
            day += timedelta(days=dice.whole(14, 40))
            continue
        changed = wrong or any(
            dice.chance(_CHANGES[facet] / 12) for _ in range(min((day - known).days // 30, 60))
        )
        # What was found wrong is put right by somebody who knows better, some weeks later.
        wrong = changed and not wrong and dice.chance(0.2)
        outcome = "wrong" if wrong else "corrected" if changed else "confirmed"
        yield _check(dice, client, facet, day, outcome, by)
        known = day
        if wrong and day > as_of - timedelta(days=150) and dice.chance(0.7):
            return  # nobody has put it right yet
        late = dice.whole(cycle // 3, cycle) if dice.chance(0.1) else dice.whole(-50, 5)
        day += timedelta(days=dice.whole(14, 45) if wrong else cycle + late)


def _until(dice: Dice, client: Client, facet: str, as_of: date) -> date:
    """Return the last day on which anybody checked: who left us is soon forgotten, and one of the staff is behind."""
    last = as_of
    if client.active_until is not None and dice.chance(0.3):
        last = min(last, client.active_until + timedelta(days=200))
    if client.employee == "Y008" and facet != "credit":
        last = min(last, as_of - timedelta(days=dice.whole(150, 480)))
    return last


def _working(day: date) -> date:
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _check(dice: Dice, client: Client, facet: str, day: date, outcome: str, by: str) -> Plain:
    method = dice.weighted(_METHODS[facet])
    if client.abroad and method == "visit" and dice.chance(0.8):
        method = "email_survey"
    found: Plain = {
        "customer_id": client.number,
        "facet": facet,
        "on": day.isoformat(),
        "outcome": outcome,
        "by": by,
        "method": method,
    }
    if outcome not in ("unreachable", "refused") and dice.chance(0.4):
        found["evidence"] = dice.pick((_EVIDENCE_ABROAD if client.abroad else _EVIDENCE)[method])
    if outcome == "corrected":
        found["note"] = dice.pick((_MENDED_ABROAD if client.abroad else _MENDED)[facet])
    if method in _COSTS:
        least, most = _COSTS[method]
        found["cost"] = money(dice.whole(least, most) * 100)
    return found


# ------------------------------------------------------------------ what befalls customers


def receivables(dice: Dice, everybody: Sequence[Client]) -> Rows:
    """Give the header and the rows of what customers owe, as the accounts have it: unpaid, and of that overdue."""
    yield ["客户编号", "未结余额(元)", "其中逾期(元)"]
    for client in everybody:
        if client.limit and client.active_until is None and dice.chance(0.55):
            unpaid = client.limit * dice.whole(5, 90) * 100
            overdue = unpaid * dice.whole(10, 60) // 100 if dice.chance(0.12) else 0
            yield [client.number, f"{unpaid}.00", f"{overdue}.00"]


def events(dice: Dice, everybody: Sequence[Client], as_of: date) -> list[Plain]:
    """Return what befell customers in the last half-year, by date: payments overdue, mail returned, numbers dead."""
    active = dice.shuffled([each for each in everybody if each.active_until is None])
    indebted = [each for each in active if each.limit and each.days]
    chosen = [
        *((each, "payment_overdue") for each in indebted[:7]),
        *((each, "mail_returned") for each in active[:5]),
        *((each, "number_dead") for each in active[5:9]),
    ]
    made: list[Plain] = []
    for client, event in chosen:
        day = dice.day(max(client.acquired_on, as_of - timedelta(days=180)), as_of)
        made.append({"customer_id": client.number, "event": event, "on": day.isoformat()})
    return sorted(made, key=lambda each: (each["on"], each["customer_id"]))


def departures(dice: Dice, everybody: Sequence[Client], as_of: date) -> list[Plain]:
    """Return who left a customer lately, as a salesman heard it on a visit."""
    known = [each for each in everybody if len(each.people) > 1 and each.active_until is None]
    made: list[Plain] = []
    for client in dice.shuffled(known)[:5]:
        day = dice.day(max(client.acquired_on, as_of - timedelta(days=120)), as_of - timedelta(days=20))
        made.append(
            {
                "customer_id": client.number,
                "name": client.people[1].name,
                "left_on": day.isoformat(),
                "told_on": min(as_of, day + timedelta(days=dice.whole(3, 15))).isoformat(),
                "told_to": in_charge(client, as_of, as_of),
            }
        )
    return sorted(made, key=lambda each: (each["left_on"], each["customer_id"]))
