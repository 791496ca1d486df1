"""What the overview shows besides tables: figures, and charts as plain numbers that an output draws."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import attrs

from customerbase.reports.table import Kind, Table
from customerbase.reports.words import Phrase

__all__ = ["Cell", "Chart", "Figure", "Grid", "Point", "Section"]


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
        Where the point of a curve or line lies from left to right, 0 to 1.
    partial : bool
        Whether more is still to come, as in a month that is not yet over.
    group : Phrase, optional
        Which panel it stands in, which bar of a pair it is, or which line it is on.
    limit : int or Decimal, optional
        Of a column: what it ought not to exceed; a stroke across it shows that.
    """

    label: Phrase
    value: int | Decimal
    said: str
    at: Decimal | None = None
    partial: bool = False
    group: Phrase | None = None
    limit: int | Decimal | None = None


@attrs.frozen(kw_only=True)
class Cell:
    """One cell of a heat map; it shows the value in short, and its colour is by the value.

    Parameters
    ----------
    value : int or Decimal
    said : Phrase
        The value as people read it, with what it is of.
    framed : bool
        Whether the eye is to be led to it, as to those who stayed where they were.
    """

    value: int | Decimal
    said: Phrase
    framed: bool = False


@attrs.frozen(kw_only=True)
class Grid:
    """The cells of a heat map.

    Parameters
    ----------
    rows : tuple of Phrase
        What they are called, from the top.
    columns : tuple of Phrase
        From the left.
    cells : tuple of tuple of (Cell or None)
        ``cells[i][j]``: in row i and column j; None where there is nobody.
    row_axis, column_axis : Phrase
        What rows and columns are.
    legend : Phrase
        What the colours are.

    Raises
    ------
    ValueError
        If the cells are not as many as rows and columns ask for.
    """

    rows: tuple[Phrase, ...]
    columns: tuple[Phrase, ...]
    cells: tuple[tuple[Cell | None, ...], ...]
    row_axis: Phrase
    column_axis: Phrase
    legend: Phrase

    def __attrs_post_init__(self) -> None:
        if [len(each) for each in self.cells] != [len(self.columns)] * len(self.rows):
            raise ValueError(f"cells are not {len(self.rows)} rows of {len(self.columns)}")

    @property
    def held(self) -> tuple[tuple[int, int, Cell], ...]:
        """The cells that are not empty, each with its row and column, from 0."""
        return tuple(
            (i, j, cell) for i, row in enumerate(self.cells) for j, cell in enumerate(row) if cell is not None
        )

    @property
    def span(self) -> tuple[int | Decimal, int | Decimal]:
        """The least and the most value that is not below zero; zeros where there is none."""
        values = [cell.value for _, _, cell in self.held if cell.value >= 0]
        return min(values, default=0), max(values, default=0)

    @property
    def geometric(self) -> bool:
        """Whether the values lie so far apart that colours go by ratio, not by difference."""
        low, high = self.span
        return 0 < low * 10 < high


@attrs.frozen(kw_only=True)
class Chart:
    """A chart as numbers, which an output draws.

    The forms are: columns in order of time; bars by size; a curve of shares,
    which may rise above 1; panels of columns, one for each group of points;
    pairs of bars, one for each group; lines of shares, one for each group; a
    heat map.

    Parameters
    ----------
    name : str
        Name for programs, unique on a page.
    title : Phrase
    form : {'columns', 'bars', 'curve', 'panels', 'pairs', 'lines', 'heat'}
    points : tuple of Point
        Empty for a heat map.
    note : Phrase, optional
        What is said below it.
    mark : tuple of (Point, Phrase), optional
        The point of a curve or of lines that is pointed out, and what is said of it.
    axis : Phrase, optional
        What the horizontal axis of a curve is, of lines, or of panels.
    grid : Grid, optional
        What a heat map shows.
    """

    name: str
    title: Phrase
    form: Literal["columns", "bars", "curve", "panels", "pairs", "lines", "heat"]
    points: tuple[Point, ...] = ()
    note: Phrase | None = None
    mark: tuple[Point, Phrase] | None = None
    axis: Phrase | None = None
    grid: Grid | None = None

    @property
    def groups(self) -> tuple[Phrase, ...]:
        """The groups of the points, in order."""
        return tuple(dict.fromkeys(each.group for each in self.points if each.group is not None))

    @property
    def labels(self) -> tuple[Phrase, ...]:
        """The labels of the points, in order, each once."""
        return tuple(dict.fromkeys(each.label for each in self.points))


@attrs.frozen(kw_only=True)
class Section:
    """A part of a page under a heading of its own: charts, and tables that stand open.

    Parameters
    ----------
    name : str
        Name for programs, unique on a page.
    title : Phrase
    notes : tuple of Phrase
        What stands below the title.
    charts : tuple of Chart
    tables : tuple of Table
    """

    name: str
    title: Phrase
    notes: tuple[Phrase, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
