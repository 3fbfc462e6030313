"""The discriminant is Fisher's, solved without writing the covariance out."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from cases.triage.learner.discriminant import STRANGE_LOGIT, fit_discriminant
from cases.triage.learner.texts import Texts

SHRINKAGE = 0.3


@pytest.fixture
def rows():
    made = np.random.default_rng(1).normal(size=(40, 12))
    made[::2, 0] += 1
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made.astype(np.float32)


@pytest.fixture
def texts(rows):
    return Texts(
        levels=[""] * 40,
        labels=("a", "b", "nobody"),
        truth=np.arange(40) % 2,
        weights=np.ones(40, np.float32),
        seeds=np.zeros(40, bool),
        sentences=rows,
    )


def written_out(rows, truth):
    """The same by the book: mean, covariance within, inverse."""
    means = np.array([rows[truth == label].mean(axis=0) for label in (0, 1)])
    away = rows - means[truth]
    within = away.T @ away / (len(rows) - 2)
    ball = np.trace(within) / 512 * np.eye(rows.shape[1])
    slopes = np.linalg.solve((1 - SHRINKAGE) * within + SHRINKAGE * ball, means.T).T / 8
    return slopes, -0.5 * (slopes * means).sum(axis=1)


@pytest.mark.parametrize("kind", [np.asarray, csr_matrix], ids=["array", "sparse"])
def test_it_is_the_inverse_of_the_shrunken_covariance(rows, texts, kind):
    slopes, bias = written_out(rows.astype(np.float64), texts.truth)
    found = fit_discriminant(kind(rows), texts, SHRINKAGE)

    assert found.weights[:2] == pytest.approx(slopes, rel=0.01, abs=0.01)
    assert found.bias[:2] == pytest.approx(bias, rel=0.01, abs=0.01)
    assert (found.weights[2] == 0).all()
    assert found.bias[2] == STRANGE_LOGIT


def test_a_weight_of_two_is_the_same_text_twice(rows, texts):
    weights = np.ones(40, np.float32)
    weights[:10] = 2
    twice = np.concatenate([np.arange(40), np.arange(10)])
    heavy = fit_discriminant(rows, replace(texts, weights=weights), SHRINKAGE)
    many = fit_discriminant(rows[twice], texts.only(twice), SHRINKAGE)

    # But for the degrees of freedom, which are counted in texts: the same direction.
    first, second = (one.weights[0] - one.weights[1] for one in (heavy, many))
    likeness = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    assert likeness > 0.999


def test_labels_of_one_text_each_are_told_apart_by_what_is_nearest(rows, texts):
    two = texts.only(np.array([0, 1]))
    found = fit_discriminant(rows[:2], two, SHRINKAGE)

    assert (found.weights[:2] @ rows[:2].T + found.bias[:2, None]).argmax(axis=0).tolist() == [0, 1]
