"""Learning: a new version of the reading from all decisions, used only where it is no worse.

Always from scratch, from seeds and decisions together. Of a site's cases a part is held out by the hash of
their words and never learned from: by them versions are compared.
"""

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial

from django.db import transaction

from cases.measures.told import told_in
from cases.measures.triage.word_rules import site_book
from cases.models import Category, CategoryLabel, ReadingModel
from cases.rules.categories.categorising import active_categories, successors
from cases.rules.triage import promoting, recognising
from cases.triage.category_tree import CATEGORIES
from cases.triage.learned import rule_shares
from cases.triage.learner.files import pack
from cases.triage.learner.fitting import fit
from cases.triage.learner.judging import Judgement, judge
from cases.triage.learner.masking import mask_numbers
from cases.triage.learner.model import Model
from cases.triage.learner.seeding import described
from cases.triage.learner.shipped import seeds
from cases.triage.learner.texts import Labelled
from cases.triage.normalising import normalise
from feedback_site.organisation.models import User

log = logging.getLogger(__name__)
NEW_LABELS = 50
# The newest ones; more tell little more, and fitting takes a minute with as many.
MOST_LABELS = 8_000
# Of a hundred cases, by the hash of their words.
HELD_OUT = 15
# With fewer held out nothing can be compared, and what reads goes on reading.
LEAST_HELD_OUT = 5
# A decision of the site's own counts as much as so many seeds.
OWN_WEIGHT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What there is to learn from, and what to be judged by."""

    learned: Sequence[Labelled]
    held_out: Sequence[Labelled]
    up_to_label: int


def learn(
    *,
    now: datetime,
    at_least: int = NEW_LABELS,
    beginning: Sequence[Labelled] | None = None,
) -> ReadingModel | None:
    """Fit the next version where `at_least` decisions are new, and use it where it is no worse.

    `beginning` takes the place of the seeds that came with the product. None where too few are new, or all
    are of one category. Fitting takes a minute and holds no lock; who is second throws theirs away.
    """
    if not is_due(at_least=at_least):
        return None
    lesson = _lesson()
    categories = active_categories()
    codes = {one.code for one in categories}
    first = seeds() if beginning is None else beginning
    standing = successors()
    seeded = (replace(one, label=standing.get(one.label, one.label)) for one in first)
    given = [one for one in (*seeded, *lesson.learned) if one.label in codes]
    if len({one.label for one in given}) < 2:
        return None
    priors = partial(rule_shares, book=site_book())
    model = fit(
        given,
        labels=sorted(codes),
        descriptions=_descriptions(categories),
        priors=priors,
    )
    found = judge(model, lesson.held_out, priors)
    before = recognising.in_use()
    met = judge(before.model, lesson.held_out, priors) if before is not None else None
    return _store(
        model, lesson, found, met, now=now, learned_from=sum(not one.is_seed for one in given)
    )


def is_due(*, at_least: int = NEW_LABELS) -> bool:
    """Whether so many decisions are new since the newest version."""
    return promoting.is_due(ReadingModel, CategoryLabel, at_least=at_least)


def is_held_out(text: str) -> bool:
    """Whether a case with these words is kept for judging; the same words always fall to one side."""
    words = normalise(mask_numbers(text)).encode()
    return int.from_bytes(hashlib.sha256(words).digest()[:4]) % 100 < HELD_OUT


def is_no_worse(found: Judgement, met: Judgement | None) -> bool:
    """No fewer right, and no more wrong ones that nobody would have looked at."""
    if found.whole.texts < LEAST_HELD_OUT:
        return False
    if met is None:
        return True
    return found.whole.right >= met.whole.right and found.sure_wrong <= met.sure_wrong


def _lesson() -> Lesson:
    rows = (
        CategoryLabel.objects.latest_of_each()
        .order_by("-pk")
        .values_list(
            "pk", "category__code", "case__reference", "case",
        )[:MOST_LABELS]
    )  # fmt: skip
    standing = successors()
    return lesson_of(
        [
            (
                pk,
                case_id,
                Labelled(text="", label=standing.get(code, code), name=name, weight=OWN_WEIGHT),
            )
            for pk, code, name, case_id in rows
        ]
    )


def lesson_of(decided: Sequence[tuple[int, int, Labelled]]) -> Lesson:
    """Part what people decided by the words of its cases: ids of label and case, and the label without words.

    What was erased since, or a chat that told nothing, teaches nothing.
    """
    told = told_in([case_id for _pk, case_id, _one in decided])
    sides: tuple[list[Labelled], list[Labelled]] = ([], [])
    for _pk, case_id, one in decided:
        text = told[case_id].whole
        if normalise(text):
            sides[is_held_out(text)].append(replace(one, text=mask_numbers(text)))
    up_to = max((pk for pk, _case_id, _one in decided), default=0)
    return Lesson(learned=sides[0], held_out=sides[1], up_to_label=up_to)


def _descriptions(categories: Sequence[Category]) -> dict[str, str]:
    shipped = described(CATEGORIES)
    return {
        one.code: shipped.get(one.code) or f"{one.name_zh_hant} {one.name_zh_hans} {one.name_en}"
        for one in categories
    }


@transaction.atomic
def _store(
    model: Model,
    lesson: Lesson,
    found: Judgement,
    met: Judgement | None,
    *,
    now: datetime,
    learned_from: int,
) -> ReadingModel | None:
    number = promoting.next_number(ReadingModel, up_to_label=lesson.up_to_label)
    if number is None:
        return None  # another process was faster
    packed = pack(model)
    row = ReadingModel.objects.create(
        number=number,
        numbers=packed.numbers,
        words=packed.words,
        labels=learned_from,
        up_to_label=lesson.up_to_label,
        metrics={"found": figures(found), "met": figures(met) if met is not None else None},
        made_at=now,
    )
    promoting.take_in(row, is_no_worse=is_no_worse(found, met), now=now)
    log.info("version %s of the reading: %s", row.number, "used" if row.is_in_use else "not used")
    return row


def figures(judgement: Judgement) -> dict[str, object]:
    """A judgement as it is kept beside its version."""
    return {
        **asdict(judgement.whole),
        "in_top3": judgement.in_top3,
        "calibration_error": round(judgement.calibration_error, 4),
        "by_label": {label: asdict(tally) for label, tally in judgement.by_label.items()},
    }


def put_in_use(number: int, *, actor: User, now: datetime) -> None:
    """Let an earlier version read again, or with 0 the one that came with the product.

    Raises as promoting.put_in_use.
    """
    promoting.put_in_use(ReadingModel, number, actor=actor, now=now)
