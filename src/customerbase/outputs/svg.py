"""The strokes that charts are drawn with: lines, text, numbers as short as they can be."""

from __future__ import annotations

import math

from customerbase.languages import language_of
from customerbase.outputs.shell import safe
from customerbase.outputs.text import display_width

__all__ = ["WIDTH", "box", "brief", "clip", "compact", "digits", "line", "text", "ticks", "wide"]

WIDTH = 640
"""How wide every drawing is, in units of its own."""


def compact(value: float, language: str = "en") -> str:
    """Return a round number as short as people write it beside an axis.

    >>> compact(1_500_000), compact(250_000, "zh"), compact(1190, "zh")
    ('1.5M', '25万', '1,190')
    """
    steps = (
        ((1e8, "亿"), (1e4, "万")) if language_of(language) == "zh" else ((1e9, "bn"), (1e6, "M"), (1e3, "k"))
    )
    for size, unit in steps:
        if abs(value) >= size:
            return f"{value / size:,.6g}{unit}"
    return f"{value:,.6g}"


def brief(value: float, language: str = "en") -> str:
    """Return a number in three digits, as short as people write it into a small box.

    >>> brief(2_111_194.555), brief(999_999), brief(2_111_194.555, "zh")
    ('2.11M', '1M', '211万')
    """
    return compact(float(f"{value:.3g}"), language)


def ticks(least: float, most: float, about: int = 4) -> list[float]:
    """Return round numbers that span from `least` to `most`, zero among them."""
    least, most = min(least, 0.0), max(most, 0.0)
    rough = (most - least) / about or 1.0
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough * (1 - 1e-9))
    first, last = math.floor(least / step + 1e-9), math.ceil(most / step - 1e-9)
    return [i * step for i in range(first, last + 1)]


def digits(number: float) -> str:
    """Return a coordinate with two decimals at most."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def text(x: float, y: float, said: str, name: str, anchor: str = "start") -> str:
    """Return text at a place; `name` is its class."""
    return f'<text class="{name}" x="{digits(x)}" y="{digits(y)}" text-anchor="{anchor}">{safe(said)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, name: str) -> str:
    """Return a line from one place to another."""
    return f'<line class="{name}" x1="{digits(x1)}" y1="{digits(y1)}" x2="{digits(x2)}" y2="{digits(y2)}"/>'


def box(x: float, y: float, wide: float, high: float, name: str, told: str = "", round_: float = 2) -> str:
    """Return a rectangle, with what is told of it."""
    title = f"<title>{safe(told)}</title>" if told else ""
    return (
        f'<rect class="{name}" x="{digits(x)}" y="{digits(y)}" width="{digits(wide)}" '
        f'height="{digits(high)}" rx="{digits(round_)}">{title}</rect>'
    )


def wide(said: str, size: float = 12) -> float:
    """Return about how wide text of this size is."""
    return display_width(said) * size * 0.56


def clip(text: str, widest: int) -> str:
    """Cut text to so many columns; what was cut ends in ``…``.

    >>> clip("Potential Loyalists", 10)
    'Potential…'
    """
    kept = text
    while display_width(kept) > widest:
        kept = kept[:-1]
    return text if kept == text else kept[:-1] + "…"
