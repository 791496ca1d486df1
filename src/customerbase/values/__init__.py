"""The small values that records are made of: money, days, addresses, phones."""

from customerbase.values.contact_points import Address, Email, Identifier, Phone
from customerbase.values.dates import Anniversary, Calendar, PartialDate, Period
from customerbase.values.money import CURRENCIES, Money, total
from customerbase.values.standing import CreditStanding, PaymentTerms, Size

__all__ = [
    "CURRENCIES",
    "Address",
    "Anniversary",
    "Calendar",
    "CreditStanding",
    "Email",
    "Identifier",
    "Money",
    "PartialDate",
    "PaymentTerms",
    "Period",
    "Phone",
    "Size",
    "total",
]
