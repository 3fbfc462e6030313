"""Learning moods: a new version from what people said of cases, used only where it is no worse.

As for categories (cases.rules.learning): always from what came with the product and all labels together, a
part of the cases held out by the hash of their words and never learned from.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from cases.errors import AlreadyDone
from cases.measures.told import told_in
from cases.models import MoodLabel, MoodModel
from cases.rules import recognising
from cases.rules.learning import (
    KEPT_VERSIONS,
    LEAST_HELD_OUT,
    MOST_LABELS,
    NEW_LABELS,
    is_held_out,
)
from cases.rules.locking import one_at_a_time
from cases.triage.learner.masking import mask_numbers
from cases.triage.learner.mood_judging import MoodJudgement, judge_moods
from cases.triage.learner.mood_moving import move_moods
from cases.triage.learner.moods import Moods, pack_moods
from cases.triage.learner.sentences import vectors
from cases.triage.learner.shipped import shipped_moods
from cases.triage.learner.texts import Labelled
from cases.triage.normalising import normalise
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.remembering import forget

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lesson:
    """What there is to learn from, and what to be judged by."""

    learned: Sequence[Labelled]
    held_out: Sequence[Labelled]
    up_to_label: int


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
    newest = MoodModel.objects.aggregate(up_to=Max("up_to_label"))["up_to"] or 0
    return MoodLabel.objects.filter(pk__gt=newest).count() >= max(at_least, 1)


def is_no_worse(found: MoodJudgement, met: MoodJudgement | None) -> bool:
    """No fewer right in all, and none of the moods paid for it."""
    if found.texts < LEAST_HELD_OUT:
        return False
    return met is None or (found.right >= met.right and found.macro_f1 >= met.macro_f1)


def _lesson() -> _Lesson:
    rows = (
        MoodLabel.objects.latest_of_each()
        .order_by("-pk")
        .values_list("pk", "mood", "case")[:MOST_LABELS]
    )
    told = told_in([case_id for _pk, _mood, case_id in rows])
    sides: tuple[list[Labelled], list[Labelled]] = ([], [])
    for _pk, mood, case_id in rows:
        text = told[case_id].whole
        if normalise(text):  # else erased since
            sides[is_held_out(text)].append(Labelled(text=mask_numbers(text), label=mood))
    return _Lesson(
        learned=sides[0], held_out=sides[1],
        up_to_label=max((pk for pk, _mood, _case in rows), default=0),
    )  # fmt: skip


@transaction.atomic
def _store(
    moods: Moods, lesson: _Lesson, found: MoodJudgement, met: MoodJudgement | None, *, now: datetime
) -> MoodModel | None:
    one_at_a_time("mood model")
    newest = MoodModel.objects.order_by("-number").first()
    if newest is not None and newest.up_to_label >= lesson.up_to_label:
        return None  # another process was faster
    row = MoodModel.objects.create(
        number=newest.number + 1 if newest is not None else 1,
        numbers=pack_moods(moods),
        labels=len(lesson.learned),
        up_to_label=lesson.up_to_label,
        metrics={
            "found": figures(found), "met": figures(met) if met is not None else None,
            "within": moods.within, "balance": moods.balance,
        },
        made_at=now,
    )  # fmt: skip
    _tell("moods.learned", row.number, who="system", now=now, labels=row.labels)
    if is_no_worse(found, met):
        _use(row, actor=None, now=now)
    _drop_old()
    log.info("version %s of moods: %s", row.number, "used" if row.is_in_use else "not used")
    return row


def figures(judgement: MoodJudgement) -> dict[str, object]:
    """A judgement as it is kept beside its version."""
    return {
        "texts": judgement.texts, "right": judgement.right,
        "macro_f1": round(judgement.macro_f1, 4),
        "by_mood": {mood: asdict(tally) for mood, tally in judgement.by_mood.items()},
    }  # fmt: skip


@transaction.atomic
def put_moods_in_use(number: int, *, actor: User, now: datetime) -> None:
    """Let an earlier version read moods again, or with 0 the one that came with the product.

    Raises NotAllowed for whoever does not supervise the whole chain, MoodModel.DoesNotExist,
    and AlreadyDone where it reads already.
    """
    if not actor.can(Ability.SUPERVISE) or not actor.reach.everything:
        raise NotAllowed
    one_at_a_time("mood model")
    current = MoodModel.objects.filter(is_in_use=True).first()
    if number == (current.number if current is not None else 0):
        raise AlreadyDone
    if number:
        _use(MoodModel.objects.get(number=number), actor=actor, now=now)
        return
    MoodModel.objects.filter(is_in_use=True).update(is_in_use=False)
    _tell("moods.put_in_use", 0, who=name_of(actor), now=now)
    transaction.on_commit(forget)


def _use(row: MoodModel, *, actor: User | None, now: datetime) -> None:
    MoodModel.objects.filter(is_in_use=True).update(is_in_use=False)
    row.is_in_use, row.in_use_since, row.put_in_use_by = True, now, actor
    row.save(update_fields=("is_in_use", "in_use_since", "put_in_use_by"))
    _tell("moods.put_in_use", row.number, who=name_of(actor), now=now)
    transaction.on_commit(forget)


def _drop_old() -> None:
    """Keep the newest ones, and what reads however old it is."""
    kept = MoodModel.objects.order_by("-number").values_list("pk", flat=True)[:KEPT_VERSIONS]
    MoodModel.objects.exclude(pk__in=list(kept)).exclude(is_in_use=True).delete()


def _tell(verb: str, number: int, *, who: str, now: datetime, **body: object) -> None:
    record([Entry(verb=verb, subject=f"moods:{number}", actor=who, body=body)], now=now)
