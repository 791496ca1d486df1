"""The sample company's lists of customers, products and staff, row by row, with the dirt that real lists have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from customerbase.sample import dirt, words
from customerbase.sample.company import Client, Employee
from customerbase.sample.dice import Dice
from customerbase.sample.goods import CATALOGUE
from customerbase.sample.traps import Trap

__all__ = ["abroad", "at_home", "bought", "products", "staff_list"]

Rows = Iterator[Sequence[str] | Trap]

_HOME = (
    "客户编号,客户名称,客户类型,行业,国家,省份,城市,区县,详细地址,邮编,电话,电子邮箱,统一社会信用代码,成立日期,员工人数,"
    "注册资本,年营业额,信用等级,信用额度,账期,建档日期,客户来源,归属人,客户状态,更新日期,"
    "联系人1,联系人1职务,联系人1手机,联系人1邮箱,联系人2,联系人2职务,联系人2手机,联系人2邮箱,备注"
).split(",")

_ABROAD = (
    "Customer No,Company Name,Industry,Country,State,City,Street,Postal Code,Phone,E-mail,Employees,"
    "Credit Rating,Credit Limit,Currency,Payment Days,Customer Since,Account Manager,Status,Last Updated,"
    "Contact 1,Contact 1 Title,Contact 1 Phone,Contact 1 Email,"
    "Contact 2,Contact 2 Title,Contact 2 Phone,Contact 2 Email,Notes"
).split(",")

_BOUGHT = "客户编号,公司名称,省份,城市,地址,电话,联系人,联系人职务,联系人手机,员工人数,行业".split(",")


def at_home(dice: Dice, everybody: Sequence[Client], staff: Sequence[Employee]) -> Rows:
    """Give the header and the rows of the Chinese list; two contacts stand in a row."""
    yield _HOME
    names = {each.number: each.name for each in staff}
    home = [each for each in everybody if not each.abroad]
    for i, each in enumerate(home):
        row = _home_row(dice, each, names)
        yield row
        if i == 19:
            yield Trap(
                _changed(row, _HOME, {"客户名称": "深圳市旧名字实业有限公司", "电话": "0755-90000000"}),
                "the number of the customer above, with another name",
            )
        if i in _HOME_TRAPS:
            number, changes, why = _HOME_TRAPS[i]
            yield Trap(_changed(row, _HOME, {"客户编号": number, **changes}), why)


_HOME_TRAPS: dict[int, tuple[str, dict[str, str], str]] = {
    40: ("", {"客户名称": "  "}, "neither a number nor a name"),
    75: ("KH0192", {"客户名称": "惠州市待核实五金厂", "建档日期": "24-1-5"}, "24-1-5 may be three days"),
    110: ("KH0193", {"客户名称": "中山市待核实灯饰厂", "信用额度": "面议"}, "an amount that is no amount"),
    140: (
        "KH0194",
        {"客户名称": "珠海市待核实电器厂", "电子邮箱": "info(at)example.cn"},
        "no e-mail address",
    ),
}


def _home_row(dice: Dice, each: Client, names: dict[str, str]) -> list[str]:
    private = each.private
    wide = (
        each.name.replace("有限公司", "（集团）有限公司") if dice.chance(0.03) and not private else each.name
    )
    row = [
        each.number,
        dirt.padded(dice, wide),
        "个人" if private else "企业",
        each.industry or dirt.nothing(dice),
        each.country,
        dirt.nothing(dice) if each.number.endswith("77") else dirt.province(dice, each.province or ""),
        each.city,
        each.district or "",
        each.street,
        each.postal_code,
        dirt.phone(dice, each.phone),
        dirt.nothing(dice) if private or dice.chance(0.2) else each.email,
        dirt.nothing(dice) if private or dice.chance(0.25) else each.uscc or "",
        "" if private else dirt.founding(dice, each.founded),
        "" if private or dice.chance(0.2) else dirt.count(dice, each.employees),
        "" if private or dice.chance(0.2) else dirt.capital(dice, each.capital),
        "" if private or dice.chance(0.35) else f"{each.turnover:,}万元",
        each.rating or dirt.nothing(dice),
        f"{each.limit}万元" if each.limit else "",
        f"{each.days}天" if each.rating else "",
        dirt.day(dice, each.acquired_on),
        each.source,
        names[each.employee],
        each.stage + ("客户" if dice.chance(0.2) else ""),
        each.updated_on.isoformat(),
    ]
    for place in range(2):
        if place < len(each.people):
            person = each.people[place]
            row += [dirt.padded(dice, person.name), person.title, person.mobile]
            row.append(person.email if dice.chance(0.5) else "")
        else:
            row += ["", "", "", ""]
    row.append(dice.weighted((("", 90), ("重点维护", 4), ("要求货到付款", 3), ("节后联系，先发样本", 3))))
    return row


def _changed(row: Sequence[str], header: Sequence[str], changes: dict[str, str]) -> list[str]:
    return [changes.get(name, cell) for name, cell in zip(header, row, strict=True)]


def abroad(dice: Dice, everybody: Sequence[Client], staff: Sequence[Employee]) -> Rows:
    """Give the header and the rows of the export customers."""
    yield _ABROAD
    names = {each.number: each.name for each in staff}
    status = {"潜在": "prospect", "现实": "active", "流失": "lapsed", "过去": "former"}
    for i, each in enumerate(client for client in everybody if client.abroad):
        row = [
            each.number,
            dirt.padded(dice, each.name),
            each.industry or "",
            each.country,
            each.province or "",
            each.city,
            each.street,
            each.postal_code,
            each.phone,
            each.email,
            f"{each.employees:,}" if dice.chance(0.8) else "n/a",
            each.rating or "",
            f"{each.limit * 10_000:,}" if each.limit else "",
            "CNY",
            str(each.days) if each.rating else "",
            each.acquired_on.strftime("%Y-%m-%d") if dice.chance(0.8) else _english_day(each),
            names[each.employee],
            status[each.stage],
            each.updated_on.isoformat(),
        ]
        for place in range(2):
            person = each.people[place] if place < len(each.people) else None
            row += [person.name, person.title, person.mobile, person.email] if person else [""] * 4
        row.append(dice.weighted((("", 80), ("Letter of credit only", 10), ("Ships via Hamburg", 10))))
        yield row
        if i == 11:
            trap = _changed(row, _ABROAD, {"Customer No": "EX0091", "Company Name": "Undated Trading Ltd"})
            yield Trap(
                _changed(trap, _ABROAD, {"Customer Since": "03/04/2022"}),
                "the 3rd of April, or the 4th of March",
            )


def _english_day(each: Client) -> str:
    day = each.acquired_on
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[
        day.month - 1
    ]
    return f"{day.day} {month} {day.year}"


def bought(dice: Dice, everybody: Sequence[Client]) -> Rows:
    """Give a bought list: it says other telephone numbers of customers we know, and names new ones."""
    yield _BOUGHT
    known = [each for each in everybody if not each.abroad and not each.private][10:130:7]
    for each in known:
        person = each.people[0]
        dial = each.phone.partition("-")[0]
        yield [
            each.number,
            each.name,
            each.province or "",
            each.city,
            each.street,
            f"{dial}-9{dice.digits(len(each.phone) - len(dial) - 2)}",
            person.name,
            person.title,
            f"154{dice.digits(8)}",
            str(each.employees * dice.whole(7, 14) // 10),
            each.industry or "",
        ]
    for i in range(1, 8):
        province, city, _, dial, _, _, _ = dice.pick(words.CITIES)
        trade, industry, _ = dice.pick(words.TRADES)
        family, _ = dice.pick(words.FAMILY_NAMES)
        row = [
            f"MD{i:03d}",
            f"{city.removesuffix('市')}{dice.pick(words.BRANDS)}{trade}有限公司",
            province,
            city,
            "",
            f"{dial}-9{dice.digits(6)}",
            family + "经理",
            "采购经理",
            f"154{dice.digits(8)}",
            "",
            industry,
        ]
        yield row
        if i == 4:
            yield Trap(
                _changed(row, _BOUGHT, {"客户编号": "MD099", "联系人手机": "1.54E+10"}),
                "a number whose digits are gone",
            )


def products() -> Rows:
    """Give the header and the rows of the price list."""
    yield "产品编号,产品名称,产品类别,质量级别,单位,标价(元),成本价(元),优惠".split(",")
    for each in CATALOGUE:
        offer = "满百件九五折" if each.price < 10_000 else ""
        yield [
            each.number,
            each.name,
            each.category,
            each.quality,
            each.unit,
            yuan(each.price),
            yuan(each.cost),
            offer,
        ]


def staff_list(staff: Sequence[Employee]) -> Rows:
    """Give the header and the rows of the staff."""
    yield "工号,姓名,职务,负责区域,手机,邮箱,入职日期,离职日期,上级".split(",")
    for each in staff:
        yield [
            each.number,
            each.name,
            each.title,
            each.territory or "",
            each.phone,
            each.email,
            each.hired_on.isoformat(),
            each.left_on.isoformat() if each.left_on else "",
            each.reports_to or "",
        ]


def yuan(fen: int) -> str:
    """Write an amount of fen in yuan."""
    return f"{fen // 100}.{fen % 100:02d}"
