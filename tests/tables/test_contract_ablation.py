"""The contract finds an engine that counts wrongly, in whichever respect."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customerbase.tables import (
    aging,
    allocating,
    cutting,
    days,
    door,
    money,
    policies,
    scoring,
    summarizing,
    tiers,
    verify,
)
from customerbase.tables.engine import nw
from customerbase.testing.contracts.score import ScoreContract
from customerbase.testing.contracts.verify import VerifyContract
from customerbase.verify import TierRule

pa = pytest.importorskip("pyarrow")
pl = pytest.importorskip("polars")

TYPES = {"text": pl.String, "integer": pl.Int64, "boolean": pl.Boolean, "day": pl.Date, "float": pl.Float64}
TYPES |= {"local": pl.Datetime("us"), "instant": pl.Datetime("us", "UTC"), "decimal": pl.Decimal(18, 2)}


class OnPolars(ScoreContract):
    examples = 500
    shrink = False

    def frame(self, columns, zone):
        return pl.DataFrame(
            {name: pl.Series(name, values, TYPES[kind]) for name, (kind, values) in columns.items()}
        )


DEFINITION = OnPolars.test_all_that_follows_from_purchases_is_equal_to_the_definition
real_within, real_number = door._within, summarizing.day_number


def drops_the_zone(frame, name, dtype, zone):
    return nw.col(name).dt.replace_time_zone(None) if getattr(dtype, "time_zone", None) else nw.col(name)


def rounds_down(unit, column):
    if unit.kind == "integer":
        return column.cast(nw.Int64)
    return (column * 10**unit.places).cast(nw.Float64).floor().cast(nw.Int64)


def cuts_one_place_early(customers, bins):
    return [max(1, i * customers // bins) for i in range(1, bins)]


def splits_ties(column, cuts, closed="right", unit=None):
    unit = unit or money.Unit(0, "integer")
    found = nw.lit(1)
    for i, point in enumerate(cuts.points, 2):
        found = nw.when(unit.above(column, point, closed="left")).then(i).otherwise(found)
    return found


BROKEN = {
    "days counted from the wrong one": (summarizing, "day_number", lambda day: real_number(day) + 1),
    "purchases of the day itself left out": (
        door,
        "_within",
        lambda frame, day, dtype, start, as_of: real_within(
            frame, day, dtype, start, as_of - timedelta(days=1)
        ),
    ),
    "returns taken for purchases": (
        door,
        "_back",
        lambda columns, schema, count: nw.col(columns.amount).is_null(),
    ),
    "the zone dropped": (door, "_local", drops_the_zone),
    "amounts rounded down": (money.Unit, "units", rounds_down),
    "cut points one place early": (cutting, "ranks", cuts_one_place_early),
    "bins closed on the wrong side": (scoring, "bin_of", splits_ties),
}


@pytest.mark.parametrize("what", BROKEN)
def test_the_contract_finds(what, monkeypatch):
    monkeypatch.setattr(*BROKEN[what])

    with pytest.raises((AssertionError, ExceptionGroup)):
        DEFINITION(OnPolars())


def test_the_contract_passes_what_is_right(monkeypatch):
    monkeypatch.setattr(OnPolars, "examples", 200)

    DEFINITION(OnPolars())


class VerifiedOnPolars(VerifyContract):
    examples = 1_000  # as many as it takes until one fails
    shrink = False
    frame = OnPolars.frame


DUE = VerifiedOnPolars.test_due_dates_are_equal_to_the_definition
AGES = VerifiedOnPolars.test_freshness_and_the_index_are_equal_to_the_definition
TIERS = VerifiedOnPolars.test_data_tiers_are_equal_to_the_definition
ALLOCATIONS = VerifiedOnPolars.test_allocations_are_equal_to_the_definition
real_after = days.days_after


def forgets_the_anchor(self, last, anchor):
    self._last, self._anchor, self._names = last, last, {}


BROKEN_CHECKS = {
    "the anchor forgotten": (DUE, days.CycleEnds, "__init__", forgets_the_anchor),
    "a day late": (DUE, policies, "days_after", lambda day, number: real_after(day, number + 1)),
    "overdue counted from the wrong day": (DUE, verify, "day_number", lambda day: real_number(day) + 1),
    "second-hand values not due at once": (
        DUE,
        policies,
        "_by_grace",
        lambda policy, states, what: nw.lit(None, dtype=nw.Date),
    ),
    "an amount must be above its level": (
        DUE,
        money.Unit,
        "above",
        lambda unit, units, point, closed: units > point.scaleb(unit.places),
    ),
    "ages in years of 365 days": (AGES, aging, "DAYS_A_YEAR", 365.0),
    "groups taken for one another": (AGES, aging, "_group_column", lambda states, rates: "risk"),
    "the first term of the series only": (AGES, aging, "_TERMS", 2),
    "uses of the first day left out": (
        TIERS,
        tiers,
        "_since",
        lambda rule, as_of: nw.lit((rule or TierRule()).since(as_of) + timedelta(days=1), dtype=nw.Date),
    ),
    "caps passed over": (
        ALLOCATIONS,
        allocating,
        "_limit",
        lambda limit, facet, column, none, join: nw.lit(none),
    ),
}


@pytest.mark.parametrize("what", BROKEN_CHECKS)
def test_the_contract_of_verification_finds(what, monkeypatch):
    law, *broken = BROKEN_CHECKS[what]
    monkeypatch.setattr(*broken)

    with pytest.raises((AssertionError, ExceptionGroup)):
        law(VerifiedOnPolars())


@pytest.mark.parametrize("law", [DUE, AGES, TIERS, ALLOCATIONS])
def test_the_contract_of_verification_passes_what_is_right(law, monkeypatch):
    monkeypatch.setattr(VerifiedOnPolars, "examples", 50)

    law(VerifiedOnPolars())
