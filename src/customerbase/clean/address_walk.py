"""The way from the front of an address down the table of divisions: province, city, district."""

from __future__ import annotations

import re
from typing import Final

import attrs

from customerbase.clean.city_names import CITIES
from customerbase.clean.divisions import Division, Divisions
from customerbase.clean.parsed_address import AddressNote, Found, Span
from customerbase.clean.provinces import MUNICIPALITIES

__all__ = ["by_table"]

_SEPARATORS: Final = re.compile(r"[ ,，、/\\|>·;；:：_—–-]*")
_LEVEL: Final = re.compile(
    "市辖区|(?:省|自治区)?直辖(?:县级)?行政(?:区划|单位|区域)|县(?=[\u4e00-\u9fff]{1,6}(?:自治)?县)"
)
_STREET: Final = re.compile(
    "[东西南北中]?[一二三四五六七八九十]?(?:环|马)?(?:路|街(?!道)|大道|大街|大路|道(?![外里]区)|巷|弄|胡同|公路|高速|站|干道)"
    "|大厦|大楼|大学|大酒店|酒店|广场|花园|新村|小区|河(?![东西南北口池源间区县])|湾(?!里区)|银行|饭店|宾馆|商城|国际|[东西南北]里"
)
_OWN: Final = re.compile(
    "[^0-9路街巷号弄]{0,10}?(?:医院|政府|大学|学院|中学|小学|学校|公司|银行|[局厅委馆]|中心|法院|集团|厂|酒店|大厦|广场|机场|车站|火车站)"
)
_ZONES: Final = tuple(
    "高新技术产业开发区 高新技术产业园区 高新技术产业区 高新技术开发区 高新技术园区 高科技园区 科技园区 经济技术开发区 经济开发区 技术开发区 开发区 高新区 经开区 新区 新城区 "
    "工业园区 产业园区 工业新区 合作区 保税区 综合保税区 保税港区 示范区 度假区 管理区 风景名胜区 风景区 自贸区 综保区 自由贸易区 试验区 实验区 物流园区 港区 林区 矿区".split()
)
_ZONE: Final = re.compile(
    "高新技术产业园区|高新技术产业开发区|高新技术产业区|高新技术开发区|经济技术开发区|经济开发区|开发区|高新区|经开区|工业园区|新区(?![区])"
)

_MARKET: Final = re.compile("市(?:[场容]|政(?!府)|[中南北]区)")
_IN_STREETS: Final = re.compile("[路街巷号弄村镇乡0-9a-zA-Z()#座栋楼]|大道|[小社校厂市郊库东西南北]区$")
_VAGUE: Final = frozenset(
    "东城区 西城区 南城区 北城区 新城区 城中区 城东区 城西区 城北区 城南区 东区 西区 南区 北区 中区 城区 郊区 矿区 新区 中心区 城关区 市中区 港口区 江北区 江南区 河东区 河西区".split()
)
_NEW_CITY: Final = re.compile("[\u4e00-\u9fff]{2,6}?(?<![超城都门上股集夜早菜])市(?![场政容区])")
_END: Final = re.compile(r"$|[ ,，、/\\|>·;；:：_—–-]")
_TAIWAN: Final = re.compile(
    "(?:台北|新北|桃园|台中|台南|高雄|基隆|新竹|嘉义)市|(?:新竹|苗栗|彰化|南投|云林|嘉义|屏东|宜兰|花莲|台东|澎湖|金门|连江)县"
)
_HONG_KONG: Final = re.compile("九龙|新界|香港岛|港岛")
_BELOW_TABLE: Final = re.compile("[\u4e00-\u9fff]{1,5}?[区乡镇市]")


