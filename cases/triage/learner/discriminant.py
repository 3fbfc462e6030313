"""A linear discriminant: what texts of one label differ in among themselves tells nothing of labels.

Fisher's rule (Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 4.3), the covariance
within labels drawn towards a ball as Ledoit & Wolf (2004) do, by a share that is given. All labels are taken
to be as frequent, so that what is left out of a fold is not guessed less often for it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from cases.triage.learner.model import Linear
from cases.triage.learner.texts import Texts

# A label that was not seen gets a logit near never.
STRANGE_LOGIT = -20.0
# A ball of so many dimensions: more than texts of a site differ in, and no more than a sentence vector has.
_DIMENSIONS = 512
# Of rows of length one. Copies do not differ, and what is written as half of precision has its limits; where
# each label was seen once nothing is known, and it is all of the length.
_LEAST_SPREAD = 0.05
# Logits come out some eight times too sure of themselves; the heat that is fitted then lies near one.
_SOFTENED = 8.0
# Conjugate gradients: more steps or more digits changed no guess.
_STEPS, _EXACT = 80, 1e-4


def fit_discriminant(features: Any, texts: Texts, shrinkage: float) -> Linear:
    """Fit to the rows of `features`, an array or a sparse table of rows of length one.

    `shrinkage` above 0 and below 1: how much of the covariance is the ball.
    """
    seen, truth = np.unique(texts.truth, return_inverse=True)
    weights = texts.weights.astype(np.float64)
    shares = np.zeros((len(seen), len(truth)))
    shares[truth, np.arange(len(truth))] = weights
    shares /= shares.sum(axis=1, keepdims=True)
    means = np.asarray(shares @ features)
    within = _Within(features, means, truth, weights)
    slopes = _solved(within.spread_by(shrinkage), means.T).T / _SOFTENED
    found = Linear(
        weights=np.zeros((len(texts.labels), features.shape[1]), np.float32),
        bias=np.full(len(texts.labels), STRANGE_LOGIT, np.float32),
    )
    found.weights[seen] = slopes
    found.bias[seen] = -0.5 * (slopes * means).sum(axis=1)
    return found


class _Within:
    """What texts differ in from the mean of their label."""

    def __init__(self, features: Any, means: Any, truth: Any, weights: Any) -> None:
        self._features, self._means = features, means
        self._truth, self._weights = truth, weights
        # As many degrees of freedom as texts, less one for each mean.
        freedom = max(len(truth) - len(means), 1) / len(truth) * weights.sum()
        lengths = (
            np.asarray(features.multiply(features).sum(axis=1)).ravel()
            if _is_sparse(features)
            else (features * features).sum(axis=1)
        )
        spread = (weights * lengths).sum() - sum(
            weights[truth == at].sum() * (mean @ mean) for at, mean in enumerate(means)
        )
        self._each = weights / freedom
        known = max(spread / freedom, _LEAST_SPREAD) if len(truth) > len(means) else 1.0
        self._ball = known / _DIMENSIONS

    def spread_by(self, shrinkage: float) -> Callable[[Any], Any]:
        """Give what multiplies columns by the shrunken covariance; it is never written out."""

        def product(columns: Any) -> Any:
            along = self._features @ columns - (self._means @ columns)[self._truth]
            along *= self._each[:, None]
            summed = np.zeros((len(self._means), columns.shape[1]))
            np.add.at(summed, self._truth, along)
            back = self._features.T @ along - self._means.T @ summed
            return (1 - shrinkage) * back + shrinkage * self._ball * columns

        return product


def _is_sparse(features: Any) -> bool:
    return hasattr(features, "multiply")


def _solved(product: Callable[[Any], Any], wanted: Any) -> Any:
    """Conjugate gradients, all columns side by side (Hestenes & Stiefel 1952)."""
    found = np.zeros_like(wanted)
    left = wanted.copy()
    direction = left.copy()
    length = (left * left).sum(axis=0)
    enough = length * _EXACT**2
    for _step in range(_STEPS):
        if (length <= enough).all():
            break
        ahead = product(direction)
        pace = length / np.maximum((direction * ahead).sum(axis=0), 1e-30)
        found += pace * direction
        left -= pace * ahead
        longer = (left * left).sum(axis=0)
        direction = left + (longer / np.maximum(length, 1e-30)) * direction
        length = longer
    return found
