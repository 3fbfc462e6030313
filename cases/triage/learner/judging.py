"""Judging a model on texts that it was never fitted to."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from cases.triage.learner.model import Guess, Model
from cases.triage.learner.texts import Labelled
from cases.triage.normalising import normalise

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Of so many texts so many were right, so many sure, and so many of those right."""

    texts: int
    right: int
    sure: int
    sure_right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a model did: in all, by label, and how honest its shares of belief were."""

    whole: Tally
    in_top3: int
    calibration_error: float
    by_label: Mapping[str, Tally]

    @property
    def accuracy(self) -> float:
        """The share of right guesses; 0 of nothing."""
        return self.whole.right / self.whole.texts if self.whole.texts else 0.0

    @property
    def sure_wrong(self) -> int:
        """How many were wrong that nobody would have looked at."""
        return self.whole.sure - self.whole.sure_right


def judge(
    model: Model,
    given: Sequence[Labelled],
    priors: Callable[[str], Mapping[str, float]] | None = None,
) -> Judgement:
    """Read all of the texts and compare."""
    guesses = [
        (one.label, model.guess(normalise(one.text), priors(one.text) if priors else None))
        for one in given
    ]
    return judgement_of(guesses)


def judgement_of(guesses: Sequence[tuple[str, Guess]]) -> Judgement:
    """Compare guesses with what was true."""
    by_label = {
        label: _tally([pair for pair in guesses if pair[0] == label])
        for label in sorted({label for label, _guess in guesses})
    }
    return Judgement(
        whole=_tally(guesses),
        in_top3=sum(label in dict(guess.shares[:3]) for label, guess in guesses),
        calibration_error=_calibration_error(guesses),
        by_label=by_label,
    )


def _tally(guesses: Sequence[tuple[str, Guess]]) -> Tally:
    kinds = Counter((guess.is_sure, guess.shares[0][0] == label) for label, guess in guesses)
    return Tally(
        texts=len(guesses),
        right=kinds[True, True] + kinds[False, True],
        sure=kinds[True, True] + kinds[True, False],
        sure_right=kinds[True, True],
    )


def _calibration_error(guesses: Sequence[tuple[str, Guess]]) -> float:
    """Expected calibration error (Naeini et al. 2015) over ten bins of equal width."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for label, guess in guesses:
        best, share = guess.shares[0]
        bins[min(int(share * BINS), BINS - 1)].append((share, best == label))
    gaps = [abs(sum(right - share for share, right in bin_)) for bin_ in bins]
    return sum(gaps) / len(guesses) if guesses else 0.0
