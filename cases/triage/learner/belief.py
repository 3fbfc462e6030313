"""Shares of belief: numbers that sum to one, and their logarithms."""

import numpy as np

from cases.triage.learner.characters import Floats


def log_softmax(logits: Floats) -> Floats:
    """Logarithms of shares that sum to one along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    logs: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs


def softmax(logits: Floats) -> Floats:
    """Shares that sum to one along the last axis."""
    shares: Floats = np.exp(log_softmax(logits))
    return shares


def sigmoid(logit: float) -> float:
    """The share of the first of two."""
    return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))
