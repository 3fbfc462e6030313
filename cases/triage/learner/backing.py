"""What stands behind a guess: of two with the same share, the one that all agree on is right more often."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cases.triage.learner.characters import Floats

Places = NDArray[np.int64]

# A share of one would have odds without end.
_SUREST = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """How much each thing counts, in log-odds of being right.

    `odds` is for the log-odds of the share, above 0; `agreed` for each of what `behind` gives; `by_label` is
    what the label itself adds, one that comes often being right more often.
    """

    odds: float
    agreed: tuple[float, ...]
    by_label: tuple[float, ...]

    def chances(self, shares: Floats, agreed: Floats) -> Floats:
        """How likely the best label of each row is right."""
        others = self._others(shares.argmax(axis=1), agreed)
        chances: Floats = 1 / (1 + np.exp(-self.odds * log_odds(shares.max(axis=1)) - others))
        return chances

    def share_for(self, chance: float, label: int, agreed: Floats) -> float:
        """Which share the label must reach to be right with that chance, everything else being as it is."""
        others = self._others(np.array([label]), agreed)[0]
        wanted = (log_odds(np.array([chance]))[0] - others) / self.odds
        return float(1 / (1 + np.exp(-wanted)))

    def _others(self, labels: Places, agreed: Floats) -> Floats:
        others: Floats = agreed @ np.array(self.agreed) + np.array(self.by_label)[labels]
        return others


def behind(best: Places, by_characters: Floats, by_sentences: Floats, votes: Floats) -> Floats:
    """Give for each row whether each learner says the same, and how many of the nearest known texts."""
    same = [logits.argmax(axis=1) == best for logits in (by_characters, by_sentences)]
    agreed: Floats = np.stack([*same, votes], axis=1).astype(np.float32)
    return agreed


def log_odds(shares: Floats) -> Floats:
    """Logarithms of the odds of shares."""
    within = np.clip(shares.astype(np.float64), _SUREST, 1 - _SUREST)
    odds: Floats = np.log(within / (1 - within))
    return odds
