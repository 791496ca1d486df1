"""From a source to the store: what was taken, what was refused, and why."""

from customerbase.intake.customers import import_customers
from customerbase.intake.purchases import import_purchases
from customerbase.intake.records import import_records
from customerbase.intake.result import ImportResult, Refusal, RefusedRow

__all__ = [
    "ImportResult",
    "Refusal",
    "RefusedRow",
    "import_customers",
    "import_purchases",
    "import_records",
]
