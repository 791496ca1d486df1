"""The organised tables: the roster, the sales ranking, the grade table, the address table.

Each is a pure function from records to a tuple of rows.  The order of the
records never changes a row; `as_of` gives the table of that day.  Amounts
are summed exactly, in one currency: where sales are in several, either
`currency=` chooses those that count, or `CurrencyMismatch` names them.
"""

from __future__ import annotations

from customerbase.organised.by_acquisition import Basis, Origin, RosterRow, roster
from customerbase.organised.by_grade import GradeRow, grade_table
from customerbase.organised.by_place import PlaceRow, address_table
from customerbase.organised.by_sales import RankBy, SalesRow, sales_ranking

__all__ = [
    "Basis",
    "GradeRow",
    "Origin",
    "PlaceRow",
    "RankBy",
    "RosterRow",
    "SalesRow",
    "address_table",
    "grade_table",
    "roster",
    "sales_ranking",
]
