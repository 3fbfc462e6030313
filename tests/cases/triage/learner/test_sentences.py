"""Vectors of sentences: those made ahead are those made one by one, and are given once."""

import numpy as np
import pytest

from cases.triage.learner import sentences

LEVELS = [
    "相片偏黃",
    "the clerk was rude",
    "取件日一延再延",
    "裁切歪了",
    "nobody answers the phone",
]


@pytest.fixture(autouse=True)
def _nothing_made():
    sentences.vector.cache_clear()
    sentences._ahead.clear()
    yield
    sentences.vector.cache_clear()
    sentences._ahead.clear()


def test_vectors_made_ahead_are_those_made_one_by_one(monkeypatch):
    alone = [sentences.vectors([level])[0] for level in LEVELS]
    sentences.make_ahead(LEVELS)
    monkeypatch.setattr(sentences, "_encoder", None)  # nobody may ask for it now

    for level, vector in zip(LEVELS, alone, strict=True):
        assert np.allclose(sentences.vector(level), vector, atol=1e-5)


def test_without_the_package_nothing_is_made_ahead(no_vectors):
    sentences.make_ahead(LEVELS)

    assert sentences.vector(LEVELS[0]) is None
