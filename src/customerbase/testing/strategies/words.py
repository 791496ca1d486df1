"""Text as it stands in real lists: two languages, and what trips stores and comparisons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

__all__ = ["company_names", "ids", "keys", "names", "notes", "person_names", "texts"]

Ids = SearchStrategy[str] | Sequence[str] | None
R = TypeVar("R")

_COMPANIES = (
    "上海机电设备有限公司",
    "深圳市华强贸易公司",
    "北京　红星　商店",
    "重庆長江茶葉行",
    "𠮷野家餐飲（香港）",
    "Acme Trading Ltd",
    "Ernst Handel",
    "Blauer See Delikatessen",
    "Café de l'Été",
    "Cafe\u0301 de l'E\u0301te\u0301",
    'Smith & "Sons"',
    "100% Pure_Tea Co.",
    "B's Beverages; DROP",
    "=SUM(A1) Holding",
)
_PERSONS = (
    "王伟",
    "李娜",
    "欧阳 修",
    "𠮷田",
    "Maria Anders",
    "Jean O'Brien",
    "Zoë Müller",
    "van der Berg",
    "NULL",
)
_NASTY = (
    "%",
    "_",
    "\\",
    "'",
    '"',
    "NULL",
    "0",
    "00123",
    "1e5",
    "=1+1",
    "@home",
    "a\tb",
    "two\nlines",
    "ﬁ",
    "İ",
    "ß",
    "e\u0301",
    "é",
    "👩‍👩‍👧",
    "\u202eabc",
    "\ufeffbom",
    "红茶 ",
    " x",
)

_ANY_CHARACTER = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
_PLAIN_CHARACTER = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])


def drawn(given: Ids, default: SearchStrategy[str]) -> SearchStrategy[str]:
    """Return the strategy of ids that a caller gave, as a strategy or as the ids themselves."""
    if given is None:
        return default
    return given if isinstance(given, SearchStrategy) else st.sampled_from(list(given))


def maybe(strategy: SearchStrategy[R]) -> SearchStrategy[R | None]:
    """Return a strategy for a field that may be unknown, as it mostly is."""
    return st.none() | strategy


def built(
    wanted: Callable[..., R],
    fields: Mapping[str, SearchStrategy[Any]],
    given: Mapping[str, SearchStrategy[Any]],
    mend: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> SearchStrategy[R]:
    """Return a strategy for a record: its fields, those the caller gave instead, then made consistent."""

    def make(values: dict[str, Any]) -> R:
        return wanted(**(values if mend is None else mend(values)))

    return st.fixed_dictionaries({**fields, **given}).map(make)


def _varied(names: Sequence[str]) -> SearchStrategy[str]:
    def vary(name: str, how: str) -> str:
        if how == "upper":
            return name.upper()
        if how == "lower":
            return name.lower()
        if how == "trailing space":
            return name + " "
        if how == "double space":
            return name.replace(" ", "  ")
        return name

    hows = ("as it is", "upper", "lower", "trailing space", "double space")
    return st.builds(vary, st.sampled_from(names), st.sampled_from(hows))


def texts(max_size: int = 40) -> SearchStrategy[str]:
    """Any text that a record accepts: not blank, no NUL, no half surrogate pair.

    Parameters
    ----------
    max_size : int
        The most characters.
    """
    nasty = [each for each in _NASTY if len(each) <= max_size]
    anything = st.text(_ANY_CHARACTER, min_size=1, max_size=max_size).filter(lambda each: not each.isspace())
    return st.sampled_from(nasty) | anything


def notes() -> SearchStrategy[str]:
    """Free text that people write down: several lines, quotes, any script."""
    return st.sampled_from(
        ("老客户，要求月结。", 'Calls back\nafter 3 pm; "don\'t" mail', "50% off_")
    ) | texts(80)


def keys() -> SearchStrategy[str]:
    """Any id that a record accepts: short, no control characters, no white space around it."""
    nasty = [each for each in _NASTY if each.isprintable() and each == each.strip()]
    anything = st.text(_PLAIN_CHARACTER, min_size=1, max_size=12).map(str.strip).filter(bool)
    return st.sampled_from(nasty) | anything


def ids(prefix: str = "C", size: int = 6) -> SearchStrategy[str]:
    """Ids out of a small pool, so that a generated history uses the same one again.

    Among them are ids that a careless store takes for one: other case, inner
    white space, a wildcard of LIKE, full-width digits.

    Parameters
    ----------
    prefix : str
    size : int
        How many ids the pool holds besides the careless ones; 0 leaves only those.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(ids("C"), lambda each: each.endswith("2"))
    'C2'
    """
    plain = [f"{prefix}{i}" for i in range(1, size + 1)]
    alike = [f"{prefix.lower()}1", f"{prefix} 1", f"{prefix}%", f"{prefix}_", f"{prefix}１", f"0{prefix}1"]
    return st.sampled_from([*plain, *alike])


def company_names() -> SearchStrategy[str]:
    """Names of companies in Chinese and English, in other case, with spaces doubled or trailing."""
    return _varied(_COMPANIES)


def person_names() -> SearchStrategy[str]:
    """Names of people in Chinese and English."""
    return _varied(_PERSONS)


def names() -> SearchStrategy[str]:
    """Names of companies and of people, and any other text."""
    return company_names() | person_names() | texts()
