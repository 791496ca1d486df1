"""What the overview shows besides tables: figures, and charts as plain numbers that an output draws."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import attrs

from customerbase.reports.table import Kind
from customerbase.reports.words import Phrase

__all__ = ["Chart", "Figure", "Point"]


@attrs.frozen(kw_only=True)
class Figure:
    """One number that stands at the top.

    Parameters
    ----------
    label : Phrase
    value : object
        As in a cell of a table of this `kind`.
    kind : {'whole', 'number', 'money', 'share', ...}
    note : Phrase, optional
        What is said below it.
    change : Decimal, optional
        Against the period before: 0.25 is 25 % more.
    """

    label: Phrase
    value: object
    kind: Kind = "whole"
    note: Phrase | None = None
    change: Decimal | None = None


@attrs.frozen(kw_only=True)
class Point:
    """One column, bar or point of a chart.

    Parameters
    ----------
    label : Phrase
    value : int or Decimal
    said : str
        The value as people read it.
    at : Decimal, optional
        Where the point of a curve lies from left to right, 0 to 1.
    partial : bool
        Whether more is still to come, as in a month that is not yet over.
    """

    label: Phrase
    value: int | Decimal
    said: str
    at: Decimal | None = None
    partial: bool = False


@attrs.frozen(kw_only=True)
class Chart:
    """A chart as numbers: columns in order of time, bars by size, or a curve from 0 to 1.

    Parameters
    ----------
    name : str
        Name for programs, unique on a page.
    title : Phrase
    form : {'columns', 'bars', 'curve'}
    points : tuple of Point
    note : Phrase, optional
        What is said below it.
    mark : tuple of (Point, Phrase), optional
        The point of a curve that is pointed out, and what is said of it.
    axis : Phrase, optional
        What the horizontal axis of a curve is.
    """

    name: str
    title: Phrase
    form: Literal["columns", "bars", "curve"]
    points: tuple[Point, ...]
    note: Phrase | None = None
    mark: tuple[Point, Phrase] | None = None
    axis: Phrase | None = None
