"""The rules on sentences written for them, and on sentences they were never tuned on."""

import json
from pathlib import Path

import pytest

from cases.management.labelled_files import labelled_in
from cases.triage.category_tree import BY_CODE
from cases.triage.learner.shipped import SEEDS
from cases.triage.rules import AUTO_CONFIDENCE, classify

DATA = Path(__file__).parent / "data"


def rows(name):
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def share(hits):
    hits = list(hits)
    return sum(hits) / len(hits)


@pytest.fixture(scope="module")
def held_out():
    return [(row, classify(row["text"])) for row in rows("held_out.jsonl")]


def test_unseen_complaints_reach_the_target(held_out):
    assert share(verdict.category == row["label"] for row, verdict in held_out) >= 0.70
    assert share(row["label"] in dict(verdict.top3) for row, verdict in held_out) >= 0.85
    assert share(verdict.klass == BY_CODE[row["label"]].klass for row, verdict in held_out) >= 0.80


@pytest.mark.parametrize(
    ("language", "least"), [("zh-hant", 0.70), ("zh-hans", 0.80), ("en", 0.65)]
)
def test_each_language_reaches_its_target(held_out, language, least):
    own = [(row, verdict) for row, verdict in held_out if row["language"] == language]

    assert share(verdict.category == row["label"] for row, verdict in own) >= least


def test_confidence_is_honest_on_unseen_complaints(held_out):
    sure = [(row, verdict) for row, verdict in held_out if verdict.auto]

    assert len(sure) >= 0.3 * len(held_out)
    assert share(verdict.category == row["label"] for row, verdict in sure) >= 0.95


def test_the_seeds_are_known():
    known = labelled_in(SEEDS[0])
    assert share(classify(one.text).category == one.label for one in known) >= 0.95


def test_nothing_known_is_left_to_a_person():
    verdict = classify("哈囉哈囉")

    assert verdict.category is None
    assert verdict.klass is None
    assert verdict.top3 == ()
    assert not verdict.auto


def test_reasons_are_in_the_spelling_of_the_customer():
    verdict = classify("整批相片偏黃")

    assert verdict.category == "print_colour"
    assert verdict.reasons[0].word == "偏黃"
    assert verdict.reasons[0].points == 3


def test_both_scripts_get_the_same_verdict():
    assert classify("相片偏黃，門市態度差").top3 == classify("相片偏黄，门市态度差").top3


def test_a_chip_decides_where_words_do_not():
    assert classify("請看附件", "print_cut").category == "print_cut"
    assert not classify("請看附件", "print_cut").auto
    assert classify("請看附件", "service").category == "service_other"


def test_a_chip_is_outweighed_by_clear_words():
    text = "店員態度很差，口氣不耐煩，還翻白眼，非常沒禮貌"

    assert classify(text, "wrong_size").category == "staff_attitude"


def test_an_unknown_chip_is_passed_over():
    assert classify("相片偏黃", "no_such") == classify("相片偏黃")


def test_a_verdict_that_needs_a_person_never_acts_by_itself():
    sure = classify("店員態度很差，口氣不耐煩")
    held = classify("店員態度很差，口氣不耐煩", person_needed=True)

    assert sure.confidence >= AUTO_CONFIDENCE
    assert sure.auto
    assert held.confidence == sure.confidence
    assert not held.auto
