"""The sample company's staff and customers, as they really are: the dirt of the lists comes later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import attrs

from customerbase.sample import words
from customerbase.sample.dice import Dice

__all__ = ["Client", "Employee", "Person", "clients", "staff"]

CHINESE = 156
PRIVATE = 12
ABROAD = 32
PROSPECTS = 30
SINGLE = 28


@attrs.frozen(kw_only=True)
class Employee:
    """One of the company's own staff."""

    number: str
    name: str
    title: str
    territory: str | None
    phone: str
    email: str
    hired_on: date
    left_on: date | None = None
    reports_to: str | None = None


@attrs.define(kw_only=True)
class Person:
    """Somebody at a customer."""

    name: str
    title: str
    mobile: str
    email: str


@attrs.define(kw_only=True)
class Client:
    """A customer of the sample company.

    `updated_on` is the day on which the card was last gone over, and `employee`
    made responsible.  `rank` is his place by size among those who buy, 0 for
    the largest; None while he only might.  `active_until` is the last day on which he deals with
    us, None if he still does.
    """

    number: str
    name: str
    private: bool
    abroad: bool
    industry: str | None
    country: str
    province: str | None
    city: str
    district: str | None
    street: str
    postal_code: str
    phone: str
    email: str
    uscc: str | None
    founded: date
    employees: int
    capital: int
    turnover: int
    acquired_on: date
    updated_on: date
    employee: str
    source: str
    people: list[Person]
    rank: int | None = None
    active_until: date | None = None
    purchases: int = 0
    rating: str | None = None
    limit: int = 0
    days: int = 0

    @property
    def stage(self) -> str:
        """潜在, 现实, 流失 or 过去."""
        if self.rank is None:
            return "潜在"
        if self.active_until is None:
            return "现实"
        return "流失" if self.number[-1] in "02468" else "过去"


def staff(as_of: date) -> tuple[Employee, ...]:
    """Return the twelve employees; `Y005` left in the year before `as_of`, and `Y012` took over."""
    last_year = as_of.year - 1
    rows = (
        ("Y001", "沈国瑞", "销售总监", None, 2009, None, None),
        ("Y002", "陆海燕", "区域经理", "华南", 2012, "Y001", None),
        ("Y003", "程振宇", "区域经理", "华东", 2013, "Y001", None),
        ("Y004", "Sophie Lin", "外贸经理", "海外", 2015, "Y001", None),
        ("Y005", "蒋一鸣", "业务员", "华东", 2016, "Y003", date(last_year, 6, 30)),
        ("Y006", "邓佳琪", "业务员", "华南", 2017, "Y002", None),
        ("Y007", "彭立新", "业务员", "华北", 2014, "Y001", None),
        ("Y008", "曾雪梅", "业务员", "中西部", 2018, "Y001", None),
        ("Y009", "魏超", "售后工程师", None, 2011, "Y001", None),
        ("Y010", "薛静", "市场专员", None, 2019, "Y001", None),
        ("Y011", "邱淑芬", "信用与应收主管", None, 2010, None, None),
        ("Y012", "戴浩然", "业务员", "华东", last_year, "Y003", None),
    )
    return tuple(
        Employee(
            number=number,
            name=name,
            title=title,
            territory=territory,
            phone=f"1540755{i:04d}",
            email=f"{number.lower()}@qiming.example.com",
            hired_on=date(year, 3 + i % 4, 1 + 2 * i),
            left_on=left,
            reports_to=chief,
        )
        for i, (number, name, title, territory, year, chief, left) in enumerate(rows, 1)
    )


def clients(dice: Dice, as_of: date) -> list[Client]:
    """Return about two hundred customers in the order of their numbers."""
    days = _days_of_acquisition(dice, as_of)
    taken: set[str] = set()
    made = []
    for i in range(CHINESE + PRIVATE):
        acquired = days[i]
        made.append(
            _at_home(dice, f"KH{i + 1:04d}", acquired, private=i % 14 == 13, taken=taken, as_of=as_of)
        )
    for i in range(ABROAD):
        acquired = days[CHINESE + PRIVATE + i]
        made.append(_abroad(dice, f"EX{i + 1:04d}", acquired, taken=taken))
    for each in made:
        each.updated_on = _last_update(dice, each, as_of)
    _buyers(dice, made, as_of)
    return made


