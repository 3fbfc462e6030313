"""From when on no person need look: what is promised, and what stands behind a guess."""

import numpy as np
import pytest

from cases.triage.learner.characters import learn_characters
from cases.triage.learner.model import Linear, Model
from cases.triage.learner.texts import Texts
from cases.triage.learner.trusting import PRECISION, precision_for, sure_in_writings, trusted


def judged(right):
    """Chances of 400 guesses, every other of English, of which so many of a hundred are right."""
    chances = np.linspace(0.99, 0.6, 400)
    levels = ["ab" if place % 2 else "相片" for place in range(400)]
    hits = [level == "相片" or place // 2 % 100 < right for place, level in enumerate(levels)]
    return chances, np.array(hits), levels, PRECISION


def test_the_precision_is_promised_in_each_writing():
    chances, right, levels, _precision = judged(right=85)
    found = sure_in_writings(*judged(right=85))

    # English is right before the 85th of each hundred, and then not: from there on it is not enough.
    assert list(found) == ["latin"]
    sure = chances[1::2] >= found["latin"]
    assert right[1::2][sure].mean() >= 0.95
    assert sure.sum() >= 80
    # Right as often in both there is one threshold, and of few texts nothing is said.
    assert sure_in_writings(*judged(right=100)) == {}
    few = slice(0, 180)
    assert sure_in_writings(chances[few], right[few], levels[few], PRECISION) == {}


@pytest.mark.parametrize(
    ("counts", "asked"), [((100, 100, 100), 0.97), ((100, 95, 60), 0.97), ((100, 60, 20), 0.95)]
)
def test_more_is_asked_where_labels_came_in_numbers_that_somebody_chose(counts, asked):
    assert precision_for(np.repeat(range(len(counts)), counts)) == asked


def guessed(is_seed=False):
    """Two labels, a hundred texts of one and fifty of the other; each guessed as the first, at one share.

    What is right lies near its like, what is wrong among the others: the neighbours know, the share does not.
    """
    truth = np.array([0] * 100 + [1] * 50)
    sentences = np.zeros((150, 4), np.float32)
    sentences[np.arange(150), truth] = 1
    shares = np.tile(np.array([[0.8, 0.2]], np.float32), (150, 1))
    texts = Texts(
        levels=["相片"] * 150, labels=("a", "b"), truth=truth, weights=np.ones(150, np.float32),
        seeds=np.full(150, is_seed), sentences=sentences,
    )  # fmt: skip
    nothing = Linear(weights=np.zeros((2, 1), np.float32), bias=np.zeros(2, np.float32))
    model = Model(
        labels=texts.labels, fitted_on=150, characters=learn_characters(["相片"], seen_in=1),
        by_characters=nothing, by_sentences=nothing, share=0.5, heat=1.0, sure_from=None, sure_in={},
        near_from=None, descriptions=None, known=None, known_labels=(), known_names=(),
    )  # fmt: skip
    shares += np.linspace(0.001, 0, 150)[:, None] * [1, -1]
    return trusted(model, texts, range(150), shares, np.log(shares), np.log(shares))


def test_the_nearest_texts_tell_what_the_share_does_not():
    model = guessed()

    assert model.backing.agreed[2] > 1
    agreed = np.array([[1, 1, 1.0], [1, 1, 0.0]], np.float32)
    right, wrong = model.backing.chances(np.array([[0.8, 0.2]] * 2, np.float32), agreed)
    assert wrong < model.sure_from <= right


def test_of_seeds_the_share_alone_is_asked():
    model = guessed(is_seed=True)

    assert model.backing is None
    assert model.sure_from == pytest.approx(0.8, abs=0.002)
