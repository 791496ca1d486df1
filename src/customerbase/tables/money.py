"""Money in columns: whole minor units inside, whatever kind came in.

Sums of floats differ between engines, so none is ever made.  Whole numbers
are minor units and stay so.  Decimals and floats become whole units of 10 to
the power of −`places`, are added up as such, and come out as Decimals.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import attrs

from customerbase.tables.engine import nw
from customerbase.validation import EXACT
from customerbase.values import CURRENCIES

__all__ = ["FINEST", "LARGEST", "Unit", "unit_of"]

FINEST = 6
"""Decimals of the finest amount that is kept."""

LARGEST = 2**63


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
            exact: nw.Expr = (column * 10**self.places).cast(nw.Int64)
            return exact
        # Engines round halves in different ways; this is the same on all, and alike on both sides of 0.
        near = (column.abs() * 10**self.places + 0.5).floor().cast(nw.Int64)
        return nw.when(column < 0).then(-near).otherwise(near)

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
