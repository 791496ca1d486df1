"""Telephone numbers as people dial them.

- Full-width digits become plain; punctuation between digits stays as people
  wrote it, and so does whether a country's code or an area's is there.
- ``0755-83201234转8012``, ``0755-83201234-8012``, ``ext. 8012``, ``x8012``, ``#8012``
  and ``分机8012`` have an extension; ``转8012/8013`` is the same number twice.  A
  hyphen before an extension is understood in Chinese numbers only: the
  ``-0`` of ``030-1234567-0`` belongs to a German number.
- Several numbers are parted by ``/ ; 、 ,``, ``or``, a line break, or, where each
  has seven digits and more, by a space.  They are labelled ``main``, ``main 2``, ...
  A short last part belongs to the one before: ``83201234/5`` is 83201234
  and 83201235.  Three to six digits after a stroke may be another ending
  or an extension: they are refused, unless they are a short number.
  ``0755/83201234`` is one number.
- Words beside a number are its label: ``办:0755-83201234 手机:13800138000``
  has ``office`` and ``mobile``, ``13800138000李经理`` has ``李经理``; ``电话`` and
  ``Tel.`` say nothing.  Letters within a number (``1-800-FLOWERS``, ``138O0138000``)
  are refused: which digit is meant?
- ``13812345678.0`` loses its ``.0``; ``1.38E+10`` is refused: its digits are gone.
- Short service numbers (three digits and more) are accepted.  More than 20
  digits are refused, as is an area code alone.  A number that is doubtful is
  kept: `customerbase.clean.phone_keys.phone_doubt` says why.

Sources: ITU-T E.123 (notation), E.164 (numbering plan, 15 digits), RFC 3966;
工业和信息化部, 电信网编号计划 (2017).

>>> [str(each) for each in clean_phones("０７５５-83201234转8012；138 0013 8000")]
['0755-83201234 ext. 8012', '138 0013 8000']
>>> {each.label: each.number for each in clean_phones("办:0755-83201234 手机:13800138000")}
{'office': '0755-83201234', 'mobile': '13800138000'}
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from customerbase.clean.phone_keys import phone_key
from customerbase.clean.refused import Refused
from customerbase.clean.text import BLANKS, clean_text, is_blank
from customerbase.errors import InvalidRecord
from customerbase.values import Phone

__all__ = ["clean_phones", "phone_key"]

_PLAIN = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}")
_ALONE = re.compile(r"\+?[0-9]+(?:[ -][0-9]+){0,6}")
_SPLIT = re.compile(r"\s*([;；、,，\n|&]|/|(?<![A-Za-z])or(?![A-Za-z])|或者?|和|以?及)\s*", re.IGNORECASE)
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_RUN = re.compile(r"\+?[0-9(\[][0-9()\[\]\s.\-/]*")
_EXTENSION = re.compile(
    r"\s*[(\[]?\s*(?:转分机|轉分機|转|轉|分机号?|分機號?|内线|內線|ext(?:ension|n)?\.?|x|#)"
    r"\s*[.:：]?\s*([0-9]{1,8})(?![0-9])\s*[)\]]?",
    re.IGNORECASE,
)
_HYPHEN_EXTENSION = re.compile(
    r"((?:(?:\+|00)?86[-\s]?)?(?:\(?0?[0-9]{2,3}\)?[-\s]?)?[2-9][0-9]{6,7}|[48]00(?:[-\s]?[0-9]){7})"
    r"(?:\s*-\s*|\()([0-9]{1,6})\)?"
)
_AREA = re.compile(r"(?:\+|\(?0|\()[0-9()\s\-]*")
_AREA_ALONE = re.compile(r"\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?-?")
_MOBILES = re.compile(r"((?:\+?86[\s-]?)?1[3-9][0-9](?:[\s-]?[0-9]{4}){2})(?:[\s-]+|$)")
_SERVICE = re.compile(r"1[0-9]{2}|1[02][0-9]{3,4}|9[56][0-9]{3,4}|[0-9]{7,}")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-") | {"／": "/", "＼": "/", "\\": "/"})
_WORDS = {
    word: label
    for label, words in {
        "": "telephone phone tel t 电话 電話 联系电话 聯繫電話 联系方式 座机 座機 固话 固定电话 号码 电话号码 电 p no",
        "mobile": "mobile cell mob m cellphone 手机 手機 手机号 手机号码 移动电话 行動電話 手",
        "fax": "fax f telefax 传真 傳真 传真号 传",
        "office": "office work o w 办 办公 办公室 办公电话 辦公室 单位 单位电话 公司 公司电话 公司電話",
        "home": "home h 家 宅 家庭 家庭电话 住宅 宅电 住宅电话 家里",
    }.items()
    for word in words.split()
}
_DIGIT = re.compile(r"[0-9]")
_AROUND = " \t.:：-_,()[]·"
_LABEL = re.compile(r"[^\W\d_][\w\s.·&'()\-]{0,19}")  # what is longer is a sentence, and no label
_MOST_DIGITS = 20


class _Found(NamedTuple):
    number: str
    extension: str | None
    label: str


def clean_phones(
    raw: str, *, label: str = "main", region: str = "CN", blanks: Container[str] = BLANKS
) -> tuple[Phone, ...] | None:
    """Return the numbers of a cell, or None if it is blank.

    Parameters
    ----------
    raw : str
    label : str
        What the first number is for, where the cell does not say it; the
        others are ``label 2``, ...
    region : str
        Whose numbers they are (ISO 3166-1): it says how hyphens are meant.

    Raises
    ------
    Refused
    """
    if _PLAIN.fullmatch(raw):
        return (Phone(number=raw, label=label),)
    text = clean_text(raw, limit=2_000, blanks=blanks)
    if text is None:
        return None
    found: dict[tuple[str, str | None], str] = {}
    alone = _ALONE.fullmatch(text)
    numbers = (
        _from_run(text, None, "", region) if alone else _numbers(text.translate(_DASHES), region, blanks)
    )
    for each in numbers:
        found.setdefault((each.number, each.extension), each.label or label)
    if not found:
        raise Refused("holds no telephone number", "write digits, or leave the cell empty")
    return tuple(_labelled(found))


def _labelled(found: dict[tuple[str, str | None], str]) -> Iterator[Phone]:
    taken: set[str] = set()
    for (number, extension), wanted in found.items():
        name, i = wanted, 1
        while name in taken:
            i += 1
            name = f"{wanted} {i}"
        taken.add(name)
        try:
            yield Phone(number=number, label=name, extension=extension)
        except InvalidRecord as error:
            raise Refused(f"{number!r} {error.problems[0].reason}", "write the whole number") from error


def _numbers(text: str, region: str, blanks: Container[str]) -> Iterator[_Found]:
    before: _Found | None = None
    for separator, part in _parts(text, blanks):
        if part.isdecimal() and part.isascii() and before is not None:
            if before.extension is not None and len(part) <= max(4, len(before.extension)):
                yield before._replace(extension=part)
                continue
            ending = before.number[-len(part) :]
            if len(part) <= 2 and before.extension is None and ending.isdecimal():
                yield before._replace(number=before.number[: -len(part)] + part)
                continue
            if separator == "/" and 3 <= len(part) <= 6 and not _SERVICE.fullmatch(part):
                raise Refused(
                    f"{part!r} may be another ending, or an extension",
                    "write each number whole, and an extension after 转 or ext.",
                )
        for each in _in_part(part, region):
            before = each
            yield each


def _parts(text: str, blanks: Container[str]) -> Iterator[tuple[str, str]]:
    """Give the parts of a cell, each with what stands before it; an area code stays with its number."""
    pieces = _SPLIT.split(text)
    held, separator = pieces[0], ""
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if is_blank(piece, blanks):
            continue
        if not _DIGIT.search(piece) or not _DIGIT.search(held):  # a name: it belongs to the number beside it
            held = piece if is_blank(held, blanks) else f"{held} {piece}"
            continue
        area = sign == "/" and _AREA.fullmatch(held) and sum(map(str.isdigit, held)) <= 6
        if area and re.match(r"[1-9]", piece):
            held = f"{held}/{piece}"
            continue
        if held.strip():
            yield separator, held.strip()
        held, separator = piece, sign
    if held.strip():
        yield separator, held.strip()


def _in_part(part: str, region: str) -> Iterator[_Found]:
    """Give the numbers of a part with the words beside them."""
    if _SCIENTIFIC.fullmatch(part):
        raise Refused(
            "is a number in powers of ten: a spreadsheet has cut its digits",
            "format the column as text and write the number again",
        )
    words: list[str] = []
    runs: list[tuple[str, str | None]] = []
    at = 0
    while run := _RUN.search(part, at):
        if not any(map(str.isdigit, run[0])):
            end = at + 1 if run.end() == at else run.end()
            words[len(runs) :] = ["".join(words[len(runs) :]) + part[at:end]]
            at = end
            continue
        words[len(runs) :] = ["".join(words[len(runs) :]) + part[at : run.start()]]
        number = run[0].rstrip(" .-/([\t")
        at = run.start() + len(number)
        _refuse_letters(words[-1], number, part[at:])
        dialled = _EXTENSION.match(part, at)
        if dialled:
            at = dialled.end()
        runs.append((number, dialled[1] if dialled else None))
    words[len(runs) :] = ["".join(words[len(runs) :]) + part[at:]]
    if not runs:
        raise Refused(f"{part!r} is no telephone number", "write digits, and the extension after 转 or ext.")
    labels = _labels(words)
    for (number, extension), label in zip(runs, labels, strict=True):
        yield from _from_run(number, extension, label, region)


def _labels(words: list[str]) -> list[str]:
    """Return what each number is for: the words before it, or after it where the part begins with a number."""
    said = [_label(each) for each in words]
    before, after = said[:-1], said[1:]
    if words[0].strip(_AROUND):
        before[-1] = f"{before[-1]} {said[-1]}".strip()
        return before
    if words[-1].strip(_AROUND):
        return after
    # Numbers at both ends: 0755-83201234 手机13800138000, but 13800138000李经理 0755-83201234.
    labels = [""] * len(before)
    for i, word in enumerate(words[1:-1]):
        follows = word[:1].isspace() or word.strip(_AROUND).casefold() in _WORDS
        labels[i + follows] = f"{labels[i + follows]} {said[i + 1]}".strip()
    return labels


def _label(word: str) -> str:
    text = " ".join(word.strip(_AROUND).split())
    if not text:
        return ""
    known = _WORDS.get(text.casefold())
    if known is not None:
        return known
    if text.casefold() == "qq":
        raise Refused("is a QQ number, no telephone number", "keep it as an attribute")
    if not _LABEL.fullmatch(text) or _EXTENSION.fullmatch(text + "1"):
        raise Refused(
            f"{text!r} beside the number is no label of it", "write the number, or what it is for before it"
        )
    return text


def _refuse_letters(before: str, number: str, after: str) -> None:
    """Refuse letters that touch digits and so may stand for some."""
    touching = re.search(r"([^\W\d_]+)-?$", before)
    if touching and touching[1].isascii() and touching[1].casefold() not in _WORDS:
        raise _among_digits(before + number)
    if re.match(r"-?[A-Za-z+]", after) and not _EXTENSION.match(after):
        raise _among_digits(number + after[:20])
    if re.match(r"\s+[A-Za-z]", after) and not _EXTENSION.match(after):
        freephone = re.match(r"(?:\+?1[\s.-]*)?\(?8(?:00|33|44|55|66|77|88)", number)
        if freephone or sum(map(str.isdigit, number)) < 7:
            raise _among_digits(number + after[:20])


def _among_digits(part: str) -> Refused:
    return Refused(f"{part[-40:]!r} has letters or signs among its digits", "write digits only")


def _from_run(number: str, extension: str | None, label: str, region: str) -> Iterator[_Found]:
    tokens = _apart(number)
    for i, token in enumerate(tokens, 1):
        whole, own = " ".join(token.split()), extension if i == len(tokens) else None
        whole = re.sub(r"^([0-9]{7,15})\.0$", r"\1", whole)
        if own is None and region == "CN" and (found := _HYPHEN_EXTENSION.fullmatch(whole)):
            whole, own = found[1], found[2]
        digits = sum(map(str.isdigit, whole))
        if digits > _MOST_DIGITS:
            raise Refused(f"{whole!r} has {digits} digits", "part several numbers by ; or /")
        if region == "CN" and _AREA_ALONE.fullmatch(whole):
            raise Refused(f"{whole!r} is an area code alone", "write the whole number")
        yield _Found(whole, own, label)


def _apart(number: str) -> list[str]:
    """Part numbers that stand side by side."""
    tokens = number.split()
    if len(tokens) > 1 and all(sum(map(str.isdigit, each)) >= 7 for each in tokens):
        return tokens
    if sum(map(str.isdigit, number)) > 15 and _MOBILES.sub("", number) == "":
        return _MOBILES.findall(number)
    return [number]
