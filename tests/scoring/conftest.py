"""What the tests of scoring share."""

from __future__ import annotations

from decimal import Decimal

import pytest

from customerbase.measures import RfmSummary
from customerbase.values import Money


@pytest.fixture(scope="session")
def person():
    """Make a customer by hand: id, days, visits, amount."""

    def made(who="C1", recency=10, frequency=2, amount=100, currency="CNY", **more):
        usual = {"first_purchase": None, "last_purchase": None, "tenure": None}
        money = Money(amount if isinstance(amount, Decimal | str) else Decimal(amount), currency)
        numbers = {"recency": recency, "frequency": frequency, "monetary": money}
        return RfmSummary(customer_id=who, **numbers, **usual | more)

    return made