def by_table(text: str, plain: str, at: int, table: Divisions) -> Found:
    """Return the places at the front of a text; `plain` is the text in simplified characters."""
    walk = _Walk(plain, table, at)
    walk.go()
    province, city, district = walk.province, walk.city, walk.district
    parts = {}
    if province is not None:
        parts["province"] = province.name
        if province.name in MUNICIPALITIES:
            parts["city"] = province.name
    if city is not None:
        parts["city"] = city.name
    if district is not None:
        parts["district"] = district.name
    for role, start, end in walk.spans:
        if role in walk.loose:
            parts[role] = text[start:end]
    code = None if walk.known is None else walk.known.code
    return Found(parts, walk.spans, walk.notes, code, walk.abolished, walk.candidates)


@attrs.define
class _Walk:
    """A text on its way through the table.

    Parameters
    ----------
    plain : str
        The text in simplified characters.
    table : Divisions
    at : int
        Where the places begin.
    """

    plain: str
    table: Divisions
    at: int = 0
    province: Division | None = None
    city: Division | None = None
    district: Division | None = None
    loose: set[str] = attrs.field(factory=set)
    spans: list[Span] = attrs.field(factory=list)
    notes: dict[AddressNote, None] = attrs.field(factory=dict)
    abolished: Division | None = None
    candidates: tuple[Division, ...] = ()

    def go(self) -> None:
        """Take places off the front, as far as it is sure that they are places."""
        while True:
            self._skip()
            if self.at >= len(self.plain) or not self._step():
                break
        if self.candidates or self.district is not None or "district" in self.loose:
            return
        if self.province is not None and self.province.code[:2] in {"71", "81", "82"}:
            self._beyond_the_table()
        elif self.province is None and (found := _TAIWAN.match(self.plain, self.at)):
            self.province = self.table.of_code("710000")
            if self.province is not None:
                self._take("city", found.end())
                self.notes[AddressNote.INFERRED] = None
                self._beyond_the_table()
        elif self.province is not None:
            self._not_in_table()

    @property
    def known(self) -> Division | None:
        """The smallest place that the table knows."""
        return self.district or self.city or self.province

    def _skip(self) -> None:
        found = _SEPARATORS.match(self.plain, self.at)
        start = found.end() if found else self.at
        level = (
            _LEVEL.match(self.plain, start) if self.province is not None and self.district is None else None
        )
        if level is not None and level.end() < len(self.plain):
            self.spans.append(("level", start, level.end()))
            start = level.end()
            found = _SEPARATORS.match(self.plain, start)
            start = found.end() if found else start
        self.at = start

    def _step(self) -> bool:
        for end, places in self.table.at_front(self.plain, self.at):
            name = self.plain[self.at : end]
            short = name[-1] not in "省市区县州旗盟" or all(
                each.name.startswith(name) and each.name != name for each in places
            )
            if self._is_another_word(end, places, short=short):
                continue
            if short and self._is_zone(end, places):
                return True
            if self._is_repeated(end, places, short=short):
                return True
            fitting = [each for each in places if self._fits(each)]
            if not fitting:
                if not short and self._contradicts(name, places):
                    self.notes[AddressNote.CONTRADICTORY] = None
                    self.candidates = tuple(each for each in places if not self.table.ended(each))
                    return False
                continue
            place = self._one_of(fitting, end, short=short)
            if place is None:
                if not short:
                    self._ambiguous(end, fitting)
                    return False
                continue
            if short and not self._short_is_enough(place, name, end):
                continue
            self._arrive(place, end, short=short)
            return True
        return False

    def _is_another_word(self, end: int, places: tuple[Division, ...], *, short: bool) -> bool:
        """Tell whether a name goes on as something else: 北京路, 深圳市场, 济南 市中区."""
        if short:
            other = _STREET.match(self.plain, end) is not None
        else:
            other = _MARKET.match(self.plain, end - 1) is not None
        # 台州 路桥区, 南平市 政和县: a place within it is no street.
        return other and not self._holds_the_next(places, end)

    def _holds_the_next(self, places: tuple[Division, ...], end: int) -> bool:
        return any(
            below.name == self.plain[end:after]
            and below.level > place.level
            and below.code.startswith(place.area)
            for after, found in self.table.at_front(self.plain, end)
            for below in found
            for place in places
        )

    def _is_zone(self, end: int, places: tuple[Division, ...]) -> bool:
        """Take 苏州工业园区, which names its city, as the district."""
        zone = _ZONE.match(self.plain, end)
        cities = [each for each in places if self._is_city(each) and not self.table.ended(each)]
        if zone is None or self.district is not None or len(cities) != 1:
            return False
        if self.known != cities[0]:
            if not self._fits(cities[0]):
                return False
            self._place(cities[0])
            self.notes[AddressNote.INFERRED] = None
        self.notes[AddressNote.NOT_IN_TABLE] = None
        self._take("district", zone.end())
        return True

    def _is_city(self, place: Division) -> bool:
        return place.level == 2 or place.name in MUNICIPALITIES

    def _fits(self, place: Division) -> bool:
        known = self.known
        return "district" not in self.loose and (
            known is None or (place.code.startswith(known.area) and place.level > known.level)
        )

    def _is_repeated(self, end: int, places: tuple[Division, ...], *, short: bool) -> bool:
        known = self.known
        held = {each.code: each for each in (self.province, self.city, self.district) if each is not None}
        same = next((each for each in places if each.code in held), None)
        if known is None or same is None or not self.spans:
            return False
        follows = [each for _, found in self.table.at_front(self.plain, end) for each in found]
        if short or same != known:
            # 广东省深圳市广东省深圳市: only what is followed by the next known place, or by a place below, is said again.
            again = any(
                each.code in held and each.code.startswith(same.area) and each != same for each in follows
            )
            alone = self.at > self.spans[-1][2] and _END.match(self.plain, end)
            if not again and not (same == known and (alone or any(self._fits(each) for each in follows))):
                return False
        elif _OWN.match(self.plain, end) and not follows:
            return False
        self.notes[AddressNote.REPEATED] = None
        self._span("repeated", end)
        return True

    def _contradicts(self, name: str, places: tuple[Division, ...]) -> bool:
        known = self.known
        if known is None or self.district is not None or name in _VAGUE or len(name) < 3:
            return False
        current = [each for each in places if not self.table.ended(each)]
        if not current or any(
            each.code == known.code or known.code.startswith(each.area) for each in current
        ):
            return False
        return self.city is None or not self._without_districts() or any(each.level < 3 for each in current)

    def _without_districts(self) -> bool:
        return self.city is not None and self.city.code[:4] in {"4419", "4420", "4604", "6202"}

    def _one_of(self, fitting: list[Division], end: int, *, short: bool) -> Division | None:
        """Return the place that is meant, or None where it may be several."""
        current = [each for each in fitting if not self.table.ended(each)]
        if short and not current:
            return None
        if len(fitting) > 1 and (led := self._led_to(fitting, end)) is not None:
            return led
        current = current or fitting
        first = current[0]
        if all(each.code.startswith(first.area) for each in current) or (short and first.level == 1):
            return first
        # One place that had several codes in the course of time is one place: the last that it had.
        if (
            len({(each.code[:2], each.name) for each in current}) == 1
            and len({each.until for each in current}) > 1
        ):
            return max(current, key=lambda each: (each.until or 9_999, each.code))
        if (
            len({(each.code[:2], each.name) for each in current if each.governed_by_province}) == 1
            and len({each.name for each in current}) == 1
        ):
            return max(current, key=lambda each: each.governed_by_province)
        return None

    def _led_to(self, fitting: list[Division], end: int) -> Division | None:
        """Return the one place within which the next name lies: 巢湖市居巢区, 大同平城区."""
        below = [
            each
            for after, found in self.table.at_front(self.plain, end)
            for each in found
            if each.level > 1 and each.name == self.plain[end:after]
        ]
        led = [
            each
            for each in fitting
            if any(other.code.startswith(each.area) and other.level > each.level for other in below)
        ]
        current = [each for each in led if not self.table.ended(each)] or led
        if len(current) > 1 and all(each.code.startswith(current[0].area) for each in current):
            return current[0]
        return current[0] if len(current) == 1 else None

    def _short_is_enough(self, place: Division, name: str, end: int) -> bool:
        if len(name) < 2:
            return False
        if place.level < 3 or (place.governed_by_province and self.province is not None):
            return True
        if name in CITIES or (place.name.endswith("市") and self.known is not None):
            return True
        # 广东 深圳 南山 科技园: where a blank follows, it is a name by itself.
        return self.known is not None and _END.match(self.plain, end) is not None

    def _ambiguous(self, end: int, fitting: list[Division]) -> None:
        current = [each for each in fitting if not self.table.ended(each)] or fitting
        self.notes[AddressNote.AMBIGUOUS] = None
        self.candidates = tuple(current)
        levels = {each.level for each in current}
        if levels in ({2}, {3}):
            self._take("city" if levels == {2} else "district", end)

    def _arrive(self, place: Division, end: int, *, short: bool) -> None:
        known = self.known
        if (known is None and place.level > 1) or (
            place.level == 3 and self.city is None and self.table.above(place)[1] is not None
        ):
            self.notes[AddressNote.INFERRED] = None
        if short:
            self.notes[AddressNote.SHORT] = None
        if self.table.ended(place):
            self.notes[AddressNote.ABOLISHED] = None
            self.abolished = place
        self._span(("province", "city", "district")[place.level - 1], end)
        self._place(place)

    def _place(self, place: Division) -> None:
        province, city = self.table.above(place)
        self.province = self.province or province
        if place.level == 1:
            self.province = place
        elif place.level == 2:
            self.city = place
        else:
            self.city = self.city or city
            self.district = place

    def _span(self, role: str, end: int) -> None:
        self.spans.append((role, self.at, end))
        self.at = end

    def _take(self, role: str, end: int) -> None:
        self.loose.add(role)
        self._span(role, end)

    def _not_in_table(self) -> None:
        """Take what has the form of a city or a district, though the table lacks it."""
        assert self.province is not None
        if self.city is None and self.province.name not in MUNICIPALITIES:
            found = _NEW_CITY.match(self.plain, self.at)
            if found is None or _IN_STREETS.search(found[0]) or re.search("[县区]", found[0]):
                return self._zone(zones_only=True)
            self.notes[AddressNote.NOT_IN_TABLE] = None
            self._take("city", found.end())
            self._skip()
        return self._zone(zones_only=False)

    def _zone(self, *, zones_only: bool) -> None:
        end = self.plain.find("区", self.at, self.at + 16) + 1
        part = self.plain[self.at : end]
        if not part or (self.city is not None and self.city.governed_by_province):
            return
        without = self._without_districts()
        by_form = not zones_only and (3 <= len(part) <= 5 or (without and len(part) > 1))
        if part.endswith(_ZONES) or by_form:
            quarter = without and part[:-1] in {"东", "西", "南", "北"}
            if quarter or not _IN_STREETS.search(part):
                self.notes[AddressNote.NOT_IN_TABLE] = None
                self._take("district", end)

    def _beyond_the_table(self) -> None:
        """Take city and district of Taiwan, Hong Kong and Macau, by their form."""
        assert self.province is not None
        self._skip()
        towns = _TAIWAN if self.province.code[:2] == "71" else _HONG_KONG
        if "city" not in self.loose and (found := towns.match(self.plain, self.at)):
            self._take("city", found.end())
            self._skip()
        found = _BELOW_TABLE.match(self.plain, self.at)
        if (
            found
            and not _IN_STREETS.search(found[0][:-1])
            and (found[0][-1] == "区" or self.province.code[:2] == "71")
        ):
            self._take("district", found.end())