def _last_update(dice: Dice, client: Client, as_of: date) -> date:
    if client.employee == "Y012":
        return max(client.acquired_on, date(as_of.year - 1, 7, 1))
    return dice.day(max(client.acquired_on, date(as_of.year - 3, 1, 4)), as_of)


def _days_of_acquisition(dice: Dice, as_of: date) -> list[date]:
    count = CHINESE + PRIVATE + ABROAD
    old = [dice.day(date(as_of.year - 12, 1, 4), date(as_of.year - 4, 12, 30)) for _ in range(count // 3)]
    new = [dice.day(date(as_of.year - 3, 1, 4), as_of - timedelta(days=40)) for _ in range(count - len(old))]
    home = sorted(dice.shuffled(old + new)[: CHINESE + PRIVATE])
    left = sorted(old + new)
    for each in home:
        left.remove(each)
    return home + left


def _person(dice: Dice, place: int, host: str) -> Person:
    family, pinyin = dice.pick(words.FAMILY_NAMES)
    return Person(
        name=family + dice.pick(words.GIVEN_NAMES),
        title=dice.weighted(words.TITLES[place]),
        # no operator was given the numbers that begin with 154
        mobile=f"154{dice.digits(8)}",
        email=f"{pinyin}{dice.whole(1, 99)}@{host}",
    )


def _at_home(
    dice: Dice, number: str, acquired: date, *, private: bool, taken: set[str], as_of: date
) -> Client:
    province, city, districts, dial, postal, region, _ = dice.weighted(
        [(each, each[6]) for each in words.CITIES]
    )
    trade, industry, _ = dice.weighted([(each, each[2]) for each in words.TRADES])
    host = f"{number.lower()}.example.cn"
    if private:
        people = []
        name = _unused(taken, lambda: _person(dice, 0, host).name)
    else:
        people = [_person(dice, place, host) for place in range(2 if dice.chance(0.97) else 1)]
        ending = dice.weighted(
            (("有限公司", 8), ("股份有限公司", 1), ("厂" if trade.endswith("品") else "有限公司", 1))
        )
        name = _unused(taken, lambda: city.removesuffix("市") + dice.pick(words.BRANDS) + trade + ending)
    employees = dice.weighted(
        ((dice.whole(6, 40), 35), (dice.whole(41, 300), 45), (dice.whole(301, 2600), 20))
    )
    return Client(
        number=number,
        name=name,
        private=private,
        abroad=False,
        industry=None if private else industry,
        country="中国",
        province=province,
        city=city,
        district=dice.pick(districts) if districts else None,
        street=f"{dice.pick(words.STREETS)}{dice.whole(1, 388)}号",
        postal_code=f"{postal}{dice.whole(0, 99):02d}",
        # no local number begins with 9
        phone=f"{dial}-9{dice.digits(7 if len(dial) == 3 or province == '广东省' else 6)}",
        email=f"info@{host}",
        uscc=None if private else _credit_code(dice, region),
        founded=dice.day(date(1992, 1, 5), min(acquired, as_of) - timedelta(days=200)),
        employees=employees,
        capital=dice.pick((50, 100, 200, 300, 500, 500, 800, 1000, 2000, 5000)),
        turnover=employees * dice.whole(28, 95),
        acquired_on=acquired,
        updated_on=acquired,
        employee=_responsible(dice, province),
        source=dice.weighted(
            (("展会", 4), ("老客户介绍", 4), ("上门拜访", 4), ("网站询盘", 3), ("行业名录", 2))
        ),
        people=people,
    )


def _abroad(dice: Dice, number: str, acquired: date, *, taken: set[str]) -> Client:
    country, _, cities, dial = dice.weighted([(each, each[1]) for each in words.ABROAD])
    region, city, postal = dice.pick(cities)
    host = f"{number.lower()}.example.com"

    def person(place: int) -> Person:
        first, last = dice.pick(words.FIRST_NAMES), dice.pick(words.LAST_NAMES)
        mailbox = ".".join(
            "".join(each for each in part.lower() if "a" <= each <= "z") for part in (first, last)
        )
        return Person(
            name=f"{first} {last}",
            title=dice.weighted(words.TITLES_ABROAD[place]),
            mobile=f"{dial}{dice.whole(100, 199)}",
            email=f"{mailbox}@{host}",
        )

    def firm() -> str:
        what = dice.pick(("Automation", "Packaging Systems", "Drives", "Process Control", "Water Technology"))
        form = {"Germany": "GmbH", "United States": "Inc.", "France": "SARL", "Brazil": "Ltda."}.get(
            country, "Ltd"
        )
        return f"{dice.pick(words.LAST_NAMES)} {what} {form}"

    return Client(
        number=number,
        name=_unused(taken, firm),
        private=False,
        abroad=True,
        industry=dice.pick(("Machine building", "Packaging", "Water treatment", "Distribution", "Food")),
        country=country,
        province=region,
        city=city,
        district=None,
        street=f"{dice.whole(1, 240)} {dice.pick(('Mill Road', 'Harbour Street', 'Park Avenue', 'Station Road'))}",
        postal_code=postal,
        phone=f"{dial}{dice.whole(100, 199)}",
        email=f"office@{host}",
        uscc=None,
        founded=dice.day(date(1961, 1, 5), date(2008, 12, 20)),
        employees=dice.whole(12, 900),
        capital=0,
        turnover=dice.whole(900, 60_000),
        acquired_on=acquired,
        updated_on=acquired,
        employee="Y004",
        source=dice.weighted((("Trade fair", 4), ("Web inquiry", 3), ("Referral", 2))),
        people=[person(place) for place in range(2 if dice.chance(0.97) else 1)],
    )


def _unused(taken: set[str], make: Callable[[], str]) -> str:
    while (name := make()) in taken:
        pass
    taken.add(name)
    return name


def _responsible(dice: Dice, province: str) -> str:
    if province in ("广东省", "福建省", "广西壮族自治区"):
        return dice.pick(("Y002", "Y006", "Y006"))
    if province in ("上海市", "江苏省", "浙江省", "安徽省"):
        # what Y005 had when he left is with Y012
        return dice.pick(("Y003", "Y012", "Y012"))
    if province in ("北京市", "天津市", "山东省", "河北省", "辽宁省"):
        return "Y007"
    return "Y008"


def _buyers(dice: Dice, everybody: list[Client], as_of: date) -> None:
    """Decide who buys, how often, until when, and how far he is trusted."""
    recent = [each for each in everybody if each.acquired_on.year >= as_of.year - 2]
    prospects = {each.number for each in dice.shuffled(recent)[:PROSPECTS]}
    buying = dice.shuffled([each for each in everybody if each.number not in prospects])
    # a large customer is seldom a new one, and seldom a private person
    buying.sort(key=lambda each: (each.acquired_on.year >= as_of.year) + 2 * each.private)
    often = len(buying) - SINGLE
    total = sum(1 / (i + 5) for i in range(often))
    for rank, each in enumerate(buying):
        each.rank = rank
        each.purchases = max(2, int(4_900 / (rank + 5) / total)) if rank < often else 1
        known_for = (as_of - each.acquired_on).days
        if rank > 8 and known_for > 700 and dice.chance(0.24):
            first = max(each.acquired_on, date(as_of.year - 3, 1, 1))
            each.active_until = dice.day(first + timedelta(days=90), as_of - timedelta(days=270))
        elif rank >= often and known_for > 500:
            each.active_until = min(each.acquired_on + timedelta(days=120), as_of - timedelta(days=300))
            each.active_until = max(each.active_until, date(as_of.year - 3, 3, 1))
        each.rating = dice.weighted(
            (("A", 8), ("B", 5), ("C", 1)) if rank < 60 else (("A", 3), ("B", 6), ("C", 4))
        )
        each.limit = {"A": 50, "B": 20, "C": 5}[each.rating] * (10 if rank < 12 else 3 if rank < 45 else 1)
        each.days = {"A": 60, "B": 30, "C": 0}[each.rating]


def _credit_code(dice: Dice, region: str) -> str:
    """Return a unified social credit code (GB 32100) whose check characters hold; XY0 was given to nobody."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    every = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    body = "XY0" + dice.digits(5)
    sum9 = sum(every.index(each) * w for each, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    check9 = "0123456789X"[(11 - sum9 % 11) % 11]
    first = f"91{region}{dice.pick(('00', '05', '11'))}{body}{check9}"
    sum18 = sum(letters.index(each) * (3**i % 31) for i, each in enumerate(first))
    return first + letters[(31 - sum18 % 31) % 31]
