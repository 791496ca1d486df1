"""China's administrative divisions, with the years in which each had its code and name.

Codes are those of GB/T 2260: two digits for the province, two for the city
(prefecture), two for the district, county or county-level city.  Rows come
from a table that the caller has: the one that python-stdnum carries (extra
``cn``), a CSV file of one's own, or both.

>>> table = Divisions.from_rows(
...     [
...         ("310000", "上海市", None, None),
...         ("310106", "静安区", None, None),
...         ("310108", "闸北区", None, 2015),
...     ]
... )
>>> [each.until for each in table.named("闸北区")]
[2015]
>>> table.named("静安")
(Division(code='310106', name='静安区', since=None, until=None),)
"""

from __future__ import annotations

import csv
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import attrs

from customerbase.clean.provinces import PROVINCE_CODES, PROVINCES
from customerbase.clean.traditional import simplified
from customerbase.errors import InvalidTable, Problem

__all__ = ["Division", "DivisionRow", "Divisions"]

DivisionRow: TypeAlias = tuple[str, str, int | None, int | None]
"""Code, name, first and last year (None: since ever, until now)."""

_PEOPLES: Final = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|"
    "毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|独龙|鄂伦春|各"
)
_AUTONOMOUS: Final = re.compile(f"((?:(?:{_PEOPLES})族)*|蒙古|哈萨克|柯尔克孜|达斡尔族?)自治([州县旗])$")
_ENDING: Final = re.compile("(?:特别行政区|自治[区州县旗]|地区|林区|矿区|新区|[省市区县旗盟州])$")
_NO_PLACE: Final = re.compile("市辖区|林区|县|.*直辖.*行政单位|.*办事处|市")


@attrs.frozen(kw_only=True)
class Division:
    """A place of GB/T 2260 under one name.

    Attributes
    ----------
    code : str
        Six digits.
    name : str
    since, until : int or None
        The first and the last year of this code and name; None is since ever,
        and until now.
    """

    code: str
    name: str
    since: int | None = None
    until: int | None = None

    @property
    def level(self) -> int:
        """1 is a province, 2 a city, 3 a district or county; also 2 a city that the province governs itself."""
        if self.code.endswith("0000"):
            return 1
        return (
            2 if self.code.endswith("00") or (self.governed_by_province and self.name.endswith("市")) else 3
        )

    @property
    def governed_by_province(self) -> bool:
        """Whether no city stands between this county and its province: 济源市, 石河子市."""
        return self.code[2] == "9" and self.code[4:] != "00"

    @property
    def area(self) -> str:
        """The digits that the codes of all that lies within begin with."""
        if self.code.endswith("0000"):
            return self.code[:2]
        return self.code[:4] if self.code.endswith("00") else self.code

    def holds(self, year: int) -> bool:
        """Tell whether the place had this code and name in this year."""
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


def _listed(rows: Iterable[Division]) -> tuple[Division, ...]:
    return tuple(rows)


