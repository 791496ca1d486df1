"""How a score came about, in one sentence that agrees with the numbers."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customerbase.rfm import NestedScale, Scale, SegmentRow, explain, fit, score
from customerbase.testing import strategies

SCALE = Scale(recency=[30, 90], frequency=[1, 4], monetary=[100, "999.50"], currency="CNY")


def said(summary, scale=SCALE, **how):
    return explain(score([summary], scale)[0], **how)


def test_it_says_the_day_the_bounds_and_the_scores(person):
    ann = person(
        "Ann", 12, 4, "1234.5", first_purchase=date(2024, 3, 1), last_purchase=date(2024, 12, 19), tenure=305
    )

    assert said(ann) == (
        "Ann is 3-2-3: last bought on 2024-12-19, 12 days before, at most 30 (R 3 of 3); "
        "4 visits, more than 1 and at most 4 (F 2 of 3); 1,234.50 CNY, more than 999.50 CNY (M 3 of 3)."
    )
    assert said(ann, language="zh") == (
        "Ann 得 3-2-3：最近一次购买于 2024-12-19，12 天前，不超过 30（R 3/3）；"
        "购买 4 次，超过 1，不超过 4（F 2/3）；1,234.50 CNY，超过 999.50 CNY（M 3/3）。"
    )


def test_one_day_and_one_visit_are_singular_and_an_id_stays_as_it_is(person):
    assert said(person("over 1 days or 1 visits", 1, 1, 5)) == (
        "over 1 days or 1 visits is 3-1-1: last bought 1 day before, at most 30 (R 3 of 3); "
        "1 visit, at most 1 (F 1 of 3); 5.00 CNY, at most 100.00 CNY (M 1 of 3)."
    )
    assert "last bought 1,001 days before, more than 90 (R 1 of 3); 11 visits" in said(person("C", 1_001, 11))
    assert said(person("{who}", 1, 1, 5)).startswith("{who} is")


def test_who_never_visited_has_only_brought_things_back(person):
    back = person("C1", None, 0, -5)

    assert said(back) == (
        "C1 is 1-1-1: only brought things back (R 1 of 3); 0 visits, at most 1 (F 1 of 3); "
        "-5.00 CNY, at most 100.00 CNY (M 1 of 3)."
    )
    assert said(back, language="zh").startswith("C1 得 1-1-1：只有退货（R 1/3）；")


def test_of_a_row_its_score_is_explained_and_what_has_none_is_refused(person):
    (scored,) = score([person()], SCALE)

    assert explain(SegmentRow(customer_id="C1", segment=None, score=scored)) == explain(scored)
    with pytest.raises(TypeError, match="'C2' has no score, since he has not bought"):
        explain(SegmentRow(customer_id="C2", segment=None))
    for wrong in ("14646", person(), None):
        with pytest.raises(TypeError, match="is no RfmScore"):
            explain(wrong)


def test_an_amount_finer_than_a_cent_is_said_in_full_since_rounded_it_would_contradict_the_bound(person):
    assert "100.004 CNY, more than 100.00 CNY and at most 999.50 CNY" in said(person(amount="100.004"))
    fine = attrs.evolve(SCALE, monetary=["0.33333333"])
    assert "100.00 CNY, more than 0.33333333 CNY" in said(person(), fine)
    yen = attrs.evolve(SCALE, monetary=[100], currency="JPY")
    assert "1,200 JPY, more than 100 JPY" in said(person(amount=1_200, currency="JPY"), yen)


def test_closed_on_the_left_the_words_are_others(person):
    left = attrs.evolve(SCALE, closed="left")

    assert "30 days before, at least 30 and less than 90 (R 2 of 3)" in said(person("C", 30), left)
    assert "2 visits, at least 1 and less than 4" in said(person("C", 30), left)
    assert "不低于 30，低于 90" in said(person("C", 30), left, language="zh")


def test_a_nested_scale_compares_those_alike(person):
    scale = NestedScale(recency=[30], frequency=[[1], [4]], monetary=[[[5], [6]], [[7], [8]]])

    assert said(person(), scale) == (
        "C1 is 2-1-2: last bought 10 days before, at most 30 (R 2 of 2); "
        "2 visits among those alike, at most 4 (F 1 of 2); "
        "100.00 CNY among those alike, more than 7.00 CNY (M 2 of 2)."
    )


@given(strategies.rfm_customers(), st.sampled_from(["right", "left"]))
def test_every_bound_that_is_told_holds(people, closed):
    scale = attrs.evolve(fit(people, 3), closed=closed)
    tests = {
        "at most": lambda value, bound: value <= bound,
        "more than": lambda value, bound: value > bound,
        "at least": lambda value, bound: value >= bound,
        "less than": lambda value, bound: value < bound,
    }

    for each in score(people, scale):
        # An id may hold anything, even the words of the sentence.
        sentence = explain(attrs.evolve(each, customer_id="C"))
        values = [each.summary.recency, each.summary.frequency, each.summary.monetary.amount]
        parts = sentence.split("; ")
        assert len(parts) == 3
        for part, value in zip(parts, values, strict=True):
            for words, bound in re.findall(r"(at most|more than|at least|less than) (-?[\d,.]+\d|\d)", part):
                assert tests[words](value, Decimal(bound.replace(",", ""))), sentence


@pytest.mark.parametrize("language", ["fr", "de-CH", ""])
def test_there_are_two_languages(person, language):
    with pytest.raises(ValueError, match="choose one of en, zh"):
        said(person(), language=language)
