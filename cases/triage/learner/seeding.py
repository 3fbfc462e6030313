"""The first model of a site: from sentences that were written for it, which are less than life."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cases.triage.category_seed import CategorySeed
from cases.triage.learner.fitting import fit
from cases.triage.learner.model import Model
from cases.triage.learner.texts import Labelled

# Seeds come from few hands and resemble each other more than customers' texts do: what is guessed of
# them must not have been learned from anything near, or the model would believe itself too much.
SEEDS_ALIKE_FROM = 0.6
# And for what such a split still misses, every share is drawn this much towards doubt; the threshold from
# which no person looks stays, and so is harder to reach. That learners of all texts are cooled (see
# calibrating) is taken back: more of the same few hands makes nobody surer.
SEEDS_HEAT = 1.2 / 0.93


def described(categories: Sequence[CategorySeed]) -> dict[str, str]:
    """One text in three languages for each category."""
    return {
        seed.code: f"{seed.name.zh_hant} {seed.description.zh_hant} {seed.name.en} {seed.description.en}"
        for seed in categories
    }


def fit_seeds(seeds: Sequence[Labelled], descriptions: Mapping[str, str]) -> Model:
    """Fit the model that a new site begins with."""
    model = fit(
        seeds,
        labels=tuple(descriptions),
        descriptions=descriptions,
        alike_from=SEEDS_ALIKE_FROM,
    )
    return replace(model, heat=model.heat * SEEDS_HEAT)
