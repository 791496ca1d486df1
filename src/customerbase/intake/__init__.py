"""From a source to the store: what was taken, what was refused, and why."""

from customerbase.intake.customers import import_customers
from customerbase.intake.purchases import import_purchases
from customerbase.intake.records import import_records
from customerbase.intake.result import ImportResult, RefusedRow, Refusal

__all__ = [
    "ImportResult",
    "RefusedRow",
    "Refusal",
    "import_customers",
    "import_purchases",
    "import_records",
]
