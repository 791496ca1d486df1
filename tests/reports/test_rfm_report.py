"""RFM as tables: segments, scores, movement; and the part of a page that shows them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from customerbase import rfm
from customerbase.model import SaleTotal
from customerbase.reports.rfm import (
    count_table,
    migration_table,
    moves_table,
    report,
    run_notes,
    score_table,
    section,
    segment_table,
)
from customerbase.reports.table import shown
from customerbase.values import Money

AS_OF = date(2024, 12, 31)


def bought(who, day, amount, number=[0]):  # noqa: B006 - a counter
    number[0] += 1
    return SaleTotal(
        purchase_id=str(number[0]),
        customer_id=who,
        on=day,
        quantity=1 if Decimal(amount) > 0 else -1,
        amount=Money(amount, "CNY"),
        is_return=Decimal(amount) < 0,
    )


SOLD = [
    bought("C1", date(2024, 12, 30), 500),
    bought("C1", date(2024, 12, 1), "250.25"),
    bought("C2", date(2024, 3, 1), 100),
    bought("C3", date(2024, 6, 1), 40),
]
SCALE = rfm.Scale(
    recency=[5, 50, 100, 250], frequency=[1, 1, 1, 1], monetary=[50, 90, 200, 600], currency="CNY"
)


@pytest.fixture
def run():
    return rfm.run(SOLD, as_of=AS_OF, scale=SCALE, customers=["C4"])


def column(table, key):
    at = [each.key for each in table.columns].index(key)
    return [row[at] for row in table.rows]


def test_the_segments_say_how_many_and_what_they_are_worth(run):
    table = report(run)
    rows = {str(name.en): i for i, name in enumerate(column(table, "segment"))}
    champions = rows["Champions"]

    assert len(table.rows) == 12
    assert column(table, "customers")[champions] == 1
    assert shown(column(table, "share_of_customers")[champions], "share") == "25.0%"
    assert column(table, "visits")[champions] == 2
    assert column(table, "revenue")[champions] == Money("750.25", "CNY")
    assert shown(column(table, "share_of_revenue")[champions], "share") == "84.3%"
    assert column(table, "mean_recency")[champions] == 1
    assert column(table, "mean_monetary")[champions] == Money("750.25", "CNY")
    assert column(table, "mean_monetary")[rows["no segment"]] is None


def test_means_are_rounded_to_what_people_read():
    sizes = rfm.run(
        [bought("A", AS_OF, 1), bought("A", AS_OF, 1), bought("B", AS_OF, 1), bought("C", AS_OF, "1.01")],
        as_of=AS_OF,
        scale=SCALE,
        segments=rfm.SegmentMap(name="all", segments=[rfm.Segment(name="all")]),
    ).sizes
    table = segment_table(sizes)

    assert column(table, "mean_frequency") == [Decimal("1.3")]
    assert column(table, "mean_monetary") == [Money("1.34", "CNY")]


def test_scores_stand_by_their_total_and_those_without_last(run):
    table = score_table(run, names={"C1": "Acme", "C2": "Bolt", "C3": "Cog", "C4": "Dot"})

    assert column(table, "customer_id") == ["C1", "C2", "C3", "C4"]
    assert column(table, "name") == ["Acme", "Bolt", "Cog", "Dot"]
    assert column(table, "total_score") == [15, 5, 4, None]
    assert column(table, "last_purchase")[:1] == [date(2024, 12, 30)]
    assert column(table, "segment")[0].zh == "冠军客户"
    assert "introductions" not in [each.key for each in table.columns]


def test_who_brought_others_is_said_where_anybody_did(run):
    brought = rfm.run(SOLD, as_of=AS_OF, scale=SCALE, segments=rfm.trade(), introduced={"C2": 4})
    table = score_table(brought)

    assert "name" not in [each.key for each in table.columns]
    assert dict(zip(column(table, "customer_id"), column(table, "introductions"), strict=True))["C2"] == 4


def test_movement_has_a_row_for_each_before_and_a_column_for_each_after(run):
    before = rfm.run(SOLD, as_of=date(2024, 9, 30), scale=SCALE, customers=["C1", "C4"])
    moved = run.since(before)
    table = migration_table(moved, run.segments)

    assert [row[1:] for row in table.rows] == list(moved.matrix)
    assert [each.title for each in table.columns[1:]] == [each.en for each in column(table, "before")]
    assert column(table, "to_Champions")[-1] == 1, "C1 had not bought, and is a champion"
    assert len({each.key for each in table.columns}) == len(table.columns)


def test_a_scale_for_which_there_is_no_map_has_its_counts_told():
    run = rfm.run(SOLD, as_of=AS_OF, bins=(3, 2, 4))
    table = report(run)

    assert table.name == "score_counts"
    assert table == count_table(run, notes=run_notes(run))
    assert column(table, "score") == [4, 3, 2, 1]
    assert column(table, "r")[0] is None
    assert sum(each or 0 for each in column(table, "f")) == 3


def test_notes_say_who_is_in_no_segment_and_which_scores_nobody_has(run):
    said = [each.en for each in run_notes(run)]

    assert said[0] == "As of 2024-12-31, of 4 customers: 3 bought, 1 have not bought (no scores)."
    assert said[1] == "Segments by the map “standard”."
    assert said[2].endswith("such as customers who have not bought (1).")
    assert "F 2, F 3, F 4" in said[3]
    assert "F 2、F 3、F 4" in run_notes(run)[3].zh


def test_the_section_shows_movement_where_there_is_an_earlier_run(run):
    before = rfm.run(SOLD, as_of=date(2024, 9, 30), scale=SCALE)
    names = [each.name for each in section(run).charts]

    assert names == ["rfm-heat", "rfm-whale", "rfm-segments", "rfm-scores"]
    assert [each.name for each in section(run, before).charts] == [
        *names[:3],
        "rfm-migration",
        "rfm-scores",
    ]
    assert section(run).tables[0].name == "segments"


def test_without_segments_the_section_shows_scores():
    shown_of = section(rfm.run(SOLD, as_of=AS_OF, bins=3))

    assert [each.name for each in shown_of.charts] == ["rfm-heat", "rfm-whale", "rfm-scores"]
    assert shown_of.tables[0].name == "score_counts"


def test_whoever_only_brought_things_back_is_told_apart_from_those_who_bought():
    sold = [*SOLD, bought("C5", date(2024, 7, 1), -30)]
    run = rfm.run(sold, as_of=AS_OF, scale=SCALE, customers=["C4"])
    said = run_notes(run)[0]

    assert said.en == (
        "As of 2024-12-31, of 5 customers: 3 bought, "
        "1 only brought things back (scored too), 1 have not bought."
    )
    assert said.zh == "截至 2024-12-31，5 位客户中：3 位有购买；1 位只有退货（也有得分）；1 位尚未购买。"


def test_the_mean_value_is_said_to_be_that_of_a_customer(run):
    (titles,) = [(each.title, each.title_zh) for each in report(run).columns if each.key == "mean_monetary"]

    assert titles == ("Revenue per customer", "客均销售额")


def test_movement_says_from_which_day_to_which_in_the_corner_and_in_the_note(run):
    day = date(2024, 9, 30)
    moved = run.since(rfm.run(SOLD, as_of=day, scale=SCALE, customers=["C1", "C4"]))
    table = migration_table(moved, run.segments, before=day, after=AS_OF)

    assert table.columns[0].title == "2024-09-30 ↓, 2024-12-31 →"
    assert table.columns[0].title_zh == "2024-09-30 ↓，2024-12-31 →"
    assert table.notes[0].en.startswith("2024-09-30 to 2024-12-31: ")
    assert table.rows == migration_table(moved, run.segments).rows


def test_movement_as_a_list_holds_those_who_moved_the_most_first(run):
    day = date(2024, 9, 30)
    moved = run.since(rfm.run(SOLD, as_of=day, scale=SCALE, customers=["C1", "C4"]))
    table = moves_table(moved, run.segments, before=day, after=AS_OF)

    assert [each.title_zh for each in table.columns] == ["2024-09-30", "2024-12-31", "客户数"]
    counts = column(table, "customers")
    assert sum(counts) == len(moved.moved) > 0
    assert counts == sorted(counts, reverse=True)
    assert all(row[0] != row[1] for row in table.rows)
