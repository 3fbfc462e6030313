"""The shipped tree is whole: each category in each language, with somebody to answer."""

import pytest

from cases.triage.category_tree import BY_CODE, CATEGORIES, DEPARTMENT_NAMES, KLASSES
from cases.triage.languages import detect_language
from cases.triage.normalising import fold
from cases.triage.rule_book import RULES


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.code)
def test_category_is_complete(category):
    assert category.klass in KLASSES
    assert category.department in DEPARTMENT_NAMES
    for words in (category.name, category.chip, category.description):
        assert words.zh_hant
        assert words.zh_hans
        assert words.en
    assert detect_language(category.description.zh_hant) == "zh-hant"
    assert detect_language(category.description.zh_hans) == "zh-hans"
    assert len(category.chip.zh_hant) <= 7


def test_codes_are_unique_and_each_class_has_its_other():
    assert len(BY_CODE) == len(CATEGORIES)
    assert {f"{klass}_other" for klass in KLASSES} <= set(BY_CODE)


def test_each_rule_speaks_for_a_category_and_each_category_is_spoken_for():
    assert {rule.category for rule in RULES} == set(BY_CODE)


def test_rules_are_written_in_the_shape_they_are_matched_in():
    for rule in RULES:
        for word in (*rule.words, *rule.near, *rule.unless):
            assert fold(word) == word, (rule.category, word)
            assert not set(word) & set("123456789"), word
