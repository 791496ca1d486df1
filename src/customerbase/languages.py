"""The two languages in which we say things, from any tag of BCP 47 (RFC 5646)."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["LANGUAGES", "Language", "language_of"]

Language = Literal["en", "zh"]
LANGUAGES: Final = ("en", "zh")


def language_of(tag: str) -> Language:
    """Return the language in which something is said to whoever asks for this one.

    Region and script make no difference: ``zh-CN``, ``zh_CN``, ``zh-Hans`` and ``zh-Hant-TW`` are
    ``zh``, ``en-US`` is ``en``.

    Raises
    ------
    ValueError
        If there are no words in that language.

    Examples
    --------
    >>> language_of("zh-CN"), language_of("zh_Hans"), language_of("en-US")
    ('zh', 'zh', 'en')
    >>> language_of("de")
    Traceback (most recent call last):
    ValueError: there are no words in 'de': choose one of en, zh
    """
    front = str(tag).replace("_", "-").partition("-")[0].lower()
    if front == "en":
        return "en"
    if front == "zh":
        return "zh"
    raise ValueError(f"there are no words in {tag!r}: choose one of {', '.join(LANGUAGES)}")
