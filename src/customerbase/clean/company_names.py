"""Company names: the key by which spellings are one, and the parts of which a name is made.

Full-width characters, letter case, white space and punctuation do not
distinguish companies; legal forms (有限公司, Ltd) do, and stay in `name_key`.

A Chinese name is made of place, own name, trade and legal form, in this
order; the name of a branch follows that of its company.  `parse_company_name`
parts what is sure; what is not stays in the core.

>>> name_key("深圳（华为） 技术有限公司") == name_key("深圳(华为)技术有限公司")
True
>>> name_key("Müller & Co. KG")
'müller&cokg'
>>> found = parse_company_name("深圳市腾讯计算机系统有限公司北京分公司")
>>> found.place, found.core, found.trade, found.legal_form, found.branch
('深圳市', '腾讯', '计算机系统', '有限公司', '北京分公司')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

import attrs

from customerbase.clean.chinese_names import taken_apart as chinese
from customerbase.clean.company_words import STATES
from customerbase.clean.latin_names import taken_apart as latin
from customerbase.clean.text import halfwidth

__all__ = ["CompanyName", "core_key", "name_key", "parse_company_name"]

_LONGEST: Final = 300
_HAN: Final = re.compile("[\u3400-\u9fff]")
_SPACES: Final = re.compile(r"\s+")
_BRACKETS: Final = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]{1,200})[)\]】〕]")
_FORMER: Final = re.compile(
    r"(?:原名?|曾用名|前身|旧名|舊名|formerly(?: known as)?|f/?k/?a|previously|ex-)\s*[:：]?\s*(?=\S)",
    re.IGNORECASE,
)


@attrs.frozen(kw_only=True)
class CompanyName:
    """A company's name in its parts.

    Attributes
    ----------
    raw : str
        The name as it was given.
    core : str
        What is the company's own; never empty (unless the name is): the name
        itself, without legal form, where nothing else would be left.
    place, trade, legal_form, branch : str or None
        Where it is registered, what it does, 有限公司 or ``Co., Ltd.``, and
        which part of the company is named.
    former : str or None
        The name that a note says it had before.
    notes : tuple of str
        Other notes in brackets that are no part of the name: 注销.
    """

    raw: str
    core: str
    place: str | None = None
    trade: str | None = None
    legal_form: str | None = None
    branch: str | None = None
    former: str | None = None
    notes: tuple[str, ...] = ()


def parse_company_name(raw: str) -> CompanyName:
    """Return the parts of a company's name.

    Parameters
    ----------
    raw : str

    Examples
    --------
    >>> found = parse_company_name("Acme Trading (Shenzhen) Co., Ltd.")
    >>> found.core, found.trade, found.place, found.legal_form
    ('Acme', 'Trading', 'Shenzhen', 'Co., Ltd.')
    >>> found = parse_company_name("上海机电有限公司（原上海第一机床厂）（已注销）")
    >>> found.core, found.former, found.notes
    ('上海机电', '上海第一机床厂', ('已注销',))
    """
    text = _SPACES.sub(" ", halfwidth(raw)).strip()
    if len(text) > _LONGEST:
        return CompanyName(raw=raw, core=text)
    former: str | None = None
    notes: list[str] = []
    if text.endswith((")", "]", "】", "〕")) or text.startswith(("(", "[", "【", "〔")):
        text, former, notes = _without_notes(text)
    parts = chinese(text) if _HAN.search(text) else latin(text)
    return CompanyName(raw=raw, former=former, notes=tuple(notes), **parts)


def _without_notes(text: str) -> tuple[str, str | None, list[str]]:
    """Take off what stands in brackets and says something of the company, not its name."""
    former: str | None = None
    notes: list[str] = []
    for found in reversed(list(_BRACKETS.finditer(text))):
        said = found[1].strip()
        earlier = _FORMER.match(said)
        if earlier and len(said) > earlier.end() + 1:
            former = said[earlier.end() :]
        elif STATES.fullmatch(said):
            notes.insert(0, said)
        else:
            continue
        rest = (text[: found.start()] + text[found.end() :]).strip()
        if not rest:
            return text, None, []
        text = rest
    return text, former, notes


def core_key(name: str | CompanyName, *, fold: Callable[[str], str] | None = None) -> str:
    """Return the key of what is a company's own in its name: no place, trade, form and branch.

    Different companies have equal core keys (腾讯科技, 腾讯计算机系统): a reason to compare them, never to merge.

    Parameters
    ----------
    name : str or CompanyName
    fold : callable, optional
        Makes traditional characters simplified.

    Examples
    --------
    >>> core_key("深圳市腾讯计算机系统有限公司") == core_key("腾讯科技(深圳)有限公司")
    True
    """
    core = (parse_company_name(name) if isinstance(name, str) else name).core
    return name_key(fold(core) if fold else core)


def name_key(name: str) -> str:
    """Return the name without case, spaces and punctuation, as one string to compare.

    A name of punctuation alone is its own key, so that no two are mixed up.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(
        each for each in folded if each in "&+" or each.isalnum() or unicodedata.category(each)[0] == "M"
    )
    return unicodedata.normalize("NFKC", kept) or folded.strip()
