"""Checklisting: lay checklists on cases, by hand or for their category, tick their steps, take them away.

A list on a case is a copy: what is changed in the settings is for cases that it is laid on afterwards.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from cases.errors import AlreadyDone, CaseEnded, MissingFacts
from cases.facts import FACTS
from cases.kinds import EventKind
from cases.models import Case, CaseList, LaidList, LaidStep
from cases.rules.categories import categorising
from cases.rules.changes.changing import Change, changing
from cases.rules.knowledge.ticking import mark, named_in_all
from feedback_site.errors import NotAllowed
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability
from feedback_site.organisation.words import Named
from feedback_site.remembering import remember


def add_list(
    case_id: int, *, list_id: int, actor: User, now: datetime, version: int | None = None
) -> Case:
    """Lay a checklist on a case by hand. Raises AlreadyDone where it lies there, CaseEnded, NotAllowed."""
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    with changing(case_id, actor=actor, now=now, version=version) as change:
        _require_open(change.case)
        if change.case.checklists.filter(template=list_id, removed_at=None).exists():
            raise AlreadyDone
        found = CaseList.objects.in_use().for_store(change.case.store_id)
        _lay(change, found.prefetch_related("steps").get(pk=list_id), is_automatic=False)
    return change.case


def remove_list(
    laid_id: int, *, reason: str, actor: User, now: datetime, version: int | None = None
) -> Case:
    """Take a checklist off a case that it does not suit. Raises AlreadyDone, MissingFacts, CaseEnded."""
    if not actor.can(Ability.WORK_CASES):
        raise NotAllowed
    if not reason.strip():
        raise MissingFacts(names=str(FACTS["reason"].label))
    case_id = LaidList.objects.values_list("case", flat=True).get(pk=laid_id)
    with changing(case_id, actor=actor, now=now, version=version) as change:
        _require_open(change.case)
        _take_off(change, change.case.checklists.get(pk=laid_id), reason=reason.strip())
    return change.case


def tick(step_id: int, *, actor: User, now: datetime) -> LaidStep:
    """Say that a step is done; whoever may see the case may, as with notes. Raises AlreadyDone, CaseEnded."""
    return _mark(step_id, is_done=True, actor=actor, now=now)


def untick(step_id: int, *, actor: User, now: datetime) -> LaidStep:
    """Open a step again: it was a slip, or did not hold."""
    return _mark(step_id, is_done=False, actor=actor, now=now)


def follow_category(change: Change, *, before: int | None = None) -> None:
    """Lay what the category of the locked case asks for on it.

    `before`: the category it had. What that one had laid on it goes, as long as nobody has begun with it. A
    case that is just being opened has no number yet: `write_opened` writes its rows.
    """
    case = change.case
    if case.category_id == before or case.category is None:
        return
    wanted = _wanted(case)
    if before is not None and case.steps_all:
        _take_off_unbegun(change, keep=wanted)
    lying = set()
    if case.pk:
        lying = set(case.checklists.filter(removed_at=None).values_list("template", flat=True))
    for template in wanted:
        if template.pk not in lying:
            _lay(change, template, is_automatic=True)


def write_opened(changes: Sequence[Change]) -> None:
    """Write the lists of cases that were just filed; most have none, and cost nothing."""
    for change in changes:
        for template in change.laid:
            _write(change, template, is_automatic=True)


def _wanted(case: Case) -> Sequence[CaseList]:
    """What is laid on each case of this category, as settings had it at most settings.LOOK_UP_SECONDS ago."""
    if case.category is None or not categorising.has_checklists(case.category.code):
        return ()
    return [
        one
        for one in remember("checklists", _automatic)
        if one.store_id in (None, case.store_id)
        and (
            one.klass == case.klass
            if one.category is None
            else categorising.standing_for(one.category.code) == case.category.code
        )
    ]


def _automatic() -> list[CaseList]:
    found = CaseList.objects.in_use().filter(is_automatic=True)
    return list(found.select_related("category").prefetch_related("steps").order_by("pk"))


def _lay(change: Change, template: CaseList, *, is_automatic: bool) -> None:
    case, steps = change.case, template.steps.all()
    case.steps_all += len(steps)
    case.steps_owed += sum(step.is_must for step in steps)
    change.happened(
        EventKind.CHECKLIST_ADDED,
        facts={
            "checklist": named_in_all(template), "steps": len(steps), "version": template.number,
            "by_category": is_automatic,
        },
    )  # fmt: skip
    if case.pk:
        _write(change, template, is_automatic=is_automatic)
    else:
        change.laid.append(template)


def _write(change: Change, template: CaseList, *, is_automatic: bool) -> None:
    laid = LaidList.objects.create(
        case=change.case, template=template, number=template.number, is_automatic=is_automatic,
        laid_at=change.now, **_columns(template),
    )  # fmt: skip
    LaidStep.objects.bulk_create(
        LaidStep(checklist=laid, position=step.position, is_must=step.is_must, **_columns(step))
        for step in template.steps.all()
    )


def _take_off_unbegun(change: Change, *, keep: Sequence[CaseList]) -> None:
    lying = change.case.checklists.filter(removed_at=None, is_automatic=True)
    begun = LaidStep.objects.filter(checklist__case=change.case, done_at__isnull=False)
    for laid in lying.exclude(Q(template__in=keep) | Q(pk__in=begun.values("checklist"))):
        _take_off(change, laid, reason="")


def _take_off(change: Change, laid: LaidList, *, reason: str) -> None:
    if laid.removed_at is not None:
        raise AlreadyDone
    laid.removed_at = change.now
    laid.save(update_fields=["removed_at"])
    case = change.case
    for step in laid.steps.all():
        case.steps_all -= 1
        case.steps_done -= step.is_done
        case.steps_owed -= step.is_must and not step.is_done
    facts: dict[str, object] = {"checklist": named_in_all(laid), "by_category": not reason}
    change.happened(EventKind.CHECKLIST_REMOVED, facts={**facts, "reason": reason})


def _mark(step_id: int, *, is_done: bool, actor: User, now: datetime) -> LaidStep:
    if not actor.can(Ability.SEE_CASES):
        raise NotAllowed
    case_id = LaidStep.objects.values_list("checklist__case", flat=True).get(pk=step_id)
    with changing(case_id, actor=actor, now=now) as change:
        _require_open(change.case)
        step = LaidStep.objects.select_related("checklist").get(pk=step_id)
        if step.checklist.removed_at is not None:
            raise AlreadyDone
        mark(step, is_done=is_done, actor=actor, now=now)
        change.case.steps_done += 1 if is_done else -1
        if step.is_must:
            change.case.steps_owed += -1 if is_done else 1
        kind = EventKind.STEP_DONE if is_done else EventKind.STEP_REOPENED
        change.happened(
            kind, facts={"step": named_in_all(step), "checklist": named_in_all(step.checklist)}
        )
    return step


def _require_open(case: Case) -> None:
    if case.is_finished:
        raise CaseEnded


def _columns(named: Named) -> dict[str, str]:
    return {
        "name_zh_hant": named.name_zh_hant, "name_zh_hans": named.name_zh_hans,
        "name_en": named.name_en,
    }  # fmt: skip
