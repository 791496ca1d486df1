"""Every fixed word is there in both languages."""

from __future__ import annotations

import re
from enum import Enum

import pytest

from customerbase import buying_center, chronicle, model, ranking, verify
from customerbase.model import Stage
from customerbase.reports.words import CHOICES, TERMS, Phrase, term, word
from customerbase.values import Calendar

CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

CHOICES_OF_THE_RECORDS = sorted(
    {
        each
        for module in (model, buying_center, chronicle, ranking, verify)
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Enum) and list(each)
    }
    | {Calendar},
    key=lambda each: each.__name__,
)


@pytest.mark.parametrize("choices", CHOICES_OF_THE_RECORDS, ids=lambda each: each.__name__)
def test_every_choice_has_a_chinese_word_of_its_own(choices: type[Enum]) -> None:
    said = [word(each, "zh") for each in choices]
    assert all(CHINESE.search(each) for each in said)
    assert len(set(said)) == len(said)


def test_no_word_is_kept_for_a_choice_that_is_gone() -> None:
    for choices, words in CHOICES.items():
        assert set(words) == {each.value for each in choices}


def test_every_term_is_said_in_both_languages_with_the_same_gaps() -> None:
    for name, each in TERMS.items():
        assert min(each.en, each.zh), name
        assert sorted(re.findall(r"{\w*}", each.en)) == sorted(re.findall(r"{\w*}", each.zh)), name


def test_parts_are_said_in_the_language_of_their_sentence() -> None:
    sentence = Phrase("{who} is {stage}", "{who}：{stage}").filled(who=TERMS["nobody"], stage=Stage.LAPSED)
    assert sentence == Phrase("nobody is lapsed", "无：流失客户")


def test_a_language_without_words_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no words in 'fr'"):
        term("roster", "fr")