@attrs.frozen
class Divisions:
    """A table of divisions, and the names by which they are found.

    Parameters
    ----------
    rows : tuple of Division
    """

    rows: tuple[Division, ...] = attrs.field(converter=_listed, repr=lambda rows: f"<{len(rows)} rows>")
    _names: Mapping[str, tuple[Division, ...]] = attrs.field(init=False, eq=False, repr=False)
    _lengths: Mapping[str, tuple[int, ...]] = attrs.field(init=False, eq=False, repr=False)
    _codes: Mapping[str, Division] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Put the names in order, once."""
        names: defaultdict[str, list[Division]] = defaultdict(list)
        codes: dict[str, Division] = {}
        for each in self.rows:
            held = codes.get(each.code)
            if held is None or (held.until or 9_999) < (each.until or 9_999):
                codes[each.code] = each
            if not _NO_PLACE.fullmatch(each.name):
                for name in _spellings(each):
                    names[name].append(each)
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for name in names:
            lengths[name[:2]].add(len(name))

        # What is valid now comes first, and of these the larger place.
        def order(place: Division) -> tuple[bool, int, str]:
            return _ended(place, codes), place.level, place.code

        index = {name: tuple(sorted(dict.fromkeys(found), key=order)) for name, found in names.items()}
        object.__setattr__(self, "_names", index)
        object.__setattr__(
            self, "_lengths", {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}
        )
        object.__setattr__(self, "_codes", codes)

    @classmethod
    def from_rows(cls, rows: Iterable[DivisionRow]) -> Divisions:
        """Return the table of these rows.

        Raises
        ------
        InvalidTable
            If a code has not six digits, a name is empty, or a last year lies before the first.
        """
        return cls(tuple(_division(*row) for row in rows))

    @classmethod
    def from_csv(cls, path: str | os.PathLike[str]) -> Divisions:
        """Return the table of a CSV file in UTF-8 with the columns code, name, since, until (years, or empty).

        Raises
        ------
        InvalidTable
            If a row has no code or name, or years that are none; it says which line.
        """
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"code", "name"} - set(reader.fieldnames or ())
            if missing:
                hint = "its first line is: code,name,since,until"
                raise InvalidTable([Problem("$", os.fspath(path), f"has no column {min(missing)}", hint)])
            return cls(tuple(_read(row, reader.line_num) for row in reader))

    def extended(self, rows: Iterable[DivisionRow]) -> Divisions:
        """Return the table with more rows; a row of the same code and name takes the place of the present one.

        >>> table = Divisions.from_rows([("440300", "深圳市", None, None)])
        >>> table.extended([("440399", "深汕特别合作区", 2018, None)]).named("深汕特别合作区")[0].code
        '440399'
        """
        added = Divisions.from_rows(rows).rows
        known = {(each.code, each.name) for each in added}
        return Divisions((*(each for each in self.rows if (each.code, each.name) not in known), *added))

    def of_year(self, year: int) -> Divisions:
        """Return the table as it was in this year, for lists of that time.

        Examples
        --------
        >>> table = Divisions.from_rows([("310108", "闸北区", None, 2015), ("310106", "静安区", None, None)])
        >>> [len(table.of_year(year).rows) for year in (2010, 2020)]
        [2, 1]
        """
        return Divisions(tuple(attrs.evolve(each, until=None) for each in self.rows if each.holds(year)))

    def named(self, name: str) -> tuple[Division, ...]:
        """Return what bears this name, with or without its ending; what is valid now comes first."""
        return self._names.get(simplified(name), ())

    def at_front(self, text: str, at: int = 0) -> Iterable[tuple[int, tuple[Division, ...]]]:
        """Yield where each name that stands at this place of a text in simplified characters ends, longest first."""
        for length in self._lengths.get(text[at : at + 2], ()):
            found = self._names.get(text[at : at + length])
            if found is not None and at + length <= len(text):
                yield at + length, found

    def ended(self, place: Division) -> bool:
        """Tell whether a place is no more, or the city of which it was a part."""
        return _ended(place, self._codes)

    def of_code(self, code: str) -> Division | None:
        """Return the place that has this code now, or had it last."""
        return self._codes.get(code)

    def above(self, place: Division) -> tuple[Division | None, Division | None]:
        """Return the province and the city in which a place lies; None for what it has not, or is itself."""
        province = self._codes.get(f"{place.code[:2]}0000") if place.level > 1 else None
        city = self._codes.get(f"{place.code[:4]}00") if place.level > 2 else None
        if city is not None and _NO_PLACE.fullmatch(city.name):
            city = None
        return province, city

    def successor(self, place: Division) -> Division | None:
        """Return what took over the code of a place that is no more; None where the table does not know it.

        Most codes end with their place, so most often this is not known.
        """
        held = self._codes.get(place.code)
        return None if held is None or held.name == place.name or held.until is not None else held


def _ended(place: Division, codes: Mapping[str, Division]) -> bool:
    city = codes.get(f"{place.code[:4]}00")
    return place.until is not None or (city is not None and city.until is not None and place.code[4:] != "00")


def _spellings(place: Division) -> list[str]:
    """Return the names under which a place is written, its full one first."""
    name = place.name
    found = [name]
    if place.code.endswith("0000"):
        found += [each for each, full in PROVINCES.items() if full == name and each not in found]
        return found
    if autonomous := _AUTONOMOUS.search(name):
        stem = name[: autonomous.start()]
        if len(stem) > 1:
            found += [stem, stem + autonomous[2]]
            found += [f"{stem}自治{autonomous[2]}"]
    else:
        stem = _ENDING.sub("", name)
        if len(stem) > 1 and stem != name:
            found.append(stem)
    return list(dict.fromkeys(found))


def _division(
    code: str, name: str, since: int | None, until: int | None, line: int | None = None
) -> Division:
    where = "$" if line is None else f"line {line}"
    code, name = str(code).strip(), simplified(name.strip())
    if not re.fullmatch("[1-9][0-9]{5}", code):
        raise InvalidTable([Problem(where, code, "is no code of six digits", "write it as 440305")])
    if not name:
        raise InvalidTable([Problem(where, code, "has no name", "write its name beside the code")])
    if since is not None and until is not None and until < since:
        raise InvalidTable([Problem(where, until, f"lies before the first year, {since}", None)])
    return Division(
        code=code,
        name=PROVINCE_CODES.get(code[:2], name) if code.endswith("0000") else name,
        since=since,
        until=until,
    )


def _read(row: Mapping[str, Any], line: int) -> Division:
    years: list[int | None] = []
    for column in ("since", "until"):
        raw = (row.get(column) or "").strip()
        if raw and not (raw.isascii() and raw.isdigit()):
            raise InvalidTable(
                [
                    Problem(
                        f"line {line}", raw, f"is no year in {column}", "write it as 2015, or leave it empty"
                    )
                ]
            )
        years.append(int(raw[:4]) if raw else None)
    return _division(row.get("code") or "", row.get("name") or "", years[0], years[1], line)
