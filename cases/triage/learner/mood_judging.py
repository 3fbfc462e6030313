"""Judging how moods are read, on texts that nothing was learned from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cases.triage.learner.moods import Moods
from cases.triage.learner.texts import Labelled

MOODS = ("positive", "neutral", "negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodTally:
    """Of a mood: so many texts had it, in so many it was found, and of these rightly in so many."""

    texts: int
    found: int
    right: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.texts + self.found) if self.texts + self.found else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodJudgement:
    """How moods were read, mood by mood."""

    by_mood: Mapping[str, MoodTally]

    @property
    def texts(self) -> int:
        """On how many texts."""
        return sum(one.texts for one in self.by_mood.values())

    @property
    def right(self) -> int:
        """In how many rightly."""
        return sum(one.right for one in self.by_mood.values())

    @property
    def macro_f1(self) -> float:
        """The mean over the moods that there are: the rare ones weigh as much as anger."""
        there = [one.f1 for one in self.by_mood.values() if one.texts]
        return sum(there) / len(there) if there else 0.0


def judge_moods(moods: Moods, given: Sequence[Labelled]) -> MoodJudgement:
    """Read all of the texts and compare."""
    return judgement_of_moods([(one.label, moods.feel(one.text).band) for one in given])


def judgement_of_moods(pairs: Sequence[tuple[str, str]]) -> MoodJudgement:
    """Compare pairs of what was true and what was read."""
    return MoodJudgement(
        by_mood={
            mood: MoodTally(
                texts=sum(true == mood for true, _read in pairs),
                found=sum(read == mood for _true, read in pairs),
                right=sum(true == read == mood for true, read in pairs),
            )
            for mood in MOODS
        }
    )
