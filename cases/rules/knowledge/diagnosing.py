"""Diagnosing: trees of questions are written as drafts, published, taken back, and judged by readers."""

from datetime import datetime

from django.db import transaction

from cases.diagnosis_trees import Fault, Page, faults_of
from cases.errors import NotADraft, NotInForce, NotWhole
from cases.kinds import DiagnosisState
from cases.models import Diagnosis, DiagnosisOutcome, DiagnosisStep
from cases.models.diagnosis_step import LANGUAGES, PARTS
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def tree_faults(diagnosis: Diagnosis) -> list[Fault]:
    """List what keeps a draft from being published; one statement."""
    steps = list(diagnosis.steps.all())
    codes = {step.pk: step.code for step in steps}
    asking = {step.above_id for step in steps}
    return faults_of(
        [
            Page(
                code=step.code,
                # A step above that belongs to another diagnosis leads nobody here.
                above=None if step.above_id is None else codes.get(step.above_id, "?"),
                missing=_missing(step, is_end=step.pk not in asking),
            )
            for step in steps
        ]
    )


@transaction.atomic
def begin_draft(diagnosis_id: int, *, actor: User, now: datetime) -> Diagnosis:
    """Copy a version to go on writing; where a draft is there already, that one is given."""
    source = _locked(diagnosis_id, actor)
    versions = Diagnosis.objects.filter(code=source.code)
    known = versions.filter(state=DiagnosisState.DRAFT).first()
    if known is not None:
        return known
    last = versions.order_by("-number").values_list("number", flat=True)[0]
    draft = Diagnosis.objects.create(
        code=source.code, number=last + 1, category_id=source.category_id, position=source.position,
        name_zh_hant=source.name_zh_hant, name_zh_hans=source.name_zh_hans, name_en=source.name_en,
    )  # fmt: skip
    _copy_steps(source, draft)
    _record("diagnosis.begun", draft, actor, now)
    return draft


@transaction.atomic
def publish(diagnosis_id: int, *, actor: User, now: datetime) -> Diagnosis:
    """Ask customers these questions from now on, in place of the version that was asked before.

    Raises NotADraft where that was done already, NotWhole where a branch or a language is not finished.
    """
    draft = _locked(diagnosis_id, actor)
    if draft.state != DiagnosisState.DRAFT:
        raise NotADraft
    if tree_faults(draft):
        raise NotWhole
    Diagnosis.objects.published().filter(code=draft.code).update(state=DiagnosisState.RETIRED)
    draft.state, draft.published_at, draft.published_by = DiagnosisState.PUBLISHED, now, actor
    draft.save(update_fields=["state", "published_at", "published_by"])
    _record("diagnosis.published", draft, actor, now)
    return draft


@transaction.atomic
def retire(diagnosis_id: int, *, actor: User, now: datetime) -> Diagnosis:
    """Ask customers no more; raises NotInForce where they are not asked."""
    diagnosis = _locked(diagnosis_id, actor)
    if diagnosis.state != DiagnosisState.PUBLISHED:
        raise NotInForce
    diagnosis.state = DiagnosisState.RETIRED
    diagnosis.save(update_fields=["state"])
    _record("diagnosis.retired", diagnosis, actor, now)
    return diagnosis


@transaction.atomic
def hold_draft(diagnosis_id: int, *, actor: User) -> Diagnosis:
    """Keep everybody else from deciding on a draft until the caller has written on it.

    Raises NotADraft where it was published meanwhile: written back as it was read, it would be a draft again.
    """
    draft = _locked(diagnosis_id, actor)
    if draft.state != DiagnosisState.DRAFT:
        raise NotADraft
    return draft


@transaction.atomic
def note_written(draft: Diagnosis, *, actor: User, now: datetime) -> None:
    """Write into the ledger that somebody changed a draft."""
    _record("diagnosis.written", draft, actor, now)


def say_whether_it_helped(
    step_id: int, *, has_helped: bool, language: str, now: datetime
) -> DiagnosisOutcome:
    """Count a reader's word. A figure like a page view, of nobody: the ledger does not know of it."""
    return DiagnosisOutcome.objects.create(
        step_id=step_id, has_helped=has_helped, language=language, given_at=now
    )


def _missing(step: DiagnosisStep, *, is_end: bool) -> list[str]:
    """Name the languages in which a step says too little; how to look is welcome, but not asked for."""
    wanted = [part for part in PARTS if part != "advice" or is_end]
    if step.above_id is None:
        wanted.remove("answer")
    return [
        language
        for language in LANGUAGES
        if not all(getattr(step, f"{part}_{language}").strip() for part in wanted)
    ]


def _locked(diagnosis_id: int, actor: User) -> Diagnosis:
    """Lock all versions of one diagnosis, in one order, so that two are never published."""
    if not actor.can(Ability.WRITE_SOLUTIONS):
        raise NotAllowed
    code = Diagnosis.objects.values_list("code", flat=True).get(pk=diagnosis_id)
    versions = Diagnosis.objects.select_for_update(of=("self",)).filter(code=code).order_by("pk")
    return next(version for version in versions if version.pk == diagnosis_id)


def _copy_steps(source: Diagnosis, draft: Diagnosis) -> None:
    """Copy the steps, then hang each below the copy of the one above it."""
    olds = list(source.steps.order_by("pk"))
    copies = {}
    for old in olds:
        said = [f"{part}_{language}" for part in PARTS for language in LANGUAGES]
        values = {name: getattr(old, name) for name in ("code", "position", "solution_id", *said)}
        copies[old.pk] = DiagnosisStep(diagnosis=draft, **values)
    # One first step only: those below must not stand beside it for a moment.
    for old in _from_the_top(olds):
        copies[old.pk].above = copies[old.above_id] if old.above_id else None
        copies[old.pk].save()


def _from_the_top(steps: list[DiagnosisStep]) -> list[DiagnosisStep]:
    """Order steps so that each comes after the one above it."""
    below: dict[int | None, list[DiagnosisStep]] = {}
    for step in steps:
        below.setdefault(step.above_id, []).append(step)
    ordered, row = [], below.get(None, [])
    while row:
        ordered += row
        row = [step for above in row for step in below.get(above.pk, [])]
    return ordered


def _record(verb: str, diagnosis: Diagnosis, actor: User, now: datetime) -> None:
    body = {"code": diagnosis.code, "version": diagnosis.number}
    entry = Entry(
        verb=verb, subject=f"diagnosis:{diagnosis.pk}", actor=name_of(actor), body=body
    )  # fmt: skip
    record([entry], now=now)
