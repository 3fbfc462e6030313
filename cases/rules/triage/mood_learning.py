"""Learning moods: a new version from what people said of cases, used only where it is no worse.

As for categories (cases.rules.triage.learning): always from what came with the product and all labels
together, a part of the cases held out by the hash of their words and never learned from.
"""

import logging
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from cases.models import MoodLabel, MoodModel
from cases.rules.triage import promoting, recognising
from cases.rules.triage.learning import LEAST_HELD_OUT, MOST_LABELS, NEW_LABELS, Lesson, lesson_of
from cases.triage.learner.mood_judging import MoodJudgement, judge_moods
from cases.triage.learner.mood_moving import move_moods
from cases.triage.learner.moods import Moods, pack_moods
from cases.triage.learner.sentences import vectors
from cases.triage.learner.shipped import shipped_moods
from cases.triage.learner.texts import Labelled
from feedback_site.organisation.models import User

log = logging.getLogger(__name__)


def learn_moods(*, now: datetime, at_least: int = NEW_LABELS) -> MoodModel | None:
    """Fit the next version where so many labels are new, and use it where it is no worse.

    None where too few are new, or nothing came with the product. Fitting takes seconds to minutes and holds
    no lock; who is second throws theirs away.
    """
    base = shipped_moods()
    if base is None or not is_due(at_least=at_least):
        return None
    lesson = _lesson()
    if not lesson.learned:
        return None
    moods = move_moods(base, lesson.learned, vectors)
    before = recognising.moods_in_use()
    found = judge_moods(moods, lesson.held_out)
    met = judge_moods(before, lesson.held_out) if before is not None else None
    return _store(moods, lesson, found, met, now=now)


def is_due(*, at_least: int = NEW_LABELS) -> bool:
    """Whether so many labels are new since the newest version."""
    return promoting.is_due(MoodModel, MoodLabel, at_least=at_least)


def is_no_worse(found: MoodJudgement, met: MoodJudgement | None) -> bool:
    """No fewer right in all, and none of the moods paid for it."""
    if found.texts < LEAST_HELD_OUT:
        return False
    return met is None or (found.right >= met.right and found.macro_f1 >= met.macro_f1)


def _lesson() -> Lesson:
    rows = MoodLabel.objects.latest_of_each().order_by("-pk").values_list("pk", "case", "mood")
    return lesson_of(
        [(pk, case_id, Labelled(text="", label=mood)) for pk, case_id, mood in rows[:MOST_LABELS]]
    )


@transaction.atomic
def _store(
    moods: Moods, lesson: Lesson, found: MoodJudgement, met: MoodJudgement | None, *, now: datetime
) -> MoodModel | None:
    number = promoting.next_number(MoodModel, up_to_label=lesson.up_to_label)
    if number is None:
        return None  # another process was faster
    row = MoodModel.objects.create(
        number=number,
        numbers=pack_moods(moods),
        labels=len(lesson.learned),
        up_to_label=lesson.up_to_label,
        metrics={
            "found": figures(found), "met": figures(met) if met is not None else None,
            "within": moods.within, "balance": moods.balance,
        },
        made_at=now,
    )  # fmt: skip
    promoting.take_in(row, is_no_worse=is_no_worse(found, met), now=now)
    log.info("version %s of moods: %s", row.number, "used" if row.is_in_use else "not used")
    return row


def figures(judgement: MoodJudgement) -> dict[str, object]:
    """A judgement as it is kept beside its version."""
    return {
        "texts": judgement.texts, "right": judgement.right,
        "macro_f1": round(judgement.macro_f1, 4),
        "by_mood": {mood: asdict(tally) for mood, tally in judgement.by_mood.items()},
    }  # fmt: skip


def put_moods_in_use(number: int, *, actor: User, now: datetime) -> None:
    """Let an earlier version read moods again, or with 0 the one that came with the product.

    Raises as promoting.put_in_use.
    """
    promoting.put_in_use(MoodModel, number, actor=actor, now=now)
