"""Rules are read back equal from JSON and TOML, and what is written wrong is named."""

from __future__ import annotations

import json
import tomllib
import warnings
from datetime import date
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.errors import InvalidRecord
from customerbase.measures import Count, Returns, Summaries
from customerbase.rfm import (
    Cuts,
    Fitted,
    NestedScale,
    Scale,
    Segment,
    SegmentMap,
    UnreachedSegment,
    fit,
    fit_nested,
    map_from_plain,
    r_vignette,
    scale_from_plain,
    standard,
    to_plain,
    trade,
)
from customerbase.testing import strategies


def paths(raised):
    return [each.path for each in raised.value.problems]


def toml(value):
    """Write what TOML can hold; a table inside is written on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {toml(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    assert isinstance(value, str | int | bool), f"TOML does not hold {value!r}"
    # A string of JSON is one of TOML, but for surrogates in pairs and DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def from_toml(plain):
    return tomllib.loads("".join(f"{name} = {toml(each)}\n" for name, each in plain.items()))


NUMBERS = st.integers(-(10**17), 10**17) | st.decimals(-(10**6), 10**6, places=6)
CUTS = st.lists(NUMBERS, max_size=5).map(sorted)
FITTED = st.none() | st.builds(
    Fitted,
    as_of=st.none() | strategies.days(),
    customers=st.integers(1, 10**9),
    data=st.none() | strategies.texts(),
    counted=st.none() | st.sampled_from(Count),
    returns=st.none() | st.sampled_from(Returns),
)
SCALES = st.builds(
    Scale,
    recency=CUTS,
    frequency=CUTS,
    monetary=CUTS.flatmap(
        lambda points: st.tuples(*[st.integers(0, 9)] * (len(points) + 1)).map(
            lambda counts: Cuts(points, counts)
        )
    ),
    currency=st.none() | strategies.currencies(),
    closed=st.sampled_from(["right", "left"]),
    weights=st.tuples(*[st.decimals(0, 9, places=4)] * 3).filter(any),
    fitted=FITTED,
)


@given(SCALES)
def test_a_scale_is_read_back_equal(scale):
    plain = to_plain(scale)

    for again in (plain, json.loads(json.dumps(plain)), from_toml(plain)):
        assert scale_from_plain(again) == scale


@given(strategies.rfm_customers(), st.sampled_from([fit, fit_nested]), st.integers(1, 4))
def test_a_fitted_scale_is_read_back_equal_and_gives_the_same_scores(people, fitting, bins):
    scale = fitting(Summaries(people, as_of=people.as_of, counted=Count.DAY), bins, data='"2024"\n第四季度')

    again = scale_from_plain(from_toml(to_plain(scale)))

    assert again == scale
    assert [again.points(each) for each in people] == [scale.points(each) for each in people]
    assert again.fitted == scale.fitted
    assert scale_from_plain(json.loads(json.dumps(to_plain(scale)))) == scale


BOUNDS = st.sampled_from([5, (4, 5), (4, None), (1, None), (1, 5)])
SEGMENT = st.builds(
    Segment,
    name=strategies.texts(),
    name_zh=strategies.texts(),
    r=BOUNDS,
    f=BOUNDS,
    m=BOUNDS,
    introductions=st.integers(0, 3),
    bought=st.sampled_from([True, None]),
)


@given(
    st.lists(SEGMENT, min_size=1, max_size=3, unique_by=lambda each: each.name),
    st.sampled_from([(None, None), ("其余 rest…", None), ("其余 rest…", "其余")]),
)
def test_a_map_is_read_back_equal(segments, otherwise):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnreachedSegment)
        made = SegmentMap(
            name="any",
            segments=segments,
            otherwise=otherwise[0],
            otherwise_zh=otherwise[1],
        )
        plain = to_plain(made)

        for again in (plain, json.loads(json.dumps(plain)), from_toml(plain)):
            assert map_from_plain(again) == made
            assert map_from_plain(again).coverage == made.coverage


@pytest.mark.parametrize(
    "segments", [standard(), r_vignette(), trade(introduced=2)], ids=lambda each: each.name
)
def test_the_ready_made_maps_are_read_back_equal(segments):
    assert map_from_plain(from_toml(to_plain(segments))) == segments


# ------------------------------------------------------------------ written by hand

SCALE = """
scale = "rfm"
recency = [30, 90]
frequency = {points = [1, 4]}
monetary = ["255.8", 382]
currency = "CNY"

[fitted]
as_of = 2024-12-31
customers = 995
counted = "day"
returns = "lower"
"""
MAP = """
map = "ours"
bins = 3
otherwise = "others"

[[segments]]
name = "best"
name_zh = "最好"
r = 3
f = [2]

