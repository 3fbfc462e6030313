"""Texts that say the same are one group, through others too."""

import numpy as np

from cases.triage.learner.grouping import groups_of


def test_likeness_is_passed_on():
    angles = np.radians([0, 30, 60, 170])
    sentences = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)

    first, second, third, other = groups_of(["a", "b", "c", "d"], sentences, alike_from=0.8)

    assert first == second == third
    assert other != first


def test_without_vectors_only_the_same_words_are_one():
    assert groups_of(["a", "b", "a"], None) == [0, 1, 0]
