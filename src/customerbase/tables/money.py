"""Money in columns: whole minor units inside, whatever kind came in.

Sums of floats differ between engines, so none is ever made.  Whole numbers
are minor units and stay so.  Decimals and floats become whole units of 10 to
the power of −`places`, are added up as such, and come out as Decimals.
"""

from __future__ import annotations

import math
import warnings
from decimal import Decimal
from typing import Any

import attrs

from customerbase.scoring.scale import AnyScale
from customerbase.tables.engine import nw
from customerbase.validation import EXACT
from customerbase.values import CURRENCIES

__all__ = ["FINEST", "LARGEST", "AssumedMinorUnits", "Unit", "tell_assumed", "unit_of"]

FINEST = 6
"""Decimals of the finest amount that is kept."""

LARGEST = 2**63


class AssumedMinorUnits(UserWarning):
    """Whole numbers were taken for minor units (1234 for 12.34), and met a scale of money."""


@attrs.frozen
class Unit:
    """What one whole number stands for in a column of money.

    Parameters
    ----------
    places : int
        A unit is 10 to the power of −`places`.
    kind : {"integer", "decimal", "float"}
        Of the column.
    scale : int
        Decimals that a column of Decimals holds.
    """

    places: int
    kind: str
    scale: int = 0

    def units(self, column: nw.Expr) -> nw.Expr:
        """Return a column of money as whole units."""
        if self.kind == "integer":
            return column.cast(nw.Int64)
        if self.kind == "decimal":
            # Wide first: DuckDB would look for the product in the few digits of the column itself.
            exact: nw.Expr = (column.cast(nw.Decimal(38, self.places)) * 10**self.places).cast(nw.Int64)
            return exact
        # Engines round halves in different ways; this is the same on all, and alike on both sides of 0.
        near = (self._scaled(column) + 0.5).floor().cast(nw.Int64)
        return nw.when(column < 0).then(-near).otherwise(near)

    def _scaled(self, column: nw.Expr) -> nw.Expr:
        scaled: nw.Expr = column.cast(nw.Float64).abs() * 10**self.places
        return scaled

    def finer(self, column: nw.Expr) -> nw.Expr:
        """Tell which amounts have more decimals than count."""
        if self.kind == "decimal":
            finer: nw.Expr = column.cast(nw.Decimal(38, self.places)) != column
            return finer
        scaled = self._scaled(column)
        # Beyond what floats leave over from decimals: 0.1 + 0.2 is no third decimal, 0.125 is.
        return (scaled - (scaled + 0.5).floor()).abs() > scaled * 1e-13 + 1e-6

    def inexact(self, column: nw.Expr) -> nw.Expr:
        """Tell which floats are too large to be exact to a unit."""
        return self._scaled(column) >= 2.0**52

    @property
    def may_be_finer(self) -> bool:
        """Whether a column of this kind can hold more decimals than count."""
        return self.kind == "float" or (self.kind == "decimal" and self.scale > self.places)

    def money(self, units: nw.Expr) -> nw.Expr:
        """Return whole units as the money that they stand for: a Decimal, unless whole numbers came in."""
        if self.kind == "integer":
            return units
        return units.cast(nw.Decimal(38, 0)) * nw.lit(Decimal(1).scaleb(-self.places, EXACT))

    def above(self, units: nw.Expr, point: Decimal, *, closed: str) -> nw.Expr:
        """Tell whether an amount lies above a cut point, or on it where bins are closed on the left."""
        exact = point.scaleb(self.places, EXACT)
        if closed == "right":
            return units > math.floor(exact)
        return units >= math.ceil(exact)


def unit_of(dtype: Any, places: int | None, currency: str | None) -> Unit | None:
    """Return the unit of a column of this type; None where it cannot hold money.

    Parameters
    ----------
    dtype : narwhals dtype
    places : int or None
        As the caller says; by default those of the currency.
    currency : str or None
    """
    minor = CURRENCIES.get(currency or "", 2) if places is None else places
    if dtype.is_integer() or dtype == nw.Unknown:  # a column without a type holds nothing
        return Unit(minor, "integer")
    if dtype.is_decimal():
        scale = int(getattr(dtype, "scale", FINEST))
        return Unit(min(scale, FINEST), "decimal", scale)
    return Unit(minor, "float") if dtype.is_float() else None


def tell_assumed(unit: Unit, places: int | None, scale: AnyScale) -> None:
    """Warn where whole numbers meet a scale of money, and nobody said what one of them is.

    Warns
    -----
    AssumedMinorUnits
    """
    known = places is not None or (scale.fitted is not None and scale.fitted.places is not None)
    if unit.kind == "integer" and unit.places and not known:
        said = f"amounts are whole numbers, taken for minor units: {10**unit.places} is 1"
        hint = f"say places={unit.places} if so, places=0 if they are whole money"
        warnings.warn(f"{said}; {hint}", AssumedMinorUnits, stacklevel=4)
