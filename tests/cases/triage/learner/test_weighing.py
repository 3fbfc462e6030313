"""What a run weighs: as much as it tells of labels."""

from dataclasses import replace

import numpy as np
import pytest

from cases.triage.learner.characters import learn_characters
from cases.triage.learner.fitting import table_of
from cases.triage.learner.texts import Texts
from cases.triage.learner.weighing import weighed

LEVELS = ("偏黄", "偏红", "很凶", "很慢")


def texts_of(levels=LEVELS, weights=(1, 1, 1, 1)):
    return Texts(
        levels=list(levels), labels=("a", "b", "nobody"), truth=np.array([0, 0, 1, 1]),
        weights=np.array(weights, np.float32), seeds=np.zeros(4, bool), sentences=None,
    )  # fmt: skip


def told_by(texts):
    """What each run weighs beside its rarity."""
    characters = learn_characters(texts.levels, seen_in=1)
    found = weighed(characters, table_of(characters, texts.levels), texts)
    told = found.rarity / characters.rarity
    return {run: float(told[place]) for run, place in found.places.items()}


def test_a_run_weighs_by_how_far_labels_lie_apart_in_it():
    told = told_by(texts_of())

    # 偏 in two of a's texts and none of b's, six runs of each: log(2.5 / .5), as far apart in both.
    assert told["偏"] == pytest.approx(2 * np.log(5) / 2 * 2 / 2, rel=1e-4)
    assert told["黄"] == pytest.approx(np.log(3), rel=1e-4)


def test_a_run_of_all_labels_weighs_little_and_never_nothing():
    told = told_by(texts_of(("偏黄", "偏红", "偏凶", "偏慢")))

    assert told["偏"] == pytest.approx(0.05)
    assert told["黄"] > 1


def test_a_text_that_counts_for_nothing_tells_nothing():
    whole, without = texts_of(), replace(texts_of(), weights=np.array([1, 0, 1, 0], np.float32))

    assert told_by(without)["红"] == pytest.approx(0.05)
    assert told_by(whole)["红"] > 1
