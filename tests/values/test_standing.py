"""Size, credit standing, payment terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from customerbase.errors import InvalidRecord
from customerbase.testing import strategies
from customerbase.values import CreditStanding, Money, PaymentTerms, Size


def test_no_figure_of_size_is_negative() -> None:
    below = Money(-1, "CNY")

    with pytest.raises(InvalidRecord) as caught:
        Size(employees=-1, floor_area=Decimal(-1))
    assert [each.path for each in caught.value.problems] == ["$.employees", "$.floor_area"]
    with pytest.raises(InvalidRecord) as caught:
        Size(registered_capital=below, turnover=below)
    assert [each.path for each in caught.value.problems] == ["$.registered_capital", "$.turnover"]


def test_a_credit_limit_of_nothing_is_a_limit() -> None:
    known = CreditStanding(rating="A", limit=Money(50_000, "CNY"), assessed_on=date(2023, 1, 1))
    learned = known.overlaid(CreditStanding(limit=Money(0, "CNY"), assessed_on=date(2024, 1, 1)))

    assert learned == CreditStanding(rating="A", limit=Money(0, "CNY"), assessed_on=date(2024, 1, 1))


def test_who_assessed_it_is_forgotten_with_a_new_assessment() -> None:
    known = CreditStanding(rating="A", assessed_on=date(2023, 1, 1), assessed_by="E1")

    assert known.overlaid(CreditStanding(rating="B")) == CreditStanding(rating="B")
    assert known.overlaid(CreditStanding(rating="A")) == known


@given(strategies.credit_standings())
def test_a_standing_over_itself_or_under_nothing_is_itself(standing: CreditStanding) -> None:
    assert standing.overlaid(standing) == standing
    assert standing.overlaid(CreditStanding()) == standing


def test_no_days_of_credit_is_cash() -> None:
    assert PaymentTerms(days=30, means="transfer").overlaid(PaymentTerms(days=0)) == PaymentTerms(
        days=0, means="transfer"
    )
    with pytest.raises(InvalidRecord):
        PaymentTerms(days=-1)
