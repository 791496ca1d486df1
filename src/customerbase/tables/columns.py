"""Which columns of a table hold what."""

from __future__ import annotations

import attrs

from customerbase.errors import InvalidTable, Problem

__all__ = ["PurchaseColumns", "columns_or_usual"]


@attrs.frozen(kw_only=True)
class PurchaseColumns:
    """Which columns of a table of purchases hold what.

    Each row is an order; or, where `order` is named, a line of one.

    Parameters
    ----------
    customer : str
        Ids of any type: text, whole numbers, ...
    on : str
        Days, or points in time.  Those with a zone need `zone=`, which decides
        the day; those without are taken to be local.
    amount : str
        Decimal; whole numbers, which are in minor units (分, cents); or floats,
        which are rounded to minor units when they come in, half up, away
        from zero.
    order : str, optional
        Ids of orders, where several rows make one.
    quantity : str, optional
        Pieces; a row with less than 0 is goods returned.
    is_return : str, optional
        True, or 1, where a row is a return.  Without it, a row is one if its
        quantity or its amount is below 0.
    currency : str, optional
    places : int, optional
        Decimals of minor units, for whole numbers and floats; by default
        those of the currency, 2 where that is not known.

    Examples
    --------
    >>> PurchaseColumns(customer="client", on="date", amount="total").customer
    'client'
    """

    customer: str = "customer_id"
    on: str = "on"
    amount: str = "amount"
    order: str | None = None
    quantity: str | None = None
    is_return: str | None = None
    currency: str | None = None
    places: int | None = None

    def __attrs_post_init__(self) -> None:
        sound = self.places is None or (
            isinstance(self.places, int) and not isinstance(self.places, bool) and 0 <= self.places <= 6
        )
        if not sound:
            raise InvalidTable([Problem("$.places", self.places, "is no number of decimals from 0 to 6")])

    @property
    def named(self) -> dict[str, str]:
        """What → the column that holds it, of those that are named."""
        names = {
            each.name: getattr(self, each.name) for each in attrs.fields(type(self)) if each.name != "places"
        }
        return {what: name for what, name in names.items() if name is not None}


def columns_or_usual(columns: PurchaseColumns | None) -> PurchaseColumns:
    """Return what the caller says of the columns, or the usual names.

    Raises
    ------
    TypeError
        If it is something else.
    """
    if columns is None:
        return PurchaseColumns()
    if isinstance(columns, PurchaseColumns):
        return columns
    kind = type(columns).__name__
    raise TypeError(
        f"columns= is a {kind}, which does not say what holds what: give PurchaseColumns(customer=...)"
    )
