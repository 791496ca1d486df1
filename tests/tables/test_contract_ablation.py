"""The contract finds an engine that counts wrongly, in whichever respect."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customerbase.tables import cutting, door, money, scoring, summarizing
from customerbase.tables.engine import nw
from customerbase.testing.contracts.score import ScoreContract

pa = pytest.importorskip("pyarrow")
pl = pytest.importorskip("polars")

TYPES = {"text": pl.String, "integer": pl.Int64, "boolean": pl.Boolean, "day": pl.Date, "float": pl.Float64}
TYPES |= {"local": pl.Datetime("us"), "instant": pl.Datetime("us", "UTC"), "decimal": pl.Decimal(18, 2)}


class OnPolars(ScoreContract):
    examples = 200
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


def test_the_contract_passes_what_is_right():
    DEFINITION(OnPolars())
