"""How likely bytes that are not UTF-8 are to be text of one encoding or another.

Each encoding is a model of real lists in it: how often its characters occur
(the commonest Chinese ones, the other ones of level 1 of GB 2312 and of Big5,
the rarely used rows of level 2, punctuation, what nobody writes), and what
stands beside them (a Chinese character mostly beside another one, an accented
letter between the letters of a word).  The same bytes are read by each, and
the likelihoods are weighed by Bayes' rule.  Neighbouring characters depend on
each other, which the models do not know: so the logarithm of each likelihood
counts half.

The models of encodings that are never chosen without being named (Shift JIS,
EUC-KR, Windows-1251, ...) keep their files from passing as something else, and
say what to ask for.

>>> ranked = weighed("上海机电有限公司,张伟".encode("gb18030"))
>>> ranked[0].name, ranked[0].certainty > 0.99
('gb18030', True)
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from functools import cache

import attrs

from customerbase.sources.common_characters import (
    MOST,
    MOST_TRADITIONAL,
    USUAL,
    USUAL_TRADITIONAL,
)

__all__ = ["CHOSEN", "Likely", "weighed"]

CHOSEN = frozenset({"gb18030", "big5hkscs", "cp1252"})
"""The encodings that are chosen by what is likely; any other is asked for."""

_WEIGHT = 0.5
_BROKEN = "\ufffd"
_LETTER, _OTHER, _HIGH = range(3)
# From a letter, from other ASCII, from a character above ASCII: to each of the three.
_CHINESE = ((0.70, 0.28, 0.02), (0.10, 0.60, 0.30), (0.03, 0.22, 0.75))
_LATIN = ((0.78, 0.20, 0.02), (0.28, 0.71, 0.01), (0.82, 0.14, 0.04))
_CYRILLIC = ((0.75, 0.24, 0.01), (0.10, 0.70, 0.20), (0.01, 0.19, 0.80))
_ASCII = (math.log(1 / 30), math.log(1 / 20))

_ACCENTED = "éèêàâçîôûëïùäöüßñíóáúãõåæøìò"
_WESTERN = (  # the letters of German, French, Spanish and Portuguese, the Nordic languages, Italian
    ("äöüß", 0.05),
    ("éèêàçâîôûëïùœ", 0.04),
    ("áéíóúñçãõâêôü", 0.03),
    ("åäöøæé", 0.02),
    ("àèéìòù", 0.01),
)
_CAPITALS = "ÉÈÀÇÄÖÜÑÁÍÓÚÅÆØÊÂÎÔŒ"
_EASTERN = "ěščřžýáíéůúďťňóąćęłńśźżőűĺľŕăâîşţđŠČŘŽÝÁÍÉÚŁŚŻÓ"
_TURKISH = "ğışöüçâîûĞİŞÖÜÇ"
_MARKS = "’‘“”–—…•«»°€§©®™·ºª´\xa0œ"


@attrs.frozen
class Likely:
    """One encoding, and how likely the bytes are to be in it.

    Parameters
    ----------
    name : str
        The codec, as Python names it; empty for one that is not known here.
    certainty : float
        0 to 1; those of all encodings come to 1.
    """

    name: str
    certainty: float


@attrs.frozen
class _Model:
    """Text of one kind in one encoding."""

    name: str
    codec: str
    prior: float
    beside: tuple[tuple[float, float, float], ...]
    known: dict[str, float]
    unknown: Callable[[str], float]
    cased: bool = False


def weighed(sample: bytes) -> tuple[Likely, ...]:
    """Return the encodings by how likely bytes above ASCII are to be in each, the likeliest first.

    Parameters
    ----------
    sample : bytes
        Whole lines; some kilobytes of those that hold more than ASCII are enough.
    """
    scores = [
        (model.name, math.log(model.prior) + _WEIGHT * _log_likelihood(model, sample)) for model in _models()
    ]
    best = max(score for _, score in scores)
    shares: dict[str, float] = {}
    for name, score in scores:
        shares[name] = shares.get(name, 0.0) + math.exp(score - best)
    whole = sum(shares.values())
    return tuple(
        Likely(name, share / whole) for name, share in sorted(shares.items(), key=lambda each: -each[1])
    )


def _log_likelihood(model: _Model, sample: bytes) -> float:
    text = sample.decode(model.codec, "replace")
    beside = [[math.log(share) for share in row] for row in model.beside]
    known, unknown, cased = model.known, model.unknown, model.cased
    total, last, before = 0.0, _OTHER, " "
    for character in text:
        if character < "\x80":
            kind = _LETTER if character.isalpha() else _OTHER
            total += beside[last][kind] + _ASCII[kind]
        else:
            kind = _HIGH
            likely = known.get(character)
            if likely is None:
                likely = known[character] = unknown(character)
            total += beside[last][kind] + likely
            if cased and character != "’" and not character.islower():
                if before.islower():  # within a word there is no capital, and hardly a sign
                    total -= 4.0
                elif character.isupper() and not before.isalpha():
                    total += 1.2
        last, before = kind, character
    return total


@cache
def _models() -> tuple[_Model, ...]:
    """Make the models, once: their tables grow by the characters that are met."""
    simplified = _tiers((MOST, 0.45), (USUAL, 0.36))
    traditional = _tiers((MOST_TRADITIONAL, 0.45), (USUAL_TRADITIONAL, 0.36))
    latin = _tiers((_CAPITALS, 0.06), (_MARKS, 0.06), (_ACCENTED, 0.80))
    western = tuple(
        _Model(
            "cp1252",
            "cp1252",
            prior,
            _LATIN,
            _tiers(
                (_CAPITALS, 0.01), (_MARKS, 0.05), (_ACCENTED, 0.02), (letters.upper(), 0.06), (letters, 0.86)
            ),
            _flat(0.002 / 60),
            cased=True,
        )
        for letters, prior in _WESTERN
    )
    return (
        *western,
        _Model("gb18030", "gb18030", 0.55, _CHINESE, dict(simplified), _in_gb18030),
        _Model("gb18030", "gb18030", 0.04, _CHINESE, dict(traditional), _in_gbk),
        _Model("big5hkscs", "big5hkscs", 0.20, _CHINESE, dict(traditional), _in_big5),
        _Model("cp1252", "cp1252", 0.02, _LATIN, latin, _flat(0.004 / 60), cased=True),
        _Model("utf-8", "utf-8", 0.02, _CHINESE, simplified | traditional, _in_unicode),
        _Model("utf-8", "utf-8", 0.01, _LATIN, dict(latin), _in_unicode),
        _Model("shift_jis", "cp932", 0.006, _CHINESE, {}, _in_japanese),
        _Model("euc_jp", "euc_jp", 0.004, _CHINESE, {}, _in_japanese),
        _Model("euc_kr", "euc_kr", 0.006, _CHINESE, {}, _in_korean),
        _Model("cp1251", "cp1251", 0.006, _CYRILLIC, {}, _in_cyrillic),
        _Model("cp1250", "cp1250", 0.006, _LATIN, _tiers((_EASTERN, 0.9)), _flat(0.1 / 80), cased=True),
        _Model("cp1254", "cp1254", 0.003, _LATIN, _tiers((_TURKISH, 0.9)), _flat(0.1 / 100), cased=True),
        # Two bytes, or one, of which nothing is known: of any other script, and of other Latin alphabets.
        _Model("", "gb18030", 0.003, _CHINESE, {}, _flat(1 / 6000)),
        _Model("", "latin-1", 0.002, _CYRILLIC, {}, _flat(1 / 100)),
        _Model("", "latin-1", 0.002, _LATIN, {}, _flat(1 / 100)),
    )


def _tiers(*tiers: tuple[str, float]) -> dict[str, float]:
    return {each: math.log(share / len(characters)) for characters, share in tiers for each in characters}


def _flat(share: float) -> Callable[[str], float]:
    likely, broken = math.log(share), math.log(1e-9)
    return lambda character: broken if character == _BROKEN else likely


def _in_gb18030(character: str) -> float:
    if character == _BROKEN:
        return math.log(1e-9)
    encoded = character.encode("gb18030")
    if len(encoded) == 4:
        return math.log(2e-8)
    first, second = encoded
    if second < 0xA1:
        share = 0.0005 / 15_000
    elif 0xB0 <= first <= 0xD7:
        share = 0.12 / 2_600
    elif 0xD8 <= first <= 0xF7:
        share = 0.015 / 3_000
    else:
        share = 0.04 / 188 if first in (0xA1, 0xA3) else 0.002 / 600
    return math.log(share)


def _in_gbk(character: str) -> float:
    """Return the share in traditional Chinese as GB18030 holds it, where rows do not part common from rare."""
    likely = _in_gb18030(character)
    return max(likely, math.log(0.15 / 12_000)) if "\u4e00" <= character <= "\u9fff" else likely


def _in_big5(character: str) -> float:
    if character == _BROKEN:
        return math.log(1e-9)
    try:
        first = character.encode("big5hkscs")[0]
    except UnicodeEncodeError:  # the second character of the few pairs of bytes that are two
        return math.log(0.002 / 5_000)
    if 0xA1 <= first <= 0xA3:
        share = 0.04 / 400
    elif 0xA4 <= first <= 0xC6:
        share = 0.12 / 4_400
    else:
        share = 0.012 / 7_700 if 0xC9 <= first <= 0xF9 else 0.002 / 5_000
    return math.log(share)


def _in_unicode(character: str) -> float:
    if character == _BROKEN:
        return math.log(1e-9)
    if "\u4e00" <= character <= "\u9fff":
        return math.log(0.1 / 20_000)
    if "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef":
        return math.log(0.04 / 188)
    return math.log(0.05 / 300 if unicodedata.category(character).startswith("L") else 1e-5)


def _in_japanese(character: str) -> float:
    if "\u3041" <= character <= "\u30ff":
        return math.log(0.5 / 160)
    return math.log(0.45 / 3_500) if "\u4e00" <= character <= "\u9fff" else math.log(1e-6)


def _in_korean(character: str) -> float:
    return math.log(0.95 / 2_350) if "\uac00" <= character <= "\ud7a3" else math.log(1e-6)


def _in_cyrillic(character: str) -> float:
    return math.log(0.95 / 64) if "\u0410" <= character <= "\u044f" else math.log(1e-6)
