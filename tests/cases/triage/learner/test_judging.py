"""Judging: right, sure, and honest."""

import pytest

from cases.triage.learner.judging import Tally, judgement_of
from cases.triage.learner.model import Guess


def guessed(label, share, *, sure=False):
    shares = ((label, share), ("other", 1 - share))
    return Guess(
        shares=shares, nearness=None, nearest=(), sure_from=None, is_sure=sure, is_whole=True
    )


def test_all_is_counted():
    found = judgement_of(
        [
            ("a", guessed("a", 0.9, sure=True)),
            ("a", guessed("b", 0.9, sure=True)),
            ("b", guessed("b", 0.6)),
            ("other", guessed("b", 0.6)),
        ]
    )

    assert found.whole == Tally(texts=4, right=2, sure=2, sure_right=1)
    assert found.by_label["a"] == Tally(texts=2, right=1, sure=2, sure_right=1)
    assert (found.accuracy, found.in_top3, found.sure_wrong) == (0.5, 3, 1)
    # |1 - 1.8| and |1 - 1.2| over four.
    assert found.calibration_error == pytest.approx(0.25)


def test_nothing_is_judged_as_nothing():
    found = judgement_of([])

    assert (found.accuracy, found.calibration_error, found.by_label) == (0, 0, {})
