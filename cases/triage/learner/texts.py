"""What is learned from: texts, what each was found to be, and how much each counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from cases.triage.learner.characters import Floats
from cases.triage.learner.sentences import vectors
from cases.triage.normalising import normalise

# With fewer labels of the site's own, heats and thresholds are fitted on the seeds as well.
LEAST_OWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text and what it was found to be; `name` is shown beside texts that are like it.

    A seed was written for the learner: it teaches, and tells little about how sure one may be.
    """

    text: str
    label: str
    name: str = ""
    weight: float = 1.0
    is_seed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Labelled texts side by side in arrays; `truth` are places in `labels`."""

    levels: Sequence[str]
    labels: tuple[str, ...]
    truth: NDArray[np.int64]
    weights: Floats
    seeds: NDArray[np.bool_]
    sentences: Floats | None

    def __len__(self) -> int:
        return len(self.levels)

    @property
    def judged(self) -> NDArray[np.int64]:
        """The places of those by which a model is calibrated: a site's own, once there are enough."""
        own = np.flatnonzero(~self.seeds)
        return own if len(own) >= LEAST_OWN else np.arange(len(self))

    def only(self, places: NDArray[np.int64]) -> Self:
        """Keep some of them."""
        return replace(
            self,
            levels=[self.levels[at] for at in places],
            truth=self.truth[places],
            weights=self.weights[places],
            seeds=self.seeds[places],
            sentences=None if self.sentences is None else self.sentences[places],
        )


def texts_of(given: Sequence[Labelled], labels: Sequence[str] = ()) -> Texts:
    """Level the texts and make their vectors. Raises ValueError with fewer than two labels."""
    seen = {one.label for one in given}
    if len(seen) < 2:
        raise ValueError("at least two labels are needed")
    known = tuple(sorted(seen | set(labels)))
    places: Mapping[str, int] = {label: place for place, label in enumerate(known)}
    levels = [normalise(one.text) for one in given]
    return Texts(
        levels=levels,
        labels=known,
        truth=np.array([places[one.label] for one in given], np.int64),
        weights=np.array([one.weight for one in given], np.float32),
        seeds=np.array([one.is_seed for one in given], np.bool_),
        sentences=vectors(levels),
    )