[[segments]]
name = "once"
f = [1, 1]

[[segments]]
name = "not yet"
bought = false

[[segments]]
name = "leader"
introductions = 3
bought = "either"
"""


def test_a_scale_may_be_written_by_hand():
    assert scale_from_plain(tomllib.loads(SCALE)) == Scale(
        recency=[30, 90],
        frequency=[1, 4],
        monetary=["255.8", 382],
        currency="CNY",
        fitted=Fitted(as_of=date(2024, 12, 31), customers=995, counted=Count.DAY),
    )
    nested = {"scale": "nested", "recency": [], "frequency": [[1]], "monetary": [[[5], [6]]]}
    assert scale_from_plain(nested) == NestedScale(recency=[], frequency=[[1]], monetary=[[[5], [6]]])


def test_a_map_may_be_written_by_hand():
    ours = map_from_plain(tomllib.loads(MAP))

    assert ours == SegmentMap(
        name="ours",
        bins=3,
        otherwise="others",
        segments=[
            Segment(name="best", name_zh="最好", r=3, f=(2, None)),
            Segment(name="once", f=1),
            Segment(name="not yet", bought=False),
            Segment(name="leader", introductions=3, bought=None),
        ],
    )


@given(SCALES)
def test_a_scale_that_does_not_say_its_kind_is_the_one_that_it_looks_like(scale):
    plain = to_plain(scale)
    del plain["scale"]

    assert scale_from_plain(from_toml(plain)) == scale
    assert (
        scale_from_plain(
            {
                name: each.get("points", each) if isinstance(each, dict) else each
                for name, each in plain.items()
                if name != "fitted"
            }
        ).bins
        == scale.bins
    )


@given(strategies.rfm_customers(), st.integers(1, 3))
def test_a_scale_nested_three_deep_is_a_nested_one(people, bins):
    scale = fit_nested(people, bins)
    plain = to_plain(scale)
    del plain["scale"]

    assert scale_from_plain(from_toml(plain)) == scale
    by_hand = {"recency": [], "frequency": [[1]], "monetary": [[[5], [6]]]}
    assert scale_from_plain(by_hand) == NestedScale(**by_hand)


def test_a_map_may_call_its_name_a_name():
    plain = to_plain(standard())
    name = plain.pop("map")

    assert map_from_plain(plain | {"name": name}) == standard()
    assert map_from_plain(plain | {"name": name, "map": name}) == standard()


# ------------------------------------------------------------------ written wrong


def test_a_float_of_toml_is_refused_and_told_to_be_quoted():
    with pytest.raises(
        InvalidRecord, match=r'\$\.monetary\.points\[1\]: is no exact .* \(quote it: "999\.5"\)'
    ):
        scale_from_plain(tomllib.loads("recency = [30]\nfrequency = [1]\nmonetary = [100, 999.5]"))


def test_all_that_is_wrong_in_a_map_is_told_at_once():
    plain = {
        "bins": 0,
        "otherwize": "x",
        "segments": [
            {"name": "a", "r": "5", "F": 1},
            {"name": "b", "r": 9},
            {"name": "b"},
            {"r": 1, "bought": "no"},
            5,
        ],
    }

    with pytest.raises(InvalidRecord) as raised:
        map_from_plain(plain)
    assert paths(raised) == [
        "$.otherwize",
        "$.map",
        "$.segments[0].F",
        "$.segments[0].r",
        "$.segments[3].name",
        "$.segments[3].bought",
        "$.segments[4]",
        "$.bins",
    ]

    with pytest.raises(InvalidRecord) as raised:
        map_from_plain(plain | {"bins": 5, "name": "", "segments": plain["segments"][1:]})
    assert paths(raised) == [
        "$.otherwize",
        "$.segments[2].name",
        "$.segments[2].bought",
        "$.segments[3]",
        "$.name",
        "$.segments[0].r",
        "$.segments[1].name",
    ]
    with pytest.raises(InvalidRecord) as raised:
        map_from_plain({"bins": "5", "otherwise_zh": "x"})
    assert paths(raised) == ["$.map", "$.segments", "$.otherwise_zh", "$.bins"]


def test_what_is_lacking_and_what_is_unknown_in_a_scale_is_told_at_once():
    with pytest.raises(InvalidRecord) as raised:
        scale_from_plain({"scale": "quintiles", "recency": [30], "monetry": [5]})

    assert paths(raised) == ["$.monetry", "$.frequency", "$.monetary", "$.scale"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"scale": "quintiles"}, "$.scale"),
        ({"scale": ["rfm"]}, "$.scale"),
        ({"wieghts": [1, 2, 1]}, "$.wieghts"),
        ({"recency": [297.4]}, "$.recency.points[0]"),
        ({"recency": [90, 30]}, "$.recency.points[1]"),
        ({"recency": "30"}, "$.recency.points"),
        ({"recency": {"points": [1], "count": [2, 3]}}, "$.recency.count"),
        ({"recency": {"points": [1], "counts": [2]}}, "$.recency.counts"),
        ({"recency": {"counts": [2]}}, "$.recency.points"),
        ({"scale": None}, "$.scale"),
        ({"recency": {"points": [1], "counts": 5}}, "$"),
        ({"currency": "RMB"}, "$.currency"),
        ({"closed": "open"}, "$.closed"),
        ({"weights": {"x": 1}}, "$.weights"),
        ({"fitted": {"customers": 3, "of": "2024"}}, "$.fitted.of"),
        ({"fitted": {"as_of": "2024-13-01", "customers": 3}}, "$"),
        ({"fitted": {"counted": "visit", "customers": 3}}, "$"),
        ({"fitted": {}}, "$.customers"),
        ({"fitted": 5}, "$"),
        ({"scale": "nested", "monetary": [[[5], [6]]]}, "$.frequency[0].points"),
        ({"scale": "nested", "frequency": 5}, "$"),
    ],
)
def test_what_is_wrong_in_a_scale_is_named(change, path):
    sound = {"scale": "rfm", "recency": [30], "frequency": [1], "monetary": [5]}
    assert scale_from_plain(sound).bins == (2, 2, 2)

    with pytest.raises(InvalidRecord) as raised:
        scale_from_plain(sound | change)

    assert path in paths(raised), str(raised.value)
    assert raised.value.__cause__ is not raised.value


@pytest.mark.parametrize("lacking", ["recency", "frequency", "monetary"])
def test_what_is_lacking_in_a_scale_is_named(lacking):
    plain = to_plain(Scale(recency=[30], frequency=[1], monetary=[5]))
    del plain[lacking]

    with pytest.raises(InvalidRecord) as raised:
        scale_from_plain(plain)

    assert paths(raised) == [f"$.{lacking}"]


@pytest.mark.parametrize("plain", [None, 5, "rfm", [], ["scale"], {}])
def test_what_is_no_rule_at_all_is_refused(plain):
    with pytest.raises(InvalidRecord):
        scale_from_plain(plain)
    with pytest.raises(InvalidRecord):
        map_from_plain(plain)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"r": []}, "$.segments[1].r"),
        ({"r": [1, 2, 3]}, "$.segments[1].r"),
        ({"r": "5"}, "$.segments[1].r"),
        ({"r": [5, 4]}, "$.segments[1].r"),
        ({"introductions": "3"}, "$.segments[1].introductions"),
        ({"bought": "no"}, "$.segments[1].bought"),
        ({"R": 5}, "$.segments[1].R"),
        ({"name": "a"}, "$.segments[1].name"),
        ({"name": ""}, "$.segments[1].name"),
    ],
)
def test_what_is_wrong_in_a_segment_is_named_with_its_place(change, path):
    plain = {"map": "m", "segments": [{"name": "a", "r": 1}, {"name": "b"} | change]}

    with pytest.raises(InvalidRecord) as raised:
        map_from_plain(plain)

    assert path in paths(raised), str(raised.value)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"otherwize": "x"}, "$.otherwize"),
        ({"bins": [5, 5]}, "$.bins"),
        ({"bins": "5"}, "$.bins"),
        ({"segments": []}, "$.segments"),
        ({"segments": 5}, "$.segments"),
        ({"segments": {"name": "a"}}, "$.segments"),
        ({"segments": [5]}, "$.segments[0]"),
        ({"segments": [{}]}, "$.segments[0].name"),
        ({"map": ""}, "$.map"),
        ({"name": "other"}, "$.name"),
        ({"otherwise": ["x"]}, "$.otherwise"),
    ],
)
def test_what_is_wrong_in_a_map_is_named(change, path):
    sound = {"map": "m", "segments": [{"name": "a"}]}

    with pytest.raises(InvalidRecord) as raised:
        map_from_plain(sound | change)

    assert path in paths(raised), str(raised.value)


def test_adjacent_cut_points_stay_distinct_when_written():
    scale = Scale(recency=[], frequency=[], monetary=["0.000001", "0.000002", "1E+3"])

    assert to_plain(scale)["monetary"]["points"] == ["0.000001", "0.000002", "1000"]
    assert all(low < high for low, high in pairwise(scale_from_plain(to_plain(scale)).monetary.points))
    assert attrs.asdict(scale_from_plain(to_plain(scale))) == attrs.asdict(scale)
