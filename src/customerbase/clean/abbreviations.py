"""What well-known short names of companies stand for: 中石化 is 中国石油化工.

The built-in table holds short names that everybody knows and that one company
bears; the long name is without legal form, since a short name says nothing of
that.  Short names that several bear are left out: 南航 is an airline and a
university, 大唐 a power company and a maker of telephones, 东风 anybody's.  A
company's own are in a TOML file of lines ``"中石化" = "中国石油化工"``.

A short name counts only where it is the whole name: 中石化 does, 中石化服务站 does not.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from customerbase.clean.company_names import name_key
from customerbase.errors import InvalidTable, Problem, SourceError

__all__ = ["ABBREVIATIONS", "abbreviations_of", "load_abbreviations"]

ABBREVIATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "中石化": "中国石油化工", "中国石化": "中国石油化工", "中石油": "中国石油天然气", "中海油": "中国海洋石油",
        "工行": "中国工商银行", "工商银行": "中国工商银行", "建行": "中国建设银行", "建设银行": "中国建设银行",
        "农行": "中国农业银行", "农业银行": "中国农业银行", "中行": "中国银行", "交行": "交通银行", "招行": "招商银行",
        "邮储银行": "中国邮政储蓄银行", "中移动": "中国移动通信", "中国移动": "中国移动通信", "中电信": "中国电信",
        "中国联通": "中国联合网络通信", "联通": "中国联合网络通信", "国网": "国家电网", "南网": "中国南方电网",
        "南方电网": "中国南方电网", "中车": "中国中车", "中建": "中国建筑", "中铁": "中国中铁", "中铁建": "中国铁建",
        "中交": "中国交通建设", "上汽": "上海汽车集团", "一汽": "中国第一汽车", "广汽": "广州汽车集团",
        "北汽": "北京汽车集团", "宝武": "中国宝武钢铁", "中粮": "中粮集团", "华能": "中国华能", "国航": "中国国际航空",
        "东航": "中国东方航空", "ibm": "International Business Machines", "hp": "Hewlett-Packard",
        "ge": "General Electric", "bmw": "Bayerische Motoren Werke", "vw": "Volkswagen",
        "3m": "Minnesota Mining and Manufacturing", "p&g": "Procter & Gamble", "j&j": "Johnson & Johnson",
        "tsmc": "Taiwan Semiconductor Manufacturing", "gsk": "GlaxoSmithKline",
        "pwc": "PricewaterhouseCoopers", "dhl": "DHL International",
    }
)  # fmt: skip
"""Short name, as `name_key` writes it → the name that it stands for."""


def abbreviations_of(given: Mapping[str, str] | str | os.PathLike[str] | None) -> Mapping[str, str]:
    """Return a table by the keys of its short names: the built-in one for None, a file's for a path.

    Raises
    ------
    SourceError
        If the file cannot be read.
    InvalidTable
        If an entry is no name, or two entries are one short name.

    Examples
    --------
    >>> abbreviations_of(None)["ibm"]
    'International Business Machines'
    >>> dict(abbreviations_of({"A.C.M.E.": "Acme Trading"}))
    {'acme': 'Acme Trading'}
    """
    if given is None:
        return ABBREVIATIONS
    return _keyed(given) if isinstance(given, Mapping) else load_abbreviations(given)


def load_abbreviations(path: str | os.PathLike[str]) -> Mapping[str, str]:
    """Read a TOML file of a company's own: ``"中石化" = "中国石油化工"``.

    Raises
    ------
    SourceError
        If it cannot be read.
    InvalidTable
        With every entry that is no name, or whose short name another has.
    """
    name = os.fspath(path)
    try:
        loaded = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise SourceError(name, "there is no such file") from error
    except (OSError, ValueError) as error:
        raise SourceError(name, f"cannot be read as TOML: {error}") from error
    return _keyed(loaded)


def _keyed(given: Mapping[str, object]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    problems = []
    for short, long in given.items():
        key = name_key(short)
        if not key or not isinstance(long, str) or not long.strip():
            hint = 'write "中石化" = "中国石油化工"; quote both'
            problems.append(Problem(f"$.{short}", long, "is no short name and its full one", hint))
        elif found.setdefault(key, long.strip()) != long.strip():
            problems.append(Problem(f"$.{short}", long, f"is also given as {found[key]!r}", "keep one"))
    if problems:
        raise InvalidTable(problems)
    return MappingProxyType(found)
