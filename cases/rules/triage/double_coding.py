"""Coding twice: a week's sample, a second person who sees words alone, a third where they differ."""

import secrets
from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.errors import CodedAlready, WrongFact
from cases.kinds import LabelKind
from cases.measures.told import told_in
from cases.models import Category, CategoryLabel, CodingSample, DoubleCoding
from cases.rules.categories import labelling
from cases.rules.categories.categorising import category_of
from cases.rules.lifecycle.moving import undo_time
from cases.sampling import draw
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

WEEK = timedelta(days=7)
# What a person decided; what was merely kept, nobody looked at closely.
_CHOSEN = (LabelKind.CONFIRMED, LabelKind.CORRECTED)


def sweep_sample(*, now: datetime) -> int:
    """Draw last week's sample where that was not done yet; give the number of cases drawn."""
    today = timezone.localtime(now, timezone.get_default_timezone()).date()
    week = today - timedelta(days=today.weekday()) - WEEK
    if not settings.CODED_TWICE_A_WEEK or CodingSample.objects.filter(week=week).exists():
        return 0
    size = settings.CODED_TWICE_A_WEEK
    return draw_sample(week, size=size, seed=secrets.randbits(48), now=now).codings.count()


@transaction.atomic
def draw_sample(week: date, *, size: int, seed: int, now: datetime) -> CodingSample:
    """Draw from the cases that people sorted in the week from a Monday on, by class in proportion.

    A case is coded twice once in its life. The sample that was drawn before is given as it is.
    """
    sample, is_new = CodingSample.objects.get_or_create(
        week=week, defaults={"size": size, "seed": seed, "drawn_at": now}
    )
    if not is_new:
        return sample
    labels = _chosen_in(week)
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for case_id, label in labels.items():
        groups[label.category.klass].append(case_id)
    drawn = draw(groups, size, seed=seed)
    rows = {one.pk: one for one in Category.objects.all()}
    DoubleCoding.objects.bulk_create(
        DoubleCoding(
            sample=sample, case_id=case_id, position=position, first_coder=labels[case_id].decided_by,
            first=labels[case_id].category.standing(rows),
        )
        for position, case_id in enumerate(drawn)
    )  # fmt: skip
    sample.strata = {klass: len(ids) for klass, ids in sorted(groups.items())}
    sample.save(update_fields=["strata"])
    body = {"week": str(week), "seed": seed, "size": size, "drawn": len(drawn), **sample.strata}
    record([Entry(verb="coding.drawn", subject=f"sample:{sample.pk}", body=body)], now=now)
    return sample


def _chosen_in(week: date) -> dict[int, CategoryLabel]:
    """The last word on each case that somebody sorted within the week, and that still has its words."""
    begins = datetime.combine(week, time(), timezone.get_default_timezone())
    found = (
        CategoryLabel.objects.latest_of_each()
        .filter(kind__in=_CHOSEN, decided_at__gte=begins, decided_at__lt=begins + WEEK)
        .filter(~Exists(DoubleCoding.objects.filter(case=OuterRef("case"))))
        .select_related("category", "decided_by")
    )
    labels = {one.case_id: one for one in found}
    told = told_in(list(labels))
    return {pk: one for pk, one in labels.items() if (told[pk].title + told[pk].text).strip()}


@transaction.atomic
def code_second(coding_id: int, *, category: str, actor: User, now: datetime) -> DoubleCoding:
    """Code a case as the second person; a slip may be corrected for as long as a solution may be.

    Raises NotAllowed, WrongFact for no category in use, CodedAlready where it is another's or one's own.
    """
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    coding = DoubleCoding.objects.select_for_update(of=("self",)).get(pk=coding_id)
    if not _may_code(coding, actor, now):
        raise CodedAlready
    coding.second = _category(category)
    coding.second_coder, coding.second_at = actor, coding.second_at or now
    coding.save(update_fields=["second", "second_coder", "second_at"])
    _tell("coding.second", coding, actor, now=now)
    return coding


def _may_code(coding: DoubleCoding, actor: User, now: datetime) -> bool:
    if coding.first_coder_id == actor.pk or coding.decided_id is not None:
        return False
    if coding.second_at is None:
        return True
    return coding.second_coder_id == actor.pk and now - coding.second_at <= undo_time()


@transaction.atomic
def decide(coding_id: int, *, category: str, actor: User, now: datetime) -> DoubleCoding:
    """Settle as a third person what two saw differently; the reading learns from it as from a correction.

    Raises NotAllowed, WrongFact, and CodedAlready where there is nothing to settle for this person.
    """
    if not actor.can(Ability.SUPERVISE):
        raise NotAllowed
    coding = DoubleCoding.objects.select_for_update(of=("self",)).get(pk=coding_id)
    is_open = coding.second_id not in (None, coding.first_id) and coding.decided_id is None
    if not is_open or actor.pk in (coding.first_coder_id, coding.second_coder_id):
        raise CodedAlready
    coding.decided = _category(category)
    coding.decided_by, coding.decided_at = actor, now
    coding.save(update_fields=["decided", "decided_by", "decided_at"])
    labelling.adjudicated(coding.case, coding.decided, actor=actor, now=now)
    _tell("coding.decided", coding, actor, now=now)
    return coding


def _category(code: str) -> Category:
    found = category_of(code)
    if found is None:
        raise WrongFact(name=_("Category"), value=code)
    return found


def _tell(verb: str, coding: DoubleCoding, actor: User, *, now: datetime) -> None:
    chosen = coding.decided if coding.decided is not None else coding.second
    entry = Entry(
        verb=verb, subject=f"coding:{coding.pk}", actor=name_of(actor),
        body={"case": coding.case_id, "category": chosen.code if chosen else ""},
    )  # fmt: skip
    record([entry], now=now)
