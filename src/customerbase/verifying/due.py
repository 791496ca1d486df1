"""What is due to be checked, how urgent it is, and why."""

from __future__ import annotations

from datetime import date

import attrs

from customerbase.listing import InNotebook
from customerbase.verifying.state import FacetState

__all__ = ["Due"]


@attrs.frozen(kw_only=True)
class Due(InNotebook):
    """One facet of one customer that must be checked by a day.

    Attributes
    ----------
    customer_id, facet : str
    due_on : datetime.date
    as_of : datetime.date
        The day on which this was asked.
    state : FacetState
        Holds, among others, ``employee_id`` and ``place``.
    """

    customer_id: str
    facet: str
    due_on: date
    as_of: date = attrs.field(repr=False)
    state: FacetState = attrs.field(repr=False)

    @property
    def days_overdue(self) -> int:
        """Days since it was due; negative while there is time."""
        return (self.as_of - self.due_on).days
