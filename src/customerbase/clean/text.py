r"""Text as people wrote it, without what only machines put there.

- White space around it goes; line breaks within it stay, as ``\n``; other
  control characters, zero-width spaces and the byte order mark go.
- Full-width ASCII (``ＡＢＣ１２３（）``) becomes ASCII, as does the
  ideographic space.  Sentences (`clean_prose`) keep what is full-width, as
  Chinese punctuation is.
- In a name, runs of white space become one space.
- **Blank** is an empty cell and what programs and people write for nothing:
  see `BLANKS`.  The caller may give another set.
- A NUL or half a surrogate pair is refused: not every store can keep it.

>>> clean_text("  ＡＢＣ　Ｃｏ．， Ltd ")
'ABC Co., Ltd'
>>> clean_name("上海  机电 "), clean_name("N/A")
('上海 机电', None)
"""

from __future__ import annotations

import re
from collections.abc import Container

from customerbase.clean.refused import Refused

__all__ = ["BLANKS", "clean_name", "clean_prose", "clean_tags", "clean_text", "halfwidth", "is_blank"]

BLANKS = frozenset(
    {
        "",
        "null",
        "(null)",
        "<null>",
        "none",
        "nil",
        "n/a",
        "#n/a",
        "n.a.",
        "nan",
        "nat",
        "\\n",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "?",
        "无",
        "無",
        "暂无",
        "暫無",
        "不详",
        "不詳",
        "未知",
        "未填",
        "空",
    }
)
"""What stands for nothing, in small letters."""

_HALF = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: " ", 0xA0: " ", 0xFFE5: "¥", 0xFFE1: "£"}
_GONE = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u2060\ufeff\xad]")
_BREAK = re.compile(r"\r\n?|\x85|\u2028|\u2029")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_RUN = re.compile(r"\s+")
_TAG = re.compile(r"[;,，、；|/\n]+")


def halfwidth(raw: str) -> str:
    """Return the text with full-width ASCII and spaces made plain.

    >>> halfwidth("１２：３０")
    '12:30'
    """
    return raw if raw.isascii() else raw.translate(_HALF)


def is_blank(raw: str, blanks: Container[str] = BLANKS) -> bool:
    """Tell whether a cell says nothing.

    >>> is_blank(" NULL "), is_blank("0")
    (True, False)
    """
    return (len(raw) < 12 and raw.strip().casefold() in blanks) or raw.isspace()


def clean_text(raw: str, *, limit: int = 100_000, blanks: Container[str] = BLANKS) -> str | None:
    """Return the text, or None if it is blank.

    Raises
    ------
    Refused
        If it is longer than `limit`, or holds what cannot be kept.
    """
    if raw.isascii() and raw.isprintable():
        text = raw.strip()
    else:
        if _UNSTORABLE.search(raw):
            raise Refused("holds a NUL or half of a surrogate pair", "remove it")
        text = _GONE.sub("", _BREAK.sub("\n", halfwidth(raw))).strip()
    if not text or is_blank(text, blanks):
        return None
    if len(text) > limit:
        raise Refused(f"has {len(text):,} characters, more than the {limit:,} allowed", "shorten it")
    return text


def clean_prose(raw: str, *, limit: int = 100_000, blanks: Container[str] = BLANKS) -> str | None:
    """Return what somebody wrote in sentences, as he wrote it, or None if it is blank.

    Punctuation and letters of full width stay: they are no numbers or names
    that are to be compared.

    Raises
    ------
    Refused
        As `clean_text`.

    Examples
    --------
    >>> clean_prose(" 请报价：真丝，５００米（急）！ ")
    '请报价：真丝，５００米（急）！'
    """
    read = clean_text(raw, limit=limit, blanks=blanks)
    if read is None or raw.isascii():
        return read
    return _GONE.sub("", _BREAK.sub("\n", raw)).strip()


def clean_name(raw: str, *, limit: int = 500, blanks: Container[str] = BLANKS) -> str | None:
    """Return a name on one line, with single spaces, or None if it is blank.

    Raises
    ------
    Refused
        As `clean_text`.
    """
    text = clean_text(raw, blanks=blanks)
    if text is None:
        return None
    text = _RUN.sub(" ", text)
    if len(text) > limit:
        raise Refused(f"has {len(text):,} characters, more than the {limit:,} a name may have", "shorten it")
    return text


def clean_tags(raw: str, *, blanks: Container[str] = BLANKS) -> tuple[str, ...] | None:
    """Return the words of a list, each once, in the order in which they stand.

    >>> clean_tags("VIP；老客户、VIP")
    ('VIP', '老客户')
    """
    text = clean_text(raw, blanks=blanks)
    if text is None:
        return None
    words = (_RUN.sub(" ", each).strip() for each in _TAG.split(text))
    return tuple(dict.fromkeys(each for each in words if each)) or None
