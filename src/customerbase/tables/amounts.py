"""What a column of money must not hold, asked of a table before anything is added up."""

from __future__ import annotations

from typing import Any

from customerbase.errors import InvalidTable, Problem
from customerbase.scoring.scale import DIMENSIONS
from customerbase.tables.engine import Lazy, nw, row_of
from customerbase.tables.money import LARGEST, Unit, unit_of

__all__ = ["asked_of", "finer_decimals", "measured_in", "rows_where", "wrong_amounts"]


def rows_where(condition: nw.Expr) -> nw.Expr:
    """Count rows: Spark adds up no booleans."""
    return nw.when(condition).then(1).otherwise(0).sum()


def asked_of(name: str, unit: Unit) -> dict[str, nw.Expr]:
    """Return what is to be asked of a column of money, for `wrong_amounts`."""
    amount = nw.col(name)
    asked: dict[str, nw.Expr] = {}
    if unit.kind == "float":
        known = nw.when(~amount.is_null()).then(amount.cast(nw.Float64)).otherwise(0.0)
        finite = known.is_finite()
        asked["endless"] = rows_where(~finite & ~known.is_nan())
        amount = nw.when(finite).then(known).otherwise(0.0)
        asked["inexact"] = rows_where(unit.inexact(amount))
        asked["finer"] = rows_where(unit.finer(amount) & ~unit.inexact(amount))
    asked["size"] = amount.cast(nw.Float64).abs().sum()
    return asked


def wrong_amounts(found: dict[str, Any], name: str, unit: Unit, dtype: Any) -> list[Problem]:
    """Return what is wrong with a column of money, given the answers to what was asked."""
    path = f"$.{name}"
    problems = []
    if endless := found.get("endless"):
        problems.append(Problem(path, None, f"is infinite in {endless:,} rows", "mend or filter them"))
    if inexact := found.get("inexact"):
        reason = f"holds {inexact:,} floats too large to be exact to a unit"
        problems.append(Problem(path, None, reason, "give Decimal, or whole minor units"))
    if finer := found.get("finer"):
        problems.append(_too_fine(path, finer, unit, dtype))
    units = abs(found["size"] or 0) * (1 if unit.kind == "integer" else 10**unit.places)
    if units >= LARGEST * 0.999:
        problems.append(Problem(path, found["size"], "is too large: sums are kept below 9.2e18 units"))
    return problems


def finer_decimals(frame: Lazy, name: str, unit: Unit, dtype: Any) -> list[Problem]:
    """Return whether a column of Decimals is finer than money is kept; one query, where its type allows it."""
    if unit.kind != "decimal" or not unit.may_be_finer:
        return []
    finer = row_of(frame.select(finer=rows_where(unit.finer(nw.col(name)))))["finer"]
    return [_too_fine(f"$.{name}", finer, unit, dtype)] if finer else []


def _too_fine(path: str, rows: int, unit: Unit, dtype: Any) -> Problem:
    reason = f"has more than {unit.places} decimals in {rows:,} rows"
    hint = "say how many count with PurchaseColumns(places=...), at most 6, or round them yourself"
    if dtype == nw.Float32:
        hint = "32-bit floats keep seven digits: read them as 64-bit ones, or as Decimal"
    return Problem(path, None, reason, hint)


def measured_in(summary: Lazy, places: int | None, currency: str | None) -> Unit:
    """Look at the three measures of a summary, and return the unit of its money.

    Raises
    ------
    InvalidTable
        If a column is lacking or holds no numbers, or money is finer than it
        is kept.
    """
    schema = dict(summary.collect_schema())
    if lacking := [each for each in DIMENSIONS if each not in schema]:
        hint = "make the summary with customerbase.tables.rfm.summarize"
        raise InvalidTable(
            Problem(f"$.{each}", None, "is no column of this summary", hint) for each in lacking
        )
    problems = [
        Problem(f"$.{name}", str(schema[name]), "holds no numbers")
        for name in ("recency", "frequency")
        if not (schema[name].is_numeric() or schema[name] == nw.Unknown)
    ]
    unit = unit_of(schema["monetary"], places, currency)
    if unit is None:
        problems.append(Problem("$.monetary", str(schema["monetary"]), "holds no amounts"))
    if problems or unit is None:
        raise InvalidTable(problems)
    found: list[Problem] = []
    if unit.kind == "float":
        asked = row_of(summary.select(**asked_of("monetary", unit)))
        found = wrong_amounts(asked, "monetary", unit, schema["monetary"])
    if found := found or finer_decimals(summary, "monetary", unit, schema["monetary"]):
        raise InvalidTable(found)
    return unit
